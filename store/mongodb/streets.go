package mongodb

import (
	"context"

	"drumbeat/workflow"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
)

type streets struct{ s *Store }

func (p streets) coll() *mongo.Collection { return p.s.db.Collection(streetsName) }

func (p streets) Get(ctx context.Context, id workflow.EnvironmentID) (workflow.Street, error) {
	if err := ended(ctx); err != nil {
		return workflow.Street{}, err
	}
	street, found, err := one[streetDoc](ctx, p.coll(), byID(string(id)))
	if err == nil && !found {
		err = workflow.Refuse(workflow.CodeNotFound, "Nothing is stored for this environment yet.")
	}
	return street, err
}

func (p streets) Put(ctx context.Context, street workflow.Street) error {
	doc := fromStreet(street, newMeta(street.Version+1))
	write, err := newWrite(p.coll(), street.Version == 0, doc.ID, doc.Meta, doc)
	if err != nil {
		return err
	}
	applied, err := p.s.save(ctx, write)
	if err == nil && !applied {
		err = workflow.Refuse(workflow.CodeConflict, "Somebody else booked this environment at the same moment. Look again and try once more.")
	}
	return err
}

// allStreets lists them by id: there are as many as environments.
var allStreets = query{filter: bson.D{}, sort: bson.D{{Key: "_id", Value: 1}}}

func (p streets) All(ctx context.Context) ([]workflow.Street, error) {
	if err := ended(ctx); err != nil {
		return nil, err
	}
	return all[streetDoc](ctx, p.coll(), allStreets)
}
