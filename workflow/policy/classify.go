package policy

import (
	"fmt"
	"regexp"
	"strings"

	"drumbeat/workflow"
)

// RiskType gives the change type that the risk alone asks for; empty: none, by the
// effort it may be any.
func RiskType(p *workflow.Policy, risk []string) workflow.ChangeType {
	var out workflow.ChangeType
	score, _ := p.RiskScore(risk)
	for _, r := range p.Types {
		if r.Type != workflow.Emergency && r.MinRisk > 0 && score >= r.MinRisk && rank(r.Type) > rank(out) {
			out = r.Type
		}
	}
	return out
}

// Lighter says that a request has a lighter type than it is asked to have, with what
// mends that; empty: it has not.
func Lighter(p *workflow.Policy, q workflow.Request) string {
	suggested, why := Classify(p, q)
	if q.Type == workflow.Emergency || rank(q.Type) >= rank(suggested) {
		return ""
	}
	return fmt.Sprintf("%s You chose %s, which is lighter.", why, q.Type)
}

// incidentLink is a link that leads to an incident, in most tools that keep them.
var incidentLink = regexp.MustCompile(`(?i)https?://\S*(incident|/inc[-_]?\d|pagerduty|opsgenie)`)

// MendsIncident tells whether a request seems to mend an incident: it names one, or
// says so. Whether it is an emergency, a person decides.
func MendsIncident(q workflow.Request) bool {
	if strings.TrimSpace(q.Incident) != "" {
		return true
	}
	said := strings.ToLower(q.Title + "\n" + q.What + "\n" + q.Why)
	return strings.Contains(said, "critical incident") || incidentLink.MatchString(q.Links+"\n"+q.What)
}
