package render_test

import (
	"time"

	"drumbeat/workflow"
)

// queued is a queue in which so many wait for a release manager.
func (w world) queued(n int) workflow.QueueFacts {
	var lines []workflow.QueueLine
	for range n {
		lines = append(lines, w.line(w.misfit("intake:risk", "The risk is 8 of 10; up to 7 passes by rule."), 3*time.Hour))
	}
	return w.queue(lines...)
}

// tasks is one of each thing that can wait for somebody besides decisions.
func (w world) tasks() []workflow.HomeTask {
	unsigned := w.in(workflow.Scheduled)
	unsigned.Stages = []workflow.StageFacts{{Environment: workflow.Environment{Key: "acceptance", Name: w.say("environment", "Acceptance")}, Can: []workflow.PersonID{lena}}}
	unsigned.Actions = append(unsigned.Actions, workflow.ActSignOff)
	back := w.in(workflow.RolledBack)
	back.Release.ReviewBy = back.Now.Add(4 * time.Hour)
	back.Actions = append(back.Actions, workflow.ActReview)
	stray := w.misfit(workflow.MisfitEndorse, "The coordinator of Sales endorses it first.", lena)
	stray.Actions = append(stray.Actions, workflow.ActEndorse)
	open := w.in(workflow.Scheduled)
	open.Actions = append(open.Actions, workflow.ActStart)
	return []workflow.HomeTask{
		{Action: workflow.ActLive, ReleaseFacts: w.in(workflow.Deploying)}, {Action: workflow.ActStart, ReleaseFacts: open},
		{Action: workflow.ActResubmit, ReleaseFacts: w.in(workflow.Returned)}, {Action: workflow.ActReview, ReleaseFacts: back},
		{Action: workflow.ActSignOff, ReleaseFacts: unsigned}, {Action: workflow.ActEndorse, ReleaseFacts: stray},
	}
}
