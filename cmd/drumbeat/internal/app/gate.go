package app

import (
	"context"
	"errors"
	"sync/atomic"

	"drumbeat/workflow"
)

// gate keeps new requests out until the store's schema is known to be there:
// without its unique keys one submission, sent twice, could become two. What
// does not insert needs no gate.
type gate struct {
	workflow.Releases
	open *atomic.Bool
}

// Create refuses while the gate is closed, as a store does that is away.
func (g gate) Create(ctx context.Context, build func(workflow.Number) workflow.Release) (workflow.Release, error) {
	if !g.open.Load() {
		return workflow.Release{}, workflow.Refuse(workflow.CodeNotSaved, "Not saved: our database is not ready yet. Nothing has changed. Try again in a minute.")
	}
	return g.Releases.Create(ctx, build)
}

var errNotEnsured = errors.New("its schema has not been checked yet")

// guard puts the gate in front of a store, and makes it not ready while the
// gate is closed.
func (s *openedStore) guard() {
	ensured := &atomic.Bool{}
	s.Releases = gate{s.Releases, ensured}
	s.Health = guardedHealth{s.Health, ensured}
	ensure := s.ensure
	s.ensure = func(ctx context.Context) error {
		err := ensure(ctx)
		if err == nil {
			ensured.Store(true)
		}
		return err
	}
}

type guardedHealth struct {
	workflow.Health
	open *atomic.Bool
}

// Ping answers for the store and its schema.
func (h guardedHealth) Ping(ctx context.Context) error {
	if err := h.Health.Ping(ctx); err != nil {
		return err
	}
	if !h.open.Load() {
		return errNotEnsured
	}
	return nil
}
