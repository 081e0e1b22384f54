package desk

import (
	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

// addAfter adds what is known of the time after go-live.
func addAfter(b bench, f *workflow.ReleaseFacts) {
	r := &f.Release
	if r.State != workflow.Live && r.State != workflow.RolledBack && r.State != workflow.Closed {
		return
	}
	s, _ := b.policy.System(r.Request.System)
	f.Watch = s.Watch
	f.CheckIns = r.CheckIns(policy.CheckIns(b.policy, r.Request.Type))
	f.Closing = policy.Closing(b.policy, b.members, r, b.now)
	if r.State == workflow.Live {
		f.WatchTo = r.LiveAt.Add(b.policy.AftercareFor(r.Request.Type))
	}
}

// taskPeople lists everybody whom the tasks of a release name.
func taskPeople(r *workflow.Release) []workflow.PersonID {
	var out []workflow.PersonID
	add := func(tasks []workflow.Task) {
		for _, t := range tasks {
			out = append(out, t.Owner, t.By)
		}
	}
	add(r.FollowUps)
	if h := r.Handover; h != nil {
		add(h.Items)
		out = append(append(out, h.Asked...), h.Accepted)
		if h.Returned != nil {
			out = append(out, h.Returned.By)
		}
	}
	return out
}
