package people

import "fmt"

// Clicks clicks a button, or a choice of an overflow menu, in a message, by its
// label (or action_id). A question before it is answered with yes; Asks reads
// that question. It fails when there is no such button or the app did not
// answer.
func (p *Person) Clicks(m Message, label string) {
	p.w.t.Helper()
	p.must(m, label, p.TriesToClick(m, label))
}

// TriesToClick clicks like Clicks and returns what the person is told when it
// does not work.
func (p *Person) TriesToClick(m Message, label string) (problem string) {
	p.w.t.Helper()
	s := p.surface(m)
	return s.click(label, "")
}

// ClicksBeside clicks the first button with the label in or below the block
// that contains the words near, where a message has several alike.
func (p *Person) ClicksBeside(m Message, near, label string) {
	p.w.t.Helper()
	s := p.surface(m)
	p.must(m, label, s.click(label, near))
}

// ClicksIn clicks in the newest message of a conversation that has such a
// button, and returns that message as it was. Where the app changes the message at
// that very moment, it clicks again in what is there then.
func (p *Person) ClicksIn(where, label string) Message {
	p.w.t.Helper()
	for {
		m, ok := p.newestWith(where, label)
		if !ok {
			p.w.t.Fatalf("%s sees no button %q in %s:\n%s", p.name, label, where, p.screen(where))
			return Message{}
		}
		s := p.surface(m)
		problem := s.click(label, "")
		if problem != "" {
			if now, there := p.message(m.raw.Channel, m.raw.TS); !there || now.version() != m.version() {
				continue
			}
		}
		p.must(m, label, problem)
		return m
	}
}

// newestWith is the newest message of a conversation that has such a button.
func (p *Person) newestWith(where, label string) (m Message, ok bool) {
	p.w.t.Helper()
	all := p.everything(p.find(where))
	for i := len(all) - 1; i >= 0; i-- {
		s := p.surface(all[i])
		if _, err := s.button(label, ""); err == nil {
			return all[i], true
		}
	}
	return Message{}, false
}

// Chooses takes a choice of a select in a message. field is its placeholder or
// action_id.
func (p *Person) Chooses(m Message, field, choice string) {
	p.w.t.Helper()
	s := p.surface(m)
	f := filler{s: &s}
	p.must(m, choice, f.choose(field, []string{choice}))
}

// Asks is the question that comes before a button's click, such as
// "Reject REL-12? Ines is told at once. [Reject] [Keep it]"; empty for none.
func (p *Person) Asks(m Message, label string) string {
	p.w.t.Helper()
	s := p.surface(m)
	t, err := s.button(label, "")
	if err != nil {
		p.w.t.Fatalf("%s: %v", p.name, err)
		return ""
	}
	c := t.e.Confirm
	if c == nil {
		return ""
	}
	r := p.reader()
	return fmt.Sprintf("%s %s [%s] [%s]", r.text(c.Title), r.text(c.Text), r.text(c.Yes), r.text(c.No))
}

// surface is a message that p acts in, whoever looked it up.
func (p *Person) surface(m Message) surface {
	m.p = p
	return m.surface()
}

func (p *Person) must(m Message, label, problem string) {
	p.w.t.Helper()
	if problem != "" {
		p.w.t.Fatalf("%s clicked %q: %s\n%s", p.name, label, problem, p.screen(m.raw.Channel))
	}
}
