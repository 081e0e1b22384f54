package policy_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

var monday = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// windowOn is the two-hour window at six on a day of November 2026, with five
// places and twenty risk points.
func windowOn(day int) workflow.Slot {
	opens := time.Date(2026, 11, day, 6, 0, 0, 0, time.UTC)
	return workflow.Slot{ID: workflow.MakeWindowID("web", opens), Heartbeat: "web", Zone: "UTC", Opens: opens, Closes: opens.Add(2 * time.Hour),
		CutOff: opens.Add(-13 * time.Hour), Capacity: 5, Points: 20}
}

func placed(n workflow.Number, s workflow.Slot, change ...func(*workflow.Release)) workflow.Release {
	r := workflow.Release{Number: n, Revision: 1, State: workflow.Scheduled, Request: workflow.Request{System: "web", Type: workflow.Normal, Implementer: "SAM", Impact: workflow.ImpactNoticeable},
		Place: &workflow.Place{Window: s.ID, Opens: s.Opens, Closes: s.Closes, CutOff: s.CutOff}}
	for _, c := range change {
		c(&r)
	}
	return r
}

// around is a release with nothing in its way: everything was looked for.
func around() *policy.Around {
	p := policy.Default()
	p.Systems = []workflow.Platform{{Key: "web", Name: "Web shop", Heartbeat: "web", Environments: []workflow.Environment{
		{Key: "test", Name: "Test", Stage: workflow.Test}, {Key: "acceptance", Name: "Acceptance", Stage: workflow.Acceptance}}},
		{Key: "shop", Name: "Shop", Heartbeat: "web"}}
	r := placed(7, windowOn(24), func(r *workflow.Release) { r.Request.Implementer, r.Request.Contact = "TOM", "CLEO" })
	return &policy.Around{Policy: &p, Members: members, Release: &r, Now: monday,
		Windows: map[workflow.WindowID]workflow.Window{}, Needs: map[workflow.Number]workflow.Release{}, Booked: map[workflow.EnvironmentID][]workflow.Booking{}}
}

func hour(day, h int) time.Time { return time.Date(2026, 11, day, h, 0, 0, 0, time.UTC) }

