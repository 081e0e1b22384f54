package deliver

import (
	"context"
	"errors"
	"time"

	"drumbeat/workflow"
)

// lockedWait is how long nothing is sent after Slack did not accept our token.
// Nothing dies of it: nobody could be told, and all of it is still true later.
const lockedWait = 30 * time.Second

// awayWait is how long nothing is sent after Slack could not be reached.
const awayWait = 5 * time.Second

// answered records what Slack said to an attempt, or why it could not be made.
func (p *pass) answered(ctx context.Context, s *sending, ref workflow.MessageRef, err error) bool {
	d := p.d
	if errors.Is(err, errThreadLost) {
		return p.threadLost(ctx, s)
	}
	if errors.Is(err, errClaimEnded) {
		return p.refuse(ctx, s, time.Second, "claim_ended")
	}
	a, after, problem := read(err)
	if a != accepted {
		d.log.Debug("slack did not take a notice", "id", s.notice.ID, "error", err)
	}
	if a == silent && errors.Is(err, errNotFound) {
		// Nothing was sent, and the lane cannot go on. Only what has to be found out
		// in the same way waits with it: Slack may be well otherwise.
		d.pace.block(finding(&s.notice).key, d.o.Real().Add(awayWait))
		p.refuse(ctx, s, awayWait, problem)
		return false
	}
	switch a {
	case accepted:
		return p.told(ctx, s, ref)
	case away:
		d.pace.block(everything, d.o.Real().Add(awayWait))
		p.refuse(ctx, s, awayWait, problem)
		return false
	case limited:
		d.limited(s, after)
		d.rests(p.lane, after)
		p.refuse(ctx, s, after, problem)
		return false
	case locked:
		d.sayOnce("slack does not accept the bot's token; nothing is delivered until it does", problem)
		d.pace.block(everything, d.o.Real().Add(lockedWait))
		p.refuse(ctx, s, lockedWait, problem)
		return false
	case barred:
		d.sayOnce("slack does not let the bot do this; what needs it is delivered when it may", d.method(s)+": "+problem)
		d.pace.block(d.method(s), d.o.Real().Add(lockedWait))
		p.refuse(ctx, s, lockedWait, problem)
		return false
	case hopeless:
		if s.pictured && problem == "invalid_blocks" {
			return p.unpictured(ctx, s)
		}
		return p.die(ctx, s, problem, s.notice.Delivery.Problem == problem)
	case missing:
		return p.gone(ctx, s)
	case silent:
		return p.unsure(ctx, s, problem)
	}
	if tried := s.notice.Delivery.Attempts; tried >= mostRefusals {
		return p.die(ctx, s, problem, tried > mostRefusals)
	}
	return p.refuse(ctx, s, backOff(s.notice.ID, s.notice.Delivery.Attempts), problem)
}

// sayOnce logs what lasts until somebody mends something: when it begins, and
// now and then while it lasts.
func (d *Deliverer) sayOnce(what, problem string) {
	now := d.o.Real()
	d.mu.Lock()
	at, said := d.said[problem]
	again := !said || now.Sub(at) >= saidFor || now.Before(at)
	if again {
		d.said[problem] = now
	}
	d.mu.Unlock()
	if again {
		d.log.Error(what, "problem", problem)
	}
}

// mended forgets what was said: Slack takes messages.
func (d *Deliverer) mended() {
	d.mu.Lock()
	defer d.mu.Unlock()
	clear(d.said)
}

// saidFor is how long the same problem is no news.
const saidFor = time.Hour

// told records that a message stands, or shows what it should.
func (p *pass) told(ctx context.Context, s *sending, ref workflow.MessageRef) bool {
	d := p.d
	extra := false
	n, err := d.record(ctx, s.notice, func(n *workflow.Notice) bool {
		extra = s.ref.TS == "" && n.Delivery.Message.TS != "" && n.Delivery.Message != ref
		if extra {
			return false
		}
		d.settled(n, ref, s.hash, s.notice.Delivery.Want)
		return true
	})
	if extra {
		d.double(ctx, &s.notice, ref)
		return true
	}
	if err != nil {
		p.result.Failed++
		d.log.Error("notice sent but not recorded; it will be looked for", "id", s.notice.ID, "error", err)
		return true
	}
	d.free(&n)
	p.fresh[n.ID] = true
	d.mended()
	outcome := "sent"
	if s.ref.TS != "" {
		outcome = "edited"
		p.result.Edited++
	} else {
		p.result.Sent++
	}
	d.stats.sent(&n, d.o.Now())
	d.line(&n, outcome, s.began)
	return true
}

