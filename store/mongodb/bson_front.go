package mongodb

import (
	"time"

	"drumbeat/workflow"
)

// What the front line reports and asks about a window, and the known issue of a
// release, as they are stored.

type callDoc struct {
	ID        string    `bson:"id"`
	FrontLine string    `bson:"front_line,omitempty"`
	Release   int64     `bson:"release,omitempty"`
	System    string    `bson:"system,omitempty"`
	By        string    `bson:"by"`
	At        time.Time `bson:"at,omitempty"`
	Customers int       `bson:"customers"`
	Harm      string    `bson:"harm"`
	Words     string    `bson:"words,omitempty"`
}

func fromCall(c workflow.Call) callDoc {
	return callDoc{c.ID, c.FrontLine, int64(c.Release), c.System, string(c.By), cut(c.At), c.Customers, string(c.Harm), c.Words}
}

func (d callDoc) toDomain() workflow.Call {
	return workflow.Call{ID: d.ID, FrontLine: d.FrontLine, Release: workflow.Number(d.Release), System: d.System, By: workflow.PersonID(d.By), At: cut(d.At),
		Customers: d.Customers, Harm: workflow.Harm(d.Harm), Words: d.Words}
}

type oldCallsDoc struct {
	Release   int64     `bson:"release,omitempty"`
	Reports   int       `bson:"reports"`
	Customers int       `bson:"customers"`
	Hindered  int       `bson:"hindered,omitempty"`
	Stuck     int       `bson:"stuck,omitempty"`
	Weight    int       `bson:"weight"`
	First     time.Time `bson:"first,omitempty"`
	Last      time.Time `bson:"last,omitempty"`
}

func fromOldCalls(o workflow.OldCalls) oldCallsDoc {
	return oldCallsDoc{int64(o.Release), o.Reports, o.Customers, o.Hindered, o.Stuck, o.Weight, cut(o.First), cut(o.Last)}
}

func (d oldCallsDoc) toDomain() workflow.OldCalls {
	return workflow.OldCalls{Release: workflow.Number(d.Release), CallCount: workflow.CallCount{
		Reports: d.Reports, Customers: d.Customers, Hindered: d.Hindered, Stuck: d.Stuck, Weight: d.Weight, First: cut(d.First), Last: cut(d.Last)}}
}

type questionDoc struct {
	ID         string    `bson:"id"`
	FrontLine  string    `bson:"front_line"`
	Release    int64     `bson:"release,omitempty"`
	By         string    `bson:"by"`
	At         time.Time `bson:"at,omitempty"`
	Text       string    `bson:"text"`
	To         string    `bson:"to,omitempty"`
	RemindAt   time.Time `bson:"remind_at,omitempty"`
	DueBy      time.Time `bson:"due_by,omitempty"`
	Answer     string    `bson:"answer,omitempty"`
	AnsweredBy string    `bson:"answered_by,omitempty"`
	AnsweredAt time.Time `bson:"answered_at,omitempty"`
}

func fromQuestion(q workflow.Question) questionDoc {
	return questionDoc{q.ID, q.FrontLine, int64(q.Release), string(q.By), cut(q.At), q.Text, string(q.To), cut(q.RemindAt), cut(q.DueBy), q.Answer, string(q.AnsweredBy), cut(q.AnsweredAt)}
}

func (d questionDoc) toDomain() workflow.Question {
	return workflow.Question{ID: d.ID, FrontLine: d.FrontLine, Release: workflow.Number(d.Release), By: workflow.PersonID(d.By), At: cut(d.At), Text: d.Text, To: workflow.PersonID(d.To),
		RemindAt: cut(d.RemindAt), DueBy: cut(d.DueBy), Answer: d.Answer, AnsweredBy: workflow.PersonID(d.AnsweredBy), AnsweredAt: cut(d.AnsweredAt)}
}

type knownDoc struct {
	What  string    `bson:"what"`
	Say   string    `bson:"say,omitempty"`
	Until time.Time `bson:"until"`
	By    string    `bson:"by"`
	At    time.Time `bson:"at,omitempty"`
}

func fromKnown(k *workflow.KnownIssue) *knownDoc {
	if k == nil {
		return nil
	}
	return &knownDoc{k.What, k.Say, cut(k.Until), string(k.By), cut(k.At)}
}

func (d *knownDoc) toDomain() *workflow.KnownIssue {
	if d == nil {
		return nil
	}
	return &workflow.KnownIssue{What: d.What, Say: d.Say, Until: cut(d.Until), By: workflow.PersonID(d.By), At: cut(d.At)}
}
