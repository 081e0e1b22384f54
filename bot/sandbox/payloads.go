package sandbox

import (
	"fmt"
	"net/http"
	"strings"
)

// verificationToken is the deprecated token of payloads; apps check signatures.
const verificationToken = "sandbox-verification-token"

// origin is where an interaction happened.
type origin struct {
	app     *app
	user    *user
	channel *channel // nil for global shortcuts and views
	message *message
	view    *view
	host    string // scheme and host for URLs, when nothing better is known
}

// base is the address that URLs handed to an app start with.
func (s *Server) base(a *app, fallback string) string {
	switch {
	case s.opts.BaseURL != "":
		return s.opts.BaseURL
	case a.host != "":
		return a.host
	}
	return fallback
}

func hostOf(r *http.Request) string { return scheme(r) + "://" + r.Host }

// interaction starts the payload of an interaction: who, where, and the right
// to open a modal.
func (s *Server) interaction(kind string, o origin) object {
	viewID, channelID := "", ""
	if o.view != nil {
		viewID = o.view.id
		if o.view.kind == "home" {
			viewID = ""
		}
	}
	if o.channel != nil {
		channelID = o.channel.id
	}
	p := object{
		"type": kind, "token": verificationToken, "api_app_id": o.app.cfg.ID,
		"team":                  object{"id": s.st.team.ID, "domain": s.st.team.Domain},
		"user":                  object{"id": o.user.ID, "username": o.user.Name, "name": o.user.Name, "team_id": s.st.team.ID},
		"enterprise":            nil,
		"is_enterprise_install": false,
		"trigger_id":            s.newTrigger(o.app, o.user.ID, viewID, channelID),
	}
	return p
}

// blockActions is the payload of one click or choice.
func (s *Server) blockActions(o origin, e element, value object, values Values) object {
	p := s.interaction("block_actions", o)
	action := object{"action_id": e.actionID, "block_id": e.blockID, "type": e.kind, "action_ts": s.st.stamp(s.clock.Now())}
	for _, k := range []string{"text", "value", "style", "confirm", "placeholder", "url", "accessibility_label"} {
		if v, ok := e.def[k]; ok && v != nil {
			action[k] = v
		}
	}
	for k, v := range value {
		action[k] = v
	}
	if h, holds := holders[e.kind]; holds && h.initial != "" {
		if v, ok := e.def[h.initial]; ok {
			action[h.initial] = v
		}
	}
	p["actions"] = []any{action}
	if o.view != nil {
		p["container"] = object{"type": "view", "view_id": o.view.id}
		p["view"] = o.view.forClient(s.st.team.ID)
		return p
	}
	s.addMessageOrigin(p, o)
	for i, blocks := range o.attachmentBlocks() {
		if _, found := findElement(blocks, e.blockID, e.actionID); found {
			container := p["container"].(object) // addMessageOrigin made it
			container["type"], container["attachment_id"], container["is_app_unfurl"] = "message_attachment", i+1, false
		}
	}
	p["state"] = object{"values": values}
	return p
}

// addMessageOrigin says which message an interaction comes from. An ephemeral
// message is known by its container alone.
func (s *Server) addMessageOrigin(p object, o origin) {
	m := o.message
	container := object{"type": "message", "message_ts": m.ts, "channel_id": o.channel.id, "is_ephemeral": m.ephemeralTo != ""}
	if m.threadTS != "" {
		container["thread_ts"] = m.threadTS
	}
	p["container"] = container
	p["channel"] = object{"id": o.channel.id, "name": o.channel.displayName()}
	if m.ephemeralTo == "" {
		p["message"] = s.forApp(m, true)
	}
	p["response_url"] = s.newResponseURL(o, "actions")
}

// displayName is the name that payloads carry: directmessage and privategroup
// for what has no public name.
func (c *channel) displayName() string {
	switch c.kind {
	case kindIM:
		return "directmessage"
	case kindMPIM, kindPrivate:
		return "privategroup"
	}
	return c.name
}

func (s *Server) viewSubmission(o origin) object {
	p := s.interaction("view_submission", o)
	p["view"] = o.view.forClient(s.st.team.ID)
	p["response_urls"] = s.submissionURLs(o)
	return p
}

