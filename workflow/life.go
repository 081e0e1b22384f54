package workflow

import "slices"

// State is where a release is in its life.
type State string

// The states.
const (
	Submitted  State = "submitted"   // sent, waiting for triage
	Returned   State = "returned"    // the requester has to change something
	InApproval State = "in_approval" // triaged; waiting for the required approvals
	Scheduled  State = "scheduled"   // approved; holds a place in a window
	Deploying  State = "deploying"   // started
	Live       State = "live"        // in production, in aftercare
	RolledBack State = "rolled_back" // taken back
	Rejected   State = "rejected"    // final, unless who rejected takes it back
	Withdrawn  State = "withdrawn"   // final
	Closed     State = "closed"      // final
)

// States lists all states in the order of a life.
var States = []State{Submitted, Returned, InApproval, Scheduled, Deploying, Live, RolledBack, Rejected, Withdrawn, Closed}

// Final tells whether a release in this state is done and never notifies again.
func (s State) Final() bool { return s == Rejected || s == Withdrawn || s == Closed }

// Action is what somebody, or Drumbeat by rule, does to a release.
type Action string

// The actions.
const (
	ActSubmit            Action = "submit"             // the birth of a release
	ActTriage            Action = "triage"             // accept it into approval
	ActAskChanges        Action = "ask_changes"        // return it with a reason
	ActResubmit          Action = "resubmit"           // with what was asked for changed
	ActEdit              Action = "edit"               // a material edit makes a new revision
	ActApprove           Action = "approve"            // for the revision seen
	ActReject            Action = "reject"             // with a reason
	ActWithdrawRejection Action = "withdraw_rejection" // by who gave it
	ActTake              Action = "take"               // an emergency: "I am on it", stops the paging
	ActEscalate          Action = "escalate"           // to the substitutes, after silence
	ActMove              Action = "move"               // to another window, with a reason
	ActRollForward       Action = "roll_forward"       // a missed cut-off or window
	ActStart             Action = "start"              // in its window
	ActPostpone          Action = "postpone"           // to the next window with room, with a reason
	ActLive              Action = "live"               //
	ActRollBack          Action = "roll_back"          // with a reason
	ActSignOff           Action = "sign_off"           // it passed one environment of its street, with the evidence
	ActWithdraw          Action = "withdraw"           // with a reason
	ActClose             Action = "close"              // aftercare over, or reviewed
	ActEndorse           Action = "endorse"            // by the department's coordinator, perhaps into a bundle
	ActLeave             Action = "leave"              // out of its bundle, which goes live without it
	ActReorder           Action = "reorder"            // to another place in the queue, with a reason
	ActMerge             Action = "merge"              // a duplicate, into another release, with a reason
	ActNudge             Action = "nudge"              // those who still have to decide are reminded
	ActReview            Action = "review"             // what happened, the cause, what is done about it
	ActCalls             Action = "calls"              // customers call about it more than its type allows: people are told
	ActIgnoreCalls       Action = "ignore_calls"       // nothing is to be done about that, with a reason
	ActKnownIssue        Action = "known_issue"        // what goes wrong, what to say about it, until when
	ActKnownOver         Action = "known_over"         // it goes wrong no more
	ActCorrect           Action = "correct"            // the briefing of what is live or going live is corrected
	ActHandOver          Action = "hand_over"          // an item of the handover: its owner, its date, or that it is done
	ActAcceptHandover    Action = "accept_handover"    // by who runs it from now on
	ActReturnHandover    Action = "return_handover"    // with a reason and the items that are not good enough
	ActFollowUp          Action = "follow_up"          // what a review found has to be done: its owner, its date, or that it is done
	ActCheckIn           Action = "check_in"           // how it does after go-live
	ActRate              Action = "rate"               // how satisfied somebody is with it
)

// Who is a relation of a person to a release by which an action is allowed.
type Who string

// The relations.
const (
	ByRequester   Who = "requester"
	ByApprover    Who = "approver" // holds a role that must still approve, and is not barred
	ByManager     Who = "release manager"
	ByImplementer Who = "implementer"
	ByContact     Who = "point of contact"
	ByRejecter    Who = "who rejected it"
	ByOnCall      Who = "on-call list"
	ByAcceptor    Who = "who signs off"  // holds the role of an environment that production waits for, and is not barred
	ByCoordinator Who = "coordinator"    // of the department that the team belongs to
	ByOwner       Who = "owner"          // of an item of its handover, or of what its review found has to be done
	ByRunOwner    Who = "run owner"      // holds the role to which it is handed over
	ByBusiness    Who = "business owner" // approved it for the business
	BySystem      Who = "Drumbeat"
)

