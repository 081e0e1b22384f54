package app

import (
	"context"
	"fmt"
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
}

// tellStory lets everything happen that happened before the demo opens.
func (t *town) tellStory(ctx context.Context, until time.Time) error {
	s := &storyteller{ctx: ctx, town: t, ids: map[string]workflow.PersonID{}}
	for _, p := range t.sandbox.Config().People {
		s.ids[p.Name] = workflow.PersonID(p.ID)
	}
	for i, c := range storySoFar(s) {
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
		_, err := s.town.desk.Submit(s.ctx, s.ids[by], s.request(), q)
		return err
	}
}

func (s *storyteller) does(by string, n workflow.Number, a workflow.Action, reason string) func(*storyteller) error {
	return func(*storyteller) error {
		_, err := s.town.desk.Do(s.ctx, desk.Command{Action: a, Release: n, By: s.ids[by], Request: s.request(), Reason: reason})
		return err
	}
}

func (s *storyteller) reads(by, team string, w workflow.WindowID) func(*storyteller) error {
	return func(*storyteller) error {
		_, err := s.town.desk.Read(s.ctx, w, team, s.ids[by], s.request())
		return err
	}
}
