package desk_test

import (
	"context"
	"time"

	"drumbeat/workflow"
)

// The ports of a store with what is asked of them counted.
type (
	countedReleases struct {
		workflow.Releases
		*asked
	}
	countedWindows struct {
		workflow.Windows
		*asked
	}
	countedQueue struct {
		workflow.Queue
		*asked
	}
	countedStreets struct {
		workflow.Streets
		*asked
	}
	countedNotices struct {
		workflow.Notices
		*asked
	}
)

func (c countedReleases) Get(ctx context.Context, n workflow.Number) (workflow.Release, error) {
	c.count(1)
	return c.Releases.Get(ctx, n)
}

func (c countedReleases) List(ctx context.Context, f workflow.ReleaseFilter) ([]workflow.Release, error) {
	out, err := c.Releases.List(ctx, f)
	c.count(len(out))
	return out, err
}

func (c countedReleases) Versions(ctx context.Context, numbers []workflow.Number) ([]workflow.ReleaseVersion, error) {
	out, err := c.Releases.Versions(ctx, numbers)
	c.count(len(out))
	return out, err
}

func (c countedReleases) Owing(ctx context.Context, limit int) ([]workflow.Release, error) {
	out, err := c.Releases.Owing(ctx, limit)
	c.count(len(out))
	return out, err
}

func (c countedWindows) Get(ctx context.Context, id workflow.WindowID) (workflow.Window, error) {
	c.count(1)
	return c.Windows.Get(ctx, id)
}

func (c countedWindows) Span(ctx context.Context, from, to time.Time) ([]workflow.Window, error) {
	out, err := c.Windows.Span(ctx, from, to)
	c.count(len(out))
	return out, err
}

func (c countedQueue) Page(ctx context.Context, f workflow.QueueFilter) ([]workflow.Release, error) {
	out, err := c.Queue.Page(ctx, f)
	c.count(len(out))
	return out, err
}

func (c countedQueue) Count(ctx context.Context, f workflow.QueueFilter) (int, error) {
	c.count(0)
	return c.Queue.Count(ctx, f)
}

func (c countedStreets) Get(ctx context.Context, id workflow.EnvironmentID) (workflow.Street, error) {
	c.count(1)
	return c.Streets.Get(ctx, id)
}

func (c countedStreets) All(ctx context.Context) ([]workflow.Street, error) {
	out, err := c.Streets.All(ctx)
	c.count(len(out))
	return out, err
}

func (c countedNotices) Dead(ctx context.Context, limit int) ([]workflow.Notice, error) {
	out, err := c.Notices.Dead(ctx, limit)
	c.count(len(out))
	return out, err
}

func (c countedNotices) Range(ctx context.Context, from, to string, limit int) ([]workflow.Notice, error) {
	out, err := c.Notices.Range(ctx, from, to, limit)
	c.count(len(out))
	return out, err
}
