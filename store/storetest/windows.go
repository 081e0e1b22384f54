package storetest

import (
	"testing"
	"time"

	"drumbeat/workflow"
)

func (s Suite) windows(t *testing.T) {
	t.Run("put", s.putWindow)
	t.Run("span", s.span)
}

func (s Suite) putWindow(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	w := window("web", day)
	_, err := store.Windows.Get(ctx, w.ID)
	wantCode(t, "get of a window nobody touched", err, workflow.CodeNotFound)

	w.Places = []workflow.Reservation{{Release: 4, At: day}}
	must(t, store.Windows.Put(ctx, w))
	want := w.Clone()
	want.Version = 1
	got, err := store.Windows.Get(ctx, w.ID)
	must(t, err)
	diff(t, "after the insert", want, got)
	wantCode(t, "a second insert", store.Windows.Put(ctx, w), workflow.CodeConflict)

	next := got.Clone()
	next.Places = append(next.Places, workflow.Reservation{Release: 5, At: day.Add(time.Second)})
	next.Receipts = []workflow.Receipt{{FrontLine: "help-desk", Person: "U0READS", At: day}}
	next.Requests = []string{"req:1", "req:2"}
	must(t, store.Windows.Put(ctx, next))
	want = next.Clone()
	want.Version = 2
	wantCode(t, "put of an older version", store.Windows.Put(ctx, got), workflow.CodeConflict)
	other := window("app", day)
	other.Version = 1
	wantCode(t, "put of a version of what is not there", store.Windows.Put(ctx, other), workflow.CodeConflict)

	got, err = store.Windows.Get(ctx, w.ID)
	must(t, err)
	diff(t, "after a replace and two refusals", want, got)
	_, err = store.Windows.Get(ctx, other.ID)
	wantCode(t, "get after a refused put", err, workflow.CodeNotFound)
}

// span checks the half-open interval and the order by opening.
func (s Suite) span(t *testing.T) {
	ctx, store := t.Context(), s.Open(t)
	for _, w := range []workflow.Window{
		window("web", day.Add(48*time.Hour)), window("web", day), window("web", day.Add(24*time.Hour)),
		window("app", day.Add(30*time.Hour)),
	} {
		must(t, store.Windows.Put(ctx, w))
	}
	emergency := workflow.Window{Slot: workflow.Slot{ID: workflow.EmergencyWindow(7), Name: "Emergency REL-7", Opens: day.Add(time.Hour)}}
	must(t, store.Windows.Put(ctx, emergency))

	for _, c := range []struct {
		name     string
		from, to time.Time
		want     []workflow.WindowID
	}{
		{"all", day, day.Add(1000 * time.Hour), []workflow.WindowID{"web:2026-11-23T09:00Z", "emergency:REL-7", "web:2026-11-24T09:00Z", "app:2026-11-24T15:00Z", "web:2026-11-25T09:00Z"}},
		{"from is in, to is not", day.Add(24 * time.Hour), day.Add(48 * time.Hour), []workflow.WindowID{"web:2026-11-24T09:00Z", "app:2026-11-24T15:00Z"}},
		{"another zone, the same instants", day.Add(24 * time.Hour).In(time.FixedZone("", 7*3600)), day.Add(48 * time.Hour).In(time.FixedZone("", -5*3600)), []workflow.WindowID{"web:2026-11-24T09:00Z", "app:2026-11-24T15:00Z"}},
		{"just after an opening", day.Add(time.Millisecond), day.Add(2 * time.Hour), []workflow.WindowID{"emergency:REL-7"}},
		{"empty", day, day, nil},
		{"turned round", day.Add(time.Hour), day, nil},
	} {
		ws, err := store.Windows.Span(ctx, c.from, c.to)
		must(t, err)
		var got []workflow.WindowID
		for _, w := range ws {
			got = append(got, w.ID)
		}
		diff(t, c.name, c.want, got)
	}
}
