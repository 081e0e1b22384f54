package mongodb

import (
	"time"

	"drumbeat/workflow"
	"go.mongodb.org/mongo-driver/v2/bson"
)

// noticeDoc is a notice in the outbox.
type noticeDoc struct {
	ID   string     `bson:"_id"`
	Meta meta       `bson:",inline"`
	Body noticeBody `bson:",inline"`

	// When somebody has to act on it: NextTry, or the end of the claim; Active
	// is false when nobody has to.
	Active bool      `bson:"active"`
	At     time.Time `bson:"at"`
}

// noticeBody is a notice wherever it is kept: in the outbox, and in a release
// that owes it.
type noticeBody struct {
	Notice  string    `bson:"notice,omitempty"` // the id; in the outbox that is _id
	Kind    string    `bson:"kind,omitempty"`
	Channel string    `bson:"channel,omitempty"`
	Person  string    `bson:"person,omitempty"`
	Thread  string    `bson:"thread,omitempty"`
	Due     time.Time `bson:"due"`
	Urgent  bool      `bson:"urgent"`
	Refresh bool      `bson:"refresh,omitempty"`
	Release int64     `bson:"release,omitempty"`
	Window  string    `bson:"window,omitempty"`
	Entry   int       `bson:"entry,omitempty"`
	Lead    string    `bson:"lead,omitempty"`
	About   string    `bson:"about,omitempty"`
	Expires time.Time `bson:"expires,omitempty"`
	Front   string    `bson:"front,omitempty"`

	Delivery deliveryDoc `bson:"delivery"`
}

type deliveryDoc struct {
	Version      int64     `bson:"version,omitempty"` // in the outbox that is the document's
	Status       string    `bson:"status,omitempty"`
	Want         int64     `bson:"want,omitempty"`
	Have         int64     `bson:"have,omitempty"`
	NextTry      time.Time `bson:"next_try"`
	ClaimedBy    string    `bson:"claimed_by,omitempty"`
	ClaimedUntil time.Time `bson:"claimed_until,omitempty"`
	Attempts     int       `bson:"attempts,omitempty"`
	Channel      string    `bson:"channel,omitempty"`
	TS           string    `bson:"ts,omitempty"`
	Shown        string    `bson:"shown,omitempty"`
	Problem      string    `bson:"problem,omitempty"`
	DoneAt       time.Time `bson:"done_at,omitempty"`
	Asked        string    `bson:"asked,omitempty"`
}

// actAt gives the instant at which somebody has to act on a notice.
func actAt(d workflow.Delivery) (at time.Time, active bool) {
	switch d.Status {
	case workflow.NoticeDue, workflow.NoticeUnknown:
		return d.NextTry, true
	case workflow.NoticeClaimed:
		return d.ClaimedUntil, true
	}
	return time.Time{}, false
}

func toNoticeDoc(n workflow.Notice, m meta) noticeDoc {
	at, active := actAt(n.Delivery)
	d := noticeDoc{ID: n.ID, Meta: m, Body: fromNotice(n), Active: active, At: cut(at)}
	d.Body.Notice, d.Body.Delivery.Version = "", 0
	return d
}

func (d noticeDoc) toDomain() (workflow.Notice, error) {
	if err := d.Meta.readable(); err != nil {
		return workflow.Notice{}, err
	}
	n := d.Body.toDomain()
	n.ID, n.Delivery.Version = d.ID, d.Meta.Version
	return n, nil
}

func fromNotice(n workflow.Notice) noticeBody {
	d := n.Delivery
	return noticeBody{
		Notice: n.ID, Kind: string(n.Kind), Channel: string(n.Channel), Person: string(n.Person), Thread: n.Thread,
		Due: cut(n.Due), Urgent: n.Urgent, Refresh: n.Refresh, Release: int64(n.Release), Window: string(n.Window),
		Entry: n.Entry, Lead: n.Lead, About: n.About, Expires: cut(n.Expires), Front: n.Front,
		Delivery: deliveryDoc{
			Version: d.Version, Status: string(d.Status), Want: d.Want, Have: d.Have, NextTry: cut(d.NextTry),
			ClaimedBy: d.ClaimedBy, ClaimedUntil: cut(d.ClaimedUntil), Attempts: d.Attempts,
			Channel: string(d.Message.Channel), TS: d.Message.TS, Shown: d.Shown, Problem: d.Problem, DoneAt: cut(d.DoneAt), Asked: d.Asked,
		},
	}
}

func (b noticeBody) toDomain() workflow.Notice {
	d := b.Delivery
	return workflow.Notice{
		ID: b.Notice, Kind: workflow.NoticeKind(b.Kind), Channel: workflow.Channel(b.Channel), Person: workflow.PersonID(b.Person), Thread: b.Thread,
		Due: cut(b.Due), Urgent: b.Urgent, Refresh: b.Refresh, Release: workflow.Number(b.Release), Window: workflow.WindowID(b.Window),
		Entry: b.Entry, Lead: b.Lead, About: b.About, Expires: cut(b.Expires), Front: b.Front,
		Delivery: workflow.Delivery{
			Version: d.Version, Status: workflow.NoticeStatus(d.Status), Want: d.Want, Have: d.Have, NextTry: cut(d.NextTry),
			ClaimedBy: d.ClaimedBy, ClaimedUntil: cut(d.ClaimedUntil), Attempts: d.Attempts,
			Message: workflow.MessageRef{Channel: workflow.Channel(d.Channel), TS: d.TS}, Shown: d.Shown, Problem: d.Problem, DoneAt: cut(d.DoneAt), Asked: d.Asked,
		},
	}
}

// raised is the update that tells an existing board that what it shows has
// changed. Where somebody is busy with it, the new Want alone tells them.
func raised(due time.Time, busy bool) bson.D {
	set := bson.D{{Key: "write", Value: bson.NewObjectID()}}
	if !busy {
		set = append(set,
			bson.E{Key: "delivery.status", Value: string(workflow.NoticeDue)},
			bson.E{Key: "delivery.next_try", Value: cut(due)},
			bson.E{Key: "active", Value: true},
			bson.E{Key: "at", Value: cut(due)})
	}
	return bson.D{
		{Key: "$inc", Value: bson.D{{Key: "version", Value: int64(1)}, {Key: "delivery.want", Value: int64(1)}}},
		{Key: "$set", Value: set},
	}
}
