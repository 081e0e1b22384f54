package bot_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"drumbeat/bot"
	"drumbeat/bot/action"
	"drumbeat/workflow"
)

func TestApprove(t *testing.T) {
	w := newTown(t)
	r := w.release("Faster checkout")
	approve := action.ReleaseID(workflow.ActApprove)
	value := action.Click{ID: approve, Release: r.Number, Revision: 1}.Value()
	steps := []struct {
		name  string
		by    workflow.PersonID
		value string
		given int    // approvals afterwards
		said  string // privately
	}{
		{"the requester may not", ines, value, 0, "You may not approve REL-1: you asked for it"},
		{"nor who has no role", lena, value, 0, "You may not approve REL-1"},
		{"an older revision", eva, action.Click{ID: approve, Release: 1, Revision: 2}.Value(), 0, "has changed since this message"},
		{"one does", eva, value, 1, "You approved REL-1"},
		{"and clicks again", eva, value, 1, "approved"},
		{"the other does", omar, value, 2, "You approved REL-1"},
		{"and clicks again", omar, value, 2, "approved"},
		{"too late", rosa, value, 2, "scheduled"},
		{"no such release", eva, action.Click{ID: approve, Release: 99, Revision: 1}.Value(), 2, "There is no REL-99"},
		{"garbage", eva, "n=1&n=2", 2, "not one of ours"},
	}
	for _, s := range steps {
		if rec := w.click(s.by, approve, s.value); rec.Code != 200 || rec.Body.Len() != 0 {
			t.Fatalf("%s: got %d %q, want an empty 200", s.name, rec.Code, rec.Body)
		}
		if n := len(w.load(1).Approvals); n != s.given {
			t.Errorf("%s: %d approvals, want %d", s.name, n, s.given)
		}
	}
	w.settle()
	told := mustText(w.sent("response/click"))
	if n := len(w.sent("response/click")); n != len(steps) {
		t.Errorf("%d clicks were answered %d times", len(steps), n)
	}
	for _, s := range steps {
		if !strings.Contains(told, s.said) {
			t.Errorf("%s: nobody is told %q", s.name, s.said)
		}
	}
	if got := w.load(1).State; got != workflow.Scheduled {
		t.Errorf("state %s, want scheduled", got)
	}
}

// TestReason rejects with a reason; who may not is refused before a form opens.
func TestReason(t *testing.T) {
	w := newTown(t)
	r := w.release("Faster checkout")
	reject := action.ReleaseID(workflow.ActReject)
	value := action.Click{ID: reject, Release: r.Number, Revision: 1}.Value()
	w.click(ines, reject, value)
	if n := len(w.sent("views.open")); n != 0 {
		t.Fatalf("a form was opened for who may not reject")
	}
	w.click(eva, reject, value)
	form := w.lastView("views.open")
	if rec := w.submit(eva, "V0REASON", form, map[string]any{"reason": "  "}); !strings.Contains(rec.Body.String(), `"reason":"Give a reason`) {
		t.Errorf("an empty reason: got %s", rec.Body)
	}
	if rec := w.submit(ines, "V0STOLEN", form, map[string]any{"reason": "I can forge."}); !strings.Contains(rec.Body.String(), `"reason":"You may not`) {
		t.Errorf("a modal carries no authority: got %s", rec.Body)
	}
	if rec := w.submit(eva, "V0REASON", form, map[string]any{"reason": "Too risky."}); rec.Code != 200 || rec.Body.Len() != 0 {
		t.Fatalf("got %d %s, want an empty 200", rec.Code, rec.Body)
	}
	if got := w.load(1); got.State != workflow.Rejected || got.Rejection.Reason != "Too risky." {
		t.Errorf("got %s %+v", got.State, got.Rejection)
	}
	if rec := w.submit(omar, "V0LATE", form, map[string]any{"reason": "Me too."}); !strings.Contains(rec.Body.String(), "was rejected") {
		t.Errorf("too late: got %s", rec.Body)
	}
}

