package render

import (
	"slices"
	"time"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// How much of one day and of one window the calendar shows before the rest is
// counted, by what is looked at.
const (
	dayReleases   = 40
	weekReleases  = 8
	dayWindows    = 40
	weekWindows   = 12
	monthWindows  = 8
	monthBookings = 2  // that begin on a day, in full
	calendarTitle = 60 // characters of a title
)

// Calendar is the integral calendar as a private answer, readable in a narrow
// window: a paragraph a day with its windows and what is in them; a month has one
// line a window. Days without anything are left out and named at the end.
func Calendar(loc workflow.Locale, f workflow.CalendarFacts) Message {
	w := wordsOf(loc)
	return fitting(dayReleases, func(most int) Message { return newAlmanac(w, &f, most).message() })
}

// CalendarView is the calendar in a modal, for the Home tab, where nobody can be
// answered privately.
func CalendarView(loc workflow.Locale, f workflow.CalendarFacts) slack.ModalViewRequest {
	w := wordsOf(loc)
	m := Calendar(loc, f)
	return slack.ModalViewRequest{Type: slack.VTModal, CallbackID: action.CalendarModal, Title: words1(w.cal.calendar, maxTitle), Close: words1(w.closeModal, maxTitle),
		Blocks: slack.Blocks{BlockSet: m.Blocks}}
}

// almanac lays a calendar out by days.
type almanac struct {
	*workflow.CalendarFacts
	w        *words
	days     []almanacDay
	releases int // shown of one window
	windows  int // shown of one day
}

// almanacDay is a day and what begins on it; what began before the first day is
// in none.
type almanacDay struct {
	from, to  time.Time
	windows   []*workflow.CalendarWindow
	freezes   []*workflow.Period
	blackouts []*workflow.CalendarBlackout
	bookings  []*workflow.CalendarBooking
	urgent    []*workflow.CalendarRelease
	cut       bool // something of it is not shown
}

func newAlmanac(w *words, f *workflow.CalendarFacts, most int) *almanac {
	a := &almanac{CalendarFacts: f, releases: most, windows: most, w: w}
	switch f.Span {
	case workflow.CalendarWeek:
		a.releases, a.windows = min(most, weekReleases), min(most, weekWindows)
	case workflow.CalendarMonth:
		a.releases, a.windows = 0, min(most, monthWindows)
	}
	zone, _ := inZone(f.From, f.Zone)
	for day := zone; day.Before(f.To); {
		next := time.Date(day.Year(), day.Month(), day.Day()+1, 0, 0, 0, 0, day.Location())
		a.days = append(a.days, almanacDay{from: day, to: next})
		day = next
	}
	a.spread()
	return a
}

// on finds the day that a moment is on; what is before the span is on none.
func (a *almanac) on(t time.Time) *almanacDay {
	i, _ := slices.BinarySearchFunc(a.days, t, func(d almanacDay, t time.Time) int {
		if !t.Before(d.to) {
			return -1
		}
		return 1
	})
	if i >= len(a.days) || t.Before(a.days[i].from) {
		return nil
	}
	return &a.days[i]
}

func (a *almanac) spread() {
	for i := range a.Windows {
		w := &a.Windows[i]
		d := a.on(w.Slot.Opens)
		if d == nil && w.Slot.Opens.Before(a.From) {
			d = &a.days[0] // open since before
		}
		if d != nil {
			d.windows = append(d.windows, w)
		}
	}
	for i := range a.Freezes {
		if d := a.on(a.Freezes[i].From); d != nil {
			d.freezes = append(d.freezes, &a.Freezes[i])
		}
	}
	for i := range a.Blackouts {
		if d := a.on(a.Blackouts[i].From); d != nil {
			d.blackouts = append(d.blackouts, &a.Blackouts[i])
		}
	}
	for i := range a.Bookings {
		if d := a.on(a.Bookings[i].From); d != nil {
			d.bookings = append(d.bookings, &a.Bookings[i])
		}
	}
	for i := range a.Emergencies {
		if d := a.on(a.Emergencies[i].At); d != nil {
			d.urgent = append(d.urgent, &a.Emergencies[i])
		}
	}
}

func (a *almanac) message() Message {
	head := join(" · ", l(a.w.cal.calendar), l(a.title()), a.filter())
	blocks := []slack.Block{rich(bold(l(emoji("calendar"), " ", head)), a.running())}
	if a.Span == workflow.CalendarMonth {
		blocks = append(blocks, a.weeks()...)
	} else {
		for i := range a.days {
			blocks = append(blocks, a.day(&a.days[i]))
		}
	}
	if quiet := a.quiet(); !quiet.empty() {
		blocks = append(blocks, note(quiet))
	}
	blocks = append(blocks, a.shows(), a.moves(), a.choices())
	return build(a.w, l(head, ": ", a.counts()), blocks)
}

// title names the span in the reader's own days.
func (a *almanac) title() string {
	first, last := a.days[0].from, a.days[len(a.days)-1].from
	switch a.Span {
	case workflow.CalendarDay:
		return a.dayName(first)
	case workflow.CalendarMonth:
		return a.w.months[first.Month()-1] + first.Format(" 2006")
	}
	return day(a.w.common, first) + " – " + day(a.w.common, last)
}

// dayName is "Tue 24 Nov", and says where that is today.
func (a *almanac) dayName(d time.Time) string {
	if today, _ := inZone(a.Now, a.Zone); today.YearDay() == d.YearDay() && today.Year() == d.Year() {
		return fill(a.w.cal.todayIs, day(a.w.common, d)).plain()
	}
	return day(a.w.common, d)
}

func (a *almanac) filter() line {
	if a.System.Key == "" {
		return nil
	}
	return l(typed(a.System.Name, nameMax))
}

// counts says in a sentence what there is, for the notification.
func (a *almanac) counts() line {
	windows, releases := 0, len(a.Emergencies)
	for _, w := range a.Windows {
		if w.Skipped == "" {
			windows++
		}
		releases += w.Taken
	}
	if windows+releases+len(a.Freezes) == 0 {
		return l(a.w.cal.nothingAtAll)
	}
	out := []line{plural(a.w, windows, a.w.cal.windowsOne, a.w.cal.windowsMany), plural(a.w, releases, a.w.cal.releasesOne, a.w.cal.releasesMany)}
	if n := len(a.Freezes); n > 0 {
		out = append(out, plural(a.w, n, a.w.cal.freezesOne, a.w.cal.freezesMany))
	}
	return join(", ", out...)
}

// running is what began before the span and still holds in it.
func (a *almanac) running() line {
	var out []line
	for i := range a.Freezes {
		if p := &a.Freezes[i]; p.From.Before(a.From) {
			out = append(out, join(" · ", a.freeze(p), fill(a.w.cal.since, on(a.w, p.From, a.Zone))))
		}
	}
	for i := range a.Blackouts {
		if b := &a.Blackouts[i]; b.From.Before(a.From) {
			out = append(out, join(" · ", a.blackout(b), fill(a.w.cal.since, on(a.w, b.From, a.Zone))))
		}
	}
	for i := range a.Bookings {
		if b := &a.Bookings[i]; b.From.Before(a.From) {
			out = append(out, join(" · ", a.booking(b), fill(a.w.cal.since, on(a.w, b.From, a.Zone))))
		}
	}
	return a.atMost(out, max(2, a.windows), nil)
}

// atMost joins lines, as many as fit, and counts the rest.
func (a *almanac) atMost(lines []line, most int, d *almanacDay) line {
	if more := len(lines) - most; more > 0 {
		lines = append(lines[:most:most], fill(a.w.cal.moreHere, more))
		if d != nil {
			d.cut = true
		}
	}
	return join("\n", lines...)
}

// day is one day with its windows, or nil where there is nothing on it.
func (a *almanac) day(d *almanacDay) slack.Block {
	besides := a.besides(d)
	if len(besides) == 0 && len(d.windows) == 0 {
		return nil
	}
	var elements []slack.RichTextElement
	if a.Span != workflow.CalendarDay {
		elements = append(elements, slack.NewRichTextSection(bold(l(a.dayName(d.from))).elements()...))
	}
	if len(besides) > 0 {
		elements = append(elements, bulleted(0, besides))
	}
	shown := d.windows[:min(len(d.windows), a.windows)]
	for _, w := range shown {
		elements = append(elements, bulleted(0, []line{a.window(w)}))
		if in := a.inside(w, d); len(in) > 0 {
			elements = append(elements, bulleted(1, in))
		}
	}
	if more := len(d.windows) - len(shown); more > 0 {
		d.cut = true
		elements = append(elements, bulleted(0, []line{plural(a.w, more, a.w.cal.moreWindow, a.w.cal.moreWindows)}))
	}
	return slack.NewRichTextBlock("", elements...)
}

func bulleted(indent int, lines []line) slack.RichTextElement {
	list := bullets(lines).(*slack.RichTextList)
	list.Indent = indent
	return list
}

// weeks is a month: a paragraph a week, one line a window.
func (a *almanac) weeks() []slack.Block {
	var blocks []slack.Block
	for from := 0; from < len(a.days); {
		to := from + 1
		for to < len(a.days) && a.days[to].from.Weekday() != time.Monday {
			to++
		}
		if lines := a.week(a.days[from:to]); len(lines) > 0 {
			title := day(a.w.common, a.days[from].from)
			if to-from > 1 {
				title += " – " + day(a.w.common, a.days[to-1].from)
			}
			blocks = append(blocks, slack.NewRichTextBlock("", slack.NewRichTextSection(bold(l(title)).elements()...), bulleted(0, lines)))
		}
		from = to
	}
	return blocks
}

func (a *almanac) week(days []almanacDay) []line {
	var out []line
	for i := range days {
		d := &days[i]
		name := l(a.w.days[d.from.Weekday()], " ", d.from.Day(), "  ")
		for _, note := range a.asMany(a.notes(d), d) {
			out = append(out, l(name, note))
		}
		shown := d.windows[:min(len(d.windows), a.windows)]
		for _, w := range shown {
			out = append(out, l(name, a.window(w)))
		}
		if more := len(d.windows) - len(shown); more > 0 {
			d.cut = true
			out = append(out, l(name, plural(a.w, more, a.w.cal.moreWindow, a.w.cal.moreWindows)))
		}
		for _, booked := range a.booked(d) {
			out = append(out, l(name, booked))
		}
	}
	return out
}

// quiet names the days on which there is nothing.
func (a *almanac) quiet() line {
	var empty []line
	for _, d := range a.days {
		if len(d.windows)+len(d.freezes)+len(d.blackouts)+len(d.bookings)+len(d.urgent) == 0 {
			empty = append(empty, l(a.w.days[d.from.Weekday()]))
		}
	}
	switch {
	case len(empty) == len(a.days):
		if len(a.Freezes)+len(a.Blackouts)+len(a.Bookings) > 0 {
			return l(a.w.cal.noWindowHere, ".")
		}
		return l(a.w.cal.nothingAtAll)
	case len(empty) == 0 || a.Span != workflow.CalendarWeek:
		return nil
	}
	return fill(a.w.cal.nothingOn, series(a.w, empty, a.w.and))
}
