package deliver

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"drumbeat/workflow"
)

const (
	mostRefusals = 12   // tries of a notice that is refused for no known reason
	mostSilences = 1000 // tries that brought no answer: hours
	soon         = 2 * time.Second

	notComposed = "not_composed" // the problem of a notice that could not be written
)

// pass is one working of a lane. Its methods tell whether the lane goes on.
type pass struct {
	d      *Deliverer
	lane   string
	result *Result
	fresh  map[string]bool // boards brought up to date in this pass
}

// sending is one attempt to tell one notice.
type sending struct {
	notice   workflow.Notice
	content  content
	hash     string
	channel  string              // Slack's id
	thread   workflow.Notice     // the board in whose thread it goes; no id: top level
	ref      workflow.MessageRef // the message to edit; no timestamp: a new one
	pictured bool                // a picture is in it
	began    time.Time
	claimed  time.Time // when this process claimed it, by Real
}

// one does what is to be done for a notice at this moment.
func (p *pass) one(ctx context.Context, n workflow.Notice) bool {
	d := p.d
	if d.heldUp(&n) {
		p.result.Deferred++
		return true
	}
	switch n.Delivery.Status {
	case workflow.NoticeClaimed:
		if !editable(&n) {
			return p.doubt(ctx, n, "the claim ended without a record")
		}
	case workflow.NoticeUnknown:
		if !editable(&n) {
			stored, told, ok := p.search(ctx, n)
			if !ok || told {
				return ok
			}
			n = stored
		}
	}
	s := &sending{notice: n, began: d.o.Now()}
	if n.Thread != "" {
		board, ok, goOn := p.board(ctx, n)
		if !ok {
			return goOn
		}
		s.thread = board
	}
	if !n.Expires.IsZero() && d.o.Now().After(n.Expires) {
		return p.moot(ctx, n, "its time is over")
	}
	if ok, goOn := p.composed(ctx, s); !ok {
		return goOn
	}
	return p.send(ctx, s)
}

// editable tells whether all that is left to do is to edit a message: that may
// be repeated without a look.
func editable(n *workflow.Notice) bool {
	return n.Kind.Board() && n.Delivery.Message.TS != ""
}

// composed writes what is to be told from fresh state. ok is false when there
// is nothing to send now.
func (p *pass) composed(ctx context.Context, s *sending) (ok, goOn bool) {
	d, n := p.d, s.notice
	c, err := d.write(ctx, s)
	switch {
	case err != nil && storeAway(err):
		p.result.Failed++
		d.log.Warn("notice not composed, trying again", "id", n.ID, "error", err)
		return false, false
	case err != nil && workflow.CodeOf(err) == workflow.CodeNotFound:
		return false, p.moot(ctx, n, "what it is about is not there")
	case err != nil:
		d.log.Error("notice not composed", "id", n.ID, "error", err)
		if tried := n.Delivery.Attempts + 1; tried >= mostRefusals {
			return false, p.die(ctx, s, notComposed, tried > mostRefusals)
		}
		return false, p.refuse(ctx, s, backOff(n.ID, n.Delivery.Attempts+1), notComposed)
	case c.moot != "":
		return false, p.moot(ctx, n, c.moot)
	case c.later > 0:
		return false, p.later(ctx, n, c.later, "")
	}
	s.content, s.hash = c, hashOf(c)
	if editable(&n) {
		s.ref = n.Delivery.Message
		if n.Delivery.Shown == s.hash {
			p.same(ctx, n)
			return false, true
		}
	}
	return true, true
}

// write composes, and makes an error of a panic: one notice that cannot be
// written must not stop those behind it.
func (d *Deliverer) write(ctx context.Context, s *sending) (c content, err error) {
	defer d.caught("composing "+s.notice.ID, &err)
	return d.compose(ctx, s.notice, s.thread, d.o.Now())
}

