package render

import (
	cldr "golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"drumbeat/workflow"
)

// wordsOf gives the words of a locale; English stands in for one that is not
// known.
func wordsOf(loc workflow.Locale) *words {
	switch loc {
	case workflow.Dutch:
		return &nl
	case workflow.Indonesian:
		return &id
	}
	return &en
}

var languages = map[workflow.Locale]language.Tag{
	workflow.English: language.English, workflow.Dutch: language.Dutch, workflow.Indonesian: language.Indonesian,
}

// plural fills in the form of a sentence that the locale has for n things: one
// is CLDR's form of that name, many the one called other. Indonesian has but one
// form, and says the same in both.
func plural(w *words, n int, one, many string) line {
	if cldr.Cardinal.MatchPlural(languages[w.locale], n, 0, 0, 0, 0) == cldr.One {
		many = one
	}
	return fill(many, n)
}
