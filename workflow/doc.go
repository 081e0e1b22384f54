// Package workflow holds the nouns of Drumbeat: what a release is, how it
// lives, what it owes to whom, and the ports behind which things are kept.
//
// Everything here is a value or a pure function of values and a moment. Nothing
// reads a clock, a database or a network: a use case (package desk) loads an
// aggregate, asks the rules (packages policy and calendar), applies a command
// and saves the aggregate again if nobody else did in between. There are two
// kinds of aggregate that people compete for, each one document with one
// version: a [Release] and a [Window]. A [Notice] is one thing to tell one
// audience; a release carries the notices that a change of it owes, so that a
// change and its consequences are stored together or not at all.
package workflow
