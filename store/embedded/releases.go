package embedded

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"

	"drumbeat/workflow"
)

type releases struct{ s *Store }

const releaseColumns = "number, version, origin, doc"

func scanRelease(rows *sql.Rows) (workflow.Release, error) {
	var (
		number  int
		version int64
		origin  string
		text    sql.RawBytes
	)
	if err := rows.Scan(&number, &version, &origin, &text); err != nil {
		return workflow.Release{}, err
	}
	d, err := decode[releaseDoc](text)
	if err == nil {
		err = d.readable()
	}
	return d.toDomain(workflow.Number(number), version, origin), named(workflow.Number(number).String(), err)
}

// releaseRow is a release as its columns hold it.
type releaseRow struct {
	state, requester, window, waiting, system string
	people                                    []workflow.PersonID // of waiting
	open, owing                               bool
	merged, created, updated                  int64
	doc                                       string
}

func rowOf(r workflow.Release, d releaseDoc) (releaseRow, error) {
	people := r.Waiting()
	slices.Sort(people)
	waiting, err := encode(people)
	if err != nil {
		return releaseRow{}, err
	}
	doc, err := encode(d)
	if err != nil {
		return releaseRow{}, err
	}
	return releaseRow{
		state: string(r.State), requester: string(r.Requester), window: string(r.Window()), waiting: waiting, people: people,
		system: r.Request.System, merged: int64(r.MergedInto),
		open: !r.State.Final(), owing: len(r.Owes) > 0, created: column(d.CreatedAt), updated: column(d.UpdatedAt), doc: doc,
	}, nil
}

func (p releases) Create(ctx context.Context, build func(workflow.Number) workflow.Release) (workflow.Release, error) {
	const name = "create release"
	var created, existing workflow.Release
	err := p.s.writer.write(ctx, name, func(w *writer) error {
		var highest int
		if err := w.row("SELECT coalesce(max(number), 0) FROM releases", nil, &highest); err != nil {
			return err
		}
		r := build(workflow.Number(highest + 1))
		r.Number, r.Version = workflow.Number(highest+1), 1
		found, err := w.byOrigin(r.Origin)
		if err != nil {
			return err
		}
		if found != nil {
			existing = *found
			return workflow.Refuse(workflow.CodeExists, "This request has arrived before; it is %s.", found.Number)
		}
		d := fromRelease(r)
		row, err := rowOf(r, d)
		if err != nil {
			return damaged(name, err)
		}
		created = d.toDomain(r.Number, r.Version, r.Origin)
		return w.insertRelease(&r, row)
	})
	// What was built is looked at only where the writer has let go of it.
	switch {
	case err == nil:
		return created, nil
	case workflow.CodeOf(err) == workflow.CodeExists:
		return existing, err
	}
	return workflow.Release{}, err
}

