package bot_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"drumbeat/bot"
	"drumbeat/bot/action"
	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// TestACopyWasToldThatTheTemplateSaysThatAlready: the copy of a submission comes to
// another bot, and while that looks at the settings the first one saves. Whichever
// look it is, the copy gets the answer of the first.
func TestACopyWasToldThatTheTemplateSaysThatAlready(t *testing.T) {
	for look := 1; ; look++ {
		w := newTown(t)
		r := w.release("Faster checkout")
		w.click(rosa, action.SaveTemplate, action.Click{ID: action.SaveTemplate, Release: r.Number, Revision: 1}.Value())
		payload := w.base("view_submission", rosa)
		payload["view"] = filled("V0TEMPLATE", w.lastView("views.open"), map[string]any{"name": "Checkout", "reason": "It comes every season."})
		bytes := interaction(payload)
		ports := w.store
		policies := &interrupted{Policies: ports.Policies, at: int64(look)}
		ports.Policies = policies
		o := w.options
		o.Desk = desk.New(desk.Options{Store: ports, Directory: w.people, Now: func() time.Time { return monday }})
		one, other := w.http, bot.New(o).Handler()
		first := ""
		policies.then = func() {
			w.http = one
			first = w.post("/slack/interactions", bytes).Body.String()
		}
		w.http = other
		second := w.post("/slack/interactions", bytes).Body.String()
		if policies.looks.Load() < int64(look) {
			if look == 1 {
				t.Fatal("it never looked")
			}
			return
		}
		if first != second {
			t.Errorf("at look %d the first was answered %q, its copy %q", look, first, second)
		}
	}
}

// interrupted does something between one of the looks at the policy and what comes
// of it.
type interrupted struct {
	workflow.Policies
	looks atomic.Int64
	at    int64
	then  func()
}

func (p *interrupted) Current(ctx context.Context) (workflow.Policy, error) {
	now, err := p.Policies.Current(ctx)
	if p.looks.Add(1) == p.at {
		p.then()
	}
	return now, err
}
