package deliver

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// request is what bram asks for; ada, the only admin, holds every deciding role.
func (w *town) request() workflow.Request {
	return workflow.Request{Title: "Faster checkout", System: "platform", Team: "Basket", What: "One step less", Why: "12 % leave there", Type: workflow.Normal,
		EffortHours: 8, Impact: workflow.ImpactNoticeable, Briefing: workflow.Briefing{Notice: "a step less", Say: "your address is kept", IfTheyCall: "ask Bram"},
		Evidence: "tested", Rollback: "switch off", Contact: w.person("bram"), Implementer: w.person("bram")}
}

func (w *town) submit(form workflow.Request) workflow.Number {
	w.t.Helper()
	out, err := w.desk.Submit(w.t.Context(), w.person("bram"), "view-"+form.Title, form)
	if err != nil {
		w.t.Fatal(err)
	}
	w.relay()
	return out.Release.Number
}

func (w *town) do(c desk.Command) {
	w.t.Helper()
	if _, err := w.desk.Do(w.t.Context(), c); err != nil {
		w.t.Fatal(err)
	}
	w.relay()
}

func (w *town) relay() {
	w.t.Helper()
	if _, err := w.desk.Relay(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

func ids(messages []standing) []string {
	var out []string
	for _, m := range messages {
		id := m.ID
		if m.Thread != "" {
			id = "  " + id
		}
		out = append(out, id)
	}
	return out
}

// A release from asking to live, told by the real desk and the real words, with
// every message where it belongs and nothing besides.
func TestTheStoryOfARelease(t *testing.T) {
	w := newTown(t)
	d := w.real()
	ada, bram := w.person("ada"), w.person("bram")
	n := w.submit(w.request())
	w.drain(d, 0)
	w.do(desk.Command{Action: workflow.ActApprove, Release: n, By: ada, Seen: 1})
	w.drain(d, 0)
	f, err := w.desk.Release(t.Context(), n)
	if err != nil {
		t.Fatal(err)
	}
	if f.Release.State != workflow.Scheduled {
		t.Fatalf("state %s, want scheduled", f.Release.State)
	}
	slot := f.Slot
	w.clock.Advance(slot.Opens.Add(-24 * time.Hour).Sub(w.clock.Now()))
	board := workflow.Notice{ID: workflow.WindowBoardID(slot.ID), Kind: workflow.NoticeWindow, Channel: "#releases", Window: slot.ID}
	w.add(board,
		workflow.Notice{ID: workflow.WindowReminderID(slot.ID, "24h"), Kind: workflow.NoticeWindowReminder, Channel: "#releases", Window: slot.ID, Thread: board.ID, Lead: "24h"},
		workflow.Notice{ID: workflow.BriefingID(slot.ID, "help-desk"), Kind: workflow.NoticeBriefing, Channel: "#help-desk", Window: slot.ID, Front: "help-desk"})
	w.drain(d, 0)
	w.clock.Advance(slot.Opens.Sub(w.clock.Now()))
	w.do(desk.Command{Action: workflow.ActStart, Release: n, By: bram})
	w.drain(d, 0)
	w.do(desk.Command{Action: workflow.ActLive, Release: n, By: bram})
	w.drain(d, 0)
	w.add(workflow.Notice{ID: workflow.WindowReminderID(slot.ID, "closed"), Kind: workflow.NoticeWindowReminder, Channel: "#releases", Window: slot.ID, Thread: board.ID, Lead: "closed"})
	w.drain(d, 0)

	for _, c := range []struct {
		where string
		got   []standing
		want  []string
	}{
		{"#releases", w.reads("CRELEASES"), []string{"card:REL-1", "  event:REL-1:00001", "  event:REL-1:00003", "  event:REL-1:00004", "  event:REL-1:00005", board.ID, "  " + board.ID + ":reminder-24h"}},
		{"#help-desk", w.reads("CHELPDESK"), []string{"briefing:" + string(slot.ID) + ":help-desk",
			"  briefing:" + string(slot.ID) + ":help-desk:REL-1:00004", "  briefing:" + string(slot.ID) + ":help-desk:REL-1:00005"}},
		{"#call-centre", w.reads("CCALLS"), nil},
		{"ada", w.readsWith(ada), []string{"ask:REL-1:r1:" + string(ada)}},
		{"bram", w.readsWith(bram), []string{"requester:REL-1:" + string(bram), "  outcome:REL-1:00003:" + string(bram)}},
	} {
		if diff := cmp.Diff(c.want, ids(c.got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.where, diff)
		}
	}
	if v := w.slack.Violations(); len(v) > 0 {
		t.Errorf("Slack refused: %+v", v)
	}
	if got := w.status(workflow.WindowReminderID(slot.ID, "closed")); got != workflow.NoticeMoot {
		t.Errorf("closed reminder: %s, want moot", got)
	}
	due, err := w.store.Notices.Due(t.Context(), w.clock.Now(), 10)
	if err != nil || len(due) > 0 {
		t.Errorf("left over: %v, %v", due, err)
	}
}

// What was never told and is overtaken is not told; what was told is brought up
// to date.
func TestAnAskThatIsDecidedFirst(t *testing.T) {
	for _, told := range []bool{false, true} {
		w := newTown(t)
		d := w.real()
		n := w.submit(w.request())
		if told {
			w.drain(d, 0)
		}
		w.do(desk.Command{Action: workflow.ActWithdraw, Release: n, By: w.person("bram"), Reason: "not needed"})
		w.drain(d, 0)
		ask := workflow.AskID(n, 1, w.person("ada"))
		want, messages := workflow.NoticeMoot, 0
		if told {
			want, messages = workflow.NoticeSent, 1
		}
		if got := w.status(ask); got != want {
			t.Errorf("told %t: status %s, want %s", told, got, want)
		}
		if got := w.readsWith(w.person("ada")); len(got) != messages || (told && !got[0].Edited) {
			t.Errorf("told %t: ada reads %+v", told, got)
		}
	}
}

// A reminder names what waits, and is moot when nothing does; a page stops when
// somebody takes the emergency.
func TestRemindersAndPages(t *testing.T) {
	w := newTown(t)
	d := w.real()
	ada := w.person("ada")
	remind := func(id string) workflow.Notice {
		return workflow.Notice{ID: id, Kind: workflow.NoticeRemindApprover, Person: ada}
	}
	w.add(remind("remind:1"))
	w.drain(d, 0)
	if got := w.status("remind:1"); got != workflow.NoticeMoot {
		t.Errorf("nothing waits: %s, want moot", got)
	}
	n := w.submit(w.request())
	w.add(remind("remind:2"))
	w.drain(d, 0)
	if got := w.status("remind:2"); got != workflow.NoticeSent {
		t.Errorf("something waits: %s, want sent", got)
	}
	page := workflow.Notice{ID: "page:1", Kind: workflow.NoticePage, Person: ada, Release: n, Thread: workflow.AskID(n, 1, ada)}
	w.add(page)
	w.drain(d, 0)
	if got := w.status("page:1"); got != workflow.NoticeSent {
		t.Errorf("page: %s, want sent", got)
	}
	w.do(desk.Command{Action: workflow.ActReject, Release: n, By: ada, Reason: "no"})
	page.ID = "page:2"
	w.add(page)
	w.drain(d, 0)
	if got := w.status("page:2"); got != workflow.NoticeMoot {
		t.Errorf("page after the decision: %s, want moot", got)
	}
}

// What comes late says so, and goes on saying it; a board that shows where
// things stand does not.
func TestLate(t *testing.T) {
	for _, late := range []time.Duration{0, 3 * time.Hour} {
		t.Run(late.String(), func(t *testing.T) { checkLate(t, late) })
	}
}

func checkLate(t *testing.T, late time.Duration) {
	w := newTown(t)
	d := w.real()
	n := w.submit(w.request())
	w.clock.Advance(late)
	w.drain(d, 0)
	direct, err := w.dir.DirectMessage(t.Context(), w.person("ada"))
	if err != nil {
		t.Fatal(err)
	}
	saysLate := func(channel string) bool {
		page, err := w.api.GetConversationHistoryContext(t.Context(), historyOf(channel))
		if err != nil {
			t.Fatal(err)
		}
		raw, err := page.Messages[len(page.Messages)-1].Blocks.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		return strings.Contains(strings.ToLower(string(raw)), "late")
	}
	if saysLate("CRELEASES") || saysLate(direct) != (late > 0) {
		t.Errorf("card says late: %t, want false; ask says late: %t, want %t", saysLate("CRELEASES"), saysLate(direct), late > 0)
	}
	w.do(desk.Command{Action: workflow.ActApprove, Release: n, By: w.person("ada"), Seen: 1})
	w.drain(d, 0)
	if saysLate(direct) != (late > 0) {
		t.Errorf("the edited ask says late: %t, want %t", saysLate(direct), late > 0)
	}
}

// What is about nothing is moot.
func TestAboutNothing(t *testing.T) {
	w := newTown(t)
	d := w.real()
	n := w.submit(w.request())
	w.drain(d, 0)
	gone := []workflow.Notice{
		{ID: "card:REL-99", Kind: workflow.NoticeCard, Channel: "#releases", Release: 99},
		{ID: "event:REL-1:00099", Kind: workflow.NoticeEvent, Channel: "#releases", Release: n, Thread: workflow.CardID(n), Entry: 99},
		{ID: "window:none", Kind: workflow.NoticeWindow, Channel: "#releases", Window: "none"},
		{ID: "briefing:none", Kind: workflow.NoticeBriefing, Channel: "#help-desk", Window: "none", Front: "help-desk"},
		{ID: "trouble:none", Kind: workflow.NoticeTrouble, Person: w.person("ada"), About: "none"},
		{ID: "trouble:told", Kind: workflow.NoticeTrouble, Person: w.person("ada"), About: workflow.CardID(n)},
	}
	w.add(gone...)
	w.drain(d, 0)
	for _, g := range gone {
		if got := w.status(g.ID); got != workflow.NoticeMoot {
			t.Errorf("%s: %s, want moot", g.ID, got)
		}
	}
	odd := workflow.Notice{ID: "odd", Kind: "of another version", Channel: "#releases", Release: n}
	w.add(odd)
	w.once(d)
	if diff := cmp.Diff(notComposed, w.notice("odd").Delivery.Problem, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("an unknown kind (-want +got):\n%s", diff)
	}
}