// settled writes into a notice where its message stands and what it shows. A
// board that was raised meanwhile stays due.
func (d *Deliverer) settled(n *workflow.Notice, ref workflow.MessageRef, hash string, have int64) {
	now := d.o.Now()
	v := &n.Delivery
	v.Message, v.Shown, v.Have, v.Problem, v.DoneAt = ref, hash, have, "", now
	v.ClaimedBy, v.ClaimedUntil, v.Attempts = "", time.Time{}, 0
	v.Status = workflow.NoticeSent
	if n.Kind.Board() && v.Want > have {
		v.Status, v.NextTry = workflow.NoticeDue, now
	}
}

// double deletes our message where another process told the same notice: it
// slept through its claim, or this one did.
func (d *Deliverer) double(ctx context.Context, n *workflow.Notice, ref workflow.MessageRef) {
	d.stats.doubles.Inc()
	err := d.remove(ctx, ref)
	d.log.Warn("notice was sent twice, the second message is deleted", "id", n.ID, "error", err)
}

// same records that a board shows what it should; Slack is not asked.
func (p *pass) same(ctx context.Context, n workflow.Notice) {
	d := p.d
	p.fresh[n.ID] = true
	if n.Delivery.Status == workflow.NoticeSent && n.Delivery.Have == n.Delivery.Want {
		return
	}
	d.settled(&n, n.Delivery.Message, n.Delivery.Shown, n.Delivery.Want)
	if !p.store(ctx, n) {
		return
	}
	d.free(&n)
	p.result.Same++
}

// moot records that a notice was overtaken by events.
func (p *pass) moot(ctx context.Context, n workflow.Notice, why string) bool {
	d := p.d
	n.Delivery.Status, n.Delivery.Problem, n.Delivery.DoneAt = workflow.NoticeMoot, why, d.o.Now()
	n.Delivery.ClaimedBy, n.Delivery.ClaimedUntil = "", time.Time{}
	if !p.store(ctx, n) {
		return true
	}
	d.free(&n)
	p.result.Moot++
	d.line(&n, "moot: "+why, d.o.Now())
	return true
}

// later puts a notice off that cannot be told yet.
func (p *pass) later(ctx context.Context, n workflow.Notice, wait time.Duration, why string) bool {
	d := p.d
	n.Delivery.Status, n.Delivery.NextTry = workflow.NoticeDue, d.o.Now().Add(wait)
	if why != "" {
		n.Delivery.Problem = why
	}
	d.holdBack(&n, n.Delivery.NextTry)
	p.store(ctx, n)
	p.result.Deferred++
	return true
}

// store keeps a change that nobody waits for: who was first is right.
func (p *pass) store(ctx context.Context, n workflow.Notice) bool {
	_, err := p.d.put(ctx, n)
	switch {
	case err == nil:
		return true
	case workflow.CodeOf(err) == workflow.CodeConflict:
		p.result.Lost++
	default:
		p.result.Failed++
		p.d.log.Warn("notice not stored, trying again", "id", n.ID, "error", err)
	}
	return false
}

// ours tells whether the outcome of an attempt still belongs to what is stored.
func (d *Deliverer) ours(n *workflow.Notice, s *sending) bool {
	return n.Delivery.Version == s.notice.Delivery.Version ||
		(n.Delivery.Status == workflow.NoticeClaimed && n.Delivery.ClaimedBy == d.o.Instance)
}

// back records that an attempt did not succeed: change says what is next.
func (p *pass) back(ctx context.Context, s *sending, problem string, change func(*workflow.Delivery)) (workflow.Notice, bool) {
	d := p.d
	claimed := s.notice.Delivery.Status == workflow.NoticeClaimed
	n, err := d.record(ctx, s.notice, func(n *workflow.Notice) bool {
		if !d.ours(n, s) {
			return false
		}
		v := &n.Delivery
		if !claimed {
			v.Attempts++
		}
		v.Problem, v.ClaimedBy = problem, ""
		change(v)
		return true
	})
	if err != nil {
		p.result.Failed++
		d.log.Warn("outcome not recorded; the claim ends by itself", "id", s.notice.ID, "error", err)
	}
	d.holdBack(&n, n.Delivery.NextTry)
	return n, err == nil
}

// refuse lets a notice be tried again after a while.
func (p *pass) refuse(ctx context.Context, s *sending, after time.Duration, problem string) bool {
	at := p.d.o.Now().Add(after)
	n, _ := p.back(ctx, s, problem, func(v *workflow.Delivery) { v.Status, v.NextTry = workflow.NoticeDue, at })
	p.result.Refused++
	p.d.stats.retried.Inc()
	p.d.line(&n, "refused", s.began)
	return true
}

