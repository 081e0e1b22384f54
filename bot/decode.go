package bot

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"

	"drumbeat/workflow"

	"github.com/slack-go/slack"
)

const eventHomeOpened = "app_home_opened"

// errMalformed is what no version of Slack sends; it is refused without an effect.
var errMalformed = errors.New("malformed request")

// wireCommand is a slash command: a form over HTTP, JSON over a socket.
type wireCommand struct {
	APIAppID    string `json:"api_app_id"`
	TeamID      string `json:"team_id"`
	TeamDomain  string `json:"team_domain"`
	ChannelID   string `json:"channel_id"`
	UserID      string `json:"user_id"`
	Command     string `json:"command"`
	Text        string `json:"text"`
	ResponseURL string `json:"response_url"`
	TriggerID   string `json:"trigger_id"`
}

func commandForm(f url.Values) (request, error) {
	return wireCommand{
		APIAppID: f.Get("api_app_id"), TeamID: f.Get("team_id"), TeamDomain: f.Get("team_domain"), ChannelID: f.Get("channel_id"),
		UserID: f.Get("user_id"), Command: f.Get("command"), Text: f.Get("text"),
		ResponseURL: f.Get("response_url"), TriggerID: f.Get("trigger_id"),
	}.request()
}

func commandJSON(raw []byte) (request, error) {
	var w wireCommand
	if err := json.Unmarshal(raw, &w); err != nil {
		return request{}, fmt.Errorf("%w: command: %w", errMalformed, err)
	}
	return w.request()
}

func (w wireCommand) request() (request, error) {
	if !isID(w.UserID) || !isToken(w.Command) || len(w.Text) > maxBody {
		return request{}, fmt.Errorf("%w: a command without a user or a name", errMalformed)
	}
	r := request{
		kind: kindCommand, name: w.Command, by: workflow.PersonID(w.UserID), team: w.TeamID, domain: w.TeamDomain, app: w.APIAppID,
		trigger: w.TriggerID, responseURL: w.ResponseURL, channel: w.ChannelID, text: w.Text,
	}
	if isToken(w.TriggerID) {
		r.id, r.copy = "command:"+w.TriggerID, "command:"+w.TriggerID
	}
	return r, nil
}

// wireInteraction is everything that comes as payload=: a shortcut, a click, a
// submission. Only what the bot uses is read; a block that it does not know
// cannot spoil the rest.
type wireInteraction struct {
	Type        string        `json:"type"`
	APIAppID    string        `json:"api_app_id"`
	Team        *wireTeam     `json:"team"`
	Enterprise  *wireTeam     `json:"enterprise"`
	User        wireUser      `json:"user"`
	TriggerID   string        `json:"trigger_id"`
	CallbackID  string        `json:"callback_id"`
	ActionTS    string        `json:"action_ts"`
	ResponseURL string        `json:"response_url"`
	Channel     wireID        `json:"channel"`
	Message     *wireMessage  `json:"message"`
	MessageTS   string        `json:"message_ts"`
	Container   wireContainer `json:"container"`
	View        *wireView     `json:"view"`

	Actions []slack.BlockAction `json:"actions"`
}

type wireID struct {
	ID string `json:"id"`
}

type wireTeam struct {
	ID     string `json:"id"`
	Domain string `json:"domain"`
}

type wireUser struct {
	ID     string `json:"id"`
	TeamID string `json:"team_id"`
}

type wireMessage struct {
	TS       string `json:"ts"`
	ThreadTS string `json:"thread_ts"`
	Text     string `json:"text"`
}

type wireContainer struct {
	Type        string `json:"type"`
	MessageTS   string `json:"message_ts"`
	ThreadTS    string `json:"thread_ts"`
	ChannelID   string `json:"channel_id"`
	IsEphemeral bool   `json:"is_ephemeral"`
	ViewID      string `json:"view_id"`
}

type wireView struct {
	ID              string `json:"id"`
	Type            string `json:"type"`
	Hash            string `json:"hash"`
	CallbackID      string `json:"callback_id"`
	PrivateMetadata string `json:"private_metadata"`
	AppID           string `json:"app_id"`
	State           *struct {
		Values map[string]map[string]slack.BlockAction `json:"values"`
	} `json:"state"`
	Blocks []struct {
		Type    string `json:"type"`
		BlockID string `json:"block_id"`
	} `json:"blocks"`
}

func interactionJSON(raw []byte) (r request, err error) {
	defer func() { // the elements of a view are decoded by a library
		if p := recover(); p != nil {
			r, err = request{}, fmt.Errorf("%w: interaction: %v", errMalformed, p)
		}
	}()
	var w wireInteraction
	if err := json.Unmarshal(raw, &w); err != nil {
		return request{}, fmt.Errorf("%w: interaction: %w", errMalformed, err)
	}
	if !isID(w.User.ID) {
		return request{}, fmt.Errorf("%w: an interaction without a user", errMalformed)
	}
	r = request{
		by: workflow.PersonID(w.User.ID), userTeam: w.User.TeamID, enterprise: w.Enterprise != nil, app: w.APIAppID,
		trigger: w.TriggerID, responseURL: w.ResponseURL, channel: w.Channel.ID, view: w.View.decode(),
	}
	if w.Team != nil {
		r.team, r.domain = w.Team.ID, w.Team.Domain
	}
	switch w.Type {
	case "shortcut", "message_action":
		return w.shortcut(r)
	case "block_actions":
		return w.click(r)
	case "view_submission", "view_closed":
		return w.submission(r)
	}
	return request{}, fmt.Errorf("%w: interaction of an unknown type", errMalformed)
}

