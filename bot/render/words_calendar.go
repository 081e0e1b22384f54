package render

import "drumbeat/workflow"

// calendarWords: the calendar in Slack.
type calendarWords struct {
	calendar       string
	calendarAll    string
	today          string
	todayIs        string
	previous       string
	next           string
	spans          map[workflow.CalendarSpan]string
	nothingOn      string
	nothingAtAll   string
	windowTaken    string
	windowRoom     string
	windowNoLimit  string
	windowOne      string
	windowNone     string
	windowFixedTag string
	windowOpenTag  string
	windowOverTag  string
	maintenanceTag string
	extraTag       string
	frozenHard     string
	frozenSoft     string
	noWindowHere   string
	startsAfter    string
	moreHere       string
	moreWindow     string
	moreWindows    string
	ofOthers       string
	freezeHard     string
	freezeSoft     string
	freezeUntil    string
	since          string
	allSystems     string
	blackout       string
	booked         string
	bookedFor      string
	bookings       string
	showDay        string
	chooseDay      string
	someSystem     string
	windowsOne     string
	windowsMany    string
	releasesOne    string
	releasesMany   string
	freezesOne     string
	freezesMany    string
}

var enCalendar = calendarWords{
	calendar:       "Calendar",
	calendarAll:    "All systems",
	today:          "Today",
	todayIs:        "Today, {1}",
	previous:       "Previous",
	next:           "Next",
	spans:          map[workflow.CalendarSpan]string{workflow.CalendarDay: "Day", workflow.CalendarWeek: "Week", workflow.CalendarMonth: "Month"},
	nothingOn:      "Nothing on {1}.",
	nothingAtAll:   "No window opens, and nothing is frozen.",
	windowTaken:    "{1} of {2} places taken",
	windowRoom:     "{1} free places",
	windowNoLimit:  "{1} releases",
	windowOne:      "1 release",
	windowNone:     "nothing in it",
	windowFixedTag: "list fixed",
	windowOpenTag:  "open now",
	windowOverTag:  "over",
	maintenanceTag: "maintenance",
	extraTag:       "extra: {1}",
	frozenHard:     "frozen: {1}",
	frozenSoft:     "better not: {1}",
	noWindowHere:   "No window",
	startsAfter:    "after {1}",
	moreHere:       "and {1} more",
	moreWindow:     "and 1 more window", moreWindows: "and {1} more windows",
	ofOthers:     "{1} of other systems",
	freezeHard:   "Freeze: {1}",
	freezeSoft:   "Soft freeze: {1}",
	freezeUntil:  "until {1}",
	since:        "since {1}",
	allSystems:   "all systems",
	blackout:     "{1} is not to be disturbed",
	booked:       "{1} {2}",
	bookedFor:    "booked by {1}",
	bookings:     "{1} bookings",
	showDay:      "Show {1}",
	chooseDay:    "Show a day in full",
	someSystem:   "One system",
	windowsOne:   "1 window",
	windowsMany:  "{1} windows",
	releasesOne:  "1 release",
	releasesMany: "{1} releases",
	freezesOne:   "1 freeze",
	freezesMany:  "{1} freezes",
}
