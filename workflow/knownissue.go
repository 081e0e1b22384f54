package workflow

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// KnownIssue is what is known to go wrong with a release that is live or going
// live, and what the front line says about it.
type KnownIssue struct {
	What  string // what goes wrong, in customer words
	Say   string // what to say; may be empty
	Until time.Time
	By    PersonID
	At    time.Time
}

// about writes what the entry of a known issue says besides its reason.
func (k KnownIssue) about() string { return k.Until.UTC().Format(time.RFC3339) + "\n" + k.Say }

// KnownEntry is the entry that makes an issue known; its reason is k.What.
func KnownEntry(k KnownIssue) Entry { return Entry{About: k.about()} }

// KnownIssue reads what an entry of [ActKnownIssue] makes known; ok is false for
// any other.
func (e Entry) KnownIssue() (k KnownIssue, ok bool) {
	at, say, _ := strings.Cut(e.About, "\n")
	until, err := time.Parse(time.RFC3339, at)
	if e.Action != ActKnownIssue || err != nil {
		return k, false
	}
	return KnownIssue{What: e.Reason, Say: say, Until: until, By: e.By, At: e.At}, true
}

// KnownNow gives the known issue that is in force at an instant.
func (r *Release) KnownNow(now time.Time) (KnownIssue, bool) {
	if r.Known == nil || !now.Before(r.Known.Until) {
		return KnownIssue{}, false
	}
	return *r.Known, true
}

// briefingFields are the parts of a briefing, in the order of the form.
var briefingFields = []Field{FieldNotice, FieldSay, FieldDontPromise, FieldIfTheyCall}

// BriefingFields lists the parts of a briefing, in the order of the form.
func BriefingFields() []Field { return slices.Clone(briefingFields) }

// Part gives one part of a briefing.
func (b Briefing) Part(f Field) string {
	switch f {
	case FieldNotice:
		return b.Notice
	case FieldSay:
		return b.Say
	case FieldDontPromise:
		return b.DontPromise
	case FieldIfTheyCall:
		return b.IfTheyCall
	}
	return ""
}

// Rewrite is one part of a briefing that was changed.
type Rewrite struct {
	Field Field  `json:"field"`
	Was   string `json:"was"`
	Is    string `json:"is"`
}

// Rewritten lists the parts in which two briefings differ, in the order of the form.
func Rewritten(was, is Briefing) []Rewrite {
	var out []Rewrite
	for _, f := range briefingFields {
		if was.Part(f) != is.Part(f) {
			out = append(out, Rewrite{f, was.Part(f), is.Part(f)})
		}
	}
	return out
}

const aboutRewrites = "briefing "

// AboutRewrites is what an entry is about that rewrote a briefing: every part that
// changed, as it was and as it is.
func AboutRewrites(parts []Rewrite) string {
	if len(parts) == 0 {
		return ""
	}
	raw, _ := json.Marshal(parts) // strings: never fails
	return aboutRewrites + string(raw)
}

// Rewrites reads which parts of the briefing an entry changed.
func (e Entry) Rewrites() []Rewrite {
	raw, ok := strings.CutPrefix(e.About, aboutRewrites)
	var out []Rewrite
	if !ok || json.Unmarshal([]byte(raw), &out) != nil {
		return nil
	}
	return out
}
