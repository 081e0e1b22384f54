package bot_test

import (
	"context"
	"sync/atomic"
	"time"

	"drumbeat/bot"
	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// countWrites puts a counter between a town's desk and its store: every write
// that was taken counts, whatever it is of. What a test itself stores past the
// desk does not.
func (w *town) countWrites() *atomic.Int64 {
	n := &atomic.Int64{}
	ports := w.store
	ports.Releases = countedReleases{ports.Releases, n}
	ports.Windows = countedWindows{ports.Windows, n}
	ports.Notices = countedNotices{ports.Notices, n}
	ports.Streets = countedStreets{ports.Streets, n}
	ports.Policies = countedPolicies{ports.Policies, n}
	o := w.options
	o.Desk = desk.New(desk.Options{Store: ports, Directory: w.people, Now: func() time.Time { return monday }})
	w.desk, w.options = o.Desk, o
	w.bot = bot.New(o)
	w.http = w.bot.Handler()
	return n
}

func counted(n *atomic.Int64, err error) error {
	if err == nil {
		n.Add(1)
	}
	return err
}

type countedReleases struct {
	workflow.Releases
	n *atomic.Int64
}

func (c countedReleases) Create(ctx context.Context, build func(workflow.Number) workflow.Release) (workflow.Release, error) {
	r, err := c.Releases.Create(ctx, build)
	return r, counted(c.n, err)
}

func (c countedReleases) Replace(ctx context.Context, r workflow.Release) error {
	return counted(c.n, c.Releases.Replace(ctx, r))
}

type countedStreets struct {
	workflow.Streets
	n *atomic.Int64
}

func (c countedStreets) Put(ctx context.Context, s workflow.Street) error {
	return counted(c.n, c.Streets.Put(ctx, s))
}

type countedWindows struct {
	workflow.Windows
	n *atomic.Int64
}

func (c countedWindows) Put(ctx context.Context, w workflow.Window) error {
	return counted(c.n, c.Windows.Put(ctx, w))
}

type countedNotices struct {
	workflow.Notices
	n *atomic.Int64
}

func (c countedNotices) Add(ctx context.Context, list []workflow.Notice) error {
	return counted(c.n, c.Notices.Add(ctx, list))
}

func (c countedNotices) Replace(ctx context.Context, n workflow.Notice) error {
	return counted(c.n, c.Notices.Replace(ctx, n))
}

type countedPolicies struct {
	workflow.Policies
	n *atomic.Int64
}

func (c countedPolicies) Save(ctx context.Context, p workflow.Policy) (workflow.Policy, error) {
	saved, err := c.Policies.Save(ctx, p)
	return saved, counted(c.n, err)
}
