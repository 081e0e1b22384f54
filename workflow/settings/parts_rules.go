package settings

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"drumbeat/workflow"
)

func types() part {
	return part{
		SettingsPart: workflow.SettingsPart{Key: "types", Name: "Change types", About: "What standard, normal, major and emergency changes require.", Fixed: true},
		list:         "types",
		items: func(p *workflow.Policy) []workflow.SettingsItem {
			return itemsOf(p.Types, func(t workflow.TypeRule) (string, string, string) {
				said := "no approval"
				if len(t.Approvals) > 0 {
					var roles []string
					for _, a := range t.Approvals {
						roles = append(roles, approvalLabel(p, a))
					}
					said = strings.Join(roles, ", ")
				}
				if t.MaxHours > 0 {
					said += fmt.Sprintf(" · up to %d h of work", t.MaxHours)
				}
				if t.TriageByHand {
					said += " · a release manager looks first"
				}
				return string(t.Type), upper(string(t.Type)), said
			})
		},
		form: typeForm,
	}
}

func typeForm(p *workflow.Policy, i int) []bind {
	t := &p.Types[i]
	out := []bind{approvalsOf(p, &t.Approvals), span("decide_within", "Decided within", &t.DecideWithin).optional()}
	if t.Type == workflow.Emergency {
		out = append(out,
			span("review_within", "Reviewed within", &t.ReviewWithin).optional().hint("Working hours after go-live or roll-back. Empty: no review."),
			boxes("requires", "Requires", box{"handover", "A handover before it is closed", &t.NeedHandover}))
		return append(append(out, callsLimit(t), callsWithin(t)), watched(t)...)
	}
	out[1].Hint = "Working hours, as in 8h."
	out = append(out,
		span("triage_within", "Leaves the queue within", &t.TriageWithin).optional().hint("Working hours. Empty: no target."),
		span("lead_time", "Asked for before its window by", &t.Lead).optional().hint("Empty: no lead time."),
		span("review_within", "Reviewed within", &t.ReviewWithin).optional().hint("Working hours after go-live or roll-back. Empty: no review."),
		number("max_hours", "Suggested up to this many hours of work", &t.MaxHours).hint("Empty: no bound."),
		callsLimit(t), callsWithin(t), coveragePercent(t),
		number("min_risk", "Suggested from this risk score on", &t.MinRisk).hint("Empty: the effort alone decides."),
		boxes("requires", "Requires",
			box{"triage", "A release manager looks first", &t.TriageByHand},
			box{"evidence", "Test evidence", &t.NeedEvidence},
			box{"rollback", "A rollback plan", &t.NeedRollback},
			box{"sign-off", "Sign-off of the street", &t.NeedSignOff},
			box{"template", "A pre-authorised template", &t.Templated},
			box{"handover", "A handover before it is closed", &t.NeedHandover},
			box{"coverage", "The front line has read the briefing", &t.CoverageBlocks},
		),
	)
	return append(out, watched(t)...)
}

func callsLimit(t *workflow.TypeRule) bind {
	return number("calls_limit", "Tell people when customers' calls weigh this much", &t.CallsLimit).hint("A customer who is annoyed weighs 1, who cannot do something 3, who cannot do anything 9. Empty: never.")
}

func coveragePercent(t *workflow.TypeRule) bind {
	return number("coverage_percent", "How much of each front-line team has read the briefing before it starts, in %", &t.CoveragePercent).hint("It is a warning, or, where it is ticked among what the type requires, keeps it from starting. Empty: not asked.")
}

func callsWithin(t *workflow.TypeRule) bind {
	return span("calls_within", "Calls are counted over", &t.CallsWithin).optional().hint("As in 2h. Empty: 2 hours.")
}

func approvalLabel(p *workflow.Policy, a workflow.ApprovalRule) string {
	name := p.Role(a.Role).Name
	if a.Quorum > 1 {
		name = fmt.Sprintf("%d of %s", a.Quorum, name)
	}
	return name
}

