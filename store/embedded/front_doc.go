package embedded

import (
	"time"

	"drumbeat/workflow"
)

// What the front line reports and asks about a window, and the known issue of a
// release, as they are stored.

type callDoc struct {
	ID        string            `json:"id"`
	FrontLine string            `json:"front_line,omitempty"`
	Release   workflow.Number   `json:"release,omitempty"`
	System    string            `json:"system,omitempty"`
	By        workflow.PersonID `json:"by"`
	At        time.Time         `json:"at,omitzero"`
	Customers int               `json:"customers"`
	Harm      workflow.Harm     `json:"harm"`
	Words     string            `json:"words,omitempty"`
}

func fromCall(c workflow.Call) callDoc { c.At = atMillis(c.At); return callDoc(c) }

type oldCallsDoc struct {
	Release   workflow.Number `json:"release,omitempty"`
	Reports   int             `json:"reports"`
	Customers int             `json:"customers"`
	Hindered  int             `json:"hindered,omitempty"`
	Stuck     int             `json:"stuck,omitempty"`
	Weight    int             `json:"weight"`
	First     time.Time       `json:"first,omitzero"`
	Last      time.Time       `json:"last,omitzero"`
}

func fromOldCalls(o workflow.OldCalls) oldCallsDoc {
	return oldCallsDoc{o.Release, o.Reports, o.Customers, o.Hindered, o.Stuck, o.Weight, atMillis(o.First), atMillis(o.Last)}
}

func (d oldCallsDoc) toDomain() workflow.OldCalls {
	return workflow.OldCalls{Release: d.Release, CallCount: workflow.CallCount{Reports: d.Reports, Customers: d.Customers, Hindered: d.Hindered, Stuck: d.Stuck, Weight: d.Weight, First: d.First, Last: d.Last}}
}

type questionDoc struct {
	ID         string            `json:"id"`
	FrontLine  string            `json:"front_line"`
	Release    workflow.Number   `json:"release,omitempty"`
	By         workflow.PersonID `json:"by"`
	At         time.Time         `json:"at,omitzero"`
	Text       string            `json:"text"`
	To         workflow.PersonID `json:"to,omitempty"`
	RemindAt   time.Time         `json:"remind_at,omitzero"`
	DueBy      time.Time         `json:"due_by,omitzero"`
	Answer     string            `json:"answer,omitempty"`
	AnsweredBy workflow.PersonID `json:"answered_by,omitempty"`
	AnsweredAt time.Time         `json:"answered_at,omitzero"`
}

func fromQuestion(q workflow.Question) questionDoc {
	q.At, q.RemindAt, q.DueBy, q.AnsweredAt = atMillis(q.At), atMillis(q.RemindAt), atMillis(q.DueBy), atMillis(q.AnsweredAt)
	return questionDoc(q)
}

type knownDoc struct {
	What  string            `json:"what"`
	Say   string            `json:"say,omitempty"`
	Until time.Time         `json:"until,omitzero"`
	By    workflow.PersonID `json:"by"`
	At    time.Time         `json:"at,omitzero"`
}

func fromKnown(k *workflow.KnownIssue) *knownDoc {
	if k == nil {
		return nil
	}
	return &knownDoc{k.What, k.Say, atMillis(k.Until), k.By, atMillis(k.At)}
}

func (d *knownDoc) toDomain() *workflow.KnownIssue {
	if d == nil {
		return nil
	}
	return &workflow.KnownIssue{What: d.What, Say: d.Say, Until: d.Until, By: d.By, At: d.At}
}
