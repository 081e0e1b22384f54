package storetest

import (
	"testing"
	"time"

	"drumbeat/workflow"
)

func (s Suite) notices(t *testing.T) {
	t.Run("add", s.addNotices)
	t.Run("add a board again", s.addBoardAgain)
	t.Run("refresh", s.refresh)
	t.Run("due", s.due)
	t.Run("claims", s.claims)
	t.Run("replace", s.replaceNotice)
	t.Run("dead", s.dead)
	t.Run("range", s.rangeOfNotices)
}

func (s Suite) addNotices(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	_, err := store.Notices.Get(ctx, "card:REL-1")
	wantCode(t, "get from an empty store", err, workflow.CodeNotFound)
	must(t, store.Notices.Add(ctx, nil))

	told := line("event:REL-1:00001", day.Add(time.Minute))
	told.Urgent, told.Expires, told.Lead, told.About, told.Front = true, day.Add(time.Hour), "24h", "x", "help-desk"
	told.Delivery = workflow.Delivery{Version: 9, Status: workflow.NoticeSent, Want: 5, Have: 5, Attempts: 3, Problem: "old"}
	must(t, store.Notices.Add(ctx, []workflow.Notice{card("card:REL-1", day), told}))

	want := told
	want.Delivery = fresh(told.Due)
	wantNotice(t, store, "a post", want)
	want = card("card:REL-1", day)
	want.Delivery = fresh(day)
	wantNotice(t, store, "a board", want)

	// In part: one that exists and one that does not.
	changed := told
	changed.Due, changed.Lead, changed.Channel = day.Add(9*time.Hour), "1h", "C0OTHER"
	must(t, store.Notices.Add(ctx, []workflow.Notice{changed, line("event:REL-1:00002", day)}))
	want = told
	want.Delivery = fresh(told.Due)
	wantNotice(t, store, "a post added again", want)
	want = line("event:REL-1:00002", day)
	want.Delivery = fresh(day)
	wantNotice(t, store, "the new one beside it", want)

	for _, status := range []workflow.NoticeStatus{workflow.NoticeClaimed, workflow.NoticeUnknown, workflow.NoticeSent, workflow.NoticeMoot, workflow.NoticeDead} {
		n := setDelivery(t, store, told.ID, func(d *workflow.Delivery) { d.Status = status })
		must(t, store.Notices.Add(ctx, []workflow.Notice{told}))
		wantNotice(t, store, "a post added again when "+string(status), n)
	}

	twice := line("event:REL-1:00003", day)
	must(t, store.Notices.Add(ctx, []workflow.Notice{twice, twice}))
	twice.Delivery = fresh(day)
	wantNotice(t, store, "a post twice in one call", twice)
}

// addBoardAgain checks what a board's Delivery becomes when its state changed
// once more, by the status it has.
func (s Suite) addBoardAgain(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	later := day.Add(time.Hour)
	for i, c := range []struct {
		status workflow.NoticeStatus
		want   workflow.NoticeStatus
		moved  bool // NextTry becomes the Due of what is added
	}{
		{workflow.NoticeDue, workflow.NoticeDue, true},
		{workflow.NoticeClaimed, workflow.NoticeClaimed, false},
		{workflow.NoticeUnknown, workflow.NoticeUnknown, false},
		{workflow.NoticeSent, workflow.NoticeDue, true},
		{workflow.NoticeMoot, workflow.NoticeDue, true},
		{workflow.NoticeDead, workflow.NoticeDue, true},
	} {
		t.Run(string(c.status), func(t *testing.T) {
			board := card(workflow.CardID(workflow.Number(i+1)), day)
			must(t, store.Notices.Add(ctx, []workflow.Notice{board}))
			want := setDelivery(t, store, board.ID, func(d *workflow.Delivery) {
				d.Status, d.Have, d.Shown, d.Problem = c.status, 1, "hash", "told once"
				d.Message = workflow.MessageRef{Channel: "C0REL", TS: "1.1"}
				d.NextTry, d.ClaimedBy, d.ClaimedUntil = day.Add(time.Minute), "one", day.Add(2*time.Minute)
			})
			again := board
			again.Due = later
			must(t, store.Notices.Add(ctx, []workflow.Notice{again}))
			got, err := store.Notices.Get(ctx, board.ID)
			must(t, err)
			want.Delivery.Version++
			want.Delivery.Want = 2
			want.Delivery.Status = c.want
			if c.moved {
				want.Delivery.NextTry = later
			}
			diff(t, "after", want, got)
			stale := want
			stale.Delivery.Version--
			wantCode(t, "recording what was sent before the change", store.Notices.Replace(ctx, stale), workflow.CodeConflict)
		})
	}
	twice := card("card:REL-90", day)
	must(t, store.Notices.Add(ctx, []workflow.Notice{twice, twice, twice}))
	got, err := store.Notices.Get(ctx, twice.ID)
	must(t, err)
	if d := got.Delivery; d.Want != 3 || d.Status != workflow.NoticeDue || !d.NextTry.Equal(day) {
		t.Errorf("a board three times in one call: got %+v, want 3 wanted, due", d)
	}
}

