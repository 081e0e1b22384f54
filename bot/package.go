package bot

import (
	"context"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// showWindow answers one window with its package.
func (b *Bot) showWindow(ctx context.Context, r *request, c action.Click) (answer, error) {
	f, err := b.desk.Window(ctx, c.Window)
	if err != nil {
		return answer{}, err
	}
	a := say(render.Package(r.locale, f, c.Page))
	a.replace = c.Page != 0
	return a, nil
}

// together does something to all releases of a window, or first asks why.
func (b *Bot) together(ctx context.Context, r *request, c action.Click) (answer, error) {
	if c.Package == workflow.ActStart {
		done, err := b.desk.Package(ctx, desk.PackageCommand{Action: c.Package, Window: c.Window, By: r.by, Request: r.id})
		if err != nil {
			return answer{}, err
		}
		a := say(render.PackageDone(r.locale, done))
		if done.Copied() {
			a = answer{outcome: outcomeCopy}
		}
		return a, nil
	}
	if err := b.desk.MayManage(ctx, r.by, c.Package); err != nil {
		return answer{}, err
	}
	f, options, err := b.desk.PackageTargets(ctx, c.Window)
	if err != nil {
		return answer{}, err
	}
	return answer{}, b.showModal(ctx, r, render.PackageForm(r.locale, f, c.Package, options, place(r)))
}

// submitPackage does what the reason was asked for.
func (b *Bot) submitPackage(ctx context.Context, r *request) (answer, error) {
	m, err := action.ParsePackage(r.view.metadata)
	if err != nil {
		return answer{}, err
	}
	cmd := desk.PackageCommand{Action: m.Action, Window: m.Window, Releases: m.Releases, By: r.by, Request: r.id, Reason: action.ReadReason(r.view.values)}
	if m.Action == workflow.ActMove {
		if cmd.To, cmd.Reason, cmd.Anyway, err = action.ReadMove(r.view.values); err != nil {
			return answer{}, err
		}
	}
	done, err := b.desk.Package(ctx, cmd)
	if err != nil {
		return answer{}, err
	}
	if done.Copied() && !b.unsure.get(r.view.id) {
		return answer{outcome: outcomeCopy}, nil
	}
	return answer{later: []func(context.Context){func(ctx context.Context) {
		b.tellSubmitter(ctx, r, m.Channel, render.PackageDone(r.locale, done))
	}}}, nil
}
