package bot

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"time"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow"
)

// metricsWithin is how long an answer with figures may take; what takes longer
// comes after it.
const metricsWithin = 1200 * time.Millisecond

// metrics answers other figures, from a button.
func (b *Bot) metrics(ctx context.Context, r *request, c action.Click) (answer, error) {
	v, err := action.ParseMetrics(c.Command)
	if err != nil {
		return answer{}, err
	}
	return b.showMetrics(ctx, r, v)
}

// metricsOf answers what was typed after /release metrics.
func (b *Bot) metricsOf(ctx context.Context, r *request, typed string) (answer, error) {
	p, err := b.desk.Policy(ctx)
	if err != nil {
		return answer{}, err
	}
	v, err := metricsView(typed, b.now(), &p)
	if err != nil {
		return answer{}, err
	}
	return b.showMetrics(ctx, r, v)
}

// showMetrics answers with the figures, where that takes no longer than an answer
// may; else they come to the same place when they are counted.
func (b *Bot) showMetrics(ctx context.Context, r *request, v workflow.MetricsView) (answer, error) {
	soon, cancel := context.WithTimeout(ctx, metricsWithin)
	defer cancel()
	f, err := b.desk.Metrics(soon, v)
	switch {
	case err == nil:
		a := say(render.Metrics(r.locale, f))
		a.replace = true
		return a, nil
	case soon.Err() == nil:
		return answer{}, err
	}
	a := say(render.Counting(r.locale))
	a.later = append(a.later, func(ctx context.Context) {
		f, err := b.desk.Metrics(ctx, v)
		said := render.Metrics(r.locale, f)
		if err != nil {
			e, ref := b.refer(r, err)
			said = render.Refused(r.locale, e, ref)
		}
		if err := b.tell(ctx, r, said, true); err != nil {
			b.log.Warn("counted, but not told", "actor", r.by, "error", err)
		}
	})
	return a, nil
}

// sendChart has the figures sent to who clicked, with their picture: a file is
// never for one person alone in a channel, so it goes to them directly.
func (b *Bot) sendChart(ctx context.Context, r *request, c action.Click) (answer, error) {
	v, err := action.ParseMetrics(c.Command)
	if err != nil {
		return answer{}, err
	}
	copied, err := b.desk.SendChart(ctx, r.by, r.id, rand.Text(), action.MetricsValue(v))
	if err != nil {
		return answer{}, err
	}
	if copied {
		return answer{outcome: outcomeCopy}, nil
	}
	m := render.ChartComing(r.locale)
	return answer{say: &m, stored: true}, nil
}

// metricsSpans are the words for how much time.
var metricsSpans = map[string]workflow.MetricsSpan{
	"week": workflow.MetricsWeek, "weekly": workflow.MetricsWeek, "7": workflow.MetricsWeek,
	"month": workflow.MetricsMonth, "monthly": workflow.MetricsMonth, "4": workflow.MetricsMonth,
	"quarter": workflow.MetricsQuarter, "13": workflow.MetricsQuarter, "year": workflow.MetricsYear, "52": workflow.MetricsYear,
}

// longestTeam bounds a name that was typed.
const longestTeam = 200

// metricsView reads which figures somebody typed: a span or a month ("2026-10",
// "last month"), a change type, and what is left has to name a system or a team.
// CodeInvalid.
func metricsView(typed string, now time.Time, p *workflow.Policy) (workflow.MetricsView, error) {
	var v workflow.MetricsView
	var rest []string
	last, month := false, false
	for _, word := range strings.Fields(strings.ToLower(typed)) {
		_, noMonth := time.Parse(workflow.MetricsMonthForm, word)
		switch span, isSpan := metricsSpans[word]; {
		case isSpan:
			v.Span, month = span, month || word == "month"
		case noMonth == nil:
			v.Month = word
		case word == "last" || word == "previous":
			last = true
		case word == "weeks" || word == "days" || word == "of" || word == "for" || word == "the" || word == "this" || word == "all":
		case slices.Contains(workflow.ChangeTypes, workflow.ChangeType(word)):
			v.Type = workflow.ChangeType(word)
		default:
			rest = append(rest, word)
		}
	}
	if last && month {
		at := now
		if loc, err := time.LoadLocation(p.Zone); err == nil {
			at = now.In(loc)
		}
		v.Span, v.Month = "", time.Date(at.Year(), at.Month()-1, 1, 0, 0, 0, 0, time.UTC).Format(workflow.MetricsMonthForm)
	}
	if v.Month != "" {
		v.Span = ""
	}
	if len(rest) == 0 {
		return v, nil
	}
	name := strings.Join(rest, " ")
	if len(name) > longestTeam {
		return v, workflow.Refuse(workflow.CodeInvalid, "That is too long for the name of a system or a team. Say a time, such as week, month or 2026-10, and one name.")
	}
	system, err := systemNamed(name, p.Systems)
	if err == nil {
		v.System = system
		return v, nil
	}
	v.Team = workflow.TeamKey(name)
	return v, nil
}
