package desk

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/settings"
)

// past refuses a change of a window that has opened: what was planned for it
// cannot be planned otherwise any more.
func (e *SettingsEdit) past(now time.Time) error {
	if e.Part != settings.WindowsPart || e.Item == "" {
		return nil
	}
	if _, opens, ok := workflow.WindowID(e.Item).Split(); ok && !now.Before(opens) {
		return workflow.Refuse(workflow.CodeStale, "This window has opened already; it stays as it is. The calendar shows what came of it.")
	}
	return nil
}

// endNow puts this moment at the end of a freeze that is to end now.
func (e *SettingsEdit) endNow(now time.Time) {
	if e.Part == "freezes" && slices.Contains(e.Values[settings.EndNow], settings.EndNow) {
		e.Values = maps.Clone(e.Values)
		e.Values["to"] = []string{strconv.FormatInt(now.Truncate(time.Minute).Unix(), 10)}
	}
}

// How far the list of windows looks, and how many it gives.
const (
	windowsBack  = 7 * 24 * time.Hour
	windowsAhead = 60 * 24 * time.Hour
	windowsOver  = 2
	windowsNext  = 10
)

// WindowList gives the last windows that are over and the coming ones, of one
// system or of all. CodeNotFound for a system that the policy does not have.
func (d *Desk) WindowList(ctx context.Context, by workflow.PersonID, system string) (workflow.WindowListFacts, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return workflow.WindowListFacts{}, err
	}
	f := workflow.CalendarFacts{Now: b.now, From: b.now.Add(-windowsBack), To: b.now.Add(windowsAhead), Systems: b.policy.Systems}
	if system != "" {
		var ok bool
		if f.System, ok = b.policy.System(system); !ok {
			return workflow.WindowListFacts{}, workflow.Refuse(workflow.CodeNotFound, "The policy does not know this system any more. Look at the windows of all systems.")
		}
	}
	stored, err := d.store.Windows.Span(ctx, f.From.Add(-longestWindow(b.policy)), f.To)
	if err != nil {
		return workflow.WindowListFacts{}, err
	}
	if f.Freezes, err = calendar.Periods(b.policy.Freezes, f.From, f.To); err != nil {
		d.log.Warn("freeze left out of the windows", "error", err)
	}
	d.calendarWindows(b, &f, stored)
	next := slices.IndexFunc(f.Windows, func(w workflow.CalendarWindow) bool { return b.now.Before(w.Slot.Closes) })
	if next < 0 {
		next = len(f.Windows)
	}
	return workflow.WindowListFacts{
		Now: b.now, System: f.System, Systems: b.policy.Systems, Zone: b.policy.Zone, Manager: b.members.Has(b.policy.ManagerRole, by),
		Windows: f.Windows[max(0, next-windowsOver):min(len(f.Windows), next+windowsNext)],
	}, nil
}
