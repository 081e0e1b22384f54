package settings

import (
	"slices"
	"strings"

	"drumbeat/workflow"
)

// TemplateNamed finds a template by its name, however it is written.
func TemplateNamed(p *workflow.Policy, name string) (workflow.Template, bool) {
	for _, t := range p.Templates {
		if strings.EqualFold(strings.Join(strings.Fields(t.Name), " "), strings.Join(strings.Fields(name), " ")) {
			return t, true
		}
	}
	return workflow.Template{}, false
}

// SetTemplate puts a template into the policy: in the place of the one of its name,
// else as a new one. The error is a [*workflow.Error] of CodeInvalid that says what
// would not work then.
func SetTemplate(p *workflow.Policy, t workflow.Template) error {
	before := copied(p)
	old, there := TemplateNamed(p, t.Name)
	if there {
		t.Key = old.Key
		p.Templates[slices.IndexFunc(p.Templates, func(o workflow.Template) bool { return o.Key == old.Key })] = t
	} else {
		t.Key = keyFor(t.Name, keysOf(p.Templates, func(o workflow.Template) string { return o.Key }))
		p.Templates = append(p.Templates, t)
	}
	if wrong := NewProblems(&before, p); len(wrong) > 0 {
		return workflow.Refuse(workflow.CodeInvalid, "%s%s", whereIs(p, wrong[0].Field), wrong[0].Sentence)
	}
	return nil
}
