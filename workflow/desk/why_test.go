package desk_test

import (
	"testing"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
	"drumbeat/workflow/policy"
)

// asks asks why as a person types it.
func (w *town) asks(by workflow.PersonID, typed string) (workflow.WhyFacts, error) {
	w.t.Helper()
	q, err := w.desk.ReadQuestion(w.ctx, by, typed)
	if err != nil {
		return workflow.WhyFacts{}, err
	}
	return w.desk.Why(w.ctx, q)
}

// shop gives the town two systems and two heartbeats.
func (w *town) shop() {
	w.t.Helper()
	p, err := w.store.Policies.Current(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	p.Systems = append(p.Systems, workflow.Platform{Key: "shop", Name: "Web shop", Heartbeat: "web"}, workflow.Platform{Key: "shop-app", Name: "Web shop app", Heartbeat: "web"})
	p.Heartbeats = append(p.Heartbeats, workflow.Heartbeat{Key: "web", Name: "Web heartbeat", Cron: "0 6,20 * * TUE,THU", Zone: "Europe/Amsterdam", Duration: 2 * time.Hour, Capacity: 2, CutOff: 3 * time.Hour})
	w.savePolicy(p)
}

func TestReadQuestion(t *testing.T) {
	w := newTown(t)
	w.shop()
	for typed, want := range map[string]desk.Question{
		"REL-12":              {Release: 12},
		"rel 12 thu":          {Release: 12, When: "thu"},
		"#12, 26 may":         {Release: 12, When: "26 may"},
		"12 in 3 days?":       {Release: 12, When: "in 3 days?"},
		"REL-12 on thursday?": {Release: 12, When: "thursday?"},
		"shop":                {System: "shop"},
		"Web Shop thu 20:00":  {System: "shop", When: "thu 20:00"},
		"web shop app next":   {System: "shop-app", When: "next"},
		"may something of type major go live on the web shop on Thursday?": {System: "shop", Type: workflow.Major, When: "Thursday?"},
		"can I deploy an emergency to “shop” now":                          {System: "shop", Type: workflow.Emergency, When: "now"},
	} {
		want.By = "INES"
		if got, err := w.desk.ReadQuestion(w.ctx, "INES", typed); err != nil || got != want {
			t.Errorf("%q: %+v, %v, want %+v", typed, got, err, want)
		}
	}
	for _, typed := range []string{"", "REL-0", "wbe shp", "thu", "\x00 <!channel>", "why why why"} {
		if got, err := w.desk.ReadQuestion(w.ctx, "INES", typed); workflow.CodeOf(err) != workflow.CodeInvalid {
			t.Errorf("%q: %+v, %v", typed, got, err)
		}
	}
}

// TestWhyThen asks on Monday 23 November at 10:00 whether REL-1, which rides on
// Tuesday at 06:00, could go at other times.
func TestWhyThen(t *testing.T) {
	w := newTown(t)
	w.shop()
	w.submits(func(q *workflow.Request) { q.System = "shop" })
	for _, c := range []struct{ typed, asked, first, none string }{
		{"1", "Tue 24 Nov 05:00", "Tue 24 Nov 05:00", ""},
		{"1 tue", "Tue 24 Nov 05:00", "Tue 24 Nov 05:00", ""},
		{"1 tue 07:30", "Tue 24 Nov 19:00", "Tue 24 Nov 05:00", ""}, // times are those of who asks: UTC
		{"1 tue 05:30", "Tue 24 Nov 05:00", "Tue 24 Nov 05:00", ""},
		{"1 tue evening", "Tue 24 Nov 19:00", "Tue 24 Nov 05:00", ""},
		{"1 web heartbeat", "Tue 24 Nov 05:00", "Tue 24 Nov 05:00", ""},
		{"1 fri", "Tue 1 Dec 05:00", "Tue 24 Nov 05:00", "Fri 27 Nov 00:00"},
		{"1 24 dec", "Thu 24 Dec 05:00", "Tue 24 Nov 05:00", ""},
		{"1 24 dec 2020", "Thu 24 Dec 19:00", "Tue 24 Nov 05:00", ""},
		{"shop thu", "Thu 26 Nov 05:00", "Tue 24 Nov 05:00", ""},
		{"shop now", "Tue 24 Nov 05:00", "Tue 24 Nov 05:00", ""},
	} {
		f, err := w.asks("INES", c.typed)
		if err != nil || f.Asked == nil || f.First == nil {
			t.Errorf("%q: %+v, %v", c.typed, f.Asked, err)
			continue
		}
		const form = "Mon 2 Jan 15:04"
		none := ""
		if !f.NoneFrom.IsZero() {
			none = f.NoneFrom.Format(form)
		}
		if asked, first := f.Asked.Opens.Format(form), f.First.Opens.Format(form); asked != c.asked || first != c.first || none != c.none {
			t.Errorf("%q: %s, first %s, none on %q, want %+v", c.typed, asked, first, none, c)
		}
	}
	for typed, code := range map[string]workflow.Code{
		"1 someday": workflow.CodeInvalid, "1 weekly": workflow.CodeInvalid, "99": workflow.CodeNotFound, "1 3/12": workflow.CodeInvalid,
	} {
		if f, err := w.asks("INES", typed); workflow.CodeOf(err) != code {
			t.Errorf("%q: %+v, %v", typed, f.Asked, err)
		}
	}
}

// TestWhyInAFullWindow names the first window with room, and the windows of a day
// are tried in turn.
func TestWhyInAFullWindow(t *testing.T) {
	w := newTown(t)
	w.shop()
	for range 2 {
		w.submits(func(q *workflow.Request) { q.System = "shop" })
	}
	f, err := w.asks("INES", "shop tue")
	if err != nil || !f.Open || f.Asked.Opens.Hour() != 19 || f.First.ID != f.Asked.ID {
		t.Fatalf("the evening has room: %+v, first %+v, %v", f.Asked, f.First, err)
	}
	if f, err = w.asks("INES", "shop tue morning"); err != nil || f.Open || f.Possible || f.First.Opens.Hour() != 19 {
		t.Fatalf("the morning is full: %+v, %v", f.Gates, err)
	}
}

// TestWhyNobodyCanSay tells a release that nobody can approve from one that only
// finds no room.
func TestWhyNobodyCanSay(t *testing.T) {
	w := newTown(t)
	w.submits()
	p := policy.Default()
	p.Version = 1
	p.Types[1].Approvals = []workflow.ApprovalRule{{Role: policy.RoleQuality, Quorum: 1}, {Role: "only-lena", Quorum: 1}}
	p.Roles = append(p.Roles, workflow.Role{Key: "only-lena", Name: "only Lena", People: []workflow.PersonID{"LENA"}})
	w.savePolicy(p)
	f, err := w.asks("INES", "1")
	if err != nil || f.First != nil || f.Open || !f.Until.IsZero() {
		t.Fatalf("one person cannot give two approvals: first %+v, until %v, %v: %+v", f.First, f.Until, err, f.Gates)
	}
}
