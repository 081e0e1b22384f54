package bot

import (
	"testing"

	"drumbeat/workflow"
)

func TestCalendarAsk(t *testing.T) {
	systems := []workflow.Platform{{Key: "shop", Name: "Web shop"}, {Key: "pay", Name: "Payment service"}, {Key: "week", Name: "Week planner"}, {Key: "backoffice", Name: "Back office"}}
	for typed, want := range map[string]workflow.CalendarAsk{
		"":                             {},
		"today":                        {Span: workflow.CalendarDay},
		"Tomorrow":                     {Span: workflow.CalendarDay, Step: 1},
		"month":                        {Span: workflow.CalendarMonth},
		"next week  shop":              {Span: workflow.CalendarWeek, Step: 1, System: "shop"},
		"web shop next month":          {Span: workflow.CalendarMonth, Step: 1, System: "shop"},
		"PAYMENT":                      {System: "pay"},
		"2026-12-24":                   {Span: workflow.CalendarDay, Day: "2026-12-24"},
		"month back office 2026-12-24": {Span: workflow.CalendarMonth, Day: "2026-12-24", System: "backoffice"},
		"the week of 2026-12-24":       {Span: workflow.CalendarWeek, Day: "2026-12-24"},
		"planner":                      {System: "week"},
	} {
		if got, err := calendarAsk(typed, systems); err != nil || got != want {
			t.Errorf("%q is read as %+v, %v; want %+v", typed, got, err, want)
		}
	}
	for _, typed := range []string{"moon", "2026-13-01", "e", "<!channel>", "shop pay"} {
		if got, err := calendarAsk(typed, systems); workflow.CodeOf(err) != workflow.CodeInvalid {
			t.Errorf("%q is read as %+v, %v; want a refusal", typed, got, err)
		}
	}
}
