package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// relations is who everybody of the table test is to the staged release.
var relations = map[workflow.PersonID][]workflow.Who{
	ines:       {workflow.ByRequester},
	eva:        {workflow.ByApprover},
	omar:       {workflow.ByApprover, workflow.ByOnCall},
	rosa:       {workflow.ByManager},
	lena:       nil,
	"U0TOM":    {workflow.ByImplementer},
	"U0TESS":   {workflow.ByContact},
	"U0NOBODY": nil, // whom nobody knows
}

// stage files a release and puts it into a state, as if its life had led there.
func (w *town) stage(state workflow.State) workflow.Release {
	w.t.Helper()
	r := w.release("Staged")
	r = w.load(r.Number)
	r.State, r.Owes = state, nil
	r.Request.Implementer, r.Request.Contact = "U0TOM", "U0TESS"
	switch state {
	case workflow.Rejected:
		r.Rejection = &workflow.Rejection{By: eva, At: monday, Reason: "No.", From: workflow.InApproval}
	case workflow.Scheduled, workflow.Deploying, workflow.Live, workflow.RolledBack:
		opens := monday.Add(-time.Hour)
		r.Place = &workflow.Place{Window: workflow.MakeWindowID("regular", opens), Opens: opens, Closes: monday.Add(time.Hour), CutOff: opens, Since: opens}
	}
	if err := w.store.Releases.Replace(w.t.Context(), r); err != nil {
		w.t.Fatal(err)
	}
	return w.load(r.Number)
}

// mayByLife reads the table of the life of a release: is there a row for this
// action in this state by one of these relations?
func mayByLife(state workflow.State, a workflow.Action, who []workflow.Who) bool {
	row, ok := workflow.Find(state, a)
	return ok && slices.ContainsFunc(row.By, func(by workflow.Who) bool { return slices.Contains(who, by) })
}

// TestTable clicks every action in every state as everybody, of our workspace
// and of another: what the life of a release does not allow has no effect and
// tells who clicked; what it allows is never called forbidden.
func TestTable(t *testing.T) {
	w := newTown(t)
	w.people["U0TOM"], w.people["U0TESS"] = "Tom", "Tess"
	cells, allowed := 0, 0
	for _, state := range workflow.States {
		for _, row := range workflow.Life {
			a := row.Action
			if !action.Clickable(a) || a == workflow.ActTake {
				continue // taking is of emergencies: see TestTake
			}
			r := w.stage(state)
			for by, who := range relations {
				if state == workflow.Rejected && by == eva {
					who = append(slices.Clone(who), workflow.ByRejecter)
				}
				for _, foreign := range []bool{true, false} {
					cells++
					may := !foreign && mayByLife(state, a, who)
					name := fmt.Sprintf("%s %s by %s, foreign %t", a, state, by, foreign)
					if w.cell(t, name, r, a, by, foreign, may) {
						r = w.stage(state) // that one was changed
					}
					if may {
						allowed++
					}
				}
			}
		}
	}
	if cells < 1000 || allowed < 50 {
		t.Errorf("only %d cells, %d allowed", cells, allowed)
	}
	t.Logf("%d cells, %d of them allowed", cells, allowed)
}

// cell makes one click and holds its effect and its answer against the table.
func (w *town) cell(t *testing.T, name string, r workflow.Release, a workflow.Action, by workflow.PersonID, foreign, may bool) (changed bool) {
	id := action.ReleaseID(a)
	p := w.clickPayload(by, id, action.Click{ID: id, Release: r.Number, Revision: r.Revision}.Value())
	to := "/response/" + w.next()
	p["response_url"] = w.slack.URL + to
	if foreign {
		p["user"].(map[string]any)["team_id"] = "T0OTHER"
	}
	opened := len(w.sent("views.open"))
	if rec := w.post("/slack/interactions", interaction(p)); rec.Code != 200 {
		t.Errorf("%s: status %d", name, rec.Code)
	}
	changed = w.load(r.Number).Version != r.Version
	modal := len(w.sent("views.open")) > opened
	if !may {
		if changed || modal {
			t.Errorf("%s: changed %t, form opened %t; want neither", name, changed, modal)
		}
		said := mustText(w.await(t, strings.TrimPrefix(to, "/")))
		if !strings.Contains(said, "REL-") && !strings.Contains(said, "workspace") {
			t.Errorf("%s: told %s", name, said)
		}
		return changed
	}
	if changed || modal {
		return changed
	}
	said := mustText(w.await(t, strings.TrimPrefix(to, "/")))
	if strings.Contains(said, "may not") || a != workflow.ActStart && a != workflow.ActApprove {
		t.Errorf("%s: nothing happened: %s", name, said)
	}
	return false
}

// await gives what was posted to a response URL, once it is there.
func (w *town) await(t *testing.T, method string) map[string]any {
	t.Helper()
	for deadline := time.After(patience); ; {
		w.mu.Lock()
		for _, c := range w.calls {
			if c.method == method {
				w.mu.Unlock()
				return c.body
			}
		}
		came := w.came
		w.mu.Unlock()
		select {
		case <-came:
		case <-deadline:
			t.Fatalf("nobody was told at %s", method)
		}
	}
}

// TestTake is the on-call list's "I am on it".
func TestTake(t *testing.T) {
	w := newTown(t)
	out, err := w.desk.Submit(t.Context(), ines, "seed:take", workflow.Request{
		Title: "Checkout is down", System: "platform", Team: "Basket", What: "Restart it.", Why: "Nobody can pay.", Type: workflow.Emergency, EffortHours: 1,
		Impact: workflow.ImpactOutage, Briefing: workflow.Briefing{Notice: "No payment.", Say: "We are on it.", IfTheyCall: "Tom."},
	})
	if err != nil {
		t.Fatal(err)
	}
	id := action.ReleaseID(workflow.ActTake)
	value := action.Click{ID: id, Release: out.Release.Number}.Value()
	w.click(eva, id, value)
	if got := w.load(out.Release.Number); got.TakenBy != "" {
		t.Errorf("taken by %s, who is not on call", got.TakenBy)
	}
	w.click(omar, id, value)
	w.click(omar, id, value)
	if got := w.load(out.Release.Number); got.TakenBy != omar {
		t.Errorf("taken by %q, want %s", got.TakenBy, omar)
	}
	w.settle()
	if n := len(w.sent("response/click")); n != 3 {
		t.Errorf("%d of 3 clicks were answered", n)
	}
}
