package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// The demo does not begin empty: two weeks of releases have happened in it, by
// the same use cases, deliveries and clock that a newcomer will use. A chapter
// is one thing that somebody did at a moment.
type chapter struct {
	at time.Time
	do func(s *storyteller) error
}

type storyteller struct {
	ctx  context.Context
	town *town
	ids  map[string]workflow.PersonID // by handle
	seq  int

	asked []workflow.Number // by the story so far, in its order
}

// tellStory lets everything happen that happened before the demo opens: the story
// so far, and what else is to be told.
func (t *town) tellStory(ctx context.Context, until time.Time, more ...func(*storyteller) []chapter) error {
	s := &storyteller{ctx: ctx, town: t, ids: t.handles()}
	chapters := storySoFar(s)
	for _, other := range more {
		chapters = append(chapters, other(s)...)
	}
	slices.SortStableFunc(chapters, func(a, b chapter) int { return a.at.Compare(b.at) })
	for i, c := range chapters {
		if err := t.passTo(ctx, c.at); err != nil {
			return err
		}
		if err := c.do(s); err != nil {
			return fmt.Errorf("chapter %d at %s: %w", i+1, c.at.Format(time.DateTime), err)
		}
	}
	return t.passTo(ctx, until)
}

func (s *storyteller) request() string {
	s.seq++
	return fmt.Sprintf("story-%d", s.seq)
}

func (s *storyteller) asks(by string, q workflow.Request) func(*storyteller) error {
	return func(*storyteller) error {
		var n workflow.Number
		err := s.asksFor(&n, by, q)(s)
		s.asked = append(s.asked, n)
		return err
	}
}

// asksFor asks for a release besides the story so far, and remembers its number.
func (s *storyteller) asksFor(n *workflow.Number, by string, q workflow.Request) func(*storyteller) error {
	return func(*storyteller) error {
		out, err := s.town.desk.Submit(s.ctx, s.ids[by], s.request(), q)
		*n = out.Release.Number
		return err
	}
}

// does acts on the nth release of the story so far.
func (s *storyteller) does(by string, nth workflow.Number, a workflow.Action, reason string) func(*storyteller) error {
	return s.act(desk.Command{Action: a, By: s.ids[by], Reason: reason}, s.nthAsked(nth))
}

// doesTo acts on a release that was asked for besides.
func (s *storyteller) doesTo(by string, n *workflow.Number, a workflow.Action) func(*storyteller) error {
	return s.act(desk.Command{Action: a, By: s.ids[by]}, func() workflow.Number { return *n })
}

func (s *storyteller) endorses(by string, n *workflow.Number, bundle string) func(*storyteller) error {
	return s.act(desk.Command{Action: workflow.ActEndorse, By: s.ids[by], Bundle: bundle}, func() workflow.Number { return *n })
}

func (s *storyteller) act(cmd desk.Command, n func() workflow.Number) func(*storyteller) error {
	return func(*storyteller) error {
		cmd.Release, cmd.Request = n(), s.request()
		_, err := s.town.desk.Do(s.ctx, cmd)
		return err
	}
}

func (s *storyteller) nthAsked(n workflow.Number) func() workflow.Number {
	return func() workflow.Number { return s.asked[n-1] }
}

// books keeps an environment for a release, or for something else.
func (s *storyteller) books(by string, e workflow.EnvironmentID, n func() workflow.Number, why string, from, to time.Time) func(*storyteller) error {
	return func(*storyteller) error {
		want := desk.Booking{Environment: e, By: s.ids[by], Request: s.request(), Why: why, From: from, To: to}
		if n != nil {
			want.Release = n()
		}
		_, err := s.town.desk.Book(s.ctx, want)
		return err
	}
}

// leaves has somebody say that they are away, by days of the month.
func (s *storyteller) leaves(who string, from, back int, substitute string) func(*storyteller) error {
	return func(*storyteller) error {
		now := s.town.clock.Now()
		day := func(d int) time.Time { return time.Date(now.Year(), now.Month(), d, 0, 0, 0, 0, time.UTC) }
		_, err := s.town.desk.Away(s.ctx, desk.AwayCommand{By: s.ids[who], Person: s.ids[who], From: day(from), Back: day(back), Substitute: s.ids[substitute], Request: s.request()})
		return err
	}
}

func (s *storyteller) reads(by, team string, w workflow.WindowID) func(*storyteller) error {
	return func(*storyteller) error {
		_, err := s.town.desk.Read(s.ctx, w, team, s.ids[by], s.request())
		return err
	}
}
