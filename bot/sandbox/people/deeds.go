package people

import (
	"fmt"
	"net/http"

	"drumbeat/bot/sandbox"
)

// More of what people do with messages, and what a test does to the workspace
// around them.

// Sees waits for a message that contains all the words, as Await does, and is
// the word for it in a story.
func (p *Person) Sees(where string, words ...string) Message {
	p.w.t.Helper()
	return p.Await(where, words...)
}

// DoesNotSee fails if a message or private answer in a conversation contains all
// the words now.
func (p *Person) DoesNotSee(where string, words ...string) {
	p.w.t.Helper()
	r := p.reader()
	for _, m := range p.everything(p.find(where)) {
		if text := m.entry(r); containsAll(text, words) {
			p.w.t.Fatalf("%s sees %q in %s:\n%s", p.name, words, where, text)
		}
	}
}

// Edits changes a message of the person's own.
func (p *Person) Edits(m Message, text string) {
	p.w.t.Helper()
	p.does("/client/edit", sandbox.EditRequest{As: p.id, Channel: m.raw.Channel, TS: m.raw.TS, Text: text}, fmt.Sprintf("edit a message to %q", text))
	p.w.look([]Message{m.Again()})
}

// Deletes deletes a message of the person's own.
func (p *Person) Deletes(m Message) {
	p.w.t.Helper()
	p.does("/client/delete", sandbox.EditRequest{As: p.id, Channel: m.raw.Channel, TS: m.raw.TS}, "delete a message")
}

// TakesBack removes the person's emoji (without colons) from a message.
func (p *Person) TakesBack(m Message, emoji string) {
	p.w.t.Helper()
	p.does("/client/reaction", sandbox.ReactionRequest{As: p.id, Channel: m.raw.Channel, TS: m.raw.TS, Name: emoji, Remove: true}, "take back "+emoji)
}

// Pins pins a message to its conversation.
func (p *Person) Pins(m Message) {
	p.w.t.Helper()
	p.does("/client/pin", sandbox.PinRequest{As: p.id, Channel: m.raw.Channel, TS: m.raw.TS}, "pin a message")
}

// Unpins takes a pinned message off.
func (p *Person) Unpins(m Message) {
	p.w.t.Helper()
	p.does("/client/pin", sandbox.PinRequest{As: p.id, Channel: m.raw.Channel, TS: m.raw.TS, Remove: true}, "take a pinned message off")
}

// Pinned are the messages pinned to a conversation, newest first.
func (p *Person) Pinned(where string) []Message {
	p.w.t.Helper()
	var answer sandbox.PinsAnswer
	if err := p.w.get("/client/pins", query{"as": p.id, "channel": p.find(where)}, &answer); err != nil {
		p.w.t.Fatalf("%s looks at what is pinned in %s: %v", p.name, where, err)
	}
	var out []Message
	for _, pin := range answer.Pins {
		out = append(out, Message{p: p, raw: pin.Message})
	}
	return out
}

// Reads marks everything in a conversation as read.
func (p *Person) Reads(where string) {
	p.w.t.Helper()
	p.does("/client/read", sandbox.ChannelRequest{As: p.id, Channel: p.find(where)}, "read "+where)
}

// Unread is how much in a conversation the person has not read, counted up to a
// hundred, and whether some of it is meant for them.
func (p *Person) Unread(where string) (count int, meant bool) {
	p.w.t.Helper()
	id := p.find(where)
	for _, c := range p.w.state(p.id).Channels {
		if c.ID == id {
			return c.Unread, c.Mention
		}
	}
	return 0, false
}

// does sends an act that is answered with ok alone.
func (p *Person) does(path string, body any, what string) {
	p.w.t.Helper()
	var answer sandbox.ActionAnswer
	err := p.w.post(path, body, &answer)
	if problem := trouble(answer.OK, answer.Error, err); problem != "" {
		p.w.t.Fatalf("%s cannot %s: %s", p.name, what, problem)
	}
}

// GoesWrong lets requests of apps, or what is sent to them, go wrong from now
// on, until as many did as the fault says or AllIsWell.
func (w *Workspace) GoesWrong(faults ...sandbox.Fault) {
	w.t.Helper()
	var answer sandbox.FaultsAnswer
	if err := w.post("/control/faults", sandbox.FaultsRequest{Faults: faults}, &answer); err != nil {
		w.t.Fatalf("ask for a fault: %v", err)
	}
}

// AllIsWell ends what GoesWrong began.
func (w *Workspace) AllIsWell() {
	w.t.Helper()
	req, err := http.NewRequest(http.MethodDelete, w.base+"/control/faults", nil)
	if err == nil {
		err = w.do(req, &sandbox.FaultsAnswer{})
	}
	if err != nil {
		w.t.Fatalf("end the faults: %v", err)
	}
}
