package storetest

import (
	"strings"
	"testing"
	"time"

	"drumbeat/workflow"
	"pgregory.net/rapid"
)

func (s Suite) values(t *testing.T) {
	t.Run("generated releases", s.generatedReleases)
	t.Run("generated windows", s.generatedWindows)
	t.Run("generated streets", s.generatedStreets)
	t.Run("generated notices", s.generatedNotices)
	t.Run("generated policies", s.generatedPolicies)
	t.Run("times", s.times)
	t.Run("every time", s.everyTime)
	t.Run("texts", s.texts)
	t.Run("big release", s.bigRelease)
	t.Run("own copies", s.ownCopies)
}

// generated draws a handful of values whose seeds are fixed, so that a failure
// is the same one again.
func generated[V any](s Suite, g *rapid.Generator[V]) []V {
	out := make([]V, s.Values)
	for i := range out {
		out[i] = g.Example(i)
	}
	return out
}

func (s Suite) generatedReleases(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	for i, r := range generated(s, Releases()) {
		r.Origin = origin(i)
		want, err := store.Releases.Create(ctx, func(n workflow.Number) workflow.Release { c := r; c.Number = n; return c })
		must(t, err)
		r.Number, r.Version = want.Number, 1
		diff(t, "created", r, want)
		got, err := store.Releases.Get(ctx, r.Number)
		must(t, err)
		diff(t, "read", r, got)
	}
}

func (s Suite) generatedWindows(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	for i, w := range generated(s, Windows()) {
		w.ID, w.Version = workflow.WindowID(origin(i)), 0
		must(t, store.Windows.Put(ctx, w))
		w.Version = 1
		got, err := store.Windows.Get(ctx, w.ID)
		must(t, err)
		diff(t, "read", w, got)
	}
}

func (s Suite) generatedNotices(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	for i, n := range generated(s, Notices()) {
		n.ID, n.Refresh = origin(i), false
		must(t, store.Notices.Add(ctx, []workflow.Notice{n}))
		want := setDelivery(t, store, n.ID, func(d *workflow.Delivery) {
			version := d.Version
			*d = n.Delivery
			d.Version = version
		})
		n.Delivery.Version = want.Delivery.Version
		wantNotice(t, store, "read", n)
	}
}

func (s Suite) generatedPolicies(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	for i, p := range generated(s, Policies()) {
		p.Version = i
		saved, err := store.Policies.Save(ctx, p)
		must(t, err)
		p.Version = i + 1
		diff(t, "saved", p, saved)
		got, err := store.Policies.Current(ctx)
		must(t, err)
		diff(t, "read", p, got)
	}
}

// times checks that any time comes back as the same instant in UTC, cut to the
// millisecond, and that the zero time stays zero.
func (s Suite) times(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	kathmandu := time.FixedZone("Asia/Kathmandu", 5*3600+45*60)
	for i, c := range []struct{ in, want time.Time }{
		{time.Time{}, time.Time{}},
		{time.Time{}.In(kathmandu), time.Time{}},
		{time.Unix(0, 0), time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)},
		{time.Date(2026, 3, 29, 2, 30, 0, 999_999_999, kathmandu), time.Date(2026, 3, 28, 20, 45, 0, 999_000_000, time.UTC)},
		{time.Date(1969, 12, 31, 23, 59, 59, 999_999, time.UTC), time.Date(1969, 12, 31, 23, 59, 59, 0, time.UTC)},
		{time.Date(2028, 2, 29, 23, 59, 59, 1_000_001, time.UTC), time.Date(2028, 2, 29, 23, 59, 59, 1_000_000, time.UTC)},
		{time.Date(9998, 12, 31, 23, 59, 59, 0, time.UTC), time.Date(9998, 12, 31, 23, 59, 59, 0, time.UTC)},
	} {
		set := func(r *workflow.Release) {
			r.DecideBy, r.History[0].At = c.in, c.in
			r.Owes = []workflow.Notice{{ID: "x", Due: c.in}}
		}
		r, err := store.Releases.Create(ctx, release(origin(i), set))
		must(t, err)
		read, err := store.Releases.Get(ctx, r.Number)
		must(t, err)
		must(t, store.Notices.Add(ctx, []workflow.Notice{line(origin(i), c.in)}))
		n, err := store.Notices.Get(ctx, origin(i))
		must(t, err)
		for what, got := range map[string]time.Time{
			"created": r.DecideBy, "read": read.DecideBy, "in the history": read.History[0].At, "in what it owes": read.Owes[0].Due,
			"a notice's due": n.Due, "a notice's next try": n.Delivery.NextTry,
		} {
			if !got.Equal(c.want) || got.IsZero() != c.want.IsZero() || got.Location() != time.UTC {
				t.Errorf("%v, %s: got %v, want %v", c.in, what, got, c.want)
			}
		}
	}
	r, err := store.Releases.Get(ctx, 1)
	must(t, err)
	r.UpdatedAt = day.Add(time.Hour + 1234567).In(kathmandu)
	must(t, store.Releases.Replace(ctx, r))
	r, err = store.Releases.Get(ctx, 1)
	must(t, err)
	if want := day.Add(time.Hour + time.Millisecond); !r.UpdatedAt.Equal(want) || r.UpdatedAt.Location() != time.UTC {
		t.Errorf("after a replace: got %v, want %v", r.UpdatedAt, want)
	}
}

