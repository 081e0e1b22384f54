package desk_test

import (
	"strings"
	"testing"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

func edit(part, item string, values map[string][]string) desk.SettingsEdit {
	return desk.SettingsEdit{Part: part, Item: item, Values: values, Why: "because"}
}

// TestSettingsMoveWhatCannotStay: another schedule is previewed with what it
// moves, saved, and carried out; what was placed knowingly afterwards stays.
func TestSettingsMoveWhatCannotStay(t *testing.T) {
	w := newTown(t)
	r := w.scheduled()
	e := edit("heartbeats", "regular", map[string][]string{"cron": {"30 7 * * TUE,THU"}})
	f, err := w.desk.SettingsPreview(w.ctx, "ROSA", e)
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Changes) != 1 || !strings.Contains(f.Changes[0], "cron 0 6 * * TUE,THU → 30 7 * * TUE,THU") {
		t.Errorf("changes %q", f.Changes)
	}
	if len(f.Impact.Moves) != 1 || f.Impact.Moves[0].Release != r.Number || f.Impact.Moves[0].To == nil || f.Base != 1 {
		t.Fatalf("impact %+v, base %d", f.Impact, f.Base)
	}
	e.Base = f.Base
	saved, err := w.desk.SaveSettings(w.ctx, "ROSA", "r1", e, true)
	if err != nil || saved.Policy.Version != 2 || saved.Policy.MoveBefore.IsZero() {
		t.Fatalf("%+v, %v", saved, err)
	}
	moved, err := w.desk.MakeWay(w.ctx)
	if err != nil || moved != 1 {
		t.Fatalf("moved %d, %v", moved, err)
	}
	r = w.relay(r.Number)
	if got := r.Place.Opens; !got.Equal(r.Place.Opens.Truncate(24*time.Hour).Add(7*time.Hour+30*time.Minute)) || r.State != workflow.Scheduled {
		t.Errorf("it opens %s, state %s", got, r.State)
	}
	if e := r.Last(); e.Action != workflow.ActRollForward || !strings.Contains(e.Reason, "settings changed") {
		t.Errorf("the history says %+v", e)
	}
	if done := w.tend(); done.RolledForward != 0 {
		t.Error("it is moved twice")
	}
}

// TestSettingsLeaveInPlace: saved without the wish, nothing moves.
func TestSettingsLeaveInPlace(t *testing.T) {
	w := newTown(t)
	r := w.scheduled()
	if _, err := w.desk.SaveSettings(w.ctx, "ROSA", "r1", edit("heartbeats", "regular", map[string][]string{"cron": {"30 7 * * TUE,THU"}}), false); err != nil {
		t.Fatal(err)
	}
	if done := w.tend(); done.RolledForward != 0 {
		t.Error("it is moved although nobody asked for that")
	}
	if got := w.relay(r.Number); got.Place.Window != r.Place.Window {
		t.Errorf("it is in %s", got.Place.Window)
	}
}

// TestSettingsLeaveInPlaceLater: the wish to move what one change hit is not taken
// for one to move what a later change hits and is left.
func TestSettingsLeaveInPlaceLater(t *testing.T) {
	w := newTown(t)
	r := w.scheduled()
	w.now = w.now.Add(time.Minute)
	if _, err := w.desk.SaveSettings(w.ctx, "ROSA", "r1", edit("heartbeats", "regular", map[string][]string{"capacity": {"9"}}), true); err != nil {
		t.Fatal(err)
	}
	w.now = w.now.Add(time.Minute)
	if _, err := w.desk.SaveSettings(w.ctx, "ROSA", "r2", edit("heartbeats", "regular", map[string][]string{"cron": {"30 7 * * TUE,THU"}}), false); err != nil {
		t.Fatal(err)
	}
	if done := w.tend(); done.RolledForward != 0 {
		t.Error("it is moved although it was left where it is")
	}
	if got := w.relay(r.Number); got.Place.Window != r.Place.Window {
		t.Errorf("it is in %s", got.Place.Window)
	}
}

// TestSettingsFewerPlaces: where a window has fewer places, who came last moves.
func TestSettingsFewerPlaces(t *testing.T) {
	w := newTown(t)
	first := w.scheduled()
	w.now = w.now.Add(time.Minute)
	last := w.scheduled()
	w.now = w.now.Add(time.Minute)
	if _, err := w.desk.SaveSettings(w.ctx, "ROSA", "r1", edit("heartbeats", "regular", map[string][]string{"capacity": {"1"}}), true); err != nil {
		t.Fatal(err)
	}
	if moved, err := w.desk.MakeWay(w.ctx); err != nil || moved != 1 {
		t.Fatalf("moved %d, %v", moved, err)
	}
	if stays, goes := w.relay(first.Number), w.relay(last.Number); stays.Place.Window != first.Place.Window || goes.Place.Window == last.Place.Window {
		t.Errorf("the first is in %s, the last in %s", stays.Place.Window, goes.Place.Window)
	}
}

func TestSettingsPreview(t *testing.T) {
	w := newTown(t)
	r := w.scheduled()
	f, err := w.desk.SettingsPreview(w.ctx, "ROSA", edit("types", "normal", map[string][]string{"approvals": {"business:1", "quality:1"}}))
	if err != nil || len(f.Impact.Approvals) != 1 || f.Impact.Voided != 1 || f.Impact.Approvals[0].Release != r.Number {
		t.Errorf("impact %+v, %v", f.Impact, err)
	}
	if _, err := w.desk.SettingsPreview(w.ctx, "INES", edit("general", "", nil)); workflow.CodeOf(err) != workflow.CodeDenied {
		t.Errorf("a requester: %v", err)
	}
	if _, err := w.changes("ROSA", "r0", 0); err != nil {
		t.Fatal(err)
	}
	e := edit("general", "", map[string][]string{"zone": {"Europe/Amsterdam"}})
	e.Base = 1
	if _, err := w.desk.SaveSettings(w.ctx, "ROSA", "r1", e, false); workflow.CodeOf(err) != workflow.CodeConflict {
		t.Errorf("from an old version: %v", err)
	}
	f, err = w.desk.SettingsPreview(w.ctx, "ROSA", e)
	if err != nil || !strings.Contains(f.Notice, "ROSA saved version 2") || f.Base != 2 || f.Fields[0].Value[0] != "Europe/Amsterdam" {
		t.Errorf("%+v, %v; want who came first, and what was typed", f, err)
	}
}

// TestSettingsBack brings an old version back as the next one.
func TestSettingsBack(t *testing.T) {
	w := newTown(t)
	if _, err := w.desk.SaveSettings(w.ctx, "ROSA", "r1", edit("general", "", map[string][]string{"zone": {"Asia/Jakarta"}}), false); err != nil {
		t.Fatal(err)
	}
	saved, err := w.desk.SaveSettings(w.ctx, "ROSA", "r2", desk.SettingsEdit{Bring: 1, Why: "it was better", Base: 2}, false)
	if err != nil || saved.Policy.Version != 3 || saved.Policy.Zone != "UTC" {
		t.Fatalf("%+v, %v", saved.Policy.Zone, err)
	}
	versions, err := w.desk.SettingsVersions(w.ctx)
	if err != nil || len(versions) != 3 || !versions[0].Current || versions[0].Changes[0] != "Zone: Asia/Jakarta → UTC" || versions[2].Who != "Drumbeat" {
		t.Errorf("%+v, %v", versions, err)
	}
}
