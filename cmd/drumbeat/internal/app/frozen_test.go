package app

import (
	"strings"
	"testing"
	"time"

	"drumbeat/workflow"
)

// frozen lets the clock go on while nothing of the bot runs.
func (s *stage) frozen(until time.Time) {
	s.t.Helper()
	if err := s.town.clock.Set(until); err != nil {
		s.t.Fatal(err)
	}
}

// beforeTheOpening has a release approved and everything done that was due until shortly
// before its window opens.
func beforeTheOpening(t *testing.T) *stage {
	s := newStage(t, byHTTP)
	s.approved()
	s.passTo(thursday.Add(-6 * time.Minute))
	s.New()
	return s
}

// once fails where anything was told twice.
func (s *stage) once() map[string]int {
	s.t.Helper()
	counts := told(s.t, s.Workspace)
	for id, n := range counts {
		if n != 1 {
			s.t.Errorf("%s was told %d times", id, n)
		}
	}
	return counts
}

// TestFrozenOverAnOpening stops the bot for ten minutes, in which a window
// opens: that comes late and says so, and nothing comes twice.
func TestFrozenOverAnOpening(t *testing.T) {
	s := beforeTheOpening(t)
	s.frozen(thursday.Add(5*time.Minute + time.Second))
	s.rest()
	said := s.New()
	if !strings.Contains(said, "Told 5 min late.") {
		t.Errorf("nothing says that it is late:\n%s", said)
	}
	window := workflow.MakeWindowID("web", thursday)
	if s.once()[workflow.WindowReminderID(window, "open")] != 1 {
		t.Errorf("nobody was told that the window is open:\n%s", said)
	}
	s.As("tom").ClicksIn("#releases", "Start") // and it goes on from there
	s.rest()
	if r := s.release(1); r.State != workflow.Deploying {
		t.Errorf("%s is %s after the start", r.Number, r.State)
	}
}

// TestFrozenOverAWindow stops the bot for three days, in which a window opens
// and closes. The release goes to the next one, and nobody is told now what would
// have been news then.
func TestFrozenOverAWindow(t *testing.T) {
	s := beforeTheOpening(t)
	before := s.once()
	s.frozen(thursday.Add(3 * 24 * time.Hour))
	s.rest()
	r := s.release(1)
	if last := r.Last(); r.State != workflow.Scheduled || !r.Place.Opens.After(s.Now()) || !strings.Contains(last.Reason, "window closed without a start") {
		t.Errorf("%s is %s, opens %s: %q", r.Number, r.State, r.Place.Opens, last.Reason)
	}
	window := workflow.MakeWindowID("web", thursday)
	for id := range s.once() {
		if before[id] == 0 && strings.Contains(id, string(window)+":reminder-") && !strings.HasSuffix(id, ":closed") {
			t.Errorf("told after three days: %s", id)
		}
	}
	due, err := s.town.store.Notices.Due(t.Context(), s.Now(), 100)
	if err != nil || len(due) > 0 {
		t.Errorf("left in the outbox: %+v (%v)", due, err)
	}
}

// TestFrozenBetweenPlanningAndTelling stops the bot when a reminder is in the
// outbox and not told yet. Three days later it is not told, and the outbox keeps
// why.
func TestFrozenBetweenPlanningAndTelling(t *testing.T) {
	s := beforeTheOpening(t)
	s.frozen(thursday)
	if _, err := s.town.planner.RunOnce(t.Context(), s.Now()); err != nil {
		t.Fatal(err)
	}
	id := workflow.WindowReminderID(workflow.MakeWindowID("web", thursday), "open")
	if n, err := s.town.store.Notices.Get(t.Context(), id); err != nil || n.Delivery.Status != workflow.NoticeDue {
		t.Fatalf("%s: %v, %v", id, n.Delivery.Status, err)
	}
	s.frozen(thursday.Add(3 * 24 * time.Hour))
	s.rest()
	n, err := s.town.store.Notices.Get(t.Context(), id)
	if err != nil || n.Delivery.Status != workflow.NoticeMoot || n.Delivery.Problem == "" || n.Delivery.DoneAt.IsZero() {
		t.Errorf("%s: %+v, %v; want moot, with the reason", id, n.Delivery, err)
	}
	if s.once()[id] != 0 {
		t.Errorf("%s was told after three days", id)
	}
}
