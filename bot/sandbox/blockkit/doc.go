// Package blockkit knows what Slack takes as Block Kit: which blocks and
// elements exist, where each may stand, which properties they have, and how
// long and how many things may be.
//
// It is a calculator. It takes decoded JSON, the way encoding/json decodes into
// an any with numbers kept as written (Decode does), and answers with the list
// of problems that Slack would find: Slack's words, and a JSON pointer to the
// place. No problem means that Slack takes it. It changes nothing that it is
// given and knows no server, so that a test of an app may use it alone.
//
// Every number that it enforces is a constant in limits.go, which is written to
// be held beside Slack's reference pages. A length counts Unicode code points,
// and a limit is the last length or count that is accepted.
//
// The shapes come from Slack's reference (docs.slack.dev/reference/block-kit)
// and from the types of its own SDK (npm @slack/types 3.2.0); the error texts
// from examples in the method reference and in the tests of Slack's SDKs. Where
// Slack publishes no text for a problem, the text is ours, in the same manner.
package blockkit
