package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"drumbeat/workflow"
)

// Case is what the go-live gates judge.
type Case struct {
	Policy   *workflow.Policy
	Members  workflow.Members
	Release  *workflow.Release
	Slot     *workflow.Slot // the window asked about; nil: none is known
	Holds    bool           // it holds a place in Slot
	Free     int            // places left in Slot
	Coverage []workflow.Coverage
	Standing *workflow.Standing // of its approvals; nil: it is worked out
	Mates    []workflow.Release // the others of its bundle; nil: not looked for
	Around   *Around            // what surrounds it; nil: conflicts are not looked for
	Nearby   []workflow.Slot    // windows from which a conflict's alternatives are taken; Around knows what surrounds them
	Now      time.Time
}

// Gates answers every gate between the release and going live in the slot, the
// blocking ones that do not pass first. An emergency has no window gates.
func Gates(c Case) []workflow.Finding {
	out := make([]workflow.Finding, 1, mostlyGates)
	out[0] = triage(c)
	st := c.standing()
	for _, rs := range st.Rules {
		out = append(out, approval(c, rs))
	}
	out = append(out, tooFew(c.Policy, c.Members, c.Release, st)...)
	if c.Release.Request.Type != workflow.Emergency {
		out = append(out, inWindow(c), cutOff(c, st.Complete), capacity(c))
	}
	out = append(out, signedOff(c)...)
	out = append(out, conflicts(c)...)
	out = append(out, bundled(c)...)
	out = append(out, covered(c)...)
	out = append(out, briefing(c))
	if c.Around != nil && len(c.Nearby) > 0 {
		out = WithAlternatives(c.Around, c.Slot, out, c.Nearby)
	}
	slices.SortStableFunc(out, func(a, b workflow.Finding) int { return order(a) - order(b) })
	return out
}

func (c *Case) standing() workflow.Standing {
	if c.Standing != nil {
		return *c.Standing
	}
	return Standing(c.Policy, c.Members, c.Release)
}

// mostlyGates is how many findings there usually are at most.
const mostlyGates = 12

func order(f workflow.Finding) int {
	switch {
	case !f.Pass && f.Weight != workflow.Warn:
		return 0
	case f.Pass:
		return 1
	}
	return 2
}

func triage(c Case) workflow.Finding {
	f := workflow.Finding{Rule: "triage", Title: "intake", Pass: true, Weight: workflow.Block}
	switch s := c.Release.State; s {
	case workflow.Submitted:
		f.Pass, f.Reason, f.Who = false, "A release manager looks at it first.", c.Members[c.Policy.ManagerRole]
		if len(c.Release.Misfits) > 0 {
			f.Reason = ""
		}
		for _, misfit := range c.Release.Misfits {
			f.Reason = strings.TrimSpace(f.Reason + " " + misfit.Reason)
			if misfit.Rule == workflow.MisfitEndorse {
				f.Reason, f.Who = misfit.Reason, misfit.Who
				break
			}
		}
	case workflow.Returned, workflow.RolledBack:
		f.Pass, f.Reason, f.Who = false, stateReason(c.Release)+" It has to be sent again.", []workflow.PersonID{c.Release.Requester}
	case workflow.Rejected, workflow.Withdrawn, workflow.Closed:
		f.Pass, f.Reason, f.Unknown = false, stateReason(c.Release), true
	}
	return f
}

func approval(c Case, rs workflow.RoleStanding) workflow.Finding {
	f := workflow.Finding{Rule: "approval:" + rs.Role, Title: rs.Name + " approval", Pass: rs.Complete, Weight: workflow.Block}
	if rs.Complete {
		return f
	}
	f.Who, f.At = rs.Can, c.Release.DecideBy
	switch {
	case rs.Problem != "":
		f.Reason, f.Unknown, f.Who = "Nobody can give it: "+rs.Problem+".", true, c.Members[c.Policy.ManagerRole]
	case rs.Quorum > 1:
		f.Reason = fmt.Sprintf("%d of %d given.", len(rs.Given), rs.Quorum)
	default:
		f.Reason = "Not given yet."
	}
	return f
}

func inWindow(c Case) workflow.Finding {
	f := workflow.Finding{Rule: "window", Title: "window", Pass: true, Weight: workflow.Block}
	switch {
	case c.Slot == nil:
		f.Pass, f.Reason, f.Unknown = false, "It has no window yet.", true
	case takenOut(c.Policy, c.Slot):
		f.Pass, f.Reason, f.Unknown = false, "This window was taken out of the calendar.", true
	case c.Now.Before(c.Slot.Opens):
		f.Pass, f.Reason, f.At, f.Earliest = false, "The window is not open yet.", c.Slot.Opens, c.Slot.Opens
	case !c.Now.Before(c.Slot.Closes):
		f.Pass, f.Reason, f.At, f.Unknown = false, "The window has closed.", c.Slot.Closes, true
	}
	return f
}

