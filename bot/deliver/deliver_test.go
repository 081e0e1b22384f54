package deliver

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"drumbeat/bot/sandbox"
	"drumbeat/workflow"
)

// Whatever happens to the request, the notice is told once.
func TestEveryAnswerTellsOnce(t *testing.T) {
	tests := []struct {
		kind string
		want Result // what the first look counts
	}{
		{sandbox.Fault429, Result{Due: 1, Refused: 1}},
		{sandbox.Fault500, Result{Due: 1, Unknown: 1}},
		{sandbox.FaultTimeoutBefore, Result{Due: 1, Unknown: 1}},
		{sandbox.FaultTimeoutAfter, Result{Due: 1, Unknown: 1}},
		{sandbox.FaultResetBefore, Result{Due: 1, Unknown: 1}},
		{sandbox.FaultResetAfter, Result{Due: 1, Unknown: 1}},
	}
	for _, tt := range tests {
		t.Run(tt.kind, func(t *testing.T) {
			t.Parallel()
			w := newTown(t)
			d := w.deliverer()
			first := d
			if strings.HasPrefix(tt.kind, "timeout") {
				first = w.deliverer(giveUp) // the one thing that only real time brings
			}
			w.add(post("page:1", "", "#releases"))
			if err := w.slack.Inject(sandbox.Fault{Method: "chat.postMessage", Kind: tt.kind, Count: 1, RetryAfter: 7}); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, w.once(first)); diff != "" {
				t.Errorf("first look (-want +got):\n%s", diff)
			}
			began := w.clock.Now()
			w.drain(d, time.Hour)
			if diff := cmp.Diff("page:1\n", texts(w.reads("CRELEASES"))); diff != "" {
				t.Errorf("channel (-want +got):\n%s", diff)
			}
			if got := w.status("page:1"); got != workflow.NoticeSent {
				t.Errorf("status = %s, want sent", got)
			}
			waited := w.clock.Now().Sub(began)
			if tt.kind == sandbox.Fault429 && (waited < 7*time.Second || waited > 9*time.Second) {
				t.Errorf("waited %s after Retry-After 7", waited)
			}
			if tt.want.Unknown == 1 && (waited < defaultAmbiguity || waited > 90*time.Second) {
				t.Errorf("waited %s after an attempt without an answer", waited)
			}
		})
	}
}

// The look is what keeps a lost answer from becoming two messages; without it
// there are two.
func TestWithoutTheLookThereAreTwo(t *testing.T) {
	w := newTown(t)
	d := w.deliverer(func(o *Options) { o.NoLook = true })
	w.add(post("page:1", "", "#releases"))
	if err := w.slack.Inject(sandbox.Fault{Method: "chat.postMessage", Kind: sandbox.FaultResetAfter, Count: 1}); err != nil {
		t.Fatal(err)
	}
	w.drain(d, time.Hour)
	if diff := cmp.Diff("page:1\npage:1\n", texts(w.reads("CRELEASES"))); diff != "" {
		t.Errorf("channel (-want +got):\n%s", diff)
	}
}

// A process that dies at any point leaves a notice that another tells once.
func TestDyingAtEveryPoint(t *testing.T) {
	for _, kind := range []string{"post", "reply", "new board", "edit"} {
		for _, point := range []string{PointClaimed, PointSend, PointAnswered, PointRecorded} {
			t.Run(kind+" at "+point, func(t *testing.T) {
				w := newTown(t)
				healthy := w.deliverer(func(o *Options) { o.Instance = "two" })
				id, want := "page:1", "page:1\n"
				switch kind {
				case "post":
					w.add(post(id, "", "#releases"))
				case "reply":
					w.add(card(1))
					w.drain(healthy, 0)
					w.add(event(1, 2))
					id, want = "event:REL-1:00002", "card:REL-1\n  event:REL-1:00002\n"
				case "new board":
					w.add(card(1))
					id, want = "card:REL-1", "card:REL-1\n"
				case "edit":
					w.add(card(1))
					w.drain(healthy, 0)
					w.show("changed")
					w.add(card(1))
					id, want = "card:REL-1", "card:REL-1 changed\n"
				}
				dying := w.deliverer(func(o *Options) {
					o.At = func(at, about string) {
						if at == point && about == id {
							panic("killed")
						}
					}
				})
				w.once(dying)
				began := w.clock.Now()
				w.drain(healthy, time.Hour)
				if diff := cmp.Diff(want, texts(w.reads("CRELEASES"))); diff != "" {
					t.Errorf("channel (-want +got):\n%s", diff)
				}
				if got := w.status(id); got != workflow.NoticeSent {
					t.Errorf("status = %s, want sent", got)
				}
				if took := w.clock.Now().Sub(began); took > defaultLease+defaultAmbiguity+2*time.Second {
					t.Errorf("took %s to recover", took)
				}
			})
		}
	}
}

