package app

import (
	"context"
	"errors"
	"testing"

	"drumbeat/workflow"
)

// TestNoRequestBeforeTheSchema: until its unique keys are there the store takes
// no new request, says so, and is not ready.
func TestNoRequestBeforeTheSchema(t *testing.T) {
	ctx := context.Background()
	s, err := openEmbedded(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.close(ctx) })
	away := errors.New("away")
	s.ensure = func(context.Context) error { return away }
	s.guard()
	build := func(n workflow.Number) workflow.Release {
		return workflow.Release{Number: n, Origin: "view", State: workflow.Submitted}
	}
	_ = s.ensure(ctx)
	if _, err := s.Releases.Create(ctx, build); workflow.CodeOf(err) != workflow.CodeNotSaved {
		t.Errorf("before the schema: %v", err)
	}
	if s.Health.Ping(ctx) == nil {
		t.Error("it is ready before the schema")
	}
	away = nil
	if err := s.ensure(ctx); err != nil {
		t.Fatal(err)
	}
	if r, err := s.Releases.Create(ctx, build); err != nil || r.Number != 1 {
		t.Errorf("after it: %v, %v", r.Number, err)
	}
	if err := s.Health.Ping(ctx); err != nil {
		t.Error(err)
	}
}
