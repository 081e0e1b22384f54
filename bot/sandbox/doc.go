// Package sandbox is a Slack for one machine: a workspace with people, groups,
// channels, messages, modals and Home tabs that speaks Slack's own Web API,
// Socket Mode and signed HTTP to apps, and a small JSON interface to whoever
// acts as a person (the browser page it serves, or a test).
//
// It is strict. What works here works in Slack, because everything Slack is
// known to refuse is refused here with the same code: tokens, scopes,
// membership, Block Kit shapes and lengths, triggers older than three seconds,
// the sixth use of a response URL, the second message in a second. Each refusal
// is kept as a Violation, so that a test can fail on the first one.
//
// It knows no particular app. Config says which apps are installed, with which
// tokens, scopes, commands and shortcuts; an app finds the sandbox by the URL
// of its Web API alone.
//
// One picture of the parts:
//
//	person ──/client/──► Server ──envelope or signed POST──► app
//	                       │ ▲                               │
//	                     state └────────── /api/METHOD ──────┘
//
// The state is one value behind one lock (state.go). Nothing waits while the
// lock is held: what must reach an app is handed over after it was released
// (outgoing.go), what must reach a page goes into a bounded queue (live.go).
//
// There are two times. The workspace has a Clock that can be paused, moved and
// hurried; message timestamps and everything shown follow it. What Slack counts
// while a request is under way (three seconds for an acknowledgement or a
// trigger, thirty minutes for a response URL, a rate per minute, ten seconds
// between pings) is counted in the time of Options.Now and Options.After, so
// that moving the calendar by a week breaks no connection.
package sandbox
