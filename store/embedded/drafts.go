package embedded

import (
	"context"
	"database/sql"
	"time"

	"drumbeat/workflow"
)

type drafts struct{ s *Store }

const draftQuery = "SELECT saved, doc FROM drafts WHERE person = ?"

func (p drafts) Get(ctx context.Context, person workflow.PersonID) (workflow.Draft, error) {
	d, found := workflow.Draft{Person: person}, false
	err := p.s.query(ctx, "get draft", draftQuery, []any{string(person)}, func(rows *sql.Rows) error {
		var (
			saved int64
			text  sql.RawBytes
		)
		if err := rows.Scan(&saved, &text); err != nil {
			return err
		}
		if len(text) == 0 {
			return nil // given up: only the moment is kept
		}
		form, err := decode[requestDoc](text)
		d.Form, d.SavedAt, found = form.toDomain(), time.UnixMilli(saved).UTC(), true
		return named("the draft of "+string(person), err)
	})
	if err == nil && !found {
		err = missing("draft")
	}
	return d, err
}

func (p drafts) Put(ctx context.Context, d workflow.Draft) error {
	const name = "put draft"
	doc, err := encode(fromRequest(d.Form))
	if err != nil {
		return damaged(name, err)
	}
	return p.s.writer.write(ctx, name, func(w *writer) error {
		return w.exec(`INSERT INTO drafts (person, saved, doc) VALUES (?, ?, ?)
			ON CONFLICT (person) DO UPDATE SET saved = excluded.saved, doc = excluded.doc WHERE excluded.saved > drafts.saved OR (excluded.saved = drafts.saved AND drafts.doc <> '')`,
			string(d.Person), column(d.SavedAt), doc)
	})
}

func (p drafts) Delete(ctx context.Context, person workflow.PersonID, until time.Time) error {
	return p.s.writer.write(ctx, "delete draft", func(w *writer) error {
		return w.exec(`INSERT INTO drafts (person, saved, doc) VALUES (?, ?, '')
			ON CONFLICT (person) DO UPDATE SET saved = excluded.saved, doc = '' WHERE excluded.saved >= drafts.saved`, string(person), column(until))
	})
}
