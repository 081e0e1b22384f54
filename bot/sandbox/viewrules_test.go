package sandbox_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drumbeat/bot/sandbox"
)

// viewJSON is a modal with a button; more is put before its blocks.
func viewJSON(title, more string) string {
	return `{"type":"modal",` + more + `"title":{"type":"plain_text","text":"` + title + `"},"blocks":[{"type":"actions","block_id":"row","elements":[{"type":"button","action_id":"b","text":{"type":"plain_text","text":"B"}}]}]}`
}

// silent is a workspace with a bare socket and no events.
func silent(t *testing.T, change ...func(*sandbox.Options)) (*world, *wire) {
	t.Helper()
	cfg := config()
	cfg.Apps[0].Events = nil
	w := run(t, cfg, change...)
	return w, w.wire()
}

// trigger is one of the command, given outside any modal.
func (c *wire) trigger() string {
	c.w.t.Helper()
	p := c.during(func() {
		c.w.post("/client/send", sandbox.SendRequest{As: "ada", Channel: "general", Text: "/lamp"}, &sandbox.SendAnswer{})
	})
	return p["trigger_id"].(string)
}

// inside is a trigger of a click in a modal.
func (c *wire) inside(view string) string {
	c.w.t.Helper()
	p := c.during(func() {
		c.w.post("/client/action", sandbox.ActionRequest{As: "ada", ViewID: view, BlockID: "row", ActionID: "b"}, &sandbox.ActionAnswer{})
	})
	return p["trigger_id"].(string)
}

// view calls a views method and gives the view's id, or the error.
func (w *world) view(method string, form map[string]string) (id, code string) {
	w.t.Helper()
	got := w.call(method, form)
	v, _ := got["view"].(map[string]any)
	id, _ = v["id"].(string)
	code, _ = got["error"].(string)
	return id, code
}

// must is view without an error.
func (w *world) must(method string, form map[string]string) string {
	w.t.Helper()
	id, code := w.view(method, form)
	if code != "" {
		w.t.Fatalf("%s: %s", method, code)
	}
	return id
}

func TestUpdateNamesOneView(t *testing.T) {
	w, c := silent(t)
	one := w.must("views.open", map[string]string{"trigger_id": c.trigger(), "view": viewJSON("One", `"external_id":"x",`)})
	home := `{"type":"home","blocks":[]}`
	tests := []struct{ name, id, external, view, code string }{
		{"by id", one, "", viewJSON("A", `"external_id":"x",`), ""},
		{"by external id", "", "x", viewJSON("B", `"external_id":"x",`), ""},
		{"by both", one, "x", viewJSON("C", ""), "invalid_arguments"},
		{"by none", "", "", viewJSON("C", ""), "invalid_arguments"},
		{"unknown", "V0NOBODY00", "", viewJSON("C", ""), "not_found"},
		{"unknown external", "", "y", viewJSON("C", ""), "not_found"},
		{"another kind", one, "", home, "not_found"},
	}
	for _, tt := range tests {
		if _, code := w.view("views.update", map[string]string{"view_id": tt.id, "external_id": tt.external, "view": tt.view}); code != tt.code {
			t.Errorf("%s: got %q, want %q", tt.name, code, tt.code)
		}
	}
	w.wantStack("B")
}

// TestExternalIDs are unique in the workspace, and free again with their view.
func TestExternalIDs(t *testing.T) {
	w, c := silent(t)
	x, y := viewJSON("X", `"external_id":"x",`), viewJSON("Y", `"external_id":"y",`)
	one := w.must("views.open", map[string]string{"trigger_id": c.trigger(), "view": x})
	trigger := c.inside(one)
	if _, code := w.view("views.push", map[string]string{"trigger_id": trigger, "view": x}); code != "duplicate_external_id" {
		t.Errorf("push: got %q", code)
	}
	if _, code := w.view("views.publish", map[string]string{"user_id": w.id("bram"), "view": `{"type":"home","external_id":"x","blocks":[]}`}); code != "duplicate_external_id" {
		t.Errorf("publish: got %q", code)
	}
	two := w.must("views.push", map[string]string{"trigger_id": trigger, "view": y}) // the refusal did not use it up
	if _, code := w.view("views.update", map[string]string{"view_id": two, "view": x}); code != "duplicate_external_id" {
		t.Errorf("update: got %q", code)
	}
	w.post("/client/close", sandbox.CloseRequest{As: "ada", ViewID: one, All: true}, &sandbox.ActionAnswer{})
	w.must("views.open", map[string]string{"trigger_id": c.trigger(), "view": x})
}

