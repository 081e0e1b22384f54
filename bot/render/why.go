package render

import (
	"slices"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// Why answers what stands between a release and going live: every gate with
// its finding, and the earliest window at which all can pass.
func Why(f workflow.WhyFacts) Message {
	c := about(&f.ReleaseFacts, "")
	head := c.verdict(&f)
	lines := []line{bold(head)}
	var passed, warned []line
	for _, g := range f.Gates {
		switch {
		case !c.open() && (c.r.State != workflow.RolledBack || g.Rule != "triage"):
			continue // what is over waits for no gate
		case g.Rule == "window" && g.At.After(c.Now):
			lines = append(lines, l(emoji(stateEmoji[workflow.InApproval]), " ", c.finding(g)))
		case g.Pass && g.Reason != "":
			lines = append(lines, l(emoji("white_check_mark"), " ", c.finding(g)))
		case g.Pass:
			passed = append(passed, l(typed(g.Title, nameMax)))
		case g.Weight == workflow.Warn:
			warned = append(warned, l(emoji("warning"), " ", c.finding(g)))
		default:
			lines = append(lines, l(emoji("x"), " ", c.finding(g)))
		}
	}
	if len(passed) > 0 {
		lines = append(lines, l(emoji("white_check_mark"), " ", capital(join(" · ", passed...))))
	}
	blocks := []slack.Block{rich(append(lines, warned...)...)}
	var can []workflow.Action
	for _, a := range []workflow.Action{workflow.ActMove, workflow.ActPostpone} {
		if slices.Contains(f.Actions, a) && !f.Possible && f.First != nil && (f.Asked == nil || f.First.ID != f.Asked.ID) {
			can = append(can, a)
			break
		}
	}
	return build(head, append(blocks, actions(&f.ReleaseFacts, can, action.Show)))
}

// verdict is the first line: can it, when, and if not, when at the earliest.
func (c card) verdict(f *workflow.WhyFacts) line {
	var head line
	switch {
	case !c.open():
		return join(": ", l(c.r.Number), c.status())
	case c.emergency() && f.Possible:
		return fill(en.whyNow, c.r.Number)
	case c.emergency():
		return fill(en.whyNotNow, c.r.Number)
	case f.Asked == nil:
		head = fill(en.whyNoWindow, c.r.Number)
	case f.Possible:
		return fill(en.whyYes, c.r.Number, window(*f.Asked))
	case f.First != nil && f.First.ID == f.Asked.ID:
		return fill(en.whyNotYet, c.r.Number, window(*f.Asked))
	default:
		head = fill(en.whyNo, c.r.Number, window(*f.Asked))
	}
	if f.First == nil {
		return join(" ", head, l(en.whyNobodyKnows))
	}
	return join(" ", head, fill(en.whyEarliest, window(*f.First)))
}
