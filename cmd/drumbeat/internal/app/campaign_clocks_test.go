package app

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"drumbeat/bot/sandbox"
	"drumbeat/workflow"
)

// dueBound is how long after its instant a notice is posted, by the store's clock.
const dueBound = 2 * time.Second

// dueAllowance is added where the machine is busy with a whole suite.
const dueAllowance = 58 * time.Second

// instants are the notices that a window brings, by how long before its opening.
var instants = []struct {
	before time.Duration
	id     func(w workflow.WindowID) string
}{
	{24 * time.Hour, func(w workflow.WindowID) string { return workflow.BriefingID(w, "help-desk") }},
	{13 * time.Hour, func(w workflow.WindowID) string { return workflow.WindowReminderID(w, "cut-off") }},
	{time.Hour, func(w workflow.WindowID) string { return workflow.WindowReminderID(w, "1h") }},
	{0, func(w workflow.WindowID) string { return workflow.WindowReminderID(w, "open") }},
}

// TestCampaignClocks has replicas whose hosts' clocks are five minutes apart each
// way: what is due comes when it is due by the store's clock, once. (R8)
func TestCampaignClocks(t *testing.T) {
	f := newFleet(t, fleetOptions{Replicas: 3, MongoURI: newMongoServer(t).uri()})
	for i, skew := range []time.Duration{-5 * time.Minute, 5 * time.Minute, 0} {
		f.replicas[i].order(fmt.Sprintf("skew %d", skew))
		if skew != 0 && !f.replicas[i].log.awaitText(f.replicas[i].gone, "clock and the store's differ") {
			t.Fatalf("%s does not say that its clock is off:\n%s", f.replicas[i].name, f.replicas[i].log.all())
		}
	}
	c := &crowd{town: f.town, ledger: &ledger{}}
	n := f.scheduled(c, "Campaign-clocks")
	var worst time.Duration
	trials := rounds(1, 5) // of four instants each
	for range trials {
		place := f.place(n)
		for _, instant := range instants {
			at := place.Opens.Add(-instant.before)
			if *campaignFull { // what the jump itself brings is done before the instant comes
				f.calendarTo(at.Add(-2 * time.Minute))
				f.rest(f.patience())
			}
			f.calendarTo(at.Add(-2 * time.Second))
			late := f.postedAt(c, instant.id(place.Window)).Sub(time.Now().Add(at.Sub(f.now())))
			t.Logf("%s: %v", instant.id(place.Window), late)
			worst = max(worst, late)
		}
		f.calendarTo(place.Closes.Add(time.Second)) // it was not started, and rolls forward
		f.until(func() bool { return f.place(n).Window != place.Window })
	}
	f.rest(f.patience())
	f.judge(c).must(t)
	t.Logf("%d instants; the latest came %v after its own", trials*len(instants), worst.Round(time.Millisecond))
	if bound := dueBound + f.allowance(dueAllowance); worst > bound {
		t.Errorf("something came %v late, at most %v are allowed", worst, bound)
	}
}

// allowance is what a bound is eased by where the machine is busy with a whole
// suite; at full counts it is nothing.
func (f *fleet) allowance(d time.Duration) time.Duration {
	if *campaignFull {
		return 0
	}
	return d
}

// scheduled has a release asked for and approved for its window.
func (f *fleet) scheduled(c *crowd, title string) workflow.Number {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(f.t.Context(), f.patience())
	defer cancel()
	if err := c.asks(ctx, requester(0), title, false); err != nil {
		f.t.Fatal(err)
	}
	n, ok := c.number(ctx, title)
	if !ok {
		f.t.Fatalf("%s was never shown\n%s", title, f.tails())
	}
	for _, who := range []string{"eva", "omar"} {
		ask := workflow.AskID(n, 1, workflow.PersonID(f.town.ids[who]))
		if err := c.presses(ctx, who, "Approve", ask, deed{What: workflow.ActApprove, Release: title}); err != nil {
			f.t.Fatalf("%s approves: %v\n%s", who, err, f.tails())
		}
	}
	f.until(func() bool {
		r, err := f.store.Releases.Get(ctx, n)
		return err == nil && r.State == workflow.Scheduled && r.Place != nil
	})
	return n
}

// place is the place that a release holds.
func (f *fleet) place(n workflow.Number) workflow.Place {
	f.t.Helper()
	r, err := f.store.Releases.Get(f.t.Context(), n)
	if err != nil || r.Place == nil {
		f.t.Fatalf("%s has no place: %v", n, err)
	}
	return *r.Place
}

// until waits until something holds.
func (f *fleet) until(holds func() bool) {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(f.t.Context(), f.patience())
	defer cancel()
	for !holds() {
		if !pause(ctx, 20*time.Millisecond) {
			f.t.Fatalf("waited in vain\n%s", f.tails())
		}
	}
}

