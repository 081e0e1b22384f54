package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"drumbeat/workflow"
)

// The rules of conflicts, as the first part of [workflow.Finding.Rule]; what
// follows the colon says with what.
const (
	RuleFreeze      = "freeze"      // of the calendar
	RuleBlackout    = "blackout"    // a key account must not be disturbed
	RuleCapacity    = "capacity"    // places, or risk points
	RuleDependency  = "dependency"  // on a release that is not live yet
	RuleSystem      = "system"      // the same system in overlapping windows
	RuleEnvironment = "environment" // acceptance is booked by others then
	RuleImplementer = "implementer" // at two go-lives at once
	RuleApprover    = "approver"    // asked for two windows at once
	RuleAbsence     = "absence"     // who is needed is away
)

// Around is what surrounds a release: everything that can stand in the way of
// its going live in a window. What is not looked for is left empty and finds
// nothing.
type Around struct {
	Policy  *workflow.Policy
	Members workflow.Members
	Release *workflow.Release // its number is 0 while it is not filed
	Now     time.Time

	Freezes []workflow.Period                             // that overlap the windows looked at
	Windows map[workflow.WindowID]workflow.Window         // stored, with the slots of today's policy
	Others  []workflow.Release                            // that hold places in windows which overlap those looked at
	Needs   map[workflow.Number]workflow.Release          // that it depends on; what is not there does not exist
	Booked  map[workflow.EnvironmentID][]workflow.Booking // of its system's acceptance environments
}

// Conflicts gives what stands in the way of the release in a slot, the blocking
// first; none: nothing does. Without a slot (an emergency) it is asked about
// this moment. Once the window is open, it is about what is left of it: whether
// the release may start now.
func Conflicts(a *Around, slot *workflow.Slot) []workflow.Finding {
	s := span(a.Now, slot)
	s.beside = a.beside(s)
	var out []workflow.Finding
	for _, rule := range []func(*Around, stretch) []workflow.Finding{
		freezes, blackouts, dependencies, room, sameSystem, environments, sameImplementer, sameApprover, absences,
	} {
		out = append(out, rule(a, s)...)
	}
	slices.SortStableFunc(out, func(a, b workflow.Finding) int { return order(a) - order(b) })
	return out
}

// stretch is the time that a question is about.
type stretch struct {
	slot     *workflow.Slot // nil: an emergency
	from, to time.Time
	open     bool                // it could start now
	beside   []*workflow.Release // that go live then, where they were looked for
}

func span(now time.Time, slot *workflow.Slot) stretch {
	switch {
	case slot == nil:
		return stretch{from: now, to: now.Add(time.Nanosecond), open: true}
	case now.After(slot.Opens) && now.Before(slot.Closes):
		return stretch{slot: slot, from: now, to: slot.Closes, open: true}
	}
	return stretch{slot: slot, from: slot.Opens, to: slot.Closes, open: now.Equal(slot.Opens)}
}

// overlap tells whether a period and the stretch have an instant in common.
func (s stretch) overlap(from, to time.Time) bool { return from.Before(s.to) && s.from.Before(to) }

// now tells whether a period stands in the way of a start at this moment.
func (s stretch) now(from time.Time) bool { return !s.open || !s.from.Before(from) }

// Overridable tells whether a release manager may start, or move, a release in
// spite of a finding, with a reason: what the calendar and other releases put in
// the way, and who has read, is a judgement, approvals and the life of a release
// are not.
func Overridable(f workflow.Finding) bool {
	switch rule, _, _ := strings.Cut(f.Rule, ":"); rule {
	case RuleFreeze, RuleBlackout, RuleDependency, RuleSystem, RuleEnvironment, RuleImplementer, RuleApprover, RuleAbsence, RuleCoverage:
		return true
	}
	return false
}

// Blocking gives the findings that stand in the way.
func Blocking(findings []workflow.Finding) []workflow.Finding {
	var out []workflow.Finding
	for _, f := range findings {
		if !f.Pass && f.Weight != workflow.Warn {
			out = append(out, f)
		}
	}
	return out
}

// Overrides gives the rules that stand in the way when a release manager may
// override all of them; ok is false where there are none, or others too.
func Overrides(findings []workflow.Finding) (rules []string, ok bool) {
	for _, f := range Blocking(findings) {
		if !Overridable(f) {
			return nil, false
		}
		rules = append(rules, f.Rule)
	}
	return rules, len(rules) > 0
}

