package render

import (
	"slices"
	"strconv"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// SettingsMenu is the modal with the parts of the settings.
func SettingsMenu(loc workflow.Locale, f workflow.SettingsFacts) slack.ModalViewRequest {
	w := wordsOf(loc)
	view := settingsModal(w, action.SettingsMenuModal, w.settings, action.SettingsModal{})
	p := f.Policy
	head := []line{bold(l(w.settingsHead))}
	if p.Version > 0 {
		head = append(head, fill(w.settingsVersion, p.Version, typed(nameIn(w, f.Names, p.SavedBy), nameMax), on(w, p.SavedAt, f.Zone), typed(p.Why, reasonMax)))
	}
	blocks := []slack.Block{rich(head...)}
	if !f.Manager {
		blocks = append(blocks, note(l(w.settingsReadOnly)))
	}
	for i, part := range f.Parts {
		c := action.Click{ID: action.SettingsPart, Part: part.Key}
		if part.Single && f.Manager {
			c = action.Click{ID: action.SettingsItem, Part: part.Key}
		}
		blocks = append(blocks, settingsRow(part.Name, part.Summary, c, w.settingsOpen, i))
	}
	blocks = append(blocks, settingsRow(w.settingsVersions, w.settingsVersionsHow, action.Click{ID: action.SettingsVersions}, w.settingsOpen, len(f.Parts)))
	view.Blocks = slack.Blocks{BlockSet: fold(w, blocks, maxViewBlocks)}
	return view
}

func nameIn(w *words, names map[workflow.PersonID]string, p workflow.PersonID) string {
	if p == workflow.System {
		return w.product
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

func settingsModal(w *words, callback, title string, m action.SettingsModal) slack.ModalViewRequest {
	metadata, _ := m.Metadata()
	return slack.ModalViewRequest{
		Type: slack.VTModal, Title: words1(title, maxTitle), Close: words1(w.closeModal, maxTitle), CallbackID: callback, PrivateMetadata: metadata,
	}
}

// SettingsList is the modal with the things of one part, a page of them.
func SettingsList(loc workflow.Locale, f workflow.SettingsListFacts) slack.ModalViewRequest {
	w := wordsOf(loc)
	view := settingsModal(w, action.SettingsListModal, f.Part.Name, action.SettingsModal{Part: f.Part.Key, From: f.From})
	var blocks []slack.Block
	if f.Saved != "" {
		blocks = append(blocks, rich(l(emoji("white_check_mark"), " ", bold(l(f.Saved)))))
	}
	blocks = append(blocks, note(l(f.Part.About)))
	if len(f.Items) == 0 {
		blocks = append(blocks, rich(l(w.settingsNone)))
	}
	for i, item := range f.Items {
		if f.Manager && !f.Part.Shown {
			blocks = append(blocks, settingsRow(item.Name, item.Summary, action.Click{ID: action.SettingsItem, Part: f.Part.Key, Item: item.Key}, w.settingsEdit, i))
			continue
		}
		blocks = append(blocks, rich(bold(l(typed(item.Name, nameMax))), l(typed(item.Summary, reasonMax))))
	}
	if f.Total > len(f.Items) {
		blocks = append(blocks, note(fill(w.settingsPage, f.From+1, f.From+len(f.Items), f.Total)))
	}
	if row := settingsButtons(w, f); len(row) > 0 {
		blocks = append(blocks, slack.NewActionBlock("", row...))
	}
	view.Blocks = slack.Blocks{BlockSet: fold(w, blocks, maxViewBlocks)}
	return view
}

// SettingsSaved says that a version is in force; moving: that releases make way.
func SettingsSaved(loc workflow.Locale, version int, moving bool) string {
	w := wordsOf(loc)
	if moving {
		return fill(w.settingsSavedMoves, version).plain()
	}
	return fill(w.settingsSaved, version).plain()
}

// settingsPageSize is how many things the page before has at most.
const settingsPageSize = 30

func settingsButtons(w *words, f workflow.SettingsListFacts) []slack.BlockElement {
	var row []slack.BlockElement
	if f.Manager && !f.Part.Fixed {
		row = append(row, button(action.Click{ID: action.SettingsAdd, Part: f.Part.Key}, w.settingsAdd).WithStyle(slack.StylePrimary))
	}
	if f.From > 0 {
		row = append(row, button(action.Click{ID: action.SettingsPart, Part: f.Part.Key, From: max(0, f.From-settingsPageSize)}, w.settingsEarlier))
	}
	if after := f.From + len(f.Items); after < f.Total {
		b := button(action.Click{ID: action.SettingsPart, Part: f.Part.Key, From: after}, w.settingsLater)
		b.ActionID = action.Nth(action.SettingsPart, 1)
		row = append(row, b)
	}
	return row
}

// SettingsDone says privately that a version is in force, where the form was
// opened from a message.
func SettingsDone(loc workflow.Locale, version int, moving bool) Message {
	w := wordsOf(loc)
	said := l(SettingsSaved(loc, version, moving))
	return build(w, said, []slack.Block{rich(said)})
}

// SettingsVersions is the modal with the last versions and what each changed.
func SettingsVersions(loc workflow.Locale, versions []workflow.SettingsVersion, manager bool, zone string) slack.ModalViewRequest {
	w := wordsOf(loc)
	view := settingsModal(w, action.SettingsListModal, w.settingsVersions, action.SettingsModal{})
	blocks := []slack.Block{note(l(w.settingsVersionsHow))}
	for i, v := range versions {
		head := fill(w.settingsVersion, v.Policy.Version, typed(v.Who, nameMax), on(w, v.Policy.SavedAt, zone), typed(v.Policy.Why, reasonMax))
		if v.Current {
			head = l(head, " (", w.settingsCurrent, ")")
		}
		blocks = append(blocks, rich(head))
		switch {
		case len(v.Changes) > 0:
			blocks = append(blocks, changesOf(w, v.Changes, mostVersionChanges))
		case i == len(versions)-1:
			blocks = append(blocks, note(l(w.settingsFirst)))
		default:
			blocks = append(blocks, note(l(w.settingsNoChange)))
		}
		if manager && !v.Current {
			b := button(action.Click{ID: action.SettingsBring, Version: v.Policy.Version}, w.settingsBring)
			b.ActionID = action.Nth(action.SettingsBring, i)
			blocks = append(blocks, slack.NewActionBlock("", b))
		}
	}
	view.Blocks = slack.Blocks{BlockSet: fold(w, blocks, maxViewBlocks)}
	return view
}

const (
	mostVersionChanges = 6
	mostChanges        = 8
	mostHit            = 5
)

// changesOf lists changes in words; those that are too many are counted.
func changesOf(w *words, changes []string, most int) slack.Block {
	var lines []line
	for _, s := range changes[:min(len(changes), most)] {
		lines = append(lines, l(typed(s, reasonMax)))
	}
	if n := len(changes) - most; n > 0 {
		lines = append(lines, fill(w.andOthers, n))
	}
	return slack.NewRichTextBlock("", bullets(lines))
}

// SettingsForm is the modal that changes one thing, or, where it is known what
// saving would do, says that and asks whether to save.
func SettingsForm(loc workflow.Locale, f workflow.SettingsFormFacts, m action.SettingsModal) slack.ModalViewRequest {
	w := wordsOf(loc)
	m.Base, m.Remove, m.Bring, m.Check, m.Values, m.Why = f.Base, f.Remove, f.Bring, f.Impact != nil, nil, ""
	title := f.Part.Name
	if m.Check {
		title = w.settingsCheck
	}
	var blocks []slack.Block
	if f.Notice != "" {
		blocks = append(blocks, rich(l(emoji("warning"), " ", typed(f.Notice, 2*reasonMax))))
	}
	fields := f.Fields
	switch {
	case m.Check:
		blocks = append(blocks, settingsCheck(w, f)...)
		carried := m
		carried.Values = map[string][]string{}
		for _, field := range f.Fields {
			carried.Values[field.Key] = field.Value
		}
		if _, ok := carried.Metadata(); ok {
			m, fields = carried, nil
		}
	case f.Remove:
		blocks, fields = append(blocks, rich(fill(w.settingsRemoveHead, typed(f.Item.Name, nameMax)))), nil
	case f.Bring > 0:
		blocks = append(blocks, rich(fill(w.settingsBringHead, f.Bring)))
	}
	if !f.Remove {
		for _, field := range fields {
			blocks = append(blocks, settingInput(w, field))
		}
	}
	blocks = append(blocks, settingsReason(w, f))
	if b := settingsFormButton(w, f, m); b != nil {
		blocks = append(blocks, slack.NewActionBlock("", b))
	}
	view := settingsModal(w, action.SettingsFormModal, title, m)
	view.Close, view.Submit = words1(w.cancel, maxTitle), words1(w.settingsSave, maxTitle)
	view.Blocks = slack.Blocks{BlockSet: fold(w, blocks, maxViewBlocks)}
	return view
}

func settingsFormButton(w *words, f workflow.SettingsFormFacts, m action.SettingsModal) slack.BlockElement {
	switch {
	case m.Check && f.Bring == 0 && !f.Remove && m.Values != nil:
		return button(action.Click{ID: action.SettingsBack}, w.settingsBack)
	case !m.Check && !f.Remove && f.Item.Key != "" && !f.Part.Fixed:
		return button(action.Click{ID: action.SettingsRemove}, w.settingsRemove)
	}
	return nil
}

// settingsReason asks for the reason of the change, which for some things is shown
// to the people concerned.
func settingsReason(w *words, f workflow.SettingsFormFacts) slack.Block {
	in := settingsWhy(w, f.Why)
	if block, ok := in.(*slack.InputBlock); ok && f.Shown {
		block.Label, block.Hint = words1(w.settingsShownWhy, maxLabel), words1(w.settingsShownWhyHint, maxHint)
	}
	return in
}

func settingsWhy(w *words, why string) slack.Block {
	in := &slack.PlainTextInputBlockElement{Type: slack.METPlainTextInput, ActionID: action.FieldID(workflow.FieldReason, ""), MaxLength: maxInput, InitialValue: clip(oneLine(why), maxInput)}
	return slack.NewInputBlock(string(workflow.FieldReason), words1(w.settingsWhy, maxLabel), words1(w.settingsWhyHint, maxHint), in)
}

// settingsCheck says what saving changes and hits.
func settingsCheck(w *words, f workflow.SettingsFormFacts) []slack.Block {
	blocks := []slack.Block{rich(bold(l(w.settingsChanges)))}
	if len(f.Changes) == 0 {
		blocks = []slack.Block{rich(l(w.settingsNoChange))}
	} else {
		blocks = append(blocks, changesOf(w, f.Changes, mostChanges))
	}
	i := f.Impact
	if i.Empty() {
		return append(blocks, rich(l(w.settingsNothing)))
	}
	blocks = append(blocks, rich(bold(l(emoji("warning"), " ", w.settingsCheckHead))))
	for _, part := range []struct {
		key  string
		hits []workflow.PolicyHit
	}{{"moves", i.Moves}, {"briefings", i.Briefings}, {"approvals", i.Approvals}, {"misfits", i.Misfits}, {"through", i.Through}, {"bookings", i.Bookings}, {"schedules", i.Schedules}} {
		blocks = append(blocks, settingsHits(w, part.key, part.hits, i.Voided)...)
	}
	if len(i.Moves) > 0 {
		yes, no := option(action.MoveYes, l(w.settingsMoveYes)), option(action.MoveNo, l(w.settingsMoveNo))
		radio := slack.NewRadioButtonsBlockElement(action.SettingID(string(action.FieldMove)), yes, no)
		radio.InitialOption = yes
		blocks = append(blocks, slack.NewInputBlock(string(action.FieldMove), words1(w.settingsMove, maxLabel), nil, radio))
	}
	return blocks
}

// settingsHits is one kind of what is hit: how many, and the first of them.
func settingsHits(w *words, key string, hits []workflow.PolicyHit, voided int) []slack.Block {
	if len(hits) == 0 {
		return nil
	}
	say := w.settingsHits[key]
	head := plural(w, len(hits), say.one, say.many)
	if key == "approvals" && voided > 0 {
		v := w.settingsHits["voided"]
		head = join(" · ", head, plural(w, voided, v.one, v.many))
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
		lines = append(lines, settingsHit(w, h))
	}
	if n := len(hits) - mostHit; n > 0 {
		lines = append(lines, fill(w.andOthers, n))
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

func settingsHit(w *words, h workflow.PolicyHit) line {
	var what line
	if h.Release != 0 {
		what = bold(l(h.Release))
	}
	what = join("  ", what, l(typed(h.Title, nameMax)))
	if h.Slot != nil {
		what = join(" · ", what, on(w, h.Slot.Opens, h.Slot.Zone).line())
	}
	what = join(": ", what, l(typed(h.Why, reasonMax)))
	if h.Slot != nil && h.Release != 0 {
		if h.To == nil {
			return join(" ", what, l("(", w.settingsNoRoom, ")"))
		}
		return join(" ", what, l("(", fill(w.settingsTo, on(w, h.To.Opens, h.To.Zone)), ")"))
	}
	return what
}

func (s span) line() line { return line{s} }

// settingInput is one field of a settings form.
func settingInput(w *words, f workflow.SettingField) slack.Block {
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
		s := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, words1(w.choosePerson, 150), id)
		if slackID(value) {
			s.InitialUser = value
		}
		element = s
	case workflow.SettingPeople:
		s := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeUser, words1(w.choosePerson, 150), id)
		s.InitialUsers = slices.DeleteFunc(slices.Clone(f.Value), func(v string) bool { return !slackID(v) })
		element = s
	case workflow.SettingOne:
		options, chosen := settingOptions(f)
		var first *slack.OptionBlockObject
		if len(chosen) > 0 {
			first = chosen[0]
		}
		element = selectOf(w, id, w.settingsChoose, options, first)
	case workflow.SettingMany, workflow.SettingBoxes:
		element = settingMany(w, f, id)
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

func settingMany(w *words, f workflow.SettingField, id string) slack.BlockElement {
	options, chosen := settingOptions(f)
	if len(options) == 0 {
		options = []*slack.OptionBlockObject{option("none", l(w.nothingToChoose))}
	}
	if f.Kind == workflow.SettingBoxes && len(options) <= maxChoices {
		boxes := slack.NewCheckboxGroupsBlockElement(id, options...)
		boxes.InitialOptions = chosen
		return boxes
	}
	return multiOf(id, w.settingsChoose, options, chosen)
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
