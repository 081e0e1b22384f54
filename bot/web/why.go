package web

import (
	"time"

	"drumbeat/workflow"
)

// Verdict is the answer of `/release why` for a machine: may this go live, and if
// not, why not and when. Instants are in UTC, RFC 3339; people are Slack user ids.
type Verdict struct {
	At       time.Time      `json:"at"`                  // when it was asked
	Release  string         `json:"release,omitempty"`   // "REL-12"; absent: a change that nobody has asked for
	Revision int            `json:"revision,omitempty"`  // of the release
	State    string         `json:"state,omitempty"`     // of the release
	System   string         `json:"system"`              // key
	Type     string         `json:"type"`                // change type
	Now      bool           `json:"now"`                 // it may start at this moment
	Outlook  VerdictOutlook `json:"outlook"`             // in Window; of an emergency, at this moment
	Window   *VerdictWindow `json:"window,omitempty"`    // the window that the question is about
	Earliest *VerdictWindow `json:"earliest,omitempty"`  // the first window that it can go live in, once people have done what there is to do
	Until    *time.Time     `json:"until,omitempty"`     // without Earliest: no window that opens up to then can take it
	NoneFrom *time.Time     `json:"none_from,omitempty"` // with NoneTo: the time asked about, in which no window opens; Window is the next
	NoneTo   *time.Time     `json:"none_to,omitempty"`
	Gates    []VerdictGate  `json:"gates"`
	Nobody   bool           `json:"nobody_can_say,omitempty"` // with neither Earliest nor Until: it depends on somebody who is not there
}

// VerdictOutlook is what the gates come to.
type VerdictOutlook string

// The outlooks of a verdict.
const (
	VerdictPossible VerdictOutlook = "possible" // it can, as things are
	VerdictOpen     VerdictOutlook = "open"     // it can, once people have done what the gates say
	VerdictBarred   VerdictOutlook = "barred"   // it cannot
	VerdictOver     VerdictOutlook = "over"     // it is going live, live, or will not any more
)

// VerdictWindow is one occurrence of a heartbeat.
type VerdictWindow struct {
	ID     string    `json:"id"`
	Name   string    `json:"name"`
	Opens  time.Time `json:"opens"`
	Closes time.Time `json:"closes"`
	CutOff time.Time `json:"cut_off"`
	Zone   string    `json:"zone"`
}

// VerdictGate is the finding of one gate.
type VerdictGate struct {
	Rule     string     `json:"rule"`
	Title    string     `json:"title"`
	Pass     bool       `json:"pass"`
	Blocks   bool       `json:"blocks"` // it does not pass and stands in the way
	Reason   string     `json:"reason,omitempty"`
	Who      []string   `json:"who,omitempty"`      // can unblock it
	At       *time.Time `json:"at,omitempty"`       // what the reason is about
	Earliest *time.Time `json:"earliest,omitempty"` // the first moment at which it can pass
	Unknown  bool       `json:"unknown,omitempty"`  // nobody can say when it passes
	Instead  []Instead  `json:"instead,omitempty"`  // ways round it
}

// Instead is one way round what stands in the way: a window, or after a release.
type Instead struct {
	Window string     `json:"window,omitempty"`
	Opens  *time.Time `json:"opens,omitempty"`
	After  string     `json:"after,omitempty"`
}

// VerdictOf writes the answer to why for a machine.
func VerdictOf(f workflow.WhyFacts) Verdict {
	r := &f.Release
	v := Verdict{
		At: f.Now.UTC(), System: r.Request.System, Type: string(r.Request.Type), Outlook: VerdictBarred,
		Window: verdictWindow(f.Asked), Earliest: verdictWindow(f.First), Until: instant(f.Until), NoneFrom: instant(f.NoneFrom), NoneTo: instant(f.NoneTo),
		Gates: []VerdictGate{},
	}
	if !f.Supposed() {
		v.Release, v.Revision, v.State = r.Number.String(), r.Revision, string(r.State)
	}
	over := r.State.Final() || r.State == workflow.Deploying || r.State == workflow.Live
	switch {
	case over:
		v.Outlook = VerdictOver
	case f.Possible:
		v.Outlook = VerdictPossible
	case f.Open:
		v.Outlook = VerdictOpen
	}
	v.Now = r.State == workflow.Scheduled && !f.Supposed() && workflow.Passes(f.Gates) && holds(&f)
	v.Nobody = !over && r.Request.Type != workflow.Emergency && f.First == nil && f.Until.IsZero()
	for _, g := range f.Gates {
		v.Gates = append(v.Gates, verdictGate(g))
	}
	return v
}

// holds tells whether the verdict is about the window that the release is in: it
// cannot start in another.
func holds(f *workflow.WhyFacts) bool {
	p := f.Release.Place
	return f.Release.Request.Type == workflow.Emergency || (p != nil && f.Asked != nil && p.Window == f.Asked.ID)
}

func verdictWindow(s *workflow.Slot) *VerdictWindow {
	if s == nil {
		return nil
	}
	return &VerdictWindow{ID: string(s.ID), Name: s.Name, Opens: s.Opens.UTC(), Closes: s.Closes.UTC(), CutOff: s.CutOff.UTC(), Zone: s.Zone}
}

func verdictGate(g workflow.Finding) VerdictGate {
	out := VerdictGate{Rule: g.Rule, Title: g.Title, Pass: g.Pass, Blocks: !g.Pass && g.Weight != workflow.Warn,
		Reason: g.Reason, At: instant(g.At), Earliest: instant(g.Earliest), Unknown: g.Unknown}
	for _, p := range g.Who {
		out.Who = append(out.Who, string(p))
	}
	for _, a := range g.Alternatives {
		i := Instead{Window: string(a.Window), Opens: instant(a.Opens)}
		if a.After != 0 {
			i.After = a.After.String()
		}
		out.Instead = append(out.Instead, i)
	}
	return out
}

// instant is a moment, or none.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
