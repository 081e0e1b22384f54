package planner_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"drumbeat/workflow"
	"drumbeat/workflow/planner"
)

// runsUntil lets a planner run by the office's clock, which goes by as far as
// the planner rests, until an instant of it. each is called after every round.
func (o *office) runsUntil(end time.Time, each func()) {
	o.t.Helper()
	p := planner.New(planner.Options{Desk: o.desk, Store: o.store, Directory: &o.dir, Now: func() time.Time { return o.now },
		Observe: func(planner.Result, time.Duration, error) { each() },
		Wait: func(ctx context.Context, d time.Duration) error {
			o.now = o.now.Add(d)
			if !o.now.Before(end) {
				return context.Canceled
			}
			return ctx.Err()
		}})
	if err := p.Run(o.ctx); err != nil {
		o.t.Errorf("Run: %v", err)
	}
}

// A scheduler that waits for a moment of the wall clock is silent for an hour
// when that clock is set back by one, and late when it is set forward.
func TestAClockThatIsSetDoesNotSilenceThePlanner(t *testing.T) {
	o := newOffice(t)
	o.now = monday.Add(20 * time.Second)
	waits, rounds := 0, 0
	p := planner.New(planner.Options{Desk: o.desk, Store: o.store, Directory: &o.dir, Now: func() time.Time { return o.now },
		Observe: func(planner.Result, time.Duration, error) { rounds++ },
		Wait: func(ctx context.Context, d time.Duration) error {
			o.now = o.now.Add(d)
			waits++
			switch {
			case d > time.Second:
				t.Errorf("the clock is not looked at for %s", d)
			case waits == 100:
				o.now = o.now.Add(-time.Hour)
			case waits == 200:
				o.now = o.now.Add(2 * time.Hour)
			case waits == 300:
				return context.Canceled
			}
			return ctx.Err()
		}})
	if err := p.Run(o.ctx); err != nil {
		t.Errorf("Run: %v", err)
	}
	// Five minutes went by, and the clock was set twice.
	if rounds < 7 || rounds > 9 {
		t.Errorf("%d rounds, want one at once, one a minute, and one when the clock was set", rounds)
	}
}

// Rounds begin with the minutes of the planner's clock, whatever second it
// started at, and an emergency is paged to the second.
func TestWhatIsDueIsPlannedWithinTwoSeconds(t *testing.T) {
	o := newOffice(t)
	o.now = monday.Add(7*time.Minute + 23*time.Second)
	o.submits(workflow.Standard)
	o.submits(workflow.Emergency)
	seen := map[string]bool{}
	pages, asks := 0, 0
	look := func() {
		due, err := o.store.Notices.Due(o.ctx, o.now.Add(24*time.Hour), 1000)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range due {
			if seen[n.ID] {
				continue
			}
			seen[n.ID] = true
			switch n.Kind {
			case workflow.NoticePage:
				pages++
			case workflow.NoticeAsk:
				asks++
			}
			if late := o.now.Sub(n.Due); late < 0 || late > 2*time.Second {
				t.Errorf("%s was due at %s and planned at %s", n.ID, n.Due, o.now)
			}
		}
	}
	o.runs(o.planner)
	o.runs(o.planner)
	for _, n := range o.outbox() {
		seen[n] = true // what was submitted is due at once, and was before there was a round
	}
	o.runsUntil(monday.Add(4*time.Hour), look)
	if pages < 5 || asks == 0 {
		t.Errorf("%d pages and %d further asks in four hours, want many", pages, asks)
	}
}

