package render

import (
	"time"

	"drumbeat/bot/chart"
	"drumbeat/workflow"
)

// ChartOf is the picture of the figures: what went live in each step, and how long
// the middle one of it took, the time before to the left.
func ChartOf(loc workflow.Locale, f workflow.MetricsFacts) chart.Chart {
	w := wordsOf(loc)
	out := chart.Chart{Split: len(f.Earlier)}
	var inWindow, outside, urgent, days []float64
	for _, steps := range [][]workflow.Stretch{f.Earlier, f.Steps} {
		for i := range steps {
			s := &steps[i]
			at, _ := inZone(s.From, f.Zone)
			out.Labels = append(out.Labels, fill(w.met.month, at.Day(), w.months[at.Month()-1]).plain())
			inWindow, outside, urgent = append(inWindow, float64(s.InWindow)), append(outside, float64(s.Outside)), append(urgent, float64(s.Emergency))
			half, _ := s.Cycle.Rank(50)
			days = append(days, float64(half)/float64(24*time.Hour))
		}
	}
	out.Panels = []chart.Panel{
		{Title: w.met.chartLive, Series: []chart.Series{
			{Name: w.met.chartWindow, Colour: chart.Blue, Values: inWindow}, {Name: w.met.chartOutside, Colour: chart.Yellow, Values: outside}, {Name: w.met.chartUrgent, Colour: chart.Red, Values: urgent}}},
		{Title: w.met.days, Series: []chart.Series{{Colour: chart.Blue, Values: days}}},
	}
	return out
}
