package storetest

import (
	"testing"

	"drumbeat/workflow"
)

// rangeOfNotices checks that a range of ids is exact at both ends, in the order
// of bytes, and the same page by page; and that the ranges which the nouns name
// hold what is about their subject, and nothing about its neighbours.
func (s Suite) rangeOfNotices(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	const web, shop = workflow.WindowID("web:2026-11-24T05:00Z"), workflow.WindowID("web:2026-11-24T05:00Z-2")
	about := func(n workflow.Number) []string {
		return []string{workflow.AskID(n, 1, "U0BOSS"), workflow.AskID(n, 2, "U0BOSS"), workflow.CardID(n), workflow.EventID(n, 1), workflow.EventID(n, 2),
			workflow.OutcomeID(n, 2, "U0ASKS"), workflow.PageID(n, 1, 3, "U0OPS"), workflow.RequesterID(n, "U0ASKS"),
			workflow.TroubleID(workflow.AskID(n, 1, "U0BOSS")+"@3", "U0ROSA"), workflow.TroubleID(workflow.CardID(n)+"@12", "U0ROSA"), workflow.TroubleID(workflow.EventID(n, 2)+"@3", "U0ROSA")}
	}
	window := func(w workflow.WindowID) []string {
		return []string{workflow.BriefingID(w, "help-desk"), workflow.BriefingChangeID(w, "help-desk", 1, 2),
			workflow.TroubleID(workflow.BriefingID(w, "help-desk")+"@4", "U0ROSA"), workflow.TroubleID(workflow.WindowReminderID(w, "24h")+"@2", "U0ROSA"), workflow.TroubleID(workflow.WindowBoardID(w)+"@4", "U0ROSA"),
			workflow.WindowBoardID(w), workflow.WindowReminderID(w, "24h")}
	}
	var all []workflow.Notice
	for _, ids := range [][]string{about(1), about(10), about(11), about(2), window(web), window(shop), {"x", "x\x00", "x\x00b", "xb", "xé", "X", "remind:U0BOSS:2026-11-23T12:00Z"}} {
		for _, id := range ids {
			all = append(all, line(id, day))
		}
	}
	must(t, store.Notices.Add(ctx, all))
	list := func(r workflow.IDs, limit int) []string {
		t.Helper()
		var out []string
		for from := r.First; ; {
			page, err := store.Notices.Range(ctx, from, r.End, limit)
			must(t, err)
			out = append(out, ids(page)...)
			if len(page) < limit {
				return out
			}
			from = page[len(page)-1].ID + "\x00"
		}
	}
	for _, limit := range []int{1, 2, 100} {
		diff(t, "the order of bytes", []string{"x", "x\x00", "x\x00b", "xb", "xé"}, list(workflow.IDs{First: "x", End: "y"}, limit))
		diff(t, "large letters are others", []string{"X"}, list(workflow.IDs{First: "X", End: "Y"}, limit))
		diff(t, "the end is not in it, the first is", []string{"x", "x\x00"}, list(workflow.IDs{First: "x", End: "x\x00b"}, limit))
		diff(t, "beyond ASCII", []string{"xé"}, list(workflow.IDs{First: "xc", End: "y"}, limit))
		if got := list(workflow.IDs{First: "xb", End: "xb"}, limit); len(got) > 0 {
			t.Errorf("an empty range has %q", got)
		}
		for _, n := range []workflow.Number{1, 10, 11, 2} {
			var got []string
			for _, r := range workflow.AboutRelease(n) {
				got = append(got, list(r, limit)...)
			}
			diff(t, "about "+n.String(), about(n), got)
		}
		for _, w := range []workflow.WindowID{web, shop} {
			var got []string
			for _, r := range workflow.AboutWindow(w) {
				got = append(got, list(r, limit)...)
			}
			diff(t, "about "+string(w), window(w), got)
		}
	}
	got, err := store.Notices.Range(ctx, workflow.EventID(2, 1), workflow.EventID(2, 2), 10)
	must(t, err)
	want := line(workflow.EventID(2, 1), day)
	want.Delivery = fresh(day)
	diff(t, "a notice with all it has", []workflow.Notice{want}, got)
}