func TestMoveAndEdit(t *testing.T) {
	w := newTown(t)
	r := w.release("Faster checkout")
	if _, err := w.desk.Relay(t.Context()); err != nil {
		t.Fatal(err)
	}
	move := action.ReleaseID(workflow.ActMove)
	w.click(rosa, move, action.Click{ID: move, Release: r.Number}.Value())
	form := w.lastView("views.open")
	first := ""
	for _, raw := range form["blocks"].([]any) {
		if b := raw.(map[string]any); b["block_id"] == "window" {
			first = b["element"].(map[string]any)["options"].([]any)[0].(map[string]any)["value"].(string)
		}
	}
	if rec := w.submit(rosa, "V0MOVE", form, map[string]any{"window": first, "reason": "Room for others."}); rec.Body.Len() != 0 {
		t.Fatalf("move: got %s", rec.Body)
	}
	if got := w.load(1); got.Place == nil || string(got.Place.Window) != first {
		t.Errorf("not moved to %s: %+v", first, got.Place)
	}
	edit := action.ReleaseID(workflow.ActEdit)
	w.click(ines, edit, action.Click{ID: edit, Release: r.Number}.Value())
	form = w.lastView("views.open")
	if rec := w.submit(ines, "V0EDIT", form, nil); !strings.Contains(rec.Body.String(), "Nothing was changed") {
		t.Errorf("an edit of nothing: got %s", rec.Body)
	}
	if rec := w.submit(ines, "V0EDIT", form, map[string]any{"what": "Something else."}); rec.Body.Len() != 0 {
		t.Fatalf("edit: got %s", rec.Body)
	}
	if got := w.load(1); got.Revision != 2 || got.Request.What != "Something else." {
		t.Errorf("not edited: revision %d, %q", got.Revision, got.Request.What)
	}
}

func TestUnknownButtons(t *testing.T) {
	w := newTown(t)
	for _, id := range []string{"nothing.here", "release.escalate", "release.roll_forward", "release.", "form.nothing", "briefing.read", "notice.retry"} {
		if rec := w.click(eva, id, "n=1"); rec.Code != 200 {
			t.Errorf("%s: got %d", id, rec.Code)
		}
	}
	w.settle()
	if n := len(w.sent("response/click")); n != 7 {
		t.Errorf("%d of 7 were told that the button is unknown", n)
	}
}

// TestHomeClick approves on the Home tab: the tab shows it; a refusal has no
// message to stand beside and opens as a modal.
func TestHomeClick(t *testing.T) {
	w := newTown(t)
	r := w.release("Faster checkout")
	approve := action.ReleaseID(workflow.ActApprove)
	click := func(by workflow.PersonID) {
		p := w.base("block_actions", by)
		p["container"] = map[string]any{"type": "view", "view_id": "V0HOME"}
		p["view"] = map[string]any{"id": "V0HOME", "type": "home", "hash": "1.h", "blocks": []any{}, "state": map[string]any{"values": map[string]any{}}}
		p["actions"] = []any{map[string]any{"action_id": approve, "type": "button", "value": action.Click{ID: approve, Release: r.Number, Revision: 1}.Value(), "action_ts": w.next()}}
		if rec := w.post("/slack/interactions", interaction(p)); rec.Code != 200 {
			t.Fatalf("got %d", rec.Code)
		}
	}
	click(eva)
	click(ines)
	w.settle()
	if n := len(w.sent("views.publish")); n != 1 {
		t.Errorf("%d Home tabs published, want 1", n)
	}
	if got := mustText(w.sent("views.open")); !strings.Contains(got, "You may not approve") {
		t.Errorf("the refusal is not shown: %s", got)
	}
}

func TestRead(t *testing.T) {
	w := newTown(t)
	r := w.release("Faster checkout")
	if _, err := w.desk.Relay(t.Context()); err != nil {
		t.Fatal(err)
	}
	placed := w.load(r.Number)
	window := placed.Window()
	value := action.Click{ID: action.Read, Window: window, Front: "help-desk"}.Value()
	w.click(lena, action.Read, value)
	w.click(lena, action.Read, value)
	got, err := w.store.Windows.Get(t.Context(), window)
	if err != nil || len(got.Receipts) != 1 || got.Receipts[0].Person != lena {
		t.Errorf("receipts: %v %+v", err, got.Receipts)
	}
	w.settle()
	if n := len(w.sent("response/click")); n != 2 {
		t.Errorf("%d of 2 clicks were answered", n)
	}
}

// TestCopies sends the same signed bytes five times: one effect, and one answer.
func TestCopies(t *testing.T) {
	w := newTown(t)
	r := w.release("Faster checkout")
	approve := action.ReleaseID(workflow.ActApprove)
	body := interaction(w.clickPayload(eva, approve, action.Click{ID: approve, Release: r.Number, Revision: 1}.Value()))
	show := w.commandBody(eva, "show REL-1")
	first := w.post("/slack/commands", show).Body.String()
	for range 5 {
		w.post("/slack/interactions", body)
	}
	if got := w.post("/slack/commands", show).Body.String(); got != first {
		t.Errorf("the copy of a command got another answer:\n%s\n%s", got, first)
	}
	w.settle()
	if n := len(w.load(1).History); n != len(r.History)+1 {
		t.Errorf("%d history entries, want one more than %d", n, len(r.History))
	}
	if n := len(w.sent("response/click")); n != 1 {
		t.Errorf("five copies of a click were answered %d times", n)
	}
}

