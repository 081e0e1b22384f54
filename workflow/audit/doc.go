// Package audit tells whether a release is what its history says, and makes the
// evidence of it.
//
// A history is a hash chain (workflow.Release.Append), so that an entry which was
// changed, left out, put in or moved is found and named. That alone says nothing
// of the rest of a release, which people see: its state, its approvals, its text.
// So everything of it that follows from the history is derived again and
// compared. And a chain cannot know of entries that were cut off its end; what
// still knows them is the outbox, which has a notice for almost every entry, and
// an evidence pack that was made before.
//
// Whoever can write to the store, knows the encoding and rewrites a whole history
// with everything that follows from it, outbox included, is found by an earlier
// pack alone: keep packs where the store's owner cannot change them.
//
// Everything here is a function of values; what reads stores and writes files is
// elsewhere.
package audit
