package app

import (
	"context"
	"fmt"
	"testing"
	"time"

	"drumbeat/bot/deliver"
	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
)

// TestCampaignPlaces kills replicas where no person waits for them: while a place
// in a window is taken, while what a release owes is handed over, while a place
// that nobody holds is swept, while people are reminded to decide and an emergency
// is paged. (R2)
func TestCampaignPlaces(t *testing.T) {
	t.Parallel()
	p := newPointsCampaign(t, 2)
	times := rounds(1, 50)
	for i := range times {
		p.settles(i)
		p.sweeps(i)
		p.asksAgain(i)
		if t.Failed() {
			break
		}
	}
	p.f.rest(p.f.patience())
	v := p.f.judge(p.c)
	p.reminded(&v)
	p.placed(&v)
	v.must(t)
	p.s.proves()
}

// settles has a release ask for a place, with a death on the way.
func (p *pointsCampaign) settles(i int) {
	title := titleOfLife(i, 0)
	points := []string{"reserve" + pointBefore, "reserve" + pointStored, "relay" + pointBefore, "relay" + pointStored}
	about := ""
	if i%4 > 1 {
		about = title
	}
	tr := p.s.arm(points[i%4], about)
	if err := p.c.asks(p.t.Context(), requester(0), title, false); err != nil {
		p.t.Error(err)
	}
	p.s.await(p.t.Context(), tr)
}

// sweeps leaves a place behind that nobody holds, as a process does that dies
// between reserving and recording, and has whoever sweeps it die.
func (p *pointsCampaign) sweeps(i int) {
	ctx := p.t.Context()
	p.f.rest(p.f.patience())
	rel, _ := p.s.release(ctx, titleOfLife(i, 0))
	if rel.Place == nil {
		p.t.Errorf("%s has no place", rel.Number)
		return
	}
	w, err := p.f.store.Windows.Get(ctx, rel.Place.Window)
	if err != nil {
		p.t.Error(err)
		return
	}
	w = w.Clone()
	w.Places = append(w.Places, workflow.Reservation{Release: rel.Number + 1_000_000, At: p.f.now().Add(-time.Hour).Truncate(time.Millisecond)})
	if err := p.f.store.Windows.Put(ctx, w); err != nil {
		p.t.Error(err)
		return
	}
	tr := p.s.arm("reserve"+[]string{pointBefore, pointStored}[i%2], string(w.ID))
	p.f.calendarTo(p.f.now().Add(6 * time.Minute)) // between two sweeps lie five
	p.s.await(ctx, tr)
	p.f.rest(p.f.patience())
	p.f.calendarTo(p.f.now().Add(6 * time.Minute))
	p.f.rest(p.f.patience())
}

// asksAgain has everybody who was asked reminded, and an emergency that nobody
// takes paged once more, each with a death.
func (p *pointsCampaign) asksAgain(i int) {
	ctx := p.t.Context()
	rel, _ := p.s.release(ctx, titleOfLife(i, 0))
	policy, err := p.f.store.Policies.Current(ctx)
	if err != nil || len(rel.Waiting()) == 0 {
		p.t.Errorf("nobody was asked to decide on %s: %v", rel.Number, err)
		return
	}
	at, ok := calendar.ReminderAt(policy.Hours, townZone, rel.Asks[0].At, rel.DecideBy)
	if !ok {
		p.t.Errorf("nobody is reminded of %s", rel.Number)
		return
	}
	points := []string{"plan" + pointBefore, "plan" + pointStored, pointSeen, deliver.PointClaimed, pointReceived, pointPosted, deliver.PointAnswered, deliver.PointRecorded}
	var traps []*trap
	for k, person := range rel.Waiting() {
		id := workflow.RemindID(person, at)
		p.must = append(p.must, id)
		traps = append(traps, p.s.arm(points[(i+2*k)%len(points)], id+" "))
	}
	p.f.calendarTo(at.Add(time.Minute))
	for _, tr := range traps {
		p.s.await(ctx, tr)
	}
	p.f.rest(p.f.patience())
	p.pages(ctx, i, points[(i+1)%len(points)])
	p.decided(ctx, rel)
}

// pages has an emergency go down the whole list and begin anew.
func (p *pointsCampaign) pages(ctx context.Context, i int, point string) {
	title := fmt.Sprintf("Campaign-%04d9", i)
	system := p.c.system
	p.c.system = nil
	defer func() { p.c.system = system }()
	if err := p.c.asks(ctx, requester(1), title, true); err != nil {
		p.t.Error(err)
	}
	p.f.rest(p.f.patience())
	rel, _ := p.s.release(ctx, title)
	policy, err := p.f.store.Policies.Current(ctx)
	if err != nil {
		p.t.Error(err)
		return
	}
	list := []string{"omar", "piet", "rosa"}
	first := workflow.PersonID(p.f.town.ids[list[0]])
	id := workflow.PageID(rel.Number, 1, len(list), first)
	p.must = append(p.must, id)
	tr := p.s.arm(point, id+" ")
	p.f.calendarTo(rel.AskedFrom().Add(time.Duration(len(list))*policy.PageEvery + time.Minute))
	p.f.oneDoes("settle")
	p.s.await(ctx, tr)
	p.f.rest(p.f.patience())
	ask := workflow.AskID(rel.Number, 1, first)
	if err := p.offered(ctx, "omar", "Approve", ask, deed{What: workflow.ActApprove, Release: title}); err != nil {
		p.t.Errorf("%s was not approved: %v", title, err)
	}
}

// decided approves a release, so that nobody is reminded of it again.
func (p *pointsCampaign) decided(ctx context.Context, rel workflow.Release) {
	for _, who := range []string{"eva", "omar"} {
		ask := workflow.AskID(rel.Number, 1, workflow.PersonID(p.f.town.ids[who]))
		d := deed{What: workflow.ActApprove, Release: rel.Request.Title}
		if err := p.offered(ctx, who, "Approve", ask, d); err != nil {
			p.t.Errorf("%s was not approved by %s: %v", d.Release, who, err)
		}
	}
	p.f.rest(p.f.patience())
}

// placed adds to a verdict whether every place belongs to the release that says
// so, and every release that says so has it.
func (p *pointsCampaign) placed(v *verdict) {
	holds := map[workflow.WindowID]map[workflow.Number]bool{}
	for _, all := range p.f.releases() {
		for _, r := range all {
			if r.Place == nil || r.Request.Type == workflow.Emergency {
				continue
			}
			if holds[r.Place.Window] == nil {
				holds[r.Place.Window] = map[workflow.Number]bool{}
			}
			holds[r.Place.Window][r.Number] = true
		}
	}
	for id, want := range holds {
		w, err := p.f.store.Windows.Get(p.t.Context(), id)
		if err != nil {
			v.Lost = append(v.Lost, fmt.Sprintf("%s: %v", id, err))
			continue
		}
		got := map[workflow.Number]int{}
		for _, place := range w.Places {
			got[place.Release]++
		}
		for n := range want {
			if got[n] != 1 {
				v.Wrong = append(v.Wrong, fmt.Sprintf("%s says that it has a place in %s, which has %d for it", n, id, got[n]))
			}
		}
		for n := range got {
			if !want[n] {
				v.Wrong = append(v.Wrong, fmt.Sprintf("%s keeps a place for %s, which does not hold it", id, n))
			}
		}
	}
}
