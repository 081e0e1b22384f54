package desk

import (
	"context"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

// unanswerable finds, when something is asked for, what would keep it from ever
// being decided: rules that nobody can satisfy, people who are all away, and
// channels in which nobody would see it. A directory that does not answer finds
// nothing wrong.
func (d *Desk) unanswerable(ctx context.Context, b bench, r *workflow.Release) []workflow.Finding {
	out := policy.Answerable(b.policy, b.members, r)
	if r.Request.Type == workflow.Emergency {
		return out // it is paged down the whole list, and waits for no channel
	}
	if len(out) == 0 {
		out = b.presence().Unattended(b.members, r, decideBy(b, r))
	}
	channels := []workflow.Channel{b.policy.ReleaseChannel}
	if r.Request.Impact != workflow.ImpactNone {
		for _, f := range b.policy.FrontLine {
			channels = append(channels, f.Channel)
		}
	}
	for _, c := range channels {
		there, err := d.dir.CanPost(ctx, c)
		if err != nil {
			d.log.Warn("channel not looked at", "channel", string(c), "error", err)
			continue
		}
		if !there {
			out = append(out, workflow.Finding{Rule: "channel", Title: "channel", Weight: workflow.Block, Who: b.members[b.policy.ManagerRole], Unknown: true,
				Reason: "Drumbeat is not in " + channelName(c) + ", so nobody there would see it. Whoever is in it can invite it: /invite @Drumbeat."})
		}
	}
	return out
}

// channelName is a channel as a sentence names it.
func channelName(c workflow.Channel) string {
	if c == "" {
		return "the channel that the policy should name"
	}
	return string(c)
}
