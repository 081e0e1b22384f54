package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/policy"
)

// How many releases of one window the calendar reads, by what is looked at: a
// month shows none. Together they are read in a few queries.
const (
	calendarDayReleases  = 40
	calendarWeekReleases = 12
	calendarMost         = 600 // of all windows of a span
	calendarBatch        = 200
)

// Calendar gives the integral calendar of a span. Its cost follows what is
// shown: one read of the windows of the span, and of the releases in them as
// many as are named. CodeNotFound for a system that the policy does not have,
// CodeInvalid for a day that is none.
func (d *Desk) Calendar(ctx context.Context, ask workflow.CalendarAsk) (workflow.CalendarFacts, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return workflow.CalendarFacts{}, err
	}
	f := workflow.CalendarFacts{Now: b.now, Span: cmp.Or(ask.Span, workflow.CalendarWeek), Zone: d.zoneOf(ctx, ask.By, b.policy), Systems: b.policy.Systems}
	if ask.System != "" {
		var ok bool
		if f.System, ok = b.policy.System(ask.System); !ok {
			return workflow.CalendarFacts{}, workflow.Refuse(workflow.CodeNotFound, "The policy does not know this system any more. Look at the calendar of all systems.")
		}
	}
	if f.From, f.To, err = daysOf(f.Span, ask, f.Zone, b.now); err != nil {
		return workflow.CalendarFacts{}, err
	}
	stored, err := d.store.Windows.Span(ctx, f.From.Add(-longestWindow(b.policy)), f.To)
	if err != nil {
		return workflow.CalendarFacts{}, err
	}
	periods, err := calendar.Periods(b.policy.Freezes, f.From, f.To)
	if err != nil {
		d.log.Warn("freeze left out of the calendar", "error", err)
	}
	f.Freezes = slices.DeleteFunc(periods, func(p workflow.Period) bool {
		return f.System.Key != "" && !coversSome(p, []workflow.Platform{f.System})
	})
	d.calendarWindows(b, &f, stored)
	f.Blackouts = blackouts(b.policy, &f)
	if err := d.calendarBookings(ctx, b, &f); err != nil {
		return workflow.CalendarFacts{}, err
	}
	if f.Span != workflow.CalendarMonth {
		if err := d.calendarReleases(ctx, b, &f, stored); err != nil {
			return workflow.CalendarFacts{}, err
		}
	}
	return f, nil
}

// zoneOf is where a person lives; where that is not known, the organisation.
func (d *Desk) zoneOf(ctx context.Context, person workflow.PersonID, p *workflow.Policy) string {
	if who, err := d.dir.Person(ctx, person); err == nil && who.Zone != "" {
		if _, err := time.LoadLocation(who.Zone); err == nil {
			return who.Zone
		}
	}
	return p.Zone
}

// daysOf gives the days of a span around the day asked for, on the wall of a zone.
func daysOf(span workflow.CalendarSpan, ask workflow.CalendarAsk, zone string, now time.Time) (from, to time.Time, err error) {
	at, err := time.LoadLocation(zone)
	if err != nil {
		at = time.UTC
	}
	on := now.In(at)
	if ask.Day != "" {
		if on, err = time.ParseInLocation(time.DateOnly, ask.Day, at); err != nil || on.Year() < 2000 || on.Year() > 2199 {
			return from, to, workflow.Refuse(workflow.CodeInvalid, "That is no day. Days look like 2026-11-24.")
		}
	}
	y, m, d := on.Date()
	midnight := func(m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, at) }
	switch span {
	case workflow.CalendarDay:
		d += ask.Step
		return midnight(m, d), midnight(m, d+1), nil
	case workflow.CalendarWeek:
		first := d - (int(on.Weekday())+6)%7 + 7*ask.Step
		return midnight(m, first), midnight(m, first+7), nil
	case workflow.CalendarMonth:
		m += time.Month(ask.Step)
		return midnight(m, 1), midnight(m+1, 1), nil
	}
	return from, to, workflow.Refuse(workflow.CodeInvalid, "The calendar shows a day, a week or a month.")
}

