package desk_test

import (
	"testing"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// hours changes the town's one heartbeat.
func (w *town) hours(change func(*workflow.Heartbeat)) {
	w.t.Helper()
	p, err := w.desk.Policy(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	h := p.Heartbeats[0]
	change(&h)
	p.Heartbeats = []workflow.Heartbeat{h}
	w.savePolicy(p)
}

func TestAWindowThatWasMadeLonger(t *testing.T) {
	w := newTown(t)
	r := w.scheduled()
	w.hours(func(h *workflow.Heartbeat) { h.Duration = 4 * time.Hour })
	w.now = r.Place.Opens.Add(3 * time.Hour)
	w.tend()
	w.holds(1, tuesday)
	if f, err := w.desk.Window(w.ctx, tuesday); err != nil || f.Phase != workflow.PhaseOpen {
		t.Errorf("the board says %s, %v", f.Phase, err)
	}
	if r = w.does(1, "TOM", workflow.ActStart); r.State != workflow.Deploying {
		t.Errorf("then %s", r.State)
	}
}

func TestAWindowThatWasMadeShorter(t *testing.T) {
	w := newTown(t)
	r := w.scheduled()
	w.hours(func(h *workflow.Heartbeat) { h.Duration = time.Hour })
	w.now = r.Place.Opens.Add(time.Hour)
	w.tend()
	w.holds(1, thursday)
}

func TestAHeartbeatOfOtherHours(t *testing.T) {
	w := newTown(t)
	r := w.scheduled()
	w.hours(func(h *workflow.Heartbeat) { h.Cron = "0 7 * * TUE,THU" })
	windows, err := w.desk.Windows(w.ctx, w.now, w.now.AddDate(0, 0, 7))
	if err != nil || len(windows) != 3 || windows[0].Slot.ID != tuesday || len(windows[0].Releases) != 1 {
		t.Errorf("the window of the old hours is not shown: %d windows, %v", len(windows), err)
	}
	typo := r.Request
	typo.Title = "Faster check-out"
	w.does(1, "INES", workflow.ActEdit, func(c *desk.Command) { c.Form = &typo })
	w.holds(1, tuesday)
	w.now = r.Place.Opens
	if r = w.does(1, "TOM", workflow.ActStart); r.State != workflow.Deploying {
		t.Errorf("in the window it was promised: %s", r.State)
	}
}

func TestLessCapacityPutsNobodyOut(t *testing.T) {
	w := newTown(t)
	for range 3 {
		w.submits()
	}
	w.hours(func(h *workflow.Heartbeat) { h.Capacity = 2 })
	w.tend()
	w.holds(3, tuesday)
	if r := w.submits(); r.Place.Window != thursday {
		t.Errorf("a fourth in %s", r.Place.Window)
	}
	f, err := w.desk.Form(w.ctx, "INES", workflow.Request{}, 0)
	if err != nil || f.Windows[0].Free != 0 || f.Windows[1].Free != 1 {
		t.Errorf("the form offers %+v, %v", f.Windows[:2], err)
	}
	typo := w.relay(3).Request
	typo.Title = "Faster check-out"
	w.does(3, "INES", workflow.ActEdit, func(c *desk.Command) { c.Form = &typo })
	w.holds(3, tuesday)
}

func TestASystemThatIsGone(t *testing.T) {
	w := newTown(t)
	r := w.scheduled()
	p, _ := w.desk.Policy(w.ctx)
	p.Systems = nil
	w.savePolicy(p)
	if _, err := w.desk.Release(w.ctx, 1); err != nil {
		t.Error(err)
	}
	if why, err := w.desk.Why(w.ctx, desk.Question{Release: 1}); err != nil || why.First != nil {
		t.Errorf("%+v, %v", why.First, err)
	}
	w.now = r.Place.Opens
	if r = w.does(1, "TOM", workflow.ActStart); r.State != workflow.Deploying {
		t.Errorf("approved and in its window: %s", r.State)
	}
}

func TestTheLastApprovalAMomentAfterTheCutOff(t *testing.T) {
	for _, tc := range []struct {
		after time.Duration
		want  workflow.WindowID
	}{{-time.Millisecond, tuesday}, {0, thursday}, {time.Second, thursday}} {
		w := newTown(t)
		r := w.submits()
		w.does(1, "EVA", workflow.ActApprove)
		w.now = r.Place.CutOff.Add(tc.after)
		w.does(1, "OMAR", workflow.ActApprove)
		w.tend()
		w.now = w.now.Add(time.Minute)
		if done := w.tend(); done.RolledForward != 0 {
			t.Error("it rolls on and on")
		}
		w.holds(1, tc.want)
	}
}
