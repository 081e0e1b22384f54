package sandbox_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"drumbeat/bot/sandbox"
)

// probe is an app over Socket Mode that keeps what it got and acknowledges with
// what the test set.
type probe struct {
	w      *world
	got    chan any
	answer chan any // one for each acknowledgement; none waiting: nil
}

func (w *world) probe() *probe {
	p := &probe{w: w, got: make(chan any, 100), answer: make(chan any, 100)}
	w.listen(func(c *socketmode.Client, e socketmode.Event) {
		if e.Request == nil || e.Request.EnvelopeID == "" {
			return
		}
		p.got <- e.Data
		var payload any
		select {
		case payload = <-p.answer:
		default:
		}
		if e.Type == socketmode.EventTypeEventsAPI {
			payload = nil
		}
		_ = c.Ack(*e.Request, payload) // the test would see no answer
	})
	return p
}

func next[T any](p *probe) T {
	p.w.t.Helper()
	select {
	case v := <-p.got:
		t, ok := v.(T)
		if !ok {
			p.w.t.Fatalf("got %T %+v, want %T", v, v, t)
		}
		return t
	case <-p.w.ctx().Done():
		var none T
		p.w.t.Fatalf("nothing came, want %T", none)
		return none
	}
}

// trigger runs the app's command as ada and gives its trigger.
func (p *probe) trigger() string {
	p.w.t.Helper()
	var sent sandbox.SendAnswer
	p.w.post("/client/send", sandbox.SendRequest{As: "ada", Channel: "general", Text: "/lamp"}, &sent)
	if !sent.OK {
		p.w.t.Fatalf("command: got %+v", sent)
	}
	return next[slack.SlashCommand](p).TriggerID
}

