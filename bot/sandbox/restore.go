package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Restore puts a snapshot in the place of the workspace: everything that was
// there is gone, pages load all again, sockets stay open. Nothing changes when
// the snapshot cannot be used; the error names the entry.
//
// The traffic log, violations and faults stay as they are.
func (s *Server) Restore(snap Snapshot) error {
	s.mu.Lock()
	st, err := s.restored(snap)
	if err != nil {
		s.mu.Unlock()
		return err
	}
	tell := s.clock.resume(snap.Clock) // before anything planned is looked at
	s.st = st
	for _, a := range s.apps {
		a.last = nil
	}
	some := len(st.scheduled) > 0
	s.mu.Unlock()
	tell()
	s.resets.open() // what waited for another try is of the old workspace
	if some {
		s.planned()
	}
	s.publish(Event{Type: EventReset}, everybody)
	return nil
}

var (
	stampPattern = regexp.MustCompile(`^[0-9]{1,12}\.[0-9]{6}$`)
	idPattern    = regexp.MustCompile(`^[A-Za-z0-9]{2,64}$`)
)

// mostMicros is the largest timestamp that stampPattern takes, in microseconds.
const mostMicros = 1_000_000_000_000_000_000 - 1

// restorer builds a state out of a snapshot and keeps the first problem.
type restorer struct {
	s     *Server
	st    *state
	files map[string]*file
	err   error
}

func (r *restorer) need(ok bool, format string, args ...any) bool {
	if !ok && r.err == nil {
		r.err = fmt.Errorf(format, args...)
	}
	return ok
}

// restored is the state of a snapshot. Call it with the lock held.
func (s *Server) restored(snap Snapshot) (*state, error) {
	r := &restorer{s: s, files: map[string]*file{}, st: &state{
		team: snap.Team, freePlan: snap.FreePlan, life: newLife(s.opts.Now()), startedAt: snap.StartedAt, lastTS: snap.LastTS, sequence: snap.Sequence,
		userByID: map[string]*user{}, channelBy: map[string]*channel{}, ids: idMaker{taken: map[string]bool{}},
		views: map[string]*view{}, stacks: map[string][]*view{}, homes: map[[2]string]*view{}, files: map[string]*file{},
		triggers: newFIFO[*trigger](keepTriggers), urls: newFIFO[*responseURL](keepURLs),
	}}
	r.need(snap.Version == snapshotVersion, "version: this program reads snapshots of version %d, not %d", snapshotVersion, snap.Version)
	r.need(snap.Clock.Now.Unix() >= 0 && !snap.Clock.Now.After(endOfTime), "clock.now: missing or out of range")
	r.need(snap.Clock.Rate > 0 && snap.Clock.Rate <= maxRate, "clock.rate: must be more than 0 and at most %d", maxRate)
	r.need(snap.LastTS >= 0 && snap.LastTS <= mostMicros && snap.Sequence >= 0 && snap.Sequence <= mostMicros, "last_ts, sequence: out of range")
	r.need(idPattern.MatchString(snap.Team.ID), "team.id: %q is no id", snap.Team.ID)
	r.st.ids.take(snap.Team.ID)
	r.users(snap.Users)
	r.groups(snap.Groups)
	r.channels(snap.Channels) // before files and messages, which point at them
	r.filesOf(snap.Files)
	for i := range snap.Channels {
		if r.err == nil {
			r.fillChannel(r.st.channels[i], snap.Channels[i], fmt.Sprintf("channels[%d]", i))
		}
	}
	r.homes(snap.Homes)
	r.scheduled(snap.Scheduled)
	if r.err != nil {
		return nil, r.err
	}
	r.installApps(snap.Clock.Now)
	return r.st, nil
}

// app finds an app by id; "" is none.
func (r *restorer) app(id, at string) *app {
	if id == "" {
		return nil
	}
	for _, a := range r.s.apps {
		if a.cfg.ID == id {
			return a
		}
	}
	r.need(false, "%s: the app %s is not installed here; start the sandbox with the configuration that the snapshot was taken with", at, id)
	return nil
}

// id takes an id that must be new.
func (r *restorer) id(id, at string) {
	r.need(idPattern.MatchString(id), "%s: %q is no id", at, id)
	r.need(!r.st.ids.taken[id], "%s: the id %s is there twice", at, id)
	r.st.ids.take(id)
}

