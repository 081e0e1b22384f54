package render

import (
	"slices"
	"time"

	"github.com/slack-go/slack"

	"drumbeat/workflow"
)

// afterRows are the lines of a card about the time after go-live: how it does, and
// what is still to be done.
func (c card) afterRows() []line {
	w := c.w.after
	return []line{row(w.labelAftercare, c.aftercare()), row(w.labelHandover, c.handover()), row(w.labelFollowUps, c.followUps())}
}

// aftercare says until when it is watched and what was answered last, or that
// nothing was.
func (c card) aftercare() line {
	if c.r.State != workflow.Live || len(c.CheckIns) == 0 {
		return nil
	}
	var until line
	if c.Now.Before(c.WatchTo) {
		until = fill(c.w.after.watchedUntil, c.on(c.WatchTo))
	}
	return join(" · ", until, c.lastCheckIn())
}

// lastCheckIn is the newest check-in of those that were asked.
func (c card) lastCheckIn() line {
	for _, in := range slices.Backward(c.CheckIns) {
		if !c.Now.Before(in.At) {
			return c.checkIn(in)
		}
	}
	return nil
}

func (c card) checkIn(in workflow.CheckIn) line {
	switch {
	case in.Verdict != "":
		return fill(c.w.after.said[in.Verdict], c.names().name(in.By), c.on(in.Said))
	case c.Now.Before(in.At.Add(workflow.CheckInWait)):
		return fill(c.w.after.asked, c.names().name(c.r.Watcher()), c.on(in.At))
	}
	return fill(c.w.after.unanswered, c.on(in.At))
}

// checkIns is every check-in that was asked.
func (c card) checkIns() line {
	var out []line
	for _, in := range c.CheckIns {
		if !c.Now.Before(in.At) {
			out = append(out, c.checkIn(in))
		}
	}
	return join("; ", few(c.w, out, mostInSeries)...)
}

// handover is "3 of 8 done · next: knowledge session, Noor, Tue 1 Dec · 1 overdue".
func (c card) handover() line {
	h := c.r.Handover
	if h == nil {
		return nil
	}
	w := c.w.after
	switch {
	case h.Accepted != "" && h.Over():
		return fill(w.accepted, c.names().name(h.Accepted), c.on(h.At))
	case h.Waiting():
		return fill(w.completeFor, c.names().either(c.w, h.Asked, c.viewer))
	case h.Complete():
		return l(w.complete)
	}
	out := join(" · ", fill(w.progress, h.Done(), len(h.Items)), c.overdueTasks(h.Items), c.nextTask(h.Items))
	if h.Returned != nil {
		out = join("\n", out, fill(w.sentBack, c.names().name(h.Returned.By), sentenceEnd(paragraph(h.Returned.Reason, reasonMax))))
	}
	return out
}

// followUps says the same of what a review found.
func (c card) followUps() line {
	tasks := c.r.FollowUps
	if len(tasks) == 0 {
		return nil
	}
	done := len(tasks) - len(workflow.OpenTasks(tasks))
	if done == len(tasks) {
		return l(c.w.after.allDone)
	}
	return join(" · ", fill(c.w.after.progress, done, len(tasks)), c.overdueTasks(tasks), c.nextTask(tasks))
}

