package settings

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"drumbeat/workflow"
)

// instant takes an instant, to the minute: seconds since 1970, as pickers give it.
func instant(key, label string, to *time.Time) bind {
	was := ""
	if !to.IsZero() {
		was = strconv.FormatInt(to.Unix(), 10)
	}
	return bind{workflow.SettingField{Key: key, Label: label, Kind: workflow.SettingMoment, Optional: true, Value: value(was)}, func(v []string) error {
		*to = time.Time{}
		if first(v) == "" {
			return nil
		}
		n, err := strconv.ParseInt(first(v), 10, 64)
		if err != nil || n < 0 || n > 1<<40 {
			return sentence("Choose a day and a time.")
		}
		*to = time.Unix(n, 0).UTC().Truncate(time.Minute)
		return nil
	}}
}

// EndNow is the box by which a freeze ends at the moment at which it is saved.
const EndNow = "end_now"

// Hard and soft, as the form of a freeze has them.
const (
	hardFreeze = "hard"
	softFreeze = "soft"
)

// hardness takes whether a freeze stops people or warns them.
func hardness(to *bool) bind {
	v := softFreeze
	if *to {
		v = hardFreeze
	}
	options := []workflow.SettingOption{{Value: hardFreeze, Label: "Hard: nothing starts but by a release manager's override"}, {Value: softFreeze, Label: "Soft: people are warned, and nothing is put there by itself"}}
	return bind{workflow.SettingField{Key: "hard", Label: "How strict", Kind: workflow.SettingOne, Options: options, Value: []string{v}}, func(v []string) error {
		*to = first(v) == hardFreeze
		return nil
	}}
}

// freezes are the periods in which nothing goes live.
func freezes() part {
	return part{
		SettingsPart: workflow.SettingsPart{Key: "freezes", Name: "Freezes", About: "Periods in which nothing goes live. Also with /release freeze."},
		list:         "freezes",
		items: func(p *workflow.Policy) []workflow.SettingsItem {
			return itemsOf(p.Freezes, func(f workflow.Freeze) (string, string, string) {
				said := softFreeze
				if f.Hard {
					said = hardFreeze
				}
				if f.Recurring() {
					return f.Key, f.Name, said + fmt.Sprintf(" · %s for %s, %s", ruleText(f.Cron, f.Zone), longText(f.Duration), f.Zone)
				}
				loc := location(p.Zone)
				return f.Key, f.Name, said + " · " + f.From.In(loc).Format("2 Jan 2006 15:04") + " to " + f.To.In(loc).Format("2 Jan 2006 15:04")
			})
		},
		form: func(p *workflow.Policy, i int) []bind {
			f := &p.Freezes[i]
			binds := []bind{
				line("name", "Name", &f.Name).hint("As people call it: “Holiday sale”."),
				hardness(&f.Hard),
				instant("from", "Once: from", &f.From),
				instant("to", "Once: until", &f.To),
				line("cron", "Or again and again: begins at", &f.Cron).optional().hint("Minute, hour, day of the month, month, day of the week: “0 18 28 * *” is the 28th of each month at 18:00."),
				span("duration", "Again and again: each time for", &f.Duration).optional().hint("As in 12h or 3 days."),
				line("zone", "Again and again: time zone", &f.Zone).optional(),
				many("systems", "Systems", &f.Systems, systemOptions(p)).hint("None: all systems."),
				many("except", "Does not stop", &f.Except, typeOptions()).hint("Change types that go live all the same."),
				text("why", "Why", &f.Why).reason(),
			}
			if f.Recurring() || f.To.IsZero() {
				return binds
			}
			var now bool // who saves it puts the moment in "to"
			return append(binds, boxes(EndNow, "End it", box{EndNow, "It ends now", &now}))
		},
		add: func(p *workflow.Policy, name string, taken []string) {
			p.Freezes = append(p.Freezes, workflow.Freeze{Key: keyFor(name, taken), Hard: true, Zone: p.Zone, Except: []workflow.ChangeType{workflow.Emergency}})
		},
		del: func(p *workflow.Policy, i int) { p.Freezes = slices.Delete(p.Freezes, i, i+1) },
	}
}
