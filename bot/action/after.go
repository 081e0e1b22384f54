package action

import (
	"strings"
	"time"

	"drumbeat/workflow"
)

// Ids of the buttons about the time after go-live.
const (
	Task      = "task.change"    // one item of a handover or follow-up of a review; Part says which of the two, Item its key
	CheckIn   = "check_in.say"   // how a release does; Item is the answer as [workflow.CheckInAbout] writes it
	Rate      = "rate.give"      // how satisfied the person is; Item is the figure
	RateWords = "rate.words"     // and why; Item is the figure that was given
	Handovers = "menu.handovers" // the handovers that are open; Page pages
)

// Callback ids of the modals about the time after go-live.
const (
	TasksModal  = "modal.tasks"  // shows what is to be done for a release; nothing is submitted
	TaskModal   = "modal.task"   // changes one thing of it
	ReturnModal = "modal.return" // asks which items of a handover are not good enough, and why
	RateModal   = "modal.rate"   // asks how satisfied somebody is, and why
)

// DoneYes is the value of the box that says that a task is done.
const DoneYes = "done"

// ReadTask reads the form of a task. The error is a [*workflow.Error] of
// CodeInvalid with a sentence at the field. The day is its midnight in UTC.
func ReadTask(values Values) (workflow.Task, error) {
	var t workflow.Task
	done, _ := element(values, workflow.FieldDone)
	t.Done = len(options(done)) > 0
	evidence, _ := element(values, workflow.FieldEvidence)
	t.Evidence = strings.TrimSpace(evidence.Value)
	owner, _ := element(values, workflow.FieldOwner)
	t.Owner = workflow.PersonID(owner.SelectedUser)
	due, _ := element(values, workflow.FieldDue)
	if due.SelectedDate != "" {
		day, err := time.Parse(time.DateOnly, due.SelectedDate)
		if err != nil {
			return t, wrong(workflow.FieldDue, "Choose a day.")
		}
		t.Due = day
	}
	return t, nil
}

// ReadItems reads which items of a handover were chosen.
func ReadItems(values Values) []string {
	a, _ := element(values, workflow.FieldItems)
	return options(a)
}

// ReadRate reads how satisfied somebody is, and why.
func ReadRate(values Values) (figure, words string) {
	a, _ := element(values, workflow.FieldStars)
	return a.SelectedOption.Value, ReadReason(values)
}

// ReadPromises reads what a review says is to be done: a line each. Who wrote that
// there is nothing promised nothing.
func ReadPromises(values Values) []string {
	a, _ := element(values, workflow.FieldActions)
	var out []string
	for line := range strings.Lines(a.Value) {
		line = strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(line), "-*•"))
		line = strings.TrimRight(line, ".")
		if line != "" && !nothing[strings.ToLower(line)] {
			out = append(out, line)
		}
	}
	return out
}

// nothing are the ways to say that nothing is to be done.
var nothing = map[string]bool{"nothing": true, "none": true, "no": true, "n/a": true, "niets": true, "geen": true, "tidak ada": true}
