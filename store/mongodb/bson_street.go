package mongodb

import (
	"time"

	"drumbeat/workflow"
)

// streetDoc is the bookings of one environment as stored.
type streetDoc struct {
	ID       string       `bson:"_id"`
	Meta     meta         `bson:",inline"`
	Bookings []bookingDoc `bson:"bookings,omitempty"`
	Requests []string     `bson:"requests,omitempty"`
}

type bookingDoc struct {
	ID      string    `bson:"id"`
	Release int64     `bson:"release,omitempty"`
	By      string    `bson:"by"`
	From    time.Time `bson:"from,omitempty"`
	To      time.Time `bson:"to,omitempty"`
	Why     string    `bson:"why,omitempty"`
	At      time.Time `bson:"at,omitempty"`

	Ended    time.Time `bson:"ended,omitempty"`
	EndedBy  string    `bson:"ended_by,omitempty"`
	EndedWhy string    `bson:"ended_why,omitempty"`
}

func fromStreet(s workflow.Street, m meta) streetDoc {
	return streetDoc{ID: string(s.ID), Meta: m, Requests: s.Requests,
		Bookings: convert(s.Bookings, func(b workflow.Booking) bookingDoc {
			return bookingDoc{b.ID, int64(b.Release), string(b.By), cut(b.From), cut(b.To), b.Why, cut(b.At), cut(b.Ended), string(b.EndedBy), b.EndedWhy}
		})}
}

func (d streetDoc) toDomain() (workflow.Street, error) {
	if err := d.Meta.readable(); err != nil {
		return workflow.Street{}, err
	}
	return workflow.Street{ID: workflow.EnvironmentID(d.ID), Version: d.Meta.Version, Requests: d.Requests,
		Bookings: convert(d.Bookings, func(b bookingDoc) workflow.Booking {
			return workflow.Booking{ID: b.ID, Release: workflow.Number(b.Release), By: workflow.PersonID(b.By),
				From: cut(b.From), To: cut(b.To), Why: b.Why, At: cut(b.At),
				Ended: cut(b.Ended), EndedBy: workflow.PersonID(b.EndedBy), EndedWhy: b.EndedWhy}
		})}, nil
}
