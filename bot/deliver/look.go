package deliver

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"drumbeat/workflow"
)

const (
	// lookMargin is how far around an attempt is looked, besides what is known of
	// how far the clocks are apart.
	lookMargin = 15 * time.Minute
	lookPage   = 200
	lookPages  = 50
)

// search looks whether a notice whose last attempt brought no answer was told
// after all. told says so; goOn is false when that could not be found out now.
func (p *pass) search(ctx context.Context, n workflow.Notice) (after workflow.Notice, told, goOn bool) {
	d := p.d
	if d.o.NoLook {
		return n, false, true
	}
	if wait := d.pace.take(d.o.Real(), need{key: methodHistory, rate: rateTier3}); wait > 0 {
		return n, false, p.rest(wait)
	}
	began := d.o.Now()
	ref, err := d.find(ctx, &n)
	a, wait, problem := read(err)
	switch {
	case a == accepted && ref.TS == "":
		return n, false, true
	case a == accepted:
		p.found(ctx, n, ref, began)
		return n, true, true
	case problem == "missing_scope":
		d.log.Warn("cannot look whether a notice was told: a history scope is missing; it is sent again and may be read twice", "id", n.ID)
		return n, false, true
	case a == hopeless:
		return n, false, true // sending will be refused for the same reason, and that is told
	case a == limited:
	case a == locked, a == barred:
		wait = lockedWait
	default:
		wait = awayWait
	}
	key := methodHistory
	if a == locked {
		key = everything
	}
	d.pace.block(key, d.o.Real().Add(wait)) // for all who want to look: Slack is not asked by each of them
	d.log.Warn("cannot look whether a notice was told, trying again", "id", n.ID, "error", err)
	n.Delivery.NextTry = d.o.Now().Add(wait)
	d.holdBack(&n, n.Delivery.NextTry)
	p.store(ctx, n)
	p.result.Deferred++
	return n, true, true
}

// found records the message of an attempt that had arrived after all. What a
// board shows is not known then: it is edited once more.
func (p *pass) found(ctx context.Context, n workflow.Notice, ref workflow.MessageRef, began time.Time) {
	d := p.d
	have := n.Delivery.Want
	if n.Kind.Board() {
		have--
	}
	d.settled(&n, ref, "", have)
	if !p.store(ctx, n) {
		return
	}
	d.free(&n)
	p.result.Found++
	d.stats.sent(&n, d.o.Now())
	d.line(&n, "found", began)
}

// find searches the conversation, or the thread, for the notice's id around its
// last attempt. No timestamp: it is not there.
func (d *Deliverer) find(ctx context.Context, n *workflow.Notice) (workflow.MessageRef, error) {
	s := &sending{notice: *n}
	if n.Thread != "" {
		board, err := d.o.Notices.Get(ctx, n.Thread)
		if err != nil && workflow.CodeOf(err) != workflow.CodeNotFound {
			return workflow.MessageRef{}, err
		}
		if board.Delivery.Message.TS != "" {
			s.thread = board
		}
	}
	if err := d.address(ctx, s); err != nil {
		return workflow.MessageRef{}, err
	}
	from, to := d.around(n)
	around := span{oldest: stamp(from)}
	ref, err := d.within(ctx, s, n.ID, around)
	if errors.Is(err, errTooMany) { // a busy channel, and long ago: only what is near the attempt
		around.latest = stamp(to)
		ref, err = d.within(ctx, s, n.ID, around)
	}
	return ref, err
}

// within searches the thread or the conversation.
func (d *Deliverer) within(ctx context.Context, s *sending, id string, around span) (workflow.MessageRef, error) {
	if s.thread.ID == "" {
		return d.inHistory(ctx, s.channel, id, around)
	}
	ref, err := d.inThread(ctx, s.channel, s.thread.Delivery.Message.TS, id, around)
	var says slack.SlackErrorResponse
	if !errors.As(err, &says) || says.Err != "thread_not_found" {
		return ref, err
	}
	// The thread is gone, so a reply would have ended up outside it.
	stray, err := d.inHistory(ctx, s.channel, id, around)
	if err != nil || stray.TS == "" {
		return workflow.MessageRef{}, err
	}
	return workflow.MessageRef{}, d.remove(ctx, stray)
}

// span is a stretch of a conversation, in Slack's timestamps; an empty latest is now.
type span struct{ oldest, latest string }

func stamp(t time.Time) string {
	return fmt.Sprintf("%d.%06d", t.Unix(), t.Nanosecond()/1000)
}

func (d *Deliverer) inHistory(ctx context.Context, channel, id string, s span) (workflow.MessageRef, error) {
	cursor := ""
	for range lookPages {
		ctx, cancel := d.bounded(ctx)
		page, err := d.o.API.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
			ChannelID: channel, Oldest: s.oldest, Latest: s.latest, Inclusive: true, Limit: lookPage, Cursor: cursor, IncludeAllMetadata: true,
		})
		cancel()
		if err != nil {
			return workflow.MessageRef{}, err
		}
		if ts := marked(page.Messages, id); ts != "" {
			return workflow.MessageRef{Channel: workflow.Channel(channel), TS: ts}, nil
		}
		if cursor = page.ResponseMetaData.NextCursor; cursor == "" {
			return workflow.MessageRef{}, nil
		}
	}
	return workflow.MessageRef{}, errTooMany
}

func (d *Deliverer) inThread(ctx context.Context, channel, thread, id string, s span) (workflow.MessageRef, error) {
	cursor := ""
	for range lookPages {
		ctx, cancel := d.bounded(ctx)
		page, _, next, err := d.o.API.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
			ChannelID: channel, Timestamp: thread, Oldest: s.oldest, Latest: s.latest, Inclusive: true, Limit: lookPage, Cursor: cursor, IncludeAllMetadata: true,
		})
		cancel()
		if err != nil {
			return workflow.MessageRef{}, err
		}
		if ts := marked(page, id); ts != "" {
			return workflow.MessageRef{Channel: workflow.Channel(channel), TS: ts}, nil
		}
		if cursor = next; cursor == "" {
			return workflow.MessageRef{}, nil
		}
	}
	return workflow.MessageRef{}, errTooMany
}

// errTooMany ends a look in a conversation with more messages than are read.
var errTooMany = errors.New("too many messages around the attempt " + strconv.Itoa(lookPage*lookPages))

// marked finds the message that tells a notice.
func marked(messages []slack.Message, id string) string {
	for _, m := range messages {
		if m.Metadata.EventType == MetadataEvent && m.Metadata.EventPayload["id"] == id {
			return m.Timestamp
		}
	}
	return ""
}
