package audit

import (
	"time"

	"drumbeat/workflow"
)

// Call is a report of the front line that customers call.
type Call struct {
	FrontLine string            `json:"front_line,omitempty"`
	Release   workflow.Number   `json:"release,omitempty"` // none: nobody was sure
	By        workflow.PersonID `json:"by"`
	At        time.Time         `json:"at"`
	Customers int               `json:"customers"`
	Harm      workflow.Harm     `json:"harm"`
	Words     string            `json:"words,omitempty"`
}

// CallCount counts reports about a release.
type CallCount struct {
	Release   workflow.Number `json:"release,omitempty"`
	Reports   int             `json:"reports"`
	Customers int             `json:"customers"`
}

// Question is what the front line asked about a release, and what it was answered.
type Question struct {
	FrontLine  string            `json:"front_line"`
	Release    workflow.Number   `json:"release,omitempty"`
	By         workflow.PersonID `json:"by"`
	At         time.Time         `json:"at"`
	Text       string            `json:"text"`
	Answer     string            `json:"answer,omitempty"`
	AnsweredBy workflow.PersonID `json:"answered_by,omitempty"`
	AnsweredAt time.Time         `json:"answered_at,omitzero"`
}

// front adds what the front line reported and asked about a window.
func (v *Window) front(w *workflow.Window) {
	if w == nil {
		return
	}
	for _, c := range w.Calls {
		v.Calls = append(v.Calls, Call{c.FrontLine, c.Release, c.By, c.At, c.Customers, c.Harm, c.Words})
	}
	for _, o := range w.CallsBefore {
		v.CallsBefore = append(v.CallsBefore, CallCount{o.Release, o.Reports, o.Customers})
	}
	for _, q := range w.Questions {
		v.Questions = append(v.Questions, Question{q.FrontLine, q.Release, q.By, q.At, q.Text, q.Answer, q.AnsweredBy, q.AnsweredAt})
	}
}

// People lists who is named in what is kept of a window.
func (v *Window) People() []workflow.PersonID {
	var out []workflow.PersonID
	for _, r := range v.Receipts {
		out = append(out, r.Person)
	}
	for _, c := range v.Calls {
		out = append(out, c.By)
	}
	for _, q := range v.Questions {
		out = append(out, q.By, q.AnsweredBy)
	}
	for _, n := range v.Notices {
		out = append(out, n.Person)
	}
	return out
}