// refresh checks that a notice that only refreshes never makes a board, and is
// not remembered as such.
func (s Suite) refresh(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	only := card("card:REL-1", day.Add(time.Hour))
	only.Refresh = true
	must(t, store.Notices.Add(ctx, []workflow.Notice{only}))
	_, err := store.Notices.Get(ctx, only.ID)
	wantCode(t, "get after a refresh of nothing", err, workflow.CodeNotFound)
	if next, err := store.Notices.Next(ctx); err != nil || !next.IsZero() {
		t.Errorf("next after a refresh of nothing: got %v, %v", next, err)
	}

	must(t, store.Notices.Add(ctx, []workflow.Notice{card("card:REL-1", day), only}))
	got, err := store.Notices.Get(ctx, only.ID)
	must(t, err)
	want := card("card:REL-1", day)
	want.Delivery = workflow.Delivery{Version: 2, Status: workflow.NoticeDue, Want: 2, NextTry: only.Due}
	diff(t, "board and refresh in one call", want, got)

	post := line("event:REL-1:00001", day)
	post.Refresh = true
	must(t, store.Notices.Add(ctx, []workflow.Notice{post}))
	_, err = store.Notices.Get(ctx, post.ID)
	wantCode(t, "get after a refresh of a post that is not there", err, workflow.CodeNotFound)
}

// due checks which notices are to act on, in which order, and when the next is.
func (s Suite) due(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	if next, err := store.Notices.Next(ctx); err != nil || !next.IsZero() {
		t.Errorf("next in an empty store: got %v, %v, want zero", next, err)
	}
	at := func(id string, minutes int, urgent bool) workflow.Notice {
		n := line(id, day.Add(time.Duration(minutes)*time.Minute))
		n.Urgent = urgent
		return n
	}
	must(t, store.Notices.Add(ctx, []workflow.Notice{
		at("d", 3, false), at("b", 1, false), at("c", 1, false), at("a", 2, false), at("z", 4, true), at("y", 5, true), at("later", 60, true),
	}))
	now := day.Add(10 * time.Minute)
	wantDue(t, store, "urgent first, then by due, then by id", now, 10, "z", "y", "b", "c", "a", "d")
	wantDue(t, store, "a limit", now, 3, "z", "y", "b")
	wantDue(t, store, "exactly at the instant", day.Add(time.Minute), 10, "b", "c")
	wantDue(t, store, "just before it", day.Add(time.Minute-time.Millisecond), 10)
	wantDue(t, store, "in another zone", now.In(time.FixedZone("", -9*3600)), 1, "z")

	// A retry later keeps its place in the order once its time has come.
	setDelivery(t, store, "b", func(d *workflow.Delivery) { d.NextTry, d.Attempts = day.Add(20*time.Minute), 1 })
	wantDue(t, store, "while one waits for its retry", now, 10, "z", "y", "c", "a", "d")
	wantDue(t, store, "at its retry", day.Add(20*time.Minute), 10, "z", "y", "b", "c", "a", "d")
	setDelivery(t, store, "b", func(d *workflow.Delivery) { d.Status = workflow.NoticeUnknown })
	wantDue(t, store, "unknown, before it is looked for", now, 10, "z", "y", "c", "a", "d")
	wantDue(t, store, "unknown, to be looked for", day.Add(20*time.Minute), 3, "z", "y", "b")

	for _, id := range []string{"z", "y", "c"} {
		setDelivery(t, store, id, func(d *workflow.Delivery) { d.Status = workflow.NoticeSent })
	}
	setDelivery(t, store, "a", func(d *workflow.Delivery) { d.Status = workflow.NoticeMoot })
	setDelivery(t, store, "d", func(d *workflow.Delivery) { d.Status = workflow.NoticeDead })
	wantDue(t, store, "with the others sent, moot and dead", day.Add(30*time.Minute), 10, "b")
	wantNext(t, store, "next is the unknown one", day.Add(20*time.Minute))
	setDelivery(t, store, "b", func(d *workflow.Delivery) { d.Status = workflow.NoticeSent })
	wantNext(t, store, "next is the one to come", day.Add(time.Hour))
}

