package people_test

import (
	"strings"
	"testing"

	"drumbeat/bot/sandbox/people"
)

func TestWhatComesLaterIsWaitedFor(t *testing.T) {
	w, _ := open(t)
	ines := w.As("ines")
	done := make(chan struct{})
	go func() {
		defer close(done)
		ines.Shortcut("New poll")
	}()
	form := ines.AwaitModal("New poll")
	<-done
	form.Choose("Kind", "Long")
	form.Await("Background", "Question")
	ines.Home().Await("Opened 1 times")
}

func TestWaitingInVainTellsTheStory(t *testing.T) {
	tests := []struct {
		name string
		act  func(w *people.Workspace, p *people.Person)
		want string
	}{
		{"modal", func(w *people.Workspace, p *people.Person) { w.Patience = 1; p.AwaitModal("Any") }, `waited for ines to see the modal "Any" in vain`},
		{"words in a modal", func(w *people.Workspace, p *people.Person) {
			p.Shortcut("new")
			form := p.SeesModal("New poll")
			w.Patience = 1
			form.Await("godot")
		}, `waited for ines to see ["godot"] in the modal in vain`},
		{"words at home", func(w *people.Workspace, p *people.Person) {
			home := p.Home()
			w.Patience = 1
			home.Await("godot")
		}, `waited for ines to see ["godot"] on the Home tab in vain`},
	}
	for _, test := range tests {
		_, server := open(t)
		l := &loser{T: t}
		w := people.Inside(l, server.Handler())
		done := make(chan struct{})
		go func() {
			defer close(done)
			test.act(w, w.As("ines"))
		}()
		<-done
		if !strings.Contains(l.said, test.want) {
			t.Errorf("%s: said %q, want %q in it", test.name, l.said, test.want)
		}
	}
}
