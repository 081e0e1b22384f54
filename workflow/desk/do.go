package desk

import (
	"context"
	"fmt"
	"strings"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

// Do runs one command on one release: one read and one conditional write where
// no place in a window changes hands. Every error is a [*workflow.Error] with a
// sentence for the person:
//
//   - CodeNotFound: there is no such release;
//   - CodeDenied: this person may not, and who may;
//   - CodeStale: it changed since it was looked at, or the step does not exist
//     in its state (any more), and who did what;
//   - CodeBlocked: gates that do not pass, in Findings;
//   - CodeInvalid: a reason is missing, or Fields of the form are wrong;
//   - CodeConflict: others were faster, several times;
//   - CodeNotSaved, CodeUnknown: the store did not answer.
func (d *Desk) Do(ctx context.Context, cmd Command) (Outcome, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return Outcome{}, err
	}
	var doubt *attempt
	for range tries {
		before, err := d.store.Releases.Get(ctx, cmd.Release)
		if err != nil {
			return Outcome{}, doubt.or(d.notFound(err, cmd.Release))
		}
		if entry, done := before.Done(cmd.Request); done {
			if doubt != nil {
				return d.succeed(ctx, b, &doubt.before, &before, entry), nil
			}
			return Outcome{Release: before, Entry: entry, Repeated: true, Copy: true}, nil
		}
		after, err := d.decide(ctx, b, &before, cmd)
		if err != nil {
			if out, quiet := repeated(&before, cmd, err); quiet {
				return out, nil
			}
			if out, done := d.doneMeanwhile(ctx, cmd, err); done {
				return out, nil
			}
			return Outcome{}, doubt.or(err)
		}
		err = d.store.Releases.Replace(ctx, after)
		switch code := workflow.CodeOf(err); {
		case code == workflow.CodeConflict:
			d.undoPlace(ctx, &before, &after, b.now)
		case code == workflow.CodeUnknown && cmd.Request != "":
			doubt = &attempt{before: before, err: err}
		case err != nil:
			return Outcome{}, doubt.or(err)
		default:
			after.Version++
			out := d.succeed(ctx, b, &before, &after, entryOf(&after, &before))
			d.follow(ctx, cmd, &after)
			return out, nil
		}
	}
	return Outcome{}, doubt.or(workflow.Refuse(workflow.CodeConflict, "Several people changed %s at the same moment. Nothing of yours was saved; look again and try once more.", cmd.Release))
}

// doneMeanwhile looks once more before a request is refused for what stands in
// its way: a copy of it, at another replica, may have come through when that was
// out of the way.
func (d *Desk) doneMeanwhile(ctx context.Context, cmd Command, refusal error) (Outcome, bool) {
	if code := workflow.CodeOf(refusal); cmd.Request == "" || (code != workflow.CodeStale && code != workflow.CodeBlocked && code != workflow.CodeInvalid) {
		return Outcome{}, false
	}
	now, err := d.store.Releases.Get(ctx, cmd.Release)
	if err != nil {
		return Outcome{}, false
	}
	entry, done := now.Done(cmd.Request)
	return Outcome{Release: now, Entry: entry, Repeated: true, Copy: true}, done
}

// attempt is a write of which nobody knows whether it was stored. It is looked
// for by the id of its request; where it is not there it is simply made again,
// since of two writes to one version only one can be stored.
type attempt struct {
	before workflow.Release
	err    error
}

// or gives what a person is told: where the store does not answer after a write
// in doubt, "nothing has changed" would be more than anybody knows.
func (a *attempt) or(err error) error {
	switch code := workflow.CodeOf(err); {
	case a == nil:
	case code == workflow.CodeNotSaved, code == workflow.CodeConflict, code == workflow.CodeInternal:
		return a.err
	}
	return err
}

// succeed does what follows a stored change.
func (d *Desk) succeed(ctx context.Context, b bench, before, after *workflow.Release, entry workflow.Entry) Outcome {
	d.leave(ctx, before, after, b.now)
	d.wake()
	return Outcome{Release: *after, Entry: entry}
}

// entryOf gives the first entry that a command added.
func entryOf(after, before *workflow.Release) workflow.Entry {
	return after.History[len(before.History)]
}

// repeated tells whether a refused command is only a second click on something
// the same person just did: it succeeds quietly and changes nothing. A form is
// never taken for one: what was typed in it may differ.
func repeated(r *workflow.Release, cmd Command, err error) (Outcome, bool) {
	e, ok := asError(err)
	if !ok || e.Code != workflow.CodeStale || cmd.Form != nil || cmd.Briefing != nil || !cmd.Until.IsZero() || cmd.Task != nil || len(cmd.Items) > 0 || (cmd.Seen != 0 && cmd.Seen != r.Revision) {
		return Outcome{}, false
	}
	for i := len(r.History) - 1; i >= 0; i-- {
		entry := r.History[i]
		if entry.Action == cmd.Action && entry.By == cmd.By && entry.Revision == r.Revision && (cmd.Action != workflow.ActCheckIn || entry.About == cmd.About) {
			return Outcome{Release: *r, Entry: entry, Repeated: true}, true
		}
		if entry.By != workflow.System {
			return Outcome{}, false
		}
	}
	return Outcome{}, false
}

