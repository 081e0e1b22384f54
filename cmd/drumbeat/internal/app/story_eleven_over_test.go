package app

import (
	"maps"
	"strings"
	"testing"
	"time"

	"drumbeat/bot/sandbox"
	"drumbeat/bot/sandbox/people"
	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

// TestStoryEleven05OverIsOver has one release rejected, one withdrawn and one
// closed, and lets three weeks go by: not one more message about any of them.
func TestStoryEleven05OverIsOver(t *testing.T) {
	s := newStage(t, byHTTP)
	eva, ines, tom := s.As("eva"), s.As("ines"), s.As("tom")
	for _, title := range []string{"Rejected", "Withdrawn", "Closed"} {
		s.files(title)
	}
	s.rest()
	eva.Clicks(s.cardOf(eva, 1), "Reject")
	says(eva, "Reject", "Why not?", "Not this year.")
	ines.Types("#releases", "/release show REL-2")
	s.answered()
	ines.ClicksIn("#releases", "Withdraw")
	says(ines, "Withdraw", "Why?", "Not needed any more.")
	eva.Clicks(s.cardOf(eva, 3), "Approve")
	s.As("omar").Clicks(s.cardOf(s.As("omar"), 3), "Approve")
	s.rest()
	s.passTo(thursday)
	tom.Clicks(s.cardOf(tom, 3), "Start")
	s.rest()
	tom.Clicks(s.cardOf(tom, 3), "Report live")
	s.rest()
	s.passTo(thursday.Add(48 * time.Hour))
	for n, want := range map[workflow.Number]workflow.State{1: workflow.Rejected, 2: workflow.Withdrawn, 3: workflow.Closed} {
		if r := s.release(n); r.State != want {
			t.Fatalf("%s is %s, want %s", n, r.State, want)
		}
	}
	before := told(t, s.Workspace)
	s.New()
	s.passTo(thursday.Add(21 * 24 * time.Hour))
	if after := told(t, s.Workspace); !maps.Equal(before, after) {
		t.Errorf("told before %v\nand three weeks later %v", before, after)
	}
	if said := s.New(); strings.Contains(said, "REL-") {
		t.Errorf("what is over was heard of again:\n%s", said)
	}
}

// TestStoryEleven07Edits edits approved releases: in when and in where they go
// live, which begins the approvals again and says why, and in a title's typo,
// which does not.
func TestStoryEleven07Edits(t *testing.T) {
	s := newStage(t, byHTTP)
	for _, title := range []string{"New time", "New system", "A tpyo"} {
		s.files(title)
	}
	s.rest()
	for n := range workflow.Number(3) {
		for _, name := range []string{"eva", "omar"} {
			who := s.As(name)
			who.Clicks(s.cardOf(who, n+1), "Approve")
			s.answered()
		}
	}
	s.rest()
	for _, c := range []struct {
		number string
		change func(*people.Modal)
		says   string // in the thread; empty: the approvals stand
	}{
		{"REL-1", func(f *people.Modal) { f.Choose("When", "Tue 1 Dec 06:00–08:00 · 5 of 5 free") }, "Ines changed the window"},
		{"REL-2", func(f *people.Modal) { f.Choose("System", "Payment service") }, "Ines changed the system"},
		{"REL-3", func(f *people.Modal) { f.Fill("Title", "A typo") }, ""},
	} {
		s.New()
		edits(s, c.number, c.change)
		s.rest()
		n, err := workflow.ParseNumber(c.number)
		if err != nil {
			t.Fatal(err)
		}
		r, said := s.release(n), s.New()
		if c.says == "" {
			if r.State != workflow.Scheduled || r.Revision != 1 || strings.Contains(said, "begin again") {
				t.Errorf("after a typo %s is %s at revision %d:\n%s", r.Number, r.State, r.Revision, said)
			}
			continue
		}
		if r.State != workflow.InApproval || r.Revision != 2 || !strings.Contains(said, c.says) || !strings.Contains(said, "The approvals begin again.") {
			t.Errorf("%s is %s at revision %d; said, want %q:\n%s", r.Number, r.State, r.Revision, c.says, said)
		}
		for _, a := range r.Approvals {
			if a.Void == "" {
				t.Errorf("%s's approval of %s stands", a.By, r.Number)
			}
		}
	}
}

// TestStoryEleven08Editor has a release manager, who is a business owner too,
// edit a release: she cannot approve what she wrote, and is told who can.
func TestStoryEleven08Editor(t *testing.T) {
	s := newStage(t, byHTTP)
	s.control("groups", sandbox.GroupChange{Handle: "business-owners", Users: &[]string{"eva", "rosa"}})
	rosa := s.As("rosa")
	s.asked()
	rosa.Types("#releases", "/release show REL-1")
	s.answered()
	rosa.ClicksIn("#releases", "Edit")
	form := rosa.SeesModal("Edit REL-1")
	form.Fill("Rollback plan", "None is needed.")
	form.Sends()
	s.rest()
	s.New()
	rosa.Clicks(s.cardOf(rosa, 1), "Approve")
	s.rest()
	if said := s.New(); !strings.Contains(said, "You may not approve REL-1: you edited what would be approved. Eva") {
		t.Errorf("Rosa approves what she edited:\n%s", said)
	}
	if r := s.release(1); len(r.Approvals) != 0 || r.Revision != 2 {
		t.Errorf("revision %d has %d approvals", r.Revision, len(r.Approvals))
	}
}

// TestStoryEleven09Unanswerable sends the form while nobody could answer it, for
// each of the reasons: it says so where it is sent, and keeps what was typed.
func TestStoryEleven09Unanswerable(t *testing.T) {
	s := newStage(t, byHTTP)
	s.control("people", sandbox.Person{Name: "piet", RealName: "Piet", Deleted: true})
	ines, piet := workflow.PersonID(s.As("ines").ID()), workflow.PersonID(s.As("piet").ID())
	omar := workflow.PersonID(s.As("omar").ID())
	form := s.asks(s.As("ines"), "Faster checkout")
	fillCheckout(form)
	for _, c := range []struct {
		name   string
		people []workflow.PersonID // who holds the role
		quorum int
		says   string
	}{
		{"the group is empty", nil, 1, "nobody holds the role operations"},
		{"the approver is deactivated", []workflow.PersonID{piet}, 1, "nobody holds the role operations"},
		{"the quorum is larger than the group", []workflow.PersonID{omar}, 2, "more approvals are required for operations than there are people in it"},
		{"who asks is the only one", []workflow.PersonID{ines}, 1, "everybody else in the role operations asked for this or edited it"},
	} {
		s.changesPolicy(func(p *workflow.Policy) {
			for i, r := range p.Roles {
				p.Roles[i].Admins = r.Key == p.ManagerRole
				if r.Key == policy.RoleOperations {
					p.Roles[i].Groups, p.Roles[i].People = nil, c.people
				}
			}
			p.Types[1].Approvals = []workflow.ApprovalRule{{Role: policy.RoleBusiness, Quorum: 1}, {Role: policy.RoleOperations, Quorum: c.quorum}}
		})
		form.Submit()
		s.rest()
		if said := form.Text(); !strings.Contains(said, c.says) || !strings.Contains(said, "Team Basket") {
			t.Errorf("%s: the form says\n%s", c.name, said)
		}
	}
	if _, err := s.town.store.Releases.Get(t.Context(), 1); workflow.CodeOf(err) != workflow.CodeNotFound {
		t.Errorf("something was filed: %v", err)
	}
}

// TestStoryEleven10Briefing stops the bot in the minute in which the front line is
// briefed: once with the briefing planned and not sent, once for longer. It is
// sent once, and where it is late it says so.
func TestStoryEleven10Briefing(t *testing.T) {
	s := newStage(t, byHTTP)
	s.approved()
	due := thursday.Add(-24 * time.Hour)
	s.passTo(due.Add(-time.Minute))
	s.frozen(due)
	if _, err := s.town.planner.RunOnce(t.Context(), s.Now()); err != nil { // and it dies here
		t.Fatal(err)
	}
	s.frozen(due.Add(20 * time.Second))
	s.rest()
	first := workflow.MakeWindowID("web", thursday)
	counts := s.once()
	for _, front := range []string{"help-desk", "call-centre"} {
		if counts[workflow.BriefingID(first, front)] != 1 {
			t.Errorf("the %s was briefed %d times", front, counts[workflow.BriefingID(first, front)])
		}
	}
	hana := s.As("hana")
	if said := hana.Last("#help-desk").Text(); strings.Contains(said, "late") {
		t.Errorf("20 seconds are no delay:\n%s", said)
	}
}
