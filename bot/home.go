package bot

import (
	"context"

	"drumbeat/bot/render"

	"github.com/slack-go/slack"
)

// homeOpened shows the Home tab as it is at this moment, after Slack has its
// acknowledgement.
func (b *Bot) homeOpened(r *request) answer {
	return answer{later: []func(context.Context){func(ctx context.Context) { b.showHome(ctx, r) }}}
}

// showHome publishes a person's Home tab, unless a newer look is under way.
func (b *Bot) showHome(ctx context.Context, r *request) {
	person := r.by
	seq := b.homes.note(string(person))
	f, err := b.desk.Home(ctx, person)
	if err != nil {
		b.log.Warn("home tab not shown", "actor", person, "error", err)
		return
	}
	if !b.homes.is(string(person), seq) {
		return
	}
	if _, err := b.api.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: string(person), View: render.Home(r.locale, f)}); err != nil {
		b.log.Warn("home tab not shown", "actor", person, "error", err)
	}
}
