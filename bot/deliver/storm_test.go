package deliver

import (
	"flag"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drumbeat/bot/sandbox"
	"drumbeat/workflow"
)

// storm is everything at once: limits, errors, and answers that get lost before
// and after the effect.
var storm = []sandbox.Fault{
	{Method: "chat.postMessage", Kind: sandbox.FaultResetAfter, Count: 3}, // whatever the dice say
	{Method: "chat.postMessage", Kind: sandbox.Fault429, Rate: 0.3, RetryAfter: 2},
	{Method: "chat.postMessage", Kind: sandbox.Fault500, Rate: 0.2},
	{Method: "chat.postMessage", Kind: sandbox.FaultResetAfter, Rate: 0.15},
	{Method: "chat.postMessage", Kind: sandbox.FaultResetBefore, Rate: 0.1},
	{Method: "chat.update", Kind: sandbox.Fault429, Rate: 0.2, RetryAfter: 2},
	{Method: "chat.update", Kind: sandbox.Fault500, Rate: 0.3},
	{Method: "chat.update", Kind: sandbox.FaultResetAfter, Rate: 0.2},
	{Method: "conversations.history", Kind: sandbox.Fault429, Rate: 0.2, RetryAfter: 1},
	{Method: "conversations.history", Kind: sandbox.Fault500, Rate: 0.2},
	{Method: "conversations.replies", Kind: sandbox.Fault500, Rate: 0.3},
}

var stormSeed = flag.Uint64("storm.seed", 0, "the seed of the storms; 0: a new one each time. A storm that fails prints its own, and brings the same again")

// seed is what the dice of a storm are thrown by.
func seed(t *testing.T) uint64 {
	s := *stormSeed
	if s == 0 {
		s = rand.Uint64()
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("again: go test ./bot/deliver -run '^%s$' -storm.seed %d", t.Name(), s)
		}
	})
	return s
}

// rough tells 45 cards and lines through a storm, one call after the other, and
// gives what the channel then shows, in order.
func rough(t *testing.T, seed uint64, change ...func(*Options)) []standing {
	t.Helper()
	dice := rand.New(rand.NewPCG(seed, 0))
	w := newTownWith(t, func(o *sandbox.Options) { o.Dice = dice.Float64 })
	d := w.deliverer(change...)
	for i := 1; i <= 15; i++ {
		w.add(card(i), event(i, 1), event(i, 2))
	}
	if err := w.slack.Inject(storm...); err != nil {
		t.Fatal(err)
	}
	w.drain(d, 5*time.Minute)
	w.slack.ClearFaults()
	calm := w.clock.Now()
	w.drain(d, time.Hour)
	if took := w.clock.Now().Sub(calm); took > 90*time.Second {
		t.Errorf("took %s to drain after the storm", took)
	}
	return w.reads("CRELEASES")
}

// judge counts how often each of the 45 stands in the channel, and whether lines
// stand in order.
func judge(shown []standing) (lost, doubled int, ordered bool) {
	seen := map[string]int{}
	ordered = true
	last := ""
	for _, m := range shown {
		seen[m.ID]++
		if m.Thread != "" && m.ID < last {
			ordered = false
		}
		last = m.ID
		if m.Thread == "" {
			last = ""
		}
	}
	for i := 1; i <= 15; i++ {
		for _, n := range []workflow.Notice{card(i), event(i, 1), event(i, 2)} {
			switch {
			case seen[n.ID] == 0:
				lost++
			case seen[n.ID] > 1:
				doubled++
			}
		}
	}
	return lost, doubled, ordered
}

func TestAStormLosesAndDoublesNothing(t *testing.T) {
	if lost, doubled, ordered := judge(rough(t, seed(t), func(o *Options) { o.Workers = 4 })); lost+doubled > 0 || !ordered {
		t.Errorf("%d lost, %d doubled, in order: %t", lost, doubled, ordered)
	}
}

// The storm is rough enough to show a difference: without the look it doubles.
func TestAStormDoublesWithoutTheLook(t *testing.T) {
	lost, doubled, _ := judge(rough(t, seed(t), func(o *Options) { o.NoLook = true }))
	if lost > 0 || doubled == 0 {
		t.Errorf("%d lost, %d doubled; want some doubled, none lost", lost, doubled)
	}
}

// With one worker a storm is the same again for the same seed, to the microsecond
// of each message: what fails once can be made to fail again.
func TestAStormComesAgain(t *testing.T) {
	s := seed(t)
	if diff := cmp.Diff(rough(t, s), rough(t, s)); diff != "" {
		t.Errorf("the second storm with the same seed (-first +second):\n%s", diff)
	}
}

// A request that was given up and lands later is found.
func TestARequestThatLandsLate(t *testing.T) {
	t.Parallel()
	const late = 7 * time.Second // by the clock of nobody: it is over when the test says so
	land := make(chan time.Time)
	w := newTownThatWaits(t, func(d time.Duration) <-chan time.Time {
		if d == late {
			return land
		}
		return time.After(d)
	})
	d := w.deliverer(giveUp)
	w.add(post("page:1", "", "#releases"))
	if err := w.slack.Inject(sandbox.Fault{Method: "chat.postMessage", Kind: sandbox.FaultLate, Count: 1, DelayMS: int(late / time.Millisecond)}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Result{Due: 1, Unknown: 1}, w.once(d)); diff != "" {
		t.Errorf("first look (-want +got):\n%s", diff)
	}
	close(land)
	if err := w.slack.WaitFor(t.Context(), func() bool { return len(w.reads("CRELEASES")) == 1 }); err != nil {
		t.Fatal(err)
	}
	patient := w.deliverer()
	if r := w.drain(patient, time.Hour); r.Found != 1 || r.Sent != 0 {
		t.Errorf("result %+v, want one found and none sent", r)
	}
	if diff := cmp.Diff("page:1\n", texts(w.reads("CRELEASES"))); diff != "" {
		t.Errorf("channel (-want +got):\n%s", diff)
	}
}
