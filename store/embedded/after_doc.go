package embedded

import (
	"time"

	"drumbeat/workflow"
)

// What a release has to do after it went live.

type taskDoc struct {
	Key      string            `json:"key"`
	Text     string            `json:"text,omitempty"`
	Optional bool              `json:"optional,omitempty"`
	Owner    workflow.PersonID `json:"owner,omitempty"`
	Due      time.Time         `json:"due,omitzero"`
	Since    time.Time         `json:"since,omitzero"`
	Done     bool              `json:"done,omitempty"`
	Evidence string            `json:"evidence,omitempty"`
	By       workflow.PersonID `json:"by,omitempty"`
	At       time.Time         `json:"at,omitzero"`
}

type handoverDoc struct {
	Name     string              `json:"name,omitempty"`
	Service  string              `json:"sla_class,omitempty"`
	Runner   string              `json:"run_owner,omitempty"`
	Began    int                 `json:"began,omitempty"`
	Items    []taskDoc           `json:"items,omitempty"`
	Asked    []workflow.PersonID `json:"asked,omitempty"`
	AskedAt  time.Time           `json:"asked_at,omitzero"`
	AskedIn  int                 `json:"asked_in,omitempty"`
	Accepted workflow.PersonID   `json:"accepted,omitempty"`
	At       time.Time           `json:"at,omitzero"`
	Returned *returnDoc          `json:"returned,omitempty"`
}

type returnDoc struct {
	By     workflow.PersonID `json:"by"`
	At     time.Time         `json:"at,omitzero"`
	Reason string            `json:"reason,omitempty"`
}

func fromTask(v workflow.Task) taskDoc {
	d := taskDoc(v)
	d.Due, d.Since, d.At = atMillis(d.Due), atMillis(d.Since), atMillis(d.At)
	return d
}

func fromHandover(h *workflow.Handover) *handoverDoc {
	if h == nil {
		return nil
	}
	d := &handoverDoc{h.Name, h.Service, h.Runner, h.Began, each(h.Items, fromTask), h.Asked, atMillis(h.AskedAt), h.AskedIn, h.Accepted, atMillis(h.At), nil}
	if h.Returned != nil {
		d.Returned = &returnDoc{h.Returned.By, atMillis(h.Returned.At), h.Returned.Reason}
	}
	return d
}

func (d *handoverDoc) toDomain() *workflow.Handover {
	if d == nil {
		return nil
	}
	h := &workflow.Handover{Name: d.Name, Service: d.Service, Runner: d.Runner, Began: d.Began,
		Items: each(d.Items, func(v taskDoc) workflow.Task { return workflow.Task(v) }), Asked: d.Asked, AskedAt: d.AskedAt, AskedIn: d.AskedIn, Accepted: d.Accepted, At: d.At}
	if d.Returned != nil {
		v := workflow.Return(*d.Returned)
		h.Returned = &v
	}
	return h
}
