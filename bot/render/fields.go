package render

import (
	"slices"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// adapts are the fields whose change makes the form look different.
var adapts = map[workflow.Field]bool{
	workflow.FieldType: true, workflow.FieldImpact: true, workflow.FieldEffort: true, workflow.FieldSystem: true,
	workflow.FieldWindow: true, workflow.FieldRisk: true,
}

// field adds one field of the request form.
func (b *form) field(f workflow.Field) {
	switch f {
	case workflow.FieldSystem:
		b.input(f, b.system())
	case workflow.FieldType:
		b.input(f, b.changeType())
		if !b.emergency() {
			b.blocks = append(b.blocks, note(b.deciders()))
			b.lighter()
		}
	case workflow.FieldEffort:
		b.input(f, b.effort())
	case workflow.FieldImpact:
		b.input(f, b.impact())
	case workflow.FieldRisk:
		b.risk()
		b.score()
	case workflow.FieldWindow:
		b.input(f, windowSelect(b.w, b.windows(), b.q.Window, b.id(f, b.ride())))
		b.inTheWay(ofWindow)
	case workflow.FieldDowntime:
		yes := option(action.Downtime, l(b.w.downtimeYes))
		boxes := slack.NewCheckboxGroupsBlockElement(b.id(f, ""), yes)
		if b.q.Downtime {
			boxes.InitialOptions = []*slack.OptionBlockObject{yes}
		}
		b.input(f, boxes)
	case workflow.FieldContact:
		b.input(f, b.person(f, b.q.Contact))
	case workflow.FieldImplementer:
		b.input(f, b.person(f, b.q.Implementer))
	case workflow.FieldTarget, workflow.FieldDependsOn, workflow.FieldAccounts, workflow.FieldMore:
		b.rare(f)
	case workflow.FieldIncident:
		b.text(f)
		if b.Incident {
			b.offerEmergency()
		}
	default:
		b.text(f)
	}
}

// input adds a block named by its field: that is where errors show.
func (b *form) input(f workflow.Field, element slack.BlockElement) {
	label := b.w.inputs[f]
	if b.emergency() && b.w.inputsEmergency[f].label != "" {
		label = b.w.inputsEmergency[f]
	}
	block := slack.NewInputBlock(string(f), words1(label.label, maxLabel), nil, element)
	if hint := b.hint(f, label.hint); !hint.empty() {
		block.Hint = plainText(hint, maxHint)
	}
	block.Optional = !b.Required[f]
	block.DispatchAction = adapts[f] || b.m.Mode == action.New
	b.blocks = append(b.blocks, block)
}

func (b *form) hint(f workflow.Field, standard string) line {
	switch f {
	case workflow.FieldType:
		if b.emergency() {
			return nil
		}
		if b.SuggestedWhy != "" && b.q.EffortHours > 0 {
			return l(typed(b.w.say(b.SuggestedWhy), reasonMax))
		}
	case workflow.FieldWindow:
		zone := fill(standard, b.zone())
		if b.Maintenance {
			return join(" ", l(b.w.ridesMaintenance), zone)
		}
		return zone
	}
	return l(standard)
}

// ride names the windows to choose from, so that others get an element of their own.
func (b *form) ride() string {
	if b.Maintenance {
		return b.q.System + ".maintenance"
	}
	return b.q.System
}

// text adds an input in which one types.
func (b *form) text(f workflow.Field) {
	values := texts(b.q)
	values[workflow.FieldTitle], values[workflow.FieldWhat] = &b.q.Title, &b.q.What
	most, several := maxInput, true
	switch f {
	case workflow.FieldTitle:
		most, several = titleInput, false
	case workflow.FieldTeam, workflow.FieldIncident:
		most, several = teamInput, false
	}
	in := &slack.PlainTextInputBlockElement{
		Type: slack.METPlainTextInput, ActionID: b.id(f, ""), Multiline: several, MaxLength: most,
		InitialValue: clip(tidy(*values[f]), most),
	}
	if !several {
		in.InitialValue = clip(oneLine(*values[f]), most)
	}
	w := b.w.inputs[f]
	if b.emergency() && b.w.inputsEmergency[f].label != "" {
		w = b.w.inputsEmergency[f]
	}
	if p := w.placeholder; p != "" {
		in.Placeholder = words1(p, 150)
	}
	b.listen(in)
	b.input(f, in)
}

// labelMax is how long the label of one of n options may be: a view with many
// long ones would be larger than Slack takes.
func labelMax(n int) int {
	if n > maxOptions {
		return maxOption / 3
	}
	if n > 25 {
		return maxOption / 2
	}
	return maxOption
}

func (b *form) system() slack.BlockElement {
	var options []*slack.OptionBlockObject
	var chosen *slack.OptionBlockObject
	for _, s := range b.Systems[:min(len(b.Systems), mostOptions)] {
		if s.Key == "" || len(s.Key) > maxValue {
			continue
		}
		o := option(s.Key, l(typed(s.Name, labelMax(len(b.Systems)))))
		options = append(options, o)
		if s.Key == b.q.System {
			chosen = o
		}
	}
	return selectOf(b.w, b.id(workflow.FieldSystem, ""), b.w.chooseSystem, options, chosen)
}

// changeType offers the types. The variant in its id lets a suggestion replace
// what stood there.
func (b *form) changeType() slack.BlockElement {
	var options []*slack.OptionBlockObject
	var chosen *slack.OptionBlockObject
	for _, t := range workflow.ChangeTypes {
		o := option(string(t), l(b.w.typeNames[t]))
		o.Description = words1(b.w.typeNotes[t], maxOption)
		options = append(options, o)
		if t == b.q.Type {
			chosen = o
		}
	}
	return selectOf(b.w, b.id(workflow.FieldType, string(b.q.Type)), b.w.chooseType, options, chosen)
}

// efforts are the amounts of work offered, in hours.
var efforts = []int{1, 2, 4, 8, 16, 24, 40, 80, 160, 320}

func (b *form) effort() slack.BlockElement {
	hours := efforts
	if n := b.q.EffortHours; n > 0 && !slices.Contains(hours, n) {
		hours = slices.Sorted(slices.Values(append(slices.Clone(hours), n)))
	}
	var options []*slack.OptionBlockObject
	var chosen *slack.OptionBlockObject
	for _, n := range hours {
		o := option(action.EffortValue(n), work(b.w, n))
		options = append(options, o)
		if n == b.q.EffortHours {
			chosen = o
		}
	}
	return selectOf(b.w, b.id(workflow.FieldEffort, ""), b.w.chooseEffort, options, chosen)
}

// work is an amount of work in words: hours, then days of eight hours.
func work(w *words, hours int) line {
	if hours%8 == 0 {
		return plural(w, hours/8, w.workDay, w.workDays)
	}
	return plural(w, hours, w.workHour, w.workHours)
}

func (b *form) impact() slack.BlockElement {
	var options []*slack.OptionBlockObject
	var chosen *slack.OptionBlockObject
	for _, i := range []workflow.Impact{workflow.ImpactNone, workflow.ImpactNoticeable, workflow.ImpactOutage} {
		o := option(string(i), l(b.w.impacts[i]))
		options = append(options, o)
		if i == b.q.Impact {
			chosen = o
		}
	}
	return selectOf(b.w, b.id(workflow.FieldImpact, ""), b.w.chooseImpact, options, chosen)
}

// risk offers the policy's questions: as boxes, or where there are too many as
// a list.
func (b *form) risk() {
	var options, chosen []*slack.OptionBlockObject
	for _, r := range b.Risk[:min(len(b.Risk), mostOptions)] {
		if r.Key == "" || len(r.Key) > maxValue {
			continue
		}
		o := option(r.Key, fill(b.w.riskOption, typed(r.Text, labelMax(len(b.Risk))-8), r.Points))
		options = append(options, o)
		if slices.Contains(b.q.Risk, r.Key) {
			chosen = append(chosen, o)
		}
	}
	id := b.id(workflow.FieldRisk, "")
	switch {
	case len(options) == 0:
	case len(options) <= maxChoices:
		boxes := slack.NewCheckboxGroupsBlockElement(id, options...)
		boxes.InitialOptions = chosen
		b.input(workflow.FieldRisk, boxes)
	default:
		b.input(workflow.FieldRisk, multiOf(id, b.w.chooseRisk, options, chosen))
	}
}

// windows are the windows that can be asked for, "as soon as possible" first.
// The one that a release holds stays among them although it may be full.
func (b *form) windows() []*slack.OptionBlockObject {
	options := []*slack.OptionBlockObject{option(action.Soonest, l(b.w.soonest))}
	known := b.q.Window == ""
	for _, w := range b.Windows {
		if len(options) < maxOptions-1 && len(w.Slot.ID) <= maxValue && w.Free > 0 {
			options = append(options, option(string(w.Slot.ID), windowOption(b.w, w)))
			known = known || w.Slot.ID == b.q.Window
		}
	}
	if _, opens, ok := b.q.Window.Split(); ok && !known && len(b.q.Window) <= maxValue && b.Release != nil && b.Release.Request.System == b.q.System {
		options = append(options, option(string(b.q.Window), fill(b.w.windowKept, on(b.w, opens, b.Zone))))
	}
	return options
}

// windowOption is "Tue 24 Nov 06:00–08:00 · 2 of 5 free".
func windowOption(w *words, win workflow.WindowOption) line {
	when, what := l(wallWindow(w, win.Slot)), against(w, win.Conflicts)
	switch is, _ := blocked(win); {
	case is, win.Slot.Capacity == 0 && win.Free > 0:
		return join(" · ", when, what)
	case win.Free < 1:
		return join(" · ", when, l(w.optionFull))
	}
	return join(" · ", when, fill(w.optionFree, win.Free, win.Slot.Capacity), what)
}

func windowSelect(w *words, options []*slack.OptionBlockObject, chosen workflow.WindowID, id string) slack.BlockElement {
	value := string(chosen)
	if value == "" {
		value = action.Soonest
	}
	var initial *slack.OptionBlockObject
	for _, o := range options {
		if o.Value == value {
			initial = o
		}
	}
	return selectOf(w, id, w.chooseWindow, options, initial)
}

// selectOf is a select; without anything to choose it says so in its
// placeholder and takes nothing.
func selectOf(w *words, id, placeholder string, options []*slack.OptionBlockObject, chosen *slack.OptionBlockObject) slack.BlockElement {
	if len(options) == 0 {
		options = []*slack.OptionBlockObject{option("none", l(w.nothingToChoose))}
	}
	s := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, words1(placeholder, 150), id, options...)
	if groups := grouped(options); groups != nil {
		s.Options, s.OptionGroups = nil, groups
	}
	s.InitialOption = chosen
	return s
}

