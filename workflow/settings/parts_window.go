package settings

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
)

// WindowsPart is the key of the part in which single windows are changed.
const WindowsPart = "windows"

// What can be done with one window of a heartbeat.
const (
	windowUsual = "usual" // nothing special
	windowSkip  = "skip"  // it is left out
	windowOther = "other" // an extra one is in its place
)

// windows are the exceptions of the heartbeats: windows that are left out, that
// there are besides, or that have other places, hours or cut-off than usual. A
// window is known by its id; one without an exception has a form too.
func windows() part {
	return part{
		SettingsPart: workflow.SettingsPart{Key: WindowsPart, Name: "Single windows", About: "Windows that are left out, added, or not as usual. Also with /release window."},
		items:        exceptions,
		open:         openWindow,
		drop:         func(p *workflow.Policy, item string) error { return clearWindow(p, workflow.WindowID(item)) },
	}
}

// exceptions lists the windows that are not as their heartbeat's rule has them.
func exceptions(p *workflow.Policy) []workflow.SettingsItem {
	var out []workflow.SettingsItem
	for _, h := range p.Heartbeats {
		loc := location(h.Zone)
		name := func(at time.Time) string { return h.Name + ", " + at.In(loc).Format("Mon 2 Jan 2006 15:04") }
		for _, s := range h.Skips {
			if !slices.ContainsFunc(h.Extras, func(e workflow.Extra) bool { return e.Opens.Equal(s.Opens) }) {
				out = append(out, workflow.SettingsItem{Key: string(workflow.MakeWindowID(h.Key, s.Opens)), Name: name(s.Opens), Summary: "left out · " + s.Why})
			}
		}
		for _, e := range h.Extras {
			said := "extra"
			if slices.ContainsFunc(h.Skips, func(s workflow.Skip) bool { return s.Opens.Equal(e.Opens) }) {
				said = "not as usual"
			}
			out = append(out, workflow.SettingsItem{Key: string(workflow.MakeWindowID(h.Key, e.Opens)), Name: name(e.Opens), Summary: said + " · " + e.Why})
		}
	}
	return out
}

// windowEdit is one window as its form has it.
type windowEdit struct {
	heartbeat string
	kind      string
	extra     workflow.Extra
}

// openWindow gives the form of one window, and of an extra one where there is no
// item; save puts what was filled in into the policy.
func openWindow(p *workflow.Policy, item string) (workflow.SettingsItem, []bind, func() error, error) {
	e := windowEdit{kind: windowUsual}
	var it workflow.SettingsItem
	if item == "" {
		if len(p.Heartbeats) == 1 {
			e.heartbeat = p.Heartbeats[0].Key
		}
		binds := []bind{
			one("heartbeat", "Heartbeat", &e.heartbeat, heartbeatOptions(p), ""),
			instant("opens", "Opens", &e.extra.Opens),
		}
		return it, append(binds, e.binds()...), func() error { return saveExtra(p, e) }, nil
	}
	id := workflow.WindowID(item)
	key, opens, ok := id.Split()
	h, known := p.Heartbeat(key)
	if !ok || !known {
		return it, nil, nil, workflow.Refuse(workflow.CodeNotFound, "That window is not there any more: its heartbeat was removed or renamed.")
	}
	rule := h
	rule.Skips, rule.Extras = nil, nil
	usual, err := calendar.Slots(rule, opens, opens.Add(time.Minute))
	byRule := err == nil && len(usual) > 0
	e.heartbeat, e.extra.Opens = key, opens
	has := false
	for _, x := range h.Extras {
		if x.Opens.Equal(opens) {
			e.kind, e.extra, has = windowOther, x, true
		}
	}
	for _, s := range h.Skips {
		if s.Opens.Equal(opens) && !has {
			e.kind, e.extra.Why, has = windowSkip, s.Why, true
		}
	}
	if !byRule && !has {
		return it, nil, nil, workflow.Refuse(workflow.CodeNotFound, "%s has no window at that time any more: its schedule has changed.", h.Name)
	}
	it = workflow.SettingsItem{Key: item, Name: h.Name + ", " + opens.In(location(h.Zone)).Format("Mon 2 Jan 2006 15:04")}
	choices := []workflow.SettingOption{{Value: windowUsual, Label: "As the heartbeat has it"}, {Value: windowSkip, Label: "Left out"}, {Value: windowOther, Label: "With other places, hours or cut-off"}}
	if !byRule {
		choices = []workflow.SettingOption{{Value: windowOther, Label: "An extra window"}, {Value: windowSkip, Label: "Not any more"}}
	}
	binds := append([]bind{one("kind", it.Name+" is", &e.kind, choices, "")}, e.binds()...)
	return it, binds, func() error { return saveWindow(p, id, &e, byRule) }, nil
}

