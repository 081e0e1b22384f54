package mongodb

import (
	"context"
	"errors"
	"slices"
	"time"

	"drumbeat/workflow"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

type notices struct{ s *Store }

func (n notices) coll() *mongo.Collection { return n.s.db.Collection(noticesName) }

// addAtOnce is how many notices go to the server in one command.
const addAtOnce = 500

func (n notices) Add(ctx context.Context, list []workflow.Notice) error {
	if err := ended(ctx); err != nil {
		return err
	}
	wrote := false
	for part := range slices.Chunk(list, addAtOnce) {
		some, err := n.add(ctx, part)
		wrote = wrote || some
		if err != nil && wrote {
			return unknown("add notices, some of which are stored", err)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// add looks first and inserts what is missing: most calls repeat what is there.
// Two adders at once are told apart by the unique id. wrote tells, also beside
// an error, that something was stored.
func (n notices) add(ctx context.Context, list []workflow.Notice) (wrote bool, err error) {
	there, err := n.existing(ctx, list)
	if err != nil {
		return false, err
	}
	var fresh []any
	var boards []workflow.Notice
	for _, x := range list {
		switch {
		case there[x.ID] || x.Refresh:
			boards = append(boards, x)
		default:
			there[x.ID] = true
			x.Delivery = workflow.Delivery{Version: 1, Status: workflow.NoticeDue, Want: 1, NextTry: x.Due}
			fresh = append(fresh, toNoticeDoc(x, newMeta(1)))
		}
	}
	taken, err := n.insert(ctx, fresh)
	if err != nil {
		return false, err
	}
	wrote = len(taken) < len(fresh)
	boards = append(boards, taken...)
	for _, x := range boards {
		raised, err := n.raise(ctx, x)
		wrote = wrote || raised
		if err != nil {
			return wrote, err
		}
	}
	return wrote, nil
}

// existing tells which of the ids are stored.
func (n notices) existing(ctx context.Context, list []workflow.Notice) (map[string]bool, error) {
	ids := convert(list, func(x workflow.Notice) string { return x.ID })
	cursor, err := n.coll().Find(ctx, bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: ids}}}},
		options.Find().SetProjection(bson.D{{Key: "_id", Value: 1}}).SetBatchSize(addAtOnce))
	var found []struct {
		ID string `bson:"_id"`
	}
	if err == nil {
		err = cursor.All(ctx, &found)
	}
	if err != nil {
		return nil, unread("look for notices", err)
	}
	there := make(map[string]bool, len(list))
	for _, f := range found {
		there[f.ID] = true
	}
	return there, nil
}

// insert stores documents whose ids are free and gives the notices whose ids
// were not. Its outcome needs no settling: adding again is harmless.
func (n notices) insert(ctx context.Context, docs []any) (taken []workflow.Notice, err error) {
	if len(docs) == 0 {
		return nil, nil
	}
	ctx, calls := counted(ctx)
	_, err = n.coll().InsertMany(ctx, docs, options.InsertMany().SetOrdered(false))
	var bulk mongo.BulkWriteException
	switch {
	case err == nil:
		return nil, nil
	case !errors.As(err, &bulk) || bulk.WriteConcernError != nil:
		return nil, unsure("add notices", err, calls)
	}
	for _, we := range bulk.WriteErrors {
		if !mongo.IsDuplicateKeyError(we) { // others of them are stored
			return nil, unknown("add notices", err)
		}
		x, err := docs[we.Index].(noticeDoc).toDomain()
		if err != nil {
			return nil, unread("add notices", err)
		}
		taken = append(taken, x)
	}
	return taken, nil
}

// busy are the statuses in which somebody is at work on a notice, idle the others.
var (
	busy = plain([]workflow.NoticeStatus{workflow.NoticeClaimed, workflow.NoticeUnknown})
	idle = plain([]workflow.NoticeStatus{workflow.NoticeDue, workflow.NoticeSent, workflow.NoticeMoot, workflow.NoticeDead})
)

