package mongodb

import (
	"time"

	"drumbeat/workflow"
)

// What a release has to do after it went live.

type taskDoc struct {
	Key      string    `bson:"key"`
	Text     string    `bson:"text,omitempty"`
	Optional bool      `bson:"optional,omitempty"`
	Owner    string    `bson:"owner,omitempty"`
	Due      time.Time `bson:"due,omitempty"`
	Since    time.Time `bson:"since,omitempty"`
	Done     bool      `bson:"done,omitempty"`
	Evidence string    `bson:"evidence,omitempty"`
	By       string    `bson:"by,omitempty"`
	At       time.Time `bson:"at,omitempty"`
}

type handoverDoc struct {
	Name     string     `bson:"name,omitempty"`
	Service  string     `bson:"sla_class,omitempty"`
	Runner   string     `bson:"run_owner,omitempty"`
	Began    int        `bson:"began,omitempty"`
	Items    []taskDoc  `bson:"items,omitempty"`
	Asked    []string   `bson:"asked,omitempty"`
	AskedAt  time.Time  `bson:"asked_at,omitempty"`
	AskedIn  int        `bson:"asked_in,omitempty"`
	Accepted string     `bson:"accepted,omitempty"`
	At       time.Time  `bson:"at,omitempty"`
	Returned *returnDoc `bson:"returned,omitempty"`
}

type returnDoc struct {
	By     string    `bson:"by"`
	At     time.Time `bson:"at,omitempty"`
	Reason string    `bson:"reason,omitempty"`
}

func fromTask(t workflow.Task) taskDoc {
	return taskDoc{t.Key, t.Text, t.Optional, string(t.Owner), cut(t.Due), cut(t.Since), t.Done, t.Evidence, string(t.By), cut(t.At)}
}

func (d taskDoc) toDomain() workflow.Task {
	return workflow.Task{Key: d.Key, Text: d.Text, Optional: d.Optional, Owner: workflow.PersonID(d.Owner), Due: cut(d.Due), Since: cut(d.Since),
		Done: d.Done, Evidence: d.Evidence, By: workflow.PersonID(d.By), At: cut(d.At)}
}

func fromHandover(h workflow.Handover) handoverDoc {
	return handoverDoc{h.Name, h.Service, h.Runner, h.Began, convert(h.Items, fromTask), plain(h.Asked), cut(h.AskedAt), h.AskedIn, string(h.Accepted), cut(h.At),
		convertTo(h.Returned, func(r workflow.Return) returnDoc { return returnDoc{string(r.By), cut(r.At), r.Reason} })}
}

func (d handoverDoc) toDomain() workflow.Handover {
	return workflow.Handover{Name: d.Name, Service: d.Service, Runner: d.Runner, Began: d.Began, Items: convert(d.Items, taskDoc.toDomain),
		Asked: named[workflow.PersonID](d.Asked), AskedAt: cut(d.AskedAt), AskedIn: d.AskedIn, Accepted: workflow.PersonID(d.Accepted), At: cut(d.At),
		Returned: convertTo(d.Returned, func(r returnDoc) workflow.Return {
			return workflow.Return{By: workflow.PersonID(r.By), At: cut(r.At), Reason: r.Reason}
		})}
}
