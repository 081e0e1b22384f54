package app

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"drumbeat/store/embedded"
	"drumbeat/workflow"
)

// yearbook keeps what a year writes in memory, so that 30,000 use cases run in
// seconds. Who reads shares what is kept: the use cases change nothing but copies.
// What it holds at the end is loaded into the store of the demo in one go.
type yearbook struct {
	mu       sync.Mutex
	releases []*workflow.Release // by number
	origins  map[string]workflow.Number
	open     map[workflow.Number]bool
	owing    map[workflow.Number]bool
	needs    map[workflow.Number][]workflow.Number // what was asked for to follow a release
	inWindow map[workflow.WindowID]map[workflow.Number]bool
	windows  map[workflow.WindowID]workflow.Window
	opening  []workflow.WindowID // of windows, by opening
	notices  map[string]*workflow.Notice
	due      map[string]*workflow.Notice // of notices, those to be told

	reminders []string // ids of those that remind people to decide, in order
}

func newYearbook() *yearbook {
	return &yearbook{origins: map[string]workflow.Number{}, open: map[workflow.Number]bool{}, owing: map[workflow.Number]bool{}, needs: map[workflow.Number][]workflow.Number{},
		inWindow: map[workflow.WindowID]map[workflow.Number]bool{}, windows: map[workflow.WindowID]workflow.Window{}, notices: map[string]*workflow.Notice{}, due: map[string]*workflow.Notice{}}
}

// ports has the yearbook in place of what a store keeps of releases, windows and
// notices; the rest is the store's.
func (l *yearbook) ports(store workflow.Store) workflow.Store {
	store.Policies = &yearbookPolicies{Policies: store.Policies}
	store.Releases, store.Windows, store.Notices = yearbookReleases{l}, yearbookWindows{l}, yearbookNotices{l}
	return store
}

// contents is everything that was written, in a fixed order.
func (l *yearbook) contents() embedded.Contents {
	var c embedded.Contents
	for _, r := range l.releases {
		c.Releases = append(c.Releases, *r)
	}
	for _, id := range slices.Sorted(maps.Keys(l.windows)) {
		c.Windows = append(c.Windows, l.windows[id])
	}
	for _, id := range slices.Sorted(maps.Keys(l.notices)) {
		c.Notices = append(c.Notices, *l.notices[id])
	}
	return c
}

type yearbookReleases struct{ l *yearbook }

func (p yearbookReleases) Create(_ context.Context, build func(workflow.Number) workflow.Release) (workflow.Release, error) {
	p.l.mu.Lock()
	defer p.l.mu.Unlock()
	if had, ok := p.l.origins[build(0).Origin]; ok {
		return *p.l.releases[had-1], workflow.Refuse(workflow.CodeExists, "This request has arrived before; it is %s.", had)
	}
	n := workflow.Number(len(p.l.releases) + 1)
	r := build(n)
	r.Number, r.Version = n, 1
	p.l.origins[r.Origin] = n
	p.l.releases = append(p.l.releases, nil)
	p.l.keep(r)
	return r, nil
}

func (l *yearbook) keep(r workflow.Release) {
	if was := l.releases[r.Number-1]; was != nil {
		delete(l.inWindow[was.Window()], r.Number)
	}
	l.releases[r.Number-1] = &r
	include(l.open, r.Number, !r.State.Final())
	include(l.owing, r.Number, len(r.Owes) > 0)
	for _, n := range r.Request.DependsOn {
		if !slices.Contains(l.needs[n], r.Number) {
			l.needs[n] = append(l.needs[n], r.Number)
		}
	}
	if id := r.Window(); id != "" {
		if l.inWindow[id] == nil {
			l.inWindow[id] = map[workflow.Number]bool{}
		}
		l.inWindow[id][r.Number] = true
	}
}

func include(set map[workflow.Number]bool, n workflow.Number, in bool) {
	if in {
		set[n] = true
	} else {
		delete(set, n)
	}
}

func (p yearbookReleases) Get(_ context.Context, n workflow.Number) (workflow.Release, error) {
	p.l.mu.Lock()
	defer p.l.mu.Unlock()
	if n < 1 || int(n) > len(p.l.releases) {
		return workflow.Release{}, workflow.Refuse(workflow.CodeNotFound, "There is no %s.", n)
	}
	return *p.l.releases[n-1], nil
}

func (p yearbookReleases) Replace(_ context.Context, r workflow.Release) error {
	p.l.mu.Lock()
	defer p.l.mu.Unlock()
	if p.l.releases[r.Number-1].Version != r.Version {
		return workflow.Refuse(workflow.CodeConflict, "%s was changed meanwhile.", r.Number)
	}
	r.Version++
	p.l.keep(r)
	return nil
}

func (p yearbookReleases) List(_ context.Context, f workflow.ReleaseFilter) ([]workflow.Release, error) {
	p.l.mu.Lock()
	defer p.l.mu.Unlock()
	var numbers []workflow.Number
	switch {
	case f.Numbers != nil:
		numbers = slices.Clone(f.Numbers)
	case f.Origin != "":
		if n, ok := p.l.origins[f.Origin]; ok {
			numbers = []workflow.Number{n}
		}
	case f.Needs != 0:
		numbers = slices.Clone(p.l.needs[f.Needs])
	case f.Window != "":
		numbers = slices.Collect(maps.Keys(p.l.inWindow[f.Window]))
	default: // nothing in a year asks for what is over
		numbers = slices.Collect(maps.Keys(p.l.open))
	}
	slices.SortStableFunc(numbers, func(a, b workflow.Number) int { return cmp.Compare(b, a) })
	var out []workflow.Release
	for _, n := range slices.Compact(numbers) {
		if n < 1 || int(n) > len(p.l.releases) || f.Before > 0 && n >= f.Before {
			continue
		}
		if r := p.l.releases[n-1]; chosen(r, f) {
			out = append(out, *r)
		}
		if len(out) == cmp.Or(f.Limit, 100) {
			break
		}
	}
	return out, nil
}

