package sandbox

import (
	"fmt"
	"strings"
)

// idMaker makes ids that look like Slack's (a letter, then at least eight
// capital letters or digits) and can still be read: U0ADA00000.
type idMaker struct{ taken map[string]bool }

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
	base := prefix + "0" + idLetters(name)
	base += strings.Repeat("0", max(0, 10-len(base)))
	try := base
	for n := 2; m.taken[try]; n++ {
		try = fmt.Sprintf("%s%d", base, n)
	}
	m.taken[try] = true
	*id = try
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
