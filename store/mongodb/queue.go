package mongodb

import (
	"context"
	"slices"

	"drumbeat/workflow"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

type queue struct{ s *Store }

func (q queue) Page(ctx context.Context, f workflow.QueueFilter) ([]workflow.Release, error) {
	if err := ended(ctx); err != nil {
		return nil, err
	}
	out, err := all[releaseDoc](ctx, releases(q).coll(), pageQuery(f))
	if f.Ahead != nil {
		slices.Reverse(out)
	}
	return out, err
}

// pageQuery walks the queue in its order; what else a filter asks for is looked at
// on the way. The queue is as long as there are requests under way, not as the
// history.
func pageQuery(f workflow.QueueFilter) query {
	q := query{filter: queueFilter(f), limit: int64(f.Limit)}
	if q.limit <= 0 {
		q.limit = 100
	}
	way, beyond, at := 1, "$gt", f.After
	if f.Ahead != nil {
		way, beyond, at = -1, "$lt", f.Ahead
	}
	if at != nil {
		q.filter = append(q.filter, bson.E{Key: "$or", Value: bson.A{
			bson.D{{Key: "spot", Value: bson.D{{Key: beyond, Value: at.Order}}}},
			bson.D{{Key: "spot", Value: at.Order}, {Key: "_id", Value: bson.D{{Key: beyond, Value: int64(at.Number)}}}},
		}})
	}
	q.sort = bson.D{{Key: "spot", Value: way}, {Key: "_id", Value: way}}
	return q
}

func (q queue) Count(ctx context.Context, f workflow.QueueFilter) (int, error) {
	if err := ended(ctx); err != nil {
		return 0, err
	}
	n, err := releases(q).coll().CountDocuments(ctx, queueFilter(f), options.Count())
	if err != nil {
		return 0, unread("count the queue", err)
	}
	return int(n), nil
}

func queueFilter(f workflow.QueueFilter) bson.D {
	filter := bson.D{{Key: "queued", Value: true}}
	and := func(set bool, key string, value any) {
		if set {
			filter = append(filter, bson.E{Key: key, Value: value})
		}
	}
	and(f.Lane != "", "lane", string(f.Lane))
	and(f.Type != "", "request.type", string(f.Type))
	and(f.Bundle != "", "endorsement.bundle", f.Bundle)
	and(f.Bundled && f.Bundle == "", "endorsement.bundle", bson.D{{Key: "$gt", Value: ""}})
	and(f.System != "", "request.system", f.System)
	and(len(f.Teams) > 0, "team", bson.D{{Key: "$in", Value: f.Teams}})
	and(f.Requester != "", "requester", string(f.Requester))
	if !f.SentBefore.IsZero() {
		and(true, "sent_at", bson.D{{Key: "$lt", Value: ceil(f.SentBefore)}})
	}
	return filter
}
