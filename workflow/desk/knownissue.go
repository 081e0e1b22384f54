package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

// longestKnown is how long an issue can be known without somebody saying again
// that it is.
const longestKnown = 30 * 24 * time.Hour

// stepKnownIssue shows the front line what goes wrong and what to say about it.
func stepKnownIssue(ctx context.Context, d *Desk, b bench, before, r *workflow.Release, cmd Command) error {
	if err := d.doneWhileOpen(ctx, before, cmd, "reported a known issue", workflow.ActKnownIssue, workflow.ActKnownOver); err != nil {
		return err
	}
	if n := len([]rune(cmd.Say)); n > policy.MaxText {
		return atField(workflow.FieldSay, "This has %d characters; at most %d fit. Please shorten it.", n, policy.MaxText)
	}
	until := cmd.Until.UTC().Truncate(time.Second)
	if !until.After(b.now) || until.Sub(b.now) > longestKnown {
		return atField(workflow.FieldUntil, "Choose a moment that is still to come, at most 30 days from now. You can say it again then.")
	}
	known := workflow.KnownIssue{What: strings.TrimSpace(cmd.Reason), Say: strings.TrimSpace(cmd.Say), Until: until, By: cmd.By, At: b.now}
	r.Known = &known
	record(r, b, cmd, before.State, workflow.KnownEntry(known))
	return nil
}

func stepKnownOver(_ context.Context, _ *Desk, b bench, before, r *workflow.Release, cmd Command) error {
	r.Known = nil
	record(r, b, cmd, before.State, workflow.Entry{})
	return nil
}

// stepCorrect corrects what the front line was told of a release that is live or
// going live: no new revision, nobody approves it again, and the history keeps
// what was said before.
func stepCorrect(ctx context.Context, d *Desk, b bench, before, r *workflow.Release, cmd Command) error {
	if cmd.Briefing == nil {
		return workflow.Refuse(workflow.CodeInternal, "Nothing was sent to correct.")
	}
	if err := d.doneWhileOpen(ctx, before, cmd, "corrected the briefing", workflow.ActCorrect); err != nil {
		return err
	}
	r.Request.Briefing = workflow.Briefing{Notice: strings.TrimSpace(cmd.Briefing.Notice), Say: strings.TrimSpace(cmd.Briefing.Say),
		DontPromise: strings.TrimSpace(cmd.Briefing.DontPromise), IfTheyCall: strings.TrimSpace(cmd.Briefing.IfTheyCall)}
	changed := workflow.Changed(before.Request, r.Request)
	if len(changed) == 0 {
		return atField(workflow.FieldNotice, "Nothing was changed. Change something, or close the form.")
	}
	bad := policy.Validate(b.policy, r.Request)
	for f := range bad {
		if !slices.Contains(workflow.BriefingFields(), f) {
			delete(bad, f)
		}
	}
	if len(bad) > 0 {
		return &workflow.Error{Code: workflow.CodeInvalid, Message: "Some fields need another look.", Fields: bad}
	}
	record(r, b, cmd, before.State, workflow.Entry{Changed: changed, About: workflow.AboutRewrites(workflow.Rewritten(before.Request.Briefing, r.Request.Briefing))})
	return nil
}

// doneWhileOpen refuses what was typed in a form while somebody else did the same:
// saving it would silently undo that.
func (d *Desk) doneWhileOpen(ctx context.Context, r *workflow.Release, cmd Command, did string, actions ...workflow.Action) error {
	for _, e := range r.History {
		if cmd.SeenEntry != 0 && e.Seq > cmd.SeenEntry && slices.Contains(actions, e.Action) {
			return workflow.Refuse(workflow.CodeStale, "%s %s while this form was open. Copy what you typed, close this form and open it again.", d.who(ctx, cmd.By, e.By), did)
		}
	}
	return nil
}
