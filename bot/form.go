package bot

import (
	"context"
	"errors"
	"slices"
	"strings"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow"
	"drumbeat/workflow/desk"
	"drumbeat/workflow/policy"

	"github.com/slack-go/slack"
)

// request opens the form for a new release, with what was typed as its title.
func (b *Bot) request(ctx context.Context, r *request, title string) (answer, error) {
	return b.newForm(ctx, r, prefill(title), "")
}

// askFor opens the form for a new release from a button.
func (b *Bot) askFor(ctx context.Context, r *request, c action.Click) (answer, error) {
	q := workflow.Request{System: c.System, Window: c.Window}
	if t := workflow.ChangeType(c.Item); slices.Contains(workflow.ChangeTypes, t) {
		q.Type = t
	}
	return b.newForm(ctx, r, q, "")
}

// shortcut opens the form from the lightning, or from a message, which the
// release then links to.
func (b *Bot) shortcut(ctx context.Context, r *request) (answer, error) {
	switch r.name {
	case ShortcutRequest:
		return b.newForm(ctx, r, workflow.Request{}, "")
	case ShortcutCustomers:
		return b.customers(ctx, r, "")
	case ShortcutRequestMessage:
		called := func(id string) string { return b.desk.Name(ctx, workflow.PersonID(id)) }
		return b.newForm(ctx, r, prefill(plainText(r.message.text, called)), b.permalink(ctx, r))
	}
	return answer{}, workflow.Refuse(workflow.CodeInvalid, "Drumbeat does not know this shortcut. Ask for a release with %s request.", CommandRelease)
}

func (b *Bot) newForm(ctx context.Context, r *request, q workflow.Request, source string) (answer, error) {
	q.Source = source
	return b.openForm(ctx, r, q, action.Modal{Mode: action.New, Channel: place(r)})
}

// editForm opens the form with what a release says, to edit it or to send it
// again.
func (b *Bot) editForm(ctx context.Context, r *request, c action.Click) (answer, error) {
	f, m, err := b.opening(ctx, r, c)
	if err != nil {
		return answer{}, err
	}
	m.Action, m.Mode, m.TypeChosen = "", action.Edit, true
	if c.Action == workflow.ActResubmit {
		m.Mode = action.Resubmit
	}
	q := f.Release.Request
	if c.Window != "" { // the answer to why names one
		q.Window = c.Window
	}
	return b.openForm(ctx, r, q, m)
}

// openForm opens the form. A new one begins with what the person began before and
// did not send, or, where it has something in it already, offers that.
func (b *Bot) openForm(ctx context.Context, r *request, q workflow.Request, m action.Modal) (answer, error) {
	var draft *workflow.Draft
	if m.Mode == action.New && q.Type != workflow.Emergency { // in an incident nothing else is of interest
		if draft = b.desk.Draft(ctx, r.by); draft != nil {
			if q.Title == "" && q.What == "" {
				q, m.Filled, m.TypeChosen = draft.Form, 1, true
			} else {
				m.Offered = true
			}
		}
	}
	f, err := b.desk.Form(ctx, r.by, q, m.Release)
	if err != nil {
		return answer{}, err
	}
	f.Draft = draft
	return answer{}, b.showModal(ctx, r, render.RequestForm(r.locale, f, m))
}

// adapt shows the form again after a change that other fields depend on: the
// change type, the impact, the effort, the risk, the system, an incident that is
// named. What was typed stays, and is kept as the person's draft.
func (b *Bot) adapt(r *request, changed workflow.Field) (answer, error) {
	if r.view == nil || r.view.callback != action.FormModal {
		return answer{}, workflow.Refuse(workflow.CodeInvalid, "This form is from a version that is gone. Open it again.")
	}
	m, err := action.ParseModal(r.view.callback, r.view.metadata)
	if err != nil {
		return answer{}, err
	}
	r.about = m.Release
	a := answer{later: []func(context.Context){b.keepDraft(r, m)}}
	if !reshapes[changed] && !b.incidentNamed(r, m) {
		return a, nil
	}
	seq := b.forms.note(r.view.id)
	a.later = append(a.later, func(ctx context.Context) {
		if err := b.updateForm(ctx, r, m, changed, seq); err != nil {
			b.log.Warn("form not adapted", "actor", r.by, "error", err)
		}
	})
	return a, nil
}

// reshapes are the fields whose change makes the form look different; of the
// others only what stands in them is of interest.
var reshapes = map[workflow.Field]bool{
	workflow.FieldType: true, workflow.FieldImpact: true, workflow.FieldEffort: true, workflow.FieldSystem: true, workflow.FieldWindow: true,
	workflow.FieldTemplate: true, workflow.FieldMore: true, workflow.FieldDraft: true, workflow.FieldRisk: true, workflow.FieldUrgent: true, workflow.FieldFollow: true,
}

