package audit

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"drumbeat/workflow"
)

// claims holds what a release says against what follows from its history.
func claims(r *workflow.Release, path []workflow.Entry) []Flaw {
	d, moved := derive(path)
	c := &claimer{r: r, d: d, last: path[len(path)-1]}
	c.steps(path)
	c.words()
	c.moments()
	c.approvals(path)
	c.signOffs(path)
	c.decisions()
	c.queue()
	c.after()
	c.place(moved)
	return c.flaws
}

type claimer struct {
	r     *workflow.Release
	d     derived
	last  workflow.Entry
	flaws []Flaw
}

func (c *claimer) flaw(entry int, kind Kind, format string, args ...any) {
	c.flaws = append(c.flaws, Flaw{c.r.Number, entry, kind, fmt.Sprintf(format, args...)})
}

// differ is a flaw of kind Claim unless same.
func (c *claimer) differ(same bool, format string, args ...any) {
	if !same {
		c.flaw(0, Claim, format, args...)
	}
}

// steps follows the life of a release from entry to entry.
func (c *claimer) steps(path []workflow.Entry) {
	var state workflow.State
	revision := 0
	for i, e := range path {
		if e.From != state {
			c.flaw(e.Seq, Life, "It begins in %s, where the entry before it ends in %s.", name(e.From), name(state))
		} else if t, ok := workflow.Find(e.From, e.Action); !ok || !slices.Contains(t.To, e.To) {
			c.flaw(e.Seq, Life, "It tells of %s from %s to %s, which no release does.", words(string(e.Action)), name(e.From), name(e.To))
		}
		want := revision
		if _, voids := e.Voids(); voids || i == 0 {
			want++
		}
		if e.Revision != want {
			c.flaw(e.Seq, Life, "It is of revision %d, where revision %d is due.", e.Revision, want)
		}
		state, revision = e.To, e.Revision
	}
}

// words compares what is written in the release.
func (c *claimer) words() {
	r, d := c.r, c.d
	c.differ(r.State == d.State, "It says that it is %s; its history ends with %s (entry %d).", name(r.State), name(d.State), c.last.Seq)
	c.differ(r.Revision == d.Revision, "It says that it is at revision %d; its history ends with revision %d (entry %d).", r.Revision, d.Revision, c.last.Seq)
	c.differ(r.Requester == d.Requester, "It says that %s asked for it; its history says %s (entry 1).", person(r.Requester), person(d.Requester))
	c.differ(r.Origin == d.Origin, "It says that request %q created it; its history says %q (entry 1).", r.Origin, d.Origin)
	if c.last.Content != "" {
		c.differ(r.Request.Digest() == c.last.Content, "What it asks for (the title, the text, the type, a person or another field of the form) is not what it was after its last entry (%d).", c.last.Seq)
		c.differ(r.PolicyVersion == d.PolicyVersion, "It says that policy version %d judged it last; its history says version %d (entry %d).", r.PolicyVersion, d.PolicyVersion, c.last.Seq)
	}
	c.differ(slices.Equal(r.Editors, d.Editors), "It says that it was edited by %s since it was sent; its history says %s.", people(r.Editors), people(d.Editors))
	c.differ(r.Review == d.Review, "Its review says something else than its history (%d characters against %d).", len(r.Review), len(d.Review))
	c.differ(sameKnown(r.Known, d.Known), "The issue that it says is known is not the one that its history tells of.")
	c.differ(slices.EqualFunc(r.Nudges, d.Nudges, sameNudge), "It says that people were reminded %d times to decide; its history tells of %d, or of other people or moments.", len(r.Nudges), len(d.Nudges))
	c.taken()
}

func sameNudge(a, b workflow.Nudge) bool {
	return a.Person == b.Person && a.By == b.By && same(a.At, b.At)
}

