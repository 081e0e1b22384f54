package desk_test

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"drumbeat/store/embedded"
	"drumbeat/workflow"
	"drumbeat/workflow/desk"
	"drumbeat/workflow/planner"
	"drumbeat/workflow/policy"
)

var fullScale = flag.Bool("scale.full", false, "measure with 100,000 and 1,000,000 releases in the store too; takes some minutes and some GB of disk")

// scaleOpen is how many releases are open, whatever is stored: those that people
// see.
const scaleOpen = 30

// organisation is a desk over a store with many closed releases and a few open
// ones, and a count of what is asked of the store.
type organisation struct {
	*town
	plan  *planner.Planner
	asked asked
}

// asked counts what was asked of a store: operations, and the documents that
// they gave.
type asked struct{ ops, docs atomic.Int64 }

func (a *asked) count(docs int) {
	a.ops.Add(1)
	a.docs.Add(int64(docs))
}

func (a *asked) String() string {
	return fmt.Sprintf("%d operations, %d documents", a.ops.Load(), a.docs.Load())
}

// newOrganisation fills a store: closed releases of years, ten to a window, and
// on top of them the open ones, in all lanes of the queue.
func newOrganisation(tb testing.TB, stored, open int) *organisation {
	tb.Helper()
	ctx := context.Background()
	s, err := embedded.Open(ctx, "") // not synced to disk
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = s.Close() })
	o := &organisation{}
	ports := s.Ports()
	ports.Releases, ports.Windows, ports.Queue, ports.Streets, ports.Notices = countedReleases{ports.Releases, &o.asked}, countedWindows{ports.Windows, &o.asked},
		countedQueue{ports.Queue, &o.asked}, countedStreets{ports.Streets, &o.asked}, countedNotices{ports.Notices, &o.asked}
	o.town = &town{t: tb, ctx: ctx, now: monday, store: ports, dir: townPeople()}
	o.desk = desk.New(desk.Options{Store: ports, Directory: o.dir, Now: func() time.Time { return o.now }})
	o.plan = planner.New(planner.Options{Desk: o.desk, Store: ports, Directory: o.dir, Now: func() time.Time { return o.now }})
	p := policy.Default()
	p.Heartbeats[0].Capacity = 60
	o.savePolicy(p)
	for from := 0; from < stored; from += 10_000 {
		if err := s.Load(ctx, o.closed(from, min(10_000, stored-from))); err != nil {
			tb.Fatal(err)
		}
	}
	for i := range open {
		o.request(i)
	}
	for { // until nothing is left to be done at this moment
		res, err := o.plan.RunOnce(ctx, o.now)
		if err != nil {
			tb.Fatal(err)
		}
		if res.Added+res.Relayed == 0 {
			return o
		}
	}
}

// request asks for one more release: a third waits for a look, a third for
// approvals and a third for its window.
func (o *organisation) request(i int) {
	o.t.Helper()
	out, err := o.desk.Submit(o.ctx, "INES", fmt.Sprint("open", i), o.form(func(q *workflow.Request) {
		if i%3 == 0 {
			q.Type, q.Evidence = workflow.Major, "tested"
		}
	}))
	if err != nil {
		o.t.Fatal(err)
	}
	if i%3 == 2 {
		for _, by := range []workflow.PersonID{"EVA", "OMAR"} {
			if _, err := o.try(out.Release.Number, by, workflow.ActApprove); err != nil {
				o.t.Fatal(err)
			}
		}
	}
}

// closed makes releases that are over, with eight entries of history each, in
// the windows of the years before now.
func (o *organisation) closed(from, n int) embedded.Contents {
	var c embedded.Contents
	places := map[workflow.WindowID]*workflow.Window{}
	for i := from; i < from+n; i++ {
		opens := monday.AddDate(0, 0, -30).Add(-time.Duration(i/10) * time.Hour).Truncate(time.Hour)
		slot := workflow.Slot{ID: workflow.MakeWindowID("regular", opens), Heartbeat: "regular", Name: "Regular heartbeat", Zone: "UTC", Opens: opens, Closes: opens.Add(2 * time.Hour), CutOff: opens.Add(-13 * time.Hour)}
		r := workflow.Release{Number: workflow.Number(i + 1), Origin: fmt.Sprint("closed", i), Revision: 1, State: workflow.Closed, Requester: "INES", Request: o.form(),
			CreatedAt: opens.Add(-99 * time.Hour), SubmittedAt: opens.Add(-99 * time.Hour), LiveAt: opens.Add(time.Hour), EndedAt: opens.Add(25 * time.Hour), UpdatedAt: opens.Add(25 * time.Hour),
			Place: &workflow.Place{Window: slot.ID, Opens: slot.Opens, Closes: slot.Closes, CutOff: slot.CutOff, Since: opens.Add(-90 * time.Hour)}}
		for j := range 8 {
			r.History = append(r.History, workflow.Entry{Seq: j + 1, At: opens, By: "EVA", Action: workflow.ActApprove, From: workflow.InApproval, To: workflow.InApproval, Revision: 1, Request: fmt.Sprint("closed", i, ".", j)})
		}
		c.Releases = append(c.Releases, r)
		w := places[slot.ID]
		if w == nil {
			w = &workflow.Window{Slot: slot}
			places[slot.ID] = w
		}
		w.Places = append(w.Places, workflow.Reservation{Release: r.Number, At: r.Place.Since})
		c.Notices = append(c.Notices, workflow.Notice{ID: workflow.EventID(r.Number, 1), Kind: workflow.NoticeEvent, Channel: "#releases", Due: opens, Release: r.Number, Entry: 1,
			Delivery: workflow.Delivery{Status: workflow.NoticeSent, Want: 1, Have: 1, DoneAt: opens}})
	}
	for _, w := range places {
		c.Windows = append(c.Windows, *w)
	}
	return c
}

