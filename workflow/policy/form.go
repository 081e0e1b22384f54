package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"drumbeat/workflow"
)

// Longest lengths of what is typed, in characters. A Slack input takes 3,000;
// a title is one line that must fit a heading with its number before it.
const (
	MaxTitle = 120
	MaxShort = 150 // one line: team or supplier
	MaxText  = 3000
)

// Suggest gives the change type that the effort asks for, with the reason as a
// sentence. Emergency is never suggested: somebody has to say so.
func Suggest(p *workflow.Policy, hours int) (workflow.ChangeType, string) {
	below := 0
	for _, r := range p.Types {
		if r.Type == workflow.Emergency {
			continue
		}
		if r.MaxHours == 0 {
			return r.Type, fmt.Sprintf("More than %s of work is a %s change.", Hours(below), r.Type)
		}
		if hours <= r.MaxHours {
			return r.Type, fmt.Sprintf("Up to %s of work is a %s change.", Hours(r.MaxHours), r.Type)
		}
		below = r.MaxHours
	}
	return workflow.Normal, ""
}

// Classify gives the change type that a request asks for by its effort and its
// risk, with the reason as a sentence. Emergency is never suggested by itself.
func Classify(p *workflow.Policy, q workflow.Request) (workflow.ChangeType, string) {
	t, why := Suggest(p, q.EffortHours)
	if risky := RiskType(p, q.Risk); rank(risky) > rank(t) {
		score, most := p.RiskScore(q.Risk)
		t, why = risky, fmt.Sprintf("A risk of %d of %d makes it a %s change.", score, most, risky)
	}
	return t, why
}

// Hours says an effort in words: hours up to a day, then working days of eight hours.
func Hours(h int) string {
	switch {
	case h == 1:
		return "1 hour"
	case h == 8:
		return "a day"
	case h > 8 && h%8 == 0:
		return fmt.Sprintf("%d days", h/8)
	}
	return fmt.Sprintf("%d hours", h)
}

// Required lists the fields that must not be empty for a request of this type
// and impact.
func Required(p *workflow.Policy, q workflow.Request) map[workflow.Field]bool {
	need := map[workflow.Field]bool{
		workflow.FieldTitle: true, workflow.FieldSystem: true, workflow.FieldType: true, workflow.FieldWhat: true,
	}
	if q.Type == workflow.Emergency {
		need[workflow.FieldNotice], need[workflow.FieldSay] = true, true
		return need
	}
	rule := p.Type(q.Type)
	need[workflow.FieldTeam], need[workflow.FieldWhy], need[workflow.FieldEffort] = true, true, true
	need[workflow.FieldContact], need[workflow.FieldImplementer], need[workflow.FieldImpact] = true, true, true
	need[workflow.FieldEvidence] = rule.NeedEvidence
	need[workflow.FieldRollback] = rule.NeedRollback
	if q.Impact != workflow.ImpactNone && q.Impact != "" {
		need[workflow.FieldNotice], need[workflow.FieldSay], need[workflow.FieldIfTheyCall] = true, true, true
	}
	return need
}

// Validate checks what was typed against the policy: a sentence per wrong
// field that says what to do. It changes nothing; an empty map means fine.
func Validate(p *workflow.Policy, q workflow.Request) map[workflow.Field]string {
	bad := map[workflow.Field]string{}
	for f, need := range Required(p, q) {
		if need && strings.TrimSpace(text(q, f)) == "" {
			bad[f] = missing[f]
		}
	}
	for f, most := range longest {
		if n := utf8.RuneCountInString(text(q, f)); n > most {
			bad[f] = fmt.Sprintf("This has %d characters; at most %d fit. Please shorten it.", n, most)
		}
	}
	if strings.ContainsAny(q.Title, "\r\n") {
		bad[workflow.FieldTitle] = "A title is one line. Put the details under “What changes”."
	}
	if _, ok := p.System(q.System); !ok && q.System != "" {
		bad[workflow.FieldSystem] = "This system is not in the policy (any more). Choose one from the list."
	}
	validateType(p, q, bad)
	validateWishes(p, q, bad)
	if !slices.Contains([]workflow.Impact{"", workflow.ImpactNone, workflow.ImpactNoticeable, workflow.ImpactOutage}, q.Impact) {
		bad[workflow.FieldImpact] = "Choose what customers notice from the list."
	}
	if q.Downtime && q.Impact == workflow.ImpactNone && q.Type != workflow.Emergency {
		bad[workflow.FieldImpact] = "Downtime is something customers notice. Choose what they notice, or untick downtime."
	}
	return bad
}

