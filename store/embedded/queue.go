package embedded

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"drumbeat/workflow"
)

type queue struct{ s *Store }

// enqueue brings a release's row in the queue up to date: what has gone live, or
// is over, has none.
func (w *writer) enqueue(r *workflow.Release) error {
	lane := r.Lane()
	if lane == "" {
		return w.exec("DELETE FROM queue WHERE number = ?", int(r.Number))
	}
	bundle := ""
	if r.Endorsement != nil {
		bundle = r.Endorsement.Bundle
	}
	return w.exec(`INSERT OR REPLACE INTO queue (number, lane, ord, system, team, type, bundle, requester, sent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		int(r.Number), string(lane), r.Spot().Order, r.Request.System, workflow.TeamKey(r.Request.Team), string(r.Request.Type), bundle,
		string(r.Requester), column(atMillis(r.QueuedAt())))
}

func (p queue) Page(ctx context.Context, f workflow.QueueFilter) ([]workflow.Release, error) {
	query, args := pageQuery(f)
	out, err := releases(p).read(ctx, "page of the queue", query, args...)
	if f.Ahead != nil {
		slices.Reverse(out)
	}
	return out, err
}

// pageQuery walks the queue in its order; what else a filter asks for is looked at
// on the way. The queue is as long as there are requests under way, not as the
// history.
func pageQuery(f workflow.QueueFilter) (query string, args []any) {
	where, args := queueWhere(f)
	direction := ""
	if f.After != nil {
		where = append(where, "(ord, queue.number) > (?, ?)")
		args = append(args, f.After.Order, int(f.After.Number))
	}
	if f.Ahead != nil {
		where = append(where, "(ord, queue.number) < (?, ?)")
		args = append(args, f.Ahead.Order, int(f.Ahead.Number))
		direction = " DESC"
	}
	limit := f.Limit
	if limit <= 0 {
		limit = usualLimit
	}
	query = "SELECT releases.number, version, origin, doc FROM queue INDEXED BY " + queueIndex(f) + " CROSS JOIN releases USING (number)" + conditions(where) +
		" ORDER BY ord" + direction + ", queue.number" + direction + " LIMIT +?"
	return query, append(args, limit)
}

// queueIndex names the index that has what a filter asks for in order.
func queueIndex(f workflow.QueueFilter) string {
	switch {
	case f.Bundle != "":
		return "queue_bundle"
	case f.Lane != "":
		return "queue_lane"
	}
	return "queue_order"
}

func (p queue) Count(ctx context.Context, f workflow.QueueFilter) (int, error) {
	where, args := queueWhere(f)
	n := 0
	err := p.s.query(ctx, "count the queue", "SELECT count(*) FROM queue"+conditions(where), args, func(rows *sql.Rows) error { return rows.Scan(&n) })
	return n, err
}

func conditions(where []string) string {
	if len(where) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(where, " AND ")
}

func queueWhere(f workflow.QueueFilter) (where []string, args []any) {
	add := func(set bool, condition string, arg ...any) {
		if set {
			where, args = append(where, condition), append(args, arg...)
		}
	}
	add(f.Bundle != "", "bundle = ? AND bundle <> ''", f.Bundle)
	add(f.Bundled, "bundle <> ''")
	add(f.Lane != "", "lane = ?", string(f.Lane))
	add(f.Type != "", "type = ?", string(f.Type))
	add(f.System != "", "queue.system = ?", f.System)
	add(len(f.Teams) > 0, "team IN ("+marks(len(f.Teams))+")", texts(f.Teams)...)
	add(f.Requester != "", "queue.requester = ?", string(f.Requester))
	if !f.SentBefore.IsZero() {
		add(true, "sent < ?", ceiling(f.SentBefore))
	}
	return where, args
}
