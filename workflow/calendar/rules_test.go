package calendar

import (
	"fmt"
	"sync"
	"testing"

	"drumbeat/workflow"
)

// TestRulesAreKept: a schedule that was read once is the same the next time, in
// whatever zone it is asked for, one that cannot be read is refused under the name
// of who asks, and what is kept stays small.
func TestRulesAreKept(t *testing.T) {
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for j := range 2 * mostRules {
				zone := []string{"UTC", "Europe/Amsterdam"}[(i+j)%2]
				r, err := ruleOf(workflow.Heartbeat{Name: "Web", Cron: fmt.Sprintf("%d %d * * *", j%60, j/60), Zone: zone})
				if err != nil || r.loc.String() != zone || len(r.times) != 1 || r.times[0] != j {
					t.Errorf("rule %d in %s: %v in %v, %v", j, zone, r.times, r.loc, err)
				}
			}
		})
	}
	all.Wait()
	if n := len(rules.known); n > mostRules {
		t.Errorf("%d rules are kept, want at most %d", n, mostRules)
	}
	for _, name := range []string{"Web", "App"} {
		_, err := ruleOf(workflow.Heartbeat{Name: name, Cron: "61 6 * * *", Zone: "UTC"})
		if workflow.CodeOf(err) != workflow.CodeInvalid || err.(*workflow.Error).Message[:3] != name {
			t.Errorf("what cannot be read, of %s: %v", name, err)
		}
	}
}
