package sandbox

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"
)

// object is a JSON object on its way out.
type object = map[string]any

// Bounds of what is kept, so that a sandbox that runs for months stays small.
const (
	keepMessages   = 20_000 // per conversation
	keepEphemerals = 500    // per conversation
	keepTriggers   = 10_000
	keepChannels   = 10_000
	keepGroups     = 10_000
	keepURLs       = 10_000
)

// state is the whole workspace. Server.mu guards it.
type state struct {
	team      Team
	freePlan  bool
	users     []*user // in the order they were added
	userByID  map[string]*user
	groups    []*group
	channels  []*channel
	channelBy map[string]*channel // by id
	ids       idMaker
	views     map[string]*view   // open modals and published Homes, by id
	stacks    map[string][]*view // open modals by person, top last
	homes     map[[2]string]*view
	triggers  fifo[*trigger]
	urls      fifo[*responseURL]
	files     map[string]*file
	fileOrder []string
	scheduled []*scheduled // in the order of posting
	lastTS    int64        // microseconds
	sequence  int64
	life      string // in the ids of views; see newLife
	startedAt time.Time
}

// user is a person or a bot user.
type user struct {
	Person
	app *app // of a bot user; nil for people
}

func (u *user) isBot() bool { return u.app != nil }

type group struct {
	Group
	created, updated     int64 // Unix seconds
	disabledAt           int64
	description          string
	createdBy, updatedBy string
	channels             []string // default channels
}

// The kinds of conversation as Slack tells them apart.
const (
	kindPublic  = "public_channel"
	kindPrivate = "private_channel"
	kindIM      = "im"
	kindMPIM    = "mpim"
)

type channel struct {
	id, name, kind string
	members        []string
	archived       bool
	topic, purpose string
	topicSet       heading
	purposeSet     heading
	creator        string
	created        int64 // Unix seconds
	updated        int64 // Unix milliseconds; 0: not since it was made
	previousNames  []string
	closed         map[string]bool // direct conversations that an app's bot closed
	messages       []*message      // by ts, replies among them
	byTS           map[string]*message
	ephemerals     []*message
	pins           []pin // oldest first
	bookmarks      []*bookmark
	lastRead       map[string]string    // person -> ts
	threadRead     map[[2]string]string // person, thread -> ts
}

func (c *channel) has(userID string) bool { return slices.Contains(c.members, userID) }

// other is who else is in a direct conversation.
func (c *channel) other(userID string) string {
	for _, m := range c.members {
		if m != userID {
			return m
		}
	}
	return userID
}

// message is one message. Blocks and attachments are kept as checked JSON.
type message struct {
	ts          string
	channel     *channel
	user        string // who wrote it; a bot user for apps
	app         *app   // nil when a person wrote it
	username    string
	icon        string
	subtype     string
	inviter     string // of a message that somebody joined
	text        string
	blocks      json.RawMessage
	attachments json.RawMessage
	metadata    json.RawMessage
	files       []*file
	threadTS    string // of a reply: the parent
	broadcast   bool
	replies     []string
	replyUsers  []string
	edited      *Edited
	reactions   []Reaction
	deleted     bool
	ephemeralTo string
	unfurl      unfurlFlags
	calls       []string // whom it notifies, as in Message.Calls
}

func newState(cfg Config, apps []*app, now time.Time) *state {
	st := &state{
		team: cfg.Team, freePlan: cfg.FreePlan,
		userByID: map[string]*user{}, channelBy: map[string]*channel{},
		ids:   idMaker{taken: map[string]bool{}},
		views: map[string]*view{}, stacks: map[string][]*view{}, homes: map[[2]string]*view{}, files: map[string]*file{},
		triggers: newFIFO[*trigger](keepTriggers), urls: newFIFO[*responseURL](keepURLs),
		startedAt: now,
	}
	cfg.reserve(st.ids)
	for _, p := range cfg.People {
		st.addUser(&user{Person: p})
	}
	for _, a := range apps {
		st.addUser(botUser(a))
	}
	for _, g := range cfg.Groups {
		st.groups = append(st.groups, &group{Group: g, created: now.Unix(), updated: now.Unix()})
	}
	for _, c := range cfg.Channels {
		kind := kindPublic
		if c.Private {
			kind = kindPrivate
		}
		ch := st.addChannel(c.ID, c.Name, kind, c.Members, now)
		ch.topic, ch.purpose, ch.archived = c.Topic, c.Purpose, c.Archived
	}
	for _, a := range apps {
		for _, p := range cfg.People {
			st.im(p.ID, a.cfg.BotUserID, now)
		}
	}
	st.addFirst(cfg.Messages, now)
	return st
}

func botUser(a *app) *user {
	return &user{Person: Person{ID: a.cfg.BotUserID, Name: a.cfg.BotName, RealName: a.cfg.Name, TZ: "UTC", Locale: "en-US"}, app: a}
}

