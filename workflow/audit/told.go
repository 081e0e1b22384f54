package audit

import (
	"fmt"
	"slices"

	"drumbeat/workflow"
)

// Told compares a release with what the outbox has about it: notices are those
// of its card's thread and those by which people were asked. A change of a
// release and its notices are stored together, so that a notice without its
// entry tells of one that was cut off, and an entry without its notice was not
// written by Drumbeat. What a release still owes counts as told.
//
// r and notices have to be of one moment: with a version of r that was stored
// before the notices were read and after.
func Told(r *workflow.Release, notices []workflow.Notice) []Flaw {
	t := teller{r: r}
	seen := map[string]bool{}
	for _, n := range notices {
		seen[n.ID] = true
		t.notice(n)
	}
	for _, n := range r.Owes {
		seen[n.ID] = seen[n.ID] || !n.Refresh
	}
	for _, e := range r.History {
		if e.Told() && !seen[workflow.EventID(r.Number, e.Seq)] {
			t.flaw(e.Seq, "Nobody was told of it, and nothing says that somebody still will be: Drumbeat did not write it.")
		}
	}
	for _, a := range r.Asks {
		if !seen[workflow.AskID(r.Number, a.Revision, a.Person)] {
			t.flaw(0, "It says that %s was asked to decide on revision %d; no message was ever meant for that.", person(a.Person), a.Revision)
		}
	}
	return t.flaws
}

type teller struct {
	r     *workflow.Release
	flaws []Flaw
}

func (t *teller) flaw(entry int, format string, args ...any) {
	t.flaws = append(t.flaws, Flaw{t.r.Number, entry, Untold, fmt.Sprintf(format, args...)})
}

// notice holds one notice against the entry, or the question, that it is about.
func (t *teller) notice(n workflow.Notice) {
	switch n.Kind {
	case workflow.NoticeEvent:
		i := slices.IndexFunc(t.r.History, func(e workflow.Entry) bool { return e.Seq == n.Entry })
		switch {
		case n.ID != workflow.EventID(t.r.Number, n.Entry):
			t.flaw(n.Entry, "Its notice %s is of another entry.", n.ID)
		case n.Entry > t.r.Last().Seq:
			t.flaws = append(t.flaws, Flaw{t.r.Number, n.Entry, Missing, fmt.Sprintf("It was cut off the end: the outbox has its notice %s, due %s.", n.ID, moment(n.Due))})
		case i < 0: // missing in the middle, which the chain says
		case !same(t.r.History[i].At, n.Due):
			t.flaw(n.Entry, "It says that it happened on %s; its notice was due on %s.", moment(t.r.History[i].At), moment(n.Due))
		}
	case workflow.NoticeEndorse:
		if n.ID != workflow.EndorseID(t.r.Number, n.Person) {
			t.flaw(0, "Its notice %s is of another release.", n.ID)
		}
	case workflow.NoticeAsk:
		if !slices.ContainsFunc(t.r.Asks, func(a workflow.Ask) bool { return workflow.AskID(t.r.Number, a.Revision, a.Person) == n.ID }) {
			t.flaw(0, "%s was asked to decide on it (%s); it does not say so.", person(n.Person), n.ID)
		}
	}
}

// Stray names the notices of releases that are not there: numbers are given out
// one after the other, and a release is never deleted.
func Stray(n workflow.Number, told workflow.Notice) Flaw {
	return Flaw{n, 0, Missing, fmt.Sprintf("There is no such release, although the outbox has its notice %s, due %s: it was deleted.", told.ID, moment(told.Due))}
}

// Gap names a release that is not there between others.
func Gap(n workflow.Number) Flaw {
	return Flaw{n, 0, Missing, "There is no such release, although there are later ones: it was deleted."}
}

// Absent names a release that was asked about and is not there.
func Absent(n workflow.Number) Flaw {
	return Flaw{n, 0, Missing, "There is no such release."}
}

// NoPolicy says that a version of the policy is not there by which releases were
// judged.
func NoPolicy(version int) Flaw {
	return Flaw{0, 0, Missing, fmt.Sprintf("There is no policy version %d, by which releases were judged: it was deleted.", version)}
}
