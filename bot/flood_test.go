package bot_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"drumbeat/bot"
	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// atOnce is how many requests are answered at a time (maxAtOnce in bot.go).
const atOnce = 256

// TestFlood sends twenty times as many requests at once as there are places,
// honest and forged, while everybody who has a place is held up: each of them is
// refused without waiting for a place, nothing is stored that was not said to be,
// and when the flood is over nothing is left of it and people are served.
func TestFlood(t *testing.T) {
	w := newTown(t, func(o *bot.Options, w *town) { o.Deadline, w.forgets = 10*patience, true })
	r := w.release("Faster checkout")
	w.command(ines, "show 1") // what is made once is made
	w.rest()
	goroutines, heap := runtime.NumGoroutine(), live()
	var held atomic.Int64
	full, open := make(chan struct{}), make(chan struct{})
	w.withStore(&brokenReleases{gate: func() {
		if held.Add(1) == atOnce {
			close(full)
		}
		<-open
	}})
	var first sync.WaitGroup
	answers := make(chan string, atOnce)
	for range atOnce {
		body := w.commandBody(ines, "show 1")
		first.Go(func() { answers <- w.post("/slack/commands", body).Body.String() })
	}
	select {
	case <-full:
	case <-time.After(patience):
		t.Fatalf("only %d of %d have a place", held.Load(), atOnce)
	}

	statuses := w.flood(t, r)
	if got := statuses["busy"] + statuses["503"]; got == 0 || statuses["200"] != 0 || statuses["401"] == 0 || statuses["400"] == 0 {
		t.Errorf("answers to the flood: %v", statuses)
	}
	if n := held.Load(); n != atOnce {
		t.Errorf("%d had a place at once, want %d", n, atOnce)
	}
	close(open)
	first.Wait()
	for range atOnce {
		if got := <-answers; !strings.Contains(got, "REL-1") {
			t.Errorf("who had a place was told %.200s", got)
		}
	}
	approve := action.ReleaseID(workflow.ActApprove)
	w.click(eva, approve, action.Click{ID: approve, Release: r.Number, Revision: 1}.Value())
	if n := len(w.load(1).Approvals); n != 1 {
		t.Errorf("after the flood a click makes %d approvals", n)
	}
	w.rest()
	if grown := live() - heap; grown > 16<<20 { // answers are remembered: 2 MB at most
		t.Errorf("the flood left %d bytes", grown)
	}
	w.slack.CloseClientConnections()
	for end := time.After(patience); runtime.NumGoroutine() > goroutines; {
		select {
		case <-end:
			t.Fatalf("the flood left goroutines: %d of %d before", runtime.NumGoroutine(), goroutines)
		default:
			runtime.Gosched()
		}
	}
	t.Logf("%d requests at once on %d places: %v", 20*atOnce, atOnce, statuses)
}

// flood sends everything at once and counts the answers: busy is one that says
// so in words.
func (w *town) flood(t *testing.T, r workflow.Release) map[string]int {
	id := action.ReleaseID(workflow.ActApprove)
	value := action.Click{ID: id, Release: r.Number, Revision: 1}.Value()
	out := map[string]int{}
	var mu sync.Mutex
	var all sync.WaitGroup
	for i := range 20 * atOnce {
		var req *http.Request
		switch i % 4 {
		case 0:
			body := w.commandBody(ines, "show 1")
			req = request("/slack/commands", body, sign(body, monday))
		case 1:
			body := interaction(w.clickPayload(eva, id, value))
			req = request("/slack/interactions", body, sign(body, monday))
		case 2:
			req = request("/slack/interactions", interaction(w.clickPayload(eva, id, value)), sign("another", monday))
		default:
			req = request("/slack/interactions", "payload=null", sign("payload=null", monday))
		}
		all.Go(func() {
			rec := httptest.NewRecorder()
			w.http.ServeHTTP(rec, req)
			what := http.StatusText(rec.Code)
			switch {
			case strings.Contains(rec.Body.String(), "too much to do"):
				what = "busy"
			case rec.Code == http.StatusServiceUnavailable:
				what = "503"
			case rec.Code == http.StatusUnauthorized:
				what = "401"
			case rec.Code == http.StatusBadRequest:
				what = "400"
			case rec.Code == http.StatusOK:
				what = "200"
			}
			mu.Lock()
			defer mu.Unlock()
			out[what]++
		})
	}
	done := make(chan struct{})
	go func() { all.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(patience):
		t.Fatal("the flood waits for a place")
	}
	return out
}

// live is how much memory is in use after what can go is gone.
func live() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestLongBodiesHaveAFewPlaces: somebody who does not know the secret can make
// the bot read, but not more than a few long bodies at once; short ones, such as
// Slack's are, come in beside them.
func TestLongBodiesHaveAFewPlaces(t *testing.T) {
	const places = 32
	w := newTown(t)
	forged := sign("another body", monday)
	begun, going := make(chan struct{}, places), make(chan struct{})
	var all sync.WaitGroup
	codes := make(chan int, places)
	for range places {
		all.Go(func() {
			req := httptest.NewRequest(http.MethodPost, "/slack/interactions", &slowBody{begun: begun, going: going})
			req.Header, req.ContentLength = forged.Clone(), -1
			rec := httptest.NewRecorder()
			w.http.ServeHTTP(rec, req)
			codes <- rec.Code
		})
	}
	for range places {
		select {
		case <-begun:
		case <-time.After(patience):
			t.Fatal("a place was not given")
		}
	}
	rec := httptest.NewRecorder()
	req := request("/slack/interactions", strings.Repeat("a", 200_000), forged)
	if w.http.ServeHTTP(rec, req); rec.Code != http.StatusServiceUnavailable {
		t.Errorf("one more long body: got %d, want 503", rec.Code)
	}
	if got := w.command(ines, "help"); !strings.Contains(got, "/release why") {
		t.Errorf("a short one beside them: %s", got)
	}
	close(going)
	all.Wait()
	for range places {
		if code := <-codes; code != http.StatusUnauthorized {
			t.Errorf("a long forged body: got %d, want 401", code)
		}
	}
	rec = httptest.NewRecorder()
	if w.http.ServeHTTP(rec, request("/slack/interactions", strings.Repeat("a", 200_000), forged)); rec.Code != http.StatusUnauthorized {
		t.Errorf("after them: got %d, want 401", rec.Code)
	}
}

// slowBody gives 100 KB, says so, and the rest when it is told to.
type slowBody struct {
	begun chan<- struct{}
	going <-chan struct{}
	sent  int
}

func (s *slowBody) Read(p []byte) (int, error) {
	const first, whole = 100_000, 150_000
	if s.sent >= first && s.begun != nil {
		s.begun <- struct{}{}
		s.begun = nil
		<-s.going
	}
	n := min(len(p), whole-s.sent)
	if s.sent < first {
		n = min(n, first-s.sent)
	}
	if n == 0 {
		return 0, io.EOF
	}
	s.sent += n
	return n, nil
}
