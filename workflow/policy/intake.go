package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"drumbeat/workflow"
)

// IntakeCase is what the intake gates judge.
type IntakeCase struct {
	Policy    *workflow.Policy
	Members   workflow.Members
	Release   *workflow.Release
	Slot      *workflow.Slot     // the window asked for; nil: as soon as possible
	Conflicts []workflow.Finding // what stands in the way of that window, the blocking first
	Now       time.Time
}

// Intake answers every intake gate that the policy asks of a request, in the
// order of the policy. A gate that its type or its department asks for is asked
// whether the policy lists it or not. Emergencies skip the queue: nothing is
// asked of them.
func Intake(c IntakeCase) []workflow.Finding {
	if c.Release.Request.Type == workflow.Emergency {
		return nil
	}
	gates := slices.Clone(c.Policy.Intake)
	rule := c.Policy.Type(c.Release.Request.Type)
	need := func(kind workflow.IntakeKind, is bool) {
		if is && !slices.ContainsFunc(gates, func(g workflow.IntakeGate) bool { return g.Kind == kind && applies(g, c.Release) }) {
			gates = append(gates, workflow.IntakeGate{Kind: kind})
		}
	}
	dept, known := c.Policy.Department(c.Release.Request.Team)
	need(workflow.IntakeType, rule.TriageByHand)
	need(workflow.IntakeTemplate, rule.Templated)
	need(workflow.IntakeLead, rule.Lead > 0)
	need(workflow.IntakeEndorsed, known && dept.MustEndorse)
	var out []workflow.Finding
	for _, g := range gates {
		if applies(g, c.Release) {
			out = append(out, intakeGate(c, g))
		}
	}
	return out
}

// Misfits are the findings of the intake gates for which a request waits: those
// that do not pass and that nobody accepted since what they are about changed.
func Misfits(c IntakeCase) []workflow.Finding {
	var out []workflow.Finding
	for _, f := range Intake(c) {
		same := func(g workflow.Finding) bool { return g.Rule == f.Rule && g.Reason == f.Reason }
		if !f.Pass && !accepted(c.Release, f.Rule) && !slices.ContainsFunc(out, same) {
			out = append(out, f)
		}
	}
	return out
}

func applies(g workflow.IntakeGate, r *workflow.Release) bool {
	return (len(g.Types) == 0 || slices.Contains(g.Types, r.Request.Type)) && (len(g.Systems) == 0 || slices.Contains(g.Systems, r.Request.System))
}

// AsksOfConflicts tells whether a gate of the policy is about what stands in the
// way of the window that a release asks for.
func AsksOfConflicts(p *workflow.Policy, r *workflow.Release) bool {
	return r.Request.Type != workflow.Emergency && slices.ContainsFunc(p.Intake, func(g workflow.IntakeGate) bool {
		return g.Kind == workflow.IntakeConflict && applies(g, r)
	})
}

// intakeTitles name the gates in a few words.
var intakeTitles = map[workflow.IntakeKind]string{
	workflow.IntakeType: "change type", workflow.IntakeRisk: "risk", workflow.IntakeEffort: "effort", workflow.IntakeConflict: "conflict",
	workflow.IntakeEndorsed: "endorsement", workflow.IntakeLead: "lead time", workflow.IntakeTemplate: "template", workflow.IntakeTeam: "team",
}

func intakeGate(c IntakeCase, g workflow.IntakeGate) workflow.Finding {
	q := &c.Release.Request
	f := workflow.Finding{Rule: "intake:" + string(g.Kind), Title: intakeTitles[g.Kind], Weight: workflow.Block, Who: c.Members[c.Policy.ManagerRole]}
	switch g.Kind {
	case workflow.IntakeType:
		f.Pass = !c.Policy.Type(q.Type).TriageByHand
		f.Reason = fmt.Sprintf("A release manager looks at every %s change.", q.Type)
	case workflow.IntakeRisk:
		score, most := c.Policy.RiskScore(q.Risk)
		f.Pass = score <= g.Limit
		f.Reason = fmt.Sprintf("The risk is %d of %d; up to %d passes by rule.", score, most, g.Limit)
	case workflow.IntakeEffort:
		f.Pass = q.EffortHours <= g.Limit
		f.Reason = fmt.Sprintf("It is %s of work; up to %s passes by rule.", Hours(q.EffortHours), Hours(g.Limit))
	case workflow.IntakeConflict: // what blocks cannot be asked for: it is what people have to agree on
		f.Pass = true
		for _, conflict := range c.Conflicts {
			if !conflict.Pass {
				f.Pass = false
				f.Reason, f.At, f.Alternatives = conflict.Reason, conflict.At, conflict.Alternatives
				break
			}
		}
	case workflow.IntakeEndorsed:
		endorsedGate(c, &f)
	case workflow.IntakeLead:
		leadGate(c, &f)
	case workflow.IntakeTemplate:
		templateGate(c, &f)
	case workflow.IntakeTeam:
		_, f.Pass = c.Policy.Department(q.Team)
		f.Reason = "The team belongs to no department that the policy knows."
	default:
		f.Pass = true // a gate of a later version is not held against anybody here
	}
	if f.Pass {
		f.Reason, f.Who = "", nil
	}
	return f
}

