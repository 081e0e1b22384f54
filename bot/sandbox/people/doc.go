// Package people lets a test act as the people of a sandbox workspace and read
// what they see, in the words of a person:
//
//	w := people.In(t, url, nil)
//	ines, omar := w.As("ines"), w.As("omar")
//	ines.Types("#releases", "/release request Faster checkout")
//	form := ines.SeesModal("Request a release")
//	form.Fill("What changes and why", "Returning customers skip a step.")
//	form.Choose("System", "Web shop")
//	form.Submit()
//	omar.ClicksIn("@drumbeat", "Approve")
//	fmt.Println(w.Transcript())
//
// A person sees text, not JSON: blocks, mentions and dates are rendered to
// plain lines as the browser page shows them, in the reader's time zone, with
// buttons in brackets. So a whole story can be compared with a golden text.
//
// What nobody expected fails the test. An app that does what Slack refuses fails
// it at the act that shows it, with the request; Expects names what a test
// provokes. The driver remembers which messages the test has looked at: New gives
// the others, and at its end the test fails while there are any, unless it said
// TheRestDoesNotMatter.
//
// Every act returns when the app has acknowledged it, and, where the test can tell
// (Settles), when the app is at rest. Else what an app does after that is waited
// for with Await and Eventually, which wake on the workspace's own events; nothing
// sleeps. A failure ends the test and prints what the person saw last.
package people
