package render_test

import (
	"fmt"
	"time"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow"
)

// booking is acceptance of the web shop for REL-1042, until Friday.
func (w world) booking(by workflow.PersonID, from, to string) workflow.BookingFacts {
	return workflow.BookingFacts{
		Booking: workflow.Booking{ID: "3f2a9c0d11e2b7aa", Release: 1042, By: by, From: at(from), To: at(to), Why: w.say("why", "regression test"), At: monday},
		Place:   "web-shop:acceptance", Environment: w.say("environment", "Acceptance"), System: w.say("system", "Web shop"),
		Title: w.say("title", "Faster checkout for returning customers"), Names: w.names(), Zone: "Europe/Amsterdam", Now: monday, Mine: by == lena,
	}
}

// street is a system with so many environments, each with so many bookings.
func (w world) street(key string, places, bookings int) workflow.StreetFacts {
	f := workflow.StreetFacts{Now: monday, Names: w.names(), Zone: "Europe/Amsterdam",
		System: workflow.Platform{Key: key, Name: w.say("system", "Web shop")}}
	for i := range places {
		e := workflow.Environment{Key: fmt.Sprintf("acceptance-%d", i), Name: w.say("environment", "Acceptance"), Stage: workflow.Acceptance, SignOff: "quality"}
		f.System.Environments = append(f.System.Environments, e)
		p := workflow.PlaceFacts{Environment: e, ID: workflow.MakeEnvironmentID(key, e.Key), Role: w.say("role", "quality")}
		for n := range bookings {
			day := fmt.Sprintf("2026-11-%02d", 24+n%6)
			b := w.booking([]workflow.PersonID{lena, omar, tom}[n%3], day+" 09:00", day+" 17:00")
			if n == 0 {
				b.From = monday.Add(-time.Hour)
				p.Holder = &b
				continue
			}
			p.Coming = append(p.Coming, b)
		}
		if i == 1 && bookings == 0 {
			p.Since = monday.Add(-2 * time.Hour)
		}
		f.Places = append(f.Places, p)
	}
	return f
}

// streets are the environments, their bookings and their forms.
func (w world) streets() []example {
	var out []example
	add := func(kind, name, state string, body any) { out = append(out, example{kind, name, state, body}) }
	add("response", "env", "none", render.Streets(w.locale, nil, false))
	add("response", "env", "none_of_one", render.Streets(w.locale, []workflow.StreetFacts{w.street("web-shop", 0, 0)}, true))
	add("response", "env", "free", render.Streets(w.locale, []workflow.StreetFacts{w.street("web-shop", 2, 0)}, true))
	add("response", "env", "booked", render.Streets(w.locale, []workflow.StreetFacts{w.street("web-shop", 1, 3), w.street("payment", 2, 1)}, false))
	manager := w.street("web-shop", 2, 4)
	manager.Manager = true
	add("response", "env", "manager", render.Streets(w.locale, []workflow.StreetFacts{manager}, true))
	var many []workflow.StreetFacts
	systems, places, bookings := 60, 4, 30
	if w.small {
		systems, places, bookings = 3, 3, 3
	}
	for i := range systems {
		many = append(many, w.street(fmt.Sprintf("system-%d", i), places, bookings))
	}
	add("response", "env", "many", render.Streets(w.locale, many, false))
	add("response", "env", "many_of_one", render.Streets(w.locale, []workflow.StreetFacts{w.street("web-shop", 10*places, bookings)}, true))

	b := w.booking(lena, "2026-11-23 09:00", "2026-11-27 17:00")
	later := w.booking(lena, "2026-11-25 09:00", "2026-11-27 17:00")
	next := workflow.Booking{ID: "77", By: omar, From: at("2026-11-30 09:00"), To: at("2026-11-30 17:00"), Release: 1039}
	followed := b
	followed.Next = &next
	add("response", "booked", "now", render.Booked(w.locale, followed, lena))
	add("response", "booked", "later", render.Booked(w.locale, later, lena))
	gone := b
	gone.Ended, gone.EndedBy = monday, lena
	add("response", "gave_back", "own", render.GaveBack(w.locale, gone, lena))
	gone.From = at("2026-11-25 09:00")
	add("response", "gave_back", "not_begun", render.GaveBack(w.locale, gone, lena))
	gone.EndedBy, gone.Mine, gone.EndedWhy = eva, false, w.say("reason", "The payment update goes first.")
	add("response", "gave_back", "others", render.GaveBack(w.locale, gone, eva))
	for _, lead := range []string{workflow.BookingBegins, workflow.BookingEarly, workflow.BookingEnds, workflow.BookingTaken} {
		said := followed
		if lead == workflow.BookingTaken {
			said = gone
		}
		add("message", "booking", lead, render.Booking(w.locale, said, lead))
	}

	form := workflow.BookFacts{Now: monday, Streets: many, Chosen: many[1].Places[2].ID, From: monday, To: monday.Add(24 * time.Hour), Zone: "Europe/Amsterdam"}
	for i := range systems {
		r := w.release()
		r.Number += workflow.Number(i)
		form.Mine = append(form.Mine, r)
	}
	add("modal", "book", "many", render.BookForm(w.locale, form, action.Modal{Channel: "C0RELEASES"}))
	form.Streets, form.Mine, form.Chosen = many[:1], nil, ""
	add("modal", "book", "first", render.BookForm(w.locale, form, action.Modal{}))
	m := action.Modal{Environment: b.Place, Booking: b.ID}
	add("modal", "extend", "followed", render.ExtendForm(w.locale, followed, m))
	add("modal", "give_back", "others", render.BackForm(w.locale, b, m))
	return append(out, w.signOffs()...)
}

