package render

import (
	"strings"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// instead names the ways round what stands in the way: "instead Thu 26 Nov 06:00
// or after REL-1039".
func instead(w *words, ways []workflow.Alternative) line {
	var out []line
	for _, way := range ways {
		if way.After != 0 {
			out = append(out, fill(w.afterRelease, way.After))
			continue
		}
		out = append(out, l(on(w, way.Opens, way.Zone)))
	}
	if len(out) == 0 {
		return nil
	}
	return fill(w.instead, series(w, out, w.or))
}

// mostKnown is how many of the things in the way a modal shows, and remembers
// that it has shown.
const mostKnown = 20

// AnywayForm shows a release manager what stands in the way of a start, and asks
// for the reason to start in spite of it.
func AnywayForm(loc workflow.Locale, f workflow.ReleaseFacts, findings []workflow.Finding, m action.Modal) slack.ModalViewRequest {
	w := wordsOf(loc)
	c := about(w, &f, "").now()
	m.Action, m.Release, m.Revision, m.Known = workflow.ActStart, f.Release.Number, f.Release.Revision, nil
	m.Entry = f.Release.Last().Seq
	lines, more := []line{bold(c.ref())}, 0
	for _, g := range findings {
		if g.Pass || g.Weight == workflow.Warn {
			continue
		}
		if len(m.Known) == mostKnown {
			more++
			continue
		}
		m.Known = append(m.Known, g.Rule)
		g.Who = nil // it is the reader who decides
		lines = append(lines, l(emoji("warning"), " ", c.finding(g)))
	}
	if more > 0 {
		lines = append(lines, fill(w.andOthers, more))
	}
	if _, fits := m.Metadata(); !fits || more > 0 {
		m.Known = nil
	}
	say := w.anyway
	view := modal(w, action.AnywayModal, say.title, say.submit, m)
	view.Blocks.BlockSet = []slack.Block{rich(append(lines, l(say.effect))...), reasonInput(say.label, say.hint)}
	return view
}

// ruleDependency is the rule of what a release has to follow.
const ruleDependency = "dependency"

// despite names what was overridden: "a freeze and REL-7, which was to go first";
// nothing where nothing was.
func despite(w *words, e workflow.Entry) line {
	var out []line
	said := map[string]bool{}
	for _, r := range e.Overrode {
		rule, about, _ := strings.Cut(r, ":")
		what := w.overrode[rule]
		if !strings.Contains(what, "{1}") {
			about = ""
		}
		if key := rule + about; what != "" && !said[key] {
			said[key] = true
			out = append(out, fill(what, typed(about, nameMax)))
		}
	}
	return series(w, out, w.and)
}

// ofWindow tells whether a finding is about the window chosen: it is shown there.
func ofWindow(f workflow.Finding) bool {
	switch rule, _, _ := strings.Cut(f.Rule, ":"); rule {
	case "intake":
		return f.Rule == ruleIntakeConflict
	case "freeze", "blackout", "capacity", ruleDependency, "system", "environment", "implementer", "approver", "absence":
		return true
	}
	return false
}

// stopped says what keeps a release from starting that only a release manager's
// override gets past; nothing where nothing does.
func (c card) stopped() line {
	for _, f := range c.Findings {
		if c.Anyway && !f.Pass && f.Weight != workflow.Warn {
			return l(emoji("warning"), " ", c.finding(f))
		}
	}
	return nil
}

// against says in a few words what a window has against it, for its option in a
// list; nothing where it has nothing.
func against(w *words, findings []workflow.Finding) line {
	for _, f := range findings {
		rule, _, _ := strings.Cut(f.Rule, ":")
		words := w.against[rule]
		switch {
		case f.Pass || words == "":
		case f.Weight != workflow.Warn:
			return l(words)
		case rule == "freeze":
			return l(w.softFreeze)
		}
	}
	return nil
}

// blocked tells whether a window cannot be asked for, and whether a release
// manager could move a release there all the same.
func blocked(o workflow.WindowOption) (is, overridable bool) {
	overridable = true
	for _, f := range o.Conflicts {
		if !f.Pass && f.Weight != workflow.Warn {
			is = true
			overridable = overridable && f.Rule != "capacity"
		}
	}
	return is, is && overridable
}

// anywayBox is the box by which a release manager moves a release to a window in
// spite of what stands in the way there.
func anywayBox(w *words) slack.Block {
	box := slack.NewCheckboxGroupsBlockElement(action.FieldID(action.FieldAnyway, ""), option(action.Anyway, l(w.anywayBox)))
	block := slack.NewInputBlock(string(action.FieldAnyway), words1(w.anywayLabel, maxLabel), nil, box)
	block.Optional = true
	return block
}
