package people_test

import (
	"strings"
	"testing"

	"drumbeat/bot/sandbox/people"

	"github.com/google/go-cmp/cmp"
)

func TestUploads(t *testing.T) {
	w, _ := open(t)
	ines, omar := w.As("ines"), w.As("omar")
	ines.Uploads("#general", "", "plan.txt", []byte("first this, then that"))
	ines.Uploads("#general", "and the *rest*", "rest.txt", []byte("then the rest"))
	got := texts(omar.Messages("#general"))
	if diff := cmp.Diff([]string{"(file: plan.txt)", "and the rest\n(file: rest.txt)"}, got); diff != "" {
		t.Errorf("omar sees (-want +got):\n%s", diff)
	}
	w.NothingElse(t)
}

func TestUploadsInVain(t *testing.T) {
	tests := []struct {
		name string
		act  func(*people.Person)
		want []string
	}{
		{"an empty file", func(p *people.Person) { p.Uploads("#general", "", "plan.txt", nil) }, []string{"ines uploads plan.txt", "empty"}},
		{"no such field", func(p *people.Person) {
			p.Shortcut("New poll")
			p.SeesModal("New poll").Upload("Colour", "plan.txt", []byte("x"))
		}, []string{`no field "Colour"`}},
		{"another kind of field", func(p *people.Person) {
			p.Shortcut("New poll")
			p.SeesModal("New poll").Upload("Question", "plan.txt", []byte("x"))
		}, []string{"the field is a plain_text_input"}},
	}
	for _, test := range tests {
		_, server := open(t)
		l := &loser{T: t}
		w := people.Inside(l, server.Handler())
		done := make(chan struct{})
		go func() {
			defer close(done)
			test.act(w.As("ines"))
		}()
		<-done
		for _, want := range test.want {
			if !strings.Contains(l.said, want) {
				t.Errorf("%s: said %q, want %q in it", test.name, l.said, want)
			}
		}
	}
}