// Soft tells whether a slot is free of what a release that can go at any time
// keeps away from: what blocks, a soft freeze, and windows before the ones that
// it depends on.
func Soft(findings []workflow.Finding) bool {
	return !slices.ContainsFunc(findings, func(f workflow.Finding) bool {
		rule, _, _ := strings.Cut(f.Rule, ":")
		return !f.Pass && (f.Weight != workflow.Warn || rule == RuleFreeze || rule == RuleDependency)
	})
}

func freezes(a *Around, s stretch) []workflow.Finding {
	var out []workflow.Finding
	for _, p := range a.Freezes {
		if !p.Covers(a.Release.Request.System, a.Release.Request.Type) || !s.overlap(p.From, p.To) {
			continue
		}
		f := workflow.Finding{Rule: RuleFreeze + ":" + p.Freeze, Title: "freeze", Weight: workflow.Warn, At: p.To}
		switch {
		case !s.now(p.From):
			f.Reason, f.At = fmt.Sprintf("“%s” begins before this window closes: be done by then.", p.Name), time.Time{}
		case p.Hard:
			f.Weight, f.Earliest, f.Who = workflow.Block, p.To, a.Members[a.Policy.ManagerRole]
			f.Reason = fmt.Sprintf("Nothing goes live here during “%s”.", p.Name)
		default:
			f.Reason = fmt.Sprintf("During “%s” only what has to goes live here.", p.Name)
		}
		f.Reason += because(p.Why)
		out = append(out, f)
	}
	return out
}

// because is the reason somebody gave, as a sentence after another.
func because(why string) string {
	why = strings.TrimSpace(why)
	switch {
	case why == "":
		return ""
	case strings.ContainsAny(why[len(why)-1:], ".!?"):
		return " " + why
	}
	return " " + why + "."
}

// blackouts keeps away from key accounts that the release touches: those it
// names, and, where customers notice it, those that use its system. An emergency
// mends what disturbs them already.
func blackouts(a *Around, s stretch) []workflow.Finding {
	q := &a.Release.Request
	if q.Type == workflow.Emergency {
		return nil
	}
	var out []workflow.Finding
	for _, account := range a.Policy.Accounts {
		uses := len(account.Systems) == 0 || slices.Contains(account.Systems, q.System)
		if !slices.Contains(q.Accounts, account.Key) && (!uses || q.Impact == workflow.ImpactNone) {
			continue
		}
		for _, b := range account.Blackouts {
			if !s.overlap(b.From, b.To) {
				continue
			}
			f := workflow.Finding{Rule: RuleBlackout + ":" + account.Key, Title: "key account", Weight: workflow.Block, At: b.To, Earliest: b.To,
				Who: append(slices.Clone(account.Managers), a.Members[a.Policy.ManagerRole]...), Reason: fmt.Sprintf("%s must not be disturbed then.", account.Name) + because(b.Why)}
			if !s.now(b.From) {
				f.Weight, f.At, f.Earliest, f.Who = workflow.Warn, time.Time{}, time.Time{}, nil
				f.Reason = fmt.Sprintf("%s must not be disturbed later in this window: be done by then.", account.Name) + because(b.Why)
			}
			out = append(out, f)
			break
		}
	}
	return out
}

// Reached tells whether a release went live and stayed there.
func Reached(r *workflow.Release) bool {
	if r.State == workflow.Closed {
		return r.Last().From == workflow.Live
	}
	return r.State == workflow.Live
}

