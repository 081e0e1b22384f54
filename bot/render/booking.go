package render

import (
	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// BackForm asks a release manager why somebody else's booking is ended.
func BackForm(f workflow.BookingFacts, m action.Modal) slack.ModalViewRequest {
	view := modal(action.BackModal, en.backTitle, en.backSend, m)
	said := fill(en.backHead, typed(f.Name(f.By), nameMax), typed(f.Environment, nameMax), typed(f.System, nameMax), on(f.To, f.Zone))
	view.Blocks.BlockSet = []slack.Block{rich(said, purpose(&f)), reasonInput(en.backWhy, en.backHint)}
	return view
}

// Booked answers who booked an environment, or keeps it for longer.
func Booked(f workflow.BookingFacts, _ workflow.PersonID) Message {
	said := fill(en.bookedFrom, typed(f.Environment, nameMax), typed(f.System, nameMax), on(f.From, f.Zone), on(f.To, f.Zone), purposeOf(&f))
	if !f.From.After(f.Now) {
		said = fill(en.booked, typed(f.Environment, nameMax), typed(f.System, nameMax), on(f.To, f.Zone), purposeOf(&f))
	}
	return aboutBooking(&f, said, comes(&f), true)
}

// GaveBack answers who gave a booking back.
func GaveBack(f workflow.BookingFacts, reader workflow.PersonID) Message {
	where, system := typed(f.Environment, nameMax), typed(f.System, nameMax)
	said := fill(en.gaveBack, where, system)
	switch {
	case f.By != reader && !f.Mine:
		said = fill(en.gaveBackOf, where, system, typed(f.Name(f.By), nameMax))
	case f.From.After(f.Ended):
		said = fill(en.gaveUp, where, system, on(f.From, f.Zone))
	}
	return aboutBooking(&f, said, comes(&f), false)
}

// Booking tells the holder of a booking that it begins, can begin before, ends
// or was ended by somebody else; lead says which.
func Booking(f workflow.BookingFacts, lead string) Message {
	where, system := typed(f.Environment, nameMax), typed(f.System, nameMax)
	switch lead {
	case workflow.BookingBegins:
		return aboutBooking(&f, fill(en.bookBegins, where, system, on(f.To, f.Zone), purposeOf(&f)), nil, true)
	case workflow.BookingEarly:
		return aboutBooking(&f, fill(en.bookEarly, where, system, on(f.From, f.Zone), purposeOf(&f)), nil, false)
	case workflow.BookingTaken:
		said := fill(en.bookTaken, typed(f.Name(f.EndedBy), nameMax), where, system, on(f.To, f.Zone))
		return aboutBooking(&f, said, row(en.backWhy, l(paragraph(f.EndedWhy, reasonMax))), false)
	}
	return aboutBooking(&f, fill(en.bookEnds, where, system, on(f.To, f.Zone), purposeOf(&f)), comes(&f), true)
}

// aboutBooking is a sentence about a booking with what follows, and the buttons:
// of one that is going on to keep it or give it back, of others to look.
func aboutBooking(f *workflow.BookingFacts, said, then line, going bool) Message {
	elements := bookingButtons(f)
	if !going {
		elements = nil
	}
	system, _ := f.Place.Split()
	look := button(action.Click{ID: action.EnvShow, Environment: workflow.MakeEnvironmentID(system, "")}, en.streetShow)
	return build(said, []slack.Block{rich(said, then), slack.NewActionBlock("", append(elements, look)...)})
}

// purposeOf is what a booking is for, at the end of a sentence.
func purposeOf(f *workflow.BookingFacts) line {
	if f.Release == 0 {
		return nil
	}
	return l(", ", fill(en.streetFor, f.Release))
}

// comes says who has the environment after a booking.
func comes(f *workflow.BookingFacts) line {
	if f.Next == nil {
		return l(en.nobodyNext)
	}
	return fill(en.thenNext, capital(l(typed(f.Name(f.Next.By), nameMax))), on(f.Next.From, f.Zone))
}
