package people_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"drumbeat/bot/sandbox/people"

	"github.com/google/go-cmp/cmp"
)

func TestCommandsAndPrivateAnswers(t *testing.T) {
	w, _ := open(t)
	ines := w.As("ines")
	if got, want := ines.Tries("#general", "/nope"), "/nope is not a valid command"; got != want {
		t.Errorf("told %q, want %q", got, want)
	}
	w.Expects("dispatch_failed") // of the crash
	if got := ines.Tries("#general", "/poll crash"); !strings.HasPrefix(got, "dispatch_failed") {
		t.Errorf("told %q, want dispatch_failed", got)
	}
	ines.Types("@poll", "/poll help")
	if diff := cmp.Diff([]string{"Type /poll and a question."}, texts(ines.Told())); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	w.NothingElse(t)
}

func TestHomeAndShortcuts(t *testing.T) {
	w, _ := open(t)
	noor := w.As("Noor")
	home := noor.Home()
	want := "Opened 1 times by @noor\n[New poll]"
	if diff := cmp.Diff(want, home.Text()); diff != "" {
		t.Errorf("home (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"New poll"}, home.Buttons()); diff != "" {
		t.Errorf("buttons (-want +got):\n%s", diff)
	}
	home.Click("New poll")
	noor.SeesModal("New poll").Close()
	noor.SeesNoModal()
	noor.Shortcut("New poll")
	noor.SeesModal("New poll").CloseAll()
	noor.Types("#quiet", "What about tea?")
	noor.MessageShortcut(noor.Last("#quiet"), "Poll this")
	form := noor.SeesModal("New poll")
	if got, want := form.Field("q"), "What about tea?"; got != want {
		t.Errorf("the question is %q, want %q", got, want)
	}
}

func TestWaitingIsBySignal(t *testing.T) {
	w, _ := open(t)
	ines, omar := w.As("ines"), w.As("omar")
	said := make(chan struct{})
	go func() {
		defer close(said)
		omar.Types("#general", "I am *late*")
	}()
	if got, want := ines.Await("#general", "I am", "late").Text(), "I am late"; got != want {
		t.Errorf("waited for %q, want %q", got, want)
	}
	<-said
}

func TestNewKnowsWhatWasLookedAt(t *testing.T) {
	w, _ := open(t)
	ines, omar := w.As("ines"), w.As("omar")
	ines.Types("#general", "first")
	if got := w.New(); got != "" {
		t.Errorf("one's own words are news: %s", got)
	}
	ines.Types("#general", "/poll Tea?")
	form := ines.SeesModal("New poll")
	form.Choose("Kind", "Short")
	form.Sends()
	if got := w.New(); !strings.Contains(got, "Tea?\n") || strings.Contains(got, "first") {
		t.Errorf("new is %q, want the question alone", got)
	}
	if got := w.New(); got != "" {
		t.Errorf("new twice: %s", got)
	}
	card := omar.ClicksIn("#general", "Yes")
	fresh := w.New()
	for _, want := range []string{"(edited)", "A vote came in", "@omar voted yes", "(only omar sees this)"} {
		if !strings.Contains(fresh, want) {
			t.Errorf("new lacks %q:\n%s", want, fresh)
		}
	}
	omar.Reacts(card, "eyes")
	if got := w.New(); !strings.Contains(got, ":eyes: omar") {
		t.Errorf("a reaction is no news: %q", got)
	}
	ines.Replies(card, "a reply")
	w.NothingElse(t)
	if got := w.Channel("#general"); !strings.Contains(got, "    |     a reply") {
		t.Errorf("the channel lacks the reply:\n%s", got)
	}
}

// loser is a test that fails: it keeps the words and ends as testing does.
type loser struct {
	*testing.T
	said string
}

// Failed says that nothing needs to be looked at any more.
func (l *loser) Failed() bool { return true }

func (l *loser) Fatalf(format string, args ...any) {
	l.said = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

func TestFailuresTellTheStory(t *testing.T) {
	mine, server := open(t)
	mine.TheRestDoesNotMatter()
	page := httptest.NewServer(server.Handler())
	t.Cleanup(func() {
		page.CloseClientConnections()
		page.Close()
	})
	tests := []struct {
		name string
		act  func(*people.Workspace, *people.Person)
		want []string
	}{
		{"nobody", func(w *people.Workspace, _ *people.Person) { w.As("zoe") }, []string{`no person "zoe"`}},
		{"no conversation", func(_ *people.Workspace, p *people.Person) { p.Types("#nowhere", "x") }, []string{"ines sees no conversation #nowhere"}},
		{"no modal", func(_ *people.Workspace, p *people.Person) { p.Types("#general", "hello there"); p.SeesModal("Any") }, []string{`sees no modal, but wanted "Any"`, "hello there"}},
		{"another modal", func(_ *people.Workspace, p *people.Person) { p.Shortcut("new"); p.SeesModal("Any") }, []string{`the modal "New poll"`, "Question: …"}},
		{"an open modal", func(_ *people.Workspace, p *people.Person) { p.SeesNoModal() }, []string{"still sees a modal", "[Ask]"}},
		{"no field", func(_ *people.Workspace, p *people.Person) { p.SeesModal("New poll").Fill("Colour", "red") }, []string{`no field "Colour"`, `"Question"`}},
		{"another kind of field", func(_ *people.Workspace, p *people.Person) { p.SeesModal("New poll").Fill("Kind", "red") }, []string{"the field is a static_select"}},
		{"no choice", func(_ *people.Workspace, p *people.Person) { p.SeesModal("New poll").Choose("Kind", "Wide") }, []string{`no choice "Wide"`, `"Short"`}},
		{"errors", func(_ *people.Workspace, p *people.Person) { p.SeesModal("New poll").Sends() }, []string{"could not send", "  ! "}},
		{"no button", func(_ *people.Workspace, p *people.Person) {
			p.SeesModal("New poll").Close()
			p.ClicksIn("#general", "Maybe")
		}, []string{`no button "Maybe"`, "hello there"}},
		{"more than expected", func(w *people.Workspace, _ *people.Person) { w.NothingElse(failing) }, []string{"hello there"}},
		{"never", func(w *people.Workspace, p *people.Person) { w.Patience = 1; p.Await("#general", "godot") }, []string{`waited for ines to see ["godot"]`, "hello there"}},
	}
	for _, test := range tests {
		l := &loser{T: t}
		failing = l
		done := make(chan struct{})
		go func() {
			defer close(done)
			w := people.In(l, page.URL+"/", http.DefaultClient)
			test.act(w, w.As("ines"))
		}()
		<-done
		for _, want := range test.want {
			if !strings.Contains(l.said, want) {
				t.Errorf("%s: said %q, want %q in it", test.name, l.said, want)
			}
		}
	}
}

// failing is the test that the running case of TestFailuresTellTheStory fails.
var failing *loser

func TestAppsThatListen(t *testing.T) {
	w, _, app := openWith(t)
	ines := w.As("ines")
	ines.Types("#general", "/poll listen")
	form := ines.SeesModal("I listen")
	form.Fill("Deaf", "nobody hears this")
	form.Fill("Enter", "typed")
	form.Fill("Keys", "k")
	form.Enter("Enter")
	form.Click("Tell")
	form.Choose("Pick", "One")
	for i, want := range []string{"typed/k/k", "typed/k/typed", "typed/k/first", "typed/k/1"} {
		select {
		case got := <-app.heard:
			if got != want {
				t.Errorf("click %d: the app heard %q, want %q", i+1, got, want)
			}
		default:
			t.Fatalf("click %d: the app heard nothing, want %q", i+1, want)
		}
	}
	want := `I listen
Enter: typed
Keys: k
Deaf (optional): nobody hears this
First thing (https://example.org)
[Tell]
Second thing
[One]
[Cancel] [Go]`
	if diff := cmp.Diff(want, form.Text()); diff != "" {
		t.Errorf("the modal (-want +got):\n%s", diff)
	}
}

func TestWhatAMessageTells(t *testing.T) {
	w, _ := open(t)
	ines, noor := w.As("ines"), w.As("noor")
	if got := noor.Tries("#general", "hello"); !strings.Contains(got, "Join") {
		t.Errorf("written from outside: %q", got)
	}
	noor.Joins("#general")
	noor.Types("#general", "hello <b> @ines")
	noor.Leaves("#general")
	w.ClockTo(w.Now().Add(90 * time.Minute))
	ines.Types("#general", "/poll Tea?")
	form := ines.SeesModal("New poll")
	form.Choose("Kind", "Short")
	form.Sends()
	all := ines.Messages("#general")
	if diff := cmp.Diff([]string{"@noor has joined the channel", "hello <b> @ines", "@noor has left the channel"}, texts(all[:3])); diff != "" {
		t.Errorf("texts (-want +got):\n%s", diff)
	}
	card := all[3]
	all = all[1:]
	got := []string{all[0].From(), all[0].Time().Format(time.RFC3339), card.From(), card.Time().Format(time.RFC3339), card.Notification(), fmt.Sprint(card.Edited(), card.OnlyForYou())}
	want := []string{"Noor Aziz", "2026-11-24T07:00:00+01:00", "Poll", "2026-11-24T08:30:00+01:00", "A question: Tea?", "false false"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the messages (-want +got):\n%s", diff)
	}
	ines.Chooses(card, "Later", "Never")
	ines.ClicksBeside(card, "Until", "Details")
	if diff := cmp.Diff([]string{"You chose n", "You chose details"}, texts(ines.Told())); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}
