package render

import (
	"slices"
	"time"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// TasksOf are the tasks of a release that an action is about: its handover's, or
// what reviews of it found.
func TasksOf(f *workflow.ReleaseFacts, a workflow.Action) []workflow.Task {
	switch {
	case a == workflow.ActFollowUp:
		return f.Release.FollowUps
	case f.Release.Handover != nil:
		return f.Release.Handover.Items
	}
	return nil
}

// mostTasksListed is how many tasks the modal lists; with its head it stays within
// Slack's hundred blocks.
const mostTasksListed = 90

// Tasks is the modal that lists what is to be done for a release after its go-live,
// each with a button that changes it; saved names the task that was just changed.
func Tasks(loc workflow.Locale, f workflow.ReleaseFacts, m action.Modal, saved string) slack.ModalViewRequest {
	w := wordsOf(loc)
	c := about(w, &f, "").now()
	view := modal(w, action.TasksModal, w.after.tasksTitle[m.Action], "", m)
	view.Close = words1(w.closeModal, maxTitle)
	head := []line{c.title(), l(w.after.tasksIntro[m.Action])}
	state := c.followUps()
	if h := f.Release.Handover; m.Action == workflow.ActHandOver && h != nil {
		state = c.handover()
		if h.Service != "" {
			head = append(head, row(w.after.labelService, l(typed(h.Service, nameMax))))
		}
	}
	if saved != "" {
		state = join(" ", l(w.after.tasksSaved), state)
	}
	blocks := []slack.Block{rich(append(head, state)...), divider()}
	tasks := TasksOf(&f, m.Action)
	open := slices.Contains(f.Actions, m.Action)
	for i, t := range tasks[:min(len(tasks), mostTasksListed)] {
		var accessory *slack.Accessory
		if open {
			b := button(action.Click{ID: action.Task, Release: f.Release.Number, Part: string(m.Action), Item: t.Key}, w.after.tasksChange)
			b.ActionID = action.Nth(action.Task, i)
			b.AccessibilityLabel = clip(w.after.tasksChange+" "+oneLine(t.Text), maxButton)
			accessory = slack.NewAccessory(b)
		}
		blocks = append(blocks, slack.NewSectionBlock(plainText(c.promise(t, false), maxSection), nil, accessory))
	}
	if more := len(tasks) - mostTasksListed; more > 0 {
		blocks = append(blocks, note(fill(w.andOthers, more)))
	}
	view.Blocks.BlockSet = fold(w, blocks, maxViewBlocks)
	return view
}

// TaskForm changes one task: whether it is done and by what that can be seen, who
// does it, by when. ok is false where the release has no such task.
func TaskForm(loc workflow.Locale, f workflow.ReleaseFacts, m action.Modal) (view slack.ModalViewRequest, ok bool) {
	w := wordsOf(loc)
	tasks := TasksOf(&f, m.Action)
	i := slices.IndexFunc(tasks, func(t workflow.Task) bool { return t.Key == m.Task })
	if i < 0 {
		return view, false
	}
	t, c := tasks[i], about(w, &f, "").now()
	view = modal(w, action.TaskModal, w.after.taskTitle, w.after.taskSave, m)
	say := w.after.taskInputs
	yes := option(action.DoneYes, l(w.after.taskYes))
	box := slack.NewCheckboxGroupsBlockElement(action.FieldID(workflow.FieldDone, ""), yes)
	if t.Done {
		box.InitialOptions = []*slack.OptionBlockObject{yes}
	}
	done := slack.NewInputBlock(string(workflow.FieldDone), words1(say[workflow.FieldDone].label, maxLabel), nil, box)
	done.Optional = true
	seen := &slack.PlainTextInputBlockElement{Type: slack.METPlainTextInput, ActionID: action.FieldID(workflow.FieldEvidence, ""), Multiline: true, MaxLength: maxEvidence, InitialValue: clip(t.Evidence, maxEvidence)}
	evidence := slack.NewInputBlock(string(workflow.FieldEvidence), words1(say[workflow.FieldEvidence].label, maxLabel), words1(say[workflow.FieldEvidence].hint, maxHint), seen)
	evidence.Optional = true
	who := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, words1(w.choosePerson, 150), action.FieldID(workflow.FieldOwner, ""))
	if slackID(string(t.Owner)) {
		who.InitialUser = string(t.Owner)
	}
	when := slack.NewDatePickerBlockElement(action.FieldID(workflow.FieldDue, ""))
	if !t.Due.IsZero() {
		day, _ := inZone(t.Due.Add(-time.Millisecond), f.Zone)
		when.InitialDate = day.Format(time.DateOnly)
	}
	due := slack.NewInputBlock(string(workflow.FieldDue), words1(say[workflow.FieldDue].label, maxLabel), words1(say[workflow.FieldDue].hint, maxHint), when)
	due.Optional = true
	view.Blocks.BlockSet = []slack.Block{
		rich(c.title(), bold(l(typed(t.Text, titleMax)))), done, evidence,
		slack.NewInputBlock(string(workflow.FieldOwner), words1(say[workflow.FieldOwner].label, maxLabel), nil, who), due,
	}
	return view, true
}

