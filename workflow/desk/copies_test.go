package desk_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// TestASecondPressAfterItsOwnReleaseTookTheLastPlace was told that the window is
// full, by the very release that the first press had made.
func TestASecondPressAfterItsOwnReleaseTookTheLastPlace(t *testing.T) {
	w := newTown(t)
	w.hours(func(h *workflow.Heartbeat) { h.Capacity = 1 })
	form := w.form(func(q *workflow.Request) { q.Window = tuesday })
	first, err := w.desk.Submit(w.ctx, "INES", "view:V1", form)
	if err != nil {
		t.Fatal(err)
	}
	w.holds(first.Release.Number, tuesday)
	again, err := w.desk.Submit(w.ctx, "INES", "view:V1", form)
	if err != nil || !again.Copy || again.Release.Number != first.Release.Number {
		t.Errorf("pressed again: %+v, %v; want %s", again, err, first.Release.Number)
	}
	if _, err := w.desk.Submit(w.ctx, "INES", "view:V2", form); workflow.CodeOf(err) != workflow.CodeInvalid {
		t.Errorf("another form for a full window: %v", err)
	}
}

// TestACopyOfReading came to a process that did not know the first, and was
// answered as a second click.
func TestACopyOfReading(t *testing.T) {
	w := newTown(t)
	w.scheduled()
	for i, c := range []struct {
		request        string
		repeated, copy bool
	}{{"click:1", false, false}, {"click:1", true, true}, {"click:2", true, false}, {"click:1", true, true}} {
		got, err := w.desk.Read(w.ctx, tuesday, "help-desk", "HANA", c.request)
		if err != nil || got.Repeated != c.repeated || got.Copy != c.copy {
			t.Errorf("%d: %+v, %v", i, got, err)
		}
	}
	if n := len(w.window(tuesday).Receipts); n != 1 {
		t.Errorf("%d receipts", n)
	}
}

// TestAReceiptWhoseAnswerIsLost is stored, and told as the first one that it is.
func TestAReceiptWhoseAnswerIsLost(t *testing.T) {
	w := newTown(t)
	w.scheduled()
	store := w.store
	lost := &lostWindows{Windows: store.Windows, lose: 1}
	store.Windows = lost
	d := desk.New(desk.Options{Store: store, Directory: w.dir, Now: func() time.Time { return w.now }})
	got, err := d.Read(w.ctx, tuesday, "help-desk", "HANA", "click:1")
	if err != nil || got.Repeated || got.Copy || got.Coverage.Read != 1 {
		t.Errorf("read: %+v, %v", got, err)
	}
}

type lostWindows struct {
	workflow.Windows
	lose int // how many answers
}

func (l *lostWindows) Put(ctx context.Context, v workflow.Window) error {
	err := l.Windows.Put(ctx, v)
	if l.lose > 0 && err == nil {
		l.lose--
		return errLost
	}
	return err
}

// TestACopyOfSendAgain sent a third message when the second was refused too.
func TestACopyOfSendAgain(t *testing.T) {
	w := newTown(t)
	w.submits()
	id := workflow.CardID(1)
	dies := func() {
		t.Helper()
		n, err := w.store.Notices.Get(w.ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		n.Delivery.Status, n.Delivery.Problem = workflow.NoticeDead, "is_archived"
		if err := w.store.Notices.Replace(w.ctx, n); err != nil {
			t.Fatal(err)
		}
	}
	status := func() workflow.NoticeStatus {
		n, err := w.store.Notices.Get(w.ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		return n.Delivery.Status
	}
	dies()
	if copied, err := w.desk.RetryNotice(w.ctx, id, "ROSA", "click:1"); err != nil || copied || status() != workflow.NoticeDue {
		t.Fatalf("sent again: %t, %v, %s", copied, err, status())
	}
	dies()
	if copied, err := w.desk.RetryNotice(w.ctx, id, "ROSA", "click:1"); err != nil || !copied || status() != workflow.NoticeDead {
		t.Errorf("a copy of that click: %t, %v, %s; want nothing done", copied, err, status())
	}
	if copied, err := w.desk.RetryNotice(w.ctx, id, "ROSA", "click:2"); err != nil || copied || status() != workflow.NoticeDue {
		t.Errorf("a click of its own: %t, %v, %s", copied, err, status())
	}
}

// TestADepartmentMovesAtOnce was told, in part, that many people ask at once: a
// reservation that lost its race was run again eight times only.
func TestADepartmentMovesAtOnce(t *testing.T) {
	w := newTown(t)
	w.hours(func(h *workflow.Heartbeat) { h.Capacity = 0 })
	const many = 30
	for range many {
		w.submits()
	}
	var wg sync.WaitGroup
	for n := workflow.Number(1); n <= many; n++ {
		wg.Go(func() {
			_, err := w.desk.Do(w.ctx, desk.Command{Action: workflow.ActMove, Release: n, By: "ROSA", Request: fmt.Sprint("move:", n), Reason: "All at once.", Window: thursday})
			if err != nil {
				t.Errorf("%s: %v", n, err)
			}
		})
	}
	wg.Wait()
	if got := len(w.window(thursday).Places); got != many {
		t.Errorf("%d places in the window, want %d", got, many)
	}
}

// TestACopyThatIsRefusedWhileItsFirstComesThrough is two replicas with the same
// click: what stood in the way of the one was out of the way of the other.
func TestACopyThatIsRefusedWhileItsFirstComesThrough(t *testing.T) {
	w := newTown(t)
	n := w.submits().Number
	cmd := desk.Command{Action: workflow.ActMove, Release: n, By: "ROSA", Request: "view:V1", Reason: "Room for others.", Window: thursday}
	first := cmd
	store := w.store
	store.Releases = &lateReader{Releases: store.Releases, then: func() { // the copy has read the release; now the first is done
		if _, err := w.desk.Do(w.ctx, first); err != nil {
			t.Error(err)
		}
	}}
	late := desk.New(desk.Options{Store: store, Directory: w.dir, Now: func() time.Time { return w.now }})
	cmd.Window = "regular:2026-11-26T06:07Z" // stands for a window that is full at that moment
	out, err := late.Do(w.ctx, cmd)
	if err != nil || !out.Copy {
		t.Errorf("the copy: %+v, %v; want the answer of the first", out, err)
	}
}

// lateReader does something after the first release that it reads.
type lateReader struct {
	workflow.Releases
	then func()
}

func (l *lateReader) Get(ctx context.Context, n workflow.Number) (workflow.Release, error) {
	r, err := l.Releases.Get(ctx, n)
	if then := l.then; then != nil {
		l.then = nil
		then()
	}
	return r, err
}
