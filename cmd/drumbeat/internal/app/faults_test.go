package app

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"drumbeat/bot/deliver"
	"drumbeat/bot/sandbox"
	"drumbeat/bot/sandbox/people"
	"drumbeat/workflow"
)

// TestSlackAwayDuringDelivery lets calls to Slack go wrong in every way while
// messages are owed: in the end each of them is there, once.
func TestSlackAwayDuringDelivery(t *testing.T) {
	want := func() map[string]int {
		s := newStage(t, byHTTP, patient)
		s.asked()
		return told(t, s.Workspace)
	}()
	if len(want) != 7 { // card and event, the requester, four approvers
		t.Fatalf("without any fault %d messages are told: %v", len(want), want)
	}
	for _, kind := range []string{
		sandbox.Fault429, sandbox.Fault500, sandbox.FaultResetBefore, sandbox.FaultResetAfter, sandbox.FaultTimeoutBefore, sandbox.FaultTimeoutAfter,
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			waits, times := patient, 3
			if strings.HasPrefix(kind, "timeout") {
				waits, times = givesUp, 1
			}
			s := newStage(t, byHTTP, waits)
			form := s.asks(s.As("ines"), "Faster checkout for returning customers")
			fillCheckout(form)
			if err := s.town.sandbox.Inject(sandbox.Fault{Method: "chat.postMessage", Kind: kind, Count: times, RetryAfter: 20}); err != nil {
				t.Fatal(err)
			}
			form.Sends()
			s.rest()
			for minute := range 10 {
				s.passTo(storyBegins.Add(time.Duration(minute+1) * time.Minute))
			}
			if s.faultsLeft() {
				t.Error("not everything that was to go wrong went wrong")
			}
			if got := told(t, s.Workspace); !maps.Equal(got, want) {
				t.Errorf("told %v\nwant %v", got, want)
			}
		})
	}
}

func (s *stage) faultsLeft() bool {
	s.t.Helper()
	resp, err := http.Get(s.URL() + "/control/faults")
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var left sandbox.FaultsRequest
	if err := json.NewDecoder(resp.Body).Decode(&left); err != nil {
		s.t.Fatal(err)
	}
	return len(left.Faults) > 0
}

// patient measures the waits of delivery by the clock of the story.
func patient(o *townOptions) {
	o.deliver = func(d *deliver.Options) { d.Workers, d.Real = 1, d.Now }
}

// givesUp is patient, but a call that Slack does not answer is given up: in real
// time, and late enough for a busy machine to have taken the request by then.
func givesUp(o *townOptions) {
	patient(o)
	tune := o.deliver
	o.deliver = func(d *deliver.Options) { tune(d); d.CallTimeout = 2 * time.Second }
}

// told counts the messages in the workspace by the notice they tell.
func told(t testing.TB, w *people.Workspace) map[string]int {
	t.Helper()
	out := map[string]int{}
	seen := map[string]bool{}
	for _, u := range townConfig().People {
		for _, m := range everything(w.As(u.Name)) {
			raw := m.Raw()
			if raw.Ephemeral || !raw.Bot || seen[raw.Channel+raw.TS] {
				continue
			}
			seen[raw.Channel+raw.TS] = true
			out[noticeOf(t, raw)]++
		}
	}
	return out
}

// everything is what a person can read: the channels, the direct messages and
// their threads.
func everything(p *people.Person) []people.Message {
	var all []people.Message
	for _, where := range []string{"#releases", "#help-desk", "#call-centre", "@drumbeat"} {
		if slices.Contains([]string{"#help-desk", "#call-centre"}, where) && p.Name() != "rosa" {
			continue // Rosa is in both
		}
		for _, m := range p.Messages(where) {
			all = append(append(all, m), m.Thread()...)
		}
	}
	return all
}

func noticeOf(t testing.TB, m sandbox.Message) string {
	t.Helper()
	var meta struct {
		Payload struct {
			ID string `json:"id"`
		} `json:"event_payload"`
	}
	if len(m.Metadata) == 0 || json.Unmarshal(m.Metadata, &meta) != nil || meta.Payload.ID == "" {
		t.Fatalf("a message without a notice: %s %s", m.Text, m.Metadata)
	}
	return meta.Payload.ID
}

// TestWithoutTheLookMessagesDouble proves that the test above can fail: what
// got no answer is sent again blindly.
func TestWithoutTheLookMessagesDouble(t *testing.T) {
	s := newStage(t, byHTTP, patient, func(o *townOptions) {
		tune := o.deliver
		o.deliver = func(d *deliver.Options) { tune(d); d.NoLook = true }
	})
	if err := s.town.sandbox.Inject(sandbox.Fault{Method: "chat.postMessage", Kind: sandbox.FaultResetAfter, Count: 1}); err != nil {
		t.Fatal(err)
	}
	s.asked()
	for minute := range 5 {
		s.passTo(storyBegins.Add(time.Duration(minute+1) * time.Minute))
	}
	if got := slices.Max(slices.Collect(maps.Values(told(t, s.Workspace)))); got != 2 {
		t.Errorf("the most told is told %d times, want 2", got)
	}
}

