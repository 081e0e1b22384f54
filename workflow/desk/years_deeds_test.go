package desk_test

import (
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/desk"
	"drumbeat/workflow/policy"
)

// deed is something that somebody does at a desk. Done again it is a copy of the
// same request.
type deed func(*desk.Desk)

// draw draws what somebody does, with everything that it needs, so that doing it
// asks for no more.
func (y *years) draw() (deed, string) {
	switch y.dice(20, "deed") {
	case 0, 1, 2, 3:
		return y.submits(), "submit"
	case 4, 5, 6, 7, 8:
		return y.acts()
	case 9, 10, 11, 12, 13:
		return y.goesOn()
	case 14:
		return y.packs()
	case 15:
		return y.changesPolicy(), "policy"
	case 16:
		return y.goesAway()
	case 17, 18:
		return y.books()
	}
	return y.leaves()
}

// fine tells whether an error is one that people may be told.
func (y *years) fine(what string, err error) bool {
	if err == nil {
		return true
	}
	e, ok := refusal(err)
	if !ok || e.Message == "" || e.Code == workflow.CodeInternal || e.Code == workflow.CodeUnknown {
		y.seen.complain("%s is refused without a sentence for the person: %v", what, err)
	}
	return false
}

func (y *years) policy() workflow.Policy {
	p, err := y.store.Policies.Current(y.ctx)
	if err != nil {
		y.t.Fatal(err)
	}
	return p
}

// form draws what somebody asks for.
func (y *years) form(p *workflow.Policy) workflow.Request {
	t := y.t
	q := workflow.Request{Title: "A change", What: "something", Why: "value", Impact: workflow.ImpactNoticeable, Rollback: "switch off", Evidence: "tested",
		Briefing: workflow.Briefing{Notice: "n", Say: "s", IfTheyCall: "i"}}
	q.System = rapid.SampledFrom(p.Systems).Draw(t, "system").Key
	q.Team = rapid.SampledFrom(yearsTeams).Draw(t, "team")
	q.Type = rapid.SampledFrom([]workflow.ChangeType{workflow.Standard, workflow.Standard, workflow.Normal, workflow.Normal, workflow.Normal, workflow.Major, workflow.Emergency}).Draw(t, "type")
	q.EffortHours = map[workflow.ChangeType]int{workflow.Standard: 1, workflow.Normal: 6, workflow.Major: 20, workflow.Emergency: 2}[q.Type]
	for _, risk := range p.Risk {
		if rapid.IntRange(0, 4).Draw(t, "risk") == 0 {
			q.Risk = append(q.Risk, risk.Key)
		}
	}
	q.Implementer = rapid.SampledFrom([]workflow.PersonID{"TOM", "INES", "PIET"}).Draw(t, "implementer")
	q.Contact = "TOM"
	if rapid.IntRange(0, 2).Draw(t, "window asked for") == 0 {
		s, _ := p.System(q.System)
		if h, ok := p.Heartbeat(s.Rides(q.Type)); ok {
			if slots, err := calendar.Next(h, y.now, 4); err == nil && len(slots) > 0 {
				q.Window = rapid.SampledFrom(slots).Draw(t, "window").ID
			}
		}
	}
	if n := y.seen.newest(); n > 0 && rapid.IntRange(0, 5).Draw(t, "depends") == 0 {
		q.DependsOn = []workflow.Number{workflow.Number(rapid.IntRange(1, int(n)).Draw(t, "on"))}
	}
	if len(p.Accounts) > 0 && rapid.IntRange(0, 4).Draw(t, "account") == 0 {
		q.Accounts = []string{p.Accounts[0].Key}
	}
	if len(p.Templates) > 0 && rapid.IntRange(0, 3).Draw(t, "template") == 0 {
		q.Template = p.Templates[0].Key
	}
	return q
}

func (y *years) submits() deed {
	p := y.policy()
	form, by, id := y.form(&p), rapid.SampledFrom(askers).Draw(y.t, "by"), y.request()
	return func(d *desk.Desk) {
		out, err := d.Submit(y.ctx, by, id, form)
		if y.fine("a request", err) {
			y.seen.filed(out.Release.Number, id)
		}
	}
}

