package app

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"drumbeat/bot/sandbox"
	"drumbeat/workflow"
	"drumbeat/workflow/audit"
	"drumbeat/workflow/desk"
	"drumbeat/workflow/policy"
)

// TestCampaignRaces has 64 clients do what excludes one another at the same
// moment, some of them twice, with one bot and with three on one store. Each
// race has one end: one history that could have happened one after the other,
// told once, and everybody else is told privately who was faster.
func TestCampaignRaces(t *testing.T) {
	for _, bots := range []int{1, 3} {
		t.Run(fmt.Sprintf("%d bots", bots), func(t *testing.T) {
			t.Parallel()
			s := seed(t)
			r := newRaces(t, bots, s)
			for i := range rounds(len(raceKinds), 1000*len(raceKinds)) {
				r.run(raceKinds[i%len(raceKinds)])
			}
			r.everythingIsTold()
			for _, w := range r.wrongs {
				t.Error(w)
			}
			t.Logf("%d races of %d requests: %d had an effect, %d were told that they had done it before, %d that somebody else was faster; %d copies met a replica that judged them a moment before; seed %d",
				r.rounds, r.requests, r.effects, r.repeats, r.losers, r.torn, s)
		})
	}
}

// clients is how many requests race at once.
const clients = 64

// races is a town in which people are in one another's way.
type races struct {
	*copyTown
	ids   map[string]workflow.PersonID
	names map[workflow.PersonID]string

	rounds, requests, effects, repeats, losers, torn int
	wrongs                                           []string

	mu   sync.Mutex
	said map[string][]string // private answers, by the path they were posted to
	next int                 // of what must never be the same twice
}

// raceKind is one kind of race: how it is set up, and what may be pressed in it.
type raceKind struct {
	name  string
	setUp func(*races) workflow.Release
	moves []raceMove
}

// raceMove is one thing that one person may press.
type raceMove struct {
	who string
	act workflow.Action
}

var raceKinds = []raceKind{
	{"approve, reject or withdraw", (*races).asked, []raceMove{
		{"omar", workflow.ActApprove}, {"piet", workflow.ActApprove}, {"lena", workflow.ActApprove}, {"omar", workflow.ActReject},
		{"lena", workflow.ActReject}, {"rosa", workflow.ActReject}, {"ines", workflow.ActWithdraw}, {"rosa", workflow.ActWithdraw},
	}},
	{"two of three approve", (*races).asked, []raceMove{
		{"omar", workflow.ActApprove}, {"piet", workflow.ActApprove}, {"lena", workflow.ActApprove}, {"eva", workflow.ActApprove}, {"ines", workflow.ActApprove},
	}},
	{"approve or ask for changes", (*races).asked, []raceMove{
		{"omar", workflow.ActApprove}, {"piet", workflow.ActApprove}, {"lena", workflow.ActApprove}, {"piet", workflow.ActAskChanges}, {"rosa", workflow.ActAskChanges},
	}},
	{"take an emergency", (*races).emergency, []raceMove{
		{"omar", workflow.ActTake}, {"piet", workflow.ActTake}, {"rosa", workflow.ActTake}, {"omar", workflow.ActApprove}, {"ines", workflow.ActWithdraw},
	}},
	{"start or withdraw", (*races).emergencyApproved, []raceMove{
		{"tom", workflow.ActStart}, {"rosa", workflow.ActStart}, {"tom", workflow.ActLive}, {"ines", workflow.ActWithdraw}, {"rosa", workflow.ActReject},
	}},
	{"live or rolled back", (*races).emergencyStarted, []raceMove{
		{"tom", workflow.ActLive}, {"rosa", workflow.ActLive}, {"tom", workflow.ActRollBack}, {"rosa", workflow.ActRollBack}, {"rosa", workflow.ActClose},
	}},
	{"the last places of a window", nil, nil},
	{"places that come free", nil, nil},
}

