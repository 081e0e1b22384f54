package app

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"drumbeat/bot/deliver"
	"drumbeat/workflow"
)

// standStill stops this process, as SIGSTOP from outside does, when it comes to
// the point of which its parent spoke: "POINT NUMBER". It says the number before.
func (r *replicaProcess) standStill(point string) {
	order, _ := r.stand.Load().(string)
	at, number, ok := strings.Cut(order, " ")
	if !ok || at != point || !r.stand.CompareAndSwap(order, "") {
		return
	}
	fmt.Println("standing still", number+".")
	_ = syscall.Kill(os.Getpid(), syscall.SIGSTOP)
}

// TestCampaignReplicas has two and three replicas work off one outbox while they
// are killed, and stopped for twice as long as a claim holds and woken again:
// each notice is told once. (R6)
func TestCampaignReplicas(t *testing.T) {
	for _, n := range []int{2, 3} {
		name := fmt.Sprintf("%d replicas", n)
		t.Run(name, func(t *testing.T) {
			if !named(name) {
				t.Skipf("left out by -campaign.faults %s", *campaignFaults)
			}
			if n == 2 && !*campaignFull {
				t.Skip("left out of the short form")
			}
			t.Parallel()
			workedOff(t, n)
		})
	}
}

// unrest is what happens to a fleet while it works off its outbox.
type unrest struct {
	f     *fleet
	rnd   *rand.Rand
	after sync.WaitGroup // what goes on beside

	mu      sync.Mutex
	still   map[*replica]bool // asked to stand still, and not woken yet
	stopped int               // how many stood still
	claimed int               // notices that the dead and the stopped held
	takenIn time.Duration     // longest until another replica took one over
}

func workedOff(t *testing.T, replicas int) {
	s := seed(t)
	notices, kills, stops, spec := 500, 5, 2, campaignSpec
	if *campaignFull {
		notices, kills, stops = 10_000, 100, 20
		spec.Lease, spec.Call, spec.Ambiguity = 2*spec.Lease, 2*spec.Call, 2*spec.Ambiguity
	}
	f := newFleet(t, fleetOptions{Replicas: replicas, Spec: spec})
	l := newLives(f, s)
	releases := l.emergencies(t, requesters)
	u := &unrest{f: f, rnd: rand.New(rand.NewPCG(s, 6)), still: map[*replica]bool{}}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	f.town.mu.Lock()
	before := f.town.posts
	f.town.mu.Unlock()
	began := time.Now()
	ids := f.owes("replicas", releases, notices)
	for i, at := range u.instants(notices, kills+stops) {
		f.town.await(ctx, func() bool { return f.town.posts >= before+at })
		if i%((kills+stops)/stops) == 1 && i/((kills+stops)/stops) < stops {
			u.stop(ctx, i)
		} else {
			u.kill(ctx)
		}
	}
	f.rest(10 * f.patience())
	took := time.Since(began)
	cancel()
	u.after.Wait()
	v := f.judge(l.c)
	again := f.town.again(ids)
	t.Logf("%d notices, %d kills, %d of %d stood still; %d notices were claimed by them, and taken over in their turn within %.1f s; %d told twice by a zombie, and the second message deleted; %.0f s", notices, kills, u.stopped, stops,
		u.claimed, u.takenIn.Seconds(), len(again), took.Seconds())
	v.must(t)
}

// instants are the numbers of messages at which something happens.
func (u *unrest) instants(messages, n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = u.rnd.IntN(messages * 9 / 10)
	}
	slices.Sort(out)
	return out
}

// pick chooses a replica that does not stand still; its place.
func (u *unrest) pick() int {
	for {
		place := u.rnd.IntN(len(u.f.replicas))
		u.mu.Lock()
		still := u.still[u.f.replicas[place]]
		u.mu.Unlock()
		if !still {
			return place
		}
		if !pause(u.f.t.Context(), 50*time.Millisecond) {
			return place
		}
	}
}

// kill kills a replica and puts another in its place.
func (u *unrest) kill(ctx context.Context) {
	place := u.pick()
	victim := u.f.replicas[place]
	victim.kill()
	u.watch(ctx, victim.name)
	u.f.replace(place, u.f.spec)
}

// stop has a replica stand still for twice as long as a claim holds: every other
// time between the check of its claim and the call, which is the worst moment,
// else at once.
func (u *unrest) stop(ctx context.Context, number int) {
	place := u.pick()
	r := u.f.replicas[place]
	u.mu.Lock()
	u.still[r] = true
	worst := len(u.still)%2 == 1
	u.mu.Unlock()
	if worst {
		r.order(fmt.Sprintf("stand %s %d", deliver.PointSend, number))
	} else {
		_ = r.cmd.Process.Signal(syscall.SIGSTOP)
	}
	u.after.Go(func() {
		over, cancel := context.WithCancel(ctx)
		defer cancel()
		if worst && !r.said.awaitText(over.Done(), fmt.Sprintf("standing still %d.", number)) {
			return // it came to nothing any more
		}
		u.watch(ctx, r.name)
		<-time.After(2 * u.f.spec.Lease)
		_ = r.cmd.Process.Signal(syscall.SIGCONT)
		u.mu.Lock()
		defer u.mu.Unlock()
		u.still[r] = false
		u.stopped++
	})
}

// watch measures when others take over what a replica had claimed. Such a notice
// has its place in the queue and no better one, so with thousands due at the same
// instant this says how long the queue is; TestCampaignTakeover holds the bound where
// there is none.
func (u *unrest) watch(ctx context.Context, name string) {
	began := time.Now()
	due, err := u.f.store.Notices.Due(ctx, u.f.now().Add(u.f.spec.Lease), 1000)
	if err != nil {
		return
	}
	for _, n := range due {
		if n.Delivery.Status != workflow.NoticeClaimed || n.Delivery.ClaimedBy != name {
			continue
		}
		u.mu.Lock()
		u.claimed++
		u.mu.Unlock()
		u.after.Go(func() {
			for pause(ctx, 50*time.Millisecond) {
				now, err := u.f.store.Notices.Get(ctx, n.ID)
				if err == nil && (now.Delivery.Status != workflow.NoticeClaimed || now.Delivery.ClaimedBy != name) {
					u.mu.Lock()
					u.takenIn = max(u.takenIn, time.Since(began))
					u.mu.Unlock()
					return
				}
			}
		})
	}
}

// again are the notices that were posted more than once.
func (c *campaignTown) again(ids []string) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []string
	for _, id := range ids {
		if len(c.posted[id]) > 1 {
			out = append(out, id)
		}
	}
	return out
}
