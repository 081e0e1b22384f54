package calendar

import (
	"slices"
	"time"

	"drumbeat/workflow"
)

const (
	remindEvery = 4 * time.Hour    // between two reminders of one person, at least
	remindAfter = 30 * time.Minute // an ask younger than this needs no reminder
)

// longestRest bounds the days between two working days: a week has one, if any.
const longestRest = 8

// In what follows a zone that is none counts as UTC, and hours that name no day
// or no span count as every hour of every day: a mistake in a setting must not
// keep people from being asked for ever.

// InWorkingHours tells whether people in a zone work at an instant.
func InWorkingHours(h workflow.WorkingHours, zone string, at time.Time) bool {
	return NextWorking(h, zone, at).Equal(at)
}

// NextWorking gives at itself if people in a zone work then, else the next start
// of their working day.
func NextWorking(h workflow.WorkingHours, zone string, at time.Time) time.Time {
	loc := zoneOr(zone)
	first := wallOf(at, loc).day() - 1 // hours may reach past midnight of the day before
	for d := first; d <= first+longestRest+1; d++ {
		from, to, ok := shift(h, loc, d)
		switch {
		case !ok || !at.Before(to):
		case at.Before(from):
			return from
		default:
			return at
		}
	}
	return at
}

// WorkingUntil gives the end of the working day that people in a zone are in at
// an instant; at itself where they are in none.
func WorkingUntil(h workflow.WorkingHours, zone string, at time.Time) time.Time {
	loc := zoneOr(zone)
	today := wallOf(at, loc).day()
	for d := today - 1; d <= today+1; d++ {
		if from, to, ok := shift(h, loc, d); ok && !at.Before(from) && at.Before(to) {
			return to
		}
	}
	return at
}

// WorkingAfter gives the instant at which d of working time has passed since
// from, in elapsed time inside the working hours of a zone. With d ≤ 0 it is
// from itself.
func WorkingAfter(h workflow.WorkingHours, zone string, from time.Time, d time.Duration) time.Time {
	if d <= 0 {
		return from
	}
	loc := zoneOr(zone)
	at := from
	for n := wallOf(from, loc).day() - 1; ; n++ {
		start, end, ok := shift(h, loc, n)
		if !ok || !at.Before(end) {
			continue
		}
		if at.Before(start) {
			at = start
		}
		if left := end.Sub(at); d > left {
			d -= left
			at = end
			continue
		}
		return at.Add(d)
	}
}

// ReminderAt gives the instant at which somebody in a zone is reminded of a
// decision that was asked for at asked and is wanted by deadline; false where
// no suitable moment lies between.
//
// Reminders happen on a grid of instants that all asks of one person share: the
// start of the working day and every four hours after it, inside working hours.
// Each ask is reminded of once, at the last instant of the grid before its
// deadline that is at least half an hour after the ask. So asks that fall on
// the same instant make one message, and two messages to one person are never
// less than four hours apart.
func ReminderAt(h workflow.WorkingHours, zone string, asked, deadline time.Time) (time.Time, bool) {
	loc := zoneOr(zone)
	last := wallOf(deadline, loc).day()
	for d := last; d >= last-longestRest-1; d-- {
		grid := remindGrid(h, loc, d)
		for _, at := range slices.Backward(grid) {
			if at.Before(deadline) {
				return at, !at.Before(asked.Add(remindAfter))
			}
		}
	}
	return time.Time{}, false
}

// remindGrid gives the instants of a local day at which people may be reminded.
func remindGrid(h workflow.WorkingHours, loc *time.Location, d int) []time.Time {
	from, to, ok := shift(h, loc, d)
	if !ok {
		return nil
	}
	// On a day that the clock shortens, the last instant could come too close to
	// the first of the day after.
	tomorrow, _, _ := shift(workflow.WorkingHours{From: h.From, To: h.To}, loc, d+1)
	var out []time.Time
	for at := from; at.Before(to) && !at.Add(remindEvery).After(tomorrow); at = at.Add(remindEvery) {
		out = append(out, at)
	}
	return out
}

// shift gives the working hours of a local day as the instants [from, to); ok is
// false on a day of rest.
func shift(h workflow.WorkingHours, loc *time.Location, d int) (from, to time.Time, ok bool) {
	if h.From < 0 || h.To > dayMins || h.From >= h.To {
		h.From, h.To = 0, dayMins
	}
	weekday := time.Unix(int64(d)*daySecs, 0).UTC().Weekday()
	named := slices.ContainsFunc(h.Days, func(w time.Weekday) bool { return w >= time.Sunday && w <= time.Saturday })
	if named && !slices.Contains(h.Days, weekday) {
		return time.Time{}, time.Time{}, false
	}
	from, _ = instant(wallAt(d, h.From), loc)
	to, _ = instant(wallAt(d, h.To), loc)
	return from, to, from.Before(to)
}
