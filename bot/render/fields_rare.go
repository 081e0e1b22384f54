package render

import (
	"slices"
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// id is the action id of a field's element. Once the whole form was filled anew,
// from a template or from what was begun before, every element gets another: Slack
// keeps what stood in an element for as long as its ids are the same.
func (b *form) id(f workflow.Field, variant string) string {
	if b.m.Filled > 0 {
		variant += "~" + strconv.Itoa(b.m.Filled)
	}
	return action.FieldID(f, variant)
}

// listen has Slack tell what is typed while it is typed: what stands in a form
// that is closed is known only as far as it was told.
func (b *form) listen(in *slack.PlainTextInputBlockElement) {
	if b.m.Mode == action.New {
		in.DispatchActionConfig = &slack.DispatchActionConfig{TriggerActionsOn: []string{"on_character_entered"}}
	}
}

// rarely are the fields that most requests leave empty.
var rarely = []workflow.Field{workflow.FieldTarget, workflow.FieldIncident, workflow.FieldDependsOn, workflow.FieldAccounts}

// chooseRare shows the rarely used fields once they are asked for, and those in
// which something stands; the button that shows them goes with the last of them.
func (b *form) chooseRare(show func(...workflow.Field)) {
	q := b.q
	set := map[workflow.Field]bool{
		workflow.FieldTarget: !q.Target.IsZero(), workflow.FieldIncident: q.Incident != "", workflow.FieldDependsOn: len(q.DependsOn) > 0, workflow.FieldAccounts: len(q.Accounts) > 0,
	}
	for _, f := range rarely {
		switch {
		case f == workflow.FieldAccounts && len(b.Accounts) == 0:
		case b.m.More || set[f] || b.emergency() && f == workflow.FieldIncident:
			show(f)
		default:
			show(workflow.FieldMore)
		}
	}
	if b.m.Mode == action.New && len(b.Templates) > 0 && !b.emergency() {
		show(workflow.FieldTemplate)
	}
}

// rare adds one of the rarely used fields.
func (b *form) rare(f workflow.Field) {
	switch f {
	case workflow.FieldTarget:
		day := slack.NewDatePickerBlockElement(b.id(f, ""))
		if !b.q.Target.IsZero() {
			day.InitialDate = b.q.Target.UTC().Format(time.DateOnly)
		}
		b.input(f, day)
	case workflow.FieldDependsOn:
		in := &slack.PlainTextInputBlockElement{Type: slack.METPlainTextInput, ActionID: b.id(f, ""), MaxLength: teamInput * 2, InitialValue: numberList(b.q.DependsOn)}
		in.Placeholder = words1(b.w.inputs[f].placeholder, 150)
		b.listen(in)
		b.input(f, in)
	case workflow.FieldAccounts:
		b.accounts()
	case workflow.FieldMore:
		more := slack.NewButtonBlockElement(b.id(f, ""), string(f), words1(b.w.moreFields, maxButton))
		b.blocks = append(b.blocks, slack.NewActionBlock(string(f), more))
	}
}

func numberList(ns []workflow.Number) string {
	var parts []line
	for _, n := range ns {
		parts = append(parts, l(n))
	}
	return join(", ", parts...).plain()
}

func (b *form) accounts() {
	var options, chosen []*slack.OptionBlockObject
	for _, a := range b.Accounts[:min(len(b.Accounts), mostOptions)] {
		if a.Key == "" || len(a.Key) > maxValue {
			continue
		}
		o := option(a.Key, l(typed(a.Name, labelMax(len(b.Accounts)))))
		options = append(options, o)
		if slices.Contains(b.q.Accounts, a.Key) {
			chosen = append(chosen, o)
		}
	}
	if len(options) == 0 {
		return
	}
	b.input(workflow.FieldAccounts, multiOf(b.id(workflow.FieldAccounts, ""), b.w.chooseAccounts, options, chosen))
}

// template offers what the request can start from: those of any system and those
// of the systems that there are.
func (b *form) template() {
	if !b.shown[workflow.FieldTemplate] {
		return
	}
	options := []*slack.OptionBlockObject{option(action.NoTemplate, l(b.w.noTemplate))}
	chosen := options[0]
	for _, t := range b.Templates[:min(len(b.Templates), mostOptions)] {
		if t.Key == "" || len(t.Key) > maxValue || t.Key == action.NoTemplate {
			continue
		}
		o := option(t.Key, l(typed(t.Name, labelMax(len(b.Templates)))))
		if t.PreAuthorised {
			o.Description = words1(b.w.preAuthorised, maxOption)
		}
		options = append(options, o)
		if t.Key == b.q.Template {
			chosen = o
		}
	}
	block := slack.NewInputBlock(string(workflow.FieldTemplate), words1(b.w.inputs[workflow.FieldTemplate].label, maxLabel), nil,
		selectOf(b.w, b.id(workflow.FieldTemplate, ""), b.w.chooseTemplate, options, chosen))
	block.Optional, block.DispatchAction = true, true
	b.blocks = append(b.blocks, block)
}

// begun offers what the person began before and did not send, or, where the form
// shows that already, to start anew.
func (b *form) begun() {
	if b.Draft == nil || b.m.Mode != action.New {
		return
	}
	title := typed(b.Draft.Form.Title, nameMax)
	if title.text == "" {
		title = typed(b.Draft.Form.What, nameMax)
	}
	said, label, value := fill(b.w.draftOffered, on(b.w, b.Draft.SavedAt, b.Zone), title), b.w.draftContinue, action.DraftContinue
	if b.m.Filled > 0 {
		said, label, value = fill(b.w.draftShown, on(b.w, b.Draft.SavedAt, b.Zone)), b.w.draftAnew, action.DraftAnew
	}
	anew := slack.NewButtonBlockElement(b.id(workflow.FieldDraft, ""), value, words1(label, maxButton))
	b.blocks = append(b.blocks, rich(said), slack.NewActionBlock(string(workflow.FieldDraft), anew))
}