// calendarWindows lists the windows of the span: what the policy has, what it
// skips, and windows of hours it had before in which places are held.
func (d *Desk) calendarWindows(b bench, f *workflow.CalendarFacts, stored []workflow.Window) {
	docs := map[workflow.WindowID]workflow.Window{}
	for _, w := range stored {
		docs[w.ID] = w
	}
	seen := map[workflow.WindowID]bool{}
	for _, h := range b.policy.Heartbeats {
		serves := b.policy.Serves(h.Key)
		if f.System.Key != "" {
			serves = slices.DeleteFunc(serves, func(s workflow.Platform) bool { return s.Key != f.System.Key })
		}
		if len(serves) == 0 {
			continue
		}
		slots, err := calendar.Slots(h, f.From.Add(-longestWindow(b.policy)), f.To)
		if err != nil {
			d.log.Warn("heartbeat left out of the calendar", "heartbeat", h.Key, "error", err)
			continue
		}
		add := func(slot workflow.Slot, why string) {
			seen[slot.ID] = true
			if !slot.Closes.After(f.From) {
				return
			}
			doc := docs[slot.ID]
			f.Windows = append(f.Windows, workflow.CalendarWindow{Slot: slot, Phase: slot.PhaseAt(b.now), Maintenance: b.policy.Maintains(h.Key), Taken: len(doc.Places),
				Others: len(doc.Places), Freeze: frozen(f.Freezes, slot, serves), Skipped: why})
		}
		for _, slot := range slots {
			add(slot, "")
		}
		for _, slot := range skippedSlots(h, f.From, f.To) {
			add(slot, leftOut(b.policy, slot.ID))
		}
		for _, w := range stored { // of hours that the heartbeat had before
			if w.Heartbeat == h.Key && !seen[w.ID] && len(w.Places) > 0 {
				_, err := calendar.Find(b.policy, w.ID)
				add(w.Slot, strings.TrimSuffix(sentence(err), " Choose another window."))
			}
		}
	}
	slices.SortStableFunc(f.Windows, func(a, b workflow.CalendarWindow) int {
		return cmp.Or(a.Slot.Opens.Compare(b.Slot.Opens), strings.Compare(string(a.Slot.ID), string(b.Slot.ID)))
	})
}

// leftOut says that a heartbeat skips a window, and why.
func leftOut(p *workflow.Policy, id workflow.WindowID) string {
	skip, _ := calendar.Skipped(p, id)
	if why := strings.TrimSpace(skip.Why); why != "" {
		return "left out: " + why
	}
	return "left out"
}

// skippedSlots gives the windows that a heartbeat skips in a span.
func skippedSlots(h workflow.Heartbeat, from, to time.Time) []workflow.Slot {
	rule := h
	rule.Skips, rule.Extras = nil, nil
	var out []workflow.Slot
	for _, s := range h.Skips {
		extra := slices.ContainsFunc(h.Extras, func(e workflow.Extra) bool { return e.Opens.Equal(s.Opens) })
		if extra || s.Opens.Before(from) || !s.Opens.Before(to) {
			continue
		}
		if slots, err := calendar.Slots(rule, s.Opens, s.Opens.Add(time.Second)); err == nil && len(slots) > 0 {
			out = append(out, slots[0])
		}
	}
	return out
}

// frozen gives the freeze that a window lies in, a hard one before a soft one.
func frozen(periods []workflow.Period, slot workflow.Slot, serves []workflow.Platform) *workflow.Period {
	var out *workflow.Period
	for i, p := range periods {
		if calendar.Overlap(p.From, p.To, slot.Opens, slot.Closes) && coversSome(p, serves) && (out == nil || p.Hard && !out.Hard) {
			out = &periods[i]
		}
	}
	return out
}

// coversSome tells whether a freeze is about one of the systems.
func coversSome(p workflow.Period, systems []workflow.Platform) bool {
	return slices.ContainsFunc(systems, func(s workflow.Platform) bool { return p.Covers(s.Key, "") })
}

