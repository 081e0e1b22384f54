package app

import (
	"slices"
	"strings"
	"time"

	"drumbeat/bot/sandbox"
	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

// yearPlatform is one of the twelve systems; inside: no customer uses it.
type yearPlatform struct {
	key, name, heartbeat string
	inside               bool
}

var yearSystems = []yearPlatform{
	{"shop", "Web shop", "web", false}, {"payment", "Payment service", "web", false}, {"self-service", "Self-service portal", "web", false},
	{"search", "Search", "web", false}, {"app", "Mobile app", "mobile", false}, {"back-office", "Back office", "office", false},
	{"crm", "Customer records", "office", false}, {"billing", "Billing", "office", false}, {"warehouse", "Warehouse", "night", true},
	{"network", "Network core", "night", true}, {"identity", "Identity", "night", true}, {"data", "Data platform", "night", true},
}

func yearSystem(key string) yearPlatform {
	for _, s := range yearSystems {
		if s.key == key {
			return s
		}
	}
	return yearPlatform{}
}

// yearTeams names the forty teams, eight to a department.
var yearTeams = []string{
	"Basket", "Checkout", "Catalogue", "Loyalty", "Search", "Content", "Gift", "Storefront",
	"Pay", "Refund", "Ledger", "Invoice", "Tariff", "Dunning", "Acme Pay", "Fraud",
	"Mobile", "Portal", "Login", "Push", "Care", "Contact", "Campaign", "Northwind",
	"Stock", "Pick", "Label", "Returns", "Fleet", "Docks", "Orbit Logistics", "Planning",
	"Core", "Edge", "Voice", "DNS", "Keys", "Data", "Reports", "Platform",
}

// Departments, and the systems that their teams change.
var (
	yearDepartments = []string{"Shops", "Money", "Customers", "Logistics", "Infrastructure"}
	yearWork        = [][]string{{"shop", "search", "app"}, {"payment", "billing", "back-office"}, {"crm", "self-service", "app"}, {"warehouse", "back-office", "data"}, {"network", "identity", "data"}}
	yearSuppliers   = []string{"Fabrikam Hosting", "Contoso Telecom", "Tailspin Studio"} // of no department
)

// yearNames are the first names of the people of the teams, two to a team.
var yearNames = strings.Fields(`Ines Tom Carla Dewi Elif Finn Gita Hugo Iris Jan Kofi Lara Mila Nils Olga Pim Quinn Ravi Sara Timo
	Uma Vera Wim Xena Yara Zeno Anouk Bas Chris Daan Esra Femke Guus Hilde Imran Jade Kees Lotte Maja Noud
	Oscar Puck Rik Sofie Teun Ulla Viktor Wout Yusuf Zoe Amir Bodil Cato Dirk Ebba Floor Gijs Hanneke Ivo Judith
	Karim Lieke Marit Nadia Otto Petra Roel Stijn Tess Umut Vigdis Wendy Yvonne Zita Aron Britt Coen Dora Emre Fenna`)

// yearOffice is who decides beside the people of the smaller town: name, title,
// and the group that they belong to.
var yearOffice = [][3]string{
	{"Greta", "Release manager", "release-managers"}, {"Noor", "Business owner", "business-owners"}, {"Sam", "Business owner", "business-owners"},
	{"Leo", "Operations", "operations"}, {"Mira", "Quality", "quality"}, {"Alex", "Account manager", ""}, {"Dina", "Account manager", ""},
}

// yearConfig is the workspace of a larger Basket & Co: the people of the demo and
// forty teams of two.
func yearConfig() sandbox.Config {
	c := townConfig()
	var names []string
	join := func(real, title string) {
		name := strings.ToLower(real)
		if names = append(names, name); slices.ContainsFunc(c.People, func(p sandbox.Person) bool { return p.Name == name }) {
			return
		}
		c.People = append(c.People, sandbox.Person{Name: name, RealName: real, Title: title, TZ: townZone, Locale: "en-GB"})
	}
	for _, p := range yearOffice {
		join(p[0], p[1])
		for i := range c.Groups {
			if c.Groups[i].Handle == p[2] {
				c.Groups[i].Users = append(c.Groups[i].Users, strings.ToLower(p[0]))
			}
		}
	}
	for i, real := range yearNames {
		title := "Engineer, team " + yearTeams[i/2]
		if i%2 == 0 {
			title = "Product owner, team " + yearTeams[i/2]
		}
		join(real, title)
	}
	for i := range c.Channels {
		if n := c.Channels[i].Name; n == "general" || n == "releases" {
			c.Channels[i].Members = append(c.Channels[i].Members, names...)
			slices.Sort(c.Channels[i].Members)
			c.Channels[i].Members = slices.Compact(c.Channels[i].Members)
		}
	}
	for i := range yearDepartments {
		c.Groups = append(c.Groups, sandbox.Group{Handle: coordinators(i), Name: yearDepartments[i] + " coordinators", Users: []string{strings.ToLower(yearNames[i*16+2])}})
	}
	return c
}

func coordinators(department int) string {
	return "coordinators-" + strings.ToLower(yearDepartments[department])
}

// yearRoutine is a small change that is made again and again.
type yearRoutine struct{ template, name, title, what, why string }

var yearRoutines = []yearRoutine{
	{"patches", "Monthly patches", "%s: patches of %s", "The patches of the month on all machines, one after the other.", "Security."},
	{"patches", "Monthly patches", "%s: restart after the patches of %s", "One machine after the other is restarted.", "The new kernel is in use after a restart only."},
	{"certificate", "Renew a certificate", "%s: certificates that end in %s", "The certificates that end within forty days are renewed.", "They end."},
	{"libraries", "New versions of libraries", "%s: libraries of %s", "The newest patch versions of all libraries; nothing of ours changes.", "Known holes."},
	{"settings", "A setting", "%s: longer time-outs, figures of %s", "Two settings, from 5 to 8 seconds.", "The figures of last month."},
	{"settings", "A setting", "%s: larger log disk, %s", "The disk grows by 200 GB.", "It was full twice."},
	{"libraries", "New versions of libraries", "%s: restore of the backup tried, %s", "A copy is restored beside production and compared.", "The auditor asks for it every quarter."},
}

// yearAccount is a key account, who speaks for it, and when it must not be disturbed.
type yearAccount struct {
	key, name, manager string
	systems            []string
	day, days          int // of November 2026; 0: never
	why                string
}

var yearAccounts = []yearAccount{
	{"northwind", "Northwind Retail", "alex", []string{"shop", "payment"}, 26, 3, "Black Friday: a third of their year."},
	{"hospitals", "Acme Hospitals", "dina", []string{"identity", "network"}, 23, 3, "They move their patient records."},
	{"utrecht", "City of Utrecht", "dina", []string{"self-service", "identity"}, 0, 0, ""},
	{"orbit", "Orbit Airlines", "alex", []string{"app", "payment"}, 0, 0, ""},
	{"harbour", "Harbour Hotels", "alex", []string{"billing", "crm"}, 30, 2, "Their month is closed."},
}

// yearPolicy is the policy of that organisation: twelve systems on four
// heartbeats and a maintenance window, five departments, freezes every month and
// at the end of the year, key accounts, templates.
func yearPolicy(ids map[string]workflow.PersonID) workflow.Policy {
	p := townPolicy()
	p.Why = "a year of the demo"
	p.Systems, p.Departments, p.Templates, p.Freezes, p.Accounts = nil, nil, nil, nil, nil
	for _, s := range yearSystems {
		p.Systems = append(p.Systems, workflow.Platform{Key: s.key, Name: s.name, Heartbeat: s.heartbeat, Maintenance: "maintenance", Environments: []workflow.Environment{
			{Key: "test", Name: "Test", Stage: workflow.Test}, {Key: "acceptance", Name: "Acceptance", Stage: workflow.Acceptance, SignOff: policy.RoleQuality}}})
	}
	beat := func(key, name, cron string, long time.Duration, places int) workflow.Heartbeat {
		return workflow.Heartbeat{Key: key, Name: name, Cron: cron, Zone: townZone, Duration: long, Capacity: places, CutOff: 13 * time.Hour, Leads: policy.DefaultLeads()}
	}
	p.Heartbeats = []workflow.Heartbeat{
		beat("web", "Web heartbeat", "0 6 * * TUE,THU", 2*time.Hour, 11),
		beat("mobile", "Mobile heartbeat", "0 10 * * WED", 3*time.Hour, 11),
		beat("office", "Back office heartbeat", "0 20 * * MON,WED", 3*time.Hour, 11),
		beat("night", "Night heartbeat", "0 1 * * TUE,FRI", 4*time.Hour, 14),
		beat("maintenance", "Maintenance window", "30 2 * * SUN", 4*time.Hour, 60),
	}
	p.Heartbeats[0].Points = 50
	yearFreezes(&p)
	for i, name := range yearDepartments {
		role := coordinators(i)
		p.Roles = append(p.Roles, workflow.Role{Key: role, Name: name + " coordinator", Groups: []string{"@" + role}, Admins: true})
		teams := append([]string(nil), yearTeams[i*8:i*8+8]...)
		p.Departments = append(p.Departments, workflow.Department{Key: strings.ToLower(name), Name: name, Teams: teams, Coordinator: role, MustEndorse: i == 2 || i == 3})
	}
	for i := range p.Roles {
		if p.Roles[i].Key == policy.RoleBusiness {
			p.Roles[i].Substitutes = []workflow.PersonID{ids["greta"]}
		}
	}
	for i := range p.Types {
		switch p.Types[i].Type {
		case workflow.Standard:
			p.Types[i].Templated = true
		case workflow.Major:
			p.Types[i].Lead = 72 * time.Hour
		}
	}
	p.Intake = append(p.Intake, workflow.IntakeGate{Kind: workflow.IntakeTeam})
	yearTemplates(&p, ids)
	for _, a := range yearAccounts {
		k := workflow.KeyAccount{Key: a.key, Name: a.name, Managers: []workflow.PersonID{ids[a.manager]}, Systems: a.systems}
		if a.days > 0 {
			from := time.Date(2026, 11, a.day, 0, 0, 0, 0, time.UTC)
			k.Blackouts = []workflow.Blackout{{From: from, To: from.AddDate(0, 0, a.days), Why: a.why}}
		}
		p.Accounts = append(p.Accounts, k)
	}
	return p
}

func yearFreezes(p *workflow.Policy) {
	urgent := []workflow.ChangeType{workflow.Emergency}
	p.Freezes = []workflow.Freeze{
		{Key: "year-end", Name: "Year-end freeze", Why: "Nobody changes what sells in December's last days.", Hard: true, Except: urgent, Cron: "0 18 18 12 *", Duration: 16 * 24 * time.Hour, Zone: townZone},
		{Key: "invoice-run", Name: "Invoice run", Why: "Billing runs on the first three days of a month.", Systems: []string{"billing", "crm"}, Cron: "0 0 1 * *", Duration: 3 * 24 * time.Hour, Zone: townZone},
		{Key: "holiday-sale", Name: "Holiday sale", Why: "The busiest days of the shops.", Systems: []string{"shop", "payment", "search"}, Hard: true, Except: urgent,
			From: time.Date(2026, 11, 26, 23, 0, 0, 0, time.UTC), To: time.Date(2026, 11, 30, 23, 0, 0, 0, time.UTC)},
		{Key: "stock-count", Name: "Stock count", Why: "Two hundred people count in the halls.", Systems: []string{"warehouse"}, Hard: true, Except: urgent,
			From: time.Date(2026, 12, 3, 17, 0, 0, 0, time.UTC), To: time.Date(2026, 12, 6, 17, 0, 0, 0, time.UTC)},
	}
}

// yearTemplates are what the routine is made from, and the patch days that ask
// for it by themselves.
func yearTemplates(p *workflow.Policy, ids map[string]workflow.PersonID) {
	for _, r := range yearRoutines {
		if _, had := p.Template(r.template); had {
			continue
		}
		p.Templates = append(p.Templates, workflow.Template{Key: r.template, Name: r.name, PreAuthorised: true, Form: workflow.Request{
			What: r.what, Why: r.why, Type: workflow.Standard, EffortHours: 1, Impact: workflow.ImpactNone, Rollback: yearWaysBack[1]}})
	}
	for _, day := range []struct{ system, cron string }{{"network", "0 9 * * WED"}, {"identity", "0 9 1,15 * *"}, {"warehouse", "0 9 * * THU"}} {
		system := yearSystem(day.system)
		who := ids[strings.ToLower(yearNames[64])]
		p.Templates = append(p.Templates, workflow.Template{Key: "patch-" + day.system, Name: "Patch day of " + system.name, System: day.system, PreAuthorised: true, Form: workflow.Request{
			Title: "Patch day of " + system.name, System: day.system, Team: "Core", What: "All machines get the patches that were tried on acceptance.", Why: "Security.", Type: workflow.Standard, EffortHours: 1,
			Impact: workflow.ImpactNone, Rollback: yearWaysBack[1], Contact: who, Implementer: ids[strings.ToLower(yearNames[65])]}})
		p.Schedules = append(p.Schedules, workflow.Schedule{Key: "patch-" + day.system, Name: "Patch day of " + system.name, Cron: day.cron, Zone: townZone, Template: "patch-" + day.system, Requester: who})
	}
}