// postedAt waits for a notice and says when it was posted.
func (f *fleet) postedAt(c *crowd, id string) time.Time {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(f.t.Context(), f.patience())
	defer cancel()
	p, ok := c.message(ctx, id)
	if !ok {
		f.t.Fatalf("%s never came\n%s", id, f.tails())
	}
	return p.At
}

// TestCampaignSlackApart sets the host's clock four and six minutes off Slack's:
// four do not matter, six are refused, and the log says whose clock is wrong. (R8)
func TestCampaignSlackApart(t *testing.T) {
	f := newFleet(t, fleetOptions{})
	r := f.replicas[0]
	try := func() bool {
		var said sandbox.SendAnswer
		err := f.town.post("/client/send", sandbox.SendRequest{As: requester(0), Channel: f.town.channels["releases"], Text: "/release help"}, &said)
		return err == nil && said.OK
	}
	for range rounds(2, 20) {
		for _, off := range []time.Duration{4 * time.Minute, -4 * time.Minute, 6 * time.Minute, -6 * time.Minute, 0} {
			r.order(fmt.Sprintf("skew %d", off))
			if got, want := try(), off.Abs() < 5*time.Minute; got != want {
				t.Errorf("with a clock %v off it was answered: %v, want %v", off, got, want)
			}
		}
	}
	if all := r.log.all(); !strings.Contains(all, "by Slack's clock it is in time: this host's clock is wrong, set it") {
		t.Errorf("the log does not say that the clocks are apart:\n%s", all)
	}
}

// TestCampaignClockStep sets the clock of every host an hour on and back again
// while releases live their lives: nothing is lost, nothing comes twice. (R8)
func TestCampaignClockStep(t *testing.T) {
	for _, store := range []string{"file", "server"} {
		t.Run(store, func(t *testing.T) {
			o, people := fleetOptions{Replicas: 2, Socket: true}, 6 // what Slack signs is refused an hour off
			if store == "server" {
				o.MongoURI, people = newMongoServer(t).uri(), 2
			}
			f := newFleet(t, o)
			l := newLives(f, seed(t))
			l.brief = true
			for range rounds(1, 10) {
				for _, step := range []time.Duration{time.Hour, 0, -time.Hour, 0} {
					for _, r := range f.replicas {
						r.order(fmt.Sprintf("skew %d", step))
					}
					// Where the host's clock is all there is, what is written while it is
					// an hour ahead waits for that hour: people give up after a while.
					ctx, cancel := context.WithTimeout(t.Context(), time.Second)
					l.until(ctx, people)
					cancel()
				}
			}
			f.calendarTo(f.now().Add(61 * time.Minute)) // what was written an hour ahead is due by now
			f.rest(f.patience())
			v := f.judge(l.c)
			v.must(t)
			if v.Acked == 0 {
				t.Error("nobody got anything done")
			}
		})
	}
}

// TestCampaignFrozen freezes the only bot over an instant, for ten minutes by the
// calendar: what was missed comes once, and says that it is late. (R8)
func TestCampaignFrozen(t *testing.T) {
	t.Run("file", func(t *testing.T) { frozen(t, fleetOptions{}) })
	t.Run("server", func(t *testing.T) {
		if !*campaignFull {
			t.Skip("part of -campaign.full: not tried here")
		}
		frozen(t, fleetOptions{MongoURI: newMongoServer(t).uri()})
	})
}

func frozen(t *testing.T, o fleetOptions) {
	t.Helper()
	f := newFleet(t, o)
	c := &crowd{town: f.town, ledger: &ledger{}}
	n := f.scheduled(c, "Campaign-frozen")
	r := f.replicas[0]
	trials := rounds(1, 10)
	for range trials {
		place := f.place(n)
		for _, instant := range instants[1:3] {
			at := place.Opens.Add(-instant.before)
			f.calendarTo(at.Add(-10 * time.Minute)) // a slow machine must not come to the instant while it is awake
			f.rest(f.patience())
			r.signal(syscall.SIGSTOP)
			var moved sync.WaitGroup
			moved.Go(func() { f.calendarTo(at.Add(10 * time.Minute)) })
			pause(t.Context(), 200*time.Millisecond)
			r.signal(syscall.SIGCONT)
			moved.Wait()
			f.postedAt(c, instant.id(place.Window))
			if _, says, _ := f.shown(); !strings.Contains(says[instant.id(place.Window)], "late") {
				t.Errorf("%s does not say that it is late:\n%s", instant.id(place.Window), says[instant.id(place.Window)])
			}
		}
		f.calendarTo(place.Closes.Add(time.Second))
		f.until(func() bool { return f.place(n).Window != place.Window })
	}
	f.rest(f.patience())
	f.judge(c).must(t)
}

// signal sends a process a signal.
func (r *replica) signal(s syscall.Signal) {
	r.f.t.Helper()
	if err := r.cmd.Process.Signal(s); err != nil {
		r.f.t.Fatal(err)
	}
}
