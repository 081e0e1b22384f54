package settings

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
)

func systems() part {
	return part{
		SettingsPart: workflow.SettingsPart{Key: "systems", Name: "Systems", About: "What changes go live to, with which heartbeat, and the street before production."},
		list:         "systems",
		items: func(p *workflow.Policy) []workflow.SettingsItem {
			return itemsOf(p.Systems, func(s workflow.Platform) (string, string, string) {
				h, _ := p.Heartbeat(s.Heartbeat)
				said := h.Name
				if m, ok := p.Heartbeat(s.Maintenance); ok {
					said += " · small standard changes: " + m.Name
				}
				if n := len(s.Environments); n > 0 {
					said += " · " + count(n, "environment", "environments")
				}
				if s.Always {
					said += " · served around the clock"
				}
				return s.Key, s.Name, said
			})
		},
		form: func(p *workflow.Policy, i int) []bind {
			s := &p.Systems[i]
			return append([]bind{
				line("name", "Name", &s.Name),
				one("heartbeat", "Heartbeat", &s.Heartbeat, heartbeatOptions(p), ""),
				one("maintenance", "Small standard changes ride with", &s.Maintenance, heartbeatOptions(p), "the same heartbeat"),
				environments(p, &s.Environments),
				boxes("served", "Service", box{"always", "Around the clock: the targets of its requests run day and night", &s.Always}),
				span("triage_within", "Its requests leave the queue within", &s.TriageWithin).optional().hint("Empty: as their type says. Working hours, unless it is served around the clock."),
				span("decide_within", "Its requests are decided within", &s.DecideWithin).optional().hint("Empty: as their type says. Emergencies keep to theirs."),
			}, handedOver(p, s)...)
		},
		add: func(p *workflow.Policy, name string, taken []string) {
			s := workflow.Platform{Key: keyFor(name, taken)}
			if len(p.Heartbeats) == 1 {
				s.Heartbeat = p.Heartbeats[0].Key
			}
			p.Systems = append(p.Systems, s)
		},
		del: func(p *workflow.Policy, i int) { p.Systems = slices.Delete(p.Systems, i, i+1) },
	}
}

// environments takes the street, "Acceptance, acceptance, signed off by quality"
// a line. An environment keeps its key for as long as it keeps its name.
func environments(p *workflow.Policy, to *[]workflow.Environment) bind {
	was := slices.Clone(*to)
	write := func(e workflow.Environment) string {
		s := e.Name + ", " + string(e.Stage)
		if e.SignOff != "" {
			s += ", signed off by " + p.Role(e.SignOff).Name
		}
		return s
	}
	read := func(s string) (workflow.Environment, error) {
		parts := split(s, ",")
		if len(parts) < 2 || len(parts) > 3 {
			return workflow.Environment{}, sentence("write a name, a stage, and who signs off, as in “Acceptance, acceptance, signed off by quality”.")
		}
		e := workflow.Environment{Name: parts[0], Stage: workflow.Stage(strings.ToLower(parts[1]))}
		for _, before := range was {
			if before.Name == e.Name {
				e.Key = before.Key
			}
		}
		if !slices.Contains(workflow.Stages[:len(workflow.Stages)-1], e.Stage) {
			return e, sentence(fmt.Sprintf("“%s” is no stage; write development, test or acceptance.", clip(parts[1])))
		}
		if len(parts) == 3 {
			role := strings.TrimSpace(strings.TrimPrefix(parts[2], "signed off by"))
			key, ok := roleNamed(p, role)
			if !ok {
				return e, sentence(fmt.Sprintf("there is no role “%s”.", clip(role)))
			}
			e.SignOff = key
		}
		return e, nil
	}
	b := lines("environments", "Street before production", to, write, read)
	b.Hint = "One environment a line, in order: name, stage, and who signs off. “Acceptance, acceptance, signed off by quality”."
	set := b.set
	b.set = func(v []string) error {
		if err := set(v); err != nil {
			return err
		}
		taken := keysOf(was, func(e workflow.Environment) string { return e.Key })
		for i, e := range *to {
			if e.Key == "" {
				(*to)[i].Key = keyFor(e.Name, taken)
				taken = append(taken, (*to)[i].Key)
			}
		}
		return nil
	}
	return b
}

