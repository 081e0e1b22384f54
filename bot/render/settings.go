package render

import (
	"slices"
	"strconv"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// SettingsMenu is the modal with the parts of the settings.
func SettingsMenu(f workflow.SettingsFacts) slack.ModalViewRequest {
	view := settingsModal(action.SettingsMenuModal, en.settings, action.SettingsModal{})
	p := f.Policy
	head := []line{bold(l(en.settingsHead))}
	if p.Version > 0 {
		head = append(head, fill(en.settingsVersion, p.Version, typed(nameIn(f.Names, p.SavedBy), nameMax), on(p.SavedAt, f.Zone), typed(p.Why, reasonMax)))
	}
	blocks := []slack.Block{rich(head...)}
	if !f.Manager {
		blocks = append(blocks, note(l(en.settingsReadOnly)))
	}
	for i, part := range f.Parts {
		c := action.Click{ID: action.SettingsPart, Part: part.Key}
		if part.Single && f.Manager {
			c = action.Click{ID: action.SettingsItem, Part: part.Key}
		}
		blocks = append(blocks, settingsRow(part.Name, part.Summary, c, en.settingsOpen, i))
	}
	blocks = append(blocks, settingsRow(en.settingsVersions, en.settingsVersionsHow, action.Click{ID: action.SettingsVersions}, en.settingsOpen, len(f.Parts)))
	view.Blocks = slack.Blocks{BlockSet: fold(blocks, maxViewBlocks)}
	return view
}

func nameIn(names map[workflow.PersonID]string, p workflow.PersonID) string {
	if p == workflow.System {
		return en.product
	}
	return nameOr(names, p)
}

// settingsRow is a thing with a button that opens it.
func settingsRow(name, summary string, c action.Click, label string, n int) slack.Block {
	b := button(c, label)
	b.ActionID = action.Nth(c.ID, n)
	b.AccessibilityLabel = clip(label+" "+oneLine(name), maxButton)
	return slack.NewSectionBlock(plainText(join("\n", l(typed(name, nameMax)), l(typed(summary, reasonMax))), maxSection), nil, slack.NewAccessory(b))
}

func settingsModal(callback, title string, m action.SettingsModal) slack.ModalViewRequest {
	metadata, _ := m.Metadata()
	return slack.ModalViewRequest{
		Type: slack.VTModal, Title: words1(title, maxTitle), Close: words1(en.closeModal, maxTitle), CallbackID: callback, PrivateMetadata: metadata,
	}
}

// SettingsList is the modal with the things of one part, a page of them.
func SettingsList(f workflow.SettingsListFacts) slack.ModalViewRequest {
	view := settingsModal(action.SettingsListModal, f.Part.Name, action.SettingsModal{Part: f.Part.Key, From: f.From})
	var blocks []slack.Block
	if f.Saved != "" {
		blocks = append(blocks, rich(l(emoji("white_check_mark"), " ", bold(l(f.Saved)))))
	}
	blocks = append(blocks, note(l(f.Part.About)))
	if len(f.Items) == 0 {
		blocks = append(blocks, rich(l(en.settingsNone)))
	}
	for i, item := range f.Items {
		if f.Manager && !f.Part.Shown {
			blocks = append(blocks, settingsRow(item.Name, item.Summary, action.Click{ID: action.SettingsItem, Part: f.Part.Key, Item: item.Key}, en.settingsEdit, i))
			continue
		}
		blocks = append(blocks, rich(bold(l(typed(item.Name, nameMax))), l(typed(item.Summary, reasonMax))))
	}
	if f.Total > len(f.Items) {
		blocks = append(blocks, note(fill(en.settingsPage, f.From+1, f.From+len(f.Items), f.Total)))
	}
	if row := settingsButtons(f); len(row) > 0 {
		blocks = append(blocks, slack.NewActionBlock("", row...))
	}
	view.Blocks = slack.Blocks{BlockSet: fold(blocks, maxViewBlocks)}
	return view
}

// SettingsSaved says that a version is in force; moving: that releases make way.
func SettingsSaved(version int, moving bool) string {
	if moving {
		return fill(en.settingsSavedMoves, version).plain()
	}
	return fill(en.settingsSaved, version).plain()
}

// settingsPageSize is how many things the page before has at most.
const settingsPageSize = 30

func settingsButtons(f workflow.SettingsListFacts) []slack.BlockElement {
	var row []slack.BlockElement
	if f.Manager && !f.Part.Fixed {
		row = append(row, button(action.Click{ID: action.SettingsAdd, Part: f.Part.Key}, en.settingsAdd).WithStyle(slack.StylePrimary))
	}
	if f.From > 0 {
		row = append(row, button(action.Click{ID: action.SettingsPart, Part: f.Part.Key, From: max(0, f.From-settingsPageSize)}, en.settingsEarlier))
	}
	if after := f.From + len(f.Items); after < f.Total {
		b := button(action.Click{ID: action.SettingsPart, Part: f.Part.Key, From: after}, en.settingsLater)
		b.ActionID = action.Nth(action.SettingsPart, 1)
		row = append(row, b)
	}
	return row
}

// SettingsDone says privately that a version is in force, where the form was
// opened from a message.
func SettingsDone(version int, moving bool) Message {
	said := l(SettingsSaved(version, moving))
	return build(said, []slack.Block{rich(said)})
}

// SettingsVersions is the modal with the last versions and what each changed.
func SettingsVersions(versions []workflow.SettingsVersion, manager bool, zone string) slack.ModalViewRequest {
	view := settingsModal(action.SettingsListModal, en.settingsVersions, action.SettingsModal{})
	blocks := []slack.Block{note(l(en.settingsVersionsHow))}
	for i, v := range versions {
		head := fill(en.settingsVersion, v.Policy.Version, typed(v.Who, nameMax), on(v.Policy.SavedAt, zone), typed(v.Policy.Why, reasonMax))
		if v.Current {
			head = l(head, " (", en.settingsCurrent, ")")
		}
		blocks = append(blocks, rich(head))
		switch {
		case len(v.Changes) > 0:
			blocks = append(blocks, changesOf(v.Changes, mostVersionChanges))
		case i == len(versions)-1:
			blocks = append(blocks, note(l(en.settingsFirst)))
		default:
			blocks = append(blocks, note(l(en.settingsNoChange)))
		}
		if manager && !v.Current {
			b := button(action.Click{ID: action.SettingsBring, Version: v.Policy.Version}, en.settingsBring)
			b.ActionID = action.Nth(action.SettingsBring, i)
			blocks = append(blocks, slack.NewActionBlock("", b))
		}
	}
	view.Blocks = slack.Blocks{BlockSet: fold(blocks, maxViewBlocks)}
	return view
}

const (
	mostVersionChanges = 6
	mostChanges        = 8
	mostHit            = 5
)

// changesOf lists changes in words; those that are too many are counted.
func changesOf(changes []string, most int) slack.Block {
	var lines []line
	for _, s := range changes[:min(len(changes), most)] {
		lines = append(lines, l(typed(s, reasonMax)))
	}
	if n := len(changes) - most; n > 0 {
		lines = append(lines, fill(en.andOthers, n))
	}
	return slack.NewRichTextBlock("", bullets(lines))
}

// SettingsForm is the modal that changes one thing, or, where it is known what
// saving would do, says that and asks whether to save.
func SettingsForm(f workflow.SettingsFormFacts, m action.SettingsModal) slack.ModalViewRequest {
	m.Base, m.Remove, m.Bring, m.Check, m.Values, m.Why = f.Base, f.Remove, f.Bring, f.Impact != nil, nil, ""
	title := f.Part.Name
	if m.Check {
		title = en.settingsCheck
	}
	var blocks []slack.Block
	if f.Notice != "" {
		blocks = append(blocks, rich(l(emoji("warning"), " ", typed(f.Notice, 2*reasonMax))))
	}
	fields := f.Fields
	switch {
	case m.Check:
		blocks = append(blocks, settingsCheck(f)...)
		carried := m
		carried.Values = map[string][]string{}
		for _, field := range f.Fields {
			carried.Values[field.Key] = field.Value
		}
		if _, ok := carried.Metadata(); ok {
			m, fields = carried, nil
		}
	case f.Remove:
		blocks, fields = append(blocks, rich(fill(en.settingsRemoveHead, typed(f.Item.Name, nameMax)))), nil
	case f.Bring > 0:
		blocks = append(blocks, rich(fill(en.settingsBringHead, f.Bring)))
	}
	if !f.Remove {
		for _, field := range fields {
			blocks = append(blocks, settingInput(field))
		}
	}
	blocks = append(blocks, settingsReason(f))
	if b := settingsFormButton(f, m); b != nil {
		blocks = append(blocks, slack.NewActionBlock("", b))
	}
	view := settingsModal(action.SettingsFormModal, title, m)
	view.Close, view.Submit = words1(en.cancel, maxTitle), words1(en.settingsSave, maxTitle)
	view.Blocks = slack.Blocks{BlockSet: fold(blocks, maxViewBlocks)}
	return view
}

func settingsFormButton(f workflow.SettingsFormFacts, m action.SettingsModal) slack.BlockElement {
	switch {
	case m.Check && f.Bring == 0 && !f.Remove && m.Values != nil:
		return button(action.Click{ID: action.SettingsBack}, en.settingsBack)
	case !m.Check && !f.Remove && f.Item.Key != "" && !f.Part.Fixed:
		return button(action.Click{ID: action.SettingsRemove}, en.settingsRemove)
	}
	return nil
}

// settingsReason asks for the reason of the change, which for some things is shown
// to the people concerned.
func settingsReason(f workflow.SettingsFormFacts) slack.Block {
	in := settingsWhy(f.Why)
	if block, ok := in.(*slack.InputBlock); ok && f.Shown {
		block.Label, block.Hint = words1(en.settingsShownWhy, maxLabel), words1(en.settingsShownWhyHint, maxHint)
	}
	return in
}

func settingsWhy(why string) slack.Block {
	in := &slack.PlainTextInputBlockElement{Type: slack.METPlainTextInput, ActionID: action.FieldID(workflow.FieldReason, ""), MaxLength: maxInput, InitialValue: clip(oneLine(why), maxInput)}
	return slack.NewInputBlock(string(workflow.FieldReason), words1(en.settingsWhy, maxLabel), words1(en.settingsWhyHint, maxHint), in)
}

// settingsCheck says what saving changes and hits.
func settingsCheck(f workflow.SettingsFormFacts) []slack.Block {
	blocks := []slack.Block{rich(bold(l(en.settingsChanges)))}
	if len(f.Changes) == 0 {
		blocks = []slack.Block{rich(l(en.settingsNoChange))}
	} else {
		blocks = append(blocks, changesOf(f.Changes, mostChanges))
	}
	i := f.Impact
	if i.Empty() {
		return append(blocks, rich(l(en.settingsNothing)))
	}
	blocks = append(blocks, rich(bold(l(emoji("warning"), " ", en.settingsCheckHead))))
	for _, part := range []struct {
		key  string
		hits []workflow.PolicyHit
	}{{"moves", i.Moves}, {"briefings", i.Briefings}, {"approvals", i.Approvals}, {"misfits", i.Misfits}, {"through", i.Through}, {"bookings", i.Bookings}, {"schedules", i.Schedules}} {
		blocks = append(blocks, settingsHits(part.key, part.hits, i.Voided)...)
	}
	if len(i.Moves) > 0 {
		yes, no := option(action.MoveYes, l(en.settingsMoveYes)), option(action.MoveNo, l(en.settingsMoveNo))
		radio := slack.NewRadioButtonsBlockElement(action.SettingID(string(action.FieldMove)), yes, no)
		radio.InitialOption = yes
		blocks = append(blocks, slack.NewInputBlock(string(action.FieldMove), words1(en.settingsMove, maxLabel), nil, radio))
	}
	return blocks
}

// settingsHits is one kind of what is hit: how many, and the first of them.
func settingsHits(key string, hits []workflow.PolicyHit, voided int) []slack.Block {
	if len(hits) == 0 {
		return nil
	}
	w := en.settingsHits[key]
	head := plural(len(hits), w.one, w.many)
	if key == "approvals" && voided > 0 {
		v := en.settingsHits["voided"]
		head = join(" · ", head, plural(voided, v.one, v.many))
	}
	if why := sameWhy(hits); why != "" && key != "approvals" { // said once; of approvals it counts those of each
		head = join(": ", head, l(typed(why, reasonMax)))
		hits = slices.Clone(hits)
		for i := range hits {
			hits[i].Why = ""
		}
	}
	var lines []line
	for _, h := range hits[:min(len(hits), mostHit)] {
		lines = append(lines, settingsHit(h))
	}
	if n := len(hits) - mostHit; n > 0 {
		lines = append(lines, fill(en.andOthers, n))
	}
	return []slack.Block{rich(head), slack.NewRichTextBlock("", bullets(lines))}
}

// sameWhy gives the reason that several hits have in common.
func sameWhy(hits []workflow.PolicyHit) string {
	if len(hits) < 2 || slices.ContainsFunc(hits, func(h workflow.PolicyHit) bool { return h.Why != hits[0].Why }) {
		return ""
	}
	return hits[0].Why
}

func settingsHit(h workflow.PolicyHit) line {
	var what line
	if h.Release != 0 {
		what = bold(l(h.Release))
	}
	what = join("  ", what, l(typed(h.Title, nameMax)))
	if h.Slot != nil {
		what = join(" · ", what, on(h.Slot.Opens, h.Slot.Zone).line())
	}
	what = join(": ", what, l(typed(h.Why, reasonMax)))
	if h.Slot != nil && h.Release != 0 {
		if h.To == nil {
			return join(" ", what, l("(", en.settingsNoRoom, ")"))
		}
		return join(" ", what, l("(", fill(en.settingsTo, on(h.To.Opens, h.To.Zone)), ")"))
	}
	return what
}

func (s span) line() line { return line{s} }

// settingInput is one field of a settings form.
func settingInput(f workflow.SettingField) slack.Block {
	id := action.SettingID(f.Key)
	var element slack.BlockElement
	value := ""
	if len(f.Value) > 0 {
		value = f.Value[0]
	}
	switch f.Kind {
	case workflow.SettingMoment:
		picker := slack.NewDateTimePickerBlockElement(id)
		if at, err := strconv.ParseInt(value, 10, 64); err == nil && at > 0 {
			picker.InitialDateTime = at
		}
		element = picker
	case workflow.SettingPerson:
		s := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, words1(en.choosePerson, 150), id)
		if slackID(value) {
			s.InitialUser = value
		}
		element = s
	case workflow.SettingPeople:
		s := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeUser, words1(en.choosePerson, 150), id)
		s.InitialUsers = slices.DeleteFunc(slices.Clone(f.Value), func(v string) bool { return !slackID(v) })
		element = s
	case workflow.SettingOne:
		options, chosen := settingOptions(f)
		var first *slack.OptionBlockObject
		if len(chosen) > 0 {
			first = chosen[0]
		}
		element = selectOf(id, en.settingsChoose, options, first)
	case workflow.SettingMany, workflow.SettingBoxes:
		element = settingMany(f, id)
	default:
		several := f.Kind == workflow.SettingText
		in := &slack.PlainTextInputBlockElement{Type: slack.METPlainTextInput, ActionID: id, Multiline: several, MaxLength: maxInput}
		if in.InitialValue = clip(tidy(value), maxInput); !several {
			in.InitialValue = clip(oneLine(value), maxInput)
		}
		element = in
	}
	block := slack.NewInputBlock(f.Key, words1(f.Label, maxLabel), nil, element)
	if f.Hint != "" {
		block.Hint = words1(f.Hint, maxHint)
	}
	block.Optional = f.Optional
	return block
}

