package workflow

import (
	"fmt"
	"time"
)

// Boards about the time after go-live, direct messages all of them.
const (
	NoticeTasks   NoticeKind = "tasks"    // what one person has to do for a release: items of its handover, or what its review found
	NoticeAccept  NoticeKind = "accept"   // a complete handover waits to be accepted
	NoticeCheckIn NoticeKind = "check_in" // how does it do?
	NoticeRate    NoticeKind = "rate"     // how satisfied are you with it?
)

// NoticeChase is a post: what is due today or overdue for one person, of whatever
// release.
const NoticeChase NoticeKind = "chase"

// NoticeAftercare is a post in the card's thread: how the release did while it was
// watched, where it is not closed with that.
const NoticeAftercare NoticeKind = "aftercare"

// AftercareID names what is told of the watch of one revision.
func AftercareID(n Number, revision int) string { return fmt.Sprintf("aftercare:%s:r%d", n, revision) }

// TasksID names the board of what one person has to do for a release by what began
// with one history entry.
func TasksID(n Number, began int, p PersonID) string {
	return fmt.Sprintf("tasks:%s:%05d:%s", n, began, p)
}

// AcceptID names the board by which one person is asked to accept a handover that
// one history entry made complete.
func AcceptID(n Number, entry int, p PersonID) string {
	return fmt.Sprintf("accept:%s:%05d:%s", n, entry, p)
}

// CheckInID names a check-in of one revision.
func CheckInID(n Number, revision int, lead time.Duration, p PersonID) string {
	return fmt.Sprintf("check_in:%s:r%d:%s:%s", n, revision, lead, p)
}

// RateID names the question how satisfied one person is with a release.
func RateID(n Number, p PersonID) string { return fmt.Sprintf("rate:%s:%s", n, p) }

// ChaseID names what one person is told at one instant of what is due or overdue.
func ChaseID(p PersonID, at time.Time) string {
	return fmt.Sprintf("chase:%s:%s", p, at.UTC().Format("2006-01-02T15:04Z"))
}