func (r *restorer) known(userID, at string) {
	r.need(r.st.userByID[userID] != nil, "%s: there is no user %q", at, userID)
}

func (r *restorer) users(list []snapUser) {
	for i, in := range list {
		at := fmt.Sprintf("users[%d]", i)
		u := &user{Person: in.Person, app: r.app(in.App, at)}
		r.id(u.ID, at)
		r.need(checkZone(u.TZ) == nil, "%s: %q is no time zone", at, u.TZ)
		k := newCheck()
		u.check(at, k)
		r.need(k.err() == nil, "%v", k.err())
		r.need(u.app == nil || u.app.cfg.BotUserID == u.ID, "%s: the bot user of %s has another id here", at, in.App)
		r.st.addUser(u)
	}
	for _, a := range r.s.apps {
		u := r.st.userByID[a.cfg.BotUserID]
		r.need(u == nil || u.app == a, "users: %s is the bot user of the app %s here", a.cfg.BotUserID, a.cfg.ID)
	}
}

func (r *restorer) groups(list []snapGroup) {
	for i, in := range list {
		at := fmt.Sprintf("groups[%d]", i)
		g := &group{Group: in.Group, created: in.Created, updated: in.Updated, disabledAt: in.DisabledAt, description: in.Description, createdBy: in.CreatedBy, updatedBy: in.UpdatedBy}
		g.Users, g.channels = slices.Clone(in.Users), slices.Clone(in.Channels)
		r.id(g.ID, at)
		for _, u := range g.Users {
			r.known(u, at)
		}
		r.st.groups = append(r.st.groups, g)
	}
}

func (r *restorer) channels(list []snapChannel) {
	for i, in := range list {
		at := fmt.Sprintf("channels[%d]", i)
		ch := r.st.addChannel(in.ID, in.Name, in.Kind, in.Members, time.Unix(in.Created, 0))
		r.id(ch.id, at)
		r.need(slices.Contains([]string{kindPublic, kindPrivate, kindIM, kindMPIM}, ch.kind), "%s: kind %q is not known", at, ch.kind)
		for _, u := range ch.members {
			r.known(u, at)
		}
		ch.archived, ch.topic, ch.purpose, ch.creator = in.Archived, in.Topic, in.Purpose, in.Creator
		ch.topicSet, ch.purposeSet, ch.updated, ch.previousNames, ch.closed = in.TopicSet.heading(), in.PurposeSet.heading(), in.Updated, slices.Clone(in.Previous), maps.Clone(in.Closed)
		for who, ts := range in.LastRead {
			ch.lastRead[who] = ts
		}
		for _, t := range in.ThreadRead {
			ch.threadRead[[2]string{t.User, t.Thread}] = t.TS
		}
		for _, p := range in.Pins {
			ch.pins = append(ch.pins, pin{ts: p.TS, user: p.User, created: p.Created})
		}
		for _, b := range in.Bookmarks {
			r.need(checkBookmark(b.Title, b.Link, b.Emoji) == nil, "%s.bookmarks: %q is no link, or its title or emoji is none", at, b.Link)
			ch.bookmarks = append(ch.bookmarks, &bookmark{id: b.ID, title: b.Title, link: b.Link, emoji: b.Emoji, app: r.app(b.App, at+".bookmarks"), user: b.User, created: b.Created, updated: b.Updated})
		}
	}
}

func (h *snapHeading) heading() heading {
	if h == nil {
		return heading{}
	}
	return heading{creator: h.User, lastSet: h.At}
}

