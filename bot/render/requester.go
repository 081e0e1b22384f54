package render

import (
	"slices"

	"github.com/slack-go/slack"

	"drumbeat/workflow"
)

// Requester is the direct message that tells who asked for a release where it
// stands, edited in place.
func Requester(loc workflow.Locale, f workflow.ReleaseFacts) Message {
	w := wordsOf(loc)
	c := about(w, &f, f.Release.Requester)
	lines := []line{c.title(), c.status()}
	if c.open() && !c.emergency() && c.r.State != workflow.Scheduled {
		lines = append(lines, row(w.labelWindow, c.window()))
	} else if c.r.State == workflow.Scheduled {
		lines = append(lines, c.moving())
	}
	lines = append(lines, row(w.deciding.labelReview, c.review()), row(w.after.labelHandover, c.handover()), row(w.after.labelFollowUps, c.followUps()))
	if next := c.next(); !next.empty() {
		lines = append(lines, row(w.labelNext, next))
	}
	blocks := []slack.Block{rich(lines...)}
	if warn := c.warnings(); len(warn) > 0 {
		blocks = append(blocks, rich(warn...))
	}
	blocks = append(blocks, actions(w, &f, c.own(), c.looks()...))
	return build(w, join(": ", c.ref(), c.status()), blocks)
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
		return l(c.w.nextSubmitted)
	case workflow.Returned:
		return l(c.w.nextReturned)
	case workflow.InApproval:
		if c.emergency() {
			return nil
		}
		return l(c.w.nextApproval)
	case workflow.Scheduled:
		return c.nextScheduled()
	case workflow.Deploying:
		if c.q.Implementer == c.viewer {
			return l(c.w.nextReport)
		}
		return fill(c.w.nextDeploying, c.names().name(c.q.Implementer))
	case workflow.Live:
		if !c.r.ReviewBy.IsZero() && c.r.Review == "" {
			return l(c.w.deciding.nextReview)
		}
		switch {
		case c.r.HandoverOpen():
			return l(c.w.after.nextHandover)
		case len(workflow.OpenTasks(c.r.FollowUps)) > 0:
			return l(c.w.after.nextFollowUps)
		}
		return l(c.w.nextLive)
	case workflow.RolledBack:
		return l(c.w.nextRolledBack)
	case workflow.Rejected:
		return fill(c.w.nextRejected, c.names().name(c.entered(workflow.Rejected).By))
	}
	return nil
}

func (c card) nextScheduled() line {
	if c.emergency() {
		return nil // the status says who can start it
	}
	var brief line
	if !c.BriefAt.IsZero() && c.Now.Before(c.BriefAt) && c.noticed() {
		brief = fill(c.w.nextBriefed, c.on(c.BriefAt))
	}
	if c.Slot == nil {
		return brief
	}
	return join(" ", brief, fill(c.w.nextStart, capital(c.who(c.q.Implementer)), c.on(c.Slot.Opens)))
}
