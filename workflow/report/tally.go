package report

import (
	"slices"
	"time"

	"drumbeat/workflow"
)

// Question is what is counted.
type Question struct {
	Edges  []time.Time         // the spans [Edges[i], Edges[i+1]), each counted by itself; in order
	Now    time.Time           // targets that ran out by now are missed
	System string              // key; empty: all
	Team   string              // as [workflow.TeamKey] writes it; empty: all
	Type   workflow.ChangeType // empty: all

	// Policy gives the version of the policy that judged an entry; nil where it is
	// not known: then nothing that depends on it is counted.
	Policy func(version int) *workflow.Policy
}

// Tally is the figures of consecutive spans.
type Tally struct {
	q     Question
	spans []workflow.Figures
}

// New begins a count.
func New(q Question) *Tally {
	if q.Policy == nil {
		q.Policy = func(int) *workflow.Policy { return nil }
	}
	return &Tally{q: q, spans: make([]workflow.Figures, max(0, len(q.Edges)-1))}
}

// Spans gives the figures of each span.
func (t *Tally) Spans() []workflow.Figures { return t.spans }

// Sum gives the figures of the spans [from, to) together, by their index.
func (t *Tally) Sum(from, to int) workflow.Figures {
	var out workflow.Figures
	for i := from; i < to; i++ {
		out.Plus(&t.spans[i])
	}
	return out
}

// at gives the figures of the span that an instant lies in; of no span, figures
// that nobody looks at.
func (t *Tally) at(instant time.Time) *workflow.Figures {
	i, exact := slices.BinarySearchFunc(t.q.Edges, instant, time.Time.Compare)
	if exact {
		i++
	}
	if i == 0 || i >= len(t.q.Edges) {
		return &workflow.Figures{}
	}
	return &t.spans[i-1]
}

// Briefing counts who has read the briefing of a window that opened at an instant,
// of those who were to.
func (t *Tally) Briefing(opened time.Time, read, expected int) {
	f := t.at(opened)
	f.Read += read
	f.Expected += expected
}

// Voices counts reports of customers.
func (t *Tally) Voices(at time.Time, reports int) { t.at(at).Voices += reports }

// Rating counts one answer, from 1 to 5, to how a release went.
func (t *Tally) Rating(at time.Time, answer int) {
	if answer >= 1 && answer <= len(workflow.Figures{}.Ratings) {
		t.at(at).Ratings[answer-1]++
	}
}

// Counts tells whether a release is among those asked about. It is counted by
// what its request says now.
func (q *Question) Counts(r *workflow.Release) bool {
	return (q.System == "" || r.Request.System == q.System) &&
		(q.Team == "" || workflow.TeamKey(r.Request.Team) == q.Team) &&
		(q.Type == "" || r.Request.Type == q.Type)
}

// Add counts what happened to a release. Each release is added once.
func (t *Tally) Add(r *workflow.Release) {
	if !t.q.Counts(r) || len(r.History) == 0 {
		return
	}
	l := life{t: t, r: r}
	for i := range r.History {
		l.entry(i, &r.History[i])
	}
	l.end()
}
