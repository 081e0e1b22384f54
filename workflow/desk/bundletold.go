package desk

import (
	"context"
	"slices"

	"drumbeat/workflow"
)

// toldMates lists what the others of a bundle show or are told since r changed: a
// line in the thread of each card where r left the bundle, by whatever way, and
// the cards themselves, which name who is in it. It is asked when r's own notices
// are handed over, which is repeated until it is done: dying here costs nothing.
func (d *Desk) toldMates(ctx context.Context, r *workflow.Release) ([]workflow.Notice, error) {
	if r.Endorsement == nil {
		return nil, nil
	}
	left := map[string][]workflow.Entry{} // by bundle; none: only what it shows is another
	for _, n := range r.Owes {
		if n.Kind != workflow.NoticeEvent || n.Entry < 1 || n.Entry > len(r.History) {
			continue
		}
		e := r.History[n.Entry-1]
		was, is := bundleAround(r, n.Entry-1)
		if was != "" {
			left[was] = append(left[was], nil...)
		}
		if is != "" {
			left[is] = append(left[is], nil...)
		}
		if was != "" && was != is {
			left[was] = append(left[was], e)
		}
	}
	if len(left) == 0 {
		return nil, nil
	}
	p, err := d.currentPolicy(ctx)
	if err != nil {
		return nil, err
	}
	o := &owed{p: p, now: d.now().UTC()}
	for name, entries := range left {
		mates, err := d.bundle(ctx, name)
		if err != nil {
			return nil, err
		}
		for _, m := range mates {
			if m.Number == r.Number {
				continue
			}
			o.boards(&m)
			for _, e := range entries {
				o.out = append(o.out, workflow.Notice{ID: workflow.BundleID(m.Number, r.Number, e.Seq), Kind: workflow.NoticeBundle, Channel: p.ReleaseChannel,
					Thread: workflow.CardID(m.Number), Release: r.Number, Entry: e.Seq, Due: e.At})
			}
		}
	}
	return merge(nil, o.out), nil
}

// bundleAround gives the bundle that a release was in before a history entry and
// after it. Who went live did not leave it: it is where the others go.
func bundleAround(r *workflow.Release, i int) (was, is string) {
	in := ""
	for k, e := range r.History[:i+1] {
		was = in
		switch {
		case e.Action == workflow.ActEndorse:
			in = e.About
		case e.Action == workflow.ActLeave, slices.Contains(e.Changed, workflow.FieldTeam):
			in = ""
		}
		is = in
		if e.To == workflow.Rejected || e.To == workflow.Withdrawn {
			is = ""
		}
		if k == i && (e.From == workflow.Rejected || e.From == workflow.Withdrawn) {
			was = ""
		}
	}
	return was, is
}
