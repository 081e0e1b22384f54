package deliver

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drumbeat/bot/sandbox"
	"drumbeat/workflow"
)

// replicaOn is a deliverer on a host whose clock is apart from the true one by
// skew. By the store's time it delivers by the true clock all the same.
func (w *town) replicaOn(name string, skew time.Duration, storeTime bool, change ...func(*Options)) (*Deliverer, func() time.Time) {
	host := func() time.Time { return w.clock.Now().Add(skew) }
	now, ahead := w.clock.Now, time.Duration(0)
	if !storeTime {
		now, ahead = host, -skew
	}
	d := w.deliverer(append([]func(*Options){func(o *Options) {
		o.Instance, o.Now, o.Real, o.SlackAhead = name, now, host, func() time.Duration { return ahead }
	}}, change...)...)
	return d, now
}

// apart are the clocks of two replicas.
var apart = [][2]time.Duration{{5 * time.Minute, -5 * time.Minute}, {-5 * time.Minute, 5 * time.Minute}}

// A replica that dies at any point leaves a notice that another tells once, also
// when their clocks are ten minutes apart; by the store's time it takes no longer
// than with equal clocks.
func TestDyingWithClocksApart(t *testing.T) {
	for _, storeTime := range []bool{true, false} {
		for _, skew := range apart {
			for _, point := range []string{PointClaimed, PointSend, PointAnswered, PointRecorded} {
				t.Run(fmt.Sprintf("store time %t, %s and %s, at %s", storeTime, skew[0], skew[1], point), func(t *testing.T) {
					w := newTown(t)
					dying, now := w.replicaOn("one", skew[0], storeTime, func(o *Options) {
						o.At = func(at, _ string) {
							if at == point {
								panic("killed")
							}
						}
					})
					n := post("page:1", "", "#releases")
					n.Due = now().Add(-time.Second)
					w.add(n)
					if _, err := dying.RunOnce(t.Context(), now()); err != nil {
						t.Fatal(err)
					}
					healthy, now := w.replicaOn("two", skew[1], storeTime)
					began := w.clock.Now()
					for w.clock.Now().Sub(began) < 30*time.Minute && w.status("page:1") != workflow.NoticeSent {
						if _, err := healthy.RunOnce(t.Context(), now()); err != nil {
							t.Fatal(err)
						}
						w.clock.Advance(time.Second)
					}
					if diff := cmp.Diff("page:1\n", texts(w.reads("CRELEASES"))); diff != "" {
						t.Errorf("channel (-want +got):\n%s", diff)
					}
					most := defaultLease + defaultAmbiguity + 2*time.Second
					if !storeTime {
						most += 10 * time.Minute
					}
					if took := w.clock.Now().Sub(began); took > most {
						t.Errorf("took %s to recover, want at most %s", took, most)
					}
				})
			}
		}
	}
}

// Two replicas whose clocks are ten minutes apart work off one outbox through a
// storm: nothing is lost and nothing told twice, with the store's time and
// without.
func TestAStormWithClocksApart(t *testing.T) {
	for _, storeTime := range []bool{true, false} {
		for i, skew := range apart {
			t.Run(fmt.Sprintf("store time %t, %s and %s", storeTime, skew[0], skew[1]), func(t *testing.T) {
				w := newTown(t)
				dice := rand.New(rand.NewPCG(uint64(i), 7))
				var replicas []func()
				for k, name := range []string{"one", "two"} {
					d, now := w.replicaOn(name, skew[k], storeTime)
					replicas = append(replicas, func() {
						if _, err := d.RunOnce(t.Context(), now()); err != nil {
							t.Fatal(err)
						}
					})
				}
				var all []workflow.Notice
				for i := 1; i <= 8; i++ {
					all = append(all, card(i), event(i, 1), event(i, 2))
				}
				w.add(all...)
				if err := w.slack.Inject(storm...); err != nil {
					t.Fatal(err)
				}
				began := w.clock.Now()
				for w.owed() > 0 && w.clock.Now().Sub(began) < 2*time.Hour {
					if w.clock.Now().Sub(began) > 5*time.Minute {
						w.slack.ClearFaults()
					}
					replicas[dice.IntN(2)]()
					w.clock.Advance(time.Duration(dice.IntN(20_000)) * time.Millisecond)
				}
				w.slack.ClearFaults()
				seen := map[string]int{}
				for _, m := range w.reads("CRELEASES") {
					seen[m.ID]++
				}
				for _, n := range all {
					if seen[n.ID] != 1 {
						t.Errorf("%s was told %d times", n.ID, seen[n.ID])
					}
				}
			})
		}
	}
}

