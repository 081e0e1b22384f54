package embedded

import (
	"strings"
	"testing"

	"drumbeat/workflow"
)

// TestPlans holds every question that a person or a loop waits for against the
// index that answers it: a walk that grows with the history would be slow only
// once there is one.
func TestPlans(t *testing.T) {
	s := filled(t, 40, 10)
	list := func(f workflow.ReleaseFilter) (string, []any) {
		query, args, none := listQuery(f)
		if none {
			t.Fatalf("%+v contradicts itself", f)
		}
		return query, args
	}
	type filter = workflow.ReleaseFilter
	type states = []workflow.State
	byNumber, waiting := "releases USING INTEGER PRIMARY KEY", "waiting USING PRIMARY KEY (person=?"
	for _, c := range []struct {
		name   string
		filter filter
		want   []string
	}{
		{"newest", filter{Limit: 10}, []string{"SCAN releases"}}, // from the top, up to the limit
		{"newest, a page", filter{Before: 30}, []string{byNumber}},
		{"open", filter{Open: true}, []string{"releases_open"}},
		{"open, a page", filter{Open: true, Before: 30}, []string{"releases_open (number<?)"}},
		{"open states", filter{States: states{workflow.Live, workflow.Deploying}}, []string{"releases_state (state=?)", byNumber}},
		{"one final state", filter{States: states{workflow.Closed}, Before: 30}, []string{"releases_state (state=? AND number<?)"}},
		{"final states", filter{States: states{workflow.Closed, workflow.Rejected}, Before: 30}, []string{"releases_state (state=? AND number<?)", byNumber}},
		{"numbers", filter{Numbers: []workflow.Number{3, 4}}, []string{byNumber}},
		{"numbers, open", filter{Numbers: []workflow.Number{3, 4}, Open: true}, []string{byNumber}},
		{"origin", filter{Origin: "view:V1", Limit: 1}, []string{"releases_origin (origin=?"}},
		{"numbers, waiting", filter{Numbers: []workflow.Number{3, 4}, Waiting: "U0QA"}, []string{byNumber, "USING PRIMARY KEY (person=? AND number=?)"}},
		{"waiting", filter{Waiting: "U0QA"}, []string{waiting, byNumber}},
		{"waiting, all at once", filter{Waiting: "U0QA", Open: true, Requester: "U0ASKS", States: states{workflow.InApproval}, Before: 30}, []string{waiting, byNumber}},
		{"requester", filter{Requester: "U0ASKS"}, []string{"releases_requester"}},
		{"requester, open", filter{Requester: "U0ASKS", Open: true}, []string{"releases_requester_open (requester=?"}},
		{"requester, open, a page", filter{Requester: "U0ASKS", Open: true, Before: 30}, []string{"releases_requester_open (requester=? AND number<?)"}},
		{"requester, final states", filter{Requester: "U0ASKS", States: states{workflow.Closed, workflow.Rejected}}, []string{"releases_requester"}},
		{"window", filter{Window: "web:2026-11-24T05:00Z"}, []string{"releases_window (window=?"}},
		{"window, open", filter{Window: "web:2026-11-24T05:00Z", Open: true}, []string{"releases_window (window=?"}},
		{"system", filter{System: "web"}, []string{"releases_system"}},
		{"system, open", filter{System: "web", Open: true}, []string{"releases_system_open (system=?"}},
		{"system, open, a page", filter{System: "web", Open: true, Before: 30}, []string{"releases_system_open (system=? AND number<?)"}},
		{"system, final states, a page", filter{System: "web", States: states{workflow.Closed}, Before: 30}, []string{"releases_system (system=? AND number<?)"}},
		{"system, window", filter{System: "web", Window: "web:2026-11-24T05:00Z"}, []string{"releases_window (window=?"}},
		{"system, requester", filter{System: "web", Requester: "U0ASKS"}, []string{"releases_requester (requester=?"}},
		{"needs", filter{Needs: 7, Open: true}, []string{"needs USING PRIMARY KEY (needed=?"}},
		{"merged", filter{Merged: 7}, []string{"releases_merged (merged=?"}},
		{"merged, a page", filter{Merged: 7, Before: 30}, []string{"releases_merged (merged=? AND number<?)"}},
		{"window, states, a page", filter{Window: "web:2026-11-24T05:00Z", States: states{workflow.Live, workflow.Closed}, Before: 30}, []string{"releases_window (window=? AND number<?)"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			query, args := list(c.filter)
			wantPlan(t, s, query, args, c.want...)
		})
	}
	for _, c := range []struct {
		name, query string
		args        []any
		want        string
	}{
		{"open, their versions", openQuery, nil, "releases_open"},
		{"versions", versionsQuery, []any{"[3,4]"}, "releases USING INTEGER PRIMARY KEY"},
		{"owing", owingQuery, []any{10}, "releases_owing"},
		{"lived", livedQuery, []any{0, 1, 0, 1}, "releases_lived (updated>?)"},
		{"lived, still open", livedQuery, []any{0, 1, 0, 1}, "releases_open"},
		{"span", spanQuery, []any{0, 1}, "windows_opens (opens>? AND opens<?)"},
		{"next", nextQuery, nil, "COVERING INDEX notices_wake"},
		{"dead", deadQuery, []any{10}, "notices_dead"},
		{"range", rangeQuery, []any{"event:REL-1:", "event:REL-1;", 10}, "sqlite_autoindex_notices_1 (id>? AND id<?)"},
		{"street", streetQuery, []any{"web:acceptance"}, "sqlite_autoindex_streets_1 (id=?)"},
		{"streets", streetsQuery, nil, "streets USING INDEX sqlite_autoindex_streets_1"}, // all of them, in order
		{"current policy", currentQuery, nil, "SCAN policies"},                           // the last row alone
		{"draft", draftQuery, []any{"U1"}, "drafts USING PRIMARY KEY (person=?)"},
	} {
		t.Run(c.name, func(t *testing.T) { wantPlan(t, s, c.query, c.args, c.want) })
	}
	at := &workflow.Spot{Order: 7, Number: 3}
	for _, c := range []struct {
		name   string
		filter workflow.QueueFilter
		want   string
	}{
		{"queue", workflow.QueueFilter{}, "queue_order"},
		{"queue, a page", workflow.QueueFilter{After: at}, "queue_order (ord>?)"},
		{"queue, the page ahead", workflow.QueueFilter{Ahead: at, System: "web"}, "queue_order (ord<?)"},
		{"queue of a lane, a page", workflow.QueueFilter{Lane: workflow.LaneTriage, After: at, Teams: []string{"a", "b"}}, "queue_lane (lane=? AND ord>?)"},
		{"a bundle", workflow.QueueFilter{Bundle: "autumn"}, "queue_bundle (bundle=?"},
		{"any bundle", workflow.QueueFilter{Bundled: true, Teams: []string{"a"}}, "queue_order"},
	} {
		t.Run(c.name, func(t *testing.T) {
			query, args := pageQuery(c.filter)
			wantPlan(t, s, query, args, c.want, byNumber)
		})
	}
	t.Run("due", func(t *testing.T) {
		// What is due is sorted, and nothing else is looked at.
		plan := explain(t, s, dueQuery, 0, 10)
		for _, want := range []string{"notices USING COVERING INDEX notices_wake (wake<?)", "notices USING INTEGER PRIMARY KEY"} {
			if !strings.Contains(plan, want) {
				t.Errorf("got\n%s\nwant %s", plan, want)
			}
		}
	})
}

