package mongodb

import (
	"context"
	"fmt"
	"time"

	"drumbeat/workflow"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// index is one index that a query or a promise rests on, besides the unique one
// on _id that every collection has.
type index struct {
	collection string
	name       string
	keys       bson.D
	unique     bool
}

// indexes are all of them. The numbers of releases grow, so that a list by
// number is a list by age.
var indexes = []index{
	{releasesName, "origin", ascending("origin"), true},
	{releasesName, "open", newest("open"), false},
	{releasesName, "state", newest("state"), false},
	{releasesName, "requester", newest("requester"), false},
	{releasesName, "waiting", newest("waiting"), false},
	{releasesName, "window", newest("window"), false},
	{releasesName, "system", newest("request.system"), false},
	{releasesName, "needs", newest("request.depends_on"), false},
	{releasesName, "merged", newest("merged_into"), false},
	{releasesName, "queue", ascending("queued", "spot", "_id"), false},
	{releasesName, "lane", ascending("queued", "lane", "spot", "_id"), false},
	{releasesName, "sent", ascending("queued", "lane", "request.type", "sent_at"), false},
	{releasesName, "bundle", ascending("queued", "endorsement.bundle", "spot", "_id"), false},
	{releasesName, "owing", ascending("owing", "updated_at", "_id"), false},
	{releasesName, "lived", ascending("updated_at", "created_at"), false},
	{windowsName, "opens", ascending("opens", "_id"), false},
	{noticesName, "due", ascending("active", "at"), false},
	{noticesName, "dead", bson.D{{Key: "delivery.status", Value: 1}, {Key: "delivery.done_at", Value: -1}, {Key: "_id", Value: 1}}, false},
}

func ascending(keys ...string) bson.D {
	return convert(keys, func(k string) bson.E { return bson.E{Key: k, Value: 1} })
}

func newest(key string) bson.D { return bson.D{{Key: key, Value: 1}, {Key: "_id", Value: -1}} }

// indexFor bounds EnsureIndexes where the context allows more; building one on
// a large collection takes a while.
const indexFor = 2 * time.Minute

// EnsureIndexes makes the indexes that are missing and then compares what the
// server lists with what is declared. Before it has succeeded once on a
// database, a request could be stored twice. It is safe to repeat and to call
// from several processes at once. Its errors are those of a write; one that
// names an index is for the operator to mend.
func (s *Store) EnsureIndexes(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, indexFor)
	defer cancel()
	for _, c := range []string{releasesName, windowsName, noticesName} {
		missing, err := s.missingIndexes(ctx, c)
		if err != nil {
			return err
		}
		if len(missing) == 0 {
			continue
		}
		models := convert(missing, func(x index) mongo.IndexModel {
			return mongo.IndexModel{Keys: x.keys, Options: options.Index().SetName(x.name).SetUnique(x.unique)}
		})
		if _, err := s.db.Collection(c).Indexes().CreateMany(ctx, models); err != nil {
			return unread("make the indexes of "+c, err)
		}
		missing, err = s.missingIndexes(ctx, c)
		if err == nil && len(missing) > 0 {
			err = wrongIndex(missing[0], "not there, although the server said that it made it")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// missingIndexes lists the declared indexes that a collection does not have.
// One that has the name and is another is an error.
func (s *Store) missingIndexes(ctx context.Context, collection string) ([]index, error) {
	op := "list the indexes of " + collection
	cursor, err := s.db.Collection(collection).Indexes().List(ctx)
	if err != nil {
		return nil, unread(op, err)
	}
	var listed []struct {
		Name   string `bson:"name"`
		Key    bson.D `bson:"key"`
		Unique bool   `bson:"unique"`
	}
	if err := cursor.All(ctx, &listed); err != nil {
		return nil, unread(op, err)
	}
	found := map[string]string{}
	for _, l := range listed {
		found[l.Name] = describe(l.Key, l.Unique)
	}
	var missing []index
	for _, x := range indexes {
		want := describe(x.keys, x.unique)
		switch got, there := found[x.name]; {
		case x.collection != collection:
		case !there:
			missing = append(missing, x)
		case got != want:
			return nil, wrongIndex(x, fmt.Sprintf("%q, want %q: drop it and start again", got, want))
		}
	}
	return missing, nil
}

func wrongIndex(x index, what string) error {
	return fail(workflow.CodeInternal, saidUnread, "compare indexes", fmt.Errorf("index %s of %s is %s", x.name, x.collection, what))
}

// describe writes an index so that two of them can be compared: servers give
// the direction of a key back as one or another kind of number.
func describe(keys bson.D, unique bool) string {
	text := ""
	for _, k := range keys {
		text += fmt.Sprintf("%s:%v ", k.Key, k.Value)
	}
	if unique {
		text += "unique"
	}
	return text
}