// dependencies is about the releases that have to be live first.
func dependencies(a *Around, s stretch) []workflow.Finding {
	var out []workflow.Finding
	for _, n := range a.Release.Request.DependsOn {
		r, known := a.Needs[n]
		if known && Reached(&r) {
			continue
		}
		f := workflow.Finding{Rule: RuleDependency + ":" + n.String(), Title: "dependency", Weight: workflow.Warn, Unknown: true}
		switch {
		case !known:
			f.Reason = fmt.Sprintf("It starts after %s, and there is no such release.", n)
		case r.State.Final():
			f.Reason = fmt.Sprintf("It starts after %s, which is %s and does not go live.", n, r.State)
		case r.Place == nil && r.Request.Type != workflow.Emergency && r.State != workflow.Deploying:
			f.Reason = fmt.Sprintf("It starts after %s, which has no window yet.", n)
		case s.slot != nil && r.Place != nil && r.Place.Opens.After(s.slot.Opens):
			f.Reason, f.At = fmt.Sprintf("It starts after %s, which goes live later.", n), r.Place.Opens
		case !s.open:
			continue // it will be live by then, or in the same window before
		default:
			f.Reason, f.Unknown = fmt.Sprintf("It starts after %s, which is not live yet.", n), false
		}
		if known && !r.State.Final() {
			f.Who = unblockers(a, &r)
		}
		if s.open {
			f.Weight = workflow.Block
		}
		out = append(out, f)
	}
	return out
}

// unblockers are those who bring a release live.
func unblockers(a *Around, r *workflow.Release) []workflow.PersonID {
	if r.Request.Implementer != "" {
		return []workflow.PersonID{r.Request.Implementer}
	}
	return a.Members[a.Policy.ManagerRole]
}

// Room tells whether a window has a place, and the risk points, for a release
// that may hold one there already.
func Room(w *workflow.Window, n workflow.Number, points int) workflow.Finding {
	f := workflow.Finding{Rule: RuleCapacity, Title: "capacity", Pass: true, Weight: workflow.Block}
	holds := w.Holds(n) && n != 0
	left, limited := w.FreePoints()
	for _, p := range w.Places {
		if holds && p.Release == n {
			left += p.Points
		}
	}
	switch {
	case !holds && w.Free() < 1:
		f.Pass, f.Unknown = false, true
		f.Reason = fmt.Sprintf("All %d places of this window are taken.", w.Capacity)
	case limited && points > w.Points:
		f.Pass, f.Unknown = false, true
		f.Reason = fmt.Sprintf("It has %d risk points; a window takes %d in all.", points, w.Points)
	case limited && points > 0 && points > left:
		f.Pass, f.Unknown = false, true
		f.Reason = fmt.Sprintf("It has %d risk points; %d of %d are left in this window.", points, max(0, left), w.Points)
	}
	return f
}

func room(a *Around, s stretch) []workflow.Finding {
	if s.slot == nil || a.Windows == nil {
		return nil
	}
	w := a.Windows[s.slot.ID]
	w.Slot = *s.slot
	points, _ := a.Policy.RiskScore(a.Release.Request.Risk)
	if f := Room(&w, a.Release.Number, points); !f.Pass {
		return []workflow.Finding{f}
	}
	return nil
}

// beside gives the releases that go live at the same time: theirs is a place in
// a window that overlaps the stretch, and it is not over.
func (a *Around) beside(s stretch) []*workflow.Release {
	if s.slot == nil || len(a.Others) == 0 {
		return nil
	}
	out := make([]*workflow.Release, 0, len(a.Others))
	for i := range a.Others {
		r := &a.Others[i]
		if r.Number == a.Release.Number || r.Place == nil {
			continue
		}
		switch r.State {
		case workflow.Submitted, workflow.InApproval, workflow.Scheduled, workflow.Deploying:
			if s.overlap(r.Place.Opens, r.Place.Closes) {
				out = append(out, r)
			}
		}
	}
	return out
}

// ordered tells whether one of two releases was declared to follow the other.
func ordered(a, b *workflow.Release) bool {
	return slices.Contains(a.Request.DependsOn, b.Number) || slices.Contains(b.Request.DependsOn, a.Number)
}

// sameSystem warns of others that change the same system at the same time, in
// an order that nobody has said.
func sameSystem(a *Around, s stretch) []workflow.Finding {
	var with []workflow.Number
	here, shared := true, s.slot != nil && systemsOf(a.Policy, s.slot.Heartbeat) > 1 // a window of one system is there for that
	for _, r := range s.beside {
		same := r.Place.Window == s.slot.ID
		if r.Request.System == a.Release.Request.System && !ordered(a.Release, r) && (!same || shared) {
			with = append(with, r.Number)
			here = here && same
		}
	}
	if len(with) == 0 {
		return nil
	}
	where := "in this window"
	if !here {
		where = "at the same time"
	}
	slices.Sort(with)
	return []workflow.Finding{{Rule: RuleSystem, Title: "same system", Weight: workflow.Warn, Unknown: true,
		Reason:       fmt.Sprintf("%s the same system %s. Agree who goes first.", changes(with), where),
		Alternatives: []workflow.Alternative{{After: with[0]}}}}
}

