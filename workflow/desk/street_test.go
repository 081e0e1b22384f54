package desk_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

const acceptance = workflow.EnvironmentID("platform:acceptance")

// books books acceptance for some hours from now, or is refused.
func (w *town) books(by workflow.PersonID, from, hours int, change ...func(*desk.Booking)) (desk.Booked, error) {
	w.t.Helper()
	begin := w.now.Add(time.Duration(from) * time.Hour)
	want := desk.Booking{Environment: acceptance, By: by, Request: w.request(), Why: "load test", From: begin, To: begin.Add(time.Duration(hours) * time.Hour)}
	for _, c := range change {
		c(&want)
	}
	return w.desk.Book(w.ctx, want)
}

// wantField fails unless an error stands at a field and says something.
func wantField(t *testing.T, what string, err error, field workflow.Field, says ...string) {
	t.Helper()
	e, ok := asWorkflowError(err)
	if !ok || e.Fields[field] == "" {
		t.Fatalf("%s: got %v, want a sentence at %s", what, err, field)
	}
	for _, s := range says {
		if !strings.Contains(e.Fields[field], s) {
			t.Errorf("%s: %q does not say %q", what, e.Fields[field], s)
		}
	}
}

func asWorkflowError(err error) (*workflow.Error, bool) {
	e, ok := err.(*workflow.Error)
	return e, ok
}

// TestBookingsStayOutOfOneAnothersWay is a table of what can be booked beside a
// booking from 10:00 to 14:00.
func TestBookingsStayOutOfOneAnothersWay(t *testing.T) {
	w := newTown(t)
	r := w.submits()
	if _, err := w.books("LENA", 1, 4); err != nil {
		t.Fatal(err)
	}
	far := func(d time.Duration) func(*desk.Booking) { return func(b *desk.Booking) { b.To = b.From.Add(d) } }
	for _, c := range []struct {
		name        string
		from, hours int
		change      func(*desk.Booking)
		field       workflow.Field
		says        string
	}{
		{"the same time", 1, 4, nil, workflow.FieldFrom, "LENA has it until Mon 23 Nov 14:00. It is free for that long from Mon 23 Nov 14:00."},
		{"within it", 2, 1, nil, workflow.FieldFrom, "LENA has it until"},
		{"into it", 0, 2, nil, workflow.FieldTo, "LENA has it from Mon 23 Nov 10:00"},
		{"around it", 0, 9, nil, workflow.FieldTo, "from Mon 23 Nov 14:00"},
		{"one minute of it", 4, 4, func(b *desk.Booking) { b.From = b.From.Add(59 * time.Minute) }, workflow.FieldFrom, "LENA"},
		{"up to it", 0, 1, nil, "", ""},
		{"right after it", 5, 1, nil, "", ""},
		{"an end before the beginning", 8, -1, nil, workflow.FieldTo, "after the beginning"},
		{"no time at all", 8, 0, nil, workflow.FieldTo, "after the beginning"},
		{"the past", -3, 1, nil, workflow.FieldTo, "past"},
		{"for ever", 8, 0, far(91 * 24 * time.Hour), workflow.FieldTo, "90 days"},
		{"in years", 9000, 1, nil, workflow.FieldFrom, "a year"},
		{"for nothing", 8, 1, func(b *desk.Booking) { b.Why = "  " }, workflow.FieldReason, "what for"},
		{"a novel", 8, 1, func(b *desk.Booking) { b.Why = strings.Repeat("x", 5000) }, workflow.FieldReason, "5000"},
		{"somebody else's release", 8, 1, func(b *desk.Booking) { b.Release = r.Number }, workflow.FieldRelease, "Only its requester"},
		{"a release that is not there", 8, 1, func(b *desk.Booking) { b.Release = 99 }, "", "not_found"},
	} {
		t.Run(c.name, func(t *testing.T) {
			change := c.change
			if change == nil {
				change = func(*desk.Booking) {}
			}
			_, err := w.books("MARK", c.from, c.hours, change)
			switch {
			case c.field != "":
				wantField(t, c.name, err, c.field, c.says)
			case string(workflow.CodeOf(err)) != c.says:
				t.Errorf("got %v, want code %q", err, c.says)
			}
		})
	}
	if _, err := w.books("MARK", 0, 1, func(b *desk.Booking) { b.Environment = "platform:moon" }); workflow.CodeOf(err) != workflow.CodeNotFound {
		t.Errorf("an environment that is not there: %v", err)
	}
}

