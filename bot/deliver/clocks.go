package deliver

import (
	"time"

	"drumbeat/workflow"
)

// Four clocks meet in an attempt. Claims and waits are kept by Now, which
// replicas have in common. How long something took is measured by Real, which
// nobody moves. Slack stamps messages by a clock of its own. And a process that
// was suspended looks at none of them in between.

// stamping is the least difference of clocks that is corrected for; a smaller
// one is no more than how exactly it can be measured.
const stamping = 2 * time.Second

// stampedAt gives the instant of a message's timestamp as Now would have shown
// it, given how far Slack's clock is ahead of Now; zero for what is none.
func stampedAt(ts string, ahead time.Duration) time.Time {
	at := instant(ts)
	if at.IsZero() || ahead.Abs() < stamping {
		return at
	}
	return at.Add(-ahead)
}

// claimOver tells whether the claim of a notice has ended: by Now, or because so
// much time went by in this process since, though Now does not show it yet: on a
// machine that was suspended only the wall clock goes on.
func (d *Deliverer) claimOver(s *sending) bool {
	return !d.o.Now().Before(s.notice.Delivery.ClaimedUntil) || d.o.Real().Round(0).Sub(s.claimed.Round(0)) >= d.o.Lease
}

// noteClocks remembers how far Slack's clock and Now were apart when something
// was sent.
func (d *Deliverer) noteClocks() {
	apart := d.o.SlackAhead().Abs()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.apart = max(d.apart, apart)
}

// around is the stretch of a conversation in which the message of an attempt
// stands, if it does: from well before the attempt began. Clocks that are apart
// widen it, also when they have been set right since.
func (d *Deliverer) around(n *workflow.Notice) (from, to time.Time) {
	d.noteClocks()
	began := n.Delivery.ClaimedUntil.Add(-d.o.Lease)
	if n.Delivery.ClaimedUntil.IsZero() {
		began = d.o.Now()
	}
	d.mu.Lock()
	margin := lookMargin + d.apart
	d.mu.Unlock()
	return began.Add(-margin), began.Add(margin)
}
