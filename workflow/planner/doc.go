// Package planner knows what is due: which notices time alone causes, and when
// the next thing happens.
//
// What somebody does to a release is told by the write that stores it (package
// desk). What nobody does, but the clock brings, is planned here: the board of
// a window and its reminders, the briefings of the front line, the one reminder
// of a decision that is still open, and the pages of an emergency that nobody
// takes.
//
// # Due is a function, not an event
//
// [Due] says which notices are due at an instant, given what is stored. It does
// not ask when it ran last. A notice has an id that follows from what it is
// about, and adding an id that exists is no second notice; so every replica may
// plan, the minute that was missed is made up by the next, and planning twice is
// planning once. A notice is due from its instant until it would no longer be
// true or of use, which is mostly the instant of the next one about the same:
// after a night without power people hear the newest reminder of a window, not
// all of them.
//
// # A window
//
// A window is told about from the moment something is in it. Its board comes at
// the first lead of the heartbeat, and each later moment is a line in the
// board's thread: the other leads ("24h", "1h"), "cut-off", "open", "closing" a
// quarter of an hour before the end if something is not reported, and "closed".
//
// The planner never asks for a window's board to be brought up to date because
// time passed: delivering a post brings the board in whose thread it stands up to
// date first, so that every change of phase shows, once. "closed" exists for that
// alone: delivery posts no line for it where everything was reported.
//
// Cards, the messages of requesters and the questions to approvers have no such
// posts. What they say changes at a few instants (the briefing is out, the cut-off
// has passed, the window is open, the decision is overdue), and at each of them
// they are asked to be brought up to date, once per process: a notice that shows
// what it should already is not sent.
//
// What was due before anything was in the window is not told late: a release
// that joins an empty window 20 hours ahead makes the board appear, without the
// reminder of 24 hours.
//
// # What a change does to others
//
// Who else changes a system in a window, how many places are left and which other
// windows are free is shown by the messages of releases that nobody has touched. The
// round has them brought up to date (desk.Desk.ShowBeside) once, however many have
// changed: two seconds after the first change that this process has handed over, and
// at each whole minute for what other replicas did and what time brings. Where that
// is much to be written, the next one waits for it: a tenth of a second for each
// release, at the next whole minute at the latest.
//
// # Asking again
//
// Who was asked to decide is reminded once per ask, in their own working hours,
// at an instant that all asks of a person share (package calendar): one message
// names all of them. An emergency goes down the on-call list by desk's
// escalation; once the whole list was asked, it is paged again, one person per
// interval, until somebody takes it.
package planner
