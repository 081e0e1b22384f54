package bot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"drumbeat/bot/render"
	"drumbeat/workflow"

	"github.com/slack-go/slack"
)

// privately is a message that only one person sees, as the answer to a command
// and at a response URL alike.
type privately struct {
	Type    string        `json:"response_type"`
	Replace bool          `json:"replace_original"`
	Text    string        `json:"text"`
	Blocks  []slack.Block `json:"blocks,omitempty"`
}

// encode writes an answer the way Slack wants it for this kind of request: a
// command is answered in place, a modal with errors at its fields, and
// everything else at its response URL, or in a modal where it has none: before
// the acknowledgement, unless that says something by itself, namely that
// something is stored.
func (b *Bot) encode(r *request, a answer) reply {
	out := reply{first: a.first, after: a.later}
	if a.outcome == "busy" && r.kind != kindCommand && r.kind != kindSubmission {
		return reply{unanswered: true} // no place either for telling it afterwards
	}
	switch {
	case r.kind == kindSubmission && len(a.fields) > 0:
		out.body = mustJSON(map[string]any{"response_action": "errors", "errors": a.fields})
	case r.kind == kindSubmission && a.modal != nil:
		out.body = mustJSON(map[string]any{"response_action": "update", "view": a.modal})
	case a.say == nil, r.kind == kindSubmission, r.kind == kindClosed, r.kind == kindEvent:
	case r.kind == kindCommand:
		if out.body = a.body; out.body == nil {
			out.body = inPlace(*a.say)
		}
	case a.stored:
		out.after = append([]func(context.Context){func(ctx context.Context) { _ = b.tell(ctx, r, *a.say, a.replace) }}, a.later...)
	default:
		out.first = func(ctx context.Context) error { return b.tell(ctx, r, *a.say, a.replace) }
	}
	if r.most != 0 && len(out.body) > max(0, r.most) {
		return b.elsewhere(r, out)
	}
	return out
}

// elsewhere is a reply whose body is too long for the acknowledgement: it is
// posted, before that. A form has no place but the acknowledgement; it stays
// open, and Slack says that there is trouble.
func (b *Bot) elsewhere(r *request, out reply) reply {
	body := out.body
	if r.responseURL == "" {
		b.log.Error("answer to slack is too long", "kind", r.kind, "action", r.name, "bytes", len(body))
		return reply{unanswered: true}
	}
	out.body = nil
	out.first = func(ctx context.Context) error { return b.postAnswer(ctx, r.responseURL, body) }
	return out
}

// inPlace writes a private message as the answer to a command.
func inPlace(m render.Message) []byte {
	return mustJSON(privately{Type: "ephemeral", Text: m.Text, Blocks: m.Blocks})
}

// tell says something to the person who clicked: beside the message, or, in a
// view, in a modal of its own.
func (b *Bot) tell(ctx context.Context, r *request, m render.Message, replace bool) error {
	if r.responseURL != "" {
		return b.postAnswer(ctx, r.responseURL, mustJSON(privately{Type: "ephemeral", Replace: replace && r.message.ephemeral, Text: m.Text, Blocks: m.Blocks}))
	}
	return b.showModal(ctx, r, render.Notice(r.locale, m))
}

// tellSubmitter says something to who submitted a modal, where it was opened: at
// the response URL while that lives, and to them alone in the channel when they
// took longer.
func (b *Bot) tellSubmitter(ctx context.Context, r *request, channel workflow.Channel, m render.Message) {
	if from := b.origins.get(r.view.id); from.open(b.now()) {
		_ = b.postAnswer(ctx, from.url, mustJSON(privately{Type: "ephemeral", Replace: from.ephemeral, Text: m.Text, Blocks: m.Blocks}))
		return
	}
	b.whisper(ctx, channel, r.by, m)
}

// whisper says something to one person in a channel, where the bot may. It is
// for modals that another replica opened, or that were open for long; what
// counts is told elsewhere too.
func (b *Bot) whisper(ctx context.Context, channel workflow.Channel, person workflow.PersonID, m render.Message) {
	if channel == "" || strings.HasPrefix(string(channel), "D") {
		return // in a direct message the board itself has changed
	}
	_, err := b.api.PostEphemeralContext(ctx, string(channel), string(person), slack.MsgOptionText(m.Text, false), slack.MsgOptionBlocks(m.Blocks...), slack.MsgOptionParse(false))
	if err != nil {
		b.log.Debug("private line not shown", "channel", channel, "error", err)
	}
}

// tries at a response URL.
const answerTries = 3

var errNotSlacks = errors.New("not an address of slack's")

// postAnswer posts a private answer to a response URL, if that is Slack's.
func (b *Bot) postAnswer(ctx context.Context, to string, body []byte) error {
	if !b.places.mayPost(to) {
		b.log.Warn("private answer not posted: not an address of slack's")
		return errNotSlacks
	}
	var err error
	for n := 1; n <= answerTries; n++ {
		var again time.Duration
		if again, err = b.postOnce(ctx, to, body); err == nil || again == 0 {
			break
		}
		if n == answerTries || b.wait(ctx, again) != nil {
			break
		}
	}
	if err != nil {
		b.log.Warn("private answer not posted", "error", err)
	}
	return err
}

