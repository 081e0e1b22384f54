package desk

import (
	"context"
	"slices"
	"time"

	"drumbeat/workflow"
)

func stepResubmit(ctx context.Context, d *Desk, b bench, before, r *workflow.Release, cmd Command) error {
	if cmd.Form == nil {
		return workflow.Refuse(workflow.CodeInternal, "Nothing was sent to resubmit.")
	}
	r.Request = normalise(*cmd.Form, r.Requester)
	r.Request.Source = before.Request.Source
	newRevision(r, workflow.Entry{Action: workflow.ActResubmit})
	r.Editors, r.Place, r.TakenBy, r.SubmittedAt = nil, nil, "", b.now
	r.ScheduledAt, r.StartedAt, r.LiveAt = time.Time{}, time.Time{}, time.Time{}
	r.ReviewBy, r.Review, r.Known = time.Time{}, "", nil
	if err := d.checkForm(ctx, b, r, nil); err != nil {
		return err
	}
	changed := workflow.Changed(before.Request, r.Request)
	endorseAgain(r, changed)
	record(r, b, cmd, workflow.Submitted, workflow.Entry{Changed: changed, Window: r.Request.Window})
	if err := d.editedOut(ctx, b, before, r, cmd, changed); err != nil {
		return err
	}
	return d.triage(ctx, b, r)
}

// endorseAgain lets the coordinator of another department have a say: who
// endorsed it spoke for the one that it belonged to.
func endorseAgain(r *workflow.Release, changed []workflow.Field) {
	if slices.Contains(changed, workflow.FieldTeam) {
		r.Endorsement = nil
	}
}

// newRevision raises the revision and voids the approvals and sign-offs of the
// one before, as the entry says that tells of it.
func newRevision(r *workflow.Release, by workflow.Entry) {
	why, _ := by.Voids()
	for i, a := range r.Approvals {
		if a.Void == "" {
			r.Approvals[i].Void = why
		}
	}
	for i, s := range r.SignOffs {
		if s.Void == "" {
			r.SignOffs[i].Void = why
		}
	}
	r.Revision++
}

func stepEdit(ctx context.Context, d *Desk, b bench, before, r *workflow.Release, cmd Command) error {
	if cmd.Form == nil {
		return workflow.Refuse(workflow.CodeInternal, "Nothing was sent to edit.")
	}
	if err := d.editedMeanwhile(ctx, before, cmd); err != nil {
		return err
	}
	r.Request = normalise(*cmd.Form, r.Requester)
	r.Request.Source = before.Request.Source
	changed := workflow.Changed(before.Request, r.Request)
	if len(changed) == 0 {
		s := "Nothing was changed. Change something, or close the form."
		return &workflow.Error{Code: workflow.CodeInvalid, Message: s, Fields: map[workflow.Field]string{workflow.FieldTitle: s}}
	}
	material := workflow.Material(changed)
	if len(material) > 0 {
		newRevision(r, workflow.Entry{Action: workflow.ActEdit, Changed: changed})
		if !slices.Contains(r.Editors, cmd.By) {
			r.Editors = append(r.Editors, cmd.By)
		}
	}
	if err := d.checkForm(ctx, b, r, before); err != nil {
		return err
	}
	if r.Request.Type != workflow.Emergency {
		r.TakenBy = ""
	}
	if slices.Contains(changed, workflow.FieldWindow) || !sameRide(b.policy, &before.Request, &r.Request) || r.Request.Type == workflow.Emergency || reweighed(b.policy, before, r) {
		r.Place = nil // Relay finds the new one
	}
	endorseAgain(r, changed)
	entry := workflow.Entry{Changed: changed, Window: r.Request.Window}
	if before.State == workflow.Scheduled { // the front line may have read what it was
		entry.About = workflow.AboutRewrites(workflow.Rewritten(before.Request.Briefing, r.Request.Briefing))
	}
	if len(material) == 0 || before.State == workflow.Submitted {
		record(r, b, cmd, before.State, entry)
		if err := d.editedOut(ctx, b, before, r, cmd, changed); err != nil {
			return err
		}
		return d.triage(ctx, b, r) // what it waited for may be mended
	}
	r.ScheduledAt, r.DecideBy = time.Time{}, time.Time{}
	record(r, b, cmd, workflow.Submitted, entry)
	if err := d.editedOut(ctx, b, before, r, cmd, changed); err != nil {
		return err
	}
	return d.triage(ctx, b, r) // what was changed may need a release manager's look
}

// reweighed tells whether an edit gave a release other risk points than its place
// was reserved for, in a window that counts them.
func reweighed(p *workflow.Policy, before, after *workflow.Release) bool {
	was, _ := p.RiskScore(before.Request.Risk)
	is, _ := p.RiskScore(after.Request.Risk)
	return before.Place != nil && was != is && slotOf(p, before.Place).Points > 0
}

// editedMeanwhile refuses an edit of something that was edited, or moved to
// another window, while the form was open: saving it would silently undo that.
func (d *Desk) editedMeanwhile(ctx context.Context, r *workflow.Release, cmd Command) error {
	if cmd.SeenEntry == 0 {
		return nil
	}
	for _, e := range r.History {
		if e.Seq <= cmd.SeenEntry {
			continue
		}
		did, field := "", workflow.FieldTitle
		switch e.Action {
		case workflow.ActEdit, workflow.ActResubmit:
			did = "edited it"
		case workflow.ActMove, workflow.ActPostpone, workflow.ActRollForward:
			if cmd.Form.Window != r.Request.Window {
				did, field = "moved it to another window", workflow.FieldWindow
			}
		}
		if did != "" {
			s := d.who(ctx, cmd.By, e.By) + " " + did + " while this form was open. Copy what you typed, close this form and open it again."
			return &workflow.Error{Code: workflow.CodeStale, Message: s, Fields: map[workflow.Field]string{field: s}}
		}
	}
	return nil
}

// who names somebody in a sentence to a person, who may be the same.
func (d *Desk) who(ctx context.Context, to, by workflow.PersonID) string {
	switch name := d.names(ctx, by)[by]; {
	case by == to:
		return "You"
	case by == workflow.System:
		return "Drumbeat"
	case name != "":
		return name
	}
	return "Somebody"
}
