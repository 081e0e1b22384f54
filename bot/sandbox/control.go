package sandbox

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The control interface: the clock, faults, sockets, and changes to people and
// channels, for tests, the demo and the page's panes.

func (s *Server) controlRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /control/clock", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusOK, s.clockAnswer()) })
	mux.HandleFunc("POST /control/clock", clientPost(s.controlClock))
	mux.HandleFunc("GET /control/traffic", s.serveTraffic)
	mux.HandleFunc("GET /control/violations", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, object{"ok": true, "violations": append([]Violation{}, s.Violations()...)})
	})
	s.faultRoutes(mux)
	mux.HandleFunc("POST /control/socket", clientPost(s.controlSocket))
	mux.HandleFunc("POST /control/reset", clientPost(func(*http.Request, struct{}) (ActionAnswer, error) {
		s.Reset()
		return ActionAnswer{OK: true}, nil
	}))
	s.snapshotRoutes(mux)
	mux.HandleFunc("GET /control/state", s.serveControlState)
	mux.HandleFunc("POST /control/people", clientPost(s.controlPeople))
	mux.HandleFunc("POST /control/channels", clientPost(s.controlChannels))
	mux.HandleFunc("POST /control/groups", clientPost(s.controlGroups))
}

func (s *Server) clockAnswer() ClockAnswer {
	return ClockAnswer{OK: true, ClockInfo: s.clock.Info(), Next: s.nextThings()}
}

func (s *Server) controlClock(_ *http.Request, in ClockRequest) (ClockAnswer, error) {
	var err error
	switch {
	case in.Advance != "":
		var d time.Duration
		if d, err = parseSpan(in.Advance); err == nil {
			err = s.moveTo(s.clock.Now().Add(d))
		}
	case in.To != "":
		var to time.Time
		if to, err = time.Parse(time.RFC3339, in.To); err != nil {
			err = errors.New("to must be a time such as 2026-11-24T05:00:00Z")
			break
		}
		err = s.moveTo(to)
	case in.Pause != nil:
		s.clock.Pause(*in.Pause)
	case in.Rate != nil:
		err = s.clock.SetRate(*in.Rate)
	case in.Next:
		err = s.toNext()
	default:
		err = errors.New("say one of advance, to, pause, rate, next")
	}
	return s.clockAnswer(), err
}

// mostStops bounds the moments at which one jump of the clock stops.
const mostStops = 2000

// moveTo moves the clock to a moment. Where a message is planned or the embedding
// program tells what comes next, the clock stops at each such moment on the way, so that an app
// that watches it (OnMove) lives through them in their order.
func (s *Server) moveTo(to time.Time) error {
	if to.Before(s.clock.Now()) {
		return ErrBackwards
	}
	forward := func(at time.Time) error {
		if err := s.clock.Set(at); !errors.Is(err, ErrBackwards) {
			return err
		}
		return nil // a clock that runs got there by itself meanwhile
	}
	for range mostStops {
		now := s.clock.Now()
		at, ok := s.nextStop()
		if !ok || !at.After(now) || !at.Before(to) {
			break
		}
		if err := forward(at); err != nil {
			return err
		}
	}
	return forward(to)
}