// oneOf draws a release: mostly one that is open; of two who act at once, the
// second often does something to what the first is about.
func (y *years) oneOf() (workflow.Release, bool) {
	all := y.seen.releases()
	if y.focus != 0 && rapid.Bool().Draw(y.t, "the same") {
		return all[y.focus-1], true
	}
	open := slices.DeleteFunc(slices.Clone(all), func(r workflow.Release) bool { return r.State.Final() })
	if len(open) > 0 && rapid.IntRange(0, 7).Draw(y.t, "open") > 0 {
		all = open
	}
	if len(all) == 0 {
		return workflow.Release{}, false
	}
	r := all[rapid.IntRange(0, len(all)-1).Draw(y.t, "release")]
	y.subject = r.Number
	return r, true
}

// acts draws one thing done to one release by somebody, who may be allowed to or
// not.
func (y *years) acts() (deed, string) {
	r, ok := y.oneOf()
	if !ok {
		return y.submits(), "submit"
	}
	var acts []workflow.Action
	for _, row := range workflow.Life {
		if row.Action != workflow.ActSubmit && (slices.Contains(row.From, r.State) || rapid.IntRange(0, 9).Draw(y.t, "anything") == 0) {
			acts = append(acts, row.Action)
		}
	}
	if len(acts) == 0 {
		acts = []workflow.Action{workflow.ActWithdraw}
	}
	action := rapid.SampledFrom(acts).Draw(y.t, "action")
	p := y.policy()
	by := rapid.SampledFrom(yearsPeople).Draw(y.t, "by")
	if can := policy.Can(&p, y.seen.members(&p, y.dir), &r, action); len(can) > 0 && rapid.IntRange(0, 3).Draw(y.t, "allowed") > 0 {
		by = rapid.SampledFrom(can).Draw(y.t, "who can")
	}
	return y.command(y.filled(&p, &r, desk.Command{Action: action, Release: r.Number, By: by}))
}

// filled draws the rest of a command.
func (y *years) filled(p *workflow.Policy, r *workflow.Release, c desk.Command) desk.Command {
	t := y.t
	c.Request, c.Reason = y.request(), rapid.SampledFrom([]string{"because", "because of that", ""}).Draw(t, "reason")
	c.Anyway = rapid.Bool().Draw(t, "anyway")
	if rapid.IntRange(0, 3).Draw(t, "seen") == 0 {
		c.Seen = rapid.IntRange(max(1, r.Revision-1), r.Revision).Draw(t, "revision seen")
	}
	switch c.Action {
	case workflow.ActEdit, workflow.ActResubmit:
		form := r.Request
		if fresh := y.form(p); rapid.Bool().Draw(t, "other") {
			fresh.Source = form.Source
			form = fresh
		} else {
			form.What = rapid.SampledFrom([]string{form.What, "something else"}).Draw(t, "what")
			form.Title = rapid.SampledFrom([]string{form.Title, "A better title"}).Draw(t, "title")
			form.Risk = fresh.Risk
		}
		c.Form = &form
	case workflow.ActMove:
		s, _ := p.System(r.Request.System)
		if h, ok := p.Heartbeat(s.Rides(r.Request.Type)); ok {
			if slots, err := calendar.Next(h, y.now, 6); err == nil && len(slots) > 0 {
				c.Window = rapid.SampledFrom(slots).Draw(t, "to").ID
			}
		}
	case workflow.ActSignOff:
		c.About = string(rapid.SampledFrom([]workflow.Stage{workflow.Test, workflow.Acceptance}).Draw(t, "stage"))
	case workflow.ActEndorse:
		c.Bundle = rapid.SampledFrom([]string{"", "patches", "the autumn release"}).Draw(t, "bundle")
	case workflow.ActReorder:
		c.Top = rapid.Bool().Draw(t, "top")
		fallthrough
	case workflow.ActMerge:
		if rapid.IntRange(0, 3).Draw(t, "end") > 0 {
			c.Other = workflow.Number(rapid.IntRange(1, int(y.seen.newest())).Draw(t, "other"))
			if y.focus != 0 && y.focus != r.Number {
				c.Other = y.focus
			}
			y.aim = c.Other
		}
	}
	return c
}

// command is a command as a deed. Refused, it leaves the release as it was.
func (y *years) command(c desk.Command) (deed, string) {
	if y.dir.gone[c.By] {
		c.By = "ROSA" // who is deactivated clicks nothing
	}
	return func(d *desk.Desk) {
		_, err := d.Do(y.ctx, c)
		if y.fine(string(c.Action), err) {
			y.did["done: "+string(c.Action)]++
		} else if now, gone := y.store.Releases.Get(y.ctx, c.Release); gone == nil {
			if e, done := now.Done(c.Request); done {
				y.seen.complain("%s of %s by %s was refused (%v) and is in the history (entry %d)", c.Action, c.Release, c.By, err, e.Seq)
			}
		}
	}, string(c.Action)
}