// systemsOf counts the systems that a heartbeat serves.
func systemsOf(p *workflow.Policy, heartbeat string) int {
	n := 0
	for _, s := range p.Systems {
		if s.Heartbeat == heartbeat || s.Maintenance == heartbeat {
			n++
		}
	}
	return n
}

// changes is "REL-1 changes", "REL-1, REL-2 and 3 others change".
func changes(with []workflow.Number) string {
	const most = 3
	if len(with) == 1 {
		return with[0].String() + " changes"
	}
	var names []string
	for _, n := range with[:min(len(with), most)] {
		names = append(names, n.String())
	}
	if more := len(with) - most; more > 0 {
		return fmt.Sprintf("%s and %d more change", strings.Join(names, ", "), more)
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1] + " change"
}

// environments warns of bookings of the system's acceptance by others while the
// release goes live: it cannot be tried there once more then.
func environments(a *Around, s stretch) []workflow.Finding {
	system, _ := a.Policy.System(a.Release.Request.System)
	var out []workflow.Finding
	for _, e := range system.Environments {
		if e.Stage != workflow.Acceptance || s.slot == nil {
			continue
		}
		for _, b := range a.Booked[workflow.MakeEnvironmentID(system.Key, e.Key)] {
			if (b.Release != 0 && b.Release == a.Release.Number) || !s.overlap(b.From, b.Until()) {
				continue
			}
			by := "somebody"
			if b.Release != 0 {
				by = b.Release.String()
			}
			f := workflow.Finding{Rule: RuleEnvironment + ":" + e.Key, Title: strings.ToLower(e.Name), Weight: workflow.Warn, At: b.Until(), Who: []workflow.PersonID{b.By},
				Reason: fmt.Sprintf("%s is booked by %s then.", e.Name, by) + because(b.Why)}
			out = append(out, f)
			break
		}
	}
	return out
}

// sameImplementer warns of somebody who has to be in two windows at once.
// Within one window they can go one after the other.
func sameImplementer(a *Around, s stretch) []workflow.Finding {
	who := a.Release.Request.Implementer
	for _, r := range s.beside {
		if who != "" && r.Request.Implementer == who && r.Place.Window != s.slot.ID {
			return []workflow.Finding{{Rule: RuleImplementer, Title: "implementer", Weight: workflow.Warn, Who: []workflow.PersonID{who}, Unknown: true,
				Reason: fmt.Sprintf("Its implementer also brings %s live at that time, in another window.", r.Number)}}
		}
	}
	return nil
}

// sameApprover warns of approvers who are asked for two windows at once.
func sameApprover(a *Around, s stretch) []workflow.Finding {
	waiting := a.Release.Waiting()
	for _, r := range s.beside {
		if r.Place.Window == s.slot.ID {
			continue
		}
		for _, person := range r.Waiting() {
			if slices.Contains(waiting, person) {
				return []workflow.Finding{{Rule: RuleApprover, Title: "approver", Weight: workflow.Warn, Who: []workflow.PersonID{person}, Unknown: true,
					Reason: fmt.Sprintf("The same approver is asked about %s, which goes live at that time in another window.", r.Number)}}
			}
		}
	}
	return nil
}

// absences warns of an implementer or point of contact who is away then.
func absences(a *Around, s stretch) []workflow.Finding {
	q := &a.Release.Request
	var out []workflow.Finding
	for _, who := range []struct {
		person workflow.PersonID
		what   string
	}{{q.Implementer, "implementer"}, {q.Contact, "point of contact"}} {
		if who.person == "" || (who.what != "implementer" && q.Contact == q.Implementer) {
			continue
		}
		for _, away := range a.Policy.Absences {
			if away.Person == who.person && s.overlap(away.From, away.To) {
				out = append(out, workflow.Finding{Rule: RuleAbsence + ":" + who.what, Title: who.what, Weight: workflow.Warn, At: away.To, Who: []workflow.PersonID{who.person},
					Reason: fmt.Sprintf("Its %s is away then.", who.what)})
				break
			}
		}
	}
	return out
}