// TestTriggersBelong to an app, to a modal for views.push, and to three seconds.
func TestTriggersBelong(t *testing.T) {
	cfg := config()
	cfg.Apps[0].Events = nil
	cfg.Apps = append(cfg.Apps, sandbox.AppConfig{Name: "Other", BotToken: "xoxb-other", Scopes: sandbox.AllScopes(), SocketMode: true, AppToken: "xapp-other"})
	w := run(t, cfg)
	c := w.wire()
	open := func(form map[string]string) string {
		form["view"] = viewJSON("One", "")
		_, code := w.view("views.open", form)
		return code
	}
	if code := open(map[string]string{"trigger_id": c.trigger(), "token": "xoxb-other"}); code != "invalid_trigger_id" {
		t.Errorf("another app's: got %q", code)
	}
	if code := open(map[string]string{"trigger_id": "1.2.abc"}); code != "invalid_trigger_id" {
		t.Errorf("invented: got %q", code)
	}
	if code := open(map[string]string{}); code != "invalid_arguments" {
		t.Errorf("none: got %q", code)
	}
	trigger := c.trigger()
	w.base.turn(3 * time.Second)
	one := w.must("views.open", map[string]string{"trigger_id": trigger, "view": viewJSON("One", "")})
	inside := c.inside(one)
	w.post("/client/close", sandbox.CloseRequest{As: "ada", ViewID: one}, &sandbox.ActionAnswer{})
	if _, code := w.view("views.push", map[string]string{"trigger_id": inside, "view": viewJSON("Two", "")}); code != "not_found" {
		t.Errorf("of a modal that is closed: got %q", code)
	}
}

// TestFourthView: three fit, the fourth does not and keeps its trigger.
func TestFourthView(t *testing.T) {
	w, c := silent(t)
	id := w.must("views.open", map[string]string{"trigger_id": c.trigger(), "view": viewJSON("1", "")})
	for n := 2; n <= 3; n++ {
		id = w.must("views.push", map[string]string{"trigger_id": c.inside(id), "view": viewJSON(fmt.Sprint(n), "")})
	}
	trigger := c.inside(id)
	for _, method := range []string{"views.push", "views.open"} {
		if _, code := w.view(method, map[string]string{"trigger_id": trigger, "view": viewJSON("4", "")}); code != "push_limit_reached" {
			t.Errorf("%s: got %q", method, code)
		}
	}
	w.wantStack("1", "2", "3")
	w.post("/client/close", sandbox.CloseRequest{As: "ada", ViewID: w.state("ada").Views[1].ID}, &sandbox.ActionAnswer{})
	w.wantStack("1")
}

