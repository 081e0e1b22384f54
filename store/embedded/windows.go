package embedded

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"drumbeat/workflow"
)

type windows struct{ s *Store }

func (p windows) Put(ctx context.Context, win workflow.Window) error {
	const name = "put window"
	d := fromWindow(win)
	doc, err := encode(d)
	if err != nil {
		return damaged(name, err)
	}
	return p.s.writer.write(ctx, name, func(w *writer) error {
		var version int64
		err := w.row("SELECT version FROM windows WHERE id = ?", []any{string(win.ID)}, &version)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if version != win.Version { // of one that is not stored it is 0
			return lost("this window")
		}
		if version == 0 {
			err = w.insertWindow(win.ID, column(d.Opens), doc)
		} else {
			err = w.exec("UPDATE windows SET version = ?, opens = ?, doc = ? WHERE id = ?", version+1, column(d.Opens), doc, string(win.ID))
		}
		return err
	})
}

func (w *writer) insertWindow(id workflow.WindowID, opens int64, doc string) error {
	return w.exec("INSERT INTO windows (id, version, opens, doc) VALUES (?, 1, ?, ?)", string(id), opens, doc)
}

func (p windows) Get(ctx context.Context, id workflow.WindowID) (workflow.Window, error) {
	ws, err := p.read(ctx, "get window", "SELECT id, version, doc FROM windows WHERE id = ?", string(id))
	if err != nil {
		return workflow.Window{}, err
	}
	if len(ws) == 0 {
		return workflow.Window{}, missing("such window")
	}
	return ws[0], nil
}

const spanQuery = "SELECT id, version, doc FROM windows WHERE opens >= ? AND opens < ? ORDER BY opens, id"

func (p windows) Span(ctx context.Context, from, to time.Time) ([]workflow.Window, error) {
	return p.read(ctx, "list windows", spanQuery, ceiling(from), ceiling(to))
}

// ceiling gives the first whole millisecond that is not before t: stored
// instants are whole ones, so a bound in the middle of one leaves it out below
// and takes it in above.
func ceiling(t time.Time) int64 {
	ms := t.UnixMilli()
	if time.UnixMilli(ms).Before(t) {
		ms++
	}
	return ms
}

func (p windows) read(ctx context.Context, name, query string, args ...any) ([]workflow.Window, error) {
	var out []workflow.Window
	err := p.s.query(ctx, name, query, args, func(rows *sql.Rows) error {
		var (
			id      string
			version int64
			text    sql.RawBytes
		)
		if err := rows.Scan(&id, &version, &text); err != nil {
			return err
		}
		d, err := decode[windowDoc](text)
		out = append(out, d.toDomain(workflow.WindowID(id), version))
		return named("window "+id, err)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}
