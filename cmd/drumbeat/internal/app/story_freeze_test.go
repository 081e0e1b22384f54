package app

import (
	"testing"
	"time"

	"drumbeat/workflow"
)

// freezes puts a freeze into the policy, as a release manager would.
func (s *stage) freezes(f workflow.Freeze) {
	s.t.Helper()
	ctx, cancel := s.bound()
	defer cancel()
	p, err := s.town.desk.Policy(ctx)
	if err != nil {
		s.t.Fatal(err)
	}
	p.Freezes = append(p.Freezes, f)
	if _, err := s.town.desk.SavePolicy(ctx, p); err != nil {
		s.t.Fatal(err)
	}
}

// TestStoryFreeze is a release and a hard freeze: the form says so before it is
// sent and names other windows, a release manager moves it there all the same,
// and nobody starts it but she, with a reason that everybody can read.
func TestStoryFreeze(t *testing.T) {
	inBothWays(t, "freeze", func(s *stage) {
		ines, eva, omar, tom, rosa := s.As("ines"), s.As("eva"), s.As("omar"), s.As("tom"), s.As("rosa")
		s.before(func() {
			s.freezes(workflow.Freeze{Key: "sale", Name: "Black Friday", Why: "Every order counts.", Hard: true, Except: []workflow.ChangeType{workflow.Emergency},
				From: thursday.Add(-time.Hour), To: thursday.Add(80 * time.Hour)})
		})
		form := s.asks(ines, "Faster checkout for returning customers")
		form.Choose("When", "Thu 26 Nov 06:00–08:00 · frozen")
		s.rest()
		s.shows("Ines sees what stands in the way", form.Text())
		fillFields(form)
		form.Submit()
		s.shows("Ines sends it all the same", form.Text())
		form.Choose("When", "Tue 1 Dec 06:00–08:00 · 5 of 5 free")
		s.rest()
		s.before(form.Sends)
		s.before(func() { eva.ClicksIn("@drumbeat", "Approve") })
		s.before(func() { omar.ClicksIn("@drumbeat", "Approve") })
		s.act("Rosa moves it into the freeze", func() {
			rosa.ClicksIn("#releases", "Move")
			move := rosa.SeesModal("Move")
			move.Choose("When", "Thu 26 Nov 06:00–08:00 · frozen")
			move.Fill("Why?", "The payment provider switches over that morning.")
			move.Submit()
			s.shows("Rosa reads why not", move.Text())
			move.Check("If something stands in the way", "Move it there all the same")
			move.Sends()
		})
		s.clockTo(thursday)
		s.act("Tom cannot start it", func() { tom.ClicksIn("#releases", "Start anyway…") })
		s.act("Rosa can, and says why", func() {
			rosa.ClicksIn("#releases", "Start anyway…")
			start := rosa.SeesModal("Start anyway")
			start.Submit()
			s.shows("Rosa has given no reason", start.Text())
			start.Fill("Why now?", "Nobody can pay until it is live.")
			start.Sends()
		})
	})
}
