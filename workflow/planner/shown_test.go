package planner

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drumbeat/workflow"
)

// refreshed gives what is brought up to date at an instant because of it.
func refreshed(now, because time.Time, s Snapshot) []string {
	var out []string
	for _, n := range Due(now, s) {
		if n.Refresh && n.Due.Equal(because) {
			out = append(out, n.ID)
		}
	}
	slices.Sort(out)
	return out
}

// TestWhatTheCalendarAloneChangesReachesWhatShowsIt: the cards and the board of
// the window concerned, at the instant of it, and nothing else.
func TestWhatTheCalendarAloneChangesReachesWhatShowsIt(t *testing.T) {
	asked := held(2, workflow.InApproval, func(r *workflow.Release) {
		r.Requester, r.Asks = "INES", []workflow.Ask{{Role: "business", Person: "EVA", Revision: 1}}
	})
	later := held(3, workflow.Scheduled, func(r *workflow.Release) {
		r.Place = &workflow.Place{Window: "regular:2026-11-26T06:00Z", Opens: tuesday.AddDate(0, 0, 2), Closes: tuesday.AddDate(0, 0, 2).Add(2 * time.Hour), Since: r.Place.Since}
	})
	one := held(1, workflow.Scheduled, func(r *workflow.Release) { r.Requester = "INES" })
	s := snapshot(one, asked, later)
	s.Policy.SavedAt = tuesday.AddDate(0, -1, 0)
	boards := []string{"card:REL-1", "card:REL-2", "requester:REL-1:INES", "requester:REL-2:INES", "window:" + string(window)}

	begins, ends := tuesday.Add(30*time.Minute), tuesday.Add(90*time.Minute)
	s.Policy.Freezes = []workflow.Freeze{{Key: "sale", Name: "Sale", From: begins, To: ends, Hard: true}}
	for _, at := range []time.Time{begins, ends} {
		if got := refreshed(at.Add(time.Second), at, s); !cmp.Equal(boards, got) {
			t.Errorf("at %s (-want +got):\n%s", at, cmp.Diff(boards, got))
		}
		if got := refreshed(at.Add(-time.Second), at, s); got != nil {
			t.Errorf("before %s: %v", at, got)
		}
	}
	if got := refreshed(tuesday.Add(2*time.Hour), ends, s); got != nil {
		t.Errorf("after the window: %v", got)
	}
	s.Policy.Freezes = nil

	s.Policy.Systems[0].Environments = []workflow.Environment{{Key: "acceptance", Name: "Acceptance", Stage: workflow.Acceptance}}
	made, back := tuesday.Add(-5*time.Hour), tuesday.Add(-3*time.Hour)
	booking := workflow.Booking{ID: "b", By: "TOM", From: tuesday.Add(-6 * time.Hour), To: tuesday.Add(time.Hour), At: made}
	s.Streets = []workflow.Street{{ID: workflow.MakeEnvironmentID("platform", "acceptance"), Bookings: []workflow.Booking{booking}}}
	cards := append([]string{"ask:REL-2:r1:EVA"}, boards[:4]...)
	if got := refreshed(made.Add(time.Minute), made, s); !cmp.Equal(cards, got) {
		t.Errorf("a booking is made (-want +got):\n%s", cmp.Diff(cards, got))
	}
	if got := refreshed(made.Add(2*time.Hour), made, s); got != nil {
		t.Errorf("long after it was made: %v", got)
	}
	if got := refreshed(booking.To.Add(time.Minute), booking.To, s); !cmp.Equal(cards, got) {
		t.Errorf("it is over while the window is open (-want +got):\n%s", cmp.Diff(cards, got))
	}
	s.Streets[0].Bookings[0].Ended = back
	if got := refreshed(back.Add(time.Minute), back, s); !cmp.Equal(cards, got) {
		t.Errorf("it is given back (-want +got):\n%s", cmp.Diff(cards, got))
	}
	s.Streets = nil

	s.Policy.SavedAt = tuesday.Add(-time.Hour)
	got := refreshed(s.Policy.SavedAt.Add(time.Minute), s.Policy.SavedAt, s)
	for _, id := range boards {
		if !slices.Contains(got, id) {
			t.Errorf("a policy comes into force: %v lacks %s", got, id)
		}
	}
}
