package calendar

import (
	"fmt"
	"slices"
	"time"

	"drumbeat/workflow"
)

// Lint gives what is allowed in the times of a policy and probably not meant,
// looking at [from, to): a skip of a window that there is not, and a freeze that
// runs into itself. Findings are warnings; Rule is the path of the field, as in
// "heartbeats[0].skips[1]". What cannot be read at all is for [Check] and
// [CheckFreeze].
func Lint(p *workflow.Policy, from, to time.Time) []workflow.Finding {
	var out []workflow.Finding
	for i, h := range p.Heartbeats {
		out = append(out, lintSkips(h, fmt.Sprintf("heartbeats[%d]", i), from, to)...)
	}
	for i, f := range p.Freezes {
		if finding, found := lintFreeze(f, from, to); found {
			finding.Rule = fmt.Sprintf("freezes[%d].duration", i)
			out = append(out, finding)
		}
	}
	return out
}

func lintSkips(h workflow.Heartbeat, path string, from, to time.Time) []workflow.Finding {
	rule := h
	rule.Skips, rule.Extras = nil, nil
	var out []workflow.Finding
	for i, s := range h.Skips {
		if s.Opens.Before(from) || !s.Opens.Before(to) {
			continue
		}
		slots, err := Slots(rule, s.Opens, s.Opens.Add(time.Second))
		twice := slices.ContainsFunc(h.Skips[:i], func(o workflow.Skip) bool { return o.Opens.Equal(s.Opens) })
		switch {
		case err != nil:
			return nil
		case len(slots) == 0 || !slots[0].Opens.Equal(s.Opens):
			out = append(out, remark(fmt.Sprintf("%s.skips[%d].opens", path, i), h.Name, s.Opens, "It has no window on %s, so there is nothing to skip.", moment(h, s.Opens)))
		case twice:
			out = append(out, remark(fmt.Sprintf("%s.skips[%d].opens", path, i), h.Name, s.Opens, "The window of %s is skipped twice.", moment(h, s.Opens)))
		}
	}
	return out
}

// lintFreeze tells of the first two occurrences of a freeze that are one period
// because they overlap.
func lintFreeze(f workflow.Freeze, from, to time.Time) (workflow.Finding, bool) {
	if !f.Recurring() {
		return workflow.Finding{}, false
	}
	r, err := freezeRule(f)
	if err != nil {
		return workflow.Finding{}, false
	}
	starts := r.starts(from, to)
	for i := 1; i < len(starts); i++ {
		if apart := starts[i].Sub(starts[i-1]); apart < f.Duration {
			h := asHeartbeat(f)
			return remark("", f.Name, starts[i], "It runs into itself on %s: it begins %s after the time before and lasts %s. The two count as one.",
				moment(h, starts[i]), words(apart), words(f.Duration)), true
		}
	}
	return workflow.Finding{}, false
}

func remark(path, title string, at time.Time, format string, args ...any) workflow.Finding {
	return workflow.Finding{Rule: path, Title: clip(title), Weight: workflow.Warn, Reason: fmt.Sprintf(format, args...), At: at}
}
