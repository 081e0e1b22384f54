package people

import (
	"strings"
	"time"

	"drumbeat/bot/sandbox"
)

// Modal is an open modal as a person fills it in. What was filled in stays
// when the app changes the view, wherever block_id and action_id stay the same.
type Modal struct {
	p      *Person
	s      surface
	view   sandbox.View
	errors map[string]string // by block_id
	closed bool
}

// SeesModal is the modal on top, which must have this title.
func (p *Person) SeesModal(title string) *Modal {
	p.w.t.Helper()
	view, open := p.top()
	if !open {
		p.w.t.Fatalf("%s sees no modal, but wanted %q\n%s", p.name, title, p.screen(""))
		return nil
	}
	m := &Modal{p: p, s: surface{p: p, viewID: view.ID, form: valuesOf(view.State.Values)}}
	m.take(view)
	if got := m.Title(); got != title {
		p.w.t.Fatalf("%s sees the modal %q, but wanted %q\n%s", p.name, got, title, m.Text())
	}
	return m
}

// SeesNoModal fails when a modal is open.
func (p *Person) SeesNoModal() {
	p.w.t.Helper()
	if view, open := p.top(); open {
		m := &Modal{p: p, s: surface{p: p, viewID: view.ID, form: valuesOf(view.State.Values)}}
		m.take(view)
		p.w.t.Fatalf("%s still sees a modal:\n%s", p.name, m.Text())
	}
}

func (p *Person) top() (sandbox.View, bool) {
	p.w.t.Helper()
	views := p.w.state(p.id).Views
	if len(views) == 0 {
		return sandbox.View{}, false
	}
	return views[len(views)-1], true
}

// take brings the modal in line with a view, keeping what was filled in.
func (m *Modal) take(view sandbox.View) {
	m.view = view
	m.s.blocks = decodeBlocks(view.Blocks)
	held := valuesOf(view.State.Values)
	for i := range m.s.blocks {
		b := &m.s.blocks[i]
		for _, e := range b.interactive() {
			if mine := m.s.form.of(b, e); mine != nil && mine["type"] == e.Type {
				if held[b.BlockID] == nil {
					held[b.BlockID] = map[string]map[string]any{}
				}
				held[b.BlockID][e.ActionID] = mine
			}
		}
	}
	m.s.form = held
}

// refresh looks at the view again after the app had a chance to change it.
func (m *Modal) refresh() {
	m.p.w.t.Helper()
	for _, v := range m.p.w.state(m.p.id).Views {
		if v.ID == m.view.ID {
			m.take(v)
			return
		}
	}
	m.closed = true
}

// Closed reports whether the modal is gone.
func (m *Modal) Closed() bool {
	m.p.w.t.Helper()
	m.refresh()
	return m.closed
}

// Title is the modal's title.
func (m *Modal) Title() string {
	m.p.w.t.Helper()
	return m.p.reader().raw(m.view.Title)
}

// Text is the whole modal as plain lines: title, fields with what is in them,
// errors after an exclamation mark, the buttons at the foot.
func (m *Modal) Text() string {
	m.p.w.t.Helper()
	r := m.p.reader()
	lines := append([]string{r.raw(m.view.Title)}, r.blocks(m.s.blocks, m.s.form, m.errors)...)
	foot := "[" + orElse(r.raw(m.view.Close), "Cancel") + "]"
	if submit := r.raw(m.view.Submit); submit != "" {
		foot += " [" + submit + "]"
	}
	return strings.Join(append(lines, foot), "\n")
}

// Field is what a field shows now, found like in Fill.
func (m *Modal) Field(name string) string {
	m.p.w.t.Helper()
	m.refresh()
	t, err := m.s.field(name)
	if err != nil {
		m.fail(name, err.Error())
	}
	return m.p.reader().value(m.s.form.of(t.b, t.e))
}

// Fill types into a text, number, e-mail or address field. A field is named by
// its label, or else its block_id or action_id.
func (m *Modal) Fill(field, value string) { m.p.w.t.Helper(); m.fill(field, "fill", value) }

// Choose takes options of a select, or a radio button, by their texts or values.
func (m *Modal) Choose(field string, options ...string) {
	m.p.w.t.Helper()
	f := m.filler()
	m.done(field, f.choose(field, options))
}

// Check ticks exactly these checkboxes; none: all are cleared.
func (m *Modal) Check(field string, options ...string) { m.p.w.t.Helper(); m.Choose(field, options...) }

// PickUser takes people, by name or id, in a users select.
func (m *Modal) PickUser(field string, who ...string) {
	m.p.w.t.Helper()
	ids := make([]string, 0, len(who))
	for _, name := range who {
		ids = append(ids, m.p.w.userID(name))
	}
	f := m.filler()
	m.done(field, f.pick(field, ids))
}

