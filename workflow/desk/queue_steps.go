package desk

import (
	"context"
	"math"
	"strconv"

	"drumbeat/workflow"
)

// stepReorder puts a request elsewhere in the queue: at the top, at the end, or
// ahead of another.
func stepReorder(ctx context.Context, d *Desk, b bench, before, r *workflow.Release, cmd Command) error {
	order, err := d.orderFor(ctx, b, before, cmd)
	if err != nil {
		return err
	}
	r.Order = order
	record(r, b, cmd, before.State, workflow.Entry{About: strconv.FormatInt(order, 10)})
	return nil
}

// neighbours is how far up the queue room is looked for.
const neighbours = 50

// orderFor finds the order that brings a release where a command wants it.
func (d *Desk) orderFor(ctx context.Context, b bench, r *workflow.Release, cmd Command) (int64, error) {
	switch {
	case cmd.Top:
		first, err := d.store.Queue.Page(ctx, workflow.QueueFilter{Limit: 1})
		if err != nil {
			return 0, err
		}
		if len(first) == 0 || first[0].Number == r.Number {
			return 0, workflow.Refuse(workflow.CodeStale, "%s is at the top of the queue already.", r.Number)
		}
		return first[0].Spot().Order - 1, nil
	case cmd.Other == 0:
		end := workflow.Spot{Order: math.MaxInt64, Number: math.MaxInt32}
		last, err := d.store.Queue.Page(ctx, workflow.QueueFilter{Ahead: &end, Limit: 1})
		if err != nil {
			return 0, err
		}
		if len(last) == 0 || last[0].Number == r.Number {
			return 0, workflow.Refuse(workflow.CodeStale, "%s is at the end of the queue already.", r.Number)
		}
		return max(last[0].Spot().Order+1, b.now.UnixMilli()), nil
	case cmd.Other == r.Number:
		return 0, workflow.Refuse(workflow.CodeInvalid, "%s cannot go ahead of itself.", r.Number)
	}
	other, err := d.store.Releases.Get(ctx, cmd.Other)
	if err != nil {
		return 0, d.notFound(err, cmd.Other)
	}
	if other.Lane() == "" {
		return 0, workflow.Refuse(workflow.CodeStale, "%s is not in the queue any more. Look at the queue again.", other.Number)
	}
	spot := other.Spot()
	ahead, err := d.store.Queue.Page(ctx, workflow.QueueFilter{Ahead: &spot, Limit: neighbours})
	if err != nil {
		return 0, err
	}
	if n := len(ahead); n > 0 && ahead[n-1].Number == r.Number {
		return 0, workflow.Refuse(workflow.CodeStale, "%s is ahead of %s already.", r.Number, other.Number)
	}
	return between(ahead, spot.Order, r.Number), nil
}

// between finds the nearest order below one that leaves room: the middle of the
// gap to the next request ahead. Where there is no gap it goes further up.
func between(ahead []workflow.Release, below int64, self workflow.Number) int64 {
	for i := len(ahead) - 1; i >= 0; i-- {
		if ahead[i].Number == self {
			continue
		}
		above := ahead[i].Spot().Order
		if below-above > 1 {
			return above + (below-above)/2
		}
		below = above
	}
	return below - 1
}

// stepMerge ends a duplicate: it goes on in another release.
func stepMerge(ctx context.Context, d *Desk, b bench, before, r *workflow.Release, cmd Command) error {
	if cmd.Other == r.Number {
		return unmergeable("A release cannot go on in itself. Choose the other one.")
	}
	other, err := d.mergeTarget(ctx, cmd.Other)
	if err != nil {
		return err
	}
	r.Place, r.MergedInto = nil, other.Number
	record(r, b, cmd, workflow.Withdrawn, workflow.Entry{About: other.Number.String()})
	o := &owed{p: b.policy, r: &other, now: b.now}
	o.refresh(workflow.Notice{ID: workflow.CardID(other.Number), Kind: workflow.NoticeCard, Channel: b.policy.ReleaseChannel})
	r.Owes = merge(r.Owes, o.out)
	return nil
}

// mergeTarget gives the release that a duplicate goes on in, and stores it as it
// is, at its next version: so whoever is about to merge that one at this moment
// loses the race and looks again. Two that were merged into each other would both
// be gone.
func (d *Desk) mergeTarget(ctx context.Context, n workflow.Number) (workflow.Release, error) {
	for range tries {
		other, err := d.store.Releases.Get(ctx, n)
		switch {
		case workflow.CodeOf(err) == workflow.CodeNotFound:
			return other, unmergeable("There is no " + n.String() + ". Give the number of the release that goes on, REL-12 for example.")
		case err != nil:
			return other, err
		case other.MergedInto != 0:
			return other, unmergeable(other.Number.String() + " was merged into " + other.MergedInto.String() + " itself. Merge into that one.")
		case other.State.Final():
			return other, unmergeable(other.Number.String() + " is over. Choose one that is still on its way.")
		}
		switch err = d.store.Releases.Replace(ctx, other); workflow.CodeOf(err) {
		case "":
			return other, nil
		case workflow.CodeConflict, workflow.CodeUnknown: // it is read again
		default:
			return other, err
		}
	}
	return workflow.Release{}, workflow.Refuse(workflow.CodeConflict, "Several people changed %s at the same moment. Nothing of yours was saved; look again and try once more.", n)
}

func unmergeable(sentence string) error {
	return &workflow.Error{Code: workflow.CodeInvalid, Message: sentence, Fields: map[workflow.Field]string{workflow.FieldMerge: sentence}}
}
