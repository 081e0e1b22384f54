package workflow

import (
	"slices"
	"strings"
	"time"
)

// WindowID names one occurrence of a heartbeat, "web:2026-11-24T05:00Z" (key
// and opening in UTC), or the go-live of one emergency, "emergency:REL-7".
type WindowID string

const emergencyPrefix = "emergency:"

// EmergencyWindow is the id under which an emergency is briefed; it has no
// heartbeat and no capacity.
func EmergencyWindow(n Number) WindowID { return WindowID(emergencyPrefix + n.String()) }

// Emergency gives the release of an emergency's window.
func (id WindowID) Emergency() (Number, bool) {
	rest, ok := strings.CutPrefix(string(id), emergencyPrefix)
	if !ok {
		return 0, false
	}
	n, err := ParseNumber(rest)
	return n, err == nil
}

// MakeWindowID names the occurrence of a heartbeat that opens at an instant.
func MakeWindowID(heartbeat string, opens time.Time) WindowID {
	return WindowID(heartbeat + ":" + opens.UTC().Format("2006-01-02T15:04Z"))
}

// Split gives the heartbeat's key and the opening instant of a window id; ok is
// false for anything else, an emergency's id included.
func (id WindowID) Split() (heartbeat string, opens time.Time, ok bool) {
	heartbeat, at, ok := strings.Cut(string(id), ":")
	if !ok || heartbeat+":" == emergencyPrefix {
		return "", time.Time{}, false
	}
	opens, err := time.Parse("2006-01-02T15:04Z", at)
	return heartbeat, opens, err == nil
}

// Slot is one occurrence of a heartbeat as the calendar computes it: the
// half-open interval [Opens, Closes), all instants in UTC.
type Slot struct {
	ID        WindowID
	Heartbeat string // key
	Name      string // the heartbeat's name
	Zone      string // IANA name of the heartbeat's zone
	Opens     time.Time
	Closes    time.Time
	CutOff    time.Time // from this instant the list is fixed
	Capacity  int       // places; 0: no limit
	Points    int       // risk points; 0: no limit
	Extra     string    // why there is this window besides the rule's; empty: it is the rule's
	Shifted   string    // set where the clock change moved it: the local time that does not exist, "02:30"
}

// Window is what several releases compete for: one occurrence of a heartbeat
// with the places taken, who has read its briefing, and what the front line asks
// and reports about it. One document, one version; it comes into being with the
// first of these.
type Window struct {
	Slot
	Version  int64
	Places   []Reservation
	Receipts []Receipt
	Requests []string // ids of the last requests that changed it, newest last, bounded
	Shown    string   // what its releases were last asked to show of what surrounds them, as a fingerprint

	Calls       []Call     // what customers call about, as the front line reports it, oldest first; bounded, see AddCall
	CallsBefore []OldCalls // the count of reports that are no longer kept word for word
	Questions   []Question // what the front line asked, oldest first
}

// Reservation is a place taken by a release. One that no release holds is swept
// after a grace.
type Reservation struct {
	Release Number
	At      time.Time
	Points  int // risk points it takes
}

// Receipt is "I have read this", with a name and a time.
type Receipt struct {
	FrontLine string // key of the front-line team whose channel it was given in
	Person    PersonID
	At        time.Time
}

// Holds tells whether release n has a place.
func (w *Window) Holds(n Number) bool {
	return slices.ContainsFunc(w.Places, func(p Reservation) bool { return p.Release == n })
}

// Free counts the places left; a window without a limit always has one.
func (w *Window) Free() int {
	if w.Capacity == 0 {
		return 1
	}
	return max(0, w.Capacity-len(w.Places))
}

// FreePoints counts the risk points left; ok is false for a window without a limit.
func (w *Window) FreePoints() (left int, ok bool) {
	if w.Points == 0 {
		return 0, false
	}
	left = w.Points
	for _, p := range w.Places {
		left -= p.Points
	}
	return max(0, left), true
}

// ReadBy gives the receipt of a person in a front-line team.
func (w *Window) ReadBy(frontLine string, person PersonID) (Receipt, bool) {
	for _, r := range w.Receipts {
		if r.FrontLine == frontLine && r.Person == person {
			return r, true
		}
	}
	return Receipt{}, false
}

// Clone copies the window so deeply that changing the copy leaves w as it is.
func (w Window) Clone() Window {
	w.Places = slices.Clone(w.Places)
	w.Receipts = slices.Clone(w.Receipts)
	w.Requests = slices.Clone(w.Requests)
	w.Calls, w.CallsBefore, w.Questions = slices.Clone(w.Calls), slices.Clone(w.CallsBefore), slices.Clone(w.Questions)
	return w
}