func failsWith(t *testing.T, err error, want string) {
	t.Helper()
	var refused slack.SlackErrorResponse
	if !errors.As(err, &refused) || refused.Err != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestTriggers(t *testing.T) {
	w := run(t, config())
	p := w.probe()
	api := w.slack()
	id := p.trigger()
	_, err := api.OpenView(id, slack.ModalViewRequest{Type: slack.VTModal, Title: plainText("A title that is much too long to show"), Blocks: slack.Blocks{BlockSet: []slack.Block{}}})
	failsWith(t, err, "invalid_arguments")
	if _, err := api.OpenView(id, modal("One", titleInput())); err != nil {
		t.Errorf("a bad view must not use the trigger up: %v", err)
	}
	_, err = api.OpenView(id, modal("Two", titleInput()))
	failsWith(t, err, "exchanged_trigger_id")
	id = p.trigger()
	w.base.turn(3*time.Second + time.Millisecond)
	_, err = api.OpenView(id, modal("Three", titleInput()))
	failsWith(t, err, "expired_trigger_id")
	id = p.trigger()
	if err := w.srv.Clock().Advance(24 * time.Hour); err != nil {
		t.Fatal(err)
	}
	if _, err := api.OpenView(id, modal("Four", titleInput())); err != nil {
		t.Errorf("moving the calendar must not age a trigger: %v", err)
	}
	id = p.trigger()
	_, err = api.PushView(id, modal("Five", titleInput()))
	failsWith(t, err, "not_found")
}

// submitAs submits ada's top view with a title.
func (w *world) submit(viewID, title string) (out sandbox.SubmitAnswer) {
	w.t.Helper()
	value, err := json.Marshal(map[string]string{"value": title})
	if err != nil {
		w.t.Fatal(err)
	}
	w.post("/client/submit", sandbox.SubmitRequest{As: "ada", ViewID: viewID, State: sandbox.Values{"title": {"text": value}}}, &out)
	return out
}

func titles(views []sandbox.View) []string {
	out := []string{}
	for _, v := range views {
		var title struct{ Text string }
		if err := json.Unmarshal(v.Title, &title); err == nil {
			out = append(out, title.Text)
		}
	}
	return out
}

func (w *world) wantStack(want ...string) []sandbox.View {
	w.t.Helper()
	views := w.state("ada").Views
	if diff := cmp.Diff(append([]string{}, want...), titles(views)); diff != "" {
		w.t.Fatalf("stack (-want +got)\n%s", diff)
	}
	return views
}

// TestStack: three views at most, pushed by answers to submissions and by
// views.push from inside; update keeps the place, close takes the one below up.
func TestStack(t *testing.T) {
	w := run(t, config())
	p := w.probe()
	api := w.slack()
	if _, err := api.OpenView(p.trigger(), modal("One", titleInput())); err != nil {
		t.Fatal(err)
	}
	one := w.wantStack("One")[0]
	two := modal("Two", titleInput(), slack.NewActionBlock("row", slack.NewButtonBlockElement("more", "x", plainText("More"))))
	two.NotifyOnClose = true
	p.answer <- slack.NewPushViewSubmissionResponse(&two)
	if got := w.submit(one.ID, "a"); got.Result != sandbox.ResultPushed {
		t.Errorf("push: got %+v", got)
	}
	first := next[slack.InteractionCallback](p)
	if first.View.State.Values["title"]["text"].Value != "a" || first.View.ID != one.ID {
		t.Errorf("submission: got %+v", first.View)
	}
	top := w.wantStack("One", "Two")[1]
	if top.RootViewID != one.ID || top.PreviousViewID == nil || *top.PreviousViewID != one.ID {
		t.Errorf("pushed view: got root %s previous %v", top.RootViewID, top.PreviousViewID)
	}
	var clicked sandbox.ActionAnswer
	w.post("/client/action", sandbox.ActionRequest{As: "ada", ViewID: top.ID, BlockID: "row", ActionID: "more"}, &clicked)
	click := next[slack.InteractionCallback](p)
	if click.View.Hash != top.Hash || click.Container.ViewID != top.ID || click.ActionCallback.BlockActions[0].Value != "x" {
		t.Errorf("click: got %+v", click)
	}
	if _, err := api.PushView(click.TriggerID, modal("Three", titleInput())); err != nil {
		t.Fatal(err)
	}
	three := w.wantStack("One", "Two", "Three")[2]
	four := modal("Four", titleInput())
	p.answer <- slack.NewPushViewSubmissionResponse(&four)
	if got := w.submit(three.ID, "b"); got.OK || got.Error == "" {
		t.Errorf("fourth: got %+v, want the words of a failure", got)
	}
	next[slack.InteractionCallback](p)
	var closed sandbox.ActionAnswer
	w.post("/client/close", sandbox.CloseRequest{As: "ada", ViewID: three.ID}, &closed)
	w.wantStack("One", "Two")
	w.post("/client/close", sandbox.CloseRequest{As: "ada", ViewID: top.ID}, &closed)
	gone := next[slack.InteractionCallback](p)
	if gone.Type != slack.InteractionTypeViewClosed || gone.View.ID != top.ID || gone.IsCleared {
		t.Errorf("view_closed: got %+v", gone)
	}
	p.answer <- slack.NewClearViewSubmissionResponse()
	if got := w.submit(one.ID, "c"); got.Result != sandbox.ResultCleared {
		t.Errorf("clear: got %+v", got)
	}
	w.wantStack()
	codes := []string{}
	for _, v := range w.srv.Violations() {
		codes = append(codes, v.Code)
	}
	if diff := cmp.Diff([]string{"push_limit_reached"}, codes); diff != "" {
		t.Errorf("violations (-want +got)\n%s", diff)
	}
}

// TestViewUpdate: the hash guards, and inputs keep their value where block_id
// and action_id stay the same.
func TestViewUpdate(t *testing.T) {
	w := run(t, config())
	p := w.probe()
	api := w.slack()
	def := modal("One", titleInput(), slack.NewInputBlock("other", plainText("Other"), nil, slack.NewPlainTextInputBlockElement(nil, "text").WithInitialValue("initial")))
	def.ExternalID = "mine"
	opened, err := api.OpenView(p.trigger(), def)
	if err != nil {
		t.Fatal(err)
	}
	p.answer <- slack.NewErrorsViewSubmissionResponse(map[string]string{"title": "no"})
	w.submit(opened.ID, "typed")
	next[slack.InteractionCallback](p)

	def.Title = plainText("Two")
	def.Blocks.BlockSet[1] = slack.NewInputBlock("changed", plainText("Other"), nil, slack.NewPlainTextInputBlockElement(nil, "text").WithInitialValue("new"))
	updated, err := api.UpdateView(def, "", opened.Hash, opened.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got := updated.State.Values; got["title"]["text"].Value != "typed" || got["changed"]["text"].Value != "new" || updated.Hash == opened.Hash || updated.ID != opened.ID {
		t.Errorf("updated: got %+v", updated.View)
	}
	_, err = api.UpdateView(def, "", opened.Hash, opened.ID)
	failsWith(t, err, "hash_conflict")
	if _, err := api.UpdateView(def, "mine", "", ""); err != nil {
		t.Errorf("by external id: %v", err)
	}
	_, err = api.OpenView(p.trigger(), def)
	failsWith(t, err, "duplicate_external_id")
}

// TestBadAnswers: what Slack shows as trouble connecting, with the view still
// open.
func TestBadAnswers(t *testing.T) {
	bad := modal("Too long a title for any modal", titleInput())
	tests := []struct {
		name   string
		answer any
		code   string
	}{
		{"errors for a block that is no input", slack.NewErrorsViewSubmissionResponse(map[string]string{"row": "x"}), "invalid_errors"},
		{"no errors", map[string]any{"response_action": "errors", "errors": map[string]string{}}, "invalid_errors"},
		{"unknown action", map[string]any{"response_action": "jump"}, "invalid_payload"},
		{"no action", map[string]any{"text": "thanks"}, "invalid_payload"},
		{"bad view", slack.NewUpdateViewSubmissionResponse(&bad), "invalid_arguments"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := run(t, config())
			p := w.probe()
			opened, err := w.slack().OpenView(p.trigger(), modal("One", titleInput(), slack.NewActionBlock("row", slack.NewButtonBlockElement("b", "", plainText("B")))))
			if err != nil {
				t.Fatal(err)
			}
			p.answer <- tt.answer
			got := w.submit(opened.ID, "x")
			if got.OK || got.Error == "" {
				t.Errorf("got %+v, want the words of a failure", got)
			}
			w.wantStack("One")
			if v := w.srv.Violations(); len(v) != 1 || v[0].Code != tt.code {
				t.Errorf("violations: got %+v, want %s", v, tt.code)
			}
		})
	}
}

// TestInputsAreCheckedFirst: Slack's own client keeps a form that is not filled
// in from its app.
func TestInputsAreCheckedFirst(t *testing.T) {
	w := run(t, config())
	p := w.probe()
	number := slack.NewNumberInputBlockElement(nil, "n", false)
	number.MinValue = "1"
	optional := slack.NewInputBlock("maybe", plainText("Maybe"), nil, slack.NewPlainTextInputBlockElement(nil, "t"))
	optional.Optional = true
	def := modal("One", titleInput(), optional,
		slack.NewInputBlock("mail", plainText("Mail"), nil, slack.NewEmailTextInputBlockElement(nil, "m")),
		slack.NewInputBlock("count", plainText("Count"), nil, number))
	opened, err := w.slack().OpenView(p.trigger(), def)
	if err != nil {
		t.Fatal(err)
	}
	var got sandbox.SubmitAnswer
	w.post("/client/submit", sandbox.SubmitRequest{As: "ada", ViewID: opened.ID, State: sandbox.Values{
		"mail": {"m": json.RawMessage(`{"value":"not an address"}`)}, "count": {"n": json.RawMessage(`{"value":"0.5"}`)},
	}}, &got)
	want := map[string]string{"title": "Please complete this required field.", "mail": "Please enter a valid email address.", "count": "Please enter a whole number."}
	if diff := cmp.Diff(want, got.Errors); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	select {
	case v := <-p.got:
		t.Errorf("the app was told: %+v", v)
	default:
	}
	w.clean()
}

// TestHome: opening tells the app, publishing shows, and the view comes along
// the next time.
func TestHome(t *testing.T) {
	w := run(t, config())
	p := w.probe()
	var home sandbox.HomeAnswer
	w.get("/client/home?as=ada&app="+w.app().ID, &home)
	if home.View != nil {
		t.Errorf("before publishing: got %+v", home.View)
	}
	if err := w.srv.WaitIdle(w.ctx()); err != nil {
		t.Fatal(err)
	}
	p.discard()
	res, err := w.slack().PublishView(w.id("ada"), slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: []slack.Block{slack.NewDividerBlock()}}}, "")
	if err != nil {
		t.Fatal(err)
	}
	w.get("/client/home?as=ada&app="+w.app().ID+"&peek=1", &home)
	if home.View == nil || home.View.ID != res.ID || home.View.Type != "home" {
		t.Errorf("after publishing: got %+v", home.View)
	}
	_, err = w.slack().PublishView(w.id("ada"), slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: []slack.Block{}}}, "old")
	failsWith(t, err, "hash_conflict")
}

