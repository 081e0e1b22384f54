package calendar_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
)

// TestReadWhen reads what people type on Thursday 26 November 2026 at 10:00 in
// Amsterdam.
func TestReadWhen(t *testing.T) {
	now := time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
	for words, want := range map[string]string{
		"now":                   "moment Thu 26 Nov 2026 10:00",
		"next":                  "from Thu 26 Nov 2026 10:00",
		"the next window":       "from Thu 26 Nov 2026 10:00",
		"today":                 "Thu 26 Nov 2026 00:00 to Fri 27 Nov 2026 00:00",
		"tomorrow":              "Fri 27 Nov 2026 00:00 to Sat 28 Nov 2026 00:00",
		"Tomorrow, 06:00?":      "moment Fri 27 Nov 2026 06:00 to Sat 28 Nov 2026 00:00",
		"tomorrow morning":      "Fri 27 Nov 2026 05:00 to Fri 27 Nov 2026 12:00",
		"tonight":               "Thu 26 Nov 2026 18:00 to Fri 27 Nov 2026 06:00",
		"this evening":          "Thu 26 Nov 2026 18:00 to Fri 27 Nov 2026 00:00",
		"thu":                   "Thu 26 Nov 2026 00:00 to Fri 27 Nov 2026 00:00 | Thu 3 Dec 2026 00:00 to Fri 4 Dec 2026 00:00",
		"on Tuesday":            "Tue 1 Dec 2026 00:00 to Wed 2 Dec 2026 00:00",
		"next thu":              "Thu 3 Dec 2026 00:00 to Fri 4 Dec 2026 00:00",
		"this thursday":         "Thu 26 Nov 2026 00:00 to Fri 27 Nov 2026 00:00",
		"tue 6am":               "moment Tue 1 Dec 2026 06:00 to Wed 2 Dec 2026 00:00",
		"6 pm tues":             "moment Tue 1 Dec 2026 18:00 to Wed 2 Dec 2026 00:00",
		"tue 12am":              "moment Tue 1 Dec 2026 00:00 to Wed 2 Dec 2026 00:00",
		"tue noon":              "moment Tue 1 Dec 2026 12:00 to Wed 2 Dec 2026 00:00",
		"06:00":                 "moment Thu 26 Nov 2026 06:00 to Fri 27 Nov 2026 00:00 | moment Fri 27 Nov 2026 06:00 to Sat 28 Nov 2026 00:00",
		"this week":             "Thu 26 Nov 2026 00:00 to Mon 30 Nov 2026 00:00",
		"next week":             "Mon 30 Nov 2026 00:00 to Mon 7 Dec 2026 00:00",
		"in 3 days":             "Sun 29 Nov 2026 00:00 to Mon 30 Nov 2026 00:00",
		"in a week at 6:30":     "moment Thu 3 Dec 2026 06:30 to Fri 4 Dec 2026 00:00",
		"26 nov":                "Thu 26 Nov 2026 00:00 to Fri 27 Nov 2026 00:00",
		"25 nov":                "Thu 25 Nov 2027 00:00 to Fri 26 Nov 2027 00:00",
		"Nov. 30th":             "Mon 30 Nov 2026 00:00 to Tue 1 Dec 2026 00:00",
		"the 3rd of december":   "Thu 3 Dec 2026 00:00 to Fri 4 Dec 2026 00:00",
		"thu 3 dec 06:00":       "moment Thu 3 Dec 2026 06:00 to Fri 4 Dec 2026 00:00",
		"3 dec thu":             "Thu 3 Dec 2026 00:00 to Fri 4 Dec 2026 00:00",
		"29 feb":                "Tue 29 Feb 2028 00:00 to Wed 1 Mar 2028 00:00",
		"31":                    "Thu 31 Dec 2026 00:00 to Fri 1 Jan 2027 00:00",
		"2026-12-03":            "Thu 3 Dec 2026 00:00 to Fri 4 Dec 2026 00:00",
		"3.12.2026 6:00":        "moment Thu 3 Dec 2026 06:00 to Fri 4 Dec 2026 00:00",
		"3 dec 2027":            "Fri 3 Dec 2027 00:00 to Sat 4 Dec 2027 00:00",
		"28 mar 2027 02:30":     "moment Sun 28 Mar 2027 03:00 to Mon 29 Mar 2027 00:00", // there is no 02:30
		"":                      "",
		"the":                   "",
		"someday":               "",
		"fri 3 dec":             "", // it is a Thursday
		"thu fri":               "",
		"3/12":                  "", // the third of December, or the twelfth of March
		"30 feb":                "",
		"2026-13-01":            "",
		"25:00":                 "",
		"06:60":                 "",
		"13pm":                  "",
		"next 06:00":            "",
		"next week 06:00":       "", // on which day?
		"now 06:00":             "",
		"this":                  "",
		"in 3":                  "",
		"in 99999 days":         "",
		"tomorrow tomorrow":     "",
		"06:00 07:00":           "",
		"thu ' OR 1=1":          "",
		"99999999999999999 nov": "",
	} {
		if got := read(words, now, "Europe/Amsterdam"); got != want {
			t.Errorf("%q: %q, want %q", words, got, want)
		}
	}
}

func read(words string, now time.Time, zone string) string {
	spans, err := calendar.ReadWhen(words, now, zone)
	if err != nil {
		return ""
	}
	loc, err := time.LoadLocation(zone)
	if err != nil {
		loc = time.UTC
	}
	var out []string
	for _, s := range spans {
		const form = "Mon 2 Jan 2006 15:04"
		said := s.From.In(loc).Format(form)
		switch {
		case s.To.IsZero() && !s.Point:
			said = "from " + said
		case !s.To.IsZero():
			said += " to " + s.To.In(loc).Format(form)
		}
		if s.Point {
			said = "moment " + said
		}
		out = append(out, said)
	}
	return strings.Join(out, " | ")
}

// TestWhateverIsTypedForATime finds a reading or a sentence for everything that
// people, or others, can type, in every zone.
func TestWhateverIsTypedForATime(t *testing.T) {
	words := []string{"now", "next", "today", "thu", "26", "nov", "06:00", "6", "pm", "week", "in", "3", "days", "2026", "this", "morning", "tonight", "the", "2026-11-26", "29", "feb", "a", "§", "noon"}
	rapid.Check(t, func(t *rapid.T) {
		typed := strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(words), rapid.String()), 0, 6).Draw(t, "typed"), " ")
		now := time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "now"), 0)
		zone := rapid.SampledFrom([]string{"UTC", "Europe/Amsterdam", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns", "nowhere", ""}).Draw(t, "zone")
		spans, err := calendar.ReadWhen(typed, now, zone)
		if err != nil {
			if workflow.CodeOf(err) != workflow.CodeInvalid || len(spans) > 0 {
				t.Fatalf("%v, %v", spans, err)
			}
			return
		}
		for i, s := range spans {
			if s.From.IsZero() || (!s.To.IsZero() && !s.From.Before(s.To)) || (i > 0 && !spans[i-1].From.Before(s.From)) {
				t.Fatalf("%q: %+v", typed, spans)
			}
		}
		if len(spans) == 0 {
			t.Fatalf("%q has neither a reading nor a sentence", typed)
		}
	})
}
