package embedded

import (
	"time"

	"drumbeat/workflow"
)

// noticeDoc is a notice as it is stored, in the outbox and inside a release
// that owes it.
type noticeDoc struct {
	ID      string              `json:"id"`
	Kind    workflow.NoticeKind `json:"kind"`
	Channel workflow.Channel    `json:"channel,omitempty"`
	Person  workflow.PersonID   `json:"person,omitempty"`
	Thread  string              `json:"thread,omitempty"`
	Due     time.Time           `json:"due,omitzero"`
	Urgent  bool                `json:"urgent,omitempty"`
	Refresh bool                `json:"refresh,omitempty"`
	Release workflow.Number     `json:"release,omitempty"`
	Window  workflow.WindowID   `json:"window,omitempty"`
	Entry   int                 `json:"entry,omitempty"`
	Lead    string              `json:"lead,omitempty"`
	About   string              `json:"about,omitempty"`
	Expires time.Time           `json:"expires,omitzero"`
	Front   string              `json:"front,omitempty"`

	Delivery deliveryDoc `json:"delivery,omitzero"`
}

type deliveryDoc struct {
	Version      int64                 `json:"version,omitempty"` // of a notice in the outbox the column counts
	Status       workflow.NoticeStatus `json:"status,omitempty"`
	Want         int64                 `json:"want,omitempty"`
	Have         int64                 `json:"have,omitempty"`
	NextTry      time.Time             `json:"next_try,omitzero"`
	ClaimedBy    string                `json:"claimed_by,omitempty"`
	ClaimedUntil time.Time             `json:"claimed_until,omitzero"`
	Attempts     int                   `json:"attempts,omitempty"`
	Message      messageDoc            `json:"message,omitzero"`
	Shown        string                `json:"shown,omitempty"`
	Problem      string                `json:"problem,omitempty"`
	DoneAt       time.Time             `json:"done_at,omitzero"`
	Asked        string                `json:"asked,omitempty"`
}

type messageDoc struct {
	Channel workflow.Channel `json:"channel,omitempty"`
	TS      string           `json:"ts,omitempty"`
}

func fromNotice(n workflow.Notice) noticeDoc {
	return noticeDoc{
		ID: n.ID, Kind: n.Kind, Channel: n.Channel, Person: n.Person, Thread: n.Thread, Due: atMillis(n.Due), Urgent: n.Urgent,
		Refresh: n.Refresh, Release: n.Release, Window: n.Window, Entry: n.Entry, Lead: n.Lead, About: n.About,
		Expires: atMillis(n.Expires), Front: n.Front, Delivery: fromDelivery(n.Delivery),
	}
}

func (d noticeDoc) toDomain() workflow.Notice {
	return workflow.Notice{
		ID: d.ID, Kind: d.Kind, Channel: d.Channel, Person: d.Person, Thread: d.Thread, Due: d.Due, Urgent: d.Urgent,
		Refresh: d.Refresh, Release: d.Release, Window: d.Window, Entry: d.Entry, Lead: d.Lead, About: d.About,
		Expires: d.Expires, Front: d.Front, Delivery: d.Delivery.toDomain(),
	}
}

func fromDelivery(v workflow.Delivery) deliveryDoc {
	return deliveryDoc{
		Version: v.Version, Status: v.Status, Want: v.Want, Have: v.Have, NextTry: atMillis(v.NextTry),
		ClaimedBy: v.ClaimedBy, ClaimedUntil: atMillis(v.ClaimedUntil), Attempts: v.Attempts,
		Message: messageDoc(v.Message), Shown: v.Shown, Problem: v.Problem, DoneAt: atMillis(v.DoneAt), Asked: v.Asked,
	}
}

func (d deliveryDoc) toDomain() workflow.Delivery {
	return workflow.Delivery{
		Version: d.Version, Status: d.Status, Want: d.Want, Have: d.Have, NextTry: d.NextTry,
		ClaimedBy: d.ClaimedBy, ClaimedUntil: d.ClaimedUntil, Attempts: d.Attempts,
		Message: workflow.MessageRef(d.Message), Shown: d.Shown, Problem: d.Problem, DoneAt: d.DoneAt, Asked: d.Asked,
	}
}

// wake is the instant at which there is something to do about a notice, nil
// for never.
func (d noticeDoc) wake() any {
	switch d.Delivery.Status {
	case workflow.NoticeDue, workflow.NoticeUnknown:
		return column(d.Delivery.NextTry)
	case workflow.NoticeClaimed:
		return column(d.Delivery.ClaimedUntil)
	}
	return nil
}