// Several deliverers on one outbox tell each notice once.
func TestManyDeliverersTellOnce(t *testing.T) {
	w := newTown(t)
	channels := []workflow.Channel{"#releases", "#help-desk", "#call-centre"}
	people := []workflow.PersonID{w.person("ada"), w.person("bram"), w.person("citra"), w.person("dan")}
	var all []workflow.Notice
	for i := range 200 {
		id := fmt.Sprintf("page:%03d", i)
		if k := i % 7; k < 3 {
			all = append(all, post(id, "", channels[k]))
		} else {
			all = append(all, post(id, people[k-3], ""))
		}
	}
	w.add(all...)
	results := make(chan int)
	for _, name := range []string{"one", "two", "three"} {
		d := w.deliverer(func(o *Options) { o.Instance, o.Workers = name, 4 })
		go func() {
			sent := 0
			for range 500 {
				r, err := d.RunOnce(t.Context(), w.clock.Now())
				sent += r.Sent
				if err != nil || r.Due == 0 {
					break
				}
			}
			results <- sent
		}()
	}
	total := <-results + <-results + <-results
	if total != 200 {
		t.Errorf("sent %d, want 200", total)
	}
	seen := map[string]int{}
	for _, c := range []string{"CRELEASES", "CHELPDESK", "CCALLS"} {
		for _, m := range w.reads(c) {
			seen[m.ID]++
		}
	}
	for _, p := range people {
		for _, m := range w.readsWith(p) {
			seen[m.ID]++
		}
	}
	for _, n := range all {
		if seen[n.ID] != 1 {
			t.Errorf("%s was told %d times", n.ID, seen[n.ID])
		}
	}
}

// A claim held by another process is left alone until it ends.
func TestAClaimIsRespected(t *testing.T) {
	w := newTown(t)
	d := w.deliverer()
	w.add(post("page:1", "", "#releases"))
	n := w.notice("page:1")
	n.Delivery.Status, n.Delivery.ClaimedBy, n.Delivery.ClaimedUntil = workflow.NoticeClaimed, "other", w.clock.Now().Add(defaultLease)
	if err := w.store.Notices.Replace(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Result{}, w.once(d)); diff != "" {
		t.Errorf("while claimed (-want +got):\n%s", diff)
	}
	w.clock.Advance(defaultLease)
	if diff := cmp.Diff(Result{Due: 1, Unknown: 1}, w.once(d)); diff != "" {
		t.Errorf("after the claim (-want +got):\n%s", diff)
	}
	w.clock.Advance(defaultAmbiguity)
	if diff := cmp.Diff(Result{Due: 1, Sent: 1}, w.once(d)); diff != "" {
		t.Errorf("after the wait (-want +got):\n%s", diff)
	}
}

// A process that slept through its claim does not send any more; where it had
// sent already, its second message is taken away.
func TestAProcessThatSlept(t *testing.T) {
	for _, point := range []string{PointClaimed, PointSend, PointAnswered} {
		t.Run(point, func(t *testing.T) {
			w := newTown(t)
			other := w.deliverer(func(o *Options) { o.Instance, o.NoLook = "two", true })
			slept := false
			d := w.deliverer(func(o *Options) {
				o.At = func(at, _ string) {
					if at == point && !slept {
						slept = true
						w.drain(other, 5*time.Minute)
					}
				}
			})
			w.add(post("page:1", "", "#releases"))
			w.once(d)
			w.drain(d, time.Hour)
			if diff := cmp.Diff("page:1\n", texts(w.reads("CRELEASES"))); diff != "" {
				t.Errorf("channel (-want +got):\n%s", diff)
			}
		})
	}
}