func (s *Server) viewClosed(o origin, cleared bool) object {
	p := s.interaction("view_closed", o)
	delete(p, "trigger_id")
	p["view"] = o.view.forClient(s.st.team.ID)
	p["is_cleared"] = cleared
	return p
}

func (s *Server) shortcut(o origin, callbackID string) object {
	p := s.interaction("shortcut", o)
	p["callback_id"], p["action_ts"] = callbackID, s.st.stamp(s.clock.Now())
	delete(p, "api_app_id") // as documented
	return p
}

func (s *Server) messageShortcut(o origin, callbackID string) object {
	p := s.interaction("message_action", o)
	p["callback_id"], p["action_ts"] = callbackID, s.st.stamp(s.clock.Now())
	p["message_ts"], p["message"] = o.message.ts, s.forApp(o.message, true)
	p["channel"] = object{"id": o.channel.id, "name": o.channel.displayName()}
	p["response_url"] = s.newResponseURL(o, "app")
	delete(p, "api_app_id") // as documented
	return p
}

func (s *Server) suggestion(o origin, e element, typed string) object {
	p := s.interaction("block_suggestion", o)
	delete(p, "trigger_id")
	p["action_id"], p["block_id"], p["value"] = e.actionID, e.blockID, typed
	if o.view != nil {
		p["container"] = object{"type": "view", "view_id": o.view.id}
		p["view"] = o.view.forClient(s.st.team.ID)
		return p
	}
	p["container"] = object{"type": "message", "message_ts": o.message.ts, "channel_id": o.channel.id, "is_ephemeral": o.message.ephemeralTo != ""}
	p["channel"] = object{"id": o.channel.id, "name": o.channel.displayName()}
	p["message"] = s.forApp(o.message, true)
	return p
}

// commandText is what should_escape makes of the words after a command: people,
// channels and links as in messages, and channels that not everybody sees
// without their name
// (https://docs.slack.dev/interactivity/implementing-slash-commands).
func (st *state) commandText(u *user, text string) string {
	return apart(st.typed(text), bracketed, asIs, func(part string) string {
		return nameMark.ReplaceAllStringFunc(part, func(found string) string {
			m := nameMark.FindStringSubmatch(found)
			name := strings.TrimRight(m[3], ".-_")
			ch := st.findChannel(name)
			if m[2] != "#" || ch == nil || ch.kind != kindPrivate || !ch.has(u.ID) {
				return found
			}
			return m[1] + "<#" + ch.id + "|>" + m[3][len(name):]
		})
	})
}

// command is the payload of a slash command; over HTTP it becomes a form.
func (s *Server) command(o origin, cmd CommandConfig, text string) object {
	if cmd.ShouldEscape {
		text = s.st.commandText(o.user, text)
	}
	return object{
		"token": verificationToken, "team_id": s.st.team.ID, "team_domain": s.st.team.Domain,
		"channel_id": o.channel.id, "channel_name": o.channel.displayName(), "user_id": o.user.ID, "user_name": o.user.Name,
		"command": cmd.Command, "text": text, "api_app_id": o.app.cfg.ID, "is_enterprise_install": "false",
		"response_url": s.newResponseURL(o, "commands"), "trigger_id": s.newTrigger(o.app, o.user.ID, "", o.channel.id),
	}
}

// emit wraps an event for an app and puts it into the outbox.
func (s *Server) emit(a *app, userID string, event object) {
	if _, ok := event["event_ts"]; !ok {
		event["event_ts"] = s.st.stamp(s.clock.Now())
	}
	id := fmt.Sprintf("Ev0%08X", s.st.next())
	p := object{
		"type": "event_callback", "token": verificationToken, "team_id": s.st.team.ID, "api_app_id": a.cfg.ID,
		"context_team_id": s.st.team.ID, "context_enterprise_id": nil, "event": event, "event_id": id, "event_time": s.clock.Now().Unix(), "is_ext_shared_channel": false, "event_context": "4-" + id,
		"authorizations": []any{object{"enterprise_id": nil, "team_id": s.st.team.ID, "user_id": a.cfg.BotUserID, "is_bot": true, "is_enterprise_install": false}},
	}
	s.outbox = append(s.outbox, delivery{app: a, kind: envelopeEvent, name: str(event, "type"), user: userID, payload: p, eventID: id})
}