// maxEvidence is how long the evidence of a task may be, in characters.
const maxEvidence = 1000

// ReturnForm asks which items of a handover are not good enough, and why.
func ReturnForm(loc workflow.Locale, f workflow.ReleaseFacts, m action.Modal) slack.ModalViewRequest {
	w := wordsOf(loc)
	c := about(w, &f, "").now()
	view := modal(w, action.ReturnModal, w.after.returnTitle, w.after.returnSend, m)
	var options []*slack.OptionBlockObject
	for _, t := range TasksOf(&f, workflow.ActHandOver) {
		if t.Done && len(t.Key) <= maxValue && len(options) < maxOptions {
			options = append(options, option(t.Key, l(typed(t.Text, maxOption))))
		}
	}
	if len(options) == 0 {
		options = append(options, option("none", l(w.nothingToChoose)))
	}
	say := w.after.returnItems
	view.Blocks.BlockSet = []slack.Block{
		rich(c.title(), c.handover()),
		slack.NewInputBlock(string(workflow.FieldItems), words1(say.label, maxLabel), words1(say.hint, maxHint), multiOf(action.FieldID(workflow.FieldItems, ""), say.placeholder, options, nil)),
		reasonInput(w.after.returnWhy.label, w.after.returnWhy.hint),
	}
	return view
}

// YourTasks tells one person what is theirs to do for a release: by the handover
// that began with an entry, or the review that it was. It is edited in place.
func YourTasks(loc workflow.Locale, f workflow.ReleaseFacts, began int, person workflow.PersonID) Message {
	w := wordsOf(loc)
	c := about(w, &f, person)
	a := workflow.ActFollowUp
	tasks := slices.DeleteFunc(slices.Clone(f.Release.FollowUps), func(t workflow.Task) bool { return workflow.ReviewOf(t) != began })
	if h := f.Release.Handover; h != nil && h.Began == began {
		a, tasks = workflow.ActHandOver, h.Items
	}
	mine := slices.DeleteFunc(slices.Clone(tasks), func(t workflow.Task) bool { return t.Owner != person })
	over := f.Release.State == workflow.Closed || len(mine) == 0
	switch back := c.sentBackAfter(began); {
	case !back.empty():
		head := l(emoji(stateEmoji[c.r.State]), " ", bold(c.ref()))
		return build(w, join(": ", c.ref(), back), []slack.Block{rich(head, back), actions(w, &f, nil, action.Details)})
	case over:
		head := fill(w.after.yoursGone, c.ref())
		return build(w, head, []slack.Block{rich(head, c.status()), actions(w, &f, nil, action.Details)})
	case len(workflow.OpenTasks(mine)) == 0:
		head := fill(w.after.yoursDone[a], c.ref())
		return build(w, head, []slack.Block{rich(l(emoji("white_check_mark"), " ", bold(head)), row(c.labelOf(a), c.progressOf(a))), actions(w, &f, some(f.Actions, a), action.Details)})
	}
	head := fill(w.after.yours[a], c.ref())
	lines := []line{l(emoji("pushpin"), " ", bold(head))}
	if h := f.Release.Handover; a == workflow.ActHandOver && h.Returned != nil {
		lines = append(lines, fill(w.after.yoursBack, c.names().name(h.Returned.By), sentenceEnd(paragraph(h.Returned.Reason, reasonMax))))
	}
	for _, t := range mine {
		lines = append(lines, c.promise(t, true))
	}
	return build(w, join(" ", head, c.firstOf(mine)), []slack.Block{rich(few(w, lines, mostTasksTold)...), actions(w, &f, some(f.Actions, a), action.Details)})
}