// raise tells an existing board that it is out of date. One condition covers
// the boards that somebody is at work on and one the others; a board that
// changes sides between the two is tried again.
func (n notices) raise(ctx context.Context, x workflow.Notice) (bool, error) {
	if !x.Kind.Board() {
		return false, nil
	}
	for {
		for _, statuses := range [][]string{idle, busy} {
			ctx, calls := counted(ctx)
			res, err := n.coll().UpdateOne(ctx, bson.D{
				{Key: "_id", Value: x.ID},
				{Key: "delivery.status", Value: bson.D{{Key: "$in", Value: statuses}}},
			}, raised(x.Due, statuses[0] == busy[0]))
			if err != nil {
				return false, unsure("raise a board", err, calls)
			}
			if res.MatchedCount > 0 {
				return true, nil
			}
		}
		there, err := n.existing(ctx, []workflow.Notice{x})
		if err != nil || !there[x.ID] {
			return false, err
		}
	}
}

// unsure is the error of a write that may be repeated by the caller at will.
func unsure(op string, err error, calls *dispatch) error {
	switch judge(err, calls) {
	case neverSent, notNow:
		return away(op, err)
	case refused:
		return fail(workflow.CodeInternal, saidRefused, op, err)
	}
	return unknown(op, err)
}

func (n notices) Get(ctx context.Context, id string) (workflow.Notice, error) {
	if err := ended(ctx); err != nil {
		return workflow.Notice{}, err
	}
	notice, found, err := one[noticeDoc](ctx, n.coll(), byID(id))
	if err == nil && !found {
		err = noNotice()
	}
	return notice, err
}

func noNotice() error { return workflow.Refuse(workflow.CodeNotFound, "There is no such notice.") }

func (n notices) Due(ctx context.Context, now time.Time, limit int) ([]workflow.Notice, error) {
	if err := ended(ctx); err != nil {
		return nil, err
	}
	return all[noticeDoc](ctx, n.coll(), dueQuery(now, limit))
}

func (n notices) Next(ctx context.Context) (time.Time, error) {
	if err := ended(ctx); err != nil {
		return time.Time{}, err
	}
	notice, found, err := one[noticeDoc](ctx, n.coll(), nextQuery)
	if err != nil || !found {
		return time.Time{}, err
	}
	at, _ := actAt(notice.Delivery)
	return at, nil
}

func (n notices) Replace(ctx context.Context, notice workflow.Notice) error {
	doc := toNoticeDoc(notice, newMeta(notice.Delivery.Version+1))
	w, err := newWrite(n.coll(), false, doc.ID, doc.Meta, doc)
	if err != nil {
		return err
	}
	applied, err := n.s.save(ctx, w)
	if err != nil || applied {
		return err
	}
	return workflow.Refuse(workflow.CodeConflict, "Another process is at work on this notice.")
}

func (n notices) Dead(ctx context.Context, limit int) ([]workflow.Notice, error) {
	if err := ended(ctx); err != nil {
		return nil, err
	}
	return all[noticeDoc](ctx, n.coll(), deadQuery(limit))
}

func (n notices) Range(ctx context.Context, from, to string, limit int) ([]workflow.Notice, error) {
	if err := ended(ctx); err != nil {
		return nil, err
	}
	return all[noticeDoc](ctx, n.coll(), rangeQuery(from, to, limit))
}

func rangeQuery(from, to string, limit int) query {
	return query{
		filter: bson.D{{Key: "_id", Value: bson.D{{Key: "$gte", Value: from}, {Key: "$lt", Value: to}}}},
		sort:   bson.D{{Key: "_id", Value: 1}},
		limit:  int64(limit),
	}
}

func dueQuery(now time.Time, limit int) query {
	return query{
		filter: bson.D{{Key: "active", Value: true}, {Key: "at", Value: bson.D{{Key: "$lte", Value: cut(now)}}}},
		sort:   bson.D{{Key: "urgent", Value: -1}, {Key: "due", Value: 1}, {Key: "_id", Value: 1}},
		limit:  int64(limit),
	}
}

var nextQuery = query{filter: bson.D{{Key: "active", Value: true}}, sort: bson.D{{Key: "at", Value: 1}}}

func deadQuery(limit int) query {
	return query{
		filter: bson.D{{Key: "delivery.status", Value: string(workflow.NoticeDead)}},
		sort:   bson.D{{Key: "delivery.done_at", Value: -1}, {Key: "_id", Value: 1}},
		limit:  int64(limit),
	}
}
