package embedded

import (
	"context"
	"database/sql"
	"errors"
)

// query runs a statement on one of the reading connections and hands each row
// to scan. The error is a *workflow.Error; it never is sql.ErrNoRows.
func (s *Store) query(ctx context.Context, name, text string, args []any, scan func(*sql.Rows) error) error {
	stmt, err := s.statement(ctx, text)
	if err != nil {
		return unread(name, err)
	}
	rows, err := stmt.QueryContext(ctx, args...)
	if err != nil {
		return unread(name, err)
	}
	defer func() { _ = rows.Close() }() // rows.Err below tells what went wrong
	for rows.Next() {
		if err := scan(rows); err != nil {
			if ctx.Err() != nil {
				return unread(name, ctx.Err())
			}
			if refusal(err) {
				return err
			}
			return damaged(name, err)
		}
	}
	if err := errors.Join(rows.Err(), ctx.Err()); err != nil {
		return unread(name, err)
	}
	return nil
}

// statement prepares each text once. The texts are a small set, made of fixed
// parts. Their limits are written "LIMIT +?": SQLite looks at what is bound to a
// bare one to plan by it, and so prepares the statement anew for every question.
func (s *Store) statement(ctx context.Context, text string) (*sql.Stmt, error) {
	if stmt, ok := s.queries.Load(text); ok {
		return stmt.(*sql.Stmt), nil
	}
	stmt, err := s.reading.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	if other, ok := s.queries.LoadOrStore(text, stmt); ok {
		_ = stmt.Close() // somebody was faster; theirs is the one in use
		return other.(*sql.Stmt), nil
	}
	return stmt, nil
}