// everyTime gives every time there is in each type a zone and a fraction of a
// millisecond, and looks at what comes back of it.
func (s Suite) everyTime(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	rough, want := day.Add(123_456_789).In(time.FixedZone("", -9*3600)), day.Add(123_000_000)

	r, err := store.Releases.Create(ctx, func(workflow.Number) workflow.Release { return fullRelease(rough) })
	must(t, err)
	wantRelease := fullRelease(want)
	wantRelease.Number, wantRelease.Version = 1, 1
	diff(t, "a release as created", wantRelease, r)
	r, err = store.Releases.Get(ctx, 1)
	must(t, err)
	diff(t, "a release", wantRelease, r)
	r = fullRelease(rough)
	r.Number, r.Version = 1, 1
	must(t, store.Releases.Replace(ctx, r))
	r, err = store.Releases.Get(ctx, 1)
	must(t, err)
	wantRelease.Version = 2
	diff(t, "a release replaced", wantRelease, r)

	w := full[workflow.Window](rough)
	w.Version = 0
	must(t, store.Windows.Put(ctx, w))
	w, err = store.Windows.Get(ctx, w.ID)
	must(t, err)
	wantWindow := full[workflow.Window](want)
	wantWindow.Version = 1
	diff(t, "a window", wantWindow, w)

	street := full[workflow.Street](rough)
	street.Version = 0
	must(t, store.Streets.Put(ctx, street))
	street, err = store.Streets.Get(ctx, street.ID)
	must(t, err)
	wantStreet := full[workflow.Street](want)
	wantStreet.Version = 1
	diff(t, "a street", wantStreet, street)

	n := full[workflow.Notice](rough)
	n.Refresh = false
	must(t, store.Notices.Add(ctx, []workflow.Notice{n}))
	setDelivery(t, store, n.ID, func(d *workflow.Delivery) { *d = full[workflow.Delivery](rough); d.Version = 1 })
	wantNow := full[workflow.Notice](want)
	wantNow.Refresh, wantNow.Delivery.Version = false, 2
	wantNotice(t, store, "a notice", wantNow)

	p := fullPolicy(rough)
	p.Version = 0
	saved, err := store.Policies.Save(ctx, p)
	must(t, err)
	wantPolicy := fullPolicy(want)
	wantPolicy.Version = 1
	diff(t, "a policy as saved", wantPolicy, saved)
	p, err = store.Policies.Current(ctx)
	must(t, err)
	diff(t, "a policy", wantPolicy, p)
}

// texts checks that what users type, and ids made of it, come back byte for byte.
func (s Suite) texts(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	texts := append([]string{strings.Repeat("x", 40_000), strings.Repeat("日本", 3_000)}, Hostile...)
	for i, text := range texts {
		set := func(r *workflow.Release) {
			r.Origin = "text:" + origin(i) + text
			r.Request.Title, r.Request.Risk, r.Request.Briefing.Say = text, []string{text, text}, text
			r.Requester = workflow.PersonID("U:" + text)
		}
		r, err := store.Releases.Create(ctx, release("", set))
		must(t, err)
		want := release("", set)(r.Number)
		want.Version = 1
		got, err := store.Releases.Get(ctx, r.Number)
		must(t, err)
		diff(t, "a release with a text", want, got)
		found, err := store.Releases.List(ctx, workflow.ReleaseFilter{Requester: want.Requester})
		must(t, err)
		wantNumbers(t, "by requester", found, r.Number)
		_, err = store.Releases.Create(ctx, release("", set))
		wantCode(t, "the same origin again", err, workflow.CodeExists)

		n := line("text:"+text, day)
		must(t, store.Notices.Add(ctx, []workflow.Notice{n}))
		n.Delivery = fresh(day)
		wantNotice(t, store, "a notice with a text as id", n)
	}
}

// bigRelease checks a release with a long life.
func (s Suite) bigRelease(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	grow := func(r *workflow.Release) {
		reason := strings.Repeat("reason ", 60)
		for size := 0; size < s.History; size += len(reason) {
			r.History = append(r.History, workflow.Entry{Seq: len(r.History) + 1, At: day.Add(time.Duration(size) * time.Second),
				By: "U0ASKS", Action: workflow.ActMove, From: workflow.Scheduled, To: workflow.Scheduled, Reason: reason})
		}
	}
	r, err := store.Releases.Create(ctx, release("view:V1", grow))
	must(t, err)
	r.History = append(r.History, workflow.Entry{Seq: len(r.History) + 1, At: day, Action: workflow.ActClose})
	must(t, store.Releases.Replace(ctx, r))
	r.Version++
	got, err := store.Releases.Get(ctx, r.Number)
	must(t, err)
	diff(t, "a long history", r, got)
}

// ownCopies checks that what a store gave away, or was given, is not what it keeps.
func (s Suite) ownCopies(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	r, err := store.Releases.Create(ctx, release("view:V1", askedOf("U0BOSS")))
	must(t, err)
	want := release("view:V1", askedOf("U0BOSS"))(1)
	want.Version = 1
	r.History[0].By, r.Asks[0].Person, r.Request.Risk[0] = "U0EVIL", "U0EVIL", "evil"
	got, err := store.Releases.Get(ctx, 1)
	must(t, err)
	diff(t, "after changing what create gave", want, got)
	got.History[0].By = "U0EVIL"
	got, err = store.Releases.Get(ctx, 1)
	must(t, err)
	diff(t, "after changing what get gave", want, got)
	p, err := store.Policies.Save(ctx, workflow.Policy{Roles: []workflow.Role{{Key: "business"}}})
	must(t, err)
	p.Roles[0].Key = "evil"
	p, err = store.Policies.Current(ctx)
	must(t, err)
	diff(t, "after changing what save gave", "business", p.Roles[0].Key)
}
