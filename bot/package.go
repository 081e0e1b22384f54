package bot

import (
	"context"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
)

// showWindow answers one window with its package.
func (b *Bot) showWindow(ctx context.Context, _ *request, c action.Click) (answer, error) {
	f, err := b.desk.Window(ctx, c.Window)
	if err != nil {
		return answer{}, err
	}
	a := say(render.Package(f, c.Page))
	a.replace = c.Page != 0
	return a, nil
}
