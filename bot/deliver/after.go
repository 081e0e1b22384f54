package deliver

import (
	"context"
	"time"

	"drumbeat/bot/render"
	"drumbeat/workflow"
)

// after writes what is asked and told of one release after its go-live.
func (c *composer) after(loc workflow.Locale, f *workflow.ReleaseFacts, n *workflow.Notice) content {
	r := &f.Release
	switch n.Kind {
	case workflow.NoticeTasks:
		if why := mootTasks(r, n, stands(n)); why != "" {
			return content{moot: why}
		}
		return content{message: render.YourTasks(loc, *f, n.Entry, n.Person)}
	case workflow.NoticeAccept:
		if !stands(n) && (r.Handover == nil || !r.Handover.Waiting() || r.Handover.AskedIn != n.Entry) {
			return content{moot: "the handover does not wait to be accepted any more"}
		}
		return content{message: render.Accept(loc, *f, n.Entry, n.Person)}
	case workflow.NoticeCheckIn:
		lead, err := time.ParseDuration(n.Lead)
		if err != nil {
			return content{moot: "nobody knows which check-in this is"}
		}
		if !stands(n) && r.State != workflow.Live {
			return content{moot: "it is not live any more"}
		}
		return content{message: render.CheckIn(loc, *f, lead, n.Person)}
	case workflow.NoticeRate:
		return content{message: render.Rate(loc, *f, n.Person)}
	}
	if r.State != workflow.Live {
		return content{moot: "it is not live any more"}
	}
	return content{message: render.Aftercare(loc, *f)}
}

// mootTasks: people are told of what is theirs while something of it is open.
func mootTasks(r *workflow.Release, n *workflow.Notice, stands bool) string {
	if stands {
		return ""
	}
	tasks := r.FollowUps
	if r.Handover != nil && r.Handover.Began == n.Entry {
		tasks = r.Handover.Items
	}
	for _, t := range workflow.OpenTasks(tasks) {
		if t.Owner == n.Person {
			return ""
		}
	}
	return "nothing of it is this person's to do any more"
}

// chase writes to one person what is due today or overdue for them.
func (c *composer) chase(ctx context.Context, loc workflow.Locale, n *workflow.Notice) (content, error) {
	f, err := c.desk.Chase(ctx, n.Person)
	if err != nil {
		return content{}, err
	}
	if len(f.Due) == 0 {
		return content{moot: "nothing is due for this person any more"}, nil
	}
	return content{message: render.Chase(loc, f)}, nil
}

// mootLate: release managers are told of what is overdue while it is.
func mootLate(f *workflow.ReleaseFacts) string {
	if !f.MustSayWhy() {
		return "nothing is overdue any more"
	}
	return ""
}
