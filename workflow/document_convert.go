package workflow

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Document gives the policy as a document.
func (p Policy) Document() PolicyDocument {
	return PolicyDocument{
		Version: p.Version, SavedAt: atMillis(p.SavedAt), SavedBy: p.SavedBy, Reason: p.Why,
		Requests: p.Requests, MoveBefore: atMillis(p.MoveBefore),
		Zone: p.Zone, Locale: string(p.Locale), ReleaseChannel: string(p.ReleaseChannel), ManagerRole: p.ManagerRole, OnCallRole: p.OnCallRole,
		BriefingLead: span(p.BriefingLead), Aftercare: span(p.Aftercare), AnswerWithin: span(p.AnswerWithin), PageEvery: span(p.PageEvery),
		WorkingHours: hoursDoc{Days: mapped(p.Hours.Days, dayName), From: clockTime(p.Hours.From), To: clockTime(p.Hours.To)},
		FrontLine: mapped(p.FrontLine, func(l FrontLine) frontLineDoc {
			return frontLineDoc{l.Key, l.Name, string(l.Channel), l.Role, string(l.Locale)}
		}),
		Roles:       mapped(p.Roles, documentRole),
		Systems:     mapped(p.Systems, documentSystem),
		Heartbeats:  mapped(p.Heartbeats, documentHeartbeat),
		Types:       mapped(p.Types, documentType),
		Risk:        mapped(p.Risk, func(q RiskQuestion) riskDoc { return riskDoc(q) }),
		Freezes:     mapped(p.Freezes, documentFreeze),
		Accounts:    mapped(p.Accounts, documentAccount),
		Departments: mapped(p.Departments, func(d Department) departmentDoc { return departmentDoc(d) }),
		Intake:      mapped(p.Intake, func(g IntakeGate) intakeDoc { return intakeDoc(g) }),
		Templates: mapped(p.Templates, func(t Template) templateDoc {
			return templateDoc{t.Key, t.Name, t.System, t.PreAuthorised, documentForm(t.Form)}
		}),
		Schedules: mapped(p.Schedules, func(s Schedule) scheduleDoc { return scheduleDoc(s) }),
		Digest:    documentDigest(p.Digest),
		Absences: mapped(p.Absences, func(a Absence) absenceDoc {
			return absenceDoc{a.Person, atMillis(a.From), atMillis(a.To), a.Substitute}
		}),
		Checklists: mapped(p.Checklists, documentChecklist), Survey: surveyDoc(p.Survey),
	}
}

// Policy gives the policy that a document says. The error names the field that
// cannot be read; whether the policy makes sense is another question.
func (f PolicyDocument) Policy() (Policy, error) {
	hours, err := f.WorkingHours.hours()
	if err != nil {
		return Policy{}, err
	}
	return Policy{
		Version: f.Version, SavedAt: f.SavedAt, SavedBy: f.SavedBy, Why: f.Reason,
		Requests: f.Requests, MoveBefore: f.MoveBefore,
		Zone: f.Zone, Locale: Locale(f.Locale), ReleaseChannel: Channel(f.ReleaseChannel), ManagerRole: f.ManagerRole, OnCallRole: f.OnCallRole,
		BriefingLead: time.Duration(f.BriefingLead), Aftercare: time.Duration(f.Aftercare), AnswerWithin: time.Duration(f.AnswerWithin), PageEvery: time.Duration(f.PageEvery),
		Hours: hours,
		FrontLine: mapped(f.FrontLine, func(l frontLineDoc) FrontLine {
			return FrontLine{l.Key, l.Name, Channel(l.Channel), l.Role, Locale(l.Locale)}
		}),
		Roles:       mapped(f.Roles, roleDoc.role),
		Systems:     mapped(f.Systems, systemDoc.system),
		Heartbeats:  mapped(f.Heartbeats, heartbeatDoc.heartbeat),
		Types:       mapped(f.Types, typeDoc.rule),
		Risk:        mapped(f.Risk, func(q riskDoc) RiskQuestion { return RiskQuestion(q) }),
		Freezes:     mapped(f.Freezes, freezeDoc.freeze),
		Accounts:    mapped(f.Accounts, accountDoc.account),
		Departments: mapped(f.Departments, func(d departmentDoc) Department { return Department(d) }),
		Intake:      mapped(f.Intake, func(g intakeDoc) IntakeGate { return IntakeGate(g) }),
		Templates: mapped(f.Templates, func(t templateDoc) Template {
			return Template{t.Key, t.Name, t.System, t.PreAuthorised, t.Form.request()}
		}),
		Schedules:  mapped(f.Schedules, func(s scheduleDoc) Schedule { return Schedule(s) }),
		Absences:   mapped(f.Absences, func(a absenceDoc) Absence { return Absence(a) }),
		Checklists: mapped(f.Checklists, checklistDoc.checklist), Survey: Survey(f.Survey),
		Digest: f.Digest.digest(),
	}, nil
}

