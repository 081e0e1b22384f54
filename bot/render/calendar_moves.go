package render

import (
	"time"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// Where to go from a calendar: another day, week or month, another system, what
// was cut off.

// at is a look at the calendar from here.
func (a *almanac) at(span workflow.CalendarSpan, day time.Time) action.Click {
	return action.Click{ID: action.Calendar, Span: span, Day: day.Format(time.DateOnly), System: a.System.Key}
}

// shows is the way to what is not shown in full: a choice of days, or of one
// day's windows.
func (a *almanac) shows() slack.Block {
	var options []*slack.OptionBlockObject
	add := func(c action.Click, label line) {
		if value := c.Value(); len(value) <= maxValue && len(options) < mostOptions {
			options = append(options, option(value, label))
		}
	}
	for i := range a.days {
		d := &a.days[i]
		if d.cut && a.Span != workflow.CalendarDay {
			add(a.at(workflow.CalendarDay, d.from), fill(a.w.cal.showDay, day(a.w.common, d.from)))
		}
		for _, w := range d.windows {
			if a.Span == workflow.CalendarDay && d.cut && w.Taken > 0 {
				add(action.Click{ID: action.ShowWindow, Window: w.Slot.ID}, l(clock(a.w, w.Slot.Opens, w.Slot.Zone), "  ", typed(w.Slot.Name, 40), " · ", a.room(w)))
			}
		}
	}
	if len(options) == 0 {
		return nil
	}
	id, words := action.Calendar, a.w.cal.chooseDay
	if a.Span == workflow.CalendarDay {
		id, words = action.ShowWindow, a.w.chooseWindow
	}
	return slack.NewActionBlock("", selectOf(a.w, action.Nth(id, 10), words, options, nil))
}

// moves are the ways to what comes before and after.
func (a *almanac) moves() slack.Block {
	today, _ := inZone(a.Now, a.Zone)
	before := a.days[0].from.AddDate(0, 0, -1)
	buttons := []slack.BlockElement{
		a.button(0, a.at(a.Span, before), a.w.cal.previous), a.button(1, a.at(a.Span, today), a.w.cal.today), a.button(2, a.at(a.Span, a.days[len(a.days)-1].from.AddDate(0, 0, 1)), a.w.cal.next),
	}
	return slack.NewActionBlock("", buttons...)
}

func (a *almanac) button(n int, c action.Click, label string) *slack.ButtonBlockElement {
	c.ID = action.Nth(c.ID, n)
	return button(c, label)
}

// choices are the other spans, and the systems.
func (a *almanac) choices() slack.Block {
	here, _ := inZone(a.Now, a.Zone)
	if here.Before(a.From) || !here.Before(a.To) {
		here = a.days[0].from
	}
	var elements []slack.BlockElement
	for i, span := range workflow.CalendarSpans {
		if span != a.Span {
			elements = append(elements, a.button(3+i, a.at(span, here), a.w.cal.spans[span]))
		}
	}
	if choose := a.systems(here); choose != nil {
		elements = append(elements, choose)
	}
	return slack.NewActionBlock("", elements...)
}

// systems is the choice of a system; there is none where there is one system.
func (a *almanac) systems(here time.Time) slack.BlockElement {
	if len(a.Systems) < 2 {
		return nil
	}
	c := a.at(a.Span, here)
	c.System = ""
	all := option(c.Value(), l(a.w.cal.calendarAll))
	options, chosen := []*slack.OptionBlockObject{all}, all
	for _, s := range a.Systems {
		c.System = s.Key
		if value := c.Value(); len(value) <= maxValue && len(options) < mostOptions {
			o := option(value, l(typed(s.Name, labelMax(len(a.Systems)))))
			options = append(options, o)
			if s.Key == a.System.Key {
				chosen = o
			}
		}
	}
	choose := selectOf(a.w, action.Nth(action.Calendar, 9), a.w.cal.someSystem, options, chosen)
	return choose
}
