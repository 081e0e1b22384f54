package workflow

import "fmt"

// Posts about decisions and what follows from an emergency.
const (
	NoticeAskAgain NoticeKind = "ask_again" // direct message: a decision is asked for once more, of who has a message about it already
	NoticeOverdue  NoticeKind = "overdue"   // direct message to a release manager: a decision is overdue and nobody is left to be asked
	NoticeStart    NoticeKind = "start"     // direct message: an approved emergency was not started
	NoticeReview   NoticeKind = "review"    // direct message: a review is to be held
	NoticeStandIn  NoticeKind = "stand_in"  // direct message: you decide for somebody who is away
)

// AskAgainID names what somebody is asked once more because of one history entry.
func AskAgainID(n Number, seq int, p PersonID) string {
	return fmt.Sprintf("ask_again:%s:%05d:%s", n, seq, p)
}

// OverdueID names what one release manager is told of a decision that nobody is
// left to make.
func OverdueID(n Number, seq int, p PersonID) string {
	return fmt.Sprintf("overdue:%s:%05d:%s", n, seq, p)
}

// StartID names the nth time that one person is told that an approved revision of
// an emergency was not started.
func StartID(n Number, revision, nth int, p PersonID) string {
	return fmt.Sprintf("start:%s:r%d:%d:%s", n, revision, nth, p)
}

// ReviewID names what one person is asked, or reminded of, about the review of
// one revision: when is the state it came to, or the day it is chased on.
func ReviewID(n Number, revision int, when string, p PersonID) string {
	return fmt.Sprintf("review:%s:r%d:%s:%s", n, revision, when, p)
}

// StandInID names what a substitute is told of an absence.
func StandInID(a Absence) string {
	return fmt.Sprintf("stand_in:%s:%s:%s:%s", a.Person, a.From.UTC().Format("2006-01-02T15:04Z"), a.To.UTC().Format("2006-01-02T15:04Z"), a.Substitute)
}

// Reviewers lists who is asked to hold the review of a release.
func Reviewers(r *Release) []PersonID {
	out := []PersonID{r.Requester}
	if r.Request.Implementer != "" && r.Request.Implementer != r.Requester {
		out = append(out, r.Request.Implementer)
	}
	return out
}

// Starters lists who is told that an approved emergency was not started: who is
// on it, who asked for it, and who can start it.
func Starters(r *Release) []PersonID {
	var out []PersonID
	for _, p := range []PersonID{r.Request.Implementer, r.TakenBy, r.Requester} {
		known := p == ""
		for _, o := range out {
			known = known || o == p
		}
		if !known {
			out = append(out, p)
		}
	}
	return out
}
