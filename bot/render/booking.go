package render

import (
	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// BackForm asks a release manager why somebody else's booking is ended.
func BackForm(loc workflow.Locale, f workflow.BookingFacts, m action.Modal) slack.ModalViewRequest {
	w := wordsOf(loc)
	view := modal(w, action.BackModal, w.backTitle, w.backSend, m)
	said := fill(w.backHead, typed(f.Name(f.By), nameMax), typed(f.Environment, nameMax), typed(f.System, nameMax), on(w, f.To, f.Zone))
	view.Blocks.BlockSet = []slack.Block{rich(said, purpose(w, &f)), reasonInput(w.backWhy, w.backHint)}
	return view
}

// Booked answers who booked an environment, or keeps it for longer.
func Booked(loc workflow.Locale, f workflow.BookingFacts, _ workflow.PersonID) Message {
	w := wordsOf(loc)
	said := fill(w.bookedFrom, typed(f.Environment, nameMax), typed(f.System, nameMax), on(w, f.From, f.Zone), on(w, f.To, f.Zone), purposeOf(w, &f))
	if !f.From.After(f.Now) {
		said = fill(w.booked, typed(f.Environment, nameMax), typed(f.System, nameMax), on(w, f.To, f.Zone), purposeOf(w, &f))
	}
	return aboutBooking(w, &f, said, comes(w, &f), true)
}

// GaveBack answers who gave a booking back.
func GaveBack(loc workflow.Locale, f workflow.BookingFacts, reader workflow.PersonID) Message {
	w := wordsOf(loc)
	where, system := typed(f.Environment, nameMax), typed(f.System, nameMax)
	said := fill(w.gaveBack, where, system)
	switch {
	case f.By != reader && !f.Mine:
		said = fill(w.gaveBackOf, where, system, typed(f.Name(f.By), nameMax))
	case f.From.After(f.Ended):
		said = fill(w.gaveUp, where, system, on(w, f.From, f.Zone))
	}
	return aboutBooking(w, &f, said, comes(w, &f), false)
}

// Booking tells the holder of a booking that it begins, can begin before, ends
// or was ended by somebody else; lead says which.
func Booking(loc workflow.Locale, f workflow.BookingFacts, lead string) Message {
	w := wordsOf(loc)
	where, system := typed(f.Environment, nameMax), typed(f.System, nameMax)
	switch lead {
	case workflow.BookingBegins:
		return aboutBooking(w, &f, fill(w.bookBegins, where, system, on(w, f.To, f.Zone), purposeOf(w, &f)), nil, true)
	case workflow.BookingEarly:
		return aboutBooking(w, &f, fill(w.bookEarly, where, system, on(w, f.From, f.Zone), purposeOf(w, &f)), nil, false)
	case workflow.BookingTaken:
		said := fill(w.bookTaken, typed(f.Name(f.EndedBy), nameMax), where, system, on(w, f.To, f.Zone))
		return aboutBooking(w, &f, said, row(w.backWhy, l(paragraph(f.EndedWhy, reasonMax))), false)
	}
	return aboutBooking(w, &f, fill(w.bookEnds, where, system, on(w, f.To, f.Zone), purposeOf(w, &f)), comes(w, &f), true)
}

// aboutBooking is a sentence about a booking with what follows, and the buttons:
// of one that is going on to keep it or give it back, of others to look.
func aboutBooking(w *words, f *workflow.BookingFacts, said, then line, going bool) Message {
	elements := bookingButtons(w, f)
	if !going {
		elements = nil
	}
	system, _ := f.Place.Split()
	look := button(action.Click{ID: action.EnvShow, Environment: workflow.MakeEnvironmentID(system, "")}, w.streetShow)
	return build(w, said, []slack.Block{rich(said, then), slack.NewActionBlock("", append(elements, look)...)})
}

// purposeOf is what a booking is for, at the end of a sentence.
func purposeOf(w *words, f *workflow.BookingFacts) line {
	if f.Release == 0 {
		return nil
	}
	return l(", ", fill(w.streetFor, f.Release))
}

// comes says who has the environment after a booking.
func comes(w *words, f *workflow.BookingFacts) line {
	if f.Next == nil {
		return l(w.nobodyNext)
	}
	return fill(w.thenNext, capital(l(typed(f.Name(f.Next.By), nameMax))), on(w, f.Next.From, f.Zone))
}
