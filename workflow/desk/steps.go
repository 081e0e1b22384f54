package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/policy"
)

// step applies one action to after, a copy of before that may be changed; what
// it needs from others (a place) it reserves first.
type step func(ctx context.Context, d *Desk, b bench, before, after *workflow.Release, cmd Command) error

// steps has one function per action of the life of a release but its birth.
var steps = map[workflow.Action]step{
	workflow.ActTriage:            stepTriage,
	workflow.ActAskChanges:        stepAskChanges,
	workflow.ActResubmit:          stepResubmit,
	workflow.ActEdit:              stepEdit,
	workflow.ActApprove:           stepApprove,
	workflow.ActReject:            stepReject,
	workflow.ActWithdrawRejection: stepWithdrawRejection,
	workflow.ActTake:              stepTake,
	workflow.ActEscalate:          stepEscalate,
	workflow.ActMove:              stepMove,
	workflow.ActPostpone:          stepPostpone,
	workflow.ActRollForward:       stepRollForward,
	workflow.ActStart:             stepStart,
	workflow.ActLive:              stepLive,
	workflow.ActRollBack:          stepRollBack,
	workflow.ActSignOff:           stepSignOff,
	workflow.ActWithdraw:          stepWithdraw,
	workflow.ActClose:             stepClose,
	workflow.ActEndorse:           stepEndorse,
	workflow.ActReorder:           stepReorder,
	workflow.ActMerge:             stepMerge,
	workflow.ActNudge:             stepNudge,
	workflow.ActReview:            stepReview,
	workflow.ActCalls:             stepCalls,
	workflow.ActIgnoreCalls:       stepIgnoreCalls,
	workflow.ActKnownIssue:        stepKnownIssue,
	workflow.ActKnownOver:         stepKnownOver,
	workflow.ActCorrect:           stepCorrect,
	workflow.ActHandOver:          stepHandOver,
	workflow.ActAcceptHandover:    stepAcceptHandover,
	workflow.ActReturnHandover:    stepReturnHandover,
	workflow.ActFollowUp:          stepFollowUp,
	workflow.ActCheckIn:           stepCheckIn,
	workflow.ActRate:              stepRate,
}

// record moves r to a state and writes the history entry that says so. It is the
// one place where histories grow, by people and by rule alike; what the entry
// seals, the request as it is after it, is in place before it is called.
func record(r *workflow.Release, b bench, cmd Command, to workflow.State, more workflow.Entry) {
	e := more
	e.At, e.By, e.Action = b.now, cmd.By, cmd.Action
	e.From, e.To, e.Revision = r.State, to, r.Revision
	e.Reason, e.Request, e.Policy = strings.TrimSpace(cmd.Reason), cmd.Request, b.policy.Version
	e.Overrode = append(e.Overrode, cmd.overrode...)
	r.State, r.PolicyVersion = to, b.policy.Version
	if to != workflow.Submitted {
		r.Misfits = nil
	}
	if to.Final() && r.EndedAt.IsZero() {
		r.EndedAt = b.now
	}
	r.Append(e)
}

// accept brings a release into approval: its approvers are asked and the clock
// on their decision starts. Where no approval is required it is scheduled.
func accept(r *workflow.Release, b bench, cmd Command) {
	st := policy.Standing(b.policy, b.members, r)
	if st.Complete {
		r.ScheduledAt, r.DecideBy = b.now, time.Time{}
		record(r, b, cmd, workflow.Scheduled, workflow.Entry{})
		return
	}
	record(r, b, cmd, workflow.InApproval, workflow.Entry{})
	r.DecideBy = decideBy(b, r)
	askAll(r, b, st)
}

// decideBy is the end of the decision target of what is asked now.
func decideBy(b bench, r *workflow.Release) time.Time {
	t := b.policy.Targets(&r.Request)
	return after(b, r, b.now, t.Decide)
}

// mostAsked bounds how many people of one role get a message of their own; who
// holds the role and was not asked can still decide on the card.
const mostAsked = 20

// askAll asks everybody who can decide; of an emergency's on-call list the
// first, the others follow one by one.
func askAll(r *workflow.Release, b bench, st workflow.Standing) {
	for _, rs := range st.Rules {
		if rs.Complete {
			continue
		}
		if r.Request.Type == workflow.Emergency {
			if first, ok := unasked(b, r, rs); ok {
				ask(r, b, workflow.Ask{Role: rs.Role, Person: first})
			}
			continue
		}
		asks := b.presence().Asks(r, rs)
		for _, a := range asks[:min(len(asks), mostAsked)] {
			ask(r, b, a)
		}
	}
}

