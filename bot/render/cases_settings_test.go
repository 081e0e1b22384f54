package render_test

import (
	"fmt"
	"time"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow"
)

// settings are the modals of the settings in all their states.
func (w world) settings() []example {
	var out []example
	add := func(name, state string, v any) { out = append(out, example{"modal", name, state, v}) }
	menu := w.settingsMenu()
	add("settings_menu", "reader", render.SettingsMenu(w.locale, menu))
	menu.Manager = true
	add("settings_menu", "manager", render.SettingsMenu(w.locale, menu))
	add("settings_list", "none", render.SettingsList(w.locale, w.settingsList(0, 0)))
	one := w.settingsList(0, 1)
	one.Saved = render.SettingsSaved(w.locale, 7, true)
	add("settings_list", "saved", render.SettingsList(w.locale, one))
	add("settings_list", "many", render.SettingsList(w.locale, w.settingsList(30, 75)))
	reader := w.settingsList(0, 2)
	reader.Manager = false
	add("settings_list", "reader", render.SettingsList(w.locale, reader))
	add("settings_form", "edit", render.SettingsForm(w.locale, w.settingsForm(), action.SettingsModal{Part: "roles", Item: "quality"}))
	fresh := w.settingsForm()
	fresh.Item, fresh.Why = workflow.SettingsItem{}, ""
	for i := range fresh.Fields {
		fresh.Fields[i].Value = nil
	}
	add("settings_form", "new", render.SettingsForm(w.locale, fresh, action.SettingsModal{Part: "roles"}))
	gone := w.settingsForm()
	gone.Remove = true
	add("settings_form", "remove", render.SettingsForm(w.locale, gone, action.SettingsModal{Part: "roles", Item: "quality"}))
	add("settings_form", "bring", render.SettingsForm(w.locale, workflow.SettingsFormFacts{Part: workflow.SettingsPart{Key: "versions", Name: "Versions"}, Bring: 3, Base: 7}, action.SettingsModal{}))
	for state, hits := range map[string]int{"nothing": 0, "one": 1, "many": 60} {
		if w.small && hits > 3 {
			hits = 3
		}
		add("settings_check", state, render.SettingsForm(w.locale, w.settingsCheck(hits), action.SettingsModal{Part: "roles", Item: "quality"}))
	}
	overtaken := w.settingsCheck(0)
	overtaken.Notice = w.say("notice", "Rosa saved version 7 of the settings meanwhile (fewer places). Nothing of yours was saved yet; look at it and save again.")
	add("settings_check", "overtaken", render.SettingsForm(w.locale, overtaken, action.SettingsModal{Part: "roles", Item: "quality"}))
	long := w.settingsCheck(1)
	long.Fields[1].Value = []string{fmt.Sprintf("%03500d", 7)}
	add("settings_check", "too_long_to_carry", render.SettingsForm(w.locale, long, action.SettingsModal{Part: "roles", Item: "quality"}))
	add("settings_versions", "reader", render.SettingsVersions(w.locale, w.settingsVersions(1), false, "Europe/Amsterdam"))
	add("settings_versions", "many", render.SettingsVersions(w.locale, w.settingsVersions(10), true, "Europe/Amsterdam"))
	return out
}

func (w world) settingsMenu() workflow.SettingsFacts {
	f := workflow.SettingsFacts{Zone: "Europe/Amsterdam", Names: map[workflow.PersonID]string{eva: w.say("name", "Eva")},
		Policy: workflow.Policy{Version: 7, SavedBy: eva, SavedAt: w.facts().Now, Why: w.say("why", "The provider maintains its side on Thursdays.")}}
	for i, name := range []string{"Organisation", "Roles and escalation", "Systems", "Heartbeats"} {
		f.Parts = append(f.Parts, workflow.SettingsPart{Key: fmt.Sprintf("part-%d", i), Name: name, Summary: w.say("summary", "Web heartbeat, Night"), Single: i == 0})
	}
	return f
}

func (w world) settingsList(from, total int) workflow.SettingsListFacts {
	f := workflow.SettingsListFacts{Part: workflow.SettingsPart{Key: "roles", Name: "Roles and escalation", About: "Who may speak for a function."}, From: from, Total: total, Manager: true}
	for i := from; i < min(total, from+30); i++ {
		f.Items = append(f.Items, workflow.SettingsItem{Key: fmt.Sprintf("role-%d", i), Name: w.say("item", "quality"), Summary: w.say("item_summary", "@quality · 2 substitutes")})
	}
	return f
}

