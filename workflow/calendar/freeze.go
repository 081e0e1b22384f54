package calendar

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"drumbeat/workflow"
)

// longestPeriod bounds how far a freeze that runs into itself again and again is
// followed in each direction; [CheckFreeze] refuses one that would be longer.
const longestPeriod = 400 * day

// Periods gives the occurrences of freezes that overlap [from, to), by their
// beginning. Occurrences of one freeze that overlap or touch each other are one
// period. As windows do, a period that begins in a gap of the wall clock begins
// at the first valid minute after it, one in a repeated hour comes once, and
// each lasts its duration in elapsed time; so which periods there are does not
// depend on the span asked for.
//
// The error tells of freezes that cannot be read ([CheckFreeze] refuses them);
// the others are given all the same.
func Periods(freezes []workflow.Freeze, from, to time.Time) ([]workflow.Period, error) {
	var out []workflow.Period
	var unread []error
	for _, f := range freezes {
		if !f.Recurring() {
			if Overlap(f.From, f.To, from, to) {
				out = append(out, period(f, f.From, f.To))
			}
			continue
		}
		if !from.Before(to) {
			continue
		}
		more, err := recurring(f, from, to)
		unread = append(unread, err)
		out = append(out, more...)
	}
	slices.SortStableFunc(out, func(a, b workflow.Period) int {
		return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.Freeze, b.Freeze))
	})
	return out, errors.Join(unread...)
}

// recurring gives the periods of one recurring freeze that overlap [from, to). A
// period that may be the continuation of one before, or be continued by one
// after, is looked for further, until a pause is seen.
func recurring(f workflow.Freeze, from, to time.Time) ([]workflow.Period, error) {
	r, err := freezeRule(f)
	if err != nil {
		return nil, err
	}
	begin, end := from.Add(-2*f.Duration), to.Add(f.Duration)
	for {
		merged := merge(f, r.starts(begin, end))
		var out []workflow.Period
		for _, p := range merged {
			if Overlap(p.From, p.To, from, to) {
				out = append(out, p)
			}
		}
		if len(out) == 0 {
			return nil, nil
		}
		early := out[0].From.Add(-f.Duration).Before(begin) && from.Sub(begin) < longestPeriod
		late := !out[len(out)-1].To.Before(end) && end.Sub(to) < longestPeriod
		if !early && !late {
			return out, nil
		}
		if early {
			begin = begin.Add(begin.Sub(from))
		}
		if late {
			end = end.Add(end.Sub(to))
		}
	}
}

// merge turns beginnings into periods, and periods that touch into one.
func merge(f workflow.Freeze, starts []time.Time) []workflow.Period {
	var out []workflow.Period
	for _, at := range starts {
		ends := at.Add(f.Duration)
		if n := len(out); n > 0 && !out[n-1].To.Before(at) {
			out[n-1].To = ends
			continue
		}
		out = append(out, period(f, at, ends))
	}
	return out
}

func period(f workflow.Freeze, from, to time.Time) workflow.Period {
	return workflow.Period{Freeze: f.Key, Name: f.Name, Why: f.Why, Systems: f.Systems, Hard: f.Hard, Except: f.Except,
		From: from.UTC(), To: to.UTC(), Zone: f.Zone}
}

// starts gives the instants in [from, to) at which the rule fires, each once.
func (r rule) starts(from, to time.Time) []time.Time {
	var out []time.Time
	first, last := wallOf(from, r.loc).day()-margin, wallOf(to, r.loc).day()+margin
	r.each(first, last, func(at time.Time, _ string) bool {
		if !at.Before(to) {
			return false
		}
		if !at.Before(from) {
			out = append(out, at)
		}
		return true
	})
	return out
}

// freezeRule reads the schedule of a recurring freeze as that of a heartbeat is
// read: the same syntax, the same sentences.
func freezeRule(f workflow.Freeze) (rule, error) {
	if f.Duration < time.Minute {
		return rule{}, refuseFreeze(f, "each period lasts at least one minute. Say how long.")
	}
	return ruleOf(asHeartbeat(f))
}

func asHeartbeat(f workflow.Freeze) workflow.Heartbeat {
	return workflow.Heartbeat{Key: f.Key, Name: f.Name, Cron: f.Cron, Duration: f.Duration, Zone: f.Zone}
}

func refuseFreeze(f workflow.Freeze, format string, args ...any) error {
	return invalid(asHeartbeat(f), format, args...)
}

// CheckFreeze refuses a freeze that never comes, never ends, or cannot be read.
// The error is a [*workflow.Error] with [workflow.CodeInvalid] and a sentence
// that says what to change.
func CheckFreeze(f workflow.Freeze) error {
	if f.Key == "" {
		return refuseFreeze(f, "a freeze needs a key: a short word by which the policy knows it.")
	}
	if !f.Recurring() {
		switch {
		case f.From.IsZero() || f.To.IsZero():
			return refuseFreeze(f, "say from when to when it lasts, or give it a schedule.")
		case !f.From.Before(f.To):
			return refuseFreeze(f, "it ends before it begins. Choose an end after its beginning.")
		}
		return nil
	}
	if !f.From.IsZero() || !f.To.IsZero() {
		return refuseFreeze(f, "it has both a schedule and a beginning or end. Keep one of the two.")
	}
	if f.Duration > longestPeriod/2 {
		return refuseFreeze(f, "each period lasts longer than %d days. Write a long freeze with a beginning and an end.", longestPeriod/2/day)
	}
	r, err := freezeRule(f)
	if err != nil {
		return err
	}
	from := time.Date(checkFrom, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, p := range merge(f, r.starts(from, from.Add(3*longestPeriod))) {
		if p.To.Sub(p.From) > longestPeriod {
			return refuseFreeze(f, "it never ends: each period begins before the one before it is over. Shorten them, or let it begin less often.")
		}
	}
	return nil
}
