package app

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"drumbeat/store/embedded"
	"drumbeat/workflow"
)

// TestAuditOfManyReleases audits and exports more releases than a page holds
// (with -campaign.full 10,000 of them), and finds the ones that were deleted: in
// the middle by their numbers, at the end by the outbox. It logs what it took.
func TestAuditOfManyReleases(t *testing.T) {
	store, err := embedded.Open(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	n := auditPage + 7
	if *campaignFull {
		n = 10_000
	}
	for i := range n {
		closedRelease(t, store.Ports(), fmt.Sprintf("view:%d", i))
	}
	if _, err := store.Ports().Policies.Save(t.Context(), townPolicy()); err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	before := heap()
	began := time.Now()
	if err := verify(t.Context(), auditor{store: store.Ports()}, nil, &said); err != nil {
		t.Fatalf("%v\n%.2000s", err, said.String())
	}
	t.Logf("verify: %s(%s, heap %+d KiB)", said.String(), time.Since(began).Round(time.Millisecond), (heap()-before)>>10)
	wantSaid(t, said.String(), fmt.Sprintf("Checked %d releases with %d history entries", n, 6*n))

	x, err := newExport(t.Context(), store.Ports(), exportWish{})
	if err != nil {
		t.Fatal(err)
	}
	began = time.Now()
	line, err := x.write(t.Context(), filepath.Join(t.TempDir(), "pack"))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("export: %s (%s, heap %+d KiB)", line, time.Since(began).Round(time.Millisecond), (heap()-before)>>10)

	// Nothing of ours deletes; whoever does leaves a gap, or notices.
	some := workflow.Number(auditPage + 3)
	hidden := store.Ports()
	hidden.Releases = deletedFrom{hidden.Releases, map[workflow.Number]bool{some: true, workflow.Number(n): true, workflow.Number(n - 1): true}}
	hidden.Policies = policyless{hidden.Policies}
	said.Reset()
	if err := verify(t.Context(), auditor{store: hidden}, nil, &said); err == nil {
		t.Error("deleted releases are not found")
	}
	wantSaid(t, said.String(), fmt.Sprintf("REL-%d: There is no such release, although there are later ones", some),
		fmt.Sprintf("REL-%d: There is no such release, although the outbox has its notice event:REL-%d:00001", n-1, n-1), fmt.Sprintf("REL-%d: There is no such", n), "There is no policy version 1, by which releases were judged", "4 things are wrong")
}

func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// closedRelease stores a release with a short history, as the use cases would.
func closedRelease(t *testing.T, store workflow.Store, origin string) {
	t.Helper()
	var told []workflow.Notice
	r, err := store.Releases.Create(t.Context(), func(n workflow.Number) workflow.Release {
		r := workflow.Release{Number: n, Origin: origin, Requester: "U0ASKS", Request: workflow.Request{Title: "Release of " + origin, System: "shop", Type: workflow.Standard, What: strings.Repeat("what changes ", 20)}}
		told = nil
		step := func(a workflow.Action, to workflow.State, by workflow.PersonID, after time.Duration) time.Time {
			e := workflow.Entry{At: demoBegins.Add(after), By: by, Action: a, From: r.State, To: to, Revision: 1, Policy: 1, Reason: "a reason of some length"}
			if a == workflow.ActSubmit {
				e.Request = origin
			}
			r.Append(e)
			r.State = to
			if e = r.Last(); e.Told() {
				told = append(told, workflow.Notice{ID: workflow.EventID(n, e.Seq), Kind: workflow.NoticeEvent, Release: n, Entry: e.Seq, Due: e.At, Channel: "C0REL"})
			}
			return e.At
		}
		r.CreatedAt = step(workflow.ActSubmit, workflow.Submitted, "U0ASKS", 0)
		r.ScheduledAt = step(workflow.ActTriage, workflow.Scheduled, workflow.System, 0)
		step(workflow.ActEdit, workflow.Scheduled, "U0ASKS", time.Hour)
		r.StartedAt = step(workflow.ActStart, workflow.Deploying, "U0TOM", 2*time.Hour)
		r.LiveAt = step(workflow.ActLive, workflow.Live, "U0TOM", 3*time.Hour)
		r.EndedAt = step(workflow.ActClose, workflow.Closed, workflow.System, 30*time.Hour)
		r.SubmittedAt, r.Revision, r.PolicyVersion = r.CreatedAt, 1, 1
		return r
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Notices.Add(t.Context(), told); err != nil {
		t.Fatalf("%s: %v", r.Number, err)
	}
}

// deletedFrom is a store from which somebody deleted releases.
type deletedFrom struct {
	workflow.Releases
	gone map[workflow.Number]bool
}

func (w deletedFrom) List(ctx context.Context, f workflow.ReleaseFilter) ([]workflow.Release, error) {
	f.Limit += len(w.gone)
	all, err := w.Releases.List(ctx, f)
	all = slices.DeleteFunc(all, func(r workflow.Release) bool { return w.gone[r.Number] })
	return all[:min(len(all), f.Limit-len(w.gone))], err
}

func (w deletedFrom) Get(ctx context.Context, n workflow.Number) (workflow.Release, error) {
	if w.gone[n] {
		return workflow.Release{}, workflow.Refuse(workflow.CodeNotFound, "There is no release %s.", n)
	}
	return w.Releases.Get(ctx, n)
}

// policyless is a store that has lost the policies.
type policyless struct{ workflow.Policies }

func (policyless) Get(context.Context, int) (workflow.Policy, error) {
	return workflow.Policy{}, workflow.Refuse(workflow.CodeNotFound, "There is no such policy.")
}
