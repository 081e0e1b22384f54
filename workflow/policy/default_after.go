package policy

import (
	"time"

	"drumbeat/workflow"
)

const handoverKey = "handover"

// DefaultCheckIns is an hour after go-live, when what is wrong has shown, and a
// day after it, when everybody has used it.
func DefaultCheckIns() []time.Duration { return []time.Duration{time.Hour, 24 * time.Hour} }

// DefaultChecklists is one checklist, of what the run organisation needs before it
// can answer for a change. Only major changes need it: a smaller one alters little
// of what is run, and a checklist that is ticked without being read is worse than
// none.
func DefaultChecklists() []workflow.Checklist {
	const day = 8 * time.Hour // of working time
	return []workflow.Checklist{{Key: handoverKey, Name: "Handover to operations", Items: []workflow.ChecklistItem{
		{Key: "documentation", Text: "Documentation is up to date", Owner: workflow.OwnerImplementer, Within: 3 * day},
		{Key: "procedures", Text: "Procedures for running it are written", Owner: workflow.OwnerImplementer, Within: 3 * day},
		{Key: "session-planned", Text: "Knowledge session is planned", Owner: workflow.OwnerContact, Within: 2 * day},
		{Key: "session-held", Text: "Knowledge session was held", Owner: workflow.OwnerContact, Within: 5 * day},
		{Key: "monitoring", Text: "Monitoring and alerts are in place", Owner: workflow.OwnerImplementer, Within: 2 * day},
		{Key: "quality", Text: "Quality check is done", Owner: RoleQuality, Within: 4 * day},
		{Key: "run-owner", Text: "Run owner is named", Owner: RoleOperations, Within: 4 * day},
		{Key: "sla", Text: "SLA class is agreed", Owner: RoleOperations, Within: 4 * day},
	}}}
}