// page is something that a person, or the clock, waits for.
type page struct {
	name string
	show func() error
}

func (o *organisation) pages() []page {
	waiting, err := o.store.Releases.List(o.ctx, workflow.ReleaseFilter{States: []workflow.State{workflow.InApproval}, Limit: 5000})
	if err != nil {
		o.t.Fatal(err)
	}
	waiting = slices.DeleteFunc(waiting, func(r workflow.Release) bool { return r.Place == nil })
	if len(waiting) == 0 {
		o.t.Fatal("nothing waits for approval with a place")
	}
	n, window := waiting[0].Number, waiting[0].Window() // in the last window
	calendar := func(span workflow.CalendarSpan) func() error {
		return func() error {
			_, err := o.desk.Calendar(o.ctx, workflow.CalendarAsk{By: "ROSA", Span: span})
			return err
		}
	}
	return []page{
		{"home of a release manager", func() error { _, err := o.desk.Home(o.ctx, "ROSA"); return err }},
		{"home of an approver", func() error { _, err := o.desk.Home(o.ctx, "EVA"); return err }},
		{"queue", func() error { _, err := o.desk.Queue(o.ctx, "ROSA", workflow.QueueView{}); return err }},
		{"queue of a lane", func() error {
			_, err := o.desk.Queue(o.ctx, "ROSA", workflow.QueueView{Lane: workflow.LaneTriage, System: "platform"})
			return err
		}},
		{"calendar of a day", calendar(workflow.CalendarDay)},
		{"calendar of a week", calendar(workflow.CalendarWeek)},
		{"calendar of a month", calendar(workflow.CalendarMonth)},
		{"list", func() error { _, err := o.desk.List(o.ctx, workflow.ReleaseFilter{Open: true, Limit: 16}); return err }},
		{"card", func() error { _, err := o.desk.Release(o.ctx, n); return err }},
		{"why", func() error { _, err := o.desk.Why(o.ctx, desk.Question{Release: n}); return err }},
		{"window", func() error { _, err := o.desk.Window(o.ctx, window); return err }},
		{"form with its conflicts", func() error {
			form := o.form(func(q *workflow.Request) { q.Window = window })
			_, err := o.desk.Form(o.ctx, "INES", form, 0)
			return err
		}},
		{"a minute's round", func() error { _, err := o.plan.RunOnce(o.ctx, o.now); return err }},
	}
}

// TestWhatIsStoredCostsNothing: what is asked of the store for a page follows
// from what it shows; releases that are over are not read.
func TestWhatIsStoredCostsNothing(t *testing.T) {
	small, large := newOrganisation(t, 40, scaleOpen), newOrganisation(t, 800, scaleOpen)
	for i, p := range small.pages() {
		q := large.pages()[i]
		want, got := small.costs(p), large.costs(q)
		if got != want {
			t.Errorf("%s: %s with 800 releases stored, %s with 40", p.name, got, want)
		}
	}
}

// costs says what one showing asks of the store, once it was shown before.
func (o *organisation) costs(p page) string {
	o.t.Helper()
	for range 2 {
		o.asked.ops.Store(0)
		o.asked.docs.Store(0)
		if err := p.show(); err != nil {
			o.t.Fatalf("%s: %v", p.name, err)
		}
	}
	return o.asked.String()
}

// BenchmarkScale measures what people and the clock wait for, by how much is
// stored: with -scale.full up to a million releases. "x" is the ratio to the
// smallest store of the same run.
func BenchmarkScale(b *testing.B) {
	sizes := []int{1000, 20_000}
	if *fullScale {
		sizes = []int{1000, 100_000, 1_000_000}
	}
	least := map[string]float64{}
	for _, stored := range sizes {
		o := newOrganisation(b, stored, 325)
		for _, p := range o.pages() {
			b.Run(fmt.Sprintf("%s/%d", p.name, stored), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := p.show(); err != nil {
						b.Fatal(err)
					}
				}
				each := float64(b.Elapsed().Nanoseconds()) / float64(b.N)
				if least[p.name] == 0 {
					least[p.name] = each
				}
				b.ReportMetric(each/least[p.name], "x")
			})
		}
	}
}

// BenchmarkOpen measures the same by how many releases are open.
func BenchmarkOpen(b *testing.B) {
	sizes := []int{325}
	if *fullScale {
		sizes = append(sizes, 5000)
	}
	for _, open := range sizes {
		o := newOrganisation(b, 1000, open)
		for _, p := range o.pages() {
			b.Run(fmt.Sprintf("%s/%d", p.name, open), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := p.show(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
