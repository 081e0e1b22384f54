package desk

import (
	"context"
	"strings"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/policy"
)

// moveAnyway gives the rules that a release manager overrides by moving a release
// to a window, or refuses the move at the field, with the reason and the windows
// nearest to it in which that does not arise.
func (d *Desk) moveAnyway(ctx context.Context, b bench, r *workflow.Release, cmd Command) ([]string, error) {
	slot, err := wanted(b.policy, &r.Request, cmd.Window)
	if err != nil {
		return nil, nil // refused by whoever reserves it
	}
	blocking := policy.Blocking(policy.Conflicts(d.aroundOf(b, r, nil, slot), &slot))
	if len(blocking) == 0 || cmd.Anyway {
		rules, _ := policy.Overrides(blocking)
		return rules, nil
	}
	say, findings := d.blockedBy(ctx, b, r, &slot)
	return nil, atWindow(say+" To move it there all the same, tick the box below.", findings)
}

// blockedBy says what blocks a release in a slot and where it could go instead;
// nothing where nothing blocks it. What cannot be read is left out: the write
// that follows tells of a store that does not answer.
func (d *Desk) blockedBy(ctx context.Context, b bench, r *workflow.Release, slot *workflow.Slot) (string, []workflow.Finding) {
	blocking := policy.Blocking(policy.Conflicts(d.aroundOf(b, r, nil, *slot), slot))
	if len(blocking) == 0 {
		return "", nil
	}
	if found, err := d.conflicts(ctx, b, r, slot); err == nil {
		if more := policy.Blocking(found); len(more) > 0 {
			blocking = more
		}
	}
	return blocking[0].Reason + instead(blocking[0].Alternatives), blocking
}

// instead names ways round as a sentence, times on the wall clock of the window.
func instead(ways []workflow.Alternative) string {
	var out []string
	for _, way := range ways {
		if way.After != 0 {
			out = append(out, "after "+way.After.String())
			continue
		}
		out = append(out, calendar.Local(way.Opens, way.Zone).Format("Mon 2 Jan 15:04"))
	}
	if len(out) == 0 {
		return ""
	}
	return " Instead: " + strings.Join(out, " or ") + "."
}

// atWindow is a refusal at the field of the window.
func atWindow(sentence string, findings []workflow.Finding) error {
	return &workflow.Error{Code: workflow.CodeInvalid, Message: sentence, Findings: findings, Fields: map[workflow.Field]string{workflow.FieldWindow: sentence}}
}
