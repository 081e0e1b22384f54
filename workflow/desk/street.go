package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

// Booking is what somebody wants of one environment: to book it, or, where ID is
// given, to keep a booking for longer or to give it back.
type Booking struct {
	Environment workflow.EnvironmentID
	ID          string // of a booking there is; empty: a new one
	By          workflow.PersonID
	Request     string          // id of the request; its copy has no second effect
	Release     workflow.Number // 0: for something else, which Why says
	Why         string          // what for; of another's booking that is given back, why
	From, To    time.Time       // a From that is past is now
}

// Booked is what came of it.
type Booked struct {
	Booking workflow.BookingFacts
	Copy    bool // it was done by this very request, of which this is a copy
}

// Bounds of bookings.
const (
	longestBooking  = 90 * 24 * time.Hour
	farthestBooking = 366 * 24 * time.Hour
	mostBookings    = 300                 // of one environment, that are not over
	keepBookings    = 14 * 24 * time.Hour // after they are over
	lateExtension   = 24 * time.Hour      // after its end a booking can still be kept on, where nobody else has it
)

// Book books an environment. Of two at once one gets it; the other reads who has
// it and when it is free. CodeInvalid with a sentence per field, CodeNotFound.
func (d *Desk) Book(ctx context.Context, want Booking) (Booked, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return Booked{}, err
	}
	want.Why, want.From, want.To = strings.TrimSpace(want.Why), want.From.UTC().Truncate(time.Second), want.To.UTC().Truncate(time.Second)
	if now := b.now.Truncate(time.Second); want.From.Before(now) {
		want.From = now
	}
	if want.Request == "" {
		return Booked{}, workflow.Refuse(workflow.CodeInternal, "A booking needs an id.")
	}
	id := bookingID(want.Request)
	return d.onStreet(ctx, b, want, id, func(s *workflow.Street) error {
		if err := d.checkBooking(ctx, b, want); err != nil {
			return err
		}
		if clash, taken := s.Clash(want.From, want.To, ""); taken {
			return d.taken(ctx, b, s, want, clash)
		}
		if len(s.Bookings) >= mostBookings {
			return atField(workflow.FieldEnvironment, "It has %d bookings, and no more can be kept. Give some back first.", len(s.Bookings))
		}
		s.Bookings = append(s.Bookings, workflow.Booking{ID: id, Release: want.Release, By: want.By, From: want.From, To: want.To, Why: want.Why, At: b.now})
		slices.SortStableFunc(s.Bookings, func(a, b workflow.Booking) int { return a.From.Compare(b.From) })
		return nil
	})
}

// Extend keeps an environment for longer, or for less long, than it was booked.
// CodeInvalid at the field where somebody else has it by then, CodeDenied,
// CodeStale where the booking is over.
func (d *Desk) Extend(ctx context.Context, want Booking) (Booked, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return Booked{}, err
	}
	want.To = want.To.UTC().Truncate(time.Second)
	return d.onStreet(ctx, b, want, want.ID, func(s *workflow.Street) error {
		i, had, err := d.mine(ctx, b, s, want)
		if err != nil {
			return err
		}
		switch {
		case had.To.Equal(want.To):
			return atField(workflow.FieldTo, "It ends then already. Choose another moment.")
		case !want.To.After(b.now):
			return atField(workflow.FieldTo, "This moment is past. To give it back now, use “Give back”.")
		case !want.To.After(had.From):
			return atField(workflow.FieldTo, "The end has to be after the beginning.")
		case want.To.Sub(had.From) > longestBooking:
			return atField(workflow.FieldTo, "A booking can last 90 days at most.")
		}
		if clash, taken := s.Clash(had.From, want.To, had.ID); taken {
			want.From, want.Release = had.From, had.Release
			return d.taken(ctx, b, s, want, clash)
		}
		s.Bookings[i].To = want.To
		return nil
	})
}

