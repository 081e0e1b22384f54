package workspace

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"drumbeat/workflow"
)

// channels is every channel the bot can see, by name.
type channels struct {
	byName map[string]string
	member map[string]bool // by id: the bot is in it
	part   bool            // private channels are not among them, for want of a scope
	at     time.Time
}

const (
	channelPage  = 999
	channelPages = 50
	channelFresh = 30 * time.Second // a name that is not in a list this young is not there
)

// ChannelID gives the id of a channel: "#releases" is looked up, anything that
// looks like an id is returned as it is. CodeNotFound where the bot sees no
// channel of that name: it does not exist, is archived, or is private without
// the bot in it.
func (d *Directory) ChannelID(ctx context.Context, c workflow.Channel) (string, error) {
	if isConversationID(string(c)) {
		return string(c), nil
	}
	name := strings.ToLower(strings.TrimPrefix(string(c), "#"))
	list, err := d.channels.get(ctx, the, d.readChannels)
	if err != nil {
		return "", err
	}
	if id, ok := list.byName[name]; ok {
		return id, nil
	}
	if age := d.now().Sub(list.at); age < 0 || age >= channelFresh {
		d.channels.expire(the) // it may have been made since
		if list, err = d.channels.get(ctx, the, d.readChannels); err != nil {
			return "", err
		}
		if id, ok := list.byName[name]; ok {
			return id, nil
		}
	}
	return "", unknown(slack.SlackErrorResponse{Err: "channel_not_found"}, "There is no channel #%s that Drumbeat can see. Create it, or invite the bot to it.", name)
}

// isConversationID tells Slack's ids from names: names have no capitals.
func isConversationID(s string) bool {
	if len(s) < 3 || strings.IndexByte("CGD", s[0]) < 0 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

func (d *Directory) readChannels(ctx context.Context) (channels, error) {
	list, err := d.listChannels(ctx, "public_channel", "private_channel")
	if slackSays(err) == "missing_scope" {
		d.log.Warn("private channels are not listed: the scope groups:read is missing")
		list, err = d.listChannels(ctx, "public_channel")
		list.part = true
	}
	if err != nil {
		return channels{}, fmt.Errorf("conversations.list: %w", err)
	}
	list.at = d.now()
	return list, nil
}

func (d *Directory) listChannels(ctx context.Context, types ...string) (channels, error) {
	out := channels{byName: map[string]string{}, member: map[string]bool{}}
	p := &slack.GetConversationsParameters{ExcludeArchived: true, Limit: channelPage, Types: types}
	for range channelPages {
		page, cursor, err := d.api.GetConversationsContext(ctx, p)
		if err != nil {
			return channels{}, err
		}
		for _, c := range page {
			out.byName[strings.ToLower(c.Name)] = c.ID
			out.member[c.ID] = c.IsMember
		}
		if cursor == "" {
			break
		}
		p.Cursor = cursor
	}
	return out, nil
}

// DirectMessage gives the id of the conversation between the bot and a person,
// opening it where there is none. CodeNotFound for somebody who cannot be
// written to: unknown, deactivated or a bot; Slack's own word is in the chain.
func (d *Directory) DirectMessage(ctx context.Context, p workflow.PersonID) (string, error) {
	return d.direct.get(ctx, string(p), func(ctx context.Context) (string, error) {
		c, _, _, err := d.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{string(p)}})
		switch slackSays(err) {
		case "user_not_found", "users_not_found", "user_not_visible", "user_disabled", "cannot_dm_bot", "channel_not_found":
			return "", unknown(err, "Slack lets nobody write to %s: deactivated, a bot, or not in this workspace.", string(p))
		}
		if err != nil {
			return "", fmt.Errorf("conversations.open: %w", err)
		}
		return c.ID, nil
	})
}

// errUnseen says that nobody can tell at this moment whether the bot is in a channel.
var errUnseen = errors.New("workspace: Slack does not tell whether the bot is in the channel")

// CanPost tells whether the bot is in a channel. One that it was invited to lately
// is found: where the list says no, a younger one is asked for. The error says
// that Slack does not answer, or not of private channels for want of a scope.
func (d *Directory) CanPost(ctx context.Context, c workflow.Channel) (bool, error) {
	for again := range 2 {
		list, err := d.channels.get(ctx, the, d.readChannels)
		if err != nil {
			return false, err
		}
		id := string(c)
		if !isConversationID(id) {
			id = list.byName[strings.ToLower(strings.TrimPrefix(id, "#"))]
		}
		member, listed := list.member[id]
		age := d.now().Sub(list.at)
		switch {
		case member:
			return true, nil
		case age >= 0 && age < channelFresh && listed:
			return d.invited(ctx, id), nil
		case age >= 0 && age < channelFresh && !list.part:
			return false, nil
		case again == 0 && (age < 0 || age >= channelFresh):
			d.channels.expire(the) // it may have been invited since
		}
	}
	return false, errUnseen
}

// invited asks about one channel whether the bot is in it by now. Who was told
// that it is not invites it and tries again at once. Where Slack does not answer,
// the list is right.
func (d *Directory) invited(ctx context.Context, channel string) bool {
	c, err := d.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: channel})
	return err == nil && c.IsMember
}
