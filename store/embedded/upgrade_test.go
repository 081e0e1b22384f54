package embedded

import (
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"drumbeat/workflow"
)

// TestUpgrade checks that a file of the first format is brought up to this one
// with what is in it, and is found by what later formats ask for.
func TestUpgrade(t *testing.T) {
	path := filepath.Join(t.TempDir(), "old.db")
	db, err := sql.Open("sqlite", source(path))
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		steps[0], "PRAGMA application_id = 1148349794", "PRAGMA user_version = 1",
		`INSERT INTO releases (number, version, origin, state, open, requester, window, waiting, owing, updated, doc) VALUES
			(1, 3, 'view:V1', 'live', 1, 'U1', '', '[]', 0, 0, '{"revision":1,"state":"live","request":{"system":"web"}}'),
			(3, 1, 'view:V3', 'submitted', 1, 'U1', '', '[]', 0, 0, '{"revision":1,"state":"submitted","request":{"team":" Basket"},"created_at":"2026-11-23T09:00:00.5Z","submitted_at":"2026-11-23T09:00:00.5Z"}'),
			(2, 1, 'view:V2', 'closed', 0, 'U1', '', '[]', 0, 0, '{"revision":1,"state":"closed","request":{}}')`,
	} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	p := openIn(t, path).Ports()
	rs, err := p.Releases.List(t.Context(), workflow.ReleaseFilter{System: "web", Open: true})
	if err != nil || len(rs) != 1 || rs[0].Number != 1 || rs[0].Version != 3 {
		t.Errorf("the releases of web: got %+v, %v, want the one that was there", rs, err)
	}
	at := time.Date(2026, 11, 23, 9, 0, 0, 500_000_000, time.UTC)
	for name, f := range map[string]workflow.QueueFilter{
		"queue": {}, "lane": {Lane: workflow.LaneTriage, Teams: []string{"basket"}},
		"order": {After: &workflow.Spot{Order: at.UnixMilli(), Number: 2}}, "sent": {SentBefore: at.Add(time.Millisecond)},
	} {
		if rs, err := p.Queue.Page(t.Context(), f); err != nil || len(rs) != 1 || rs[0].Number != 3 || rs[0].Spot().Order != at.UnixMilli() {
			t.Errorf("the %s: got %+v, %v, want the one that waits", name, rs, err)
		}
	}
	if r, err := p.Releases.Get(t.Context(), 2); err != nil || r.Origin != "view:V2" {
		t.Errorf("got %+v, %v, want the release without a system as it was", r, err)
	}
}