// GiveBack ends a booking now, or gives up one that has not begun. A release
// manager who does that with somebody else's says why. CodeDenied, CodeStale
// where it is over.
func (d *Desk) GiveBack(ctx context.Context, want Booking) (Booked, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return Booked{}, err
	}
	want.Why = strings.TrimSpace(want.Why)
	return d.onStreet(ctx, b, want, want.ID, func(s *workflow.Street) error {
		i, had, err := d.mine(ctx, b, s, want)
		if err != nil {
			return err
		}
		own, err := d.holds(ctx, had, want.By)
		if err != nil {
			return err
		}
		if n := len([]rune(want.Why)); !own && (n == 0 || n > policy.MaxText) {
			if n > 0 {
				return atField(workflow.FieldReason, "The reason has %d characters; at most %d fit. Please shorten it.", n, policy.MaxText)
			}
			return atField(workflow.FieldReason, "Give a reason: who booked it is told.")
		}
		if !b.now.Before(had.To) {
			return d.overAlready(ctx, b, had, want.By)
		}
		s.Bookings[i].Ended, s.Bookings[i].EndedBy, s.Bookings[i].EndedWhy = b.now, want.By, want.Why
		return nil
	})
}

// MayEndBooking checks beforehand whether a person may keep a booking on or give
// it back; own tells whether that needs no reason. Errors as those of [Desk.GiveBack].
func (d *Desk) MayEndBooking(ctx context.Context, at workflow.EnvironmentID, id string, by workflow.PersonID) (f workflow.BookingFacts, own bool, err error) {
	b, err := d.bench(ctx)
	if err != nil {
		return f, false, err
	}
	s, err := d.street(ctx, b, at)
	if err != nil {
		return f, false, err
	}
	_, had, err := d.mine(ctx, b, &s, Booking{Environment: at, ID: id, By: by})
	if err != nil {
		return f, false, err
	}
	if own, err = d.holds(ctx, had, by); err != nil {
		return f, false, err
	}
	f, err = d.bookingFacts(ctx, b, &s, had, by)
	return f, own, err
}

// onStreet loads an environment's bookings, changes them and stores them, as
// often as others come first. booking is the one that the answer is about.
func (d *Desk) onStreet(ctx context.Context, b bench, want Booking, booking string, change func(*workflow.Street) error) (Booked, error) {
	var doubt error          // of a write that may have been stored; it is looked for, and made once more if it is not there
	for range reserveTries { // a whole department may book at the same moment
		s, err := d.street(ctx, b, want.Environment)
		if err != nil {
			return Booked{}, firstError(doubt, err)
		}
		if want.Request != "" && slices.Contains(s.Requests, want.Request) {
			return Booked{Booking: d.booked(ctx, b, &s, booking, want.By), Copy: doubt == nil}, nil
		}
		s = s.Clone()
		tidyStreet(&s, b.now)
		if err := change(&s); err != nil {
			return Booked{}, err
		}
		if want.Request != "" {
			s.Requests = append(s.Requests, want.Request)
			s.Requests = s.Requests[max(0, len(s.Requests)-mostRequests):]
		}
		switch err := d.store.Streets.Put(ctx, s); workflow.CodeOf(err) {
		case "":
			d.stirBooked(ctx, b, &s)
			d.wake()
			return Booked{Booking: d.booked(ctx, b, &s, booking, want.By)}, nil
		case workflow.CodeConflict:
		case workflow.CodeUnknown:
			if want.Request == "" {
				return Booked{}, err
			}
			doubt = err
		default:
			return Booked{}, firstError(doubt, err)
		}
	}
	return Booked{}, firstError(doubt, workflow.Refuse(workflow.CodeConflict, "Many people book this environment at once. Nothing was saved; try again."))
}

// street loads the bookings of an environment that the policy has; those of
// releases that have ended are given back in it. CodeNotFound.
func (d *Desk) street(ctx context.Context, b bench, id workflow.EnvironmentID) (workflow.Street, error) {
	system, key := id.Split()
	p, known := b.policy.System(system)
	if _, there := p.Environment(key); !known || !there {
		return workflow.Street{}, workflow.Refuse(workflow.CodeNotFound, "This environment is not in the policy any more. /release env shows those there are.")
	}
	s, err := d.store.Streets.Get(ctx, id)
	if workflow.CodeOf(err) == workflow.CodeNotFound {
		return workflow.Street{ID: id}, nil
	}
	if err != nil {
		return workflow.Street{}, err
	}
	out, err := d.freed(ctx, b.now, []workflow.Street{s}, nil)
	if err != nil {
		return workflow.Street{}, err
	}
	return out[0], nil
}