func cutOff(c Case, approved bool) workflow.Finding {
	f := workflow.Finding{Rule: "cut-off", Title: "cut-off", Pass: true, Weight: workflow.Block}
	if c.Slot == nil {
		return f
	}
	f.At = c.Slot.CutOff
	late := !c.Now.Before(c.Slot.CutOff)
	switch {
	case late && !c.Holds:
		f.Pass, f.Reason, f.Unknown = false, "The list of this window is fixed.", true
	case late && (!approved || ApprovedLate(c.Release)):
		f.Pass, f.Reason, f.Unknown = false, "Not approved before the cut-off.", true
	case !approved:
		f.Reason = "Passes if it is decided in time."
	}
	return f
}

// ApprovedLate tells whether the last approval came when the list of the window
// that r holds a place in was fixed without it.
func ApprovedLate(r *workflow.Release) bool {
	return r.State == workflow.Scheduled && r.Place != nil && !r.ScheduledAt.Before(r.Place.CutOff)
}

// takenOut tells whether the policy skips the window that a place was taken in.
func takenOut(p *workflow.Policy, slot *workflow.Slot) bool {
	h, _ := p.Heartbeat(slot.Heartbeat)
	return slices.ContainsFunc(h.Skips, func(s workflow.Skip) bool { return s.Opens.Equal(slot.Opens) }) &&
		!slices.ContainsFunc(h.Extras, func(e workflow.Extra) bool { return e.Opens.Equal(slot.Opens) })
}

func capacity(c Case) workflow.Finding {
	f := workflow.Finding{Rule: RuleCapacity, Title: "capacity", Pass: true, Weight: workflow.Block}
	switch {
	case c.Slot == nil || c.Holds:
	case c.Around != nil && c.Around.Windows != nil:
		if found := room(c.Around, span(c.Now, c.Slot)); len(found) > 0 {
			return found[0]
		}
	case c.Free < 1:
		f.Pass, f.Unknown = false, true
		f.Reason = fmt.Sprintf("All %d places of this window are taken.", c.Slot.Capacity)
	}
	return f
}

// conflicts are the gates of what surrounds a release: those that do not pass,
// and a word for those that were looked at and do.
func conflicts(c Case) []workflow.Finding {
	if c.Around == nil || (c.Slot == nil && c.Release.Request.Type != workflow.Emergency) {
		return nil
	}
	frozen := false
	var out []workflow.Finding
	for _, f := range Conflicts(c.Around, c.Slot) {
		if f.Rule != RuleCapacity { // a gate of its own
			out = append(out, f)
			frozen = frozen || strings.HasPrefix(f.Rule, RuleFreeze)
		}
	}
	if !frozen {
		out = append(out, workflow.Finding{Rule: RuleFreeze, Title: "no freeze", Pass: true, Weight: workflow.Block})
	}
	if len(out) == 1 && !frozen && c.Around.Windows != nil {
		out = append(out, workflow.Finding{Rule: "conflict", Title: "no conflict", Pass: true, Weight: workflow.Block})
	}
	return append(out, awaited(c.Around, out)...)
}

// awaited are the releases that have to be live first and are planned so.
func awaited(a *Around, found []workflow.Finding) []workflow.Finding {
	var out []workflow.Finding
	for _, n := range a.Release.Request.DependsOn {
		rule := RuleDependency + ":" + n.String()
		r, known := a.Needs[n]
		if known && !Reached(&r) && !slices.ContainsFunc(found, func(f workflow.Finding) bool { return f.Rule == rule }) {
			out = append(out, workflow.Finding{Rule: rule, Title: "dependency", Pass: true, Weight: workflow.Block, Who: unblockers(a, &r),
				Reason: fmt.Sprintf("Passes once %s is live, which is planned to be by then.", n)})
		}
	}
	return out
}

// briefing never blocks: whether the front line has read is told, not required.
func briefing(c Case) workflow.Finding {
	f := workflow.Finding{Rule: "briefing", Title: "briefing", Pass: true, Weight: workflow.Warn}
	if c.Release.Request.Briefing.Empty() {
		return f
	}
	read := 0
	for _, cov := range c.Coverage {
		read += cov.Read
	}
	if len(c.Coverage) > 0 && read == 0 {
		f.Pass, f.Reason = false, "Nobody of the front line has read it yet; not required."
	}
	return f
}
