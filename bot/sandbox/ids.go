package sandbox

import (
	"fmt"
	"strings"
)

// idMaker makes ids that look like Slack's (a letter, then at least eight
// capital letters or digits) and can still be read: U0ADA00000.
type idMaker struct{ taken map[string]bool }

// maxNameInID is how much of a name an id has in it: a direct conversation of
// nine has nine names, and a snapshot takes ids of at most 64.
const maxNameInID = 40

func (m idMaker) take(ids ...string) {
	for _, id := range ids {
		if id != "" {
			m.taken[id] = true
		}
	}
}

func (m idMaker) fill(id *string, prefix, name string) {
	if *id != "" {
		return
	}
	letters := idLetters(name)
	base := prefix + "0" + letters[:min(len(letters), maxNameInID)]
	base += strings.Repeat("0", max(0, 10-len(base)))
	try := base
	for n := 2; m.taken[try]; n++ {
		try = fmt.Sprintf("%s%d", base, n)
	}
	m.taken[try] = true
	*id = try
}

// give is fill for an id that somebody may have chosen: it must be new, and one
// that Slack could have given.
func (m idMaker) give(id *string, prefix, name string) error {
	if *id != "" {
		if !idPattern.MatchString(*id) || !strings.HasPrefix(*id, prefix) || idLetters(*id) != *id {
			return fmt.Errorf("the id %q must be %s and then capital letters or digits", *id, prefix)
		}
		if m.taken[*id] {
			return fmt.Errorf("the id %q is taken", *id)
		}
		m.taken[*id] = true
	}
	m.fill(id, prefix, name)
	return nil
}

func idLetters(s string) string {
	keep := func(r rune) rune {
		if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}
	return strings.Map(keep, strings.ToUpper(s))
}
