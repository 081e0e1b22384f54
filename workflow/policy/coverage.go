package policy

import (
	"fmt"
	"slices"
	"strings"

	"drumbeat/workflow"
)

// RuleCoverage is the gate that asks for the front line to have read the briefing.
const RuleCoverage = "coverage"

// covered judges whether enough of each front-line team has read the briefing, where
// the type asks for that. A team of which nobody knows how many it has counts for
// nothing. Before the briefing goes out nobody can have read it: then it says what
// will be asked.
func covered(c Case) []workflow.Finding {
	r := c.Release
	rule := c.Policy.Type(r.Request.Type)
	if rule.CoveragePercent <= 0 || c.Slot == nil || r.Request.Impact == workflow.ImpactNone && r.Request.Briefing.Empty() {
		return nil
	}
	f := workflow.Finding{Rule: RuleCoverage, Title: "coverage", Pass: true, Weight: workflow.Warn}
	if rule.CoverageBlocks {
		f.Weight = workflow.Block
	}
	if out := c.Slot.Opens.Add(-c.Policy.BriefingLead); c.Now.Before(out) {
		f.Reason = fmt.Sprintf("Passes once %d %% of each front-line team have read the briefing.", rule.CoveragePercent)
		return []workflow.Finding{f}
	}
	var short []string
	for _, team := range c.Coverage {
		if team.Of == 0 || team.Read*100 >= team.Of*rule.CoveragePercent {
			continue
		}
		short = append(short, fmt.Sprintf("%s %d of %d", team.Name, team.Read, team.Of))
		for _, p := range team.Missing {
			if !slices.Contains(f.Who, p) {
				f.Who = append(f.Who, p)
			}
		}
	}
	if len(short) > 0 {
		f.Pass, f.At = false, c.Slot.Opens
		f.Reason = fmt.Sprintf("%d %% of each team should have read the briefing: %s.", rule.CoveragePercent, strings.Join(short, ", "))
	}
	return []workflow.Finding{f}
}