// decide judges a command against a loaded release and gives the release as it
// would be after it.
func (d *Desk) decide(ctx context.Context, b bench, before *workflow.Release, cmd Command) (workflow.Release, error) {
	if cmd.still != nil && !cmd.still(b, before) {
		return workflow.Release{}, workflow.Refuse(workflow.CodeStale, "%s needs this no more.", before.Number)
	}
	if err := d.allowed(ctx, b, before, cmd); err != nil {
		return workflow.Release{}, err
	}
	after := before.Clone()
	after.PolicyVersion, after.UpdatedAt = b.policy.Version, b.now
	step, ok := steps[cmd.Action]
	if !ok {
		return workflow.Release{}, workflow.Refuse(workflow.CodeInvalid, "Nobody can %s a release that way.", policy.Verb(cmd.Action))
	}
	if err := step(ctx, d, b, before, &after, cmd); err != nil {
		return workflow.Release{}, err
	}
	settleAsks(b, &after)
	after.Owes = merge(after.Owes, owe(b, *before, &after, after.History[len(before.History):]))
	after.Owes = merge(after.Owes, oweSignOffs(b, before, &after))
	after.Owes = merge(after.Owes, oweCoordinators(b, before, &after))
	after.Owes = merge(after.Owes, oweAfter(b, before, &after))
	return after, nil
}

// settleAsks marks the asks whose role has its approvals: their people are not
// reminded of what they need not decide any more.
func settleAsks(b bench, r *workflow.Release) {
	for _, rs := range policy.Standing(b.policy, b.members, r).Rules {
		for i, a := range r.Asks {
			if a.Role == rs.Role && a.Revision == r.Revision {
				r.Asks[i].Settled = rs.Complete
			}
		}
	}
}

// allowed checks what every command is checked for: the revision looked at, the
// step in the life of a release, the person, the reason.
func (d *Desk) allowed(ctx context.Context, b bench, r *workflow.Release, cmd Command) error {
	deciding := cmd.Action == workflow.ActApprove || cmd.Action == workflow.ActReject || cmd.Action == workflow.ActAskChanges || cmd.Action == workflow.ActTriage || cmd.Action == workflow.ActSignOff
	may := policy.May(b.policy, b.members, r, cmd.Action, cmd.By)
	if may.Pass && deciding && cmd.Seen != 0 && cmd.Seen != r.Revision {
		return workflow.Refuse(workflow.CodeStale, "%s has changed since this message: it is at revision %d now, this was revision %d. Look at the new one before you decide.", r.Number, r.Revision, cmd.Seen)
	}
	switch {
	case may.Pass:
	case may.Rule == "permission":
		msg := may.Reason
		if deciding && len(may.Who) > 0 {
			msg += " " + d.list(ctx, may.Who) + " can."
		}
		return &workflow.Error{Code: workflow.CodeDenied, Message: msg, Findings: []workflow.Finding{may}}
	case may.Rule == "state":
		return &workflow.Error{Code: workflow.CodeStale, Message: may.Reason + d.lastDeed(ctx, r), Findings: []workflow.Finding{may}}
	default:
		return &workflow.Error{Code: workflow.CodeStale, Message: may.Reason, Findings: []workflow.Finding{may}}
	}
	if row, _ := workflow.Find(r.State, cmd.Action); row.Reason && cmd.By != workflow.System {
		if cmd.Action == workflow.ActSignOff && strings.TrimSpace(cmd.Reason) == "" {
			return atField(workflow.FieldReason, "Say what was tried, and where the result is: it stays in the history.")
		}
		return checkReason(cmd.Reason)
	}
	return nil
}

// checkReason refuses a reason that is missing or too long, at its field.
func checkReason(reason string) error {
	n := len([]rune(strings.TrimSpace(reason)))
	if n > 0 && n <= policy.MaxText {
		return nil
	}
	s := "Give a reason: it is shown to the people concerned and stays in the history."
	if n > 0 {
		s = fmt.Sprintf("The reason has %d characters; at most %d fit. Please shorten it.", n, policy.MaxText)
	}
	return &workflow.Error{Code: workflow.CodeInvalid, Message: s, Fields: map[workflow.Field]string{workflow.FieldReason: s}}
}

// lastDeed says who brought a release where it is, for who came second.
func (d *Desk) lastDeed(ctx context.Context, r *workflow.Release) string {
	if r.State == workflow.Submitted || r.State == workflow.InApproval {
		return "" // waiting is nobody's deed
	}
	for i := len(r.History) - 1; i >= 0; i-- {
		e := r.History[i]
		if e.From != e.To && e.By != workflow.System {
			if name := d.names(ctx, e.By)[e.By]; name != "" {
				return " " + name + " did that."
			}
			return ""
		}
	}
	return ""
}

func (d *Desk) notFound(err error, n workflow.Number) error {
	if workflow.CodeOf(err) == workflow.CodeNotFound {
		return &workflow.Error{Code: workflow.CodeNotFound, Message: fmt.Sprintf("There is no %s.", n), Err: err}
	}
	return err
}
