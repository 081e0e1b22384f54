package deliver

import (
	"context"
	"slices"
	"time"

	"drumbeat/bot/render"
	"drumbeat/workflow"
)

// booking writes to the holder of a booking what time, or somebody else, made of it.
func (c *composer) booking(ctx context.Context, loc workflow.Locale, n *workflow.Notice) (content, error) {
	at, id := workflow.SplitBookingKey(n.About)
	f, err := c.desk.Booking(ctx, at, id)
	if workflow.CodeOf(err) == workflow.CodeNotFound {
		return content{moot: "the booking is gone"}, nil
	}
	if err != nil {
		return content{}, err
	}
	if why := mootBooking(&f, n.Lead); why != "" && !stands(n) {
		return content{moot: why}, nil
	}
	return content{message: render.Booking(loc, f, n.Lead)}, nil
}

// mootBooking: a booking is spoken of while what is said of it is still true.
func mootBooking(f *workflow.BookingFacts, lead string) string {
	switch over := f.Over(f.Now); {
	case lead == workflow.BookingTaken:
		return ""
	case over:
		return "the booking is over"
	case lead == workflow.BookingEarly && !f.Now.Before(f.From):
		return "the booking has begun"
	case lead == workflow.BookingEnds && f.To.Sub(f.Now) > endsSoon:
		return "it was kept for longer"
	}
	return ""
}

// endsSoon is longer than before the end of a booking its holder is told.
const endsSoon = 90 * time.Minute

// mootSignOff: a sign-off is asked for while the release waits for it alone.
func mootSignOff(f *workflow.ReleaseFacts, person workflow.PersonID, revision int, stands bool) string {
	needed := slices.ContainsFunc(f.Stages, func(s workflow.StageFacts) bool { return s.Given == nil && slices.Contains(s.Can, person) })
	switch {
	case stands:
		return ""
	case f.Release.State != workflow.Scheduled:
		return "it is not scheduled any more"
	case revision != 0 && revision != f.Release.Revision:
		return "there is a newer revision"
	case !needed:
		return "it is signed off already"
	}
	return ""
}
