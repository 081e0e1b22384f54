package settings

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"drumbeat/workflow"
)

// weekdays in the order of a working week.
var weekdays = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}

func general() part {
	return part{
		SettingsPart: workflow.SettingsPart{Key: "general", Name: "Organisation", About: "Zone, language, working hours, channel, who manages releases, and how fast people are paged.", Single: true, Fixed: true},
		items: func(p *workflow.Policy) []workflow.SettingsItem {
			return []workflow.SettingsItem{{Name: "Organisation", Summary: fmt.Sprintf("%s, %s, cards in %s", p.Zone, hoursText(p.Hours), p.ReleaseChannel)}}
		},
		form: func(p *workflow.Policy, _ int) []bind {
			return []bind{
				line("zone", "Time zone", &p.Zone).hint("As in Europe/Amsterdam."),
				language("locale", "Language", &p.Locale).hint("Of the release channel, and of people whose own language in Slack Drumbeat does not speak. What stands already follows at its next change."),
				channel("release_channel", "Release channel", &p.ReleaseChannel),
				days("working_hours.days", "Working days", &p.Hours.Days),
				clockOf("working_hours.from", "Work begins", &p.Hours.From),
				clockOf("working_hours.to", "Work ends", &p.Hours.To).hint("People are reminded between the two, in their own zone."),
				one("manager_role", "Release managers are", &p.ManagerRole, roleOptions(p), ""),
				one("on_call_role", "Emergencies page", &p.OnCallRole, roleOptions(p), ""),
				span("page_every", "Page the next after", &p.PageEvery).hint("Until somebody takes the emergency."),
				span("briefing_lead", "Brief the front line before a window by", &p.BriefingLead),
				span("aftercare", "Watch a release after go-live for", &p.Aftercare),
				span("answer_within", "Questions of the front line are answered within", &p.AnswerWithin).optional().hint("Working hours; while the window is open, any. Then the release managers are asked. Empty: no target."),
				boxes("survey.at_closing", "When a release is closed", box{"ask", "Ask who wanted it how satisfied they are", &p.Survey.AtClosing}),
			}
		},
	}
}

func hoursText(h workflow.WorkingHours) string {
	var named []string
	for _, d := range weekdays {
		if slices.Contains(h.Days, d) {
			named = append(named, d.String()[:3])
		}
	}
	if len(named) == 7 || len(named) == 0 {
		named = []string{"every day"}
	}
	return fmt.Sprintf("%s %02d:%02d–%02d:%02d", strings.Join(named, " "), h.From/60, h.From%60, h.To/60, h.To%60)
}

func days(key, label string, to *[]time.Weekday) bind {
	options := optionsOf(weekdays, func(d time.Weekday) (string, string) { return d.String()[:3], d.String() })
	var was []string
	for _, d := range *to {
		was = append(was, d.String()[:3])
	}
	return bind{workflow.SettingField{Key: key, Label: label, Kind: workflow.SettingBoxes, Options: options, Value: was}, func(v []string) error {
		*to = nil
		for _, d := range weekdays {
			if slices.Contains(v, d.String()[:3]) {
				*to = append(*to, d)
			}
		}
		if len(*to) == 0 {
			return sentence("Tick at least one day.")
		}
		return nil
	}}
}

// channel takes a channel's id, or its name with or without the hash.
func channel(key, label string, to *workflow.Channel) bind {
	name := string(*to)
	b := line(key, label, &name)
	b.Hint = "Its name, as in #releases, or its id. Drumbeat has to be in it."
	set := b.set
	b.set = func(v []string) error {
		if err := set(v); err != nil {
			return err
		}
		if name != "" && !strings.HasPrefix(name, "#") && strings.ToUpper(name) != name {
			name = "#" + name
		}
		*to = workflow.Channel(name)
		return nil
	}
	return b
}

func roles() part {
	return part{
		SettingsPart: workflow.SettingsPart{Key: "roles", Name: "Roles and escalation", About: "Who may speak for a function, who stands in, and who is asked when nobody decides."},
		list:         "roles",
		items: func(p *workflow.Policy) []workflow.SettingsItem {
			return itemsOf(p.Roles, func(r workflow.Role) (string, string, string) {
				holders := strs(r.Groups)
				if n := len(r.People); n > 0 {
					holders = append(holders, count(n, "person", "people"))
				}
				if r.Admins {
					holders = append(holders, "admins while nobody else")
				}
				said := cmp.Or(strings.Join(holders, ", "), "nobody")
				if n := len(r.Substitutes); n > 0 {
					said += " · " + count(n, "substitute", "substitutes")
				}
				if n := len(r.Chain); n > 0 {
					said += " · " + count(n, "escalation step", "escalation steps")
				}
				return r.Key, r.Name, said
			})
		},
		form: func(p *workflow.Policy, i int) []bind {
			r := &p.Roles[i]
			return []bind{
				line("name", "Name", &r.Name),
				people("people", "People", &r.People),
				groups("groups", "User groups", &r.Groups),
				boxes("admins_if_nobody", "While nobody else", box{"admins", "Workspace admins hold the role", &r.Admins}),
				people("substitutes", "Substitutes", &r.Substitutes).hint("They are asked when the decision is overdue."),
				chain(p, &r.Chain),
			}
		},
		add: func(p *workflow.Policy, name string, taken []string) {
			p.Roles = append(p.Roles, workflow.Role{Key: keyFor(name, taken)})
		},
		del: func(p *workflow.Policy, i int) { p.Roles = slices.Delete(p.Roles, i, i+1) },
	}
}

