package app

import (
	"context"
	"maps"
	"slices"
	"sync"

	"drumbeat/workflow"
	"drumbeat/workflow/audit"
)

// auditor reads a store for the audit, page by page, oldest release first; the
// bot may be running. It needs memory for one page, whatever the store holds.
type auditor struct {
	store      workflow.Store
	heads      *audit.Heads // of an earlier pack; nil: none
	everything bool         // read all notices of a release, for evidence
}

const (
	auditPage   = 50   // releases in memory at once
	auditReads  = 8    // of them looked at side by side
	auditBeyond = 64   // numbers above the highest that are looked for in the outbox
	noticePage  = 500  // notices read at a time
	auditTries  = 1000 // how often a release is looked at again that changes meanwhile
)

// audited is one release as it was found.
type audited struct {
	Number  workflow.Number
	Release *workflow.Release // nil: it is not there
	Flaws   []audit.Flaw
	Told    []workflow.Notice // by which entries are known; of an audit for evidence, all
}

// auditCount is how much was looked at.
type auditCount struct {
	Releases int `json:"releases"`
	Entries  int `json:"entries"`
	Notices  int `json:"notices"`
	Flaws    int `json:"flaws"`
}

// each hands every release to visit, or the given ones, with what is wrong with
// it; and at the end what is wrong with none of them.
func (a auditor) each(ctx context.Context, numbers []workflow.Number, visit func(audited) error) (auditCount, error) {
	var count auditCount
	policies := map[int]bool{}
	see := func(found []audited) error {
		for _, f := range found {
			count.Flaws += len(f.Flaws)
			if f.Release != nil {
				count.Releases++
				count.Entries += len(f.Release.History)
				count.Notices += len(f.Told)
				for _, v := range audit.Policies(f.Release) {
					policies[v] = true
				}
			}
			if err := visit(f); err != nil {
				return err
			}
		}
		return nil
	}
	var err error
	if len(numbers) > 0 {
		err = a.some(ctx, numbers, see)
	} else {
		err = a.all(ctx, see)
	}
	if err == nil {
		err = a.judgedBy(ctx, policies, see)
	}
	return count, err
}

// all looks at every release. Numbers are given out without gaps, so that one
// that is not there between others was deleted.
func (a auditor) all(ctx context.Context, see func([]audited) error) error {
	newest, err := a.store.Releases.List(ctx, workflow.ReleaseFilter{Limit: 1})
	if err != nil {
		return err
	}
	highest := workflow.Number(0)
	if len(newest) > 0 {
		highest = newest[0].Number
	}
	for from := workflow.Number(1); from <= highest; from += auditPage {
		to := min(from+auditPage, highest+1)
		page, err := a.store.Releases.List(ctx, workflow.ReleaseFilter{Before: to, Limit: int(to - from)})
		if err != nil {
			return err
		}
		var wanted []workflow.Number
		for n := from; n < to; n++ {
			wanted = append(wanted, n)
		}
		found, err := a.page(ctx, wanted, page, audit.Gap)
		if err != nil {
			return err
		}
		if err := see(found); err != nil {
			return err
		}
	}
	beyond, err := a.beyond(ctx, highest)
	if err != nil {
		return err
	}
	return see(beyond)
}

