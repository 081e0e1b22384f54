package sandbox_test

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"drumbeat/bot/sandbox"
)

// BenchmarkLoad posts to one channel while twenty pages listen, of which one
// reads slowly and one never reads. In the ordinary run it posts b.N messages
// as fast as they go. With DRUMBEAT_TEST_LOAD set to a span of time such as 1m
// it keeps up 1,000 messages a second for so long, and fails when memory grows
// after the first third, when the pace was not kept, or when a page that reads
// missed something without being told.
//
// Times are from sending a request to its answer. Every tenth request goes to a
// bare handler that reads the same body and gives an answer of the same size:
// the floor of this machine in this run.
func BenchmarkLoad(b *testing.B) {
	l := newLoad(b)
	b.ResetTimer()
	span, err := time.ParseDuration(os.Getenv("DRUMBEAT_TEST_LOAD"))
	if err != nil {
		for n := range b.N {
			l.one(n)
		}
		l.report()
		return
	}
	if b.N > 1 {
		b.Skip("one run is enough") // the benchmark asks for more when b.N was quick
	}
	l.keepUp(span)
	l.report()
}

const (
	loadPerSecond = 1000
	loadPages     = 20 // the last reads never, the one before slowly
	loadSenders   = 16
	keptInChannel = 20_000
)

type load struct {
	b     *testing.B
	srv   *sandbox.Server
	api   string
	floor string
	form  url.Values
	http  *http.Client

	mu           sync.Mutex
	posts, bare  []time.Duration
	seen, resets [loadPages]atomic.Int64
	news         chan struct{} // a page read something
}

func newLoad(b *testing.B) *load {
	cfg := quiet()
	srv, err := sandbox.New(cfg, sandbox.Options{Now: time.Now})
	if err != nil {
		b.Fatal(err)
	}
	l := &load{b: b, srv: srv, news: make(chan struct{}, 1), api: newServer(b, srv), http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: loadSenders}}}
	answer := bytes.Repeat([]byte("x"), 700)
	bare := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			b.Error(err)
		}
		_, _ = w.Write(answer)
	}))
	b.Cleanup(bare.Close)
	l.floor = bare.URL
	l.form = values(map[string]string{"token": srv.Config().Apps[0].BotToken, "channel": "general", "text": "x", "blocks": section("hello")})
	for n := range loadPages {
		l.listen(n)
	}
	return l
}

// listen opens a page's stream.
func (l *load) listen(n int) {
	resp, err := http.Get(l.api + "/client/events?as=ada")
	if err != nil {
		l.b.Fatal(err)
	}
	l.b.Cleanup(func() { _ = resp.Body.Close() })
	switch n {
	case loadPages - 1: // never reads
	case loadPages - 2:
		tick := time.NewTicker(2 * time.Millisecond) // a quarter of what comes
		l.b.Cleanup(tick.Stop)
		go l.read(n, resp.Body, func() { <-tick.C })
	default:
		go l.read(n, resp.Body, func() {})
	}
}

// read counts messages and resets until the stream ends with its server.
func (l *load) read(n int, body io.Reader, wait func()) {
	lines := bufio.NewReader(body)
	for {
		line, err := lines.ReadSlice('\n')
		switch {
		case bytes.HasPrefix(line, []byte(`data: {"type":"message"`)):
			l.seen[n].Add(1)
		case bytes.HasPrefix(line, []byte(`data: {"type":"reset"`)):
			l.resets[n].Add(1)
		case err != nil && err != bufio.ErrBufferFull:
			return
		}
		if bytes.HasPrefix(line, []byte("data:")) {
			select {
			case l.news <- struct{}{}:
			default:
			}
			wait()
		}
	}
}

// one sends a message, or every tenth time its like to the floor.
func (l *load) one(n int) {
	to, times := l.api+"/api/chat.postMessage", &l.posts
	if n%10 == 9 {
		to, times = l.floor, &l.bare
	}
	began := time.Now()
	resp, err := l.http.PostForm(to, l.form)
	if err != nil {
		l.b.Error(err)
		return
	}
	raw, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	took := time.Since(began)
	if err != nil || resp.StatusCode != http.StatusOK || times == &l.posts && !bytes.Contains(raw, []byte(`"ok":true`)) {
		l.b.Errorf("got %d %s %v", resp.StatusCode, raw, err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	*times = append(*times, took)
}

// keepUp sends at the pace for a span of time.
func (l *load) keepUp(span time.Duration) {
	due := make(chan int, loadPerSecond) // a second behind is not keeping up
	var senders sync.WaitGroup
	for range loadSenders {
		senders.Go(func() {
			for n := range due {
				l.one(n)
			}
		})
	}
	began, sent, late := time.Now(), 0, 0
	var third uint64
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	perSecond := loadPerSecond * 10 / 9 // every tenth goes to the floor
	for gone := time.Duration(0); gone < span; gone = time.Since(began) {
		<-tick.C
		for want := int(gone.Seconds() * float64(perSecond)); sent < want; sent++ {
			select {
			case due <- sent:
			default:
				late++
			}
		}
		if third == 0 && gone >= span/3 && gone.Seconds()*loadPerSecond >= keptInChannel {
			third = heap()
		}
	}
	close(due)
	senders.Wait()
	took := time.Since(began)
	end := heap()
	l.b.ReportMetric(float64(len(l.posts))/took.Seconds(), "messages/s")
	l.b.ReportMetric(float64(third)/(1<<20), "heap-third-MB")
	l.b.ReportMetric(float64(end)/(1<<20), "heap-end-MB")
	switch {
	case third == 0:
		l.b.Errorf("in %v the channel was not full before the last third began, so nothing is known about growth; run it for a minute", span)
	case end > third+third/4+8<<20:
		l.b.Errorf("the heap grew from %d to %d bytes", third, end)
	}
	if late > sent/20 {
		l.b.Errorf("%d of %d messages were not sent in time: the pace was not kept", late, sent)
	}
	l.pages()
}

// pages fails when a page that reads missed something unsaid, or the slow one
// was not told to load again.
func (l *load) pages() {
	want := int64(len(l.posts))
	for n := range loadPages - 2 {
		for patience := time.After(10 * time.Second); l.seen[n].Load() < want && l.resets[n].Load() == 0 && patience != nil; {
			select {
			case <-l.news:
			case <-patience:
				patience = nil
			}
		}
		if l.seen[n].Load() < want && l.resets[n].Load() == 0 {
			l.b.Errorf("page %d saw %d of %d messages and was not told", n, l.seen[n].Load(), want)
		}
	}
	l.b.ReportMetric(float64(l.resets[loadPages-2].Load()), "resets-of-slow-page")
	if l.resets[loadPages-2].Load() == 0 {
		l.b.Error("the slow page was never told to load again")
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// report gives the middle and the slowest hundredth, and how they stand to the
// floor.
func (l *load) report() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.posts) == 0 || len(l.bare) == 0 {
		return
	}
	p50, p99 := quantile(l.posts, 50), quantile(l.posts, 99)
	f50, f99 := quantile(l.bare, 50), quantile(l.bare, 99)
	for name, d := range map[string]time.Duration{"p50-µs": p50, "p99-µs": p99, "floor-p50-µs": f50, "floor-p99-µs": f99} {
		l.b.ReportMetric(float64(d.Microseconds()), name)
	}
	l.b.ReportMetric(float64(p50)/float64(f50), "p50/floor")
	l.b.ReportMetric(float64(p99)/float64(f99), "p99/floor")
}

func quantile(list []time.Duration, percent int) time.Duration {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[min(len(sorted)-1, len(sorted)*percent/100)]
}
