package sandbox

import (
	"encoding/json"
	"maps"
	"slices"
	"time"
)

// A snapshot is the whole workspace as one JSON document: people, groups,
// conversations with everything said in them, files, published Homes, planned
// messages, what everybody has read, and the clock.
//
// It leaves out what lives only while programs are connected: open modals with
// their triggers, response URLs (an app's old ones answer expired_url after a
// restore), sockets and what waits for an acknowledgement, rate limits, faults
// and the traffic log. It has no tokens and secrets; apps are named by id and
// must be installed where it is restored.

// snapshotVersion rises when older programs could not read it any more.
const snapshotVersion = 1

// Snapshot is what Server.Snapshot takes and Server.Restore puts back. Its JSON
// is the body of GET /control/snapshot and POST /control/restore.
type Snapshot struct {
	Version   int             `json:"version"`
	Clock     snapClock       `json:"clock"`
	Team      Team            `json:"team"`
	FreePlan  bool            `json:"free_plan,omitempty"`
	StartedAt time.Time       `json:"started_at"`
	LastTS    int64           `json:"last_ts"`  // the last timestamp given, in microseconds
	Sequence  int64           `json:"sequence"` // the last number given in an id
	Users     []snapUser      `json:"users"`
	Groups    []snapGroup     `json:"groups"`
	Channels  []snapChannel   `json:"channels"`
	Files     []snapFile      `json:"files"`
	Homes     []snapView      `json:"homes"`
	Scheduled []snapScheduled `json:"scheduled"`
}

type snapClock struct {
	Now    time.Time `json:"now"`
	Rate   float64   `json:"rate"`
	Paused bool      `json:"paused"`
}

type snapUser struct {
	Person
	App string `json:"app,omitempty"` // of a bot user: the app's id
}

type snapGroup struct {
	Group
	Created    int64 `json:"created"`
	Updated    int64 `json:"updated"`
	DisabledAt int64 `json:"disabled_at,omitempty"`

	Description string   `json:"description,omitempty"`
	CreatedBy   string   `json:"created_by,omitempty"`
	UpdatedBy   string   `json:"updated_by,omitempty"`
	Channels    []string `json:"channels,omitempty"`
}

type snapChannel struct {
	ID         string            `json:"id"`
	Name       string            `json:"name"`
	Kind       string            `json:"kind"` // public_channel, private_channel, im, mpim
	Members    []string          `json:"members"`
	Archived   bool              `json:"archived,omitempty"`
	Topic      string            `json:"topic,omitempty"`
	TopicSet   *snapHeading      `json:"topic_set,omitempty"`
	Purpose    string            `json:"purpose,omitempty"`
	PurposeSet *snapHeading      `json:"purpose_set,omitempty"`
	Creator    string            `json:"creator,omitempty"`
	Created    int64             `json:"created"`
	Updated    int64             `json:"updated,omitempty"`
	Previous   []string          `json:"previous_names,omitempty"`
	Closed     map[string]bool   `json:"closed,omitempty"` // by bot user
	Messages   []snapMessage     `json:"messages"`
	Ephemerals []snapMessage     `json:"ephemerals,omitempty"`
	Pins       []snapPin         `json:"pins,omitempty"`
	Bookmarks  []snapBookmark    `json:"bookmarks,omitempty"`
	LastRead   map[string]string `json:"last_read,omitempty"` // person -> ts
	ThreadRead []snapThreadRead  `json:"thread_read,omitempty"`
}

// snapHeading is who set a topic or a purpose, and when.
type snapHeading struct {
	User string `json:"user"`
	At   int64  `json:"at"`
}

type snapThreadRead struct {
	User   string `json:"user"`
	Thread string `json:"thread"`
	TS     string `json:"ts"`
}

type snapPin struct {
	TS      string `json:"ts"`
	User    string `json:"user"`
	Created int64  `json:"created"`
}

type snapBookmark struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Link    string `json:"link"`
	Emoji   string `json:"emoji,omitempty"`
	App     string `json:"app,omitempty"`
	User    string `json:"user"`
	Created int64  `json:"created"`
	Updated int64  `json:"updated,omitempty"`
}

type snapMessage struct {
	TS          string          `json:"ts,omitempty"` // none while it is only planned
	User        string          `json:"user"`
	App         string          `json:"app,omitempty"`
	Username    string          `json:"username,omitempty"`
	Icon        string          `json:"icon,omitempty"`
	Subtype     string          `json:"subtype,omitempty"`
	Inviter     string          `json:"inviter,omitempty"`
	Text        string          `json:"text"`
	Blocks      json.RawMessage `json:"blocks,omitempty"`
	Attachments json.RawMessage `json:"attachments,omitempty"`
	Metadata    json.RawMessage `json:"metadata,omitempty"`
	Files       []string        `json:"files,omitempty"`
	ThreadTS    string          `json:"thread_ts,omitempty"`
	Broadcast   bool            `json:"broadcast,omitempty"`
	Replies     []string        `json:"replies,omitempty"`
	ReplyUsers  []string        `json:"reply_users,omitempty"`
	Edited      *Edited         `json:"edited,omitempty"`
	Reactions   []Reaction      `json:"reactions,omitempty"`
	Deleted     bool            `json:"deleted,omitempty"`
	EphemeralTo string          `json:"ephemeral_to,omitempty"`
	UnfurlLinks *bool           `json:"unfurl_links,omitempty"`
	UnfurlMedia *bool           `json:"unfurl_media,omitempty"`
	Calls       []string        `json:"calls,omitempty"`
}

