package deliver

import (
	"context"
	"slices"

	"drumbeat/bot/render"
	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

// deciding writes what is asked again and again about one release until it is
// done: a decision, a start, a review.
func (c *composer) deciding(loc workflow.Locale, f *workflow.ReleaseFacts, n *workflow.Notice) content {
	r := &f.Release
	e, _ := entry(r, n.Entry)
	switch n.Kind {
	case workflow.NoticeAskAgain:
		if why := mootAsk(r, n.Person, e.Revision, false); why != "" {
			return content{moot: why}
		}
		return content{message: render.AskAgain(loc, *f, e, n.Person)}
	case workflow.NoticeOverdue:
		if e.About == workflow.AboutSignOff {
			if r.State != workflow.Scheduled || len(policy.MissingSignOffs(f.Stages)) == 0 {
				return content{moot: "it was signed off, or need not be any more"}
			}
			return content{message: render.SignOffOverdue(loc, *f, n.Person)}
		}
		if e.About == workflow.AboutTasks {
			if why := mootLate(f); why != "" {
				return content{moot: why}
			}
			return content{message: render.TasksLate(loc, *f, n.Person)}
		}
		if r.State != workflow.InApproval || r.Revision != e.Revision {
			return content{moot: "nothing is to be decided any more"}
		}
		return content{message: render.Overdue(loc, *f, n.Person)}
	case workflow.NoticeStart:
		if r.State != workflow.Scheduled {
			return content{moot: "it was started, or is not to be any more"}
		}
		return content{message: render.NotStarted(loc, *f, n.Person)}
	}
	if !policy.ReviewDue(r) {
		return content{moot: "the review was held, or none is due any more"}
	}
	return content{message: render.Review(loc, *f, n.Person)}
}

// standIn writes to a substitute whom they decide for.
func (c *composer) standIn(ctx context.Context, loc workflow.Locale, n *workflow.Notice) (content, error) {
	p, err := c.desk.Policy(ctx)
	if err != nil {
		return content{}, err
	}
	i := slices.IndexFunc(p.Absences, func(a workflow.Absence) bool { return workflow.StandInID(a) == n.ID })
	if i < 0 {
		return content{moot: "the absence was called off"}, nil
	}
	return content{message: render.StandIn(loc, p.Absences[i], c.desk.Name(ctx, p.Absences[i].Person), p.Zone)}, nil
}

// remindedLately says that a person was reminded of everything a short while
// before, or nothing. Of two reminders that come too close the first one counts.
func (c *composer) remindedLately(ctx context.Context, n *workflow.Notice) (string, error) {
	ids := workflow.RemindIDs(n.Person, n.Due.Add(-workflow.RemindEvery), n.Due)
	before, err := c.notices.Range(ctx, ids.First, ids.End, mostReminded)
	if err != nil {
		return "", err
	}
	for _, o := range before {
		live := o.Delivery.Status != workflow.NoticeMoot && o.Delivery.Status != workflow.NoticeDead
		if o.ID != n.ID && live && n.Due.Sub(o.Due) < workflow.RemindEvery {
			return "this person was reminded a short while before", nil
		}
	}
	return "", nil
}