// TestViewClosed: who is told of what when modals close.
func TestViewClosed(t *testing.T) {
	const tell, clear = `"notify_on_close":true,`, `"clear_on_close":true,`
	tests := []struct {
		name   string
		one    string
		two    string
		all    bool
		stack  []string
		told   string // the title of the view in view_closed
		whole  bool   // is_cleared
		silent bool
	}{
		{name: "cancel", two: tell, stack: []string{"One"}, told: "Two"},
		{name: "cancel what tells nobody", one: tell, stack: []string{"One"}, silent: true},
		{name: "the cross", one: tell, two: tell, all: true, told: "One", whole: true},
		{name: "the cross, nobody is told", all: true, silent: true},
		{name: "cancel what clears", one: tell, two: tell + clear, told: "One", whole: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, c := silent(t)
			one := w.must("views.open", map[string]string{"trigger_id": c.trigger(), "view": viewJSON("One", tt.one)})
			two := w.must("views.push", map[string]string{"trigger_id": c.inside(one), "view": viewJSON("Two", tt.two)})
			w.post("/client/close", sandbox.CloseRequest{As: "ada", ViewID: two, All: tt.all}, &sandbox.ActionAnswer{})
			w.wantStack(tt.stack...)
			if !tt.silent {
				e := c.raw()
				c.ack(e["envelope_id"].(string), "")
				p := e["payload"].(map[string]any)
				title := p["view"].(map[string]any)["title"].(map[string]any)["text"]
				if p["type"] != "view_closed" || title != tt.told || p["is_cleared"] != tt.whole {
					t.Errorf("got %v of %v, cleared %v", p["type"], title, p["is_cleared"])
				}
			}
			c.quiet()
		})
	}
}

// TestViewClosedIsToldOnce: Slack tries only events again.
func TestViewClosedIsToldOnce(t *testing.T) {
	over := make(chan time.Time)
	w, c := silent(t, quick(over))
	one := w.must("views.open", map[string]string{"trigger_id": c.trigger(), "view": viewJSON("One", `"notify_on_close":true,`)})
	w.post("/client/close", sandbox.CloseRequest{As: "ada", ViewID: one}, &sandbox.ActionAnswer{})
	if e := c.raw(); e["payload"].(map[string]any)["type"] != "view_closed" || e["retry_attempt"] != nil {
		t.Errorf("got %v", e)
	}
	over <- time.Time{} // never acknowledged
	w.settled()
	c.quiet()
	if v := w.srv.Violations(); len(v) != 1 || v[0].Code != "operation_timeout" || v[0].Method != "view_closed" {
		t.Errorf("violations: got %+v", v)
	}
}

// TestSubmissionInVain: the app does not answer in time. What was typed is still
// there, an answer that comes late does nothing, and Slack does not try again.
func TestSubmissionInVain(t *testing.T) {
	over := make(chan time.Time, 1)
	w, c := silent(t, waits(map[time.Duration]chan time.Time{3 * time.Second: over}))
	id := w.must("views.open", map[string]string{"trigger_id": c.trigger(), "view": `{"type":"modal","title":{"type":"plain_text","text":"One"},"submit":{"type":"plain_text","text":"Send"},"blocks":[
		{"type":"input","block_id":"title","label":{"type":"plain_text","text":"Title"},"element":{"type":"plain_text_input","action_id":"text"}}]}`})
	answer := make(chan sandbox.SubmitAnswer, 1)
	go func() { answer <- w.submit(id, "typed") }()
	e := c.read()
	over <- time.Time{}
	if got := <-answer; got.OK || !strings.HasPrefix(got.Error, "operation_timeout: ") {
		t.Errorf("got %+v", got)
	}
	c.ack(e.EnvelopeID, `{"response_action":"clear"}`)
	c.quiet()
	v := w.wantStack("One")[0]
	if got := string(v.State.Values["title"]["text"]); !strings.Contains(got, `"typed"`) {
		t.Errorf("state: got %s", got)
	}
	go func() { answer <- w.submit(id, "typed") }()
	e = c.read() // the person tries again
	c.ack(e.EnvelopeID, "")
	if got := <-answer; got.Result != sandbox.ResultClosed {
		t.Errorf("again: got %+v", got)
	}
	w.wantStack()
}

