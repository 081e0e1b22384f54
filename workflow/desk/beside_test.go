package desk_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// busyPolicy is two systems that share a heartbeat of three places, and a third
// system whose windows overlap those.
func busyPolicy(p *workflow.Policy) {
	web := p.Heartbeats[0]
	web.Key, web.Cron, web.Zone, web.Duration, web.Capacity, web.CutOff = "web", "0 6 * * TUE,THU", "UTC", 2*time.Hour, 3, 12*time.Hour
	data := web
	data.Key, data.Name, data.Cron, data.Capacity = "data", "Data heartbeat", "0 7 * * TUE", 2
	p.Intake = nil
	p.Heartbeats = []workflow.Heartbeat{web, data}
	p.Systems = []workflow.Platform{{Key: "shop", Name: "Shop", Heartbeat: "web"}, {Key: "payment", Name: "Payment", Heartbeat: "web"}, {Key: "data", Name: "Data", Heartbeat: "data"}}
}

// beside has a desk bring up to date what shows releases beside others, and gives
// of how many.
func (w *town) beside(d *desk.Desk) int {
	w.t.Helper()
	n, err := d.ShowBeside(w.ctx, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// replica is another process on the same store.
func (w *town) replica(change ...func(*workflow.Store)) *desk.Desk {
	store := w.store
	for _, c := range change {
		c(&store)
	}
	return desk.New(desk.Options{Store: store, Directory: w.dir, Now: func() time.Time { return w.now }})
}

func TestWhatIsShownBesideIsBroughtUpToDateOnce(t *testing.T) {
	w := newTown(t)
	w.changePolicy(busyPolicy)
	asks := func(system, window string) workflow.Number {
		return w.submits(func(q *workflow.Request) { q.System, q.Window = system, workflow.WindowID(window) }).Number
	}
	const tuesday, thursday, next = "web:2026-11-24T06:00Z", "web:2026-11-26T06:00Z", "web:2026-12-01T06:00Z"
	first := asks("shop", tuesday)
	other := w.replica()
	quiet := func(what string, want int) {
		t.Helper()
		if got := w.beside(w.desk); got != want {
			t.Errorf("%s: %d releases are shown anew, want %d", what, got, want)
		}
		if again, there := w.beside(w.desk), w.beside(other); again+there != 0 {
			t.Errorf("%s: shown anew once more: %d, and %d by another replica", what, again, there)
		}
	}
	quiet("a first one", 1)
	second := asks("shop", tuesday)
	quiet("another in its window", 2)
	w.does(second, "EVA", workflow.ActApprove)
	quiet("an approval", 0)
	asks("data", "data:2026-11-24T07:00Z")
	quiet("one beside, of another system and by the same people", 3)
	third, fourth := asks("payment", thursday), asks("payment", thursday)
	quiet("two in another window", 2)
	asks("payment", thursday)
	quiet("a window that could be had instead is full", 5)
	w.does(third, "INES", workflow.ActWithdraw)
	quiet("and has room again", 4)
	after := w.submits(func(q *workflow.Request) {
		q.System, q.Window, q.DependsOn = "payment", next, []workflow.Number{fourth}
	}).Number
	quiet("one that waits, and keeps its implementer busy there", 2)
	w.does(fourth, "INES", workflow.ActWithdraw)
	w.deliver()
	if quiet("what it waits for is withdrawn", 2); !w.raised(after) {
		t.Error("the card of the one that waits was not")
	}
	w.now = w.now.Add(9 * time.Hour) // past the cut-off of Tuesday
	w.tend()
	w.beside(w.desk)
	w.deliver()
	w.now = time.Date(2026, 11, 25, 18, 0, 0, 0, time.UTC) // and of Thursday
	w.tend()
	if w.beside(w.desk); !w.raised(first) {
		t.Error("the card of what had Thursday for a way out was not")
	}
}

// raised tells whether a card is to be written anew.
func (w *town) raised(n workflow.Number) bool {
	w.t.Helper()
	card, err := w.store.Notices.Get(w.ctx, workflow.CardID(n))
	if err != nil {
		w.t.Fatal(err)
	}
	return card.Delivery.Want > card.Delivery.Have
}

// deliver counts every card as written anew.
func (w *town) deliver() {
	w.t.Helper()
	due, err := w.store.Notices.Due(w.ctx, w.now.AddDate(1, 0, 0), 10_000)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, n := range due {
		n.Delivery.Status, n.Delivery.Have = workflow.NoticeSent, n.Delivery.Want
		if err := w.store.Notices.Replace(w.ctx, n); err != nil {
			w.t.Fatal(err)
		}
	}
}

// dyingWindows is a process that dies before it has written a window down.
type dyingWindows struct{ workflow.Windows }

func (dyingWindows) Put(context.Context, workflow.Window) error { return errors.New("it has died") }

// TestCardsShowWhatIsBeside: whatever people do in whatever order, while messages
// are written at any moment, and whichever of two replicas looks or dies over it,
// in the end every card shows what it would show if it were written anew.
func TestCardsShowWhatIsBeside(t *testing.T) {
	unlessSearching(t, 7, 15)
	rapid.Check(t, func(rt *rapid.T) {
		w := townIn(t, "")
		w.changePolicy(busyPolicy)
		desks := []*desk.Desk{w.desk, w.replica()}
		shown := map[workflow.Number]string{}
		var numbers []workflow.Number
		any := func() workflow.Number { return numbers[rapid.IntRange(0, len(numbers)-1).Draw(rt, "release")] }
		asks := func() {
			form := w.form(func(q *workflow.Request) {
				q.System = rapid.SampledFrom([]string{"shop", "payment", "data"}).Draw(rt, "system")
				q.Implementer = rapid.SampledFrom([]workflow.PersonID{"TOM", "SAM"}).Draw(rt, "implementer")
				if len(numbers) > 0 && rapid.IntRange(0, 3).Draw(rt, "depends") == 0 {
					q.DependsOn = []workflow.Number{any()}
				}
			})
			out, err := w.desk.Submit(w.ctx, "INES", w.request(), form)
			if err != nil {
				return // what it depends on is over
			}
			numbers = append(numbers, out.Release.Number)
		}
		asks()
		for range rapid.IntRange(10, 40).Draw(rt, "steps") {
			switch rapid.IntRange(0, 9).Draw(rt, "step") {
			case 0, 1, 2:
				asks()
			case 3:
				_, _ = w.try(any(), "EVA", workflow.ActApprove)
			case 4:
				_, _ = w.try(any(), "INES", workflow.ActWithdraw)
			case 5:
				_, _ = w.try(any(), "ROSA", workflow.ActMove, func(c *desk.Command) {
					c.Window = rapid.SampledFrom([]workflow.WindowID{"web:2026-11-24T06:00Z", "web:2026-11-26T06:00Z", "data:2026-12-01T07:00Z"}).Draw(rt, "window")
				})
			case 6:
				w.write(shown, rapid.IntRange(1, 6).Draw(rt, "messages"))
			case 7:
				w.beside(desks[rapid.IntRange(0, 1).Draw(rt, "replica")])
			case 8:
				_, _ = w.replica(func(s *workflow.Store) { s.Windows = dyingWindows{s.Windows} }).ShowBeside(w.ctx, nil)
			case 9:
				w.now = w.now.Add(time.Duration(rapid.IntRange(1, 30).Draw(rt, "hours")) * time.Hour)
				w.tend()
			}
			if rapid.Bool().Draw(rt, "relayed") {
				w.relay(numbers[0])
			}
		}
		w.tend()
		for w.beside(desks[0])+w.beside(desks[1]) > 0 {
			w.write(shown, 1000)
		}
		w.write(shown, 1000)
		for _, n := range numbers {
			if now, looks := w.card(n); looks && shown[n] != now {
				rt.Errorf("%s shows\n%s\nand it is\n%s", n, shown[n], now)
			}
		}
	})
}

// card is what the card of a release shows of others, and whether it does.
func (w *town) card(n workflow.Number) (string, bool) {
	f, err := w.desk.Release(w.ctx, n)
	if err != nil {
		w.t.Fatal(err)
	}
	for i := range f.Findings { // what time brings to the gates of the release itself the planner tells
		if g := &f.Findings[i]; g.Rule == "window" || g.Rule == "cut-off" || g.Rule == "briefing" {
			*g = workflow.Finding{Rule: g.Rule}
		}
	}
	raw, err := json.Marshal([]any{f.Findings, f.Taken})
	if err != nil {
		w.t.Fatal(err)
	}
	return string(raw), f.Looks()
}

// write writes some of the cards that are to be written, as they are now.
func (w *town) write(shown map[workflow.Number]string, most int) {
	w.t.Helper()
	due, err := w.store.Notices.Due(w.ctx, w.now.AddDate(1, 0, 0), 10_000)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, n := range due {
		if n.Kind != workflow.NoticeCard {
			continue
		}
		if most--; most < 0 {
			return
		}
		shown[n.Release], _ = w.card(n.Release)
		n.Delivery.Status, n.Delivery.Have = workflow.NoticeSent, n.Delivery.Want
		if err := w.store.Notices.Replace(w.ctx, n); err != nil {
			w.t.Fatal(err)
		}
	}
}