func (r *restorer) filesOf(list []snapFile) {
	for i, in := range list {
		at := fmt.Sprintf("files[%d]", i)
		f := &file{
			id: in.ID, owner: in.Owner, app: r.app(in.App, at), team: in.Team, name: in.Name, title: in.Title, alt: in.Alt, mode: in.Mode, length: in.Length, upload: in.Upload,
			data: in.Data, arrived: in.Arrived, done: in.Done, kind: fileKind{filetype: in.Filetype, mimetype: in.Mimetype, pretty: in.Pretty},
			width: in.Width, height: in.Height, base: in.Base, created: in.Created,
		}
		r.need(idPattern.MatchString(f.id) && r.files[f.id] == nil, "%s: %q is no new id", at, f.id)
		r.known(f.owner, at)
		r.need(f.base == "" || strings.HasPrefix(f.base, "http://") || strings.HasPrefix(f.base, "https://"), "%s.base: %q is no address", at, f.base)
		r.need(len(f.data) <= maxUpload && (f.data == nil || f.length == len(f.data)), "%s: it has %d bytes, not %d, or too many", at, len(f.data), f.length)
		for _, sh := range in.Shares {
			ch := r.st.channelBy[sh.Channel]
			if r.need(ch != nil, "%s: there is no channel %q", at, sh.Channel) {
				f.shares = append(f.shares, share{channel: ch, ts: sh.TS})
			}
		}
		for _, id := range in.Given {
			if a := r.app(id, at); a != nil {
				f.given = append(f.given, a)
			}
		}
		r.files[f.id] = f
		if !in.Unlisted {
			r.st.files[f.id] = f
			r.st.fileOrder = append(r.st.fileOrder, f.id)
		}
	}
}

// fillChannel brings the messages back.
func (r *restorer) fillChannel(ch *channel, in snapChannel, at string) {
	r.need(len(in.Messages) <= keepMessages && len(in.Ephemerals) <= keepEphemerals, "%s: more messages than are kept", at)
	last := ""
	for i, one := range in.Messages {
		m := r.message(one, ch, fmt.Sprintf("%s.messages[%d]", at, i))
		r.need(r.stamped(m.ts) && laterTS(m.ts, last), "%s.messages[%d]: the ts %q is none, or not after the one before", at, i, m.ts)
		r.need(m.ephemeralTo == "", "%s.messages[%d]: a message for one person is among the ephemerals", at, i)
		last = m.ts
		ch.messages = append(ch.messages, m)
		ch.byTS[m.ts] = m
	}
	for i, one := range in.Ephemerals {
		m := r.message(one, ch, fmt.Sprintf("%s.ephemerals[%d]", at, i))
		r.need(r.stamped(m.ts) && m.ephemeralTo != "", "%s.ephemerals[%d]: the ts %q is none, or nobody sees it", at, i, m.ts)
		ch.ephemerals = append(ch.ephemerals, m)
	}
}

// stamped reports whether a timestamp is one, and keeps new ones after it.
func (r *restorer) stamped(ts string) bool {
	if !stampPattern.MatchString(ts) {
		return false
	}
	r.st.lastTS = max(r.st.lastTS, micros(ts))
	return true
}

// micros is a timestamp of the right form in microseconds.
func micros(ts string) int64 {
	var n int64
	for _, c := range ts {
		if c != '.' {
			n = n*10 + int64(c-'0')
		}
	}
	return n
}

func laterTS(ts, than string) bool { return than == "" || micros(ts) > micros(than) }

func (r *restorer) message(in snapMessage, ch *channel, at string) *message {
	m := &message{
		ts: in.TS, channel: ch, user: in.User, app: r.app(in.App, at), username: in.Username, icon: in.Icon, subtype: in.Subtype, inviter: in.Inviter, text: in.Text,
		blocks: in.Blocks, attachments: in.Attachments, metadata: in.Metadata, threadTS: in.ThreadTS, broadcast: in.Broadcast, replies: slices.Clone(in.Replies),
		replyUsers: slices.Clone(in.ReplyUsers), edited: in.Edited, deleted: in.Deleted, ephemeralTo: in.EphemeralTo,
		unfurl: unfurlFlags{links: in.UnfurlLinks, media: in.UnfurlMedia}, calls: slices.Clone(in.Calls),
	}
	r.known(m.user, at)
	if m.inviter != "" {
		r.known(m.inviter, at)
	}
	r.need(m.app == nil || m.app.cfg.BotUserID == m.user, "%s: the app %s writes as somebody else", at, in.App)
	r.need(listOrNone(m.blocks), "%s.blocks: want a list of objects", at)
	r.need(listOrNone(m.attachments), "%s.attachments: want a list of objects", at)
	if len(m.metadata) > 0 {
		_, err := decodeObject(m.metadata)
		r.need(err == nil, "%s.metadata: want an object", at)
	}
	for _, re := range in.Reactions {
		r.need(re.Name != "" && len(re.Users) > 0, "%s: a reaction needs a name and somebody", at)
		m.reactions = append(m.reactions, Reaction{Name: re.Name, Users: slices.Clone(re.Users), Count: len(re.Users)})
	}
	for _, id := range in.Files {
		if f := r.files[id]; r.need(f != nil, "%s: there is no file %q", at, id) {
			m.files = append(m.files, f)
		}
	}
	return m
}

