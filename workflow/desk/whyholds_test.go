package desk_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/desk"
)

// TestTheEarliestWindowHolds takes the answer to why at its word, in random towns:
// whoever does what it lists as still to do, before the cut-off, can start the
// release in the window that it names, and in none before.
func TestTheEarliestWindowHolds(t *testing.T) {
	named := 0
	for seed := range uint64(8) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(seed, 5))
			w := newTown(t)
			w.frozenShop(rnd)
			for n := range workflow.Number(6) {
				w.asksAtRandom(rnd)
				w.now = w.now.Add(time.Duration(rnd.IntN(30)) * time.Hour)
				if rnd.IntN(2) == 0 {
					w.tend()
				}
				f, err := w.desk.Why(w.ctx, desk.Question{Release: n + 1})
				if err != nil {
					t.Fatal(err)
				}
				if f.First != nil {
					named++
					w.holdEarliest(&f)
				}
			}
		})
	}
	if named < 20 {
		t.Errorf("only %d windows were named", named)
	}
}

// frozenShop is a shop with small windows, freezes of both kinds in the weeks to
// come, and a window that is taken out.
func (w *town) frozenShop(rnd *rand.Rand) {
	w.t.Helper()
	w.shop()
	p, err := w.store.Policies.Current(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	h := &p.Heartbeats[len(p.Heartbeats)-1]
	h.Capacity = 1
	from := monday.Add(time.Duration(rnd.IntN(10*24)) * time.Hour)
	p.Freezes = []workflow.Freeze{
		{Key: "sale", Name: "sale", Hard: true, From: from, To: from.Add(time.Duration(1+rnd.IntN(200)) * time.Hour)},
		{Key: "month-end", Name: "month end", Hard: true, Cron: "0 0 30 * *", Duration: 72 * time.Hour, Zone: "Europe/Amsterdam", Systems: []string{"shop"}},
	}
	slots, err := calendar.Next(*h, monday, 6)
	if err != nil {
		w.t.Fatal(err)
	}
	h.Skips = []workflow.Skip{{Opens: slots[rnd.IntN(len(slots))].Opens, Why: "stocktaking"}}
	w.savePolicy(p)
}

// asksAtRandom files a request and has it decided by some of those who must.
func (w *town) asksAtRandom(rnd *rand.Rand) {
	w.t.Helper()
	kinds := []workflow.ChangeType{workflow.Standard, workflow.Normal, workflow.Major}
	r := w.submits(func(q *workflow.Request) {
		q.System, q.Type, q.Evidence = "shop", kinds[rnd.IntN(3)], "tested"
		q.EffortHours = map[workflow.ChangeType]int{workflow.Standard: 1, workflow.Normal: 8, workflow.Major: 40}[q.Type]
	})
	for _, by := range []workflow.PersonID{"ROSA", "EVA", "OMAR", "LENA"} {
		if act := workflow.ActApprove; rnd.IntN(3) > 0 {
			if by == "ROSA" {
				act = workflow.ActTriage
			}
			_, _ = w.try(r.Number, by, act)
		}
	}
	if rnd.IntN(8) == 0 {
		_, _ = w.try(r.Number, "ROSA", workflow.ActAskChanges)
	}
	w.relay(r.Number)
}

// holdEarliest does what is still to do, in the name of those who can, and starts
// the release in the window named; before it, it gets nowhere.
func (w *town) holdEarliest(f *workflow.WhyFacts) {
	w.t.Helper()
	n, first := f.Release.Number, f.First
	w.doWhatIsLeft(n, first.ID)
	r, err := w.store.Releases.Get(w.ctx, n)
	if err != nil {
		w.t.Fatal(err)
	}
	p := w.policy()
	h, ok := p.Heartbeat(first.Heartbeat)
	if !ok {
		w.t.Fatal("no heartbeat")
	}
	earlier, err := calendar.Slots(h, w.now, first.Opens)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, s := range earlier {
		if _, err := w.try(n, "ROSA", workflow.ActMove, func(c *desk.Command) { c.Window = s.ID }); err == nil {
			w.t.Fatalf("%s can go %s, before %s", n, s.ID, first.ID)
		}
	}
	if r.Place == nil || r.Place.Window != first.ID {
		r = w.does(n, "ROSA", workflow.ActMove, func(c *desk.Command) { c.Window = first.ID })
	}
	now := w.now
	if first.Opens.After(w.now) {
		w.now = first.Opens
	}
	if _, err := w.try(n, "TOM", workflow.ActStart); err != nil {
		w.t.Fatalf("%s (%s) does not start in %s, which was the earliest: %v", n, r.State, first.ID, err)
	}
	w.does(n, "TOM", workflow.ActLive)
	w.now = now // what is next is asked at the moment it was
}

// doWhatIsLeft does, one after the other, what the gates of a window say is left.
func (w *town) doWhatIsLeft(n workflow.Number, window workflow.WindowID) {
	w.t.Helper()
	for range 12 {
		f, err := w.desk.Why(w.ctx, desk.Question{Release: n, Window: window})
		if err != nil || !f.Open {
			w.t.Fatalf("%s in %s: open %v, %v: %+v", n, window, f.Open, err, f.Gates)
		}
		i := slices.IndexFunc(f.Gates, workflow.Finding.ByPeople)
		if i < 0 {
			return
		}
		g := f.Gates[i]
		switch kind, _, _ := strings.Cut(g.Rule, ":"); {
		case kind == "approval":
			w.does(n, g.Who[0], workflow.ActApprove)
		case f.Release.State == workflow.Submitted:
			w.does(n, g.Who[0], workflow.ActTriage)
		default:
			form := f.Release.Request
			form.Window = ""
			w.does(n, g.Who[0], workflow.ActResubmit, func(c *desk.Command) { c.Form = &form })
		}
	}
	w.t.Fatalf("%s: there is no end to what is left to do", n)
}

func (w *town) policy() workflow.Policy {
	w.t.Helper()
	p, err := w.desk.Policy(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}
