package app

import (
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"drumbeat/workflow"
)

// The page's small parts. Every text of it goes through text, anchor, link or
// tip, which make of any string one that the page can have; the library makes it
// safe.

// newline keeps the lines of the page's source short enough to be looked at; it
// stands where white space says nothing.
var newline = g.Raw("\n")

// text shows a string.
func text(s string) g.Node { return g.Text(legible(s)) }

// typed shows what somebody typed, or may have: it keeps its direction of
// writing to itself.
func typed(s string) g.Node { return g.El("bdi", text(s)) }

// digits shows a number.
func digits(n int) g.Node { return text(strconv.Itoa(n)) }

// code shows what is to be copied as it is.
func code(s string) g.Node { return h.Code(text(s)) }

// tip is what an element says in full when it is pointed at.
func tip(s string) g.Node { return h.Title(legible(s)) }

// anchor is where a link leads to.
func anchor(id string) g.Node { return h.ID(legible(id)) }

// link leads to a place in the page.
func link(id, shown string) g.Node {
	to := url.URL{Fragment: legible(id)}
	return h.A(h.Href("#"+to.EscapedFragment()), text(shown))
}

// legible puts the sign for what cannot be shown in the place of bytes that are
// no UTF-8 and of characters that XML excludes, so that whatever reads the page
// strictly can read it.
func legible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\r':
			return r
		case r < ' ', r == '\ufffe', r == '\uffff':
			return utf8.RuneError
		}
		return r
	}, s)
}

// each shows the values of a list one after the other. Unlike the library's Map it
// holds the elements of one value at a time, however long the list is.
func each[T any](list []T, node func(T) g.Node) g.Node {
	return g.NodeFunc(func(page io.Writer) error {
		for _, v := range list {
			if err := node(v).Render(page); err != nil {
				return err
			}
		}
		return nil
	})
}

// listed shows the values of a list with something between them.
func listed[T any](between string, list []T, node func(T) g.Node) g.Node {
	var out g.Group
	for i, v := range list {
		if i > 0 {
			out = append(out, text(between))
		}
		out = append(out, node(v))
	}
	return out
}

// paragraphs shows a text of several lines that somebody typed.
func paragraphs(s string) g.Node {
	return each(strings.Split(s, "\n"), func(one string) g.Node { return h.P(typed(one)) })
}

// when shows a moment to people, and tells it to machines.
func (w *pageWriter) when(t time.Time) g.Node {
	if t.IsZero() {
		return text("–")
	}
	return h.Time(h.DateTime(t.UTC().Format(time.RFC3339Nano)), text(w.clock(t)))
}

// clock is a moment in the organisation's zone.
func (w *pageWriter) clock(t time.Time) string {
	return t.In(w.x.zone).Format("Mon 2 Jan 2006 15:04:05 MST")
}

// who shows a person: by name where it is known, and by Slack's id.
func (w *pageWriter) who(p workflow.PersonID) g.Node {
	switch name := nameOf(w.x.people, p); {
	case p == "":
		return typed("nobody")
	case p == workflow.System:
		return typed(name)
	case name != "":
		return g.Group{typed(name), text(" "), h.Span(h.Class("id"), text(string(p)))}
	}
	return typed(string(p))
}

// plainWords shows names from the code as words.
func plainWords[S ~string](names ...S) string {
	var list []string
	for _, n := range names {
		list = append(list, string(n))
	}
	return strings.ReplaceAll(strings.Join(list, ", "), "_", " ")
}

// digest shows enough of a hash to tell it from others by eye, and all of it to
// who points at it.
func digest(hash string) g.Node {
	shown := hash
	if version, sum, ok := strings.Cut(hash, ":"); ok && len(sum) >= 12 {
		shown = version + ":" + sum[:12]
	}
	return h.Code(tip(hash), text(shown))
}

// windowAnchor is where a window stands in the page; its id has a colon.
func windowAnchor(id workflow.WindowID) string {
	return "window-" + strings.ReplaceAll(string(id), ":", "-")
}

// policyAnchor is where a version of the policy stands in the page.
func policyAnchor(version int) string { return "policy-" + strconv.Itoa(version) }

// policyLink leads to the version of the policy that something was judged by.
func policyLink(version int) g.Node {
	return link(policyAnchor(version), "version "+strconv.Itoa(version))
}