func validateType(p *workflow.Policy, q workflow.Request, bad map[workflow.Field]string) {
	if !slices.Contains(workflow.ChangeTypes, q.Type) {
		bad[workflow.FieldType] = "Choose a change type from the list."
		return
	}
	if q.Type == workflow.Emergency {
		return
	}
	if q.EffortHours < 0 || q.EffortHours > 10000 {
		bad[workflow.FieldEffort] = "Give the effort in hours of work, from 1 to 10,000."
		return
	}
	suggested, why := Classify(p, q)
	if rank(q.Type) < rank(suggested) {
		bad[workflow.FieldType] = fmt.Sprintf("%s Choose %s, or correct the effort.", why, suggested)
	}
}

// MaxDependencies bounds the releases that one waits for.
const MaxDependencies = 20

func validateWishes(p *workflow.Policy, q workflow.Request, bad map[workflow.Field]string) {
	if len(q.DependsOn) > MaxDependencies {
		bad[workflow.FieldDependsOn] = fmt.Sprintf("It depends on %d releases; at most %d fit.", len(q.DependsOn), MaxDependencies)
	}
	for _, key := range q.Accounts {
		if !slices.ContainsFunc(p.Accounts, func(a workflow.KeyAccount) bool { return a.Key == key }) {
			bad[workflow.FieldAccounts] = "A key account that was chosen is not in the policy any more. Choose again."
		}
	}
}

// rank orders the types by weight, as people see them.
func rank(t workflow.ChangeType) int { return slices.Index(workflow.ChangeTypes, t) }

// CheckSlot tells whether a slot can still be asked for at now.
func CheckSlot(s workflow.Slot, now time.Time) workflow.Finding {
	f := workflow.Finding{Rule: "cut-off", Title: "cut-off", Pass: true, Weight: workflow.Block, At: s.CutOff}
	switch {
	case !now.Before(s.Closes):
		f.Pass, f.Reason, f.At = false, "This window has closed.", s.Closes
	case !now.Before(s.CutOff):
		f.Pass, f.Reason = false, "The cut-off of this window has passed; its list is fixed."
	}
	return f
}

// text gives what was typed in a field, for the length and emptiness checks.
func text(q workflow.Request, f workflow.Field) string {
	switch f {
	case workflow.FieldTitle:
		return q.Title
	case workflow.FieldSystem:
		return q.System
	case workflow.FieldTeam:
		return q.Team
	case workflow.FieldWhat:
		return q.What
	case workflow.FieldWhy:
		return q.Why
	case workflow.FieldType:
		return string(q.Type)
	case workflow.FieldEffort:
		if q.EffortHours != 0 {
			return "given"
		}
		return ""
	case workflow.FieldImpact:
		return string(q.Impact)
	case workflow.FieldNotice:
		return q.Briefing.Notice
	case workflow.FieldSay:
		return q.Briefing.Say
	case workflow.FieldDontPromise:
		return q.Briefing.DontPromise
	case workflow.FieldIfTheyCall:
		return q.Briefing.IfTheyCall
	case workflow.FieldEvidence:
		return q.Evidence
	case workflow.FieldRollback:
		return q.Rollback
	case workflow.FieldLinks:
		return q.Links
	case workflow.FieldIncident:
		return q.Incident
	case workflow.FieldContact:
		return string(q.Contact)
	case workflow.FieldImplementer:
		return string(q.Implementer)
	}
	return ""
}

var longest = map[workflow.Field]int{
	workflow.FieldTitle: MaxTitle, workflow.FieldTeam: MaxShort, workflow.FieldWhat: MaxText, workflow.FieldWhy: MaxText,
	workflow.FieldNotice: MaxText, workflow.FieldSay: MaxText, workflow.FieldDontPromise: MaxText, workflow.FieldIfTheyCall: MaxText,
	workflow.FieldEvidence: MaxText, workflow.FieldRollback: MaxText, workflow.FieldLinks: MaxText, workflow.FieldIncident: MaxShort,
}

var missing = map[workflow.Field]string{
	workflow.FieldTitle:       "Give the change a title: a few words by which people will know it.",
	workflow.FieldSystem:      "Choose the system to which this goes live.",
	workflow.FieldTeam:        "Name the team or supplier that makes the change.",
	workflow.FieldWhat:        "Say what changes, in a sentence or two.",
	workflow.FieldWhy:         "Say why: approvers decide on the value as well as the risk.",
	workflow.FieldType:        "Choose a change type.",
	workflow.FieldEffort:      "Say how much work it is; the change type follows from it.",
	workflow.FieldImpact:      "Say what customers notice, even if it is nothing.",
	workflow.FieldNotice:      "Say what customers notice: the front line reads this to them.",
	workflow.FieldSay:         "Say what the front line should tell a customer who calls.",
	workflow.FieldIfTheyCall:  "Say what to do when a customer calls about it: a workaround, and whom to reach.",
	workflow.FieldEvidence:    "Say how it was tested and who accepted it.",
	workflow.FieldRollback:    "Say how it is taken back, and how long that takes.",
	workflow.FieldContact:     "Name who can be asked about it.",
	workflow.FieldImplementer: "Name who starts it and reports that it is live.",
}
