package deliver

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"drumbeat/bot/sandbox"
	"drumbeat/workflow"
)

// In no stretch of time are there more calls than a burst and one per interval.
func TestPaceNeverExceedsItsRate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rate{burst: rapid.IntRange(1, 20).Draw(t, "burst"), every: time.Duration(rapid.IntRange(1, 5000).Draw(t, "every")) * time.Millisecond}
		p := newPacer(false)
		now := start
		var taken []time.Time
		for range rapid.IntRange(1, 200).Draw(t, "tries") {
			now = now.Add(time.Duration(rapid.IntRange(0, 3000).Draw(t, "step")) * time.Millisecond)
			if p.take(now, need{key: "k", rate: r}) == 0 {
				taken = append(taken, now)
			}
		}
		for i := range taken {
			for j := i; j < len(taken); j++ {
				most := r.burst + int(taken[j].Sub(taken[i])/r.every) + 1
				if j-i+1 > most {
					t.Fatalf("%d calls in %s, at most %d", j-i+1, taken[j].Sub(taken[i]), most)
				}
			}
		}
	})
}

// TestTheTwentyThousandthConversationPanicked: room is made for its bucket by
// forgetting all of them, that of the method among them.
func TestTheTwentyThousandthConversationPanicked(t *testing.T) {
	p := newPacer(false)
	method := need{key: "method", rate: rate{burst: 1 << 20, every: time.Microsecond}}
	for i := range mostBuckets + 10 {
		if w := p.take(start, method, need{key: fmt.Sprint(conversation, i), rate: ratePost}); w != 0 {
			t.Fatalf("conversation %d: wait %s", i, w)
		}
	}
	if got := len(p.buckets); got > mostBuckets {
		t.Errorf("%d buckets, want at most %d", got, mostBuckets)
	}
}

// The wait that is asked for is enough, and not much more than needed.
func TestPaceSaysHowLong(t *testing.T) {
	p := newPacer(false)
	r := rate{burst: 2, every: time.Second}
	now := start
	for range 2 {
		if w := p.take(now, need{key: "k", rate: r}); w != 0 {
			t.Fatalf("wait %s within the burst", w)
		}
	}
	for range 10 {
		w := p.take(now, need{key: "k", rate: r})
		if w <= 0 || w > r.every+2*time.Millisecond {
			t.Fatalf("wait %s, want about %s", w, r.every)
		}
		now = now.Add(w)
		if again := p.take(now, need{key: "k", rate: r}); again != 0 {
			t.Fatalf("after waiting %s asked to wait %s more", w, again)
		}
	}
}

// What is not granted takes nothing from the others.
func TestPaceTakesAllOrNothing(t *testing.T) {
	p := newPacer(false)
	one := rate{burst: 1, every: time.Hour}
	if w := p.take(start, need{key: "a", rate: one}); w != 0 {
		t.Fatal(w)
	}
	if w := p.take(start, need{key: "a", rate: one}, need{key: "b", rate: one}); w == 0 {
		t.Fatal("a was granted twice")
	}
	if w := p.take(start, need{key: "b", rate: one}); w != 0 {
		t.Errorf("b waits %s although it was never granted", w)
	}
}

func TestPaceBlocks(t *testing.T) {
	p := newPacer(true)
	a, b := need{key: conversation + "a", rate: ratePost}, need{key: conversation + "b", rate: ratePost}
	until := start.Add(10 * time.Second)
	p.blockConversation(a.key, methodPost, start, until)
	got := []time.Duration{p.take(start, need{key: methodPost, rate: rateAll}, a), p.take(start, need{key: methodPost, rate: rateAll}, b)}
	if diff := cmp.Diff([]time.Duration{10 * time.Second, 0}, got); diff != "" {
		t.Errorf("one conversation limited (-want +got):\n%s", diff)
	}
	p.blockConversation(b.key, methodPost, start, until)
	if w := p.take(start, need{key: methodPost, rate: rateAll}, need{key: conversation + "c", rate: ratePost}); w != 10*time.Second {
		t.Errorf("two conversations limited: a third waits %s, want 10s", w)
	}
	if w := p.take(until, need{key: methodPost, rate: rateAll}, a); w != 0 {
		t.Errorf("after the wait: %s", w)
	}
	p.block(everything, until.Add(time.Second))
	if w := p.take(until, need{key: methodUpdate, rate: rateTier3}); w != time.Second {
		t.Errorf("everything blocked: wait %s, want 1s", w)
	}
}

