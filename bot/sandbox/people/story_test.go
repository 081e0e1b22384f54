package people_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"drumbeat/bot/sandbox/people"

	"github.com/google/go-cmp/cmp"
)

func TestStory(t *testing.T) {
	w, server := open(t)
	ines, omar := w.As("ines"), w.As("@omar")

	ines.Types("#general", "Shall we, @omar?")
	ines.Types("#general", "/poll Lunch at noon?")
	form := ines.SeesModal("New poll")
	fillForm(t, form)
	ines.SeesNoModal()

	card := omar.Last("#general")
	if diff := cmp.Diff([]string{"Details", "Stop", "Yes", "No"}, card.Buttons()); diff != "" {
		t.Errorf("buttons (-want +got):\n%s", diff)
	}
	if got, want := omar.Asks(card, "No"), "No? Think twice. [No] [Back]"; got != want {
		t.Errorf("asked %q, want %q", got, want)
	}
	omar.Clicks(card, "Yes")
	omar.Clicks(card.Again(), "Stop")
	told := omar.Told()
	if len(told) != 2 || told[0].Text() != "Your vote is in." || !told[0].OnlyForYou() || told[1].Text() != "You chose stop" {
		t.Errorf("told %v", texts(told))
	}
	if again := omar.Told(); len(again) != 0 {
		t.Errorf("told again: %v", texts(again))
	}
	if got := omar.TriesToClick(card, "Yes"); !strings.Contains(got, "not there any more") {
		t.Errorf("a click on a button that is gone: %q", got)
	}
	if got := card.Again().Thread(); len(got) != 1 || got[0].Text() != "@omar voted yes" {
		t.Errorf("thread %v", texts(got))
	}
	w.NothingElse(t)

	wantAll := `#general
  Tue 24 Nov 07:00  Ines Vermeer
      Shall we, @omar?
  Tue 24 Nov 07:00  Poll (edited)
      A vote came in
      Until today 17:00 · ask @quality
      [... Details | Stop]
    | Tue 24 Nov 07:00  Poll
    |     @omar voted yes
  Tue 24 Nov 01:00  Poll (only omar sees this)
      Your vote is in.
  Tue 24 Nov 01:00  Poll (only omar sees this)
      You chose stop
`
	if diff := cmp.Diff(wantAll, w.Transcript()); diff != "" {
		t.Errorf("transcript (-want +got):\n%s", diff)
	}
	w.NoViolations()
	if err := server.WaitIdle(context.Background()); err != nil {
		t.Error(err)
	}
}

// fillForm asks a question that is refused first, and sends it.
func fillForm(t *testing.T, form *people.Modal) {
	t.Helper()
	if got, want := form.Field("Question"), "Lunch at noon?"; got != want {
		t.Errorf("the question is %q, want %q", got, want)
	}
	form.Fill("Question", "Why?")
	form.Choose("Kind", "Long")
	form.Fill("Background", "We have been hungry before.")
	form.Check("Days", "Mon", "Tue")
	form.PickUser("Asked of", "omar", "noor")
	form.PickDate("Until", "2026-11-25")
	form.PickDateTime("Sharp", start.Add(24*time.Hour))
	form.Choose("Region", "South")
	form.PickChannel("Posted in", "#general")
	form.Submit()
	if diff := cmp.Diff(map[string]string{"Question": "Too short to answer."}, form.Errors()); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
	want := `New poll
Question: Why?
  Short is good
  ! Too short to answer.
Kind: Long
Days (optional): [x] Mon  [x] Tue
Asked of (optional): @omar, @noor
Until (optional): 2026-11-25
Sharp (optional): 2026-11-25 07:00
Region (optional): South
Posted in (optional): #general
Background: We have been hungry before.
[Cancel] [Ask]`
	if diff := cmp.Diff(want, form.Text()); diff != "" {
		t.Errorf("the modal (-want +got):\n%s", diff)
	}
	form.Fill("Question", "Lunch at one?")
	form.Sends()
	if !form.Closed() {
		t.Error("the modal is still open")
	}
}

func texts(messages []people.Message) []string {
	var out []string
	for _, m := range messages {
		out = append(out, m.Text())
	}
	return out
}
