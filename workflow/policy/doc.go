// Package policy holds the rules: who may do what, what must pass before a
// step, and why not.
//
// A rule is a pure function of a release, a policy document, the people who
// hold its roles at this moment, and a now. It never answers with a bare no:
// every refusal is a [workflow.Finding] with the reason and who can unblock it,
// and Slack, the API and `/release why` show that same finding.
package policy
