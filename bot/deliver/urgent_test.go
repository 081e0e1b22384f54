package deliver

import (
	"context"
	"testing"
	"time"
)

// What is kept of a burst is there for who needs it, at once, though others use
// up the rest over and over; and after a limit there is no new burst.
func TestPaceKeepsSomeForTheUrgent(t *testing.T) {
	p := newPacer(false)
	r := rate{burst: 10, every: time.Second}
	others, urgent := need{"k", r, 3}, need{key: "k", rate: r}
	now := start
	taken := 0
	for range 200 {
		if p.take(now, others) == 0 {
			taken++
		}
		now = now.Add(100 * time.Millisecond)
	}
	if taken < 25 || taken > 28 {
		t.Errorf("others took %d in 20 s, want the 7 that are not kept and one a second", taken)
	}
	for i := range 3 {
		if w := p.take(now, urgent); w != 0 {
			t.Errorf("urgent call %d waits %s", i+1, w)
		}
	}
	p.block("k", now.Add(time.Minute))
	now = now.Add(time.Minute)
	taken = 0
	for range 10 {
		if p.take(now, urgent) == 0 {
			taken++
		}
	}
	if taken != 1 {
		t.Errorf("%d calls at once after a limit, want 1", taken)
	}
}

// While every worker waits for a Slack that hangs, one that is urgent is told.
func TestUrgentFindsAWorkerWhileSlackHangs(t *testing.T) {
	w := newTown(t)
	ctx, cancel := context.WithCancel(t.Context())
	busy, release := make(chan struct{}, 10), make(chan struct{})
	d := w.deliverer(func(o *Options) {
		o.Workers, o.Wait = 2, nil
		o.At = func(point, id string) {
			if point == PointSend && id != "page:emergency" {
				busy <- struct{}{}
				<-release
			}
		}
	})
	w.add(post("page:1", "", "#releases"), post("page:2", "", "#help-desk"), post("page:3", "", "#call-centre"))
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	<-busy
	<-busy
	page := post("page:emergency", w.person("bram"), "")
	page.Urgent = true
	w.add(page)
	d.Wake()
	if err := w.slack.WaitFor(t.Context(), func() bool { return w.calls("chat.postMessage") > 0 }); err != nil {
		t.Fatal(err)
	}
	if got := len(busy); got != 0 {
		t.Errorf("%d more than there are workers for were sent meanwhile", got)
	}
	close(release)
	cancel()
	if err := <-ended; err == nil {
		t.Error("Run ended without the context's error")
	}
	if got := w.readsWith(w.person("bram")); len(got) != 1 {
		t.Errorf("the page was told %d times", len(got))
	}
}
