package policy

import (
	"slices"

	"drumbeat/workflow"
)

// Relations lists what a person is to a release.
func Relations(p *workflow.Policy, members workflow.Members, r *workflow.Release, person workflow.PersonID) []workflow.Who {
	if person == workflow.System {
		return []workflow.Who{workflow.BySystem}
	}
	var out []workflow.Who
	add := func(w workflow.Who, is bool) {
		if is {
			out = append(out, w)
		}
	}
	add(workflow.ByRequester, r.Requester == person)
	add(workflow.ByApprover, barred(r, person) == "" && len(RolesOf(p, members, r, person)) > 0)
	add(workflow.ByAcceptor, accepts(p, members, r, person))
	add(workflow.ByManager, members.Has(p.ManagerRole, person))
	add(workflow.ByImplementer, r.Request.Implementer == person)
	add(workflow.ByContact, r.Request.Contact == person)
	add(workflow.ByRejecter, r.Rejection != nil && r.Rejection.By == person)
	add(workflow.ByCoordinator, slices.Contains(Coordinators(p, members, r), person))
	add(workflow.ByOwner, owns(r, person))
	add(workflow.ByRunOwner, slices.Contains(RunOwners(p, members, r), person))
	add(workflow.ByBusiness, slices.Contains(r.Raters(RoleBusiness), person))
	add(workflow.ByOnCall, barred(r, person) == "" && members.Has(p.OnCallRole, person))
	return out
}

// May tells whether person may take an action on r at all, apart from gates.
// The finding's rule is "state" where the life of a release has no such step
// now, "window" where an emergency would need one for it, "permission" where this
// person may not take it, and "decided" where an approval was given already.
func May(p *workflow.Policy, members workflow.Members, r *workflow.Release, action workflow.Action, person workflow.PersonID) workflow.Finding {
	ok := workflow.Finding{Rule: "permission", Title: "permission", Pass: true, Weight: workflow.Block}
	row, found := workflow.Find(r.State, action)
	if f, none := nothingTo(r, action); found && none {
		return f
	}
	if found && action == workflow.ActNudge && r.State == workflow.Scheduled && len(MissingSignOffs(SignOffs(p, members, r))) == 0 {
		return workflow.Finding{Rule: "signed", Title: "sign-off", Weight: workflow.Block, Reason: "Nobody has to be reminded of " + r.Number.String() + ": it waits for no decision and no sign-off.", Unknown: true}
	}
	if !found || (action == workflow.ActTake && r.Request.Type != workflow.Emergency) {
		return workflow.Finding{Rule: "state", Title: "state", Weight: workflow.Block, Reason: stateReason(r), Unknown: true}
	}
	if (action == workflow.ActPostpone || action == workflow.ActMove) && r.Request.Type == workflow.Emergency {
		return workflow.Finding{Rule: "window", Title: "window", Weight: workflow.Block, Reason: "An emergency rides with no window: it cannot be moved to another.", Unknown: true}
	}
	if slices.ContainsFunc(Relations(p, members, r, person), func(w workflow.Who) bool { return slices.Contains(row.By, w) }) {
		if action == workflow.ActApprove && r.ApprovedBy(person) {
			return workflow.Finding{Rule: "decided", Title: "decided", Weight: workflow.Block, Reason: "You approved this revision already."}
		}
		return ok
	}
	f := workflow.Finding{Rule: "permission", Title: "permission", Weight: workflow.Block, Who: Can(p, members, r, action)}
	f.Reason = denied(r, action, person, row)
	return f
}

// Can lists the people who may take an action on r now, the likeliest first.
func Can(p *workflow.Policy, members workflow.Members, r *workflow.Release, action workflow.Action) []workflow.PersonID {
	row, found := workflow.Find(r.State, action)
	if !found {
		return nil
	}
	var out []workflow.PersonID
	add := func(people ...workflow.PersonID) {
		for _, person := range people {
			if person != "" && !slices.Contains(out, person) {
				out = append(out, person)
			}
		}
	}
	for _, who := range row.By {
		switch who {
		case workflow.ByRequester:
			add(r.Requester)
		case workflow.ByApprover:
			for _, rs := range Standing(p, members, r).Rules {
				if !rs.Complete {
					add(rs.Can...)
				}
			}
		case workflow.ByAcceptor:
			for _, s := range SignOffs(p, members, r) {
				if s.Given == nil {
					add(s.Can...)
				}
			}
		case workflow.ByManager:
			add(members[p.ManagerRole]...)
		case workflow.ByImplementer:
			add(r.Request.Implementer)
		case workflow.ByContact:
			add(r.Request.Contact)
		case workflow.ByCoordinator:
			add(Coordinators(p, members, r)...)
		case workflow.ByOwner:
			add(taskOwners(r)...)
		case workflow.ByRunOwner:
			add(RunOwners(p, members, r)...)
		case workflow.ByBusiness:
			add(r.Raters(RoleBusiness)...)
		case workflow.ByRejecter:
			if r.Rejection != nil {
				add(r.Rejection.By)
			}
		case workflow.ByOnCall:
			for _, person := range members[p.OnCallRole] {
				if barred(r, person) == "" {
					add(person)
				}
			}
		}
	}
	return out
}

