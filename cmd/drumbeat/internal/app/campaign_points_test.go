package app

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"drumbeat/bot/deliver"
	"drumbeat/workflow"
)

// The rows of the campaign of points: where a replica dies on the way of one
// deed, from before anything is stored until all of it is recorded. After the
// last four nobody knows what Slack has.
const (
	rowBefore = iota
	rowStored
	rowAcknowledged
	rowRecorded
	rowClaimed
	rowReceived
	rowPosted
	rowAnswered
	pointRows
)

// TestCampaignPoints kills a replica at every named point of every deed: asking,
// deciding, reminding and going live. Nothing that was acknowledged is lost,
// nothing is told twice, and who was not answered was shown that, and pressed
// again to one effect. (R2)
func TestCampaignPoints(t *testing.T) {
	for name, replicas := range map[string]int{"alone": 1, "three": 3} {
		t.Run(name, func(t *testing.T) {
			if !named(name) {
				t.Skipf("left out by -campaign.faults %s", *campaignFaults)
			}
			t.Parallel()
			newPointsCampaign(t, replicas).run(rounds(1, 50))
		})
	}
}

type pointsCampaign struct {
	t    *testing.T
	f    *fleet
	s    *siege
	c    *crowd
	seed uint64

	mu   sync.Mutex
	must []string // reminders that were due, and have to be told
}

func newPointsCampaign(t *testing.T, replicas int) *pointsCampaign {
	spec := campaignSpec
	spec.Heartbeats, spec.Unhurried = pointRows, true
	f := newFleet(t, fleetOptions{Replicas: replicas, Spec: spec})
	p := &pointsCampaign{t: t, f: f, c: &crowd{town: f.town, ledger: &ledger{}}, seed: seed(t)}
	p.c.system = func(title string) string { return systemKey(lifeIn(title)) }
	p.s = besiege(f)
	t.Cleanup(p.s.end)
	return p
}

// titleOfLife and lifeIn name the releases of a campaign: each life of a chapter
// is about a system, and so a window, of its own.
func titleOfLife(chapter, life int) string { return fmt.Sprintf("Campaign-%04d%d", chapter, life) }

func lifeIn(title string) int { return int(title[len(title)-1] - '0') }

// run lets as many chapters pass. In each of them a replica dies at every point
// of every deed.
func (p *pointsCampaign) run(chapters int) {
	began := time.Now()
	for k := range chapters {
		p.chapter(k)
		if p.t.Failed() {
			break
		}
		if k%5 == 4 {
			p.t.Logf("after %d chapters and %.0f s: %d deaths", k+1, time.Since(began).Seconds(), p.s.deaths)
		}
	}
	p.f.rest(p.f.patience())
	v := p.f.judge(p.c)
	p.reminded(&v)
	v.must(p.t)
	p.s.proves()
	p.t.Logf("%d chapters in %.0f s", chapters, time.Since(began).Seconds())
}

// chapter has eight releases live their lives side by side. Each dies four deaths,
// one on the way of each deed, and of these two leave in doubt what Slack has.
func (p *pointsCampaign) chapter(k int) {
	ctx := p.t.Context()
	p.all(func(life int) {
		p.asks(ctx, k, life, life)
		p.decides(ctx, k, life, (life+4)%pointRows)
	})
	p.f.rest(p.f.patience())
	window := p.windows(ctx, k)
	if p.t.Failed() {
		return
	}
	p.reminds(ctx, k, window)
	p.f.rest(p.f.patience())
	_, opens, _ := window[0].Split()
	p.f.calendarTo(opens.Add(5 * time.Minute))
	p.all(func(life int) { p.goesLive(ctx, k, life, (life+k+4)%pointRows) })
	p.f.rest(p.f.patience())
}

// all does something for every life at once.
func (p *pointsCampaign) all(do func(life int)) {
	var all sync.WaitGroup
	for life := range pointRows {
		all.Go(func() { do(life) })
	}
	all.Wait()
}

