// Package report counts: how many changes went live and how many of them stayed,
// how long they took and what that time went to, who decided how fast, which
// targets were kept.
//
// A [Tally] takes one release at a time and keeps only sums, so that what it
// holds follows from what is shown, not from how much there is. Everything it
// counts comes from the history of a release, each entry in the span in which it
// happened; what happens to the release afterwards changes no figure, with one
// exception that is wanted: a deployment that is rolled back later failed, and
// counts so in the span in which it ended. Neither the order in which releases
// come nor the cut into spans makes a difference: figures add up.
//
// Targets are judged by the policy that was in force when their clock began. The
// exact definitions are in docs/metrics.md.
package report
