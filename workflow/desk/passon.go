package desk

import (
	"slices"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

// What an escalation by an absence is about.
const (
	aboutAway = workflow.AboutAway
	aboutBack = workflow.AboutBack
)

// handover passes what is asked of somebody who went away on to who decides
// instead, or back.
type handover struct {
	principal workflow.PersonID // who went away, or came back
	back      bool
	end       []int          // the asks that end
	asks      []workflow.Ask // who is asked now
}

// passedOn tells for whom what was asked has to be passed on, because they, or
// who stands in for them, went away or came back since. An emergency is paged
// down the whole list anyway.
func passedOn(b bench, r *workflow.Release) []handover {
	if r.State != workflow.InApproval || r.Request.Type == workflow.Emergency {
		return nil
	}
	standing := slices.ContainsFunc(r.Asks, func(a workflow.Ask) bool { return a.For != "" && !a.Ended && a.Revision == r.Revision })
	if len(b.policy.Absences) == 0 && !standing {
		return nil
	}
	var out []handover
	of := func(principal workflow.PersonID) *handover {
		i := slices.IndexFunc(out, func(h handover) bool { return h.principal == principal })
		if i < 0 {
			_, away := b.presence().Away(principal)
			out = append(out, handover{principal: principal, back: !away})
			i = len(out) - 1
		}
		return &out[i]
	}
	for _, rs := range policy.Standing(b.policy, b.members, r).Rules {
		if rs.Complete {
			continue
		}
		wanted := b.presence().Asks(r, rs)
		for i, a := range r.Asks {
			if a.Role == rs.Role && a.Revision == r.Revision && a.For != "" && !a.Ended && !r.ApprovedBy(a.Person) && !wants(wanted, a) {
				h := of(a.For)
				h.end = append(h.end, i)
			}
		}
		for _, a := range wanted {
			if a.For != "" && everAsked(r, rs.Role, a.For) && !asksFor(r, a) {
				h := of(a.For)
				h.asks = append(h.asks, a)
			}
		}
		for _, h := range out { // who is back is asked, if nobody ever did
			if a := (workflow.Ask{Role: rs.Role, Person: h.principal}); h.back && slices.Contains(rs.Can, h.principal) && !isAsked(r, rs.Role, h.principal) {
				of(h.principal).asks = append(of(h.principal).asks, a)
			}
		}
	}
	return out
}

func wants(wanted []workflow.Ask, a workflow.Ask) bool {
	return slices.ContainsFunc(wanted, func(w workflow.Ask) bool { return w.Person == a.Person && w.For == a.For })
}

// everAsked tells whether somebody, or somebody in their place, was asked for a
// role about this revision.
func everAsked(r *workflow.Release, role string, person workflow.PersonID) bool {
	return slices.ContainsFunc(r.Asks, func(a workflow.Ask) bool {
		return a.Revision == r.Revision && a.Role == role && (a.Person == person || a.For == person)
	})
}

// asksFor tells whether who is to be asked in somebody's place is asked already.
func asksFor(r *workflow.Release, w workflow.Ask) bool {
	return slices.ContainsFunc(r.Asks, func(a workflow.Ask) bool {
		return a.Revision == r.Revision && a.Role == w.Role && a.Person == w.Person && !a.Ended
	})
}

// handOver makes a handover and records it.
func handOver(r *workflow.Release, b bench, cmd Command, h handover) {
	var roles []string
	note := func(role string) {
		if !slices.Contains(roles, role) {
			roles = append(roles, role)
		}
	}
	for _, i := range h.end {
		r.Asks[i].Ended = true
		note(r.Asks[i].Role)
	}
	for _, a := range h.asks {
		note(a.Role)
		ask(r, b, a)
	}
	about := aboutAway
	if h.back {
		about = aboutBack
	}
	record(r, b, cmd, workflow.InApproval, workflow.Entry{Roles: roles, For: h.principal, About: about})
}
