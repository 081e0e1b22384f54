package people_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"drumbeat/bot/sandbox"
	"drumbeat/bot/sandbox/people"
)

// poll is a small app on signed HTTP: /poll opens a modal, which posts a
// question with buttons; a vote edits it and is answered privately.
type poll struct {
	t     *testing.T
	base  string
	token string
	asked int
	every chan map[string]map[string]any // values of the form with every element
	heard chan string                    // clicks in the form that listens
}

type object = map[string]any

func plain(s string) object { return object{"type": "plain_text", "text": s} }
func mrk(s string) object   { return object{"type": "mrkdwn", "text": s} }

func choice(text, value string) object { return object{"text": plain(text), "value": value} }

func input(id, label string, element object, more object) object {
	element["action_id"] = "v"
	out := object{"type": "input", "block_id": id, "label": plain(label), "element": element}
	for k, v := range more {
		out[k] = v
	}
	return out
}

var start = time.Date(2026, 11, 24, 6, 0, 0, 0, time.UTC)

// open starts a workspace with the app in it. Its time stands still.
func open(t *testing.T) (*people.Workspace, *sandbox.Server) {
	t.Helper()
	w, server, _ := openWith(t)
	return w, server
}

// openWith is open for tests that look at what the app was sent.
func openWith(t *testing.T) (*people.Workspace, *sandbox.Server, *poll) {
	t.Helper()
	app := &poll{t: t, token: "xoxb-poll", every: make(chan map[string]map[string]any, 1), heard: make(chan string, 9)}
	server := httptest.NewServer(app)
	t.Cleanup(server.Close)
	config := sandbox.Config{
		Team: sandbox.Team{Name: "Lighthouse"},
		People: []sandbox.Person{
			{Name: "ines", RealName: "Ines Vermeer", TZ: "Europe/Amsterdam", Title: "Requester"},
			{Name: "omar", RealName: "Omar Haddad", TZ: "America/New_York"},
			{Name: "noor", RealName: "Noor Aziz", TZ: "Asia/Jakarta"},
		},
		Groups: []sandbox.Group{{Handle: "quality", Name: "Quality", Users: []string{"noor"}}},
		Channels: []sandbox.ChannelConfig{
			{Name: "general", Members: []string{"ines", "omar", "poll"}},
			{Name: "quiet", Members: []string{"noor", "poll"}},
		},
		Apps: []sandbox.AppConfig{{
			Name: "Poll", BotName: "poll", BotToken: app.token, SigningSecret: "hush", Scopes: sandbox.AllScopes(), HomeTab: true,
			Commands:  []sandbox.CommandConfig{{Command: "/poll", Description: "Ask a question", UsageHint: "[question]"}},
			Shortcuts: []sandbox.ShortcutConfig{{Type: "global", Name: "New poll", CallbackID: "new", Description: "Ask"}, {Type: "message", Name: "Poll this", CallbackID: "this", Description: "Ask about it"}},
			Events:    []string{"app_home_opened"},
			RequestURLs: sandbox.RequestURLs{
				Commands: server.URL + "/command", Interactions: server.URL + "/click", Options: server.URL + "/options", Events: server.URL + "/event",
			},
		}},
	}
	workspace, err := sandbox.New(config, sandbox.Options{Now: func() time.Time { return start }, Patience: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(workspace.Close)
	w := people.Inside(t, workspace.Handler())
	app.base = w.URL()
	return w, workspace, app
}

func (p *poll) call(method string, args object) object {
	raw, err := json.Marshal(args)
	if err != nil {
		p.t.Error(err)
	}
	req, err := http.NewRequest(http.MethodPost, p.base+"/api/"+method, bytes.NewReader(raw))
	if err != nil {
		p.t.Error(err)
		return nil
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("Authorization", "Bearer "+p.token)
	return p.send(req)
}

func (p *poll) send(req *http.Request) object {
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Error(err)
		return nil
	}
	defer resp.Body.Close()
	var out object
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil || out["ok"] != true {
		p.t.Errorf("%s: %v %v", req.URL.Path, out, err)
	}
	return out
}

func (p *poll) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/command":
		p.command(w, r)
	case "/event":
		var e struct {
			Challenge string // of url_verification
			Event     struct{ Type, User string }
		}
		if err := json.NewDecoder(r.Body).Decode(&e); err == nil && e.Challenge != "" {
			_, _ = w.Write([]byte(e.Challenge)) // the sandbox sees what is missing
		} else if err == nil && e.Event.Type == "app_home_opened" {
			p.asked++
			p.call("views.publish", object{"user_id": e.Event.User, "view": object{"type": "home", "blocks": []object{
				{"type": "section", "block_id": "hi", "text": mrk(fmt.Sprintf("Opened %d times by <@%s>", p.asked, e.Event.User))},
				{"type": "actions", "block_id": "do", "elements": []object{{"type": "button", "action_id": "new", "text": plain("New poll")}}},
			}}})
		}
	case "/options":
		writeJSON(w, object{"options": []object{choice("North", "n"), choice("South", "s")}})
	case "/click":
		var c click
		if err := json.Unmarshal([]byte(r.FormValue("payload")), &c); err != nil {
			p.t.Error(err)
		}
		p.click(w, c)
	}
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		panic(err)
	}
}

