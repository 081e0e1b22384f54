package workflow

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Harm says how bad something is for the customers who call, in the order of a form.
type Harm string

// The harms, from the least.
const (
	HarmAnnoyed  Harm = "annoyed"  // they can do what they want, and do not like how
	HarmHindered Harm = "hindered" // they cannot do something
	HarmStuck    Harm = "stuck"    // they cannot do anything
)

// Harms lists all harms, the least first.
var Harms = []Harm{HarmAnnoyed, HarmHindered, HarmStuck}

// Weight is how much one customer counts against the limit of a change type
// ([TypeRule.CallsLimit]).
func (h Harm) Weight() int {
	switch h {
	case HarmHindered:
		return 3
	case HarmStuck:
		return 9
	}
	return 1
}

// MostCustomers is the largest number of customers that one report can tell of.
const MostCustomers = 9999

// Call is one report that customers call: how many, how bad it is for them, and
// what they say. It is kept with the window whose briefing it was sent from, or,
// where nobody knows what they call about, in the book of its day ([CallsBook]).
type Call struct {
	ID        string // of the request that brought it
	FrontLine string // key of the front-line team whose channel it was sent in; empty: it was not sent from a briefing
	Release   Number // 0: who took the call is not sure
	System    string // key of the system, where there is no release; empty: not known either
	By        PersonID
	At        time.Time
	Customers int // at least 1
	Harm      Harm
	Words     string // in the customers' words; may be empty
}

// Weight is what a report counts against a limit.
func (c Call) Weight() int { return c.Customers * c.Harm.Weight() }

// CallCount counts reports.
type CallCount struct {
	Reports   int
	Customers int
	Hindered  int // of the customers, who cannot do something,
	Stuck     int // or anything
	Weight    int
	First     time.Time // of the oldest report
	Last      time.Time
}

func (n *CallCount) add(c Call) {
	n.Reports++
	n.Customers += c.Customers
	switch c.Harm {
	case HarmHindered:
		n.Hindered += c.Customers
	case HarmStuck:
		n.Stuck += c.Customers
	}
	n.Weight += c.Weight()
	if n.First.IsZero() || c.At.Before(n.First) {
		n.First = c.At
	}
	if c.At.After(n.Last) {
		n.Last = c.At
	}
}

// plus adds up two counts.
func (n CallCount) plus(m CallCount) CallCount {
	n.Reports, n.Customers, n.Hindered, n.Stuck, n.Weight = n.Reports+m.Reports, n.Customers+m.Customers, n.Hindered+m.Hindered, n.Stuck+m.Stuck, n.Weight+m.Weight
	if n.First.IsZero() || !m.First.IsZero() && m.First.Before(n.First) {
		n.First = m.First
	}
	if m.Last.After(n.Last) {
		n.Last = m.Last
	}
	return n
}

// OldCalls counts the reports about one release that a window no longer keeps
// word for word.
type OldCalls struct {
	Release Number
	CallCount
}

// mostCalls is how many reports a window keeps word for word; of older ones it
// keeps the count.
const mostCalls = 300

// AddCall keeps a report. Of what is too much the oldest is kept as a count alone.
func (w *Window) AddCall(c Call) {
	w.Calls = append(w.Calls, c)
	for len(w.Calls) > mostCalls {
		old := w.Calls[0]
		w.Calls = w.Calls[1:]
		i := slices.IndexFunc(w.CallsBefore, func(o OldCalls) bool { return o.Release == old.Release })
		if i < 0 {
			w.CallsBefore, i = append(w.CallsBefore, OldCalls{Release: old.Release}), len(w.CallsBefore)
		}
		w.CallsBefore[i].add(old)
	}
}

// CallBy finds the report that the request with this id brought.
func (w *Window) CallBy(request string) (Call, bool) {
	for _, c := range w.Calls {
		if request != "" && c.ID == request {
			return c, true
		}
	}
	return Call{}, false
}

// CallsAbout counts all reports about a release; 0: those that are about none.
func (w *Window) CallsAbout(n Number) CallCount {
	out := w.callsSince(n, time.Time{})
	for _, o := range w.CallsBefore {
		if o.Release == n {
			out = out.plus(o.CallCount)
		}
	}
	return out
}

// CallsSince counts the reports about a release from an instant on, as far back as
// they are kept word for word.
func (w *Window) CallsSince(n Number, from time.Time) CallCount { return w.callsSince(n, from) }

func (w *Window) callsSince(n Number, from time.Time) CallCount {
	var out CallCount
	for _, c := range w.Calls {
		if c.Release == n && !c.At.Before(from) {
			out.add(c)
		}
	}
	return out
}

