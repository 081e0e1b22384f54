package bot_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"drumbeat/bot"
	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// hearing replaces the place where private answers are posted: hear is called
// when one has come, and gives the status it is answered with.
func (w *town) hearing(hear func() int) (url string) {
	w.t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		rw.WriteHeader(hear())
	}))
	w.t.Cleanup(s.Close)
	w.options.APIURL = s.URL + "/api/"
	w.bot = bot.New(w.options)
	w.http = w.bot.Handler()
	return s.URL + "/response/1"
}

// acked is the answer to a request, and tells whether it has been begun.
type acked struct {
	*httptest.ResponseRecorder
	begun atomic.Bool
}

func (a *acked) WriteHeader(code int) {
	a.begun.Store(true)
	a.ResponseRecorder.WriteHeader(code)
}

func (w *town) clickAt(by workflow.PersonID, id, value, url string) string {
	p := w.clickPayload(by, id, value)
	p["response_url"] = url
	return interaction(p)
}

// TestABotDiedBetweenAnAcknowledgementAndItsRefusal: what changed nothing is told
// before it is acknowledged, because nothing else will ever tell it; what changed
// something is acknowledged first.
func TestABotDiedBetweenAnAcknowledgementAndItsRefusal(t *testing.T) {
	w := newTown(t)
	r := w.release("Faster checkout")
	var begun atomic.Pointer[atomic.Bool]
	heard := make(chan bool, 1)
	url := w.hearing(func() int { heard <- begun.Load().Load(); return http.StatusOK })
	do := func(a workflow.Action) (id, value string) {
		id = action.ReleaseID(a)
		return id, action.Click{ID: id, Release: r.Number, Revision: 1}.Value()
	}
	approve, approves := do(workflow.ActApprove)
	start, starts := do(workflow.ActStart)
	for _, c := range []struct {
		what, id, value string
		by              workflow.PersonID
		after           bool
	}{
		{"a refusal", start, starts, rosa, false},
		{"somebody who may not", approve, approves, lena, false},
		{"a button nobody knows", "nothing.here", "", eva, false},
		{"something to see", action.Show, action.Click{ID: action.Show, Release: r.Number}.Value(), eva, false},
		{"a list", action.List, action.Click{ID: action.List}.Value(), eva, false},
		{"an approval", approve, approves, eva, true},
		{"an approval that was there", approve, approves, eva, false},
	} {
		body := w.clickAt(c.by, c.id, c.value, url)
		rec := &acked{ResponseRecorder: httptest.NewRecorder()}
		begun.Store(&rec.begun)
		w.http.ServeHTTP(rec, request("/slack/interactions", body, sign(body, monday)))
		if after := receive(t, heard, c.what); after != c.after {
			t.Errorf("%s: told after the acknowledgement: %v, want %v", c.what, after, c.after)
		}
		if rec.Code != http.StatusOK {
			t.Errorf("%s: status %d", c.what, rec.Code)
		}
		copied := w.post("/slack/interactions", body)
		w.rest()
		if copied.Code != http.StatusOK || len(heard) != 0 {
			t.Errorf("%s: a copy got %d, and was told %d times more", c.what, copied.Code, len(heard))
		}
	}
}

// TestASocketAcknowledgedWhatNobodyWasTold is the same by socket: while a refusal
// is being told, its envelope waits, and another does not.
func TestASocketAcknowledgedWhatNobodyWasTold(t *testing.T) {
	w := newTown(t)
	heard, open := make(chan struct{}, 1), make(chan struct{})
	url := w.hearing(func() int { heard <- struct{}{}; <-open; return http.StatusOK })
	wire := newWire(t)
	wire.open(w, bot.SocketOptions{})
	p := receive(t, wire.conns, "a socket")
	click := w.clickPayload(eva, "nothing.here", "")
	click["response_url"] = url
	p.envelope(t, "interactive", "refused", click)
	receive(t, heard, "the refusal")
	p.envelope(t, "slash_commands", "beside", commandPayload(ines, "help", "t1", ""))
	if got := p.ack(t)["envelope_id"]; got != "beside" {
		t.Errorf("acknowledged first: %v", got)
	}
	close(open)
	if got := p.ack(t)["envelope_id"]; got != "refused" {
		t.Errorf("acknowledged then: %v", got)
	}
}

// TestARefusalThatComesLate: who cannot be told in time is acknowledged, and told
// once.
func TestARefusalThatComesLate(t *testing.T) {
	w := newTown(t, func(o *bot.Options, _ *town) { o.Deadline = 100 * time.Millisecond })
	heard, open := make(chan struct{}, 10), make(chan struct{})
	url := w.hearing(func() int { heard <- struct{}{}; <-open; return http.StatusOK })
	body := w.clickAt(eva, "nothing.here", "", url)
	if rec := w.post("/slack/interactions", body); rec.Code != http.StatusOK {
		t.Errorf("got %d", rec.Code)
	}
	close(open)
	w.settle()
	if len(heard) != 1 {
		t.Errorf("told %d times", len(heard))
	}
}

// TestARefusalThatCannotBeTold is not acknowledged: Slack says that there is
// trouble. Its copy is as good as the first.
func TestARefusalThatCannotBeTold(t *testing.T) {
	w := newTown(t)
	var status atomic.Int64
	status.Store(http.StatusNotFound)
	url := w.hearing(func() int { return int(status.Load()) })
	body := w.clickAt(eva, "nothing.here", "", url)
	if rec := w.post("/slack/interactions", body); rec.Code != http.StatusServiceUnavailable {
		t.Errorf("not told, and answered with %d", rec.Code)
	}
	status.Store(http.StatusOK)
	if rec := w.post("/slack/interactions", body); rec.Code != http.StatusOK {
		t.Errorf("told, and answered with %d", rec.Code)
	}
	home := w.clickPayload(eva, "nothing.here", "")
	delete(home, "response_url")
	delete(home, "container")
	delete(home, "channel")
	home["view"] = map[string]any{"id": "V0HOME", "type": "home"}
	w.restartsAtTheTown()
	w.answer["views.open"] = `{"ok":false,"error":"expired_trigger_id"}`
	if rec := w.post("/slack/interactions", interaction(home)); rec.Code != http.StatusServiceUnavailable {
		t.Errorf("no form to tell it in, and answered with %d", rec.Code)
	}
	w.settle()
	if !strings.Contains(w.log.String(), "outcome=untold") {
		t.Errorf("the log does not say so:\n%s", w.log)
	}
}

func (w *town) restartsAtTheTown() {
	w.options.APIURL = w.slack.URL + "/api/"
	w.restarts()
}

// TestRefusalsThatWaitHoldNobodyUp: more people than there are places for wait
// until Slack has taken what they are told; everybody else is served.
func TestRefusalsThatWaitHoldNobodyUp(t *testing.T) {
	w := newTown(t)
	heard, open := make(chan struct{}, 2*atOnce), make(chan struct{})
	url := w.hearing(func() int { heard <- struct{}{}; <-open; return http.StatusOK })
	var all sync.WaitGroup
	for range atOnce + 1 {
		body := w.clickAt(eva, "nothing.here", "", url)
		all.Go(func() {
			if rec := w.post("/slack/interactions", body); rec.Code != http.StatusOK {
				t.Errorf("a refusal: status %d", rec.Code)
			}
		})
		receive(t, heard, "a refusal")
	}
	if got := w.command(ines, "help"); !strings.Contains(got, "/release why") {
		t.Errorf("beside them: %s", got)
	}
	close(open)
	all.Wait()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := w.bot.Idle(ctx); err != nil {
		t.Error(err)
	}
}
