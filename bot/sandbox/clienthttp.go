package sandbox

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// The client interface: what a page or a test sends while acting as a person.

func (s *Server) clientRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /client/state", s.serveState)
	mux.HandleFunc("GET /client/messages", s.serveMessages)
	mux.HandleFunc("GET /client/home", s.serveHome)
	s.fileRoutes(mux)
	s.pinRoutes(mux)
	mux.HandleFunc("GET /client/events", s.serveEvents)
	mux.HandleFunc("POST /client/send", clientPost(s.clientSend))
	mux.HandleFunc("POST /client/action", clientPost(s.clientAction))
	mux.HandleFunc("POST /client/submit", clientPost(s.clientSubmit))
	mux.HandleFunc("POST /client/close", clientPost(s.clientClose))
	mux.HandleFunc("POST /client/shortcut", clientPost(s.clientShortcut))
	mux.HandleFunc("POST /client/options", clientPost(s.clientOptions))
	mux.HandleFunc("POST /client/reaction", clientPost(s.clientReaction))
	mux.HandleFunc("POST /client/join", clientPost(s.clientJoin))
	mux.HandleFunc("POST /client/leave", clientPost(s.clientLeave))
	mux.HandleFunc("POST /client/read", clientPost(s.clientRead))
	mux.HandleFunc("POST /client/open", clientPost(s.clientOpen))
	mux.HandleFunc("POST /client/edit", clientPost(s.clientEdit))
	mux.HandleFunc("POST /client/delete", clientPost(s.clientDelete))
	s.chatRoutes(mux)
}

// sentence is an error whose text is for the person; HTTP 400.
type sentence string

func (e sentence) Error() string { return string(e) }

const (
	errNobody    = sentence("Nobody here has that id.")
	errNoChannel = sentence("There is no such conversation, or you are not in it.")
	errNoMessage = sentence("That message is gone.")
	errNoView    = sentence("That window is closed already.")
	errNoElement = sentence("That button or field is not there any more.")
)

func refuse(w http.ResponseWriter, status int, why string) {
	writeJSON(w, status, ErrorAnswer{Error: why})
}

// clientPost decodes a body, runs the handler, and writes its answer or the
// sentence it refused with. A cross-site page cannot reach it: the body must
// be sent as JSON.
func clientPost[In, Out any](handle func(*http.Request, In) (Out, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			refuse(w, http.StatusRequestEntityTooLarge, "The request is over 1 MB.")
			return
		}
		var in In
		if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
			refuse(w, http.StatusUnsupportedMediaType, "The body must be application/json.")
			return
		}
		if err := json.Unmarshal(raw, &in); err != nil {
			refuse(w, http.StatusBadRequest, "The body is not the JSON expected here: "+err.Error())
			return
		}
		out, err := handle(r, in)
		if err != nil {
			refuse(w, http.StatusBadRequest, err.Error())
			return
		}
		writeJSON(w, http.StatusOK, out)
	}
}

// person finds somebody one can act as, by id or name.
func (s *Server) person(as string) *user {
	u := s.st.findUser(as)
	if u == nil || u.isBot() {
		return nil
	}
	return u
}

// actor finds somebody who may do something: not a deactivated person.
func (s *Server) actor(as string) (*user, error) {
	u := s.person(as)
	switch {
	case u == nil:
		return nil, errNobody
	case u.Deleted:
		return nil, sentence(u.RealName + " is deactivated.")
	}
	return u, nil
}

// seen finds a conversation that a person may read.
func (s *Server) seen(u *user, channelID string) (*channel, error) {
	ch := s.st.findChannel(channelID)
	if ch == nil || !ch.canSee(u.ID) {
		return nil, errNoChannel
	}
	return ch, nil
}

// seenMessage finds a message that a person may see, private ones to them too.
func (s *Server) seenMessage(u *user, channelID, ts string) (*channel, *message, error) {
	ch, err := s.seen(u, channelID)
	if err != nil {
		return nil, nil, err
	}
	m := ch.byTS[ts]
	if m == nil {
		m = ch.ephemeral(ts, u.ID)
	}
	if m == nil || m.deleted {
		return nil, nil, errNoMessage
	}
	return ch, m, nil
}

func (s *Server) serveState(w http.ResponseWriter, r *http.Request) {
	var out State
	s.with(func() {
		u := s.person(r.FormValue("as"))
		if u == nil && r.FormValue("as") == "" {
			u = s.firstPerson()
		}
		if u == nil {
			return
		}
		out = s.stateFor(u)
	})
	if !out.OK {
		refuse(w, http.StatusBadRequest, errNobody.Error())
		return
	}
	s.signIn(w, r)
	writeJSON(w, http.StatusOK, out)
}

func (s *Server) firstPerson() *user {
	for _, u := range s.st.users {
		if !u.isBot() && !u.Deleted {
			return u
		}
	}
	return nil
}

func (s *Server) stateFor(u *user) State {
	out := State{
		OK: true, Team: s.st.team, Clock: s.clock.Info(), Me: s.userFor(u), Users: []User{}, Groups: []Group{}, Channels: []Channel{}, Apps: []App{},
		Views: s.stackFor(u.ID),
	}
	out.Now = out.Clock.Now
	for _, o := range s.st.users {
		out.Users = append(out.Users, s.userFor(o))
	}
	for _, g := range s.st.groups {
		one := g.Group
		one.Users = append([]string{}, g.Users...)
		out.Groups = append(out.Groups, one)
	}
	for _, ch := range s.st.channels {
		if ch.canSee(u.ID) {
			out.Channels = append(out.Channels, s.channelFor(ch, u))
		}
	}
	for _, a := range s.apps {
		out.Apps = append(out.Apps, a.forClient())
	}
	return out
}