// LastWords gives the newest reports about a release in which something was
// written, the newest first, at most so many.
func (w *Window) LastWords(n Number, most int) []Call {
	var out []Call
	for _, c := range slices.Backward(w.Calls) {
		if c.Release == n && strings.TrimSpace(c.Words) != "" && len(out) < most {
			out = append(out, c)
		}
	}
	return out
}

// CallStep says how far customers' calls are past a limit: 0 below it, 1 from the
// limit on, 2 from twice that, 3 from four times, and so on. A limit of 0 is none.
func CallStep(weight, limit int) int {
	step := 0
	for at := limit; limit > 0 && weight >= at && step < 20; at *= 2 {
		step++
	}
	return step
}

// CallRise is what an entry of [ActCalls] tells: how many customers called within
// a time, and which step that is.
type CallRise struct {
	Step      int
	Within    time.Duration
	Customers int
	Hindered  int
	Stuck     int
}

// String writes a rise for the history: "step 1: 14 customers in 2h0m0s, 3
// hindered, 0 stuck".
func (c CallRise) String() string {
	return fmt.Sprintf("step %d: %d customers in %s, %d hindered, %d stuck", c.Step, c.Customers, c.Within, c.Hindered, c.Stuck)
}

// Rise reads what an entry of [ActCalls] tells; ok is false for any other.
func (e Entry) Rise() (c CallRise, ok bool) {
	if e.Action != ActCalls {
		return c, false
	}
	var within string
	if n, err := fmt.Sscanf(e.About, "step %d: %d customers in %s %d hindered, %d stuck", &c.Step, &c.Customers, &within, &c.Hindered, &c.Stuck); err != nil || n != 5 {
		return CallRise{}, false
	}
	within = strings.TrimSuffix(within, ",")
	d, err := time.ParseDuration(within)
	c.Within = d
	return c, err == nil
}

// answersCalls tells whether an action is an answer to customers' calls: it clears
// what the point of contact and the release managers were told.
func answersCalls(a Action) bool {
	switch a {
	case ActRollBack, ActCorrect, ActKnownIssue, ActIgnoreCalls, ActClose, ActResubmit:
		return true
	}
	return false
}

// CallAlerts lists the entries by which people were told of customers' calls,
// newest first. answer is what was done about the newest; its Seq is 0 while that
// waits for somebody.
func (r *Release) CallAlerts() (alerts []Entry, answer Entry) {
	for _, e := range r.History {
		switch {
		case e.Action == ActCalls:
			alerts, answer = append([]Entry{e}, alerts...), Entry{}
		case len(alerts) > 0 && answer.Seq == 0 && answersCalls(e.Action):
			answer = e
		}
	}
	return alerts, answer
}

// CallsPressing tells whether people were told of customers' calls and have not
// done anything about it.
func (r *Release) CallsPressing() bool {
	alerts, answer := r.CallAlerts()
	return len(alerts) > 0 && answer.Seq == 0
}

// AnswerToCalls finds what was done about one alert: the first thing after it;
// false while nothing was.
func (r *Release) AnswerToCalls(alert int) (Entry, bool) {
	for _, e := range r.History {
		if e.Seq > alert && answersCalls(e.Action) {
			return e, true
		}
	}
	return Entry{}, false
}

const callsPrefix = "calls:"

// CallsBook is the id of the document that keeps the reports of a day (in UTC)
// about which nobody knew what customers call about.
func CallsBook(at time.Time) WindowID {
	return WindowID(callsPrefix + at.UTC().Format(time.DateOnly))
}

// Book gives the day of a book of calls; ok is false for any window.
func (id WindowID) Book() (day time.Time, ok bool) {
	rest, ok := strings.CutPrefix(string(id), callsPrefix)
	if !ok {
		return time.Time{}, false
	}
	day, err := time.Parse(time.DateOnly, rest)
	return day, err == nil
}

// BookSlot is the slot of a book of calls: its day.
func BookSlot(id WindowID) Slot {
	day, _ := id.Book()
	return Slot{ID: id, Name: "Calls of " + day.Format(time.DateOnly), Zone: "UTC", Opens: day, Closes: day.AddDate(0, 0, 1), CutOff: day}
}

// CallKey is a short name for a report or a question, from the id of its request.
func CallKey(request string) string {
	h := uint64(14695981039346656037) // FNV-1a
	for _, b := range []byte(request) {
		h = (h ^ uint64(b)) * 1099511628211
	}
	return strconv.FormatUint(h, 36)
}

// Suspect is a release that customers may be calling about, and why it may be that.
type Suspect struct {
	Release Number
	At      time.Time // when production changed by it last
	Lately  bool      // that was within a day
	System  bool      // it is of the system that they call about
	Words   []string  // what they say and the release says too, in order
}
