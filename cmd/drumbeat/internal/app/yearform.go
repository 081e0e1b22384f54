package app

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
)

// yearLongest bounds what is added to a text again and again.
const yearLongest = 900

func clipped(s string) string { return s[:min(len(s), yearLongest)] }

// form is what somebody asks for, as the dice fall.
func (y *year) form() (by workflow.PersonID, q workflow.Request) {
	team := y.roll(len(yearTeams))
	by, engineer := y.member(2*team), y.member(2*team+1)
	system := yearSystem(one(y, yearWork[team/8]))
	switch dice := y.roll(100); {
	case dice < 30:
		q = y.routine(system)
	case dice < 32:
		q = y.outage(system)
	default:
		q = y.change(system, dice > 86)
	}
	q.System, q.Team, q.Contact, q.Implementer = system.key, yearTeams[team], by, engineer
	if q.Type != workflow.Emergency {
		y.wishes(&q)
	}
	return by, q
}

// change is a normal or a major change.
func (y *year) change(s yearPlatform, major bool) workflow.Request {
	c := one(y, yearChanges(s.key))
	scope := yearScope{}
	switch {
	case c.notice != "" && !s.inside:
		scope = one(y, yearCustomers)
	case s.inside && s.key != "data":
		scope = one(y, yearPlaces)
	default:
		scope = one(y, yearSteps)
	}
	q := workflow.Request{Title: c.title + scope.title, What: strings.TrimSpace(c.what + " " + scope.only), Why: c.why,
		Type: workflow.Normal, EffortHours: 2 + y.roll(7), Impact: workflow.ImpactNone, Rollback: one(y, yearWaysBack)}
	if major {
		q.Type, q.EffortHours, q.Evidence = workflow.Major, 12+y.roll(60), one(y, yearEvidence)
	}
	for _, risk := range []string{"money", "no-switch", "data", "first-time"} {
		if y.roll(5) == 0 || risk == "money" && (s.key == "payment" || s.key == "billing") {
			q.Risk = append(q.Risk, risk)
		}
	}
	if c.notice != "" {
		q.Impact = workflow.ImpactNoticeable
		q.Briefing = workflow.Briefing{Notice: strings.TrimSpace(c.notice + " " + scope.only), Say: c.say, DontPromise: one(y, yearPromises), IfTheyCall: c.call}
	}
	return q
}

// routine is a small standard change, most of them from a template.
func (y *year) routine(s yearPlatform) workflow.Request {
	r := one(y, yearRoutines)
	q := workflow.Request{Title: fmt.Sprintf(r.title, s.name, y.now.Format("January")), What: r.what, Why: r.why, Type: workflow.Standard, EffortHours: 1,
		Impact: workflow.ImpactNone, Rollback: yearWaysBack[1]}
	if y.roll(25) > 0 {
		q.Template = r.template
	}
	return q
}

// outage is an emergency.
func (y *year) outage(s yearPlatform) workflow.Request {
	lines := strings.Split(yearOutages[s.key], "\n")
	part := strings.Split(one(y, lines), "|")
	return workflow.Request{Title: part[0], What: part[1], Type: workflow.Emergency, Impact: workflow.ImpactNoticeable, Incident: fmt.Sprintf("INC-%05d", 20000+y.roll(9000)),
		Briefing: workflow.Briefing{Notice: part[2], Say: part[3]}}
}

// wishes adds what only some ask for: a window, a day, tickets, key accounts,
// what has to be live before.
func (y *year) wishes(q *workflow.Request) {
	if y.roll(3) == 0 {
		q.Links = fmt.Sprintf("https://tickets.basket.example/%s-%d", strings.ToUpper(q.System[:3]), 1000+y.roll(9000))
	}
	if y.roll(5) == 0 {
		q.Target = y.now.AddDate(0, 0, 7+y.roll(28)).Truncate(24 * time.Hour)
	}
	if y.roll(12) == 0 {
		q.Accounts = []string{one(y, yearAccounts).key}
	}
	if q.Type == workflow.Major && y.roll(6) == 0 {
		q.Downtime, q.Impact = true, workflow.ImpactOutage
		if q.Briefing.Empty() {
			q.Briefing = workflow.Briefing{Notice: "It does not answer for about ten minutes.", Say: "We are working on it tonight; in ten minutes it is back.", IfTheyCall: "Longer than half an hour? Call the point of contact."}
		}
	}
	if y.roll(25) == 0 {
		q.Team = one(y, yearSuppliers)
	}
	if q.Type != workflow.Standard && y.roll(2) == 0 {
		y.wishWindow(q)
	}
	if y.roll(20) == 0 {
		y.wishAfter(q)
	}
}

// wishWindow asks for one of the windows of the system in the weeks to come.
func (y *year) wishWindow(q *workflow.Request) {
	p, err := y.desk.Policy(y.ctx)
	if err != nil {
		return
	}
	system, _ := p.System(q.System)
	h, _ := p.Heartbeat(system.Rides(q.Type))
	if slots, err := calendar.Next(h, y.now.Add(36*time.Hour), 12); err == nil && len(slots) == 12 {
		q.Window = slots[1+y.roll(11)].ID
	}
}

// wishAfter asks to go live after another change of the same system.
func (y *year) wishAfter(q *workflow.Request) {
	open := y.yearbook.releases[max(0, len(y.yearbook.releases)-60):]
	for _, r := range slices.Backward(open) {
		if r.Request.System == q.System && r.OnItsWay() && r.Request.Type != workflow.Emergency {
			q.DependsOn = []workflow.Number{r.Number}
			return
		}
	}
}
