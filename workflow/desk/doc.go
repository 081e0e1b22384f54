// Package desk holds the use cases: what a person, or Drumbeat by rule, does to
// a release.
//
// Each has one shape: load the aggregate, ask the rules, apply the command to a
// copy, replace the version that was loaded. Whoever loses the race loads again
// and decides again, so that two clicks at once are one after the other. The
// history entry and the notices that a change owes are part of the same write.
// What several releases compete for is reserved first, in the window's own
// document, and then recorded by the release; a reservation that no release
// holds is swept.
//
// A change is owed to the messages of the release itself, of its window and of its
// bundle. What it does to the messages of others is not owed but found: see ShowBeside.
package desk