// incidentNamed tells whether what was typed just now is what an emergency is
// offered for, or is not any more.
func (b *Bot) incidentNamed(r *request, m action.Modal) bool {
	q, _ := action.ReadForm(r.view.values, m)
	return q.Type != workflow.Emergency && policy.MendsIncident(q) != m.Incident
}

func (b *Bot) updateForm(ctx context.Context, r *request, m action.Modal, changed workflow.Field, seq uint64) error {
	q, _ := action.ReadForm(r.view.values, m) // what is wrong in it is told when it is sent
	switch changed {
	case workflow.FieldType:
		m.TypeChosen = true
	case workflow.FieldMore:
		m.More = true
	case workflow.FieldTemplate, workflow.FieldDraft:
		q = b.refill(ctx, r, q, &m, changed)
	case workflow.FieldEffort, workflow.FieldRisk:
		if !m.TypeChosen {
			q.Type = "" // suggested anew
		}
	case workflow.FieldFollow:
		m.TypeChosen, q.Type = false, ""
	case workflow.FieldUrgent:
		m.TypeChosen, q.Type = true, workflow.Emergency
	case workflow.FieldSystem:
		q.Window = "" // another system has other windows
	}
	f, err := b.desk.Form(ctx, r.by, q, m.Release)
	if err != nil {
		return err
	}
	if m.Offered {
		f.Draft = b.desk.Draft(ctx, r.by)
	}
	v := render.RequestForm(r.locale, f, m)
	if !b.forms.is(r.view.id, seq) {
		return nil // overtaken by a newer change, which shows this one too
	}
	_, err = b.api.UpdateViewContext(ctx, v, "", r.view.hash, r.view.id)
	if refused(err, "hash_conflict") && b.forms.is(r.view.id, seq) {
		_, err = b.api.UpdateViewContext(ctx, v, "", "", r.view.id) // an older change came first
	}
	if refused(err, "not_found") || refused(err, "view_not_found") {
		return nil // closed meanwhile
	}
	return err
}

// submitForm files a new release, edits one or sends one again.
func (b *Bot) submitForm(ctx context.Context, r *request, m action.Modal) (answer, error) {
	q, err := action.ReadForm(r.view.values, m)
	if err != nil {
		return answer{}, err
	}
	var out desk.Outcome
	switch m.Mode {
	case action.New:
		if out, err = b.desk.Submit(ctx, r.by, r.id, q); err == nil {
			b.sent.put(r.view.id, true)
		}
	case action.Edit, action.Resubmit:
		act := workflow.ActEdit
		if m.Mode == action.Resubmit {
			act = workflow.ActResubmit
		}
		out, err = b.desk.Do(ctx, desk.Command{Action: act, Release: m.Release, Seen: m.Revision, SeenEntry: m.Entry, By: r.by, Request: r.id, Form: &q})
	}
	if err != nil {
		return answer{}, err
	}
	a := b.submitted(r, out, m)
	if m.Mode == action.New {
		sent := b.desk.Now() // what is begun from here on is another request
		a.later = append(a.later, func(ctx context.Context) { b.dropDraft(ctx, r, sent) })
	}
	return a, nil
}

// refused tells whether err is this refusal of Slack's.
func refused(err error, code string) bool {
	var e slack.SlackErrorResponse
	return errors.As(err, &e) && e.Err == code
}

// prefill makes a form of what was typed: the first line is the title, and
// where that is not all, the whole is what changes.
func prefill(text string) workflow.Request {
	text = strings.TrimSpace(text)
	title, rest, _ := strings.Cut(text, "\n")
	q := workflow.Request{Title: clip(strings.TrimSpace(title), policy.MaxTitle)}
	if rest != "" || q.Title != strings.TrimSpace(title) {
		q.What = clip(text, policy.MaxText)
	}
	return q
}

// clip shortens s to at most n characters, the last of them an ellipsis.
func clip(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}

// permalink gives the link to the message a shortcut was used on. Where Slack
// does not tell it in time it is put together the way Slack's own are.
func (b *Bot) permalink(ctx context.Context, r *request) string {
	if !isID(r.channel) || !isTimestamp(r.message.ts) {
		return ""
	}
	ctx, cancel := context.WithTimeout(ctx, b.linkWithin())
	defer cancel()
	link, err := b.api.GetPermalinkContext(ctx, &slack.PermalinkParameters{Channel: r.channel, Ts: r.message.ts})
	if err == nil && link != "" {
		return link
	}
	if !isDomain(r.domain) {
		return ""
	}
	return "https://" + r.domain + ".slack.com/archives/" + r.channel + "/p" + strings.ReplaceAll(r.message.ts, ".", "")
}

func isTimestamp(s string) bool {
	return s != "" && len(s) <= 32 && strings.Trim(s, "0123456789.") == ""
}

func isDomain(s string) bool {
	return s != "" && len(s) <= 63 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}
