package app

import (
	"strings"
	"testing"
	"time"

	"drumbeat/bot/sandbox"
	"drumbeat/workflow"
)

// TestStoryEleven10BriefingLate stops the bot for longer than the minute in which
// the front line is briefed: the briefing comes once and says that it is late,
// however often it is brought up to date after that.
func TestStoryEleven10BriefingLate(t *testing.T) {
	s := newStage(t, byHTTP)
	s.approved()
	due := thursday.Add(-24 * time.Hour)
	s.passTo(due.Add(-time.Minute))
	s.frozen(due.Add(3 * time.Hour))
	s.rest()
	hana := s.As("hana")
	told := func() string { // the briefing is the one message that stays
		for _, m := range hana.Messages("#help-desk") {
			if text := m.Text(); !m.OnlyForYou() && strings.Contains(text, "Faster checkout") {
				return text
			}
		}
		return ""
	}
	briefing := told()
	if !strings.Contains(briefing, "Told 3 h late.") {
		t.Errorf("the help desk reads three hours late:\n%s", briefing)
	}
	hana.ClicksIn("#help-desk", "I have read this")
	s.rest()
	if briefing = told(); !strings.Contains(briefing, "Told 3 h late.") || !strings.Contains(briefing, "help desk 1 of 2") {
		t.Errorf("after Hana has read it:\n%s", briefing)
	}
	counts := s.once()
	for _, front := range []string{"help-desk", "call-centre"} {
		if id := workflow.BriefingID(workflow.MakeWindowID("web", thursday), front); counts[id] != 1 {
			t.Errorf("the %s was briefed %d times", front, counts[id])
		}
	}
}

// TestStoryEleven09NotInChannel sends the form while Drumbeat is not in a channel
// of the front line: who asks reads that nobody there would see it and what helps,
// and once that is done, the form can be sent.
func TestStoryEleven09NotInChannel(t *testing.T) {
	inOneWay(t, "not-in-channel", func(s *stage) {
		s.control("channels", sandbox.ChannelChange{Name: "help-desk", Remove: []string{"drumbeat"}})
		ines := s.As("ines")
		form := s.asks(ines, "Faster checkout for returning customers")
		fillCheckout(form)
		s.before(form.Submit)
		s.shows("Ines sends the form while Drumbeat is not in #help-desk", form.Text())
		s.control("channels", sandbox.ChannelChange{Name: "help-desk", Add: []string{"drumbeat"}})
		s.act("Drumbeat has been invited, and Ines sends the form again", form.Sends)
	})
}
