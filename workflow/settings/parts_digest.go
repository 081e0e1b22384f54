package settings

import (
	"strings"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
)

// digest is when the figures for the operations meeting are told, and to whom.
func digest() part {
	return part{
		SettingsPart: workflow.SettingsPart{Key: "digest", Name: "Digest", About: "The figures for the operations meeting: when they come, and to whom.", Single: true, Fixed: true},
		items: func(p *workflow.Policy) []workflow.SettingsItem {
			said := "never"
			if p.Digest.Cron != "" {
				to := string(p.Digest.Channel)
				switch n := len(p.Digest.People); {
				case to == "" && n == 0:
					to = string(p.ReleaseChannel)
				case to == "":
					to = count(n, "person", "people")
				case n > 0:
					to += " and " + count(n, "person", "people")
				}
				said = ruleText(p.Digest.Cron, p.Zone) + ", to " + to
			}
			return []workflow.SettingsItem{{Name: "Digest", Summary: said}}
		},
		form: func(p *workflow.Policy, _ int) []bind {
			d := &p.Digest
			return []bind{
				line("digest.cron", "When", &d.Cron).optional().hint("Minute, hour, day of the month, month, day of the week, in the organisation's zone: “0 9 * * MON” is Mondays at 09:00. Empty: never."),
				channel("digest.channel", "To a channel", &d.Channel).optional().hint("Its name, as in #operations, or its id. Empty, and nobody named below: the release channel."),
				people("digest.people", "To people, by direct message", &d.People),
			}
		},
	}
}

// digest checks when it comes.
func (c *checker) digest() {
	d := c.p.Digest
	if d.Cron == "" {
		if d.Channel != "" || len(d.People) > 0 {
			c.warn("digest.cron", "No time is given, so the digest never comes.")
		}
		return
	}
	if strings.TrimSpace(string(d.Channel)) != "" {
		c.channel("digest.channel", d.Channel)
	}
	c.people("digest.people", d.People)
	if _, err := calendar.Turns(c.p.DigestSchedule(), time.Unix(0, 0), 1); err != nil {
		c.bad("digest.cron", "%s", sentenceOf(err))
	}
}
