package mongodb

import (
	"context"
	"time"

	"drumbeat/workflow"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
)

type windows struct{ s *Store }

func (w windows) coll() *mongo.Collection { return w.s.db.Collection(windowsName) }

func (w windows) Get(ctx context.Context, id workflow.WindowID) (workflow.Window, error) {
	if err := ended(ctx); err != nil {
		return workflow.Window{}, err
	}
	window, found, err := one[windowDoc](ctx, w.coll(), byID(string(id)))
	if err == nil && !found {
		err = workflow.Refuse(workflow.CodeNotFound, "Nothing is stored for this window yet.")
	}
	return window, err
}

func (w windows) Put(ctx context.Context, window workflow.Window) error {
	doc := fromWindow(window, newMeta(window.Version+1))
	write, err := newWrite(w.coll(), window.Version == 0, doc.ID, doc.Meta, doc)
	if err != nil {
		return err
	}
	applied, err := w.s.save(ctx, write)
	if err == nil && !applied {
		err = workflow.Refuse(workflow.CodeConflict, "Somebody else changed this window at the same moment. Look again and try once more.")
	}
	return err
}

func (w windows) Span(ctx context.Context, from, to time.Time) ([]workflow.Window, error) {
	if err := ended(ctx); err != nil {
		return nil, err
	}
	return all[windowDoc](ctx, w.coll(), spanQuery(from, to))
}

// spanQuery compares with stored times, which are cut to the millisecond: a
// bound is rounded up, so that an opening before it stays before it.
func spanQuery(from, to time.Time) query {
	return query{
		filter: bson.D{{Key: "opens", Value: bson.D{{Key: "$gte", Value: ceil(from)}, {Key: "$lt", Value: ceil(to)}}}},
		sort:   bson.D{{Key: "opens", Value: 1}, {Key: "_id", Value: 1}},
	}
}

func ceil(t time.Time) time.Time {
	c := cut(t)
	if c.Before(t) {
		c = c.Add(time.Millisecond)
	}
	return c
}