func (p *pointsCampaign) random(parts ...int) *rand.Rand {
	n := uint64(0)
	for _, part := range parts {
		n = n*1000 + uint64(part) + 1
	}
	return rand.New(rand.NewPCG(p.seed, n))
}

// asks is the birth of a release, and a death.
func (p *pointsCampaign) asks(ctx context.Context, k, life, row int) {
	title := titleOfLife(k, life)
	told := []string{"card:", "event:", "requester:", "ask:"}[p.random(k, life, 0).IntN(4)]
	tr := p.trap(row, "create", "", []string{title}, []string{told, title})
	if err := p.c.asks(ctx, requester(life), title, false); err != nil {
		p.t.Errorf("%s was not asked for: %v", title, err)
		return
	}
	p.died(ctx, tr, row, title, workflow.ActSubmit)
}

// decides has both who must approve do so, the first of them with a death.
func (p *pointsCampaign) decides(ctx context.Context, k, life, row int) {
	title := titleOfLife(k, life)
	n, ok := p.c.number(ctx, title)
	if !ok {
		return
	}
	tr := p.trap(row, "replace", "approve ", []string{title}, p.next(ctx, n, title))
	for _, decider := range []string{"eva", "omar"} {
		ask := workflow.AskID(n, 1, workflow.PersonID(p.f.town.ids[decider]))
		d := deed{What: workflow.ActApprove, Release: title}
		if err := p.offered(ctx, decider, "Approve", ask, d); err != nil {
			p.t.Errorf("%s was not approved by %s: %v", title, decider, err)
		}
		if tr != nil {
			p.died(ctx, tr, row, title, workflow.ActApprove)
			tr = nil
		}
	}
}

// goesLive starts a release and reports it live, the second with a death.
func (p *pointsCampaign) goesLive(ctx context.Context, k, life, row int) {
	title := titleOfLife(k, life)
	n, ok := p.c.number(ctx, title)
	if !ok {
		return
	}
	card := workflow.CardID(n)
	d := deed{What: workflow.ActStart, Release: title}
	if err := p.offered(ctx, "tom", "Start", card, d); err != nil {
		p.t.Errorf("%s was not started: %v", title, err)
		return
	}
	tr := p.trap(row, "replace", "live ", []string{title}, p.next(ctx, n, title))
	d.What = workflow.ActLive
	if err := p.offered(ctx, "tom", "Report live", card, d); err != nil {
		p.t.Errorf("%s was not reported live: %v", title, err)
	}
	p.died(ctx, tr, row, title, workflow.ActLive)
}

// offered presses a button once a message shows it, and again where it was
// answered that nothing was saved, until it has its effect.
func (p *pointsCampaign) offered(ctx context.Context, who, label, notice string, d deed) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	for ctx.Err() == nil {
		_ = p.c.presses(ctx, who, label, notice, d)
		if p.shows(d.Release, who, d.What) {
			return nil
		}
		p.c.breath(ctx)
	}
	return fmt.Errorf("%w\n%s", ctx.Err(), p.f.tails())
}

// next is what tells the next entry in the history of a release.
func (p *pointsCampaign) next(ctx context.Context, n workflow.Number, title string) []string {
	rel, err := p.f.store.Releases.Get(ctx, n)
	if err != nil {
		p.t.Error(err)
		return []string{title}
	}
	return []string{workflow.EventID(n, rel.Last().Seq+1), title}
}

// shows tells whether something that somebody did is in a release's history.
func (p *pointsCampaign) shows(title, who string, what workflow.Action) bool {
	rel, ok := p.s.release(p.t.Context(), title)
	for _, e := range rel.History {
		if ok && e.Action == what && string(e.By) == p.f.town.ids[who] {
			return true
		}
	}
	return false
}

