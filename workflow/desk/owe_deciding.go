package desk

import (
	"slices"

	"drumbeat/workflow"
)

// deciding tells people of an entry that concerns their decision beyond what
// their own message shows: they are reminded, asked again, told that nobody is
// left to decide, or asked for the review.
func (o *owed) deciding(before *workflow.Release, e workflow.Entry) {
	switch e.Action {
	case workflow.ActNudge:
		o.nudged(e)
	case workflow.ActWithdrawRejection:
		for _, person := range o.r.Waiting() {
			if person != e.By && wasAsked(before, person, o.r.Revision) {
				o.again(e, person)
			}
		}
	case workflow.ActEscalate:
		o.askedAnew(before, e)
	case workflow.ActLive, workflow.ActRollBack:
		if !o.r.ReviewBy.IsZero() {
			o.review(e)
		}
	}
}

// nudged has people reminded because somebody asked for it, or of a sign-off;
// what else the clock reminds of the planner sends.
func (o *owed) nudged(e workflow.Entry) {
	if e.By == workflow.System && e.From != workflow.Scheduled {
		return
	}
	for _, n := range e.Nudged() {
		o.out = append(o.out, workflow.Notice{ID: workflow.RemindID(n.Person, n.At), Kind: workflow.NoticeRemindApprover, Person: n.Person,
			Release: o.r.Number, Entry: e.Seq, Due: n.At, Expires: n.At.Add(workflow.RemindEvery)})
	}
}

// askedAnew tells those who have a message about this revision already that they
// are asked once more, and the release managers where nobody is left to ask.
func (o *owed) askedAnew(before *workflow.Release, e workflow.Entry) {
	waiting := o.r.Waiting()
	if e.About == workflow.AboutBack && slices.Contains(waiting, e.For) && wasAsked(before, e.For, o.r.Revision) {
		o.again(e, e.For)
	}
	nobody := true
	for _, a := range o.r.Asks {
		i := slices.IndexFunc(before.Asks, func(b workflow.Ask) bool {
			return b.Revision == a.Revision && b.Role == a.Role && b.Person == a.Person
		})
		if a.Revision != o.r.Revision || a.Ended || i >= 0 && !before.Asks[i].Ended {
			continue // was asked already
		}
		nobody = false
		if i >= 0 && a.Person != e.For && slices.Contains(waiting, a.Person) {
			o.again(e, a.Person)
		}
	}
	if nobody && len(e.Roles) == 0 && o.r.Request.Type != workflow.Emergency {
		for _, m := range o.managers {
			o.post(workflow.Notice{ID: workflow.OverdueID(o.r.Number, e.Seq, m), Kind: workflow.NoticeOverdue, Person: m, Entry: e.Seq})
		}
	}
}

// again asks somebody once more, who has a message about this revision already.
func (o *owed) again(e workflow.Entry, person workflow.PersonID) {
	o.post(workflow.Notice{ID: workflow.AskAgainID(o.r.Number, e.Seq, person), Kind: workflow.NoticeAskAgain, Person: person, Entry: e.Seq})
}

// review asks for the review of what went live, or back.
func (o *owed) review(e workflow.Entry) {
	for _, person := range workflow.Reviewers(o.r) {
		o.post(workflow.Notice{ID: workflow.ReviewID(o.r.Number, o.r.Revision, string(e.To), person), Kind: workflow.NoticeReview, Person: person, Entry: e.Seq})
	}
}

func wasAsked(r *workflow.Release, person workflow.PersonID, revision int) bool {
	return slices.ContainsFunc(r.Asks, func(a workflow.Ask) bool { return a.Person == person && a.Revision == revision })
}
