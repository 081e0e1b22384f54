package desk_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"drumbeat/workflow"
	"drumbeat/workflow/audit"
	"drumbeat/workflow/desk"
	"drumbeat/workflow/policy"
)

// evidence is a stored release with the notices that the outbox has of it.
type evidence struct {
	release workflow.Release
	told    []workflow.Notice
}

func (e evidence) audit() []audit.Flaw {
	return append(audit.Check(&e.release), audit.Told(&e.release, e.told)...)
}

// livedThrough gives releases whose lives have everything in them that a history
// can tell, read back from the store.
func livedThrough(t *testing.T) []evidence {
	w := newTown(t)
	w.signedOffOnAcceptance()
	w.withCoordinator()
	later := func() { w.now = w.now.Add(7 * time.Minute) }
	edited := func(n workflow.Number, change func(*workflow.Request)) func(*desk.Command) {
		r := w.relay(n)
		form := r.Request
		change(&form)
		return func(c *desk.Command) { c.Form = &form }
	}
	does := func(n workflow.Number, by workflow.PersonID, a workflow.Action, change ...func(*desk.Command)) {
		t.Helper()
		later()
		w.does(n, by, a, change...)
	}

	// Edited, approved, voided, approved again, moved, started, live.
	busy := w.submits(func(q *workflow.Request) { q.Risk = []string{"money", "data"} }).Number
	does(busy, "EVA", workflow.ActApprove)
	does(busy, "LENA", workflow.ActSignOff, func(c *desk.Command) { c.About = "acceptance" })
	does(busy, "INES", workflow.ActEdit, edited(busy, func(q *workflow.Request) { q.What, q.Title = "Two steps less", "Fast" }))
	does(busy, "EVA", workflow.ActApprove)
	does(busy, "INES", workflow.ActNudge)
	does(busy, "OMAR", workflow.ActApprove)
	does(busy, "LENA", workflow.ActSignOff, func(c *desk.Command) { c.About = "acceptance" })
	does(busy, "ROSA", workflow.ActMove, func(c *desk.Command) { c.Window = thursday })

	// Endorsed into a bundle, put first in the queue, merged into another.
	queued := w.submits().Number
	does(queued, "LENA", workflow.ActEndorse, func(c *desk.Command) { c.Bundle = "autumn" })
	does(queued, "ROSA", workflow.ActReorder, func(c *desk.Command) { c.Top = true })
	does(queued, "ROSA", workflow.ActMerge, func(c *desk.Command) { c.Other = busy })

	// Sent back, sent again, rejected, taken back.
	doubted := w.submits().Number
	does(doubted, "EVA", workflow.ActAskChanges)
	does(doubted, "INES", workflow.ActResubmit, edited(doubted, func(q *workflow.Request) { q.Why = "13 % leave" }))
	does(doubted, "OMAR", workflow.ActApprove)
	does(doubted, "MARK", workflow.ActReject)
	does(doubted, "MARK", workflow.ActWithdrawRejection)
	does(doubted, "MARK", workflow.ActReject)

	// An emergency, taken and rolled back.
	urgent := w.submits(func(q *workflow.Request) { q.Type = workflow.Emergency }).Number
	does(urgent, "OMAR", workflow.ActTake)
	does(urgent, "OMAR", workflow.ActApprove)
	does(urgent, "TOM", workflow.ActStart)
	does(urgent, "TOM", workflow.ActRollBack)
	does(urgent, "INES", workflow.ActReview)

	// Called about once it was live, and known to go wrong.
	called := w.submits(func(q *workflow.Request) { q.Type = workflow.Emergency }).Number
	does(called, "OMAR", workflow.ActApprove)
	does(called, "TOM", workflow.ActStart)
	does(called, "TOM", workflow.ActLive)
	if _, err := w.desk.ReportCall(w.ctx, desk.CallReport{Release: called, Customers: 4, Harm: workflow.HarmHindered, By: "HANA", Request: w.request()}); err != nil {
		t.Fatal(err)
	}
	does(called, "ROSA", workflow.ActIgnoreCalls)
	does(called, "TOM", workflow.ActCorrect, func(c *desk.Command) { c.Briefing = &workflow.Briefing{Notice: "a white page", Say: "Reload it."} })
	does(called, "TOM", workflow.ActKnownIssue, func(c *desk.Command) { c.Say, c.Until = "We know.", w.now.Add(time.Hour) })
	does(called, "TOM", workflow.ActKnownOver)
	does(called, "INES", workflow.ActKnownIssue, func(c *desk.Command) { c.Say, c.Until = "We still know.", w.now.Add(2*time.Hour) })

	promised := w.handedOver(does)

	// Missed its cut-off, by rule.
	late := w.submits().Number
	w.now = w.now.Add(36 * time.Hour)
	w.tend()
	does(late, "INES", workflow.ActWithdraw)

	var out []evidence
	for _, n := range []workflow.Number{busy, queued, doubted, urgent, called, promised, late} {
		e := evidence{w.relay(n), toldOf(t, w.store, n)}
		if flaws := e.audit(); len(flaws) > 0 || len(e.release.History) < 4 {
			t.Fatalf("%s with %d entries is not whole before anything is changed: %v", n, len(e.release.History), flaws)
		}
		out = append(out, e)
	}
	return out
}