func (c card) overdueTasks(tasks []workflow.Task) line {
	n := 0
	for _, t := range tasks {
		if t.Waits() && t.Overdue(c.Now) {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return fill(c.w.after.overdueSome, n)
}

func (c card) nextTask(tasks []workflow.Task) line {
	open := workflow.OpenTasks(tasks)
	if len(open) == 0 {
		return nil
	}
	t := open[0]
	said := join(", ", l(typed(t.Text, nameMax)), c.taskOwner(t))
	if !t.Due.IsZero() {
		said = join(", ", said, l(c.day(t.Due)))
	}
	return fill(c.w.after.next, said)
}

func (c card) taskOwner(t workflow.Task) line {
	if t.Owner == "" {
		return l(c.w.after.noOwner)
	}
	return l(c.names().name(t.Owner))
}

// day is the day of an instant in the reader's zone.
func (c card) day(at time.Time) span { return dated(c.w, at, c.Zone) }

// promise is one thing to do in a list: whether it is done, or who does it by when.
func (c card) promise(t workflow.Task, own bool) line {
	w := c.w.after
	text := l(typed(t.Text, titleMax))
	if t.Done {
		said := fill(w.taskDone, text, c.names().name(t.By), c.on(t.At))
		if t.By == "" {
			said = fill(w.taskDoneNo, text)
		}
		return l(emoji("white_check_mark"), " ", join("\n", said, l(paragraph(t.Evidence, reasonMax))))
	}
	var who, by, need line
	if !own {
		who = c.taskOwner(t)
	}
	switch {
	case t.Due.IsZero():
	case t.Overdue(c.Now):
		by = bold(fill(w.taskOverdue, c.day(t.Due)))
	default:
		by = fill(w.taskDue, c.day(t.Due))
	}
	if t.Optional {
		need = l(w.taskOptional)
	}
	return l(emoji("white_large_square"), " ", join(" · ", text, who, by, need))
}

// closing says what stands between it and its end.
func (c card) closing() line {
	if len(c.Closing) == 0 {
		return nil
	}
	w := c.w.after
	var open []line
	for _, f := range c.Closing {
		if f.Pass {
			continue
		}
		said := l(w.closing[f.Rule])
		if f.Earliest.After(c.Now) {
			said = fill(w.closingUntil, said, c.on(f.Earliest))
		}
		open = append(open, said)
	}
	if len(open) == 0 {
		return l(w.closingDone)
	}
	return fill(w.closingOpen, series(c.w, open, c.w.and))
}

// watch is what to watch, a line each.
func (c card) watch() line {
	if c.r.State != workflow.Live {
		return nil
	}
	var out []line
	for _, s := range c.Watch {
		out = append(out, l(typed(s, titleMax)))
	}
	return join("\n", few(c.w, out, mostInSeries)...)
}

// afterDetails are the parts of the details about the time after go-live.
func (c card) afterDetails() []slack.Block {
	w := c.w.after
	var out []slack.Block
	list := func(label string, tasks []workflow.Task, more ...line) {
		if len(tasks) == 0 {
			return
		}
		lines := []line{bold(l(label))}
		for _, t := range tasks {
			lines = append(lines, c.promise(t, false))
		}
		out = append(out, rich(append(few(c.w, lines, mostTasksTold), more...)...))
	}
	out = append(out, rich(row(w.labelClosing, c.closing()), row(w.labelAftercare, c.checkIns()), row(w.labelWatch, c.watch())))
	if h := c.r.Handover; h != nil {
		var service, back line
		if h.Service != "" {
			service = row(w.labelService, l(typed(h.Service, nameMax)))
		}
		if h.Returned != nil {
			back = fill(w.sentBackList, c.names().name(h.Returned.By), c.on(h.Returned.At), sentenceEnd(paragraph(h.Returned.Reason, reasonMax)))
		}
		list(w.labelHandover, h.Items, service, back)
	}
	list(w.labelFollowUps, c.r.FollowUps)
	return out
}

// mostTasksTold is how many tasks a message lists.
const mostTasksTold = 20

// sentenced closes a line with a full stop.
func sentenced(in line) line {
	if in.empty() {
		return nil
	}
	return l(in, ".")
}

// afterEvent says an entry about the time after go-live; nil for another.
func (c card) afterEvent(e workflow.Entry, who span) line {
	w := c.w.after
	switch e.Action {
	case workflow.ActHandOver, workflow.ActFollowUp:
		if e.By == workflow.System {
			return fill(w.eventBegan, len(e.Tasks()))
		}
		return c.taskEvent(e, who)
	case workflow.ActReturnHandover:
		var items []line
		for _, t := range e.Tasks() {
			items = append(items, l(typed(t.Text, nameMax)))
		}
		return join(" ", fill(w.eventReturn, who, series(c.w, items, c.w.and)), fill(c.w.reason, sentenceEnd(paragraph(e.Reason, reasonMax))))
	case workflow.ActCheckIn:
		lead, v, _ := e.CheckedIn()
		return join(" ", fill(w.eventCheckIn[v], who, long(c.w, lead)), l(sentenceEnd(paragraph(e.Reason, reasonMax))))
	case workflow.ActRate:
		return join(" ", fill(w.eventRate, who, e.About), l(sentenceEnd(paragraph(e.Reason, reasonMax))))
	}
	return nil
}

// taskEvent says what an entry changed of a task.
func (c card) taskEvent(e workflow.Entry, who span) line {
	w := c.w.after
	var out []line
	for _, t := range e.Tasks() {
		was, text := c.taskBefore(e, t.Key), typed(t.Text, nameMax)
		seen := paragraph(t.Evidence, reasonMax)
		if t.Owner != was.Owner {
			out = append(out, fill(w.eventOwner, who, text, c.names().name(t.Owner)))
		}
		switch {
		case t.Due.Equal(was.Due):
		case t.Due.IsZero():
			out = append(out, fill(w.eventNoDue, who, text))
		default:
			out = append(out, fill(w.eventDue, who, text, c.day(t.Due)))
		}
		switch {
		case t.Done && !was.Done:
			out = append(out, fill(w.eventDone, who, text, seen))
		case was.Done && !t.Done:
			out = append(out, fill(w.eventOpen, who, text))
		case t.Evidence != was.Evidence:
			out = append(out, fill(w.eventText, who, text, seen))
		}
	}
	return join(" ", out...)
}

// taskBefore is a task as it was before an entry.
func (c card) taskBefore(e workflow.Entry, key string) workflow.Task {
	for _, h := range slices.Backward(c.r.History) {
		if h.Seq >= e.Seq {
			continue
		}
		for _, t := range h.Tasks() {
			if t.Key == key {
				return t
			}
		}
	}
	return workflow.Task{}
}

// Aftercare is told in the card's thread when it is not watched any more and not
// closed yet: how it did, and what is left to do.
func Aftercare(loc workflow.Locale, f workflow.ReleaseFacts) Message {
	w := wordsOf(loc)
	c := about(w, &f, "")
	head := l(w.after.watchOver)
	return build(w, join(": ", c.ref(), head), []slack.Block{rich(l(emoji(stateEmoji[c.r.State]), " ", bold(c.ref())), join(" ", head, capital(sentenced(c.checkIns()))), row(w.after.labelHandover, c.handover()), row(w.after.labelFollowUps, c.followUps()), c.closing())})
}
