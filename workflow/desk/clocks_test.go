package desk_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// Another replica, whose host's clock is ten minutes ahead of this one's, sweeps
// while a place is reserved and not recorded yet: it does not take it for one
// that was left behind.
func TestAFastClockSweepsNothingThatIsBeingTaken(t *testing.T) {
	for at := 1; ; at++ {
		x := &trouble{kind: "races", at: at}
		done := false
		t.Run(fmt.Sprint("at call ", at), func(t *testing.T) {
			w := newTown(t)
			slow := w.troubled(x)
			fast := desk.New(desk.Options{Store: w.store, Directory: w.dir, Now: func() time.Time { return w.now.Add(10 * time.Minute) }})
			x.during = func() {
				if _, err := fast.Tend(w.ctx); err != nil {
					t.Errorf("tend: %v", err)
				}
			}
			out, err := slow.Submit(w.ctx, "INES", "request-1", w.form())
			if err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if _, err := slow.Relay(w.ctx); err != nil {
					t.Fatal(err)
				}
			}
			r := w.relay(out.Release.Number)
			if r.Place == nil {
				t.Fatalf("%s has no place", r.Number)
			}
			if held := w.window(r.Place.Window).Places; !slices.ContainsFunc(held, func(p workflow.Reservation) bool { return p.Release == r.Number }) {
				t.Errorf("%s is in a window that does not know it: %+v", r.Number, held)
			}
			done = x.calls < at
		})
		if done || t.Failed() {
			return
		}
	}
}
