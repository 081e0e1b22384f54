package people

import "fmt"

// Many apps acknowledge first and do their work after that. What such an app
// opens or changes is waited for with these.

// AwaitModal waits for a modal on top that has this title.
func (p *Person) AwaitModal(title string) *Modal {
	p.w.t.Helper()
	p.w.Eventually(fmt.Sprintf("%s to see the modal %q", p.name, title), func() bool {
		view, open := p.top()
		return open && p.reader().raw(view.Title) == title
	})
	return p.SeesModal(title)
}

// Await waits until the modal shows all the words.
func (m *Modal) Await(words ...string) {
	m.p.w.t.Helper()
	m.p.w.Eventually(fmt.Sprintf("%s to see %q in the modal", m.p.name, words), func() bool {
		m.refresh()
		return !m.closed && containsAll(m.Text(), words)
	})
}

// Await waits until the Home tab shows all the words.
func (h *Home) Await(words ...string) {
	h.p.w.t.Helper()
	h.p.w.Eventually(fmt.Sprintf("%s to see %q on the Home tab", h.p.name, words), func() bool {
		return containsAll(h.Text(), words)
	})
}