// freed gives streets in which the bookings of releases that have ended are
// given back, at the moment the release ended.
func (d *Desk) freed(ctx context.Context, now time.Time, streets []workflow.Street, open func(workflow.Number) *workflow.Release) ([]workflow.Street, error) {
	var numbers []workflow.Number
	for _, s := range streets {
		for _, k := range s.Bookings {
			if open != nil && open(k.Release) != nil {
				continue
			}
			if k.Release != 0 && !k.Over(now) && !slices.Contains(numbers, k.Release) {
				numbers = append(numbers, k.Release)
			}
		}
	}
	over := map[workflow.Number]workflow.Release{}
	for part := range slices.Chunk(numbers, openBatch) {
		releases, err := d.store.Releases.List(ctx, workflow.ReleaseFilter{Numbers: part, Limit: len(part)})
		if err != nil {
			return nil, err
		}
		for _, r := range releases {
			if r.State.Final() {
				over[r.Number] = r
			}
		}
	}
	if len(over) == 0 {
		return streets, nil
	}
	out := make([]workflow.Street, len(streets))
	for i, s := range streets {
		out[i] = s.Clone()
		for j := range out[i].Bookings {
			k := &out[i].Bookings[j]
			if r, ended := over[k.Release]; ended && !k.Over(now) {
				k.Ended, k.EndedBy, k.EndedWhy = r.EndedAt, workflow.System, r.Number.String()+" is "+strings.ReplaceAll(string(r.State), "_", " ")+"."
			}
		}
	}
	return out, nil
}

// tidyStreet leaves out what was over long ago.
func tidyStreet(s *workflow.Street, now time.Time) {
	s.Bookings = slices.DeleteFunc(s.Bookings, func(k workflow.Booking) bool {
		over := k.Until()
		if over.Before(k.Ended) {
			over = k.Ended // given up before it began
		}
		return now.Sub(over) > keepBookings
	})
}

// checkBooking checks what does not depend on the bookings of others.
func (d *Desk) checkBooking(ctx context.Context, b bench, want Booking) error {
	switch {
	case !want.To.After(want.From):
		if want.To.After(b.now) {
			return atField(workflow.FieldTo, "The end has to be after the beginning.")
		}
		return atField(workflow.FieldTo, "This moment is past. Choose a later one.")
	case want.To.Sub(want.From) > longestBooking:
		return atField(workflow.FieldTo, "A booking can last 90 days at most.")
	case want.From.Sub(b.now) > farthestBooking:
		return atField(workflow.FieldFrom, "That is more than a year ahead. Choose a moment before that.")
	case want.Release == 0 && want.Why == "":
		return atField(workflow.FieldReason, "Say what for, or choose the release that it is for.")
	}
	if n := len([]rune(want.Why)); n > policy.MaxText {
		return atField(workflow.FieldReason, "This has %d characters; at most %d fit. Please shorten it.", n, policy.MaxText)
	}
	if want.Release == 0 {
		return nil
	}
	r, err := d.store.Releases.Get(ctx, want.Release)
	if err != nil {
		return d.notFound(err, want.Release)
	}
	system, _ := want.Environment.Split()
	switch {
	case r.State.Final():
		return atField(workflow.FieldRelease, "%s is %s. Choose another release, or none.", r.Number, strings.ReplaceAll(string(r.State), "_", " "))
	case r.Request.System != system:
		return atField(workflow.FieldRelease, "%s changes %s, not %s. Choose another release or environment.", r.Number, systemName(b.policy, r.Request.System), systemName(b.policy, system))
	case !concerned(&r, want.By) && !b.members.Has(b.policy.ManagerRole, want.By):
		return atField(workflow.FieldRelease, "Only its requester, point of contact, implementer or a release manager books for %s.", r.Number)
	}
	return nil
}

// concerned tells whether a release is a person's own.
func concerned(r *workflow.Release, person workflow.PersonID) bool {
	return r.Requester == person || r.Request.Contact == person || r.Request.Implementer == person
}

