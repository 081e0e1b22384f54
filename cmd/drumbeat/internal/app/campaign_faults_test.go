package app

import (
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// faultMix spoils a part of the calls of the bot to Slack. Whether a call is
// spoilt, and how, follows from the seed, its method, what it is about and how
// often that was called before: not from the order in which calls of different
// things come in, which the scheduler decides. So the third attempt to tell one
// notice meets the same fault in every run with the same seed.
type faultMix struct {
	mu    sync.Mutex
	seed  uint64
	storm storm
	calls map[string]int // by method and what it was about
	hits  map[callFault]int
	drawn int

	limits map[string]time.Time // by what is limited: until when Slack asked to wait
	early  []string             // calls of who had been asked to wait and did not
	unsure map[string]bool      // notices of which one attempt brought no answer
	tooOld int                  // calls that would have landed after the wait before the look
}

// storm is what a part of the calls goes through.
type storm struct {
	kinds      stormKind     // none: no call
	late       time.Duration // how long a late call takes before it lands
	retryAfter int           // seconds
}

// faultPart spoils a share of the calls.
type faultPart struct {
	kind  callFault
	share float64
}

// callFault is one way in which a call goes wrong.
type callFault string

const (
	faultNone          callFault = ""
	fault429           callFault = "429"
	fault500           callFault = "500"       // and nothing happened
	fault500After      callFault = "500-after" // and yet it did
	faultResetBefore   callFault = "reset-before"
	faultResetAfter    callFault = "reset-after"
	faultTimeoutBefore callFault = "timeout-before"
	faultTimeoutAfter  callFault = "timeout-after"
	faultLate          callFault = "late" // it lands after a while
)

// definite faults say that nothing happened.
func (k callFault) definite() bool { return k == faultNone || k == fault429 }

// begin spoils calls from now on; end lets them be.
func (f *faultMix) begin(seed uint64, s storm) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seed, f.storm = seed, s
	f.calls, f.hits, f.limits, f.unsure = map[string]int{}, map[callFault]int{}, map[string]time.Time{}, map[string]bool{}
	f.early, f.tooOld, f.drawn = nil, 0, 0
}

func (f *faultMix) end() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.storm.kinds = nil
}

// spoilt is what happens to one call.
type spoilt struct {
	kind       callFault
	retryAfter int // seconds
	late       time.Duration
}

// next decides what happens to a call about something. limit is what Slack
// limits, early what the caller says it was asked to leave alone.
func (f *faultMix) next(method, about, limit, early string) spoilt {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.limits == nil {
		return spoilt{}
	}
	if early != "" {
		f.early = append(f.early, early)
	}
	now := time.Now()
	if wait := f.limits[limit].Sub(now); wait > 0 { // somebody was asked to wait: it holds for everybody
		return spoilt{kind: fault429, retryAfter: int((wait + time.Second - 1) / time.Second)}
	}
	if len(f.storm.kinds) == 0 {
		return spoilt{}
	}
	kind := f.draw(method + " " + about)
	f.hits[kind]++
	f.drawn++
	if !kind.definite() {
		f.unsure[about] = true
	}
	if kind == fault429 {
		f.limits[limit] = now.Add(time.Duration(f.storm.retryAfter) * time.Second)
	}
	return spoilt{kind: kind, retryAfter: f.storm.retryAfter, late: f.storm.late}
}

// draw gives the fault of the next call of a thing.
func (f *faultMix) draw(thing string) callFault {
	f.calls[thing]++
	kind := f.storm.kinds[f.dice(thing).IntN(len(f.storm.kinds))]
	at := f.dice(fmt.Sprintf("%s #%d", thing, f.calls[thing])).Float64()
	for _, p := range kind {
		if at -= p.share; at < 0 {
			return p.kind
		}
	}
	return faultNone
}

// dice are thrown the same for the same words and seed.
func (f *faultMix) dice(words string) *rand.Rand {
	h := fnv.New64a()
	_, _ = io.WriteString(h, words)
	return rand.New(rand.NewPCG(f.seed, h.Sum64()))
}

// hadDoubt tells whether an attempt to tell a notice brought no answer.
func (f *faultMix) hadDoubt(notice string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.unsure[notice]
}

// met tells whether so many calls went through the storm.
func (f *faultMix) met(calls int) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.drawn >= calls
}

// account is what a storm did: faults by kind, calls too early, calls too old.
func (f *faultMix) account() (hits map[callFault]int, early []string, tooOld int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	hits = map[callFault]int{}
	for k, n := range f.hits {
		hits[k] = n
	}
	return hits, append([]string(nil), f.early...), f.tooOld
}

// before does what goes wrong before a call has any effect; true: it has none.
func (s spoilt) before(w http.ResponseWriter, r *http.Request) bool {
	switch s.kind {
	case fault429:
		w.Header().Set("Retry-After", strconv.Itoa(s.retryAfter))
		w.WriteHeader(http.StatusTooManyRequests)
		_, _ = w.Write([]byte(`{"ok":false,"error":"ratelimited"}`))
		return true
	case fault500:
		http.Error(w, "internal error", http.StatusInternalServerError)
		return true
	case faultResetBefore:
		panic(http.ErrAbortHandler)
	case faultTimeoutBefore:
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	case faultLate:
		<-time.After(s.late)
	}
	return false
}

// after does what goes wrong after a call had its effect; true: it is answered.
func (s spoilt) after(w http.ResponseWriter, r *http.Request) bool {
	switch s.kind {
	case fault500After:
		http.Error(w, "<html>internal error</html>", http.StatusInternalServerError)
		return true
	case faultResetAfter:
		panic(http.ErrAbortHandler)
	case faultTimeoutAfter:
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	}
	return false
}

// named tells whether the flag for faults lets this one take part.
func named(name string) bool { return strings.Contains(name, *campaignFaults) }
