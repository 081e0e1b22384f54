package app

import (
	agendas "container/heap"
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
	"drumbeat/workflow/planner"
)

// Of the year that the demo can begin with.
const (
	yearRequests = 6000
	yearRush     = 14 * 24 * time.Hour
	// yearPlanned is how long before its end windows are announced and briefed: what
	// was told of those before is in no channel any more.
	yearPlanned = 8 * 24 * time.Hour
	// yearTold is how long before its end everything is told at its own moment, as
	// it was then; of what was before, the messages are as they look by now.
	yearTold = 29 * time.Hour
)

// year is an organisation in which a year passes: people ask, decide, start and
// report by the same use cases as in the bot, by dice that always fall the same.
// Only what they write is kept in memory until it is over.
type year struct {
	ctx      context.Context
	town     *town
	desk     *desk.Desk
	planner  *planner.Planner
	yearbook *yearbook
	now      time.Time
	ends     time.Time
	dice     *rand.Rand
	ids      map[string]workflow.PersonID // by handle
	coming   agenda
	seq      int
	met      int                        // releases that somebody looks after
	read     map[workflow.WindowID]bool // its briefing, by the front line
	retold   map[workflow.Number]int    // how often it was sent again
	tell     func() error               // brings to the channels what is due; nil: nothing is told yet
	month    func(time.Time)            // is told of every month that begins
}

// agenda is what is to come, the earliest first.
type agenda []appointment

type appointment struct {
	at  time.Time
	seq int // of two at once the one made first
	do  func() error
}

func (a agenda) Len() int { return len(a) }
func (a agenda) Less(i, j int) bool {
	return a[i].at.Before(a[j].at) || a[i].at.Equal(a[j].at) && a[i].seq < a[j].seq
}
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(x any)   { *a = append(*a, x.(appointment)) }
func (a *agenda) Pop() any {
	last := (*a)[len(*a)-1]
	*a = (*a)[:len(*a)-1]
	return last
}

// newYear is a year that begins in a town, some time before a moment.
func newYear(ctx context.Context, t *town, ends time.Time, long time.Duration) *year {
	y := &year{ctx: ctx, town: t, yearbook: newYearbook(), now: ends.Add(-long), ends: ends, dice: rand.New(rand.NewPCG(6000, 40)),
		ids: t.handles(), read: map[workflow.WindowID]bool{}, retold: map[workflow.Number]int{}, month: func(time.Time) {}}
	store, now := y.yearbook.ports(t.store), func() time.Time { return y.now }
	y.desk = desk.New(desk.Options{Store: store, Directory: t.directory, Now: now})
	y.planner = planner.New(planner.Options{Desk: y.desk, Store: store, Directory: t.directory, Now: now})
	return y
}

// handles gives the ids of the town's people by their handles.
func (t *town) handles() map[string]workflow.PersonID {
	ids := map[string]workflow.PersonID{}
	for _, p := range t.sandbox.Config().People {
		ids[p.Name] = workflow.PersonID(p.ID)
	}
	return ids
}

// ask has so many requests come in on the working days until the end, and some
// more in its last weeks: everybody wants to be live before the holidays.
func (y *year) ask(requests int) {
	rush := requests / 40
	spread := func(n int, long time.Duration) {
		for i := range n {
			y.plan(y.atWork(y.ends.Add(-long+time.Duration(i)*(long/time.Duration(n)))), y.asks)
		}
	}
	long := y.ends.Sub(y.now)
	spread(requests-rush, long)
	if rush > 0 {
		spread(rush, min(long, yearRush))
	}
}

// pass lets everything happen up to a moment, and what follows by rule at least
// once in a step.
func (y *year) pass(to time.Time, step time.Duration) error {
	for y.now.Before(to) {
		until := y.now.Truncate(step).Add(step)
		if until.After(to) {
			until = to
		}
		if until.Month() != y.now.Month() {
			y.month(until)
		}
		for len(y.coming) > 0 && y.coming[0].at.Before(until) {
			next := agendas.Pop(&y.coming).(appointment)
			y.now = next.at
			if err := y.happen(next.do, y.tell != nil); err != nil {
				return err
			}
		}
		y.now = until
		if err := y.happen(y.byRule, true); err != nil {
			return err
		}
	}
	return nil
}

// happen does one thing and, relayed, what it leaves to be done; what nobody is told
// of for now is left for the end of the step.
func (y *year) happen(do func() error, relayed bool) error {
	err := do()
	if err == nil && relayed {
		_, err = y.desk.Relay(y.ctx)
	}
	if err == nil && y.tell != nil {
		err = y.tell()
	}
	for ; y.met < len(y.yearbook.releases); y.met++ { // whoever, or whatever, asked for it
		wait := y.hours(1, 30)
		if y.yearbook.releases[y.met].Request.Type == workflow.Emergency {
			wait = 4 * time.Minute
		}
		y.plan(y.now.Add(wait), y.meeting(workflow.Number(y.met+1)))
	}
	if err != nil {
		return fmt.Errorf("a year of the demo, %s: %w", y.now.Format(time.DateTime), err)
	}
	return nil
}

// byRule does what time has made due, as many rounds as it takes.
func (y *year) byRule() error {
	for range mostRounds {
		done, err := desk.Tended{}, error(nil)
		if y.ends.Sub(y.now) > yearPlanned {
			if _, err = y.desk.Recur(y.ctx); err == nil {
				done, err = y.desk.Tend(y.ctx)
			}
		} else {
			var r planner.Result
			r, err = y.planner.RunOnce(y.ctx, y.now)
			done = r.Tended
		}
		if err != nil || done.Left == 0 {
			return err
		}
	}
	return fmt.Errorf("still not at rest after %d rounds", mostRounds)
}

func (y *year) roll(sides int) int { return y.dice.IntN(sides) }

func one[T any](y *year, of []T) T { return of[y.roll(len(of))] }

func (y *year) hours(from, to int) time.Duration {
	return time.Duration(from*60+y.roll((to-from)*60)) * time.Minute
}

func (y *year) plan(at time.Time, do func() error) {
	y.seq++
	agendas.Push(&y.coming, appointment{at: at, seq: y.seq, do: do})
}

// atWork is a moment in working hours at or after another.
func (y *year) atWork(t time.Time) time.Time {
	if t.Hour() < 8 || t.Hour() >= 16 {
		day := t.Day()
		if t.Hour() >= 16 {
			day++
		}
		t = time.Date(t.Year(), t.Month(), day, 8+y.roll(8), y.roll(60), t.Second(), 0, time.UTC)
	}
	for t.Weekday() == time.Saturday || t.Weekday() == time.Sunday {
		t = t.AddDate(0, 0, 1)
	}
	return t
}

func (y *year) request() string {
	y.seq++
	return fmt.Sprintf("year-%d", y.seq)
}

// member gives a person of the teams, two to a team.
func (y *year) member(i int) workflow.PersonID { return y.ids[strings.ToLower(yearNames[i])] }

// refused tells of an error whether it is an answer to a person: what stands in
// the way today is tried again tomorrow.
func refused(err error) bool {
	switch workflow.CodeOf(err) {
	case workflow.CodeBlocked, workflow.CodeStale, workflow.CodeDenied, workflow.CodeInvalid, workflow.CodeConflict, workflow.CodeNotFound:
		return true
	}
	return false
}
