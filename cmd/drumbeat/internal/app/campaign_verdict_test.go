package app

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"drumbeat/workflow"
)

// verdict compares the three things that must agree at the end of a campaign:
// what was acknowledged, what the store holds, and what every channel shows.
type verdict struct {
	Lost    []string // acknowledged and not there, or owed and not told
	Doubled []string // there more than once
	Wrong   []string // anything else that does not agree
	Deeds   int
	Acked   int
	Told    int // acknowledged, then said to be not saved
	Posts   int
	Done    map[workflow.Action]int // acknowledged deeds
}

// String is one line of figures.
func (v verdict) String() string {
	return fmt.Sprintf("%d deeds, %d acknowledged, %d of them said to be not saved, %d messages; lost %d, doubled %d, wrong %d; %v", v.Deeds, v.Acked, v.Told, v.Posts, len(v.Lost), len(v.Doubled), len(v.Wrong), v.Done)
}

// must fails the test unless nothing was lost and nothing doubled.
func (v verdict) must(t testing.TB) {
	t.Helper()
	t.Log(v)
	for what, list := range map[string][]string{"lost": v.Lost, "doubled": v.Doubled, "wrong": v.Wrong} {
		if len(list) > 0 {
			t.Errorf("%s (%d): %s", what, len(list), strings.Join(list[:min(len(list), 12)], "\n\t"))
		}
	}
}

// judge compares when everything is at rest.
func (f *fleet) judge(c *crowd) verdict {
	f.t.Helper()
	var v verdict
	releases := f.releases()
	told, shown, private := f.shown()
	v.acknowledged(c, f.town.ids, releases)
	v.excused(f.town.ids, private)
	v.told(f, releases, told)
	v.chains(f)
	v.boards(f, shown)
	for _, bad := range f.town.server.Violations() {
		if !maybeLate[bad.Code] {
			v.Wrong = append(v.Wrong, fmt.Sprintf("Slack would have refused: %+v", bad))
		}
	}
	return v
}

// maybeLate are the refusals that only say that a bot died over a request, or
// came late to somebody who had waited for it in vain, or to a form that was
// closed meanwhile.
var maybeLate = map[string]bool{
	"dispatch_failed": true, "operation_timeout": true,
	"expired_trigger_id": true, "exchanged_trigger_id": true, "not_found": true, "hash_conflict": true, "expired_url": true, "used_url": true,
}

// releases reads all that is stored, by title.
func (f *fleet) releases() map[string][]workflow.Release {
	f.t.Helper()
	out := map[string][]workflow.Release{}
	before := workflow.Number(0)
	for {
		page, err := f.store.Releases.List(f.t.Context(), workflow.ReleaseFilter{Before: before, Limit: 200})
		if err != nil {
			f.t.Fatal(err)
		}
		for _, r := range page {
			out[r.Request.Title] = append(out[r.Request.Title], r)
			before = r.Number
		}
		if len(page) < 200 {
			return out
		}
	}
}

// acknowledged holds the ledger against the store: what somebody was told is
// done is there, and nothing that was pressed is there twice.
func (v *verdict) acknowledged(c *crowd, ids map[string]string, releases map[string][]workflow.Release) {
	v.Deeds, v.Acked = c.ledger.count()
	for title, all := range releases {
		if len(all) > 1 {
			v.Doubled = append(v.Doubled, fmt.Sprintf("%q was asked for once and is there as %d releases", title, len(all)))
		}
	}
	type effect struct {
		title, who string
		what       workflow.Action
	}
	wanted := map[effect]bool{}
	v.Done = map[workflow.Action]int{}
	for _, d := range c.ledger.deeds {
		if d.Answer == acknowledged {
			v.Done[d.What]++
			wanted[effect{d.Release, d.Who, d.What}] = true
		}
	}
	for e := range wanted {
		all := releases[e.title]
		if len(all) == 0 {
			v.Lost = append(v.Lost, fmt.Sprintf("%s: %s of %q was acknowledged, and there is no such release", e.who, e.what, e.title))
			continue
		}
		times := 0
		for _, entry := range all[0].History {
			if entry.Action == e.what && string(entry.By) == ids[e.who] {
				times++
			}
		}
		switch {
		case times == 0:
			v.Lost = append(v.Lost, fmt.Sprintf("%s: %s of %s %q was acknowledged and is not in its history", e.who, e.what, all[0].Number, e.title))
		case times > 1:
			v.Doubled = append(v.Doubled, fmt.Sprintf("%s: %s of %s %q is in its history %d times", e.who, e.what, all[0].Number, e.title, times))
		}
	}
}

