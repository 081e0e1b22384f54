package bot

import (
	"context"
	"strings"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// streetsOf answers "env" and "env web shop": who has which environment.
func (b *Bot) streetsOf(ctx context.Context, r *request, typed string) (answer, error) {
	if typed == "" {
		return b.streets(ctx, r, "")
	}
	p, err := b.desk.Policy(ctx)
	if err != nil {
		return answer{}, err
	}
	key, ok := systemCalled(&p, typed)
	if !ok {
		var names []string
		for _, s := range p.Systems[:min(len(p.Systems), 10)] {
			names = append(names, s.Name)
		}
		return answer{}, workflow.Refuse(workflow.CodeNotFound, "The policy knows no system “%s”. It knows: %s.", clip(typed, 60), strings.Join(names, ", "))
	}
	return b.streets(ctx, r, key)
}

// systemCalled finds the system that was meant by what was typed: its name or
// key, the beginning of one, or the nearest.
func systemCalled(p *workflow.Policy, typed string) (key string, ok bool) {
	typed = strings.ToLower(strings.Join(strings.Fields(typed), " "))
	byName := map[string]string{}
	var names []string
	for _, s := range p.Systems {
		for _, name := range []string{strings.ToLower(s.Key), strings.ToLower(s.Name)} {
			if _, taken := byName[name]; !taken {
				byName[name] = s.Key
				names = append(names, name)
			}
		}
	}
	if key, ok := byName[typed]; ok {
		return key, true
	}
	begun := map[string]bool{}
	for _, name := range names {
		if strings.HasPrefix(name, typed) {
			begun[byName[name]] = true
			key = byName[name]
		}
	}
	if len(begun) == 1 {
		return key, true
	}
	name, ok := nearest(typed, names)
	return byName[name], ok
}

func (b *Bot) streets(ctx context.Context, r *request, system string) (answer, error) {
	fs, err := b.desk.Streets(ctx, system, r.by)
	if err != nil {
		return answer{}, err
	}
	return say(render.Streets(r.locale, fs, system != "")), nil
}

// showStreets is streets from a button.
func (b *Bot) showStreets(ctx context.Context, r *request, c action.Click) (answer, error) {
	system, _ := c.Environment.Split()
	a, err := b.streets(ctx, r, system)
	a.replace = true
	return a, err
}

// askBooking opens the form that books an environment.
func (b *Bot) askBooking(ctx context.Context, r *request, c action.Click) (answer, error) {
	f, err := b.desk.BookForm(ctx, r.by, c.Environment, c.Release)
	if err != nil {
		return answer{}, err
	}
	return answer{}, b.showModal(ctx, r, render.BookForm(r.locale, f, action.Modal{Channel: place(r)}))
}

// askExtend asks until when a booking is kept.
func (b *Bot) askExtend(ctx context.Context, r *request, c action.Click) (answer, error) {
	f, _, err := b.desk.MayEndBooking(ctx, c.Environment, c.Booking, r.by)
	if err != nil {
		return answer{}, err
	}
	return answer{}, b.showModal(ctx, r, render.ExtendForm(r.locale, f, action.Modal{Environment: c.Environment, Booking: c.Booking, Channel: place(r)}))
}

// giveBack gives one's own booking back at once; a release manager is asked why
// before somebody else's is ended.
func (b *Bot) giveBack(ctx context.Context, r *request, c action.Click) (answer, error) {
	want := desk.Booking{Environment: c.Environment, ID: c.Booking, By: r.by, Request: r.id}
	out, err := b.desk.GiveBack(ctx, want)
	if code := workflow.CodeOf(err); code == workflow.CodeInvalid {
		f, _, err := b.desk.MayEndBooking(ctx, c.Environment, c.Booking, r.by)
		if err != nil {
			return answer{}, err
		}
		return answer{}, b.showModal(ctx, r, render.BackForm(r.locale, f, action.Modal{Environment: c.Environment, Booking: c.Booking, Channel: place(r)}))
	}
	if err != nil {
		return answer{}, err
	}
	if out.Copy {
		return answer{outcome: outcomeCopy}, nil
	}
	a := say(render.GaveBack(r.locale, out.Booking, r.by))
	a.replace, a.stored = true, true
	return a, nil
}

// submitBooking does what a modal about a booking was opened for.
func (b *Bot) submitBooking(ctx context.Context, r *request, m action.Modal) (answer, error) {
	want := desk.Booking{Environment: m.Environment, ID: m.Booking, By: r.by, Request: r.id}
	var out desk.Booked
	var err error
	said := render.Booked
	switch r.view.callback {
	case action.BookModal:
		var form action.Book
		if form, err = action.ReadBook(r.view.values); err != nil {
			return answer{}, err
		}
		want.Environment, want.Release, want.Why, want.From, want.To = form.Environment, form.Release, form.Why, form.From, form.To
		out, err = b.desk.Book(ctx, want)
	case action.ExtendModal:
		if want.To, err = action.ReadUntil(r.view.values); err != nil {
			return answer{}, err
		}
		out, err = b.desk.Extend(ctx, want)
	case action.BackModal:
		want.Why = action.ReadReason(r.view.values)
		out, err = b.desk.GiveBack(ctx, want)
		said = render.GaveBack
	}
	if err != nil {
		return answer{}, err
	}
	if out.Copy && !b.unsure.get(r.view.id) {
		return answer{outcome: outcomeCopy}, nil
	}
	return answer{later: []func(context.Context){func(ctx context.Context) {
		b.tellSubmitter(ctx, r, m.Channel, said(r.locale, out.Booking, r.by))
	}}}, nil
}