// One edit shows all that was wanted before it; what did not change costs no call.
func TestBoardsSwallowOlderEdits(t *testing.T) {
	w := newTown(t)
	d := w.deliverer()
	w.add(card(1))
	w.drain(d, 0)
	for i := range 5 {
		w.show(fmt.Sprintf("state %d", i))
		w.add(card(1))
	}
	if diff := cmp.Diff(Result{Due: 1, Edited: 1}, w.once(d)); diff != "" {
		t.Errorf("five changes (-want +got):\n%s", diff)
	}
	if got := w.calls("chat.update"); got != 1 {
		t.Errorf("chat.update was called %d times, want 1", got)
	}
	w.add(card(1))
	if diff := cmp.Diff(Result{Due: 1, Same: 1}, w.once(d)); diff != "" {
		t.Errorf("no change (-want +got):\n%s", diff)
	}
	if got := w.calls("chat.update"); got != 1 {
		t.Errorf("chat.update was called %d times, want 1", got)
	}
	if n := w.notice("card:REL-1"); n.Delivery.Have != n.Delivery.Want || n.Delivery.Want != 7 {
		t.Errorf("have %d, want %d, expected 7 and 7", n.Delivery.Have, n.Delivery.Want)
	}
	if diff := cmp.Diff("card:REL-1 state 4\n", texts(w.reads("CRELEASES"))); diff != "" {
		t.Errorf("channel (-want +got):\n%s", diff)
	}
}

// A board that is raised while it is being sent is edited once more.
func TestRaisedWhileSending(t *testing.T) {
	for _, point := range []string{PointClaimed, PointAnswered} {
		t.Run(point, func(t *testing.T) {
			w := newTown(t)
			raised := false
			d := w.deliverer(func(o *Options) {
				o.At = func(at, _ string) {
					if at == point && !raised {
						raised = true
						w.show("newer")
						w.add(card(1))
					}
				}
			})
			w.add(card(1))
			w.once(d)
			ref := w.notice("card:REL-1").Delivery.Message
			if ref.TS == "" {
				t.Fatal("the message was lost")
			}
			w.drain(d, 0)
			if diff := cmp.Diff([]standing{{ID: "card:REL-1", Text: "card:REL-1 newer", Edited: true}}, w.reads("CRELEASES")); diff != "" {
				t.Errorf("channel (-want +got):\n%s", diff)
			}
			if n := w.notice("card:REL-1"); n.Delivery.Message != ref || n.Delivery.Status != workflow.NoticeSent || n.Delivery.Have != 2 {
				t.Errorf("delivery = %+v", n.Delivery)
			}
		})
	}
}

// Lines of a thread come in order, after their board, and show it up to date
// first, even where nobody asked for the board.
func TestThreads(t *testing.T) {
	w := newTown(t)
	d := w.deliverer()
	w.add(event(1, 1), event(1, 2))
	if diff := cmp.Diff(Result{Due: 2, Deferred: 2}, w.once(d)); diff != "" {
		t.Errorf("without a board (-want +got):\n%s", diff)
	}
	w.add(card(1))
	w.drain(d, time.Minute)
	w.show("fixed")
	w.add(event(1, 3))
	w.drain(d, time.Minute)
	want := "card:REL-1 fixed\n  event:REL-1:00001\n  event:REL-1:00002\n  event:REL-1:00003\n"
	if diff := cmp.Diff(want, texts(w.reads("CRELEASES"))); diff != "" {
		t.Errorf("channel (-want +got):\n%s", diff)
	}
}

// A line whose outcome is not known holds back those behind it, and nobody else.
func TestOrderSurvivesADoubt(t *testing.T) {
	w := newTown(t)
	d := w.deliverer()
	w.add(card(1), card(2))
	w.drain(d, 0)
	w.add(event(1, 1), event(1, 2), event(2, 1))
	if err := w.slack.Inject(sandbox.Fault{Method: "chat.postMessage", Kind: sandbox.FaultResetBefore, Count: 1}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Result{Due: 3, Unknown: 1, Deferred: 1, Sent: 1}, w.once(d)); diff != "" {
		t.Errorf("first look (-want +got):\n%s", diff)
	}
	w.drain(d, 5*time.Minute)
	want := "card:REL-1\n  event:REL-1:00001\n  event:REL-1:00002\ncard:REL-2\n  event:REL-2:00001\n"
	if diff := cmp.Diff(want, texts(w.reads("CRELEASES"))); diff != "" {
		t.Errorf("channel (-want +got):\n%s", diff)
	}
}

