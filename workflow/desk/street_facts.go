package desk

import (
	"context"
	"slices"
	"time"

	"drumbeat/workflow"
)

// Streets gives the environments of one system, or of all that have some
// (system empty), with who has them now and who comes next. CodeNotFound where
// the policy does not know the system.
func (d *Desk) Streets(ctx context.Context, system string, reader workflow.PersonID) ([]workflow.StreetFacts, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return nil, err
	}
	systems := b.policy.Systems
	if system != "" {
		one, ok := b.policy.System(system)
		if !ok {
			return nil, workflow.Refuse(workflow.CodeNotFound, "The policy knows no system of that name.")
		}
		systems = []workflow.Platform{one}
	}
	book, err := d.openBook(ctx, b, reader)
	if err != nil {
		return nil, err
	}
	var out []workflow.StreetFacts
	for _, p := range systems {
		if system == "" && len(p.Environments) == 0 {
			continue
		}
		out = append(out, book.street(p))
	}
	return out, nil
}

// Bookings gives the bookings of all environments that hold at some instant of
// [from, to), by their beginning: what a calendar shows. Those of releases that
// have ended are left out from that moment on.
func (d *Desk) Bookings(ctx context.Context, from, to time.Time) ([]workflow.BookingFacts, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return nil, err
	}
	book, err := d.openBook(ctx, b, "")
	if err != nil {
		return nil, err
	}
	var out []workflow.BookingFacts
	for _, p := range b.policy.Systems {
		for _, e := range p.Environments {
			s := book.streets[workflow.MakeEnvironmentID(p.Key, e.Key)]
			for _, k := range s.Bookings {
				if k.From.Before(to) && from.Before(k.Until()) && k.From.Before(k.Until()) {
					out = append(out, book.facts(&s, k))
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b workflow.BookingFacts) int { return a.From.Compare(b.From) })
	return out, nil
}

// Booking gives one booking. CodeNotFound.
func (d *Desk) Booking(ctx context.Context, at workflow.EnvironmentID, id string) (workflow.BookingFacts, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return workflow.BookingFacts{}, err
	}
	s, err := d.street(ctx, b, at)
	if err != nil {
		return workflow.BookingFacts{}, err
	}
	k, ok := s.Find(id)
	if !ok {
		return workflow.BookingFacts{}, workflow.Refuse(workflow.CodeNotFound, "There is no such booking any more.")
	}
	return d.bookingFacts(ctx, b, &s, k, k.By)
}

// BookForm gives what the form that books an environment shows. at may name an
// environment, or only a system ("web:"); release may be 0.
func (d *Desk) BookForm(ctx context.Context, by workflow.PersonID, at workflow.EnvironmentID, release workflow.Number) (workflow.BookFacts, error) {
	streets, err := d.Streets(ctx, "", by)
	if err != nil {
		return workflow.BookFacts{}, err
	}
	if len(streets) == 0 {
		return workflow.BookFacts{}, workflow.Refuse(workflow.CodeBlocked, "The policy names no environments yet. A release manager adds them: /release settings.")
	}
	f := workflow.BookFacts{Now: streets[0].Now, Streets: streets, Release: release, Zone: streets[0].Zone}
	f.Mine, err = d.store.Releases.List(ctx, workflow.ReleaseFilter{Open: true, Requester: by, Limit: 50})
	if err != nil {
		return workflow.BookFacts{}, err
	}
	f.From = f.Now.Truncate(15 * time.Minute)
	if system, key := at.Split(); key != "" {
		for _, s := range streets {
			if _, ok := s.System.Environment(key); ok && s.System.Key == system {
				f.Chosen = at
				f.From = d.freeFrom(ctx, at, f.From)
			}
		}
	}
	f.To = f.From.Add(24 * time.Hour)
	return f, nil
}

// freeFrom is when an environment can be had for a day; where that cannot be
// read now, at once.
func (d *Desk) freeFrom(ctx context.Context, at workflow.EnvironmentID, from time.Time) time.Time {
	b, err := d.bench(ctx)
	if err != nil {
		return from
	}
	s, err := d.street(ctx, b, at)
	if err != nil {
		return from
	}
	free := s.FreeFrom(from, 24*time.Hour)
	if cut := free.Truncate(time.Minute); cut.Before(free) {
		free = cut.Add(time.Minute) // people choose minutes
	}
	return free
}

