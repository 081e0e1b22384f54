package app

import (
	"context"
	"fmt"
	"io"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/settings"
)

// replayBatch is how many releases are read at once.
const replayBatch = 200

// replayPolicy says what the releases of the last months would have met under a
// policy.
func replayPolicy(ctx context.Context, store workflow.Store, p workflow.Policy, months int, out io.Writer) error {
	since := time.Now().AddDate(0, -months, 0)
	releases, err := askedSince(ctx, store, since)
	if err != nil {
		return err
	}
	span := "month"
	if months > 1 {
		span = fmt.Sprintf("%d months", months)
	}
	if len(releases) == 0 {
		_, err := fmt.Fprintf(out, "Nothing was asked for in the last %s.\n", span)
		return err
	}
	r := settings.Replay(&p, releases)
	if _, err := fmt.Fprintf(out, "The last %s under this policy: %s asked for, %d went into production, nothing different for %d.\n", span, counted(r.Releases, "release"), r.Started, r.Same); err != nil {
		return err
	}
	for _, effect := range settings.Effects {
		cases := r.Cases[effect]
		if len(cases) == 0 {
			continue
		}
		if _, err := fmt.Fprintf(out, "\n%d would have %s\n", len(cases), effect); err != nil {
			return err
		}
		for _, c := range cases[:min(len(cases), mostHits)] {
			if _, err := fmt.Fprintf(out, "  %s  %s: %s\n", c.Release, oneLine(c.Title), oneLine(c.Why)); err != nil {
				return err
			}
		}
		if more := len(cases) - mostHits; more > 0 {
			if _, err := fmt.Fprintf(out, "  and %d more\n", more); err != nil {
				return err
			}
		}
	}
	return nil
}

// askedSince reads the releases that were created since an instant; numbers rise
// with time, so that reading stops at the first older one.
func askedSince(ctx context.Context, store workflow.Store, since time.Time) ([]workflow.Release, error) {
	var out []workflow.Release
	filter := workflow.ReleaseFilter{Limit: replayBatch}
	for {
		page, err := store.Releases.List(ctx, filter)
		if err != nil {
			return nil, err
		}
		for _, r := range page {
			if r.CreatedAt.Before(since) {
				return out, nil
			}
			out = append(out, r)
		}
		if len(page) < replayBatch {
			return out, nil
		}
		filter.Before = page[len(page)-1].Number
	}
}
