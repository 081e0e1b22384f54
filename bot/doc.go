// Package bot is what listens to Slack: two transports, one router, one file
// per conversation.
//
// A request arrives signed over HTTP or in an envelope over a socket. The
// transport checks it and decodes it to one type, request; from there on nobody
// knows which way it came. The router finds the conversation: the request form,
// deciding, going live, moving, looking things up, the Home tab, the briefing.
// A conversation turns who clicked what into a command for the desk, inside a
// deadline well below Slack's three seconds, and answers with what came of it.
//
// Three promises are kept here. What was acknowledged was stored first: the
// answer to Slack is written after the desk's. Every request gets a clear
// answer: an edited message shows a success, and whatever was refused, came
// late, came twice or could not be stored is told privately. And a copy of a
// request, however it comes, has no second effect and gets the answer of the
// first: the keys are the view's id for a submission, message, moment and person
// for a click, the event's id for an event; what has none goes by its signature or
// its envelope. A process remembers its newest answers; what it forgot, or another
// process answered, the store knows by the same key: that copy is acknowledged as
// the first was, and what the first was told privately is not said again. A copy
// of what only looked, or was refused, is answered once more.
//
// Where things are: http.go and socket.go with link.go are the transports,
// decode.go is what both make of Slack's JSON, handle.go answers once and
// explains errors, route.go finds the conversation. The conversations: form.go
// (asking, editing), do.go (what a click does at once: deciding, going live),
// reason.go (what needs a reason or another window first), look.go (show, list,
// why, help), home.go, briefing.go. say.go writes and posts what people are told.
//
// Buttons and modals carry ids, never authority: who may do what follows from
// the user id that Slack signed and the policy.
package bot
