package policy

import (
	"slices"
	"strings"

	"drumbeat/workflow"
)

// SignOffs lists the environments whose sign-off a release needs before
// production, with who gave it or can give it. None: its type or its system's
// street asks for none, or it is an emergency.
func SignOffs(p *workflow.Policy, members workflow.Members, r *workflow.Release) []workflow.StageFacts {
	if r.Request.Type == workflow.Emergency || !p.Type(r.Request.Type).NeedSignOff {
		return nil
	}
	system, _ := p.System(r.Request.System)
	var out []workflow.StageFacts
	for _, e := range system.SignsOff() {
		s := workflow.StageFacts{Environment: e, Role: p.Role(e.SignOff).Name}
		if given, ok := r.SignedOff(e.Key); ok {
			s.Given = &given
		}
		for _, person := range members[e.SignOff] {
			if notOwn(r, person) == "" {
				s.Can = append(s.Can, person)
			}
		}
		switch {
		case len(members[e.SignOff]) == 0:
			s.Problem = "nobody holds the role " + s.Role
		case len(s.Can) == 0:
			s.Problem = "everybody in the role " + s.Role + " asked for this, edited it or implements it"
		}
		out = append(out, s)
	}
	return out
}

// MissingSignOffs keeps the environments that nobody has signed off yet.
func MissingSignOffs(stages []workflow.StageFacts) []workflow.StageFacts {
	return slices.DeleteFunc(slices.Clone(stages), func(s workflow.StageFacts) bool { return s.Given != nil })
}

// notOwn says why a person cannot sign off a release: nobody accepts their own work.
func notOwn(r *workflow.Release, person workflow.PersonID) string {
	if r.Request.Implementer == person {
		return "you implement it"
	}
	return barred(r, person)
}

// accepts tells whether a person can sign off an environment for a release.
func accepts(p *workflow.Policy, members workflow.Members, r *workflow.Release, person workflow.PersonID) bool {
	return slices.ContainsFunc(SignOffs(p, members, r), func(s workflow.StageFacts) bool { return slices.Contains(s.Can, person) })
}

// signedOff is the gate of each environment.
func signedOff(c Case) []workflow.Finding {
	var out []workflow.Finding
	for _, s := range SignOffs(c.Policy, c.Members, c.Release) {
		f := workflow.Finding{Rule: "sign-off:" + s.Key, Title: strings.ToLower(s.Name) + " sign-off", Pass: s.Given != nil, Weight: workflow.Block}
		switch {
		case f.Pass:
		case s.Problem != "":
			f.Reason, f.Unknown, f.Who = "Nobody can give it: "+s.Problem+".", true, c.Members[c.Policy.ManagerRole]
		default:
			f.Reason, f.Who = "Not given yet.", s.Can
		}
		out = append(out, f)
	}
	return out
}

// unacceptable finds the sign-offs that nobody could ever give for a release.
func unacceptable(p *workflow.Policy, members workflow.Members, r *workflow.Release) []workflow.Finding {
	var out []workflow.Finding
	for _, s := range SignOffs(p, members, r) {
		if s.Problem == "" {
			continue
		}
		out = append(out, workflow.Finding{
			Rule: "answerable:sign-off:" + s.Key, Title: strings.ToLower(s.Name) + " sign-off", Weight: workflow.Block,
			Reason: "Nobody can sign this off on " + s.Name + ": " + s.Problem + ".",
			Who:    members[p.ManagerRole], Unknown: true,
		})
	}
	return out
}
