package sandbox_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"drumbeat/bot/sandbox"
)

// listen runs slack-go's Socket Mode client with a handler for its events and
// returns once it is connected.
func (w *world) listen(handle func(*socketmode.Client, socketmode.Event)) {
	w.t.Helper()
	client := socketmode.New(w.slack())
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{}, 2)
	go func() {
		_ = client.RunContext(ctx)
		done <- struct{}{}
	}()
	go func() {
		defer func() { done <- struct{}{} }()
		for {
			select {
			case <-ctx.Done():
				return
			case e := <-client.Events:
				handle(client, e)
			}
		}
	}()
	w.t.Cleanup(func() {
		cancel()
		<-done
		<-done
	})
	if err := w.srv.WaitConnected(w.ctx(), w.app().ID); err != nil {
		w.t.Fatal(err)
	}
}

func plainText(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
}

func modal(title string, blocks ...slack.Block) slack.ModalViewRequest {
	return slack.ModalViewRequest{Type: slack.VTModal, CallbackID: "ask", Title: plainText(title), Submit: plainText("Send"), Close: plainText("Cancel"), Blocks: slack.Blocks{BlockSet: blocks}}
}

func titleInput() slack.Block {
	return slack.NewInputBlock("title", plainText("Title"), nil, slack.NewPlainTextInputBlockElement(nil, "text"))
}

// TestStory follows one request of a person through Socket Mode as slack-go
// sees it: command, modal, errors at the field, message, click, update.
func TestStory(t *testing.T) {
	w := run(t, config())
	api := w.slack()
	tries := 0
	w.listen(func(c *socketmode.Client, e socketmode.Event) {
		switch d := e.Data.(type) {
		case slack.SlashCommand:
			if _, err := api.OpenView(d.TriggerID, modal("Ask", titleInput())); err != nil {
				t.Errorf("open the modal: %v", err)
			}
			_ = c.Ack(*e.Request, map[string]any{"text": "Here you are."}) // the person below would get no answer
		case slack.InteractionCallback:
			var answer any
			switch d.Type {
			case slack.InteractionTypeViewSubmission:
				title := d.View.State.Values["title"]["text"].Value
				if tries++; title == "bad" {
					answer = slack.NewErrorsViewSubmissionResponse(map[string]string{"title": "Say more."})
					break
				}
				button := slack.NewButtonBlockElement("ok", "1", plainText("Approve"))
				_, _, err := api.PostMessage(w.id("general"), slack.MsgOptionText(title, false), slack.MsgOptionBlocks(
					slack.NewSectionBlock(plainText(title), nil, nil), slack.NewActionBlock("row", button)))
				if err != nil {
					t.Errorf("post: %v", err)
				}
			case slack.InteractionTypeBlockActions:
				if d.Container.ChannelID != w.id("general") || d.ActionCallback.BlockActions[0].Value != "1" || d.Message.Text != "Lights" {
					t.Errorf("got %s %s %q", d.Container.ChannelID, d.ActionCallback.BlockActions[0].Value, d.Message.Text)
				}
				if _, _, _, err := api.UpdateMessage(d.Channel.ID, d.Message.Timestamp, slack.MsgOptionText("Approved by <@"+d.User.ID+">", false), slack.MsgOptionBlocks()); err != nil {
					t.Errorf("update: %v", err)
				}
			}
			_ = c.Ack(*e.Request, answer)
		}
	})

	var sent sandbox.SendAnswer
	w.post("/client/send", sandbox.SendRequest{As: "ada", Channel: "general", Text: "/lamp on"}, &sent)
	if !sent.OK || sent.Response == nil || sent.Response.Text != "Here you are." || !sent.Response.Ephemeral {
		t.Fatalf("command: got %+v", sent)
	}
	views := w.state("ada").Views
	if len(views) != 1 || views[0].CallbackID != "ask" {
		t.Fatalf("views: got %+v", views)
	}
	submit := func(title string) (out sandbox.SubmitAnswer) {
		value, _ := json.Marshal(map[string]string{"type": "plain_text_input", "value": title})
		w.post("/client/submit", sandbox.SubmitRequest{As: "ada", ViewID: views[0].ID, State: sandbox.Values{"title": {"text": value}}}, &out)
		return out
	}
	if got := submit(""); got.Errors["title"] == "" || tries != 0 {
		t.Errorf("empty: got %+v after %d tries", got, tries)
	}
	if got := submit("bad"); got.Errors["title"] != "Say more." {
		t.Errorf("bad: got %+v", got)
	}
	if got := submit("Lights"); got.Result != sandbox.ResultClosed {
		t.Errorf("good: got %+v", got)
	}
	list := w.messages("bram", "general")
	if len(list) != 1 || list[0].Text != "Lights" {
		t.Fatalf("messages: got %+v", list)
	}
	var clicked sandbox.ActionAnswer
	w.post("/client/action", sandbox.ActionRequest{As: "bram", Channel: "general", TS: list[0].TS, BlockID: "row", ActionID: "ok"}, &clicked)
	if !clicked.OK {
		t.Errorf("click: got %+v", clicked)
	}
	list = w.messages("bram", "general")
	if want := "Approved by <@" + w.id("bram") + ">"; list[0].Text != want || list[0].Edited == nil || list[0].Blocks != nil {
		t.Errorf("updated: got %+v, want text %q", list[0], want)
	}
	w.clean()
}
