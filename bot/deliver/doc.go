// Package deliver brings notices to Slack: each once, in order, late rather
// than never, and never twice because something broke.
//
// The outbox says what is owed. A notice is composed from fresh state, claimed
// with a deadline, sent with its id in the message's metadata, and recorded
// with the timestamp of the message:
//
//	due ─► compose ─► claim ─► send ─► record
//	          │                 │
//	          └ moot            ├ refused: due again later, or dead and a release manager is told
//	                            └ no answer: unknown ─► wait ─► look ─► record, or send again
//
// Slack has no key that would make posting harmless to repeat. So an attempt
// that was clearly refused may be repeated, but after one that brought no answer
// (a time-out, a broken connection, a process that died holding the claim)
// nobody knows whether the message is there. Then the notice waits longer than
// any request can live, the conversation is searched for its id, and only then
// it is sent again. Editing is harmless to repeat and needs none of this.
//
// Notices of one conversation make a lane. A lane is worked in order and at the
// pace Slack allows; lanes do not wait for each other, so that one slow or
// limited channel holds up nobody else. A post that belongs in a board's thread
// waits until the board stands, and first brings it up to date.
//
// Any number of deliverers may work on one outbox. They keep nothing but what
// may be lost: pace, and which thread waits for what.
package deliver
