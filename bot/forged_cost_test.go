package bot_test

import (
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// accepted gives requests that are accepted, to measure refusals against: each
// call of the function it returns makes the next one.
func (f *forger) accepted(like string) func() *http.Request {
	switch like {
	case likeCommand:
		return func() *http.Request { return f.signed("/slack/commands", f.commandBody(ines, "help")) }
	case likeLong:
		return func() *http.Request {
			return f.signed("/slack/commands", f.commandBody(ines, "help")+"&more="+strings.Repeat("a", 1<<20-2000))
		}
	case likeClick:
		return func() *http.Request {
			fresh := *f
			fresh.release = f.town.release("Faster checkout")
			return f.signed("/slack/interactions", fresh.approving())
		}
	}
	return func() *http.Request {
		fresh := *f
		fresh.release = f.town.release("Faster checkout")
		return f.but(f.submission(eva, action.ReasonModal, fresh.reason(workflow.ActReject)), func(map[string]any) {})
	}
}

// allocated measures the bytes that requests take to be answered, with what
// follows the answer: the least of a few rounds, because other things run too.
func (f *forger) allocated(t testing.TB, next func() *http.Request) uint64 {
	const rounds, each = 3, 4
	least := uint64(math.MaxUint64)
	for range rounds {
		requests := make([]*http.Request, each)
		for i := range requests {
			requests[i] = next()
		}
		f.forget()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for _, r := range requests {
			f.http.ServeHTTP(httptest.NewRecorder(), r)
		}
		f.rest()
		runtime.ReadMemStats(&after)
		least = min(least, (after.TotalAlloc-before.TotalAlloc)/each)
	}
	if least == 0 {
		t.Error("nothing was measured")
	}
	return least
}

// forgedBody is what reading a body of some kilobytes takes; the honest command
// has none to speak of.
const forgedBody = 16 << 10

// TestRefusalsAreCheap: a forged request takes no more memory than an honest one
// of its kind, so that nobody gains by sending many. BenchmarkForged measures the
// time as well.
func TestRefusalsAreCheap(t *testing.T) {
	w := quiet(t)
	f := &forger{town: w, rnd: rand.New(rand.NewPCG(1, 10)), release: w.release("Faster checkout")}
	honest := map[string]uint64{}
	for _, like := range []string{likeCommand, likeClick, likeForm, likeLong} {
		honest[like] = f.allocated(t, f.accepted(like))
		t.Logf("%s that is accepted: %d bytes", like, honest[like])
	}
	for _, c := range forgeries() {
		got := f.allocated(t, func() *http.Request { return c.make(f) })
		// Other goroutines of the process allocate too, and a body that is longer than
		// that of a short command has to be read before it is refused.
		if got > honest[c.beside]*5/4+forgedBody {
			t.Errorf("%s: refusing it takes %d bytes; %s that is accepted takes %d", c.name, got, c.beside, honest[c.beside])
		}
		t.Logf("%-45s %8d bytes, %.2f of %s", c.name, got, float64(got)/float64(honest[c.beside]), c.beside)
	}
}

// BenchmarkForged measures honest requests and each class of forged ones:
//
//	go test ./bot -run '^$' -bench Forged -benchmem
func BenchmarkForged(b *testing.B) {
	w := quiet(b)
	f := &forger{town: w, rnd: rand.New(rand.NewPCG(1, 10)), release: w.release("Faster checkout")}
	run := func(name string, next func() *http.Request) {
		b.Run(strings.ReplaceAll(name, " ", "-"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				r := next()
				b.StartTimer()
				f.http.ServeHTTP(httptest.NewRecorder(), r)
				f.rest()
			}
		})
	}
	for _, like := range []string{likeCommand, likeClick, likeForm, likeLong} {
		run("accepted/"+like, f.accepted(like))
	}
	for _, c := range forgeries() {
		run("refused/"+c.name, func() *http.Request { return c.make(f) })
	}
}