// sentBackAfter says that a handover that began with an entry was sent back since.
func (c card) sentBackAfter(began int) line {
	h := c.r.Handover
	if h == nil || h.Returned == nil || began >= h.Began || slices.ContainsFunc(c.r.FollowUps, func(t workflow.Task) bool { return workflow.ReviewOf(t) == began }) {
		return nil
	}
	return fill(c.w.after.returnedBy, c.names().name(h.Returned.By), c.on(h.Returned.At))
}

// firstOf is the task that is due first, for who is only told of a message.
func (c card) firstOf(tasks []workflow.Task) line {
	open := workflow.OpenTasks(tasks)
	if len(open) == 0 {
		return nil
	}
	return l(typed(open[0].Text, titleMax))
}

func (c card) labelOf(a workflow.Action) string {
	if a == workflow.ActFollowUp {
		return c.w.after.labelFollowUps
	}
	return c.w.after.labelHandover
}

func (c card) progressOf(a workflow.Action) line {
	if a == workflow.ActFollowUp {
		return c.followUps()
	}
	return c.handover()
}

// Accept asks one person to accept a handover that an entry made complete. It is
// edited in place: once somebody has, or has sent it back, the buttons go.
func Accept(loc workflow.Locale, f workflow.ReleaseFacts, asked int, person workflow.PersonID) Message {
	w := wordsOf(loc)
	c := about(w, &f, person)
	h := f.Release.Handover
	if f.Release.State != workflow.Live || h == nil || !h.Waiting() || h.AskedIn != asked {
		said := c.becameOf(asked, person)
		head := l(emoji(stateEmoji[c.r.State]), " ", bold(c.ref()))
		return build(w, join(": ", c.ref(), said), []slack.Block{rich(head, said), actions(w, &f, nil, action.Details)})
	}
	head := fill(w.after.acceptAsk, c.ref(), typed(c.roleName(h.Runner), nameMax))
	lines := []line{l(emoji("pushpin"), " ", bold(head)), l(w.after.acceptHow)}
	if h.Service != "" {
		lines = append(lines, row(w.after.labelService, l(typed(h.Service, nameMax))))
	}
	var items []line
	for _, t := range h.Items {
		items = append(items, c.promise(t, false))
	}
	return build(w, head, []slack.Block{rich(lines...), divider(), rich(few(w, items, mostTasksTold)...),
		actions(w, &f, some(f.Actions, workflow.ActAcceptHandover, workflow.ActReturnHandover, workflow.ActHandOver), action.Details)})
}

func (c card) roleName(key string) string {
	if name := c.Roles[key]; name != "" {
		return name
	}
	return key
}

// becameOf says what became of a handover that was asked to be accepted.
func (c card) becameOf(asked int, person workflow.PersonID) line {
	w := c.w.after
	for _, e := range c.r.History {
		if e.Seq <= asked {
			continue
		}
		who, when := c.names().name(e.By), c.on(e.At)
		switch e.Action {
		case workflow.ActAcceptHandover:
			if e.By == person {
				return fill(w.acceptedYou, when)
			}
			return fill(w.acceptedOther, who, when)
		case workflow.ActReturnHandover:
			why := sentenceEnd(paragraph(e.Reason, reasonMax))
			if e.By == person {
				return join(" ", fill(w.returnedYou, when, why), l(w.acceptReopen))
			}
			return join(" ", fill(w.returnedOther, who, when, why), l(w.acceptReopen))
		case workflow.ActHandOver:
			if slices.ContainsFunc(e.Tasks(), func(t workflow.Task) bool { return t.Waits() }) {
				return l(w.acceptReopen)
			}
		}
	}
	return c.status()
}

