package bot

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow"
)

// pageSize is how many releases a list reads: one page and one to know whether
// there are more.
const pageSize = 15

// The menu and the help are the same for everybody, and are written once.
var (
	theMenu = inEachLocale(render.Menu)
	theHelp = inEachLocale(render.Help)
)

// inEachLocale writes a message once for each locale.
func inEachLocale(message func(workflow.Locale) render.Message) func(workflow.Locale) answer {
	var known sync.Map // by locale
	return func(loc workflow.Locale) answer {
		if a, ok := known.Load(loc); ok {
			return a.(answer)
		}
		a := written(message(loc))
		known.Store(loc, a)
		return a
	}
}

func written(m render.Message) answer { return answer{say: &m, body: inPlace(m)} }

func (b *Bot) menu(_ context.Context, r *request, _ action.Click) (answer, error) {
	return theMenu(r.locale), nil
}

func (b *Bot) help(_ context.Context, r *request, _ action.Click) (answer, error) {
	return theHelp(r.locale), nil
}

func say(m render.Message) answer { return answer{say: &m} }

// show answers the card of a release.
func (b *Bot) show(ctx context.Context, r *request, c action.Click) (answer, error) {
	r.about = c.Release
	f, err := b.desk.ReleaseFor(ctx, c.Release, r.by)
	if workflow.CodeOf(err) == workflow.CodeNotFound {
		return b.noSuch(ctx, r, c.Release)
	}
	if err != nil {
		return answer{}, err
	}
	return say(render.Show(r.locale, f, r.by)), nil
}

// details shows everything about a release in a modal.
func (b *Bot) details(ctx context.Context, r *request, c action.Click) (answer, error) {
	f, err := b.desk.ReleaseFor(ctx, c.Release, r.by)
	if err != nil {
		return answer{}, err
	}
	return answer{}, b.showModal(ctx, r, render.Details(r.locale, f))
}

// list answers the open releases, newest first, page by page.
func (b *Bot) list(ctx context.Context, r *request, c action.Click) (answer, error) {
	return b.page(ctx, r, render.ListOpen, workflow.ReleaseFilter{Open: true, Before: c.Before})
}

// mine answers the person's own open releases.
func (b *Bot) mine(ctx context.Context, r *request, c action.Click) (answer, error) {
	return b.page(ctx, r, render.ListMine, workflow.ReleaseFilter{Open: true, Requester: r.by, Before: c.Before})
}

func (b *Bot) page(ctx context.Context, r *request, k render.ListKind, filter workflow.ReleaseFilter) (answer, error) {
	filter.Limit = pageSize + 1
	fs, err := b.desk.List(ctx, filter)
	if err != nil {
		return answer{}, err
	}
	a := say(render.List(r.locale, k, fs[:min(len(fs), pageSize)], len(fs) > pageSize))
	a.replace = filter.Before != 0
	return a, nil
}

// lookAt answers "show REL-12".
func (b *Bot) lookAt(ctx context.Context, r *request, rest string) (answer, error) {
	if rest == "" {
		return answer{}, workflow.Refuse(workflow.CodeInvalid, "Which release? Add its number: %s show REL-12. %s list shows what is open.", CommandRelease, CommandRelease)
	}
	n, err := workflow.ParseNumber(rest)
	if err != nil {
		return answer{}, err
	}
	return b.show(ctx, r, action.Click{Release: n})
}

// again runs the command that was probably meant.
func (b *Bot) again(ctx context.Context, r *request, c action.Click) (answer, error) {
	return b.command(ctx, r, c.Command)
}

func unknownWord(r *request, text, word, rest string) answer {
	meant, ok := nearest(word, words)
	if ok && rest != "" {
		meant += " " + rest
	}
	a := say(render.NoSuchCommand(r.locale, text, meant))
	a.outcome = string(workflow.CodeInvalid)
	return a
}

// noSuch answers a number under which there is nothing with numbers that there
// are and that look like it.
func (b *Bot) noSuch(ctx context.Context, r *request, n workflow.Number) (answer, error) {
	var near []workflow.Number
	found, err := b.desk.List(ctx, workflow.ReleaseFilter{Numbers: lookalikes(n), Limit: 10})
	if err != nil {
		return answer{}, err
	}
	for _, f := range found {
		near = append(near, f.Release.Number)
	}
	a := say(render.NoSuchRelease(r.locale, n.String(), near[:min(len(near), 3)]))
	a.outcome = string(workflow.CodeNotFound)
	return a, nil
}

// lookalikes are the numbers one slip away from n: a digit too many, or two
// swapped.
func lookalikes(n workflow.Number) []workflow.Number {
	digits := strconv.Itoa(int(n))
	var out []workflow.Number
	add := func(s string) {
		m, err := strconv.Atoi(s)
		if err == nil && m > 0 && workflow.Number(m) != n && !slices.Contains(out, workflow.Number(m)) && !strings.HasPrefix(s, "0") {
			out = append(out, workflow.Number(m))
		}
	}
	for i := range digits {
		add(digits[:i] + digits[i+1:])
		if i > 0 {
			add(digits[:i-1] + digits[i:i+1] + digits[i-1:i] + digits[i+1:])
		}
	}
	return out
}
