package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

// stepCheckIn records how a release does: cmd.About is the check-in and the
// verdict, as [workflow.CheckInAbout] writes them.
func stepCheckIn(_ context.Context, _ *Desk, b bench, before, r *workflow.Release, cmd Command) error {
	lead, v, ok := workflow.Entry{Action: workflow.ActCheckIn, About: cmd.About}.CheckedIn()
	if !ok || v != workflow.Stable && v != workflow.Watching {
		return workflow.Refuse(workflow.CodeInvalid, "Drumbeat does not know this answer any more. Open the release again: /release show %s.", r.Number)
	}
	if !slices.Contains(policy.CheckIns(b.policy, r.Request.Type), lead) || b.now.Before(before.LiveAt.Add(lead)) {
		return workflow.Refuse(workflow.CodeStale, "%s is not asked how it does at this moment.", r.Number)
	}
	record(r, b, cmd, before.State, workflow.Entry{About: workflow.CheckInAbout(lead, v)})
	return nil
}

// stepRate keeps how satisfied somebody is: cmd.About is the figure.
func stepRate(_ context.Context, _ *Desk, b bench, before, r *workflow.Release, cmd Command) error {
	stars, err := strconv.Atoi(cmd.About)
	if err != nil || stars < 1 || stars > workflow.MostStars {
		return atField(workflow.FieldStars, "Choose a figure from 1 to %d.", workflow.MostStars)
	}
	if strings.TrimSpace(cmd.Reason) != "" {
		if err := checkReason(cmd.Reason); err != nil {
			return err
		}
	}
	record(r, b, cmd, before.State, workflow.Entry{About: workflow.RatingAbout(stars)})
	return nil
}

// oweAfter lists what is asked of people after go-live, and brings up to date what
// they were asked: when it is done, or needs to be no more, the buttons go.
func oweAfter(b bench, before, r *workflow.Release) []workflow.Notice {
	if !slices.ContainsFunc(r.History[len(before.History):], concernsAfter) {
		return nil
	}
	o := &owed{p: b.policy, r: r, managers: b.members[b.policy.ManagerRole], now: b.now}
	o.tasks(before)
	o.accept(before)
	o.checkIns(before)
	if closed := r.State == workflow.Closed && before.State != workflow.Closed; closed && asksRatings(b.policy, before) {
		for _, person := range r.Raters(policy.RoleBusiness) {
			o.board(rateAsk(r, person))
		}
	}
	return merge(nil, o.out)
}

// concernsAfter tells whether an entry changes what was asked of people after a
// go-live.
func concernsAfter(e workflow.Entry) bool {
	switch e.Action {
	case workflow.ActLive, workflow.ActRollBack, workflow.ActClose, workflow.ActResubmit, workflow.ActReview, workflow.ActFollowUp,
		workflow.ActHandOver, workflow.ActAcceptHandover, workflow.ActReturnHandover, workflow.ActCheckIn:
		return true
	}
	return false
}

func rateAsk(r *workflow.Release, person workflow.PersonID) workflow.Notice {
	return workflow.Notice{ID: workflow.RateID(r.Number, person), Kind: workflow.NoticeRate, Person: person}
}

// asksRatings tells whether people are asked how satisfied they are once a release
// is closed: it went live, and a person asked for it.
func asksRatings(p *workflow.Policy, r *workflow.Release) bool {
	return p.Survey.AtClosing && r.State == workflow.Live && len(r.History) > 0 && r.History[0].By != workflow.System
}

// tasks tells owners what is theirs: those who have something new, by a message of
// their own; others' messages are brought up to date.
func (o *owed) tasks(before *workflow.Release) {
	if r := o.r; r.Handover != nil || before.Handover != nil {
		began := 0
		var was, is []workflow.Task
		if before.Handover != nil {
			began, was = before.Handover.Began, before.Handover.Items
		}
		if r.Handover != nil {
			if r.Handover.Began != began { // begun, or sent back: what is left is told anew
				o.owners(began, was, nil)
				was = nil
			}
			began, is = r.Handover.Began, r.Handover.Items
		}
		o.owners(began, was, is)
	}
	was, is := map[int][]workflow.Task{}, map[int][]workflow.Task{}
	for _, t := range before.FollowUps {
		was[workflow.ReviewOf(t)] = append(was[workflow.ReviewOf(t)], t)
	}
	var reviews []int
	for _, t := range o.r.FollowUps {
		n := workflow.ReviewOf(t)
		is[n] = append(is[n], t)
		if !slices.Contains(reviews, n) {
			reviews = append(reviews, n)
		}
	}
	for _, n := range reviews {
		o.owners(n, was[n], is[n])
	}
}

func (o *owed) owners(began int, was, is []workflow.Task) {
	owns := func(list []workflow.Task, p workflow.PersonID) bool {
		return slices.ContainsFunc(list, func(t workflow.Task) bool { return t.Owner == p })
	}
	var done []workflow.PersonID
	for _, t := range slices.Concat(is, was) {
		if t.Owner == "" || slices.Contains(done, t.Owner) {
			continue
		}
		done = append(done, t.Owner)
		n := workflow.Notice{ID: workflow.TasksID(o.r.Number, began, t.Owner), Kind: workflow.NoticeTasks, Person: t.Owner, Entry: began}
		if owns(is, t.Owner) && !owns(was, t.Owner) {
			o.board(n)
		} else {
			o.refresh(n)
		}
	}
}

// accept asks who runs it to accept a handover that has become complete.
func (o *owed) accept(before *workflow.Release) {
	ask := func(h *workflow.Handover, fresh bool) {
		if h == nil || len(h.Asked) == 0 {
			return
		}
		for _, person := range h.Asked {
			n := workflow.Notice{ID: workflow.AcceptID(o.r.Number, h.AskedIn, person), Kind: workflow.NoticeAccept, Person: person, Entry: h.AskedIn}
			if fresh {
				o.board(n)
			} else {
				o.refresh(n)
			}
		}
	}
	was, is := before.Handover, o.r.Handover
	fresh := is != nil && (was == nil || len(was.Asked) == 0 || was.AskedIn != is.AskedIn)
	ask(is, fresh)
	if was != nil && (is == nil || was.AskedIn != is.AskedIn) {
		ask(was, false)
	}
}

// checkIns brings the check-ins that were asked up to date; the planner asks them.
func (o *owed) checkIns(before *workflow.Release) {
	if before.State != workflow.Live && o.r.State != workflow.Live {
		return
	}
	for _, lead := range policy.CheckIns(o.p, o.r.Request.Type) {
		o.refresh(workflow.Notice{ID: workflow.CheckInID(o.r.Number, o.r.Revision, lead, o.r.Watcher()), Kind: workflow.NoticeCheckIn, Person: o.r.Watcher(),
			Lead: lead.String()})
	}
}
