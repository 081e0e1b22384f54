package sandbox

import (
	"cmp"
	"slices"
	"sort"
	"time"
)

// Messages that an app has planned (chat.scheduleMessage). They are posted when
// the workspace's clock passes their moment: by a loop that waits while the
// clock runs, and by whoever moves the clock. A jump over several posts each
// at its own moment, in order.

// Slack's limits on planning, from the page of chat.scheduleMessage.
const (
	maxAhead        = 120 * 24 * time.Hour
	scheduleWindow  = 5 * 60 // seconds
	maxInWindow     = 30     // messages to one channel
	keepScheduled   = 10_000
	lastCallSeconds = 60 // a message this near can't be deleted any more
)

// scheduled is one planned message of an app.
type scheduled struct {
	id      string
	message *message // not posted yet: no ts
	channel *channel
	postAt  int64 // Unix seconds
	created int64
	never   bool // it has metadata, with which Slack never posts it
}

// schedule plans a message. The list is in the order of posting.
func (st *state) schedule(sc *scheduled) {
	at := sort.Search(len(st.scheduled), func(i int) bool { return st.scheduled[i].postAt > sc.postAt })
	st.scheduled = slices.Insert(st.scheduled, at, sc)
}

// crowded reports whether one more message at a moment would be the 31st to
// the channel within five minutes.
func (st *state) crowded(ch *channel, postAt int64) bool {
	var near []int64 // in order, as the list is
	for _, sc := range st.scheduled {
		if sc.channel == ch && sc.postAt > postAt-scheduleWindow && sc.postAt < postAt+scheduleWindow {
			near = append(near, sc.postAt)
		}
	}
	for i := range near {
		if j := i + maxInWindow - 1; j < len(near) && max(near[j], postAt)-min(near[i], postAt) < scheduleWindow {
			return true
		}
	}
	return false
}

// postDue posts everything whose moment has come.
func (s *Server) postDue() {
	s.with(func() {
		now := s.clock.Now().Unix()
		for len(s.st.scheduled) > 0 && s.st.scheduled[0].postAt <= now {
			sc := s.st.scheduled[0]
			s.st.scheduled = slices.Delete(s.st.scheduled, 0, 1)
			s.postScheduled(sc)
		}
	})
}

// postScheduled posts a planned message, unless the app may not post there any
// more. Then it is lost, as in Slack, and the traffic log says why.
func (s *Server) postScheduled(sc *scheduled) {
	m := sc.message
	why := ""
	switch {
	case sc.never:
		return // it was a violation when it was planned
	case sc.channel.archived:
		why = "is_archived"
	case !sc.channel.has(m.user) && (sc.channel.kind != kindPublic || !m.app.may("chat:write.public")):
		why = "not_in_channel"
	}
	if why != "" {
		s.note(TrafficItem{Dir: "from_app", App: m.app.cfg.ID, Method: "chat.scheduleMessage " + sc.id, Error: why})
		return
	}
	s.postAt(sc.channel, m, time.Unix(sc.postAt, 0))
}

// nextScheduled is the next planned message that will be posted. Call it with
// the lock held.
func (st *state) nextScheduled() *scheduled {
	for _, sc := range st.scheduled {
		if !sc.never {
			return sc
		}
	}
	return nil
}

// nextThings are the next thing of the embedding program and the next planned
// message, the earlier one first.
func (s *Server) nextThings() []NextThing {
	out := []NextThing{}
	if s.opts.NextEvent != nil {
		if at, what, ok := s.opts.NextEvent(s.clock.Now()); ok {
			out = append(out, NextThing{At: seconds(at), What: what})
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if sc := s.st.nextScheduled(); sc != nil {
		name := sc.channel.name
		if sc.channel.kind == kindIM {
			name = s.st.nameOf(sc.channel.other(sc.message.user))
		}
		out = append(out, NextThing{At: float64(sc.postAt), What: "Planned message of " + sc.message.app.cfg.Name + " to " + name})
	}
	slices.SortStableFunc(out, func(a, b NextThing) int { return cmp.Compare(a.At, b.At) })
	return out
}

// nextStop is the first moment after now at which something happens.
func (s *Server) nextStop() (at time.Time, ok bool) {
	next := s.nextThings()
	if len(next) == 0 {
		return time.Time{}, false
	}
	return time.UnixMicro(int64(next[0].At * 1e6)).UTC(), true
}

// mostWait bounds a wait of the loop, in case the machine slept meanwhile.
const mostWait = time.Minute

// keepSchedule posts planned messages while the clock runs, until the server
// closes. It is started by the first message that is planned.
func (s *Server) keepSchedule() {
	for {
		var due <-chan time.Time
		s.mu.Lock()
		if len(s.st.scheduled) > 0 {
			if wait, runs := s.clock.until(time.Unix(s.st.scheduled[0].postAt, 0)); runs {
				due = s.opts.After(min(wait, mostWait))
			}
		}
		s.mu.Unlock()
		select {
		case <-s.ctx.Done():
			return
		case <-due:
			s.postDue()
		case <-s.replan: // something was planned, or the clock was changed
		}
	}
}

// planned wakes the loop, and starts it for the first message of all. Call it
// after the list of planned messages was changed.
func (s *Server) planned() {
	s.planning.Do(func() { s.spawn(s.keepSchedule) })
	s.replanNow()
}

// replanNow makes the loop look at the clock again, without waiting for it.
func (s *Server) replanNow() {
	select {
	case s.replan <- struct{}{}:
	default:
	}
}
