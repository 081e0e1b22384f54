package bot

import (
	"context"
	"strings"
	"time"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow"
)

// calendar answers the calendar of a span, from a button.
func (b *Bot) calendar(ctx context.Context, r *request, c action.Click) (answer, error) {
	return b.showCalendar(ctx, r, workflow.CalendarAsk{By: r.by, Span: c.Span, Day: c.Day, System: c.System})
}

// calendarOf answers what was typed after /release calendar: words for a span,
// a day and a system, in any order.
func (b *Bot) calendarOf(ctx context.Context, r *request, typed string) (answer, error) {
	p, err := b.desk.Policy(ctx)
	if err != nil {
		return answer{}, err
	}
	ask, err := calendarAsk(typed, p.Systems)
	if err != nil {
		return answer{}, err
	}
	ask.By = r.by
	return b.showCalendar(ctx, r, ask)
}

// showCalendar answers in place of the calendar that was clicked: privately, or,
// in a modal, in that modal.
func (b *Bot) showCalendar(ctx context.Context, r *request, ask workflow.CalendarAsk) (answer, error) {
	f, err := b.desk.Calendar(ctx, ask)
	if err != nil {
		return answer{}, err
	}
	switch {
	case r.view == nil:
		a := say(render.Calendar(r.locale, f))
		a.replace = true
		return a, nil
	case r.view.kind == "home":
		return answer{}, b.showModal(ctx, r, render.CalendarView(r.locale, f))
	}
	seq := b.forms.note(r.view.id)
	return answer{later: []func(context.Context){func(ctx context.Context) {
		if b.forms.is(r.view.id, seq) { // else overtaken by a newer click
			if _, err := b.api.UpdateViewContext(ctx, render.CalendarView(r.locale, f), "", "", r.view.id); err != nil {
				b.log.Warn("calendar not shown", "actor", r.by, "error", err)
			}
		}
	}}}, nil
}

// spanWords are the words for how much of the calendar, and how far from today.
var spanWords = map[string]workflow.CalendarAsk{
	"day": {Span: workflow.CalendarDay}, "today": {Span: workflow.CalendarDay}, "now": {Span: workflow.CalendarDay},
	"tomorrow": {Span: workflow.CalendarDay, Step: 1}, "yesterday": {Span: workflow.CalendarDay, Step: -1},
	"week": {Span: workflow.CalendarWeek}, "month": {Span: workflow.CalendarMonth},
	"next": {Step: 1}, "previous": {Step: -1}, "last": {Step: -1}, "this": {}, "all": {}, "for": {}, "of": {}, "the": {},
}

// calendarAsk reads the words after /release calendar. What is no word for a
// time or a day ("2026-12-24") has to name a system.
func calendarAsk(typed string, systems []workflow.Platform) (workflow.CalendarAsk, error) {
	var ask workflow.CalendarAsk
	var rest []string
	for _, word := range strings.Fields(strings.ToLower(typed)) {
		if said, ok := spanWords[word]; ok {
			ask.Step += said.Step
			if said.Span != "" {
				ask.Span = said.Span
			}
			continue
		}
		if _, err := time.Parse(time.DateOnly, word); err == nil {
			ask.Day = word
			if ask.Span == "" {
				ask.Span = workflow.CalendarDay
			}
			continue
		}
		rest = append(rest, word)
	}
	if len(rest) == 0 {
		return ask, nil
	}
	var err error
	ask.System, err = systemNamed(strings.Join(rest, " "), systems)
	return ask, err
}

// mostNamed is how many systems a sentence names.
const mostNamed = 8

// systemNamed finds the system that was meant: by its key or its name, or by a
// part of these that fits no other. CodeInvalid.
func systemNamed(typed string, systems []workflow.Platform) (string, error) {
	var near, names []string
	for _, s := range systems {
		key, name := strings.ToLower(s.Key), strings.ToLower(s.Name)
		if typed == key || typed == name {
			return s.Key, nil
		}
		if strings.Contains(key, typed) || strings.Contains(name, typed) {
			near = append(near, s.Key)
		}
		names = append(names, s.Name)
	}
	if len(near) == 1 {
		return near[0], nil
	}
	more := ""
	if len(names) > mostNamed {
		names, more = names[:mostNamed], " and others"
	}
	return "", workflow.Refuse(workflow.CodeInvalid, "“%s” is neither a time nor a system. Times are today, tomorrow, week, month, next week or a day such as 2026-11-24; the systems are %s%s.",
		clip(typed, 60), strings.Join(names, ", "), more)
}