type snapFile struct {
	ID       string      `json:"id"`
	Owner    string      `json:"owner"`
	App      string      `json:"app,omitempty"`
	Team     string      `json:"team"`
	Name     string      `json:"name"`
	Title    string      `json:"title,omitempty"`
	Alt      string      `json:"alt,omitempty"`
	Mode     string      `json:"mode"`
	Length   int         `json:"length"`
	Upload   string      `json:"upload,omitempty"` // the token of an upload URL that may still be used
	Data     []byte      `json:"data,omitempty"`   // base64
	Arrived  bool        `json:"arrived,omitempty"`
	Done     bool        `json:"done,omitempty"`
	Filetype string      `json:"filetype,omitempty"`
	Mimetype string      `json:"mimetype,omitempty"`
	Pretty   string      `json:"pretty,omitempty"`
	Width    int         `json:"width,omitempty"`
	Height   int         `json:"height,omitempty"`
	Base     string      `json:"base,omitempty"`
	Created  int64       `json:"created"`
	Shares   []snapShare `json:"shares,omitempty"`
	Given    []string    `json:"given,omitempty"`    // apps, by id
	Unlisted bool        `json:"unlisted,omitempty"` // forgotten, but messages still show that it was there
}

type snapShare struct {
	Channel string `json:"channel"`
	TS      string `json:"ts"`
}

type snapView struct {
	ID            string          `json:"id"`
	App           string          `json:"app"`
	User          string          `json:"user"`
	Title         json.RawMessage `json:"title,omitempty"`
	Submit        json.RawMessage `json:"submit,omitempty"`
	Close         json.RawMessage `json:"close,omitempty"`
	Blocks        json.RawMessage `json:"blocks"`
	Private       string          `json:"private_metadata,omitempty"`
	CallbackID    string          `json:"callback_id,omitempty"`
	ExternalID    string          `json:"external_id,omitempty"`
	ClearOnClose  bool            `json:"clear_on_close,omitempty"`
	NotifyOnClose bool            `json:"notify_on_close,omitempty"`
	Hash          string          `json:"hash"`
	Values        Values          `json:"values,omitempty"`
	Root          string          `json:"root"`
	Previous      string          `json:"previous,omitempty"`
	Channel       string          `json:"channel,omitempty"`
}

type snapScheduled struct {
	ID      string      `json:"id"`
	Channel string      `json:"channel"`
	PostAt  int64       `json:"post_at"`
	Created int64       `json:"created"`
	Never   bool        `json:"never,omitempty"`
	Message snapMessage `json:"message"`
}

// Snapshot takes the workspace as it stands between two changes.
func (s *Server) Snapshot() Snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.st.snapshot()
	out.Clock.Now, out.Clock.Rate, out.Clock.Paused = s.clock.reading()
	return out
}

