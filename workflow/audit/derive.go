package audit

import (
	"slices"
	"strconv"
	"time"

	"drumbeat/workflow"
)

// derived is what follows from a history, under the names that a release has
// for it.
type derived struct {
	State         workflow.State
	Revision      int
	Requester     workflow.PersonID
	Origin        string
	Editors       []workflow.PersonID
	Approvals     []workflow.Approval
	SignOffs      []workflow.SignOff
	Rejection     *workflow.Rejection
	Review        string
	Known         *workflow.KnownIssue
	Nudges        []workflow.Nudge
	Handover      *workflow.Handover
	FollowUps     []workflow.Task
	TakenBy       []workflow.PersonID // who could have taken it, were it an emergency then
	PolicyVersion int
	Order         int64
	Endorsement   *workflow.Endorsement
	MergedInto    string

	CreatedAt, SubmittedAt, ScheduledAt, StartedAt, LiveAt, EndedAt time.Time

	window place
}

// place is what a history tells about the place in a window.
type place int

const (
	anyPlace   place = iota // none yet, or whichever the calendar gave
	noPlace                 // given up
	namedPlace              // the one that the entry at last names
)

// derive goes through a history as a release did.
func derive(history []workflow.Entry) (d derived, at workflow.Entry) {
	for i, e := range history {
		if i == 0 {
			d.Requester, d.Origin, d.CreatedAt = e.By, e.Request, e.At
			if e.By == workflow.System { // a schedule asked, in somebody's name
				d.Requester = e.For
			}
		}
		d.apply(e)
		if p, changes := placeAfter(e); changes {
			d.window, at = p, e
		}
	}
	return d, at
}

func (d *derived) apply(e workflow.Entry) {
	if why, ok := e.Voids(); ok {
		for i := range d.Approvals {
			if d.Approvals[i].Void == "" {
				d.Approvals[i].Void = why
			}
		}
		for i := range d.SignOffs {
			if d.SignOffs[i].Void == "" {
				d.SignOffs[i].Void = why
			}
		}
	}
	if e.To.Final() && d.EndedAt.IsZero() {
		d.EndedAt = e.At
	}
	d.decide(e)
	d.queue(e)
	d.goLive(e)
	d.know(e)
	d.Handover, d.FollowUps = workflow.HandoverAfter(d.Handover, e), workflow.FollowUpsAfter(d.FollowUps, e)
	d.State, d.Revision, d.PolicyVersion = e.To, e.Revision, e.Policy
}

// decide follows the text and the decisions on it.
func (d *derived) decide(e workflow.Entry) {
	switch e.Action {
	case workflow.ActSubmit:
		d.SubmittedAt = e.At
	case workflow.ActResubmit:
		d.SubmittedAt, d.Editors, d.TakenBy, d.Review = e.At, nil, nil, ""
		d.ScheduledAt, d.StartedAt, d.LiveAt = time.Time{}, time.Time{}, time.Time{}
	case workflow.ActEdit:
		if _, material := e.Voids(); !material {
			return
		}
		if !slices.Contains(d.Editors, e.By) {
			d.Editors = append(d.Editors, e.By)
		}
		if e.From != workflow.Submitted {
			d.ScheduledAt = time.Time{}
		}
	case workflow.ActApprove:
		d.Approvals = append(d.Approvals, workflow.Approval{By: e.By, At: e.At, Revision: e.Revision, Roles: e.Roles, For: e.For})
		d.TakenBy = append(d.TakenBy, e.By)
	case workflow.ActSignOff:
		d.SignOffs = append(d.SignOffs, workflow.SignOff{Environment: e.About, By: e.By, At: e.At, Revision: e.Revision, Evidence: e.Reason})
	case workflow.ActNudge:
		d.Nudges = append(d.Nudges, e.Nudged()...)
	case workflow.ActReview:
		d.Review = e.Reason
	case workflow.ActTake:
		d.TakenBy = append(d.TakenBy, e.By)
	case workflow.ActReject:
		d.Rejection = &workflow.Rejection{By: e.By, At: e.At, Reason: e.Reason, From: e.From}
	case workflow.ActWithdrawRejection:
		d.Rejection, d.EndedAt = nil, time.Time{}
	}
}

// know follows what is known to go wrong.
func (d *derived) know(e workflow.Entry) {
	switch e.Action {
	case workflow.ActKnownIssue:
		d.Known = nil
		if k, ok := e.KnownIssue(); ok {
			d.Known = &k
		}
	case workflow.ActKnownOver, workflow.ActResubmit:
		d.Known = nil
	}
}

// queue follows the place in the queue, the coordinator's word, and where a
// duplicate went on.
func (d *derived) queue(e workflow.Entry) {
	if slices.Contains(e.Changed, workflow.FieldTeam) {
		d.Endorsement = nil
	}
	switch e.Action {
	case workflow.ActSubmit:
		d.Order = e.At.UnixMilli()
	case workflow.ActReorder:
		d.Order, _ = strconv.ParseInt(e.About, 10, 64) // what is no number is not the place that it has
	case workflow.ActEndorse:
		if d.Endorsement == nil {
			d.Endorsement = &workflow.Endorsement{By: e.By, At: e.At, Revision: e.Revision}
		}
		d.Endorsement.Bundle = e.About
	case workflow.ActLeave:
		if d.Endorsement != nil {
			d.Endorsement.Bundle = ""
		}
	case workflow.ActMerge:
		d.MergedInto = e.About
	}
}

// goLive follows the moments of the way into production.
func (d *derived) goLive(e workflow.Entry) {
	switch e.Action {
	case workflow.ActTriage, workflow.ActApprove, workflow.ActWithdrawRejection, workflow.ActEscalate:
		switch {
		case e.To == workflow.Scheduled && e.From != workflow.Scheduled:
			d.ScheduledAt = e.At
		case e.Action == workflow.ActEscalate && e.From == workflow.Scheduled && e.To == workflow.InApproval:
			d.ScheduledAt = time.Time{}
		}
	case workflow.ActStart:
		d.StartedAt = e.At
	case workflow.ActLive:
		d.LiveAt, d.Review = e.At, ""
	case workflow.ActRollBack:
		d.Review = ""
	}
}

// placeAfter tells what an entry does to the place in a window, if anything.
func placeAfter(e workflow.Entry) (p place, changes bool) {
	switch e.Action {
	case workflow.ActMove, workflow.ActPostpone, workflow.ActRollForward:
		if e.Window == "" {
			return noPlace, true
		}
		return namedPlace, true
	case workflow.ActAskChanges, workflow.ActReject, workflow.ActWithdraw, workflow.ActMerge:
		return noPlace, true
	case workflow.ActSubmit, workflow.ActResubmit, workflow.ActWithdrawRejection:
		return anyPlace, true
	case workflow.ActEdit:
		if slices.ContainsFunc(e.Changed, replaces) {
			return anyPlace, true
		}
	}
	return 0, false
}

// replaces tells whether an edit of a field can lead to another place: risk takes
// points of a window's capacity.
func replaces(f workflow.Field) bool {
	switch f {
	case workflow.FieldWindow, workflow.FieldSystem, workflow.FieldType, workflow.FieldRisk:
		return true
	}
	return false
}
