package bot

import (
	"context"
	"strings"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow/settings"
)

// freezes opens the freezes: everybody may look, release managers may change.
func (b *Bot) freezes(ctx context.Context, r *request, _ action.Click) (answer, error) {
	return b.settingsPart(ctx, r, action.Click{Part: "freezes"})
}

// windowsOf answers the windows of the system that was typed after /release
// window, or of all.
func (b *Bot) windowsOf(ctx context.Context, r *request, typed string) (answer, error) {
	c := action.Click{}
	if typed = strings.ToLower(strings.TrimSpace(typed)); typed != "" {
		p, err := b.desk.Policy(ctx)
		if err != nil {
			return answer{}, err
		}
		if c.System, err = systemNamed(typed, p.Systems); err != nil {
			return answer{}, err
		}
	}
	return b.windows(ctx, r, c)
}

// windows answers the windows around now, with the way to change one.
func (b *Bot) windows(ctx context.Context, r *request, c action.Click) (answer, error) {
	f, err := b.desk.WindowList(ctx, r.by, c.System)
	if err != nil {
		return answer{}, err
	}
	a := say(render.WindowList(r.locale, f, settings.WindowsPart))
	a.replace = r.kind == kindClick
	return a, nil
}
