package app

import (
	"errors"
	"slices"
	"strings"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

const yearWelcome = "*Welcome, a year later.* Basket & Co has 40 teams, 12 systems and 6,000 requests behind it; it is Monday morning, and some hundreds are on their way. Try:\n" +
	"1. As *Rosa*, in <#%s>: `/release queue`, `/release calendar`, `/release calendar month`, and `/release freeze` to see what a freeze would hit before it is saved.\n" +
	"2. As *Ines*: the Home tab, `/release mine`, and `/release why` with a number from it.\n" +
	"3. As *Eva* or *Omar*: the Home tab, with what waits for you; Mark is on leave, and Eva decides for him.\n" +
	"4. As *Hana*: what goes live tonight, in <#%s>."

// scenes are what happens in the last days of a year whatever the dice say, so
// that everything there is can be met in it.
func (y *year) scenes() {
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, time.UTC) }
	y.plan(at(13, 13, 0), func() error { return y.away("mark", 16, 30, "eva") })
	y.plan(at(19, 14, 30), func() error { return y.away("piet", 23, 26, "omar") })
	y.plan(at(20, 9, 0), y.bookings)
	y.plan(at(20, 13, 10), y.moved)
	y.plan(at(20, 13, 40), y.merged)
	y.plan(at(23, 7, 4), y.incident)
	y.plan(at(23, 8, 10), func() error { return y.readAhead("hana", "help-desk") })
	y.plan(at(23, 8, 25), func() error { return y.readAhead("ayu", "call-centre") })
	y.plan(at(23, 8, 40), func() error { return errors.Join(y.town.everybodyReads(), y.town.welcome(yearWelcome)) })
}

// away is somebody's leave, by days of November.
func (y *year) away(who string, from, back int, substitute string) error {
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }
	_, err := y.desk.Away(y.ctx, desk.AwayCommand{By: y.ids[who], Person: y.ids[who], From: day(from), Back: day(back), Substitute: y.ids[substitute], Request: y.request()})
	return err
}

// some are releases that are open, the newest first.
func (y *year) some(most int, fit func(*workflow.Release) bool) []*workflow.Release {
	var out []*workflow.Release
	for _, r := range slices.Backward(y.yearbook.releases) {
		if len(out) < most && !r.State.Final() && fit(r) {
			out = append(out, r)
		}
	}
	return out
}

// bookings keep acceptance for what is tried there, and once for a training.
func (y *year) bookings() error {
	wanted := map[string]int{}
	for _, r := range y.some(40, func(r *workflow.Release) bool {
		return r.State == workflow.Scheduled && r.Request.Type != workflow.Standard
	}) {
		turn := wanted[r.Request.System]
		wanted[r.Request.System]++
		if turn > 2 {
			continue
		}
		from := y.now.Add(time.Duration(1+turn*52) * time.Hour)
		_, err := y.desk.Book(y.ctx, desk.Booking{Environment: workflow.MakeEnvironmentID(r.Request.System, "acceptance"), By: r.Request.Implementer, Release: r.Number,
			From: from, To: from.Add(48 * time.Hour), Request: y.request()})
		if err != nil && !refused(err) {
			return err
		}
	}
	from := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	_, err := y.desk.Book(y.ctx, desk.Booking{Environment: workflow.MakeEnvironmentID("crm", "test"), By: y.ids["lena"], Why: "Training of eleven new colleagues of the call centre", From: from, To: from.Add(9 * time.Hour), Request: y.request()})
	if refused(err) {
		return nil
	}
	return err
}

// moved are two requests whose place in the queue a release manager changes.
func (y *year) moved() error {
	for i, r := range y.some(2, func(r *workflow.Release) bool {
		return r.Lane() == workflow.LaneTriage || r.Lane() == workflow.LaneDecide
	}) {
		_, err := y.desk.Do(y.ctx, desk.Command{Action: workflow.ActReorder, Release: r.Number, By: y.ids["rosa"], Request: y.request(), Reason: yearMoves[i%len(yearMoves)], Top: true})
		if err != nil && !refused(err) {
			return err
		}
	}
	return nil
}

// merged is a request that two people made.
func (y *year) merged() error {
	for _, r := range y.some(200, func(r *workflow.Release) bool { return r.OnItsWay() && r.State != workflow.Scheduled }) {
		first, _, _ := strings.Cut(r.Request.Title, " for ")
		for _, other := range y.some(300, func(o *workflow.Release) bool {
			return o.Number != r.Number && o.Request.System == r.Request.System && strings.HasPrefix(o.Request.Title, first) && o.OnItsWay()
		}) {
			_, err := y.desk.Do(y.ctx, desk.Command{Action: workflow.ActMerge, Release: r.Number, By: y.ids["rosa"], Request: y.request(), Other: other.Number, Reason: "The same was asked for twice."})
			if err == nil || !refused(err) {
				return err
			}
		}
	}
	return nil
}

// incident is what breaks on the morning on which the demo opens.
func (y *year) incident() error {
	q := y.outage(yearSystem("payment"))
	by, engineer := y.member(16), y.member(17)
	q.System, q.Team, q.Contact, q.Implementer = "payment", yearTeams[8], by, engineer
	out, err := y.desk.Submit(y.ctx, by, y.request(), q)
	if err != nil {
		return err
	}
	n := out.Release.Number
	do := func(minutes int, who workflow.PersonID, act workflow.Action) {
		y.plan(y.now.Add(time.Duration(minutes)*time.Minute), func() error {
			if _, err := y.desk.Do(y.ctx, desk.Command{Action: act, Release: n, By: who, Request: y.request()}); !refused(err) {
				return err
			}
			return nil // somebody else was faster
		})
	}
	do(3, y.ids["omar"], workflow.ActTake)
	do(7, y.ids["omar"], workflow.ActApprove)
	do(11, engineer, workflow.ActStart)
	do(39, engineer, workflow.ActLive)
	return nil
}

// readAhead has somebody read what is told of the next windows.
func (y *year) readAhead(who, team string) error {
	for _, id := range y.yearbook.opening {
		if w := y.yearbook.windows[id]; w.Opens.After(y.now) && w.Opens.Before(y.now.Add(24*time.Hour)) {
			if _, err := y.desk.Read(y.ctx, id, team, y.ids[who], y.request()); err != nil && !refused(err) {
				return err
			}
		}
	}
	return nil
}
