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

// faults are what somebody asked to go wrong.
type faults struct {
	dice   func() float64
	mu     sync.Mutex
	lastID int
	active []ActiveFault // in the order they were added; the first that fits is taken
	spent  []ActiveFault // used up, the latest last
}

func newFaults(dice func() float64) *faults {
	if dice == nil {
		dice = rand.Float64
	}
	return &faults{dice: dice}
}

const (
	maxFaults  = 100
	keepSpent  = 20
	maxDelayMS = 10 * 60 * 1000
)

// Inject adds faults. An unknown kind or method, a rate outside 0..1 or a
// negative number is refused with a sentence, and then none is added.
func (s *Server) Inject(add ...Fault) error {
	_, err := s.inject(add)
	return err
}

func (s *Server) inject(add []Fault) ([]string, error) {
	add = slices.Clone(add)
	for i := range add {
		if err := s.checkFault(&add[i]); err != nil {
			return nil, fmt.Errorf("faults[%d]: %w", i, err)
		}
	}
	ids, err := s.faults.add(add)
	if err == nil {
		s.publish(Event{Type: EventFaults}, everybody)
	}
	return ids, err
}

// checkFault refuses what would never happen or never end, and turns the name
// of an app into its id.
func (s *Server) checkFault(f *Fault) error {
	if f.App != "" {
		a := s.findApp(f.App)
		if a == nil {
			return unknownName("app", f.App, s.appNames())
		}
		f.App = a.cfg.ID
	}
	kind := faultKind(f.Kind)
	switch {
	case f.Method == "":
		return errors.New("method is missing; * means every one")
	case kind == nil:
		return unknownName("kind", f.Kind, faultKindNames())
	case f.Rate < 0 || f.Rate > 1:
		return errors.New("rate must be between 0 and 1")
	case f.Count < 0 || f.RetryAfter < 0 || f.DelayMS < 0:
		return errors.New("numbers must not be negative")
	case f.DelayMS > maxDelayMS:
		return errors.New("delay_ms must be at most 600000, ten minutes")
	}
	if f.Method == "*" {
		return nil
	}
	known := s.faultMethods()
	if kind.Of == ofDeliveries {
		known = s.faultDeliveries()
	}
	if !slices.Contains(known, f.Method) {
		return unknownName("method", f.Method, known)
	}
	return nil
}

func (f *faults) add(list []Fault) ([]string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.active)+len(list) > maxFaults {
		return nil, fmt.Errorf("more than %d faults at once; clear some first", maxFaults)
	}
	var ids []string
	for _, one := range list {
		f.lastID++
		a := ActiveFault{ID: "F" + strconv.Itoa(f.lastID), Fault: one}
		if one.Count > 0 {
			left := one.Count
			a.Left = &left
		}
		f.active = append(f.active, a)
		ids = append(ids, a.ID)
	}
	return ids, nil
}

// ClearFaults ends all faults.
func (s *Server) ClearFaults() {
	s.faults.clear()
	s.publish(Event{Type: EventFaults}, everybody)
}

// ClearFault ends one fault. It reports whether there was one with that id.
func (s *Server) ClearFault(id string) bool {
	gone := s.faults.remove(id)
	if gone {
		s.publish(Event{Type: EventFaults}, everybody)
	}
	return gone
}

func (f *faults) clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.active, f.spent = nil, nil
}

func (f *faults) remove(id string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	before := len(f.active)
	f.active = slices.DeleteFunc(f.active, func(a ActiveFault) bool { return a.ID == id })
	return len(f.active) < before
}

// list gives copies of what is active and of what was used up.
func (f *faults) list() (active, spent []ActiveFault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return copyFaults(f.active), copyFaults(f.spent)
}

func copyFaults(in []ActiveFault) []ActiveFault {
	out := make([]ActiveFault, 0, len(in))
	for _, a := range in {
		if a.Left != nil {
			left := *a.Left
			a.Left = &left
		}
		out = append(out, a)
	}
	return out
}

// pickFault finds the fault for a request of an app, if it is to have one. The
// app is the id, or empty when the request does not say whose it is.
func (s *Server) pickFault(app, method string) (Fault, bool) {
	return s.takeFault(app, method, ofRequests)
}

// twice reports whether what is sent to an app goes out a second time.
func (s *Server) twice(app, name string) bool {
	_, hit := s.takeFault(app, name, ofDeliveries)
	return hit
}

func (s *Server) takeFault(app, method, of string) (Fault, bool) {
	f, hit := s.faults.take(app, method, of)
	if hit {
		s.publish(Event{Type: EventFaults}, everybody)
	}
	return f, hit
}

// take finds the first fault that fits and counts it.
func (f *faults) take(app, method, of string) (Fault, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.active {
		one := &f.active[i]
		switch {
		case faultKind(one.Kind).Of != of,
			one.App != "" && one.App != app,
			one.Method != "*" && one.Method != method,
			one.Rate > 0 && f.dice() >= one.Rate:
			continue
		}
		one.Matched++
		hit := one.Fault
		if one.Left != nil {
			if *one.Left--; *one.Left == 0 {
				f.spent = append(f.spent, *one)
				f.spent = f.spent[max(0, len(f.spent)-keepSpent):]
				f.active = slices.Delete(f.active, i, i+1)
			}
		}
		return hit, true
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

// hurtAfter spoils the JSON answer to a request that had its effect.
func (s *Server) hurtAfter(w http.ResponseWriter, r *http.Request, f Fault, status int, answer any) {
	s.spoil(w, r, f, func(w http.ResponseWriter) { writeJSON(w, status, answer) })
}

// spoil delays or keeps back the answer to a request that had its effect.
func (s *Server) spoil(w http.ResponseWriter, r *http.Request, f Fault, answer func(http.ResponseWriter)) {
	switch f.Kind {
	case FaultSlow:
		s.linger(f)
		answer(w)
	case FaultLate: // it lingered before
		answer(w)
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
