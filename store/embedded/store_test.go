package embedded

import (
	"database/sql"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"drumbeat/workflow"
)

// TestReopen checks that what was stored is there for the next process, in a
// file that nobody else can read.
func TestReopen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "a folder #1?", "drumbeat 100%.db")
	s := openIn(t, path)
	if _, err := s.Ports().Releases.Create(t.Context(), typical("view:V1")); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{path, path + "-wal", path + "-shm"} {
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: got %v, %v, want it for its owner only", file, info, err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := openIn(t, path).Ports().Releases.Get(t.Context(), 1)
	if err != nil || r.Origin != "view:V1" {
		t.Errorf("after reopening: got %+v, %v", r, err)
	}
}

// TestTemporary checks that a file without a name goes with its store.
func TestTemporary(t *testing.T) {
	s, err := Open(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	other := openIn(t, "")
	if _, err := s.Ports().Releases.Create(t.Context(), typical("view:V1")); err != nil {
		t.Fatal(err)
	}
	if _, err := other.Ports().Releases.Get(t.Context(), 1); workflow.CodeOf(err) != workflow.CodeNotFound {
		t.Errorf("a second one sees the first: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Dir(s.Path())); !os.IsNotExist(err) {
		t.Errorf("%s is left behind", filepath.Dir(s.Path()))
	}
}

// TestOpenTogether lets many open one new file at once.
func TestOpenTogether(t *testing.T) {
	path := filepath.Join(t.TempDir(), "drumbeat.db")
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			s, err := Open(t.Context(), path)
			if err != nil {
				t.Error(err)
				return
			}
			if err := s.Ports().Health.Ping(t.Context()); err != nil {
				t.Error(err)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// TestRefusesTheFile checks the sentence for each file that is not ours to write
// to, and that the file is left as it was.
func TestRefusesTheFile(t *testing.T) {
	dir := t.TempDir()
	with := func(name, statements string) string {
		path := filepath.Join(dir, name)
		db, err := sql.Open("sqlite", source(path))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(statements); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		return path
	}
	newer := filepath.Join(dir, "newer.db")
	s := openIn(t, newer)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	with("newer.db", "PRAGMA user_version = 99")
	text := filepath.Join(dir, "notes.txt")
	if err := os.WriteFile(text, []byte(strings.Repeat("These are my notes. ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, path, want string }{
		{"newer", newer, "newer.db was written by a newer Drumbeat (format 99; this one knows formats up to 5)"},
		{"another program's", with("mail.db", "CREATE TABLE mail (id INTEGER)"), "mail.db is the database of another program"},
		{"marked by another program", with("marked.db", "PRAGMA application_id = 7"), "marked.db is the database of another program"},
		{"no database", text, "not a database"},
		{"a folder", dir, "opening " + dir},
		{"below a file", filepath.Join(text, "drumbeat.db"), "folder of the store"},
	} {
		t.Run(c.name, func(t *testing.T) {
			before, _ := os.ReadFile(c.path)
			s, err := Open(t.Context(), c.path)
			if err == nil {
				t.Fatal("opened", s.Close())
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %q, want %q", err, c.want)
			}
			if after, _ := os.ReadFile(c.path); string(after) != string(before) {
				t.Error("the file was changed")
			}
		})
	}
}

// TestClosed checks that a closed store says so, to whoever comes after, and
// that nothing of it is left running.
func TestClosed(t *testing.T) {
	before := runtime.NumGoroutine()
	s := openIn(t, "")
	p := s.Ports()
	r, err := p.Releases.Create(t.Context(), typical("view:V1"))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("closing twice: %v", err)
	}
	_, get := p.Releases.Get(t.Context(), 1)
	for what, err := range map[string]error{"replace": p.Releases.Replace(t.Context(), r), "get": get, "ping": p.Health.Ping(t.Context())} {
		if workflow.CodeOf(err) != workflow.CodeNotSaved {
			t.Errorf("%s: got %v, want %s", what, err, workflow.CodeNotSaved)
		}
	}
	for range 1000 {
		if runtime.NumGoroutine() <= before {
			return
		}
		runtime.Gosched()
	}
	t.Errorf("%d goroutines before, %d after", before, runtime.NumGoroutine())
}

// TestDamagedDocument checks that a document that cannot be read is ours to
// mend, not somebody's to try again.
func TestDamagedDocument(t *testing.T) {
	s := filled(t, 0, 2)
	if _, err := s.writer.conn.ExecContext(t.Context(), "UPDATE releases SET doc = '{\"revision\":' WHERE number = 1"); err != nil {
		t.Fatal(err)
	}
	_, err := s.Ports().Releases.Get(t.Context(), 1)
	if workflow.CodeOf(err) != workflow.CodeInternal {
		t.Errorf("got %v, want %s", err, workflow.CodeInternal)
	}
	if _, err := s.Ports().Releases.Get(t.Context(), 2); err != nil {
		t.Errorf("its neighbour: %v", err)
	}
}

// TestNoRoom checks a disk that is full: nothing is stored, it is said, and
// once there is room again everything works.
func TestNoRoom(t *testing.T) {
	s := openIn(t, "")
	p := s.Ports()
	limit := func(pages string) {
		t.Helper()
		if _, err := s.writer.conn.ExecContext(t.Context(), "PRAGMA max_page_count = "+pages); err != nil {
			t.Fatal(err)
		}
	}
	limit("1") // SQLite takes it as: no more than there are
	stored := 0
	var err error
	for stored < 100 {
		if _, err = p.Releases.Create(t.Context(), typical("view:"+strings.Repeat("x", stored))); err != nil {
			break
		}
		stored++
	}
	if workflow.CodeOf(err) != workflow.CodeNotSaved {
		t.Fatalf("after %d releases: got %v, want %s", stored, err, workflow.CodeNotSaved)
	}
	rs, err := p.Releases.List(t.Context(), workflow.ReleaseFilter{})
	if err != nil || len(rs) != stored {
		t.Errorf("%d acknowledged, %d there, %v", stored, len(rs), err)
	}
	limit("100000")
	if r, err := p.Releases.Create(t.Context(), typical("view:after")); err != nil || int(r.Number) != stored+1 {
		t.Errorf("with room again: got %v, %v", r.Number, err)
	}
}

// TestUnwritableValue checks that a value that has no document is refused
// before it can take anything else with it.
func TestUnwritableValue(t *testing.T) {
	s := openIn(t, "")
	p, ctx := s.Ports(), t.Context()
	far := noon.AddDate(10_000, 0, 0) // years have four digits
	good := workflow.Notice{ID: "event:REL-1:00001", Kind: workflow.NoticeEvent, Due: noon}
	r, err := p.Releases.Create(ctx, typical("view:V1"))
	if err != nil {
		t.Fatal(err)
	}
	r.LiveAt = far
	_, create := p.Releases.Create(ctx, func(n workflow.Number) workflow.Release { c := r; c.Origin = "view:V2"; return c })
	_, save := p.Policies.Save(ctx, workflow.Policy{SavedAt: far})
	for what, err := range map[string]error{
		"create":  create,
		"replace": p.Releases.Replace(ctx, r),
		"put":     p.Windows.Put(ctx, workflow.Window{Slot: workflow.Slot{ID: "web", Opens: far}}),
		"add":     p.Notices.Add(ctx, []workflow.Notice{good, {ID: "far", Due: far}}),
		"notice":  p.Notices.Replace(ctx, workflow.Notice{ID: "far", Due: far}),
		"save":    save,
	} {
		if workflow.CodeOf(err) != workflow.CodeInternal {
			t.Errorf("%s: got %v, want %s", what, err, workflow.CodeInternal)
		}
	}
	if _, err := p.Notices.Get(ctx, good.ID); workflow.CodeOf(err) != workflow.CodeNotFound {
		t.Errorf("half of what was refused: %v", err)
	}
}

// TestSyncs checks the settings on which "acknowledged is on the disk" rests,
// and that reading connections cannot write.
func TestSyncs(t *testing.T) {
	for path, synchronous := range map[string]string{filepath.Join(t.TempDir(), "drumbeat.db"): "2", "": "0"} {
		s := openIn(t, path)
		for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": synchronous, "checkpoint_fullfsync": "1", "fullfsync": "1"} {
			var got string
			if err := s.writer.conn.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
				t.Errorf("%q, %s: got %s (%v), want %s", path, pragma, got, err, want)
			}
		}
		if _, err := s.reading.ExecContext(t.Context(), "UPDATE pulse SET beat = 7"); err == nil {
			t.Error("a reading connection has written")
		}
	}
}
