package mongodb

import (
	"context"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// stored is a document that turns into a value of the domain.
type stored[D any] interface {
	toDomain() (D, error)
}

// query is a filter with its order, in one place so that a test can ask the
// server which index serves it.
type query struct {
	filter bson.D
	sort   bson.D
	limit  int64  // 0: no limit
	fields bson.D // what of the documents is read; nil: all of it
}

// one reads the first document of a query; found is false when there is none.
func one[S stored[D], D any](ctx context.Context, c *mongo.Collection, q query) (value D, found bool, err error) {
	opts := options.FindOne()
	if q.sort != nil {
		opts.SetSort(q.sort)
	}
	raw, err := c.FindOne(ctx, q.filter, opts).Raw()
	if errors.Is(err, mongo.ErrNoDocuments) {
		return value, false, nil
	}
	if err != nil {
		return value, false, unread("read from "+c.Name(), err)
	}
	value, err = decode[S](raw)
	if err != nil {
		return value, false, unread("read from "+c.Name(), err)
	}
	return value, true, nil
}

// all reads the documents of a query.
func all[S stored[D], D any](ctx context.Context, c *mongo.Collection, q query) ([]D, error) {
	opts := options.Find().SetSort(q.sort)
	if q.limit > 0 {
		// One batch where it fits: the default first batch of 101 would cost a
		// page of that size a second round trip.
		opts = opts.SetLimit(q.limit).SetBatchSize(int32(min(q.limit, 10_000)))
	}
	if q.fields != nil {
		opts = opts.SetProjection(q.fields)
	}
	var out []D
	cursor, err := c.Find(ctx, q.filter, opts)
	if err != nil {
		return nil, unread("list "+c.Name(), err)
	}
	defer func() { _ = cursor.Close(context.WithoutCancel(ctx)) }()
	for cursor.Next(ctx) {
		value, err := decode[S](cursor.Current)
		if err != nil {
			return nil, unread("list "+c.Name(), err)
		}
		out = append(out, value)
	}
	if err := cursor.Err(); err != nil {
		return nil, unread("list "+c.Name(), err)
	}
	return out, nil
}

func decode[S stored[D], D any](raw bson.Raw) (value D, err error) {
	var doc S
	if err := bson.Unmarshal(raw, &doc); err != nil {
		return value, &undecodedError{identified(raw, err)}
	}
	value, err = doc.toDomain()
	return value, identified(raw, err)
}

// identified says which document it is that cannot be read: whoever mends it has to
// find it.
func identified(raw bson.Raw, err error) error {
	if err == nil {
		return nil
	}
	id, found := raw.LookupErr("_id")
	if found != nil {
		return err
	}
	return fmt.Errorf("_id %s: %w", id, err)
}

func byID(id any) query { return query{filter: bson.D{{Key: "_id", Value: id}}} }
