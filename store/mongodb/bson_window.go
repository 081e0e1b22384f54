package mongodb

import (
	"time"

	"drumbeat/workflow"
)

// windowDoc is a window as stored.
type windowDoc struct {
	ID        string           `bson:"_id"`
	Meta      meta             `bson:",inline"`
	Heartbeat string           `bson:"heartbeat,omitempty"`
	Name      string           `bson:"name,omitempty"`
	Zone      string           `bson:"zone,omitempty"`
	Opens     time.Time        `bson:"opens"`
	Closes    time.Time        `bson:"closes,omitempty"`
	CutOff    time.Time        `bson:"cut_off,omitempty"`
	Capacity  int              `bson:"capacity,omitempty"`
	Points    int              `bson:"points,omitempty"`
	Extra     string           `bson:"extra,omitempty"`
	Shifted   string           `bson:"shifted,omitempty"`
	Places    []reservationDoc `bson:"places,omitempty"`
	Receipts  []receiptDoc     `bson:"receipts,omitempty"`
	Requests  []string         `bson:"requests,omitempty"`
	Shown     string           `bson:"shown,omitempty"`

	Calls       []callDoc     `bson:"calls,omitempty"`
	CallsBefore []oldCallsDoc `bson:"calls_before,omitempty"`
	Questions   []questionDoc `bson:"questions,omitempty"`
}

type reservationDoc struct {
	Release int64     `bson:"release"`
	At      time.Time `bson:"at,omitempty"`
	Points  int       `bson:"points,omitempty"`
}

type receiptDoc struct {
	FrontLine string    `bson:"front_line"`
	Person    string    `bson:"person"`
	At        time.Time `bson:"at,omitempty"`
}

func fromWindow(w workflow.Window, m meta) windowDoc {
	return windowDoc{
		ID: string(w.ID), Meta: m, Heartbeat: w.Heartbeat, Name: w.Name, Zone: w.Zone,
		Opens: cut(w.Opens), Closes: cut(w.Closes), CutOff: cut(w.CutOff), Capacity: w.Capacity, Points: w.Points, Extra: w.Extra, Shifted: w.Shifted,
		Places: convert(w.Places, func(p workflow.Reservation) reservationDoc {
			return reservationDoc{int64(p.Release), cut(p.At), p.Points}
		}),
		Receipts: convert(w.Receipts, func(r workflow.Receipt) receiptDoc {
			return receiptDoc{r.FrontLine, string(r.Person), cut(r.At)}
		}),
		Requests: w.Requests, Shown: w.Shown,
		Calls: convert(w.Calls, fromCall), CallsBefore: convert(w.CallsBefore, fromOldCalls), Questions: convert(w.Questions, fromQuestion),
	}
}

func (d windowDoc) toDomain() (workflow.Window, error) {
	if err := d.Meta.readable(); err != nil {
		return workflow.Window{}, err
	}
	return workflow.Window{
		Slot: workflow.Slot{
			ID: workflow.WindowID(d.ID), Heartbeat: d.Heartbeat, Name: d.Name, Zone: d.Zone,
			Opens: cut(d.Opens), Closes: cut(d.Closes), CutOff: cut(d.CutOff), Capacity: d.Capacity, Points: d.Points, Extra: d.Extra, Shifted: d.Shifted,
		},
		Version: d.Meta.Version,
		Places: convert(d.Places, func(p reservationDoc) workflow.Reservation {
			return workflow.Reservation{Release: workflow.Number(p.Release), At: cut(p.At), Points: p.Points}
		}),
		Receipts: convert(d.Receipts, func(r receiptDoc) workflow.Receipt {
			return workflow.Receipt{FrontLine: r.FrontLine, Person: workflow.PersonID(r.Person), At: cut(r.At)}
		}),
		Requests: d.Requests, Shown: d.Shown,
		Calls: convert(d.Calls, callDoc.toDomain), CallsBefore: convert(d.CallsBefore, oldCallsDoc.toDomain), Questions: convert(d.Questions, questionDoc.toDomain),
	}, nil
}
