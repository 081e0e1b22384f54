package mongodb

import (
	"strings"
	"testing"
	"time"

	"drumbeat/store/storetest"
	"drumbeat/workflow"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.mongodb.org/mongo-driver/v2/bson"
	"pgregory.net/rapid"
)

// through encodes a document and decodes it again, as a trip to the server does.
func through[S stored[D], D any](t *rapid.T, doc any) D {
	raw, err := bson.Marshal(doc)
	if err != nil {
		t.Fatalf("encode: %v", err)
	}
	value, err := decode[S](raw)
	if err != nil {
		t.Fatalf("decode: %v", err)
	}
	return value
}

func same(t *rapid.T, want, got any) {
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("after a round trip (-want +got):\n%s", d)
	}
}

func TestTwinsLoseNothing(t *testing.T) {
	t.Run("release", rapid.MakeCheck(func(t *rapid.T) {
		want := storetest.Releases().Draw(t, "release")
		same(t, want, through[releaseDoc](t, fromRelease(want, newMeta(want.Version))))
	}))
	t.Run("window", rapid.MakeCheck(func(t *rapid.T) {
		want := storetest.Windows().Draw(t, "window")
		same(t, want, through[windowDoc](t, fromWindow(want, newMeta(want.Version))))
	}))
	t.Run("street", rapid.MakeCheck(func(t *rapid.T) {
		want := storetest.Streets().Draw(t, "street")
		same(t, want, through[streetDoc](t, fromStreet(want, newMeta(want.Version))))
	}))
	t.Run("notice", rapid.MakeCheck(func(t *rapid.T) {
		want := storetest.Notices().Draw(t, "notice")
		same(t, want, through[noticeDoc](t, toNoticeDoc(want, newMeta(want.Delivery.Version))))
	}))
	t.Run("policy", rapid.MakeCheck(func(t *rapid.T) {
		want := storetest.Policies().Draw(t, "policy")
		doc, err := fromPolicy(want, newMeta(1))
		if err != nil {
			t.Fatal(err)
		}
		same(t, want, through[policyDoc](t, doc))
	}))
}

