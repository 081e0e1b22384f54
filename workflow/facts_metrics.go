package workflow

import "time"

// MetricsSpan is how much time metrics are about, up to now.
type MetricsSpan string

// The spans; each is compared with as much time before it. The longer ones are
// whole weeks, so that both have the same days of the week.
const (
	MetricsWeek    MetricsSpan = "week"    // 7 days
	MetricsMonth   MetricsSpan = "month"   // 4 weeks
	MetricsQuarter MetricsSpan = "quarter" // 13 weeks
	MetricsYear    MetricsSpan = "year"    // 52 weeks
)

// MetricsSince is the time since the digest before; nobody can ask for it.
const MetricsSince MetricsSpan = "since"

// MetricsSpans lists them, the shortest first.
var MetricsSpans = []MetricsSpan{MetricsWeek, MetricsMonth, MetricsQuarter, MetricsYear}

// MetricsMonthForm is how a calendar month is written: "2026-10".
const MetricsMonthForm = "2006-01"

// MetricsView is which figures somebody looks at.
type MetricsView struct {
	Span   MetricsSpan // empty, and no Month: four weeks
	Month  string      // a calendar month in MetricsMonthForm, compared with the one before
	System string      // key; empty: all
	Team   string      // as TeamKey writes it; empty: all
	Type   ChangeType  // empty: all
}

// Narrowed tells whether the figures leave releases out.
func (v MetricsView) Narrowed() bool { return v.System != "" || v.Team != "" || v.Type != "" }

// Stretch is a stretch of time with what was counted in it.
type Stretch struct {
	From, To time.Time
	Figures
}

// MetricsFacts is what the metrics show.
type MetricsFacts struct {
	Now     time.Time
	View    MetricsView
	This    Stretch
	Before  Stretch           // the same length, right before, or the month before
	Steps   []Stretch         // This in equal steps, for the chart
	Earlier []Stretch         // Before in as many
	Roles   map[string]string // names of the roles
	System  string            // name of the system that the figures are about
	Systems []Platform        // that can be chosen
	Zone    string
}