// postOnce posts an answer; again is how long to wait before another try, 0
// where that is of no use.
func (b *Bot) postOnce(ctx context.Context, to string, body []byte) (again time.Duration, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return 0, errors.New("response URL cannot be requested")
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	resp, err := b.http.Do(req)
	if err != nil {
		return 500 * time.Millisecond, fmt.Errorf("response URL: %w", withoutURL(err))
	}
	defer func() { _ = resp.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 4096)) // so that the connection is used again
	switch {
	case resp.StatusCode < 300:
		return 0, nil
	case resp.StatusCode == http.StatusTooManyRequests:
		seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
		again = time.Duration(max(1, seconds)) * time.Second
	case resp.StatusCode >= 500:
		again = 500 * time.Millisecond
	}
	return again, fmt.Errorf("post to a response URL: status %d", resp.StatusCode)
}

// refusal is what a person is told of an error: at the fields of a modal, else
// as a private message.
func (b *Bot) refusal(r *request, e *workflow.Error, ref string) answer {
	a := answer{outcome: string(e.Code)}
	m := render.Refused(r.locale, e, ref)
	switch {
	case r.kind != kindSubmission:
		a.say = &m
	case r.view == nil || len(r.view.inputs) == 0:
		a.modal = render.Notice(r.locale, m)
	default:
		a.fields = atFields(r.locale, e, plainly(r.locale, e, ref), r.view.inputs)
	}
	return a
}

// plainly is what an error says at a field, which shows text as it is.
func plainly(loc workflow.Locale, e *workflow.Error, ref string) string {
	said := e.Message
	if said == "" || e.Code == workflow.CodeInternal {
		said = "Something went wrong on our side."
	}
	said = render.Say(loc, said)
	if ref != "" {
		said += " (ref " + ref + ")"
	}
	return said
}

// atFields puts the sentences of an error at the input blocks of a modal. What
// belongs to none that is shown stands at the first: a modal that is refused
// always says why.
func atFields(loc workflow.Locale, e *workflow.Error, whole string, inputs []string) map[string]string {
	out := map[string]string{}
	var rest []string
	for _, f := range slices.Sorted(maps.Keys(e.Fields)) {
		if slices.Contains(inputs, string(f)) {
			out[string(f)] = render.Say(loc, e.Fields[f])
		} else {
			rest = append(rest, render.Say(loc, e.Fields[f]))
		}
	}
	if len(e.Fields) == 0 {
		rest = []string{whole}
	}
	if len(rest) == 0 {
		return out
	}
	first := inputs[0]
	if slices.Contains(inputs, string(workflow.FieldReason)) {
		first = string(workflow.FieldReason)
	}
	if out[first] != "" {
		rest = append([]string{out[first]}, rest...)
	}
	out[first] = strings.Join(rest, " ")
	return out
}

// showModal opens a modal with the trigger of a request; in a modal it goes on
// top of that. It is done before the answer: triggers live for three seconds.
func (b *Bot) showModal(ctx context.Context, r *request, v slack.ModalViewRequest) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), b.openWithin())
	defer cancel()
	var opened *slack.ViewResponse
	var err error
	if r.kind == kindClick && r.view != nil && r.view.kind == "modal" {
		opened, err = b.api.PushViewContext(ctx, r.trigger, v)
	} else {
		opened, err = b.api.OpenViewContext(ctx, r.trigger, v)
	}
	if err == nil {
		if r.responseURL != "" && opened != nil {
			b.origins.put(opened.ID, origin{url: r.responseURL, ephemeral: r.message.ephemeral, at: b.now()})
		}
		return nil
	}
	if refused(err, "exchanged_trigger_id") || refused(err, "trigger_exchanged") {
		// Each request asks for one modal, once: it was a copy of this one that got
		// it, at another replica or before a restart.
		b.log.Info("modal opened before", "action", r.name, "actor", r.by)
		return nil
	}
	b.log.Warn("modal not opened", "action", r.name, "actor", r.by, "error", err)
	return &workflow.Error{Code: workflow.CodeStale, Message: modalTrouble(err), Err: err}
}

// modalTrouble is what a person reads whose form did not come up, or may not
// have: where Slack has not answered nobody knows.
func modalTrouble(err error) string {
	var limited *slack.RateLimitedError
	var refused slack.SlackErrorResponse
	var status slack.StatusCodeError
	switch {
	case errors.As(err, &limited):
		return fmt.Sprintf("Slack lets Drumbeat open no more forms for the moment. Nothing has changed. Try again in %s.", seconds(limited.RetryAfter))
	case !errors.As(err, &refused) && (!errors.As(err, &status) || status.Code >= http.StatusInternalServerError):
		return "Slack did not say whether it opened the form. Nothing has changed. If no form came up, try once more."
	}
	switch refused.Err {
	case "expired_trigger_id", "trigger_expired":
		return "Slack waits three seconds for a form, and this one took longer. Try once more."
	case "push_limit_reached":
		return "Three forms are open on top of one another, and Slack allows no more. Close one first."
	}
	return "Slack did not open the form. Nothing has changed. Try once more."
}

// seconds says how long Slack asks to wait.
func seconds(d time.Duration) string {
	if n := int((d + time.Second - 1) / time.Second); n > 1 {
		return strconv.Itoa(n) + " seconds"
	}
	return "a second"
}
