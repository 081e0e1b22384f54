package app

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"drumbeat/workflow"
)

// lives has many releases live their lives at once, by a crowd of people, until
// the context ends: asked for, approved, started and live.
type lives struct {
	f     *fleet
	c     *crowd
	run   uint64
	made  atomic.Int64
	brief bool // releases that wait for a window are left waiting

	mu      sync.Mutex
	open    chan struct{} // closed when a window opens
	planned []birth       // approved, waiting for a window
	due     []birth       // their window has opened
}

// birth is a release that somebody asked for.
type birth struct {
	title  string
	number workflow.Number
}

// implementers is how many releases are started and reported live at once when a
// window opens.
const implementers = 16

func newLives(f *fleet, run uint64) *lives {
	return &lives{f: f, run: run, open: make(chan struct{}), c: &crowd{town: f.town, ledger: &ledger{}}}
}

// until lets everybody go on until the context ends.
func (l *lives) until(ctx context.Context, people int) {
	var all sync.WaitGroup
	for i := range people {
		rnd := rand.New(rand.NewPCG(l.run, uint64(i)))
		all.Go(func() {
			for ctx.Err() == nil {
				l.one(ctx, requester(i), rnd)
			}
		})
	}
	for range min(people, implementers) {
		all.Go(func() {
			for b, ok := l.opened(ctx); ok; b, ok = l.opened(ctx) {
				l.goesLive(ctx, b)
			}
		})
	}
	all.Wait()
}

// one is the life of one release, up to the window that it waits for, if it does:
// who asked does not wait with it, and asks for another. Somebody who gives up
// leaves it where it is.
func (l *lives) one(ctx context.Context, who string, rnd *rand.Rand) {
	title := fmt.Sprintf("Campaign-%d", l.made.Add(1))
	emergency := rnd.IntN(2) == 0
	if l.c.asks(ctx, who, title, emergency) != nil {
		return
	}
	n, ok := l.c.number(ctx, title)
	if !ok {
		return
	}
	deciders := []string{"eva", "omar"}
	if emergency {
		deciders = []string{"omar"}
	}
	for _, decider := range deciders {
		ask := workflow.AskID(n, 1, workflow.PersonID(l.f.town.ids[decider]))
		if l.c.presses(ctx, decider, "Approve", ask, deed{What: workflow.ActApprove, Release: title}) != nil {
			return
		}
	}
	b := birth{title, n}
	switch {
	case emergency:
		l.goesLive(ctx, b)
	case !l.brief:
		l.mu.Lock()
		l.planned = append(l.planned, b)
		l.mu.Unlock()
	}
}

// goesLive has a release started and reported live.
func (l *lives) goesLive(ctx context.Context, b birth) {
	card := workflow.CardID(b.number)
	if l.awaits(ctx, "tom", "Start", card) && l.c.presses(ctx, "tom", "Start", card, deed{What: workflow.ActStart, Release: b.title}) == nil &&
		l.awaits(ctx, "tom", "Report live", card) {
		_ = l.c.presses(ctx, "tom", "Report live", card, deed{What: workflow.ActLive, Release: b.title})
	}
}

// awaits looks at a message until it offers a button, for a while: a card that
// was approved shows it a moment later.
func (l *lives) awaits(ctx context.Context, who, label, notice string) bool {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	for ctx.Err() == nil {
		if where, ok := l.c.message(ctx, notice); ok {
			if _, err := l.c.button(who, where, label); err == nil {
				return true
			}
		}
		l.c.breath(ctx)
	}
	return false
}

// opened waits until the window of a release has opened, and gives that release.
func (l *lives) opened(ctx context.Context) (b birth, ok bool) {
	for ctx.Err() == nil {
		l.mu.Lock()
		open := l.open
		if len(l.due) > 0 {
			b, l.due = l.due[0], l.due[1:]
			l.mu.Unlock()
			return b, true
		}
		l.mu.Unlock()
		select {
		case <-open:
		case <-ctx.Done():
		}
	}
	return b, false
}

