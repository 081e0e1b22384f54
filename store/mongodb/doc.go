// Package mongodb keeps Drumbeat's aggregates in MongoDB, behind the ports of
// package workflow. It is the store for production: a replica set or a sharded
// cluster behind one URI.
//
// Each aggregate is one document, written whole. A write names the version that
// it replaces in its filter, so that of several writers one wins and the others
// are told; no write touches two documents, and nothing needs a transaction.
// Only operations that every server with MongoDB's protocol has are used:
// inserts, replaces, plain comparisons, $in, ranges, sort and limit, and
// unique and compound indexes.
//
// The network makes a third outcome of a write besides done and refused: no
// answer. Every write therefore leaves a mark of its own in the document. When
// the answer is missing, the store reads the document back as the majority of
// the servers has it: its own mark means done, another's mark at the same
// version means lost, and the version from before means that the same write can
// be sent once more, because its filter lets at most one of the two take
// effect. Only when the server stays silent is the caller told that nobody
// knows ([workflow.CodeUnknown]). A write that never left this process is known
// not to have happened ([workflow.CodeNotSaved]).
//
// The shapes in the database are unexported twins of the domain's types. Times
// are cut to milliseconds in UTC on the way in, and so is what a write returns.
package mongodb