// judgedBy names the versions of the policy that releases were judged by and that
// are not there.
func (a auditor) judgedBy(ctx context.Context, versions map[int]bool, see func([]audited) error) error {
	for _, v := range slices.Sorted(maps.Keys(versions)) {
		_, err := a.store.Policies.Get(ctx, v)
		if workflow.CodeOf(err) == workflow.CodeNotFound {
			err = see([]audited{{Flaws: []audit.Flaw{audit.NoPolicy(v)}}})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// some looks at given releases.
func (a auditor) some(ctx context.Context, numbers []workflow.Number, see func([]audited) error) error {
	numbers = slices.Compact(slices.Sorted(slices.Values(numbers)))
	for wanted := range slices.Chunk(numbers, auditPage) {
		page, err := a.store.Releases.List(ctx, workflow.ReleaseFilter{Numbers: wanted, Limit: len(wanted)})
		if err != nil {
			return err
		}
		found, err := a.page(ctx, wanted, page, audit.Absent)
		if err != nil {
			return err
		}
		if err := see(found); err != nil {
			return err
		}
	}
	return nil
}

// page looks at the wanted releases, a few side by side.
func (a auditor) page(ctx context.Context, wanted []workflow.Number, page []workflow.Release, absent func(workflow.Number) audit.Flaw) ([]audited, error) {
	out := make([]audited, len(wanted))
	errs := make([]error, len(wanted))
	var wg sync.WaitGroup
	slots := make(chan struct{}, auditReads)
	for i, n := range wanted {
		out[i].Number = n
		at := slices.IndexFunc(page, func(r workflow.Release) bool { return r.Number == n })
		if at < 0 {
			out[i].Flaws = []audit.Flaw{absent(n)}
			continue
		}
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			out[i], errs[i] = a.look(ctx, page[at])
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// look checks one release against itself, the outbox and the earlier pack. Where
// the outbox disagrees and the release has changed while it was read, both are
// read again: they are of one moment when the release is the same before and after.
func (a auditor) look(ctx context.Context, r workflow.Release) (audited, error) {
	for try := 1; ; try++ {
		about := []workflow.IDs{workflow.EventIDs(r.Number), workflow.AskIDs(r.Number)}
		if a.everything {
			about = append(workflow.AboutRelease(r.Number), audit.Reminders(&r)...)
		}
		told, err := a.notices(ctx, about...)
		if err != nil {
			return audited{}, err
		}
		flaws := audit.Told(&r, told)
		if len(flaws) > 0 && try < auditTries {
			again, err := a.store.Releases.Get(ctx, r.Number)
			if err != nil {
				return audited{}, err
			}
			if again.Version != r.Version {
				r = again
				continue
			}
		}
		flaws = append(audit.Check(&r), flaws...)
		if a.heads != nil {
			flaws = append(flaws, a.heads.Against(&r)...)
		}
		return audited{r.Number, &r, flaws, told}, nil
	}
}

// notices reads ranges of ids to their ends.
func (a auditor) notices(ctx context.Context, ranges ...workflow.IDs) ([]workflow.Notice, error) {
	var out []workflow.Notice
	for _, ids := range ranges {
		for from := ids.First; ; {
			page, err := a.store.Notices.Range(ctx, from, ids.End, noticePage)
			if err != nil {
				return nil, err
			}
			out = append(out, page...)
			if len(page) < noticePage {
				break
			}
			from = page[len(page)-1].ID + "\x00"
		}
	}
	return out, nil
}

// beyond looks for releases above the highest number that somebody knows of: the
// outbox, or the earlier pack.
func (a auditor) beyond(ctx context.Context, highest workflow.Number) ([]audited, error) {
	var out []audited
	for n := highest + 1; n <= highest+auditBeyond; n++ {
		ids := workflow.EventIDs(n)
		told, err := a.store.Notices.Range(ctx, ids.First, ids.End, 1)
		if err != nil {
			return nil, err
		}
		if len(told) == 0 {
			continue
		}
		lost, err := a.lost(ctx, n)
		if err != nil {
			return nil, err
		}
		if lost {
			out = append(out, audited{Number: n, Flaws: []audit.Flaw{audit.Stray(n, told[0])}})
		}
	}
	if a.heads == nil {
		return out, nil
	}
	for n := range a.heads.Releases {
		if n <= highest || slices.ContainsFunc(out, func(f audited) bool { return f.Number == n }) {
			continue
		}
		lost, err := a.lost(ctx, n)
		if err != nil {
			return nil, err
		}
		if lost {
			out = append(out, audited{Number: n, Flaws: []audit.Flaw{a.heads.Lost(n)}})
		}
	}
	slices.SortStableFunc(out, func(x, y audited) int { return int(x.Number - y.Number) })
	return out, nil
}

// lost tells whether a release is not there; it may have been asked for since
// the audit began.
func (a auditor) lost(ctx context.Context, n workflow.Number) (bool, error) {
	_, err := a.store.Releases.Get(ctx, n)
	if workflow.CodeOf(err) == workflow.CodeNotFound {
		return true, nil
	}
	return false, err
}