// tooEarly is told to who presses Start in the moment in which a campaign moves
// the calendar: the replicas hear of that one after the other.
const tooEarly = " cannot start now: "

// excused takes from the lost the clicks of people who were told, privately, that
// theirs was not saved: one for each time that they were told. That a release
// could not be started yet excuses the start of that release alone.
func (v *verdict) excused(ids map[string]string, private map[string][]string) {
	var lost []string
	for _, l := range v.Lost {
		who, what, _ := strings.Cut(l, ": ")
		told := private[ids[who]]
		i := slices.IndexFunc(told, func(text string) bool {
			before, _, early := strings.Cut(text, tooEarly)
			if !early && !slices.ContainsFunc(notSaved, func(words string) bool { return strings.Contains(text, words) }) {
				return false
			}
			number := before[strings.LastIndexAny(before, " \n")+1:]
			return !early || strings.HasPrefix(what, "start of "+number+" ")
		})
		if i < 0 {
			lost = append(lost, l+toldOf(told, what))
			continue
		}
		private[ids[who]] = slices.Delete(slices.Clone(told), i, i+1)
		v.Told++
	}
	v.Lost = lost
}

// notSaved is what people are told whose click changed nothing, through no fault
// of theirs: a reference to our log, or that too many were at it at once.
var notSaved = []string{"(ref ", "Nothing was saved; try again.", "Nothing of yours was saved;"}

// toldOf is what somebody was told privately about the release of a deed that is
// lost.
func toldOf(told []string, what string) string {
	number := releaseNumber.FindString(what)
	var out strings.Builder
	for _, text := range told {
		if slices.Contains(releaseNumber.FindAllString(text, -1), number) {
			fmt.Fprintf(&out, "\n\t\ttold: %.300s", text)
		}
	}
	return out.String()
}

var releaseNumber = regexp.MustCompile(`REL-\d+`)

// shown reads everything that is in the workspace: how often each notice is
// told, what the message says that tells it, and what each person was told
// privately.
func (f *fleet) shown() (told map[string]int, says map[string]string, private map[string][]string) {
	f.t.Helper()
	told, says, private = map[string]int{}, map[string]string{}, map[string][]string{}
	raw, err := json.Marshal(f.town.server.Snapshot())
	if err != nil {
		f.t.Fatal(err)
	}
	var snap struct {
		Channels []struct {
			Messages []struct {
				Text     string          `json:"text"`
				Blocks   json.RawMessage `json:"blocks"`
				Metadata json.RawMessage `json:"metadata"`
				Deleted  bool            `json:"deleted"`
			} `json:"messages"`
			Ephemerals []struct {
				Text string `json:"text"`
				To   string `json:"ephemeral_to"`
			} `json:"ephemerals"`
		} `json:"channels"`
	}
	if err := json.Unmarshal(raw, &snap); err != nil {
		f.t.Fatal(err)
	}
	for _, ch := range snap.Channels {
		for _, e := range ch.Ephemerals {
			private[e.To] = append(private[e.To], e.Text)
		}
		for _, m := range ch.Messages {
			if id := noticeIn(m.Metadata); id != "" && !m.Deleted {
				told[id]++
				says[id] = m.Text + "\n" + givenID.ReplaceAllString(string(m.Blocks), "")
			}
		}
	}
	return told, says, private
}

// givenID is the id that Slack gives a block without one, anew at every edit.
var givenID = regexp.MustCompile(`"block_id":"[0-9a-f]{8}",?`)

