// Package workspace knows who and what is in the Slack workspace: people, user
// groups, admins, channels by name and direct-message conversations.
//
// A click asks about a dozen people, and Slack waits three seconds, so what was
// learned is kept. An answer is used while it is young; when it has aged it is
// asked for again, and while Slack does not answer the old one still serves. The
// first question about a person reads the list of members, which in most
// workspaces is one request for everybody. However many ask for the same thing
// at once, Slack is asked once. What is kept is bounded and may be lost at any
// moment.
package workspace