func documentDigest(d Digest) *digestDoc {
	if d.Cron == "" && d.Channel == "" && len(d.People) == 0 {
		return nil
	}
	return &digestDoc{d.Cron, string(d.Channel), d.People}
}

func (d *digestDoc) digest() Digest {
	if d == nil {
		return Digest{}
	}
	return Digest{d.Cron, Channel(d.Channel), d.People}
}

func documentRole(r Role) roleDoc {
	return roleDoc{r.Key, r.Name, r.People, r.Groups, r.Admins, r.Substitutes, mapped(r.Chain, func(s EscalationStep) stepDoc {
		return stepDoc{span(s.After), s.People, s.Role}
	})}
}

func (r roleDoc) role() Role {
	return Role{r.Key, r.Name, r.People, r.Groups, r.Admins, r.Substitutes, mapped(r.Chain, func(s stepDoc) EscalationStep {
		return EscalationStep{time.Duration(s.After), s.People, s.Role}
	})}
}

func documentHeartbeat(h Heartbeat) heartbeatDoc {
	return heartbeatDoc{
		Key: h.Key, Name: h.Name, Cron: h.Cron, Duration: span(h.Duration), Zone: h.Zone, Capacity: h.Capacity, CutOff: span(h.CutOff),
		Leads: mapped(h.Leads, func(d time.Duration) span { return span(d) }), Points: h.Points,
		Skips: mapped(h.Skips, func(s Skip) skipDoc { return skipDoc{atMillis(s.Opens), s.Why} }),
		Extras: mapped(h.Extras, func(x Extra) extraDoc {
			return extraDoc{atMillis(x.Opens), span(x.Duration), span(x.CutOff), x.Capacity, x.Why}
		}),
	}
}

func (d heartbeatDoc) heartbeat() Heartbeat {
	return Heartbeat{
		Key: d.Key, Name: d.Name, Cron: d.Cron, Duration: time.Duration(d.Duration), Zone: d.Zone, Capacity: d.Capacity, CutOff: time.Duration(d.CutOff),
		Leads: mapped(d.Leads, func(l span) time.Duration { return time.Duration(l) }), Points: d.Points,
		Skips: mapped(d.Skips, func(s skipDoc) Skip { return Skip(s) }),
		Extras: mapped(d.Extras, func(x extraDoc) Extra {
			return Extra{x.Opens, time.Duration(x.Duration), time.Duration(x.CutOff), x.Capacity, x.Why}
		}),
	}
}

func documentType(t TypeRule) typeDoc {
	d := typeDoc{
		Type: t.Type, MaxHours: t.MaxHours, Approvals: mapped(t.Approvals, func(a ApprovalRule) approvalDoc { return approvalDoc(a) }),
		DecideWithin: span(t.DecideWithin), TriageWithin: span(t.TriageWithin), Lead: span(t.Lead), ReviewWithin: span(t.ReviewWithin),
		CoveragePercent: t.CoveragePercent, CoverageBlocks: t.CoverageBlocks, CallsLimit: t.CallsLimit, CallsWithin: span(t.CallsWithin), MinRisk: t.MinRisk, NeedSignOff: t.NeedSignOff, Templated: t.Templated,
		TriageByHand: t.TriageByHand, NeedEvidence: t.NeedEvidence, NeedRollback: t.NeedRollback,
		NeedHandover: t.NeedHandover, Aftercare: span(t.Aftercare), CheckIns: mapped(t.CheckIns, func(d time.Duration) span { return span(d) }),
	}
	if d.Approvals == nil {
		d.Approvals = []approvalDoc{} // "none" is worth saying
	}
	return d
}

func (d typeDoc) rule() TypeRule {
	return TypeRule{
		Type: d.Type, MaxHours: d.MaxHours, Approvals: mapped(d.Approvals, func(a approvalDoc) ApprovalRule { return ApprovalRule(a) }),
		DecideWithin: time.Duration(d.DecideWithin), TriageWithin: time.Duration(d.TriageWithin), Lead: time.Duration(d.Lead), ReviewWithin: time.Duration(d.ReviewWithin),
		CoveragePercent: d.CoveragePercent, CoverageBlocks: d.CoverageBlocks, CallsLimit: d.CallsLimit, CallsWithin: time.Duration(d.CallsWithin), MinRisk: d.MinRisk, NeedSignOff: d.NeedSignOff, Templated: d.Templated,
		TriageByHand: d.TriageByHand, NeedEvidence: d.NeedEvidence, NeedRollback: d.NeedRollback,
		NeedHandover: d.NeedHandover, Aftercare: time.Duration(d.Aftercare), CheckIns: mapped(d.CheckIns, func(s span) time.Duration { return time.Duration(s) }),
	}
}

