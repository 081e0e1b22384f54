package embedded

import (
	"time"

	"drumbeat/workflow"
)

// windowDoc is a window as it is stored; id and version are columns.
type windowDoc struct {
	Heartbeat string    `json:"heartbeat,omitempty"`
	Name      string    `json:"name,omitempty"`
	Zone      string    `json:"zone,omitempty"`
	Opens     time.Time `json:"opens,omitzero"`
	Closes    time.Time `json:"closes,omitzero"`
	CutOff    time.Time `json:"cut_off,omitzero"`
	Capacity  int       `json:"capacity,omitempty"`
	Points    int       `json:"points,omitempty"`
	Extra     string    `json:"extra,omitempty"`
	Shifted   string    `json:"shifted,omitempty"`

	Places   []reservationDoc `json:"places,omitempty"`
	Receipts []receiptDoc     `json:"receipts,omitempty"`
	Requests []string         `json:"requests,omitempty"`
	Shown    string           `json:"shown,omitempty"`

	Calls       []callDoc     `json:"calls,omitempty"`
	CallsBefore []oldCallsDoc `json:"calls_before,omitempty"`
	Questions   []questionDoc `json:"questions,omitempty"`
}

type reservationDoc struct {
	Release workflow.Number `json:"release"`
	At      time.Time       `json:"at,omitzero"`
	Points  int             `json:"points,omitempty"`
}

type receiptDoc struct {
	FrontLine string            `json:"front_line"`
	Person    workflow.PersonID `json:"person"`
	At        time.Time         `json:"at,omitzero"`
}

func fromWindow(w workflow.Window) windowDoc {
	return windowDoc{
		Heartbeat: w.Heartbeat, Name: w.Name, Zone: w.Zone, Opens: atMillis(w.Opens), Closes: atMillis(w.Closes),
		CutOff: atMillis(w.CutOff), Capacity: w.Capacity, Points: w.Points, Extra: w.Extra, Shifted: w.Shifted, Requests: w.Requests, Shown: w.Shown,
		Places:   each(w.Places, func(v workflow.Reservation) reservationDoc { v.At = atMillis(v.At); return reservationDoc(v) }),
		Receipts: each(w.Receipts, func(v workflow.Receipt) receiptDoc { v.At = atMillis(v.At); return receiptDoc(v) }),
		Calls:    each(w.Calls, fromCall), CallsBefore: each(w.CallsBefore, fromOldCalls), Questions: each(w.Questions, fromQuestion),
	}
}

func (d windowDoc) toDomain(id workflow.WindowID, version int64) workflow.Window {
	return workflow.Window{
		Slot: workflow.Slot{
			ID: id, Heartbeat: d.Heartbeat, Name: d.Name, Zone: d.Zone, Opens: d.Opens, Closes: d.Closes,
			CutOff: d.CutOff, Capacity: d.Capacity, Points: d.Points, Extra: d.Extra, Shifted: d.Shifted,
		},
		Version:  version,
		Places:   each(d.Places, func(v reservationDoc) workflow.Reservation { return workflow.Reservation(v) }),
		Receipts: each(d.Receipts, func(v receiptDoc) workflow.Receipt { return workflow.Receipt(v) }),
		Requests: d.Requests, Shown: d.Shown,
		Calls: each(d.Calls, func(v callDoc) workflow.Call { return workflow.Call(v) }), CallsBefore: each(d.CallsBefore, oldCallsDoc.toDomain),
		Questions: each(d.Questions, func(v questionDoc) workflow.Question { return workflow.Question(v) }),
	}
}