func chosen(r *workflow.Release, f workflow.ReleaseFilter) bool {
	return (len(f.States) == 0 || slices.Contains(f.States, r.State)) && (!f.Open || !r.State.Final()) &&
		(f.Requester == "" || r.Requester == f.Requester) && (f.Waiting == "" || slices.Contains(r.Waiting(), f.Waiting)) &&
		(f.Window == "" || r.Window() == f.Window) && (f.System == "" || r.Request.System == f.System) &&
		(f.Merged == 0 || r.MergedInto == f.Merged) && (f.Needs == 0 || slices.Contains(r.Request.DependsOn, f.Needs))
}

func (p yearbookReleases) Versions(_ context.Context, numbers []workflow.Number) ([]workflow.ReleaseVersion, error) {
	p.l.mu.Lock()
	defer p.l.mu.Unlock()
	if numbers == nil {
		numbers = slices.Collect(maps.Keys(p.l.open))
	}
	out := make([]workflow.ReleaseVersion, 0, len(numbers))
	for _, n := range slices.Compact(slices.Sorted(slices.Values(numbers))) {
		if n >= 1 && int(n) <= len(p.l.releases) {
			out = append(out, workflow.ReleaseVersion{Number: n, Version: p.l.releases[n-1].Version})
		}
	}
	slices.SortStableFunc(out, func(a, b workflow.ReleaseVersion) int { return cmp.Compare(b.Number, a.Number) })
	return out, nil
}

// Lived gives whole releases: who visits them looks at what happened alone.
func (p yearbookReleases) Lived(_ context.Context, from, to time.Time, visit func(*workflow.Release) error) error {
	p.l.mu.Lock()
	var found []workflow.Release
	for _, r := range p.l.releases {
		if r.CreatedAt.Before(to) && (!r.UpdatedAt.Before(from) || !r.State.Final()) {
			found = append(found, *r)
		}
	}
	p.l.mu.Unlock()
	for i := range found {
		if err := visit(&found[i]); err != nil {
			return err
		}
	}
	return nil
}

func (p yearbookReleases) Owing(_ context.Context, limit int) ([]workflow.Release, error) {
	p.l.mu.Lock()
	defer p.l.mu.Unlock()
	var out []workflow.Release
	for _, n := range slices.Sorted(maps.Keys(p.l.owing)) {
		if len(out) == limit {
			break
		}
		out = append(out, *p.l.releases[n-1])
	}
	return out, nil
}

type yearbookWindows struct{ l *yearbook }

func (p yearbookWindows) Get(_ context.Context, id workflow.WindowID) (workflow.Window, error) {
	p.l.mu.Lock()
	defer p.l.mu.Unlock()
	w, ok := p.l.windows[id]
	if !ok {
		return workflow.Window{}, workflow.Refuse(workflow.CodeNotFound, "There is no such window.")
	}
	return w, nil
}

func (p yearbookWindows) Put(_ context.Context, w workflow.Window) error {
	p.l.mu.Lock()
	defer p.l.mu.Unlock()
	if p.l.windows[w.ID].Version != w.Version {
		return workflow.Refuse(workflow.CodeConflict, "This window was changed meanwhile.")
	}
	if w.Version == 0 {
		at := p.l.from(w.Opens)
		for at < len(p.l.opening) && p.l.windows[p.l.opening[at]].Opens.Equal(w.Opens) && p.l.opening[at] < w.ID {
			at++
		}
		p.l.opening = slices.Insert(p.l.opening, at, w.ID)
	}
	w.Version++
	p.l.windows[w.ID] = w
	return nil
}

// from is where in the order of opening the windows of an instant begin.
func (l *yearbook) from(at time.Time) int {
	i, _ := slices.BinarySearchFunc(l.opening, at, func(id workflow.WindowID, at time.Time) int { return l.windows[id].Opens.Compare(at) })
	return i
}

func (p yearbookWindows) Span(_ context.Context, from, to time.Time) ([]workflow.Window, error) {
	p.l.mu.Lock()
	defer p.l.mu.Unlock()
	var out []workflow.Window
	for _, id := range p.l.opening[p.l.from(from):] {
		w := p.l.windows[id]
		if !w.Opens.Before(to) {
			break
		}
		out = append(out, w)
	}
	return out, nil
}

// yearbookPolicies reads a policy of the year once for as long as it is in force.
type yearbookPolicies struct {
	workflow.Policies
	mu      sync.Mutex
	current *workflow.Policy
}

func (p *yearbookPolicies) Current(ctx context.Context) (workflow.Policy, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.current == nil {
		read, err := p.Policies.Current(ctx)
		if err != nil {
			return read, err
		}
		p.current = &read
	}
	return *p.current, nil
}

func (p *yearbookPolicies) Save(ctx context.Context, next workflow.Policy) (workflow.Policy, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.current = nil
	return p.Policies.Save(ctx, next)
}
