package mongodb

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"drumbeat/workflow"
)

// schema is the shape that this program writes. A document of a later shape is
// not read: writing it back would lose what this program does not know.
const schema = 1

// meta is what every aggregate's document carries besides its content.
type meta struct {
	Version int64         `bson:"version"`
	Write   bson.ObjectID `bson:"write"` // which write made this version
	Schema  int32         `bson:"schema"`
}

// newMeta marks a write that makes a version.
func newMeta(version int64) meta {
	return meta{Version: version, Write: bson.NewObjectID(), Schema: schema}
}

func (m meta) readable() error {
	if m.Schema > schema {
		return &undecodedError{fmt.Errorf("written by a newer Drumbeat (shape %d, this one knows %d)", m.Schema, schema)}
	}
	return nil
}

// maxDocument is what servers take at most, less some room for their own use.
const maxDocument = 16<<20 - 16<<10

// write is one whole document on its way into a collection. It applies where
// the version before its own is stored, or for an insert where none is.
type write struct {
	into   *mongo.Collection
	insert bool
	id     any
	meta   meta
	doc    bson.Raw
}

// newWrite encodes doc, which carries m and id.
func newWrite(into *mongo.Collection, insert bool, id any, m meta, doc any) (write, error) {
	raw, err := bson.Marshal(doc)
	if err == nil && len(raw) > maxDocument {
		err = fmt.Errorf("document of %d bytes", len(raw))
	}
	if err != nil {
		return write{}, fail(workflow.CodeInternal, saidRefused, "encode for "+into.Name(), err)
	}
	return write{into: into, insert: insert, id: id, meta: m, doc: raw}, nil
}

// save applies w and tells whether it did; false without an error means that
// the version to replace is not the stored one, or that a unique key is taken.
// The error is CodeNotSaved, CodeUnknown, or CodeInternal for a write that the
// server refuses for good.
func (s *Store) save(ctx context.Context, w write) (bool, error) {
	if err := ended(ctx); err != nil {
		return false, err
	}
	op := "write to " + w.into.Name()
	applied, v, err := s.send(ctx, w)
	switch {
	case err == nil:
		return applied, nil
	case v == neverSent:
		return false, away(op, err)
	case v == refused:
		return false, fail(workflow.CodeInternal, saidRefused, op, err)
	}
	ctx, cancel := s.outlasting(ctx)
	defer cancel()
	return s.findOut(ctx, w, op, v, err)
}

// patienceFor is how long the store tries to find out what became of a write
// while its caller has time. The driver looks again at a server that it has
// lost after half a second.
const patienceFor = 1500 * time.Millisecond

// outlasting gives a context that lives a little longer than ctx: an answer
// just after the deadline is worth more than "nobody knows".
func (s *Store) outlasting(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := context.WithTimeout(ctx, s.patience)
	longer, end := context.WithCancel(context.WithoutCancel(ctx))
	unhook := context.AfterFunc(ctx, func() {
		_ = wait(longer, s.settle)
		end()
	})
	return longer, func() { unhook(); end(); stop() }
}

// send sends w once (or, where the driver can repeat it safely, a few times).
func (s *Store) send(ctx context.Context, w write) (applied bool, v verdict, err error) {
	ctx, calls := counted(ctx)
	if w.insert {
		_, err = w.into.InsertOne(ctx, w.doc)
		applied = err == nil
	} else {
		var res *mongo.UpdateResult
		res, err = w.into.ReplaceOne(ctx, bson.D{{Key: "_id", Value: w.id}, {Key: "version", Value: w.meta.Version - 1}}, w.doc)
		applied = err == nil && res.MatchedCount == 1
	}
	if err == nil {
		return applied, 0, nil
	}
	if v = judge(err, calls); v == duplicate {
		return false, 0, nil
	}
	return false, v, err
}

// findOut learns what became of a write that had no clear answer (first is its
// error), by reading back, and by sending it again where it was not applied:
// its filter lets at most one of the copies take effect.
func (s *Store) findOut(ctx context.Context, w write, op string, v verdict, first error) (bool, error) {
	mayBeApplied := v == unclear
	pause := 10 * time.Millisecond
	for {
		stored, err := s.look(ctx, w)
		if err == nil {
			switch {
			case stored.Write == w.meta.Write:
				return true, nil
			case stored.Version == w.meta.Version:
				return false, nil // made by another write, so never by this one
			case stored.Version > w.meta.Version:
				if !mayBeApplied {
					return false, nil
				}
				return false, unknown(op, fmt.Errorf("overwritten before it could be read back: %w", first))
			}
			// It is the version from before, or one from before that which the
			// majority has not moved on from yet.
			applied, again, err := s.send(ctx, w)
			if err == nil && (applied || !mayBeApplied) {
				return applied, nil
			}
			mayBeApplied = mayBeApplied || (err != nil && again == unclear)
		}
		if wait(ctx, pause) != nil {
			break
		}
		pause *= 2
	}
	if mayBeApplied {
		return false, unknown(op, first)
	}
	return false, away(op, first)
}

// look reads which write made the stored version; the zero meta when there is
// no document.
func (s *Store) look(ctx context.Context, w write) (meta, error) {
	var m meta
	err := s.settled(w.into).FindOne(ctx, bson.D{{Key: "_id", Value: w.id}},
		options.FindOne().SetProjection(bson.D{{Key: "version", Value: 1}, {Key: "write", Value: 1}})).Decode(&m)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return meta{}, nil
	}
	return m, err
}

// wait lets d pass, or less when ctx ends.
func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
