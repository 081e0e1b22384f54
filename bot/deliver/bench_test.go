package deliver

import (
	"fmt"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"drumbeat/workflow"
)

// An idle look with 100,000 notices that were told: what Run costs while
// nothing happens.
func BenchmarkIdleLook(b *testing.B) {
	w := newTown(b)
	d := w.deliverer()
	const all, batch = 100_000, 5_000
	for i := 0; i < all; i += batch {
		var page []workflow.Notice
		for k := range batch {
			n := post(fmt.Sprintf("page:%06d", i+k), "", "#releases")
			page = append(page, n)
		}
		w.add(page...)
		due, err := w.store.Notices.Due(b.Context(), w.clock.Now(), batch)
		if err != nil {
			b.Fatal(err)
		}
		var writers errgroup.Group
		writers.SetLimit(64) // the store commits many at once
		for _, n := range due {
			n.Delivery.Status = workflow.NoticeSent
			writers.Go(func() error { return w.store.Notices.Replace(b.Context(), n) })
		}
		if err := writers.Wait(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		if r, err := d.RunOnce(b.Context(), w.clock.Now()); err != nil || r.Due != 0 {
			b.Fatal(r, err)
		}
		if _, err := w.store.Notices.Next(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

// One edit of a board, from the outbox through Slack's edit to its record.
func BenchmarkEditBoard(b *testing.B) {
	w := newTown(b)
	d := w.deliverer()
	w.add(card(1))
	w.drain(d, time.Minute)
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		i++
		w.show(fmt.Sprint(i))
		w.add(card(1))
		if r, err := d.RunOnce(b.Context(), w.clock.Now()); err != nil || r.Edited != 1 {
			b.Fatal(r, err)
		}
	}
}
