package bot_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"drumbeat/workflow"
)

func TestCommands(t *testing.T) {
	w := newTown(t)
	w.release("Faster checkout")
	for range 11 {
		w.release("Another one")
	}
	cases := []struct{ typed, want string }{
		{"", "menu.request"},
		{"help", "/release why"},
		{"HELP me", "/release why"},
		{"?", "/release why"},
		{"list", "Faster checkout"},
		{"mine", "Faster checkout"},
		{"show REL-1", "Faster checkout"},
		{"show rel 1", "Faster checkout"},
		{"status 1", "Faster checkout"},
		{"REL-1", "Faster checkout"},
		{"#1", "Faster checkout"},
		{"1", "Faster checkout"},
		{"why REL-1", "REL-1"},
		{"shwo REL-1", "c=show+REL-1"},
		{"lst", "c=list"},
		{"frobnicate", "menu.help"},
		{"show", "Which release?"},
		{"why", "Which release?"},
		{"show me", "is not the number of a release"},
		{"show REL-112", "REL-12"},
		{"show REL-99999", "REL-99999"},
		{strings.Repeat("x", 10_000), "menu.help"},
		{"<!channel> *bold* & <script>", "menu.help"},
	}
	for _, c := range cases {
		got := w.command(ines, c.typed)
		var m struct {
			Type   string          `json:"response_type"`
			Text   string          `json:"text"`
			Blocks json.RawMessage `json:"blocks"`
		}
		if err := json.Unmarshal([]byte(got), &m); err != nil || m.Type != "ephemeral" || m.Text == "" {
			t.Errorf("/release %.40s: not a private message with a text: %v %.200s", c.typed, err, got)
		}
		if !strings.Contains(got, strings.ReplaceAll(c.want, "&", `\u0026`)) {
			t.Errorf("/release %.40s: does not say %q: %.600s", c.typed, c.want, got)
		}
	}
}

func TestOtherCommand(t *testing.T) {
	w := newTown(t)
	body := strings.Replace(w.commandBody(ines, "help"), "%2Frelease", "%2Fother", 1)
	if rec := w.post("/slack/commands", body); rec.Code != 200 || !strings.Contains(rec.Body.String(), "not to this command") {
		t.Errorf("got %d %s", rec.Code, rec.Body)
	}
}

// TestRequest is the whole form: opened from the command, adapted to a change
// of impact, refused at a field, sent, and sent again by a nervous finger.
func TestRequest(t *testing.T) {
	w := newTown(t)
	if got := w.command(ines, "request Faster checkout"); got != "" {
		t.Errorf("the form's command is answered with %q, want nothing", got)
	}
	form := w.lastView("views.open")
	if !strings.Contains(mustText(form), "Faster checkout") {
		t.Errorf("the title is not filled in: %s", mustText(form))
	}
	typed := map[string]any{
		"what": "The address step goes.", "why": "12 % leave there.", "team": "Basket", "rollback": "Switch it off.", "evidence": "Tested by Lena.",
		"notice": "The address step is gone.", "say": "Your saved address is used.", "if_they_call": "Tom, until 20:00.",
	}
	typed["title"] = ""
	rec := w.submit(ines, "V0FORM", form, typed)
	var refusal struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &refusal); err != nil || refusal.Action != "errors" || refusal.Errors["title"] == "" {
		t.Fatalf("a form without a title: got %s", rec.Body)
	}
	typed["title"] = "Faster checkout"
	for range 3 { // the answer was slow; three presses
		if rec := w.submit(ines, "V0FORM", form, typed); rec.Code != 200 || rec.Body.Len() != 0 {
			t.Fatalf("submission: got %d %q, want an empty 200", rec.Code, rec.Body)
		}
	}
	r := w.load(1)
	if r.Request.Title != "Faster checkout" || r.Requester != ines || r.Request.Briefing.Say != "Your saved address is used." {
		t.Errorf("stored: %+v", r.Request)
	}
	if _, err := w.store.Releases.Get(t.Context(), 2); workflow.CodeOf(err) != workflow.CodeNotFound {
		t.Errorf("three presses made more than one release: %v", err)
	}
	w.settle()
	if got := w.sent("chat.postEphemeral"); len(got) == 0 || got[0]["channel"] != channel || got[0]["user"] != string(ines) {
		t.Errorf("who asked is not told in the channel: %v", got)
	}
}

func mustText(v any) string {
	raw, _ := json.Marshal(v)
	return string(raw)
}

// TestAdapt changes the impact in the open form: fields come and go, with the
// view's hash, and what was typed stays.
func TestAdapt(t *testing.T) {
	w := newTown(t)
	w.command(ines, "request Faster checkout")
	form := w.lastView("views.open")
	if !strings.Contains(mustText(form), `"block_id":"notice"`) {
		t.Fatalf("no briefing fields to begin with: %s", mustText(form))
	}
	element := elementOf(form, "impact")
	p := w.base("block_actions", ines)
	p["view"] = filled("V0FORM", form, map[string]any{"impact": "none", "notice": "The address step is gone."})
	p["container"] = map[string]any{"type": "view", "view_id": "V0FORM"}
	p["actions"] = []any{map[string]any{"action_id": element, "block_id": "impact", "type": "static_select", "selected_option": map[string]any{"value": "none"}, "action_ts": w.next()}}
	if rec := w.post("/slack/interactions", interaction(p)); rec.Code != 200 || rec.Body.Len() != 0 {
		t.Fatalf("got %d %s", rec.Code, rec.Body)
	}
	w.settle()
	update := w.sent("views.update")
	if len(update) != 1 || update[0]["hash"] != "1.h" || update[0]["view_id"] != "V0FORM" {
		t.Fatalf("want one views.update with the hash, got %v", update)
	}
	adapted := w.lastView("views.update")
	if strings.Contains(mustText(adapted), `"block_id":"notice"`) {
		t.Errorf("the briefing is still asked for: %s", mustText(adapted))
	}
	if !strings.Contains(adapted["private_metadata"].(string), "The address step is gone.") {
		t.Errorf("what was typed is lost: %s", adapted["private_metadata"])
	}
}

