package people

import (
	"encoding/json"
	"time"
)

// Fields are what a person fills in outside modals: in a message or on a Home
// tab. A choice there reaches the app at once. Each method fails when there is
// no such field, or the app did not take the choice.
type Fields struct {
	p      *Person
	reload func() *surface // the place as it is now
	screen func() string
}

// Fields are the fields of a message, as p sees it.
func (p *Person) Fields(m Message) *Fields {
	p.w.t.Helper()
	s := p.surface(m)
	return &Fields{p: p, reload: func() *surface { return &s }, screen: func() string { return p.screen(m.raw.Channel) }}
}

// Fields are the fields of the Home tab.
func (h *Home) Fields() *Fields {
	h.p.w.t.Helper()
	return &Fields{p: h.p, screen: h.Text, reload: func() *surface {
		h.load(true)
		return &h.s
	}}
}

// Fill types into a text field; Enter then tells an app that waits for it.
func (f *Fields) Fill(field, value string) {
	f.p.w.t.Helper()
	f.with(field, func(in *filler) string { return in.text(field, "fill", value) })
}

// Enter presses Enter in a text field whose app wants to hear of it.
func (f *Fields) Enter(field string) {
	f.p.w.t.Helper()
	f.with(field, func(in *filler) string { return in.enter(field) })
}

// Choose takes options of a select, a radio button, or exactly these ticks.
func (f *Fields) Choose(field string, options ...string) {
	f.p.w.t.Helper()
	f.with(field, func(in *filler) string { return in.choose(field, options) })
}

// PickUser takes people, by name or id.
func (f *Fields) PickUser(field string, who ...string) {
	f.p.w.t.Helper()
	ids := make([]string, 0, len(who))
	for _, name := range who {
		ids = append(ids, f.p.w.userID(name))
	}
	f.with(field, func(in *filler) string { return in.pick(field, ids) })
}

// PickChannel takes conversations, such as "#releases".
func (f *Fields) PickChannel(field string, where ...string) {
	f.p.w.t.Helper()
	ids := make([]string, 0, len(where))
	for _, name := range where {
		ids = append(ids, f.p.find(name))
	}
	f.with(field, func(in *filler) string { return in.pick(field, ids) })
}

// PickDate takes a date, 2026-11-24.
func (f *Fields) PickDate(field, date string) {
	f.p.w.t.Helper()
	f.with(field, func(in *filler) string { return in.text(field, "date", date) })
}

// PickTime takes a time of day, 06:00.
func (f *Fields) PickTime(field, hhmm string) {
	f.p.w.t.Helper()
	f.with(field, func(in *filler) string { return in.text(field, "time", hhmm) })
}

// PickDateTime takes a moment, to the second.
func (f *Fields) PickDateTime(field string, at time.Time) {
	f.p.w.t.Helper()
	f.with(field, func(in *filler) string { return in.moment(field, at) })
}

// Empty takes out what is in a field.
func (f *Fields) Empty(field string) {
	f.p.w.t.Helper()
	f.with(field, func(in *filler) string { return in.empty(field) })
}

func (f *Fields) with(field string, do func(*filler) string) {
	f.p.w.t.Helper()
	if problem := do(&filler{s: f.reload()}); problem != "" {
		f.p.w.t.Fatalf("%s at %q: %s\n%s", f.p.name, field, problem, f.screen())
	}
}

// Write puts rich text into a field for it: the JSON of a rich_text block.
func (m *Modal) Write(field, richText string) {
	m.p.w.t.Helper()
	var value map[string]any
	if err := json.Unmarshal([]byte(richText), &value); err != nil {
		m.fail(field, "that is no JSON: "+err.Error())
	}
	in := m.filler()
	t, err := in.s.field(field)
	switch {
	case err != nil:
		m.fail(field, err.Error())
	case t.e.Type != "rich_text_input":
		m.fail(field, "the field is a "+t.e.Type)
	}
	m.done(field, in.put(t, value))
}
