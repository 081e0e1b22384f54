package workspace

import (
	"golang.org/x/text/language"

	"drumbeat/workflow"
)

// localeOf is the language of Drumbeat's that is a person's own, by Slack's word
// for it ("nl-BE"); empty where none is. What is merely similar is none: who
// reads Afrikaans has not asked for Dutch.
func localeOf(tag string) workflow.Locale {
	t, err := language.Parse(tag)
	if err != nil {
		return ""
	}
	base, sure := t.Base()
	if l := workflow.Locale(base.String()); sure >= language.High && l.Known() {
		return l
	}
	return ""
}