func settingMany(f workflow.SettingField, id string) slack.BlockElement {
	options, chosen := settingOptions(f)
	if len(options) == 0 {
		options = []*slack.OptionBlockObject{option("none", l(en.nothingToChoose))}
	}
	if f.Kind == workflow.SettingBoxes && len(options) <= maxChoices {
		boxes := slack.NewCheckboxGroupsBlockElement(id, options...)
		boxes.InitialOptions = chosen
		return boxes
	}
	return multiOf(id, en.settingsChoose, options, chosen)
}

// settingOptions gives what can be chosen and what is; where there is more than
// Slack takes, what is chosen comes first.
func settingOptions(f workflow.SettingField) (options, chosen []*slack.OptionBlockObject) {
	all := slices.DeleteFunc(slices.Clone(f.Options), func(o workflow.SettingOption) bool { return o.Value == "" || len(o.Value) > maxValue })
	if len(all) > mostOptions {
		slices.SortStableFunc(all, func(a, b workflow.SettingOption) int {
			return boolRank(slices.Contains(f.Value, b.Value)) - boolRank(slices.Contains(f.Value, a.Value))
		})
		all = all[:mostOptions]
	}
	for _, o := range all {
		made := option(o.Value, l(typed(o.Label, labelMax(len(all)))))
		options = append(options, made)
		if slices.Contains(f.Value, o.Value) {
			chosen = append(chosen, made)
		}
	}
	return options, chosen
}

func boolRank(b bool) int {
	if b {
		return 1
	}
	return 0
}
