package deliver

import (
	"slices"
	"time"

	"drumbeat/workflow"
)

// The rules by which a notice is overtaken by events. Each gives the reason, or
// "" for what is still to be told. A message that stands is never moot: it is
// brought up to date, so that nobody acts on an old one.
//
// The card, the requester's board and the lines that tell a history entry are
// never moot: what happened is told, late if need be, also when the release has
// ended meanwhile. An ended release causes nothing new.

const mootNoEntry = "the history has no such entry"

// mootAsk: a decision is asked for while it is open. stands: the message is there.
func mootAsk(r *workflow.Release, person workflow.PersonID, revision int, stands bool) string {
	switch {
	case stands:
		return ""
	case r.State != workflow.InApproval:
		return "nothing is to be decided any more"
	case revision != 0 && revision != r.Revision:
		return "there is a newer revision"
	case !slices.Contains(r.Waiting(), person):
		return "this person has decided already"
	}
	return ""
}

// mootEndorse: a coordinator is asked while the request waits for one.
func mootEndorse(r *workflow.Release, stands bool) string {
	if !stands && r.Lane() != workflow.LaneEndorse {
		return "it does not wait to be endorsed any more"
	}
	return ""
}

// mootPage: an emergency is paged until somebody takes it or decides.
func mootPage(r *workflow.Release, person workflow.PersonID) string {
	switch {
	case r.State != workflow.InApproval:
		return "nothing is to be decided any more"
	case r.TakenBy != "":
		return "somebody is on it"
	case !slices.Contains(r.Waiting(), person):
		return "this person has decided already"
	}
	return ""
}

// mootWindow: an empty window needs no board.
func mootWindow(f *workflow.WindowFacts, stands bool) string {
	if !stands && len(f.Releases) == 0 {
		return "nothing is in this window"
	}
	return ""
}

// mootReminder: nobody is reminded of an empty window, or asked for reports
// when everything was reported.
func mootReminder(f *workflow.WindowFacts, lead string) string {
	if len(f.Releases) == 0 {
		return "nothing is in this window"
	}
	if (lead == leadClosing || lead == leadClosed) && !slices.ContainsFunc(f.Releases, unreported) {
		return "everything was reported"
	}
	return ""
}

// Leads of the reminders at the end of a window.
const (
	leadClosing = "closing"
	leadClosed  = "closed"
)

func unreported(f workflow.ReleaseFacts) bool {
	return f.Release.State == workflow.Scheduled || f.Release.State == workflow.Deploying
}

// mootBriefing: the front line is not told of what does not come.
func mootBriefing(b *workflow.BriefingFacts, stands bool) string {
	if !stands && (len(b.Releases) == 0 || b.Overall == workflow.Closed) {
		return "nothing goes live in this window"
	}
	return ""
}

// mootChange: a change from before the briefing stands is in the briefing.
func mootChange(e workflow.Entry, briefed time.Time) string {
	if e.At.Before(briefed) {
		return "the briefing says it"
	}
	return ""
}
