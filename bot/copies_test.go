package bot_test

import (
	"context"
	"testing"
	"time"

	"drumbeat/bot"
	"drumbeat/bot/action"
	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// restarts replaces the bot by one that remembers nothing; the store stays.
func (w *town) restarts() {
	w.t.Helper()
	w.settle()
	w.bot = bot.New(w.options)
	w.http = w.bot.Handler()
}

// TestACopyAfterARestartSaidItTwice: the same bytes at a process that does not
// know them are acknowledged as the first were, and the private answer, which
// the person has had, is not said again.
func TestACopyAfterARestartSaidItTwice(t *testing.T) {
	w := newTown(t)
	r := w.release("Faster checkout")
	approve := action.ReleaseID(workflow.ActApprove)
	bytes := interaction(w.clickPayload(eva, approve, action.Click{ID: approve, Release: r.Number, Revision: 1}.Value()))
	for range 3 {
		if rec := w.post("/slack/interactions", bytes); rec.Code != 200 || rec.Body.Len() != 0 {
			t.Fatalf("got %d %q, want an empty 200", rec.Code, rec.Body)
		}
		w.restarts()
	}
	if n := len(w.load(1).Approvals); n != 1 {
		t.Errorf("%d approvals", n)
	}
	if n := len(w.sent("response/click")); n != 1 {
		t.Errorf("told %d times", n)
	}
	w.click(eva, approve, action.Click{ID: approve, Release: r.Number, Revision: 1}.Value())
	w.settle()
	if n := len(w.sent("response/click")); n != 2 {
		t.Errorf("a click of its own is told %d times in all, want 2", n)
	}
}

// TestACopyComplainedOfTheFormItHadOpened: a trigger opens one form; the copy of
// a click that has its form is no trouble.
func TestACopyComplainedOfTheFormItHadOpened(t *testing.T) {
	w := newTown(t)
	body := w.commandBody(ines, "request Faster checkout")
	if rec := w.post("/slack/commands", body); rec.Body.Len() != 0 {
		t.Fatalf("got %s", rec.Body)
	}
	w.restarts()
	w.answer["views.open"] = `{"ok":false,"error":"exchanged_trigger_id"}`
	if rec := w.post("/slack/commands", body); rec.Code != 200 || rec.Body.Len() != 0 {
		t.Errorf("the copy got %d %s, want what the first got: nothing", rec.Code, rec.Body)
	}
}

// TestPressedAgainAfterNobodyKnew: who was told that nobody knows whether it was
// saved, and presses Submit again, is told what came of it.
func TestPressedAgainAfterNobodyKnew(t *testing.T) {
	w := newTown(t)
	r := w.release("Faster checkout")
	reject := action.ReleaseID(workflow.ActReject)
	w.click(eva, reject, action.Click{ID: reject, Release: r.Number, Revision: 1}.Value())
	form := w.lastView("views.open")
	ports := w.store
	ports.Releases = &losesAnAnswer{Releases: ports.Releases}
	w.options.Desk = desk.New(desk.Options{Store: ports, Directory: w.people, Now: func() time.Time { return monday }})
	w.restarts()
	first := w.submit(eva, "V0REASON", form, map[string]any{"reason": "Too risky."})
	if first.Body.Len() == 0 {
		t.Fatal("the answer of the store was lost, and the form closed")
	}
	again := w.submit(eva, "V0REASON", form, map[string]any{"reason": "Too risky."})
	if again.Body.Len() != 0 {
		t.Fatalf("pressed again: %s", again.Body)
	}
	w.settle()
	if got := w.load(1); got.State != workflow.Rejected || len(got.History) == 0 {
		t.Errorf("got %s", got.State)
	}
	if n := len(w.sent("chat.postEphemeral")); n != 1 {
		t.Errorf("told %d times, want once", n)
	}
}

// losesAnAnswer stores the first change, and neither says so nor answers when it
// is asked.
type losesAnAnswer struct {
	workflow.Releases
	lost, asked bool
}

func (l *losesAnAnswer) Replace(ctx context.Context, r workflow.Release) error {
	err := l.Releases.Replace(ctx, r)
	if err == nil && !l.lost {
		l.lost = true
		return workflow.Refuse(workflow.CodeUnknown, "This may or may not have been saved.")
	}
	return err
}

func (l *losesAnAnswer) Get(ctx context.Context, n workflow.Number) (workflow.Release, error) {
	if l.lost && !l.asked {
		l.asked = true
		return workflow.Release{}, workflow.Refuse(workflow.CodeNotSaved, "Not saved: our database did not answer.")
	}
	return l.Releases.Get(ctx, n)
}
