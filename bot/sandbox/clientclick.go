package sandbox

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
)

// What people click: buttons, choices and shortcuts.

// Words Slack shows when an app does not do its part.
const (
	wordsTrouble = "We had some trouble connecting. Try again?"
	wordsClick   = "This app did not respond. Try again?"
)

// place is where a person clicked: a message or a view.
func (s *Server) place(as, channelID, ts, viewID string) (origin, error) {
	u, err := s.actor(as)
	if err != nil {
		return origin{}, err
	}
	if viewID != "" {
		v := s.st.views[viewID]
		if v == nil || v.user != u.ID {
			return origin{}, errNoView
		}
		return origin{app: v.app, user: u, view: v}, nil
	}
	ch, m, err := s.seenMessage(u, channelID, ts)
	if err != nil {
		return origin{}, err
	}
	if m.app == nil {
		return origin{}, errNoElement
	}
	return origin{app: m.app, user: u, channel: ch, message: m}, nil
}

// blocks are those of the view or the message, the blocks of attachments too.
func (o origin) blocks() []byte {
	if o.view != nil {
		return o.view.blocks
	}
	if len(o.message.attachments) == 0 {
		return o.message.blocks
	}
	var all []json.RawMessage
	_ = json.Unmarshal(o.message.blocks, &all) // none then
	for _, raw := range o.attachmentBlocks() {
		var attached []json.RawMessage     // a new one each time: decoding writes into the bytes of the old
		_ = json.Unmarshal(raw, &attached) // checked when it was posted; an attachment may have none
		all = append(all, attached...)
	}
	return mustJSON(all)
}

// attachmentBlocks are the blocks of each attachment of the message; empty for
// one without.
func (o origin) attachmentBlocks() []json.RawMessage {
	var attachments []struct{ Blocks json.RawMessage }
	if o.message == nil || json.Unmarshal(o.message.attachments, &attachments) != nil {
		return nil
	}
	out := make([]json.RawMessage, 0, len(attachments))
	for _, a := range attachments {
		out = append(out, a.Blocks)
	}
	return out
}

func (s *Server) clientAction(r *http.Request, in ActionRequest) (ActionAnswer, error) {
	var d delivery
	var err error
	s.with(func() {
		var o origin
		if o, err = s.place(in.As, in.Channel, in.TS, in.ViewID); err != nil {
			return
		}
		o.host = hostOf(r)
		e, found := findElement(o.blocks(), in.BlockID, in.ActionID)
		if !found || in.Type != "" && in.Type != e.kind {
			err = errNoElement
			return
		}
		var value object
		if value, err = s.st.chosen(o.user, e, in); err != nil {
			return
		}
		values := s.noteValues(o, e, in.State, value)
		if e.input && !dispatches(e) {
			return // kept for the submission; the app is not told
		}
		d = delivery{app: o.app, kind: envelopeInteractive, name: "block_actions", user: o.user.ID, payload: s.blockActions(o, e, value, values)}
	})
	if err != nil || d.app == nil {
		return ActionAnswer{OK: err == nil}, err
	}
	if _, err := s.ask(d); err != nil {
		return ActionAnswer{Error: wordsFor(err)}, nil
	}
	return ActionAnswer{OK: true}, nil
}

// wordsFor is what a person reads when a click went nowhere: Slack's code, so
// that tests can tell, and its words.
func wordsFor(err error) string {
	if errors.Is(err, errTimeout) {
		return "operation_timeout: " + wordsClick
	}
	return "dispatch_failed: " + wordsClick
}

func dispatches(e element) bool {
	on, _ := e.block["dispatch_action"].(bool)
	return on
}

// chosen checks that the element offers what was chosen and shapes it for the
// action.
func (st *state) chosen(u *user, e element, in ActionRequest) (object, error) {
	if _, holds := holders[e.kind]; !holds {
		return e.pressed(u, in)
	}
	sent := in.object()
	value, err := decodeObject(e.value(sent))
	switch {
	case err != nil:
		return nil, errNoElement
	case sent["selected_option"] != nil && value["selected_option"] == nil, !st.possible(u, e, value):
		return nil, errNotOffered
	case e.tooMany(value) != "":
		return nil, sentence(e.tooMany(value))
	}
	delete(value, "type")
	return value, nil
}