// ask records that somebody is asked now: a's Role and Person, and why it is
// them. False: they were asked already and still are. Who was asked in the place
// of somebody who came back can be asked again.
func ask(r *workflow.Release, b bench, a workflow.Ask) bool {
	a.At, a.Revision = b.now, r.Revision
	i := slices.IndexFunc(r.Asks, func(o workflow.Ask) bool {
		return o.Person == a.Person && o.Role == a.Role && o.Revision == r.Revision
	})
	switch {
	case i < 0:
		r.Asks = append(r.Asks, a)
	case r.Asks[i].Ended:
		r.Asks[i] = a
	default:
		return false
	}
	return true
}

func stepAskChanges(_ context.Context, _ *Desk, b bench, before, r *workflow.Release, cmd Command) error {
	r.Place, r.DecideBy = nil, time.Time{}
	record(r, b, cmd, workflow.Returned, workflow.Entry{For: policy.SpeaksFor(b.policy, b.members, before, cmd.By)})
	return nil
}

func stepApprove(_ context.Context, _ *Desk, b bench, _, r *workflow.Release, cmd Command) error {
	roles := policy.RolesOf(b.policy, b.members, r, cmd.By)
	principal := policy.SpeaksFor(b.policy, b.members, r, cmd.By)
	r.Approvals = append(r.Approvals, workflow.Approval{By: cmd.By, At: b.now, Revision: r.Revision, Roles: roles, For: principal})
	to := workflow.InApproval
	if policy.Standing(b.policy, b.members, r).Complete {
		to, r.ScheduledAt, r.DecideBy = workflow.Scheduled, b.now, time.Time{}
	}
	if r.Request.Type == workflow.Emergency && r.TakenBy == "" {
		r.TakenBy = cmd.By
	}
	record(r, b, cmd, to, workflow.Entry{Roles: roles, For: principal})
	return nil // a place it does not have is Relay's to find: a yes is a yes also while no window has room
}

// place gives r the place it asked for or the next with room, and records a
// move where it is another one.
func (d *Desk) place(ctx context.Context, b bench, r *workflow.Release) error {
	place, why, err := d.findPlace(ctx, b, r)
	if err != nil {
		return err
	}
	r.Place = &place
	if why != "" {
		if r.Request.Window != "" {
			r.Request.Window = place.Window
		}
		record(r, b, Command{Action: workflow.ActRollForward, By: workflow.System, Reason: why}, r.State, workflow.Entry{Window: place.Window})
	}
	return nil
}

func stepReject(_ context.Context, _ *Desk, b bench, before, r *workflow.Release, cmd Command) error {
	r.Rejection = &workflow.Rejection{By: cmd.By, At: b.now, Reason: strings.TrimSpace(cmd.Reason), From: before.State}
	r.Place, r.DecideBy = nil, time.Time{}
	record(r, b, cmd, workflow.Rejected, workflow.Entry{
		Roles: policy.RolesOf(b.policy, b.members, before, cmd.By), For: policy.SpeaksFor(b.policy, b.members, before, cmd.By)})
	return nil
}

func stepWithdrawRejection(_ context.Context, _ *Desk, b bench, _, r *workflow.Release, cmd Command) error {
	r.Rejection, r.EndedAt = nil, time.Time{}
	accept(r, b, cmd)
	return nil
}

func stepTake(ctx context.Context, d *Desk, b bench, _, r *workflow.Release, cmd Command) error {
	switch who := d.names(ctx, r.TakenBy)[r.TakenBy]; {
	case r.TakenBy == cmd.By:
		return workflow.Refuse(workflow.CodeStale, "You are on %s already.", r.Number)
	case who != "":
		return workflow.Refuse(workflow.CodeStale, "%s is on %s already.", who, r.Number)
	case r.TakenBy != "":
		return workflow.Refuse(workflow.CodeStale, "%s has been taken already.", r.Number)
	}
	r.TakenBy = cmd.By
	record(r, b, cmd, workflow.InApproval, workflow.Entry{})
	return nil
}

func stepMove(ctx context.Context, d *Desk, b bench, before, r *workflow.Release, cmd Command) error {
	if before.Place != nil && before.Place.Window == cmd.Window {
		s := "It is in this window already. Choose another."
		return &workflow.Error{Code: workflow.CodeInvalid, Message: s, Fields: map[workflow.Field]string{workflow.FieldWindow: s}}
	}
	overrode, err := d.moveAnyway(ctx, b, r, cmd)
	if err != nil {
		return err
	}
	mates, err := d.takesAlong(ctx, before, cmd)
	if err != nil {
		return err
	}
	place, err := d.reserveWanted(ctx, b, r, cmd.Window, cmd.Anyway, mates...)
	if e, ok := asError(err); ok && (e.Code == workflow.CodeBlocked || e.Code == workflow.CodeNotFound) {
		return atWindow(e.Message, e.Findings)
	}
	if err != nil {
		return err
	}
	r.Place, r.Request.Window = &place, place.Window
	record(r, b, cmd, before.State, workflow.Entry{Window: place.Window, Overrode: overrode, About: asBundle(r, cmd)})
	if cmd.Alone {
		leaveBundle(r, b, cmd)
	}
	return nil
}

