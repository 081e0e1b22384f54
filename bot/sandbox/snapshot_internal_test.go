package sandbox

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// leftOut are the fields of the state that a snapshot has no place for, and why.
var leftOut = map[string]string{
	"state.stacks":   "open modals are left out",
	"state.triggers": "triggers live three seconds",
	"state.urls":     "response URLs are of apps that are connected",
	"fifo.limit":     "of the two above",
	"fifo.items":     "of the two above",
	"fifo.order":     "of the two above",
	"view.submit":    "of modals; a Home has none",
	"view.close":     "of modals; a Home has none",
}

// TestSnapshotHasEverything fails when the state has a field that no test value
// fills, or that is lost on the way through a snapshot: whoever adds one says
// here what it looks like, and puts it into snapshot.go and restore.go, or into
// leftOut with the reason.
func TestSnapshotHasEverything(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	s, err := New(Default(), Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	fillState(s)
	for field := range unfilled(reflect.ValueOf(s.st)) {
		if leftOut[field] == "" {
			t.Errorf("no value of this test has %s: give it one in fillState, and a place in the snapshot", field)
		}
	}
	before := s.st
	raw, err := json.Marshal(s.Snapshot())
	if err != nil {
		t.Fatal(err)
	}
	snap, err := readSnapshot(raw)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Restore(snap); err != nil {
		t.Fatal(err)
	}
	sameApp := cmp.Comparer(func(a, b *app) bool { return a == b })
	if diff := cmp.Diff(before, s.st, cmp.Exporter(func(reflect.Type) bool { return true }), sameApp); diff != "" {
		t.Errorf("the state before and after (-before +after)\n%s", diff)
	}
}

// fillState gives every field of the state a value somewhere.
func fillState(s *Server) {
	st, a := s.st, s.apps[0]
	yes, no := true, false
	st.freePlan, st.lastTS, st.sequence = true, 1_790_000_500_000_000, 77
	st.addUser(&user{Person: Person{ID: "U0FULL", Name: "full", RealName: "Full", Title: "T", Email: "f@x", TZ: "Europe/Paris", Locale: "fr-FR", Color: "aabbcc", Admin: true, Deleted: true}})
	st.groups = append(st.groups, &group{Group: Group{ID: "S0FULL", Handle: "full", Name: "Full", Users: []string{"U0FULL"}, Disabled: true}, created: 1, updated: 2, disabledAt: 3, description: "d", createdBy: "U0FULL", updatedBy: "U0FULL", channels: []string{"C0FULL"}})
	ch := st.addChannel("C0FULL", "full", kindPrivate, []string{"U0FULL"}, time.Unix(5, 0))
	ch.topic, ch.purpose, ch.archived = "topic", "purpose", true
	ch.topicSet, ch.purposeSet = heading{"U0FULL", 12}, heading{"U0FULL", 13}
	ch.updated, ch.previousNames, ch.closed = 14, []string{"old"}, map[string]bool{a.cfg.BotUserID: true}
	pic := &file{
		id: "F0FULL", owner: "U0FULL", app: a, team: "T1", name: "a.png", title: "A", alt: "alt", mode: fileHosted, length: 3, upload: "key", data: []byte("abc"),
		arrived: true, done: true, kind: fileKinds["png"], width: 4, height: 5, base: "http://x", created: 6, given: []*app{a}, shares: []share{{channel: ch, ts: "1790000000.000001"}},
	}
	gone := &file{id: "F0GONE", owner: "U0FULL", team: "T1", name: "b", mode: fileForgotten, length: 9, created: 7}
	st.files[pic.id], st.fileOrder = pic, []string{pic.id}
	full := &message{
		ts: "1790000000.000001", channel: ch, user: a.cfg.BotUserID, app: a, username: "Name", icon: ":x:", subtype: "bot_message", inviter: "U0FULL", text: "text",
		blocks: json.RawMessage(`[{"type":"divider","block_id":"b"}]`), attachments: json.RawMessage(`[{"text":"a"}]`), metadata: json.RawMessage(`{"event_type":"e","event_payload":{}}`),
		files: []*file{pic, gone}, broadcast: true, replies: []string{"1790000001.000001"}, replyUsers: []string{"U0FULL"}, edited: &Edited{User: "U0FULL", TS: "1790000002.000001"},
		reactions: []Reaction{{Name: "eyes", Users: []string{"U0FULL"}, Count: 1}}, unfurl: unfurlFlags{links: &yes, media: &no}, calls: []string{"<!here>"},
	}
	reply := &message{ts: "1790000001.000001", channel: ch, user: "U0FULL", text: "reply", threadTS: full.ts, deleted: true}
	private := &message{ts: "1790000003.000001", channel: ch, user: a.cfg.BotUserID, app: a, text: "psst", ephemeralTo: "U0FULL"}
	ch.messages, ch.ephemerals = []*message{full, reply}, []*message{private}
	ch.byTS[full.ts], ch.byTS[reply.ts] = full, reply
	ch.pins = []pin{{ts: full.ts, user: "U0FULL", created: 8}}
	ch.bookmarks = []*bookmark{{id: "Bk1", title: "B", link: "http://x", emoji: ":x:", app: a, user: "U0FULL", created: 9, updated: 10}}
	ch.lastRead["U0FULL"], ch.threadRead[[2]string{"U0FULL", full.ts}] = full.ts, reply.ts
	home := &view{
		id: "V1", app: a, user: "U0FULL", kind: "home", title: json.RawMessage(`{"type":"plain_text"}`), blocks: json.RawMessage(`[]`), private: "p", callbackID: "c", externalID: "e",
		clearOnClose: true, notifyOnClose: true, hash: "h", values: Values{"b": {"a": json.RawMessage(`{"type":"plain_text_input"}`)}}, root: "V1", previous: "V0", channel: "C0FULL",
	}
	st.views[home.id], st.homes[[2]string{a.cfg.ID, "U0FULL"}] = home, home
	st.schedule(&scheduled{id: "Q1", channel: ch, postAt: 1_900_000_000, created: 11, never: true, message: &message{channel: ch, user: a.cfg.BotUserID, app: a, text: "later"}})
	st.im("U0FULL", a.cfg.BotUserID, time.Unix(5, 0))
	st.ids.take(ch.id, "U0FULL", "S0FULL", a.cfg.ID, a.cfg.BotID)
}

// unfilled are the fields, as type.field, that are zero in every value that can
// be reached.
func unfilled(root reflect.Value) map[string]bool {
	out := map[string]bool{}
	filled, seen := map[string]bool{}, map[uintptr]bool{}
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer:
			if v.IsNil() || seen[v.Pointer()] || v.Type() == reflect.TypeFor[*app]() {
				return
			}
			seen[v.Pointer()] = true
			walk(v.Elem())
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Map:
			for _, k := range v.MapKeys() {
				walk(v.MapIndex(k))
			}
		case reflect.Struct:
			if !strings.HasSuffix(v.Type().PkgPath(), "bot/sandbox") {
				return
			}
			name, _, _ := strings.Cut(v.Type().Name(), "[")
			for i := range v.NumField() {
				field := name + "." + v.Type().Field(i).Name
				filled[field] = filled[field] || !v.Field(i).IsZero()
				walk(v.Field(i))
			}
		}
	}
	walk(root)
	for field, ok := range filled {
		if !ok {
			out[field] = true
		}
	}
	return out
}

// TestSnapshotIsACopy: what happens after a snapshot was taken is not in it.
func TestSnapshotIsACopy(t *testing.T) {
	s, err := New(Default(), Options{Now: func() time.Time { return time.Unix(1_790_000_000, 0) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	fillState(s)
	snap := s.Snapshot()
	was := mustJSON(snap)
	s.with(func() {
		for _, ch := range s.st.channels {
			ch.members = slices.Delete(ch.members, 0, 1)
			for _, m := range ch.messages {
				m.text = "changed"
				for i := range m.reactions {
					m.reactions[i].Users[0] = "U0ELSE"
				}
				if m.edited != nil {
					m.edited.TS = "changed"
				}
			}
			for k := range ch.lastRead {
				ch.lastRead[k] = "changed"
			}
		}
		for _, v := range s.st.homes {
			v.values["b"]["a"] = json.RawMessage(`{}`)
		}
	})
	if got := mustJSON(snap); string(got) != string(was) {
		t.Errorf("the snapshot changed with the workspace:\n%s\n%s", was, got)
	}
}
