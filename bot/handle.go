package bot

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"drumbeat/bot/render"
	"drumbeat/workflow"
)

// answer is what a conversation says to a request.
type answer struct {
	say     *render.Message             // privately
	body    []byte                      // say as the answer to a command, where that is written already
	stored  bool                        // the request changed something: it is acknowledged before it is told
	first   func(context.Context) error // tells the person, before Slack has the answer; say does so where it is nil
	replace bool                        // in the place of the private message that was clicked
	fields  map[string]string           // errors at input blocks of the modal that was submitted
	modal   any                         // replaces the modal that was submitted
	later   []func(ctx context.Context) // after Slack has the answer
	outcome string                      // for the log; empty: ok
}

// reply is an answer as a transport sends it.
type reply struct {
	body       []byte                      // JSON; empty: an empty acknowledgement
	first      func(context.Context) error // what has to be told before the acknowledgement; nil: nothing
	after      []func(ctx context.Context)
	unanswered bool // Slack tells the person that there is trouble
}

// handle answers a request once; copies of it get the same answer.
func (b *Bot) handle(ctx context.Context, r request) reply {
	ctx = context.WithoutCancel(ctx) // who hangs up has still clicked
	ctx, cancel := context.WithTimeout(ctx, b.deadline)
	defer cancel()
	out, copied, ok := b.replies.do(ctx, r.copy, func() reply { return b.answerOnce(ctx, &r) })
	if copied {
		b.count.request(r.kind, "copy", 0)
	}
	if !ok {
		return reply{unanswered: true}
	}
	return out
}

// answerOnce runs a request through its conversation and tells the person where
// that comes before the acknowledgement; what could not be told is not
// acknowledged, so that Slack says that there is trouble.
func (b *Bot) answerOnce(ctx context.Context, r *request) reply {
	started := b.now()
	a := b.converse(ctx, r)
	out := b.encode(r, a)
	if err := b.tellFirst(out.first, max(0, b.now().Sub(started))); err != nil {
		a.outcome = outcomeUntold // why, whoever tried has logged
		out = reply{unanswered: true}
	}
	b.record(r, a, max(0, b.now().Sub(started)))
	return out
}

func (b *Bot) converse(ctx context.Context, r *request) (a answer) {
	defer func() {
		if p := recover(); p != nil {
			a = b.explain(r, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
		}
	}()
	if !b.admit() {
		a = b.explain(r, errBusy)
		a.outcome = "busy"
		return a
	}
	defer func() { <-b.slots }()
	err := b.belongs(ctx, r)
	if err == nil {
		r.locale = b.desk.Locale(ctx, r.by)
		a, err = b.route(ctx, r)
	}
	if err != nil {
		a = b.explain(r, err)
	}
	return a
}

// errBusy is told to who comes when everybody is being served already.
var errBusy = workflow.Refuse(workflow.CodeNotSaved, "Not saved: Drumbeat has too much to do at this moment. Nothing has changed. Try again in a minute.")

// admit takes a place among the requests being answered, if there is one.
func (b *Bot) admit() bool {
	if b.follow.full() {
		return false
	}
	select {
	case b.slots <- struct{}{}:
		return true
	default:
		return false
	}
}

// errNobodyYet is told while Slack has not said yet which workspace we serve.
var errNobodyYet = workflow.Refuse(workflow.CodeNotSaved, "Not saved: Drumbeat has only just been started, and Slack has not told it yet which workspace it serves. Nothing has changed. Try again in a minute.")

// belongs checks that a request is of our workspace and for our app. Slack names
// the workspace in everything it sends, and the app in everything but shortcuts
// (docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload):
// what leaves them out is refused too.
func (b *Bot) belongs(ctx context.Context, r *request) error {
	select {
	case <-b.known:
	default: // the first moments of a process
		select {
		case <-b.known:
		case <-ctx.Done():
			return errNobodyYet
		}
	}
	ours := b.home.Load()
	foreign := func(app string) bool { return ours.app != "" && app != "" && app != ours.app }
	unnamed := ours.app != "" && r.app == "" && r.kind != kindShortcut
	if unnamed || foreign(r.app) || r.view != nil && foreign(r.view.app) {
		return workflow.Refuse(workflow.CodeDenied, "This was sent to another app's address. Whoever set up Drumbeat has to check the app's id.")
	}
	team := r.team
	if team == "" {
		team = r.userTeam // where an app is installed for a whole organisation, some requests name the person's workspace alone
	}
	if team != ours.team || r.userTeam != "" && r.userTeam != ours.team && !r.enterprise {
		return workflow.Refuse(workflow.CodeDenied, "Only members of the workspace that Drumbeat serves can use it.")
	}
	return nil
}

// record writes the one line per request and counts it.
func (b *Bot) record(r *request, a answer, took time.Duration) {
	outcome := a.outcome
	if outcome == "" {
		outcome = "ok"
	}
	b.count.request(r.kind, outcome, took)
	attrs := []slog.Attr{
		slog.String("kind", string(r.kind)), slog.String("action", r.name), slog.String("actor", string(r.by)),
		slog.String("outcome", outcome), slog.Duration("duration", took),
	}
	if r.about != 0 {
		attrs = append(attrs, slog.String("release", r.about.String()))
	}
	b.log.LogAttrs(context.Background(), slog.LevelInfo, "slack request", attrs...)
}

// explain turns an error into what the person is told. What is not ours to
// explain gets a reference that the log line carries too.
func (b *Bot) explain(r *request, err error) answer {
	e, ref := b.refer(r, err)
	return b.refusal(r, e, ref)
}

// refer gives the sentence of an error, and, where the operator has to look into
// it, the reference under which the log has it.
func (b *Bot) refer(r *request, err error) (e *workflow.Error, ref string) {
	switch {
	case errors.As(err, &e) && e.Code != workflow.CodeInternal:
	case errors.Is(err, context.DeadlineExceeded):
		e = &workflow.Error{Code: workflow.CodeUnknown, Message: "Drumbeat did not get an answer in time. Look whether it was saved before you try again.", Err: err}
	default:
		e = &workflow.Error{Code: workflow.CodeInternal, Err: err}
	}
	switch e.Code {
	case workflow.CodeInternal, workflow.CodeNotSaved, workflow.CodeUnknown:
		ref = newRef()
		if r.kind == kindSubmission && r.view != nil {
			b.unsure.put(r.view.id, true)
		}
		b.log.Error("slack request failed", "ref", ref, "kind", r.kind, "action", r.name, "actor", r.by, "code", e.Code, "error", err)
	}
	return e, ref
}

func newRef() string {
	var raw [3]byte
	_, _ = rand.Read(raw[:]) // never fails
	return hex.EncodeToString(raw[:])
}

// followUp starts what is to be done after Slack has its answer.
func (b *Bot) followUp(r reply) {
	for _, job := range r.after {
		b.follow.do(job)
	}
}

func mustJSON(v any) []byte {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("encode an answer: %v", err)) // only our own types come here
	}
	return raw
}