// goesOn draws what brings a release a step further, by somebody who may: who
// decides does, and at the opening of its window it starts.
func (y *years) goesOn() (deed, string) {
	r, ok := y.oneOf()
	if !ok {
		return y.submits(), "submit"
	}
	p := y.policy()
	next := map[workflow.State][]workflow.Action{
		workflow.Submitted: {workflow.ActTriage, workflow.ActEndorse}, workflow.Returned: {workflow.ActResubmit},
		workflow.InApproval: {workflow.ActApprove, workflow.ActApprove, workflow.ActSignOff}, workflow.Scheduled: {workflow.ActStart, workflow.ActStart, workflow.ActSignOff},
		workflow.Deploying: {workflow.ActLive, workflow.ActLive, workflow.ActRollBack}, workflow.Live: {workflow.ActReview, workflow.ActClose},
		workflow.RolledBack: {workflow.ActResubmit, workflow.ActReview, workflow.ActClose}, workflow.Rejected: {workflow.ActWithdrawRejection},
	}[r.State]
	if len(next) == 0 {
		return y.acts()
	}
	if r.State == workflow.InApproval && y.dice(2, "all of them") == 0 {
		return y.allApprove(&p, &r), "approve"
	}
	action := rapid.SampledFrom(next).Draw(y.t, "next")
	if action == workflow.ActStart && r.Place != nil && y.now.Before(r.Place.Opens) && rapid.IntRange(0, 3).Draw(y.t, "wait") > 0 {
		y.now = r.Place.Opens.Add(time.Duration(rapid.IntRange(0, 40).Draw(y.t, "minutes after")) * time.Minute)
		y.round(0)
	}
	can := policy.Can(&p, y.seen.members(&p, y.dir), &r, action)
	if len(can) == 0 {
		return y.acts()
	}
	return y.command(y.filled(&p, &r, desk.Command{Action: action, Release: r.Number, By: rapid.SampledFrom(can).Draw(y.t, "who can")}))
}

// allApprove has everybody who can approve a release do so, one after the other.
func (y *years) allApprove(p *workflow.Policy, r *workflow.Release) deed {
	id := y.request()
	who := policy.Can(p, y.seen.members(p, y.dir), r, workflow.ActApprove)
	return func(d *desk.Desk) {
		for _, by := range who {
			if y.dir.gone[by] {
				continue
			}
			_, err := d.Do(y.ctx, desk.Command{Action: workflow.ActApprove, Release: r.Number, By: by, Request: id + string(by)})
			if y.fine("an approval", err) {
				y.did["done: approve"]++
			}
		}
	}
}

// packs draws one thing done to a whole window.
func (y *years) packs() (deed, string) {
	r, ok := y.oneOf()
	if !ok || r.Place == nil {
		return y.submits(), "submit"
	}
	p := y.policy()
	c := desk.PackageCommand{Window: r.Place.Window, Request: y.request(), Reason: "together", By: rapid.SampledFrom([]workflow.PersonID{"ROSA", "ROSA", "TOM"}).Draw(y.t, "by"),
		Action: rapid.SampledFrom([]workflow.Action{workflow.ActStart, workflow.ActPostpone, workflow.ActMove}).Draw(y.t, "action")}
	c.To = y.filled(&p, &r, desk.Command{Action: workflow.ActMove}).Window
	c.Anyway = rapid.Bool().Draw(y.t, "anyway")
	name := "package " + string(c.Action)
	return func(d *desk.Desk) {
		done, err := d.Package(y.ctx, c)
		if y.fine(name, err) {
			for _, res := range done.Results {
				if res.Done {
					y.did["done: "+name]++
				}
			}
		}
	}, name
}

// changesPolicy draws another policy, or a part of it; what cannot stay in its
// window may make way.
func (y *years) changesPolicy() deed {
	p := y.policy()
	if rapid.IntRange(0, 3).Draw(y.t, "all of it") == 0 {
		next := drawPolicy(y.t, y.now)
		next.Absences = p.Absences
		p = next
	} else {
		rapid.SampledFrom(policyParts).Draw(y.t, "part")(y.t, &p, y.now)
	}
	by, id := rapid.SampledFrom([]workflow.PersonID{"ROSA", "ROSA", "RUUD", "INES"}).Draw(y.t, "by"), y.request()
	move := rapid.Bool().Draw(y.t, "make way")
	return func(d *desk.Desk) {
		_, err := d.ChangePolicy(y.ctx, desk.PolicyChange{By: by, Why: "we learned", Request: id, Apply: func(now *workflow.Policy) error {
			next := p
			next.Version, next.Requests, next.MoveBefore = now.Version, now.Requests, now.MoveBefore
			if move {
				next.MoveBefore = y.now
			}
			*now = next
			return nil
		}})
		if y.fine("a policy", err) {
			y.did["done: policy"]++
		}
	}
}