func groups(key, label string, to *[]string) bind {
	all := strings.Join(*to, ", ")
	b := line(key, label, &all).optional().hint("Handles, as in @quality, separated by commas.")
	set := b.set
	b.set = func(v []string) error {
		if err := set(v); err != nil {
			return err
		}
		*to = nil
		for _, g := range split(all, ",") {
			if !groupLike.MatchString(g) {
				g = "@" + g
			}
			*to = append(*to, g)
		}
		return nil
	}
	return b
}

// chain takes the steps of an escalation, "4h: release manager" a line.
func chain(p *workflow.Policy, to *[]workflow.EscalationStep) bind {
	write := func(s workflow.EscalationStep) string {
		who := strs(s.People)
		if s.Role != "" {
			who = append([]string{p.Role(s.Role).Name}, who...)
		}
		return spanText(s.After) + ": " + strings.Join(who, ", ")
	}
	read := func(s string) (workflow.EscalationStep, error) {
		after, who, ok := strings.Cut(s, ":")
		d, err := readSpan(strings.TrimSpace(after))
		if !ok || err != nil {
			return workflow.EscalationStep{}, sentence("write how long after the target and who, as in “4h: release manager”.")
		}
		step := workflow.EscalationStep{After: d}
		for _, name := range split(who, ",") {
			if key, found := roleNamed(p, name); found && step.Role == "" {
				step.Role = key
			} else if personLike.MatchString(name) {
				step.People = append(step.People, workflow.PersonID(name))
			} else {
				return step, sentence(fmt.Sprintf("there is no role “%s”.", clip(name)))
			}
		}
		return step, nil
	}
	b := lines("escalation", "Further escalation", to, write, read)
	b.Hint = "One step a line: working hours after the end of the target, and a role. “4h: release manager”."
	return b
}

func roleNamed(p *workflow.Policy, name string) (key string, ok bool) {
	for _, r := range p.Roles {
		if strings.EqualFold(r.Name, name) || r.Key == name {
			return r.Key, true
		}
	}
	return "", false
}

func frontLine() part {
	return part{
		SettingsPart: workflow.SettingsPart{Key: "front-line", Name: "Front line and channels", About: "The teams that talk to customers, and the channels they are briefed in."},
		list:         "front_line",
		items: func(p *workflow.Policy) []workflow.SettingsItem {
			return itemsOf(p.FrontLine, func(f workflow.FrontLine) (string, string, string) {
				said := "briefed in " + string(f.Channel)
				if f.Role != "" {
					said += " · read by " + p.Role(f.Role).Name
				}
				if f.Locale != "" {
					said += " · in " + f.Locale.Own()
				}
				return f.Key, f.Name, said
			})
		},
		form: func(p *workflow.Policy, i int) []bind {
			f := &p.FrontLine[i]
			return []bind{
				line("name", "Name", &f.Name),
				channel("channel", "Channel", &f.Channel),
				one("role", "Who should read the briefing", &f.Role, roleOptions(p), "nobody by name"),
				one("locale", "Language of the channel", &f.Locale, localeOptions(), "the organisation's"),
			}
		},
		add: func(p *workflow.Policy, name string, taken []string) {
			p.FrontLine = append(p.FrontLine, workflow.FrontLine{Key: keyFor(name, taken)})
		},
		del: func(p *workflow.Policy, i int) { p.FrontLine = slices.Delete(p.FrontLine, i, i+1) },
	}
}