func (s *Server) userFor(u *user) User {
	_, offset := zone(u.TZ, s.clock.Now())
	out := User{ID: u.ID, Name: u.Name, RealName: u.RealName, TZ: u.TZ, Locale: u.Locale, TZOffset: offset, Title: u.Title, IsBot: u.isBot(), Deleted: u.Deleted, Color: u.Color}
	if u.isBot() {
		out.AppID = u.app.cfg.ID
	}
	return out
}

func (s *Server) channelFor(ch *channel, u *user) Channel {
	out := Channel{
		ID: ch.id, Name: ch.name, Kind: KindChannel, Members: append([]string{}, ch.members...), IsMember: ch.has(u.ID), IsArchived: ch.archived,
		Topic: ch.topic, LastRead: ch.lastRead[u.ID], Pins: len(ch.pins),
	}
	for _, b := range ch.bookmarks {
		out.Bookmarks = append(out.Bookmarks, b.forClient())
	}
	if n := len(ch.messages); n > 0 {
		out.LastTS = ch.messages[n-1].ts
	}
	if out.IsMember {
		out.Unread, out.Mention = s.st.unread(ch, u.ID)
	}
	switch ch.kind {
	case kindPrivate:
		out.Kind = KindPrivate
	case kindMPIM:
		out.Kind, out.Several = KindPrivate, true
	case kindIM:
		out.IMUser = ch.other(u.ID)
		out.Kind, out.Name = KindIM, s.st.nameOf(out.IMUser)
		if o := s.st.userByID[out.IMUser]; o != nil && o.isBot() {
			out.Kind, out.Name = KindApp, o.RealName
		}
	}
	return out
}

func (a *app) forClient() App {
	out := App{
		ID: a.cfg.ID, Name: a.cfg.Name, BotUserID: a.cfg.BotUserID, HomeTab: a.cfg.HomeTab, Connected: a.connected(), SocketMode: a.cfg.SocketMode,
		Scopes: append([]string{}, a.cfg.Scopes...), Commands: []AppCommand{}, Shortcuts: []ShortcutInfo{},
	}
	out.Sockets, out.EventsOff, out.Retrying = len(a.conns), a.eventsOff, a.retrying
	if !a.cfg.SocketMode && a.cfg.RequestURLs.Events != "" {
		out.EventsURL = a.urlState
	}
	for _, c := range a.cfg.Commands {
		out.Commands = append(out.Commands, AppCommand{Command: c.Command, Description: c.Description, UsageHint: c.UsageHint})
	}
	for _, sc := range a.cfg.Shortcuts {
		out.Shortcuts = append(out.Shortcuts, ShortcutInfo{Type: sc.Type, CallbackID: sc.CallbackID, Name: sc.Name, Description: sc.Description})
	}
	return out
}

func (s *Server) serveMessages(w http.ResponseWriter, r *http.Request) {
	out := MessagesAnswer{OK: true, Messages: []Message{}}
	s.showIn(w, r, &out, func(u *user, ch *channel) error {
		thread := r.FormValue("thread_ts")
		part := windowOf(visible(ch, u, thread), r)
		out.HasMore, out.HasNewer = part.older, part.newer
		for _, m := range part.messages {
			out.Messages = append(out.Messages, m.forClient())
		}
		if r.FormValue("peek") != "1" {
			s.markRead(ch, u.ID, thread)
			if thread == "" && r.FormValue("before") == "" {
				s.messagesOpened(ch, u)
			}
		}
		return nil
	})
}

// visible merges a conversation or a thread with what only this person
// sees there, by time.
func visible(ch *channel, u *user, thread string) []*message {
	list := ch.history()
	if thread != "" {
		list = ch.thread(thread)
	}
	var own []*message
	for _, m := range ch.ephemerals {
		if m.ephemeralTo == u.ID && m.threadTS == thread {
			own = append(own, m)
		}
	}
	out := make([]*message, 0, len(list)+len(own))
	for _, m := range list {
		for len(own) > 0 && own[0].ts < m.ts {
			out = append(out, own[0])
			own = own[1:]
		}
		out = append(out, m)
	}
	return append(out, own...)
}

func (s *Server) markRead(ch *channel, userID, thread string) {
	if len(ch.messages) == 0 {
		return
	}
	last := ch.messages[len(ch.messages)-1].ts
	if thread != "" {
		if parent := ch.byTS[thread]; parent != nil && len(parent.replies) > 0 { // forgotten with it
			ch.threadRead[[2]string{userID, thread}] = last
		}
		return
	}
	if ch.lastRead[userID] == last {
		return
	}
	ch.lastRead[userID] = last
	s.publish(Event{Type: EventChannel, Channel: ch.id}, func(u string) bool { return u == userID })
}

func (s *Server) serveHome(w http.ResponseWriter, r *http.Request) {
	out := HomeAnswer{OK: true}
	s.show(w, r, &out, func(u *user) error {
		a := s.findApp(r.FormValue("app"))
		switch {
		case a == nil:
			return sentence("There is no such app.")
		case !a.cfg.HomeTab:
			return sentence(fmt.Sprintf("%s has no Home tab.", a.cfg.Name))
		}
		if v := s.st.homes[[2]string{a.cfg.ID, u.ID}]; v != nil {
			seen := v.forClient(s.st.team.ID)
			out.View = &seen
		}
		if r.FormValue("peek") != "1" {
			s.homeOpened(a, u, "home")
		}
		return nil
	})
}
