package desk

import (
	"context"
	"slices"
	"strings"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

// Submit files a new release request. request is the id of the submission (the
// view's): sending the same again finds the release that came of it. Errors:
// CodeInvalid with a sentence per field, CodeNotSaved, CodeUnknown.
//
// On the way to the answer stand one read (the highest number) and one insert, and
// where a window is asked for a look at what is in it; the place there is taken
// right after, by Relay.
func (d *Desk) Submit(ctx context.Context, by workflow.PersonID, request string, form workflow.Request) (Outcome, error) {
	if request == "" {
		return Outcome{}, workflow.Refuse(workflow.CodeInternal, "A submission needs an id.")
	}
	b, err := d.bench(ctx)
	if err != nil {
		return Outcome{}, err
	}
	form = normalise(form, by)
	draft := workflow.Release{Origin: request, Revision: 1, State: workflow.Submitted, Request: form, Requester: by}
	if err := d.checkForm(ctx, b, &draft, nil); err != nil {
		if first, filed := d.filed(ctx, request); filed {
			return Outcome{Release: first, Entry: first.History[0], Repeated: true, Copy: true}, nil
		}
		return Outcome{}, err
	}
	conflicts, err := d.intakeConflicts(ctx, b, &draft)
	if err != nil {
		return Outcome{}, err
	}
	birth := birth{cmd: Command{Action: workflow.ActSubmit, By: by, Request: request}, conflicts: conflicts}
	r, repeated, err := d.create(ctx, func(n workflow.Number) workflow.Release { return born(b, draft, n, birth) })
	if err != nil {
		return Outcome{}, err
	}
	if repeated {
		return Outcome{Release: r, Entry: r.History[0], Repeated: true, Copy: true}, nil
	}
	d.wake()
	return Outcome{Release: r, Entry: r.History[0]}, nil
}

// filed finds the release that came of a request. What was right when it was
// sent may not be any more, if only because the release that it made took the
// last place: a copy is not judged again.
func (d *Desk) filed(ctx context.Context, request string) (workflow.Release, bool) {
	found, err := d.store.Releases.List(ctx, workflow.ReleaseFilter{Origin: request, Limit: 1})
	if err != nil || len(found) == 0 {
		return workflow.Release{}, false
	}
	return found[0], true
}

// create stores a new release. Where the answer is lost it asks once more: the
// origin is unique, so it finds what was stored, or stores it now.
func (d *Desk) create(ctx context.Context, build func(workflow.Number) workflow.Release) (r workflow.Release, repeated bool, err error) {
	r, err = d.store.Releases.Create(ctx, build)
	doubt := workflow.CodeOf(err) == workflow.CodeUnknown
	if doubt {
		again, second := d.store.Releases.Create(ctx, build)
		if c := workflow.CodeOf(second); second == nil || c == workflow.CodeExists {
			r, err = again, second
		}
	}
	if workflow.CodeOf(err) == workflow.CodeExists {
		return r, !doubt, nil
	}
	return r, false, err
}

// birth is how a release comes into being: by whom, what its first entry says
// besides, and what stands in the way of the window asked for.
type birth struct {
	cmd       Command
	entry     workflow.Entry
	conflicts []workflow.Finding
}

// born completes a draft with its number, its first history entries and the
// notices they cause.
func born(b bench, draft workflow.Release, n workflow.Number, by birth) workflow.Release {
	r := draft.Clone()
	r.Number, r.PolicyVersion = n, b.policy.Version
	r.CreatedAt, r.SubmittedAt, r.UpdatedAt = b.now, b.now, b.now
	r.State, r.Order = "", b.now.UnixMilli()
	by.entry.Window = r.Request.Window
	record(&r, b, by.cmd, workflow.Submitted, by.entry)
	triageByRule(&r, b, by.conflicts)
	r.Owes = merge(owe(b, workflow.Release{}, &r, r.History), oweCoordinators(b, &workflow.Release{}, &r))
	return r
}

// normalise trims what was typed and fills what follows from the rest.
func normalise(q workflow.Request, by workflow.PersonID) workflow.Request {
	for _, s := range []*string{&q.Title, &q.Team, &q.What, &q.Why, &q.Evidence, &q.Rollback, &q.Links,
		&q.Briefing.Notice, &q.Briefing.Say, &q.Briefing.DontPromise, &q.Briefing.IfTheyCall} {
		*s = strings.TrimSpace(strings.ReplaceAll(*s, "\r\n", "\n"))
	}
	if q.Contact == "" {
		q.Contact = by
	}
	if q.Implementer == "" {
		q.Implementer = by
	}
	if q.Type == workflow.Emergency {
		q.Window = ""
		if q.Impact == "" || q.Impact == workflow.ImpactNone {
			q.Impact = workflow.ImpactNoticeable
		}
	}
	return q
}

// checkForm judges a form before anything is written. before is the content it
// replaces, nil for a new request: a window that is kept needs no new look.
func (d *Desk) checkForm(ctx context.Context, b bench, r *workflow.Release, before *workflow.Release) error {
	bad := policy.Validate(b.policy, r.Request)
	if bad[workflow.FieldType] == "" {
		for _, f := range d.unanswerable(ctx, b, r) {
			bad[workflow.FieldType] = f.Reason + d.wayOut(ctx, f.Who)
			break
		}
	}
	kept := before != nil && before.Request.Window == r.Request.Window && sameRide(b.policy, &before.Request, &r.Request)
	if want := r.Request.Window; want != "" && bad[workflow.FieldSystem] == "" && !kept {
		if s := d.windowProblem(ctx, b, r, want); s != "" {
			bad[workflow.FieldWindow] = s
		}
	} else if kept && want != "" && reweighed(b.policy, before, r) {
		if s := d.roomProblem(ctx, slotOf(b.policy, before.Place), b, r); s != "" {
			bad[workflow.FieldWindow] = s
		}
	} else if want == "" && r.Request.Type != workflow.Emergency && bad[workflow.FieldSystem] == "" && r.Request.System != "" {
		if _, err := heartbeat(b.policy, &r.Request); err != nil {
			bad[workflow.FieldSystem] = sentence(err)
		}
	}
	if before == nil || !slices.Equal(before.Request.DependsOn, r.Request.DependsOn) {
		s, err := d.needsProblem(ctx, r)
		if err != nil {
			return err
		}
		if s != "" {
			bad[workflow.FieldDependsOn] = s
		}
	}
	if len(bad) == 0 {
		return nil
	}
	return &workflow.Error{Code: workflow.CodeInvalid, Message: "Some fields need another look.", Fields: bad}
}

// windowProblem says why a window cannot be asked for (any more), or nothing.
func (d *Desk) windowProblem(ctx context.Context, b bench, r *workflow.Release, want workflow.WindowID) string {
	slot, err := wanted(b.policy, &r.Request, want)
	if err != nil {
		return sentence(err)
	}
	if f := policy.CheckSlot(slot, b.now); !f.Pass {
		return f.Reason + " Choose another window, or “as soon as possible”."
	}
	if say, _ := d.blockedBy(ctx, b, r, &slot); say != "" {
		return say
	}
	return d.roomProblem(ctx, slot, b, r)
}

// roomProblem says why a window has no room for a release, or nothing.
func (d *Desk) roomProblem(ctx context.Context, slot workflow.Slot, b bench, r *workflow.Release) string {
	w, err := d.window(ctx, slot)
	if err != nil {
		return "" // a store that does not answer is told by the write that follows
	}
	points, _ := b.policy.RiskScore(r.Request.Risk)
	if f := policy.Room(&w, r.Number, points); !f.Pass {
		return f.Reason + " Choose another window, or “as soon as possible”."
	}
	return ""
}

// wayOut names who can mend what stands in the way.
func (d *Desk) wayOut(ctx context.Context, who []workflow.PersonID) string {
	if len(who) == 0 {
		return " Somebody who runs Drumbeat has to name a release manager in the policy."
	}
	return " A release manager can mend that in the policy: " + d.list(ctx, who) + "."
}

// list names a few people: "Lena, Omar or 3 others".
func (d *Desk) list(ctx context.Context, who []workflow.PersonID) string {
	const most = 4
	names := d.names(ctx, who[:min(len(who), most)]...)
	var out []string
	for i, id := range who {
		if i == most {
			break
		}
		if n := names[id]; n != "" {
			out = append(out, n)
		}
	}
	switch more := len(who) - len(out); {
	case len(out) == 0:
		return "a release manager"
	case more > 0 && len(who) > most:
		return strings.Join(out, ", ") + " or others"
	case len(out) == 1:
		return out[0]
	}
	return strings.Join(out[:len(out)-1], ", ") + " or " + out[len(out)-1]
}

// sentence gives what an error says to a person.
func sentence(err error) string {
	if e, ok := asError(err); ok {
		return e.Message
	}
	return "Something went wrong on our side."
}
