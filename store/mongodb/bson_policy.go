package mongodb

import (
	"encoding/json"

	"go.mongodb.org/mongo-driver/v2/bson"

	"drumbeat/workflow"
)

// policyDoc is one version of the policy; its number is the id, and the
// document is never written again. Its content is the document that people edit
// as a file, field by field.
type policyDoc struct {
	ID     int64  `bson:"_id"`
	Meta   meta   `bson:",inline"`
	Policy bson.D `bson:"policy"`
}

func fromPolicy(p workflow.Policy, m meta) (policyDoc, error) {
	text, err := json.Marshal(p.Document())
	if err != nil {
		return policyDoc{}, err
	}
	d := policyDoc{ID: int64(p.Version), Meta: m}
	return d, bson.UnmarshalExtJSON(text, false, &d.Policy)
}

func (d policyDoc) toDomain() (workflow.Policy, error) {
	if err := d.Meta.readable(); err != nil {
		return workflow.Policy{}, err
	}
	text, err := bson.MarshalExtJSON(d.Policy, false, false)
	if err != nil {
		return workflow.Policy{}, &undecodedError{err}
	}
	var doc workflow.PolicyDocument
	if err := json.Unmarshal(text, &doc); err != nil {
		return workflow.Policy{}, &undecodedError{err}
	}
	p, err := doc.Policy()
	if err != nil {
		return workflow.Policy{}, &undecodedError{err}
	}
	p.Version = int(d.ID)
	return p, nil
}
