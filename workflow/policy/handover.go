package policy

import (
	"slices"
	"time"

	"drumbeat/workflow"
)

// What is overdue after go-live for so long, in working time, is told to the
// release managers, and again as often.
const (
	LateAfter = 16 * time.Hour
	LateEvery = 40 * time.Hour
)

// RunOwners lists who may accept the handover of a release: who holds the role to
// which it is handed over, but for who asked for it and who built it; where that is
// nobody, the release managers.
func RunOwners(p *workflow.Policy, members workflow.Members, r *workflow.Release) []workflow.PersonID {
	if r.Handover == nil || r.Handover.Runner == "" {
		return nil
	}
	own := func(person workflow.PersonID) bool { return person == r.Requester || person == r.Request.Implementer }
	if others := slices.DeleteFunc(slices.Clone(members[r.Handover.Runner]), own); len(others) > 0 {
		return others
	}
	return members[p.ManagerRole]
}

// owns tells whether a task of a release is a person's.
func owns(r *workflow.Release, person workflow.PersonID) bool {
	mine := func(t workflow.Task) bool { return t.Owner == person }
	return slices.ContainsFunc(r.FollowUps, mine) || r.Handover != nil && slices.ContainsFunc(r.Handover.Items, mine)
}

// taskOwners lists who owns a task of a release.
func taskOwners(r *workflow.Release) []workflow.PersonID {
	tasks := slices.Clone(r.FollowUps)
	if r.Handover != nil {
		tasks = append(tasks, r.Handover.Items...)
	}
	return owners(tasks)
}

// noneOf tells that there is nothing to do by an action about the time after
// go-live that the state of a release has.
func noneOf(r *workflow.Release, action workflow.Action) string {
	n, h := r.Number.String(), r.Handover
	switch action {
	case workflow.ActHandOver, workflow.ActAcceptHandover, workflow.ActReturnHandover:
		switch {
		case h == nil:
			return n + " has no handover."
		case h.Accepted != "" && h.Over():
			return "The handover of " + n + " has been accepted."
		case action == workflow.ActHandOver:
		case h.Runner == "":
			return "Nobody has to accept the handover of " + n + "."
		case !h.Complete():
			return "The handover of " + n + " is not complete: it is accepted, or sent back, once it is."
		}
	case workflow.ActFollowUp:
		if len(r.FollowUps) == 0 {
			return "No review of " + n + " asked for anything to be done."
		}
	}
	return ""
}