// hashOf names what a message shows.
func hashOf(c content) string {
	b, err := json.Marshal(struct {
		Text   string
		Blocks any
	}{c.message.Text, c.message.Blocks})
	if err != nil {
		return "" // equal to nothing that is kept: it is sent
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:12])
}

// send claims the notice, calls Slack and records the answer.
func (p *pass) send(ctx context.Context, s *sending) bool {
	d := p.d
	if wait := d.unfound(s); wait > 0 {
		return p.rest(wait)
	}
	if err := d.address(ctx, s); err != nil {
		return p.answered(ctx, s, workflow.MessageRef{}, err)
	}
	if ok, goOn := p.illustrate(ctx, s); !ok {
		return goOn
	}
	if wait := d.permission(s); wait > 0 {
		return p.rest(wait)
	}
	if ok, goOn := p.claim(ctx, s); !ok {
		return goOn
	}
	d.o.At(PointClaimed, s.notice.ID)
	ref, err := d.call(ctx, s)
	d.o.At(PointAnswered, s.notice.ID)
	goOn := p.answered(context.WithoutCancel(ctx), s, ref, err)
	d.o.At(PointRecorded, s.notice.ID)
	return goOn
}

// rest leaves the lane for later.
func (p *pass) rest(wait time.Duration) bool {
	p.d.rests(p.lane, wait)
	p.result.Deferred++
	return false
}

// unfound asks the pace before a conversation is looked up that was never found
// yet; 0 means go.
func (d *Deliverer) unfound(s *sending) time.Duration {
	n := &s.notice
	if s.thread.ID != "" || n.Delivery.Message.Channel != "" {
		return 0
	}
	d.mu.Lock()
	found := d.found[laneOf(n)]
	d.mu.Unlock()
	if found {
		return 0
	}
	return d.pace.take(d.o.Real(), finding(n))
}

// address finds the conversation.
func (d *Deliverer) address(ctx context.Context, s *sending) (err error) {
	n := &s.notice
	switch {
	case s.thread.ID != "":
		s.channel = string(s.thread.Delivery.Message.Channel)
	case n.Delivery.Message.Channel != "":
		s.channel = string(n.Delivery.Message.Channel)
	case n.Person != "":
		s.channel, err = d.o.Directory.DirectMessage(ctx, n.Person)
	default:
		s.channel, err = d.o.Directory.ChannelID(ctx, n.Channel)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errNotFound, err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.found) >= mostHeld {
		clear(d.found)
	}
	d.found[laneOf(n)] = true
	return nil
}

// claim stores that this process sends the notice now. Who loses the race
// leaves the rest of the lane to the winner for this pass, unless only what is
// wanted has changed.
func (p *pass) claim(ctx context.Context, s *sending) (ok, goOn bool) {
	d := p.d
	n := s.notice
	d.noteClocks()
	now := d.o.Now()
	s.claimed = d.o.Real()
	n.Delivery.Status, n.Delivery.ClaimedBy, n.Delivery.ClaimedUntil = workflow.NoticeClaimed, d.o.Instance, now.Add(d.o.Lease)
	n.Delivery.Attempts++
	n.Delivery.NextTry = n.Delivery.ClaimedUntil
	stored, err := d.put(ctx, n)
	switch {
	case workflow.CodeOf(err) == workflow.CodeConflict:
		return false, p.lost(ctx, s.notice)
	case err != nil:
		p.result.Failed++
		d.log.Warn("notice not claimed, trying again", "id", n.ID, "error", err)
		return false, false
	}
	s.notice = stored
	return true, true
}

// lost looks who was first. When the notice is still to be sent, it was only
// raised meanwhile, and the lane goes on; it is due again at the next look.
func (p *pass) lost(ctx context.Context, n workflow.Notice) bool {
	p.result.Lost++
	again, err := p.d.o.Notices.Get(ctx, n.ID)
	if err != nil || again.Delivery.Status != workflow.NoticeDue || again.Delivery.Version <= n.Delivery.Version {
		return false
	}
	return p.one(ctx, again)
}
