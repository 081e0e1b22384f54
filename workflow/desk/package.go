package desk

import (
	"cmp"
	"context"
	"slices"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
	"drumbeat/workflow/policy"
)

// PackageCommand is one thing done to all releases of a window: started,
// postponed or moved together.
type PackageCommand struct {
	Action   workflow.Action // start, postpone, move
	Window   workflow.WindowID
	Releases []workflow.Number // those looked at; empty: all in it that can be
	By       workflow.PersonID
	Request  string // id of the request; that of each release's command follows from it
	Reason   string
	To       workflow.WindowID // move: where to
	Anyway   bool              // move: in spite of what is in the way there
}

// packageStates are the states in which a release takes part.
var packageStates = map[workflow.Action][]workflow.State{
	workflow.ActStart:    {workflow.Scheduled},
	workflow.ActPostpone: {workflow.Scheduled},
	workflow.ActMove:     {workflow.InApproval, workflow.Scheduled},
}

// Package does one thing to all releases of a window, each by an ordinary command
// of its own, in the order in which they may start. Whatever happens in the
// middle, what was done is done and told, and doing it again does the rest; a
// copy of the request has no second effect on any of them. What becomes of each
// is in the answer; the error is about the whole: CodeDenied for who is no
// release manager, CodeNotFound for no such window, CodeBlocked where there is
// nothing to do.
func (d *Desk) Package(ctx context.Context, cmd PackageCommand) (workflow.PackageDone, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return workflow.PackageDone{}, err
	}
	if err := d.mayManage(ctx, b, cmd.By, cmd.Action); err != nil {
		return workflow.PackageDone{}, err
	}
	if row, _ := workflow.Find(workflow.Scheduled, cmd.Action); row.Reason {
		if err := checkReason(cmd.Reason); err != nil {
			return workflow.PackageDone{}, err
		}
	}
	f, releases, err := d.packageOf(ctx, b, cmd)
	if err != nil {
		return workflow.PackageDone{}, err
	}
	done := workflow.PackageDone{Action: cmd.Action, Slot: f.Slot, Zone: f.Zone}
	moved := map[string]workflow.Release{}
	gone := false // the store does not answer, or the time is up: the rest is not tried
	for _, r := range releases {
		result := workflow.PackageResult{Number: r.Number, Title: r.Request.Title}
		if gone || ctx.Err() != nil {
			gone, result.Why = true, "Not tried: there was no time left. Do it once more for the rest."
			done.Results = append(done.Results, result)
			continue
		}
		out, err := d.Do(ctx, Command{Action: cmd.Action, Release: r.Number, By: cmd.By, Request: cmd.Request + ":" + r.Number.String(), Reason: cmd.Reason, Window: cmd.To, Anyway: cmd.Anyway, apart: true})
		if err != nil {
			gone, result.Why = away(err), sentence(err)
		} else {
			result.Done, result.Copy = true, out.Copy
			if p := out.Release.Place; p != nil && cmd.Action != workflow.ActStart {
				slot := slotOf(b.policy, p)
				result.Slot = &slot
			}
		}
		done.Results = append(done.Results, result)
		if err == nil {
			moved[out.Release.Bundle()] = out.Release
		}
	}
	for _, r := range moved { // what of their bundles is in another window comes along
		d.follow(ctx, Command{Action: cmd.Action}, &r)
	}
	return done, nil
}