func (st *state) addUser(u *user) {
	if u.Color == "" {
		u.Color = palette[len(st.users)%len(palette)]
	}
	st.users = append(st.users, u)
	st.userByID[u.ID] = u
}

// palette is calm, and dark enough for white initials.
var palette = []string{"2f5d8a", "8a4b2f", "3d7a4f", "7a3d6b", "8a6d1f", "2f7a7a", "5b4b9a", "9a3b4b", "4f6b2f", "47586b"}

func (st *state) addChannel(id, name, kind string, members []string, now time.Time) *channel {
	ch := &channel{
		id: id, name: name, kind: kind, created: now.Unix(),
		byTS: map[string]*message{}, lastRead: map[string]string{}, threadRead: map[[2]string]string{},
	}
	for _, m := range members {
		if !ch.has(m) {
			ch.members = append(ch.members, m)
		}
	}
	if len(ch.members) > 0 {
		ch.creator = ch.members[0]
	}
	st.channels = append(st.channels, ch)
	st.channelBy[id] = ch
	return ch
}

// im finds or opens the direct messages between two users.
func (st *state) im(a, b string, now time.Time) *channel {
	want := []string{a, b}
	if a == b {
		want = want[:1]
	}
	return st.direct(kindIM, want, now)
}

// findDirect finds the direct conversation of exactly these users, nil where
// they have none.
func (st *state) findDirect(kind string, members []string) *channel {
	want := slices.Compact(slices.Sorted(slices.Values(members)))
	for _, c := range st.channels {
		if c.kind == kind && len(c.members) == len(want) && slices.Equal(slices.Sorted(slices.Values(c.members)), want) {
			return c
		}
	}
	return nil
}

// direct finds or opens a direct conversation of exactly these users.
func (st *state) direct(kind string, members []string, now time.Time) *channel {
	if c := st.findDirect(kind, members); c != nil {
		return c
	}
	want := slices.Compact(slices.Sorted(slices.Values(members)))
	names := make([]string, 0, len(want))
	for _, m := range want {
		names = append(names, st.nameOf(m))
	}
	var id string
	name := ""
	if kind == kindIM {
		st.ids.fill(&id, "D", strings.Join(names, ""))
	} else {
		name = "mpdm-" + strings.Join(names, "--") + "-1"
		st.ids.fill(&id, "G", strings.Join(names, ""))
	}
	return st.addChannel(id, name, kind, members, now)
}

func (st *state) nameOf(userID string) string {
	if u := st.userByID[userID]; u != nil {
		return u.Name
	}
	return userID
}

// findUser finds by id or handle.
func (st *state) findUser(idOrName string) *user {
	if u := st.userByID[idOrName]; u != nil {
		return u
	}
	for _, u := range st.users {
		if u.Name == strings.TrimPrefix(idOrName, "@") {
			return u
		}
	}
	return nil
}

// findChannel finds by id or, for channels, by name with or without #.
func (st *state) findChannel(idOrName string) *channel {
	if c := st.channelBy[idOrName]; c != nil {
		return c
	}
	name := strings.TrimPrefix(idOrName, "#")
	for _, c := range st.channels {
		if c.name == name && (c.kind == kindPublic || c.kind == kindPrivate) {
			return c
		}
	}
	return nil
}

// stamp makes the next message timestamp: the workspace's time, but always
// later than the one before.
func (st *state) stamp(now time.Time) string {
	us := max(now.UnixMicro(), st.lastTS+1)
	st.lastTS = us
	return fmt.Sprintf("%d.%06d", us/1e6, us%1e6)
}

// newLife is six letters that differ whenever a workspace starts, is reset or is
// restored, by the real moment it does so. Open modals do not outlive that and
// their numbers may be given again: without the letters, what a page still holds
// for a modal of before would be taken for a later one's.
func newLife(real time.Time) string {
	h := fnv.New32a()
	_ = binary.Write(h, binary.BigEndian, real.UnixNano()) // a hash takes everything
	return fmt.Sprintf("%06X", h.Sum32()&0xFFFFFF)
}

// next is a number never given before, for ids.
func (st *state) next() int64 {
	st.sequence++
	return st.sequence
}

// canSee reports whether a person may read a conversation.
func (c *channel) canSee(userID string) bool {
	return c.kind == kindPublic || c.has(userID)
}

// fifo is a map that forgets its oldest entries beyond a limit.
type fifo[V any] struct {
	limit int
	items map[string]V
	order []string
}

func newFIFO[V any](limit int) fifo[V] {
	return fifo[V]{limit: limit, items: map[string]V{}}
}

func (f *fifo[V]) put(key string, v V) {
	if _, ok := f.items[key]; !ok {
		f.order = append(f.order, key)
	}
	f.items[key] = v
	if len(f.order) > f.limit {
		delete(f.items, f.order[0])
		f.order = slices.Delete(f.order, 0, 1)
	}
}

func (f *fifo[V]) get(key string) V { return f.items[key] }
