package settings

import (
	"errors"
	"slices"
	"strings"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/policy"
)

func (c *checker) systems() {
	c.keys("systems", keysOf(c.p.Systems, func(s workflow.Platform) string { return s.Key }))
	if len(c.p.Systems) == 0 {
		c.bad("systems", "There is no system: nobody could ask for a release. Add one.")
	}
	for i, s := range c.p.Systems {
		at := indexed("systems", i)
		c.name(at+".name", s.Name)
		c.heartbeat(at+".heartbeat", s.Heartbeat)
		if s.Maintenance != "" {
			c.heartbeat(at+".maintenance", s.Maintenance)
		}
		c.target(at+".triage_within", s.TriageWithin)
		c.target(at+".decide_within", s.DecideWithin)
		c.handedOver(at, s)
		c.keys(at+".environments", keysOf(s.Environments, func(e workflow.Environment) string { return e.Key }))
		for j, e := range s.Environments {
			env := indexed(at+".environments", j)
			c.name(env+".name", e.Name)
			switch {
			case e.Stage == workflow.Production:
				c.bad(env+".stage", "Production is no environment to book: it is what windows are for. Leave it out.")
			case !slices.Contains(workflow.Stages, e.Stage):
				c.bad(env+".stage", "%q is no stage. Write development, test or acceptance.", clip(string(e.Stage)))
			}
			if e.SignOff != "" {
				c.holder(env+".sign_off", e.SignOff)
			}
		}
	}
}

// longestTarget is longer than anybody is asked to wait.
const longestTarget = 1000 * time.Hour

// target checks how long a request of a system may wait; 0 is what its type says.
func (c *checker) target(field string, within time.Duration) {
	switch {
	case within < 0:
		c.bad(field, "A target cannot be negative. Write hours, as in \"4h\", or leave it out: then it is what the change type says.")
	case within > longestTarget:
		c.bad(field, "Nobody waits that long. Write at most 1000h, or leave it out: then it is what the change type says.")
	}
}

func (c *checker) heartbeat(field, key string) {
	if _, ok := c.p.Heartbeat(key); !ok {
		c.bad(field, "There is no heartbeat %q.%s", clip(key), meant(key, keysOf(c.p.Heartbeats, func(h workflow.Heartbeat) string { return h.Key })))
	}
}

func (c *checker) heartbeats() {
	c.keys("heartbeats", keysOf(c.p.Heartbeats, func(h workflow.Heartbeat) string { return h.Key }))
	for i, h := range c.p.Heartbeats {
		at := indexed("heartbeats", i)
		c.name(at+".name", h.Name)
		good := c.zone(at+".zone", h.Zone)
		if h.Duration < time.Minute {
			good = false
			c.bad(at+".duration", "A window lasts at least one minute: write \"2h\" or so.")
		}
		if h.Capacity < 0 {
			good = false
			c.bad(at+".capacity", "The capacity cannot be below 0. Write 0 for no limit.")
		}
		if h.Points < 0 {
			c.bad(at+".risk_points", "The risk points cannot be below 0. Write 0 for no limit.")
		}
		for j, lead := range h.Leads {
			if lead <= 0 {
				good = false
				c.bad(indexed(at+".reminders", j), "A reminder comes before the opening: write how long before, as in \"24h\".")
			}
		}
		if err := calendar.Check(h); err != nil && good {
			c.bad(at+".cron", "%s", sentenceOf(err))
		}
	}
}

// sentenceOf is what an error of the calendar says to people, without the name
// of what it is about, which the field says.
func sentenceOf(err error) string {
	var e *workflow.Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	if _, rest, ok := strings.Cut(e.Message, ": "); ok {
		return upper(rest)
	}
	return e.Message
}

// times checks a schedule of something that is no window.
func (c *checker) times(field, key, cron, zone string) {
	if !c.zone(field+".zone", zone) {
		return
	}
	if _, err := calendar.Next(workflow.Heartbeat{Key: key, Name: key, Cron: cron, Zone: zone, Duration: time.Minute}, time.Unix(0, 0), 1); err != nil {
		c.bad(field+".cron", "%s", sentenceOf(err))
	}
}

func (c *checker) freezes() {
	c.keys("freezes", keysOf(c.p.Freezes, func(f workflow.Freeze) string { return f.Key }))
	for i, f := range c.p.Freezes {
		at := indexed("freezes", i)
		c.name(at+".name", f.Name)
		c.systemsIn(at+".systems", f.Systems)
		c.changeTypes(at+".except", f.Except)
		if f.Recurring() && !c.zone(at+".zone", f.Zone) {
			continue
		}
		if err := calendar.CheckFreeze(f); err != nil && f.Key != "" {
			c.bad(at+freezeField(&f), "%s", sentenceOf(err))
		}
		if f.Hard && !slices.Contains(f.Except, workflow.Emergency) {
			c.warn(at+".except", "A hard freeze that does not except emergencies stops them too.")
		}
	}
}