// TestWhatFellDueDuringASlowRoundWaitedAMinute: a round takes five seconds, and a
// page falls due in them. It is planned right after the round, not at the next
// whole minute.
func TestWhatFellDueDuringASlowRoundWaitedAMinute(t *testing.T) {
	o := newOffice(t)
	o.now = monday.Add(7*time.Minute + 30*time.Second)
	o.submits(workflow.Emergency) // paged five minutes later, at half past a minute
	o.runs(o.planner)
	o.now = monday.Add(12*time.Minute + 27*time.Second)
	var rests []time.Duration
	p := planner.New(planner.Options{Desk: o.desk, Store: o.store, Directory: &o.dir, Now: func() time.Time { return o.now },
		Observe: func(planner.Result, time.Duration, error) { o.now = o.now.Add(5 * time.Second) },
		Wait: func(_ context.Context, d time.Duration) error {
			rests = append(rests, d)
			return context.Canceled
		}})
	if err := p.Run(o.ctx); err != nil {
		t.Fatal(err)
	}
	if len(rests) != 1 || rests[0] > time.Second {
		t.Errorf("rests for %v after a round in which something fell due", rests)
	}
}

// postman works off the outbox: what is due is marked as sent, and counted.
type postman struct {
	o    *office
	sent map[string]int
}

func (p *postman) delivers(t *rapid.T) {
	due, err := p.o.store.Notices.Due(p.o.ctx, p.o.now, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range due {
		if n.Due.After(p.o.now) && !n.Kind.Board() { // a board comes as soon as something happens that it shows
			t.Fatalf("%s is due at %s and was to be sent at %s", n.ID, n.Due, p.o.now)
		}
		if n.Delivery.Message.TS == "" { // a board that stands is edited: nothing new is said
			if p.sent[n.ID]++; p.sent[n.ID] > 1 {
				t.Fatalf("%s was sent twice", n.ID)
			}
		}
		n.Delivery.Status, n.Delivery.Have = workflow.NoticeSent, n.Delivery.Want
		n.Delivery.Message = workflow.MessageRef{Channel: "C1", TS: "1.0"}
		if err := p.o.store.Notices.Replace(p.o.ctx, n); err != nil {
			t.Fatal(err)
		}
	}
}

// Ticks that are missed, late, doubled, or come on another replica too, a
// process that is frozen for minutes or days, and a clock that is set back: what
// is due is in the outbox, each thing once, and nothing before its time.
func TestWhateverTheClockDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := officeIn(t, "")
		replicas := []*planner.Planner{o.planner, o.newPlanner()}
		post := &postman{o: o, sent: map[string]int{}}
		latest := o.now
		for i := range rapid.IntRange(5, 25).Draw(t, "steps") {
			switch what := rapid.SampledFrom([]string{"goes by", "goes by", "goes by", "tick", "tick", "both tick", "frozen", "frozen for days", "set back", "set forward", "submits"}).Draw(t, "what"); what {
			case "goes by":
				o.now = o.now.Add(time.Duration(rapid.IntRange(1, 300).Draw(t, "minutes")) * time.Minute)
			case "frozen":
				o.now = o.now.Add(10 * time.Minute)
			case "frozen for days":
				o.now = o.now.Add(72 * time.Hour)
			case "set back":
				o.now = o.now.Add(-time.Hour)
			case "set forward":
				o.now = o.now.Add(time.Hour)
			case "submits":
				kind := rapid.SampledFrom([]workflow.ChangeType{workflow.Standard, workflow.Normal, workflow.Emergency}).Draw(t, "kind")
				o.submitsAs(fmt.Sprintf("%s %d", kind, i), kind)
			case "both tick":
				o.runs(replicas[1])
				o.runs(replicas[0])
			default:
				o.runs(replicas[rapid.IntRange(0, 1).Draw(t, "replica")])
			}
			if rapid.Bool().Draw(t, "delivered") {
				post.delivers(t)
			}
			if o.now.After(latest) {
				latest = o.now
			}
		}
		o.now = latest.Add(time.Minute)
		for range 3 { // what a round does can make something due for the next
			o.runs(replicas[0])
			o.runs(replicas[1])
		}
		post.delivers(t)
		if left := o.outbox(); len(left) > 0 {
			t.Fatalf("left in the outbox: %q", left)
		}
		for _, p := range replicas { // and all of it was planned
			if res := o.runs(p); res.Added+res.Relayed > 0 {
				t.Fatalf("a further round adds %d and relays %d", res.Added, res.Relayed)
			}
		}
	})
}
