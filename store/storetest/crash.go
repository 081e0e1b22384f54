package storetest

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"sync"
	"testing"
	"time"

	"drumbeat/workflow"
)

// The crash test takes three parts. A child process calls [WriteForever] on a
// store and has every acknowledgement on its standard output. The test hands that
// process to [Kill], which ends it without warning after a number of
// acknowledgements. What they say is held by [Kept] against the store as the next
// process finds it.

// Ack is one acknowledged write: a line that a child process prints after the
// store has answered nil and before it does anything else.
type Ack struct {
	Op      string          // "create", "replace", "window", "street", "notice", "policy"
	Number  workflow.Number // of the release
	ID      string          // of the window, the street or the notice
	Version int64           // stored by the write
	Mark    string          // unique; found in what was written
}

// WriteForever writes to a store from several goroutines until the store
// refuses, printing an [Ack] as a JSON line for each acknowledged write. run tells the
// marks of one process from those of the others on the same store.
func WriteForever(ctx context.Context, store workflow.Store, run string, out io.Writer) error {
	const writers = 4
	printer := &acks{out: json.NewEncoder(out)}
	errs := make(chan error, writers)
	for i := range writers {
		w := &crashWriter{store: store, acks: printer, name: fmt.Sprintf("%s/%d", run, i)}
		go func() {
			for {
				if err := w.turn(ctx); err != nil {
					errs <- err
					return
				}
			}
		}()
	}
	return <-errs
}

type acks struct {
	mu  sync.Mutex
	out *json.Encoder
}

// print writes one whole line in one write, so that a kill leaves whole lines
// and at most one torn one at the end.
func (a *acks) print(k Ack) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.out.Encode(k)
}

// crashWriter goes through one of each kind of write per turn, on a release, a
// window and a notice of its own, and on the one policy of all.
type crashWriter struct {
	store workflow.Store
	acks  *acks
	name  string
	turns int
}

func (w *crashWriter) turn(ctx context.Context) error {
	w.turns++
	key := fmt.Sprintf("%s/%d", w.name, w.turns)
	r, err := w.store.Releases.Create(ctx, release(key, owing(day)))
	if err != nil {
		return err
	}
	if err := w.acks.print(Ack{Op: "create", Number: r.Number, Version: 1, Mark: key}); err != nil {
		return err
	}
	for i := range 3 {
		mark := fmt.Sprintf("%s/%d", key, i)
		r.History = append(r.History, workflow.Entry{Seq: len(r.History) + 1, At: day, Request: mark})
		r.Owes = append(r.Owes, line(mark, day))
		if err := w.store.Releases.Replace(ctx, r); err != nil {
			return err
		}
		r.Version++
		if err := w.acks.print(Ack{Op: "replace", Number: r.Number, Version: r.Version, Mark: mark}); err != nil {
			return err
		}
	}
	win := window(key, day)
	win.Requests = []string{key}
	if err := w.store.Windows.Put(ctx, win); err != nil {
		return err
	}
	if err := w.acks.print(Ack{Op: "window", ID: string(win.ID), Version: 1, Mark: key}); err != nil {
		return err
	}
	if err := w.book(ctx, key); err != nil {
		return err
	}
	if err := w.store.Notices.Add(ctx, r.Owes); err != nil {
		return err
	}
	for _, n := range r.Owes {
		if err := w.acks.print(Ack{Op: "notice", ID: n.ID, Version: 1}); err != nil {
			return err
		}
	}
	return w.save(ctx, key)
}

// book adds a booking to the street of this writer, of which every version has as
// many as its number says.
func (w *crashWriter) book(ctx context.Context, mark string) error {
	id := workflow.EnvironmentID(w.name)
	s, err := w.store.Streets.Get(ctx, id)
	if workflow.CodeOf(err) == workflow.CodeNotFound {
		s, err = workflow.Street{ID: id}, nil
	}
	if err != nil {
		return err
	}
	s.Bookings = append(s.Bookings, workflow.Booking{ID: mark, From: day, To: day})
	if err := w.store.Streets.Put(ctx, s); err != nil {
		return err
	}
	return w.acks.print(Ack{Op: "street", ID: w.name, Version: s.Version + 1, Mark: mark})
}

