package desk_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
	"drumbeat/workflow/planner"
	"drumbeat/workflow/policy"
)

// crowd files n releases and relays them: a tenth waits for approval, the rest
// is live or, where over is set, closed.
func (w *town) crowd(n int, over bool) {
	w.t.Helper()
	p := policy.Default()
	p.Version = 1
	p.Heartbeats[0].Capacity = 0
	w.savePolicy(p)
	next := make(chan int)
	var wg sync.WaitGroup
	for range 64 {
		wg.Go(func() {
			for i := range next {
				out, err := w.desk.Submit(w.ctx, "INES", fmt.Sprint("crowd", i), w.form())
				if err != nil {
					w.t.Error(err)
					return
				}
				if i%10 == 0 {
					continue
				}
				r := out.Release
				r.State, r.LiveAt, r.Owes = workflow.Live, w.now, nil
				if over {
					r.State = workflow.Closed
				}
				if err := w.store.Releases.Replace(w.ctx, r); err != nil {
					w.t.Error(err)
				}
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
	if _, err := w.desk.Relay(w.ctx); err != nil {
		w.t.Fatal(err)
	}
}

// BenchmarkCrowd measures what time costs every minute and what people wait for
// with many releases open, and that closed ones cost nothing.
func BenchmarkCrowd(b *testing.B) {
	for _, c := range []struct {
		name string
		n    int
		over bool
	}{{"1000 open", 1000, false}, {"10000 open", 10000, false}, {"1000 open of 10000", 10000, true}} {
		w := newTown(b)
		w.crowd(c.n, c.over)
		waiting, err := w.store.Releases.List(w.ctx, workflow.ReleaseFilter{States: []workflow.State{workflow.InApproval}, Limit: 1})
		if err != nil || len(waiting) != 1 {
			b.Fatal(waiting, err)
		}
		plan := planner.New(planner.Options{Desk: w.desk, Store: w.store, Directory: w.dir, Now: func() time.Time { return w.now }})
		for _, job := range []struct {
			name string
			run  func() error
		}{
			{"tend", func() error { _, err := w.desk.Tend(w.ctx); return err }},
			{"minute", func() error { _, err := plan.RunOnce(w.ctx, w.now); return err }},
			{"home", func() error { _, err := w.desk.Home(w.ctx, "EVA"); return err }},
			{"list", func() error { _, err := w.desk.List(w.ctx, workflow.ReleaseFilter{Open: true, Limit: 16}); return err }},
			{"form", func() error { _, err := w.desk.Form(w.ctx, "INES", workflow.Request{}, 0); return err }},
			{"why", func() error { _, err := w.desk.Why(w.ctx, desk.Question{Release: 1}); return err }},
			{"edit", func() error {
				form := w.form(func(q *workflow.Request) { q.Title = w.request() })
				_, err := w.desk.Do(w.ctx, desk.Command{Action: workflow.ActEdit, Release: waiting[0].Number, By: "INES", Request: w.request(), Form: &form})
				return err
			}},
		} {
			b.Run(job.name+"/"+c.name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := job.run(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
