package embedded

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"drumbeat/workflow"
)

type notices struct{ s *Store }

func (p notices) Add(ctx context.Context, add []workflow.Notice) error {
	if len(add) == 0 {
		return ctxError(ctx, "add notices")
	}
	rows := make([]noticeRow, len(add))
	for i, n := range add {
		n.Delivery = workflow.Delivery{Version: 1, Status: workflow.NoticeDue, NextTry: n.Due, Want: 1}
		row, err := noticeRowOf(fromNotice(n))
		if err != nil {
			return damaged("add notices", err)
		}
		rows[i] = row
	}
	return p.s.writer.write(ctx, "add notices", func(w *writer) error {
		for _, row := range rows {
			if err := w.addNotice(row); err != nil {
				return err
			}
		}
		return nil
	})
}

// noticeRow is a notice with its text, made before the writer is asked: what
// cannot be written must not take back what others wrote.
type noticeRow struct {
	noticeDoc
	text string
}

func noticeRowOf(d noticeDoc) (noticeRow, error) {
	text, err := encode(d)
	return noticeRow{d, text}, err
}

func (w *writer) addNotice(row noticeRow) error {
	var text []byte
	err := w.row("SELECT doc FROM notices WHERE id = ?", []any{row.ID}, &text)
	switch {
	case errors.Is(err, sql.ErrNoRows) && row.Refresh:
		return nil
	case errors.Is(err, sql.ErrNoRows):
		return w.insertNotice(row)
	case err != nil || !row.Kind.Board():
		return err
	}
	stored, err := decode[noticeDoc](text)
	if err != nil {
		return err
	}
	d := &stored.Delivery
	d.Want++
	d.Version++
	if d.Status != workflow.NoticeClaimed && d.Status != workflow.NoticeUnknown {
		d.Status, d.NextTry = workflow.NoticeDue, row.Due
	}
	raised, err := noticeRowOf(stored)
	if err != nil {
		return err
	}
	return w.updateNotice(raised)
}

func (w *writer) insertNotice(row noticeRow) error {
	return w.exec("INSERT INTO notices (id, version, status, wake, urgent, due, done, doc) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		row.ID, row.Delivery.Version, string(row.Delivery.Status), row.wake(), row.Urgent, column(row.Due), column(row.Delivery.DoneAt), row.text)
}

func (w *writer) updateNotice(row noticeRow) error {
	return w.exec("UPDATE notices SET version = ?, status = ?, wake = ?, urgent = ?, due = ?, done = ?, doc = ? WHERE id = ?",
		row.Delivery.Version, string(row.Delivery.Status), row.wake(), row.Urgent, column(row.Due), column(row.Delivery.DoneAt), row.text, row.ID)
}

func (p notices) Replace(ctx context.Context, n workflow.Notice) error {
	d := fromNotice(n)
	d.Refresh = false
	d.Delivery.Version++
	row, err := noticeRowOf(d)
	if err != nil {
		return damaged("replace notice", err)
	}
	return p.s.writer.write(ctx, "replace notice", func(w *writer) error {
		var version int64
		err := w.row("SELECT version FROM notices WHERE id = ?", []any{n.ID}, &version)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if err != nil || version != n.Delivery.Version {
			return lost("this notice")
		}
		return w.updateNotice(row)
	})
}

const noticeColumns = "SELECT doc FROM notices "

func (p notices) Get(ctx context.Context, id string) (workflow.Notice, error) {
	ns, err := p.read(ctx, "get notice", noticeColumns+"WHERE id = ?", id)
	if err != nil {
		return workflow.Notice{}, err
	}
	if len(ns) == 0 {
		return workflow.Notice{}, missing("such notice")
	}
	return ns[0], nil
}

// dueQuery sorts within the index and fetches only the documents it gives back.
const dueQuery = noticeColumns + `WHERE rowid IN (
	SELECT rowid FROM notices WHERE wake <= ? ORDER BY urgent DESC, due, id LIMIT +?
) ORDER BY urgent DESC, due, id`

func (p notices) Due(ctx context.Context, now time.Time, limit int) ([]workflow.Notice, error) {
	return p.read(ctx, "list due notices", dueQuery, column(now), limit)
}

const nextQuery = "SELECT wake FROM notices WHERE wake IS NOT NULL ORDER BY wake LIMIT 1"

func (p notices) Next(ctx context.Context) (time.Time, error) {
	var next time.Time
	err := p.s.query(ctx, "find the next notice", nextQuery, nil, func(rows *sql.Rows) error {
		var ms int64
		err := rows.Scan(&ms)
		next = time.UnixMilli(ms).UTC()
		return err
	})
	return next, err
}

const deadQuery = noticeColumns + "WHERE status = 'dead' ORDER BY done DESC, due DESC, id DESC LIMIT +?"

func (p notices) Dead(ctx context.Context, limit int) ([]workflow.Notice, error) {
	return p.read(ctx, "list dead notices", deadQuery, limit)
}

const rangeQuery = noticeColumns + "WHERE id >= ? AND id < ? ORDER BY id LIMIT +?"

func (p notices) Range(ctx context.Context, from, to string, limit int) ([]workflow.Notice, error) {
	return p.read(ctx, "list a range of notices", rangeQuery, from, to, limit)
}

func (p notices) read(ctx context.Context, name, query string, args ...any) ([]workflow.Notice, error) {
	var out []workflow.Notice
	err := p.s.query(ctx, name, query, args, func(rows *sql.Rows) error {
		var text sql.RawBytes
		if err := rows.Scan(&text); err != nil {
			return err
		}
		d, err := decode[noticeDoc](text)
		out = append(out, d.toDomain())
		return named("notice "+d.ID, err)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}
