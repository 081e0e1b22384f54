package workflow

import "time"

// HandoversFacts is what the list of open handovers shows.
type HandoversFacts struct {
	Now      time.Time
	Viewer   PersonID
	All      bool           // everybody's, not those alone that the viewer has to do with
	Releases []ReleaseFacts // what is overdue first
	Zone     string
}

// ChaseFacts is what one person is told of what is due today or overdue.
type ChaseFacts struct {
	Now    time.Time
	Person PersonID
	Due    []DueTask // what is due first first
	Zone   string
}

// DueTask is one thing that a person has to do after a go-live.
type DueTask struct {
	Release Release
	Task    Task   // without a key: the handover waits to be accepted
	Action  Action // ActHandOver, ActFollowUp or ActAcceptHandover
}

// MustSayWhy tells whether something is open without which the release is closed
// only with a reason, by a release manager: more than what time brings by itself.
func (f *ReleaseFacts) MustSayWhy() bool {
	for _, c := range f.Closing {
		if !c.Pass && c.Rule != RuleAftercare && c.Rule != RuleCheckIn {
			return true
		}
	}
	return false
}

// Rules of the findings about closing a release.
const (
	RuleAftercare  = "aftercare"  // the watch after go-live is not over
	RuleCheckIn    = "check-in"   // an answer to the last check-in is still waited for
	RuleReview     = "review"     // a review is to be held
	RuleFollowUps  = "follow-ups" // what a review found has to be done is not done
	RuleHandover   = "handover"   // items of the handover are open
	RuleAcceptance = "acceptance" // nobody has accepted the handover yet
)