// insertRelease writes a new release at version 1, with what is kept beside it.
func (w *writer) insertRelease(r *workflow.Release, row releaseRow) error {
	err := w.exec(`INSERT INTO releases (number, version, origin, state, open, requester, window, waiting, system, merged, owing, created, updated, doc)
		VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		int(r.Number), r.Origin, row.state, row.open, row.requester, row.window, row.waiting, row.system, row.merged, row.owing, row.created, row.updated, row.doc)
	if err == nil {
		err = w.waitFor(r.Number, nil, row.people)
	}
	if err == nil {
		err = w.follow(r)
	}
	if err != nil || r.Lane() == "" {
		return err
	}
	return w.enqueue(r)
}

// byOrigin finds the release that a request created, nil if there is none.
func (w *writer) byOrigin(origin string) (*workflow.Release, error) {
	if origin == "" {
		return nil, nil
	}
	var (
		number  int
		version int64
		text    []byte
	)
	err := w.row("SELECT number, version, doc FROM releases WHERE origin = ? AND origin <> ''", []any{origin}, &number, &version, &text)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	d, err := decode[releaseDoc](text)
	if err == nil {
		err = d.readable()
	}
	if err != nil {
		return nil, damaged("read release", named(workflow.Number(number).String(), err))
	}
	r := d.toDomain(workflow.Number(number), version, origin)
	return &r, nil
}

// waitFor makes the table of who is waited for say people in place of old.
func (w *writer) waitFor(n workflow.Number, old, people []workflow.PersonID) error {
	for _, p := range old {
		if !slices.Contains(people, p) {
			if err := w.exec("DELETE FROM waiting WHERE person = ? AND number = ?", string(p), int(n)); err != nil {
				return err
			}
		}
	}
	for _, p := range people {
		if !slices.Contains(old, p) {
			if err := w.exec("INSERT INTO waiting (person, number) VALUES (?, ?)", string(p), int(n)); err != nil {
				return err
			}
		}
	}
	return nil
}

// follow makes the table of what releases depend on say what r does.
func (w *writer) follow(r *workflow.Release) error {
	if err := w.exec("DELETE FROM needs WHERE number = ?", int(r.Number)); err != nil {
		return err
	}
	for _, n := range r.Request.DependsOn {
		if err := w.exec("INSERT OR IGNORE INTO needs (needed, number) VALUES (?, ?)", int(n), int(r.Number)); err != nil {
			return err
		}
	}
	return nil
}

func (p releases) Replace(ctx context.Context, r workflow.Release) error {
	const name = "replace release"
	row, err := rowOf(r, fromRelease(r))
	if err != nil {
		return damaged(name, err)
	}
	return p.s.writer.write(ctx, name, func(w *writer) error {
		var (
			version int64
			waiting string
		)
		err := w.row("SELECT version, waiting FROM releases WHERE number = ?", []any{int(r.Number)}, &version, &waiting)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return missing(r.Number.String())
		case err != nil:
			return err
		case version != r.Version:
			return lost(r.Number.String())
		}
		err = w.exec(`UPDATE releases SET version = ?, state = ?, open = ?, requester = ?, window = ?, waiting = ?, system = ?, merged = ?, owing = ?, created = ?, updated = ?, doc = ?
			WHERE number = ?`,
			version+1, row.state, row.open, row.requester, row.window, row.waiting, row.system, row.merged, row.owing, row.created, row.updated, row.doc, int(r.Number))
		if err == nil {
			err = w.follow(&r)
		}
		if err == nil {
			err = w.enqueue(&r)
		}
		if err != nil || waiting == row.waiting {
			return err
		}
		var old []workflow.PersonID
		if err := json.Unmarshal([]byte(waiting), &old); err != nil {
			return err
		}
		return w.waitFor(r.Number, old, row.people)
	})
}

func (p releases) Get(ctx context.Context, n workflow.Number) (workflow.Release, error) {
	rs, err := p.read(ctx, "get release", "SELECT "+releaseColumns+" FROM releases WHERE number = ?", int(n))
	if err != nil {
		return workflow.Release{}, err
	}
	if len(rs) == 0 {
		return workflow.Release{}, missing(n.String())
	}
	return rs[0], nil
}

const (
	openQuery     = "SELECT number, version FROM releases WHERE open = 1 ORDER BY number DESC"
	versionsQuery = "SELECT number, version FROM releases WHERE number IN (SELECT value FROM json_each(?)) ORDER BY number DESC"
)

func (p releases) Versions(ctx context.Context, numbers []workflow.Number) ([]workflow.ReleaseVersion, error) {
	query, args := openQuery, []any(nil)
	if numbers != nil {
		list, _ := json.Marshal(numbers) // a list of integers has a text
		query, args = versionsQuery, []any{string(list)}
	}
	var out []workflow.ReleaseVersion
	err := p.s.query(ctx, "list versions of releases", query, args, func(rows *sql.Rows) error {
		var (
			number  int
			version int64
		)
		err := rows.Scan(&number, &version)
		out = append(out, workflow.ReleaseVersion{Number: workflow.Number(number), Version: version})
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

const owingQuery = "SELECT " + releaseColumns + " FROM releases WHERE owing = 1 ORDER BY updated, number LIMIT +?"

func (p releases) Owing(ctx context.Context, limit int) ([]workflow.Release, error) {
	return p.read(ctx, "list owing releases", owingQuery, limit)
}

func (p releases) read(ctx context.Context, name, query string, args ...any) ([]workflow.Release, error) {
	var out []workflow.Release
	err := p.s.query(ctx, name, query, args, func(rows *sql.Rows) error {
		r, err := scanRelease(rows)
		out = append(out, r)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}