func TestTimesAreCutOnce(t *testing.T) {
	jakarta := time.FixedZone("WIB", 7*3600)
	for _, c := range []struct{ name, in, want string }{
		{"zone", "2026-11-24T05:00:00+07:00", "2026-11-23T22:00:00Z"},
		{"finer than a millisecond", "2026-11-24T05:00:00.123999999Z", "2026-11-24T05:00:00.123Z"},
		{"before 1970", "1969-12-31T23:59:59.9999Z", "1969-12-31T23:59:59.999Z"},
		{"the last moment of a second", "2026-11-24T05:00:00.999999999Z", "2026-11-24T05:00:00.999Z"},
	} {
		in, err := time.Parse(time.RFC3339Nano, c.in)
		if err != nil {
			t.Fatal(err)
		}
		if got := cut(in).Format(time.RFC3339Nano); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
	if got := cut(time.Time{}.In(jakarta)); got != (time.Time{}) {
		t.Errorf("zero in another zone: got %v, want the zero time", got)
	}
	exact := time.UnixMilli(5)
	if got := ceil(exact.Add(1)); !got.Equal(exact.Add(time.Millisecond)) {
		t.Errorf("rounded up: got %v, want the next millisecond", got)
	}
	if got := ceil(exact); !got.Equal(exact) {
		t.Errorf("rounded up from a whole millisecond: got %v, want the same", got)
	}
}

// TestDerivedFields checks what queries look at.
func TestDerivedFields(t *testing.T) {
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	r := workflow.Release{
		Number: 7, State: workflow.InApproval, Revision: 2,
		Asks:      []workflow.Ask{{Person: "U1", Revision: 1}, {Person: "U2", Revision: 2}, {Person: "U3", Revision: 2}},
		Approvals: []workflow.Approval{{By: "U3", Revision: 2}},
		Place:     &workflow.Place{Window: "web:2026-11-24T05:00Z"},
		Owes:      []workflow.Notice{{ID: "card:REL-7"}},
	}
	d := fromRelease(r, newMeta(1))
	if diff := cmp.Diff([]string{"U2"}, d.Waiting); diff != "" || !d.Open || !d.Owing || d.Window != "web:2026-11-24T05:00Z" {
		t.Errorf("waits for %v, open %v, owing %v, window %q", d.Waiting, d.Open, d.Owing, d.Window)
	}
	r.State, r.Owes, r.Place, r.Request.Type = workflow.Withdrawn, nil, nil, workflow.Emergency
	d = fromRelease(r, newMeta(1))
	if d.Waiting != nil || d.Open || d.Owing || d.Window != "emergency:REL-7" {
		t.Errorf("withdrawn: waits for %v, open %v, owing %v, window %q", d.Waiting, d.Open, d.Owing, d.Window)
	}
	for status, want := range map[workflow.NoticeStatus]time.Time{
		workflow.NoticeDue: at, workflow.NoticeUnknown: at, workflow.NoticeClaimed: at.Add(time.Hour),
		workflow.NoticeSent: {}, workflow.NoticeMoot: {}, workflow.NoticeDead: {},
	} {
		d := toNoticeDoc(workflow.Notice{Delivery: workflow.Delivery{Status: status, NextTry: at, ClaimedUntil: at.Add(time.Hour)}}, newMeta(1))
		if !d.At.Equal(want) || d.Active == want.IsZero() {
			t.Errorf("%s: active %v at %v, want %v", status, d.Active, d.At, want)
		}
	}
}

func TestOriginsAreUniqueAlsoWhereThereIsNone(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range []workflow.Release{{Number: 1}, {Number: 2}, {Number: 3, Origin: "n:REL-1"}, {Number: 4, Origin: "view:V1"}, {Number: 5, Origin: "o:view:V1"}} {
		o := storedOrigin(&r)
		if seen[o] {
			t.Errorf("origin %q of %s is taken", r.Origin, r.Number)
		}
		seen[o] = true
		if got := givenOrigin(o); got != r.Origin {
			t.Errorf("origin came back as %q, want %q", got, r.Origin)
		}
	}
}

// TestNewerShapesAreRefused checks that a document which this program would
// mutilate is not read.
func TestNewerShapesAreRefused(t *testing.T) {
	m := newMeta(1)
	m.Schema++
	for name, read := range map[string]func() error{
		"release": func() error { _, err := releaseDoc{Meta: m}.toDomain(); return err },
		"window":  func() error { _, err := windowDoc{Meta: m}.toDomain(); return err },
		"street":  func() error { _, err := streetDoc{Meta: m}.toDomain(); return err },
		"notice":  func() error { _, err := noticeDoc{Meta: m}.toDomain(); return err },
		"policy":  func() error { _, err := policyDoc{Meta: m}.toDomain(); return err },
	} {
		if got := workflow.CodeOf(unread("read", read())); got != workflow.CodeInternal {
			t.Errorf("%s of a newer shape: got code %q, want internal", name, got)
		}
	}
}

// FuzzStored decodes whatever a database may hold: a document is read or
// refused, and what is read can be written again.
func FuzzStored(f *testing.F) {
	for _, doc := range []any{
		fromRelease(workflow.Release{Number: 3, Origin: "view:V1", Rejection: &workflow.Rejection{By: "U1"}, Owes: []workflow.Notice{{ID: "x"}}}, newMeta(1)),
		fromWindow(workflow.Window{Places: []workflow.Reservation{{Release: 4}}}, newMeta(2)),
		fromStreet(workflow.Street{ID: "web:acceptance", Bookings: []workflow.Booking{{ID: "b", Release: 4}}}, newMeta(2)),
		toNoticeDoc(workflow.Notice{ID: "x"}, newMeta(3)),
		policyDoc{ID: 1, Meta: newMeta(1), Policy: bson.D{{Key: "heartbeats", Value: bson.A{bson.D{{Key: "reminders", Value: bson.A{"1h"}}}}}, {Key: "working_hours", Value: bson.D{{Key: "from", Value: "09:00"}, {Key: "to", Value: "17:00"}}}}},
		bson.D{{Key: "_id", Value: "text"}, {Key: "version", Value: 1.5}, {Key: "history", Value: 3}},
	} {
		raw, err := bson.Marshal(doc)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if r, err := decode[releaseDoc](raw); err == nil {
			writable(t, fromRelease(r, newMeta(1)))
		}
		if w, err := decode[windowDoc](raw); err == nil {
			writable(t, fromWindow(w, newMeta(1)))
		}
		if s, err := decode[streetDoc](raw); err == nil {
			writable(t, fromStreet(s, newMeta(1)))
		}
		if n, err := decode[noticeDoc](raw); err == nil {
			writable(t, toNoticeDoc(n, newMeta(1)))
		}
		if p, err := decode[policyDoc](raw); err == nil {
			doc, err := fromPolicy(p, newMeta(1))
			if err != nil {
				t.Errorf("what was read cannot be written: %v", err)
			}
			writable(t, doc)
		}
	})
}

func writable(t *testing.T, doc any) {
	t.Helper()
	if _, err := bson.Marshal(doc); err != nil {
		t.Errorf("what was read cannot be written: %v", err)
	}
}

// TestAWrongDocumentWasReadAsARelease: what is no release is an error that names
// the document, and never a release without a state.
func TestAWrongDocumentWasReadAsARelease(t *testing.T) {
	for _, fields := range []bson.D{{}, {{Key: "state", Value: "paused"}, {Key: "revision", Value: 1}}, {{Key: "state", Value: "live"}}, {{Key: "state", Value: 3}}} {
		raw, err := bson.Marshal(append(bson.D{{Key: "_id", Value: int64(7)}}, fields...))
		if err != nil {
			t.Fatal(err)
		}
		r, err := decode[releaseDoc](raw)
		if got := workflow.CodeOf(unread("read", err)); err == nil || got != workflow.CodeInternal || !strings.Contains(err.Error(), "7") {
			t.Errorf("%v: read as %+v, %v; want an error that names it", fields, r.State, err)
		}
	}
}