func (w world) settingsForm() workflow.SettingsFormFacts {
	options := []workflow.SettingOption{{Value: "-", Label: "none"}, {Value: "quality", Label: w.say("option", "quality")}, {Value: "operations", Label: w.say("option2", "operations")}}
	return workflow.SettingsFormFacts{
		Part: workflow.SettingsPart{Key: "roles", Name: "Roles and escalation"}, Item: workflow.SettingsItem{Key: "quality", Name: w.say("item", "quality")}, Base: 7, Zone: "Europe/Amsterdam",
		Why: w.say("why", "Lena is on leave."),
		Fields: []workflow.SettingField{
			{Key: "name", Label: "Name", Kind: workflow.SettingLine, Value: []string{w.say("line", "quality")}},
			{Key: "escalation", Label: "Further escalation", Hint: "One step a line.", Kind: workflow.SettingText, Optional: true, Value: []string{w.say("text", "4h: release manager\n8h: board")}},
			{Key: "capacity", Label: "Places", Kind: workflow.SettingNumber, Optional: true, Value: []string{"5"}},
			{Key: "requester", Label: "In the name of", Kind: workflow.SettingPerson, Value: []string{string(lena)}},
			{Key: "people", Label: "People", Kind: workflow.SettingPeople, Optional: true, Value: []string{string(lena), string(piet)}},
			{Key: "heartbeat", Label: "Heartbeat", Kind: workflow.SettingOne, Options: options, Value: []string{"quality"}},
			{Key: "systems", Label: "Systems", Kind: workflow.SettingMany, Optional: true, Options: options[1:], Value: []string{"operations"}},
			{Key: "requires", Label: "Requires", Kind: workflow.SettingBoxes, Optional: true, Options: options[1:], Value: []string{"quality"}},
			{Key: "from", Label: "Once: from", Kind: workflow.SettingMoment, Optional: true, Value: []string{"1798106400"}},
			{Key: "template", Label: "Template", Kind: workflow.SettingOne},
		},
	}
}

func (w world) settingsCheck(hits int) workflow.SettingsFormFacts {
	f := w.settingsForm()
	f.Changes, f.Impact = []string{w.say("change", "Heartbeat Web heartbeat: cron 0 6 * * TUE,THU → 0 6 * * TUE,WED")}, &workflow.PolicyImpact{}
	slot, next := w.slot("2026-11-26 06:00"), w.slot("2026-12-01 06:00")
	for i := range hits {
		hit := workflow.PolicyHit{Release: workflow.Number(1042 + i), Title: w.say("hit", "Faster checkout for returning customers"), Window: slot.ID, Slot: &slot, To: &next, Why: w.say("hit_why", "Web heartbeat has no window at that time any more.")}
		if i == 1 {
			hit.To = nil
		}
		f.Impact.Moves = append(f.Impact.Moves, hit)
		f.Impact.Approvals, f.Impact.Voided = append(f.Impact.Approvals, workflow.PolicyHit{Release: hit.Release, Title: hit.Title, Why: "1 approval counts no longer; 1 is to be given."}), f.Impact.Voided+1
		f.Impact.Briefings = append(f.Impact.Briefings, workflow.PolicyHit{Title: w.say("window", "Web heartbeat"), Slot: &slot, Why: "The front line was briefed about this window."})
		f.Impact.Misfits = append(f.Impact.Misfits, workflow.PolicyHit{Release: hit.Release, Title: hit.Title, Why: "Test evidence is required then, and it has none."})
		f.Impact.Bookings = append(f.Impact.Bookings, workflow.PolicyHit{Title: w.say("environment", "Web shop, Acceptance"), Why: "The environment is gone then."})
		f.Impact.Schedules = append(f.Impact.Schedules, workflow.PolicyHit{Title: w.say("schedule", "Patch day"), Why: "It is asked for no more."})
		if i > 0 {
			f.Changes = append(f.Changes, f.Changes[0])
		}
	}
	return f
}

func (w world) settingsVersions(n int) []workflow.SettingsVersion {
	var out []workflow.SettingsVersion
	for i := range n {
		v := workflow.SettingsVersion{Policy: workflow.Policy{Version: n + 3 - i, SavedAt: w.facts().Now.Add(-time.Duration(i) * time.Hour), Why: w.say("why", "Lena is on leave.")}, Who: w.say("who", "Rosa"), Current: i == 0}
		for range i {
			v.Changes = append(v.Changes, w.say("change", "Role quality: people + Lena"))
		}
		out = append(out, v)
	}
	return out
}
