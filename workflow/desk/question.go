package desk

import (
	"context"
	"slices"
	"strings"

	"drumbeat/workflow"
)

// Question is what `/release why` asks: whether a release, or a change of a type
// to a system, can go live, in a window or at all.
type Question struct {
	By      workflow.PersonID
	Release workflow.Number     // 0: a change that nobody has asked for
	System  string              // key, of such a change
	Type    workflow.ChangeType // of such a change; empty: the type that the least effort asks for
	Window  workflow.WindowID   // the window; empty: what When says
	When    string              // the window in words, as typed; empty: the one it holds or asked for
}

// mostWords bounds a question: nobody types more to say when.
const mostWords = 40

// ReadQuestion reads what was typed after "why": "REL-12 thu", "web shop", "may a
// major change go live on the web shop tomorrow?". The error is a
// [*workflow.Error] of CodeInvalid.
func (d *Desk) ReadQuestion(ctx context.Context, by workflow.PersonID, typed string) (Question, error) {
	p, err := d.currentPolicy(ctx)
	if err != nil {
		return Question{}, err
	}
	words := strings.Fields(typed)
	if len(words) == 0 {
		return Question{}, workflow.Refuse(workflow.CodeInvalid, "Which release? Add its number, and a window if you like: why REL-12, why REL-12 thu. Or ask about a system: why %s thu.", someSystem(p))
	}
	if len(words) > mostWords {
		return Question{}, workflow.Refuse(workflow.CodeInvalid, "That is a long question. Ask for example: why REL-12 thu, or why %s thu.", someSystem(p))
	}
	for _, n := range []int{1, 2} { // "REL-12", "rel 12"
		if n <= len(words) {
			if number, err := workflow.ParseNumber(strings.TrimRight(strings.Join(words[:n], " "), "?,.!")); err == nil {
				return Question{By: by, Release: number, When: said(words[n:])}, nil
			}
		}
	}
	return supposed(p, by, typed, words)
}

// supposed reads a question about a change that nobody has asked for: the longest
// run of words that is a system, a type wherever it stands, and the rest is when.
func supposed(p *workflow.Policy, by workflow.PersonID, typed string, words []string) (Question, error) {
	plain := make([]string, len(words))
	for i, w := range words {
		plain[i] = bare(w)
	}
	q := Question{By: by}
	from, to := 0, 0
	for i := range plain {
		for j := i + 1; j <= len(plain); j++ {
			if key, ok := systemCalled(p, strings.Join(plain[i:j], " ")); ok && j-i > to-from {
				q.System, from, to = key, i, j
			}
		}
	}
	if q.System == "" {
		return Question{}, workflow.Refuse(workflow.CodeInvalid, "“%s” is neither the number of a release nor a system. Ask for example: why REL-12 thu, or why %s thu. The systems are %s.",
			short(typed), someSystem(p), systemsOf(p))
	}
	var rest []string
	for i, w := range plain {
		switch t := workflow.ChangeType(w); {
		case i >= from && i < to:
		case q.Type == "" && slices.Contains(workflow.ChangeTypes, t):
			q.Type = t
		default:
			rest = append(rest, words[i])
		}
	}
	q.When = said(rest)
	return q, nil
}

// filler are words of a question that say nothing about when.
var filler = []string{"may", "can", "could", "i", "we", "it", "a", "an", "something", "anything", "change", "release", "type", "deploy", "go", "be", "live", "to", "on", "in", "the", "of", "at", "with", "heartbeat", "window"}

// said leaves out what says nothing about when.
func said(words []string) string {
	var out []string
	for i, w := range words {
		if plain := bare(w); plain != "" && (!slices.Contains(filler, plain) || aboutTime(words, i)) {
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}

// bare is a word in small letters without what stands around it.
func bare(w string) string { return strings.ToLower(strings.Trim(w, "“”\"'?,.!")) }

// aboutTime tells whether a word that mostly says nothing is about a time here:
// "may" beside a number is a month, and "in 3 days", "in a week" is when.
func aboutTime(words []string, i int) bool {
	switch bare(words[i]) {
	case "may":
		return i > 0 && startsWithDigit(words[i-1]) || i+1 < len(words) && startsWithDigit(words[i+1])
	case "in":
		return i+2 < len(words)
	case "a":
		return i > 0 && bare(words[i-1]) == "in"
	}
	return false
}

func startsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// systemCalled finds a system by its key or its name.
func systemCalled(p *workflow.Policy, words string) (string, bool) {
	for _, s := range p.Systems {
		if strings.EqualFold(s.Key, words) || strings.EqualFold(strings.Join(strings.Fields(s.Name), " "), words) {
			return s.Key, true
		}
	}
	return "", false
}

// heartbeatCalled finds a heartbeat by its key or its name, with or without the
// word "heartbeat".
func heartbeatCalled(p *workflow.Policy, words string) (workflow.Heartbeat, bool) {
	called := func(s string) string {
		return strings.TrimSpace(strings.TrimSuffix(bare(strings.Join(strings.Fields(s), " ")), "heartbeat"))
	}
	for _, h := range p.Heartbeats {
		if w := called(words); w != "" && (w == called(h.Key) || w == called(h.Name)) {
			return h, true
		}
	}
	return workflow.Heartbeat{}, false
}

func someSystem(p *workflow.Policy) string {
	if len(p.Systems) == 0 {
		return "a system"
	}
	return p.Systems[0].Name
}

// mostNamed is how many systems a sentence lists.
const mostNamed = 8

func systemsOf(p *workflow.Policy) string {
	var names []string
	for _, s := range p.Systems[:min(len(p.Systems), mostNamed)] {
		names = append(names, s.Name)
	}
	out := strings.Join(names, ", ")
	if n := len(p.Systems) - mostNamed; n > 0 {
		out += ", and more"
	}
	return out
}

func short(s string) string {
	r := []rune(strings.TrimSpace(s))
	if len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return string(r)
}
