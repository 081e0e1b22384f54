package people

import (
	"strings"
	"time"

	"drumbeat/bot/sandbox"
)

// Person is somebody in the workspace whom the test acts as.
type Person struct {
	w    *Workspace
	id   string
	name string
	zone *time.Location
}

// ID is the person's user id.
func (p *Person) ID() string { return p.id }

// Name is the person's handle without @.
func (p *Person) Name() string { return p.name }

// Types types a text and sends it: a message, or a slash command. where is
// "#channel", "@person" or "@app" (by name), or a conversation's id. It fails
// when the text was refused or the app did not answer.
func (p *Person) Types(where, text string) {
	p.w.t.Helper()
	if problem := p.Tries(where, text); problem != "" {
		p.w.t.Fatalf("%s typed %q in %s: %s\n%s", p.name, text, where, problem, p.screen(where))
	}
}

// Tries types like Types and returns what the person is told when it does not
// work, such as "operation_timeout" or "/foo is not a valid command".
func (p *Person) Tries(where, text string) (problem string) {
	p.w.t.Helper()
	return p.send(sandbox.SendRequest{As: p.id, Channel: p.find(where), Text: text})
}

// Replies answers in the thread of a message.
func (p *Person) Replies(m Message, text string) {
	p.w.t.Helper()
	thread := m.raw.ThreadTS
	if thread == "" {
		thread = m.raw.TS
	}
	if problem := p.send(sandbox.SendRequest{As: p.id, Channel: m.raw.Channel, Text: text, ThreadTS: thread}); problem != "" {
		p.w.t.Fatalf("%s replied %q: %s", p.name, text, problem)
	}
}

func (p *Person) send(what sandbox.SendRequest) (problem string) {
	var answer sandbox.SendAnswer
	if err := p.w.post("/client/send", what, &answer); err != nil {
		return err.Error()
	}
	if answer.TS != "" {
		// What the test typed itself is no news to it.
		if m, ok := p.message(what.Channel, answer.TS); ok {
			p.w.look([]Message{m})
		}
	}
	if answer.OK {
		return ""
	}
	return orElse(answer.Error, "it was not accepted")
}

// find is the id of a conversation; direct messages are started where there
// are none yet.
func (p *Person) find(where string) string {
	p.w.t.Helper()
	s := p.w.state(p.id)
	name := strings.TrimLeft(where, "#@")
	for _, c := range s.Channels {
		if c.ID == where || !strings.HasPrefix(where, "@") && c.IMUser == "" && c.Name == name {
			return c.ID
		}
	}
	for _, u := range s.Users {
		if !called(u, name) {
			continue
		}
		for _, c := range s.Channels {
			if c.IMUser == u.ID {
				return c.ID
			}
		}
		var opened sandbox.OpenAnswer
		if err := p.w.post("/client/open", sandbox.OpenRequest{As: p.id, User: u.ID}, &opened); err != nil {
			p.w.t.Fatalf("%s cannot write to %s: %v", p.name, where, err)
		}
		return opened.Channel
	}
	p.w.t.Fatalf("%s sees no conversation %s", p.name, where)
	return ""
}

// Joins makes the person a member of a public channel.
func (p *Person) Joins(where string) { p.w.t.Helper(); p.membership("/client/join", where) }

// Leaves ends the person's membership of a channel.
func (p *Person) Leaves(where string) { p.w.t.Helper(); p.membership("/client/leave", where) }

func (p *Person) membership(path, where string) {
	p.w.t.Helper()
	var answer sandbox.ActionAnswer
	if err := p.w.post(path, sandbox.ChannelRequest{As: p.id, Channel: p.find(where)}, &answer); err != nil {
		p.w.t.Fatalf("%s, %s %s: %v", p.name, strings.TrimPrefix(path, "/client/"), where, err)
	}
}

// Reacts puts an emoji (without colons) under a message.
func (p *Person) Reacts(m Message, emoji string) {
	p.w.t.Helper()
	var answer sandbox.ActionAnswer
	err := p.w.post("/client/reaction", sandbox.ReactionRequest{As: p.id, Channel: m.raw.Channel, TS: m.raw.TS, Name: emoji}, &answer)
	if err != nil {
		p.w.t.Fatalf("%s reacted with %s: %v", p.name, emoji, err)
	}
}

// Shortcut runs a global shortcut by its name or callback id.
func (p *Person) Shortcut(name string) {
	p.w.t.Helper()
	p.shortcut("global", name, Message{})
}

// MessageShortcut runs a message shortcut on a message, by name or callback id.
func (p *Person) MessageShortcut(m Message, name string) {
	p.w.t.Helper()
	p.shortcut("message", name, m)
}

func (p *Person) shortcut(kind, name string, m Message) {
	p.w.t.Helper()
	for _, app := range p.w.state(p.id).Apps {
		for _, s := range app.Shortcuts {
			if s.Type != kind || s.Name != name && s.CallbackID != name {
				continue
			}
			var answer sandbox.ActionAnswer
			err := p.w.post("/client/shortcut", sandbox.ShortcutRequest{As: p.id, App: app.ID, CallbackID: s.CallbackID, Channel: m.raw.Channel, TS: m.raw.TS}, &answer)
			if problem := trouble(answer.OK, answer.Error, err); problem != "" {
				p.w.t.Fatalf("%s used the shortcut %q: %s", p.name, name, problem)
			}
			return
		}
	}
	p.w.t.Fatalf("%s finds no %s shortcut %q", p.name, kind, name)
}

// trouble is what went wrong, empty for nothing.
func trouble(ok bool, words string, err error) string {
	if err != nil {
		return err.Error()
	}
	if ok {
		return ""
	}
	return orElse(words, "it was not accepted")
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
