package render

import (
	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// TemplateForm asks under which name, and for which system, a release is saved as a
// template; where there is one of that name it says what replacing it changes.
func TemplateForm(loc workflow.Locale, f workflow.TemplateFacts, m action.Template) slack.ModalViewRequest {
	w := wordsOf(loc)
	m.Release, m.Replaces, m.Base = f.Release, f.Replaces, f.Base
	submit := w.in.templateSave
	blocks := []slack.Block{rich(fill(w.in.templateFrom, f.Release, typed(f.Title, titleMax)), l(w.in.templateEffect))}
	if f.Replaces != "" {
		submit = w.in.templateReplace
		blocks = []slack.Block{rich(l(emoji("warning"), " ", fill(w.in.templateThere, typed(f.Name, nameMax)))), changesOf(w, f.Changes, mostChanges)}
	}
	name := &slack.PlainTextInputBlockElement{Type: slack.METPlainTextInput, ActionID: action.FieldID(workflow.FieldName, ""), MaxLength: teamInput, InitialValue: clip(oneLine(f.Name), teamInput)}
	options := []*slack.OptionBlockObject{option(action.AnySystem, l(w.in.anySystem))}
	chosen := options[0]
	for _, s := range f.Systems[:min(len(f.Systems), maxOptions-1)] {
		if s.Key == "" || s.Key == action.AnySystem || len(s.Key) > maxValue {
			continue
		}
		options = append(options, option(s.Key, l(typed(s.Name, labelMax(len(f.Systems))))))
		if s.Key == f.System {
			chosen = options[len(options)-1]
		}
	}
	blocks = append(blocks,
		slack.NewInputBlock(string(workflow.FieldName), words1(w.in.templateName, maxLabel), words1(w.in.templateNameHint, maxHint), name),
		slack.NewInputBlock(string(workflow.FieldSystem), words1(w.inputs[workflow.FieldSystem].label, maxLabel), nil,
			selectOf(w, action.FieldID(workflow.FieldSystem, ""), w.chooseSystem, options, chosen)))
	if f.Standard {
		yes := option(action.PreAuthorised, l(w.in.templatePre))
		box := slack.NewCheckboxGroupsBlockElement(action.FieldID(workflow.FieldPre, ""), yes)
		if f.Pre {
			box.InitialOptions = []*slack.OptionBlockObject{yes}
		}
		pre := slack.NewInputBlock(string(workflow.FieldPre), words1(w.in.labelApproval, maxLabel), nil, box)
		pre.Optional = true
		blocks = append(blocks, pre)
	}
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: action.TemplateModal, PrivateMetadata: m.Metadata(), Title: words1(w.in.templateTitle, maxTitle),
		Close: words1(w.cancel, maxTitle), Submit: words1(submit, maxTitle), Blocks: slack.Blocks{BlockSet: append(blocks, settingsWhy(w, f.Why))},
	}
}

// TemplateSaved says privately that a release is a template now.
func TemplateSaved(loc workflow.Locale, n workflow.Number) Message {
	w := wordsOf(loc)
	said := fill(w.in.templateSaved, n)
	return build(w, said, []slack.Block{rich(said)})
}
