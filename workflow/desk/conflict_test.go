package desk_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
	"drumbeat/workflow/policy"
)

// tuesdayOpens is the opening of the default policy's window after monday.
var tuesdayOpens = time.Date(2026, 11, 24, 6, 0, 0, 0, time.UTC)

// frozen adds a freeze to the policy.
func (w *town) frozen(change ...func(*workflow.Freeze)) {
	w.t.Helper()
	f := workflow.Freeze{Key: "sale", Name: "Sale", Why: "Busy", Hard: true, Except: []workflow.ChangeType{workflow.Emergency},
		From: tuesdayOpens.Add(-time.Hour), To: tuesdayOpens.Add(10 * time.Hour)}
	for _, c := range change {
		c(&f)
	}
	w.changePolicy(func(p *workflow.Policy) { p.Freezes = append(p.Freezes, f) })
}

func (w *town) changePolicy(change func(*workflow.Policy)) {
	w.t.Helper()
	p, err := w.desk.Policy(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	change(&p)
	w.savePolicy(p)
}

func anyway(c *desk.Command) { c.Anyway = true }

func TestNoStartInAHardFreezeWithoutAnOverrideAndAReason(t *testing.T) {
	w := newTown(t)
	n := w.scheduled().Number
	w.frozen()
	w.now = tuesdayOpens.Add(time.Minute)
	e := w.refused(workflow.CodeBlocked, n, "TOM", workflow.ActStart, anyway)
	if want := "REL-1 cannot start now: nothing goes live here during “Sale”. Busy. ROSA can start it anyway, with a reason."; e.Message != want {
		t.Errorf("to the implementer: %s", e.Message)
	}
	e = w.refused(workflow.CodeBlocked, n, "ROSA", workflow.ActStart)
	if !strings.HasSuffix(e.Message, "You can start it anyway, with a reason.") {
		t.Errorf("to a release manager: %s", e.Message)
	}
	e = w.refused(workflow.CodeInvalid, n, "ROSA", workflow.ActStart, anyway, func(c *desk.Command) { c.Reason = " " })
	if e.Fields[workflow.FieldReason] == "" {
		t.Errorf("without a reason: %+v", e)
	}
	e = w.refused(workflow.CodeBlocked, n, "ROSA", workflow.ActStart, anyway, func(c *desk.Command) { c.Known = []string{"blackout:acme"} })
	if !strings.Contains(e.Message, "was not in the way when you looked") {
		t.Errorf("of what was not seen: %s", e.Message)
	}
	r := w.does(n, "ROSA", workflow.ActStart, anyway, func(c *desk.Command) { c.Known = []string{"freeze:sale"} })
	if last := r.Last(); r.State != workflow.Deploying || !slices.Equal(last.Overrode, []string{"freeze:sale"}) || last.Reason != "because" {
		t.Errorf("started: %s, %+v", r.State, r.Last())
	}
}

func TestAnEmergencyStartsInAFreezeThatExceptsIt(t *testing.T) {
	w := newTown(t)
	w.frozen(func(f *workflow.Freeze) { f.From = monday.Add(-time.Hour) })
	n := w.submits(func(q *workflow.Request) { q.Type = workflow.Emergency }).Number
	w.does(n, "OMAR", workflow.ActApprove)
	if r := w.does(n, "TOM", workflow.ActStart); len(r.Last().Overrode) != 0 {
		t.Errorf("overrode %v", r.Last().Overrode)
	}
	w.changePolicy(func(p *workflow.Policy) { p.Freezes[0].Except = nil })
	n = w.submits(func(q *workflow.Request) { q.Type = workflow.Emergency }).Number
	w.does(n, "OMAR", workflow.ActApprove)
	_ = w.refused(workflow.CodeBlocked, n, "TOM", workflow.ActStart)
	w.does(n, "ROSA", workflow.ActStart, anyway)
}

func TestApprovalsAndTheWindowAreNotOverridden(t *testing.T) {
	w := newTown(t)
	n := w.scheduled().Number
	w.frozen()
	_ = w.refused(workflow.CodeBlocked, n, "ROSA", workflow.ActStart, anyway) // the window is not open
	w.changePolicy(func(p *workflow.Policy) {
		p.Heartbeats[0].Skips = []workflow.Skip{{Opens: tuesdayOpens}}
		p.Freezes = nil
	})
	w.now = tuesdayOpens.Add(time.Minute)
	if e := w.refused(workflow.CodeBlocked, n, "ROSA", workflow.ActStart, anyway); !strings.Contains(e.Message, "taken out of the calendar") {
		t.Errorf("in a window that was skipped: %s", e.Message)
	}
}

func TestPlacesKeepOutOfFreezesAndBlackouts(t *testing.T) {
	w := newTown(t)
	w.frozen()
	w.frozen(func(f *workflow.Freeze) { // the Thursday after, softly
		f.Key, f.Hard, f.From, f.To = "audit", false, f.From.AddDate(0, 0, 2), f.To.AddDate(0, 0, 2)
	})
	next := tuesdayOpens.AddDate(0, 0, 7)
	r := w.submits()
	if r.Place == nil || !r.Place.Opens.Equal(next) {
		t.Fatalf("as soon as possible is %+v, want %s", r.Place, next)
	}
	// Where there is nothing but soft freezes, one of them is taken.
	w.changePolicy(func(p *workflow.Policy) { p.Freezes[1].To = p.Freezes[1].To.AddDate(2, 0, 0) })
	if r := w.submits(); r.Place == nil || !r.Place.Opens.Equal(tuesdayOpens.AddDate(0, 0, 2)) {
		t.Errorf("with soft freezes for two years: %+v", r.Place)
	}
	w.changePolicy(func(p *workflow.Policy) {
		p.Freezes = nil
		p.Accounts = []workflow.KeyAccount{{Key: "acme", Name: "Acme", Blackouts: []workflow.Blackout{{From: tuesdayOpens, To: tuesdayOpens.AddDate(0, 0, 3)}}}}
	})
	if r := w.submits(); !r.Place.Opens.Equal(next) {
		t.Errorf("with a blackout: %+v", r.Place)
	}
	if r := w.submits(func(q *workflow.Request) { q.Impact = workflow.ImpactNone }); !r.Place.Opens.Equal(tuesdayOpens) {
		t.Errorf("of what nobody notices: %+v", r.Place)
	}
	// What the freeze came upon rolls forward over it.
	n := w.submits(func(q *workflow.Request) { q.Impact = workflow.ImpactNone }).Number
	w.frozen(func(f *workflow.Freeze) { f.To = f.To.AddDate(0, 0, 2) })
	w.now = tuesdayOpens.Add(3 * time.Hour)
	w.tend()
	if r := w.relay(n); !r.Place.Opens.Equal(next) {
		t.Errorf("rolled forward to %+v", r.Place)
	}
}

func TestAFrozenWindowIsRefusedAtItsFieldWithTwoOthers(t *testing.T) {
	w := newTown(t)
	n := w.scheduled().Number
	w.frozen(func(f *workflow.Freeze) { f.From, f.To = f.From.AddDate(0, 0, 2), f.To.AddDate(0, 0, 2) })
	frozenDay := workflow.MakeWindowID("regular", tuesdayOpens.AddDate(0, 0, 2))
	want := "Nothing goes live here during “Sale”. Busy. Instead: Tue 24 Nov 06:00 or Tue 1 Dec 06:00."
	_, err := w.desk.Submit(w.ctx, "INES", w.request(), w.form(func(q *workflow.Request) { q.Window = frozenDay }))
	if e, ok := refusal(err); !ok || e.Fields[workflow.FieldWindow] != want {
		t.Errorf("to who asks for it: %v", err)
	}
	to := func(c *desk.Command) { c.Window = frozenDay }
	e := w.refused(workflow.CodeInvalid, n, "ROSA", workflow.ActMove, to)
	if got := e.Fields[workflow.FieldWindow]; !strings.HasPrefix(got, "Nothing goes live here during “Sale”. Busy. Instead: Tue 1 Dec 06:00 or Thu 3 Dec 06:00. ") || !strings.HasSuffix(got, "tick the box below.") {
		t.Errorf("to who moves it: %s", got)
	}
	r := w.does(n, "ROSA", workflow.ActMove, to, anyway)
	if r.Place.Window != frozenDay || !slices.Equal(r.Last().Overrode, []string{"freeze:sale"}) {
		t.Errorf("moved anyway: %+v, %+v", r.Place, r.Last())
	}
	f, err := w.desk.Form(w.ctx, "INES", w.form(func(q *workflow.Request) { q.Window = frozenDay }), 0)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(f.Findings, func(g workflow.Finding) bool { return g.Rule == "freeze:sale" })
	if i < 0 || len(f.Findings[i].Alternatives) != 2 {
		t.Errorf("the form shows %+v", f.Findings)
	}
	i = slices.IndexFunc(f.Windows, func(o workflow.WindowOption) bool { return o.Slot.ID == frozenDay })
	if i < 0 || len(policy.Blocking(f.Windows[i].Conflicts)) != 1 {
		t.Errorf("the form offers %+v", f.Windows)
	}
}

func TestTheCardSaysWhatIsBesideIt(t *testing.T) {
	w := newTown(t)
	w.changePolicy(func(p *workflow.Policy) {
		p.Systems = append(p.Systems, workflow.Platform{Key: "shop", Name: "Shop", Heartbeat: "regular"})
	})
	first, second := w.submits(), w.submits()
	f, err := w.desk.Release(w.ctx, second.Number)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(f.Findings, func(g workflow.Finding) bool { return g.Rule == policy.RuleSystem })
	if i < 0 || f.Findings[i].Pass || f.Findings[i].Reason != "REL-1 changes the same system in this window. Agree who goes first." {
		t.Fatalf("findings %+v", f.Findings)
	}
	ways := f.Findings[i].Alternatives
	if len(ways) != 2 || ways[0].Opens != tuesdayOpens.AddDate(0, 0, 2) || ways[1].After != first.Number {
		t.Errorf("alternatives %+v", ways)
	}
}

func TestDependenciesHoldTheStart(t *testing.T) {
	w := newTown(t)
	first := w.scheduled().Number
	second := w.submits(func(q *workflow.Request) { q.DependsOn = []workflow.Number{first} }).Number
	w.does(second, "EVA", workflow.ActApprove)
	w.does(second, "OMAR", workflow.ActApprove)
	w.now = tuesdayOpens.Add(time.Minute)
	e := w.refused(workflow.CodeBlocked, second, "TOM", workflow.ActStart)
	if !strings.Contains(e.Message, "it starts after REL-1, which is not live yet. ROSA can start it anyway") {
		t.Errorf("refused with: %s", e.Message)
	}
	w.does(first, "TOM", workflow.ActStart)
	w.does(first, "TOM", workflow.ActLive)
	w.does(second, "TOM", workflow.ActStart)
}

func TestAsSoonAsPossibleIsNotBeforeWhatItDependsOn(t *testing.T) {
	w := newTown(t)
	thursdayOpens := tuesdayOpens.AddDate(0, 0, 2)
	first := w.submits(func(q *workflow.Request) { q.Window = workflow.MakeWindowID("regular", thursdayOpens) })
	if r := w.submits(func(q *workflow.Request) { q.DependsOn = []workflow.Number{first.Number} }); !r.Place.Opens.Equal(thursdayOpens) {
		t.Errorf("placed %s, before what it depends on", r.Place.Opens)
	}
}

func TestDependenciesOfNobodyAndInACircleAreRefused(t *testing.T) {
	w := newTown(t)
	depends := func(on ...workflow.Number) func(*workflow.Request) {
		return func(q *workflow.Request) { q.DependsOn = on }
	}
	a := w.submits().Number
	b := w.submits(depends(a)).Number
	c := w.submits(depends(b)).Number
	gone := w.submits().Number
	w.does(gone, "INES", workflow.ActWithdraw)
	for want, on := range map[string][]workflow.Number{
		"There is no REL-99.": {99},
		"REL-4 is withdrawn and does not go live. Take it out.":          {gone},
		"It cannot start after itself.":                                  {a},
		"REL-3 starts after REL-2, which starts after this one":          {c},
		"At most 20 releases fit here. Name those that it really needs.": slices.Repeat([]workflow.Number{b}, 21),
	} {
		form := w.form(depends(on...))
		_, err := w.desk.Do(w.ctx, desk.Command{Action: workflow.ActEdit, Release: a, By: "INES", Request: w.request(), Form: &form})
		if e, ok := refusal(err); !ok || !strings.HasPrefix(e.Fields[workflow.FieldDependsOn], want) {
			t.Errorf("on %v: got %v, want %s", on, err, want)
		}
	}
}

// Sixteen ask at once for a window with room for ten risk points: nobody gets in
// beyond that, and those who do not are elsewhere or know why.
func TestRiskPointsAreNeverExceeded(t *testing.T) {
	w := newTown(t)
	w.changePolicy(func(p *workflow.Policy) { p.Heartbeats[0].Capacity, p.Heartbeats[0].Points = 0, 10 })
	var wg sync.WaitGroup
	for i := range 16 {
		risk := [][]string{nil, {"money"}, {"money", "data"}, {"money", "no-switch", "data", "first-time"}}[i%4]
		request := w.request()
		wg.Go(func() {
			if _, err := w.desk.Submit(w.ctx, "INES", request, w.form(func(q *workflow.Request) { q.Risk = risk })); err != nil {
				t.Errorf("submit: %v", err)
			}
		})
	}
	wg.Wait()
	var relays sync.WaitGroup
	for range 4 {
		relays.Go(func() { _, _ = w.desk.Relay(w.ctx) })
	}
	relays.Wait()
	w.relay(1)
	windows, err := w.store.Windows.Span(w.ctx, monday, monday.AddDate(1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	placed := 0
	for _, win := range windows {
		points := 0
		for _, p := range win.Places {
			r, err := w.store.Releases.Get(w.ctx, p.Release)
			if err != nil {
				t.Fatal(err)
			}
			pol := policy.Default()
			score, _ := pol.RiskScore(r.Request.Risk)
			if p.Points != score {
				t.Errorf("%s reserved %d points and has %d", p.Release, p.Points, score)
			}
			points += p.Points
			placed++
		}
		if points > 10 {
			t.Errorf("%s has %d risk points", win.ID, points)
		}
	}
	if placed != 16 {
		t.Errorf("%d of 16 placed", placed)
	}
}

func TestAnEditOfTheRiskWeighsItsPlaceAgain(t *testing.T) {
	w := newTown(t)
	w.changePolicy(func(p *workflow.Policy) { p.Heartbeats[0].Points = 8 })
	tuesday := workflow.MakeWindowID("regular", tuesdayOpens)
	n := w.submits(func(q *workflow.Request) { q.Window = tuesday }).Number
	w.submits(func(q *workflow.Request) { q.Window, q.Risk = tuesday, []string{"money", "data"} })
	edit := func(risk ...string) (desk.Outcome, error) {
		form := w.form(func(q *workflow.Request) { q.Window, q.Risk = tuesday, risk })
		return w.desk.Do(w.ctx, desk.Command{Action: workflow.ActEdit, Release: n, By: "INES", Request: w.request(), Form: &form})
	}
	_, err := edit("money", "data")
	if e, ok := refusal(err); !ok || !strings.HasPrefix(e.Fields[workflow.FieldWindow], "It has 5 risk points; 3 of 8 are left in this window.") {
		t.Errorf("too much: %v", err)
	}
	if _, err = edit("money"); err != nil {
		t.Fatal(err)
	}
	if r := w.relay(n); r.Place == nil || r.Place.Window != tuesday {
		t.Errorf("placed %+v", r.Place)
	}
	win, err := w.store.Windows.Get(w.ctx, tuesday)
	if left, _ := win.FreePoints(); err != nil || left != 0 {
		t.Errorf("%d points left of %+v: %v", left, win.Places, err)
	}
}

// TestACardShowedAConflictThatWasOver: what a release shows of others is brought
// up to date when those change: one beside it that goes away, one that it waits for.
func TestACardShowedAConflictThatWasOver(t *testing.T) {
	w := newTown(t)
	beside := w.submits()
	r := w.submits()
	after := w.submits(func(q *workflow.Request) { q.DependsOn = []workflow.Number{beside.Number}; q.System = r.Request.System })
	card := func(n workflow.Number) int64 {
		if _, err := w.desk.ShowBeside(w.ctx, nil); err != nil {
			t.Fatal(err)
		}
		got, err := w.store.Notices.Get(w.ctx, workflow.CardID(n))
		if err != nil {
			t.Fatal(err)
		}
		return got.Delivery.Want
	}
	was, waited := card(r.Number), card(after.Number)
	w.does(beside.Number, "INES", workflow.ActWithdraw)
	if card(r.Number) == was || card(after.Number) == waited {
		t.Errorf("the cards of what was beside it and waited for it were not brought up to date: %d, %d", card(r.Number), card(after.Number))
	}
}