// Somebody deletes a board's message: it is posted anew, also for a reply, and
// no reply stays behind outside its thread.
func TestDeletedMessages(t *testing.T) {
	for _, kind := range []string{"edit", "reply", "reply without an answer"} {
		t.Run(kind, func(t *testing.T) {
			w := newTown(t)
			d := w.deliverer()
			w.add(card(1))
			w.drain(d, 0)
			ref := w.notice("card:REL-1").Delivery.Message
			if _, _, err := w.api.DeleteMessageContext(t.Context(), string(ref.Channel), ref.TS); err != nil {
				t.Fatal(err)
			}
			want := "card:REL-1 changed\n"
			if kind == "edit" {
				w.show("changed")
				w.add(card(1))
			} else {
				want = "card:REL-1\n  event:REL-1:00002\n"
				w.add(event(1, 2))
			}
			if kind == "reply without an answer" {
				if err := w.slack.Inject(sandbox.Fault{Method: "chat.postMessage", Kind: sandbox.FaultResetAfter, Count: 1}); err != nil {
					t.Fatal(err)
				}
			}
			w.drain(d, 5*time.Minute)
			if diff := cmp.Diff(want, texts(w.reads("CRELEASES"))); diff != "" {
				t.Errorf("channel (-want +got):\n%s", diff)
			}
		})
	}
}

// What cannot be delivered is dead, the release manager hears of it once, and it
// can be sent again.
func TestDeadNotices(t *testing.T) {
	tests := []struct {
		name    string
		notice  workflow.Notice
		problem string
	}{
		{"archived", post("page:1", "", "COLD"), "is_archived"},
		{"private without the bot", post("page:1", "", "CWITHOUT"), "channel_not_found"},
		{"no such channel", post("page:1", "", "#nowhere"), "channel_not_found"},
		{"deactivated", post("page:1", "UGONE", ""), "user_disabled"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newTown(t)
			d := w.deliverer()
			if tt.notice.Person != "" {
				tt.notice.Person = w.person("gone")
			}
			w.add(tt.notice)
			w.drain(d, time.Hour)
			n := w.notice("page:1")
			if n.Delivery.Status != workflow.NoticeDead || n.Delivery.Problem != tt.problem {
				t.Errorf("status %s, problem %q; want dead, %q", n.Delivery.Status, n.Delivery.Problem, tt.problem)
			}
			told := w.readsWith(w.person("ada"))
			if len(told) != 1 || !strings.HasPrefix(told[0].ID, "trouble:page:1@") {
				t.Errorf("the release manager reads %+v", told)
			}
			dead, err := w.store.Notices.Dead(t.Context(), 10)
			if err != nil || len(dead) != 1 {
				t.Errorf("%d dead notices are kept, error %v; want 1", len(dead), err)
			}
		})
	}
}

// A board that was dead is tried again when a release manager asks, or when it
// is raised; only the first is told again when it fails.
func TestDeadBoardsAreTriedAgain(t *testing.T) {
	w := newTown(t)
	d := w.deliverer()
	c := card(1)
	c.Channel = "COLD"
	w.add(c)
	w.drain(d, time.Hour)
	told := func() int { return len(w.readsWith(w.person("ada"))) }
	if got := told(); got != 1 {
		t.Fatalf("told %d times, want 1", got)
	}
	w.clock.Advance(2 * troubleGap)
	w.add(c)
	w.drain(d, time.Minute)
	if got := told(); got != 1 {
		t.Errorf("raised and dead again: told %d times, want 1", got)
	}
	if _, err := w.desk.RetryNotice(t.Context(), c.ID, w.person("ada"), ""); err != nil {
		t.Fatal(err)
	}
	w.drain(d, time.Minute)
	if got := told(); got != 2 {
		t.Errorf("retried by hand and dead again: told %d times, want 2", got)
	}
}

