package render

import (
	"slices"

	"drumbeat/workflow"
)

// naming gives the name under which a person is shown.
type naming func(workflow.PersonID) string

// name is one person, not notified.
func (n naming) name(p workflow.PersonID) span { return typed(n(p), nameMax) }

// mostNames is how many people a line names before it counts the rest.
const mostNames = 3

// either lists people of whom one is enough: "Lena, Omar or 4 others". viewer
// is called "you" and comes first.
func (n naming) either(w *words, people []workflow.PersonID, viewer workflow.PersonID) line {
	return n.list(w, people, viewer, w.or)
}

// all lists people of whom each counts: "Lena and Omar".
func (n naming) all(w *words, people []workflow.PersonID) line { return n.list(w, people, "", w.and) }

func (n naming) list(w *words, people []workflow.PersonID, viewer workflow.PersonID, last string) line {
	var names []line
	if slices.Contains(people, viewer) && viewer != "" {
		names = append(names, l(w.you))
	}
	rest := 0
	for _, p := range people {
		switch {
		case p == viewer && viewer != "":
		case len(names) < mostNames:
			names = append(names, l(n.name(p)))
		default:
			rest++
		}
	}
	if rest > 0 {
		names = append(names, plural(w, rest, w.otherOne, w.others))
	}
	return series(w, names, last)
}

// mostInSeries is how many things one sentence names.
const mostInSeries = 12

// few keeps the first of many, and says how many there are besides.
func few(w *words, parts []line, most int) []line {
	more := len(parts) - most
	if more <= 0 {
		return parts
	}
	return append(slices.Clone(parts[:most]), fill(w.andOthers, more))
}

// series is "a, b or c"; of more than a sentence can hold the first, and how many
// there are besides.
func series(w *words, parts []line, last string) line {
	var out line
	if more := len(parts) - mostInSeries; more > 0 {
		return l(join(", ", parts[:mostInSeries]...), " ", fill(w.andOthers, more))
	}
	for i, p := range parts {
		switch {
		case i == 0:
		case i == len(parts)-1:
			out = append(out, span{text: last})
		default:
			out = append(out, span{text: ", "})
		}
		out = append(out, p...)
	}
	return out
}