// goesAway draws an absence, or the end of one.
func (y *years) goesAway() (deed, string) {
	p := y.policy()
	if len(p.Absences) > 0 && rapid.Bool().Draw(y.t, "back") {
		a, id := rapid.SampledFrom(p.Absences).Draw(y.t, "who is back"), y.request()
		return func(d *desk.Desk) {
			_, err := d.EndAbsence(y.ctx, a.Person, workflow.StandInID(a), id)
			y.fine("coming back", err)
		}, "back"
	}
	day := y.now.UTC().Truncate(24 * time.Hour)
	c := desk.AwayCommand{By: rapid.SampledFrom(yearsPeople).Draw(y.t, "who"), Request: y.request(), From: day.AddDate(0, 0, rapid.IntRange(0, 9).Draw(y.t, "in days"))}
	c.Back = c.From.AddDate(0, 0, rapid.IntRange(0, 21).Draw(y.t, "for days"))
	c.Substitute = rapid.SampledFrom(append([]workflow.PersonID{""}, yearsPeople...)).Draw(y.t, "substitute")
	return func(d *desk.Desk) {
		_, err := d.Away(y.ctx, c)
		y.fine("an absence", err)
	}, "away"
}

// books draws a booking of an environment, or the end of one.
func (y *years) books() (deed, string) {
	p := y.policy()
	s := rapid.SampledFrom(p.Systems).Draw(y.t, "system")
	want := desk.Booking{Environment: workflow.MakeEnvironmentID(s.Key, s.Environments[rapid.IntRange(0, len(s.Environments)-1).Draw(y.t, "environment")].Key),
		By: rapid.SampledFrom(yearsPeople).Draw(y.t, "by"), Request: y.request(), Why: "a test"}
	want.From = y.now.Add(time.Duration(rapid.IntRange(0, 100).Draw(y.t, "from")) * time.Hour)
	want.To = want.From.Add(time.Duration(rapid.IntRange(0, 100).Draw(y.t, "hours")) * time.Hour)
	street, _ := y.store.Streets.Get(y.ctx, want.Environment)
	if len(street.Bookings) > 0 && rapid.Bool().Draw(y.t, "another") {
		k := rapid.SampledFrom(street.Bookings).Draw(y.t, "booking")
		want.ID, want.By = k.ID, rapid.SampledFrom([]workflow.PersonID{k.By, k.By, "ROSA", "STRANGER"}).Draw(y.t, "by whom")
		if rapid.Bool().Draw(y.t, "give back") {
			return func(d *desk.Desk) { _, err := d.GiveBack(y.ctx, want); y.fine("giving back", err) }, "give back"
		}
		return func(d *desk.Desk) { _, err := d.Extend(y.ctx, want); y.fine("extending", err) }, "extend"
	}
	if r, ok := y.oneOf(); ok && rapid.Bool().Draw(y.t, "for a release") {
		want.Release, want.By = r.Number, r.Requester
	}
	return func(d *desk.Desk) {
		if _, err := d.Book(y.ctx, want); y.fine("a booking", err) {
			y.did["done: book"]++
		}
	}, "book"
}

// leaves draws a change of who is there: an account is deactivated or there
// again, a group gets others.
func (y *years) leaves() (deed, string) {
	if y.paired {
		return y.submits(), "submit" // who is there changes between two deeds
	}
	if rapid.Bool().Draw(y.t, "group") {
		group := rapid.SampledFrom([]string{"@business-owners", "@operations", "@quality", "@on-call"}).Draw(y.t, "which")
		y.dir.groups[group] = rapid.SliceOfNDistinct(rapid.SampledFrom(yearsPeople), 1, 4, rapid.ID).Draw(y.t, "members")
		return func(*desk.Desk) {}, fmt.Sprint("others in ", group)
	}
	who := rapid.SampledFrom([]workflow.PersonID{"EVA", "OMAR", "PIET", "LENA", "RUUD", "SVEN"}).Draw(y.t, "who leaves")
	y.dir.gone[who] = !y.dir.gone[who]
	return func(*desk.Desk) {}, "an account"
}
