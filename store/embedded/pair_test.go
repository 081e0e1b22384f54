package embedded

import (
	"context"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"drumbeat/store/storetest"
	"drumbeat/workflow"
)

// TestConformanceOfTwo runs the whole contract over two stores on one file,
// every call going to the other one: what two processes beside each other are to
// one another.
func TestConformanceOfTwo(t *testing.T) {
	storetest.Run(t, func(t *testing.T) workflow.Store {
		path := filepath.Join(t.TempDir(), "drumbeat.db")
		p := &pair{of: [2]workflow.Store{openIn(t, path).Ports(), openIn(t, path).Ports()}}
		return workflow.Store{Releases: pairReleases{p}, Windows: pairWindows{p}, Notices: pairNotices{p}, Policies: pairPolicies{p},
			Streets: pairStreets{p}, Drafts: pairDrafts{p}, Queue: pairQueue{p}, Health: pairHealth{p}}
	})
}

type pair struct {
	of    [2]workflow.Store
	calls atomic.Uint64
}

func (p *pair) next() workflow.Store { return p.of[p.calls.Add(1)%2] }

type (
	pairReleases struct{ *pair }
	pairWindows  struct{ *pair }
	pairNotices  struct{ *pair }
	pairPolicies struct{ *pair }
	pairStreets  struct{ *pair }
	pairDrafts   struct{ *pair }
	pairQueue    struct{ *pair }
	pairHealth   struct{ *pair }
)

func (p pairReleases) Create(ctx context.Context, build func(workflow.Number) workflow.Release) (workflow.Release, error) {
	return p.next().Releases.Create(ctx, build)
}
func (p pairReleases) Get(ctx context.Context, n workflow.Number) (workflow.Release, error) {
	return p.next().Releases.Get(ctx, n)
}
func (p pairReleases) Replace(ctx context.Context, r workflow.Release) error {
	return p.next().Releases.Replace(ctx, r)
}
func (p pairReleases) List(ctx context.Context, f workflow.ReleaseFilter) ([]workflow.Release, error) {
	return p.next().Releases.List(ctx, f)
}
func (p pairReleases) Versions(ctx context.Context, numbers []workflow.Number) ([]workflow.ReleaseVersion, error) {
	return p.next().Releases.Versions(ctx, numbers)
}
func (p pairReleases) Lived(ctx context.Context, from, to time.Time, visit func(*workflow.Release) error) error {
	return p.next().Releases.Lived(ctx, from, to, visit)
}
func (p pairReleases) Owing(ctx context.Context, limit int) ([]workflow.Release, error) {
	return p.next().Releases.Owing(ctx, limit)
}
func (p pairWindows) Get(ctx context.Context, id workflow.WindowID) (workflow.Window, error) {
	return p.next().Windows.Get(ctx, id)
}
func (p pairWindows) Put(ctx context.Context, w workflow.Window) error {
	return p.next().Windows.Put(ctx, w)
}
func (p pairWindows) Span(ctx context.Context, from, to time.Time) ([]workflow.Window, error) {
	return p.next().Windows.Span(ctx, from, to)
}
func (p pairNotices) Add(ctx context.Context, ns []workflow.Notice) error {
	return p.next().Notices.Add(ctx, ns)
}
func (p pairNotices) Get(ctx context.Context, id string) (workflow.Notice, error) {
	return p.next().Notices.Get(ctx, id)
}
func (p pairNotices) Due(ctx context.Context, now time.Time, limit int) ([]workflow.Notice, error) {
	return p.next().Notices.Due(ctx, now, limit)
}
func (p pairNotices) Next(ctx context.Context) (time.Time, error) { return p.next().Notices.Next(ctx) }
func (p pairNotices) Replace(ctx context.Context, n workflow.Notice) error {
	return p.next().Notices.Replace(ctx, n)
}
func (p pairNotices) Range(ctx context.Context, from, to string, limit int) ([]workflow.Notice, error) {
	return p.next().Notices.Range(ctx, from, to, limit)
}

func (p pairNotices) Dead(ctx context.Context, limit int) ([]workflow.Notice, error) {
	return p.next().Notices.Dead(ctx, limit)
}
func (p pairPolicies) Current(ctx context.Context) (workflow.Policy, error) {
	return p.next().Policies.Current(ctx)
}
func (p pairPolicies) Get(ctx context.Context, version int) (workflow.Policy, error) {
	return p.next().Policies.Get(ctx, version)
}
func (p pairPolicies) Save(ctx context.Context, policy workflow.Policy) (workflow.Policy, error) {
	return p.next().Policies.Save(ctx, policy)
}
func (p pairStreets) Get(ctx context.Context, id workflow.EnvironmentID) (workflow.Street, error) {
	return p.next().Streets.Get(ctx, id)
}
func (p pairStreets) Put(ctx context.Context, street workflow.Street) error {
	return p.next().Streets.Put(ctx, street)
}
func (p pairStreets) All(ctx context.Context) ([]workflow.Street, error) {
	return p.next().Streets.All(ctx)
}
func (p pairDrafts) Get(ctx context.Context, person workflow.PersonID) (workflow.Draft, error) {
	return p.next().Drafts.Get(ctx, person)
}
func (p pairDrafts) Put(ctx context.Context, d workflow.Draft) error {
	return p.next().Drafts.Put(ctx, d)
}
func (p pairDrafts) Delete(ctx context.Context, person workflow.PersonID, until time.Time) error {
	return p.next().Drafts.Delete(ctx, person, until)
}
func (p pairQueue) Page(ctx context.Context, f workflow.QueueFilter) ([]workflow.Release, error) {
	return p.next().Queue.Page(ctx, f)
}
func (p pairQueue) Count(ctx context.Context, f workflow.QueueFilter) (int, error) {
	return p.next().Queue.Count(ctx, f)
}
func (p pairHealth) Ping(ctx context.Context) error               { return p.next().Health.Ping(ctx) }
func (p pairHealth) Clock(ctx context.Context) (time.Time, error) { return p.next().Health.Clock(ctx) }
