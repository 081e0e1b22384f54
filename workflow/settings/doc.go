// Package settings looks at the policy as a document that people write: it reads
// it strictly, finds what would not work, says in words what changed between two
// versions, what a version would hit, and what it would have meant for the last
// months.
//
// What is wrong is a [workflow.PolicyProblem]: it names the field as the document
// does ("heartbeats[0].cron"), the line where there is a file, and says what to
// do. A file, Slack's forms and the desk ask the same questions, so that no way
// leads a policy into force that another would have refused. Everything here is a
// pure function of policies, releases and a moment.
package settings