func heartbeats() part {
	return part{
		SettingsPart: workflow.SettingsPart{Key: "heartbeats", Name: "Heartbeats", About: "The fixed days and times at which changes may go live. One window alone: /release window."},
		list:         "heartbeats",
		items: func(p *workflow.Policy) []workflow.SettingsItem {
			return itemsOf(p.Heartbeats, func(h workflow.Heartbeat) (string, string, string) {
				said := fmt.Sprintf("%s for %s, %s", ruleText(h.Cron, h.Zone), longText(h.Duration), h.Zone)
				if h.Capacity > 0 {
					said += " · " + count(h.Capacity, "place", "places")
				}
				if h.Points > 0 {
					said += " · " + count(h.Points, "risk point", "risk points")
				}
				if n := len(h.Skips) + len(h.Extras); n > 0 {
					said += " · " + count(n, "exception", "exceptions")
				}
				return h.Key, h.Name, said
			})
		},
		form: func(p *workflow.Policy, i int) []bind {
			h := &p.Heartbeats[i]
			return []bind{
				line("name", "Name", &h.Name),
				line("cron", "Opens at", &h.Cron).hint("Minute, hour, day of the month, month, day of the week: “0 6 * * TUE,THU” is Tuesdays and Thursdays at 06:00."),
				span("duration", "Stays open for", &h.Duration),
				line("zone", "Time zone", &h.Zone),
				number("capacity", "Places per window", &h.Capacity).hint("Empty: no limit."),
				number("risk_points", "Risk points per window", &h.Points).hint("Empty: no limit."),
				span("cut_off", "The list is fixed before opening by", &h.CutOff).optional(),
				spans("reminders", "Reminders before opening", &h.Leads).hint("As in 48h, 24h, 1h."),
			}
		},
		add: func(p *workflow.Policy, name string, taken []string) {
			p.Heartbeats = append(p.Heartbeats, workflow.Heartbeat{Key: keyFor(name, taken), Zone: p.Zone, Duration: 2 * time.Hour, CutOff: 13 * time.Hour,
				Leads: []time.Duration{48 * time.Hour, 24 * time.Hour, time.Hour}})
		},
		del: func(p *workflow.Policy, i int) { p.Heartbeats = slices.Delete(p.Heartbeats, i, i+1) },
	}
}

func schedules() part {
	return part{
		SettingsPart: workflow.SettingsPart{Key: "schedules", Name: "Recurring requests", About: "What is asked for again and again by a schedule: patches, certificates."},
		list:         "schedules",
		items: func(p *workflow.Policy) []workflow.SettingsItem {
			return itemsOf(p.Schedules, func(s workflow.Schedule) (string, string, string) {
				t, _ := p.Template(s.Template)
				said := fmt.Sprintf("%s, %s · from %s", upper(calendar.Rule(s)), s.Zone, t.Name)
				if s.Paused {
					said += " · paused"
				}
				return s.Key, s.Name, said
			})
		},
		form: func(p *workflow.Policy, i int) []bind {
			s := &p.Schedules[i]
			return []bind{
				line("name", "Name", &s.Name),
				line("cron", "Asked for at", &s.Cron).hint("Minute, hour, day of the month, month, day of the week: “0 9 1 * *” is the first of each month at 09:00, “0 9 * * TUE#2” every second Tuesday of the month."),
				line("zone", "Time zone", &s.Zone),
				one("template", "Template", &s.Template, optionsOf(p.Templates, func(t workflow.Template) (string, string) { return t.Key, t.Name }), ""),
				person("requester", "In the name of", &s.Requester),
				boxes("paused", "Pause", box{"paused", "Not for now", &s.Paused}),
			}
		},
		add: func(p *workflow.Policy, name string, taken []string) {
			p.Schedules = append(p.Schedules, workflow.Schedule{Key: keyFor(name, taken), Zone: p.Zone})
		},
		del: func(p *workflow.Policy, i int) { p.Schedules = slices.Delete(p.Schedules, i, i+1) },
	}
}
