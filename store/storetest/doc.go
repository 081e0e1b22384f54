// Package storetest is the contract of workflow's ports as tests: one suite
// that every store must pass, so that the rooms inside never learn which store
// they run on.
//
// A store's own test hands [Run] a function that opens a fresh, empty store, and
// gets every sentence of the ports' comments checked: what a read gives back,
// what a lost race is told, which of many writers win, what survives a context
// that ends in the middle of a write. What a caller was told is then held
// against what is stored, because the promise is about exactly that: an
// acknowledged write is there, a refused one has left nothing.
//
// The suite compares with [cmp.Diff] and takes an empty slice and a nil one for
// the same, times to the millisecond. [Releases], [Windows], [Notices] and
// [Policies] generate values by reflection over the domain types: a field that is
// added to a type and forgotten by a store fails the suite without anybody
// touching it.
//
// [Kill] is the crash test: a process that writes and says what was
// acknowledged is killed without warning, and the store it leaves behind is held
// against what it said.
package storetest
