package workflow

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A history is a hash chain. Each entry carries a hash of everything it says,
// of what the request said after it, and of the hash of the entry before it; so
// an entry that was changed, left out, put in or moved later is found, and
// package audit says which. docs/audit.md has the encoding for whoever wants to
// compute the hashes without us.

// SealVersion names the encoding that hashes are made of; each hash begins with
// it and a colon. A hash, once stored, is good for ever: an encoding is never
// changed, a new one gets a new name. A field that is added to what is sealed
// needs no new one, since what is empty is left out.
const SealVersion = "v1"

// Append adds an entry to the history: it numbers the entry and seals it into
// the chain. Everything else of the entry, and the request as it is after it,
// has to be in place.
func (r *Release) Append(e Entry) {
	e.Seq, e.Prev = len(r.History)+1, r.Last().Hash
	e.Content = r.Request.Digest()
	e.Hash = e.Sum(r.Number)
	r.History = append(r.History, e)
}

// Sum computes the hash of an entry of release n: of everything that it says
// but its own Hash.
func (e Entry) Sum(n Number) string {
	s := newSeal("entry")
	s.text("release", n.String())
	s.number("seq", int64(e.Seq))
	s.number("at", e.At.UnixMilli())
	s.text("by", string(e.By))
	s.text("action", string(e.Action))
	s.text("from", string(e.From))
	s.text("to", string(e.To))
	s.number("revision", int64(e.Revision))
	s.text("reason", e.Reason)
	s.text("window", string(e.Window))
	for _, f := range e.Changed {
		s.item("changed", string(f))
	}
	for _, role := range e.Roles {
		s.item("role", role)
	}
	s.text("request", e.Request)
	s.number("policy", int64(e.Policy))
	for _, rule := range e.Overrode {
		s.item("overrode", rule)
	}
	s.text("about", e.About)
	s.text("for", string(e.For))
	s.text("content", e.Content)
	s.text("prev", e.Prev)
	return s.sum()
}

// Digest computes the hash of what a request says.
func (q Request) Digest() string {
	s := newSeal("request")
	s.text("title", q.Title)
	s.text("system", q.System)
	s.text("team", q.Team)
	s.text("what", q.What)
	s.text("why", q.Why)
	s.text("type", string(q.Type))
	s.number("effort", int64(q.EffortHours))
	for _, k := range q.Risk {
		s.item("risk", k)
	}
	s.text("window", string(q.Window))
	if q.Downtime {
		s.text("downtime", "yes")
	}
	s.text("impact", string(q.Impact))
	s.text("notice", q.Briefing.Notice)
	s.text("say", q.Briefing.Say)
	s.text("dont_promise", q.Briefing.DontPromise)
	s.text("if_they_call", q.Briefing.IfTheyCall)
	s.text("evidence", q.Evidence)
	s.text("rollback", q.Rollback)
	s.text("links", q.Links)
	s.text("contact", string(q.Contact))
	s.text("implementer", string(q.Implementer))
	s.text("source", q.Source)
	for _, n := range q.DependsOn {
		s.item("depends_on", n.String())
	}
	for _, k := range q.Accounts {
		s.item("account", k)
	}
	s.text("incident", q.Incident)
	if !q.Target.IsZero() {
		s.number("target", q.Target.UnixMilli())
	}
	s.text("template", q.Template)
	return s.sum()
}

// seal writes fields in the encoding "v1": a first line that names it, then for
// each field that is not empty its name, the length of its value in bytes, and
// the value, "name 5:value\n". The length makes two different contents two
// different encodings, whatever people type.
type seal struct{ b strings.Builder }

func newSeal(kind string) *seal {
	s := &seal{}
	s.b.WriteString("drumbeat " + kind + " " + SealVersion + "\n")
	return s
}

func (s *seal) text(name, value string) {
	if value != "" {
		s.item(name, value)
	}
}

func (s *seal) number(name string, value int64) {
	if value != 0 {
		s.item(name, strconv.FormatInt(value, 10))
	}
}

// item writes a field also where it is empty: lists keep their length.
func (s *seal) item(name, value string) {
	if !utf8.ValidString(value) {
		value = string([]rune(value)) // as stores write it
	}
	s.b.WriteString(name + " " + strconv.Itoa(len(value)) + ":" + value + "\n")
}

func (s *seal) sum() string {
	h := sha256.Sum256([]byte(s.b.String()))
	return SealVersion + ":" + hex.EncodeToString(h[:])
}

// Voids says why an entry takes the force from the approvals that were given
// before it; ok is false for one that leaves them standing.
func (e Entry) Voids() (why string, ok bool) {
	switch e.Action {
	case ActResubmit:
		return "sent again as a new revision", true
	case ActEdit:
		if fields := Material(e.Changed); len(fields) > 0 {
			return "edited: " + fieldList(fields), true
		}
	}
	return "", false
}

func fieldList(fields []Field) string {
	var out []string
	for _, f := range fields {
		out = append(out, strings.ReplaceAll(string(f), "_", " "))
	}
	return strings.Join(out, ", ")
}

// Told tells whether the card's thread has a line about an entry. What a rule
// accepts in the same breath as it is asked for needs none, as it has no reason of
// its own; reminders are in the details, and how satisfied somebody is is theirs.
func (e Entry) Told() bool {
	switch e.Action {
	case ActNudge, ActRate:
		return false
	case ActTriage:
		return e.By != System || e.Reason != ""
	case ActHandOver:
		return e.By != System
	}
	return true
}
