package app

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"drumbeat/bot/sandbox"
)

// TestCampaignSoak sends fifty mixed requests a second for a long time: memory,
// goroutines and descriptors stay what they were, and nothing goes wrong. (R15)
func TestCampaignSoak(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("not Linux: a process's memory and descriptors were not looked at")
	}
	length := time.Duration(rounds(8, 8*3600)) * time.Second
	f := newFleet(t, fleetOptions{Spec: replicaSpec{Unhurried: !*campaignFull}})
	chance := seed(t)
	l := newLives(f, chance)
	l.brief = true
	ctx, cancel := context.WithTimeout(t.Context(), length)
	defer cancel()
	var all sync.WaitGroup
	load := &soak{l: l, rnd: rand.New(rand.NewPCG(chance, 15))}
	all.Go(func() { load.run(ctx) })
	settled := length / 2
	if length >= 20*time.Minute {
		settled = 10 * time.Minute
	}
	pause(ctx, settled)
	before := f.replicas[0].size(t)
	<-ctx.Done()
	all.Wait()
	f.rest(f.patience())
	after := f.replicas[0].size(t)
	sent, bad := load.sent, load.bad
	t.Logf("%v, %d requests (%.0f a second), %d not answered; after %v %v; at the end %v", length, sent, float64(sent)/length.Seconds(), len(bad), settled, before, after)
	f.judge(l.c).must(t)
	if len(bad) > 0 {
		t.Errorf("not answered: %v", bad[:min(5, len(bad))])
	}
	for _, line := range strings.Split(f.replicas[0].log.all(), "\n") {
		if strings.Contains(line, `"level":"ERROR"`) {
			t.Errorf("the bot logged: %s", line)
		}
	}
	if length < time.Minute {
		return // too short to say anything of growth
	}
	// The connections from the workspace and to it are as many as were ever needed at
	// once, which two minutes do not settle: until ten have passed they are judged by what
	// a leak would make of thousands of requests. So is memory not judged before.
	sockets, goroutines := 64, 64
	if settled >= 10*time.Minute {
		sockets, goroutines = 8, 16
		if grown := after.memory - before.memory; grown > 5<<20 {
			t.Errorf("memory grew by %d KiB", grown>>10)
		}
	}
	const files = 16 // all that the readers of the store open, should none have been busy before
	if after.sockets > before.sockets+sockets || after.goroutines > before.goroutines+goroutines || after.descriptors-after.sockets > before.descriptors-before.sockets+files {
		t.Errorf("descriptors or goroutines grew: %v, then %v", before, after)
	}
}

// soak is a stream of mixed requests.
type soak struct {
	l      *lives
	rnd    *rand.Rand
	asking sync.Map // people with a form before them

	mu   sync.Mutex
	sent int
	bad  []error
}

// perSecond is how many requests a soak sends.
const perSecond = 50

func (s *soak) run(ctx context.Context) {
	var all sync.WaitGroup
	defer all.Wait()
	tick := time.NewTicker(time.Second / perSecond)
	defer tick.Stop()
	busy := make(chan struct{}, 2*requesters)
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		select {
		case busy <- struct{}{}:
		default:
			continue // as many wait as there are people
		}
		what, who := s.rnd.IntN(10), requester(s.rnd.IntN(requesters))
		all.Go(func() {
			defer func() { <-busy }()
			err := s.one(ctx, what, who)
			s.mu.Lock()
			defer s.mu.Unlock()
			s.sent++
			if err != nil && ctx.Err() == nil {
				s.bad = append(s.bad, err)
			}
		})
	}
}

// one sends one request, or for a few of them a whole life of a release.
func (s *soak) one(ctx context.Context, what int, who string) error {
	newest := int(max(1, s.l.made.Load()))
	switch what {
	case 0:
		if _, asking := s.asking.LoadOrStore(who, true); asking {
			return nil // two forms at once, and nobody knew which of them they sent
		}
		defer s.asking.Delete(who)
		s.l.one(ctx, who, rand.New(rand.NewPCG(uint64(newest), 1)))
		return nil
	case 1, 2:
		var home sandbox.HomeAnswer
		return s.l.f.town.get("/client/home?as="+who+"&app=drumbeat", &home)
	}
	words := []string{"list", "mine", "help", "", "lsit", fmt.Sprintf("show REL-%d", 1+newest/2), fmt.Sprintf("why REL-%d", 1+newest/3)}
	var said sandbox.SendAnswer
	err := s.l.f.town.post("/client/send", sandbox.SendRequest{As: who, Channel: s.l.c.channel("releases"), Text: "/release " + words[what-3]}, &said)
	if err == nil && !said.OK {
		err = errors.New(said.Error)
	}
	return err
}

// processSize is what a process holds of its machine.
type processSize struct {
	memory      int64 // resident, bytes
	descriptors int
	sockets     int // of the descriptors
	goroutines  int
}

func (p processSize) String() string {
	return fmt.Sprintf("%.1f MiB, %d descriptors, %d of them sockets, %d goroutines", float64(p.memory)/(1<<20), p.descriptors, p.sockets, p.goroutines)
}

// size looks at a replica's process.
func (r *replica) size(t testing.TB) processSize {
	t.Helper()
	dir := filepath.Join("/proc", strconv.Itoa(r.cmd.Process.Pid))
	raw, err := os.ReadFile(filepath.Join(dir, "statm"))
	if err != nil {
		t.Fatal(err)
	}
	pages, _ := strconv.ParseInt(strings.Fields(string(raw))[1], 10, 64)
	open, err := os.ReadDir(filepath.Join(dir, "fd"))
	if err != nil {
		t.Fatal(err)
	}
	out := processSize{memory: pages * int64(os.Getpagesize()), descriptors: len(open)}
	for _, d := range open {
		if to, err := os.Readlink(filepath.Join(dir, "fd", d.Name())); err == nil && strings.HasPrefix(to, "socket:") {
			out.sockets++
		}
	}
	_, text := get(t, "http://"+r.listen+"/metrics")
	for _, line := range strings.Split(text, "\n") {
		if n, ok := strings.CutPrefix(line, "go_goroutines "); ok {
			out.goroutines, _ = strconv.Atoi(n)
		}
	}
	return out
}
