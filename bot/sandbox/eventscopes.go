package sandbox

import (
	"fmt"
	"slices"
	"strings"
)

// eventScopes are the bot scopes without which Slack does not send an event to
// a subscribed app, any one of them; an event that is not listed needs none.
// They are on each event's own page of Slack's reference
// (https://docs.slack.dev/reference/events).
var eventScopes = map[string][]string{
	"app_mention":             {"app_mentions:read"},
	"message.channels":        {"channels:history"},
	"message.groups":          {"groups:history"},
	"message.im":              {"im:history"},
	"message.mpim":            {"mpim:history"},
	"channel_archive":         {"channels:read"},
	"channel_created":         {"channels:read"},
	"channel_deleted":         {"channels:read"},
	"channel_left":            {"channels:read"},
	"channel_rename":          {"channels:read"},
	"channel_unarchive":       {"channels:read"},
	"group_archive":           {"groups:read"},
	"group_close":             {"groups:read"},
	"group_deleted":           {"groups:read"},
	"group_left":              {"groups:read"},
	"group_open":              {"groups:read"},
	"group_rename":            {"groups:read"},
	"group_unarchive":         {"groups:read"},
	"im_close":                {"im:read"},
	"im_created":              {"im:read"},
	"im_open":                 {"im:read"},
	"member_joined_channel":   {"channels:read", "groups:read"},
	"member_left_channel":     {"channels:read", "groups:read"},
	"emoji_changed":           {"emoji:read"},
	"file_change":             {"files:read"},
	"file_created":            {"files:read"},
	"file_deleted":            {"files:read"},
	"file_public":             {"files:read"},
	"file_shared":             {"files:read"},
	"file_unshared":           {"files:read"},
	"link_shared":             {"links:read"},
	"pin_added":               {"pins:read"},
	"pin_removed":             {"pins:read"},
	"reaction_added":          {"reactions:read"},
	"reaction_removed":        {"reactions:read"},
	"subteam_created":         {"usergroups:read"},
	"subteam_members_changed": {"usergroups:read"},
	"subteam_self_added":      {"usergroups:read"},
	"subteam_self_removed":    {"usergroups:read"},
	"subteam_updated":         {"usergroups:read"},
	"team_join":               {"users:read"},
	"team_rename":             {"team:read"},
	"user_change":             {"users:read"},
}

// hears reports whether Slack sends the app an event: it subscribed to it, said
// where to, and its bot token has a scope of the event.
func (a *app) hears(event string) bool {
	return (a.cfg.SocketMode || a.cfg.RequestURLs.Events != "") && slices.Contains(a.cfg.Events, event) && needScope(eventScopes[event], a.cfg.Scopes) == nil
}

// hearsIn is hears for an event about a channel, which wants the scope of that
// kind of channel.
func (a *app) hearsIn(event string, ch *channel) bool {
	want := "channels:read"
	if ch.kind == kindPrivate {
		want = "groups:read"
	}
	return a.hears(event) && a.may(want)
}

// deafTo are sentences about events that an app subscribed to in vain, for the
// log at the start: Slack would send none of them.
func (a *app) deafTo() []string {
	var out []string
	for _, event := range a.cfg.Events {
		if needScope(eventScopes[event], a.cfg.Scopes) != nil {
			out = append(out, fmt.Sprintf("%s is not sent: the app lacks the scope %s", event, strings.Join(eventScopes[event], " or ")))
		}
	}
	return out
}