func newRaces(t *testing.T, bots int, seed uint64) *races {
	r := &races{ids: map[string]workflow.PersonID{}, names: map[workflow.PersonID]string{}, said: map[string][]string{}}
	r.copyTown = newCopyTown(t, byHTTP, bots, rand.New(rand.NewPCG(seed, 1)), func(w *copyTown) {
		w.listen = r.listen
		w.config = func(c *sandbox.Config) {
			for i, g := range c.Groups {
				if g.Handle == "operations" {
					c.Groups[i].Users = []string{"omar", "piet", "lena"}
				}
			}
		}
		for i, rule := range w.policy.Types {
			if rule.Type == workflow.Normal {
				w.policy.Types[i].Approvals = []workflow.ApprovalRule{{Role: policy.RoleOperations, Quorum: 2}}
			}
		}
		w.policy.Heartbeats[0].Capacity = placesInRace
		w.policy.PageEvery = 0
	})
	for _, p := range r.server.Config().People {
		r.ids[p.Name], r.names[workflow.PersonID(p.ID)] = workflow.PersonID(p.ID), p.RealName
	}
	return r
}

func (r *races) wrong(format string, args ...any) {
	r.wrongs = append(r.wrongs, fmt.Sprintf(format, args...))
}

// run is one race.
func (r *races) run(kind raceKind) {
	r.t.Helper()
	r.rounds++
	if kind.setUp == nil {
		r.placesRace(kind.name == "places that come free")
		return
	}
	before := kind.setUp(r)
	var field []*runner
	for len(field) < clients {
		m := kind.moves[r.random.IntN(len(kind.moves))]
		field = append(field, r.presses(before, m, ""))
		for r.random.IntN(4) == 0 && len(field) < clients { // the same once more, byte for byte
			field = append(field, field[len(field)-1].twin())
		}
	}
	r.start(field)
	after := r.load(before.Number)
	r.possible(kind.name, &before, &after)
	r.answered(kind.name, &before, &after, field)
	r.over(after)
}

// asked files a release that two of three have to approve.
func (r *races) asked() workflow.Release {
	r.t.Helper()
	q := r.form("A change that everybody decides on")
	return r.files(q)
}

func (r *races) emergency() workflow.Release {
	r.t.Helper()
	q := r.form("Something is broken")
	q.Type = workflow.Emergency
	return r.files(q)
}

func (r *races) emergencyApproved() workflow.Release {
	r.t.Helper()
	return r.does(r.emergency(), "omar", workflow.ActApprove)
}

func (r *races) emergencyStarted() workflow.Release {
	r.t.Helper()
	return r.does(r.emergencyApproved(), "tom", workflow.ActStart)
}

func (r *races) form(title string) workflow.Request {
	return workflow.Request{
		Title: title, System: "shop", Team: "Team Basket", What: "Something.", Why: "It helps.", Type: workflow.Normal, EffortHours: 8, Impact: workflow.ImpactNoticeable,
		Contact: r.ids["tom"], Implementer: r.ids["tom"], Rollback: "Switch it off.", Briefing: workflow.Briefing{Notice: "Something.", Say: "Something.", IfTheyCall: "Tom."},
	}
}

func (r *races) files(q workflow.Request) workflow.Release {
	r.t.Helper()
	out, err := r.bots[0].desk.Submit(r.t.Context(), r.ids["ines"], r.unique("seed"), q)
	if err != nil {
		r.t.Fatal(err)
	}
	r.rest()
	return r.load(out.Release.Number)
}

func (r *races) does(rel workflow.Release, who string, act workflow.Action) workflow.Release {
	r.t.Helper()
	_, err := r.bots[0].desk.Do(r.t.Context(), desk.Command{Action: act, Release: rel.Number, By: r.ids[who], Request: r.unique("seed"), Reason: "For a race."})
	if err != nil {
		r.t.Fatal(err)
	}
	r.rest()
	return r.load(rel.Number)
}

func (r *races) load(n workflow.Number) workflow.Release {
	r.t.Helper()
	rel, err := r.bots[0].store.Releases.Get(r.t.Context(), n)
	if err != nil {
		r.t.Fatal(err)
	}
	return rel
}