// handedOver is an emergency that was reviewed, with something to do, and handed
// over, which was sent back once.
func (w *town) handedOver(does func(workflow.Number, workflow.PersonID, workflow.Action, ...func(*desk.Command))) workflow.Number {
	w.t.Helper()
	p, err := w.desk.Policy(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	for i := range p.Types {
		p.Types[i].NeedHandover = p.Types[i].Type == workflow.Emergency
	}
	p.Checklists[0].Items = p.Checklists[0].Items[:1]
	w.savePolicy(p)
	n := w.submits(func(q *workflow.Request) { q.Type = workflow.Emergency }).Number
	does(n, "OMAR", workflow.ActApprove)
	does(n, "TOM", workflow.ActStart)
	does(n, "TOM", workflow.ActLive)
	does(n, "INES", workflow.ActReview, func(c *desk.Command) { c.Items = []string{"An alert"} })
	tick := func(task workflow.Task, a workflow.Action) {
		task.Done, task.Evidence = true, "seen"
		does(n, "INES", a, func(c *desk.Command) { c.Task = &task })
	}
	tick(w.relay(n).FollowUps[0], workflow.ActFollowUp)
	tick(w.relay(n).Handover.Items[0], workflow.ActHandOver)
	does(n, "OMAR", workflow.ActReturnHandover, func(c *desk.Command) { c.Items = []string{"documentation"} })
	tick(w.relay(n).Handover.Items[0], workflow.ActHandOver)
	does(n, "OMAR", workflow.ActAcceptHandover)
	return n
}

// withCoordinator makes LENA the coordinator of team Basket's department.
func (w *town) withCoordinator() {
	w.t.Helper()
	p, err := w.desk.Policy(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	p.Departments = []workflow.Department{{Key: "web", Name: "Web", Teams: []string{"Basket"}, Coordinator: policy.RoleQuality}}
	w.savePolicy(p)
}

// wantNamed fails unless a flaw names one of the entries; 0 is the release.
func wantNamed(t fataler, what string, flaws []audit.Flaw, entries ...int) {
	t.Helper()
	for _, f := range flaws {
		if slices.Contains(entries, f.Entry) {
			return
		}
	}
	t.Fatalf("%s: got %v, want a flaw of entry %v", what, flaws, entries)
}

// other gives a value another value of its kind.
func other(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(v.String() + "x")
	case reflect.Int, reflect.Int64:
		v.SetInt(v.Int() + 1)
	case reflect.Bool:
		v.SetBool(!v.Bool())
	case reflect.Slice:
		longer := reflect.MakeSlice(v.Type(), v.Len()+1, v.Len()+1)
		reflect.Copy(longer, v)
		v.Set(longer)
	case reflect.Struct:
		if at, ok := v.Interface().(time.Time); ok {
			v.Set(reflect.ValueOf(at.Add(time.Millisecond)))
			return
		}
		other(v.Field(0))
	case reflect.Pointer:
		other(v.Elem())
	default:
		panic("no other value for a " + v.Type().String())
	}
}

// TestEveryChangeOfAStoredEntryIsFound changes each field of each entry, once
// leaving its hash as it was and once with a new one that fits.
func TestEveryChangeOfAStoredEntryIsFound(t *testing.T) {
	for _, e := range livedThrough(t) {
		pack := audit.Heads{Releases: map[workflow.Number][]string{e.release.Number: hashes(e.release.History)}}
		for i := range e.release.History {
			for f := range reflect.TypeFor[workflow.Entry]().NumField() {
				field := reflect.TypeFor[workflow.Entry]().Field(f).Name
				c := evidence{e.release.Clone(), e.told}
				entry := &c.release.History[i]
				other(reflect.ValueOf(entry).Elem().Field(f))
				what := c.release.Number.String() + " " + string(entry.Action) + " " + field
				wantNamed(t, what, c.audit(), i+1)
				if field == "Hash" || field == "Seq" {
					continue
				}
				entry.Hash = entry.Sum(c.release.Number)
				flaws := c.audit()
				if i == len(e.release.History)-1 {
					flaws = append(flaws, pack.Against(&c.release)...) // nothing builds upon the last one
				}
				wantNamed(t, what+", sealed anew", flaws, i+1)
			}
			c := evidence{e.release.Clone(), e.told}
			c.release.History[i].Hash = ""
			wantNamed(t, "hash removed", c.audit(), i+1)
		}
	}
}

func hashes(history []workflow.Entry) []string {
	var out []string
	for _, e := range history {
		out = append(out, e.Hash)
	}
	return out
}

// TestEveryChangeOfAStoredReleaseIsFound changes each field of a release that
// follows from its history.
func TestEveryChangeOfAStoredReleaseIsFound(t *testing.T) {
	notSealed := []string{"Version", "DecideBy", "UpdatedAt", "History", "Owes",
		"Place.Closes", "Place.CutOff", "Place.Since", "Asks.Role", "Asks.At", "Asks.Escalated", "Asks.Settled", "Asks.For", "Asks.Ended",
		"Misfits made up", "ReviewBy"}
	for _, e := range livedThrough(t) {
		try := func(path string, change func(r *workflow.Release)) {
			t.Helper()
			c := evidence{e.release.Clone(), e.told}
			change(&c.release)
			flaws := c.audit()
			if slices.Contains(notSealed, path) {
				if len(flaws) > 0 {
					t.Errorf("%s %s: got %v; the documentation says that it is not covered", e.release.Number, path, flaws)
				}
				return
			}
			if len(flaws) == 0 {
				t.Errorf("%s: a change of %s is not found", e.release.Number, path)
			}
		}
		rt := reflect.TypeFor[workflow.Release]()
		for i := range rt.NumField() {
			name := rt.Field(i).Name
			switch v := reflect.ValueOf(e.release).Field(i); {
			case name == "History" || name == "Owes":
			case name == "Request":
				for j := range v.NumField() {
					try("Request."+v.Type().Field(j).Name, func(r *workflow.Release) { other(reflect.ValueOf(&r.Request).Elem().Field(j)) })
				}
			case v.Kind() == reflect.Pointer && v.IsNil():
				try(name+" made up", func(r *workflow.Release) {
					reflect.ValueOf(r).Elem().Field(i).Set(reflect.New(v.Type().Elem()))
				})
			case v.Kind() == reflect.Pointer:
				try(name+" removed", func(r *workflow.Release) { reflect.ValueOf(r).Elem().Field(i).SetZero() })
				for j := range v.Elem().NumField() {
					try(name+"."+v.Elem().Type().Field(j).Name, func(r *workflow.Release) {
						other(reflect.ValueOf(r).Elem().Field(i).Elem().Field(j))
					})
				}
			case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Struct:
				try(name+" made up", func(r *workflow.Release) { other(reflect.ValueOf(r).Elem().Field(i)) })
				for k := range v.Len() {
					try(name+" removed", func(r *workflow.Release) {
						s := reflect.ValueOf(r).Elem().Field(i)
						s.Set(reflect.AppendSlice(s.Slice(0, k), s.Slice(k+1, s.Len())))
					})
					for j := range v.Type().Elem().NumField() {
						try(name+"."+v.Type().Elem().Field(j).Name, func(r *workflow.Release) {
							other(reflect.ValueOf(r).Elem().Field(i).Index(k).Field(j))
						})
					}
				}
			default:
				try(name, func(r *workflow.Release) { other(reflect.ValueOf(r).Elem().Field(i)) })
			}
		}
	}
}

// TestEntriesDroppedSwappedDoubledOrPutInAreFound changes the order and number
// of entries at random.
func TestEntriesDroppedSwappedDoubledOrPutInAreFound(t *testing.T) {
	lives := livedThrough(t)
	rapid.Check(t, func(t *rapid.T) {
		e := rapid.SampledFrom(lives).Draw(t, "life")
		h := slices.Clone(e.release.History)
		c := evidence{e.release.Clone(), e.told}
		i := rapid.IntRange(0, len(h)-1).Draw(t, "at")
		switch what := rapid.SampledFrom([]string{"drop", "swap", "double", "put in", "cut", "shuffle"}).Draw(t, "what"); what {
		case "drop":
			c.release.History = slices.Delete(h, i, i+1)
			wantNamed(t, what, missing(c.audit()), i+1)
		case "cut":
			c.release.History = h[:i]
			flaws := c.audit()
			if i == 0 {
				wantNamed(t, what, missing(flaws), 0)
				return
			}
			// An entry by rule has no notice of its own; the ones after it do.
			wantNamed(t, what, missing(flaws), told(h[i:])...)
		case "swap":
			j := rapid.IntRange(0, len(h)-1).Filter(func(j int) bool { return j != i }).Draw(t, "with")
			h[i], h[j] = h[j], h[i]
			c.release.History = h
			wantNamed(t, what, c.audit(), i+1)
			wantNamed(t, what, c.audit(), j+1)
		case "double":
			j := rapid.IntRange(0, len(h)).Draw(t, "to")
			c.release.History = slices.Insert(h, j, h[i])
			wantNamed(t, what, c.audit(), i+1)
		case "put in":
			j := rapid.IntRange(1, len(h)).Draw(t, "after")
			x := h[i]
			x.Seq, x.Prev, x.Reason = j+1, h[j-1].Hash, "forged"
			x.Hash = x.Sum(c.release.Number)
			c.release.History = slices.Insert(h, j, x)
			wantNamed(t, what, c.audit(), j+1)
		case "shuffle":
			c.release.History = rapid.Permutation(h).Draw(t, "order")
			if flaws := c.audit(); (len(flaws) == 0) != slices.Equal(hashes(c.release.History), hashes(e.release.History)) {
				t.Fatalf("shuffled: got %v", flaws)
			}
		}
	})
}

func missing(flaws []audit.Flaw) []audit.Flaw {
	return slices.DeleteFunc(flaws, func(f audit.Flaw) bool { return f.Kind != audit.Missing && f.Kind != audit.Claim })
}

func told(history []workflow.Entry) []int {
	out := []int{0}
	for _, e := range history {
		if e.Told() {
			out = append(out, e.Seq)
		}
	}
	return out
}

// TestAHistoryWithoutHashesIsSaidSo: a document from before there were any is
// named as such, once, and the rest of it is checked all the same.
func TestAHistoryWithoutHashesIsSaidSo(t *testing.T) {
	for _, e := range livedThrough(t) {
		r := e.release.Clone()
		for i := range r.History {
			r.History[i].Hash, r.History[i].Prev, r.History[i].Content, r.History[i].Policy = "", "", "", 0
		}
		flaws := audit.Check(&r)
		if len(flaws) != 1 || flaws[0].Kind != audit.Unsealed || !strings.Contains(flaws[0].String(), "no hashes") {
			t.Errorf("%s: got %v, want one flaw that says that there are no hashes", r.Number, flaws)
		}
		r.State = workflow.Deploying
		wantNamed(t, "another state without hashes", slices.DeleteFunc(audit.Check(&r), func(f audit.Flaw) bool { return f.Kind != audit.Claim }), 0)
		r.History = nil
		wantNamed(t, "no history", audit.Check(&r), 0)
	}
}
