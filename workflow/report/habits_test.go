package report

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"drumbeat/workflow"
)

// TestHabits: what is told of who approves too fast and of what never fails, and
// what is not.
func TestHabits(t *testing.T) {
	var f workflow.Figures
	stamp := func(p workflow.PersonID, quick, of int, roles ...string) {
		f.Stamped(p, workflow.Stamps{Quick: quick, Of: of, Roles: roles})
		for range of {
			for _, role := range roles {
				var s workflow.Sample
				s.Put(0)
				f.Decided(role, s)
			}
		}
	}
	stamp("EVA", 3, 3, "business")
	stamp("OMAR", 9, 10, "operations")
	stamp("LENA", 2, 2, "quality")
	stamp("PIET", 12, 12, "operations")
	stamp("MARK", 0, 6, "business", "quality")
	stamp("NOOR", 0, 7, "security")
	f.Refused("business")
	f.Returned("LENA")
	if d := cmp.Diff([]workflow.Stamped{{Person: "PIET", Times: 12}, {Person: "EVA", Times: 3}}, Stamped(&f)); d != "" {
		t.Errorf("stamped (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]workflow.Unfailing{{Role: "operations", Times: 22}, {Role: "security", Times: 7}}, Unfailing(&f)); d != "" {
		t.Errorf("never failed (-want +got):\n%s", d)
	}
	for _, c := range []struct{ let, sent, want int }{{12, 0, 12}, {4, 0, 0}, {12, 1, 0}} {
		if got := AllLet(&workflow.Figures{Let: c.let, Sent: c.sent}); got != c.want {
			t.Errorf("%d let through and %d not: got %d, want %d", c.let, c.sent, got, c.want)
		}
	}
}
