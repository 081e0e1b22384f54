package mongodb

import (
	"context"
	"time"

	"drumbeat/workflow"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

type drafts struct{ s *Store }

func (d drafts) coll() *mongo.Collection { return d.s.db.Collection(draftsName) }

// draftDoc is the request form that a person did not send.
type draftDoc struct {
	Person  string     `bson:"_id"`
	Schema  int32      `bson:"schema"`
	SavedAt time.Time  `bson:"saved_at"`
	Form    requestDoc `bson:"form"`
	Gone    bool       `bson:"gone,omitempty"` // sent or given up: only the moment is kept
}

func fromDraft(d workflow.Draft) draftDoc {
	return draftDoc{Person: string(d.Person), Schema: schema, SavedAt: cut(d.SavedAt), Form: fromRequest(d.Form)}
}

func (d draftDoc) toDomain() (workflow.Draft, error) {
	if err := (meta{Schema: d.Schema}).readable(); err != nil {
		return workflow.Draft{}, err
	}
	return workflow.Draft{Person: workflow.PersonID(d.Person), Form: d.Form.toDomain(), SavedAt: cut(d.SavedAt)}, nil
}

func (d drafts) Get(ctx context.Context, person workflow.PersonID) (workflow.Draft, error) {
	if err := ended(ctx); err != nil {
		return workflow.Draft{}, err
	}
	filter := byID(string(person))
	filter.filter = append(filter.filter, stands)
	draft, found, err := one[draftDoc](ctx, d.coll(), filter)
	if err == nil && !found {
		err = workflow.Refuse(workflow.CodeNotFound, "There is no draft.")
	}
	return draft, err
}

// stands holds of what is a draft still.
var stands = bson.E{Key: "gone", Value: bson.D{{Key: "$ne", Value: true}}}

// Put replaces an older draft or inserts the first.
func (d drafts) Put(ctx context.Context, draft workflow.Draft) error {
	doc := fromDraft(draft)
	older := bson.D{{Key: "_id", Value: doc.Person}, {Key: "$or", Value: bson.A{
		bson.D{{Key: "saved_at", Value: bson.D{{Key: "$lt", Value: doc.SavedAt}}}},
		bson.D{{Key: "saved_at", Value: doc.SavedAt}, stands},
	}}}
	return repeatable(ctx, "put draft", func(ctx context.Context) error { return d.put(ctx, older, doc) })
}

// put replaces what is older, or inserts the first. Where the insert finds the id
// taken, something was stored meanwhile: it is replaced if it is older after all,
// and else stays. The same written twice is the same.
func (d drafts) put(ctx context.Context, older bson.D, doc draftDoc) error {
	found, err := d.coll().ReplaceOne(ctx, older, doc)
	if err != nil || found.MatchedCount > 0 {
		return err
	}
	if _, err = d.coll().InsertOne(ctx, doc); mongo.IsDuplicateKeyError(err) {
		_, err = d.coll().ReplaceOne(ctx, older, doc, options.Replace())
	}
	return err
}

func (d drafts) Delete(ctx context.Context, person workflow.PersonID, until time.Time) error {
	doc := draftDoc{Person: string(person), Schema: schema, SavedAt: cut(until), Gone: true}
	older := bson.D{{Key: "_id", Value: doc.Person}, {Key: "saved_at", Value: bson.D{{Key: "$lte", Value: doc.SavedAt}}}}
	return repeatable(ctx, "delete draft", func(ctx context.Context) error { return d.put(ctx, older, doc) })
}

// repeatable runs a write that does no harm when it is made twice: where nobody
// knows what became of it, it is made once more.
func repeatable(ctx context.Context, op string, write func(context.Context) error) error {
	if err := ended(ctx); err != nil {
		return err
	}
	counting, calls := counted(ctx)
	err := write(counting)
	if err != nil && judge(err, calls) == unclear && ctx.Err() == nil {
		err = write(counting)
	}
	if err == nil {
		return nil
	}
	switch judge(err, calls) {
	case neverSent, notNow:
		return away(op, err)
	case refused, duplicate:
		return fail(workflow.CodeInternal, saidRefused, op, err)
	}
	return unknown(op, err)
}
