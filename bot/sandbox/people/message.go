package people

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"drumbeat/bot/sandbox"
)

// Message is a message as one person saw it at one moment. Clicking something
// in it that is gone by now is refused, as in a page that was not reloaded.
type Message struct {
	p   *Person
	raw sandbox.Message
}

// Raw is the message as the sandbox gave it.
func (m Message) Raw() sandbox.Message { return m.raw }

// TS is the message's Slack timestamp.
func (m Message) TS() string { return m.raw.TS }

// Time is when the message was posted, by the workspace's clock, in the
// person's zone.
func (m Message) Time() time.Time { return stamp(m.raw.TS).In(m.p.zone) }

// From is the name above the message.
func (m Message) From() string {
	m.p.w.t.Helper()
	return orElse(m.raw.Username, m.p.reader().shown(m.raw.User))
}

// OnlyForYou reports whether nobody but this person sees the message.
func (m Message) OnlyForYou() bool { return m.raw.Ephemeral }

// Edited reports whether the message was changed after it was posted.
func (m Message) Edited() bool { return m.raw.Edited != nil }

// Text is the message as plain lines, buttons in brackets.
func (m Message) Text() string {
	m.p.w.t.Helper()
	return strings.Join(m.p.reader().message(m.raw), "\n")
}

// Notification is what a telephone shows and a screen reader says of it.
func (m Message) Notification() string {
	m.p.w.t.Helper()
	return m.p.reader().mrkdwn(m.raw.Text, false)
}

// Buttons are the labels that can be clicked, in order.
func (m Message) Buttons() []string {
	m.p.w.t.Helper()
	s := surface{p: m.p, blocks: decodeBlocks(m.raw.Blocks)}
	return s.labels()
}

// Thread are the replies to the message, oldest first.
func (m Message) Thread() []Message {
	m.p.w.t.Helper()
	out := m.p.fetch(m.raw.Channel, m.raw.TS)
	if len(out) > 0 && out[0].raw.TS == m.raw.TS {
		out = out[1:]
	}
	m.p.w.look(out)
	return out
}

// Again is the message as it is now. It fails when it is gone.
func (m Message) Again() Message {
	m.p.w.t.Helper()
	now, ok := m.p.message(m.raw.Channel, m.raw.TS)
	if !ok {
		m.p.w.t.Fatalf("%s does not see this message any more:\n%s", m.p.name, m.Text())
	}
	m.p.w.look([]Message{now})
	return now
}

// message renders the body of a message.
func (r reader) message(m sandbox.Message) []string {
	if m.Deleted {
		return []string{"(deleted)"}
	}
	var out []string
	if blocks := decodeBlocks(m.Blocks); len(blocks) > 0 {
		out = r.blocks(blocks, nil, nil)
	} else if m.Text != "" {
		out = strings.Split(r.mrkdwn(m.Text, false), "\n")
	}
	out = append(out, r.attachments(m.Attachments)...)
	out = append(out, files(m.Files)...)
	for _, re := range m.Reactions {
		var names []string
		for _, u := range re.Users {
			names = append(names, r.user(u))
		}
		out = append(out, fmt.Sprintf(":%s: %s", re.Name, strings.Join(names, ", ")))
	}
	return out
}

func (r reader) attachments(raw json.RawMessage) []string {
	var list []struct {
		Pretext, Title, Text string
		Blocks               json.RawMessage
	}
	if len(raw) == 0 || json.Unmarshal(raw, &list) != nil {
		return nil
	}
	var out []string
	for _, a := range list {
		for _, text := range []string{a.Pretext, a.Title, a.Text} {
			if text != "" {
				out = append(out, strings.Split(indent("| ", r.mrkdwn(text, false)), "\n")...)
			}
		}
		for _, line := range r.blocks(decodeBlocks(a.Blocks), nil, nil) {
			out = append(out, "| "+line)
		}
	}
	return out
}

