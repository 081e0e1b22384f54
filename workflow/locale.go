package workflow

import (
	"cmp"
	"slices"
)

// Locale is a language that Drumbeat speaks, as BCP 47 writes it. Empty is what
// is usual at that place: a team's is the organisation's, and the organisation's
// is English.
type Locale string

// What Drumbeat speaks.
const (
	English    Locale = "en"
	Dutch      Locale = "nl"
	Indonesian Locale = "id"
)

// Locales are all languages that Drumbeat speaks; the first is spoken where
// nothing else is said.
var Locales = []Locale{English, Dutch, Indonesian}

// Known tells whether Drumbeat speaks it.
func (l Locale) Known() bool { return slices.Contains(Locales, l) }

// Own is what its speakers call it.
func (l Locale) Own() string {
	switch l {
	case Dutch:
		return "Nederlands"
	case Indonesian:
		return "Bahasa Indonesia"
	}
	return "English"
}

// LocaleOf is the language that a notice is written in: of a briefing that of
// the front-line team, of a direct message the person's own, which may be empty,
// of all else the organisation's.
func (p *Policy) LocaleOf(n *Notice, person Locale) Locale {
	if team, ok := p.FrontLineTeam(n.Front); ok && n.Front != "" && n.Person == "" {
		return cmp.Or(team.Locale, p.Locale, English)
	}
	return cmp.Or(person, p.Locale, English)
}
