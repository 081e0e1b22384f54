package workflow

import "time"

// CalendarSpan is how much of the calendar is looked at in one go.
type CalendarSpan string

// The spans. A week begins on Monday.
const (
	CalendarDay   CalendarSpan = "day"
	CalendarWeek  CalendarSpan = "week"
	CalendarMonth CalendarSpan = "month"
)

// CalendarSpans lists the spans, the shortest first.
var CalendarSpans = []CalendarSpan{CalendarDay, CalendarWeek, CalendarMonth}

// CalendarAsk is what somebody wants to see of the calendar.
type CalendarAsk struct {
	By     PersonID     // who looks; the days are theirs
	Span   CalendarSpan // empty: a week
	Day    string       // "2026-11-24", a day in it on the reader's wall; empty: today
	Step   int          // so many spans later; below 0: earlier
	System string       // key of the one system looked at; empty: all
}

// CalendarFacts is the integral calendar of a span: windows with what is in
// them, freezes, blackouts of key accounts, bookings, and the emergencies that
// went live in no window.
type CalendarFacts struct {
	Now         time.Time
	Span        CalendarSpan
	From        time.Time // midnight at the reader's
	To          time.Time // midnight at the reader's; days are [From, To)
	Zone        string    // the reader's
	System      Platform  // the one looked at; its key is empty for all
	Systems     []Platform
	Windows     []CalendarWindow // by opening
	Freezes     []Period         // that overlap the span, by their beginning
	Blackouts   []CalendarBlackout
	Bookings    []CalendarBooking
	Emergencies []CalendarRelease // by their beginning
}

// CalendarWindow is one window of the calendar.
type CalendarWindow struct {
	Slot        Slot
	Phase       Phase
	Maintenance bool // for regular maintenance
	Taken       int  // places
	Releases    []CalendarRelease
	Others      int     // releases in it that Releases does not have: too many, or of another system
	Freeze      *Period // a freeze that it lies in, a hard one before a soft one; nil: none
	Skipped     string  // why the heartbeat does not have it: a sentence; empty: it has
}

// CalendarRelease is one release of the calendar.
type CalendarRelease struct {
	Number Number
	Title  string
	State  State
	System string   // name
	After  []Number // releases that have to be live first and are not
	At     time.Time
}

// CalendarBlackout is a time in which a key account must not be disturbed.
type CalendarBlackout struct {
	Account string // name
	Blackout
}

// CalendarBooking is an environment that is kept for somebody.
type CalendarBooking struct {
	System      string // name
	Environment string // name
	By          string // name
	Booking
}

// WindowListFacts are the windows around now, as release managers manage them.
type WindowListFacts struct {
	Now     time.Time
	System  Platform // the one looked at; its key is empty for all
	Systems []Platform
	Windows []CalendarWindow // by opening; the last that are over, and the coming ones
	Manager bool             // the reader may change them
	Zone    string
}
