package people_test

import (
	"strings"
	"testing"

	"drumbeat/bot/sandbox"
)

// TestDeeds: what people do with messages beside writing them.
func TestDeeds(t *testing.T) {
	w, _ := open(t)
	ines, omar := w.As("ines"), w.As("omar")
	ines.Types("#general", "Tea at noon, @omar?")
	if n, meant := omar.Unread("#general"); n != 1 || !meant {
		t.Errorf("omar has %d unread, meant for him: %v", n, meant)
	}
	m := omar.Sees("#general", "Tea", "noon")
	omar.DoesNotSee("#general", "Coffee")
	omar.Reads("#general")
	if n, _ := omar.Unread("#general"); n != 0 {
		t.Errorf("after reading %d are unread", n)
	}
	ines.Edits(ines.Last("#general"), "Coffee at noon")
	if got := m.Again(); got.Text() != "Coffee at noon" || !got.Edited() {
		t.Errorf("edited to %q", got.Text())
	}
	omar.Pins(m)
	if got := ines.Pinned("#general"); len(got) != 1 || got[0].TS() != m.TS() {
		t.Errorf("pinned: %v", texts(got))
	}
	omar.Unpins(m)
	omar.Reacts(m, "tea")
	if got := m.Again().Text(); !strings.Contains(got, ":tea: omar") {
		t.Errorf("with a reaction: %q", got)
	}
	omar.TakesBack(m, "tea")
	if got := m.Again().Text(); strings.Contains(got, ":tea:") {
		t.Errorf("taken back: %q", got)
	}
	ines.Deletes(ines.Last("#general"))
	if got := omar.Messages("#general"); len(got) != 0 {
		t.Errorf("deleted: %v", texts(got))
	}
	w.NothingElse(t)
}

// TestFaultsOfATest: what goes wrong on purpose is no violation, and ends.
func TestFaultsOfATest(t *testing.T) {
	w, _ := open(t)
	ines := w.As("ines")
	w.GoesWrong(sandbox.Fault{Method: "/poll", Kind: sandbox.FaultTwice})
	w.AllIsWell()
	ines.Types("#general", "/poll help")
	if got := ines.Told(); len(got) != 1 {
		t.Errorf("told %v", texts(got))
	}
}
