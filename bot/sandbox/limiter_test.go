package sandbox_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"drumbeat/bot/sandbox"
)

// TestPostingPace: a short burst, then one message a second for each channel.
func TestPostingPace(t *testing.T) {
	w := run(t, sandbox.Default())
	api := w.slack()
	post := func(channel string) error {
		_, _, err := api.PostMessage(w.id(channel), slack.MsgOptionText("x", false))
		return err
	}
	burst := 0
	var limited *slack.RateLimitedError
	for burst = 0; burst < 100; burst++ {
		if err := post("general"); errors.As(err, &limited) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if burst < 2 || burst > 10 || limited == nil || limited.RetryAfter != time.Second {
		t.Fatalf("got %d at once, then %v", burst, limited)
	}
	if err := post("workshop"); err != nil {
		t.Errorf("another channel: %v", err)
	}
	w.base.turn(time.Second)
	if err := post("general"); err != nil {
		t.Errorf("after a second: %v", err)
	}
	if err := post("general"); !errors.As(err, &limited) {
		t.Errorf("and once more: got %v, want a limit", err)
	}
	w.clean() // being limited is no violation
}

// TestTiers: each method has its own minute.
func TestTiers(t *testing.T) {
	w := run(t, sandbox.Default())
	tests := []struct {
		method string
		tier   int
	}{{"usergroups.list", 20}, {"conversations.info", 50}, {"users.info", 100}}
	for _, tt := range tests {
		form := map[string]string{"channel": w.id("general"), "user": w.id("ada")}
		for n := range tt.tier {
			if got := w.call(tt.method, form); got["ok"] != true {
				t.Fatalf("%s %d: got %v", tt.method, n, got)
			}
		}
		if got := w.call(tt.method, form); got["error"] != "ratelimited" {
			t.Errorf("%s: got %v after %d, want ratelimited", tt.method, got, tt.tier)
		}
	}
}

// TestWithoutPages: a list that is asked for whole counts twice, and the wait is
// for as much.
func TestWithoutPages(t *testing.T) {
	tests := []struct {
		method, limit string
		calls         int
	}{
		{"users.list", "", 10}, {"users.list", "5", 20}, {"conversations.list", "", 10}, {"conversations.list", "5", 20},
		{"conversations.members", "", 50}, {"conversations.members", "5", 100}, {"users.conversations", "", 25}, {"users.conversations", "5", 50},
		{"conversations.history", "", 50},
	}
	for _, tt := range tests {
		w := run(t, sandbox.Default())
		form := map[string]string{"channel": w.id("general")}
		if tt.limit != "" {
			form["limit"] = tt.limit
		}
		for n := range tt.calls {
			if got := w.call(tt.method, form); got["ok"] != true {
				t.Fatalf("%s %q %d: got %v", tt.method, tt.limit, n, got)
			}
		}
		if got := w.call(tt.method, form); got["error"] != "ratelimited" {
			t.Errorf("%s %q: got %v after %d, want ratelimited", tt.method, tt.limit, got, tt.calls)
		}
		w.base.turn(6 * time.Second) // two of Tier 2's twenty a minute
		if got := w.call(tt.method, form); got["ok"] != true {
			t.Errorf("%s %q: got %v after the wait", tt.method, tt.limit, got)
		}
	}
}

func TestFaults(t *testing.T) {
	w := run(t, config())
	api := w.slack()
	tests := []struct {
		kind   string
		posted int
		as     func(error) bool // nil: the caller gives up
	}{
		{sandbox.Fault429, 0, func(err error) bool {
			var e *slack.RateLimitedError
			return errors.As(err, &e) && e.RetryAfter == 7*time.Second
		}},
		{sandbox.Fault500, 0, func(err error) bool {
			var e slack.StatusCodeError
			return errors.As(err, &e) && e.Code == 500
		}},
		{sandbox.FaultTimeoutBefore, 0, nil},
		{sandbox.FaultTimeoutAfter, 1, nil},
		{sandbox.FaultResetBefore, 0, brokeOff},
		{sandbox.FaultResetAfter, 1, brokeOff},
	}
	for n, tt := range tests {
		t.Run(tt.kind, func(t *testing.T) {
			before := len(w.messages("ada", "general"))
			var ok sandbox.ActionAnswer
			w.post("/control/faults", sandbox.FaultsRequest{Faults: []sandbox.Fault{{Method: "chat.postMessage", Kind: tt.kind, Count: 1, RetryAfter: 7}}}, &ok)
			ctx, giveUp := context.WithCancel(w.ctx())
			defer giveUp()
			answer := make(chan error, 1)
			go func() {
				_, _, err := api.PostMessageContext(ctx, w.id("general"), slack.MsgOptionText("x", false))
				answer <- err
			}()
			w.logged("chat.postMessage", 2*n+1)
			as := tt.as
			if as == nil {
				giveUp()
				as = func(err error) bool { return errors.Is(err, context.Canceled) }
			}
			if err := <-answer; !ok.OK || err == nil || !as(err) {
				t.Errorf("got %v", err)
			}
			if got := len(w.messages("ada", "general")) - before; got != tt.posted {
				t.Errorf("got %d messages, want %d", got, tt.posted)
			}
			if _, _, err := api.PostMessage(w.id("general"), slack.MsgOptionText("x", false)); err != nil {
				t.Errorf("the fault was for one request: %v", err)
			}
		})
	}
	w.clean()
	var refused sandbox.ErrorAnswer
	for _, bad := range []sandbox.Fault{{Kind: "429"}, {Method: "*", Kind: "odd"}, {Method: "*", Kind: "429", Rate: 2}} {
		if status := w.post("/control/faults", sandbox.FaultsRequest{Faults: []sandbox.Fault{bad}}, &refused); status != http.StatusBadRequest {
			t.Errorf("%+v: got %d", bad, status)
		}
	}
}

func brokeOff(err error) bool {
	return strings.Contains(err.Error(), "EOF") || strings.Contains(err.Error(), "reset")
}

// TestTwice: a click comes to the app two times, once in earnest.
func TestTwice(t *testing.T) {
	w := run(t, config())
	p := w.probe()
	var ok sandbox.ActionAnswer
	w.post("/control/faults", sandbox.FaultsRequest{Faults: []sandbox.Fault{{Method: "shortcut", Kind: sandbox.FaultTwice, Count: 1}}}, &ok)
	light := sandbox.ShortcutRequest{As: "ada", App: "lamp", CallbackID: "light"}
	w.post("/client/shortcut", light, &ok)
	a, b := next[slack.InteractionCallback](p), next[slack.InteractionCallback](p)
	if a.TriggerID != b.TriggerID || a.ActionTs != b.ActionTs {
		t.Errorf("got %+v and %+v, want the same twice", a, b)
	}
	w.post("/client/shortcut", light, &ok)
	if c := next[slack.InteractionCallback](p); c.TriggerID == a.TriggerID || len(p.got) != 0 {
		t.Errorf("the fault was for one: got %+v", c)
	}
	w.clean()
}

// TestLate: the caller gives up, and the message comes all the same.
func TestLate(t *testing.T) {
	gate := make(chan time.Time)
	w := run(t, config(), func(o *sandbox.Options) {
		o.After = func(d time.Duration) <-chan time.Time {
			if d == 4*time.Second {
				return gate
			}
			return nil
		}
	})
	var ok sandbox.ActionAnswer
	w.post("/control/faults", sandbox.FaultsRequest{Faults: []sandbox.Fault{{Method: "chat.postMessage", Kind: sandbox.FaultLate, DelayMS: 4000}}}, &ok)
	ctx, giveUp := context.WithCancel(w.ctx())
	gone := make(chan error, 1)
	go func() {
		_, _, err := w.slack().PostMessageContext(ctx, w.id("general"), slack.MsgOptionText("late", false))
		gone <- err
	}()
	if err := w.srv.WaitFor(w.ctx(), func() bool { return w.active().Faults[0].Matched == 1 }); err != nil {
		t.Fatal(err)
	}
	giveUp()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, want a caller that gave up", err)
	}
	if got := w.messages("ada", "general"); len(got) != 0 {
		t.Errorf("too early: %+v", got)
	}
	gate <- time.Time{}
	landed := func() bool {
		return slices.ContainsFunc(w.srv.Traffic(0), func(i sandbox.TrafficItem) bool { return i.Method == "chat.postMessage" })
	}
	if err := w.srv.WaitFor(w.ctx(), landed); err != nil {
		t.Fatal(err)
	}
	if got := w.messages("ada", "general"); len(got) != 1 || got[0].Text != "late" {
		t.Errorf("got %+v", got)
	}
}