// owed counts what is still to be told.
func (w *town) owed() int {
	w.t.Helper()
	due, err := w.store.Notices.Due(w.t.Context(), w.clock.Now().Add(24*time.Hour), 1000)
	if err != nil {
		w.t.Fatal(err)
	}
	return len(due)
}

// A host's clock was an hour fast when an attempt brought no answer, and was set
// right before the look: the message is found all the same. Nobody would know
// where to look who did not remember how far the clocks were apart.
func TestAClockThatWasSetBetweenAttemptAndLook(t *testing.T) {
	for _, known := range []bool{true, false} {
		t.Run(fmt.Sprintf("known %t", known), func(t *testing.T) {
			w := newTown(t)
			fast := time.Hour
			now := func() time.Time { return w.clock.Now().Add(fast) }
			d := w.deliverer(func(o *Options) {
				o.Now, o.Real = now, now
				o.SlackAhead = func() time.Duration {
					if !known {
						return 0
					}
					return -fast
				}
			})
			n := post("page:1", "", "#releases")
			n.Due = now()
			w.add(n)
			if err := w.slack.Inject(sandbox.Fault{Method: "chat.postMessage", Kind: sandbox.FaultResetAfter, Count: 1}); err != nil {
				t.Fatal(err)
			}
			for w.owed() > 0 {
				if _, err := d.RunOnce(t.Context(), now()); err != nil {
					t.Fatal(err)
				}
				w.clock.Advance(30 * time.Second)
				fast = 0
			}
			want := "page:1\n"
			if !known {
				want += want
			}
			if diff := cmp.Diff(want, texts(w.reads("CRELEASES"))); diff != "" {
				t.Errorf("channel (-want +got):\n%s", diff)
			}
		})
	}
}

// A machine that was suspended between claim and call does not notice by the
// time that went by for it, but by its wall clock: it leaves the call to who has
// told the notice meanwhile.
func TestAMachineThatWasSuspended(t *testing.T) {
	for _, point := range []string{PointClaimed, PointSend, PointAnswered} {
		t.Run(point, func(t *testing.T) {
			w := newTown(t)
			var missed time.Duration // of the machine's own time
			other := w.deliverer(func(o *Options) { o.Instance, o.NoLook = "two", true })
			now := func() time.Time { return w.clock.Now().Add(-missed) }
			d := w.deliverer(func(o *Options) {
				o.Now, o.Real = now, w.clock.Now
				o.At = func(at, _ string) {
					if at == point && missed == 0 {
						before := w.clock.Now()
						w.drain(other, 5*time.Minute)
						missed = w.clock.Now().Sub(before)
					}
				}
			})
			w.add(post("page:1", "", "#releases"))
			if _, err := d.RunOnce(t.Context(), now()); err != nil {
				t.Fatal(err)
			}
			w.drain(other, time.Hour)
			if diff := cmp.Diff("page:1\n", texts(w.reads("CRELEASES"))); diff != "" {
				t.Errorf("channel (-want +got):\n%s", diff)
			}
			if calls := w.calls("chat.postMessage"); point == PointClaimed && calls != 1 {
				t.Errorf("it was posted %d times, and taken away again", calls)
			}
		})
	}
}

// Slack stamps the briefing by a clock that is four minutes fast. What changed
// two minutes after it is told to the front line, and not taken for something
// that the briefing said already.
func TestAChangeAfterABriefingThatSlackStampedAhead(t *testing.T) {
	ahead := 4 * time.Minute
	briefed := stamp(start.Add(ahead))
	changed := workflow.Entry{At: start.Add(2 * time.Minute)}
	if mootChange(changed, stampedAt(briefed, 0)) == "" {
		t.Error("this test shows nothing: the clocks do not matter")
	}
	if why := mootChange(changed, stampedAt(briefed, ahead)); why != "" {
		t.Errorf("a change after the briefing is not told: %s", why)
	}
	if mootChange(workflow.Entry{At: start.Add(-time.Minute)}, stampedAt(briefed, ahead)) == "" {
		t.Error("a change before the briefing is told once more")
	}
	if got := stampedAt(briefed, time.Second); !got.Equal(start.Add(ahead)) {
		t.Errorf("a second is no more than how exactly it can be measured, and yet %s", got)
	}
}