// blackouts lists the blackouts of key accounts in the span.
func blackouts(p *workflow.Policy, f *workflow.CalendarFacts) []workflow.CalendarBlackout {
	var out []workflow.CalendarBlackout
	for _, a := range p.Accounts {
		if f.System.Key != "" && len(a.Systems) > 0 && !slices.Contains(a.Systems, f.System.Key) {
			continue
		}
		for _, b := range a.Blackouts {
			if calendar.Overlap(b.From, b.To, f.From, f.To) {
				out = append(out, workflow.CalendarBlackout{Account: a.Name, Blackout: b})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b workflow.CalendarBlackout) int { return a.From.Compare(b.From) })
	return out
}

// calendarBookings lists the environments that are kept for somebody in the
// span, but for releases that are over: those are free again.
func (d *Desk) calendarBookings(ctx context.Context, b bench, f *workflow.CalendarFacts) error {
	streets, err := d.store.Streets.All(ctx)
	if err != nil {
		return err
	}
	var kept []workflow.Number
	for _, s := range streets {
		key, environment := s.ID.Split()
		system, ok := b.policy.System(key)
		if !ok || f.System.Key != "" && key != f.System.Key {
			continue
		}
		for _, e := range system.Environments {
			if e.Key != environment {
				continue
			}
			for _, booked := range calendar.Booked(s, f.From, f.To, 0) {
				kept = append(kept, booked.Release)
				f.Bookings = append(f.Bookings, workflow.CalendarBooking{System: system.Name, Environment: e.Name, Booking: booked})
			}
		}
	}
	slices.SortStableFunc(f.Bookings, func(a, b workflow.CalendarBooking) int { return a.From.Compare(b.From) })
	f.Bookings = f.Bookings[:min(len(f.Bookings), calendarMost)]
	over, err := d.numbered(ctx, slices.DeleteFunc(kept[:min(len(kept), calendarMost)], func(n workflow.Number) bool { return n == 0 }), "")
	if err != nil {
		return err
	}
	f.Bookings = slices.DeleteFunc(f.Bookings, func(b workflow.CalendarBooking) bool {
		r, found := over[b.Release]
		return found && r.State.Final()
	})
	for i, booked := range f.Bookings {
		f.Bookings[i].By = d.names(ctx, booked.Booking.By)[booked.Booking.By]
	}
	return nil
}

// calendarReleases names what is in the windows, and the emergencies.
func (d *Desk) calendarReleases(ctx context.Context, b bench, f *workflow.CalendarFacts, stored []workflow.Window) error {
	each := calendarWeekReleases
	if f.Span == workflow.CalendarDay {
		each = calendarDayReleases
	}
	docs := map[workflow.WindowID]workflow.Window{}
	for _, w := range stored {
		docs[w.ID] = w
	}
	var wanted []workflow.Number
	for _, w := range f.Windows {
		most := each
		if f.System.Key != "" {
			most = calendarMost // the store picks those of the system
		}
		for _, p := range docs[w.Slot.ID].Places[:min(most, len(docs[w.Slot.ID].Places))] {
			if len(wanted) < calendarMost {
				wanted = append(wanted, p.Release)
			}
		}
	}
	found, err := d.numbered(ctx, wanted, f.System.Key)
	if err != nil {
		return err
	}
	live, err := d.liveAmong(ctx, found)
	if err != nil {
		return err
	}
	for i := range f.Windows {
		w := &f.Windows[i]
		for _, p := range docs[w.Slot.ID].Places {
			r, ok := found[p.Release]
			if !ok || len(w.Releases) == each {
				continue
			}
			if r.Window() != w.Slot.ID {
				if r, ok = asRolledBack(r, w.Slot); !ok {
					continue
				}
			}
			e := calendarRelease(b.policy, &r)
			for _, n := range r.Request.DependsOn {
				if !live[n] && r.OnItsWay() {
					e.After = append(e.After, n)
				}
			}
			w.Releases = append(w.Releases, e)
		}
		slices.SortStableFunc(w.Releases, func(a, b workflow.CalendarRelease) int { return cmp.Compare(a.Number, b.Number) })
		w.Others = max(0, w.Taken-len(w.Releases))
	}
	return d.calendarEmergencies(ctx, b, f)
}

// numbered reads releases by their numbers, of one system where one is given.
func (d *Desk) numbered(ctx context.Context, numbers []workflow.Number, system string) (map[workflow.Number]workflow.Release, error) {
	out := make(map[workflow.Number]workflow.Release, len(numbers))
	for some := range slices.Chunk(numbers, calendarBatch) {
		page, err := d.store.Releases.List(ctx, workflow.ReleaseFilter{Numbers: some, System: system, Limit: len(some)})
		if err != nil {
			return nil, err
		}
		for _, r := range page {
			out[r.Number] = r
		}
	}
	return out, nil
}

// liveAmong tells of everything that some releases depend on whether it is live.
func (d *Desk) liveAmong(ctx context.Context, found map[workflow.Number]workflow.Release) (map[workflow.Number]bool, error) {
	var further []workflow.Number
	live := map[workflow.Number]bool{}
	for _, r := range found {
		live[r.Number] = policy.Reached(&r)
		for _, n := range r.Request.DependsOn {
			if _, known := found[n]; !known && !slices.Contains(further, n) && len(further) < calendarMost {
				further = append(further, n)
			}
		}
	}
	more, err := d.numbered(ctx, further, "")
	for _, r := range more {
		live[r.Number] = policy.Reached(&r)
	}
	return live, err
}

func calendarRelease(p *workflow.Policy, r *workflow.Release) workflow.CalendarRelease {
	at := r.SubmittedAt
	if !r.StartedAt.IsZero() {
		at = r.StartedAt
	}
	return workflow.CalendarRelease{Number: r.Number, Title: r.Request.Title, State: r.State, System: systemName(p, r.Request.System), At: at}
}

// calendarEmergencies lists the emergencies that began in the span and are going
// live, or are live and in aftercare.
func (d *Desk) calendarEmergencies(ctx context.Context, b bench, f *workflow.CalendarFacts) error {
	now, err := d.store.Releases.List(ctx, workflow.ReleaseFilter{States: []workflow.State{workflow.Deploying, workflow.Live}, System: f.System.Key, Limit: calendarBatch})
	if err != nil {
		return err
	}
	for _, r := range now {
		e := calendarRelease(b.policy, &r)
		if r.Request.Type == workflow.Emergency && !e.At.Before(f.From) && e.At.Before(f.To) {
			f.Emergencies = append(f.Emergencies, e)
		}
	}
	slices.SortStableFunc(f.Emergencies, func(a, b workflow.CalendarRelease) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Number, b.Number))
	})
	return nil
}
