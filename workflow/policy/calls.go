package policy

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"

	"drumbeat/workflow"
)

// DefaultCallsWithin is the time over which customers' calls are counted where the
// policy does not say.
const DefaultCallsWithin = 2 * time.Hour

// CallsWithin is the time over which customers' calls about a type are counted.
func CallsWithin(p *workflow.Policy, t workflow.ChangeType) time.Duration {
	if d := p.Type(t).CallsWithin; d > 0 {
		return d
	}
	return DefaultCallsWithin
}

// CallsRise tells whether customers call about r so much more than its type allows
// that people have to be told: it is a step further than they were told of within
// the same time. w keeps the reports.
func CallsRise(p *workflow.Policy, r *workflow.Release, w *workflow.Window, now time.Time) (workflow.CallRise, bool) {
	within := CallsWithin(p, r.Request.Type)
	n := w.CallsSince(r.Number, now.Add(-within))
	step := workflow.CallStep(n.Weight, p.Type(r.Request.Type).CallsLimit)
	if _, ok := workflow.Find(r.State, workflow.ActCalls); !ok || step == 0 {
		return workflow.CallRise{}, false
	}
	alerts, _ := r.CallAlerts()
	if len(alerts) > 0 && now.Sub(alerts[0].At) < within {
		if told, ok := alerts[0].Rise(); ok && told.Step >= step {
			return workflow.CallRise{}, false
		}
	}
	return workflow.CallRise{Step: step, Within: within, Customers: n.Customers, Hindered: n.Hindered, Stuck: n.Stuck}, true
}

// How long ago something went live that customers may call about.
const (
	suspectLately = 24 * time.Hour
	suspectEver   = 7 * 24 * time.Hour
)

// Suspects lists what customers may be calling about, the likeliest first: what
// went live, or back, within a day, and of the last week what is of the same system
// or has words in common with what they say. system may be empty.
func Suspects(now time.Time, releases []workflow.Release, system, words string) []workflow.Suspect {
	said := wordsOf(words)
	var out []workflow.Suspect
	for _, r := range releases {
		at := wentLive(&r)
		if at.IsZero() || now.Sub(at) > suspectEver || at.After(now) {
			continue
		}
		s := workflow.Suspect{Release: r.Number, At: at, System: system != "" && r.Request.System == system, Lately: now.Sub(at) <= suspectLately}
		q := &r.Request
		of := wordsOf(q.Title + " " + q.What + " " + q.Briefing.Notice + " " + q.Briefing.Say + " " + q.Briefing.IfTheyCall)
		for word := range said {
			if of[word] {
				s.Words = append(s.Words, word)
			}
		}
		slices.Sort(s.Words)
		if s.Lately || s.System || len(s.Words) > 0 {
			out = append(out, s)
		}
	}
	weight := func(s workflow.Suspect) int {
		w := min(len(s.Words), 5)
		if s.System {
			w += 3
		}
		if s.Lately {
			w += 2
		}
		return w
	}
	slices.SortStableFunc(out, func(a, b workflow.Suspect) int {
		return cmp.Or(cmp.Compare(weight(b), weight(a)), b.At.Compare(a.At), cmp.Compare(b.Release, a.Release))
	})
	return out
}

// wentLive is the last time that production changed by a release: when it was
// taken back, went live, or was started.
func wentLive(r *workflow.Release) time.Time {
	at := r.StartedAt
	if r.LiveAt.After(at) {
		at = r.LiveAt
	}
	for _, e := range r.History {
		if e.Action == workflow.ActRollBack && e.At.After(at) {
			at = e.At
		}
	}
	return at
}

// leastWord is the length from which a word says something.
const leastWord = 4

// wordsOf gives the words of a text that say something, in small letters.
func wordsOf(s string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if len([]rune(w)) >= leastWord && !idle[w] {
			out[w] = true
		}
	}
	return out
}

// idle are words that everybody uses whatever they call about.
var idle = map[string]bool{
	"about": true, "after": true, "again": true, "cannot": true, "customer": true, "customers": true, "does": true, "from": true, "have": true, "it's": true,
	"longer": true, "more": true, "that": true, "their": true, "them": true, "then": true, "there": true, "they": true, "this": true, "when": true, "with": true, "work": true, "works": true, "will": true, "your": true,
}