// snapshot copies everything that changes in place; checked JSON and the bytes
// of files never do.
func (st *state) snapshot() Snapshot {
	out := Snapshot{
		Version: snapshotVersion, Team: st.team, FreePlan: st.freePlan, StartedAt: st.startedAt, LastTS: st.lastTS, Sequence: st.sequence,
		Users: []snapUser{}, Groups: []snapGroup{}, Channels: []snapChannel{}, Files: []snapFile{}, Homes: []snapView{}, Scheduled: []snapScheduled{},
	}
	for _, u := range st.users {
		out.Users = append(out.Users, snapUser{Person: u.Person, App: u.app.id()})
	}
	for _, g := range st.groups {
		one := snapGroup{Group: g.Group, Created: g.created, Updated: g.updated, DisabledAt: g.disabledAt, Description: g.description, CreatedBy: g.createdBy, UpdatedBy: g.updatedBy}
		one.Users, one.Channels = slices.Clone(g.Users), slices.Clone(g.channels)
		out.Groups = append(out.Groups, one)
	}
	files := newFileList(st)
	for _, ch := range st.channels {
		out.Channels = append(out.Channels, ch.snapshot(files))
	}
	for _, sc := range st.scheduled {
		out.Scheduled = append(out.Scheduled, snapScheduled{ID: sc.id, Channel: sc.channel.id, PostAt: sc.postAt, Created: sc.created, Never: sc.never, Message: sc.message.snapshot(files)})
	}
	for _, f := range files.all {
		out.Files = append(out.Files, f.snapshot(st.files[f.id] != f))
	}
	for _, v := range st.homes {
		out.Homes = append(out.Homes, v.snapshot())
	}
	slices.SortStableFunc(out.Homes, func(a, b snapView) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return out
}

// fileList collects the files that are kept, and those that only messages still
// show.
type fileList struct {
	all  []*file
	seen map[*file]bool
}

func newFileList(st *state) *fileList {
	l := &fileList{seen: map[*file]bool{}}
	for _, id := range st.fileOrder {
		l.add(st.files[id])
	}
	return l
}

func (l *fileList) add(f *file) {
	if f != nil && !l.seen[f] {
		l.seen[f] = true
		l.all = append(l.all, f)
	}
}

// id is the id of an app, "" of none.
func (a *app) id() string {
	if a == nil {
		return ""
	}
	return a.cfg.ID
}

func (c *channel) snapshot(files *fileList) snapChannel {
	out := snapChannel{
		ID: c.id, Name: c.name, Kind: c.kind, Members: append([]string{}, c.members...), Archived: c.archived, Topic: c.topic, Purpose: c.purpose,
		TopicSet: c.topicSet.snapshot(), PurposeSet: c.purposeSet.snapshot(), Creator: c.creator, Created: c.created, Updated: c.updated,
		Previous: slices.Clone(c.previousNames), Closed: maps.Clone(c.closed), Messages: []snapMessage{}, LastRead: maps.Clone(c.lastRead),
	}
	for _, m := range c.messages {
		out.Messages = append(out.Messages, m.snapshot(files))
	}
	for _, m := range c.ephemerals {
		out.Ephemerals = append(out.Ephemerals, m.snapshot(files))
	}
	for _, p := range c.pins {
		out.Pins = append(out.Pins, snapPin{TS: p.ts, User: p.user, Created: p.created})
	}
	for _, b := range c.bookmarks {
		out.Bookmarks = append(out.Bookmarks, snapBookmark{ID: b.id, Title: b.title, Link: b.link, Emoji: b.emoji, App: b.app.id(), User: b.user, Created: b.created, Updated: b.updated})
	}
	for key, ts := range c.threadRead {
		out.ThreadRead = append(out.ThreadRead, snapThreadRead{User: key[0], Thread: key[1], TS: ts})
	}
	slices.SortStableFunc(out.ThreadRead, func(a, b snapThreadRead) int {
		if a.User+" "+a.Thread < b.User+" "+b.Thread {
			return -1
		}
		return 1
	})
	return out
}

func (h heading) snapshot() *snapHeading {
	if h == (heading{}) {
		return nil
	}
	return &snapHeading{User: h.creator, At: h.lastSet}
}

func (m *message) snapshot(files *fileList) snapMessage {
	out := snapMessage{
		TS: m.ts, User: m.user, App: m.app.id(), Username: m.username, Icon: m.icon, Subtype: m.subtype, Inviter: m.inviter, Text: m.text,
		Blocks: m.blocks, Attachments: m.attachments, Metadata: m.metadata, ThreadTS: m.threadTS, Broadcast: m.broadcast,
		Replies: slices.Clone(m.replies), ReplyUsers: slices.Clone(m.replyUsers), Reactions: cloneReactions(m.reactions), Deleted: m.deleted,
		EphemeralTo: m.ephemeralTo, UnfurlLinks: m.unfurl.links, UnfurlMedia: m.unfurl.media, Calls: slices.Clone(m.calls),
	}
	if m.edited != nil {
		was := *m.edited
		out.Edited = &was
	}
	for _, f := range m.files {
		files.add(f)
		out.Files = append(out.Files, f.id)
	}
	return out
}

func (f *file) snapshot(unlisted bool) snapFile {
	out := snapFile{
		ID: f.id, Owner: f.owner, App: f.app.id(), Team: f.team, Name: f.name, Title: f.title, Alt: f.alt, Mode: f.mode, Length: f.length, Upload: f.upload,
		Data: f.data, Arrived: f.arrived, Done: f.done, Filetype: f.kind.filetype, Mimetype: f.kind.mimetype, Pretty: f.kind.pretty, Width: f.width, Height: f.height,
		Base: f.base, Created: f.created, Unlisted: unlisted,
	}
	for _, sh := range f.shares {
		out.Shares = append(out.Shares, snapShare{Channel: sh.channel.id, TS: sh.ts})
	}
	for _, a := range f.given {
		out.Given = append(out.Given, a.id())
	}
	return out
}

func (v *view) snapshot() snapView {
	return snapView{
		ID: v.id, App: v.app.id(), User: v.user, Title: v.title, Submit: v.submit, Close: v.close, Blocks: v.blocks, Private: v.private,
		CallbackID: v.callbackID, ExternalID: v.externalID, ClearOnClose: v.clearOnClose, NotifyOnClose: v.notifyOnClose, Hash: v.hash,
		Values: cloneValues(v.values), Root: v.root, Previous: v.previous, Channel: v.channel,
	}
}