// packageOf gives a window and the releases of it that a command is about: those
// that can be, and those that this very request did before.
func (d *Desk) packageOf(ctx context.Context, b bench, cmd PackageCommand) (workflow.WindowFacts, []workflow.Release, error) {
	f, err := d.windowFacts(ctx, b, cmd.Window)
	if err != nil {
		return f, nil, err
	}
	states, known := packageStates[cmd.Action]
	if !known {
		return f, nil, workflow.Refuse(workflow.CodeInvalid, "Nobody can %s a whole package.", policy.Verb(cmd.Action))
	}
	var all []workflow.Release
	here := map[workflow.Number]bool{}
	for _, r := range f.Releases {
		here[r.Release.Number] = true
		all = append(all, r.Release)
	}
	var away []workflow.Number // looked at, and moved since: by this request, or by somebody else
	for _, n := range cmd.Releases {
		if !here[n] {
			away = append(away, n)
		}
	}
	moved, err := d.numbered(ctx, away, "")
	if err != nil {
		return f, nil, err
	}
	for _, n := range away {
		if r, ok := moved[n]; ok {
			all = append(all, r)
		}
	}
	var out []workflow.Release
	for _, r := range all {
		_, before := r.Done(cmd.Request + ":" + r.Number.String())
		wanted := len(cmd.Releases) == 0 || slices.Contains(cmd.Releases, r.Number)
		if wanted && (before || here[r.Number] && slices.Contains(states, r.State) && r.Request.Type != workflow.Emergency) {
			out = append(out, r)
		}
	}
	if len(out) == 0 {
		return f, nil, workflow.Refuse(workflow.CodeBlocked, "There is no release in this window that anybody could %s now.", policy.Verb(cmd.Action))
	}
	return f, out, nil
}

// packageOrder puts releases in the order in which they may start: what others
// start after comes before them, and else by number.
func packageOrder(releases []workflow.Release) []workflow.Release {
	slices.SortStableFunc(releases, func(a, b workflow.Release) int { return cmp.Compare(a.Number, b.Number) })
	at := map[workflow.Number]int{}
	for i, r := range releases {
		at[r.Number] = i
	}
	out := make([]workflow.Release, 0, len(releases))
	placed := map[workflow.Number]bool{}
	var place func(i int)
	place = func(i int) {
		if r := releases[i]; !placed[r.Number] {
			placed[r.Number] = true // first: in a circle somebody has to be
			for _, n := range r.Request.DependsOn {
				if j, here := at[n]; here {
					place(j)
				}
			}
			out = append(out, r)
		}
	}
	for i := range releases {
		place(i)
	}
	return out
}

// openNeeds lists what a release starts after and that is not live yet.
func openNeeds(r *workflow.Release, needs map[workflow.Number]workflow.Release) []workflow.Number {
	var out []workflow.Number
	for _, n := range r.Request.DependsOn {
		if on, known := needs[n]; r.OnItsWay() && (!known || !policy.Reached(&on)) {
			out = append(out, n)
		}
	}
	return out
}

// MayManage tells whether a person may do something to a whole package; a form
// that asks for a reason is not opened for who may not. CodeDenied.
func (d *Desk) MayManage(ctx context.Context, by workflow.PersonID, action workflow.Action) error {
	b, err := d.bench(ctx)
	if err != nil {
		return err
	}
	return d.mayManage(ctx, b, by, action)
}

func (d *Desk) mayManage(ctx context.Context, b bench, by workflow.PersonID, action workflow.Action) error {
	managers := b.members[b.policy.ManagerRole]
	if slices.Contains(managers, by) {
		return nil
	}
	return workflow.Refuse(workflow.CodeDenied, "Only a release manager can %s a whole package: %s. Each release has its own buttons.", policy.Verb(action), d.list(ctx, managers))
}

// packageTargets is how many coming windows a package is offered.
const packageTargets = 12

// PackageTargets gives a window with its package, and the coming windows of its
// heartbeat with their free places. CodeNotFound.
func (d *Desk) PackageTargets(ctx context.Context, id workflow.WindowID) (workflow.WindowFacts, []workflow.WindowOption, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return workflow.WindowFacts{}, nil, err
	}
	f, err := d.windowFacts(ctx, b, id)
	if err != nil {
		return f, nil, err
	}
	h, ok := b.policy.Heartbeat(f.Slot.Heartbeat)
	if !ok {
		return f, nil, nil
	}
	slots, err := calendar.Next(h, b.now, packageTargets)
	if err != nil {
		return f, nil, err
	}
	taken := d.spanOf(ctx, slots)
	var out []workflow.WindowOption
	for _, slot := range slots {
		w := taken[slot.ID]
		w.Slot = slot // as the policy has it now
		if policy.CheckSlot(slot, b.now).Pass && slot.ID != id {
			out = append(out, workflow.WindowOption{Slot: slot, Free: w.Free()})
		}
	}
	return f, out, nil
}
