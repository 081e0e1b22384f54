package mongodb

import (
	"context"

	"drumbeat/workflow"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
)

type policies struct{ s *Store }

func (p policies) coll() *mongo.Collection { return p.s.db.Collection(policiesName) }

var newestPolicy = query{filter: bson.D{}, sort: bson.D{{Key: "_id", Value: -1}}}

func (p policies) Current(ctx context.Context) (workflow.Policy, error) {
	if err := ended(ctx); err != nil {
		return workflow.Policy{}, err
	}
	policy, found, err := one[policyDoc](ctx, p.coll(), newestPolicy)
	if err == nil && !found {
		err = workflow.Refuse(workflow.CodeNotFound, "There is no policy yet.")
	}
	return policy, err
}

func (p policies) Get(ctx context.Context, version int) (workflow.Policy, error) {
	if err := ended(ctx); err != nil {
		return workflow.Policy{}, err
	}
	policy, found, err := one[policyDoc](ctx, p.coll(), byID(int64(version)))
	if err == nil && !found {
		err = workflow.Refuse(workflow.CodeNotFound, "There is no version %d of the policy.", version)
	}
	return policy, err
}

// Save needs a read before the write: the unique id refuses a version that
// exists, but not one that would leave a gap.
func (p policies) Save(ctx context.Context, policy workflow.Policy) (workflow.Policy, error) {
	newest, err := p.Current(ctx)
	if err != nil && workflow.CodeOf(err) != workflow.CodeNotFound {
		return workflow.Policy{}, err
	}
	changed := workflow.Refuse(workflow.CodeConflict, "Somebody else changed the policy at the same moment. Look again and try once more.")
	if newest.Version != policy.Version {
		return workflow.Policy{}, changed
	}
	policy.Version++
	doc, err := fromPolicy(policy, newMeta(1))
	if err != nil {
		return workflow.Policy{}, fail(workflow.CodeInternal, saidRefused, "encode the policy", err)
	}
	w, err := newWrite(p.coll(), true, doc.ID, doc.Meta, doc)
	if err != nil {
		return workflow.Policy{}, err
	}
	applied, err := p.s.save(ctx, w)
	switch {
	case err != nil:
		return workflow.Policy{}, err
	case !applied:
		return workflow.Policy{}, changed
	}
	return doc.toDomain()
}