func (p *poll) command(w http.ResponseWriter, r *http.Request) {
	switch text := r.FormValue("text"); text {
	case "help":
		_, _ = fmt.Fprint(w, "Type `/poll` and a question.")
	case "every":
		p.call("views.open", object{"trigger_id": r.FormValue("trigger_id"), "view": everyElement()})
	case "listen":
		p.call("views.open", object{"trigger_id": r.FormValue("trigger_id"), "view": listening()})
	case "crash":
		w.WriteHeader(http.StatusInternalServerError)
	default:
		p.call("views.open", object{"trigger_id": r.FormValue("trigger_id"), "view": form(r.FormValue("channel_id"), text, false)})
	}
}

// listening is a form whose app hears of what is done before it is sent.
func listening() object {
	onKeys := object{"type": "plain_text_input", "dispatch_action_config": object{"trigger_actions_on": []string{"on_character_entered"}}}
	return object{"type": "modal", "title": plain("I listen"), "submit": plain("Go"), "callback_id": "listen", "blocks": []object{
		input("enter", "Enter", object{"type": "plain_text_input"}, object{"dispatch_action": true}),
		input("keys", "Keys", onKeys, object{"dispatch_action": true}),
		input("deaf", "Deaf", object{"type": "plain_text_input"}, object{"optional": true}),
		{"type": "section", "block_id": "s1", "text": mrk("*First* <https://example.org|thing>"), "accessory": object{"type": "button", "action_id": "hear", "text": plain("Tell"), "value": "first"}},
		{"type": "section", "block_id": "s2", "text": mrk("Second thing"), "accessory": object{"type": "static_select", "action_id": "hear", "placeholder": plain("Pick"), "options": []object{choice("One", "1")}}},
	}}
}

// everyElement is a form with every element that holds a value but files.
func everyElement() object {
	two := func() []object { return []object{choice("Alpha", "a"), choice("Beta", "b")} }
	optional := object{"optional": true}
	return object{"type": "modal", "title": plain("Everything"), "submit": plain("Go"), "callback_id": "every", "blocks": []object{
		input("text", "Text", object{"type": "plain_text_input"}, nil),
		input("long", "Long", object{"type": "plain_text_input", "multiline": true}, nil),
		input("mail", "Mail", object{"type": "email_text_input"}, nil),
		input("url", "Address", object{"type": "url_text_input"}, nil),
		input("number", "Number", object{"type": "number_input", "is_decimal_allowed": true}, nil),
		input("rich", "Rich", object{"type": "rich_text_input"}, nil),
		input("one", "One", object{"type": "static_select", "options": two()}, nil),
		input("grouped", "Grouped", object{"type": "static_select", "option_groups": []object{{"label": plain("First"), "options": two()}}}, nil),
		input("many", "Many", object{"type": "multi_static_select", "options": two()}, nil),
		input("asked", "Asked", object{"type": "external_select", "min_query_length": 1}, nil),
		input("user", "User", object{"type": "users_select"}, nil),
		input("users", "Users", object{"type": "multi_users_select"}, nil),
		input("place", "Place", object{"type": "conversations_select"}, nil),
		input("channel", "Channel", object{"type": "channels_select"}, nil),
		input("channels", "Channels", object{"type": "multi_channels_select"}, nil),
		input("radio", "Radio", object{"type": "radio_buttons", "options": two()}, nil),
		input("ticks", "Ticks", object{"type": "checkboxes", "options": two()}, nil),
		input("date", "Date", object{"type": "datepicker"}, nil),
		input("time", "Time", object{"type": "timepicker"}, nil),
		input("moment", "Moment", object{"type": "datetimepicker"}, nil),
		input("none", "None", object{"type": "plain_text_input"}, optional),
		input("kept", "Kept", object{"type": "static_select", "options": two(), "initial_option": choice("Beta", "b")}, optional),
	}}
}

// form is the modal; long adds a field.
func form(channel, question string, long bool) object {
	blocks := []object{
		input("q", "Question", object{"type": "plain_text_input", "initial_value": question, "max_length": 60}, object{"hint": plain("Short is good")}),
		input("kind", "Kind", object{"type": "static_select", "options": []object{choice("Short", "short"), choice("Long", "long")}}, object{"dispatch_action": true}),
		input("days", "Days", object{"type": "checkboxes", "options": []object{choice("Mon", "mon"), choice("Tue", "tue")}}, object{"optional": true}),
		input("who", "Asked of", object{"type": "multi_users_select"}, object{"optional": true}),
		input("on", "Until", object{"type": "datepicker"}, object{"optional": true}),
		input("at", "Sharp", object{"type": "datetimepicker"}, object{"optional": true}),
		input("where", "Region", object{"type": "external_select", "min_query_length": 0}, object{"optional": true}),
		input("in", "Posted in", object{"type": "channels_select"}, object{"optional": true}),
	}
	if long {
		blocks = append(blocks, input("more", "Background", object{"type": "plain_text_input", "multiline": true}, nil))
	}
	return object{"type": "modal", "title": plain("New poll"), "submit": plain("Ask"), "callback_id": "poll", "private_metadata": channel, "blocks": blocks}
}

