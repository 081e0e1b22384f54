package render

import (
	"strings"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// wordsMax is how much of a report, a question or an answer a message quotes.
const wordsMax = 300

// harm says for how many customers it is bad, and how bad.
func harm(w *words, hindered, stuck int) line {
	var out []line
	if stuck > 0 {
		out = append(out, plural(w, stuck, w.fl.stuckOne, w.fl.stuckMany))
	}
	if hindered > 0 {
		out = append(out, plural(w, hindered, w.fl.hinderedOne, w.fl.hinderedMany))
	}
	return join(", ", out...)
}

// counted is "14 so far, 12 in the last 2 h, 3 cannot do something".
func counted(w *words, f workflow.CallFacts) line {
	n := f.All
	if n.Reports == 0 {
		return nil
	}
	out := plural(w, n.Customers, w.fl.callsOne, w.fl.callsMany)
	if r := f.Recent.Customers; r > 0 && r < n.Customers {
		out = join(", ", out, fill(w.fl.callsRecent, r, long(w, f.Within)))
	}
	return join(", ", out, harm(w, n.Hindered, n.Stuck))
}

// customers is what customers say of a release, for its card; nothing while none
// has called.
func (c card) customers() line {
	said := counted(c.w, c.Calls)
	if said.empty() {
		return nil
	}
	return join(" · ", said, fill(c.w.fl.callsLast, c.on(c.Calls.All.Last)))
}

// quotes are the newest reports in the customers' words.
func quotes(w *words, n naming, calls []workflow.Call, zone string, most int) []slack.Block {
	var lines []line
	for _, c := range calls[:min(len(calls), most)] {
		lines = append(lines, fill(w.fl.said, paragraph(c.Words, wordsMax), n.name(c.By), on(w, c.At, zone)))
	}
	if len(lines) == 0 {
		return nil
	}
	if more := len(calls) - most; more > 0 {
		lines = append(lines, fill(w.andOthers, more))
	}
	return []slack.Block{slack.NewRichTextBlock("", bullets(lines))}
}

// Calls tells one person what customers say of a release. e is the entry that says
// that it is more than its type allows; none: it is less than that.
func Calls(loc workflow.Locale, f workflow.ReleaseFacts, e workflow.Entry, person workflow.PersonID) Message {
	w := wordsOf(loc)
	c := about(w, &f, person).now()
	if e.Seq == 0 {
		head := fill(w.fl.quietHead, c.ref())
		blocks := []slack.Block{rich(l(emoji("telephone_receiver"), " ", bold(head)), c.customers(), c.knownLine())}
		blocks = append(blocks, quotes(w, c.names(), f.Calls.Words, c.zone(), workflow.CallsShown)...)
		return build(w, join(": ", head, counted(w, f.Calls)), append(blocks, actions(w, &f, some(f.Actions, workflow.ActKnownIssue, workflow.ActCorrect), action.Details)))
	}
	rise, _ := e.Rise()
	head := fill(w.fl.alertHead, c.ref())
	lines := []line{l(emoji("rotating_light"), " ", bold(head)), fill(w.fl.alertWhy, c.rise(rise), w.types[c.q.Type])}
	var can []workflow.Action
	alerts, _ := f.Release.CallAlerts()
	answer, answered := f.Release.AnswerToCalls(e.Seq)
	switch {
	case answered:
		lines = append(lines, c.event(answer))
	case len(alerts) > 0 && alerts[0].Seq != e.Seq:
		lines = append(lines, l(w.fl.alertNewer))
	default:
		lines = append(lines, l(w.fl.alertDecide))
		can = some(f.Actions, workflow.ActRollBack, workflow.ActCorrect, workflow.ActKnownIssue, workflow.ActIgnoreCalls)
	}
	blocks := []slack.Block{rich(lines...)}
	if len(can) == 0 {
		return build(w, join(": ", head, c.rise(rise)), append(blocks, actions(w, &f, nil, action.Details)))
	}
	blocks = append(blocks, quotes(w, c.names(), f.Calls.Words, c.zone(), workflow.CallsShown)...)
	return build(w, join(": ", head, c.rise(rise)), append(blocks, actions(w, &f, can)))
}

// rise is "14 in 2 h, 3 cannot do something".
func (c card) rise(r workflow.CallRise) line {
	return join(", ", fill(c.w.fl.callsRecentAll, r.Customers, long(c.w, r.Within)), harm(c.w, r.Hindered, r.Stuck))
}

// CallsForm asks what customers call about, from a briefing. What stands in it at
// first can be sent as it is.
func CallsForm(loc workflow.Locale, f workflow.CallFormFacts, m action.Modal) slack.ModalViewRequest {
	w := wordsOf(loc)
	view := modal(w, action.CallsModal, w.fl.callsTitle, w.fl.callsSubmit, m)
	view.Blocks.BlockSet = append([]slack.Block{releaseInput(w, f, w.fl.notSure)}, callInputs(w, f, false)...)
	return view
}

// CustomersForm asks what customers call about where nobody knows why.
func CustomersForm(loc workflow.Locale, f workflow.CallFormFacts, m action.Modal) slack.ModalViewRequest {
	w := wordsOf(loc)
	view := modal(w, action.CustomersModal, w.fl.callsTitle, w.fl.lookUp, m)
	inputs := callInputs(w, f, true)
	words := inputs[len(inputs)-1]
	unknown := option(action.NotSure, l(w.fl.notSureSystem))
	options := []*slack.OptionBlockObject{unknown}
	for _, s := range f.Systems[:min(len(f.Systems), maxOptions-1)] {
		options = append(options, option(s.Key, l(typed(s.Name, nameMax))))
	}
	system := frontInput(w, workflow.FieldSystem, selectOf(w, action.FieldID(workflow.FieldSystem, ""), w.fl.inputs[workflow.FieldSystem].placeholder, options, unknown))
	view.Blocks.BlockSet = append([]slack.Block{rich(l(w.fl.customersHint)), words, system}, inputs[:len(inputs)-1]...)
	return view
}

// frontInput is an input block of the front line's forms.
func frontInput(w *words, f workflow.Field, element slack.BlockElement) *slack.InputBlock {
	say := w.fl.inputs[f]
	block := slack.NewInputBlock(string(f), words1(say.label, maxLabel), nil, element)
	if say.hint != "" {
		block.Hint = words1(say.hint, maxHint)
	}
	return block
}

// frontText is one for text.
func frontText(w *words, f workflow.Field, initial string, most int, focus bool) *slack.InputBlock {
	in := &slack.PlainTextInputBlockElement{Type: slack.METPlainTextInput, ActionID: action.FieldID(f, ""), Multiline: true, MaxLength: most, FocusOnLoad: focus, InitialValue: clip(tidy(initial), most)}
	if p := w.fl.inputs[f].placeholder; p != "" {
		in.Placeholder = words1(p, 150)
	}
	return frontInput(w, f, in)
}

// releaseInput asks which release of a window; none says what it is where it is
// none of them.
func releaseInput(w *words, f workflow.CallFormFacts, none string) slack.Block {
	first := option(action.NotSure, l(none))
	var options []*slack.OptionBlockObject
	for _, r := range f.Releases[:min(len(f.Releases), maxOptions-1)] {
		o := option(r.Number.String(), fill(w.titleAndNumber, typed(r.Title, 50), r.Number))
		if r.Number == f.Chosen {
			first = o
		}
		options = append(options, o)
	}
	unsure := option(action.NotSure, l(none))
	if f.Chosen == 0 {
		first = unsure
	}
	return frontInput(w, workflow.FieldRelease, selectOf(w, action.FieldID(workflow.FieldRelease, ""), w.fl.inputs[workflow.FieldRelease].placeholder, append(options, unsure), first))
}

// callInputs ask how bad it is, how many they are, and what they say, which comes last.
func callInputs(w *words, f workflow.CallFormFacts, needWords bool) []slack.Block {
	var harms []*slack.OptionBlockObject
	for _, h := range workflow.Harms {
		harms = append(harms, option(string(h), l(w.fl.harms[h])))
	}
	bad := slack.NewRadioButtonsBlockElement(action.FieldID(workflow.FieldHarm, ""), harms...)
	bad.InitialOption = harms[0]
	var numbers []*slack.OptionBlockObject
	for i, n := range []string{action.HowManyOne, action.HowManyFew, action.HowManyMany} {
		numbers = append(numbers, option(n, l(w.fl.howMany[i])))
	}
	many := slack.NewRadioButtonsBlockElement(action.FieldID(workflow.FieldCustomers, ""), numbers...)
	many.InitialOption = numbers[0]
	exactly := slack.NewNumberInputBlockElement(nil, action.FieldID(workflow.FieldExactly, ""), false)
	exact := frontInput(w, workflow.FieldExactly, exactly)
	exact.Optional = true
	said := frontText(w, workflow.FieldWords, f.Words, 1000, needWords)
	said.Optional = !needWords
	return []slack.Block{frontInput(w, workflow.FieldHarm, bad), frontInput(w, workflow.FieldCustomers, many), exact, said}
}

// CallsNoted answers who reported that customers call: how many have, and what to
// say to the next. f is the release it is about; nil: nobody is sure.
func CallsNoted(loc workflow.Locale, call workflow.Call, n workflow.CallFacts, f *workflow.ReleaseFacts) Message {
	w := wordsOf(loc)
	so := l(counted(w, n), ".")
	if f == nil {
		head := l(w.fl.notedUnsure)
		return build(w, join(" ", head, so), []slack.Block{rich(head, so)})
	}
	c := about(w, f, call.By)
	head := fill(w.fl.noted, c.ref())
	lines := []line{head, so}
	advice := c.advice()
	if len(advice) == 0 {
		advice = []line{fill(w.fl.notedNothing, c.names().name(c.q.Contact))}
	}
	return build(w, join(" ", head, so), []slack.Block{rich(append(lines, advice...)...)})
}

// advice is what the front line can say to who calls about a release.
func (c card) advice() []line {
	var out []line
	add := func(in line) {
		if !in.empty() {
			out = append(out, in)
		}
	}
	if _, known := c.r.KnownNow(c.Now); known {
		add(c.knownLine())
		add(c.knownSay())
	}
	switch repaired := c.r.State == workflow.Live || c.r.State == workflow.Closed; {
	case c.back():
	case c.emergency() && repaired:
		add(row(c.w.labelSay, l(c.w.sayRepaired)))
	default:
		add(row(c.w.labelSay, l(paragraph(c.q.Briefing.Say, reasonMax))))
	}
	add(row(c.w.labelIfTheyCall, l(paragraph(c.q.Briefing.IfTheyCall, reasonMax))))
	return out
}

// Suspects shows who reported calls of which nobody knows the reason what it may be.
func Suspects(loc workflow.Locale, book workflow.WindowID, call workflow.Call, suspects []workflow.SuspectFacts) slack.ModalViewRequest {
	w := wordsOf(loc)
	view := modal(w, "", w.fl.callsTitle, "", action.Modal{})
	view.CallbackID, view.PrivateMetadata, view.Close = "", "", words1(w.closeModal, maxTitle)
	if len(suspects) == 0 {
		view.Blocks.BlockSet = []slack.Block{rich(l(w.fl.suspectsNone))}
		return view
	}
	blocks := []slack.Block{rich(bold(l(w.fl.suspectsHead)))}
	for i, s := range suspects {
		b := button(action.Click{ID: action.CallCause, Window: book, Item: workflow.CallKey(call.ID), Release: s.Release}, w.fl.suspectIs)
		b.ActionID = action.Nth(action.CallCause, i)
		blocks = append(blocks, divider(), rich(suspect(w, s)...), slack.NewActionBlock("", b))
	}
	blocks = append(blocks, divider(), note(l(w.fl.suspectsElse)))
	view.Blocks.BlockSet = blocks
	return view
}

// suspect is a release that customers may call about, and why.
func suspect(w *words, s workflow.SuspectFacts) []line {
	when := fill(w.fl.suspectAt, on(w, s.At, s.Zone))
	switch s.State {
	case workflow.Deploying:
		when = fill(w.fl.suspectNow, on(w, s.At, s.Zone))
	case workflow.RolledBack:
		when = fill(w.fl.suspectBack, on(w, s.At, s.Zone))
	}
	say := l(paragraph(s.Say, reasonMax))
	if s.Repaired && say.empty() {
		say = l(w.sayRepaired)
	}
	why := []line{when}
	if s.System {
		why = append(why, l(w.fl.suspectSystem))
	}
	if len(s.Words) > 0 {
		why = append(why, fill(w.fl.suspectWords, typed(strings.Join(s.Words[:min(len(s.Words), 5)], ", "), nameMax)))
	}
	return []line{
		join(" · ", bold(fill(w.titleAndNumber, typed(s.Title, titleMax), s.Release)), l(typed(s.SystemName, nameMax))),
		join(" · ", why...), row(w.labelSay, say),
	}
}

// UnknownCalls tells a release manager that customers call and nobody knows why.
func UnknownCalls(loc workflow.Locale, f workflow.UnknownCallsFacts) Message {
	w := wordsOf(loc)
	head := l(w.fl.unknownHead)
	if f.Count.Reports == 0 {
		done := l(w.fl.unknownAllFound)
		return build(w, done, []slack.Block{rich(l(emoji("white_check_mark"), " ", done))})
	}
	count := counted(w, workflow.CallFacts{All: f.Count})
	lines := []line{l(emoji("telephone_receiver"), " ", bold(head)), count}
	if f.Found > 0 {
		lines = append(lines, fill(w.fl.unknownFound, f.Found))
	}
	var said []line
	for _, c := range f.Calls {
		who := l(naming(f.Name).name(c.By))
		if c.System != "" {
			who = fill(w.fl.unknownIn, who, typed(f.Systems[c.System], nameMax))
		}
		said = append(said, fill(w.fl.said, paragraph(c.Words, wordsMax), who, on(w, c.At, f.Zone)))
	}
	blocks := []slack.Block{rich(lines...), slack.NewRichTextBlock("", bullets(said))}
	if len(f.Suspects) > 0 {
		blocks = append(blocks, rich(bold(l(w.fl.unknownMay))))
	}
	for i, s := range f.Suspects[:min(len(f.Suspects), 3)] {
		b := button(action.Click{ID: action.Show, Release: s.Release}, fill(w.showOne, s.Release).plain())
		b.ActionID = action.Nth(action.Show, i)
		blocks = append(blocks, rich(suspect(w, s)[:2]...), slack.NewActionBlock("", b))
	}
	return build(w, join(": ", head, count), blocks)
}