// taken compares who is on it: of an emergency the first who said so or decided.
func (c *claimer) taken() {
	r, by := c.r, c.d.TakenBy
	var first workflow.PersonID
	switch wasOther := slices.ContainsFunc(r.History, func(e workflow.Entry) bool { return slices.Contains(e.Changed, workflow.FieldType) }); {
	case r.Request.Type != workflow.Emergency || len(by) == 0:
	case wasOther && (r.TakenBy == "" || slices.Contains(by, r.TakenBy)):
		first = r.TakenBy // which of them, the history does not tell
	default:
		first = by[0]
	}
	c.differ(r.TakenBy == first, "It says that %s has taken it; its history says %s.", person(r.TakenBy), person(first))
}

// moments compares the times that follow from entries.
func (c *claimer) moments() {
	r, d := c.r, c.d
	for _, m := range []struct {
		what      string
		says, was time.Time
	}{
		{"created", r.CreatedAt, d.CreatedAt},
		{"sent", r.SubmittedAt, d.SubmittedAt},
		{"scheduled", r.ScheduledAt, d.ScheduledAt},
		{"started", r.StartedAt, d.StartedAt},
		{"live", r.LiveAt, d.LiveAt},
		{"ended", r.EndedAt, d.EndedAt},
	} {
		c.differ(same(m.says, m.was), "As the moment it was %s it gives %s; its history gives %s.", m.what, moment(m.says), moment(m.was))
	}
}

// approvals compares each approval with the entry that tells of it.
func (c *claimer) approvals(path []workflow.Entry) {
	var entries []workflow.Entry
	for _, e := range path {
		if e.Action == workflow.ActApprove {
			entries = append(entries, e)
		}
	}
	told := make([]bool, len(c.d.Approvals))
	for _, a := range c.r.Approvals {
		i := c.entryOf(a, told)
		if i < 0 {
			c.flaw(0, Claim, "It has an approval of %s of %s for revision %d; no entry tells of it.", person(a.By), moment(a.At), a.Revision)
			continue
		}
		told[i] = true
		c.approval(a, c.d.Approvals[i], entries[i].Seq)
	}
	for i, was := range told {
		if !was {
			c.flaw(entries[i].Seq, Claim, "It tells of an approval of %s for revision %d, which the release does not have.", person(entries[i].By), entries[i].Revision)
		}
	}
}

// entryOf finds the approval of the history that a is, among those that no other
// was found to be: by the same person at the same moment, of the same revision
// where there are two.
func (c *claimer) entryOf(a workflow.Approval, taken []bool) int {
	found := -1
	for i, b := range c.d.Approvals {
		if !taken[i] && a.By == b.By && same(a.At, b.At) && (found < 0 || b.Revision == a.Revision) {
			found = i
		}
	}
	return found
}

func (c *claimer) approval(a, b workflow.Approval, entry int) {
	switch {
	case a.Revision != b.Revision:
		c.flaw(entry, Claim, "It tells of an approval of revision %d; the release says that %s approved revision %d.", b.Revision, person(a.By), a.Revision)
	case !slices.Equal(a.Roles, b.Roles):
		c.flaw(entry, Claim, "It tells of an approval for %s; the release says that %s approved for %s.", list(b.Roles), person(a.By), list(a.Roles))
	case a.For != b.For:
		c.flaw(entry, Claim, "It tells of an approval on behalf of %s; the release says that %s approved on behalf of %s.", person(b.For), person(a.By), person(a.For))
	case a.Void == "" && b.Void != "":
		c.flaw(entry, Claim, "It tells of an approval that was voided later (%s); the release counts it still.", b.Void)
	case a.Void != b.Void:
		c.flaw(entry, Claim, "It tells of an approval that %s; the release says that it %s.", stands(b.Void), stands(a.Void))
	}
}

func stands(void string) string {
	if void == "" {
		return "still counts"
	}
	return fmt.Sprintf("is void (%s)", void)
}

// decisions compares the rejection.
func (c *claimer) decisions() {
	switch a, b := c.r.Rejection, c.d.Rejection; {
	case a == nil && b == nil:
	case a == nil:
		c.differ(false, "It has no rejection; its history says that %s rejected it on %s.", person(b.By), moment(b.At))
	case b == nil:
		c.differ(false, "It says that %s rejected it; no entry that stands says so.", person(a.By))
	default:
		const other = "Its rejection has another %s than its history, by which %s rejected it on %s."
		c.differ(a.By == b.By, other, "person", person(b.By), moment(b.At))
		c.differ(same(a.At, b.At), other, "moment", person(b.By), moment(b.At))
		c.differ(a.Reason == b.Reason, other, "reason", person(b.By), moment(b.At))
		c.differ(a.From == b.From, other, "state before it", person(b.By), moment(b.At))
	}
}