// mostQuorum is how many people of one role can be chosen to approve.
const mostQuorum = 3

// approvalsOf takes the roles that approve, each with how many of its people.
func approvalsOf(p *workflow.Policy, to *[]workflow.ApprovalRule) bind {
	var options []workflow.SettingOption
	var was []string
	add := func(a workflow.ApprovalRule) {
		value := a.Role + ":" + strconv.Itoa(a.Quorum)
		if !slices.ContainsFunc(options, func(o workflow.SettingOption) bool { return o.Value == value }) {
			options = append(options, workflow.SettingOption{Value: value, Label: approvalLabel(p, a)})
		}
	}
	for _, r := range p.Roles {
		for n := range mostQuorum {
			add(workflow.ApprovalRule{Role: r.Key, Quorum: n + 1})
		}
	}
	for _, a := range *to {
		add(a)
		was = append(was, a.Role+":"+strconv.Itoa(a.Quorum))
	}
	f := workflow.SettingField{Key: "approvals", Label: "Approved by all of", Hint: "None chosen: pre-authorised.", Kind: workflow.SettingMany, Optional: true, Options: options, Value: was}
	return bind{f, func(v []string) error {
		*to = nil
		for _, s := range v {
			cut := strings.LastIndexByte(s, ':')
			if cut < 0 {
				return sentence("Choose from the list.")
			}
			n, err := strconv.Atoi(s[cut+1:])
			if err != nil {
				return sentence("Choose from the list.")
			}
			*to = append(*to, workflow.ApprovalRule{Role: s[:cut], Quorum: n})
		}
		return nil
	}}
}

func riskQuestions() part {
	return part{
		SettingsPart: workflow.SettingsPart{Key: "risk", Name: "Risk questions", About: "What the form asks, and how much each yes adds to the risk score."},
		list:         "risk_questions",
		items: func(p *workflow.Policy) []workflow.SettingsItem {
			return itemsOf(p.Risk, func(q workflow.RiskQuestion) (string, string, string) {
				return q.Key, q.Text, count(q.Points, "point", "points")
			})
		},
		form: func(p *workflow.Policy, i int) []bind {
			q := &p.Risk[i]
			return []bind{line("text", "Question", &q.Text).hint("What is ticked, as in “Touches payment”."), number("points", "Points", &q.Points)}
		},
		add: func(p *workflow.Policy, name string, taken []string) {
			p.Risk = append(p.Risk, workflow.RiskQuestion{Key: keyFor(name, taken)})
		},
		del: func(p *workflow.Policy, i int) { p.Risk = slices.Delete(p.Risk, i, i+1) },
	}
}

// gateNames are the intake gates as people read them.
var gateNames = map[workflow.IntakeKind]string{
	workflow.IntakeType: "The type needs no release manager's look", workflow.IntakeRisk: "The risk score is at most", workflow.IntakeEffort: "The hours of work are at most",
	workflow.IntakeConflict: "Nothing stands in the way of the window", workflow.IntakeEndorsed: "The coordinator endorsed it", workflow.IntakeLead: "The lead time is kept",
	workflow.IntakeTemplate: "It is made from a template", workflow.IntakeTeam: "The team belongs to a department",
}

