package render

import (
	"slices"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// Ask is the direct message by which one person is asked to decide on one
// revision (0: the current one), edited in place: once nothing is asked any
// more the buttons go and a line says why.
func Ask(loc workflow.Locale, f workflow.ReleaseFacts, person workflow.PersonID, revision int) Message {
	w := wordsOf(loc)
	c := about(w, &f, person)
	if revision == 0 {
		revision = c.r.Revision
	}
	if done := c.answered(person, revision); !done.empty() {
		head := l(emoji(stateEmoji[c.r.State]), " ", bold(c.ref()))
		return build(w, join(": ", c.ref(), done), []slack.Block{rich(head, done), actions(w, &f, nil, action.Details)})
	}
	head, sign := fill(w.asksYou, c.names().name(c.r.Requester), c.ref()), stateEmoji[workflow.InApproval]
	if c.emergency() {
		head, sign = fill(w.asksYouUrgently, c.names().name(c.r.Requester), c.r.Number, typed(c.q.Title, titleMax)), "rotating_light"
	}
	blocks := []slack.Block{
		rich(l(emoji(sign), " ", bold(head)), c.forWhat(person)),
		divider(),
		rich(c.toJudge()...),
	}
	if warn := c.warnings(); len(warn) > 0 {
		blocks = append(blocks, rich(warn...))
	}
	return build(w, join(". ", head, c.forWhat(person)), append(blocks, actions(w, &f, deciding(&f), action.Details)))
}

// deciding are the actions by which a person decides.
func deciding(f *workflow.ReleaseFacts) []workflow.Action {
	var out []workflow.Action
	if f.Release.Request.Type == workflow.Emergency && f.Release.TakenBy == "" && slices.Contains(f.Actions, workflow.ActTake) {
		out = append(out, workflow.ActTake)
	}
	for _, a := range []workflow.Action{workflow.ActApprove, workflow.ActReject, workflow.ActAskChanges} {
		if slices.Contains(f.Actions, a) {
			out = append(out, a)
		}
	}
	return out
}

// forWhat says in which role the person decides, with whom, and until when.
func (c card) forWhat(person workflow.PersonID) line {
	var roles []line
	for _, rs := range c.Standing.Rules {
		if rs.Complete || !slices.Contains(rs.Can, person) {
			continue
		}
		role := typed(rs.Name, nameMax)
		switch left := rs.Quorum - len(rs.Given); {
		case len(c.askable(rs)) == 1:
			roles = append(roles, fill(c.w.roleYou, role))
		case left > 1:
			roles = append(roles, fill(c.w.roleSeveral, role, left, c.called(rs, c.w.and)))
		default:
			roles = append(roles, fill(c.w.roleOne, role, c.called(rs, c.w.or)))
		}
	}
	out := fill(c.w.forRoles, series(c.w, roles, c.w.and))
	if len(roles) == 0 {
		out = nil
	}
	if !c.r.DecideBy.IsZero() {
		until := c.deadline(c.w.decideBefore, c.w.decideOverdue)
		if clock := c.clock(); !clock.empty() {
			until = l(until, " (", clock, ")")
		}
		out = join(" · ", out, until)
	}
	return join("\n", out, c.whyAsked(person))
}

// paragraphMax is how much of a long text a message shows; the rest is in the
// details.
const paragraphMax = 700

// toJudge is what an approver needs to decide.
func (c card) toJudge() []line {
	if c.emergency() {
		return []line{
			row(c.w.labelBroken, l(paragraph(c.q.What, paragraphMax))),
			row(c.w.labelNotice, l(paragraph(c.q.Briefing.Notice, paragraphMax))),
			row(c.w.labelSay, l(paragraph(c.q.Briefing.Say, paragraphMax))),
			row(c.w.labelRollback, l(paragraph(c.q.Rollback, paragraphMax))),
			row(c.w.labelGoes, fill(c.w.asSoonAsApproved, c.names().name(c.q.Implementer))),
			row(c.w.labelPeople, c.helpers()),
		}
	}
	return []line{
		row(c.w.labelWhat, l(paragraph(c.q.What, paragraphMax))),
		row(c.w.labelWhy, l(paragraph(c.q.Why, paragraphMax))),
		row(c.w.labelWindow, c.window()),
		row(c.w.labelImpact, l(c.w.impacts[c.q.Impact])),
		row(c.w.labelRisk, c.risk()),
		row(c.w.labelEvidence, l(paragraph(c.q.Evidence, paragraphMax))),
		row(c.w.labelRollback, l(paragraph(c.q.Rollback, paragraphMax))),
		row(c.w.labelKind, c.kind()),
		row(c.w.labelPeople, c.helpers()),
	}
}

// answered says why nothing is asked of the person any more; empty while
// something is.
func (c card) answered(person workflow.PersonID, revision int) line {
	if revision != c.r.Revision {
		if c.r.State == workflow.InApproval && slices.Contains(c.r.Waiting(), person) {
			return fill(c.w.askedAgain, c.r.Revision)
		}
		return join(" ", fill(c.w.askedBefore, revision, c.r.Revision), c.status())
	}
	if a, ok := c.approvalOf(person); ok {
		return join(" ", fill(c.w.youApproved, c.on(a.At)), c.after())
	}
	if c.r.State == workflow.Rejected && c.r.Rejection != nil && c.r.Rejection.By == person {
		return fill(c.w.youRejected, c.on(c.r.Rejection.At), paragraph(c.r.Rejection.Reason, reasonMax))
	}
	if c.r.State == workflow.Returned && c.entered(workflow.Returned).By == person {
		e := c.entered(workflow.Returned)
		return fill(c.w.youReturned, c.on(e.At), paragraph(e.Reason, reasonMax))
	}
	if c.r.State != workflow.InApproval {
		return join(" ", l(c.w.notAskedAnyMore), c.status())
	}
	for _, rs := range c.Standing.Rules {
		if !rs.Complete && slices.Contains(rs.Can, person) {
			return nil
		}
	}
	return join(" ", c.decidedByOthers(person), c.after())
}

func (c card) approvalOf(person workflow.PersonID) (workflow.Approval, bool) {
	for _, a := range c.r.Approvals {
		if a.By == person && a.Void == "" && a.Revision == c.r.Revision {
			return a, true
		}
	}
	return workflow.Approval{}, false
}

// decidedByOthers names who decided in the role that the person was asked for.
func (c card) decidedByOthers(person workflow.PersonID) line {
	for _, a := range c.r.Asks {
		if a.Person != person || a.Revision != c.r.Revision {
			continue
		}
		for _, rs := range c.Standing.Rules {
			if a.Ended && a.For != "" && !rs.Complete && rs.Role == a.Role {
				return fill(c.w.deciding.backAgain, c.names().name(a.For))
			}
			if rs.Role == a.Role && rs.Complete && len(rs.Given) > 0 {
				return fill(c.w.roleDecided, c.given(rs.Given), typed(rs.Name, nameMax))
			}
		}
	}
	return l(c.w.notAskedAnyMore)
}

// after says what is still needed after an approval, or where that led.
func (c card) after() line {
	if c.r.State == workflow.InApproval {
		return c.needed()
	}
	return c.status()
}
