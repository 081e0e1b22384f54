package sandbox_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/slack-go/slack"

	"drumbeat/bot/sandbox"
)

// TestPins: an app pins, people see it, a person takes it off.
func TestPins(t *testing.T) {
	cfg := config()
	cfg.Apps[0].Events = append(cfg.Apps[0].Events, "pin_added", "pin_removed")
	w := run(t, cfg)
	api := w.slack()
	ts, channel, err := postText(api, w.id("general"), "Plan of the week")
	if err != nil {
		t.Fatal(err)
	}
	ref := slack.NewRefToMessage(channel, ts)
	if err := api.AddPin(channel, ref); err != nil {
		t.Fatal(err)
	}
	failsWith(t, api.AddPin(channel, ref), "already_pinned")
	items, _, err := api.ListPins(channel)
	if err != nil || len(items) != 1 || items[0].Message.Text != "Plan of the week" || items[0].Message.Permalink == "" || items[0].Channel != channel {
		t.Errorf("pins.list: got %+v %v", items, err)
	}
	var pins sandbox.PinsAnswer
	w.get("/client/pins?as=ada&channel=general", &pins)
	if len(pins.Pins) != 1 || pins.Pins[0].Message.TS != ts || pins.Pins[0].User != w.app().BotUserID || pins.Pins[0].Message.PinnedBy != w.app().BotUserID {
		t.Errorf("a person sees %+v", pins)
	}
	res := w.call("conversations.history", map[string]string{"channel": channel})
	if res["pin_count"] != float64(1) {
		t.Errorf("history: got %v", res)
	}
	var answer sandbox.ActionAnswer
	w.post("/client/pin", sandbox.PinRequest{As: "ada", Channel: "general", TS: ts, Remove: true}, &answer)
	if items, _, err = api.ListPins(channel); err != nil || len(items) != 0 || !answer.OK {
		t.Errorf("after: got %+v %v %+v", items, err, answer)
	}
	failsWith(t, api.RemovePin(channel, ref), "no_pin")
}

// TestPinLimits: a hundred pins, and what can't be pinned.
func TestPinLimits(t *testing.T) {
	cfg := config()
	cfg.Channels = append(cfg.Channels,
		sandbox.ChannelConfig{Name: "elsewhere", Members: []string{"ada"}},
		sandbox.ChannelConfig{Name: "attic", Archived: true, Members: []string{"ada", "lamp"}})
	w := run(t, cfg)
	api := w.slack()
	var ts string
	for n := range 101 {
		var err error
		if ts, _, err = postText(api, w.id("general"), fmt.Sprint(n)); err != nil {
			t.Fatal(err)
		}
		err = api.AddPin(w.id("general"), slack.NewRefToMessage(w.id("general"), ts))
		if n < 100 && err != nil {
			t.Fatal(err)
		}
		if n == 100 {
			failsWith(t, err, "too_many_pins")
		}
	}
	var sent sandbox.SendAnswer
	w.post("/client/send", sandbox.SendRequest{As: "ada", Channel: "elsewhere", Text: "x"}, &sent)
	for form, want := range map[[2]string]string{
		{"C0NOWHERE0", ts}: "channel_not_found", {w.id("back-room"), ts}: "channel_not_found", {w.id("general"), ""}: "no_item_specified",
		{w.id("general"), "soon"}: "bad_timestamp", {w.id("general"), "1.000001"}: "message_not_found", {w.id("attic"), ts}: "restricted_action", {w.id("elsewhere"), sent.TS}: "not_in_channel",
	} {
		if got := w.call("pins.add", map[string]string{"channel": form[0], "timestamp": form[1]})["error"]; got != want {
			t.Errorf("%v: got %v, want %s", form, got, want)
		}
	}
	first := w.messages("ada", "general")[0]
	if _, _, err := api.DeleteMessage(w.id("general"), first.TS); err != nil {
		t.Fatal(err)
	}
	if err := api.AddPin(w.id("general"), slack.NewRefToMessage(w.id("general"), ts)); err != nil {
		t.Errorf("a deleted message still counts as a pin: %v", err)
	}
}

// TestBookmarks: apps and people add, change and remove them.
func TestBookmarks(t *testing.T) {
	w := run(t, config())
	api := w.slack()
	channel := w.id("general")
	b, err := api.AddBookmark(channel, slack.AddBookmarkParameters{Title: "Board", Type: "link", Link: "https://board.example", Emoji: ":clipboard:"})
	if err != nil || b.ID == "" || b.Link != "https://board.example" || b.ChannelID != channel {
		t.Fatalf("got %+v %v", b, err)
	}
	title := "The board"
	if b, err = api.EditBookmark(channel, b.ID, slack.EditBookmarkParameters{Title: &title}); err != nil || b.Title != title || b.Link != "https://board.example" {
		t.Errorf("edit: got %+v %v", b, err)
	}
	var answer sandbox.ActionAnswer
	w.post("/client/bookmark", sandbox.BookmarkRequest{As: "ada", Channel: "general", Title: "Menu", Link: "http://menu.example"}, &answer)
	list, err := api.ListBookmarks(channel)
	if err != nil || len(list) != 2 || list[1].Title != "Menu" {
		t.Errorf("list: got %+v %v", list, err)
	}
	for _, ch := range w.state("bram").Channels {
		if ch.ID == channel && (len(ch.Bookmarks) != 2 || ch.Bookmarks[0].Title != title || ch.Bookmarks[0].Emoji != ":clipboard:") {
			t.Errorf("bram sees %+v", ch.Bookmarks)
		}
	}
	if err := api.RemoveBookmark(channel, b.ID); err != nil {
		t.Error(err)
	}
	failsWith(t, api.RemoveBookmark(channel, b.ID), "not_found")
	w.post("/client/bookmark", sandbox.BookmarkRequest{As: "ada", Channel: "general", ID: list[1].ID, Remove: true}, &answer)
	var no sandbox.ErrorAnswer
	if got := w.post("/client/bookmark", sandbox.BookmarkRequest{As: "ada", Channel: "general", Title: "x", Link: "javascript:alert(1)"}, &no); got != http.StatusBadRequest {
		t.Errorf("a script: got %d", got)
	}
	for n := range 101 {
		_, err := api.AddBookmark(channel, slack.AddBookmarkParameters{Title: fmt.Sprint(n), Type: "link", Link: "https://n.example"})
		if n < 100 && err != nil {
			t.Fatal(err)
		}
		if n == 100 {
			failsWith(t, err, "too_many_bookmarks")
		}
	}
	for name, form := range map[string]map[string]string{
		"invalid_link":          {"title": "x", "type": "link", "link": "ftp://x"},
		"invalid_bookmark_type": {"title": "x", "type": "folder"},
		"invalid_emoji":         {"title": "x", "type": "link", "link": "https://x", "emoji": "smile"},
		"invalid_arguments":     {"type": "link", "link": "https://x"},
		"channel_not_found":     {"title": "x", "type": "link", "link": "https://x", "channel_id": w.id("back-room")},
	} {
		if form["channel_id"] == "" {
			form["channel_id"] = channel
		}
		if got := w.call("bookmarks.add", form)["error"]; got != name {
			t.Errorf("%v: got %v, want %s", form, got, name)
		}
	}
}