// Anybody tells whether there is somebody who may take an action on r now, from
// what is known of it already: how its approvals and sign-offs stand.
func Anybody(p *workflow.Policy, members workflow.Members, r *workflow.Release, action workflow.Action, st workflow.Standing, stages []workflow.StageFacts) bool {
	row, found := workflow.Find(r.State, action)
	if !found {
		return false
	}
	return slices.ContainsFunc(row.By, func(who workflow.Who) bool {
		switch who {
		case workflow.ByRequester:
			return r.Requester != ""
		case workflow.ByApprover:
			return slices.ContainsFunc(st.Rules, func(rs workflow.RoleStanding) bool { return !rs.Complete && len(rs.Can) > 0 })
		case workflow.ByAcceptor:
			return slices.ContainsFunc(stages, func(s workflow.StageFacts) bool { return s.Given == nil && len(s.Can) > 0 })
		case workflow.ByManager:
			return len(members[p.ManagerRole]) > 0
		case workflow.ByImplementer:
			return r.Request.Implementer != ""
		case workflow.ByContact:
			return r.Request.Contact != ""
		case workflow.ByCoordinator:
			return len(Coordinators(p, members, r)) > 0
		case workflow.ByOwner:
			return len(taskOwners(r)) > 0
		case workflow.ByRunOwner:
			return len(RunOwners(p, members, r)) > 0
		case workflow.ByBusiness:
			return len(r.Raters(RoleBusiness)) > 0
		case workflow.ByRejecter:
			return r.Rejection != nil && r.Rejection.By != ""
		case workflow.ByOnCall:
			return slices.ContainsFunc(members[p.OnCallRole], func(person workflow.PersonID) bool { return barred(r, person) == "" })
		}
		return false
	})
}

func denied(r *workflow.Release, action workflow.Action, person workflow.PersonID, row workflow.Transition) string {
	verb := Verb(action)
	if action == workflow.ActApprove || action == workflow.ActReject || action == workflow.ActAskChanges {
		if why := barred(r, person); why != "" {
			return "You may not " + verb + " " + r.Number.String() + ": " + why + "."
		}
		return "You may not " + verb + " " + r.Number.String() + ": you hold none of the roles that decide on it."
	}
	if action == workflow.ActSignOff {
		why := notOwn(r, person)
		if why == "" {
			why = "you hold none of the roles that sign off on it"
		}
		return "You may not sign off " + r.Number.String() + ": " + why + "."
	}
	if why := barred(r, person); why != "" && action == workflow.ActTake {
		// Whoever takes it stops the paging; it would stop before anybody who may approve was reached.
		return "You may not " + verb + " " + r.Number.String() + ": " + why + ", and it waits for somebody who may approve it."
	}
	return "You may not " + verb + " " + r.Number.String() + ": " + audience(row.By) + " can."
}

// audience names who an action is for: "its requester or a release manager".
func audience(by []workflow.Who) string {
	names := map[workflow.Who]string{
		workflow.ByRequester: "its requester", workflow.ByManager: "a release manager", workflow.ByImplementer: "its implementer",
		workflow.ByContact: "its point of contact", workflow.ByRejecter: "only who rejected it", workflow.ByOnCall: "somebody on the on-call list",
		workflow.ByCoordinator: "the coordinator of its department",
		workflow.ByOwner:       "who owns something of it", workflow.ByRunOwner: "who runs it from now on", workflow.ByBusiness: "who approved it for the business",
		workflow.ByApprover: "an approver", workflow.ByAcceptor: "who signs off on it", workflow.BySystem: "Drumbeat itself",
	}
	s := ""
	for i, w := range by {
		switch {
		case i == 0:
		case i == len(by)-1:
			s += " or "
		default:
			s += ", "
		}
		s += names[w]
	}
	return s
}

// Verb says an action as people say it: "approve", "roll back".
func Verb(a workflow.Action) string {
	switch a {
	case workflow.ActAskChanges:
		return "ask for changes to"
	case workflow.ActWithdrawRejection:
		return "take back the rejection of"
	case workflow.ActLive:
		return "report live"
	case workflow.ActRollBack:
		return "roll back"
	case workflow.ActTriage:
		return "accept"
	case workflow.ActRollForward:
		return "roll forward"
	case workflow.ActSignOff:
		return "sign off"
	case workflow.ActReorder:
		return "change the place in the queue of"
	case workflow.ActNudge:
		return "send reminders of"
	case workflow.ActIgnoreCalls:
		return "ignore customers' calls about"
	case workflow.ActKnownIssue:
		return "report a known issue of"
	case workflow.ActKnownOver:
		return "report as solved the known issue of"
	case workflow.ActCorrect:
		return "correct the briefing of"
	case workflow.ActHandOver:
		return "change the handover of"
	case workflow.ActAcceptHandover:
		return "accept the handover of"
	case workflow.ActReturnHandover:
		return "send back the handover of"
	case workflow.ActFollowUp:
		return "change what is to be done after the review of"
	case workflow.ActCheckIn:
		return "answer for"
	case workflow.ActLeave:
		return "take out of its bundle"
	}
	return string(a)
}

// stateReason says where a release is, for a click that comes too late or too early.
func stateReason(r *workflow.Release) string {
	n := r.Number.String()
	switch r.State {
	case workflow.Submitted:
		return n + " waits for a release manager to look at it first."
	case workflow.Returned:
		return n + " was returned to its requester for changes."
	case workflow.InApproval:
		return n + " is still waiting for approvals."
	case workflow.Scheduled:
		if r.Request.Type == workflow.Emergency {
			return n + " is approved already."
		}
		return n + " is approved and scheduled already."
	case workflow.Deploying:
		return n + " is going live at this moment."
	case workflow.Live:
		return n + " is live already."
	case workflow.RolledBack:
		return n + " was rolled back."
	case workflow.Rejected:
		return n + " was rejected."
	case workflow.Withdrawn:
		return n + " was withdrawn."
	}
	return n + " is closed."
}
