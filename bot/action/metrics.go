package action

import (
	"net/url"
	"slices"
	"time"

	"drumbeat/workflow"
)

// Ids of what can be clicked in the metrics; Command of the click says which
// figures they are about.
const (
	Metrics = "menu.metrics"  // other figures
	Chart   = "metrics.chart" // a picture of them, by direct message
)

// MetricsValue writes which figures are looked at, short enough for the value of
// an option where its keys are.
func MetricsValue(v workflow.MetricsView) string {
	out := url.Values{}
	for key, s := range map[string]string{"p": string(v.Span), "m": v.Month, "s": v.System, "t": v.Team, "k": string(v.Type)} {
		if s != "" {
			out.Set(key, s)
		}
	}
	if len(out) == 0 {
		return "p=" + string(workflow.MetricsMonth) // the value of an option may not be empty
	}
	return out.Encode()
}

// ParseMetrics reads what [MetricsValue] wrote. The error is a [*workflow.Error]
// of CodeInvalid.
func ParseMetrics(s string) (workflow.MetricsView, error) {
	var v workflow.MetricsView
	in, err := url.ParseQuery(s)
	if err != nil || len(s) > longest {
		return v, strange()
	}
	for key, values := range in {
		ok := len(values) == 1 && values[0] != ""
		switch key {
		case "p":
			v.Span = workflow.MetricsSpan(values[0])
			ok = ok && slices.Contains(workflow.MetricsSpans, v.Span)
		case "m":
			_, err := time.Parse(workflow.MetricsMonthForm, values[0])
			v.Month, ok = values[0], ok && err == nil
		case "s":
			v.System = values[0]
		case "t":
			v.Team = values[0]
			ok = ok && workflow.TeamKey(v.Team) == v.Team
		case "k":
			v.Type = workflow.ChangeType(values[0])
			ok = ok && slices.Contains(workflow.ChangeTypes, v.Type)
		default:
			ok = false
		}
		if !ok {
			return workflow.MetricsView{}, strange()
		}
	}
	return v, nil
}