// queue compares the place in the queue, who endorsed the request, and where a
// duplicate went on. A release from before there was a queue has no place in it.
func (c *claimer) queue() {
	r, d := c.r, c.d
	c.differ(r.Order == d.Order || r.Order == 0 && d.Order == r.CreatedAt.UnixMilli(), "It says that its place in the queue is %d; its history says %d.", r.Order, d.Order)
	into := ""
	if r.MergedInto != 0 {
		into = r.MergedInto.String()
	}
	c.differ(into == d.MergedInto, "It says that it was merged into %q; its history says %q.", into, d.MergedInto)
	switch a, b := r.Endorsement, d.Endorsement; {
	case a == nil && b == nil:
	case a == nil:
		c.differ(false, "It says that nobody endorsed it; its history says that %s did on %s.", person(b.By), moment(b.At))
	case b == nil:
		c.differ(false, "It says that %s endorsed it; no entry that stands says so.", person(a.By))
	default:
		c.differ(a.By == b.By && same(a.At, b.At) && a.Revision == b.Revision && a.Bundle == b.Bundle,
			"It says that %s endorsed revision %d on %s, bundle %q; its history says %s, revision %d, %s, bundle %q.",
			person(a.By), a.Revision, moment(a.At), a.Bundle, person(b.By), b.Revision, moment(b.At), b.Bundle)
	}
}

// place compares the place in a window, as far as the history tells of it: a
// place that was taken as it was asked for has no entry.
func (c *claimer) place(moved workflow.Entry) {
	p := c.r.Place
	if p != nil {
		if _, opens, ok := p.Window.Split(); ok && !same(opens, p.Opens) {
			c.differ(false, "It says that its window %s opens on %s.", p.Window, moment(p.Opens))
		}
	}
	switch {
	case c.d.window == noPlace:
		c.differ(p == nil, "It holds a place in a window, which it gave up (entry %d).", moved.Seq)
	case c.d.window == namedPlace && (p == nil || p.Window != moved.Window):
		c.differ(false, "It holds %s; its history says that it was moved to %s (entry %d).", held(p), moved.Window, moved.Seq)
	case p == nil:
	case c.r.Request.Type == workflow.Emergency:
		c.differ(false, "It holds a place in a window; emergencies hold none.")
	case c.d.window == anyPlace && c.r.Request.Window != "" && p.Window != c.r.Request.Window:
		c.differ(false, "It holds %s and asks for %s; no entry says that it was moved.", held(p), c.r.Request.Window)
	}
}

func held(p *workflow.Place) string {
	if p == nil {
		return "no place in a window"
	}
	return "a place in " + string(p.Window)
}

// same compares instants as far as stores keep them.
func same(a, b time.Time) bool { return a.UnixMilli() == b.UnixMilli() }

func moment(t time.Time) string {
	if t.IsZero() {
		return "none"
	}
	return t.UTC().Format("2006-01-02 15:04:05.000 UTC")
}

func name(s workflow.State) string {
	if s == "" {
		return "nothing"
	}
	return words(string(s))
}

func words(s string) string { return strings.ReplaceAll(s, "_", " ") }

func person(p workflow.PersonID) string {
	switch p {
	case "":
		return "nobody"
	case workflow.System:
		return "Drumbeat"
	}
	return string(p)
}

func people(ids []workflow.PersonID) string {
	var out []string
	for _, p := range ids {
		out = append(out, person(p))
	}
	return list(out)
}

func list(words []string) string {
	if len(words) == 0 {
		return "nobody"
	}
	return strings.Join(words, ", ")
}

// sameKnown compares what is known to go wrong.
func sameKnown(a, b *workflow.KnownIssue) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.What == b.What && a.Say == b.Say && a.By == b.By && a.At.Equal(b.At) && a.Until.Equal(b.Until)
}
