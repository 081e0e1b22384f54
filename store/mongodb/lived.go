package mongodb

import (
	"context"
	"time"

	"drumbeat/workflow"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// livedBatch is how many releases one round trip brings.
const livedBatch = 1000

// livedFields are what of a release is read to count what happened to it.
var livedFields = bson.D{
	{Key: "_id", Value: 1}, {Key: "version", Value: 1}, {Key: "schema", Value: 1}, {Key: "revision", Value: 1}, {Key: "state", Value: 1},
	{Key: "request.system", Value: 1}, {Key: "request.team", Value: 1}, {Key: "request.type", Value: 1}, {Key: "request.impact", Value: 1},
	{Key: "asks", Value: 1}, {Key: "place", Value: 1}, {Key: "created_at", Value: 1}, {Key: "updated_at", Value: 1}, {Key: "history", Value: 1},
}

// stillQuery finds what is open and was not changed since; changedQuery what was.
func stillQuery(from, to time.Time) query {
	return query{fields: livedFields, filter: bson.D{{Key: "open", Value: true},
		{Key: "updated_at", Value: bson.D{{Key: "$lt", Value: from}}}, {Key: "created_at", Value: bson.D{{Key: "$lt", Value: to}}}}}
}

func changedQuery(from, to time.Time) query {
	return query{fields: livedFields, filter: bson.D{
		{Key: "updated_at", Value: bson.D{{Key: "$gte", Value: from}}}, {Key: "created_at", Value: bson.D{{Key: "$lt", Value: to}}}}}
}

// Lived asks first for what was not changed: what is changed between the two
// questions is found by both, and counted once, instead of by none. Only what is
// open is remembered for that.
func (r releases) Lived(ctx context.Context, from, to time.Time, visit func(*workflow.Release) error) error {
	if err := ended(ctx); err != nil {
		return err
	}
	from, to = cut(from), cut(to)
	seen := map[workflow.Number]bool{}
	err := r.eachLived(ctx, stillQuery(from, to), func(release *workflow.Release) error {
		seen[release.Number] = true
		return visit(release)
	})
	if err != nil {
		return err
	}
	return r.eachLived(ctx, changedQuery(from, to), func(release *workflow.Release) error {
		if seen[release.Number] {
			return nil
		}
		return visit(release)
	})
}

func (r releases) eachLived(ctx context.Context, q query, visit func(*workflow.Release) error) error {
	const op = "read what happened to releases"
	cursor, err := r.coll().Find(ctx, q.filter, options.Find().SetProjection(q.fields).SetBatchSize(livedBatch))
	if err != nil {
		return unread(op, err)
	}
	defer func() { _ = cursor.Close(context.WithoutCancel(ctx)) }()
	for cursor.Next(ctx) {
		release, err := decode[releaseDoc](cursor.Current)
		if err != nil {
			return unread(op, err)
		}
		asRead := lived(&release)
		if err := visit(&asRead); err != nil {
			return err
		}
	}
	if err := cursor.Err(); err != nil {
		return unread(op, err)
	}
	return nil
}

// lived keeps of a release what the contract promises: a store gives no more than
// another.
func lived(r *workflow.Release) workflow.Release {
	out := workflow.Release{Number: r.Number, Version: r.Version, Revision: r.Revision, State: r.State,
		Request: workflow.Request{System: r.Request.System, Team: r.Request.Team, Type: r.Request.Type, Impact: r.Request.Impact},
		Asks:    r.Asks, Place: r.Place, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, History: r.History}
	for i := range out.History {
		e := &out.History[i]
		e.Reason, e.Request, e.Content, e.Prev, e.Hash = "", "", "", "", ""
	}
	return out
}
