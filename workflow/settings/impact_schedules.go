package settings

import (
	"fmt"
	"strings"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
)

// schedulesHit says what becomes of recurring requests: what is asked for no more,
// and of what is asked for from now on, or at other times, when.
func schedulesHit(before, after *workflow.Policy, now time.Time) []workflow.PolicyHit {
	var out []workflow.PolicyHit
	hit := func(s workflow.Schedule, why string) {
		out = append(out, workflow.PolicyHit{Title: s.Name, Why: why})
	}
	for _, s := range before.Schedules {
		is, there := after.Schedule(s.Key)
		switch {
		case s.Paused:
		case !there:
			hit(s, "It is asked for no more.")
		case is.Paused:
			hit(s, "It is paused.")
		}
	}
	for _, s := range after.Schedules {
		was, had := before.Schedule(s.Key)
		switch {
		case s.Paused:
		case !had || was.Paused:
			hit(s, "It is asked for "+turnsText(s, now)+".")
		case was.Cron != s.Cron || was.Zone != s.Zone:
			hit(s, "It is asked for at other times: "+turnsText(s, now)+".")
		case was.Template != s.Template:
			t, _ := after.Template(s.Template)
			hit(s, fmt.Sprintf("It is asked for from the template %s, %s.", clip(t.Name), turnsText(s, now)))
		}
	}
	return out
}

// mostTurns is how many coming turns of a schedule are named.
const mostTurns = 3

// turnsText says a schedule's rule and its next turns: "every Tuesday at 09:00, next Tue
// 24 Nov 2026 09:00, Tue 1 Dec 2026 09:00".
func turnsText(s workflow.Schedule, now time.Time) string {
	said := calendar.Rule(s)
	turns, err := calendar.Turns(s, now.Add(time.Second), mostTurns)
	if err != nil || len(turns) == 0 {
		return said
	}
	var next []string
	for _, t := range turns {
		next = append(next, t.Opens.In(location(s.Zone)).Format("Mon 2 Jan 2006 15:04"))
	}
	return said + ", next on " + strings.Join(next, ", ")
}

// Occurrences says, a line per schedule, when it asks and how often in [from, to).
func Occurrences(p *workflow.Policy, from, to time.Time) []string {
	var out []string
	for _, s := range p.Schedules {
		if s.Paused {
			out = append(out, fmt.Sprintf("%s: %s; paused", s.Name, calendar.Rule(s)))
			continue
		}
		turns, err := calendar.TurnsBetween(s, from, to)
		if err != nil {
			continue
		}
		out = append(out, fmt.Sprintf("%s: %s; %s by %s", s.Name, turnsText(s, from), count(len(turns), "time", "times"), date(to, s.Zone)))
	}
	return out
}