// A full channel goes at Slack's pace, never over it, and others do not wait.
func TestAFullChannelHoldsUpNobody(t *testing.T) {
	w := newTown(t, func(c *sandbox.Config) { c.NoRateLimits = false })
	d := w.deliverer(func(o *Options) { o.Unpaced = false })
	for i := range 30 {
		w.add(post(fmt.Sprintf("page:%02d", i), "", "#releases"))
	}
	w.add(post("page:help", "", "#help-desk"), post("page:ada", w.person("ada"), ""))
	r := w.once(d)
	if r.Sent != ratePost.burst+2 {
		t.Errorf("sent %d at once, want %d", r.Sent, ratePost.burst+2)
	}
	for _, id := range []string{"page:help", "page:ada"} {
		if got := w.status(id); got != workflow.NoticeSent {
			t.Errorf("%s: status %s, want sent", id, got)
		}
	}
	began := w.clock.Now()
	w.drain(d, time.Hour)
	if took := w.clock.Now().Sub(began); took < 26*time.Second || took > 35*time.Second {
		t.Errorf("the full channel took %s", took)
	}
	for _, item := range w.slack.Traffic(0) {
		if item.Status == 429 {
			t.Errorf("Slack limited %s", item.Method)
		}
	}
	for i, m := range w.reads("CRELEASES") {
		if want := fmt.Sprintf("page:%02d", i); m.ID != want {
			t.Errorf("message %d tells %s, want %s", i, m.ID, want)
		}
	}
}

// A limited channel waits as long as Slack asked; others go on.
func TestRetryAfterIsObeyed(t *testing.T) {
	w := newTown(t)
	d := w.deliverer()
	w.add(post("page:1", "", "#releases"), post("page:2", "", "#releases"), post("page:3", "", "#help-desk"))
	if err := w.slack.Inject(sandbox.Fault{Method: "chat.postMessage", Kind: sandbox.Fault429, Count: 1, RetryAfter: 20}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Result{Due: 3, Refused: 1, Sent: 1, Deferred: 1}, w.once(d)); diff != "" {
		t.Errorf("first look (-want +got):\n%s", diff)
	}
	w.clock.Advance(19 * time.Second)
	if r := w.once(d); r.Sent != 0 {
		t.Errorf("sent %d before Retry-After was over", r.Sent)
	}
	w.clock.Advance(time.Second)
	w.drain(d, time.Minute)
	if diff := cmp.Diff("page:1\npage:2\n", texts(w.reads("CRELEASES"))); diff != "" {
		t.Errorf("channel (-want +got):\n%s", diff)
	}
}

// Whoever may not open conversations for a while does not ask meanwhile, for
// nobody, and goes on with those that are known.
func TestRetryAfterWhenOpeningConversations(t *testing.T) {
	w := newTown(t)
	d := w.deliverer()
	w.add(post("page:0", w.person("ada"), ""))
	w.drain(d, 0)
	for i, name := range []string{"ada", "bram", "citra", "dan"} {
		w.add(post(fmt.Sprintf("page:%d", i+1), w.person(name), ""))
	}
	before := w.calls("conversations.open")
	if err := w.slack.Inject(sandbox.Fault{Method: "conversations.open", Kind: sandbox.Fault429, Count: 1, RetryAfter: 20}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Result{Due: 4, Sent: 1, Refused: 1, Deferred: 2}, w.once(d)); diff != "" {
		t.Errorf("first look (-want +got):\n%s", diff)
	}
	w.clock.Advance(19 * time.Second)
	w.once(d)
	if got := w.calls("conversations.open") - before; got != 1 {
		t.Errorf("asked %d times before Retry-After was over, want 1", got)
	}
	if r := w.drain(d, time.Minute); r.Sent != 3 {
		t.Errorf("sent %d afterwards, want 3", r.Sent)
	}
}

// Notices behind thousands that have to wait are reached.
func TestABacklogHidesNobody(t *testing.T) {
	w := newTown(t)
	d := w.deliverer(func(o *Options) { o.Unpaced = false })
	var all []workflow.Notice
	for i := range 2 * lookLimit {
		all = append(all, post(fmt.Sprintf("page:%04d", i), "", "#releases"))
	}
	w.add(all...)
	other := post("page:other", "", "#help-desk")
	other.Due = start.Add(time.Second)
	w.add(other)
	w.clock.Advance(time.Second)
	for range 4 {
		w.once(d)
	}
	if got := w.status("page:other"); got != workflow.NoticeSent {
		t.Errorf("status = %s, want sent", got)
	}
}

