package render

import (
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// Longest lengths of what can be typed in the form, as the policy checks them.
const (
	titleInput = 120
	teamInput  = 150
)

// RequestForm is the modal by which a release is asked for, edited or sent
// again. It shows the fields that the change type and the impact ask for; what
// stood in a field that is not shown travels in the modal's metadata, or the
// field stays when it is too long for that, so that nothing typed is lost.
func RequestForm(loc workflow.Locale, f workflow.FormFacts, m action.Modal) slack.ModalViewRequest {
	w := wordsOf(loc)
	b := &form{FormFacts: &f, q: &f.Form, m: m, w: w}
	b.choose()
	b.m.Source, b.m.Incident = f.Form.Source, f.Incident
	metadata := b.hide()
	view := slack.ModalViewRequest{
		Type:            slack.VTModal,
		Title:           words1(b.title(), maxTitle),
		Submit:          words1(w.submits[m.Mode], maxTitle),
		Close:           words1(w.cancel, maxTitle),
		CallbackID:      action.FormModal,
		NotifyOnClose:   m.Mode == action.New,
		PrivateMetadata: metadata,
	}
	b.top()
	if f.Incident && !b.shown[workflow.FieldIncident] {
		b.offerEmergency()
	}
	b.begun()
	b.template()
	for _, field := range b.order() {
		if b.shown[field] {
			b.field(field)
		}
	}
	view.Blocks = slack.Blocks{BlockSet: fold(w, b.blocks, maxViewBlocks)}
	return view
}

type form struct {
	*workflow.FormFacts
	w      *words
	q      *workflow.Request
	m      action.Modal
	shown  map[workflow.Field]bool
	blocks []slack.Block
}

func (b *form) title() string {
	if b.m.Mode == action.New {
		return b.w.formNew
	}
	return fill(b.w.formEdit[b.m.Mode], b.m.Release).plain()
}

func (b *form) emergency() bool { return b.q.Type == workflow.Emergency }

// order is the order of the fields: an emergency begins with what it is.
func (b *form) order() []workflow.Field {
	if b.emergency() {
		return []workflow.Field{
			workflow.FieldType, workflow.FieldTitle, workflow.FieldSystem, workflow.FieldWhat,
			workflow.FieldNotice, workflow.FieldSay, workflow.FieldDontPromise, workflow.FieldIfTheyCall,
			workflow.FieldIncident, workflow.FieldContact, workflow.FieldImplementer,
			workflow.FieldTeam, workflow.FieldWhy, workflow.FieldRisk, workflow.FieldEvidence, workflow.FieldRollback, workflow.FieldLinks,
			workflow.FieldTarget, workflow.FieldDependsOn, workflow.FieldAccounts,
		}
	}
	return []workflow.Field{
		workflow.FieldTitle, workflow.FieldSystem, workflow.FieldTeam, workflow.FieldWhat, workflow.FieldWhy,
		workflow.FieldEffort, workflow.FieldType, workflow.FieldRisk, workflow.FieldWindow,
		workflow.FieldImpact, workflow.FieldDowntime, workflow.FieldNotice, workflow.FieldSay, workflow.FieldDontPromise, workflow.FieldIfTheyCall,
		workflow.FieldEvidence, workflow.FieldRollback, workflow.FieldLinks, workflow.FieldContact, workflow.FieldImplementer,
		workflow.FieldTarget, workflow.FieldIncident, workflow.FieldDependsOn, workflow.FieldAccounts, workflow.FieldMore,
	}
}

// choose decides which fields this type and impact ask for.
func (b *form) choose() {
	b.shown = map[workflow.Field]bool{}
	show := func(fields ...workflow.Field) {
		for _, f := range fields {
			b.shown[f] = true
		}
	}
	for f, need := range b.Required {
		if need {
			show(f)
		}
	}
	b.chooseRare(show)
	show(workflow.FieldTitle, workflow.FieldSystem, workflow.FieldType, workflow.FieldWhat, workflow.FieldContact, workflow.FieldImplementer)
	if b.emergency() {
		show(workflow.FieldNotice, workflow.FieldSay, workflow.FieldIfTheyCall, workflow.FieldIncident)
		return
	}
	show(workflow.FieldTeam, workflow.FieldWhy, workflow.FieldEffort, workflow.FieldWindow, workflow.FieldDowntime, workflow.FieldImpact, workflow.FieldLinks)
	if len(b.Risk) > 0 {
		show(workflow.FieldRisk)
	}
	if b.q.Impact != "" && b.q.Impact != workflow.ImpactNone {
		show(workflow.FieldNotice, workflow.FieldSay, workflow.FieldDontPromise, workflow.FieldIfTheyCall)
	}
	if b.q.Type == workflow.Normal || b.q.Type == workflow.Major {
		show(workflow.FieldEvidence, workflow.FieldRollback)
	}
}

// hide puts what stands in the fields that are not shown into the metadata.
// Where that has no room, the longest of them are shown after all.
func (b *form) hide() string {
	for {
		b.m.Hidden = hiddenPart(b.q, b.shown)
		if metadata, ok := b.m.Metadata(); ok {
			return metadata
		}
		longest, most := workflow.Field(""), 0
		for f, s := range texts(b.q) {
			if n := len(*s); !b.shown[f] && (n > most || n == most && f > longest) {
				longest, most = f, n
			}
		}
		if most == 0 { // nothing typed is left to show: the permalink does not fit
			b.m.Source = ""
			b.m.Hidden = workflow.Request{}
			metadata, _ := b.m.Metadata()
			return metadata
		}
		b.shown[longest] = true
	}
}

// texts are the typed fields of a request that a form may hide.
func texts(q *workflow.Request) map[workflow.Field]*string {
	return map[workflow.Field]*string{
		workflow.FieldTeam: &q.Team, workflow.FieldWhy: &q.Why, workflow.FieldNotice: &q.Briefing.Notice, workflow.FieldSay: &q.Briefing.Say,
		workflow.FieldDontPromise: &q.Briefing.DontPromise, workflow.FieldIfTheyCall: &q.Briefing.IfTheyCall,
		workflow.FieldEvidence: &q.Evidence, workflow.FieldRollback: &q.Rollback, workflow.FieldLinks: &q.Links,
		workflow.FieldIncident: &q.Incident,
	}
}

func hiddenPart(q *workflow.Request, shown map[workflow.Field]bool) workflow.Request {
	out := *q
	out.Risk = slices.Clone(q.Risk)
	for f, s := range texts(&out) {
		if shown[f] {
			*s = ""
		}
	}
	if shown[workflow.FieldEffort] {
		out.EffortHours = 0
	}
	if shown[workflow.FieldRisk] {
		out.Risk = nil
	}
	if shown[workflow.FieldWindow] {
		out.Window = ""
	}
	if shown[workflow.FieldDowntime] {
		out.Downtime = false
	}
	if shown[workflow.FieldImpact] {
		out.Impact = ""
	}
	if shown[workflow.FieldTarget] {
		out.Target = time.Time{}
	}
	if shown[workflow.FieldDependsOn] {
		out.DependsOn = nil
	}
	if shown[workflow.FieldAccounts] {
		out.Accounts = nil
	}
	if shown[workflow.FieldTemplate] {
		out.Template = ""
	}
	if shown[workflow.FieldContact] {
		out.Contact = ""
	}
	if shown[workflow.FieldImplementer] {
		out.Implementer = ""
	}
	return out
}

// top says what stands in the way, before anything is sent, and who decides.
func (b *form) top() {
	b.inTheWay(func(f workflow.Finding) bool { return b.emergency() || !ofWindow(f) })
	if b.emergency() {
		b.blocks = append(b.blocks, rich(l(emoji("rotating_light"), " ", b.w.emergencyNote)))
	}
	if b.m.Mode != action.New {
		b.blocks = append(b.blocks, note(l(b.w.editNote[b.m.Mode])))
	}
}

// inTheWay shows what does not pass of some findings, and ways round it.
func (b *form) inTheWay(which func(workflow.Finding) bool) {
	var lines []line
	more := 0
	for _, f := range b.Findings {
		switch {
		case f.Pass || !which(f):
		case len(lines) == mostFindings:
			more++
		default:
			said := l(emoji("warning"), " ", bold(capital(l(typed(b.w.say(f.Title), nameMax)))), "  ", typed(b.w.say(f.Reason), reasonMax))
			lines = append(lines, join(" · ", said, instead(b.w, f.Alternatives)))
		}
	}
	if more > 0 {
		lines = append(lines, fill(b.w.andOthers, more))
	}
	if len(lines) > 0 {
		b.blocks = append(b.blocks, rich(lines...))
	}
}

// deciders says who will be asked, under the choice of the type.
func (b *form) deciders() line {
	var roles []line
	for _, rs := range b.Approvers {
		who := naming(func(p workflow.PersonID) string { return nameOr(b.Names, p) }).either(b.w, rs.Can, "")
		if who.empty() {
			who = l(b.w.nobody)
		}
		roles = append(roles, fill(b.w.waitsRole, typed(rs.Name, nameMax), who))
	}
	if len(roles) == 0 {
		if b.NoApproval != "" {
			return fill(b.w.in.decidesBecause, typed(b.w.say(b.NoApproval), reasonMax))
		}
		return l(b.w.decidesNobody)
	}
	return fill(b.w.decides, series(b.w, roles, b.w.and))
}

func nameOr(names map[workflow.PersonID]string, p workflow.PersonID) string {
	if n := names[p]; n != "" {
		return n
	}
	return string(p)
}

// zone names the zone that times in options are given in.
func (b *form) zone() string {
	zone := b.Zone
	if len(b.Windows) > 0 {
		zone = b.Windows[0].Slot.Zone
	}
	return zoneName(strings.TrimSpace(zone))
}
