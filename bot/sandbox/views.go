package sandbox

import (
	"encoding/json"
	"fmt"
	"slices"
)

// view is a modal in somebody's stack, or somebody's Home.
type view struct {
	id            string
	app           *app
	user          string
	kind          string // modal or home
	title         json.RawMessage
	submit        json.RawMessage
	close         json.RawMessage
	blocks        json.RawMessage
	private       string
	callbackID    string
	externalID    string
	clearOnClose  bool
	notifyOnClose bool
	hash          string
	values        Values
	root          string
	previous      string
	channel       string // where it was opened from; "" for global shortcuts and Home
}

// fillView puts a checked definition into a view and gives it a new hash. Inputs
// keep their value where block_id, action_id and type stay the same.
func (s *Server) fillView(v *view, def object) {
	v.kind = str(def, "type")
	v.title, v.submit, v.close = s.st.label(def["title"]), s.st.label(def["submit"]), s.st.label(def["close"])
	if v.kind == "home" {
		v.title = homeTitle
	}
	v.private, v.callbackID, v.externalID = str(def, "private_metadata"), str(def, "callback_id"), str(def, "external_id")
	v.clearOnClose, _ = def["clear_on_close"].(bool)
	v.notifyOnClose, _ = def["notify_on_close"].(bool)
	v.blocks = mustJSON(def["blocks"])
	v.values = keepValues(v.blocks, v.values, v.channel)
	v.hash = fmt.Sprintf("%d.%08x", s.clock.Now().Unix(), s.st.next())
}

// homeTitle is what Slack puts where a Home tab has no title of its own
// (docs.slack.dev/reference/methods/views.publish, the example of an answer).
var homeTitle = mustJSON(object{"type": "plain_text", "text": "View Title", "emoji": true})

// label is a title or the words on a button as Slack gives them back, with
// emoji said; nil where there are none.
func (st *state) label(v any) json.RawMessage {
	if v == nil {
		return nil
	}
	return mustJSON(st.finishObject(v))
}

func part(def object, key string) json.RawMessage {
	if def[key] == nil {
		return nil
	}
	return mustJSON(def[key])
}

// newView makes a view with an id, not yet shown to anybody.
func (s *Server) newView(a *app, userID, channelID string, def object) *view {
	v := &view{id: fmt.Sprintf("V0%s%04X", s.st.life, s.st.next()), app: a, user: userID, channel: channelID, values: Values{}}
	v.root = v.id
	s.fillView(v, def)
	s.st.views[v.id] = v
	return v
}

// push puts a modal on top of a person's stack.
func (s *Server) push(v *view) {
	stack := s.st.stacks[v.user]
	if n := len(stack); n > 0 {
		v.root, v.previous = stack[0].id, stack[n-1].id
	}
	s.st.stacks[v.user] = append(stack, v)
	s.publishStack(v.user)
}

// pop closes a modal and everything above it.
func (s *Server) pop(v *view) {
	stack := s.st.stacks[v.user]
	i := slices.Index(stack, v)
	if i < 0 {
		return
	}
	for _, gone := range stack[i:] {
		delete(s.st.views, gone.id)
	}
	s.st.stacks[v.user] = stack[:i:i]
	s.publishStack(v.user)
}

// clearStack closes all modals of a person.
func (s *Server) clearStack(userID string) {
	if stack := s.st.stacks[userID]; len(stack) > 0 {
		s.pop(stack[0])
	}
}

func (s *Server) publishStack(userID string) {
	views := s.stackFor(userID)
	s.publish(Event{Type: EventView, Views: &views}, func(u string) bool { return u == userID })
}

func (s *Server) stackFor(userID string) []View {
	out := []View{}
	for _, v := range s.st.stacks[userID] {
		out = append(out, v.forClient(s.st.team.ID))
	}
	return out
}

// open reports whether the view can still be seen by its person.
func (s *Server) open(v *view) bool {
	return v != nil && s.st.views[v.id] == v
}

// viewChanged tells the pages of its person that a view looks different.
func (s *Server) viewChanged(v *view) {
	if v.kind == "home" {
		seen := v.forClient(s.st.team.ID)
		s.publish(Event{Type: EventHome, App: v.app.cfg.ID, View: &seen}, func(u string) bool { return u == v.user })
		return
	}
	s.publishStack(v.user)
}

// forClient is the view in Slack's own shape, which payloads to apps and pages
// share.
func (v *view) forClient(team string) View {
	out := View{
		ID: v.id, TeamID: team, Type: v.kind, Title: v.title, Submit: v.submit, Close: v.close, Blocks: v.blocks,
		PrivateMetadata: v.private, CallbackID: v.callbackID, ExternalID: v.externalID, State: StateValues{Values: cloneValues(v.values)}, Hash: v.hash,
		ClearOnClose: v.clearOnClose, NotifyOnClose: v.notifyOnClose, RootViewID: v.root,
		AppID: v.app.cfg.ID, BotID: v.app.cfg.BotID, InstalledTeamID: team,
	}
	if v.previous != "" {
		prev := v.previous
		out.PreviousViewID = &prev
	}
	return out
}

func cloneValues(in Values) Values {
	out := make(Values, len(in))
	for b, actions := range in {
		out[b] = make(map[string]json.RawMessage, len(actions))
		for a, v := range actions {
			out[b][a] = v
		}
	}
	return out
}

// duplicateExternal reports whether another view has this external id.
func (st *state) duplicateExternal(id string, except *view) bool {
	if id == "" {
		return false
	}
	for _, v := range st.views {
		if v != except && v.externalID == id {
			return true
		}
	}
	return false
}
