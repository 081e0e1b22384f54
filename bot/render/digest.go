package render

import (
	"slices"

	"github.com/slack-go/slack"

	"drumbeat/workflow"
)

// Digest is what the operations meeting looks at: the figures since the digest
// before, the windows to come, what is overdue, and habits worth a question. It
// mentions nobody.
func Digest(loc workflow.Locale, f workflow.DigestFacts) Message {
	w := wordsOf(loc)
	d := digest{metrics{&f.MetricsFacts, w}, &f}
	head := l(w.met.digest)
	blocks := slices.Concat([]slack.Block{rich(bold(head), d.period())}, d.body(), d.coming(), d.overdue(), d.notable())
	return build(w, l(head, ": ", d.went(), "."), blocks)
}

type digest struct {
	metrics
	d *workflow.DigestFacts
}

// section is a head with a list below it; none where the list is empty.
func section(head line, lines []line) []slack.Block {
	if len(lines) == 0 {
		return nil
	}
	return []slack.Block{rich(bold(head)), slack.NewRichTextBlock("", bullets(lines))}
}

// coming are the windows until the next digest.
func (d digest) coming() []slack.Block {
	var lines []line
	for i := range d.d.Windows {
		p := pack{&d.d.Windows[i], d.w}
		said := p.summary()
		lines = append(lines, fill(d.w.met.comesEach, window(d.w, p.Slot), typed(p.Slot.Name, nameMax), said))
	}
	return section(l(d.w.met.comes), lines)
}

// overdue is what should have been done by now, the longest overdue first.
func (d digest) overdue() []slack.Block {
	var lines []line
	for _, o := range d.d.Overdue {
		lines = append(lines, fill(d.w.met.overdueEach, o.Release, typed(o.Title, titleMax), d.w.met.late[o.What], on(d.w, o.Since, d.Zone)))
	}
	if more := d.d.Late - len(d.d.Overdue); more > 0 {
		lines = append(lines, fill(d.w.andMore, more))
	}
	return section(fill(d.w.met.overdue, d.d.Late), lines)
}

// notable are habits that the figures show.
func (d digest) notable() []slack.Block {
	var lines []line
	for _, s := range d.d.Stamped {
		name := d.d.Names[s.Person]
		if name == "" {
			name = string(s.Person)
		}
		lines = append(lines, fill(d.w.met.stamped, typed(name, nameMax), s.Times))
	}
	for _, u := range d.d.Unfailing {
		name := d.Roles[u.Role]
		if name == "" {
			name = u.Role
		}
		lines = append(lines, fill(d.w.met.unfailing, typed(name, nameMax), u.Times))
	}
	if d.d.Let > 0 {
		lines = append(lines, fill(d.w.met.allLet, d.d.Let))
	}
	return section(l(d.w.met.notable), few(d.w, lines, mostNotable))
}

// mostNotable is how many habits are told of.
const mostNotable = 6