// noteValues puts the state of the other inputs and the new choice together.
// In a view they are kept; a message keeps none.
func (s *Server) noteValues(o origin, e element, sent Values, value object) Values {
	var have Values
	here := ""
	if o.view != nil {
		have = o.view.values
	} else {
		here = o.channel.id
	}
	values := s.st.takeValues(o.user, o.blocks(), have, sent, here)
	if h, holds := holders[e.kind]; holds {
		values[e.blockID][e.actionID] = e.value(object{h.key: value[h.key]})
	}
	s.fillFiles(o.app, o.user.ID, o.blocks(), values)
	if o.view != nil {
		o.view.values = values
	}
	return values
}

func (s *Server) clientShortcut(r *http.Request, in ShortcutRequest) (ActionAnswer, error) {
	var d delivery
	var err error
	s.with(func() {
		var u *user
		if u, err = s.actor(in.As); err != nil {
			return
		}
		a := s.findApp(in.App)
		o := origin{app: a, user: u, host: hostOf(r)}
		kind := "global"
		if in.TS != "" {
			kind = "message"
			if o.channel, o.message, err = s.seenMessage(u, in.Channel, in.TS); err != nil {
				return
			}
			if o.message.ephemeralTo != "" {
				err = sentence("Shortcuts do not work on messages that only you see.")
				return
			}
		}
		if a == nil || !slices.ContainsFunc(a.cfg.Shortcuts, func(sc ShortcutConfig) bool { return sc.Type == kind && sc.CallbackID == in.CallbackID }) {
			err = sentence("There is no such shortcut.")
			return
		}
		d = delivery{app: a, kind: envelopeInteractive, name: "shortcut", user: u.ID}
		if kind == "message" {
			d.name, d.payload = "message_action", s.messageShortcut(o, in.CallbackID)
		} else {
			d.payload = s.shortcut(o, in.CallbackID)
		}
	})
	if err != nil {
		return ActionAnswer{}, err
	}
	if _, err := s.ask(d); err != nil {
		return ActionAnswer{Error: wordsFor(err)}, nil
	}
	return ActionAnswer{OK: true}, nil
}

func (s *Server) clientOptions(r *http.Request, in OptionsRequest) (OptionsAnswer, error) {
	var d delivery
	var err error
	s.with(func() {
		var o origin
		if o, err = s.place(in.As, in.Channel, in.TS, in.ViewID); err != nil {
			return
		}
		e, found := findElement(o.blocks(), in.BlockID, in.ActionID)
		if !found || e.kind != "external_select" && e.kind != "multi_external_select" {
			err = errNoElement
			return
		}
		d = delivery{app: o.app, kind: envelopeInteractive, name: "block_suggestion", user: o.user.ID, payload: s.suggestion(o, e, in.Value)}
	})
	if err != nil {
		return OptionsAnswer{}, err
	}
	got, err := s.ask(d)
	if err != nil {
		return OptionsAnswer{Error: wordsFor(err)}, nil
	}
	body, err := decodeObject(got.body)
	if err == nil {
		err = checkSuggestions(body)
	} else {
		err = refusal("invalid_payload").because("the answer to a block_suggestion is a JSON object with options or option_groups, sent as application/json")
	}
	if err != nil {
		s.violateErr(d.app, "ack of block_suggestion", err)
		return OptionsAnswer{Error: "dispatch_failed: The result failed to load."}, nil
	}
	return OptionsAnswer{OK: true, Options: part(body, "options"), OptionGroups: part(body, "option_groups")}, nil
}

// violateErr records an error in an acknowledgement.
func (s *Server) violateErr(a *app, name string, err error) {
	var refused *apiError
	if !errors.As(err, &refused) {
		refused = refusal("invalid_payload").because(err.Error())
	}
	s.violate(a, name, refused.code, refused.sentence(), refused.pointer)
}
