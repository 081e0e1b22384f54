package deliver

import (
	"context"

	"drumbeat/bot/render"
	"drumbeat/workflow"
)

// recurring writes to a release manager for which turn of a schedule nothing could
// be asked. What was mended before it is told needs no telling.
func (c *composer) recurring(ctx context.Context, loc workflow.Locale, n *workflow.Notice) (content, error) {
	f, err := c.desk.Recurring(ctx, n.About)
	if err != nil {
		return content{}, err
	}
	if f.Moot != "" && !stands(n) {
		return content{moot: f.Moot}, nil
	}
	return content{message: render.NotAsked(loc, f)}, nil
}
