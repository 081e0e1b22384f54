package embedded

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"drumbeat/workflow"
)

type streets struct{ s *Store }

// streetDoc is the bookings of one environment as they are stored; id and version
// are columns.
type streetDoc struct {
	Bookings []bookingDoc `json:"bookings,omitempty"`
	Requests []string     `json:"requests,omitempty"`
}

type bookingDoc struct {
	ID      string            `json:"id"`
	Release workflow.Number   `json:"release,omitempty"`
	By      workflow.PersonID `json:"by"`
	From    time.Time         `json:"from,omitzero"`
	To      time.Time         `json:"to,omitzero"`
	Why     string            `json:"why,omitempty"`
	At      time.Time         `json:"at,omitzero"`

	Ended    time.Time         `json:"ended,omitzero"`
	EndedBy  workflow.PersonID `json:"ended_by,omitempty"`
	EndedWhy string            `json:"ended_why,omitempty"`
}

func fromStreet(s workflow.Street) streetDoc {
	return streetDoc{Requests: s.Requests, Bookings: each(s.Bookings, func(b workflow.Booking) bookingDoc {
		b.From, b.To, b.At, b.Ended = atMillis(b.From), atMillis(b.To), atMillis(b.At), atMillis(b.Ended)
		return bookingDoc(b)
	})}
}

func (d streetDoc) toDomain(id workflow.EnvironmentID, version int64) workflow.Street {
	return workflow.Street{ID: id, Version: version, Requests: d.Requests,
		Bookings: each(d.Bookings, func(b bookingDoc) workflow.Booking { return workflow.Booking(b) })}
}

func (p streets) Put(ctx context.Context, street workflow.Street) error {
	const name = "put street"
	doc, err := encode(fromStreet(street))
	if err != nil {
		return damaged(name, err)
	}
	return p.s.writer.write(ctx, name, func(w *writer) error {
		var version int64
		err := w.row("SELECT version FROM streets WHERE id = ?", []any{string(street.ID)}, &version)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if version != street.Version { // of one that is not stored it is 0
			return lost("this environment")
		}
		if version == 0 {
			return w.exec("INSERT INTO streets (id, version, doc) VALUES (?, 1, ?)", string(street.ID), doc)
		}
		return w.exec("UPDATE streets SET version = ?, doc = ? WHERE id = ?", version+1, doc, string(street.ID))
	})
}

const (
	streetQuery  = "SELECT id, version, doc FROM streets WHERE id = ?"
	streetsQuery = "SELECT id, version, doc FROM streets ORDER BY id"
)

func (p streets) Get(ctx context.Context, id workflow.EnvironmentID) (workflow.Street, error) {
	found, err := p.read(ctx, "get street", streetQuery, string(id))
	if err != nil {
		return workflow.Street{}, err
	}
	if len(found) == 0 {
		return workflow.Street{}, missing("such environment")
	}
	return found[0], nil
}

func (p streets) All(ctx context.Context) ([]workflow.Street, error) {
	return p.read(ctx, "list streets", streetsQuery)
}

func (p streets) read(ctx context.Context, name, query string, args ...any) ([]workflow.Street, error) {
	var out []workflow.Street
	err := p.s.query(ctx, name, query, args, func(rows *sql.Rows) error {
		var (
			id      string
			version int64
			text    sql.RawBytes
		)
		if err := rows.Scan(&id, &version, &text); err != nil {
			return err
		}
		d, err := decode[streetDoc](text)
		out = append(out, d.toDomain(workflow.EnvironmentID(id), version))
		return named("street "+id, err)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}
