// Package action holds what buttons and modals carry: action ids, values,
// callback ids and private metadata, written and read back.
//
// All of it has been in a client's hands when it comes back, so it names what a
// click is about and never what its maker may do: authority comes from the
// Slack user id and the policy. Reading is strict. What this package did not
// write itself is refused with a [*workflow.Error] of CodeInvalid, never a panic.
package action
