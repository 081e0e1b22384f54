package render_test

import (
	"fmt"
	"time"

	"drumbeat/bot/render"
	"drumbeat/workflow"
)

// sampled is so many durations.
func sampled(each ...time.Duration) (s workflow.Sample) {
	for _, d := range each {
		s.Put(d)
	}
	return s
}

const hour = time.Hour

// busyMonth is what a month of a middling organisation comes to.
func busyMonth() workflow.Figures {
	f := workflow.Figures{
		Asked: 51, Live: 42, InWindow: 33, Outside: 4, Emergency: 5, Attempts: 44, Failed: 3, RolledBack: 2, Forward: 6, Rejected: 2, Withdrawn: 1,
		Cycle: sampled(20*hour, 76*hour, 220*hour), Restore: sampled(35*time.Minute, 3*hour), Triage: workflow.Kept{Kept: 20, Missed: 1}, Decision: workflow.Kept{Kept: 38, Missed: 2},
		Read: 101, Expected: 120, Voices: 12, Ratings: [5]int{0, 1, 1, 4, 6},
	}
	for i, d := range []time.Duration{8 * hour, 0, 90 * hour, 217 * hour, hour} {
		f.Parts[i] = sampled(d)
	}
	f.Decided("business", sampled(3*hour, 4*hour, 9*hour))
	f.Decided("operations", sampled(5*hour))
	return f
}

// metrics are figures of a view, with a month before that was like it or empty.
func (w world) metrics(v workflow.MetricsView, this, before workflow.Figures) workflow.MetricsFacts {
	stretch := func(from, to string, f workflow.Figures) workflow.Stretch {
		return workflow.Stretch{From: at(from), To: at(to), Figures: f}
	}
	f := workflow.MetricsFacts{Now: monday, View: v, Zone: "Europe/Amsterdam", This: stretch("2026-10-26 23:00", "2026-11-23 10:00", this), Before: stretch("2026-09-28 22:00", "2026-10-26 10:00", before),
		Roles:   map[string]string{"business": w.say("role", "business owner"), "operations": w.say("role", "operations")},
		Systems: []workflow.Platform{{Key: "shop", Name: w.say("system", "Web shop")}, {Key: "office", Name: w.say("system", "Back office")}}}
	if v.System != "" {
		f.System = w.say("system", "Web shop")
	}
	f.Steps, f.Earlier = []workflow.Stretch{f.This}, []workflow.Stretch{f.Before}
	return f
}

func (w world) figures() []example {
	var out []example
	add := func(kind, name, state string, m render.Message) { out = append(out, example{kind, name, state, m}) }
	before := busyMonth()
	before.Live, before.Failed, before.Ratings = 38, 4, [5]int{2, 2, 2, 1, 1}
	usual := w.metrics(workflow.MetricsView{}, busyMonth(), before)
	add("response", "metrics", "usual", render.Metrics(w.locale, usual))
	add("response", "metrics", "nothing", render.Metrics(w.locale, w.metrics(workflow.MetricsView{Span: workflow.MetricsWeek}, workflow.Figures{}, workflow.Figures{})))
	one := workflow.Figures{Asked: 1, Live: 1, InWindow: 1, Attempts: 1, Cycle: sampled(26 * hour)}
	one.Parts[workflow.PartWindow] = sampled(26 * hour)
	add("response", "metrics", "one", render.Metrics(w.locale, w.metrics(workflow.MetricsView{Month: "2026-10", System: "shop", Type: workflow.Major}, one, workflow.Figures{})))
	add("response", "metrics", "no_such_team", render.Metrics(w.locale, w.metrics(workflow.MetricsView{Span: workflow.MetricsYear, Team: w.say("team", "basket")}, workflow.Figures{}, workflow.Figures{})))
	many := busyMonth()
	for i := range 40 {
		many.Decided(fmt.Sprintf("role-%02d", i), sampled(hour))
	}
	crowd := w.metrics(workflow.MetricsView{Span: workflow.MetricsQuarter}, many, before)
	for i := range 120 {
		crowd.Systems = append(crowd.Systems, workflow.Platform{Key: fmt.Sprint("s", i), Name: w.say("system", "System")})
	}
	add("response", "metrics", "many", render.Metrics(w.locale, crowd))
	add("response", "metrics", "counting", render.Counting(w.locale))
	add("response", "metrics", "chart_coming", render.ChartComing(w.locale))
	chart := render.Chart(w.locale, usual)
	chart.Blocks = append(chart.Blocks, render.Picture("F012AB3CD4", render.ChartTitle(w.locale, usual), render.ChartAlt(w.locale, usual)))
	add("message", "chart", "usual", chart)
	return out
}

// digests are the digest of a week in which nothing is remarkable, of one in which
// much is, and of more than it can tell.
func (w world) digests() []example {
	before := busyMonth()
	before.Live = 38
	facts := func(this workflow.Figures) workflow.DigestFacts {
		return workflow.DigestFacts{MetricsFacts: w.metrics(workflow.MetricsView{}, this, before), Names: w.names()}
	}
	var out []example
	add := func(state string, f workflow.DigestFacts) {
		out = append(out, example{"message", "digest", state, render.Digest(w.locale, f)})
	}
	busy := facts(busyMonth())
	for _, phase := range []workflow.Phase{workflow.PhaseAhead, workflow.PhaseFixed} {
		busy.Windows = append(busy.Windows, w.window(phase, w.in(workflow.Scheduled)))
	}
	busy.Late, busy.Overdue = 3, []workflow.Overdue{
		{Release: 1042, Title: w.say("title", "Faster checkout for returning customers"), What: workflow.LateDecision, Since: monday.Add(-50 * hour)},
		{Release: 1039, Title: w.say("title", "Payment provider update"), What: workflow.LateLook, Since: monday.Add(-20 * hour)},
		{Release: 1036, Title: w.say("title", "Search index"), What: workflow.LateReview, Since: monday.Add(-hour)},
	}
	busy.Stamped, busy.Unfailing, busy.Let = []workflow.Stamped{{Person: eva, Times: 12}}, []workflow.Unfailing{{Role: "operations", Times: 41}}, 12
	add("busy", busy)
	add("quiet", facts(workflow.Figures{Asked: 1}))
	many := busy
	many.Late = 140
	for i := range 30 {
		many.Stamped = append(many.Stamped, workflow.Stamped{Person: omar, Times: i + 3})
		many.Windows = append(many.Windows, w.window(workflow.PhaseAhead, w.in(workflow.Scheduled)))
	}
	add("many", many)
	return out
}
