package settings_test

import (
	"fmt"
	"testing"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/policy"
	"drumbeat/workflow/settings"
)

var tuesday = time.Date(2026, 11, 24, 6, 0, 0, 0, time.UTC)

func slotAt(p *workflow.Policy, opens time.Time) (workflow.Slot, bool) {
	slot, err := calendar.Find(p, workflow.MakeWindowID("regular", opens))
	return slot, err == nil
}

// TestOneWindow: a window is left out, made another, and made usual again; each
// time there is one thing to say of it, and none in the end.
func TestOneWindow(t *testing.T) {
	p := policy.Default()
	id := string(workflow.MakeWindowID("regular", tuesday))
	set := func(values map[string][]string) {
		t.Helper()
		if err := settings.Set(&p, settings.WindowsPart, id, values); err != nil {
			t.Fatal(err)
		}
	}
	set(map[string][]string{"kind": {"skip"}, "about": {"Christmas"}})
	if _, there := slotAt(&p, tuesday); there {
		t.Error("the window that is left out is there")
	}
	set(map[string][]string{"kind": {"other"}, "capacity": {"2"}, "cut_off": {"4h"}})
	if slot, there := slotAt(&p, tuesday); !there || slot.Capacity != 2 || slot.CutOff != tuesday.Add(-4*time.Hour) || slot.Closes != tuesday.Add(2*time.Hour) || slot.Extra != "Christmas" {
		t.Errorf("the window in its place: %+v, %v", slot, there)
	}
	if _, items, _ := settings.Part(&p, settings.WindowsPart); len(items) != 1 || items[0].Key != id {
		t.Errorf("the exceptions are %+v", items)
	}
	_, _, fields, err := settings.Form(&p, settings.WindowsPart, id)
	if err != nil || len(fields) != 5 || fields[0].Value[0] != "other" || fields[1].Value[0] != "2" {
		t.Errorf("its form: %+v, %v", fields, err)
	}
	set(map[string][]string{"kind": {"usual"}})
	if slot, there := slotAt(&p, tuesday); !there || slot.Capacity != 5 || len(p.Heartbeats[0].Skips)+len(p.Heartbeats[0].Extras) != 0 {
		t.Errorf("made usual: %+v", slot)
	}
}

func TestExtraWindow(t *testing.T) {
	p := policy.Default()
	friday := tuesday.AddDate(0, 0, 3)
	values := map[string][]string{"heartbeat": {"regular"}, "opens": {fmt.Sprint(friday.Unix())}, "about": {"the provider's"}}
	if err := settings.Set(&p, settings.WindowsPart, "", values); err != nil {
		t.Fatal(err)
	}
	if slot, there := slotAt(&p, friday); !there || slot.Extra != "the provider's" {
		t.Errorf("the extra window: %+v, %v", slot, there)
	}
	for name, bad := range map[string]map[string][]string{
		"twice":      values,
		"overlaps":   {"heartbeat": {"regular"}, "opens": {fmt.Sprint(tuesday.Add(time.Hour).Unix())}},
		"no moment":  {"heartbeat": {"regular"}},
		"no rhythm":  {"heartbeat": {"gone"}, "opens": {fmt.Sprint(friday.Unix())}},
		"no number":  {"heartbeat": {"regular"}, "opens": {fmt.Sprint(friday.AddDate(0, 0, 1).Unix())}, "capacity": {"many"}},
		"not a time": {"heartbeat": {"regular"}, "opens": {"tomorrow"}},
	} {
		next, _ := p.Document().Policy()
		err := settings.Set(&next, settings.WindowsPart, "", bad)
		if workflow.CodeOf(err) != workflow.CodeInvalid {
			t.Errorf("%s: %v, want a sentence", name, err)
		}
	}
	if err := settings.Remove(&p, settings.WindowsPart, string(workflow.MakeWindowID("regular", friday))); err != nil {
		t.Error(err)
	}
	if _, there := slotAt(&p, friday); there {
		t.Error("the extra window is still there")
	}
	if _, _, _, err := settings.Form(&p, settings.WindowsPart, "regular:2026-11-25T06:00Z"); workflow.CodeOf(err) != workflow.CodeNotFound {
		t.Errorf("the form of no window: %v", err)
	}
}

// TestFreezeForm: once or again and again, and the sentences where it is neither.
func TestFreezeForm(t *testing.T) {
	p := policy.Default()
	from, to := fmt.Sprint(tuesday.Unix()), fmt.Sprint(tuesday.AddDate(0, 0, 5).Unix())
	if err := settings.Set(&p, "freezes", "", map[string][]string{"name": {"Holiday sale"}, "hard": {"hard"}, "from": {from}, "to": {to}, "systems": {"platform"}, "except": {"emergency"}, "why": {"orders"}}); err != nil {
		t.Fatal(err)
	}
	if f := p.Freezes[0]; f.Key != "holiday-sale" || !f.Hard || !f.From.Equal(tuesday) || f.Why != "orders" || len(f.Systems) != 1 {
		t.Errorf("stored as %+v", f)
	}
	if err := settings.Set(&p, "freezes", "", map[string][]string{"name": {"Month end"}, "hard": {"soft"}, "cron": {"0 18 28 * *"}, "duration": {"3 days"}, "zone": {"UTC"}}); err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]map[string][]string{
		"never":      {"name": {"x"}},
		"both":       {"name": {"x"}, "from": {from}, "to": {to}, "cron": {"0 18 28 * *"}, "duration": {"1h"}},
		"backwards":  {"name": {"x"}, "from": {to}, "to": {from}},
		"no zone":    {"name": {"x"}, "cron": {"0 18 28 * *"}, "duration": {"1h"}, "zone": {"Moon/Crater"}},
		"no rhythm":  {"name": {"x"}, "cron": {"often"}, "duration": {"1h"}},
		"no length":  {"name": {"x"}, "cron": {"0 18 28 * *"}},
		"never ends": {"name": {"x"}, "cron": {"0 18 * * *"}, "duration": {"2 days"}},
	} {
		next, _ := p.Document().Policy()
		if err := settings.Set(&next, "freezes", "", bad); workflow.CodeOf(err) != workflow.CodeInvalid {
			t.Errorf("%s: %v, want a sentence", name, err)
		}
	}
}