// PickChannel takes conversations, such as "#releases", in a channels or
// conversations select.
func (m *Modal) PickChannel(field string, where ...string) {
	m.p.w.t.Helper()
	ids := make([]string, 0, len(where))
	for _, name := range where {
		ids = append(ids, m.p.find(name))
	}
	f := m.filler()
	m.done(field, f.pick(field, ids))
}

// PickDate takes a date, 2026-11-24.
func (m *Modal) PickDate(field, date string) { m.p.w.t.Helper(); m.fill(field, "date", date) }

// PickTime takes a time of day, 06:00.
func (m *Modal) PickTime(field, hhmm string) { m.p.w.t.Helper(); m.fill(field, "time", hhmm) }

// PickDateTime takes a moment, to the second.
func (m *Modal) PickDateTime(field string, at time.Time) {
	m.p.w.t.Helper()
	f := m.filler()
	m.done(field, f.moment(field, at))
}

// Empty takes out what is in a field.
func (m *Modal) Empty(field string) {
	m.p.w.t.Helper()
	f := m.filler()
	m.done(field, f.empty(field))
}

// Enter presses Enter in a text field whose app wants to hear of it.
func (m *Modal) Enter(field string) {
	m.p.w.t.Helper()
	f := m.filler()
	m.done(field, f.enter(field))
}

func (m *Modal) fill(field, how, value string) {
	m.p.w.t.Helper()
	f := m.filler()
	m.done(field, f.text(field, how, value))
}

func (m *Modal) filler() *filler {
	m.refresh()
	return &filler{s: &m.s}
}

func (m *Modal) done(what, problem string) {
	m.p.w.t.Helper()
	if problem != "" {
		m.fail(what, problem)
	}
	m.refresh()
}

func (m *Modal) fail(what, problem string) {
	m.p.w.t.Helper()
	m.p.w.t.Fatalf("%s in the modal, %q: %s\n%s", m.p.name, what, problem, m.Text())
}

// Click clicks a button inside the modal.
func (m *Modal) Click(label string) {
	m.p.w.t.Helper()
	m.refresh()
	m.done(label, m.s.click(label, ""))
}

// ClickBeside clicks the button in the part of the modal that says something:
// where several buttons have one label.
func (m *Modal) ClickBeside(near, label string) {
	m.p.w.t.Helper()
	m.refresh()
	m.done(label, m.s.click(label, near))
}

// Submit sends the modal. Errors at fields are not a failure: read Errors.
func (m *Modal) Submit() {
	m.p.w.t.Helper()
	if problem := m.TriesToSubmit(); problem != "" {
		m.fail("submit", problem)
	}
}

// Sends submits the modal and fails when it has errors at fields.
func (m *Modal) Sends() {
	m.p.w.t.Helper()
	m.Submit()
	if len(m.errors) > 0 {
		m.p.w.t.Fatalf("%s could not send the modal:\n%s", m.p.name, m.Text())
	}
}

// TriesToSubmit submits like Submit and returns what the person is told when
// the app does not answer. The modal is open then, with all that was typed.
func (m *Modal) TriesToSubmit() (problem string) {
	m.p.w.t.Helper()
	m.errors = nil
	var answer sandbox.SubmitAnswer
	err := m.p.w.post("/client/submit", sandbox.SubmitRequest{As: m.p.id, ViewID: m.view.ID, State: m.s.form.wire()}, &answer)
	if problem = trouble(answer.OK, answer.Error, err); problem == "" {
		m.errors = answer.Errors
	}
	m.refresh()
	return problem
}

// Errors are the sentences at fields after Submit, by label.
func (m *Modal) Errors() map[string]string {
	m.p.w.t.Helper()
	r := m.p.reader()
	out := map[string]string{}
	for id, sentence := range m.errors {
		label := id
		for i := range m.s.blocks {
			if b := &m.s.blocks[i]; b.BlockID == id && b.Label != nil {
				label = r.text(b.Label)
			}
		}
		out[label] = sentence
	}
	return out
}

// Close closes this view by its button; what is below it comes back.
func (m *Modal) Close() { m.p.w.t.Helper(); m.close(false) }

// CloseAll closes the whole stack by the cross in the corner.
func (m *Modal) CloseAll() { m.p.w.t.Helper(); m.close(true) }

func (m *Modal) close(all bool) {
	m.p.w.t.Helper()
	var answer sandbox.ActionAnswer
	err := m.p.w.post("/client/close", sandbox.CloseRequest{As: m.p.id, ViewID: m.view.ID, All: all}, &answer)
	if problem := trouble(answer.OK, answer.Error, err); problem != "" {
		m.fail("close", problem)
	}
	m.closed = true
}
