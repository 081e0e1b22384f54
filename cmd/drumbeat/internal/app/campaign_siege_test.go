package app

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"drumbeat/workflow"
)

// The points at which Slack has a call of a replica: it dies before the call has
// its effect, or after it and before its answer.
const (
	pointReceived = "received"
	pointPosted   = "posted"
)

// siege has the replicas of a fleet die at named points, sees that it was there
// that they died, and puts others in their place.
type siege struct {
	t    testing.TB
	f    *fleet
	over atomic.Bool

	work    sync.WaitGroup // watching and replacing
	telling sync.Mutex     // so that no replica is asked for anything before it knows the traps
	mu      sync.Mutex
	seq     int
	set     map[int]*trap // armed

	hold   chan struct{} // while it is open nobody is replaced; nil: at once
	deaths int
	missed []string
}

// trap is one armed point.
type trap struct {
	crashPoint
	sprung chan struct{} // closed when a replica has died there
	at     time.Time
	victim string
}

// besiege begins to watch a fleet.
func besiege(f *fleet) *siege {
	s := &siege{t: f.t, f: f, set: map[int]*trap{}}
	f.town.mu.Lock()
	f.town.onCall = s.called
	f.town.mu.Unlock()
	for place, r := range f.replicas {
		s.watch(place, r)
	}
	return s
}

// holdBack has nobody take the place of who dies, until release is called.
func (s *siege) holdBack() (release func()) {
	hold := make(chan struct{})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hold = hold
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		close(hold)
		s.hold = nil
	}
}

// arm sets a trap at a point, about something.
func (s *siege) arm(point string, about ...string) *trap {
	s.telling.Lock()
	defer s.telling.Unlock()
	s.mu.Lock()
	s.seq++
	tr := &trap{crashPoint: crashPoint{ID: s.seq, Name: point, About: about}, sprung: make(chan struct{})}
	s.set[tr.ID] = tr
	s.mu.Unlock()
	s.tell()
	return tr
}

// tell has every replica know the traps; telling is held.
func (s *siege) tell() {
	points := s.points()
	for _, r := range s.f.inTurn() {
		r.dieAt(points...)
	}
}

func (s *siege) points() []crashPoint {
	s.mu.Lock()
	defer s.mu.Unlock()
	points := []crashPoint{}
	for _, tr := range s.set {
		if tr.Name != pointReceived && tr.Name != pointPosted {
			points = append(points, tr.crashPoint)
		}
	}
	return points
}

// called kills, at a call to Slack for which there is a trap, the replica that
// makes it: the one that has claimed the notice.
func (s *siege) called(stage, method, id string) {
	if method != "chat.postMessage" || id == "" {
		return
	}
	tr := s.trapFor(stage, id)
	if tr == nil {
		return
	}
	n, err := s.f.store.Notices.Get(context.Background(), id)
	if err != nil {
		s.t.Errorf("whoever tells %s cannot be found: %v", id, err)
		return
	}
	one := s.f.process(n.Delivery.ClaimedBy)
	if one == nil {
		return // it has just died elsewhere, and its call came after it
	}
	s.spring(tr.ID, one.name)
	one.kill()
}

func (s *siege) trapFor(stage, id string) *trap {
	s.mu.Lock()
	var here []*trap
	for _, tr := range s.set {
		if tr.Name == stage {
			here = append(here, tr)
		}
	}
	s.mu.Unlock()
	if len(here) == 0 {
		return nil
	}
	about := id + " "
	if rel, err := s.f.store.Releases.Get(context.Background(), numberIn(id)); err == nil {
		about += rel.Request.Title + " "
	}
	for _, tr := range here {
		if tr.covers(about) {
			return tr
		}
	}
	return nil
}

// spring notes that a replica has died in a trap, which is no more.
func (s *siege) spring(id int, victim string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deaths++
	tr := s.set[id]
	if tr == nil {
		return // a second one died there, before it had heard
	}
	delete(s.set, id)
	tr.at, tr.victim = time.Now(), victim
	close(tr.sprung)
}