func intake() part {
	return part{
		SettingsPart: workflow.SettingsPart{Key: "intake", Name: "Intake gates", About: "What passes all of them is let through by rule; the rest waits in the queue with its reasons."},
		list:         "intake",
		items: func(p *workflow.Policy) []workflow.SettingsItem {
			return itemsOf(p.Intake, func(g workflow.IntakeGate) (string, string, string) {
				name := gateNames[g.Kind]
				if g.Limit > 0 {
					name += " " + strconv.Itoa(g.Limit)
				}
				said := "all types but emergencies"
				if len(g.Types) > 0 {
					said = strings.Join(strs(g.Types), ", ")
				}
				if len(g.Systems) > 0 {
					said += " · " + count(len(g.Systems), "system", "systems")
				}
				return gateKey(g), name, said
			})
		},
		form: func(p *workflow.Policy, i int) []bind {
			g := &p.Intake[i]
			kinds := optionsOf(workflow.IntakeKinds, func(k workflow.IntakeKind) (string, string) { return string(k), gateNames[k] })
			return []bind{
				one("kind", "Let through when", &g.Kind, kinds, ""),
				number("limit", "At most", &g.Limit).hint("For the risk score and the hours of work."),
				many("types", "Asked of", &g.Types, typeOptions()).hint("None chosen: all types but emergencies."),
				many("systems", "For", &g.Systems, systemOptions(p)).hint("None chosen: all systems."),
			}
		},
		add: func(p *workflow.Policy, _ string, _ []string) { p.Intake = append(p.Intake, workflow.IntakeGate{}) },
		del: func(p *workflow.Policy, i int) { p.Intake = slices.Delete(p.Intake, i, i+1) },
	}
}

// gateKey names a gate: there is one of a kind for the same types and systems.
func gateKey(g workflow.IntakeGate) string {
	if len(g.Types)+len(g.Systems) == 0 {
		return string(g.Kind)
	}
	h := fnv.New32a()
	_, _ = fmt.Fprint(h, g.Types, g.Systems) // never fails
	return fmt.Sprintf("%s-%08x", g.Kind, h.Sum32())
}

func templates() part {
	return part{
		SettingsPart: workflow.SettingsPart{Key: "templates", Name: "Templates", About: "Forms that are filled in already; a pre-authorised one needs no approval."},
		list:         "templates",
		items: func(p *workflow.Policy) []workflow.SettingsItem {
			return itemsOf(p.Templates, func(t workflow.Template) (string, string, string) {
				said := "any system"
				if s, ok := p.System(t.System); ok {
					said = s.Name
				}
				if t.PreAuthorised {
					said += " · pre-authorised"
				}
				return t.Key, t.Name, said
			})
		},
		form: templateForm,
		add: func(p *workflow.Policy, name string, taken []string) {
			p.Templates = append(p.Templates, workflow.Template{Key: keyFor(name, taken)})
		},
		del: func(p *workflow.Policy, i int) { p.Templates = slices.Delete(p.Templates, i, i+1) },
	}
}

func templateForm(p *workflow.Policy, i int) []bind {
	t := &p.Templates[i]
	q := &t.Form
	impacts := []workflow.SettingOption{{Value: string(workflow.ImpactNone), Label: "nothing"}, {Value: string(workflow.ImpactNoticeable), Label: "a difference"}, {Value: string(workflow.ImpactOutage), Label: "an outage"}}
	system := one("system", "System", &t.System, systemOptions(p), "any")
	set := system.set
	system.set = func(v []string) error {
		err := set(v)
		if q.System != "" {
			q.System = t.System
		}
		return err
	}
	return []bind{
		line("name", "Name", &t.Name),
		system,
		boxes("pre_authorised", "Approval", box{"pre", "Pre-authorised: a standard change made from it needs none", &t.PreAuthorised}),
		line("form.title", "Title", &q.Title).optional(),
		line("form.team", "Team or supplier", &q.Team).optional(),
		text("form.what", "What changes", &q.What),
		text("form.why", "Why", &q.Why),
		one("form.type", "Change type", &q.Type, typeOptions(), "by effort"),
		number("form.effort_hours", "Hours of work", &q.EffortHours),
		many("form.risk", "Risk", &q.Risk, optionsOf(p.Risk, func(r workflow.RiskQuestion) (string, string) { return r.Key, r.Text })),
		one("form.impact", "Customers notice", &q.Impact, impacts, "not filled in"),
		text("form.rollback", "Rollback plan", &q.Rollback),
		text("form.evidence", "Test evidence", &q.Evidence),
	}
}
