package deliver

import (
	"context"
	"time"

	"drumbeat/workflow"
)

const (
	boardGrace   = 10 * time.Minute // a board may be added a moment after its post
	boardWait    = 15 * time.Second
	deadWait     = 5 * time.Minute // between looks whether a dead board was revived
	deadPatience = 24 * time.Hour
)

// board finds the board in whose thread a post belongs and brings it up to
// date, so that nobody reads in the thread what the message above does not show
// yet. ok is false when the post cannot go now; goOn, whether the lane can.
func (p *pass) board(ctx context.Context, n workflow.Notice) (b workflow.Notice, ok, goOn bool) {
	d := p.d
	b, err := d.o.Notices.Get(ctx, n.Thread)
	switch {
	case workflow.CodeOf(err) == workflow.CodeNotFound:
		if n.Kind == workflow.NoticeBriefingChange || d.o.Now().Sub(n.Due) > boardGrace {
			return b, false, p.moot(ctx, n, "there is no message that it belongs under")
		}
		return b, false, p.later(ctx, n, boardWait, "waits for the message it belongs under")
	case err != nil:
		p.result.Failed++
		return b, false, false
	}
	if !p.fresh[b.ID] && d.touchable(&b) {
		p.fresh[b.ID] = true
		if !p.one(ctx, b) {
			delete(p.fresh, b.ID)
			return b, false, false
		}
		if b, err = d.o.Notices.Get(ctx, n.Thread); err != nil {
			p.result.Failed++
			return b, false, false
		}
	}
	if b.Delivery.Message.TS != "" {
		return b, true, true
	}
	return b, false, p.await(ctx, n, &b)
}

// touchable tells whether a board may be brought up to date at this moment.
func (d *Deliverer) touchable(b *workflow.Notice) bool {
	now := d.o.Now()
	switch b.Delivery.Status {
	case workflow.NoticeSent:
		return true
	case workflow.NoticeDue, workflow.NoticeUnknown:
		return !now.Before(b.Delivery.NextTry)
	case workflow.NoticeClaimed:
		return !now.Before(b.Delivery.ClaimedUntil)
	}
	return false
}

// await puts off a post whose board does not stand yet, or gives it up where it
// never will.
func (p *pass) await(ctx context.Context, n workflow.Notice, b *workflow.Notice) bool {
	now := p.d.o.Now()
	const why = "waits for the message it belongs under"
	switch b.Delivery.Status {
	case workflow.NoticeMoot:
		return p.moot(ctx, n, "the message it belongs under was not needed")
	case workflow.NoticeDead:
		if now.Sub(n.Due) > deadPatience {
			return p.moot(ctx, n, "the message it belongs under could not be delivered")
		}
		return p.later(ctx, n, deadWait, why)
	case workflow.NoticeClaimed:
		return p.later(ctx, n, soon, why)
	}
	return p.later(ctx, n, max(b.Delivery.NextTry.Sub(now), soon), why)
}