// TestBookingOnce: many at once, one has it and the others read who; a copy of
// the request is told the same and books nothing more.
func TestBookingOnce(t *testing.T) {
	w := newTown(t)
	people := []workflow.PersonID{"EVA", "MARK", "OMAR", "PIET", "LENA", "NOOR", "HANA", "JORIS", "TOM", "INES"}
	want := make([]desk.Booking, len(people))
	for i, by := range people {
		want[i] = desk.Booking{Environment: acceptance, By: by, Request: w.request(), Why: "mine", From: w.now.Add(time.Hour), To: w.now.Add(5 * time.Hour)}
	}
	errs := make([]error, len(people))
	var all sync.WaitGroup
	for i := range people {
		all.Go(func() { _, errs[i] = w.desk.Book(w.ctx, want[i]) })
	}
	all.Wait()
	winner := -1
	for i, err := range errs {
		if err == nil && winner >= 0 {
			t.Fatalf("%s and %s both have it", people[winner], people[i])
		}
		if err == nil {
			winner = i
		}
	}
	for i, err := range errs {
		if i != winner {
			wantField(t, string(people[i]), err, workflow.FieldFrom, string(people[winner]))
		}
	}
	again, err := w.desk.Book(w.ctx, want[winner])
	if err != nil || !again.Copy || again.Booking.By != people[winner] {
		t.Errorf("a copy: got %+v, %v", again, err)
	}
	s, err := w.store.Streets.Get(w.ctx, acceptance)
	if err != nil || len(s.Bookings) != 1 {
		t.Errorf("stored: %+v, %v", s.Bookings, err)
	}
}

// TestKeepingOnAndGivingBack follows a booking through its life.
func TestKeepingOnAndGivingBack(t *testing.T) {
	w := newTown(t)
	mine, err := w.books("LENA", 0, 4)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.books("MARK", 6, 2); err != nil {
		t.Fatal(err)
	}
	change := func(by workflow.PersonID, hours int) desk.Booking {
		return desk.Booking{Environment: acceptance, ID: mine.Booking.ID, By: by, Request: w.request(), To: monday.Add(time.Duration(hours) * time.Hour)}
	}
	_, err = w.desk.Extend(w.ctx, change("LENA", 7))
	wantField(t, "into the next", err, workflow.FieldTo, "MARK has it from Mon 23 Nov 15:00", "until then at most")
	if _, err = w.desk.Extend(w.ctx, change("MARK", 5)); workflow.CodeOf(err) != workflow.CodeDenied {
		t.Errorf("somebody else's: %v", err)
	}
	if out, err := w.desk.Extend(w.ctx, change("LENA", 6)); err != nil || !out.Booking.To.Equal(monday.Add(6*time.Hour)) {
		t.Errorf("up to the next: %+v, %v", out, err)
	}
	if _, err = w.desk.GiveBack(w.ctx, change("EVA", 0)); workflow.CodeOf(err) != workflow.CodeDenied || !strings.Contains(err.Error(), "ROSA") {
		t.Errorf("given back by somebody else: %v, want who can", err)
	}
	_, err = w.desk.GiveBack(w.ctx, change("ROSA", 0))
	wantField(t, "a release manager without a reason", err, workflow.FieldReason, "told")
	w.now = w.now.Add(time.Hour)
	back := change("LENA", 0)
	if _, err := w.desk.GiveBack(w.ctx, back); err != nil {
		t.Fatal(err)
	}
	if out, err := w.desk.GiveBack(w.ctx, back); err != nil || !out.Copy {
		t.Errorf("a copy: %+v, %v", out, err)
	}
	if _, err := w.desk.GiveBack(w.ctx, change("LENA", 0)); workflow.CodeOf(err) != workflow.CodeStale {
		t.Errorf("once more: %v", err)
	}
	if _, err := w.books("EVA", 0, 5); err != nil {
		t.Errorf("it is free, but: %v", err)
	}
	if got, err := w.desk.Bookings(w.ctx, monday, monday.Add(24*time.Hour)); err != nil || len(got) != 3 {
		t.Errorf("the calendar shows %d bookings, %v, want 3", len(got), err)
	}
}

// TestBookingEndsWithItsRelease: it shows as free at once, and is swept so that
// who comes next is told.
func TestBookingEndsWithItsRelease(t *testing.T) {
	w := newTown(t)
	r := w.submits()
	if _, err := w.books("TOM", 0, 48, func(b *desk.Booking) { b.Release, b.Why = r.Number, "" }); err != nil {
		t.Fatal(err)
	}
	w.now = w.now.Add(time.Hour)
	if _, err := w.books("EVA", 1, 4); err == nil {
		t.Fatal("booked what somebody has")
	}
	w.does(r.Number, "INES", workflow.ActWithdraw)
	fs, err := w.desk.Streets(w.ctx, "platform", "EVA")
	if err != nil || fs[0].Places[1].Holder != nil || !fs[0].Places[1].Since.Equal(w.now) {
		t.Errorf("after the end of its release: %+v, %v", fs, err)
	}
	if _, err := w.books("EVA", 1, 4); err != nil {
		t.Errorf("it is free, but: %v", err)
	}
	w.tend()
	s, err := w.store.Streets.Get(w.ctx, acceptance)
	if err != nil || s.Bookings[0].Ended.IsZero() || s.Bookings[0].EndedBy != workflow.System {
		t.Errorf("stored: %+v, %v", s, err)
	}
	version := s.Version
	w.tend()
	if s, _ := w.store.Streets.Get(w.ctx, acceptance); s.Version != version {
		t.Error("swept again what was swept")
	}
}