func TestConflicts(t *testing.T) {
	tuesday := windowOn(24)
	late := tuesday
	late.ID, late.Opens, late.Closes = "db:2026-11-24T07:00Z", hour(24, 7), hour(24, 9)
	later := func(r *workflow.Release) {
		s := windowOn(26)
		r.Place = &workflow.Place{Window: s.ID, Opens: s.Opens, Closes: s.Closes}
	}
	freeze := func(hard bool, from, to time.Time, change ...func(*workflow.Period)) workflow.Period {
		p := workflow.Period{Freeze: "sale", Name: "Sale", Why: "Busy", Hard: hard, From: from, To: to}
		for _, c := range change {
			c(&p)
		}
		return p
	}
	needs := func(a *policy.Around, others ...workflow.Release) {
		for _, r := range others {
			a.Release.Request.DependsOn = append(a.Release.Request.DependsOn, r.Number)
			a.Needs[r.Number] = r
		}
	}
	state := func(s workflow.State) func(*workflow.Release) {
		return func(r *workflow.Release) { r.State = s }
	}
	blackout := func(a *policy.Around, from, to time.Time, systems ...string) {
		a.Policy.Accounts = []workflow.KeyAccount{{Key: "acme", Name: "Acme", Systems: systems, Managers: []workflow.PersonID{"ANNA"}, Blackouts: []workflow.Blackout{{From: from, To: to, Why: "Their audit"}}}}
	}
	for _, tc := range []struct {
		name string
		set  func(a *policy.Around)
		now  time.Time // zero: the day before
		want []string  // weight and sentence
	}{
		{"nothing", func(*policy.Around) {}, time.Time{}, nil},
		{"a hard freeze", func(a *policy.Around) { a.Freezes = []workflow.Period{freeze(true, hour(23, 0), hour(27, 0))} }, time.Time{},
			[]string{"block freeze:sale: Nothing goes live here during “Sale”. Busy."}},
		{"a hard freeze over a part", func(a *policy.Around) { a.Freezes = []workflow.Period{freeze(true, hour(24, 7), hour(24, 10))} }, time.Time{},
			[]string{"block freeze:sale: Nothing goes live here during “Sale”. Busy."}},
		{"one that ends as it opens, one that begins as it closes", func(a *policy.Around) {
			a.Freezes = []workflow.Period{freeze(true, hour(23, 0), hour(24, 6)), freeze(true, hour(24, 8), hour(25, 0))}
		}, time.Time{}, nil},
		{"a hard freeze that begins later in the open window", func(a *policy.Around) { a.Freezes = []workflow.Period{freeze(true, hour(24, 7), hour(24, 10))} }, hour(24, 6).Add(time.Minute),
			[]string{"warn freeze:sale: “Sale” begins before this window closes: be done by then. Busy."}},
		{"a hard freeze that has begun in the open window", func(a *policy.Around) { a.Freezes = []workflow.Period{freeze(true, hour(24, 7), hour(24, 10))} }, hour(24, 7),
			[]string{"block freeze:sale: Nothing goes live here during “Sale”. Busy."}},
		{"a hard freeze that is over in the open window", func(a *policy.Around) { a.Freezes = []workflow.Period{freeze(true, hour(24, 0), hour(24, 7))} }, hour(24, 7), nil},
		{"a soft freeze", func(a *policy.Around) { a.Freezes = []workflow.Period{freeze(false, hour(23, 0), hour(27, 0))} }, time.Time{},
			[]string{"warn freeze:sale: During “Sale” only what has to goes live here. Busy."}},
		{"a freeze of another system", func(a *policy.Around) {
			a.Freezes = []workflow.Period{freeze(true, hour(23, 0), hour(27, 0), func(p *workflow.Period) { p.Systems = []string{"db"} })}
		}, time.Time{}, nil},
		{"a freeze that excepts its type", func(a *policy.Around) {
			a.Freezes = []workflow.Period{freeze(true, hour(23, 0), hour(27, 0), func(p *workflow.Period) { p.Except = []workflow.ChangeType{workflow.Normal} })}
		}, time.Time{}, nil},

		{"a key account's blackout", func(a *policy.Around) { blackout(a, hour(24, 0), hour(25, 0)) }, time.Time{},
			[]string{"block blackout:acme: Acme must not be disturbed then. Their audit."}},
		{"of an account that does not use the system", func(a *policy.Around) { blackout(a, hour(24, 0), hour(25, 0), "db") }, time.Time{}, nil},
		{"of one that is named", func(a *policy.Around) {
			blackout(a, hour(24, 0), hour(25, 0), "db")
			a.Release.Request.Accounts = []string{"acme"}
		}, time.Time{}, []string{"block blackout:acme: Acme must not be disturbed then. Their audit."}},
		{"customers notice nothing", func(a *policy.Around) {
			blackout(a, hour(24, 0), hour(25, 0))
			a.Release.Request.Impact = workflow.ImpactNone
		}, time.Time{}, nil},

		{"all places taken", func(a *policy.Around) {
			a.Release.Place = nil
			a.Windows[tuesday.ID] = workflow.Window{Slot: tuesday, Places: []workflow.Reservation{{Release: 1}, {Release: 2}, {Release: 3}, {Release: 4}, {Release: 5}}}
		}, time.Time{}, []string{"block capacity: All 5 places of this window are taken."}},
		{"all places taken, one by itself", func(a *policy.Around) {
			a.Windows[tuesday.ID] = workflow.Window{Slot: tuesday, Places: []workflow.Reservation{{Release: 7}, {Release: 2}, {Release: 3}, {Release: 4}, {Release: 5}}}
		}, time.Time{}, nil},
		{"too few risk points left", func(a *policy.Around) {
			a.Release.Request.Risk = []string{"money"}
			a.Windows[tuesday.ID] = workflow.Window{Slot: tuesday, Places: []workflow.Reservation{{Release: 1, Points: 18}}}
		}, time.Time{}, []string{"block capacity: It has 3 risk points; 2 of 20 are left in this window."}},
		{"no risk", func(a *policy.Around) {
			a.Windows[tuesday.ID] = workflow.Window{Slot: tuesday, Places: []workflow.Reservation{{Release: 1, Points: 20}}}
		}, time.Time{}, nil},

		{"a dependency in an earlier window", func(a *policy.Around) { needs(a, placed(3, windowOn(23))) }, time.Time{}, nil},
		{"a dependency in the same window", func(a *policy.Around) { needs(a, placed(3, tuesday)) }, time.Time{}, nil},
		{"a dependency that is live", func(a *policy.Around) { needs(a, placed(3, tuesday, state(workflow.Live))) }, hour(24, 6), nil},
		{"one that was closed after it was live", func(a *policy.Around) {
			needs(a, placed(3, tuesday, state(workflow.Closed), func(r *workflow.Release) { r.History = []workflow.Entry{{From: workflow.Live, To: workflow.Closed}} }))
		}, hour(24, 6), nil},
		{"one that was closed after it was rolled back", func(a *policy.Around) {
			needs(a, placed(3, tuesday, state(workflow.Closed), func(r *workflow.Release) {
				r.LiveAt, r.History = monday, []workflow.Entry{{From: workflow.RolledBack, To: workflow.Closed}}
			}))
		}, hour(24, 6), []string{"block dependency:REL-3: It starts after REL-3, which is closed and does not go live."}},
		{"a dependency that is not live as the window is open", func(a *policy.Around) { needs(a, placed(3, tuesday)) }, hour(24, 6),
			[]string{"block dependency:REL-3: It starts after REL-3, which is not live yet."}},
		{"a dependency later", func(a *policy.Around) { needs(a, placed(3, tuesday, later)) }, time.Time{},
			[]string{"warn dependency:REL-3: It starts after REL-3, which goes live later."}},
		{"a dependency without a window, one withdrawn, one that never was", func(a *policy.Around) {
			needs(a, placed(3, tuesday, func(r *workflow.Release) { r.Place = nil }), placed(4, tuesday, state(workflow.Withdrawn)))
			a.Release.Request.DependsOn = append(a.Release.Request.DependsOn, 99)
		}, time.Time{}, []string{
			"warn dependency:REL-3: It starts after REL-3, which has no window yet.",
			"warn dependency:REL-4: It starts after REL-4, which is withdrawn and does not go live.",
			"warn dependency:REL-99: It starts after REL-99, and there is no such release."}},

		{"the same system in this window", func(a *policy.Around) { a.Others = []workflow.Release{placed(9, tuesday), placed(8, tuesday)} }, time.Time{},
			[]string{"warn system: REL-8 and REL-9 change the same system in this window. Agree who goes first."}},
		{"the same system in a window that overlaps", func(a *policy.Around) { a.Others = []workflow.Release{placed(9, late)} }, time.Time{},
			[]string{"warn system: REL-9 changes the same system at the same time. Agree who goes first."}},
		{"more than can be named", func(a *policy.Around) {
			for n := range workflow.Number(6) {
				a.Others = append(a.Others, placed(20+n, tuesday))
			}
		}, time.Time{}, []string{"warn system: REL-20, REL-21, REL-22 and 3 more change the same system in this window. Agree who goes first."}},
		{"the same system, in a declared order", func(a *policy.Around) {
			a.Others = []workflow.Release{placed(9, tuesday, func(r *workflow.Release) { r.Request.DependsOn = []workflow.Number{7} })}
		}, time.Time{}, nil},
		{"the same system, over already, elsewhere, or itself", func(a *policy.Around) {
			a.Others = []workflow.Release{placed(9, tuesday, state(workflow.Live)), placed(8, windowOn(26)), placed(7, tuesday)}
		}, time.Time{}, nil},
		{"another system", func(a *policy.Around) {
			a.Others = []workflow.Release{placed(9, tuesday, func(r *workflow.Release) { r.Request.System = "db" })}
		}, time.Time{}, nil},

		{"acceptance booked", func(a *policy.Around) {
			a.Booked["web:acceptance"] = []workflow.Booking{{Release: 7, From: hour(24, 0), To: hour(25, 0)}, {Release: 9, By: "SAM", From: hour(24, 7), To: hour(25, 0), Why: "Load test"}}
			a.Booked["web:test"] = []workflow.Booking{{By: "SAM", From: hour(24, 0), To: hour(25, 0)}}
		}, time.Time{}, []string{"warn environment:acceptance: Acceptance is booked by REL-9 then. Load test."}},

		{"its implementer in two windows", func(a *policy.Around) {
			a.Others = []workflow.Release{placed(9, late, func(r *workflow.Release) { r.Request.Implementer, r.Request.System = "TOM", "db" })}
		}, time.Time{}, []string{"warn implementer: Its implementer also brings REL-9 live at that time, in another window."}},
		{"its implementer twice in one window", func(a *policy.Around) {
			a.Others = []workflow.Release{placed(9, tuesday, func(r *workflow.Release) { r.Request.Implementer, r.Request.System = "TOM", "db" })}
		}, time.Time{}, nil},
		{"an approver for two windows", func(a *policy.Around) {
			asked := []workflow.Ask{{Role: "business", Person: "EVA", Revision: 1}}
			a.Release.State, a.Release.Asks = workflow.InApproval, asked
			a.Others = []workflow.Release{placed(9, late, state(workflow.InApproval), func(r *workflow.Release) { r.Asks, r.Request.System = asked, "db" })}
		}, time.Time{}, []string{"warn approver: The same approver is asked about REL-9, which goes live at that time in another window."}},
		{"who is away", func(a *policy.Around) {
			a.Policy.Absences = []workflow.Absence{{Person: "TOM", From: hour(20, 0), To: hour(25, 0)}, {Person: "CLEO", From: hour(24, 8), To: hour(25, 0)}}
		}, time.Time{}, []string{"warn absence:implementer: Its implementer is away then."}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := around()
			tc.set(a)
			if !tc.now.IsZero() {
				a.Now = tc.now
			}
			var got []string
			for _, f := range policy.Conflicts(a, &tuesday) {
				if f.Pass || f.Title == "" {
					t.Errorf("%+v passes, or has no title", f)
				}
				got = append(got, string(f.Weight)+" "+f.Rule+": "+f.Reason)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("conflicts (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAnEmergencyMeetsAFreezeAtThisMoment(t *testing.T) {
	a := around()
	a.Release.Request.Type, a.Release.Place = workflow.Emergency, nil
	a.Policy.Accounts = []workflow.KeyAccount{{Key: "acme", Name: "Acme", Blackouts: []workflow.Blackout{{From: hour(23, 0), To: hour(25, 0)}}}}
	a.Freezes = []workflow.Period{{Freeze: "sale", Name: "Sale", Hard: true, From: hour(23, 0), To: hour(24, 0)}}
	if found := policy.Conflicts(a, nil); len(found) != 1 || len(policy.Blocking(found)) != 1 || found[0].Earliest != hour(24, 0) {
		t.Errorf("in the freeze: %+v", found)
	}
	a.Freezes[0].Except = []workflow.ChangeType{workflow.Emergency}
	if found := policy.Conflicts(a, nil); len(found) != 0 {
		t.Errorf("in a freeze that excepts it: %+v", found)
	}
}

func TestAlternatives(t *testing.T) {
	a := around()
	windows := []workflow.Slot{windowOn(19), windowOn(24), windowOn(26), windowOn(28), windowOn(30)}
	full := workflow.Window{Slot: windowOn(28)}
	for n := range workflow.Number(5) {
		full.Places = append(full.Places, workflow.Reservation{Release: 100 + n})
	}
	a.Windows[full.ID] = full
	a.Freezes = []workflow.Period{{Freeze: "sale", Name: "Sale", Hard: true, From: hour(24, 0), To: hour(25, 0)}}
	a.Others = []workflow.Release{placed(9, windowOn(24)), placed(8, windowOn(26))}
	tuesday := windowOn(24)
	way := func(s workflow.Slot) workflow.Alternative {
		return workflow.Alternative{Window: s.ID, Opens: s.Opens, Closes: s.Closes, Zone: "UTC"}
	}
	want := map[string][]workflow.Alternative{
		"freeze:sale": {way(windowOn(26)), way(windowOn(30))}, // not the past, not the full one
		"system":      {way(windowOn(30)), {After: 9}},        // nor where the same arises
	}
	got := map[string][]workflow.Alternative{}
	for _, f := range policy.WithAlternatives(a, &tuesday, policy.Conflicts(a, &tuesday), windows) {
		got[f.Rule] = f.Alternatives
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("alternatives (-want +got):\n%s", diff)
	}
}

// Whatever is around: a hard freeze or a blackout blocks exactly the windows that
// it covers and that are not over, an alternative is never blocked, never in the
// past and free of what it is an alternative to, and there are at most two.
func TestAlternativesAreWaysOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := around()
		var windows []workflow.Slot
		for day := 19; day <= 30; day++ {
			windows = append(windows, windowOn(day))
		}
		for range rapid.IntRange(0, 4).Draw(t, "freezes") {
			from := hour(rapid.IntRange(19, 30).Draw(t, "day"), rapid.IntRange(0, 23).Draw(t, "hour"))
			a.Freezes = append(a.Freezes, workflow.Period{Freeze: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "key"), Hard: rapid.Bool().Draw(t, "hard"),
				From: from, To: from.Add(time.Duration(rapid.IntRange(1, 72).Draw(t, "hours")) * time.Hour)})
		}
		for n := range rapid.IntRange(0, 8).Draw(t, "others") {
			r := placed(workflow.Number(20+n), rapid.SampledFrom(windows).Draw(t, "window"))
			a.Others = append(a.Others, r)
			w := a.Windows[r.Place.Window]
			w.Slot = windowOn(r.Place.Opens.Day())
			w.Places = append(w.Places, workflow.Reservation{Release: r.Number, Points: rapid.IntRange(0, 10).Draw(t, "points")})
			a.Windows[w.ID] = w
		}
		a.Release.Request.Risk = rapid.SampledFrom([][]string{nil, {"money"}, {"money", "data", "no-switch"}}).Draw(t, "risk")
		slot := rapid.SampledFrom(windows).Draw(t, "slot")
		found := policy.WithAlternatives(a, &slot, policy.Conflicts(a, &slot), windows)
		hard := slices.ContainsFunc(a.Freezes, func(p workflow.Period) bool { return p.Hard && p.From.Before(slot.Closes) && slot.Opens.Before(p.To) })
		blocked := slices.ContainsFunc(policy.Blocking(found), func(f workflow.Finding) bool { return strings.HasPrefix(f.Rule, policy.RuleFreeze) })
		if hard != blocked {
			t.Fatalf("frozen hard %t, blocked %t: %+v", hard, blocked, found)
		}
		for _, f := range found {
			if len(f.Alternatives) > 2 {
				t.Fatalf("%d alternatives", len(f.Alternatives))
			}
			for _, way := range f.Alternatives {
				if way.After != 0 {
					continue
				}
				i := slices.IndexFunc(windows, func(s workflow.Slot) bool { return s.ID == way.Window })
				if !policy.CheckSlot(windows[i], a.Now).Pass {
					t.Fatalf("%v cannot be asked for", way)
				}
				for _, g := range policy.Conflicts(a, &windows[i]) {
					if g.Rule == f.Rule || g.Weight == workflow.Block {
						t.Fatalf("%v as an alternative to %s has %s: %s", way, f.Rule, g.Rule, g.Reason)
					}
				}
			}
		}
	})
}

func BenchmarkConflictsOfAFullWindow(b *testing.B) {
	a := around()
	var windows []workflow.Slot
	for day := 24; day <= 30; day++ {
		windows = append(windows, windowOn(day))
		for n := range 60 {
			a.Others = append(a.Others, placed(workflow.Number(100*day+n), windowOn(day)))
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		policy.WithAlternatives(a, &windows[0], policy.Conflicts(a, &windows[0]), windows)
	}
}