// told holds the outbox against the workspace, both ways: every notice that
// counts as sent is there once, every message tells a notice, and every entry of
// every history has been told.
func (v *verdict) told(f *fleet, releases map[string][]workflow.Release, told map[string]int) {
	ctx := context.Background()
	for id, n := range told {
		v.Posts += n
		if n > 1 {
			v.Doubled = append(v.Doubled, fmt.Sprintf("%s is told %d times", id, n))
		}
		notice, err := f.store.Notices.Get(ctx, id)
		switch {
		case err != nil:
			v.Wrong = append(v.Wrong, fmt.Sprintf("%s is told, and the outbox does not know it: %v", id, err))
		case notice.Delivery.Status != workflow.NoticeSent:
			v.Wrong = append(v.Wrong, fmt.Sprintf("%s is told, and the outbox calls it %s (%s)", id, notice.Delivery.Status, notice.Delivery.Problem))
		}
	}
	for _, all := range releases {
		for i := range all {
			for _, id := range owedIDs(&all[i]) {
				v.owed(f, id, told)
			}
		}
	}
	dead, err := f.store.Notices.Dead(ctx, 100)
	if err != nil {
		v.Wrong = append(v.Wrong, err.Error())
	}
	for _, n := range dead {
		v.Lost = append(v.Lost, fmt.Sprintf("%s was given up: %s", n.ID, n.Delivery.Problem))
	}
}

// owedIDs are the notices that every release has caused, whatever else it did.
func owedIDs(r *workflow.Release) []string {
	ids := []string{workflow.CardID(r.Number), workflow.RequesterID(r.Number, r.Requester)}
	for _, e := range r.History {
		if e.Told() {
			ids = append(ids, workflow.EventID(r.Number, e.Seq))
		}
	}
	for _, a := range r.Asks {
		ids = append(ids, workflow.AskID(r.Number, a.Revision, a.Person))
	}
	return ids
}

func (v *verdict) owed(f *fleet, id string, told map[string]int) {
	notice, err := f.store.Notices.Get(context.Background(), id)
	switch {
	case err != nil:
		v.Lost = append(v.Lost, fmt.Sprintf("%s is owed and was never in the outbox: %v", id, err))
	case notice.Delivery.Status == workflow.NoticeMoot: // with its reason on record
	case told[id] == 0:
		v.Lost = append(v.Lost, fmt.Sprintf("%s is owed, its status is %s, and nobody was told", id, notice.Delivery.Status))
	}
}

// chains audits every history, and what is stored against it.
func (v *verdict) chains(f *fleet) {
	var found strings.Builder
	if err := verify(f.t.Context(), auditor{store: f.store}, nil, &found); err != nil {
		v.Wrong = append(v.Wrong, fmt.Sprintf("audit: %v\n%s", err, found.String()))
	}
}

// boards holds what every board shows against what it would show if it were
// written anew: each is sent once more, and must not change.
func (v *verdict) boards(f *fleet, before map[string]string) {
	ctx := f.t.Context()
	var ids []string
	for _, id := range slices.Sorted(maps.Keys(before)) {
		n, err := f.store.Notices.Get(ctx, id)
		if err != nil || !n.Kind.Board() || n.Delivery.Status != workflow.NoticeSent {
			continue
		}
		n.Delivery.Status, n.Delivery.Shown, n.Delivery.NextTry = workflow.NoticeDue, "", f.now()
		n.Delivery.Want++
		if err := f.store.Notices.Replace(ctx, n); err != nil {
			v.Wrong = append(v.Wrong, fmt.Sprintf("%s cannot be written anew: %v", id, err))
			continue
		}
		ids = append(ids, id)
	}
	f.rest(f.patience())
	_, after, _ := f.shown()
	for _, id := range ids {
		if onTime(before[id]) != onTime(after[id]) {
			v.Wrong = append(v.Wrong, fmt.Sprintf("%s showed what is not so: %s", id, difference(before[id], after[id])))
		}
	}
}

// onTime is what a message says without the note that it came late: by how much
// depends on when it is written anew, where a clock was wrong meanwhile.
func onTime(says string) string { return lateNote.ReplaceAllString(says, "") }

var lateNote = regexp.MustCompile(`,\{"elements":\[\{"emoji":false,"text":"Told [^"]* late\."[^]]*\],"type":"context"\}`)

// difference shows where two texts part.
func difference(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	cut := func(s string) string { return s[max(0, i-60):min(len(s), i+160)] }
	return fmt.Sprintf("…%s…\n\tand shows now …%s…", cut(a), cut(b))
}
