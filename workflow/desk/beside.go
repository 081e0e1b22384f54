package desk

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"drumbeat/workflow"
)

// What a release shows of others (who else changes its system in its window, how
// many places are taken, which windows it could have instead) changes without
// anybody touching that release. Its own messages are owed by the write that
// changes it; those of the others are brought up to date by the planner's round,
// once however many have changed since the round before.
//
// Nothing is handed over for that, so that nothing can be lost. The round works out
// what each release shows of what surrounds it, and compares that with what the
// window's document says was asked to be shown last: a process that dies between
// asking and recording is made up for by the next round of any other, and a second
// replica finds that it is done. What time brings (a cut-off passes, and a window
// is no way out any more) is found in the same way.

// mostRaised is after how many releases a round leaves the windows that remain to
// the next one.
const mostRaised = 500

// apart is what the rounds of this process asked to be shown. It may be lost:
// then what shows a window that is not as recorded is brought up to date as a whole.
type apart struct {
	mu    sync.Mutex
	shown map[workflow.WindowID]besides
}

// besides is what the releases of one window show of what surrounds them: a
// fingerprint of each, and one of all.
type besides struct {
	each map[workflow.Number]uint64
	all  string
}

func (s besides) has(n workflow.Number, shown uint64) bool {
	had, ok := s.each[n]
	return ok && had == shown
}

// ShowBeside asks that every message which shows a release beside others be
// brought up to date where those have changed, and returns of how many releases.
// open is every release that is not final, as [Desk.TendOpen] gives it; nil: they
// are read. Doing it again, late or on several replicas changes nothing.
func (d *Desk) ShowBeside(ctx context.Context, open []workflow.Release) (int, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return 0, err
	}
	if open == nil {
		if open, err = d.open(ctx, b.now); err != nil {
			return 0, err
		}
	}
	v, err := d.viewOf(ctx, b, open)
	if err != nil {
		return 0, err
	}
	raised := 0
	for _, id := range v.ids {
		n, err := d.showWindow(ctx, v, id)
		raised += n
		if err != nil || raised >= mostRaised {
			return raised, err
		}
	}
	d.apart.keep(v.ids)
	return raised, nil
}

// showWindow does that for the releases that show one window.
func (d *Desk) showWindow(ctx context.Context, v *view, id workflow.WindowID) (int, error) {
	is := v.besides(id)
	w, stored := v.windows[id]
	if stored && w.Shown == shownAt(w.Version, is.all) {
		d.apart.remember(id, is)
		return 0, nil
	}
	was := d.apart.of(id)
	// Who wrote to the window in between may have taken a place and left it again:
	// somebody may show that one, though nothing has changed since the last round.
	everybody := stored && w.Shown != shownAt(w.Version, was.all)
	o := &owed{p: v.b.policy, now: v.b.now}
	raised := 0
	for _, r := range v.shows[id] {
		if everybody || r.OnItsWay() && !was.has(r.Number, is.each[r.Number]) {
			o.boards(r)
			raised++
		}
	}
	if raised > 0 {
		o.out = append(o.out, workflow.Notice{ID: workflow.WindowBoardID(id), Kind: workflow.NoticeWindow, Channel: o.p.ReleaseChannel, Window: id, Due: o.now, Refresh: true})
	}
	for part := range slices.Chunk(o.out, openBatch) {
		if err := d.store.Notices.Add(ctx, part); err != nil {
			return 0, err
		}
	}
	if stored {
		w.Shown = shownAt(w.Version+1, is.all)
		err := d.store.Windows.Put(ctx, w)
		if workflow.CodeOf(err) == workflow.CodeConflict { // somebody was faster: the next round looks again
			return raised, nil
		}
		if err != nil {
			return raised, err
		}
	}
	d.apart.remember(id, is)
	return raised, nil
}

// shownAt is what a window's document says of what its releases show: what that
// is, and the version with which it was recorded. Where the document has another
// version, somebody has written to it since.
func shownAt(version int64, all string) string { return fmt.Sprintf("%d %s", version, all) }

func (s *apart) of(id workflow.WindowID) besides {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shown[id]
}

func (s *apart) remember(id workflow.WindowID, is besides) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shown == nil {
		s.shown = map[workflow.WindowID]besides{}
	}
	s.shown[id] = is
}

// keep forgets the windows that nobody waits for any more.
func (s *apart) keep(ids []workflow.WindowID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.DeleteFunc(s.shown, func(id workflow.WindowID, _ besides) bool { return !slices.Contains(ids, id) })
}

// boards brings what shows the conflicts of a release up to date, where it is.
func (o *owed) boards(r *workflow.Release) {
	o.r = r
	o.refresh(workflow.Notice{ID: workflow.CardID(r.Number), Kind: workflow.NoticeCard, Channel: o.p.ReleaseChannel})
	o.refresh(workflow.Notice{ID: workflow.RequesterID(r.Number, r.Requester), Kind: workflow.NoticeRequester, Person: r.Requester})
	for _, person := range r.Waiting() {
		o.refresh(workflow.Notice{ID: workflow.AskID(r.Number, r.Revision, person), Kind: workflow.NoticeAsk, Person: person})
	}
}
