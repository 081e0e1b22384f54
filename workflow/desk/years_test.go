package desk_test

import (
	"context"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"drumbeat/store/embedded"
	"drumbeat/workflow"
	"drumbeat/workflow/desk"
	"drumbeat/workflow/planner"
)

// TestYears is the property of the whole life: random people do random things,
// allowed and forbidden, once, twice and two at once, for simulated years under
// policies that change; and what must always be true is looked at after each.
//
// It is the same year or two every time, so that nobody's change is stopped by
// what somebody else's left to be found. For new ones:
//
//	go test ./workflow/desk -run '^TestYears$' -timeout 0 -rapid.checks 1000 -rapid.shrinktime 10m
func TestYears(t *testing.T) {
	unlessSearching(t, 21, fewYears)
	did := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		y := newYears(rt, t.TempDir())
		defer y.close()
		for range rapid.IntRange(60, 150).Draw(rt, "steps") {
			y.step()
		}
		y.end()
		for what, n := range y.did {
			did[what] += n
		}
	})
	for _, what := range slices.Sorted(maps.Keys(did)) {
		t.Logf("%6d %s", did[what], what)
	}
}

// fewYears is how many lives of an organisation are lived where nobody asks for
// more: one in which much is started, brought live and taken back.
const fewYears = 1

// unlessSearching has a property tried so many times, the same each time, where
// nobody asks for others by a flag of rapid's.
func unlessSearching(t *testing.T, seed, checks int) {
	t.Helper()
	searching := false
	flag.Visit(func(f *flag.Flag) {
		searching = searching || f.Name == "rapid.checks" || f.Name == "rapid.seed" || f.Name == "rapid.failfile"
	})
	if !searching {
		setFlag(t, "rapid.seed", strconv.Itoa(seed))
		setFlag(t, "rapid.checks", strconv.Itoa(checks))
	}
}

// setFlag sets a flag for one test.
func setFlag(t *testing.T, name, value string) {
	t.Helper()
	f := flag.Lookup(name)
	before := f.Value.String()
	if err := f.Value.Set(value); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Value.Set(before) })
}

// years is an organisation with two replicas of Drumbeat.
type years struct {
	t     *rapid.T
	ctx   context.Context
	now   time.Time
	seq   int
	file  *embedded.Store
	store workflow.Store // of the test itself
	dir   directory
	turns turns
	desks [2]*desk.Desk
	plans [2]*planner.Planner
	seen  *witness
	did   map[string]int

	subject, aim workflow.Number // what is done last is about, and what it is merged into or put ahead of
	focus        workflow.Number // what the second of two is about; 0: anything
	paired       bool            // it is drawn what the second of two does
}

func newYears(t *rapid.T, folder string) *years {
	ctx := context.Background()
	dir, err := os.MkdirTemp(folder, "years")
	if err != nil {
		t.Fatal(err)
	}
	file, err := embedded.Open(ctx, filepath.Join(dir, "drumbeat.db"))
	if err != nil {
		t.Fatal(err)
	}
	y := &years{t: t, ctx: ctx, now: monday, file: file, did: map[string]int{}}
	y.dir = directory{groups: maps.Clone(yearsGroups), gone: map[workflow.PersonID]bool{}, zones: map[workflow.PersonID]string{"EVA": "Asia/Jakarta", "OMAR": "America/New_York"}}
	y.store = file.Ports()
	y.seen = newWitness(y.store)
	y.store.Notices = y.seen
	clock := func() time.Time { return y.now }
	for i := range y.desks {
		store := y.turns.store(y.store, i)
		y.desks[i] = desk.New(desk.Options{Store: store, Directory: y.dir, Now: clock})
		y.plans[i] = planner.New(planner.Options{Desk: y.desks[i], Store: store, Directory: y.dir, Now: clock})
	}
	first := drawPolicy(t, y.now)
	if _, err := y.desks[0].SavePolicy(ctx, first); err != nil {
		t.Fatal(err)
	}
	y.now = y.now.Add(time.Minute) // both have read it
	return y
}

func (y *years) close() { _ = y.file.Close() }

func (y *years) request() string {
	y.seq++
	return "request-" + strconv.Itoa(y.seq)
}

// step lets some time pass, the planners have their rounds, and somebody does
// something.
func (y *years) step() {
	y.now = y.now.Add(y.passes())
	for range rapid.IntRange(0, 2).Draw(y.t, "rounds") {
		y.round(rapid.IntRange(0, 1).Draw(y.t, "replica"))
	}
	y.subject, y.aim = 0, 0
	deed, name := y.draw()
	y.did[name]++
	switch y.dice(6, "how") {
	case 0: // the request is sent twice, to two replicas
		deed(y.desks[0])
		y.look(name)
		before := y.seen.writes()
		deed(y.desks[1])
		y.look(name + ", a copy of it")
		y.seen.noMore(y.t, name, before)
	case 1: // and somebody else does something else at this moment
		y.focus = y.subject
		if rapid.Bool().Draw(y.t, "to the other one") {
			y.focus = y.aim
		}
		y.paired = true
		other, too := y.draw()
		y.focus, y.paired = 0, false
		y.did[too]++
		order := rapid.Uint64().Draw(y.t, "who goes on")
		y.turns.together(order, [2]func(){func() { deed(y.desks[0]) }, func() { other(y.desks[1]) }})
		y.did["two at once"]++
		y.seen.together(y.now)
		y.look(name + " and " + too + " at once")
	default:
		deed(y.desks[rapid.IntRange(0, 1).Draw(y.t, "replica")])
		y.look(name)
	}
}

// dice draws a number below n, each as likely as any other. (Most generators
// prefer the small ones, and few people would ever start anything.)
func (y *years) dice(n int, label string) int {
	at := 0
	for range 8 {
		at *= 2
		if rapid.Bool().Draw(y.t, label) {
			at++
		}
	}
	return at % n
}

// passes draws how much time goes by: often little, sometimes weeks.
func (y *years) passes() time.Duration {
	switch y.dice(10, "time") {
	case 0, 1, 2, 3:
		return time.Duration(rapid.IntRange(0, 40).Draw(y.t, "minutes")) * time.Minute
	case 4, 5, 6:
		return time.Duration(rapid.IntRange(1, 30).Draw(y.t, "hours")) * time.Hour
	case 7, 8:
		return time.Duration(rapid.IntRange(1, 6).Draw(y.t, "days")) * 24 * time.Hour
	}
	return time.Duration(rapid.IntRange(1, 5).Draw(y.t, "weeks")) * 7 * 24 * time.Hour
}

// round is a round of a planner.
func (y *years) round(which int) {
	if _, err := y.plans[which].RunOnce(y.ctx, y.now); err != nil {
		y.t.Fatalf("%s: a round of the planner: %v", y.now, err)
	}
	y.seen.round(which, y.now)
	y.look("a round of the planner")
}

// look holds what is stored against what must always be true.
func (y *years) look(after string) {
	if found := y.seen.look(y.ctx, y.now, y.dir); len(found) > 0 {
		y.t.Fatalf("%s, after %s: %s", y.now.Format(time.RFC3339), after, found[0])
	}
}

// end lets everything come to rest: whatever was left half done is tidied up.
func (y *years) end() {
	for range 3 {
		y.now = y.now.Add(time.Hour)
		y.round(0)
		y.round(1)
	}
	if found := y.seen.rest(y.ctx, y.now); len(found) > 0 {
		y.t.Fatalf("%s, at rest: %s", y.now.Format(time.RFC3339), found[0])
	}
}