// discard forgets what the probe got so far.
func (p *probe) discard() {
	for {
		select {
		case <-p.got:
		default:
			return
		}
	}
}

// TestShortcutsAndChoices: shortcuts carry what Slack's carry, and a choice
// that was not offered is refused before the app hears of it.
func TestShortcutsAndChoices(t *testing.T) {
	w := run(t, config())
	p := w.probe()
	var done sandbox.ActionAnswer
	w.post("/client/shortcut", sandbox.ShortcutRequest{As: "bram", App: "lamp", CallbackID: "light"}, &done)
	got := next[slack.InteractionCallback](p)
	if got.Type != slack.InteractionTypeShortcut || got.CallbackID != "light" || got.User.ID != w.id("bram") || got.TriggerID == "" || got.ResponseURL != "" || got.Channel.ID != "" {
		t.Errorf("global: got %+v", got)
	}
	option := slack.NewOptionBlockObject("red", plainText("Red"), nil)
	menu := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, "colour", option)
	channel, ts, err := w.slack().PostMessage(w.id("general"), slack.MsgOptionText("pick", false), slack.MsgOptionBlocks(slack.NewActionBlock("row", menu)))
	if err != nil {
		t.Fatal(err)
	}
	w.post("/client/shortcut", sandbox.ShortcutRequest{As: "bram", App: "lamp", CallbackID: "shine", Channel: channel, TS: ts}, &done)
	if err := w.srv.WaitIdle(w.ctx()); err != nil {
		t.Fatal(err)
	}
	for {
		v := <-p.got
		if cb, ok := v.(slack.InteractionCallback); ok {
			if cb.Type != slack.InteractionTypeMessageAction || cb.Message.Timestamp != ts || cb.Channel.ID != channel || cb.ResponseURL == "" {
				t.Errorf("message: got %+v", cb)
			}
			break
		}
	}
	choose := func(value string) int {
		return w.post("/client/action", map[string]any{
			"as": "bram", "channel": channel, "ts": ts, "block_id": "row", "action_id": "colour", "selected_option": map[string]string{"value": value},
		}, &done)
	}
	if status := choose("blue"); status != http.StatusBadRequest {
		t.Errorf("not offered: got %d", status)
	}
	p.discard()
	if status := choose("red"); status != http.StatusOK || !done.OK {
		t.Errorf("offered: got %d %+v", status, done)
	}
	cb := next[slack.InteractionCallback](p)
	if a := cb.ActionCallback.BlockActions[0]; a.SelectedOption.Text.Text != "Red" || cb.BlockActionState.Values["row"]["colour"].SelectedOption.Value != "red" {
		t.Errorf("choice: got %+v", cb)
	}
	w.clean()
}