// multiOf lets any of some options be chosen.
func multiOf(id, placeholder string, options, chosen []*slack.OptionBlockObject) slack.BlockElement {
	s := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeStatic, words1(placeholder, 150), id, options...)
	if groups := grouped(options); groups != nil {
		s.Options, s.OptionGroups = nil, groups
	}
	s.InitialOptions = chosen
	return s
}

// mostOptions is how many options one choice has at most: with more, and names as
// long as they may be, a view is larger than Slack takes.
const mostOptions = 500

// grouped puts more options than one list takes into several, in their order,
// each under the names that it goes from and to; nil where one is enough.
func grouped(options []*slack.OptionBlockObject) []*slack.OptionGroupBlockObject {
	if len(options) <= maxOptions {
		return nil
	}
	var out []*slack.OptionGroupBlockObject
	for part := range slices.Chunk(options, maxOptions) {
		first, last := clip(part[0].Text.Text, groupName), clip(part[len(part)-1].Text.Text, groupName)
		out = append(out, slack.NewOptionGroupBlockElement(words1(first+" – "+last, maxOption), part...))
	}
	return out
}

// groupName is how much of a name the heading of a group shows.
const groupName = 30

func (b *form) person(f workflow.Field, p workflow.PersonID) slack.BlockElement {
	s := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, words1(b.w.choosePerson, 150), b.id(f, ""))
	if slackID(string(p)) {
		s.InitialUser = string(p)
	}
	return s
}
