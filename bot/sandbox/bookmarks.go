package sandbox

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// The bookmarks of a conversation: links above its messages. Only links are
// made here; folders and files are not offered to apps by Slack either.

const (
	maxBookmarks     = 100 // of a conversation, as Slack's help pages say
	maxBookmarkTitle = 255
)

type bookmark struct {
	id, title, link, emoji string
	app                    *app   // who added it; nil for people
	user                   string // who changed it last
	created, updated       int64  // Unix seconds; updated is 0 until an edit
}

// Bookmark is a bookmark as a person's page shows it.
type Bookmark struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Link  string `json:"link"`
	Emoji string `json:"emoji,omitempty"` // with colons
}

// BookmarkRequest is the body of POST /client/bookmark: a new one without ID,
// else a change or the removal of one.
type BookmarkRequest struct {
	As      string `json:"as"`
	Channel string `json:"channel"`
	ID      string `json:"id,omitempty"`
	Title   string `json:"title,omitempty"`
	Link    string `json:"link,omitempty"`
	Emoji   string `json:"emoji,omitempty"`
	Remove  bool   `json:"remove,omitempty"`
}

func (b *bookmark) forClient() Bookmark {
	return Bookmark{ID: b.id, Title: b.title, Link: b.link, Emoji: b.emoji}
}

// object is a bookmark in Slack's shape.
func (b *bookmark) object(ch *channel, team string, rank int) object {
	o := object{
		"id": b.id, "channel_id": ch.id, "title": b.title, "link": b.link, "emoji": b.emoji, "icon_url": "", "type": "link", "entity_id": nil,
		"date_created": b.created, "date_updated": b.updated, "rank": fmt.Sprintf("%03d", rank), "last_updated_by_user_id": b.user,
		"last_updated_by_team_id": team, "shortcut_id": nil, "app_id": nil, "app_action_id": "",
	}
	if b.app != nil {
		o["app_id"] = b.app.cfg.ID
	}
	return o
}

func checkBookmark(title, link, emoji string) error {
	u, err := url.Parse(link)
	switch {
	case err != nil, u.Host == "", u.Scheme != "http" && u.Scheme != "https":
		return refusal("invalid_link").because("a link starts with http:// or https://")
	case emoji != "" && (len(emoji) < 3 || !strings.HasPrefix(emoji, ":") || !strings.HasSuffix(emoji, ":") || !emojiPattern.MatchString(strings.Trim(emoji, ":"))):
		return refusal("invalid_emoji").because("an emoji is written :name:")
	case title == "":
		return missingField("title")
	case utf8.RuneCountInString(title) > maxBookmarkTitle:
		return badArgument("must be less than 256 characters", "/title")
	}
	return nil
}

func (s *Server) addBookmark(ch *channel, b *bookmark) error {
	if err := checkBookmark(b.title, b.link, b.emoji); err != nil {
		return err
	}
	if len(ch.bookmarks) >= maxBookmarks {
		return refusal("too_many_bookmarks").because("a conversation has at most 100 bookmarks")
	}
	b.id, b.created = fmt.Sprintf("Bk0%08X", s.st.next()), s.clock.Now().Unix()
	ch.bookmarks = append(ch.bookmarks, b)
	s.publish(Event{Type: EventChannel, Channel: ch.id}, ch.canSee)
	return nil
}

func (c *channel) bookmark(id string) (*bookmark, int) {
	i := slices.IndexFunc(c.bookmarks, func(b *bookmark) bool { return b.id == id })
	if i < 0 {
		return nil, -1
	}
	return c.bookmarks[i], i
}

// editBookmark changes what is given; link is checked even when it stays.
func (s *Server) editBookmark(ch *channel, b *bookmark, userID, title, link, emoji string) error {
	for field, old := range map[*string]string{&title: b.title, &link: b.link, &emoji: b.emoji} {
		if *field == "" {
			*field = old
		}
	}
	if err := checkBookmark(title, link, emoji); err != nil {
		return err
	}
	b.title, b.link, b.emoji, b.user, b.updated = title, link, emoji, userID, s.clock.Now().Unix()
	s.publish(Event{Type: EventChannel, Channel: ch.id}, ch.canSee)
	return nil
}

func (s *Server) removeBookmark(ch *channel, id string) error {
	_, i := ch.bookmark(id)
	if i < 0 {
		return refusal("not_found").because("there is no bookmark " + id + " in the conversation")
	}
	ch.bookmarks = slices.Delete(ch.bookmarks, i, i+1)
	s.publish(Event{Type: EventChannel, Channel: ch.id}, ch.canSee)
	return nil
}

func (s *Server) clientBookmark(_ *http.Request, in BookmarkRequest) (ActionAnswer, error) {
	return s.writeIn(in.As, in.Channel, func(u *user, ch *channel) error {
		b, _ := ch.bookmark(in.ID)
		switch {
		case in.Remove:
			return inWords(s.removeBookmark(ch, in.ID))
		case in.ID == "" && in.Title == "":
			return sentence("A bookmark needs a name.")
		case in.ID == "":
			return inWords(s.addBookmark(ch, &bookmark{title: in.Title, link: in.Link, emoji: in.Emoji, user: u.ID}))
		case b == nil:
			return inWords(refusal("not_found"))
		}
		return inWords(s.editBookmark(ch, b, u.ID, in.Title, in.Link, in.Emoji))
	})
}