// trap arms the point of a row: of a write by its name and what it is, or of what
// is told of it.
func (p *pointsCampaign) trap(row int, op, what string, deed, told []string) *trap {
	if what != "" {
		deed = append([]string{what}, deed...)
	}
	switch row {
	case rowBefore:
		return p.s.arm(op+pointBefore, deed...)
	case rowStored:
		return p.s.arm(op+pointStored, deed...)
	case rowAcknowledged:
		if op == "plan" {
			return p.s.arm(pointSeen, told...)
		}
		return p.s.arm(pointAcknowledged, map[string]string{"create": "view_submission", "replace": "block_actions"}[op], deed[len(deed)-1])
	case rowRecorded:
		return p.s.arm(deliver.PointRecorded, told...)
	case rowClaimed:
		return p.s.arm(deliver.PointClaimed, told...)
	case rowReceived:
		return p.s.arm(pointReceived, told...)
	case rowPosted:
		return p.s.arm(pointPosted, told...)
	}
	return p.s.arm(deliver.PointAnswered, told...)
}

// died waits for a death, and holds against it what the person was shown: before
// the acknowledgement, that there was trouble.
func (p *pointsCampaign) died(ctx context.Context, tr *trap, row int, title string, what workflow.Action) {
	if !p.s.await(ctx, tr) {
		return
	}
	if row != rowBefore && row != rowStored {
		return
	}
	p.c.ledger.mu.Lock()
	defer p.c.ledger.mu.Unlock()
	for _, d := range p.c.ledger.deeds {
		if d.Release == title && d.What == what && strings.HasPrefix(d.Answer, "unanswered") {
			return
		}
	}
	p.t.Errorf("a replica died at %s of %v, and nobody was shown trouble", tr.Name, tr.About)
}

// windows are the windows of the releases of a chapter.
func (p *pointsCampaign) windows(ctx context.Context, k int) []workflow.WindowID {
	out := make([]workflow.WindowID, pointRows)
	for life := range out {
		rel, ok := p.s.release(ctx, titleOfLife(k, life))
		if !ok || rel.State != workflow.Scheduled {
			p.t.Errorf("%s is %s, want it scheduled", titleOfLife(k, life), rel.State)
			continue
		}
		out[life] = rel.Window()
	}
	return out
}

// reminds moves the calendar to an instant at which every window is told about,
// each with a death.
func (p *pointsCampaign) reminds(ctx context.Context, k int, windows []workflow.WindowID) {
	_, opens, _ := windows[0].Split()
	kinds := []struct {
		before time.Duration
		id     func(workflow.WindowID) string
	}{
		{24 * time.Hour, func(w workflow.WindowID) string { return workflow.BriefingID(w, "help-desk") }},
		{13 * time.Hour, func(w workflow.WindowID) string { return workflow.WindowReminderID(w, "cut-off") }},
		{time.Hour, func(w workflow.WindowID) string { return workflow.WindowReminderID(w, "1h") }},
		{24 * time.Hour, func(w workflow.WindowID) string { return workflow.WindowReminderID(w, "24h") }},
		{0, func(w workflow.WindowID) string { return workflow.WindowReminderID(w, "open") }},
	}
	kind := kinds[(int(p.seed%5)+k)%len(kinds)]
	var traps []*trap
	for life, w := range windows {
		id := kind.id(w)
		p.mu.Lock()
		p.must = append(p.must, id)
		p.mu.Unlock()
		row := (life + k) % pointRows
		traps = append(traps, p.trap(row, "plan", "", []string{id + " "}, []string{id + " "}))
	}
	p.f.calendarTo(opens.Add(time.Minute - kind.before))
	for _, tr := range traps {
		p.s.await(ctx, tr)
	}
}

// reminded adds to a verdict whether every reminder that was due was told.
func (p *pointsCampaign) reminded(v *verdict) {
	told, _, _ := p.f.shown()
	for _, id := range p.must {
		if told[id] != 1 {
			n, err := p.f.store.Notices.Get(p.t.Context(), id)
			v.Lost = append(v.Lost, fmt.Sprintf("%s is told %d times: %s, %s, %v", id, told[id], n.Delivery.Status, n.Delivery.Problem, err))
		}
	}
}
