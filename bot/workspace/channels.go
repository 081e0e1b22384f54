package workspace

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"drumbeat/workflow"
)

// channels is every channel the bot can see, by name.
type channels struct {
	byName map[string]string
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
	}
	if err != nil {
		return channels{}, fmt.Errorf("conversations.list: %w", err)
	}
	return channels{byName: list, at: d.now()}, nil
}

func (d *Directory) listChannels(ctx context.Context, types ...string) (map[string]string, error) {
	byName := map[string]string{}
	p := &slack.GetConversationsParameters{ExcludeArchived: true, Limit: channelPage, Types: types}
	for range channelPages {
		page, cursor, err := d.api.GetConversationsContext(ctx, p)
		if err != nil {
			return nil, err
		}
		for _, c := range page {
			byName[strings.ToLower(c.Name)] = c.ID
		}
		if cursor == "" {
			break
		}
		p.Cursor = cursor
	}
	return byName, nil
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