func (s *Server) toNext() error {
	at, ok := s.nextStop()
	if !ok {
		if s.opts.NextEvent == nil {
			return errors.New("this sandbox does not know what comes next: no app told it, and no message is planned")
		}
		return errors.New("nothing is planned")
	}
	return s.clock.Set(later(at, s.clock.Now()))
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// parseSpan reads a Go duration that may start with days: 2d, 1d12h, 90m.
func parseSpan(text string) (time.Duration, error) {
	var total time.Duration
	rest := text
	if days, after, ok := strings.Cut(text, "d"); ok {
		n, err := strconv.Atoi(days)
		if err != nil || n < 0 || n > 36500 {
			return 0, fmt.Errorf("%q is not a span of time such as 1h30m or 2d", text)
		}
		total, rest = time.Duration(n)*24*time.Hour, after
	}
	if rest == "" {
		return total, nil
	}
	d, err := time.ParseDuration(rest)
	if err != nil {
		return 0, fmt.Errorf("%q is not a span of time such as 1h30m or 2d", text)
	}
	return total + d, nil
}

func (s *Server) serveTraffic(w http.ResponseWriter, r *http.Request) {
	since, err := strconv.ParseInt(r.FormValue("since"), 10, 64)
	if err != nil {
		since = 0
	}
	items := s.traffic.after(since)
	if limit, err := strconv.Atoi(r.FormValue("limit")); err == nil && limit >= 0 && limit < len(items) {
		items = items[:limit]
	}
	writeJSON(w, http.StatusOK, TrafficAnswer{OK: true, Items: items})
}

// serveControlState is everything at once, for tests that compare.
func (s *Server) serveControlState(w http.ResponseWriter, _ *http.Request) {
	type room struct {
		Channel
		Messages   []Message `json:"messages"`
		Ephemerals []Message `json:"ephemerals"`
	}
	rooms := []room{}
	var users []User
	s.with(func() {
		for _, u := range s.st.users {
			users = append(users, s.userFor(u))
		}
		for _, ch := range s.st.channels {
			one := room{Channel: Channel{ID: ch.id, Name: ch.name, Kind: ch.kind, Members: append([]string{}, ch.members...), IsArchived: ch.archived, Topic: ch.topic}, Messages: []Message{}, Ephemerals: []Message{}}
			for _, m := range ch.messages {
				one.Messages = append(one.Messages, m.forClient())
			}
			for _, m := range ch.ephemerals {
				seen := m.forClient()
				one.Ephemerals = append(one.Ephemerals, seen)
			}
			rooms = append(rooms, one)
		}
	})
	writeJSON(w, http.StatusOK, object{"ok": true, "clock": s.clock.Info(), "users": users, "channels": rooms})
}

func (s *Server) controlPeople(_ *http.Request, in PersonRequest) (ActionAnswer, error) {
	var err error
	s.with(func() { err = s.changePerson(in.Person) })
	return ActionAnswer{OK: err == nil}, err
}

func (s *Server) changePerson(p Person) error {
	key := p.ID
	if key == "" {
		key = p.Name
	}
	u := s.st.findUser(key)
	if u == nil {
		if err := completePerson(&p); err != nil {
			return err
		}
		if err := s.st.ids.give(&p.ID, "U", p.Name); err != nil {
			return err
		}
		u = &user{Person: p}
		s.st.addUser(u)
		for _, a := range s.apps {
			s.st.im(u.ID, a.cfg.BotUserID, s.clock.Now())
		}
	} else {
		k := newCheck()
		if p.check("person", k); k.err() != nil {
			return k.err()
		}
		for field, v := range map[*string]string{&u.RealName: p.RealName, &u.Title: p.Title, &u.TZ: p.TZ, &u.Locale: p.Locale, &u.Email: p.Email, &u.Color: p.Color} {
			if v != "" {
				*field = v
			}
		}
		u.Deleted = p.Deleted
	}
	s.publish(Event{Type: EventUsers}, everybody)
	return nil
}

func (s *Server) controlChannels(_ *http.Request, in ChannelChange) (ActionAnswer, error) {
	var err error
	s.with(func() { err = s.changeChannel(in) })
	return ActionAnswer{OK: err == nil}, err
}

func (s *Server) changeChannel(in ChannelChange) error {
	key := in.ID
	if key == "" {
		key = in.Name
	}
	for _, who := range slices.Concat(in.Add, in.Remove) {
		if s.memberID(who) == "" {
			return fmt.Errorf("nobody is called %q", who)
		}
	}
	ch := s.st.findChannel(key)
	if ch == nil {
		if !handlePattern.MatchString(in.Name) {
			return fmt.Errorf("the channel name %q must be lower-case letters, digits, dots, dashes", in.Name)
		}
		kind := kindPublic
		if in.Private {
			kind = kindPrivate
		}
		id := in.ID
		if err := s.st.ids.give(&id, "C", in.Name); err != nil {
			return err
		}
		ch = s.st.addChannel(id, in.Name, kind, nil, s.clock.Now())
	}
	for _, who := range in.Add {
		s.join(ch, s.memberID(who))
	}
	for _, who := range in.Remove {
		s.leave(ch, s.memberID(who))
	}
	if in.Topic != nil {
		ch.topic = *in.Topic
	}
	if in.Archived != nil {
		ch.archived = *in.Archived
	}
	s.publish(Event{Type: EventChannel, Channel: ch.id}, everybody)
	return nil
}

// memberID finds a person or an app's bot by id or name, "" for nobody.
func (s *Server) memberID(who string) string {
	if u := s.st.findUser(who); u != nil {
		return u.ID
	}
	if a := s.findApp(who); a != nil {
		return a.cfg.BotUserID
	}
	return ""
}

func (s *Server) controlGroups(_ *http.Request, in GroupChange) (ActionAnswer, error) {
	var err error
	s.with(func() { err = s.changeGroup(in) })
	return ActionAnswer{OK: err == nil}, err
}

func (s *Server) changeGroup(in GroupChange) error {
	var members []string
	if in.Users != nil {
		for _, who := range *in.Users {
			id := s.memberID(who)
			if id == "" {
				return fmt.Errorf("nobody is called %q", who)
			}
			members = append(members, id)
		}
	}
	i := slices.IndexFunc(s.st.groups, func(g *group) bool { return g.ID == in.ID && in.ID != "" || g.Handle == in.Handle && in.Handle != "" })
	now := s.clock.Now().Unix()
	var g *group
	if i >= 0 {
		g = s.st.groups[i]
	} else {
		if !handlePattern.MatchString(in.Handle) {
			return fmt.Errorf("the handle %q must be lower-case letters, digits, dots, dashes", in.Handle)
		}
		g = &group{Group: Group{ID: in.ID, Handle: in.Handle, Name: in.Handle}, created: now}
		if err := s.st.ids.give(&g.ID, "S", in.Handle); err != nil {
			return err
		}
		s.st.groups = append(s.st.groups, g)
	}
	if in.Name != "" {
		g.Name = in.Name
	}
	if in.Users != nil {
		g.Users = members
	}
	if in.Disabled != nil {
		g.Disabled, g.disabledAt = *in.Disabled, 0
		if g.Disabled {
			g.disabledAt = now
		}
	}
	g.updated = now
	s.publish(Event{Type: EventUsers}, everybody)
	return nil
}