// TestStoryEleven01TwoReplicas has two bots work on one store and one workspace: every click
// counts once and every message comes once.
func TestStoryEleven01TwoReplicas(t *testing.T) {
	var dir string
	s := newStage(t, bySocket, func(o *townOptions) { dir = o.data })
	other := s.replica(dir)
	const releases = 5 // what a window holds
	for i := range releases {
		_, err := s.town.desk.Submit(t.Context(), workflow.PersonID(s.As("ines").ID()), fmt.Sprint("seed", i), checkoutRequest(s, fmt.Sprintf("Release number %d", i+1)))
		if err != nil {
			t.Fatal(err)
		}
	}
	s.both(other)
	for _, name := range []string{"eva", "omar"} {
		who := s.As(name)
		var clicks sync.WaitGroup
		for _, m := range who.Messages("@drumbeat") {
			for range 2 {
				clicks.Go(func() { who.TriesToClick(m, "Approve") })
			}
		}
		clicks.Wait()
	}
	s.both(other)
	for n := range workflow.Number(releases) {
		r := s.release(n + 1)
		if len(r.Approvals) != 2 || r.State != workflow.Scheduled {
			t.Errorf("%s is %s with %d approvals, want scheduled with 2", r.Number, r.State, len(r.Approvals))
		}
	}
	counts := told(t, s.Workspace)
	for id, n := range counts {
		if n != 1 {
			t.Errorf("%s was told %d times", id, n)
		}
	}
	// A card with its events (asked, two approvals), a message to the requester
	// with the outcome, and an ask for each of four approvers.
	if want := releases * (1 + 3 + 2 + 4); len(counts) != want {
		t.Errorf("%d messages, want %d: %v", len(counts), want, slices.Sorted(maps.Keys(counts)))
	}
	if bad := s.town.sandbox.Violations(); len(bad) > 0 {
		t.Errorf("Slack would have refused: %+v", bad)
	}
}

// replica starts a second bot on the town's store and workspace.
func (s *stage) replica(dir string) *engine {
	s.t.Helper()
	life := unhurriedLife(testLog(s.t))
	life.within = time.Minute
	s.t.Cleanup(func() {
		if err := life.stop(); err != nil {
			s.t.Errorf("stop the replica: %v", err)
		}
	})
	store, err := openEmbedded(s.t.Context(), dir)
	if err != nil {
		s.t.Fatal(err)
	}
	life.onStop("store", store.close)
	app := s.town.sandbox.Config().Apps[0]
	e, err := newEngine(parts{
		Store: store.Store, FirstPolicy: townPolicy(), SlackAPIURL: s.URL() + "/api/", BotToken: Secret(app.BotToken), AppToken: Secret(app.AppToken),
		Times: times{now: s.town.clock.Now, wall: s.town.wall}, Log: life.log, Instance: "other",
		Deliver: func(d *deliver.Options) { d.Unpaced = true },
	})
	if err != nil {
		s.t.Fatal(err)
	}
	life.onStop("follow-ups", e.bot.Close)
	life.run("socket", e.socket.Run)
	if _, err := e.identify(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	return e
}

// both lets both replicas do what is due at the same time, until nothing is.
func (s *stage) both(other *engine) {
	s.t.Helper()
	ctx, cancel := s.bound()
	defer cancel()
	if err := s.town.sandbox.WaitIdle(ctx); err != nil {
		s.t.Fatal(err)
	}
	for range 3 { // what one held the other left for later
		var work sync.WaitGroup
		for _, e := range []*engine{s.town.engine, other} {
			work.Go(func() {
				if err := e.bot.Idle(ctx); err != nil {
					s.t.Error(err)
				}
				if err := e.settle(ctx); err != nil {
					s.t.Error(err)
				}
			})
		}
		work.Wait()
		if err := s.town.clock.Advance(3 * time.Second); err != nil {
			s.t.Fatal(err)
		}
	}
}

// checkoutRequest is what fillCheckout types.
func checkoutRequest(s *stage, title string) workflow.Request {
	tom := workflow.PersonID(s.As("tom").ID())
	return workflow.Request{
		Title: title, System: "shop", Window: "web:2026-11-26T05:00Z", Team: "Team Basket", What: "Returning customers skip the address step.", Why: strings.Repeat("It helps. ", 2),
		Type: workflow.Normal, EffortHours: 8, Impact: workflow.ImpactNoticeable, Contact: tom, Implementer: tom, Rollback: "Switch it off.",
		Briefing: workflow.Briefing{Notice: "The address step is gone.", Say: "Your saved address is used.", IfTheyCall: "Tom."},
	}
}