type click struct {
	Type       string
	TriggerID  string `json:"trigger_id"`
	CallbackID string `json:"callback_id"`
	User       struct{ ID string }
	Channel    struct{ ID string }
	Message    struct{ TS, Text string }
	Container  struct{ Type string }
	URL        string `json:"response_url"`
	Actions    []struct {
		ActionID       string `json:"action_id"`
		Value          string
		SelectedOption struct{ Value string } `json:"selected_option"`
	}
	View struct {
		CallbackID string `json:"callback_id"`
		ID, Hash   string
		Metadata   string `json:"private_metadata"`
		State      struct {
			Values map[string]map[string]rawValue
		}
	}
}

// rawValue is what one element holds.
type rawValue struct{ json.RawMessage }

// text is the value of a text field.
func (v rawValue) text() string {
	var field struct{ Value string }
	if json.Unmarshal(v.RawMessage, &field) != nil {
		return "?"
	}
	return field.Value
}

func (p *poll) click(w http.ResponseWriter, c click) {
	switch c.Type {
	case "shortcut", "message_action":
		p.call("views.open", object{"trigger_id": c.TriggerID, "view": form(c.Channel.ID, c.Message.Text, false)})
	case "view_submission":
		p.submitted(w, c)
	case "block_actions":
		switch a := c.Actions[0]; {
		case c.View.CallbackID == "listen":
			p.heard <- c.View.State.Values["enter"]["v"].text() + "/" + c.View.State.Values["keys"]["v"].text() + "/" + a.Value + a.SelectedOption.Value
		case a.ActionID == "new":
			p.call("views.open", object{"trigger_id": c.TriggerID, "view": form("", "", false)})
		case c.Container.Type == "view":
			p.call("views.update", object{"view_id": c.View.ID, "hash": c.View.Hash, "view": form(c.View.Metadata, "", a.SelectedOption.Value == "long")})
		case a.ActionID == "vote":
			p.call("chat.update", object{"channel": c.Channel.ID, "ts": c.Message.TS, "text": "changed", "blocks": question("A vote came in", false)})
			p.call("chat.postMessage", object{"channel": c.Channel.ID, "thread_ts": c.Message.TS, "text": fmt.Sprintf("<@%s> voted %s", c.User.ID, a.Value)})
			p.call("chat.postEphemeral", object{"channel": c.Channel.ID, "user": c.User.ID, "text": "Your vote is in."})
		default:
			p.call("chat.postEphemeral", object{"channel": c.Channel.ID, "user": c.User.ID, "text": "You chose " + a.SelectedOption.Value})
		}
	}
}

func (p *poll) submitted(w http.ResponseWriter, c click) {
	if c.View.CallbackID == "every" {
		raw, err := json.Marshal(c.View.State.Values)
		var values map[string]map[string]any
		if err == nil {
			err = json.Unmarshal(raw, &values)
		}
		if err != nil {
			p.t.Error(err)
		}
		p.every <- values
		return
	}
	q := c.View.State.Values["q"]["v"].text()
	if q == "Why?" {
		writeJSON(w, object{"response_action": "errors", "errors": object{"q": "Too short to answer."}})
		return
	}
	p.call("chat.postMessage", object{"channel": c.View.Metadata, "text": "A question: " + q, "blocks": question(q, true)})
}

func question(text string, open bool) []object {
	blocks := []object{
		{"type": "header", "block_id": "h", "text": plain(text)},
		{"type": "section", "block_id": "s", "text": mrk("*Until* <!date^1795536000^{date_short_pretty} {time}|Tue> · ask <!subteam^S0QUALITY0>"), "accessory": object{
			"type": "overflow", "action_id": "more", "options": []object{choice("Details", "details"), choice("Stop", "stop")}}},
	}
	if open {
		blocks = append(blocks, object{"type": "actions", "block_id": "a", "elements": []object{
			{"type": "button", "action_id": "vote", "text": plain("Yes"), "value": "yes", "style": "primary"},
			{"type": "button", "action_id": "vote2", "text": plain("No"), "value": "no", "confirm": object{"title": plain("No?"), "text": plain("Think twice."), "confirm": plain("No"), "deny": plain("Back")}},
			{"type": "static_select", "action_id": "later", "placeholder": plain("Later"), "options": []object{choice("Tomorrow", "t"), choice("Never", "n")}},
		}})
	}
	return blocks
}