// opens moves the calendar into the next window, through nothing: what falls due
// on the way is late.
func (l *lives) opens() {
	l.f.t.Helper()
	zone, err := time.LoadLocation(townZone)
	if err != nil {
		l.f.t.Fatal(err)
	}
	now := l.f.now().In(zone)
	for day := 0; ; day++ {
		at := time.Date(now.Year(), now.Month(), now.Day()+day, 6, 1, 0, 0, zone)
		if at.After(now) && (at.Weekday() == time.Tuesday || at.Weekday() == time.Thursday) {
			l.f.calendarTo(at)
			break
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.due, l.planned = append(l.due, l.planned...), nil
	close(l.open)
	l.open = make(chan struct{})
}

// crowdPause is how often one of a crowd looks whether there is something new: so
// many who look twenty times a second leave the bots no time.
const crowdPause = 250 * time.Millisecond

// TestCampaignPeace is a campaign without a war: the people and the verdict must
// agree when nothing goes wrong.
func TestCampaignPeace(t *testing.T) {
	town, many := fewAreAsked, 8
	if *campaignFull { // as many as a full campaign of kills has: how many changes a second there are
		town, many = manyAsk(*campaignPeople), *campaignPeople
	}
	f := newFleet(t, fleetOptions{Town: town, Spec: replicaSpec{Unhurried: !*campaignFull}})
	l := newLives(f, seed(t))
	if *campaignFull {
		l.c.pause = crowdPause
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	began := time.Now()
	var people sync.WaitGroup
	people.Go(func() { l.until(ctx, many) })
	pause(ctx, time.Second)
	l.opens()
	pause(ctx, time.Duration(rounds(3, 59))*time.Second)
	for end := began.Add(f.patience()); time.Now().Before(end); pause(ctx, 50*time.Millisecond) {
		if _, acked := l.c.ledger.count(); acked > 0 { // on a slow machine nobody may be done yet
			break
		}
	}
	cancel()
	people.Wait()
	took := time.Since(began)
	f.rest(f.patience())
	v := f.judge(l.c)
	v.must(t)
	t.Logf("%.0f changes a second", float64(v.Acked)/took.Seconds())
	if v.Acked == 0 {
		t.Error("nobody got anything done")
	}
}

// pause lets a campaign go on for a while; false: it is over.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

// patience is how long a campaign waits for everything to come to rest: long
// enough for a machine that is twenty times slower.
func (f *fleet) patience() time.Duration { return time.Minute + 20*f.spec.Ambiguity }

// TestCampaignKills kills a bot at random, again and again, while many releases
// live their lives: nothing that was acknowledged is lost, and nothing is told
// twice. (R1)
func TestCampaignKills(t *testing.T) {
	people := requesters
	if *campaignFull { // so many that a kill hits among many changes, though each of them waits for others
		people = *campaignPeople
	}
	for name, o := range map[string]fleetOptions{
		"alone over HTTP": {Replicas: 1, Town: manyAsk(people)}, "three by socket": {Replicas: 3, Socket: true, Town: manyAsk(people)},
	} {
		t.Run(name, func(t *testing.T) {
			if !named(name) {
				t.Skipf("left out by -campaign.faults %s", *campaignFaults)
			}
			t.Parallel()
			o.Spec.Unhurried = !*campaignFull && !o.Socket
			kills(t, o, rounds(10, 500), people)
		})
	}
}

// goesOn waits until more than so many deeds were acknowledged, so that a kill
// hits among changes however slow the machine is.
func (l *lives) goesOn(ctx context.Context, than int) {
	ctx, cancel := context.WithTimeout(ctx, l.f.patience())
	defer cancel()
	for pause(ctx, 20*time.Millisecond) {
		if _, acked := l.c.ledger.count(); acked > than {
			return
		}
	}
}

func kills(t *testing.T, o fleetOptions, times, many int) {
	s := seed(t)
	rnd := rand.New(rand.NewPCG(s, 1))
	f := newFleet(t, o)
	l := newLives(f, s)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	began := time.Now()
	between := 700 * time.Millisecond
	if *campaignFull { // time for the many changes that a kill is to hit among
		between = 4 * time.Second
		l.c.pause = crowdPause
	}
	var people sync.WaitGroup
	people.Go(func() { l.until(ctx, many) })
	for i := range times {
		_, before := l.c.ledger.count()
		if !pause(ctx, time.Duration(rnd.Int64N(int64(between)))) {
			break
		}
		if *campaignFull && i%4 > 0 { // each fourth may hit a bot that has only just come
			l.goesOn(ctx, before)
		}
		place := rnd.IntN(len(f.replicas))
		f.replicas[place].kill()
		f.replace(place, f.spec)
		if i%10 == 5 {
			l.opens()
		}
		if i%100 == 99 {
			_, acked := l.c.ledger.count()
			t.Logf("%d kills after %.0f s, %d acknowledged", i+1, time.Since(began).Seconds(), acked)
		}
	}
	cancel()
	people.Wait()
	took := time.Since(began)
	f.rest(f.patience())
	v := f.judge(l.c)
	v.must(t)
	t.Logf("%d kills in %.0f s, %.1f changes a second", times, took.Seconds(), float64(v.Acked)/took.Seconds())
}