// TestKeptInputs: what was typed survives an update where block_id, action_id
// and the kind of element stay, and only there.
func TestKeptInputs(t *testing.T) {
	in := func(block, action, kind string) string {
		return `{"type":"modal","title":{"type":"plain_text","text":"One"},"submit":{"type":"plain_text","text":"Send"},"blocks":[{"type":"input","block_id":"` + block + `","optional":true,"dispatch_action":true,"label":{"type":"plain_text","text":"L"},"element":{"type":"` + kind + `","action_id":"` + action + `"}}]}`
	}
	tests := []struct{ name, block, action, kind, want string }{
		{"the same", "b", "a", "plain_text_input", "typed"},
		{"another block", "c", "a", "plain_text_input", ""},
		{"another action", "b", "z", "plain_text_input", ""},
		{"another kind", "b", "a", "email_text_input", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, c := silent(t)
			id := w.must("views.open", map[string]string{"trigger_id": c.trigger(), "view": in("b", "a", "plain_text_input")})
			typed := "typed"
			c.during(func() {
				w.post("/client/action", sandbox.ActionRequest{As: "ada", ViewID: id, BlockID: "b", ActionID: "a", ElementValue: sandbox.ElementValue{Value: &typed}}, &sandbox.ActionAnswer{})
			})
			before := w.state("ada").Views[0].Hash
			w.must("views.update", map[string]string{"view_id": id, "view": in(tt.block, tt.action, tt.kind)})
			v := w.state("ada").Views[0]
			if v.Hash == before {
				t.Error("the hash stayed")
			}
			kept := strings.Contains(string(v.State.Values[tt.block][tt.action]), `"typed"`)
			if kept != (tt.want != "") || len(v.State.Values) != 1 {
				t.Errorf("got %s", v.State.Values[tt.block][tt.action])
			}
		})
	}
}

// TestResponseURLRules: what a response URL can and cannot do to a message.
func TestResponseURLRules(t *testing.T) {
	tests := []struct {
		name      string
		ephemeral bool // the original
		body      string
		bram, ada []string // what others and the person see afterwards; private ones in brackets
	}{
		{"private by default", false, `{"text":"new"}`, []string{"original"}, []string{"original", "[new]"}},
		{"for all", false, `{"text":"new","response_type":"in_channel"}`, []string{"original", "new"}, []string{"original", "new"}},
		{"replaced", false, `{"text":"new","replace_original":true}`, []string{"new"}, []string{"new"}},
		{"deleted", false, `{"delete_original":true}`, []string{}, []string{}},
		{"deleted, with words", false, `{"delete_original":true,"text":"new"}`, []string{}, []string{"[new]"}},
		{"a private one stays private", true, `{"text":"new","replace_original":true,"response_type":"in_channel"}`, []string{}, []string{"[new]"}},
		{"a private one is deleted", true, `{"delete_original":true}`, []string{}, []string{}},
		{"a thread without the explicit false", false, `{"text":"new","response_type":"in_channel","thread_ts":"TS"}`, []string{"original", "new"}, []string{"original", "new"}},
		{"a thread", false, `{"text":"new","response_type":"in_channel","replace_original":false,"thread_ts":"TS"}`, []string{"original +1"}, []string{"original +1"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, c := silent(t)
			form := map[string]string{"channel": w.id("general"), "text": "original", "user": w.id("ada"), "blocks": `[{"type":"actions","block_id":"row","elements":[{"type":"button","action_id":"b","text":{"type":"plain_text","text":"B"}}]}]`}
			method, key := "chat.postMessage", "ts"
			if tt.ephemeral {
				method, key = "chat.postEphemeral", "message_ts"
			}
			ts, _ := w.call(method, form)[key].(string)
			p := c.during(func() {
				w.post("/client/action", sandbox.ActionRequest{As: "ada", Channel: "general", TS: ts, BlockID: "row", ActionID: "b"}, &sandbox.ActionAnswer{})
			})
			if status, code := w.respond(p["response_url"].(string), strings.ReplaceAll(tt.body, "TS", ts)); code != "" {
				t.Errorf("got %d %s", status, code)
			}
			for as, want := range map[string][]string{"bram": tt.bram, "ada": tt.ada} {
				got := []string{}
				for _, m := range w.messages(as, "general") {
					text := m.Text
					if m.Ephemeral {
						text = "[" + text + "]"
					}
					if m.ReplyCount > 0 {
						text += fmt.Sprintf(" +%d", m.ReplyCount)
					}
					got = append(got, text)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s (-want +got)\n%s", as, diff)
				}
			}
			w.clean()
		})
	}
}
