package planner

import (
	"time"

	"drumbeat/workflow"
)

// toldBefore is how long before its end the holder of a booking is reminded.
const toldBefore = time.Hour

// bookingToldFor is how long what was given back, or can begin early, is still
// worth telling.
const bookingToldFor = 12 * time.Hour

// bookings yields what the holders of environments are told: that it is their
// turn, that they can begin before, that their time ends, that somebody else gave
// back what was theirs.
func (s *Snapshot) bookings(street *workflow.Street, yield func(moment)) {
	for _, b := range street.Bookings {
		key := workflow.BookingKey(street.ID, b.ID)
		tell := func(to workflow.PersonID, lead string, about string, at, until time.Time) {
			yield(moment{at: at, until: until, what: "booking of " + string(street.ID), notice: &workflow.Notice{
				ID: workflow.BookingNoticeID(about, lead, at), Kind: workflow.NoticeBooking, Person: to, Due: at, Expires: until, About: about, Lead: lead}})
		}
		if next, ok := street.Next(b); ok && !b.Ended.IsZero() && b.Ended.Before(b.To) && b.Ended.Before(next.From) && next.By != b.By && b.From.Before(b.Ended) {
			tell(next.By, workflow.BookingEarly, workflow.BookingKey(street.ID, next.ID), b.Ended, soonest(next.From, b.Ended.Add(bookingToldFor)))
		}
		if !b.Ended.IsZero() {
			if b.EndedBy != b.By && b.EndedBy != workflow.System {
				tell(b.By, workflow.BookingTaken, key, b.Ended, b.Ended.Add(bookingToldFor))
			}
			continue
		}
		if b.From.Sub(b.At) > toldBefore {
			tell(b.By, workflow.BookingBegins, key, b.From, b.To)
		}
		if ends := b.To.Add(-toldBefore); ends.After(b.From) {
			tell(b.By, workflow.BookingEnds, key, ends, b.To)
		}
	}
}

func soonest(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