// asBundle is what the entry of a move is about: the bundle, unless the release
// leaves it by this.
func asBundle(r *workflow.Release, cmd Command) string {
	if name := r.Bundle(); name != "" && !cmd.Alone && !cmd.solo {
		return workflow.AboutBundle(name)
	}
	return ""
}

func stepPostpone(ctx context.Context, d *Desk, b bench, before, r *workflow.Release, cmd Command) error {
	if err := d.next(ctx, b, before, r, cmd); err != nil {
		return err
	}
	if cmd.Alone {
		leaveBundle(r, b, cmd)
	}
	return nil
}

// stepRollForward moves what missed its window, with all of its bundle where one
// window has room for that. Where no window has room it gives up its place, which
// is told once, and Tend keeps looking for another. With a window given it takes a
// release to where its bundle went.
func stepRollForward(ctx context.Context, d *Desk, b bench, before, r *workflow.Release, cmd Command) error {
	if cmd.Window != "" {
		return d.joinBundle(ctx, b, r, cmd)
	}
	err := d.next(ctx, b, before, r, cmd)
	if before.Rides() && noRoom(err) {
		cmd.solo = true
		err = d.next(ctx, b, before, r, cmd)
	}
	if before.Place == nil || !noRoom(err) {
		return err
	}
	r.Place = nil
	cmd.Reason += " " + sentence(err)
	record(r, b, cmd, before.State, workflow.Entry{})
	return nil
}

// next moves r to the first window with room after the one it holds.
func (d *Desk) next(ctx context.Context, b bench, before, r *workflow.Release, cmd Command) error {
	after := b.now
	if before.Place != nil {
		if closes := slotOf(b.policy, before.Place).Closes; closes.After(after) {
			after = closes
		}
		if _, err := calendar.Find(b.policy, before.Place.Window); workflow.CodeOf(err) == workflow.CodeNotFound {
			after = nearBy(before.Place.Opens, b.now)
		}
	}
	mates, err := d.takesAlong(ctx, before, cmd)
	if err != nil {
		return err
	}
	place, err := d.reserveNext(ctx, b, r, after, mates...)
	if err != nil {
		return err
	}
	moveTo(b, r, place, cmd)
	return nil
}

// moveTo gives r another place.
func moveTo(b bench, r *workflow.Release, place workflow.Place, cmd Command) {
	r.Place = &place
	if r.Request.Window != "" {
		r.Request.Window = place.Window // what was asked for is overtaken: an edit begins from here
	}
	record(r, b, cmd, r.State, workflow.Entry{Window: place.Window, About: asBundle(r, cmd)})
}

// joinBundle takes a release to the window that its bundle went to.
func (d *Desk) joinBundle(ctx context.Context, b bench, r *workflow.Release, cmd Command) error {
	overrode, err := d.moveAnyway(ctx, b, r, cmd)
	if err != nil {
		return err
	}
	place, err := d.reserveWanted(ctx, b, r, cmd.Window, cmd.Anyway)
	if err != nil {
		return err
	}
	cmd.overrode = overrode
	moveTo(b, r, place, cmd)
	return nil
}

func stepLive(_ context.Context, _ *Desk, b bench, _, r *workflow.Release, cmd Command) error {
	r.LiveAt = b.now
	reviewFrom(b, r, workflow.Live)
	record(r, b, cmd, workflow.Live, workflow.Entry{})
	beginHandover(b, r)
	return nil
}

func stepRollBack(_ context.Context, _ *Desk, b bench, _, r *workflow.Release, cmd Command) error {
	reviewFrom(b, r, workflow.RolledBack)
	record(r, b, cmd, workflow.RolledBack, workflow.Entry{Window: r.Window()})
	r.Handover = workflow.HandoverAfter(r.Handover, r.Last())
	return nil
}

func stepWithdraw(_ context.Context, _ *Desk, b bench, _, r *workflow.Release, cmd Command) error {
	r.Place, r.DecideBy = nil, time.Time{}
	record(r, b, cmd, workflow.Withdrawn, workflow.Entry{})
	return nil
}

// slotOf gives the slot of a place: as the policy computes it, or, where the
// heartbeat has changed since, as the place remembers it.
func slotOf(p *workflow.Policy, place *workflow.Place) workflow.Slot {
	if slot, err := calendar.Find(p, place.Window); err == nil {
		return slot
	}
	key, _, _ := place.Window.Split()
	h, _ := p.Heartbeat(key)
	name, zone := h.Name, h.Zone
	if name == "" {
		name = key
	}
	if zone == "" {
		zone = p.Zone
	}
	return workflow.Slot{ID: place.Window, Heartbeat: key, Name: name, Zone: zone, Opens: place.Opens, Closes: place.Closes, CutOff: place.CutOff, Capacity: h.Capacity}
}

func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