func documentFreeze(f Freeze) freezeDoc {
	return freezeDoc{f.Key, f.Name, f.Why, f.Systems, f.Hard, f.Except, atMillis(f.From), atMillis(f.To), f.Cron, span(f.Duration), f.Zone}
}

func (d freezeDoc) freeze() Freeze {
	return Freeze{d.Key, d.Name, d.Why, d.Systems, d.Hard, d.Except, d.From, d.To, d.Cron, time.Duration(d.Duration), d.Zone}
}

func documentAccount(a KeyAccount) accountDoc {
	return accountDoc{a.Key, a.Name, a.Managers, a.Systems, mapped(a.Blackouts, func(b Blackout) blackoutDoc {
		return blackoutDoc{atMillis(b.From), atMillis(b.To), b.Why}
	})}
}

func (d accountDoc) account() KeyAccount {
	return KeyAccount{d.Key, d.Name, d.Managers, d.Systems, mapped(d.Blackouts, func(b blackoutDoc) Blackout { return Blackout(b) })}
}

func documentForm(q Request) formDoc {
	return formDoc{
		Title: q.Title, System: q.System, Team: q.Team, What: q.What, Why: q.Why, Type: q.Type, EffortHours: q.EffortHours, Risk: q.Risk,
		Window: q.Window, Downtime: q.Downtime, Impact: q.Impact, Briefing: briefDoc(q.Briefing), Evidence: q.Evidence, Rollback: q.Rollback,
		Links: q.Links, Contact: q.Contact, Implementer: q.Implementer, Source: q.Source, DependsOn: q.DependsOn, Accounts: q.Accounts,
		Incident: q.Incident, Target: atMillis(q.Target), Template: q.Template,
	}
}

func (d formDoc) request() Request {
	return Request{
		Title: d.Title, System: d.System, Team: d.Team, What: d.What, Why: d.Why, Type: d.Type, EffortHours: d.EffortHours, Risk: d.Risk,
		Window: d.Window, Downtime: d.Downtime, Impact: d.Impact, Briefing: Briefing(d.Briefing), Evidence: d.Evidence, Rollback: d.Rollback,
		Links: d.Links, Contact: d.Contact, Implementer: d.Implementer, Source: d.Source, DependsOn: d.DependsOn, Accounts: d.Accounts,
		Incident: d.Incident, Target: d.Target, Template: d.Template,
	}
}

// mapped converts a slice element by element; an empty one becomes nil.
func mapped[From, To any](in []From, f func(From) To) []To {
	if len(in) == 0 {
		return nil
	}
	out := make([]To, len(in))
	for i, v := range in {
		out[i] = f(v)
	}
	return out
}

func atMillis(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

func dayName(d time.Weekday) string { return d.String()[:min(3, len(d.String()))] }

// clockTime writes minutes after midnight as people do; the end of a day is 24:00.
func clockTime(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

func (h hoursDoc) hours() (WorkingHours, error) {
	var out WorkingHours
	for i, name := range h.Days {
		d := slices.IndexFunc([]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"}, func(s string) bool { return strings.EqualFold(s, name) })
		if d < 0 {
			return out, fmt.Errorf("working_hours.days[%d]: %q is no day; write Mon, Tue, Wed, Thu, Fri, Sat or Sun", i, name)
		}
		out.Days = append(out.Days, time.Weekday(d))
	}
	var ok bool
	if out.From, ok = minutesOf(h.From); !ok {
		return out, fmt.Errorf("working_hours.from: %q is no time of day; write 09:00", h.From)
	}
	if out.To, ok = minutesOf(h.To); !ok {
		return out, fmt.Errorf("working_hours.to: %q is no time of day; write 17:00", h.To)
	}
	return out, nil
}

// minutesOf reads what clockTime writes.
func minutesOf(s string) (int, bool) {
	hour, minute, ok := strings.Cut(s, ":")
	if !ok || len(hour) != 2 || len(minute) != 2 {
		return 0, false
	}
	h, err1 := strconv.Atoi(hour)
	m, err2 := strconv.Atoi(minute)
	return h*60 + m, err1 == nil && err2 == nil && h >= 0 && m >= 0 && m < 60 && h*60+m <= 24*60
}