// TestWhatWasSentAgainAtOnceDiedUnheard: who has a notice sent again within the
// hour in which a trouble is told once was not told that it was refused once more.
func TestWhatWasSentAgainAtOnceDiedUnheard(t *testing.T) {
	w := newTown(t)
	d := w.deliverer()
	w.add(post("page:1", "", "COLD"))
	w.drain(d, time.Minute)
	if _, err := w.desk.RetryNotice(t.Context(), "page:1", w.person("ada"), "click:1"); err != nil {
		t.Fatal(err)
	}
	w.drain(d, time.Minute)
	if got := len(w.readsWith(w.person("ada"))); got != 2 {
		t.Errorf("told %d times, want 2: that it died, and that it died again", got)
	}
}

// One closed channel with many messages is one trouble.
func TestManyDeadInOneChannelAreOneTrouble(t *testing.T) {
	w := newTown(t)
	d := w.deliverer()
	for i := range 20 {
		w.add(post(fmt.Sprintf("page:%02d", i), "", "COLD"))
	}
	r := w.drain(d, time.Minute)
	if r.Dead != 20 {
		t.Errorf("%d dead, want 20", r.Dead)
	}
	if got := len(w.readsWith(w.person("ada"))); got != 1 {
		t.Errorf("told %d times, want 1", got)
	}
}

// While the token is not accepted nothing dies and Slack is asked seldom.
func TestALockedTokenKillsNothing(t *testing.T) {
	w := newTown(t)
	for i := range 20 {
		w.add(post(fmt.Sprintf("page:%02d", i), "", "#releases"))
	}
	bad := slack.New("xoxb-wrong", slack.OptionAPIURL(w.http.URL+"/api/"))
	d := w.deliverer(func(o *Options) { o.API = bad })
	r := w.drain(d, 5*time.Minute)
	if r.Dead != 0 || r.Refused == 0 {
		t.Errorf("result %+v", r)
	}
	if got := w.calls("chat.postMessage"); got > 12 {
		t.Errorf("asked %d times in five minutes", got)
	}
	w.drain(w.deliverer(), time.Hour)
	if got := len(w.reads("CRELEASES")); got != 20 {
		t.Errorf("%d messages, want 20", got)
	}
}

// A notice that cannot be composed stops nobody; in the end it is dead.
func TestWhatCannotBeComposed(t *testing.T) {
	w := newTown(t)
	d := w.deliverer()
	plain := d.compose
	d.compose = func(ctx context.Context, n, board workflow.Notice, now time.Time) (content, error) {
		if n.ID == "page:1" {
			panic("no such thing")
		}
		return plain(ctx, n, board, now)
	}
	w.add(post("page:1", "", "#releases"), post("page:2", "", "#releases"))
	if diff := cmp.Diff(Result{Due: 2, Refused: 1, Sent: 1}, w.once(d)); diff != "" {
		t.Errorf("first look (-want +got):\n%s", diff)
	}
	w.drain(d, 3*time.Hour)
	if got := w.status("page:1"); got != workflow.NoticeDead {
		t.Errorf("status = %s, want dead", got)
	}
	if got := d.stats.panics.Get(); got != mostRefusals {
		t.Errorf("%d panics counted, want %d", got, mostRefusals)
	}
}

