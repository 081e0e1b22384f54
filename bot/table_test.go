package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"drumbeat/bot/action"
	"drumbeat/workflow"
	"drumbeat/workflow/desk"
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

// relationsTo is the same for a release of a type in a state.
func relationsTo(kind workflow.ChangeType, state workflow.State, by workflow.PersonID) []workflow.Who {
	who := slices.Clone(relations[by])
	if kind == workflow.Emergency && by == eva {
		who = nil // the on-call list decides on emergencies
	}
	if state == workflow.Rejected && by == eva {
		who = append(who, workflow.ByRejecter)
	}
	return who
}

// stage files a release and puts it into a state, as if its life had led there.
func (w *town) stage(state workflow.State, kind workflow.ChangeType) workflow.Release {
	w.t.Helper()
	r := w.release("Staged")
	r = w.load(r.Number)
	r.State, r.Owes = state, nil
	r.Request.Implementer, r.Request.Contact, r.Request.Type = "U0TOM", "U0TESS", kind
	if state == workflow.Live || state == workflow.RolledBack {
		r.ReviewBy = monday.AddDate(0, 0, 2)
	}
	if _, ok := workflow.Find(state, workflow.ActCalls); ok { // customers call, and an issue is known
		r.Known = &workflow.KnownIssue{What: "A white page.", Until: monday.AddDate(0, 0, 1), By: "U0TOM", At: monday}
		r.Append(workflow.Entry{At: monday, By: workflow.System, Action: workflow.ActCalls, From: state, To: state, Revision: r.Revision})
	}
	switch {
	case state == workflow.Rejected:
		r.Rejection = &workflow.Rejection{By: eva, At: monday, Reason: "No.", From: workflow.InApproval}
	case kind == workflow.Emergency:
	case state == workflow.Scheduled, state == workflow.Deploying, state == workflow.Live, state == workflow.RolledBack:
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
func mayByLife(kind workflow.ChangeType, state workflow.State, a workflow.Action, who []workflow.Who) bool {
	emergency := kind == workflow.Emergency
	if a == workflow.ActTake && !emergency || emergency && (a == workflow.ActMove || a == workflow.ActPostpone || a == workflow.ActNudge) {
		return false // an emergency rides with no window, is all that is taken, and is paged instead of reminded of
	}
	if a == workflow.ActNudge && state == workflow.Scheduled {
		return false // by this policy nothing that is approved waits for a sign-off
	}
	switch a {
	case workflow.ActHandOver, workflow.ActAcceptHandover, workflow.ActReturnHandover, workflow.ActFollowUp:
		return false // these releases are not handed over, and no review of them asked for anything
	}
	row, ok := workflow.Find(state, a)
	return ok && slices.ContainsFunc(row.By, func(by workflow.Who) bool { return slices.Contains(who, by) })
}

// cell is one person who does one thing to one release.
type cell struct {
	release workflow.Release
	action  workflow.Action
	by      workflow.PersonID
	foreign bool // the person is of another workspace
	may     bool
}

func (c cell) String() string {
	return fmt.Sprintf("%s of a %s %s by %s, foreign %t", c.action, c.release.State, c.release.Request.Type, c.by, c.foreign)
}

// TestTable does every action in every state as everybody, of our workspace and
// of another: by a signed click, by sending a modal that was never opened, and at
// the desk itself. What the life of a release does not allow writes nothing and
// tells who did it why, privately; what it allows is done, or held up by a gate
// that says so. docs/permissions.md is the same table.
func TestTable(t *testing.T) {
	w := newTown(t)
	w.people["U0TOM"], w.people["U0TESS"] = "Tom", "Tess"
	writes := w.countWrites()
	cells, allowed, done := 0, 0, 0
	for _, kind := range []workflow.ChangeType{workflow.Normal, workflow.Emergency} {
		for _, state := range workflow.States {
			r := w.stage(state, kind)
			for _, row := range workflow.Life {
				w.forget()
				for by := range relations {
					for _, foreign := range []bool{false, true} {
						if foreign && kind == workflow.Emergency {
							continue // who is foreign is so whatever the release
						}
						c := cell{release: r, action: row.Action, by: by, foreign: foreign}
						c.may = !foreign && mayByLife(kind, state, row.Action, relationsTo(kind, state, by))
						cells++
						if !c.may {
							w.refused(t, c, writes)
							continue
						}
						allowed++
						if w.allowed(t, c) {
							done++
							r = w.stage(state, kind) // that one was changed
						}
					}
				}
			}
		}
	}
	if cells != 3*len(workflow.States)*len(workflow.Life)*len(relations) || allowed < 80 || done < allowed-16 { // how it does is asked an hour after go-live, and not before
		t.Errorf("%d cells, %d allowed, %d of them done", cells, allowed, done)
	}
	t.Logf("%d cells: %d refused, %d allowed, of which %d were done and the others held up by a gate", cells, cells-allowed, allowed, done)
}

// forget drops what the bot has sent so far, which a long test would search again
// and again.
func (w *town) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls = nil
}

// refused does what must not be done, in every way there is.
func (w *town) refused(t *testing.T, c cell, writes *atomic.Int64) {
	before := writes.Load()
	if !c.foreign {
		cmd := desk.Command{Action: c.action, Release: c.release.Number, Seen: c.release.Revision, By: c.by, Request: "matrix:" + w.next(), Reason: "Because."}
		out, err := w.desk.Do(t.Context(), cmd)
		code := workflow.CodeOf(err)
		again := err == nil && out.Repeated && c.action == workflow.ActSubmit // who filed it may say so twice; nothing is written
		if code != workflow.CodeDenied && code != workflow.CodeStale && !again {
			t.Errorf("%s, at the desk: %v", c, err)
		}
	}
	_, modal, said := w.clicks(t, c)
	if modal {
		t.Errorf("%s: a form was opened", c)
	}
	c.told(t, "a click", said)
	if callback, m, ok := modalOf(c); ok {
		c.told(t, "a modal", w.sends(c, callback, m))
	}
	if n := writes.Load() - before; n != 0 {
		t.Errorf("%s: %d writes", c, n)
	}
}

// told holds what a person was told against what they have to know.
func (c cell) told(t *testing.T, after, said string) {
	want := "REL-"
	switch {
	case c.foreign:
		want = "Only members of the workspace"
	case !action.Clickable(c.action) && c.button().Item == "":
		want = "not one of ours"
	case c.release.Request.Type == workflow.Emergency && strings.Contains(said, "An emergency rides with no window"):
		return
	}
	if !strings.Contains(said, want) {
		t.Errorf("%s, by %s: told %s", c, after, said)
	}
}

// button is what is clicked for the action.
func (c cell) button() action.Click {
	b := action.Click{ID: action.ReleaseID(c.action), Release: c.release.Number, Revision: c.release.Revision}
	switch c.action {
	case workflow.ActCheckIn:
		b.ID, b.Item = action.CheckIn, workflow.CheckInAbout(time.Hour, workflow.Stable)
	case workflow.ActRate:
		b.ID, b.Item = action.Rate, workflow.RatingAbout(4)
	}
	return b
}

// clicks clicks the action's button, as Slack would send it, and tells whether
// the release changed, whether a form was opened, and, where neither is so, what
// was said privately.
func (w *town) clicks(t *testing.T, c cell) (changed, modal bool, said string) {
	b := c.button()
	p := w.clickPayload(c.by, b.ID, b.Value())
	to := "/response/" + w.next()
	p["response_url"] = w.slack.URL + to
	c.from(p)
	opened := len(w.sent("views.open"))
	if rec := w.post("/slack/interactions", interaction(p)); rec.Code != 200 {
		t.Errorf("%s: status %d", c, rec.Code)
	}
	changed = w.load(c.release.Number).Version != c.release.Version
	modal = len(w.sent("views.open")) > opened
	if !changed && !modal {
		body := w.await(t, strings.TrimPrefix(to, "/"))
		if body["response_type"] != "ephemeral" {
			t.Errorf("%s: not told privately: %v", c, body)
		}
		said = mustText(body)
	}
	return changed, modal, said
}

// from makes a request one of another workspace, where the person is of one.
func (c cell) from(p map[string]any) {
	if c.foreign {
		p["user"].(map[string]any)["team_id"] = "T0OTHER"
	}
}

// modalOf gives the modal by which an action is sent off, if it has one.
func modalOf(c cell) (callback string, m action.Modal, ok bool) {
	m = action.Modal{Release: c.release.Number, Revision: c.release.Revision, Channel: channel}
	switch {
	case action.NeedsReason(c.action):
		m.Action = c.action
		return action.ReasonModal, m, true
	case c.action == workflow.ActMove:
		m.Action = c.action
		return action.MoveModal, m, true
	case c.action == workflow.ActReorder:
		m.Action = c.action
		return action.ReorderModal, m, true
	case c.action == workflow.ActMerge:
		m.Action = c.action
		return action.MergeModal, m, true
	case c.action == workflow.ActClose:
		m.Action = c.action
		return action.ReasonModal, m, true
	case c.action == workflow.ActKnownIssue:
		m.Action = c.action
		return action.KnownModal, m, true
	case c.action == workflow.ActCorrect:
		m.Action = c.action
		return action.CorrectModal, m, true
	case c.action == workflow.ActReview:
		m.Action = c.action
		return action.ReviewModal, m, true
	case c.action == workflow.ActEdit:
		m.Mode = action.Edit
		return action.FormModal, m, true
	case c.action == workflow.ActResubmit:
		m.Mode = action.Resubmit
		return action.FormModal, m, true
	}
	return "", m, false
}

// sends sends a modal that was never opened, and gives what it was answered.
func (w *town) sends(c cell, callback string, m action.Modal) string {
	metadata, _ := m.Metadata()
	input := func(field workflow.Field, typed string) map[string]any {
		return map[string]any{"type": "input", "block_id": string(field), "element": map[string]any{"type": "plain_text_input", "action_id": "any", "initial_value": typed}}
	}
	blocks := []any{input(workflow.FieldReason, "Because."), input(workflow.FieldTitle, "Another title")}
	if callback == action.ReviewModal {
		blocks = []any{input(workflow.FieldHappened, "It fell."), input(workflow.FieldCause, "A stone."), input(workflow.FieldActions, "No more stones.")}
	}
	window := map[string]any{"type": "input", "block_id": "window", "element": map[string]any{"type": "static_select", "action_id": "any",
		"initial_option": map[string]any{"value": string(workflow.MakeWindowID("regular", monday.AddDate(0, 0, 3).Add(-3*time.Hour)))}}}
	switch callback {
	case action.KnownModal:
		blocks = append(blocks, map[string]any{"type": "input", "block_id": "until", "element": map[string]any{"type": "datetimepicker", "action_id": "any", "initial_date_time": monday.Add(time.Hour).Unix()}})
	case action.MoveModal:
		blocks = append(blocks, window)
	case action.MergeModal:
		blocks = append(blocks, input(workflow.FieldMerge, "REL-1"))
	case action.ReorderModal:
		blocks = append(blocks, map[string]any{"type": "input", "block_id": "spot", "element": map[string]any{"type": "static_select", "action_id": "any",
			"initial_option": map[string]any{"value": action.SpotEnd}}})
	}
	p := w.base("view_submission", c.by)
	p["view"] = filled("V"+strings.ReplaceAll(w.next(), ".", ""), map[string]any{"callback_id": callback, "private_metadata": metadata, "blocks": blocks}, nil)
	c.from(p)
	return w.post("/slack/interactions", interaction(p)).Body.String()
}

// allowed does what may be done, the way a person does: it clicks, and sends the
// modal that opens. It tells whether the release changed; where a gate holds it
// up, the answer is no refusal of the person.
func (w *town) allowed(t *testing.T, c cell) (done bool) {
	cmd := desk.Command{Action: c.action, Release: c.release.Number, Seen: c.release.Revision, By: c.by}
	if err := w.desk.May(t.Context(), cmd); err != nil {
		t.Errorf("%s, at the desk: %v", c, err)
	}
	changed, modal, said := w.clicks(t, c)
	if modal {
		view := w.lastView("views.open")
		typed := map[string]any{"reason": "Because.", "title": "Another title", "happened": "It fell.", "cause": "A stone.", "actions": "No more stones.", "notice": "A white page.", "say": "We know."}
		switch c.action {
		case workflow.ActReorder:
			typed["spot"] = action.SpotTop
		case workflow.ActMerge:
			typed["merge"] = w.release("The one that goes on").Number.String()
		}
		for _, raw := range view["blocks"].([]any) {
			element, _ := raw.(map[string]any)["element"].(map[string]any)
			if raw.(map[string]any)["block_id"] == "window" && element["initial_option"] == nil {
				options, _ := element["options"].([]any)
				typed["window"] = options[len(options)-1].(map[string]any)["value"]
			}
		}
		said = w.submit(c.by, "V"+strings.ReplaceAll(w.next(), ".", ""), view, typed).Body.String()
		changed = w.load(c.release.Number).Version != c.release.Version
	}
	if !changed && (strings.Contains(said, "may not") || said == "") {
		t.Errorf("%s: nothing happened: %s", c, said)
	}
	if !changed {
		t.Logf("%s: %s", c, said)
	}
	return changed
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
