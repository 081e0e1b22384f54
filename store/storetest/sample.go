package storetest

import (
	"fmt"
	"time"

	"drumbeat/workflow"
)

// release builds a scheduled release with something in every field that
// queries look at; change adjusts it.
func release(origin string, change ...func(*workflow.Release)) func(workflow.Number) workflow.Release {
	return func(n workflow.Number) workflow.Release {
		r := workflow.Release{
			Number:    n,
			Origin:    origin,
			Revision:  1,
			State:     workflow.Submitted,
			Request:   workflow.Request{Title: "Release of " + origin, System: "web", Type: workflow.Normal, Risk: []string{"data"}},
			Requester: "U0ASKS",
			CreatedAt: day,
			UpdatedAt: day,
			History: []workflow.Entry{{Seq: 1, At: day, By: "U0ASKS", Action: workflow.ActSubmit,
				To: workflow.Submitted, Revision: 1, Request: origin}},
		}
		for _, c := range change {
			c(&r)
		}
		return r
	}
}

// inState puts a release into a state.
func inState(s workflow.State) func(*workflow.Release) {
	return func(r *workflow.Release) { r.State = s }
}

// askedOf puts a release into approval, waiting for people.
func askedOf(people ...workflow.PersonID) func(*workflow.Release) {
	return func(r *workflow.Release) {
		r.State = workflow.InApproval
		for _, p := range people {
			r.Asks = append(r.Asks, workflow.Ask{Role: "business", Person: p, At: day, Revision: r.Revision})
		}
	}
}

// inWindow gives a release a place.
func inWindow(id workflow.WindowID) func(*workflow.Release) {
	return func(r *workflow.Release) {
		r.Place = &workflow.Place{Window: id, Opens: day, Closes: day.Add(time.Hour), CutOff: day, Since: day}
	}
}

// owing lets a release owe its card, and makes it last changed at an instant.
func owing(updated time.Time) func(*workflow.Release) {
	return func(r *workflow.Release) {
		r.UpdatedAt = updated
		r.Owes = []workflow.Notice{{ID: workflow.CardID(r.Number), Kind: workflow.NoticeCard, Channel: "C0REL", Due: updated, Release: r.Number}}
	}
}

// window builds a window that opens at an instant.
func window(heartbeat string, opens time.Time) workflow.Window {
	return workflow.Window{Slot: workflow.Slot{
		ID: workflow.MakeWindowID(heartbeat, opens), Heartbeat: heartbeat, Name: "Web, weekly", Zone: "Europe/Amsterdam",
		Opens: opens, Closes: opens.Add(2 * time.Hour), CutOff: opens.Add(-24 * time.Hour), Capacity: 5,
	}}
}

// street builds a street with a booking of a day.
func street(id workflow.EnvironmentID) workflow.Street {
	return workflow.Street{ID: id, Bookings: []workflow.Booking{
		{ID: "book:1", Release: 4, By: "U0ASKS", From: day, To: day.Add(24 * time.Hour), Why: "acceptance of REL-4", At: day}}}
}

// card is a board, line a post, both due at an instant.
func card(id string, due time.Time) workflow.Notice {
	return workflow.Notice{ID: id, Kind: workflow.NoticeCard, Channel: "C0REL", Due: due, Release: 1}
}

func line(id string, due time.Time) workflow.Notice {
	return workflow.Notice{ID: id, Kind: workflow.NoticeEvent, Channel: "C0REL", Thread: "card:REL-1", Due: due, Release: 1, Entry: 1}
}

// fresh is the delivery that a notice starts with.
func fresh(due time.Time) workflow.Delivery {
	return workflow.Delivery{Version: 1, Status: workflow.NoticeDue, Want: 1, NextTry: due}
}

func origin(i int) string { return fmt.Sprintf("view:V%06d", i) }