// What expired is not told; its board is brought up to date all the same.
func TestExpired(t *testing.T) {
	w := newTown(t)
	d := w.deliverer()
	w.add(card(1))
	w.drain(d, 0)
	w.show("closed")
	late := event(1, 2)
	late.Due, late.Expires = start.Add(-time.Hour), start.Add(-time.Minute)
	w.add(late)
	if diff := cmp.Diff(Result{Due: 1, Edited: 1, Moot: 1}, w.once(d)); diff != "" {
		t.Errorf("result (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff("card:REL-1 closed\n", texts(w.reads("CRELEASES"))); diff != "" {
		t.Errorf("channel (-want +got):\n%s", diff)
	}
}

// A line of a briefing that was never sent is moot at once; one of a card waits
// a while for it.
func TestWithoutABoard(t *testing.T) {
	w := newTown(t)
	d := w.deliverer()
	change := workflow.Notice{ID: "briefing:w:h:REL-1:00002", Kind: workflow.NoticeBriefingChange, Channel: "#help-desk", Thread: "briefing:w:h"}
	w.add(change, event(1, 2))
	w.once(d)
	if got := w.status(change.ID); got != workflow.NoticeMoot {
		t.Errorf("briefing change: status %s, want moot", got)
	}
	if got := w.status(event(1, 2).ID); got != workflow.NoticeDue {
		t.Errorf("event: status %s, want due", got)
	}
	w.drain(d, time.Hour)
	if got := w.status(event(1, 2).ID); got != workflow.NoticeMoot {
		t.Errorf("event an hour later: status %s, want moot", got)
	}
}

// A line waits for its board as long as that may still come: it is told after a
// dead board was revived, and given up with one that is not needed.
func TestWaitingForABoard(t *testing.T) {
	tests := []struct {
		board workflow.NoticeStatus
		later time.Duration
		want  workflow.NoticeStatus
	}{
		{workflow.NoticeMoot, 0, workflow.NoticeMoot},
		{workflow.NoticeDead, 0, workflow.NoticeDue},
		{workflow.NoticeDead, deadPatience + time.Minute, workflow.NoticeMoot},
		{workflow.NoticeClaimed, 0, workflow.NoticeDue},
		{workflow.NoticeUnknown, 0, workflow.NoticeDue},
		{workflow.NoticeDue, 0, workflow.NoticeDue},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%s after %s", tt.board, tt.later), func(t *testing.T) {
			w := newTown(t)
			d := w.deliverer()
			w.add(card(1))
			line := event(1, 2)
			w.add(line)
			w.clock.Advance(tt.later)
			b := w.notice("card:REL-1")
			b.Delivery.Status, b.Delivery.NextTry, b.Delivery.ClaimedUntil = tt.board, w.clock.Now().Add(time.Minute), w.clock.Now().Add(time.Minute)
			if err := w.store.Notices.Replace(t.Context(), b); err != nil {
				t.Fatal(err)
			}
			w.once(d)
			if got := w.status(line.ID); got != tt.want {
				t.Errorf("status = %s, want %s", got, tt.want)
			}
			if got := w.reads("CRELEASES"); len(got) > 0 {
				t.Errorf("the channel reads %+v", got)
			}
			if tt.board != workflow.NoticeDead || tt.want != workflow.NoticeDue {
				return
			}
			if _, err := w.desk.RetryNotice(t.Context(), "card:REL-1", w.person("ada"), ""); err != nil {
				t.Fatal(err)
			}
			w.drain(d, deadWait)
			if diff := cmp.Diff("card:REL-1\n  event:REL-1:00002\n", texts(w.reads("CRELEASES"))); diff != "" {
				t.Errorf("after the board was sent again (-want +got):\n%s", diff)
			}
		})
	}
}

// failingDirectory does not answer about groups the first few times.
type failingDirectory struct {
	Directory
	fails int
}

func (f *failingDirectory) Group(ctx context.Context, group string) ([]workflow.PersonID, error) {
	if f.fails > 0 {
		f.fails--
		return nil, errors.New("slack does not answer")
	}
	return f.Directory.Group(ctx, group)
}

// The release managers of the policy's groups are told, each once, though it was
// not known at first who they are. Who has left is not written to.
func TestManagersAreToldInTheEnd(t *testing.T) {
	w := newTown(t, func(c *sandbox.Config) {
		c.Groups = []sandbox.Group{{Handle: "release-managers", Name: "Release managers", Users: []string{"citra", "dan", "gone"}}}
	})
	d := w.deliverer(func(o *Options) { o.Directory = &failingDirectory{Directory: w.dir, fails: 3} })
	w.add(post("page:1", "", "COLD"))
	w.drain(d, time.Hour)
	if got := w.status("page:1"); got != workflow.NoticeDead {
		t.Errorf("status = %s, want dead", got)
	}
	for name, want := range map[string]int{"ada": 0, "citra": 1, "dan": 1} {
		if got := len(w.readsWith(w.person(name))); got != want {
			t.Errorf("%s was told %d times, want %d", name, got, want)
		}
	}
	if v := w.slack.Violations(); len(v) != 4 { // the archived channel, each time it was tried
		t.Errorf("Slack refused %+v", v)
	}
}