// bookingFacts gives one booking of a street that is loaded.
func (d *Desk) bookingFacts(ctx context.Context, b bench, s *workflow.Street, k workflow.Booking, reader workflow.PersonID) (workflow.BookingFacts, error) {
	book := &book{b: b, reader: reader, manager: b.members.Has(b.policy.ManagerRole, reader)}
	if err := d.readBook(ctx, book, []workflow.Street{*s}); err != nil {
		return workflow.BookingFacts{}, err
	}
	return book.facts(s, k), nil
}

// booked gives a booking that is stored. What is not known of it at this moment
// is left out: that it is stored has to be said all the same.
func (d *Desk) booked(ctx context.Context, b bench, s *workflow.Street, id string, reader workflow.PersonID) workflow.BookingFacts {
	k, _ := s.Find(id)
	f, err := d.bookingFacts(ctx, b, s, k, reader)
	if err != nil {
		d.log.Warn("booking stored, and told in short", "environment", s.ID, "error", err)
		f = (&book{b: b, reader: reader}).facts(s, k)
	}
	return f
}

// book is what is known of bookings while something is shown of them.
type book struct {
	b        bench
	reader   workflow.PersonID
	manager  bool
	streets  map[workflow.EnvironmentID]workflow.Street
	releases map[workflow.Number]workflow.Release
	names    map[workflow.PersonID]string
}

// openBook reads all streets and what is shown of the releases in them.
func (d *Desk) openBook(ctx context.Context, b bench, reader workflow.PersonID) (*book, error) {
	stored, err := d.store.Streets.All(ctx)
	if err != nil {
		return nil, err
	}
	streets, err := d.freed(ctx, b.now, stored, nil)
	if err != nil {
		return nil, err
	}
	out := &book{b: b, reader: reader, manager: b.members.Has(b.policy.ManagerRole, reader)}
	return out, d.readBook(ctx, out, streets)
}

func (d *Desk) readBook(ctx context.Context, out *book, streets []workflow.Street) error {
	out.streets, out.releases = map[workflow.EnvironmentID]workflow.Street{}, map[workflow.Number]workflow.Release{}
	var numbers []workflow.Number
	var people []workflow.PersonID
	for _, s := range streets {
		out.streets[s.ID] = s
		for _, k := range s.Bookings {
			people = append(people, k.By, k.EndedBy)
			if k.Release != 0 && !slices.Contains(numbers, k.Release) {
				numbers = append(numbers, k.Release)
			}
		}
	}
	for part := range slices.Chunk(numbers, openBatch) {
		releases, err := d.store.Releases.List(ctx, workflow.ReleaseFilter{Numbers: part, Limit: len(part)})
		if err != nil {
			return err
		}
		for _, r := range releases {
			out.releases[r.Number] = r
		}
	}
	out.names = d.names(ctx, people...)
	return nil
}

// street gives the environments of a system.
func (k *book) street(p workflow.Platform) workflow.StreetFacts {
	f := workflow.StreetFacts{Now: k.b.now, System: p, Manager: k.manager, Names: k.names, Zone: k.b.policy.Zone}
	for _, e := range p.Environments {
		id := workflow.MakeEnvironmentID(p.Key, e.Key)
		s := k.streets[id]
		place := workflow.PlaceFacts{Environment: e, ID: id}
		if e.SignOff != "" {
			place.Role = k.b.policy.Role(e.SignOff).Name
		}
		if holder, ok := s.Holder(k.b.now); ok {
			held := k.facts(&s, holder)
			place.Holder = &held
		} else {
			for _, past := range s.Bookings {
				if until := past.Until(); past.From.Before(until) && !until.After(k.b.now) && until.After(place.Since) {
					place.Since = until
				}
			}
		}
		for _, next := range s.Coming(k.b.now) {
			place.Coming = append(place.Coming, k.facts(&s, next))
		}
		f.Places = append(f.Places, place)
	}
	return f
}

func (k *book) facts(s *workflow.Street, b workflow.Booking) workflow.BookingFacts {
	system, key := s.ID.Split()
	p, _ := k.b.policy.System(system)
	e, _ := p.Environment(key)
	f := workflow.BookingFacts{Booking: b, Place: s.ID, Environment: e.Name, System: p.Name, Names: k.names, Zone: k.b.policy.Zone, Now: k.b.now}
	r, known := k.releases[b.Release]
	f.Title = r.Request.Title
	f.Mine = b.By == k.reader || known && concerned(&r, k.reader) && k.reader != ""
	if next, ok := s.Next(b); ok {
		f.Next, f.NextTitle = &next, k.releases[next.Release].Request.Title
	}
	return f
}