// Run delivers when woken and when something falls due, survives a panic and a
// store that does not answer, and ends with its context.
func TestRun(t *testing.T) {
	w := newTown(t)
	ctx, cancel := context.WithCancel(t.Context())
	rests := make(chan time.Duration)
	failing := &failingNotices{Notices: w.store.Notices, due: 1}
	panicked := false
	d := w.deliverer(func(o *Options) {
		o.Notices = failing
		o.Wait = func(ctx context.Context, d time.Duration) error {
			select {
			case rests <- d:
				w.clock.Advance(d)
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		o.At = func(point, id string) {
			if id == "page:2" && !panicked {
				panicked = true
				panic("killed")
			}
		}
	})
	ended := make(chan error)
	go func() { ended <- d.Run(ctx) }()
	if got := <-rests; got != storeGap {
		t.Errorf("after the store failed Run rests %s, want %s", got, storeGap)
	}
	w.add(post("page:1", "", "#releases"), post("page:2", "", "#help-desk"))
	later := post("page:3", "", "#releases")
	later.Due = w.clock.Now().Add(200 * time.Second)
	w.add(later)
	d.Wake()
	first := func() bool { return len(w.reads("CRELEASES")) == 1 }
	if err := w.slack.WaitFor(t.Context(), first); err != nil { // the clock stands until then
		t.Fatal(err)
	}
	for w.status("page:1") != workflow.NoticeSent || w.status("page:2") != workflow.NoticeSent || w.status("page:3") != workflow.NoticeSent {
		select {
		case <-rests:
		case <-t.Context().Done():
			t.Fatal("not delivered")
		}
	}
	cancel()
	for {
		select {
		case <-rests:
			continue
		case err := <-ended:
			if err == nil {
				t.Error("Run ended without the context's error")
			}
		}
		break
	}
	if !panicked {
		t.Error("the panic never came")
	}
	if diff := cmp.Diff("page:1\npage:3\n", texts(w.reads("CRELEASES"))); diff != "" {
		t.Errorf("channel (-want +got):\n%s", diff)
	}
}

// Stopping in the middle of a call lets it end and records it.
func TestStoppingFinishesWhatIsUnderWay(t *testing.T) {
	w := newTown(t)
	ctx, cancel := context.WithCancel(t.Context())
	d := w.deliverer(func(o *Options) {
		o.Wait = nil
		o.At = func(point, _ string) {
			if point == PointSend {
				cancel()
			}
		}
	})
	w.add(post("page:1", "", "#releases"), post("page:2", "", "#releases"))
	if err := d.Run(ctx); err == nil {
		t.Error("Run ended without the context's error")
	}
	if got := w.status("page:1"); got != workflow.NoticeSent {
		t.Errorf("the first: status = %s, want sent", got)
	}
	if got := w.status("page:2"); got != workflow.NoticeDue {
		t.Errorf("the second: status = %s, want due", got)
	}
}

// failingNotices is an outbox that does not answer the first few times.
type failingNotices struct {
	workflow.Notices
	due     int // calls of Due that fail
	replace int // calls of Replace that fail after from succeeded
	from    int
}

func (f *failingNotices) Due(ctx context.Context, now time.Time, limit int) ([]workflow.Notice, error) {
	if f.due > 0 {
		f.due--
		return nil, workflow.Refuse(workflow.CodeNotSaved, "The store does not answer.")
	}
	return f.Notices.Due(ctx, now, limit)
}

func (f *failingNotices) Replace(ctx context.Context, n workflow.Notice) error {
	if f.from--; f.from < 0 && f.replace > 0 {
		f.replace--
		return workflow.Refuse(workflow.CodeNotSaved, "The store does not answer.")
	}
	return f.Notices.Replace(ctx, n)
}

// unsure answers that a write may have been stored: it was.
type unsureNotices struct{ workflow.Notices }

func (u unsureNotices) Replace(ctx context.Context, n workflow.Notice) error {
	if err := u.Notices.Replace(ctx, n); err != nil {
		return err
	}
	return workflow.Refuse(workflow.CodeUnknown, "The store may have stored it.")
}

// A store that fails while the outcome is recorded leads to no second message.
func TestTheStoreFailsWhenRecording(t *testing.T) {
	for _, fails := range []int{1, storeTries - 1, storeTries, 3 * storeTries} {
		t.Run(fmt.Sprint(fails), func(t *testing.T) {
			w := newTown(t)
			d := w.deliverer(func(o *Options) { o.Notices = &failingNotices{Notices: w.store.Notices, from: 1, replace: fails} })
			w.add(post("page:1", "", "#releases"))
			w.drain(d, time.Hour)
			if diff := cmp.Diff("page:1\n", texts(w.reads("CRELEASES"))); diff != "" {
				t.Errorf("channel (-want +got):\n%s", diff)
			}
			if got := w.status("page:1"); got != workflow.NoticeSent {
				t.Errorf("status = %s, want sent", got)
			}
		})
	}
	t.Run("unknown", func(t *testing.T) {
		w := newTown(t)
		d := w.deliverer(func(o *Options) { o.Notices = unsureNotices{w.store.Notices} })
		w.add(post("page:1", "", "#releases"))
		if r := w.drain(d, time.Hour); r.Sent != 1 || r.Unknown != 0 {
			t.Errorf("result %+v", r)
		}
		if diff := cmp.Diff("page:1\n", texts(w.reads("CRELEASES"))); diff != "" {
			t.Errorf("channel (-want +got):\n%s", diff)
		}
	})
}
