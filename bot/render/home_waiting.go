package render

import (
	"slices"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// waiting is what the person has to do: first what they are to decide, then what
// they are to report, start, change, review, sign off and endorse.
func (h *home) waiting() {
	nothing := len(h.f.Waiting)+len(h.f.Tasks) == 0
	if nothing && h.f.Manager && len(h.f.Queue.Lines) > 0 { // the queue is what waits
		return
	}
	h.add(divider(), rich(bold(l(h.w.homeWaiting.title))))
	if nothing {
		h.add(note(l(h.w.homeWaiting.none)))
		return
	}
	h.each(h.f.Waiting, homeWaiting, func(c card) (line, []workflow.Action) {
		return c.forWhat(h.f.Person), deciding(c.ReleaseFacts)
	})
	for i := range h.f.Tasks[:min(len(h.f.Tasks), homeTasks)] {
		t := &h.f.Tasks[i]
		c := about(h.w, &t.ReleaseFacts, h.f.Person).now()
		h.add(rich(c.title(), c.task(t.Action)), actions(h.w, &t.ReleaseFacts, some(c.Actions, taskActions[t.Action]...), action.Show))
	}
	h.add(moreOf(h.w, len(h.f.Tasks)-homeTasks)...)
}

// taskActions are the buttons of what a person has to do, the likely one first.
var taskActions = map[workflow.Action][]workflow.Action{
	workflow.ActLive:     {workflow.ActLive, workflow.ActRollBack},
	workflow.ActStart:    {workflow.ActStart, workflow.ActPostpone},
	workflow.ActResubmit: {workflow.ActResubmit, workflow.ActWithdraw},
	workflow.ActReview:   {workflow.ActReview},
	workflow.ActSignOff:  {workflow.ActSignOff, workflow.ActAskChanges},
	workflow.ActEndorse:  {workflow.ActEndorse, workflow.ActAskChanges},
}

// task says why a release waits for the person.
func (c card) task(a workflow.Action) line {
	switch a {
	case workflow.ActReview:
		return join("\n", c.status(), row(c.w.deciding.labelReview, c.review()))
	case workflow.ActEndorse:
		return join("\n", c.queueFacts(), c.misfits())
	case workflow.ActSignOff:
		var stages []line
		for _, s := range c.Stages {
			if s.Given == nil {
				stages = append(stages, l(typed(s.Name, nameMax)))
			}
		}
		return join(" · ", fill(c.w.homeSignOff, series(c.w, stages, c.w.and)), c.status())
	}
	return c.status()
}

// besides leaves out what is told above as something to do.
func (h *home) besides(fs []workflow.ReleaseFacts) []workflow.ReleaseFacts {
	return slices.DeleteFunc(slices.Clone(fs), func(f workflow.ReleaseFacts) bool {
		return slices.ContainsFunc(h.f.Tasks, func(t workflow.HomeTask) bool { return t.Release.Number == f.Release.Number })
	})
}

// queue is what waits for a release manager, in the order of the queue.
func (h *home) queue() {
	q := queue{&h.f.Queue, h.w}
	if !h.f.Manager || len(q.Lines) == 0 {
		return
	}
	h.add(divider(), rich(bold(q.head())))
	for i := range q.Lines[:min(len(q.Lines), homeOthers)] {
		f := &q.Lines[i]
		c := about(h.w, &f.ReleaseFacts, h.f.Person).now()
		said := join("\n", c.queueFacts(), join(" · ", q.clock(f), c.briefWhy()))
		h.add(rich(c.title(), said), actions(h.w, &f.ReleaseFacts, some(c.Actions, workflow.ActTriage, workflow.ActAskChanges, workflow.ActReject), action.Show))
	}
	if more := max(q.Triage, len(q.Lines)) - homeOthers; more > 0 {
		h.add(note(fill(h.w.andOthers, more)))
	}
	open := button(action.Click{ID: action.Queue, Command: action.ViewValue(workflow.QueueView{Lane: workflow.LaneTriage})}, h.w.homeQueue)
	h.add(slack.NewActionBlock("", open))
}