// TasksLate tells a release manager what a release needs after go-live and is long
// overdue.
func TasksLate(loc workflow.Locale, f workflow.ReleaseFacts, person workflow.PersonID) Message {
	w := wordsOf(loc)
	c := about(w, &f, person).now()
	head := fill(w.after.lateHead, c.ref())
	lines := []line{l(emoji("warning"), " ", bold(head))}
	for _, a := range []workflow.Action{workflow.ActHandOver, workflow.ActFollowUp} {
		for _, t := range TasksOf(&f, a) {
			if t.Waits() && t.Overdue(f.Now) {
				lines = append(lines, c.promise(t, false))
			}
		}
	}
	if h := f.Release.Handover; h != nil && h.Waiting() {
		lines = append(lines, row(w.after.labelHandover, c.handover()))
	}
	return build(w, head, []slack.Block{rich(few(w, lines, mostTasksTold)...), actions(w, &f, some(f.Actions, workflow.ActHandOver, workflow.ActFollowUp, workflow.ActClose), action.Details)})
}

// Chase tells one person what is due today or overdue, of whatever release.
func Chase(loc workflow.Locale, f workflow.ChaseFacts) Message {
	w := wordsOf(loc)
	head := plural(w, len(f.Due), w.after.chaseOne, w.after.chaseMany)
	var lines []line
	for _, d := range f.Due {
		ref := l(d.Release.Number, "  ", typed(d.Release.Request.Title, nameMax))
		text, when := l(typed(d.Task.Text, titleMax)), l(w.after.chaseToday)
		switch {
		case d.Action == workflow.ActAcceptHandover:
			text, when = nil, fill(w.after.chaseAccept, on(w, d.Task.Due, f.Zone))
		case d.Task.Overdue(f.Now):
			when = bold(fill(w.after.chaseOverdue, dated(w, d.Task.Due, f.Zone)))
		}
		lines = append(lines, join(" · ", ref, text, when))
	}
	var buttons []slack.BlockElement
	seen := map[string]bool{}
	for _, d := range f.Due {
		b := button(action.Click{ID: action.ReleaseID(opener(d.Action)), Release: d.Release.Number}, w.verbs[opener(d.Action)]+" "+d.Release.Number.String())
		if id := b.ActionID + b.Value; !seen[id] && len(buttons) < mostButtons {
			seen[id] = true
			b.ActionID = action.Nth(b.ActionID, len(buttons))
			buttons = append(buttons, b)
		}
	}
	var row slack.Block
	if len(buttons) > 0 {
		row = slack.NewActionBlock("", buttons...)
	}
	return build(w, head, []slack.Block{rich(l(emoji("pushpin"), " ", bold(head))), slack.NewRichTextBlock("", bullets(few(w, lines, mostTasksTold))), row})
}

// opener is the action that opens what a task is in.
func opener(a workflow.Action) workflow.Action {
	if a == workflow.ActAcceptHandover {
		return workflow.ActHandOver
	}
	return a
}

// mostHandoversListed is how many open handovers a page lists.
const mostHandoversListed = 15

// Handovers is a private list of open handovers, what is overdue first.
func Handovers(loc workflow.Locale, f workflow.HandoversFacts, page int) Message {
	w := wordsOf(loc)
	if len(f.Releases) == 0 {
		none := w.after.listNoneBy
		if f.All {
			none = w.after.listNone
		}
		return build(w, l(none), []slack.Block{rich(l(none))})
	}
	head := w.after.listMine
	if f.All {
		head = w.after.listAll
	}
	said := fill(head, len(f.Releases))
	blocks := []slack.Block{rich(said)}
	from := max(0, page-1) * mostHandoversListed
	if from >= len(f.Releases) {
		from = 0
	}
	for i := range f.Releases[from:min(len(f.Releases), from+mostHandoversListed)] {
		c := about(w, &f.Releases[from+i], f.Viewer).now()
		b := button(action.Click{ID: action.ReleaseID(workflow.ActHandOver), Release: c.r.Number}, w.after.listOpen)
		b.ActionID = action.Nth(b.ActionID, i)
		blocks = append(blocks, slack.NewSectionBlock(plainText(join("\n", c.title(), c.handover()), maxSection), nil, slack.NewAccessory(b)))
	}
	if from+mostHandoversListed < len(f.Releases) {
		blocks = append(blocks, slack.NewActionBlock("", button(action.Click{ID: action.Handovers, Page: from/mostHandoversListed + 2}, w.older)))
	}
	return build(w, said, blocks)
}