// accepting is REL-1042 scheduled, which acceptance and a load test have to sign off.
func (w world) accepting(given int) workflow.ReleaseFacts {
	f := w.in(workflow.Scheduled)
	for i, key := range []string{"acceptance", "load"} {
		s := workflow.StageFacts{Environment: workflow.Environment{Key: key, Name: w.say("environment", map[string]string{"acceptance": "Acceptance", "load": "Load test"}[key]), SignOff: "quality"},
			Role: w.say("role", "quality"), Can: []workflow.PersonID{lena, omar}}
		if i < given {
			s.Given = &workflow.SignOff{Environment: key, By: lena, At: monday, Revision: 3, Evidence: w.say("evidence", "All 40 receipts; BASKET-77.")}
			f = w.then(f, workflow.Entry{At: monday, By: lena, Action: workflow.ActSignOff, To: workflow.Scheduled, About: key, Reason: s.Given.Evidence})
		} else {
			f.Findings = append(f.Findings, workflow.Finding{Rule: "sign-off:" + key, Title: w.say("finding", "acceptance sign-off"), Weight: workflow.Block, Reason: "Not given yet.", Who: s.Can})
		}
		f.Stages = append(f.Stages, s)
	}
	f.Actions = append([]workflow.Action{workflow.ActSignOff}, f.Actions...)
	return f
}

func (w world) signOffs() []example {
	var out []example
	add := func(kind, name, state string, body any) { out = append(out, example{kind, name, state, body}) }
	for given, state := range []string{"none", "one", "all"} {
		f := w.accepting(given)
		add("message", "card", "sign_off_"+state, render.Card(w.locale, f))
		add("message", "sign_off", state, render.AskSignOff(w.locale, f, lena, 3))
		add("modal", "details", "sign_off_"+state, render.Details(w.locale, f))
	}
	add("message", "sign_off", "by_others", render.AskSignOff(w.locale, w.accepting(2), omar, 3))
	add("message", "sign_off", "older", render.AskSignOff(w.locale, w.accepting(0), lena, 2))
	withdrawn := w.in(workflow.Withdrawn)
	withdrawn.Stages = w.accepting(0).Stages
	add("message", "sign_off", "withdrawn", render.AskSignOff(w.locale, withdrawn, lena, 3))
	stuck := w.accepting(0)
	stuck.Stages[0].Can, stuck.Stages[0].Problem = nil, w.say("problem", "nobody holds the role quality")
	add("modal", "details", "sign_off_stuck", render.Details(w.locale, stuck))
	add("modal", "sign_off", "two", render.SignOffForm(w.locale, w.accepting(0), lena, action.Modal{}))
	f := w.accepting(1)
	e := f.Release.Last()
	add("message", "event", "sign_off", render.Event(w.locale, f, e))
	add("response", "done", "sign_off", render.Done(w.locale, f, e, false))
	return out
}
