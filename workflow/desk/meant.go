package desk

import (
	"cmp"
	"context"
	"slices"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
)

// meant lists the windows that a question may be about, the likeliest first; none
// where it names none and there is none yet. Where none opens at the time asked
// about, w says so, and the first after it is meant.
func (d *Desk) meant(ctx context.Context, b bench, h workflow.Heartbeat, q Question, w *workflow.WhyFacts) ([]workflow.Slot, error) {
	if q.Window != "" {
		slot, err := wanted(b.policy, &w.Release.Request, q.Window)
		return []workflow.Slot{slot}, err
	}
	if q.When == "" {
		switch {
		case w.Slot != nil:
			return []workflow.Slot{*w.Slot}, nil
		case w.Supposed():
			return calendar.Next(h, b.now, 1)
		}
		return nil, nil
	}
	if named, ok := heartbeatCalled(b.policy, q.When); ok {
		if named.Key != h.Key {
			return nil, workflow.Refuse(workflow.CodeInvalid, "The windows of %s do not serve %s: those of %s do.", named.Name, w.SystemName, h.Name)
		}
		return calendar.Next(h, b.now, 1)
	}
	return d.meantBy(ctx, b, h, q, w)
}

// meantBy finds the windows of a time in words. Days are those of who asks, as
// the windows are shown to them; where none opens on that day, those of the
// heartbeat's own zone, in which the form lists them.
func (d *Desk) meantBy(ctx context.Context, b bench, h workflow.Heartbeat, q Question, w *workflow.WhyFacts) ([]workflow.Slot, error) {
	own := b.policy.Zone
	if p, err := d.dir.Person(ctx, q.By); err == nil {
		own = cmp.Or(p.Zone, own)
	}
	var said []calendar.Span
	for _, zone := range []string{own, h.Zone} {
		spans, err := calendar.ReadWhen(q.When, b.now, zone)
		if err != nil {
			return nil, err
		}
		if said == nil {
			said = spans
		}
		slots, err := within(h, spans, b.now)
		if err != nil || len(slots) > 0 {
			return slots, err
		}
	}
	none := said[0]
	if none.Point {
		none.To = none.From // "fri 06:00" is that moment, not the rest of the day
	}
	w.NoneFrom, w.NoneTo = none.From, none.To
	after := none.From
	if none.To.After(after) {
		after = none.To
	}
	if after.Before(b.now) {
		after = b.now
	}
	return calendar.Next(h, after, 1)
}

// within gives the windows of the first span in which one is still to come or
// open; what has closed comes only where there is nothing else.
func within(h workflow.Heartbeat, spans []calendar.Span, now time.Time) ([]workflow.Slot, error) {
	var over []workflow.Slot
	for _, s := range spans {
		slots, err := inSpan(h, s)
		if err != nil {
			return nil, err
		}
		ahead := slices.DeleteFunc(slices.Clone(slots), func(w workflow.Slot) bool { return !now.Before(w.Closes) })
		switch {
		case len(ahead) > 0 && s.Point:
			return ahead[:1], nil // that window and no other
		case len(ahead) > 0:
			return ahead[:min(len(ahead), horizon)], nil
		}
		over = append(over, slots...)
	}
	return over[max(0, len(over)-1):], nil
}

func inSpan(h workflow.Heartbeat, s calendar.Span) ([]workflow.Slot, error) {
	var out []workflow.Slot
	if s.Point {
		open, err := calendar.Slots(h, s.From.Add(-h.Duration), s.From)
		if err != nil {
			return nil, err
		}
		out = slices.DeleteFunc(open, func(w workflow.Slot) bool { return !s.From.Before(w.Closes) })
	}
	if s.To.IsZero() {
		next, err := calendar.Next(h, s.From, 1)
		return append(out, next...), err
	}
	more, err := calendar.Slots(h, s.From, s.To)
	return append(out, more...), err
}
