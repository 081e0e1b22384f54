package deliver

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"golang.org/x/sync/errgroup"

	"drumbeat/bot/sandbox"
	"drumbeat/workflow"
)

// backlogFull restarts with everything: 100,000 notices in the outbox, of which
// 5,000 are due for 300 conversations.
var backlogFull = flag.Bool("backlog.full", false, "restart with 100,000 notices pending and 5,000 due for 300 conversations")

// crowd is a workspace with many channels, in each of which a message stands.
func crowd(t testing.TB, channels int) *town {
	t.Helper()
	w := newTown(t, func(c *sandbox.Config) {
		c.NoRateLimits = false
		for i := range channels {
			c.Channels = append(c.Channels, sandbox.ChannelConfig{ID: fmt.Sprintf("CCROWD%03d", i), Name: fmt.Sprintf("crowd-%03d", i), Members: []string{"ada", "drumbeat"}})
		}
	})
	return w
}

// backlog makes boards due that stand in the channels already, the oldest first.
func (w *town) backlog(boards, channels int) {
	w.t.Helper()
	stands := make([]workflow.MessageRef, channels)
	for i := range channels {
		id := fmt.Sprintf("CCROWD%03d", i)
		_, ts, err := w.api.PostMessageContext(w.t.Context(), id, slack.MsgOptionText("as it was", false))
		if err != nil {
			w.t.Fatal(err)
		}
		stands[i] = workflow.MessageRef{Channel: workflow.Channel(id), TS: ts}
		w.clock.Advance(2 * time.Second)
	}
	due := w.clock.Now().Add(-time.Hour)
	var all []workflow.Notice
	for i := range boards {
		n := card(i + 1)
		n.Channel, n.Due = stands[i%channels].Channel, due.Add(time.Duration(i)*10*time.Millisecond)
		all = append(all, n)
	}
	w.add(all...)
	var writers errgroup.Group
	writers.SetLimit(64) // the store commits many at once
	for i := range boards {
		writers.Go(func() error {
			n, err := w.store.Notices.Get(w.t.Context(), card(i+1).ID)
			if err != nil {
				return err
			}
			n.Delivery.Message = stands[i%channels]
			return w.store.Notices.Replace(w.t.Context(), n)
		})
	}
	if err := writers.Wait(); err != nil {
		w.t.Fatal(err)
	}
}

// pending adds notices that are due another day.
func (w *town) pending(n int) {
	w.t.Helper()
	var all []workflow.Notice
	for i := range n {
		p := post(fmt.Sprintf("page:later:%06d", i), "", "#releases")
		p.Due = w.clock.Now().Add(24*time.Hour + time.Duration(i)*time.Second)
		all = append(all, p)
	}
	w.add(all...)
}

// arrivals lists the notices in the order in which Slack got them since an item
// of its traffic, by what their messages say.
func (w *town) arrivals(since int64) (out []string) {
	w.t.Helper()
	for _, item := range w.slack.Traffic(since) {
		if item.Status == 429 {
			w.t.Errorf("Slack limited %s", item.Method)
		}
		if item.Method == "chat.update" || item.Method == "chat.postMessage" {
			out = append(out, textOf(w.t, item))
		}
	}
	return out
}

// TestARestartDoesNotStormSlack restarts with thousands of old edits due for
// hundreds of conversations. They go at Slack's pace, the oldest first, and
// nothing is limited; a page for an emergency that comes in the middle of it
// goes at once.
func TestARestartDoesNotStormSlack(t *testing.T) {
	channels, boards, later := 12, 270, 0
	if *backlogFull {
		channels, boards, later = 300, 5_000, 100_000
	}
	w := crowd(t, channels)
	w.backlog(boards, channels)
	w.pending(later)
	d := w.deliverer(func(o *Options) { o.Unpaced = false }) // one worker: several may pass each other by a few
	before := w.slack.Traffic(0)
	since := before[len(before)-1].N
	const half = 15 * time.Second
	w.passes(d, half)
	old := w.arrivals(since)
	if most := rateTier3.burst + int(half/rateTier3.every) + 1; len(old) > most || len(old) < most-keepUpdates-2 {
		t.Errorf("%d edits in %s, want about %d", len(old), half, most)
	}
	for i, text := range old {
		if want := card(i + 1).ID; text != want {
			t.Errorf("edit %d is of %s, want %s: the oldest of all is next", i+1, text, want)
		}
	}
	before = w.slack.Traffic(0)
	since = before[len(before)-1].N
	page := post("page:emergency", w.person("bram"), "")
	page.Urgent = true
	w.add(page)
	w.once(d)
	if got := w.status("page:emergency"); got != workflow.NoticeSent {
		t.Errorf("the page is %s after one look, want sent", got)
	}
	if got := w.arrivals(since); len(got) == 0 || got[0] != "page:emergency" {
		t.Errorf("arrived: %q, want the page first", got)
	}
	w.passes(d, half)
	w.arrivals(since) // nothing was limited
}

// passes looks at the outbox every second for a while.
func (w *town) passes(d *Deliverer, most time.Duration) {
	for end := w.clock.Now().Add(most); w.clock.Now().Before(end); w.clock.Advance(500 * time.Millisecond) {
		w.once(d)
	}
}

// TestWhatABacklogCosts measures, with real time and the loop as it runs: start
// to the first message, processor, memory. By hand, with -backlog.full.
func TestWhatABacklogCosts(t *testing.T) {
	if !*backlogFull {
		t.Skip("by hand: -backlog.full")
	}
	const channels, boards = 300, 5_000
	w := crowd(t, channels)
	w.backlog(boards, channels)
	w.pending(100_000)
	runtime.GC()
	var m0, m1 runtime.MemStats
	runtime.ReadMemStats(&m0)
	first := make(chan time.Time, 1)
	d := w.deliverer(func(o *Options) {
		o.Unpaced, o.Workers, o.Real, o.Wait = false, 8, time.Now, nil
		o.At = func(string, string) {
			select {
			case first <- time.Now():
			default:
			}
		}
	})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	began, cpu0 := time.Now(), cpu()
	_ = d.Run(ctx)
	took, used := time.Since(began), cpu()-cpu0
	runtime.GC()
	runtime.ReadMemStats(&m1)
	t.Logf("the first is claimed after %s", (<-first).Sub(began).Round(time.Millisecond))
	t.Logf("%s: %d messages, %.1f%% of a core, heap %+d KiB", took.Round(time.Millisecond), w.calls("chat.update"), 100*used.Seconds()/took.Seconds(), (int64(m1.HeapAlloc)-int64(m0.HeapAlloc))/1024)
}

// cpu is what this process has used.
func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// textOf is the text that a request carries.
func textOf(t testing.TB, item sandbox.TrafficItem) string {
	t.Helper()
	var sent struct{ Text string }
	if err := json.Unmarshal(item.Request, &sent); err != nil {
		t.Fatalf("%s: %s", err, item.Request)
	}
	return sent.Text
}
