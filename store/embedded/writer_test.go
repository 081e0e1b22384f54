package embedded

import (
	"context"
	"errors"
	"testing"
	"time"

	"drumbeat/workflow"
)

// held has the writer stand still inside an operation until release is called.
func held(t *testing.T, s *Store) (release func()) {
	t.Helper()
	entered, leave, left := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		left <- s.writer.write(context.Background(), "hold", func(*writer) error {
			close(entered)
			<-leave
			return nil
		})
	}()
	<-entered
	return func() {
		close(leave)
		if err := <-left; err != nil {
			t.Errorf("the held write: %v", err)
		}
	}
}

// TestEndsBeforeItsTurn checks that a write whose context ends while it waits
// for others is never applied.
func TestEndsBeforeItsTurn(t *testing.T) {
	s := openIn(t, "")
	release := held(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	told := make(chan error)
	go func() {
		_, err := s.Ports().Releases.Create(ctx, typical("view:V1"))
		told <- err
	}()
	cancel()
	if err := <-told; workflow.CodeOf(err) != workflow.CodeNotSaved {
		t.Errorf("got %v, want %s", err, workflow.CodeNotSaved)
	}
	release()
	if r, err := s.Ports().Releases.Create(t.Context(), typical("view:V1")); err != nil || r.Number != 1 {
		t.Errorf("afterwards: got %v, %v, want REL-1", r.Number, err)
	}
}

// TestEndsDuringItsTurn checks that a write whose context ends while it is
// under way gets its outcome when that comes in time, else "unknown"; and that
// unknown is the truth, for it is stored a moment later.
func TestEndsDuringItsTurn(t *testing.T) {
	for _, c := range []struct {
		name    string
		expires bool
		want    workflow.Code
	}{{"in time", false, ""}, {"too late", true, workflow.CodeUnknown}} {
		t.Run(c.name, func(t *testing.T) {
			s := openIn(t, "")
			waiting, expired := make(chan struct{}), make(chan time.Time)
			s.writer.after = func(time.Duration) <-chan time.Time { close(waiting); return expired }
			entered, leave := make(chan struct{}), make(chan struct{})
			ctx, cancel := context.WithCancel(t.Context())
			told := make(chan error)
			go func() {
				r, err := s.Ports().Releases.Create(ctx, func(n workflow.Number) workflow.Release {
					close(entered)
					<-leave
					return typical("view:V1")(n)
				})
				if (err == nil) != (r.Number == 1) {
					t.Errorf("got %v with %v", r.Number, err)
				}
				told <- err
			}()
			<-entered
			cancel()
			<-waiting
			if c.expires {
				close(expired)
			} else {
				close(leave)
			}
			if err := <-told; workflow.CodeOf(err) != c.want {
				t.Errorf("got %v, want %q", err, c.want)
			}
			if c.expires {
				close(leave)
			}
			if err := s.Ports().Health.Ping(t.Context()); err != nil { // the writer is past it
				t.Error(err)
			}
			if _, err := s.Ports().Releases.Get(t.Context(), 1); err != nil {
				t.Errorf("it was stored, and is not there: %v", err)
			}
		})
	}
}

// together hands operations to the writer as one batch.
func together(s *Store, do ...func(*writer) error) []*op {
	var batch []*op
	for _, f := range do {
		batch = append(batch, &op{do: f, done: make(chan struct{})})
	}
	w := newWriter(s.writer.conn)
	w.apply(batch)
	return batch
}

// TestRefusedLeavesItsNeighbours checks that a batch is stored with what was
// not refused.
func TestRefusedLeavesItsNeighbours(t *testing.T) {
	s := openIn(t, "")
	beat := func(w *writer) error { return w.exec("UPDATE pulse SET beat = beat + 1") }
	batch := together(s, beat, func(*writer) error { return lost("it") }, beat)
	for i, want := range []workflow.Code{"", workflow.CodeConflict, ""} {
		if got := workflow.CodeOf(batch[i].err); got != want {
			t.Errorf("operation %d: got %q (%v), want %q", i, got, batch[i].err, want)
		}
	}
	wantBeats(t, s, 2)
}

// TestFailureTakesAllBack checks that nobody is acknowledged, nor refused on
// the ground of what a neighbour wrote, when the batch is taken back; and that a
// panic goes to who caused it.
func TestFailureTakesAllBack(t *testing.T) {
	s := openIn(t, "")
	beat := func(w *writer) error { return w.exec("UPDATE pulse SET beat = beat + 1") }
	for name, broken := range map[string]func(w *writer) error{
		"an error": func(w *writer) error { return w.exec("INSERT INTO nowhere VALUES (1)") },
		"a panic":  func(w *writer) error { panic("boom") },
	} {
		t.Run(name, func(t *testing.T) {
			batch := together(s, beat, func(*writer) error { return lost("it") }, broken, beat)
			for i, o := range batch {
				if o.err == nil || refusal(o.err) {
					t.Errorf("operation %d: got %v, want the failure", i, o.err)
				}
				if (o.panic != nil) != (name == "a panic" && i == 2) {
					t.Errorf("operation %d: panic %v", i, o.panic)
				}
			}
			wantBeats(t, s, 0)
		})
	}
}

func wantBeats(t *testing.T, s *Store, want int) {
	t.Helper()
	var got int
	if err := s.reading.QueryRowContext(t.Context(), "SELECT beat FROM pulse").Scan(&got); err != nil || got != want {
		t.Errorf("got %d beats (%v), want %d", got, err, want)
	}
}

// TestPanicInBuild checks that a panic in a caller's function ends in the
// caller, and the writer goes on.
func TestPanicInBuild(t *testing.T) {
	s := openIn(t, "")
	func() {
		defer func() {
			if r := recover(); r != "boom" {
				t.Errorf("recovered %v, want boom", r)
			}
		}()
		_, err := s.Ports().Releases.Create(t.Context(), func(workflow.Number) workflow.Release { panic("boom") })
		t.Errorf("create came back with %v", err)
	}()
	if r, err := s.Ports().Releases.Create(t.Context(), typical("view:V1")); err != nil || r.Number != 1 {
		t.Errorf("afterwards: got %v, %v", r.Number, err)
	}
}

// TestLockedByAnother checks that a write behind another process's lock gives
// up in bounded time with nothing stored, and works once the lock is gone.
func TestLockedByAnother(t *testing.T) {
	s := openIn(t, "")
	other := openIn(t, s.Path())
	if err := other.writer.exec("BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	s.writer.tries = 50
	if _, err := s.Ports().Releases.Create(t.Context(), typical("view:V1")); workflow.CodeOf(err) != workflow.CodeNotSaved || !busy(err) {
		t.Errorf("without a deadline: got %v", err)
	}
	s.writer.tries = 1 << 30 // nothing but the deadline ends it, however slow the machine is
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	_, err := s.Ports().Releases.Create(ctx, typical("view:V1"))
	if workflow.CodeOf(err) != workflow.CodeNotSaved || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("with a deadline: got %v", err)
	}
	if _, err := s.Ports().Releases.List(t.Context(), workflow.ReleaseFilter{}); err != nil {
		t.Errorf("a read beside the lock: %v", err)
	}
	other.writer.rollback()
	if r, err := s.Ports().Releases.Create(t.Context(), typical("view:V1")); err != nil || r.Number != 1 {
		t.Errorf("afterwards: got %v, %v", r.Number, err)
	}
}