func (w *crashWriter) save(ctx context.Context, mark string) error {
	p, err := w.store.Policies.Current(ctx)
	if err != nil && workflow.CodeOf(err) != workflow.CodeNotFound {
		return err
	}
	p.Why = mark
	p, err = w.store.Policies.Save(ctx, p)
	if workflow.CodeOf(err) == workflow.CodeConflict {
		return nil
	}
	if err != nil {
		return err
	}
	return w.acks.print(Ack{Op: "policy", Version: int64(p.Version), Mark: mark})
}

// Kill starts a process that prints acknowledgements, kills it after a number
// of them, and gives all that it printed. The error tells of a process that ended
// by itself, said nothing for a minute, or printed something else.
func Kill(child *exec.Cmd, after int) ([]Ack, error) {
	out, err := child.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := child.Start(); err != nil {
		return nil, err
	}
	silent := time.AfterFunc(time.Minute, func() { _ = child.Process.Kill() })
	defer silent.Stop()
	got, killed, err := listen(out, after, child.Process.Kill)
	if err != nil {
		_ = child.Process.Kill() // what it printed is the failure to tell
	}
	ended := child.Wait()
	if err == nil && !killed {
		err = fmt.Errorf("the child ended by itself after %d acknowledgements: %w", len(got), ended)
	}
	return got, err
}

// listen reads acknowledgements to the end, killing their writer on the way.
func listen(out io.Reader, after int, kill func() error) (got []Ack, killed bool, err error) {
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		var a Ack
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			if killed {
				return got, true, nil // the line it died in
			}
			return got, false, fmt.Errorf("the child printed %q", clip(lines.Text()))
		}
		if got = append(got, a); len(got) == after {
			killed = true
			if err := kill(); err != nil {
				return got, false, err
			}
		}
	}
	return got, killed, nil
}

// Kept checks that everything acknowledged is stored, and that nothing is
// stored by half: each write of a release in the crash test adds one entry and
// one notice, so that both are as many as its version.
func Kept(t *testing.T, store workflow.Store, acknowledged []Ack) {
	t.Helper()
	ctx := t.Context()
	for _, a := range acknowledged {
		var (
			version int64
			there   = true
			err     error
		)
		switch a.Op {
		case "create", "replace":
			var r workflow.Release
			r, err = store.Releases.Get(ctx, a.Number)
			version = r.Version
			_, there = r.Done(a.Mark)
			if err == nil && (int64(len(r.History)) != r.Version || int64(len(r.Owes)) != r.Version) {
				t.Errorf("%v at version %d has %d entries and owes %d notices", a.Number, r.Version, len(r.History), len(r.Owes))
			}
		case "window":
			var w workflow.Window
			w, err = store.Windows.Get(ctx, workflow.WindowID(a.ID))
			version = w.Version
		case "street":
			var s workflow.Street
			s, err = store.Streets.Get(ctx, workflow.EnvironmentID(a.ID))
			version = s.Version
			there = slices.ContainsFunc(s.Bookings, func(b workflow.Booking) bool { return b.ID == a.Mark }) && int64(len(s.Bookings)) == version
		case "notice":
			var n workflow.Notice
			n, err = store.Notices.Get(ctx, a.ID)
			version = n.Delivery.Version
		case "policy":
			var p workflow.Policy
			p, err = store.Policies.Get(ctx, int(a.Version))
			version, there = int64(p.Version), p.Why == a.Mark
		}
		if err != nil || version < a.Version || !there {
			t.Errorf("acknowledged and not there: %+v (found version %d, %v)", a, version, err)
		}
	}
}