func (w *wireInteraction) shortcut(r request) (request, error) {
	if !isToken(w.CallbackID) {
		return request{}, fmt.Errorf("%w: a shortcut without a callback id", errMalformed)
	}
	r.kind, r.name = kindShortcut, w.CallbackID
	if w.Message != nil {
		r.message = message{ts: w.Message.TS, thread: w.Message.ThreadTS, text: w.Message.Text}
	}
	if r.message.ts == "" {
		r.message.ts = w.MessageTS
	}
	if isToken(w.TriggerID) {
		r.id, r.copy = "shortcut:"+w.TriggerID, "shortcut:"+w.TriggerID
	}
	return r, nil
}

func (w *wireInteraction) click(r request) (request, error) {
	if len(w.Actions) == 0 || !isToken(w.Actions[0].ActionID) {
		return request{}, fmt.Errorf("%w: a click on nothing", errMalformed)
	}
	r.kind, r.action, r.name = kindClick, w.Actions[0], w.Actions[0].ActionID
	place := ""
	if r.view != nil {
		place = r.view.id
	} else {
		r.message = message{ts: w.Container.MessageTS, thread: w.Container.ThreadTS, ephemeral: w.Container.IsEphemeral}
		if w.Message != nil {
			r.message.text = w.Message.Text
		}
		if r.channel == "" {
			r.channel = w.Container.ChannelID
		}
		place = r.message.ts
	}
	if !isToken(place) || !isToken(r.action.ActionTs) {
		return request{}, fmt.Errorf("%w: a click without a place or a moment", errMalformed)
	}
	r.id = "click:" + place + ":" + r.action.ActionTs + ":" + string(r.by)
	r.copy = r.id + ":" + r.name
	return r, nil
}

func (w *wireInteraction) submission(r request) (request, error) {
	if r.view == nil || !isToken(r.view.id) {
		return request{}, fmt.Errorf("%w: a submission without a view", errMalformed)
	}
	r.kind, r.name, r.id = kindSubmission, r.view.callback, "view:"+r.view.id
	if w.Type == "view_closed" {
		r.kind = kindClosed
		return r, nil
	}
	if isToken(w.TriggerID) {
		r.copy = r.id + ":" + w.TriggerID // every press of the button has its own trigger
	}
	return r, nil
}

func (v *wireView) decode() *view {
	if v == nil {
		return nil
	}
	out := &view{id: v.ID, hash: v.Hash, kind: v.Type, callback: v.CallbackID, app: v.AppID, metadata: v.PrivateMetadata}
	if v.State != nil {
		out.values = v.State.Values
	}
	for _, b := range v.Blocks {
		if b.Type == "input" {
			out.inputs = append(out.inputs, b.BlockID)
		}
	}
	return out
}

// wireEvent is the envelope of the Events API.
type wireEvent struct {
	Type      string `json:"type"`
	Challenge string `json:"challenge"`
	APIAppID  string `json:"api_app_id"`
	TeamID    string `json:"team_id"`
	EventID   string `json:"event_id"`
	Event     struct {
		Type string `json:"type"`
		User string `json:"user"`
		Tab  string `json:"tab"`
	} `json:"event"`
}

// eventJSON decodes an event; challenge is set when Slack only asks whether
// this is the app's address.
func eventJSON(raw []byte) (r request, challenge string, err error) {
	var w wireEvent
	if err := json.Unmarshal(raw, &w); err != nil {
		return request{}, "", fmt.Errorf("%w: event: %w", errMalformed, err)
	}
	switch {
	case w.Type == "url_verification" && w.Challenge != "":
		return request{}, w.Challenge, nil
	case w.Type != "event_callback" && w.Type != "app_rate_limited", w.Type == "event_callback" && (!isToken(w.Event.Type) || !isToken(w.EventID)):
		return request{}, "", fmt.Errorf("%w: an event without a type or an id", errMalformed)
	case w.Type == "app_rate_limited":
		return request{kind: kindEvent, name: w.Type, app: w.APIAppID, team: w.TeamID}, "", nil
	case w.Event.Type == eventHomeOpened && !isID(w.Event.User):
		return request{}, "", fmt.Errorf("%w: a Home tab of nobody", errMalformed)
	}
	return request{
		kind: kindEvent, id: "event:" + w.EventID, copy: "event:" + w.EventID, name: w.Event.Type, app: w.APIAppID, team: w.TeamID,
		by: workflow.PersonID(w.Event.User), home: w.Event.Type == eventHomeOpened && w.Event.Tab != "messages",
	}, "", nil
}

// isID tells whether s has the form of a Slack id.
func isID(s string) bool {
	if len(s) < 2 || len(s) > 32 {
		return false
	}
	for _, c := range []byte(s) {
		if (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// isToken tells whether s is short, printable and without spaces, as every id
// of Slack's and ours is.
func isToken(s string) bool {
	if s == "" || len(s) > 255 {
		return false
	}
	for _, c := range []byte(s) {
		if c <= ' ' || c > '~' {
			return false
		}
	}
	return true
}
