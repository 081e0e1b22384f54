package mongodb

import (
	"context"
	"errors"
	"fmt"

	"drumbeat/workflow"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

type releases struct{ s *Store }

func (r releases) coll() *mongo.Collection { return r.s.db.Collection(releasesName) }

// createTries bounds how often Create takes another number when other
// processes are faster. Within a process creations take turns.
const createTries = 32

func (r releases) Create(ctx context.Context, build func(workflow.Number) workflow.Release) (workflow.Release, error) {
	select {
	case r.s.creating <- struct{}{}:
		defer func() { <-r.s.creating }()
	case <-ctx.Done():
		return workflow.Release{}, away("wait to create a release", ctx.Err())
	}
	for range createTries {
		last, err := r.last(ctx)
		if err != nil {
			return workflow.Release{}, err
		}
		release := build(last + 1)
		release.Number, release.Version = last+1, 1
		doc := fromRelease(release, newMeta(1))
		w, err := newWrite(r.coll(), true, doc.Number, doc.Meta, doc)
		if err != nil {
			return workflow.Release{}, err
		}
		applied, err := r.s.save(ctx, w)
		if err != nil {
			return workflow.Release{}, err
		}
		if applied {
			return doc.toDomain()
		}
		// Taken is the number or the origin; which, only reading tells on every server.
		earlier, found, err := one[releaseDoc](ctx, r.coll(), query{filter: bson.D{{Key: "origin", Value: doc.Origin}}})
		if err != nil {
			return workflow.Release{}, err
		}
		if found {
			return earlier, workflow.Refuse(workflow.CodeExists, "This request is stored already, as %s.", earlier.Number)
		}
	}
	return workflow.Release{}, workflow.Refuse(workflow.CodeConflict, "Many people ask for releases at this moment. Nothing was saved; try again.")
}

// last gives the highest number in use, 0 when there is none.
func (r releases) last(ctx context.Context) (workflow.Number, error) {
	var doc struct {
		Number int64 `bson:"_id"`
	}
	err := r.coll().FindOne(ctx, bson.D{}, options.FindOne().
		SetSort(bson.D{{Key: "_id", Value: -1}}).SetProjection(bson.D{{Key: "_id", Value: 1}})).Decode(&doc)
	if err != nil && !errors.Is(err, mongo.ErrNoDocuments) {
		return 0, unread("read the highest release number", err)
	}
	return workflow.Number(doc.Number), nil
}

func (r releases) Get(ctx context.Context, n workflow.Number) (workflow.Release, error) {
	if err := ended(ctx); err != nil {
		return workflow.Release{}, err
	}
	release, found, err := one[releaseDoc](ctx, r.coll(), byID(int64(n)))
	if err == nil && !found {
		err = noRelease(n)
	}
	return release, err
}

func noRelease(n workflow.Number) error {
	return workflow.Refuse(workflow.CodeNotFound, "There is no release %s.", n)
}

func (r releases) Replace(ctx context.Context, release workflow.Release) error {
	doc := fromRelease(release, newMeta(release.Version+1))
	w, err := newWrite(r.coll(), false, doc.Number, doc.Meta, doc)
	if err != nil {
		return err
	}
	applied, err := r.s.save(ctx, w)
	if err != nil || applied {
		return err
	}
	_, found, err := one[releaseDoc](ctx, r.coll(), byID(doc.Number))
	switch {
	case err != nil:
		return err
	case !found:
		return noRelease(release.Number)
	}
	return &workflow.Error{
		Code:    workflow.CodeConflict,
		Message: fmt.Sprintf("Somebody else changed %s at the same moment. Look again and try once more.", release.Number),
	}
}

func (r releases) List(ctx context.Context, f workflow.ReleaseFilter) ([]workflow.Release, error) {
	if err := ended(ctx); err != nil {
		return nil, err
	}
	return all[releaseDoc](ctx, r.coll(), listQuery(f))
}

func (r releases) Versions(ctx context.Context, numbers []workflow.Number) ([]workflow.ReleaseVersion, error) {
	if err := ended(ctx); err != nil {
		return nil, err
	}
	if numbers != nil && len(numbers) == 0 {
		return nil, nil // all the open ones are asked for with nil
	}
	return all[versionDoc](ctx, r.coll(), versionsQuery(numbers))
}

// versionDoc is what of a release tells whether it has changed.
type versionDoc struct {
	Number  int64 `bson:"_id"`
	Version int64 `bson:"version"`
}

func (d versionDoc) toDomain() (workflow.ReleaseVersion, error) {
	if d.Version < 1 {
		return workflow.ReleaseVersion{}, fmt.Errorf("it has version %d, and the first is 1", d.Version)
	}
	return workflow.ReleaseVersion{Number: workflow.Number(d.Number), Version: d.Version}, nil
}

func versionsQuery(numbers []workflow.Number) query {
	filter := bson.D{{Key: "open", Value: true}}
	if numbers != nil {
		filter = bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: convert(numbers, func(n workflow.Number) int64 { return int64(n) })}}}}
	}
	return query{
		filter: filter,
		sort:   bson.D{{Key: "_id", Value: -1}},
		fields: bson.D{{Key: "_id", Value: 1}, {Key: "version", Value: 1}},
	}
}

func (r releases) Owing(ctx context.Context, limit int) ([]workflow.Release, error) {
	if err := ended(ctx); err != nil {
		return nil, err
	}
	return all[releaseDoc](ctx, r.coll(), owingQuery(limit))
}

func listQuery(f workflow.ReleaseFilter) query {
	var filter bson.D
	and := func(key string, value any) { filter = append(filter, bson.E{Key: key, Value: value}) }
	if len(f.States) > 0 {
		and("state", bson.D{{Key: "$in", Value: plain(f.States)}})
	}
	if f.Open {
		and("open", true)
	}
	if f.Requester != "" {
		and("requester", string(f.Requester))
	}
	if f.Waiting != "" {
		and("waiting", string(f.Waiting))
	}
	if f.Origin != "" {
		and("origin", originGiven+f.Origin)
	}
	if f.Window != "" {
		and("window", string(f.Window))
	}
	if f.System != "" {
		and("request.system", f.System)
	}
	if f.Needs != 0 {
		and("request.depends_on", int64(f.Needs))
	}
	if f.Merged != 0 {
		and("merged_into", int64(f.Merged))
	}
	var id bson.D
	if len(f.Numbers) > 0 {
		id = append(id, bson.E{Key: "$in", Value: convert(f.Numbers, func(n workflow.Number) int64 { return int64(n) })})
	}
	if f.Before > 0 {
		id = append(id, bson.E{Key: "$lt", Value: int64(f.Before)})
	}
	if id != nil {
		and("_id", id)
	}
	if filter == nil {
		filter = bson.D{}
	}
	limit := int64(f.Limit)
	if limit <= 0 {
		limit = 100
	}
	return query{filter: filter, sort: bson.D{{Key: "_id", Value: -1}}, limit: limit}
}

func owingQuery(limit int) query {
	return query{
		filter: bson.D{{Key: "owing", Value: true}},
		sort:   bson.D{{Key: "updated_at", Value: 1}, {Key: "_id", Value: 1}},
		limit:  int64(limit),
	}
}