// signedOffOnAcceptance makes quality sign off normal changes on acceptance.
func (w *town) signedOffOnAcceptance() {
	w.t.Helper()
	p, err := w.store.Policies.Current(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	p.Systems[0].Environments[1].SignOff = "quality"
	for i := range p.Types {
		p.Types[i].NeedSignOff = p.Types[i].Type == workflow.Normal
	}
	w.savePolicy(p)
}

// TestSignOff: by the role and by nobody who has a part in it, of the revision
// that was looked at, once, with evidence; production waits for it.
func TestSignOff(t *testing.T) {
	w := newTown(t)
	w.dir.groups["@quality"] = []workflow.PersonID{"LENA", "TOM", "INES", "NOOR"}
	w.signedOffOnAcceptance()
	on := func(c *desk.Command) { c.About, c.Reason = "acceptance", "all green: BASKET-77" }
	r := w.submits()
	w.does(r.Number, "EVA", workflow.ActApprove)
	w.does(r.Number, "OMAR", workflow.ActApprove)
	asked := func(p workflow.PersonID) bool {
		_, err := w.store.Notices.Get(w.ctx, workflow.SignOffAskID(r.Number, 1, p))
		return err == nil
	}
	if !asked("LENA") || !asked("NOOR") || asked("TOM") || asked("INES") || asked("EVA") {
		t.Error("asked are not those who can sign off")
	}
	for by, why := range map[workflow.PersonID]string{"TOM": "you implement it", "INES": "you asked for it", "EVA": "none of the roles"} {
		if e := w.refused(workflow.CodeDenied, r.Number, by, workflow.ActSignOff, on); !strings.Contains(e.Message, why) {
			t.Errorf("%s: %q does not say %q", by, e.Message, why)
		}
	}
	w.now = monday.Add(21*time.Hour + 30*time.Minute) // in the window
	if e := w.refused(workflow.CodeBlocked, r.Number, "TOM", workflow.ActStart); !strings.Contains(e.Message, "not given yet") {
		t.Errorf("start without it: %q", e.Message)
	}
	w.now = monday
	_ = w.refused(workflow.CodeInvalid, r.Number, "LENA", workflow.ActSignOff, on, func(c *desk.Command) { c.Reason = " " })
	_ = w.refused(workflow.CodeInvalid, r.Number, "LENA", workflow.ActSignOff, on, func(c *desk.Command) { c.About = "moon" })
	_ = w.refused(workflow.CodeStale, r.Number, "LENA", workflow.ActSignOff, on, func(c *desk.Command) { c.Seen = 9 })
	w.does(r.Number, "LENA", workflow.ActSignOff, on)
	_ = w.refused(workflow.CodeStale, r.Number, "NOOR", workflow.ActSignOff, on)
	if out, err := w.try(r.Number, "LENA", workflow.ActSignOff, on); err != nil || !out.Repeated {
		t.Errorf("a second click: %+v, %v", out, err)
	}

	form := w.relay(r.Number).Request
	form.What = "Two steps less"
	after := w.does(r.Number, "INES", workflow.ActEdit, func(c *desk.Command) { c.Form = &form })
	if len(after.SignOffs) != 1 || after.SignOffs[0].Void == "" {
		t.Errorf("after a material edit: %+v", after.SignOffs)
	}
	w.does(r.Number, "EVA", workflow.ActApprove)
	w.does(r.Number, "OMAR", workflow.ActApprove)
	w.does(r.Number, "NOOR", workflow.ActSignOff, on)
	w.now = monday.Add(21*time.Hour + 30*time.Minute)
	w.does(r.Number, "TOM", workflow.ActStart)
}

// TestSignOffNobodyCanGive is told when it is asked for, and asked for when
// somebody can.
func TestSignOffNobodyCanGive(t *testing.T) {
	w := newTown(t)
	w.dir.groups["@quality"] = []workflow.PersonID{"TOM"}
	w.signedOffOnAcceptance()
	_, err := w.desk.Submit(w.ctx, "INES", w.request(), w.form())
	wantField(t, "submit", err, workflow.FieldType, "Nobody can sign this off on Acceptance")

	w.dir.groups["@quality"] = []workflow.PersonID{"LENA"}
	r := w.submits()
	w.does(r.Number, "EVA", workflow.ActApprove)
	w.does(r.Number, "OMAR", workflow.ActApprove)
	w.dir.groups["@quality"] = []workflow.PersonID{"NOOR"}
	w.tend()
	if _, err := w.store.Notices.Get(w.ctx, workflow.SignOffAskID(r.Number, 1, "NOOR")); err != nil {
		t.Errorf("who holds the role since is not asked: %v", err)
	}
}