// freezeField is the field that most of what can be wrong with a freeze is in.
func freezeField(f *workflow.Freeze) string {
	switch {
	case f.Recurring() && f.Duration < time.Minute:
		return ".duration"
	case f.Recurring():
		return ".cron"
	case f.From.IsZero():
		return ".from"
	}
	return ".to"
}

func (c *checker) accounts() {
	c.keys("key_accounts", keysOf(c.p.Accounts, func(a workflow.KeyAccount) string { return a.Key }))
	for i, a := range c.p.Accounts {
		at := indexed("key_accounts", i)
		c.name(at+".name", a.Name)
		c.people(at+".managers", a.Managers)
		c.systemsIn(at+".systems", a.Systems)
		if len(a.Managers) == 0 {
			c.warn(at, "Nobody speaks for %s: name an account manager.", clip(a.Name))
		}
		for j, b := range a.Blackouts {
			if b.From.IsZero() || !b.From.Before(b.To) {
				c.bad(indexed(at+".blackouts", j)+".to", "A blackout ends after it begins: write from and to.")
			}
		}
	}
}

func (c *checker) schedules() {
	c.keys("schedules", keysOf(c.p.Schedules, func(s workflow.Schedule) string { return s.Key }))
	for i, s := range c.p.Schedules {
		at := indexed("schedules", i)
		c.name(at+".name", s.Name)
		c.times(at, s.Key, s.Cron, s.Zone)
		if s.Requester == "" {
			c.bad(at+".requester", "In whose name is it asked for? Write a Slack user id.")
		} else {
			c.person(at+".requester", s.Requester)
		}
		t, ok := c.p.Template(s.Template)
		switch {
		case !ok:
			c.bad(at+".template", "There is no template %q.%s", clip(s.Template), meant(s.Template, keysOf(c.p.Templates, func(t workflow.Template) string { return t.Key })))
		case t.System == "" && t.Form.System == "":
			c.bad(at+".template", "The template %s names no system, and nobody is there to choose one.", clip(t.Name))
		case strings.TrimSpace(t.Form.Title) == "":
			c.bad(at+".template", "The template %s has no title, and nobody is there to write one.", clip(t.Name))
		default:
			c.complete(at+".template", s, t)
		}
		c.often(at+".cron", s)
	}
}

// complete checks that what a schedule asks for can be sent as it is: nobody is
// there to fill in what its template leaves out.
func (c *checker) complete(field string, s workflow.Schedule, t workflow.Template) {
	_, bad := policy.Recurring(c.p, s)
	delete(bad, workflow.FieldContact) // which the requester is, said at its own field
	delete(bad, workflow.FieldImplementer)
	fields := make([]string, 0, len(bad))
	for f := range bad {
		fields = append(fields, string(f))
	}
	slices.Sort(fields)
	for _, f := range fields {
		c.bad(field, "The template %s cannot be sent as it is, and nobody is there to mend it. %s", clip(t.Name), bad[workflow.Field(f)])
		return
	}
}

// leastApart is how far the turns of a schedule are apart at least.
const leastApart = time.Hour

// often refuses a schedule that asks again and again within an hour: "* 9 * * TUE"
// names every minute of it.
func (c *checker) often(field string, s workflow.Schedule) {
	turns, err := calendar.Turns(s, time.Unix(0, 0), 200)
	for i := 1; i < len(turns) && err == nil; i++ {
		if apart := turns[i].Opens.Sub(turns[i-1].Opens); apart < leastApart {
			c.bad(field, "This asks for it again after %s. Name one minute, as in 0 9 * * TUE.", spanText(apart))
			return
		}
	}
}

func (c *checker) absences() {
	for i, a := range c.p.Absences {
		at := indexed("absences", i)
		if a.Person == "" {
			c.bad(at+".person", "Who is absent? Write a Slack user id.")
		} else {
			c.person(at+".person", a.Person)
		}
		if !a.From.Before(a.To) {
			c.bad(at+".to", "An absence ends after it begins.")
		}
		if a.Substitute != "" && a.Substitute == a.Person {
			c.bad(at+".substitute", "Nobody stands in for themselves. Name somebody else, or nobody.")
		}
		for _, b := range c.p.Absences[:i] {
			together := a.From.Before(b.To) && b.From.Before(a.To)
			switch {
			case together && a.Person == b.Person:
				c.warn(at, "Two absences of one person overlap.")
			case together && a.Substitute == b.Person && b.Substitute == a.Person && a.Substitute != "":
				c.warn(at+".substitute", "Two people stand in for each other at the same time: nobody decides for them.")
			}
		}
	}
}
