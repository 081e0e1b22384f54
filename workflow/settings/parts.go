package settings

import (
	"fmt"
	"slices"
	"strings"

	"drumbeat/workflow"
)

// part is one part of the settings: which things it has, and the form of one.
type part struct {
	workflow.SettingsPart
	list  string                                                // its name in the document; empty for a single form
	items func(p *workflow.Policy) []workflow.SettingsItem      // for a single form: one without a key
	form  func(p *workflow.Policy, i int) []bind                // of the thing at i
	add   func(p *workflow.Policy, name string, taken []string) // a new one at the end
	del   func(p *workflow.Policy, i int)

	// For things that are known by more than their place in a list.
	open func(p *workflow.Policy, item string) (workflow.SettingsItem, []bind, func() error, error) // save is run when all fields are set
	drop func(p *workflow.Policy, item string) error
}

// parts are all parts in the order of the menu.
func parts() []part {
	return []part{
		general(), roles(), frontLine(), systems(), heartbeats(), windows(), types(), checklists(), riskQuestions(), intake(),
		templates(), schedules(), departments(), accounts(), freezes(), absences(), digest(),
	}
}

// Parts lists the parts of the settings with what stands in them.
func Parts(p *workflow.Policy) []workflow.SettingsPart {
	var out []workflow.SettingsPart
	for _, x := range parts() {
		if items := x.items(p); x.Single {
			x.Summary = items[0].Summary
		} else {
			x.Summary = few(keysOf(items, func(i workflow.SettingsItem) string { return i.Name }))
		}
		out = append(out, x.SettingsPart)
	}
	return out
}

// few names the first things of many.
func few(names []string) string {
	const most, long = 4, 32
	if len(names) == 0 {
		return "none"
	}
	names = slices.Clone(names)
	for i, name := range names {
		if r := []rune(name); len(r) > long {
			names[i] = strings.TrimSpace(string(r[:long-1])) + "…"
		}
	}
	if n := len(names); n > most {
		return strings.Join(names[:most-1], ", ") + fmt.Sprintf(" and %d more", n-most+1)
	}
	return strings.Join(names, ", ")
}

func find(key string) (part, error) {
	for _, x := range parts() {
		if x.Key == key {
			return x, nil
		}
	}
	return part{}, workflow.Refuse(workflow.CodeNotFound, "The settings have no such part any more. Open them again.")
}

// Part gives one part and its things. CodeNotFound.
func Part(p *workflow.Policy, key string) (workflow.SettingsPart, []workflow.SettingsItem, error) {
	x, err := find(key)
	if err != nil {
		return workflow.SettingsPart{}, nil, err
	}
	return x.SettingsPart, x.items(p), nil
}

// at finds the place of a thing in its part.
func (x *part) at(p *workflow.Policy, item string) (int, workflow.SettingsItem, error) {
	items := x.items(p)
	for i, it := range items {
		if it.Key == item {
			return i, it, nil
		}
	}
	return 0, workflow.SettingsItem{}, workflow.Refuse(workflow.CodeNotFound, "%s: what you opened is not there any more; somebody removed or renamed it.", x.Name)
}

// adding tells whether an empty key asks for a new thing.
func (x *part) adding(item string) bool { return item == "" && !x.Single }

// Form gives the fields of one thing as they are; of a new one where item is
// empty. CodeNotFound.
func Form(p *workflow.Policy, key, item string) (workflow.SettingsPart, workflow.SettingsItem, []workflow.SettingField, error) {
	x, err := find(key)
	if err != nil {
		return workflow.SettingsPart{}, workflow.SettingsItem{}, nil, err
	}
	q := copied(p)
	if x.open != nil {
		it, binds, _, err := x.open(&q, item)
		part := x.SettingsPart
		part.Fixed = item != "" // its form says how to make it as it was
		return part, it, fieldsOf(binds), err
	}
	i, it := 0, workflow.SettingsItem{}
	if x.adding(item) {
		if x.add == nil {
			return workflow.SettingsPart{}, it, nil, workflow.Refuse(workflow.CodeInvalid, "Nothing can be added to %s.", x.Name)
		}
		x.add(&q, "", nil)
		i = len(x.items(&q)) - 1
	} else if i, it, err = x.at(&q, item); err != nil {
		return workflow.SettingsPart{}, it, nil, err
	}
	if x.form == nil {
		return x.SettingsPart, it, nil, nil
	}
	return x.SettingsPart, it, fieldsOf(x.form(&q, i)), nil
}

func fieldsOf(binds []bind) []workflow.SettingField {
	out := make([]workflow.SettingField, len(binds))
	for i, b := range binds {
		out[i] = b.SettingField
	}
	return out
}

// Set puts what was filled in into the policy: into the thing with this key, or
// into a new one. Fields without a value stay as they are. The error is a
// [*workflow.Error]: CodeInvalid with a sentence per field (named by its Key),
// CodeNotFound.
func Set(p *workflow.Policy, key, item string, values map[string][]string) error {
	x, err := find(key)
	if err != nil {
		return err
	}
	if x.open != nil {
		return x.setOpen(p, item, values)
	}
	if x.form == nil {
		return workflow.Refuse(workflow.CodeInvalid, "%s is not changed here.", x.Name)
	}
	before := copied(p)
	i := 0
	if x.adding(item) {
		name := ""
		for _, field := range []string{"name", "text"} {
			if v := values[field]; len(v) > 0 {
				name = v[0]
			}
		}
		x.add(p, name, keysOf(x.items(p), func(i workflow.SettingsItem) string { return i.Key }))
		i = len(x.items(p)) - 1
	} else if i, _, err = x.at(p, item); err != nil {
		return err
	}
	bad := map[workflow.Field]string{}
	for _, b := range x.form(p, i) {
		v, given := values[b.Key]
		if !given {
			continue
		}
		if err := b.set(v); err != nil {
			bad[workflow.Field(b.Key)] = err.Error()
		}
	}
	if len(bad) == 0 {
		bad = x.newProblems(&before, p, i)
	}
	return invalid(bad)
}

