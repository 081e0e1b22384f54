package app

import (
	"slices"
	"strings"
	"testing"
	"time"

	"drumbeat/bot/sandbox/people"
	"drumbeat/workflow"
)

// TestStoryFreezeInAnOpenWindow is a freeze that begins and ends while a window is
// open: what shows the release says so by itself, and stops saying so.
func TestStoryFreezeInAnOpenWindow(t *testing.T) {
	s := newStage(t, byHTTP)
	s.asked()
	eva, omar, rosa := s.As("eva"), s.As("omar"), s.As("rosa")
	for _, p := range []*people.Person{eva, omar} {
		p.ClicksIn("@drumbeat", "Approve")
		s.rest()
	}
	opens := storyBegins.Truncate(24*time.Hour).AddDate(0, 0, 3).Add(5 * time.Hour) // 06:00 in Amsterdam
	ctx, cancel := s.bound()
	defer cancel()
	p, err := s.town.desk.Policy(ctx)
	if err != nil {
		t.Fatal(err)
	}
	p.Freezes = append(p.Freezes, workflow.Freeze{Key: "sale", Name: "Morning sale", Why: "Everybody buys.", Hard: true, From: opens.Add(30 * time.Minute), To: opens.Add(time.Hour)})
	if _, err := s.town.desk.SavePolicy(ctx, p); err != nil {
		t.Fatal(err)
	}
	const begins, within = "begins before this window closes: be done by then", "Nothing goes live here during “Morning sale”"
	for _, c := range []struct {
		after        time.Duration // since it opened
		card, goNoGo string        // what they say of the freeze
		start        string
	}{
		{20 * time.Minute, begins, "", "Start"},
		{31 * time.Minute, within, within, "Start anyway…"},
		{61 * time.Minute, "", "", "Start"},
	} {
		s.passTo(opens.Add(c.after))
		messages := rosa.Messages("#releases")
		if len(messages) != 2 {
			t.Fatalf("%d messages, want the card and the go/no-go", len(messages))
		}
		for i, says := range []string{c.card, c.goNoGo} {
			text := messages[i].Text()
			if speaks := strings.Contains(text, "Morning sale"); speaks != (says != "") || !strings.Contains(text, says) || !slices.Contains(messages[i].Buttons(), c.start) {
				t.Errorf("%s after the opening, want %q and %q:\n%s", c.after, says, c.start, text)
			}
		}
	}
}