func endorsedGate(c IntakeCase, f *workflow.Finding) {
	dept, known := c.Policy.Department(c.Release.Request.Team)
	f.Pass = c.Release.Endorsement != nil || !known || dept.Coordinator == ""
	if f.Who = c.Members[dept.Coordinator]; len(f.Who) > 0 {
		f.Reason = fmt.Sprintf("The coordinator of %s endorses it first.", dept.Name)
		return
	}
	f.Who = c.Members[c.Policy.ManagerRole]
	f.Reason = fmt.Sprintf("The coordinator of %s endorses it first, and nobody is coordinator: a release manager can accept it instead.", dept.Name)
}

func leadGate(c IntakeCase, f *workflow.Finding) {
	lead := c.Policy.Type(c.Release.Request.Type).Lead
	sent := c.Release.SubmittedAt
	if sent.IsZero() {
		sent = c.Now
	}
	f.Earliest = sent.Add(lead)
	f.Pass = c.Slot == nil || !c.Slot.Opens.Before(f.Earliest)
	f.Reason = fmt.Sprintf("A %s change is asked for at least %s before its window opens.", c.Release.Request.Type, longSpan(lead))
}

// templateGate passes what was made from a template; a type that is
// pre-authorised by template alone needs one that is pre-authorised, for this
// system.
func templateGate(c IntakeCase, f *workflow.Finding) {
	q := &c.Release.Request
	t, known := c.Policy.Template(q.Template)
	fits := known && (t.System == "" || t.System == q.System)
	if !c.Policy.Type(q.Type).Templated {
		f.Pass, f.Reason = fits, "It was not made from a template."
		return
	}
	f.Pass = fits && t.PreAuthorised && Beyond(t, q) == ""
	f.Reason = fmt.Sprintf("A %s change is pre-authorised only when it is made from a pre-authorised template of its system.", q.Type)
	if why := Beyond(t, q); fits && t.PreAuthorised && why != "" {
		f.Reason = fmt.Sprintf("The template %s is pre-authorised, and it goes beyond that: %s.", t.Name, why)
	}
}

// longSpan says a duration in hours or days.
func longSpan(d time.Duration) string {
	n, unit := int(d/time.Hour), "hour"
	if n >= 48 && n%24 == 0 {
		n, unit = n/24, "day"
	}
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}

// judges are the fields that each intake gate looks at: what a release manager
// accepted stays accepted until one of them changes.
var judges = map[workflow.IntakeKind][]workflow.Field{
	workflow.IntakeType: {workflow.FieldType}, workflow.IntakeRisk: {workflow.FieldRisk}, workflow.IntakeEffort: {workflow.FieldEffort},
	workflow.IntakeConflict: {workflow.FieldWindow, workflow.FieldSystem}, workflow.IntakeEndorsed: {workflow.FieldTeam},
	workflow.IntakeLead: {workflow.FieldWindow, workflow.FieldType}, workflow.IntakeTemplate: {workflow.FieldTemplate, workflow.FieldType, workflow.FieldSystem},
	workflow.IntakeTeam: {workflow.FieldTeam},
}

// accepted tells whether a release manager has let the request through although
// this gate does not pass, as things are.
func accepted(r *workflow.Release, rule string) bool {
	kind := workflow.IntakeKind(strings.TrimPrefix(rule, "intake:"))
	for _, e := range slices.Backward(r.History) {
		switch {
		case e.Action == workflow.ActSubmit, e.Action == workflow.ActResubmit:
			return false
		case slices.ContainsFunc(e.Changed, func(f workflow.Field) bool { return slices.Contains(judges[kind], f) }):
			return false
		case e.Action == workflow.ActTriage && slices.Contains(e.Overrode, rule):
			return true
		case e.Action == workflow.ActTriage && kind == workflow.IntakeConflict:
			return true // what came into its way since does not send it back to the queue
		case e.Action == workflow.ActTriage && e.By != workflow.System && kind == workflow.IntakeType:
			return true
		}
	}
	return false
}

// Coordinators lists who can endorse a request: the coordinators of the
// department that its team belongs to; nobody where it belongs to none.
func Coordinators(p *workflow.Policy, members workflow.Members, r *workflow.Release) []workflow.PersonID {
	dept, known := p.Department(r.Request.Team)
	if !known || dept.Coordinator == "" || r.Request.Type == workflow.Emergency {
		return nil
	}
	return members[dept.Coordinator]
}
