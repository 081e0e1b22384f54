package app

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"drumbeat/bot/sandbox/people"
	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

// Eleven stories of what goes wrong with products of this kind. Where another
// test tells one already, it is named here.
//
//	01 two approvers and a double-clicker on two replicas        TestStoryEleven01TwoReplicas
//	02 fifty pending cards, card n changes only request n        TestStoryEleven02FiftyCards
//	03 a card from before a restart, edit or expiry              TestStoryEleven03OldCards, TestDemoGoesOn (a restart)
//	04 "1 of 2" is never said as "all"                           TestStoryEleven04NeverMoreThanIsTrue
//	05 nothing that is over ever notifies again                  TestStoryEleven05OverIsOver
//	06 a freeze with the same answer everywhere                  TestStoryEleven06Freeze
//	07 a material edit loses the approvals, a typo does not      TestStoryEleven07Edits, TestStoryEdited
//	08 the editor of a revision may not approve it               TestStoryEleven08Editor
//	09 what nobody can answer is found at submit                 TestStoryEleven09Unanswerable, TestNobodyCanApprove
//	10 a briefing due in the minute of a restart                 TestStoryEleven10Briefing
//	11 an approved release whose window was missed rolls forward TestStoryWindowMissed, TestFrozenOverAWindow

// files has a release asked for by Ines without the form.
func (s *stage) files(title string, change ...func(*workflow.Request)) workflow.Number {
	s.t.Helper()
	q := checkoutRequest(s, title)
	for _, c := range change {
		c(&q)
	}
	out, err := s.town.desk.Submit(s.t.Context(), workflow.PersonID(s.As("ines").ID()), "files "+title, q)
	if err != nil {
		s.t.Fatalf("%s: %v", title, err)
	}
	return out.Release.Number
}

// changesPolicy saves the town's policy with a change.
func (s *stage) changesPolicy(change func(*workflow.Policy)) {
	s.t.Helper()
	p, err := s.town.desk.Policy(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	change(&p)
	if _, err := s.town.desk.SavePolicy(s.t.Context(), p); err != nil {
		s.t.Fatal(err)
	}
}

// cardOf finds the card of a release among what a person sees in the channel.
func (s *stage) cardOf(who *people.Person, n workflow.Number) people.Message {
	s.t.Helper()
	for _, m := range who.Messages("#releases") {
		if first, _, _ := strings.Cut(m.Text(), "\n"); strings.Contains(first, n.String()+" ") && !m.OnlyForYou() {
			return m
		}
	}
	s.t.Fatalf("%s sees no card of %s", who.Name(), n)
	return people.Message{}
}

// TestStoryEleven02FiftyCards lets one click on one of fifty cards change that
// request and no other.
func TestStoryEleven02FiftyCards(t *testing.T) {
	s := newStage(t, byHTTP)
	const many = 50
	s.changesPolicy(func(p *workflow.Policy) { // one person decides, so that the town is not full of messages
		p.Types[1].Approvals = []workflow.ApprovalRule{{Role: policy.RoleQuality, Quorum: 1}}
	})
	for i := range many {
		s.files(fmt.Sprintf("Release number %d", i+1), func(q *workflow.Request) { q.Window = "" })
	}
	s.rest()
	version := map[workflow.Number]int{}
	for n := range workflow.Number(many) {
		version[n+1] = len(s.release(n + 1).History)
	}
	lena := s.As("lena")
	for _, n := range []workflow.Number{23, 1, many} {
		lena.Clicks(s.cardOf(lena, n), "Approve")
		s.answered()
		version[n]++
		for other, want := range version {
			if r := s.release(other); len(r.History) != want {
				t.Errorf("after a click on the card of %s, %s has %d entries, want %d: %+v", n, other, len(r.History), want, r.Last())
			}
		}
		if r := s.release(n); !r.ApprovedBy(workflow.PersonID(lena.ID())) {
			t.Errorf("%s is not approved: %+v", n, r.Last())
		}
	}
}

// TestStoryEleven03OldCards clicks on what is no longer so: a request from before
// an edit, and a card whose window has closed since. Each gets a clear answer and
// changes nothing.
func TestStoryEleven03OldCards(t *testing.T) {
	s := newStage(t, byHTTP)
	omar, tom := s.As("omar"), s.As("tom")
	s.asked()
	old := omar.Last("@drumbeat")
	s.New()
	edits(s, "REL-1", func(form *people.Modal) { form.Fill("What changes", "Returning customers skip the payment step.") })
	omar.Clicks(old, "Approve") // before his message is brought up to date
	s.rest()
	if said := s.New(); !strings.Contains(said, "REL-1 has changed since this message: it is at revision 2 now") {
		t.Errorf("a click on a message from before the edit:\n%s", said)
	}
	s.As("eva").ClicksIn("@drumbeat", "Approve")
	omar.ClicksIn("@drumbeat", "Approve")
	s.rest()
	s.passTo(thursday)
	card := s.cardOf(tom, 1)
	before := len(s.release(1).History)
	s.New()
	s.frozen(thursday.Add(2*time.Hour + time.Minute)) // and nothing has been brought up to date
	tom.Clicks(card, "Start")
	s.answered()
	if said := s.New(); !strings.Contains(said, "REL-1 cannot start now: the window has closed.") {
		t.Errorf("a click on Start after the window has closed:\n%s", said)
	}
	if r := s.release(1); len(r.History) != before || r.State != workflow.Scheduled {
		t.Errorf("it changed: %s, %+v", r.State, r.Last())
	}
}

// edits has Ines edit a release.
func edits(s *stage, number string, change func(*people.Modal)) {
	s.t.Helper()
	ines := s.As("ines")
	ines.Types("#releases", "/release show "+number)
	s.answered()
	ines.ClicksIn("#releases", "Edit")
	form := ines.SeesModal("Edit " + number)
	change(form)
	form.Sends()
}

// more is what would say more than is true while an approval is missing.
var more = regexp.MustCompile(`(?i)\b(all|both|fully|completely)( the)? (of them )?(approv|decid)|approved by all|REL-1 is scheduled|that was the last approval|\b3 of 3\b`)

// TestStoryEleven04NeverMoreThanIsTrue gives three approvals one by one. Nobody
// reads anywhere that it is approved before it is.
func TestStoryEleven04NeverMoreThanIsTrue(t *testing.T) {
	s := newStage(t, byHTTP)
	s.changesPolicy(func(p *workflow.Policy) {
		p.Types[1].Approvals = []workflow.ApprovalRule{{Role: policy.RoleBusiness, Quorum: 1}, {Role: policy.RoleOperations, Quorum: 2}}
	})
	s.asked()
	for given, who := range []string{"", "piet", "mark"} {
		if who != "" {
			s.As(who).ClicksIn("@drumbeat", "Approve")
			s.rest()
		}
		if card := s.cardOf(s.As("tom"), 1).Text(); !strings.Contains(card, fmt.Sprintf("%d of 3", given)) {
			t.Errorf("with %d given the card says:\n%s", given, card)
		}
		for _, u := range townConfig().People {
			for _, m := range everything(s.As(u.Name)) {
				if found := more.FindString(m.Text() + "\n" + m.Notification()); found != "" {
					t.Errorf("with %d of 3 given %s reads %q in:\n%s", given, u.Name, found, m.Text())
				}
			}
		}
	}
	s.As("omar").ClicksIn("@drumbeat", "Approve")
	s.rest()
	if r := s.release(1); r.State != workflow.Scheduled || !more.MatchString(s.New()) {
		t.Errorf("with all given it is %s", r.State)
	}
}
