package embedded

import (
	"context"
	"database/sql"
	"time"

	"drumbeat/workflow"
)

// livedQuery finds by one index what was changed since, and by another what is
// open and was not. One statement sees one state of the file, so that nothing
// passes from one half to the other between them.
const livedQuery = `SELECT number, version, doc FROM releases WHERE updated >= ? AND created < ?
	UNION ALL SELECT number, version, doc FROM releases INDEXED BY releases_open WHERE open = 1 AND updated < ? AND created < ?`

// livedDoc is what of a release is read to count what happened to it.
type livedDoc struct {
	Revision  int            `json:"revision"`
	State     workflow.State `json:"state"`
	Request   livedRequest   `json:"request"`
	Asks      []askDoc       `json:"asks"`
	Place     *placeDoc      `json:"place"`
	CreatedAt time.Time      `json:"created_at"`
	UpdatedAt time.Time      `json:"updated_at"`
	History   []livedEntry   `json:"history"`
}

type livedRequest struct {
	System string              `json:"system"`
	Team   string              `json:"team"`
	Type   workflow.ChangeType `json:"type"`
	Impact workflow.Impact     `json:"impact"`
}

type livedEntry struct {
	Seq      int               `json:"seq"`
	At       time.Time         `json:"at"`
	By       workflow.PersonID `json:"by"`
	Action   workflow.Action   `json:"action"`
	From     workflow.State    `json:"from"`
	To       workflow.State    `json:"to"`
	Revision int               `json:"revision"`
	Window   workflow.WindowID `json:"window"`
	Changed  []workflow.Field  `json:"changed"`
	Roles    []string          `json:"roles"`
	Policy   int               `json:"policy"`
	Overrode []string          `json:"overrode"`
	About    string            `json:"about"`
	For      workflow.PersonID `json:"for"`
}

func (p releases) Lived(ctx context.Context, from, to time.Time, visit func(*workflow.Release) error) error {
	var refused error
	since, before := column(from), column(to)
	err := p.s.query(ctx, "read what happened to releases", livedQuery, []any{since, before, since, before}, func(rows *sql.Rows) error {
		var (
			number  int
			version int64
			text    sql.RawBytes
		)
		if err := rows.Scan(&number, &version, &text); err != nil {
			return err
		}
		d, err := decode[livedDoc](text)
		if err == nil {
			err = releaseDoc{State: d.State, Revision: d.Revision}.readable()
		}
		if err != nil {
			return named(workflow.Number(number).String(), err)
		}
		r := d.toDomain(workflow.Number(number), version)
		refused = visit(&r)
		return refused
	})
	if refused != nil {
		return refused
	}
	return err
}

func (d livedDoc) toDomain(number workflow.Number, version int64) workflow.Release {
	r := workflow.Release{
		Number: number, Version: version, Revision: d.Revision, State: d.State,
		Request:   workflow.Request{System: d.Request.System, Team: d.Request.Team, Type: d.Request.Type, Impact: d.Request.Impact},
		Asks:      each(d.Asks, func(v askDoc) workflow.Ask { return workflow.Ask(v) }),
		CreatedAt: d.CreatedAt, UpdatedAt: d.UpdatedAt,
		History: each(d.History, livedEntry.toDomain),
	}
	if d.Place != nil {
		v := workflow.Place(*d.Place)
		r.Place = &v
	}
	return r
}

func (e livedEntry) toDomain() workflow.Entry {
	return workflow.Entry{Seq: e.Seq, At: e.At, By: e.By, Action: e.Action, From: e.From, To: e.To, Revision: e.Revision, Window: e.Window,
		Changed: e.Changed, Roles: e.Roles, Policy: e.Policy, Overrode: e.Overrode, About: e.About, For: e.For}
}
