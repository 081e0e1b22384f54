package render

import (
	"slices"
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// Metrics is the private answer with the figures of a stretch of time against
// those of the one before.
func Metrics(loc workflow.Locale, f workflow.MetricsFacts) Message {
	w := wordsOf(loc)
	m := metrics{&f, w}
	head := m.head()
	return build(w, m.sentence(), slices.Concat([]slack.Block{rich(bold(head), m.period())}, m.body(), []slack.Block{m.choices()}))
}

// Counting is said while the figures take longer than an answer may.
func Counting(loc workflow.Locale) Message {
	w := wordsOf(loc)
	said := l(w.met.counting)
	return build(w, said, []slack.Block{rich(said)})
}

// ChartComing is said to who asked for the picture.
func ChartComing(loc workflow.Locale) Message {
	w := wordsOf(loc)
	said := l(w.met.chartOn)
	return build(w, said, []slack.Block{rich(said)})
}

// Chart is the figures with their picture, as a message of its own. The picture
// stands where its block is once it is with Slack; without it the figures are
// complete.
func Chart(loc workflow.Locale, f workflow.MetricsFacts) Message {
	w := wordsOf(loc)
	m := metrics{&f, w}
	return build(w, m.sentence(), append([]slack.Block{rich(bold(m.head()), m.period())}, m.body()...))
}

// maxAlt is Slack's limit of a picture's description, when it is uploaded.
const maxAlt = 1000

// ChartAlt says in words what the picture of the figures shows.
func ChartAlt(loc workflow.Locale, f workflow.MetricsFacts) string {
	w := wordsOf(loc)
	m := metrics{&f, w}
	said := []line{l(m.head(), ": ", m.went())}
	for _, r := range m.rows() {
		said = append(said, l(r.label, ": ", r.said))
	}
	return clip(fill(w.met.chartAlt, join(". ", said...)).plain(), maxAlt)
}

// Picture is the block that shows an uploaded picture.
func Picture(id, title, alt string) slack.Block {
	b := slack.NewImageBlock("", alt, "", slack.NewTextBlockObject(slack.PlainTextType, clip(title, maxLabel), false, false))
	b.SlackFile = &slack.SlackFileObject{ID: id}
	return b
}

// ChartTitle is what stands above the picture.
func ChartTitle(loc workflow.Locale, f workflow.MetricsFacts) string {
	w := wordsOf(loc)
	return fill(w.met.chartTitle, metrics{&f, w}.span()).plain()
}

type metrics struct {
	*workflow.MetricsFacts
	w *words
}

// span is "last 4 weeks" or "October 2026".
func (m metrics) span() line {
	if first, err := time.Parse(workflow.MetricsMonthForm, m.View.Month); err == nil {
		return fill(m.w.met.month, m.w.months[first.Month()-1], first.Year())
	}
	if m.View.Span == workflow.MetricsSince {
		return fill(m.w.met.between, m.dayOf(m.This.From), m.dayOf(m.This.To.Add(-time.Millisecond)))
	}
	if said, ok := m.w.met.spans[m.View.Span]; ok {
		return l(said)
	}
	return l(m.w.met.spans[workflow.MetricsMonth])
}

// head is "Metrics · last 4 weeks · Web shop · major".
func (m metrics) head() line {
	out := join(" · ", l(m.w.met.title), m.span())
	if m.System != "" {
		out = join(" · ", out, l(typed(m.System, nameMax)))
	}
	if m.View.Team != "" {
		out = join(" · ", out, l(typed(m.View.Team, nameMax)))
	}
	if m.View.Type != "" {
		out = join(" · ", out, l(m.w.types[m.View.Type]))
	}
	return out
}

// period says from when to when is counted, and against what.
func (m metrics) period() line {
	last := func(t time.Time) string { return m.dayOf(t.Add(-time.Millisecond)) }
	return fill(m.w.met.against, m.dayOf(m.This.From), last(m.This.To), m.dayOf(m.Before.From), last(m.Before.To))
}

// dayOf is the day of an instant where the organisation is.
func (m metrics) dayOf(t time.Time) string {
	at, _ := inZone(t, m.Zone)
	return day(m.w.common, at)
}

// sentence is what the notification says.
func (m metrics) sentence() line {
	return l(m.head(), ": ", m.went(), ".")
}

// went is "42 went live (was 38)".
func (m metrics) went() line {
	return m.against(plural(m.w, m.This.Live, m.w.met.liveOne, m.w.met.live), l(m.Before.Live))
}

func (m metrics) against(now, before line) line { return fill(m.w.met.was, now, before) }

// body is all that was counted.
func (m metrics) body() []slack.Block {
	if m.This.Live+m.This.Asked+m.This.Attempts+m.This.Rejected+m.This.Withdrawn+m.Before.Live+m.Before.Asked == 0 {
		if m.View.Team != "" {
			return []slack.Block{rich(fill(m.w.met.noSuch, typed(m.View.Team, nameMax)))}
		}
		return []slack.Block{rich(l(m.w.met.nothing))}
	}
	lines := []line{m.arrivals(), m.requests()}
	for _, r := range m.rows() {
		lines = append(lines, row(r.label, r.said))
	}
	return []slack.Block{rich(lines...)}
}

// arrivals is "42 went live (was 38): 33 in their window, 4 after it had closed, 5 emergencies".
func (m metrics) arrivals() line {
	t := &m.This
	var parts []line
	for _, p := range []struct {
		n    int
		said string
	}{{t.InWindow, m.w.met.inWindow}, {t.Outside, m.w.met.outside}, {t.Emergency, m.w.met.urgent}} {
		if p.n > 0 {
			parts = append(parts, fill(p.said, p.n))
		}
	}
	return join(": ", bold(m.went()), join(", ", parts...))
}

// requests is "51 asked for (was 47) · 2 rejected · 1 withdrawn".
func (m metrics) requests() line {
	out := m.against(plural(m.w, m.This.Asked, m.w.met.askedOne, m.w.met.asked), l(m.Before.Asked))
	if m.This.Rejected > 0 {
		out = join(" · ", out, fill(m.w.met.rejected, m.This.Rejected))
	}
	if m.This.Withdrawn > 0 {
		out = join(" · ", out, fill(m.w.met.withdrawn, m.This.Withdrawn))
	}
	return out
}

type figure struct {
	label string
	said  line
}

// rows are the measures; what cannot be said of this time is left out.
func (m metrics) rows() []figure {
	t, b, w := &m.This.Figures, &m.Before.Figures, m.w.met
	var out []figure
	add := func(label string, said line) {
		if !said.empty() {
			out = append(out, figure{label, said})
		}
	}
	add(w.failures, m.share(t.Failed, t.Attempts, b.Failed, b.Attempts, fill(w.failed, t.Failed, t.Attempts)))
	add(w.cycle, m.cycle())
	add(w.decide, m.decided())
	add(w.targets, m.share(t.Triage.Kept+t.Decision.Kept, t.Triage.Of()+t.Decision.Of(), b.Triage.Kept+b.Decision.Kept, b.Triage.Of()+b.Decision.Of(),
		join(", ", m.kept(w.looks, t.Triage), m.kept(w.decisions, t.Decision))))
	add(w.restore, m.middle(t.Restore, b.Restore))
	if t.Forward+b.Forward > 0 {
		add(w.forward, m.against(l(t.Forward), l(b.Forward)))
	}
	add(w.briefings, m.share(t.Read, t.Expected, b.Read, b.Expected, fill(w.briefed, t.Read, t.Expected)))
	if t.Voices+b.Voices > 0 {
		said := m.against(l(t.Voices), l(b.Voices))
		if t.Live > 0 {
			said = join(", ", said, fill(w.perRelease, m.tenths(t.Voices*10/t.Live)))
		}
		add(w.voices, said)
	}
	add(w.rating, m.rated())
	return out
}

// share is "4 % (was 7 %): 2 of 44 deployments rolled back".
func (m metrics) share(n, of, before, ofBefore int, detail line) line {
	if of == 0 {
		return nil
	}
	said := m.part(n, of)
	if ofBefore > 0 {
		said = m.against(said, m.part(before, ofBefore))
	}
	return join(": ", said, detail)
}

func (m metrics) part(n, of int) line { return fill(m.w.met.percent, (n*200+of)/(2*of)) }

func (m metrics) kept(sentence string, k workflow.Kept) line {
	if k.Of() == 0 {
		return nil
	}
	return fill(sentence, fill(m.w.met.of, k.Kept, k.Of()))
}

// cycle is how long it took from asking to live, and what that went to.
func (m metrics) cycle() line {
	t := &m.This
	half, some := t.Cycle.Rank(50)
	if !some {
		return nil
	}
	most, _ := t.Cycle.Rank(90)
	middle := l(lasting(m.w, half))
	if was, ok := m.Before.Cycle.Rank(50); ok {
		middle = m.against(middle, l(lasting(m.w, was)))
	}
	var parts []line
	for i, p := range t.Parts {
		if mean := p.Total / time.Duration(t.Cycle.Count); mean >= time.Minute {
			parts = append(parts, fill(m.w.met.parts[i], lasting(m.w, mean)))
		}
	}
	if t.Cycle.Count == 1 {
		return join(": ", middle, join(", ", parts...))
	}
	said := fill(m.w.met.cycleIs, middle, lasting(m.w, most))
	return join("; ", said, join(": ", fill(m.w.met.mean, lasting(m.w, t.Cycle.Total/time.Duration(t.Cycle.Count))), join(", ", parts...)))
}

// mostRoles is how many roles the times to decide are told of.
const mostRoles = 6

// decided is "business 3 h (was 4 h) · operations 5 h".
func (m metrics) decided() line {
	var keys []string
	for role := range m.This.Decide {
		keys = append(keys, role)
	}
	slices.Sort(keys)
	var out []line
	for _, role := range keys {
		name := m.Roles[role]
		if name == "" {
			name = role
		}
		if said := m.middle(m.This.Decide[role], m.Before.Decide[role]); !said.empty() {
			out = append(out, fill(m.w.met.decideIs, typed(name, nameMax), said))
		}
	}
	return join(" · ", few(m.w, out, mostRoles)...)
}

// middle is the middle of what was counted, against that of the time before.
func (m metrics) middle(now, before workflow.Sample) line {
	half, some := now.Rank(50)
	if !some {
		return nil
	}
	if was, ok := before.Rank(50); ok {
		return m.against(l(lasting(m.w, half)), l(lasting(m.w, was)))
	}
	return l(lasting(m.w, half))
}

func (m metrics) rated() line {
	mean := func(f *workflow.Figures) (tenths, n int) {
		sum := 0
		for i, r := range f.Ratings {
			n, sum = n+r, sum+r*(i+1)
		}
		if n > 0 {
			tenths = (sum*20 + n) / (2 * n)
		}
		return tenths, n
	}
	now, n := mean(&m.This.Figures)
	if n == 0 {
		return nil
	}
	said := m.tenths(now)
	if was, before := mean(&m.Before.Figures); before > 0 {
		said = m.against(said, m.tenths(was))
	}
	return fill(m.w.met.ratingIs, said, n)
}

// tenths writes a number with one decimal.
func (m metrics) tenths(n int) line { return fill(m.w.met.points, n/10, strconv.Itoa(n%10)) }

// choices are other figures that can be looked at, and the picture.
func (m metrics) choices() slack.Block {
	click := func(v workflow.MetricsView) string {
		return action.Click{ID: action.Metrics, Command: action.MetricsValue(v)}.Value()
	}
	var spans, systems []*slack.OptionBlockObject
	var span, system *slack.OptionBlockObject
	shown := m.View
	if shown.Span == "" && shown.Month == "" {
		shown.Span = workflow.MetricsMonth
	}
	add := func(to *[]*slack.OptionBlockObject, chosen **slack.OptionBlockObject, v workflow.MetricsView, label line) {
		o := option(click(v), label)
		if len(*to) >= mostOptions || len(o.Value) > maxValue {
			return
		}
		*to = append(*to, o)
		if v == shown {
			*chosen = o
		}
	}
	for _, each := range workflow.MetricsSpans {
		v := shown
		v.Span, v.Month = each, ""
		add(&spans, &span, v, l(m.w.met.spans[each]))
	}
	for i := range 6 {
		at, _ := inZone(m.Now, m.Zone)
		first := time.Date(at.Year(), at.Month()-time.Month(i), 1, 0, 0, 0, 0, time.UTC)
		v := shown
		v.Span, v.Month = "", first.Format(workflow.MetricsMonthForm)
		add(&spans, &span, v, fill(m.w.met.month, m.w.months[first.Month()-1], first.Year()))
	}
	elements := []slack.BlockElement{selectOf(m.w, action.Metrics, m.w.met.choose, spans, span)}
	if len(m.Systems) > 1 {
		v := shown
		v.System = ""
		add(&systems, &system, v, l(m.w.met.everything))
		for _, s := range m.Systems {
			v.System = s.Key
			add(&systems, &system, v, l(typed(s.Name, labelMax(len(m.Systems)))))
		}
		elements = append(elements, selectOf(m.w, action.Nth(action.Metrics, 1), m.w.met.everything, systems, system))
	}
	send := button(action.Click{ID: action.Chart, Command: action.MetricsValue(shown)}, m.w.met.chart)
	if m.This.Live+m.Before.Live > 0 && len(send.Value) <= maxButtonValue {
		elements = append(elements, send)
	}
	return slack.NewActionBlock("", elements...)
}

// lasting is a span of time as figures tell it: to the minute below ten hours, to
// the hour above.
func lasting(w *words, d time.Duration) string {
	if d >= 10*time.Hour {
		d = d.Round(time.Hour)
	}
	return long(w, max(d, time.Minute))
}
