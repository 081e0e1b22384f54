// Package embedded keeps everything in one SQLite file: nothing to install, for
// the demo, for tests, and for a team that wants one container and no database.
// It gives the same promises as the big store, on one machine.
//
// # How it is stored
//
// Each aggregate is one row: its content as a JSON document, and beside it only
// the columns that a query looks at, each covered by an index. The documents have
// types of their own (releaseDoc and its neighbours), so that renaming a field of
// the domain is no change of the file. Who a release waits for is a small table
// of its own, kept in the same transaction. Indexes over what is open, owing or
// to be sent leave out everything else, so that ten thousand closed releases and a
// hundred thousand sent notices cost an idle look nothing.
//
// # How it is written
//
// A write is acknowledged when it is on the disk, and the disk is what takes
// time. So one goroutine owns the one connection that writes: it takes whatever
// writes have come in meanwhile, applies them one after the other in one
// transaction, and has them synced together; sixty people who click at once wait
// for one sync and not for sixty. An operation looks before it writes and refuses
// before it has written anything, so a refused one needs no undoing and leaves
// its neighbours alone. Any other failure takes the whole transaction back, and
// everybody in it is told that nothing was saved.
//
// Reads have connections of their own and never wait for a write. Several
// processes may use one file, on a local disk; network file systems do not lock
// well enough for that.
package embedded
