package desk

import (
	"context"

	"drumbeat/workflow"
)

// Locale is the language in which a person is spoken to: their own in Slack
// where Drumbeat speaks it, else the organisation's. Where neither is known at
// this moment it is English: a language is no reason to say nothing.
func (d *Desk) Locale(ctx context.Context, person workflow.PersonID) workflow.Locale {
	p, err := d.currentPolicy(ctx)
	if err != nil {
		p = &workflow.Policy{}
	}
	return p.LocaleOf(&workflow.Notice{}, d.own(ctx, person))
}

// NoticeLocale is the language that a notice is written in.
func (d *Desk) NoticeLocale(ctx context.Context, n *workflow.Notice) (workflow.Locale, error) {
	p, err := d.currentPolicy(ctx)
	if err != nil {
		return "", err
	}
	return p.LocaleOf(n, d.own(ctx, n.Person)), nil
}

// own is a person's language in Slack; empty where Drumbeat does not know or
// speak it.
func (d *Desk) own(ctx context.Context, person workflow.PersonID) workflow.Locale {
	if person == "" || person == workflow.System {
		return ""
	}
	p, err := d.dir.Person(ctx, person)
	if err != nil {
		return ""
	}
	return p.Locale
}