func files(raw json.RawMessage) []string {
	var list []struct{ Name, Title string }
	if len(raw) == 0 || json.Unmarshal(raw, &list) != nil {
		return nil
	}
	var out []string
	for _, f := range list {
		out = append(out, "(file: "+orElse(f.Title, f.Name)+")")
	}
	return out
}

// Messages are all messages of a conversation that the person sees, private
// answers among them, oldest first, without replies.
func (p *Person) Messages(where string) []Message {
	p.w.t.Helper()
	out := p.fetch(p.find(where), "")
	p.w.look(out)
	return out
}

// Last is the newest message of a conversation. It fails when there is none.
func (p *Person) Last(where string) Message {
	p.w.t.Helper()
	all := p.fetch(p.find(where), "")
	if len(all) == 0 {
		p.w.t.Fatalf("%s sees no message in %s", p.name, where)
		return Message{}
	}
	last := all[len(all)-1]
	p.w.look([]Message{last})
	return last
}

// Told are the private answers ("only visible to you") that came, in any
// conversation, since this was last asked, oldest first.
func (p *Person) Told() []Message {
	p.w.t.Helper()
	var out []Message
	for _, c := range p.w.state(p.id).Channels {
		for _, m := range p.everything(c.ID) {
			key := m.key()
			p.w.mu.Lock()
			fresh := m.raw.Ephemeral && !p.w.told[key]
			if fresh {
				p.w.told[key] = true
			}
			p.w.mu.Unlock()
			if fresh {
				out = append(out, m)
			}
		}
	}
	p.w.look(out)
	return out
}

// Await waits for a message, or private answer, that contains all the words,
// and gives the newest one that does. Threads are looked through as well.
func (p *Person) Await(where string, words ...string) Message {
	p.w.t.Helper()
	id := p.find(where)
	var found Message
	p.w.Eventually(fmt.Sprintf("%s to see %q in %s", p.name, words, where), func() bool {
		r := p.reader()
		all := p.everything(id)
		for i := len(all) - 1; i >= 0; i-- {
			if containsAll(strings.Join(r.message(all[i].raw), "\n"), words) {
				found = all[i]
				return true
			}
		}
		return false
	})
	p.w.look([]Message{found})
	return found
}

func containsAll(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// fetch reads a conversation or a thread to its beginning.
func (p *Person) fetch(channel, thread string) []Message {
	p.w.t.Helper()
	var out []Message
	before := ""
	for {
		var page sandbox.MessagesAnswer
		q := query{"as": p.id, "channel": channel, "thread_ts": thread, "before": before, "limit": "200", "peek": "1"}
		if err := p.w.get("/client/messages", q, &page); err != nil {
			p.w.t.Fatalf("%s cannot read %s: %v", p.name, channel, err)
			return nil
		}
		older := make([]Message, 0, len(page.Messages)+len(out))
		for _, m := range page.Messages {
			older = append(older, Message{p: p, raw: m})
		}
		out = append(older, out...)
		if !page.HasMore || len(page.Messages) == 0 {
			return out
		}
		before = page.Messages[0].TS
	}
}

// everything are the messages of a conversation with their replies behind them.
func (p *Person) everything(channel string) []Message {
	var out []Message
	for _, m := range p.fetch(channel, "") {
		out = append(out, m)
		if m.raw.ReplyCount > 0 {
			for _, reply := range p.fetch(channel, m.raw.TS) {
				if reply.raw.TS != m.raw.TS {
					out = append(out, reply)
				}
			}
		}
	}
	return out
}

func (p *Person) message(channel, ts string) (Message, bool) {
	for _, m := range p.everything(channel) {
		if m.raw.TS == ts {
			return m, true
		}
	}
	return Message{}, false
}

// stamp is the time in a Slack timestamp.
func stamp(ts string) time.Time {
	var seconds, micros int64
	if _, err := fmt.Sscanf(ts, "%d.%d", &seconds, &micros); err != nil {
		return time.Time{}
	}
	return time.UnixMicro(seconds*1e6 + micros)
}