// binds are the fields that every window has.
func (e *windowEdit) binds() []bind {
	return []bind{
		number("capacity", "Places", &e.extra.Capacity).hint("Empty: as the heartbeat has it."),
		span("duration", "Stays open for", &e.extra.Duration).optional().hint("As in 3h. Empty: as the heartbeat has it."),
		span("cut_off", "The list is fixed before opening by", &e.extra.CutOff).optional().hint("As in 4h. Empty: as the heartbeat has it."),
		line("about", "Shown in the calendar", &e.extra.Why).optional().hint("A few words: “Christmas”, “for the new payment provider”."),
	}
}

// saveExtra adds a window besides the rule's.
func saveExtra(p *workflow.Policy, e windowEdit) error {
	if e.extra.Opens.IsZero() {
		return atField("opens", "Choose the day and the time at which it opens.")
	}
	for i := range p.Heartbeats {
		if h := &p.Heartbeats[i]; h.Key == e.heartbeat {
			h.Extras = append(h.Extras, e.extra)
			return atWindow(calendar.Check(*h), "opens")
		}
	}
	return atField("heartbeat", "Choose a heartbeat from the list.")
}

// saveWindow makes one window what was chosen.
func saveWindow(p *workflow.Policy, id workflow.WindowID, e *windowEdit, byRule bool) error {
	if e.kind == windowOther && byRule && e.extra.Capacity == 0 && e.extra.Duration == 0 && e.extra.CutOff == 0 {
		return atField("capacity", "Say what is not as usual: its places, how long it stays open, or when the list is fixed.")
	}
	if err := clearWindow(p, id); err != nil {
		return err
	}
	for i := range p.Heartbeats {
		h := &p.Heartbeats[i]
		if h.Key != e.heartbeat {
			continue
		}
		if byRule && e.kind != windowUsual {
			h.Skips = append(h.Skips, workflow.Skip{Opens: e.extra.Opens, Why: e.extra.Why})
		}
		if e.kind == windowOther {
			h.Extras = append(h.Extras, e.extra)
		}
		return atWindow(calendar.Check(*h), "kind")
	}
	return nil
}

// clearWindow makes a window what the rule says.
func clearWindow(p *workflow.Policy, id workflow.WindowID) error {
	key, opens, _ := id.Split()
	for i := range p.Heartbeats {
		if h := &p.Heartbeats[i]; h.Key == key {
			h.Skips = slices.DeleteFunc(slices.Clone(h.Skips), func(s workflow.Skip) bool { return s.Opens.Equal(opens) })
			h.Extras = slices.DeleteFunc(slices.Clone(h.Extras), func(e workflow.Extra) bool { return e.Opens.Equal(opens) })
			return nil
		}
	}
	return workflow.Refuse(workflow.CodeNotFound, "That window is not there any more: its heartbeat was removed or renamed.")
}

func atField(field, s string) error {
	return &workflow.Error{Code: workflow.CodeInvalid, Message: s, Fields: map[workflow.Field]string{workflow.Field(field): s}}
}

// atWindow puts what is wrong with a heartbeat's windows at a field.
func atWindow(err error, field string) error {
	if err == nil {
		return nil
	}
	return atField(field, strings.TrimSpace(fmt.Sprint(sentenceFound(err))))
}