// watch waits for the death of a replica, and puts another in its place.
func (s *siege) watch(place int, r *replica) {
	s.work.Go(func() {
		<-r.gone
		if s.over.Load() {
			return
		}
		var id int
		if at := strings.Index(r.said.all(), diesAt); at >= 0 {
			_, _ = fmt.Sscanf(r.said.all()[at:], diesAt+" %d", &id)
			s.spring(id, r.name)
		} else if !r.isOut() {
			s.t.Errorf("%s died by itself: %s\n%s", r.name, r.cmd.ProcessState, r.log.all())
		}
		s.telling.Lock()
		s.tell()
		s.telling.Unlock()
		s.mu.Lock()
		hold := s.hold
		s.mu.Unlock()
		if hold != nil {
			<-hold
		}
		s.succeed(place)
	})
}

// succeed puts a new process in the place of a dead one. One that dies while it
// starts is succeeded like any other.
func (s *siege) succeed(place int) {
	spec := s.f.spec
	spec.Points = s.points()
	r, err := s.f.launch(spec)
	if err != nil {
		s.t.Errorf("no new replica: %v", err)
		return
	}
	if err := r.comes(); err != nil {
		switch {
		case strings.Contains(r.said.all(), diesAt) || r.isOut():
			s.watch(place, r) // it is succeeded in its turn
		case !s.over.Load():
			s.t.Error(err)
		}
		return
	}
	s.telling.Lock()
	r.dieAt(s.points()...) // what was armed meanwhile
	s.f.mu.Lock()
	s.f.replicas[place] = r
	s.f.mu.Unlock()
	s.telling.Unlock()
	s.watch(place, r)
}

// await waits until a trap has been sprung; false: nobody came there. That may be
// so where a replica died in another trap at the same moment: it had done what the
// point stands for and not yet come to it, and nobody does it again.
func (s *siege) await(ctx context.Context, tr *trap) bool {
	look := time.NewTicker(100 * time.Millisecond)
	defer look.Stop()
	for quiet := 0; quiet < 30; {
		select {
		case <-tr.sprung:
			return true
		case <-ctx.Done():
			return false
		case <-look.C:
		}
		if s.f.owing() != "" {
			quiet = 0
		} else if quiet++; quiet%10 == 0 {
			s.f.oneDoes("plan") // who was told to may have died before
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.set[tr.ID] == nil {
		return true
	}
	delete(s.set, tr.ID)
	s.missed = append(s.missed, fmt.Sprint(tr.Name, " of ", tr.About))
	return false
}

// proves fails the test where too few died where they were to.
func (s *siege) proves() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.t.Logf("%d deaths at %d points; at %d others a replica had died elsewhere before: %v", s.deaths, s.seq-len(s.missed), len(s.missed), s.missed[:min(len(s.missed), 12)])
	if 4*len(s.missed) > s.seq {
		s.t.Errorf("%d of %d points were missed: this proves nothing", len(s.missed), s.seq)
	}
}

// end stops the watch; the fleet goes on as it is.
func (s *siege) end() {
	s.over.Store(true)
}

// taken waits until what a dead replica held is in another's hands, as the store
// shows it, and tells how long after its death that was.
func (s *siege) taken(tr *trap, holds func(ctx context.Context) bool) time.Duration {
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for range look.C {
		if !holds(s.t.Context()) || s.t.Context().Err() != nil {
			break
		}
	}
	return time.Since(tr.at)
}

// release finds a release by its title.
func (s *siege) release(ctx context.Context, title string) (workflow.Release, bool) {
	all, err := s.f.store.Releases.List(ctx, workflow.ReleaseFilter{Limit: 200})
	if err != nil {
		return workflow.Release{}, false
	}
	for _, r := range all {
		if r.Request.Title == title {
			return r, true
		}
	}
	return workflow.Release{}, false
}