func elementOf(view map[string]any, block string) string {
	for _, raw := range view["blocks"].([]any) {
		b := raw.(map[string]any)
		if b["block_id"] == block {
			return b["element"].(map[string]any)["action_id"].(string)
		}
	}
	return ""
}

// TestHashConflict is two quick changes of which the older came first.
func TestHashConflict(t *testing.T) {
	w := newTown(t)
	w.command(ines, "request Faster checkout")
	form := w.lastView("views.open")
	w.answer["views.update"] = `{"ok":false,"error":"hash_conflict"}`
	p := w.base("block_actions", ines)
	p["view"] = filled("V0FORM", form, nil)
	p["container"] = map[string]any{"type": "view", "view_id": "V0FORM"}
	p["actions"] = []any{map[string]any{"action_id": elementOf(form, "type"), "block_id": "type", "type": "static_select", "action_ts": w.next()}}
	w.post("/slack/interactions", interaction(p))
	w.settle()
	updates := w.sent("views.update")
	if len(updates) != 2 || updates[1]["hash"] != nil && updates[1]["hash"] != "" {
		t.Errorf("the newest change must win: %v", updates)
	}
}

func TestShortcuts(t *testing.T) {
	w := newTown(t)
	p := w.base("shortcut", ines)
	p["callback_id"] = "request_release"
	w.post("/slack/interactions", interaction(p))
	if n := len(w.sent("views.open")); n != 1 {
		t.Fatalf("%d forms opened, want 1", n)
	}
	p = w.base("message_action", ines)
	p["callback_id"], p["channel"], p["response_url"] = "request_release_from_message", map[string]any{"id": channel}, w.slack.URL+"/response/click"
	p["message"] = map[string]any{"ts": "1763888000.000100", "text": "Checkout is slow &amp; sad\nSee <https://x.example/1|the ticket>, <!here>"}
	w.post("/slack/interactions", interaction(p))
	form := w.lastView("views.open")
	text := mustText(form)
	for _, want := range []string{`"Checkout is slow \u0026 sad"`, `the ticket (https://x.example/1), @here`, "archives/C0RELEASES"} {
		if !strings.Contains(text, want) && !strings.Contains(form["private_metadata"].(string), want) {
			t.Errorf("the form does not carry %q: %s", want, text)
		}
	}
	p["callback_id"], p["trigger_id"] = "something_else", w.next()
	w.post("/slack/interactions", interaction(p))
	w.settle()
	if got := mustText(w.sent("response/click")); !strings.Contains(got, "does not know this shortcut") {
		t.Errorf("an unknown shortcut is not told: %s", got)
	}
}

func TestHome(t *testing.T) {
	w := newTown(t)
	w.release("Faster checkout")
	event := `{"type":"event_callback","event_id":"Ev1","team_id":"T0TEAM","api_app_id":"A0APP","event":{"type":"app_home_opened","user":"U0EVA","tab":"home"}}`
	for range 3 { // retries of one event
		if rec := w.post("/slack/events", event); rec.Code != 200 || rec.Body.Len() != 0 {
			t.Fatalf("got %d %s", rec.Code, rec.Body)
		}
	}
	w.post("/slack/events", strings.NewReplacer("Ev1", "Ev2", `"home"`, `"messages"`).Replace(event))
	w.settle()
	homes := w.sent("views.publish")
	if len(homes) != 1 || homes[0]["user_id"] != "U0EVA" || !strings.Contains(mustText(homes[0]), "Faster checkout") {
		t.Errorf("want one Home tab with what waits for Eva: %s", mustText(homes))
	}
}

// TestOnlySlackIsAnswered keeps private answers away from other addresses. What
// cannot be told is not acknowledged.
func TestOnlySlackIsAnswered(t *testing.T) {
	w := newTown(t)
	for _, to := range []string{"http://127.0.0.1:1/x", "https://hooks.slack.com.evil.example/x", "https://u:p@hooks.slack.com/x", "file:///etc/passwd", "::", "//x"} {
		p := w.clickPayload(eva, "nothing.here", "")
		p["response_url"] = to
		if rec := w.post("/slack/interactions", interaction(p)); rec.Code != http.StatusServiceUnavailable {
			t.Errorf("%s: got %d", to, rec.Code)
		}
	}
	w.settle()
	if n := strings.Count(w.log.String(), "not an address of slack's"); n != 6 {
		t.Errorf("%d of 6 addresses were refused:\n%s", n, w.log)
	}
}

// TestLogs keeps what people type, and keys, out of the log.
func TestLogs(t *testing.T) {
	w := newTown(t)
	w.command(ines, "request My-Secret-Title")
	w.command(ines, "frobnicate My-Secret-Words")
	form := w.lastView("views.open")
	w.submit(ines, "V0FORM", form, map[string]any{"what": "My-Secret-Content"})
	w.settle()
	for _, secretWord := range []string{"My-Secret", secret, "xoxb", "/response/"} {
		if strings.Contains(w.log.String(), secretWord) {
			t.Errorf("the log tells %q:\n%s", secretWord, w.log)
		}
	}
	if !strings.Contains(w.log.String(), "kind=command") || !strings.Contains(w.log.String(), "outcome=ok") {
		t.Errorf("no line per request:\n%s", w.log)
	}
}