// TestCopiesAfterRestart: another process, which remembers no answers, makes no
// second effect of a copy either.
func TestCopiesAfterRestart(t *testing.T) {
	w := newTown(t)
	r := w.release("Faster checkout")
	approve := action.ReleaseID(workflow.ActApprove)
	click := interaction(w.clickPayload(eva, approve, action.Click{ID: approve, Release: r.Number, Revision: 1}.Value()))
	w.command(ines, "request Another")
	p := w.base("view_submission", ines)
	p["view"] = filled("V0FORM", w.lastView("views.open"), map[string]any{
		"what": "x", "why": "y", "team": "z", "rollback": "r", "evidence": "e", "notice": "n", "say": "s", "if_they_call": "c"})
	submission := interaction(p)
	for range 3 {
		for _, body := range []string{click, submission} {
			if rec := w.post("/slack/interactions", body); rec.Code != 200 || rec.Body.Len() != 0 {
				t.Errorf("got %d %s, want an empty 200", rec.Code, rec.Body)
			}
		}
		w.settle()
		w.bot = bot.New(w.options)
		w.http = w.bot.Handler()
	}
	if n := len(w.load(1).History); n != len(r.History)+1 {
		t.Errorf("%d history entries, want one more than %d", n, len(r.History))
	}
	if w.load(2).Request.Title != "Another" {
		t.Errorf("REL-2 is %+v", w.load(2).Request)
	}
	if _, err := w.store.Releases.Get(t.Context(), 3); workflow.CodeOf(err) != workflow.CodeNotFound {
		t.Errorf("a copy made another release: %v", err)
	}
}

// TestRetryNotice sends a notice again that could not be delivered.
func TestRetryNotice(t *testing.T) {
	w := newTown(t)
	n := workflow.Notice{ID: "card:REL-1", Kind: workflow.NoticeCard, Channel: channel, Release: 1, Due: monday}
	if err := w.store.Notices.Add(t.Context(), []workflow.Notice{n}); err != nil {
		t.Fatal(err)
	}
	n, err := w.store.Notices.Get(t.Context(), n.ID)
	if err != nil {
		t.Fatal(err)
	}
	n.Delivery.Status, n.Delivery.Problem = workflow.NoticeDead, "channel_not_found"
	if err := w.store.Notices.Replace(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	status := func() workflow.NoticeStatus {
		n, err := w.store.Notices.Get(t.Context(), n.ID)
		if err != nil {
			t.Fatal(err)
		}
		return n.Delivery.Status
	}
	value := action.Click{ID: action.RetryNotice, Notice: n.ID}.Value()
	w.click(ines, action.RetryNotice, value)
	if got := status(); got != workflow.NoticeDead {
		t.Errorf("after the requester's click: %s", got)
	}
	for range 2 {
		w.click(rosa, action.RetryNotice, value)
		if got := status(); got != workflow.NoticeDue {
			t.Errorf("after the release manager's click: %s", got)
		}
	}
	w.settle()
	if told := mustText(w.sent("response/click")); !strings.Contains(told, "Only a release manager") || !strings.Contains(told, "sent again now") || !strings.Contains(told, "not waiting") {
		t.Errorf("told %s", told)
	}
}

// TestCopiesAtOnce sends the same bytes five times at the same moment, fifty
// times over: one effect each, and the same answer five times.
func TestCopiesAtOnce(t *testing.T) {
	w := newTown(t)
	r := w.release("Faster checkout")
	reject, back := action.ReleaseID(workflow.ActReject), action.ReleaseID(workflow.ActWithdrawRejection)
	w.click(eva, reject, action.Click{ID: reject, Release: r.Number, Revision: 1}.Value())
	form := w.lastView("views.open")
	effects := func() int {
		n := 0
		for _, e := range w.load(1).History {
			if e.By == eva {
				n++
			}
		}
		return n
	}
	atOnce := func(body string) {
		t.Helper()
		before := effects()
		var wg sync.WaitGroup
		for range 5 {
			wg.Go(func() {
				if rec := w.post("/slack/interactions", body); rec.Code != 200 || rec.Body.Len() != 0 {
					t.Errorf("got %d %s, want an empty 200", rec.Code, rec.Body)
				}
			})
		}
		wg.Wait()
		if got := effects() - before; got != 1 {
			t.Errorf("five copies had %d effects, want 1", got)
		}
	}
	for i := range 25 {
		p := w.base("view_submission", eva)
		p["view"] = filled(fmt.Sprintf("V0COPY%d", i), form, map[string]any{"reason": "No."})
		atOnce(interaction(p))
		atOnce(interaction(w.clickPayload(eva, back, action.Click{ID: back, Release: r.Number, Revision: 1}.Value())))
	}
	w.settle()
	if n := len(w.sent("response/click")); n != 25 {
		t.Errorf("%d private answers to 25 clicks", n)
	}
}
