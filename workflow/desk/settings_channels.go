package desk

import (
	"context"

	"drumbeat/workflow"
)

// Fields of the settings' forms in which channels are named.
const (
	fieldReleaseChannel workflow.Field = "release_channel"
	fieldFrontChannel   workflow.Field = "channel"
)

// channelsOf refuses channels that a change of the policy names anew and in which
// Drumbeat could not post, at the field of the settings' form. A directory that does
// not answer refuses nothing: what is asked for is held against it again.
func (d *Desk) channelsOf(ctx context.Context, before, after *workflow.Policy) error {
	known := map[workflow.Channel]bool{before.ReleaseChannel: true}
	for _, f := range before.FrontLine {
		known[f.Channel] = true
	}
	bad := map[workflow.Field]string{}
	look := func(field workflow.Field, c workflow.Channel) {
		if known[c] {
			return
		}
		known[c] = true
		there, err := d.dir.CanPost(ctx, c)
		if err != nil {
			d.log.Warn("channel not looked at", "channel", string(c), "error", err)
			return
		}
		if !there {
			bad[field] = "Drumbeat is not in " + channelName(c) + ", or there is no such channel. Create it if need be, invite Drumbeat there (/invite @Drumbeat), then save again."
		}
	}
	look(fieldReleaseChannel, after.ReleaseChannel)
	for _, f := range after.FrontLine {
		look(fieldFrontChannel, f.Channel)
	}
	for _, field := range []workflow.Field{fieldReleaseChannel, fieldFrontChannel} {
		if s := bad[field]; s != "" {
			return &workflow.Error{Code: workflow.CodeInvalid, Message: s, Fields: bad}
		}
	}
	return nil
}
