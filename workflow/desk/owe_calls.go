package desk

import (
	"slices"

	"drumbeat/workflow"
)

// alert tells the point of contact and the release managers that customers call
// about a release more than its type allows.
func (o *owed) alert(e workflow.Entry) {
	if e.Action != workflow.ActCalls {
		return
	}
	for _, person := range o.alerted() {
		o.out = append(o.out, workflow.Notice{ID: workflow.CallAlertID(o.r.Number, e.Seq, person), Kind: workflow.NoticeCalls, Person: person,
			Release: o.r.Number, Entry: e.Seq, Due: o.now, Urgent: true})
	}
}

// alerted lists who is told: the point of contact first.
func (o *owed) alerted() []workflow.PersonID {
	var out []workflow.PersonID
	for _, p := range append([]workflow.PersonID{o.r.Request.Contact}, o.managers...) {
		if p != "" && !slices.Contains(out, p) && len(out) < mostAsked {
			out = append(out, p)
		}
	}
	return out
}

// mostAlerts is how many of the newest alerts of a release are kept up to date.
const mostAlerts = 2

// callBoards brings up to date what people were told of customers' calls: once
// something was done about it, the buttons go for everybody.
func (o *owed) callBoards(before *workflow.Release) {
	if _, ok := workflow.Find(before.State, workflow.ActCalls); !ok {
		return
	}
	for _, n := range callBoards(o.r, o.alerted()) {
		o.refresh(n)
	}
}

// callBoards lists the boards that show what customers say of a release.
func callBoards(r *workflow.Release, people []workflow.PersonID) []workflow.Notice {
	var out []workflow.Notice
	alerts, _ := r.CallAlerts()
	for _, e := range alerts[:min(len(alerts), mostAlerts)] {
		for _, person := range people {
			out = append(out, workflow.Notice{ID: workflow.CallAlertID(r.Number, e.Seq, person), Kind: workflow.NoticeCalls, Person: person, Entry: e.Seq})
		}
	}
	if contact := r.Request.Contact; contact != "" && r.Window() != "" {
		out = append(out, workflow.Notice{ID: workflow.CallsID(r.Number, r.Window(), contact), Kind: workflow.NoticeCalls, Person: contact, Window: r.Window()})
	}
	return out
}