func departments() part {
	return part{
		SettingsPart: workflow.SettingsPart{Key: "departments", Name: "Departments", About: "Whose requests a coordinator endorses and bundles before they enter the queue."},
		list:         "departments",
		items: func(p *workflow.Policy) []workflow.SettingsItem {
			return itemsOf(p.Departments, func(d workflow.Department) (string, string, string) {
				said := count(len(d.Teams), "team", "teams")
				if d.Coordinator != "" {
					said += " · coordinated by " + p.Role(d.Coordinator).Name
				}
				if d.MustEndorse {
					said += " · waits for endorsement"
				}
				return d.Key, d.Name, said
			})
		},
		form: func(p *workflow.Policy, i int) []bind {
			d := &p.Departments[i]
			return []bind{
				line("name", "Name", &d.Name),
				lines("teams", "Teams and suppliers", &d.Teams, func(s string) string { return s }, func(s string) (string, error) { return s, nil }).hint("One a line, as requesters write them."),
				one("coordinator", "Coordinator", &d.Coordinator, roleOptions(p), "none"),
				boxes("must_endorse", "Endorsement", box{"must", "Requests wait for the coordinator's word", &d.MustEndorse}),
			}
		},
		add: func(p *workflow.Policy, name string, taken []string) {
			p.Departments = append(p.Departments, workflow.Department{Key: keyFor(name, taken)})
		},
		del: func(p *workflow.Policy, i int) { p.Departments = slices.Delete(p.Departments, i, i+1) },
	}
}

func accounts() part {
	return part{
		SettingsPart: workflow.SettingsPart{Key: "accounts", Name: "Key accounts", About: "Customers that somebody speaks for, and the times in which they must not be disturbed."},
		list:         "key_accounts",
		items: func(p *workflow.Policy) []workflow.SettingsItem {
			return itemsOf(p.Accounts, func(a workflow.KeyAccount) (string, string, string) {
				said := count(len(a.Managers), "account manager", "account managers")
				if n := len(a.Blackouts); n > 0 {
					said += " · " + count(n, "blackout", "blackouts")
				}
				return a.Key, a.Name, said
			})
		},
		form: func(p *workflow.Policy, i int) []bind {
			a := &p.Accounts[i]
			return []bind{
				line("name", "Name", &a.Name),
				people("managers", "Account managers", &a.Managers),
				many("systems", "Systems it uses", &a.Systems, systemOptions(p)).hint("None chosen: all."),
				blackouts(p, &a.Blackouts),
			}
		},
		add: func(p *workflow.Policy, name string, taken []string) {
			p.Accounts = append(p.Accounts, workflow.KeyAccount{Key: keyFor(name, taken)})
		},
		del: func(p *workflow.Policy, i int) { p.Accounts = slices.Delete(p.Accounts, i, i+1) },
	}
}

const moment = "2006-01-02 15:04"

// blackouts takes spans, "2026-12-31 00:00 to 2027-01-02 00:00: year end" a line,
// in the organisation's zone.
func blackouts(p *workflow.Policy, to *[]workflow.Blackout) bind {
	loc := location(p.Zone)
	write := func(b workflow.Blackout) string {
		s := b.From.In(loc).Format(moment) + " to " + b.To.In(loc).Format(moment)
		if b.Why != "" {
			s += ": " + b.Why
		}
		return s
	}
	read := func(s string) (workflow.Blackout, error) {
		wrong := sentence("write it as in “2026-12-31 00:00 to 2027-01-02 00:00: year end”.")
		from, rest, ok := strings.Cut(s, " to ")
		if !ok || len(rest) < len(moment) {
			return workflow.Blackout{}, wrong
		}
		begins, err1 := time.ParseInLocation(moment, strings.TrimSpace(from), loc)
		ends, err2 := time.ParseInLocation(moment, rest[:len(moment)], loc)
		if err1 != nil || err2 != nil {
			return workflow.Blackout{}, wrong
		}
		return workflow.Blackout{From: begins.UTC(), To: ends.UTC(), Why: strings.TrimSpace(strings.TrimPrefix(rest[len(moment):], ":"))}, nil
	}
	b := lines("blackouts", "Blackouts", to, write, read)
	b.Hint = "One a line, in the organisation's zone: “2026-12-31 00:00 to 2027-01-02 00:00: year end”."
	return b
}

// Absences is the key of the part whose things are named by a person's id.
const Absences = "absences"

// absences are shown; everybody changes their own elsewhere.
func absences() part {
	return part{
		SettingsPart: workflow.SettingsPart{Key: Absences, Name: "Absences", About: "Who is away and who stands in. Everybody enters their own: /release away.", Fixed: true, Shown: true},
		list:         "absences",
		items: func(p *workflow.Policy) []workflow.SettingsItem {
			return itemsOf(p.Absences, func(a workflow.Absence) (string, string, string) {
				loc := location(p.Zone)
				return string(a.Person) + a.From.String(), string(a.Person), a.From.In(loc).Format("2 Jan 2006") + " to " + a.To.In(loc).Format("2 Jan 2006")
			})
		},
	}
}

func itemsOf[T any](list []T, f func(T) (key, name, summary string)) []workflow.SettingsItem {
	var out []workflow.SettingsItem
	for _, v := range list {
		key, name, summary := f(v)
		out = append(out, workflow.SettingsItem{Key: key, Name: name, Summary: summary})
	}
	return out
}
