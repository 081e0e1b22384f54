package bot

import (
	"context"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// run does what a button says at once: the click is the whole command.
func (b *Bot) run(ctx context.Context, r *request, c action.Click) (answer, error) {
	out, err := b.desk.Do(ctx, desk.Command{Action: c.Action, Release: c.Release, Seen: c.Revision, By: r.by, Request: r.id})
	if err != nil {
		return answer{}, err
	}
	if c.Command != "" {
		return b.doneInQueue(r, out, c.Command)
	}
	return b.done(r, out, ""), nil
}

// How a request ends that finds done what it asks for.
const (
	outcomeRepeated = "repeated" // by an earlier request of the same person
	outcomeCopy     = "copy"     // by this very request, of which it is a copy
	outcomeUntold   = "untold"   // it changed nothing, and the person could not be told
)

// done follows up on a command that succeeded. The messages that show the
// release are edited by what the command left owing; here who acted reads what
// came of it, or, on the Home tab, sees it there. The copy of a request that did
// it is acknowledged as the first was, and nothing is said a second time: who
// acted was answered then, by this process, one before it or another. Only who
// was told that nobody knows whether it was saved, and presses Submit again, has
// not been.
func (b *Bot) done(r *request, out desk.Outcome, channel workflow.Channel) answer {
	var a answer
	r.about = out.Release.Number
	if out.Repeated {
		a.outcome = outcomeRepeated
	}
	if out.Copy && (r.kind != kindSubmission || !b.unsure.get(r.view.id)) {
		a.outcome = outcomeCopy
		return a
	}
	if r.view != nil && r.view.kind == "home" {
		a.later = append(a.later, func(ctx context.Context) { b.showHome(ctx, r) })
		return a
	}
	tell := func(ctx context.Context) error { return b.tellDone(ctx, r, out, channel) }
	if out.Repeated && r.kind == kindClick {
		a.first = tell // this click changed nothing
		return a
	}
	a.later = append(a.later, func(ctx context.Context) { _ = tell(ctx) })
	return a
}

// tellDone tells who acted what came of it.
func (b *Bot) tellDone(ctx context.Context, r *request, out desk.Outcome, channel workflow.Channel) error {
	f, err := b.desk.Release(ctx, out.Release.Number)
	if err != nil {
		b.log.Warn("done, but not told", "release", out.Release.Number.String(), "error", err)
		return err
	}
	said := render.Done(r.locale, f, out.Entry, out.Repeated)
	if r.kind == kindSubmission {
		b.tellSubmitter(ctx, r, channel, said)
		return nil
	}
	return b.tell(ctx, r, said, true)
}

// opening starts a modal for an action: refused at once for whom and when the
// action is not possible, so that nobody types a reason in vain.
func (b *Bot) opening(ctx context.Context, r *request, c action.Click) (workflow.ReleaseFacts, action.Modal, error) {
	cmd := desk.Command{Action: c.Action, Release: c.Release, Seen: c.Revision, By: r.by}
	if err := b.desk.May(ctx, cmd); err != nil {
		return workflow.ReleaseFacts{}, action.Modal{}, err
	}
	f, err := b.desk.Release(ctx, c.Release)
	if err != nil {
		return workflow.ReleaseFacts{}, action.Modal{}, err
	}
	seen := c.Revision
	if seen == 0 {
		seen = f.Release.Revision
	}
	return f, action.Modal{Release: c.Release, Revision: seen, Entry: f.Release.Last().Seq, Action: c.Action, Channel: place(r)}, nil
}

// place is the conversation a request comes from, for what is said after a
// modal; nothing for the Home tab.
func place(r *request) workflow.Channel {
	if r.view != nil || !isID(r.channel) {
		return ""
	}
	return workflow.Channel(r.channel)
}