// claims checks that a claim takes a notice out of what is due until its
// deadline, that one of two claims wins, and that a new deadline counts.
func (s Suite) claims(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	must(t, store.Notices.Add(ctx, []workflow.Notice{line("a", day)}))
	seen, err := store.Notices.Due(ctx, day, 10)
	must(t, err)
	if len(seen) != 1 {
		t.Fatalf("due: got %d notices, want 1", len(seen))
	}
	claim := func(by string, until time.Time) workflow.Notice {
		n := seen[0]
		n.Delivery.Status, n.Delivery.ClaimedBy, n.Delivery.ClaimedUntil = workflow.NoticeClaimed, by, until
		return n
	}
	first := claim("one", day.Add(8*time.Second))
	must(t, store.Notices.Replace(ctx, first))
	wantCode(t, "the second claim", store.Notices.Replace(ctx, claim("two", day.Add(time.Hour))), workflow.CodeConflict)
	wantDue(t, store, "while claimed", day.Add(8*time.Second-time.Millisecond), 10)
	wantNext(t, store, "while claimed", day.Add(8*time.Second))
	wantDue(t, store, "at the claim's deadline", day.Add(8*time.Second), 10, "a")

	first.Delivery.Version++
	first.Delivery.ClaimedUntil = day.Add(time.Minute)
	must(t, store.Notices.Replace(ctx, first))
	wantDue(t, store, "after a longer claim", day.Add(8*time.Second), 10)
	first.Delivery.Version++
	wantNotice(t, store, "the claim", first)
}

func (s Suite) replaceNotice(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	n := card("card:REL-1", day)
	n.Delivery = workflow.Delivery{Version: 1, Status: workflow.NoticeDue}
	wantCode(t, "replace of what is not there", store.Notices.Replace(ctx, n), workflow.CodeConflict)
	n.Delivery.Version = 0
	wantCode(t, "replace at version 0 of what is not there", store.Notices.Replace(ctx, n), workflow.CodeConflict)
	_, err := store.Notices.Get(ctx, n.ID)
	wantCode(t, "get after it", err, workflow.CodeNotFound)

	must(t, store.Notices.Add(ctx, []workflow.Notice{n}))
	want := setDelivery(t, store, n.ID, func(d *workflow.Delivery) {
		d.Status, d.Want, d.Have, d.Attempts = workflow.NoticeSent, 4, 3, 7
		d.Message = workflow.MessageRef{Channel: "C0REL", TS: "1763888400.000100"}
		d.Shown, d.Problem, d.ClaimedBy = "f00", "ratelimited", "one"
		d.ClaimedUntil, d.DoneAt, d.NextTry = day.Add(time.Second), day.Add(2*time.Second), day.Add(3*time.Second)
	})
	wantNotice(t, store, "every field of the delivery", want)
	ahead := want
	ahead.Delivery.Version++
	wantCode(t, "replace of a version to come", store.Notices.Replace(ctx, ahead), workflow.CodeConflict)
	wantNotice(t, store, "after a refused replace", want)
}

func (s Suite) dead(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	for i, id := range []string{"a", "b", "c", "d"} {
		must(t, store.Notices.Add(ctx, []workflow.Notice{line(id, day)}))
		setDelivery(t, store, id, func(d *workflow.Delivery) {
			d.Status, d.DoneAt, d.Problem = workflow.NoticeDead, day.Add(time.Duration(i)*time.Minute), "is_archived"
		})
	}
	setDelivery(t, store, "c", func(d *workflow.Delivery) { d.Status = workflow.NoticeDue })
	list := func(limit int) []string {
		ns, err := store.Notices.Dead(ctx, limit)
		must(t, err)
		return ids(ns)
	}
	diff(t, "dead, newest first", []string{"d", "b", "a"}, list(10))
	diff(t, "dead, the newest", []string{"d"}, list(1))
}

func ids(ns []workflow.Notice) []string {
	var out []string
	for _, n := range ns {
		out = append(out, n.ID)
	}
	return out
}

func wantDue(t *testing.T, store workflow.Store, what string, now time.Time, limit int, want ...string) {
	t.Helper()
	ns, err := store.Notices.Due(t.Context(), now, limit)
	must(t, err)
	diff(t, "due "+what, want, ids(ns))
}

func wantNext(t *testing.T, store workflow.Store, what string, want time.Time) {
	t.Helper()
	got, err := store.Notices.Next(t.Context())
	must(t, err)
	if !got.Equal(want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func wantNotice(t *testing.T, store workflow.Store, what string, want workflow.Notice) {
	t.Helper()
	got, err := store.Notices.Get(t.Context(), want.ID)
	must(t, err)
	diff(t, what, want, got)
}

// setDelivery changes the delivery of a stored notice, as the deliverer does,
// and returns what is stored then.
func setDelivery(t *testing.T, store workflow.Store, id string, change func(*workflow.Delivery)) workflow.Notice {
	t.Helper()
	n, err := store.Notices.Get(t.Context(), id)
	must(t, err)
	change(&n.Delivery)
	must(t, store.Notices.Replace(t.Context(), n))
	n.Delivery.Version++
	return n
}
