package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

const (
	mostMates   = 50  // releases of one bundle that are moved and shown together
	mostBundled = 200 // releases among which bundles are looked for
)

// mates lists the others of a release's bundle that are still to go live, in the
// order of the queue.
func (d *Desk) mates(ctx context.Context, r *workflow.Release) ([]workflow.Release, error) {
	name := r.Bundle()
	if name == "" {
		return nil, nil
	}
	all, err := d.bundle(ctx, name)
	return slices.DeleteFunc(all, func(o workflow.Release) bool { return o.Number == r.Number }), err
}

// bundle lists what is in a bundle and still to go live.
func (d *Desk) bundle(ctx context.Context, name string) ([]workflow.Release, error) {
	all, err := d.store.Queue.Page(ctx, workflow.QueueFilter{Bundle: name, Limit: mostMates})
	return slices.DeleteFunc(all, func(r workflow.Release) bool { return r.Bundle() != name }), err
}

// matesOf is what people see of the others of a bundle.
func matesOf(p *workflow.Policy, mates []workflow.Release) []workflow.Mate {
	var out []workflow.Mate
	for _, m := range mates {
		mate := workflow.Mate{Number: m.Number, Title: m.Request.Title, State: m.State}
		if m.Place != nil {
			slot := slotOf(p, m.Place)
			mate.Slot = &slot
		}
		out = append(out, mate)
	}
	return out
}

// Bundles lists the bundles that requests of the release's department are in, with
// what is in them, so that it can be put into one of them. CodeNotFound.
func (d *Desk) Bundles(ctx context.Context, n workflow.Number) (map[string][]workflow.Mate, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return nil, err
	}
	r, err := d.store.Releases.Get(ctx, n)
	if err != nil {
		return nil, d.notFound(err, n)
	}
	dept, known := b.policy.Department(r.Request.Team)
	if !known {
		return nil, nil
	}
	f := workflow.QueueFilter{Bundled: true, Limit: mostBundled}
	for _, team := range dept.Teams {
		f.Teams = append(f.Teams, workflow.TeamKey(team))
	}
	found, err := d.store.Queue.Page(ctx, f)
	out := map[string][]workflow.Mate{}
	for _, o := range found {
		if name := o.Bundle(); name != "" {
			out[name] = append(out[name], matesOf(b.policy, []workflow.Release{o})...)
		}
	}
	return out, err
}

// spelled gives a bundle's name as it is written already: people write it with and
// without capitals.
func (d *Desk) spelled(ctx context.Context, name string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	if name == "" {
		return "", nil
	}
	found, err := d.store.Queue.Page(ctx, workflow.QueueFilter{Bundled: true, Limit: mostBundled})
	for _, r := range found {
		if there := r.Bundle(); strings.EqualFold(there, name) {
			return there, nil
		}
	}
	return name, err
}

// joins refuses to put a release into a bundle with which it can never go live.
func (d *Desk) joins(ctx context.Context, b bench, r *workflow.Release, name string) error {
	if name == "" {
		return nil
	}
	if n := len([]rune(name)); n > policy.MaxShort {
		return atField(workflow.FieldBundle, "The name of the bundle has %d characters; at most %d fit. Please shorten it.", n, policy.MaxShort)
	}
	if r.Request.Type == workflow.Emergency {
		return atField(workflow.FieldBundle, "%s is an emergency: it waits for no other.", r.Number)
	}
	there, err := d.bundle(ctx, name)
	if err != nil {
		return err
	}
	there = slices.DeleteFunc(there, func(o workflow.Release) bool { return o.Number == r.Number })
	if len(there) >= mostMates {
		return atField(workflow.FieldBundle, "There are %d requests in this bundle, and no more fit. Begin another.", len(there))
	}
	if len(there) == 0 {
		return nil
	}
	was := policy.Apart(b.policy, pointersOf(there))
	with := policy.Apart(b.policy, append(pointersOf(there), r))
	if len(with) > len(was) {
		s := fmt.Sprintf("%s cannot ride with bundle %s. %s Choose another bundle, or none.", r.Number, name, with[0].Reason)
		return &workflow.Error{Code: workflow.CodeInvalid, Message: s, Findings: with, Fields: map[workflow.Field]string{workflow.FieldBundle: s}}
	}
	return nil
}

func pointersOf(releases []workflow.Release) []*workflow.Release {
	out := make([]*workflow.Release, 0, len(releases)+1)
	for i := range releases {
		out = append(out, &releases[i])
	}
	return out
}

// leaveBundle takes r out of its bundle, in the same write as what it does alone.
func leaveBundle(r *workflow.Release, b bench, cmd Command) {
	if r.Endorsement == nil || r.Endorsement.Bundle == "" {
		return
	}
	name := r.Endorsement.Bundle
	r.Endorsement = &workflow.Endorsement{By: r.Endorsement.By, At: r.Endorsement.At, Revision: r.Endorsement.Revision}
	record(r, b, Command{Action: workflow.ActLeave, By: cmd.By, Reason: cmd.Reason}, r.State, workflow.Entry{About: name})
}

// editedOut takes r out of its bundle where an edit leads it elsewhere: it asks
// for another window than the bundle's, or rides with another heartbeat now.
func (d *Desk) editedOut(ctx context.Context, b bench, before, r *workflow.Release, cmd Command, changed []workflow.Field) error {
	if before.Bundle() == "" || r.Endorsement == nil {
		return nil
	}
	if r.Request.Type == workflow.Emergency {
		leaveBundle(r, b, Command{By: cmd.By, Reason: "It is an emergency now, which waits for no other."})
		return nil
	}
	mates, err := d.mates(ctx, before)
	if err != nil {
		return err
	}
	mates = slices.DeleteFunc(mates, func(m workflow.Release) bool { return !m.Rides() })
	if len(mates) == 0 {
		return nil
	}
	if apart := policy.Apart(b.policy, append(pointersOf(mates), r)); len(apart) > 0 && !sameRide(b.policy, &before.Request, &r.Request) {
		leaveBundle(r, b, Command{By: cmd.By, Reason: apart[0].Reason})
		return nil
	}
	want := r.Request.Window
	there := slices.ContainsFunc(mates, func(m workflow.Release) bool { return m.Place != nil && m.Place.Window == want })
	if want != "" && !there && slices.Contains(changed, workflow.FieldWindow) {
		leaveBundle(r, b, Command{By: cmd.By, Reason: "It asks for another window than its bundle has."})
	}
	return nil
}

// noRoomFor says which of a bundle does not fit a window, and what to do.
func noRoomFor(r, mate *workflow.Release, why string) string {
	return fmt.Sprintf("Bundle %s cannot go there as a whole, because of %s: %s Choose another window, or %s alone.", r.Bundle(), mate.Number, why, r.Number)
}