// listOrNone reports whether a value is a list of objects, or nothing.
func listOrNone(raw json.RawMessage) bool {
	if len(raw) == 0 {
		return true
	}
	v, err := decodeAny(raw)
	list, ok := v.([]any)
	return err == nil && ok && len(objects(v)) == len(list)
}

func (r *restorer) homes(list []snapView) {
	for i, in := range list {
		at := fmt.Sprintf("homes[%d]", i)
		v := &view{
			id: in.ID, app: r.app(in.App, at), user: in.User, kind: "home", title: in.Title, submit: in.Submit, close: in.Close, blocks: in.Blocks, private: in.Private,
			callbackID: in.CallbackID, externalID: in.ExternalID, clearOnClose: in.ClearOnClose, notifyOnClose: in.NotifyOnClose, hash: in.Hash,
			values: cloneValues(in.Values), root: in.Root, previous: in.Previous, channel: in.Channel,
		}
		r.known(v.user, at)
		if !r.need(v.app != nil, "%s: app is missing", at) {
			return
		}
		key := [2]string{v.app.cfg.ID, v.user}
		r.need(idPattern.MatchString(v.id) && r.st.views[v.id] == nil && r.st.homes[key] == nil, "%s: the id or the Home is there twice", at)
		r.need(len(v.blocks) > 0 && listOrNone(v.blocks), "%s.blocks: want a list of objects", at)
		for _, values := range v.values {
			for _, raw := range values {
				_, err := decodeObject(raw)
				r.need(err == nil, "%s.values: want objects", at)
			}
		}
		r.st.views[v.id], r.st.homes[key] = v, v
	}
}

func (r *restorer) scheduled(list []snapScheduled) {
	r.need(len(list) <= keepScheduled, "scheduled: more than are kept")
	for i, in := range list {
		at := fmt.Sprintf("scheduled[%d]", i)
		ch := r.st.channelBy[in.Channel]
		if !r.need(ch != nil, "%s: there is no channel %q", at, in.Channel) {
			return
		}
		sc := &scheduled{id: in.ID, channel: ch, postAt: in.PostAt, created: in.Created, never: in.Never, message: r.message(in.Message, ch, at+".message")}
		r.need(sc.message.app != nil, "%s.message: app is missing", at)
		r.need(idPattern.MatchString(sc.id), "%s: %q is no id", at, sc.id)
		r.st.schedule(sc)
	}
}

// installApps gives every app that is installed here its bot user and its
// direct messages, for those that came after the snapshot.
func (r *restorer) installApps(now time.Time) {
	for _, a := range r.s.apps {
		r.st.ids.take(a.cfg.ID, a.cfg.BotUserID, a.cfg.BotID)
		if r.st.userByID[a.cfg.BotUserID] == nil {
			r.st.addUser(botUser(a))
		}
		for _, u := range slices.Clone(r.st.users) {
			if !u.isBot() {
				r.st.im(u.ID, a.cfg.BotUserID, now)
			}
		}
	}
}

// readSnapshot decodes a snapshot, refusing what this program would lose.
func readSnapshot(raw []byte) (Snapshot, error) {
	var version struct {
		Version int `json:"version"`
	}
	if err := json.Unmarshal(raw, &version); err != nil {
		return Snapshot{}, fmt.Errorf("it is no snapshot: %w", err)
	}
	if version.Version != snapshotVersion {
		return Snapshot{}, fmt.Errorf("version: this program reads snapshots of version %d, not %d", snapshotVersion, version.Version)
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	var snap Snapshot
	if err := dec.Decode(&snap); err != nil {
		return Snapshot{}, fmt.Errorf("it is no snapshot that this program can read in full: %w", err)
	}
	return snap, nil
}
