package app

import (
	"cmp"
	"time"

	"drumbeat/bot/sandbox"
	"drumbeat/workflow"
)

// roleStores is the role of who coordinates what the stores ask for.
const roleStores = "stores-coordinator"

// demoConfig is the workspace of the demo: the town, and a department whose
// requests are endorsed before they enter the queue.
func demoConfig() sandbox.Config {
	c := townConfig()
	for _, p := range []struct{ name, real, title string }{{"noor", "Noor", "Coordinator, the stores"}, {"sanne", "Sanne", "Product owner, team Till"}} {
		c.People = append(c.People, sandbox.Person{Name: p.name, RealName: p.real, Title: p.title, TZ: townZone, Locale: "en-GB"})
		for i := range c.Channels {
			if n := c.Channels[i].Name; n == "general" || n == "releases" {
				c.Channels[i].Members = append(c.Channels[i].Members, p.name)
			}
		}
	}
	own := map[string]string{"joris": "nl-NL", "budi": "id-ID"} // the languages of their Slack
	for i := range c.People {
		c.People[i].Locale = cmp.Or(own[c.People[i].Name], c.People[i].Locale)
	}
	c.Groups = append(c.Groups, sandbox.Group{Handle: roleStores, Name: "Coordinators of the stores", Users: []string{"noor"}})
	return c
}

// demoPolicy is the policy of the demo: that of the town, and one of everything
// that a policy can have, so that every command has something to show.
func demoPolicy(ids map[string]workflow.PersonID) workflow.Policy {
	p := townPolicy()
	p.Heartbeats = append(p.Heartbeats, workflow.Heartbeat{Key: "maintenance", Name: "Maintenance window", Cron: "30 2 * * SUN", Zone: townZone,
		Duration: 3 * time.Hour, Capacity: 12, CutOff: 13 * time.Hour, Leads: []time.Duration{24 * time.Hour}})
	for i := range p.Systems {
		if p.Systems[i].Key != "shop" {
			p.Systems[i].Maintenance = "maintenance"
		}
	}
	demoAftercare(&p)
	p.Roles = append(p.Roles, workflow.Role{Key: roleStores, Name: "stores coordinator", Groups: []string{"@" + roleStores}})
	p.Departments = []workflow.Department{
		{Key: "online", Name: "Online", Teams: []string{"Team Basket", "Team Basket with Acme Pay", "Operations"}},
		{Key: "stores", Name: "The stores", Teams: []string{"Team Till", "Team Stock"}, Coordinator: roleStores, MustEndorse: true},
	}
	urgent := []workflow.ChangeType{workflow.Emergency}
	p.Freezes = []workflow.Freeze{
		{Key: "holiday-sale", Name: "Holiday sale", Why: "The busiest days of the shop.", Systems: []string{"shop", "payment"}, Except: urgent, Hard: true,
			From: time.Date(2026, 11, 26, 23, 0, 0, 0, time.UTC), To: time.Date(2026, 11, 30, 23, 0, 0, 0, time.UTC)},
		{Key: "year-end", Name: "Year-end freeze", Why: "Nobody changes what sells in December's last days.", Except: urgent, Hard: true,
			Cron: "0 18 18 12 *", Duration: 16 * 24 * time.Hour, Zone: townZone},
		{Key: "invoice-run", Name: "Invoice run", Why: "Invoices are made on the first three days of a month.", Systems: []string{"back-office"},
			Cron: "0 0 1 * *", Duration: 3 * 24 * time.Hour, Zone: townZone},
	}
	p.Accounts = []workflow.KeyAccount{{Key: "northwind", Name: "Northwind Retail", Managers: []workflow.PersonID{ids["mark"]}, Systems: []string{"payment"},
		Blackouts: []workflow.Blackout{{From: time.Date(2026, 12, 3, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 12, 5, 0, 0, 0, 0, time.UTC), Why: "They open their new store."}}}}
	p.Templates = []workflow.Template{
		{Key: "patches", Name: "Monthly patches", PreAuthorised: true, Form: workflow.Request{Title: "Patches of the month", What: "The patches of the month on all machines, one after the other.",
			Why: "Security.", Type: workflow.Standard, EffortHours: 1, Impact: workflow.ImpactNone, Rollback: "The image of before is kept; ten minutes."}},
		{Key: "text", Name: "A text in the shop", System: "shop", Form: workflow.Request{What: "A text in the shop changes.", Why: "", Type: workflow.Normal, EffortHours: 2, Impact: workflow.ImpactNoticeable,
			Rollback: "The text of before; two minutes.", Briefing: workflow.Briefing{Notice: "A text in the shop is new."}}},
	}
	day := p.Templates[0].Form
	day.Title, day.System, day.Team, day.Contact, day.Implementer = "Patch day of the payment service", "payment", "Operations", ids["piet"], ids["piet"]
	p.Templates = append(p.Templates, workflow.Template{Key: "patch-day", Name: "Patch day", System: "payment", PreAuthorised: true, Form: day})
	p.Schedules = []workflow.Schedule{{Key: "patch-day", Name: "Patch day", Cron: "0 9 * * WED", Zone: townZone, Template: "patch-day", Requester: ids["piet"]}}
	return p
}

