package sandbox

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// faults are what a test asked to go wrong.
type faults struct {
	mu     sync.Mutex
	active []Fault
}

func newFaults() *faults { return &faults{} }

var faultKinds = []string{Fault429, Fault500, FaultTimeoutBefore, FaultTimeoutAfter, FaultResetBefore, FaultResetAfter, FaultSlow, FaultLate, FaultTwice}

const maxFaults = 100

// Inject adds faults. An unknown kind, a rate outside 0..1 or a negative number
// is refused with a sentence.
func (s *Server) Inject(add ...Fault) error {
	for i, f := range add {
		switch {
		case f.Method == "":
			return fmt.Errorf("faults[%d]: method is missing; * means every method", i)
		case !slices.Contains(faultKinds, f.Kind):
			return fmt.Errorf("faults[%d]: kind %q is none of %v", i, f.Kind, faultKinds)
		case f.Rate < 0 || f.Rate > 1:
			return fmt.Errorf("faults[%d]: rate must be between 0 and 1", i)
		case f.Count < 0 || f.RetryAfter < 0 || f.DelayMS < 0:
			return fmt.Errorf("faults[%d]: numbers must not be negative", i)
		}
	}
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	if len(s.faults.active)+len(add) > maxFaults {
		return errors.New("too many faults at once; clear them first")
	}
	s.faults.active = append(s.faults.active, add...)
	return nil
}

// ClearFaults ends all faults.
func (s *Server) ClearFaults() { s.faults.clear() }

func (f *faults) clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.active = nil
}

func (f *faults) list() []Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]Fault{}, f.active...)
}

// pick finds the fault for a request of an app, if it is to have one.
func (f *faults) pick(method string) (Fault, bool) {
	return f.find(method, func(kind string) bool { return kind != FaultTwice })
}

// twice reports whether what is sent to an app goes out a second time.
func (f *faults) twice(name string) bool {
	_, hit := f.find(name, func(kind string) bool { return kind == FaultTwice })
	return hit
}

// find finds a fault and counts it.
func (f *faults) find(method string, fits func(kind string) bool) (Fault, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, one := range f.active {
		if !fits(one.Kind) {
			continue
		}
		if one.Method != "*" && one.Method != method {
			continue
		}
		if one.Rate > 0 && rand.Float64() >= one.Rate {
			continue
		}
		if one.Count > 0 {
			f.active[i].Count--
			if f.active[i].Count == 0 {
				f.active = slices.Delete(f.active, i, i+1)
			}
		}
		return one, true
	}
	return Fault{}, false
}

// before reports whether the request has no effect.
func (f Fault) before() bool {
	switch f.Kind {
	case Fault429, Fault500, FaultTimeoutBefore, FaultResetBefore:
		return true
	}
	return false
}

func (f Fault) status() int {
	switch f.Kind {
	case Fault429:
		return http.StatusTooManyRequests
	case Fault500:
		return http.StatusInternalServerError
	}
	return 0
}

// longestHang ends a time-out whose caller never gives up.
const longestHang = 2 * time.Minute

// hurt answers a request that had no effect.
func (s *Server) hurt(w http.ResponseWriter, r *http.Request, f Fault) {
	switch f.Kind {
	case Fault429:
		w.Header().Set("Retry-After", strconv.Itoa(max(1, f.RetryAfter)))
		writeJSON(w, http.StatusTooManyRequests, object{"ok": false, "error": "ratelimited"})
	case Fault500:
		writeJSON(w, http.StatusInternalServerError, object{"ok": false, "error": "internal_error"})
	case FaultTimeoutBefore:
		s.hang(r, f)
		panic(http.ErrAbortHandler)
	default:
		panic(http.ErrAbortHandler) // net/http closes the connection without an answer
	}
}

// hurtAfter spoils the answer to a request that had its effect.
func (s *Server) hurtAfter(w http.ResponseWriter, r *http.Request, f Fault, status int, answer any) {
	switch f.Kind {
	case FaultSlow:
		s.linger(f)
		writeJSON(w, status, answer)
	case FaultLate: // it lingered before
		writeJSON(w, status, answer)
	case FaultTimeoutAfter:
		s.hang(r, f)
		panic(http.ErrAbortHandler)
	default:
		panic(http.ErrAbortHandler)
	}
}

// linger waits for the fault's delay.
func (s *Server) linger(f Fault) {
	wait := time.Duration(f.DelayMS) * time.Millisecond
	if wait == 0 {
		wait = time.Second
	}
	select {
	case <-s.opts.After(wait):
	case <-s.ctx.Done():
	}
}

// hang waits until the caller gives up, the fault's delay is over, or the
// sandbox closes.
func (s *Server) hang(r *http.Request, f Fault) {
	wait := longestHang
	if f.DelayMS > 0 {
		wait = time.Duration(f.DelayMS) * time.Millisecond
	}
	select {
	case <-s.opts.After(wait):
	case <-r.Context().Done():
	case <-s.ctx.Done():
	}
}
