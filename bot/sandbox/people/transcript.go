package people

import (
	"slices"
	"strings"

	"drumbeat/bot/sandbox"
)

// key names a message; a private answer is one per person.
func (m Message) key() string {
	key := m.raw.Channel + "/" + m.raw.TS
	if m.raw.Ephemeral {
		key += "/" + m.p.id
	}
	return key
}

// version tells one state of a message from another. Reply counts are not part
// of it: the replies themselves are.
func (m Message) version() string {
	edited := ""
	if m.raw.Edited != nil {
		edited = m.raw.Edited.TS
	}
	parts := []string{m.raw.Text, string(m.raw.Blocks), string(m.raw.Attachments), edited}
	for _, r := range m.raw.Reactions {
		parts = append(parts, r.Name, strings.Join(r.Users, ","))
	}
	return strings.Join(parts, "\x00")
}

// look remembers that the test has seen messages.
func (w *Workspace) look(messages []Message) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, m := range messages {
		if m.p != nil {
			w.looked[m.key()] = m.version()
		}
	}
}

func (w *Workspace) isNew(m Message) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.looked[m.key()] != m.version()
}

// view is one conversation and everything in it.
type view struct {
	title    string
	messages []Message // replies follow their parent
}

// views are all conversations with all messages in them. What everybody sees
// is read as the first member reads it; what only one sees, as that one.
func (w *Workspace) views() []view {
	w.t.Helper()
	type place struct {
		channel sandbox.Channel
		readers []*Person
	}
	places := map[string]*place{}
	var order []string
	for _, p := range w.people() {
		for _, c := range w.state(p.id).Channels {
			at := places[c.ID]
			if at == nil {
				at = &place{channel: c}
				places[c.ID] = at
				order = append(order, c.ID)
			}
			at.readers = append(at.readers, p)
			if c.IsMember && !slices.Contains(at.channel.Members, at.readers[0].id) {
				at.readers[0], at.readers[len(at.readers)-1] = p, at.readers[0]
			}
		}
	}
	slices.SortStableFunc(order, func(a, b string) int { return strings.Compare(sortKey(places[a].channel), sortKey(places[b].channel)) })
	var out []view
	for _, id := range order {
		at := places[id]
		v := view{title: title(at.channel, at.readers[0])}
		for i, p := range at.readers {
			for _, m := range p.everything(id) {
				if i == 0 || m.raw.Ephemeral {
					v.messages = append(v.messages, m)
				}
			}
		}
		slices.SortStableFunc(v.messages, func(a, b Message) int { return strings.Compare(order2(a), order2(b)) })
		if len(v.messages) > 0 {
			out = append(out, v)
		}
	}
	return out
}

// order2 sorts by parent, then by time.
func order2(m Message) string {
	if t := m.raw.ThreadTS; t != "" {
		return t + m.raw.TS
	}
	return m.raw.TS
}

func sortKey(c sandbox.Channel) string {
	return map[bool]string{true: "1", false: "0"}[c.IMUser != ""] + map[bool]string{true: c.ID, false: c.Name}[c.IMUser != ""]
}

func title(c sandbox.Channel, p *Person) string {
	if c.IMUser == "" {
		return "#" + c.Name
	}
	return "@" + p.name + " and " + c.Name
}

// Transcript is every message of every channel, direct message and thread, and
// every private answer, in a stable form to compare with a golden text. The
// test has looked at all of it then.
func (w *Workspace) Transcript() string {
	w.t.Helper()
	return w.write(func(Message) bool { return true }, true)
}

// Channel is the transcript of one channel, without #. The test has looked at it then.
func (w *Workspace) Channel(name string) string {
	w.t.Helper()
	name = "#" + strings.TrimPrefix(name, "#")
	var b strings.Builder
	for _, v := range w.views() {
		if v.title == name {
			w.writeView(&b, v, true)
		}
	}
	return b.String()
}

// New is the transcript of what the test has not looked at yet, changed
// messages included. The test has looked at it then.
func (w *Workspace) New() string {
	w.t.Helper()
	return w.write(w.isNew, true)
}

// NothingElse fails if there is anything that the test has not looked at. Slack's
// own words about a conversation, such as who joined it, are not counted.
func (w *Workspace) NothingElse(t T) {
	t.Helper()
	if rest := w.write(func(m Message) bool { return w.isNew(m) && !m.raw.IsNotice() }, false); rest != "" {
		t.Fatalf("the test has not looked at:\n%s", rest)
	}
}

func (w *Workspace) write(wanted func(Message) bool, look bool) string {
	w.t.Helper()
	var b strings.Builder
	for _, v := range w.views() {
		v.messages = slices.DeleteFunc(v.messages, func(m Message) bool { return !wanted(m) })
		if len(v.messages) > 0 {
			w.writeView(&b, v, look)
		}
	}
	return b.String()
}

func (w *Workspace) writeView(b *strings.Builder, v view, look bool) {
	b.WriteString(v.title + "\n")
	readers := map[*Person]reader{}
	for _, m := range v.messages {
		if _, ok := readers[m.p]; !ok {
			readers[m.p] = m.p.reader()
		}
		b.WriteString(m.entry(readers[m.p]))
	}
	if look {
		w.look(v.messages)
	}
}

// entry is one message in a transcript; replies are set in.
func (m Message) entry(r reader) string {
	with := "  "
	if m.raw.ThreadTS != "" && m.raw.ThreadTS != m.raw.TS {
		with = "    | "
	}
	head := m.Time().Format("Mon 2 Jan 15:04") + "  " + orElse(m.raw.Username, r.shown(m.raw.User))
	if m.raw.Edited != nil {
		head += " (edited)"
	}
	if m.raw.Ephemeral {
		head += " (only " + m.p.name + " sees this)"
	}
	lines := []string{with + head}
	for _, line := range r.message(m.raw) {
		lines = append(lines, strings.TrimRight(with+"    "+line, " "))
	}
	return strings.Join(lines, "\n") + "\n"
}

// tail is the end of every conversation, for failures.
func (w *Workspace) tail() string {
	var b strings.Builder
	for _, v := range w.views() {
		v.messages = v.messages[max(0, len(v.messages)-4):]
		w.writeView(&b, v, false)
	}
	return b.String()
}

// screen is what the person saw last, for failures: the open modal, and the end
// of a conversation, or of all when where is empty.
func (p *Person) screen(where string) string {
	var b strings.Builder
	b.WriteString(p.name + " sees:\n")
	r := p.reader()
	for _, c := range r.state.Channels {
		if where != "" && c.ID != where && "#"+c.Name != where && !strings.EqualFold("@"+c.Name, where) {
			continue
		}
		all := p.everything(c.ID)
		if len(all) == 0 {
			continue
		}
		b.WriteString(title(c, p) + "\n")
		for _, m := range all[max(0, len(all)-6):] {
			b.WriteString(m.entry(r))
		}
	}
	if v, open := p.top(); open {
		m := &Modal{p: p, s: surface{p: p, form: valuesOf(v.State.Values)}}
		m.take(v)
		b.WriteString("a modal\n" + indent("  ", m.Text()) + "\n")
	}
	return b.String()
}

// userID finds a user by name or id.
func (w *Workspace) userID(name string) string {
	w.t.Helper()
	for _, u := range w.state("").Users {
		if called(u, name) {
			return u.ID
		}
	}
	w.t.Fatalf("there is nobody called %q", name)
	return ""
}