// TestPlansOfWrites looks at every statement that the writer has used.
func TestPlansOfWrites(t *testing.T) {
	s := filled(t, 10, 10)
	ctx, p := t.Context(), s.Ports()
	r, err := p.Releases.Create(ctx, typical("view:new"))
	if err != nil {
		t.Fatal(err)
	}
	r.State = workflow.Scheduled
	w := workflow.Window{Slot: workflow.Slot{ID: "web:2026-11-24T05:00Z"}}
	n := workflow.Notice{ID: "card:REL-1", Kind: workflow.NoticeCard}
	for _, write := range []func() error{
		func() error { return p.Releases.Replace(ctx, r) },
		func() error { return p.Windows.Put(ctx, w) },
		func() error { w.Version = 1; return p.Windows.Put(ctx, w) },
		func() error { return p.Streets.Put(ctx, workflow.Street{ID: "web:acceptance"}) },
		func() error { return p.Streets.Put(ctx, workflow.Street{ID: "web:acceptance", Version: 1}) },
		func() error { return p.Notices.Add(ctx, []workflow.Notice{n, n}) },
		func() error { n.Delivery.Version = 2; return p.Notices.Replace(ctx, n) },
		func() error { _, err := p.Policies.Save(ctx, workflow.Policy{}); return err },
		func() error { return s.Close() },
	} {
		if err := write(); err != nil {
			t.Fatal(err)
		}
	}
	again := openIn(t, s.Path())
	seen := 0
	for query := range s.writer.stmts {
		if strings.HasPrefix(query, "BEGIN") || query == "COMMIT" || strings.Contains(query, "pulse") {
			continue
		}
		seen++
		plan := explain(t, again, query, make([]any, strings.Count(query, "?"))...)
		if strings.Contains(plan, "SCAN") || strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("%s\nis answered by\n%s", query, plan)
		}
	}
	if seen < 12 {
		t.Errorf("looked at %d statements only", seen)
	}
}

func wantPlan(t *testing.T, s *Store, query string, args []any, want ...string) {
	t.Helper()
	plan := explain(t, s, query, args...)
	for _, w := range want {
		if !strings.Contains(plan, w) {
			t.Errorf("got\n%s\nwant %s", plan, w)
		}
	}
	if strings.Contains(plan, "TEMP B-TREE FOR ORDER BY") {
		t.Errorf("sorts what an index could have in order:\n%s", plan)
	}
	for _, row := range strings.Split(plan, "\n") {
		scans := strings.HasPrefix(row, "SCAN") && !strings.Contains(row, "INDEX") && !strings.Contains(row, "json_each") && !strings.Contains(row, "subquery")
		if scans && !strings.HasPrefix(want[0], row) {
			t.Errorf("walks a whole table:\n%s", plan)
		}
	}
}

func explain(t *testing.T, s *Store, query string, args ...any) string {
	t.Helper()
	rows, err := s.reading.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer func() { _ = rows.Close() }() // rows.Err below tells what went wrong
	var plan []string
	for rows.Next() {
		var (
			id, parent, unused int
			detail             string
		)
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		plan = append(plan, detail)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(plan, "\n")
}