// Transition is one row of the life of a release: in From, an action by one of
// By leads to one of To (the first is usual; the rules choose among several).
type Transition struct {
	From   []State
	Action Action
	To     []State
	By     []Who
	Reason bool   // the action needs a reason
	Note   string // when and why, for the documentation
}

// Life is the whole life of a release: what is not in it does not happen. The
// documentation's table and diagram are drawn from it.
var Life = []Transition{
	{From: nil, Action: ActSubmit, To: []State{Submitted}, By: []Who{ByRequester, BySystem}, Note: "the form is sent, or a schedule comes due"},
	{From: []State{Submitted, InApproval, Scheduled}, Action: ActEndorse, To: []State{Submitted, InApproval, Scheduled}, By: []Who{ByCoordinator}, Note: "where the department's requests wait for it, it enters the queue; several can be put into a bundle"},
	{From: []State{Submitted, InApproval, Scheduled}, Action: ActLeave, To: []State{Submitted, InApproval, Scheduled}, By: []Who{BySystem}, Note: "out of its bundle, in one write with the move, the postponement or the edit that is about it alone, in the name of whoever does that; the bundle goes live without it"},
	{From: []State{Submitted, Returned, InApproval, Scheduled}, Action: ActReorder, To: []State{Submitted, Returned, InApproval, Scheduled}, By: []Who{ByManager}, Reason: true, Note: "to another place in the queue"},
	{From: []State{Submitted, Returned, InApproval, Scheduled}, Action: ActMerge, To: []State{Withdrawn}, By: []Who{ByManager}, Reason: true, Note: "a duplicate: it goes on in another release"},
	{From: []State{Submitted}, Action: ActTriage, To: []State{InApproval, Scheduled}, By: []Who{ByManager, BySystem}, Note: "by rule at once where every intake gate passes, or once a newer policy asks nothing of it any more; straight to scheduled when no approval is required"},
	{From: []State{Submitted, InApproval, Scheduled}, Action: ActAskChanges, To: []State{Returned}, By: []Who{ByManager, ByApprover, ByAcceptor, ByCoordinator}, Reason: true, Note: "the place in the window is given up"},
	{From: []State{Returned, RolledBack}, Action: ActResubmit, To: []State{Submitted}, By: []Who{ByRequester}, Note: "a new revision"},
	{From: []State{Submitted, InApproval, Scheduled}, Action: ActEdit, To: []State{Submitted, InApproval, Scheduled}, By: []Who{ByRequester, ByManager}, Note: "a material edit voids the approvals"},
	{From: []State{InApproval}, Action: ActApprove, To: []State{InApproval, Scheduled}, By: []Who{ByApprover}, Note: "scheduled when the last required approval is given"},
	{From: []State{Submitted, InApproval, Scheduled}, Action: ActReject, To: []State{Rejected}, By: []Who{ByApprover, ByManager}, Reason: true},
	{From: []State{Rejected}, Action: ActWithdrawRejection, To: []State{InApproval, Scheduled}, By: []Who{ByRejecter}, Note: "the approvals of the same revision still count"},
	{From: []State{InApproval}, Action: ActTake, To: []State{InApproval}, By: []Who{ByOnCall}, Note: "emergencies only; stops the paging"},
	{From: []State{InApproval, Scheduled, Live, RolledBack}, Action: ActEscalate, To: []State{InApproval, Scheduled, Live, RolledBack}, By: []Who{BySystem}, Note: "after silence the substitutes are asked too; where the policy or who holds a role has changed, whoever has to decide now; at the cut-off, a sign-off that is missing is told to the release managers, as is a handover or a follow-up of a review that is long overdue"},
	{From: []State{InApproval, Scheduled}, Action: ActMove, To: []State{InApproval, Scheduled}, By: []Who{ByManager}, Reason: true, Note: "to another window; approvals kept (a requester edits the window, which asks for them again)"},
	{From: []State{Submitted, InApproval, Scheduled}, Action: ActRollForward, To: []State{Submitted, InApproval, Scheduled}, By: []Who{BySystem}, Note: "cut-off missed without the approvals, or the window closed without a start"},
	{From: []State{InApproval, Scheduled}, Action: ActSignOff, To: []State{InApproval, Scheduled}, By: []Who{ByAcceptor}, Reason: true, Note: "that it passed an environment, where the type needs that before production; a material edit voids it"},
	{From: []State{Scheduled}, Action: ActStart, To: []State{Deploying}, By: []Who{ByImplementer, ByManager}, Note: "in its window, when every go-live gate passes; what the calendar or other releases put in the way a release manager overrides with a reason"},
	{From: []State{Scheduled}, Action: ActPostpone, To: []State{Scheduled}, By: []Who{ByImplementer, ByManager, ByRequester}, Reason: true, Note: "to the next window with room"},
	{From: []State{Deploying}, Action: ActLive, To: []State{Live}, By: []Who{ByImplementer, ByManager}},
	{From: []State{Deploying, Live}, Action: ActRollBack, To: []State{RolledBack}, By: []Who{ByImplementer, ByManager, ByContact}, Reason: true},
	{From: []State{Submitted, Returned, InApproval, Scheduled}, Action: ActWithdraw, To: []State{Withdrawn}, By: []Who{ByRequester, ByManager}, Reason: true},
	{From: []State{Live, RolledBack}, Action: ActClose, To: []State{Closed}, By: []Who{BySystem, ByManager}, Note: "aftercare over and the handover accepted, or the roll-back reviewed; while a review, a follow-up of one or the handover is open, only by a release manager with a reason"},
	{From: []State{InApproval, Scheduled}, Action: ActNudge, To: []State{InApproval, Scheduled}, By: []Who{ByRequester, ByContact, ByManager, BySystem}, Note: "once per approver in four hours, in their working hours; by the clock before the decision target ends; of a scheduled one, those who have to sign it off, before its cut-off and its opening"},
	{From: []State{Live}, Action: ActCheckIn, To: []State{Live}, By: []Who{ByContact, ByImplementer, ByRequester, ByManager}, Note: "stable, or something is looked at; asked of the point of contact after go-live"},
	{From: []State{Live}, Action: ActHandOver, To: []State{Live}, By: []Who{ByOwner, ByRequester, ByImplementer, ByContact, ByRunOwner, ByManager, BySystem}, Note: "begun by rule with the go-live, where the type is handed over and the system has a checklist; then an item is ticked with its evidence, or gets another owner or date"},
	{From: []State{Live}, Action: ActAcceptHandover, To: []State{Live}, By: []Who{ByRunOwner}, Note: "once every item that has to be is done"},
	{From: []State{Live}, Action: ActReturnHandover, To: []State{Live}, By: []Who{ByRunOwner}, Reason: true, Note: "the items that are not good enough are open again"},
	{From: []State{Live, RolledBack}, Action: ActFollowUp, To: []State{Live, RolledBack}, By: []Who{ByOwner, ByRequester, ByImplementer, ByContact, ByManager}, Note: "what a review found has to be done: done, or to somebody else, or by another day"},
	{From: []State{Closed}, Action: ActRate, To: []State{Closed}, By: []Who{ByRequester, ByBusiness}, Note: "1 to 5, asked once when it is closed; it changes nothing else"},
	{From: []State{Live, RolledBack}, Action: ActReview, To: []State{Live, RolledBack}, By: []Who{ByRequester, ByImplementer, ByContact, ByManager}, Reason: true, Note: "where one is due; what happened, the cause, what is done about it"},
	{From: []State{Deploying, Live, RolledBack}, Action: ActCalls, To: []State{Deploying, Live, RolledBack}, By: []Who{BySystem}, Note: "where customers call about it more than its type allows; once per step, each twice the one before; its point of contact and the release managers are told"},
	{From: []State{Deploying, Live, RolledBack}, Action: ActIgnoreCalls, To: []State{Deploying, Live, RolledBack}, By: []Who{ByContact, ByManager}, Reason: true, Note: "while customers' calls wait for an answer"},
	{From: []State{Deploying, Live, RolledBack}, Action: ActKnownIssue, To: []State{Deploying, Live, RolledBack}, By: []Who{ByContact, ByManager, ByImplementer, ByRequester}, Reason: true, Note: "the front line sees it at once, until a moment that is given"},
	{From: []State{Deploying, Live, RolledBack}, Action: ActKnownOver, To: []State{Deploying, Live, RolledBack}, By: []Who{ByContact, ByManager, ByImplementer, ByRequester}, Note: "while an issue is known"},
	{From: []State{Deploying, Live, RolledBack}, Action: ActCorrect, To: []State{Deploying, Live, RolledBack}, By: []Who{ByContact, ByManager, ByRequester}, Note: "no new revision: what the front line says is corrected, and it is told what was and what is said"},
}

// Find gives the row of action in state, if the life of a release has one.
func Find(state State, action Action) (Transition, bool) {
	for _, t := range Life {
		if t.Action == action && (slices.Contains(t.From, state) || (state == "" && t.From == nil)) {
			return t, true
		}
	}
	return Transition{}, false
}

// FromStates lists the states in which an action exists.
func FromStates(action Action) []State {
	for _, t := range Life {
		if t.Action == action {
			return t.From
		}
	}
	return nil
}
