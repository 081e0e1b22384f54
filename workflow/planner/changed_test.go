package planner_test

import (
	"context"
	"testing"
	"time"

	"drumbeat/store/embedded"
	"drumbeat/workflow"
	"drumbeat/workflow/desk"
	"drumbeat/workflow/planner"
	"drumbeat/workflow/policy"
)

// watched is a desk that notes when it was asked to show what has changed, and says
// of how many releases it had the messages written anew.
type watched struct {
	at  []time.Time
	now func() time.Time
	of  int
}

func (*watched) Policy(context.Context) (workflow.Policy, error) { return policy.Default(), nil }
func (*watched) Relay(context.Context) (int, error)              { return 0, nil }
func (*watched) Recur(context.Context) (int, error)              { return 0, nil }
func (*watched) TendOpen(context.Context) (desk.Tended, []workflow.Release, error) {
	return desk.Tended{}, []workflow.Release{}, nil
}

func (w *watched) ShowBeside(context.Context, []workflow.Release) (int, error) {
	w.at = append(w.at, w.now())
	return w.of, nil
}

// TestWhatChangesIsShownSoonAndOnce: a round follows a change within seconds, one
// follows many, and where that has many messages written anew the next is later, at
// the next whole minute at the latest.
func TestWhatChangesIsShownSoonAndOnce(t *testing.T) {
	store, err := embedded.Open(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	ports := store.Ports()
	for name, c := range map[string]struct {
		of      int
		changes []time.Duration
		want    []time.Duration
	}{
		"nothing":                    {0, nil, []time.Duration{0, time.Minute}},
		"one":                        {3, []time.Duration{10 * time.Second}, []time.Duration{0, 12 * time.Second, time.Minute}},
		"many in a row":              {3, []time.Duration{10 * time.Second, 10500 * time.Millisecond, 11900 * time.Millisecond}, []time.Duration{0, 12 * time.Second, time.Minute}},
		"one after the other":        {0, []time.Duration{10 * time.Second, 20 * time.Second}, []time.Duration{0, 12 * time.Second, 22 * time.Second, time.Minute}},
		"much to be written":         {200, []time.Duration{30 * time.Second, 33 * time.Second}, []time.Duration{0, 32 * time.Second, 52 * time.Second, time.Minute}},
		"more than a minute can do":  {2000, []time.Duration{30 * time.Second}, []time.Duration{0, time.Minute}},
		"just before a whole minute": {0, []time.Duration{59 * time.Second}, []time.Duration{0, time.Minute}},
	} {
		t.Run(name, func(t *testing.T) {
			began := monday
			now := began
			w := &watched{now: func() time.Time { return now }, of: c.of}
			var p *planner.Planner
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			p = planner.New(planner.Options{Desk: w, Store: ports, Now: w.now, Wait: func(ctx context.Context, d time.Duration) error {
				for until := now.Add(d); now.Before(until); now = now.Add(100 * time.Millisecond) {
					for len(c.changes) > 0 && !now.Before(began.Add(c.changes[0])) {
						p.Changed()
						c.changes = c.changes[1:]
					}
				}
				if now.Sub(began) > 61*time.Second {
					cancel()
				}
				return ctx.Err()
			}})
			if err := p.Run(ctx); err != nil {
				t.Fatal(err)
			}
			if len(w.at) != len(c.want) {
				t.Fatalf("shown at %v, want %v", w.at, c.want)
			}
			for i, at := range w.at {
				if late := at.Sub(began.Add(c.want[i])); late < 0 || late > time.Second {
					t.Errorf("shown at %v after the start, want %v", at.Sub(began), c.want[i])
				}
			}
		})
	}
}