// setOpen is Set for things with a form of their own.
func (x *part) setOpen(p *workflow.Policy, item string, values map[string][]string) error {
	before := copied(p)
	_, binds, save, err := x.open(p, item)
	if err != nil {
		return err
	}
	bad := map[workflow.Field]string{}
	for _, b := range binds {
		if v, given := values[b.Key]; given {
			if err := b.set(v); err != nil {
				bad[workflow.Field(b.Key)] = err.Error()
			}
		}
	}
	if len(bad) > 0 {
		return invalid(bad)
	}
	if err := save(); err != nil {
		return err
	}
	return invalid(x.newProblems(&before, p, -1))
}

// Remove takes a thing out of the policy. The error is a [*workflow.Error] of
// CodeInvalid that says what still needs it, or CodeNotFound.
func Remove(p *workflow.Policy, key, item string) error {
	x, err := find(key)
	if err != nil {
		return err
	}
	if x.drop != nil {
		before := copied(p)
		if err := x.drop(p, item); err != nil {
			return err
		}
		return invalid(x.newProblems(&before, p, -1))
	}
	if x.del == nil {
		return workflow.Refuse(workflow.CodeInvalid, "Nothing can be removed from %s.", x.Name)
	}
	i, _, err := x.at(p, item)
	if err != nil {
		return err
	}
	before := copied(p)
	x.del(p, i)
	return invalid(x.newProblems(&before, p, -1))
}

// general is where a problem is told that is at no field of the form.
const elsewhere = workflow.Field("")

func invalid(bad map[workflow.Field]string) error {
	if len(bad) == 0 {
		return nil
	}
	if only := bad[elsewhere]; only != "" && len(bad) == 1 {
		return workflow.Refuse(workflow.CodeInvalid, "%s", only)
	}
	return &workflow.Error{Code: workflow.CodeInvalid, Message: "Some fields need another look.", Fields: bad}
}

// newProblems are what would not work after a change and did before it, by the
// fields of the form where they are in the thing that was changed.
func (x *part) newProblems(before, after *workflow.Policy, i int) map[workflow.Field]string {
	out := map[workflow.Field]string{}
	prefix := ""
	if x.list != "" && i >= 0 {
		prefix = indexed(x.list, i) + "."
	}
	fields := map[string]bool{}
	if i >= 0 {
		for _, b := range x.form(after, i) {
			fields[b.Key] = true
		}
	}
	for _, problem := range NewProblems(before, after) {
		field, here := strings.CutPrefix(problem.Field, prefix)
		switch {
		case here && fields[field]:
			out[workflow.Field(field)] = problem.Sentence
		case here && fields[root(field)]:
			out[workflow.Field(root(field))] = problem.Sentence
		case i < 0 || !here:
			out[elsewhere] = strings.TrimSpace(out[elsewhere] + " " + whereIs(after, problem.Field) + problem.Sentence)
		default:
			out[elsewhere] = strings.TrimSpace(out[elsewhere] + " " + problem.Sentence)
		}
	}
	return out
}

// NewProblems are what keeps a policy from being put in force and did not stand
// in the one before.
func NewProblems(before, after *workflow.Policy) []workflow.PolicyProblem {
	had := Wrong(Check(before))
	return slices.DeleteFunc(Wrong(Check(after)), func(x workflow.PolicyProblem) bool {
		return slices.ContainsFunc(had, func(y workflow.PolicyProblem) bool { return x.Sentence == y.Sentence })
	})
}

// root is the field of a form that a place deeper in the document belongs to.
func root(field string) string {
	if cut := strings.IndexAny(field, ".["); cut >= 0 {
		return field[:cut]
	}
	return field
}

// whereIs names the thing that a place in the document is in: "Web shop: ".
func whereIs(p *workflow.Policy, field string) string {
	list, rest, ok := strings.Cut(field, "[")
	if !ok {
		return ""
	}
	var i int
	if _, err := fmt.Sscanf(rest, "%d]", &i); err != nil {
		return ""
	}
	for _, x := range parts() {
		if items := x.items(p); x.list == list && i < len(items) {
			return items[i].Name + ": "
		}
	}
	return ""
}

// copied copies a policy so deeply that changing the things in its lists leaves
// p as it is.
func copied(p *workflow.Policy) workflow.Policy {
	q, err := p.Document().Policy()
	if err != nil { // what a policy writes it can read
		return *p
	}
	return q
}

// keyFor makes a key of a name: "Web shop" is web-shop, and a second one web-shop-2.
func keyFor(name string, taken []string) string {
	var b strings.Builder
	dash := false
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			if dash && b.Len() > 0 {
				b.WriteByte('-')
			}
			dash = false
			b.WriteRune(r)
		default:
			dash = true
		}
		if b.Len() >= 40 {
			break
		}
	}
	key := b.String()
	if key == "" || key == "emergency" {
		key = "new"
	}
	for n, base := 2, key; slices.Contains(taken, key); n++ {
		key = fmt.Sprintf("%s-%d", base, n)
	}
	return key
}
