package render

import (
	"slices"

	"github.com/slack-go/slack"

	"drumbeat/workflow"
)

// Requester is the direct message that tells who asked for a release where it
// stands, edited in place.
func Requester(f workflow.ReleaseFacts) Message {
	c := about(&f, f.Release.Requester)
	lines := []line{c.title(), c.status()}
	if c.open() && !c.emergency() && c.r.State != workflow.Scheduled {
		lines = append(lines, row(en.labelWindow, c.window()))
	} else if c.r.State == workflow.Scheduled {
		lines = append(lines, c.moving())
	}
	lines = append(lines, row(en.deciding.labelReview, c.review()))
	if next := c.next(); !next.empty() {
		lines = append(lines, row(en.labelNext, next))
	}
	blocks := []slack.Block{rich(lines...)}
	if w := c.warnings(); len(w) > 0 {
		blocks = append(blocks, rich(w...))
	}
	blocks = append(blocks, actions(&f, c.own(), c.looks()...))
	return build(join(": ", c.ref(), c.status()), blocks)
}

// own are the actions that the requester may take, being perhaps its
// implementer or point of contact too.
func (c card) own() []workflow.Action {
	var out []workflow.Action
	for _, a := range c.Actions {
		row, ok := workflow.Find(c.r.State, a)
		if !ok {
			continue
		}
		if slices.Contains(row.By, workflow.ByRequester) ||
			slices.Contains(row.By, workflow.ByImplementer) && c.q.Implementer == c.r.Requester ||
			slices.Contains(row.By, workflow.ByContact) && c.q.Contact == c.r.Requester {
			out = append(out, a)
		}
	}
	return out
}

// next says what happens next, as far as it is known.
func (c card) next() line {
	switch c.r.State {
	case workflow.Submitted:
		return l(en.nextSubmitted)
	case workflow.Returned:
		return l(en.nextReturned)
	case workflow.InApproval:
		if c.emergency() {
			return nil
		}
		return l(en.nextApproval)
	case workflow.Scheduled:
		return c.nextScheduled()
	case workflow.Deploying:
		if c.q.Implementer == c.viewer {
			return l(en.nextReport)
		}
		return fill(en.nextDeploying, c.names().name(c.q.Implementer))
	case workflow.Live:
		if !c.r.ReviewBy.IsZero() && c.r.Review == "" {
			return l(en.deciding.nextReview)
		}
		return l(en.nextLive)
	case workflow.RolledBack:
		return l(en.nextRolledBack)
	case workflow.Rejected:
		return fill(en.nextRejected, c.names().name(c.entered(workflow.Rejected).By))
	}
	return nil
}

func (c card) nextScheduled() line {
	if c.emergency() {
		return nil // the status says who can start it
	}
	var brief line
	if !c.BriefAt.IsZero() && c.Now.Before(c.BriefAt) && c.noticed() {
		brief = fill(en.nextBriefed, c.on(c.BriefAt))
	}
	if c.Slot == nil {
		return brief
	}
	return join(" ", brief, fill(en.nextStart, capital(c.who(c.q.Implementer)), c.on(c.Slot.Opens)))
}