// moreOfTheDemo is what happened besides the story: what the stores ask for, what
// rides with maintenance, who has acceptance, and who is on leave.
func moreOfTheDemo(s *storyteller) []chapter {
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, time.UTC) }
	var receipts, hours, patches, again workflow.Number
	return []chapter{
		{at(19, 10, 0), s.asksFor(&patches, "piet", s.patches("back-office"))},
		{at(20, 9, 20), s.asksFor(&hours, "sanne", s.openingHours())},
		{at(20, 16, 5), s.asksFor(&receipts, "sanne", s.receiptsByMail())},
		{at(22, 1, 35), s.doesTo("piet", &patches, workflow.ActStart)},
		{at(22, 2, 20), s.doesTo("piet", &patches, workflow.ActLive)},
		{at(23, 7, 50), s.asksFor(&again, "piet", s.patches("payment"))},
		{at(23, 8, 0), s.books("lena", "payment:acceptance", nil, "Load test before the holiday sale", at(23, 8, 0), at(25, 16, 0))},
		{at(23, 8, 15), s.endorses("noor", &hours, "Christmas in the stores")},
		{at(23, 8, 30), s.leaves("piet", 25, 30, "omar")},
		{at(23, 8, 45), s.books("tom", "shop:acceptance", s.nthAsked(8), "", at(23, 8, 45), at(27, 16, 0))},
	}
}

func (s *storyteller) patches(system string) workflow.Request {
	q := s.form("Patches of November", system, "The patches of the month on all machines, one after the other.", "Security.")
	q.Type, q.EffortHours, q.Team, q.Impact, q.Template = workflow.Standard, 1, "Operations", workflow.ImpactNone, "patches"
	q.Contact, q.Implementer, q.Rollback = s.ids["piet"], s.ids["piet"], "The image of before is kept; ten minutes."
	return q
}

func (s *storyteller) openingHours() workflow.Request {
	q := s.form("Christmas opening hours on the tills", "back-office", "The screens of the tills show the opening hours of December.", "Two of three customers ask for them.")
	q.Team, q.EffortHours, q.Contact = "Team Till", 3, s.ids["sanne"]
	q.Briefing = workflow.Briefing{Notice: "The screen at the till shows the opening hours until New Year.", Say: "The hours on the screen are those of that store.", IfTheyCall: "Wrong hours on a screen? The name of the store to Sanne, until 18:00."}
	return q
}

func (s *storyteller) receiptsByMail() workflow.Request {
	q := s.form("Receipts by mail", "back-office", "A receipt can be sent by mail instead of printed.", "Half of the receipts stay on the counter.")
	q.Team, q.EffortHours, q.Contact, q.Risk = "Team Till", 8, s.ids["sanne"], []string{"data"}
	q.Briefing = workflow.Briefing{Notice: "At the till people are asked whether they want the receipt by mail.", Say: "We use the address for the receipt and for nothing else.", IfTheyCall: "No mail? Look in the spam folder; the store can print it for thirty days."}
	return q
}
