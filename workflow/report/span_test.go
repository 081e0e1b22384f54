package report

import (
	"strings"
	"testing"
	"time"

	"drumbeat/workflow"
)

// TestCuts: what is compared with what, and in which steps.
func TestCuts(t *testing.T) {
	for _, c := range []struct {
		name, now      string
		view           workflow.MetricsView
		this, before   string
		steps, earlier int
	}{
		{"a week, up to now", "2026-11-24 15:00", workflow.MetricsView{Span: workflow.MetricsWeek}, "2026-11-18 00:00 2026-11-24 15:00", "2026-11-11 00:00 2026-11-17 15:00", 7, 7},
		{"four weeks are usual", "2026-11-24 15:00", workflow.MetricsView{}, "2026-10-28 00:00 2026-11-24 15:00", "2026-09-30 00:00 2026-10-27 15:00", 4, 4},
		{"a month that is over", "2026-11-24 15:00", workflow.MetricsView{Month: "2026-10"}, "2026-10-01 00:00 2026-11-01 00:00", "2026-09-01 00:00 2026-10-01 00:00", 5, 5},
		{"a month that runs", "2026-11-09 12:00", workflow.MetricsView{Month: "2026-11"}, "2026-11-01 00:00 2026-11-09 12:00", "2026-10-01 00:00 2026-10-09 12:00", 2, 2},
		{"a month that is longer than the one before", "2026-03-31 12:00", workflow.MetricsView{Month: "2026-03"}, "2026-03-01 00:00 2026-03-31 12:00", "2026-02-01 00:00 2026-03-01 00:00", 5, 4},
		{"February", "2027-03-31 12:00", workflow.MetricsView{Month: "2027-02"}, "2027-02-01 00:00 2027-03-01 00:00", "2027-01-01 00:00 2027-02-01 00:00", 4, 5},
		{"midnight", "2026-11-24 00:00", workflow.MetricsView{Span: workflow.MetricsWeek}, "2026-11-18 00:00 2026-11-24 00:00", "2026-11-11 00:00 2026-11-17 00:00", 7, 7},
		{"a year", "2026-11-24 15:00", workflow.MetricsView{Span: workflow.MetricsYear}, "2025-11-26 00:00 2026-11-24 15:00", "2024-11-27 00:00 2025-11-25 15:00", 13, 13},
	} {
		t.Run(c.name, func(t *testing.T) {
			amsterdam, err := time.LoadLocation("Europe/Amsterdam")
			if err != nil {
				t.Fatal(err)
			}
			now, _ := time.ParseInLocation("2006-01-02 15:04", c.now, amsterdam)
			cut := CutOf(c.view, now, "Europe/Amsterdam")
			var f workflow.MetricsFacts
			cut.Facts(New(Question{Edges: cut.Edges}), &f)
			said := func(s workflow.Stretch) string {
				return strings.Join([]string{s.From.In(amsterdam).Format("2006-01-02 15:04"), s.To.In(amsterdam).Format("2006-01-02 15:04")}, " ")
			}
			if said(f.This) != c.this || said(f.Before) != c.before || len(f.Steps) != c.steps || len(f.Earlier) != c.earlier {
				t.Errorf("got %s in %d against %s in %d", said(f.This), len(f.Steps), said(f.Before), len(f.Earlier))
			}
		})
	}
}