// over makes sure that a release takes no place from the races to come.
func (r *races) over(rel workflow.Release) {
	r.t.Helper()
	if _, can := workflow.Find(rel.State, workflow.ActWithdraw); can {
		r.does(rel, "ines", workflow.ActWithdraw)
	}
}

// start lets everybody press at the same moment and waits until all is said, done
// and delivered, by all bots at once.
func (r *races) start(field []*runner) {
	r.t.Helper()
	r.random.Shuffle(len(field), func(i, j int) { field[i], field[j] = field[j], field[i] })
	r.requests += len(field)
	gun := make(chan struct{})
	var running sync.WaitGroup
	for _, f := range field {
		bot := r.random.IntN(len(r.bots))
		running.Go(func() {
			<-gun
			f.answer = r.knock(f.request, bot)
		})
	}
	close(gun)
	running.Wait()
	var delivering sync.WaitGroup
	for _, b := range r.bots {
		delivering.Go(func() {
			if err := b.settle(r.t.Context()); err != nil {
				r.t.Errorf("deliver after a race: %v", err)
			}
		})
	}
	delivering.Wait()
	r.rest()
}

// possible holds the history of a race against the life of a release: it must be
// one that could have happened one after the other.
func (r *races) possible(race string, before, after *workflow.Release) {
	r.t.Helper()
	for _, flaw := range audit.Check(after) {
		r.wrong("%s: the history of %s is not whole: %+v", race, after.Number, flaw)
	}
	state := before.State
	for _, e := range after.History[len(before.History):] {
		row, found := workflow.Find(state, e.Action)
		if !found || e.From != state || !slices.Contains(row.To, e.To) {
			r.wrong("%s: %s went from %s to %s by %s of %s, which is no life of a release", race, after.Number, e.From, e.To, e.Action, e.By)
		}
		state = e.To
	}
	if state != after.State {
		r.wrong("%s: %s is %s, its history ends with %s", race, after.Number, after.State, state)
	}
	approved := map[workflow.PersonID]int{}
	for _, a := range after.Approvals {
		if approved[a.By]++; approved[a.By] > 1 {
			r.wrong("%s: %s has approved %s %d times", race, a.By, after.Number, approved[a.By])
		}
	}
	if after.Request.Type == workflow.Normal && len(after.Approvals) > 2 {
		r.wrong("%s: %s has %d approvals and needs two", race, after.Number, len(after.Approvals))
	}
}

// everythingIsTold holds the workspace against the store: each entry of each
// history is told once, each board is there once and shows where it ended.
func (r *races) everythingIsTold() {
	r.t.Helper()
	if err := r.clock.Advance(5 * time.Minute); err != nil { // what one bot held the others left for later
		r.t.Fatal(err)
	}
	r.rest()
	told, says := shownIn(r.t, r.server)
	for id, n := range told {
		if n != 1 {
			r.wrong("%s was told %d times", id, n)
		}
	}
	before := workflow.Number(0)
	for {
		page, err := r.bots[0].store.Releases.List(r.t.Context(), workflow.ReleaseFilter{Before: before, Limit: 200})
		if err != nil {
			r.t.Fatal(err)
		}
		for _, rel := range page {
			before = rel.Number
			for _, e := range rel.History {
				if e.Action == workflow.ActTriage && e.By == workflow.System {
					continue
				}
				if id := workflow.EventID(rel.Number, e.Seq); told[id] != 1 {
					r.wrong("%s: %s of %s was told %d times", id, e.Action, e.By, told[id])
				}
			}
			if card := says[workflow.CardID(rel.Number)]; !strings.Contains(card, shownAs[rel.State]) {
				r.wrong("the card of %s, which is %s, says %.300s", rel.Number, rel.State, card)
			}
		}
		if len(page) < 200 {
			return
		}
	}
}

// shownAs is a word of the card in each state in which a race ends.
var shownAs = map[workflow.State]string{
	workflow.Withdrawn: "ithdr", workflow.Rejected: "ejected", workflow.Deploying: "oing live", workflow.Live: "ive", workflow.RolledBack: "olled back", workflow.Closed: "losed",
}