// unsure records that nobody knows whether the message stands. An edit is just
// made again.
func (p *pass) unsure(ctx context.Context, s *sending, problem string) bool {
	d := p.d
	switch {
	case s.notice.Delivery.Attempts >= mostSilences:
		return p.die(ctx, s, problem, s.notice.Delivery.Attempts > mostSilences)
	case s.ref.TS != "":
		return p.refuse(ctx, s, briefly(s.notice.ID, s.notice.Delivery.Attempts), problem)
	}
	at := d.o.Now().Add(d.o.AmbiguityWait)
	n, _ := p.back(ctx, s, problem, func(v *workflow.Delivery) { v.Status, v.NextTry = workflow.NoticeUnknown, at })
	p.result.Unknown++
	d.line(&n, "unknown", s.began)
	return true
}

// doubt treats a claim that ended without a record: whoever held it may have
// sent the message, and may be sending it at this moment.
func (p *pass) doubt(ctx context.Context, n workflow.Notice, problem string) bool {
	d := p.d
	n.Delivery.Status, n.Delivery.NextTry, n.Delivery.Problem = workflow.NoticeUnknown, d.o.Now().Add(d.o.AmbiguityWait), problem
	d.holdBack(&n, n.Delivery.NextTry)
	if p.store(ctx, n) {
		p.result.Unknown++
		d.line(&n, "unknown", d.o.Now())
	}
	return true
}

// gone forgets a message that is not there any more, so that the board is
// posted anew once a look has shown that it is nowhere else.
func (p *pass) gone(ctx context.Context, s *sending) bool {
	d := p.d
	now := d.o.Now()
	n, _ := p.back(ctx, s, "message_not_found", func(v *workflow.Delivery) {
		v.Status, v.NextTry, v.Message, v.Shown = workflow.NoticeUnknown, now, workflow.MessageRef{}, ""
	})
	p.result.Refused++
	d.line(&n, "message gone, posting anew", s.began)
	return true
}

// mostLostThreads is how often a thread may be lost before its post is given up.
const mostLostThreads = 5

// threadLost treats a thread whose first message was deleted: the board is
// posted anew, and then the post.
func (p *pass) threadLost(ctx context.Context, s *sending) bool {
	d := p.d
	lost := s.thread.Delivery.Message
	now := d.o.Now()
	_, err := d.record(ctx, s.thread, func(n *workflow.Notice) bool {
		if n.Delivery.Message != lost {
			return false
		}
		n.Delivery.Message, n.Delivery.Shown = workflow.MessageRef{}, ""
		n.Delivery.Status, n.Delivery.NextTry = workflow.NoticeDue, now
		return true
	})
	delete(p.fresh, s.thread.ID)
	if err != nil || s.notice.Delivery.Attempts >= mostLostThreads {
		return p.die(ctx, s, "thread_lost", false)
	}
	d.log.Warn("the message of a thread was deleted, posting it anew", "id", s.thread.ID)
	return p.refuse(ctx, s, 0, "thread_lost")
}

// line is the one line of log per notice.
func (d *Deliverer) line(n *workflow.Notice, outcome string, began time.Time) {
	d.log.Info("notice", "id", n.ID, "kind", n.Kind, "outcome", outcome, "problem", n.Delivery.Problem, "duration", d.o.Now().Sub(began))
}

// heldUp tells whether a post has to wait for another in its thread.
func (d *Deliverer) heldUp(n *workflow.Notice) bool {
	if n.Thread == "" {
		return false
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	h, ok := d.held[n.Thread]
	if ok && !d.o.Now().Before(h.until) {
		delete(d.held, n.Thread)
		ok = false
	}
	return ok && h.id != n.ID
}

// mostHeld bounds what is remembered; forgetting costs order, nothing else.
const mostHeld = 10_000

// holdBack keeps the posts behind n in its thread from overtaking it.
func (d *Deliverer) holdBack(n *workflow.Notice, until time.Time) {
	thread := n.Thread
	if n.Kind.Board() {
		thread = n.ID
	}
	if thread == "" || (n.Kind.Board() && n.Delivery.Message.TS != "") {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.held) >= mostHeld {
		clear(d.held)
	}
	d.held[thread] = hold{id: n.ID, until: until}
}

// free lets the posts behind n go.
func (d *Deliverer) free(n *workflow.Notice) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, thread := range []string{n.Thread, n.ID} {
		if h, ok := d.held[thread]; ok && h.id == n.ID {
			delete(d.held, thread)
		}
	}
}
