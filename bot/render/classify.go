package render

import (
	"slices"

	"github.com/slack-go/slack"

	"drumbeat/workflow"
)

// score says what the risk answers come to, and the type that they ask for: "Risk 7
// of 12: touches payment (+3); no rollback (+4) → major".
func (b *form) score() {
	if len(b.Risk) == 0 || b.emergency() {
		return
	}
	var why []line
	for _, q := range b.Risk {
		if slices.Contains(b.q.Risk, q.Key) {
			why = append(why, fill(b.w.in.riskAnswer, typed(q.Text, nameMax), q.Points))
		}
	}
	if len(why) == 0 {
		return
	}
	if n := len(why) - mostFindings; n > 0 {
		why = append(why[:mostFindings], fill(b.w.andOthers, n))
	}
	said := fill(b.w.in.riskScore, b.RiskScore, b.RiskMost, join("; ", why...))
	if b.RiskType != "" {
		said = l(said, " → ", b.w.types[b.RiskType])
	}
	b.blocks = append(b.blocks, note(said))
}

// lighter says that the type chosen is lighter than the rules ask for, and offers
// theirs.
func (b *form) lighter() {
	if b.Lighter == "" {
		return
	}
	follow := slack.NewButtonBlockElement(b.id(workflow.FieldFollow, ""), string(workflow.FieldFollow), plainText(fill(b.w.in.follow, b.w.types[b.Suggested]), maxButton))
	b.blocks = append(b.blocks, rich(l(emoji("warning"), " ", typed(b.w.say(b.Lighter), reasonMax))), slack.NewActionBlock(string(workflow.FieldFollow), follow))
}

// offerEmergency offers the form for an emergency to who names an incident.
func (b *form) offerEmergency() {
	urgent := slack.NewButtonBlockElement(b.id(workflow.FieldUrgent, ""), string(workflow.FieldUrgent), words1(b.w.in.makeUrgent, maxButton))
	b.blocks = append(b.blocks, rich(l(emoji("rotating_light"), " ", b.w.in.offerUrgent)), slack.NewActionBlock(string(workflow.FieldUrgent), urgent))
}
