// Package render turns view structs into Block Kit: every message, modal and
// Home tab is a function of facts that were gathered before, and of nothing
// else. No clock, no lookups, no client.
//
// Sentences come from one struct of words per locale (see words), those that the
// domain says from tables (see sentence), and are filled
// with values into a line: spans of text, names, dates and emoji. A line becomes
// rich_text, plain_text or the text of a notification. What people typed goes
// only into those three, through the helpers of safe.go, so nothing in it can
// mention, link, format or reach beyond its field; there is no mrkdwn at all.
//
// The golden files in testdata are the bodies exactly as Slack gets them, for
// every message in every state.
package render
