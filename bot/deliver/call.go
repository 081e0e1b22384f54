package deliver

import (
	"context"
	"errors"
	"time"

	"github.com/slack-go/slack"

	"drumbeat/workflow"
)

// MetadataEvent is the event type in the metadata of every message that tells a
// notice; its payload carries the notice's id under "id".
const MetadataEvent = "drumbeat_notice"

// lastCall is how long a call may go on after the process was told to stop.
const lastCall = 3 * time.Second

// errThreadLost says that a reply ended up outside its thread, because the
// message it belongs under is gone; the reply has been deleted.
var errThreadLost = errors.New("the thread is lost")

// Methods of Slack's Web API, as keys of the pace.
const (
	methodPost    = "chat.postMessage"
	methodUpdate  = "chat.update"
	methodHistory = "conversations.history"
	methodOpen    = "conversations.open"
	methodList    = "conversations.list"
)

// What is kept for urgent notices of each burst: one that comes while thousands
// of others use up the pace goes at once.
const (
	keepPosts   = 4
	keepUpdates = 2
	keepOpens   = 4
)

// kept is how much of a burst a notice leaves for urgent ones.
func kept(n *workflow.Notice, keep float64) float64 {
	if n.Urgent {
		return 0
	}
	return keep
}

// permission asks the pace; 0 means go.
func (d *Deliverer) permission(s *sending) time.Duration {
	now := d.o.Real()
	if s.ref.TS != "" {
		return d.pace.take(now, need{methodUpdate, rateTier3, kept(&s.notice, keepUpdates)})
	}
	return d.pace.take(now, need{methodPost, rateAll, kept(&s.notice, keepPosts)}, need{key: conversation + s.channel, rate: ratePost})
}

// method is what an attempt called, or would have.
func (d *Deliverer) method(s *sending) string {
	switch {
	case s.channel == "":
		return finding(&s.notice).key
	case s.ref.TS != "":
		return methodUpdate
	}
	return methodPost
}

// limited remembers that Slack asked to wait.
func (d *Deliverer) limited(s *sending, after time.Duration) {
	now := d.o.Real()
	if m := d.method(s); m != methodPost {
		d.pace.block(m, now.Add(after))
		return
	}
	d.pace.blockConversation(conversation+s.channel, methodPost, now, now.Add(after))
}

// finding is what it takes to find a conversation for the first time.
func finding(n *workflow.Notice) need {
	if n.Person != "" {
		return need{methodOpen, rateOpen, kept(n, keepOpens)}
	}
	return need{key: methodList, rate: rateAll}
}

// call posts or edits. A claim that has ended is not used: who took it over may
// be sending already.
func (d *Deliverer) call(ctx context.Context, s *sending) (workflow.MessageRef, error) {
	if d.claimOver(s) {
		return workflow.MessageRef{}, errClaimEnded
	}
	ctx, cancel := d.bounded(ctx)
	defer cancel()
	d.o.At(PointSend, s.notice.ID)
	options := []slack.MsgOption{
		slack.MsgOptionText(s.content.message.Text, false), slack.MsgOptionBlocks(s.content.message.Blocks...), slack.MsgOptionParse(false),
	}
	if s.ref.TS != "" {
		_, _, _, err := d.o.API.UpdateMessageContext(ctx, s.channel, s.ref.TS, options...)
		return s.ref, err
	}
	thread := s.thread.Delivery.Message.TS
	options = append(options, slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(), slack.MsgOptionMetadata(metadata(&s.notice)))
	if thread != "" {
		options = append(options, slack.MsgOptionTS(thread))
	}
	channel, ts, message, err := d.o.API.PostMessageWithResponseContext(ctx, s.channel, options...)
	if err != nil {
		return workflow.MessageRef{}, err
	}
	ref := workflow.MessageRef{Channel: workflow.Channel(channel), TS: ts}
	if thread != "" && message.ThreadTimestamp != thread {
		if err := d.remove(ctx, ref); err != nil {
			d.log.Warn("a reply outside its thread was not deleted", "id", s.notice.ID, "error", err)
		}
		return ref, errThreadLost
	}
	return ref, nil
}

// remove deletes a message of ours; one that is not there is deleted enough.
func (d *Deliverer) remove(ctx context.Context, ref workflow.MessageRef) error {
	ctx, cancel := d.bounded(ctx)
	defer cancel()
	_, _, err := d.o.API.DeleteMessageContext(ctx, string(ref.Channel), ref.TS)
	if a, _, _ := read(err); a == missing {
		return nil
	}
	return err
}

// bounded limits a call in time. It outlives ctx a little, so that stopping the
// process does not leave attempts without an answer.
func (d *Deliverer) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	call, cancel := context.WithTimeout(context.WithoutCancel(ctx), d.o.CallTimeout)
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(lastCall, cancel) })
	return call, func() { stop(); cancel() }
}

// metadata marks a message with the notice it tells. Everybody in the workspace
// can read it: ids only.
func metadata(n *workflow.Notice) slack.SlackMetadata {
	payload := map[string]any{"id": n.ID, "kind": string(n.Kind)}
	if n.Release != 0 {
		payload["release"] = n.Release.String()
	}
	if n.Window != "" {
		payload["window"] = string(n.Window)
	}
	return slack.SlackMetadata{EventType: MetadataEvent, EventPayload: payload}
}