// mine finds a booking that a person may change: their own, their release's, or
// for a release manager anybody's.
func (d *Desk) mine(ctx context.Context, b bench, s *workflow.Street, want Booking) (int, workflow.Booking, error) {
	i := slices.IndexFunc(s.Bookings, func(k workflow.Booking) bool { return k.ID == want.ID })
	if i < 0 {
		return 0, workflow.Booking{}, workflow.Refuse(workflow.CodeNotFound, "There is no such booking any more. /release env shows who has what.")
	}
	k := s.Bookings[i]
	own, err := d.holds(ctx, k, want.By)
	if err != nil {
		return 0, k, err
	}
	managers := b.members[b.policy.ManagerRole]
	if !own && !slices.Contains(managers, want.By) {
		return 0, k, workflow.Refuse(workflow.CodeDenied, "This is the booking of %s. %s can give it back, or a release manager: %s.", d.who(ctx, want.By, k.By), d.who(ctx, want.By, k.By), d.list(ctx, managers))
	}
	if !k.Ended.IsZero() || b.now.Sub(k.To) > lateExtension {
		return 0, k, d.overAlready(ctx, b, k, want.By)
	}
	return i, k, nil
}

// holds tells whether a booking is a person's own, or that of their release.
func (d *Desk) holds(ctx context.Context, k workflow.Booking, person workflow.PersonID) (bool, error) {
	if k.By == person || k.Release == 0 {
		return k.By == person, nil
	}
	r, err := d.store.Releases.Get(ctx, k.Release)
	if workflow.CodeOf(err) == workflow.CodeNotFound {
		return false, nil
	}
	return err == nil && concerned(&r, person), err
}

func (d *Desk) overAlready(ctx context.Context, b bench, k workflow.Booking, reader workflow.PersonID) error {
	said := "This booking is over already"
	switch {
	case k.Ended.IsZero():
		said += ", since " + d.moment(ctx, b, reader, k.To) + "."
	case k.EndedBy == workflow.System:
		said += ": " + k.EndedWhy
	default:
		said += fmt.Sprintf(": %s gave it back %s.", d.who(ctx, reader, k.EndedBy), d.moment(ctx, b, reader, k.Ended))
	}
	return workflow.Refuse(workflow.CodeStale, "%s", said)
}

// taken says at the field who has an environment and when it is free.
func (d *Desk) taken(ctx context.Context, b bench, s *workflow.Street, want Booking, clash workflow.Booking) error {
	at := func(t time.Time) string { return d.moment(ctx, b, want.By, t) }
	who := d.who(ctx, want.By, clash.By) + map[bool]string{true: " have", false: " has"}[clash.By == want.By]
	what := ""
	if clash.Release != 0 {
		what = " for " + clash.Release.String()
	}
	if clash.From.After(want.From) {
		if want.ID != "" {
			return atField(workflow.FieldTo, "%s it from %s until %s%s. Keep it until then at most.", who, at(clash.From), at(clash.Until()), what)
		}
		return atField(workflow.FieldTo, "%s it from %s until %s%s. Book it until then, or from %s.",
			who, at(clash.From), at(clash.Until()), what, at(s.FreeFrom(clash.Until(), want.To.Sub(want.From))))
	}
	return atField(workflow.FieldFrom, "%s it until %s%s. It is free for that long from %s.", who, at(clash.Until()), what, at(s.FreeFrom(want.From, want.To.Sub(want.From))))
}

// moment writes an instant in a sentence that knows no dates of Slack's, on the
// reader's own clock.
func (d *Desk) moment(ctx context.Context, b bench, reader workflow.PersonID, t time.Time) string {
	zone := b.policy.Zone
	if p, err := d.dir.Person(ctx, reader); err == nil && p.Zone != "" {
		zone = p.Zone
	}
	where, err := time.LoadLocation(zone)
	if err != nil {
		where = time.UTC
	}
	layout := "Mon 2 Jan 15:04"
	if t.In(where).Year() != b.now.In(where).Year() {
		layout = "Mon 2 Jan 2006 15:04"
	}
	return t.In(where).Format(layout)
}

func atField(f workflow.Field, format string, args ...any) error {
	s := fmt.Sprintf(format, args...)
	return &workflow.Error{Code: workflow.CodeInvalid, Message: s, Fields: map[workflow.Field]string{f: s}}
}

// firstError gives what a person is told: after a write in doubt, that.
func firstError(doubt, err error) error {
	if doubt != nil {
		return doubt
	}
	return err
}

// bookingID follows from the request, so that its copy makes the same booking.
func bookingID(request string) string {
	sum := sha256.Sum256([]byte(request))
	return hex.EncodeToString(sum[:8])
}
