package app

import (
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// faultMix spoils a part of the calls of the bot to Slack, by a seed, so that the
// nth call of one run is spoilt as the nth call of another.
type faultMix struct {
	mu    sync.Mutex
	rnd   *rand.Rand
	parts []faultPart
	hits  map[string]int

	waits map[string]time.Time // by method: until when Slack asked to wait
	early int                  // calls that did not
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
	fault500           callFault = "500"
	faultResetBefore   callFault = "reset-before"
	faultResetAfter    callFault = "reset-after"
	faultTimeoutBefore callFault = "timeout-before"
	faultTimeoutAfter  callFault = "timeout-after"
	faultLate          callFault = "late" // the effect comes four seconds later
)

const (
	lateBy     = 4 * time.Second
	retryAfter = 2 // seconds
)

// begin spoils calls from now on; end lets them be.
func (f *faultMix) begin(seed uint64, parts ...faultPart) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rnd, f.parts = rand.New(rand.NewPCG(seed, seed)), parts
	f.hits, f.waits, f.early = map[string]int{}, map[string]time.Time{}, 0
}

func (f *faultMix) end() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.parts = nil
}

// next decides what happens to a call.
func (f *faultMix) next(method string) callFault {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.parts) == 0 {
		return faultNone
	}
	if time.Now().Before(f.waits[method]) {
		f.early++
	}
	at := f.rnd.Float64()
	for _, p := range f.parts {
		if at -= p.share; at < 0 {
			f.hits[string(p.kind)]++
			if p.kind == fault429 {
				f.waits[method] = time.Now().Add(retryAfter * time.Second)
			}
			return p.kind
		}
	}
	return faultNone
}

// before does what goes wrong before a call has any effect; true: it has none.
func (k callFault) before(w http.ResponseWriter, r *http.Request) bool {
	switch k {
	case fault429:
		w.Header().Set("Retry-After", strconv.Itoa(retryAfter))
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
		<-time.After(lateBy)
	}
	return false
}

// after does what goes wrong after a call had its effect.
func (k callFault) after(r *http.Request) {
	switch k {
	case faultResetAfter:
		panic(http.ErrAbortHandler)
	case faultTimeoutAfter:
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	}
}

// named tells whether the flag for faults lets this one take part.
func named(name string) bool { return strings.Contains(name, *campaignFaults) }
