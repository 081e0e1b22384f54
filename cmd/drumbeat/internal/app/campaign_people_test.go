package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"drumbeat/bot/sandbox"
	"drumbeat/workflow"
)

// deed is one thing that a person did, as they know of it: they pressed, and
// Slack showed that it was taken, or that it was not.
type deed struct {
	Who      string
	What     workflow.Action
	Release  string // its title
	Answer   string // acknowledged, refused: a sentence, or unanswered: Slack's words
	At, Done time.Time
}

// acknowledged is the answer by which a person believes that it is done.
const acknowledged = "acknowledged"

// ledger is what everybody did.
type ledger struct {
	mu    sync.Mutex
	deeds []deed
	vain  []string // what people pressed without any answer
}

// noAnswer are Slack's words to somebody whose app did not answer.
var noAnswer = regexp.MustCompile("dispatch_failed|operation_timeout|trouble|Timeout|EOF|reset")

// pressed notes what came of something that somebody pressed.
func (l *ledger) pressed(what string, err error) {
	if err == nil || !noAnswer.MatchString(err.Error()) {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.vain = append(l.vain, what+": "+err.Error())
}

func (l *ledger) write(d deed) {
	l.mu.Lock()
	defer l.mu.Unlock()
	d.Done = time.Now()
	l.deeds = append(l.deeds, d)
}

// count tells how many deeds there are, and how many of them were acknowledged.
func (l *ledger) count() (all, acked int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, d := range l.deeds {
		if d.Answer == acknowledged {
			acked++
		}
	}
	return len(l.deeds), acked
}

// since gives the deeds that were done after an instant.
func (l *ledger) since(at time.Time) []deed {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []deed
	for _, d := range slices.Backward(l.deeds) {
		if d.Done.Before(at) {
			break
		}
		out = append(out, d)
	}
	return out
}

// between gives the longest that anybody waited who pressed between two
// instants, and what people were told.
func (l *ledger) between(from, to time.Time) (slowest time.Duration, said string) {
	told := map[string]int{}
	for _, d := range l.since(from) {
		if d.At.Before(from) || d.At.After(to) {
			continue
		}
		slowest = max(slowest, d.Done.Sub(d.At))
		word, _, _ := strings.Cut(d.Answer, ":")
		told[word]++
	}
	return slowest, fmt.Sprint(told)
}

// crowd is the people of a campaign: they press until Slack takes it, as people
// do, and write down each time what they were shown.
type crowd struct {
	town   *campaignTown
	ledger *ledger
	system func(title string) string // which system a release is for; nil: the form's own
	pause  time.Duration             // before they press or look again; 0: 50 ms
}

// errGivenUp says that somebody pressed in vain until the context ended.
var errGivenUp = errors.New("given up")

// asks has somebody ask for a release until it is taken. An emergency skips the
// windows.
func (c *crowd) asks(ctx context.Context, who, title string, emergency bool) error {
	for ctx.Err() == nil {
		view, err := c.opens(who, title)
		if err == nil && emergency {
			view, err = c.hurries(ctx, who, view)
		}
		c.ledger.pressed(title+" was begun by "+who, err)
		if err != nil {
			c.breath(ctx)
			continue
		}
		if done := c.sends(ctx, who, title, view); done {
			return nil
		}
	}
	return errGivenUp
}

// opens opens the form.
func (c *crowd) opens(who, title string) (sandbox.View, error) {
	var said sandbox.SendAnswer
	err := c.town.post("/client/send", sandbox.SendRequest{As: who, Channel: c.channel("releases"), Text: "/release request " + title}, &said)
	if err != nil || !said.OK {
		return sandbox.View{}, errors.Join(err, errors.New(said.Error))
	}
	return c.top(who)
}

func (c *crowd) top(who string) (sandbox.View, error) {
	var state sandbox.State
	if err := c.town.get("/client/state?as="+who, &state); err != nil {
		return sandbox.View{}, err
	}
	if len(state.Views) == 0 {
		return sandbox.View{}, errors.New("no form")
	}
	return state.Views[len(state.Views)-1], nil
}

// input is an input block of a view.
type input struct {
	BlockID string `json:"block_id"`
	Element struct {
		Type     string            `json:"type"`
		ActionID string            `json:"action_id"`
		Options  []json.RawMessage `json:"options"`
	} `json:"element"`
}

func inputs(v sandbox.View) []input {
	var all, out []input
	_ = json.Unmarshal(v.Blocks, &all)
	for _, in := range all {
		if in.Element.ActionID != "" {
			out = append(out, in)
		}
	}
	return out
}

// hurries makes the form an emergency's and waits until it is one.
func (c *crowd) hurries(ctx context.Context, who string, v sandbox.View) (sandbox.View, error) {
	i := slices.IndexFunc(inputs(v), func(in input) bool { return in.BlockID == "type" })
	if i < 0 {
		return v, errors.New("the form has no type")
	}
	in := inputs(v)[i]
	var emergency json.RawMessage
	for _, o := range in.Element.Options {
		if strings.Contains(string(o), `"emergency"`) {
			emergency = o
		}
	}
	var said sandbox.ActionAnswer
	err := c.town.post("/client/action", sandbox.ActionRequest{As: who, ViewID: v.ID, BlockID: in.BlockID, ActionID: in.Element.ActionID, Type: in.Element.Type,
		ElementValue: sandbox.ElementValue{SelectedOption: emergency}}, &said)
	if err != nil || !said.OK {
		return v, errors.Join(err, errors.New(said.Error))
	}
	wait, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	err = c.town.server.WaitFor(wait, func() bool {
		now, err := c.top(who)
		v = now
		return err != nil || strings.Contains(string(now.Blocks), "form.type.emergency")
	})
	return v, err
}

// sends fills the form in and presses Send, again and again while Slack says
// that there was trouble: it is the same form.
func (c *crowd) sends(ctx context.Context, who, title string, v sandbox.View) bool {
	values := c.fills(title, v)
	for ctx.Err() == nil {
		d := deed{Who: who, What: workflow.ActSubmit, Release: title, At: time.Now()}
		var said sandbox.SubmitAnswer
		err := c.town.post("/client/submit", sandbox.SubmitRequest{As: who, ViewID: v.ID, State: values}, &said)
		switch {
		case err != nil:
			d.Answer = "unanswered: " + err.Error()
		case !said.OK:
			d.Answer = "unanswered: " + said.Error
		case len(said.Errors) > 0:
			d.Answer = fmt.Sprint("refused: ", said.Errors)
		case said.Result != sandbox.ResultClosed:
			d.Answer = "refused: " + said.Result
		default:
			d.Answer = acknowledged
		}
		c.ledger.write(d)
		c.ledger.pressed(title+" was sent by "+who, errors.New(d.Answer))
		if d.Answer == acknowledged {
			return true
		}
		if said.Result == sandbox.ResultUpdated || said.Result == sandbox.ResultPushed || err != nil {
			return false // another form is there now; begin again
		}
		c.breath(ctx)
	}
	return false
}

// fills gives what a person types into every field that the form has.
func (c *crowd) fills(title string, v sandbox.View) sandbox.Values {
	typed := map[string]string{
		"title": title, "team": "Team Basket", "what": "Something that changes for " + title, "why": "It is worth it.", "notice": "Customers notice it.",
		"say": "It is new.", "dont_promise": "Nothing.", "if_they_call": "Tom, until 20:00.", "evidence": "Tested.", "rollback": "Switch it off.",
	}
	out := sandbox.Values{}
	for _, in := range inputs(v) {
		var value any
		switch in.Element.Type {
		case "plain_text_input":
			if text, ok := typed[in.BlockID]; ok {
				value = map[string]string{"type": in.Element.Type, "value": text}
			}
		case "users_select":
			value = map[string]string{"type": in.Element.Type, "selected_user": c.town.ids["tom"]}
		}
		if in.BlockID == "system" && c.system != nil {
			value = c.selects(in, c.system(title))
		}
		if value == nil {
			continue
		}
		raw, _ := json.Marshal(value)
		out[in.BlockID] = map[string]json.RawMessage{in.Element.ActionID: raw}
	}
	return out
}

// selects picks the option with a value.
func (c *crowd) selects(in input, value string) any {
	for _, o := range in.Element.Options {
		if strings.Contains(string(o), `"`+value+`"`) {
			return map[string]any{"type": in.Element.Type, "selected_option": o}
		}
	}
	return nil
}

// presses has somebody press a button of the message that tells a notice, until
// it is acknowledged.
func (c *crowd) presses(ctx context.Context, who, label, notice string, d deed) error {
	d.Who = who
	for ctx.Err() == nil {
		where, ok := c.message(ctx, notice)
		if !ok {
			return errGivenUp
		}
		b, err := c.button(who, where, label)
		if err != nil {
			return err // it is not asked for any more
		}
		d.At = time.Now()
		var said sandbox.ActionAnswer
		err = c.town.post("/client/action", sandbox.ActionRequest{As: who, Channel: where.Channel, TS: where.TS, BlockID: b.block, ActionID: b.action, Type: "button",
			ElementValue: sandbox.ElementValue{Value: &b.value}}, &said)
		switch {
		case err != nil:
			d.Answer = "unanswered: " + err.Error()
		case !said.OK:
			d.Answer = "unanswered: " + said.Error
		default:
			d.Answer = acknowledged
		}
		c.ledger.write(d)
		c.ledger.pressed(label+" of "+notice+" was pressed by "+who, errors.New(d.Answer))
		if d.Answer == acknowledged {
			return nil
		}
		c.breath(ctx)
	}
	return errGivenUp
}

// message waits for the message that tells a notice.
func (c *crowd) message(ctx context.Context, notice string) (p post, ok bool) {
	ok = c.town.await(ctx, func() bool {
		all := c.town.posted[notice]
		if len(all) > 0 {
			p = all[len(all)-1]
		}
		return len(all) > 0
	})
	return p, ok
}

type pressed struct{ block, action, value string }

// errNoButton says that a message does not offer what somebody wanted to press.
var errNoButton = errors.New("the message has no such button")

func (c *crowd) button(who string, p post, label string) (pressed, error) {
	q := url.Values{"as": {who}, "channel": {p.Channel}, "around": {p.TS}, "limit": {"3"}, "peek": {"1"}}
	var got sandbox.MessagesAnswer
	if err := c.town.get("/client/messages?"+q.Encode(), &got); err != nil {
		return pressed{}, err
	}
	for _, m := range got.Messages {
		if m.TS != p.TS {
			continue
		}
		var blocks []struct {
			BlockID  string `json:"block_id"`
			Elements []struct {
				Type     string          `json:"type"`
				ActionID string          `json:"action_id"`
				Value    string          `json:"value"`
				Text     json.RawMessage `json:"text"`
			} `json:"elements"`
		}
		_ = json.Unmarshal(m.Blocks, &blocks)
		for _, b := range blocks {
			for _, e := range b.Elements {
				if e.Type == "button" && strings.Contains(string(e.Text), `"`+label+`"`) {
					return pressed{b.BlockID, e.ActionID, e.Value}, nil
				}
			}
		}
	}
	return pressed{}, errNoButton
}

// number waits until a release is in the release channel and gives its number.
func (c *crowd) number(ctx context.Context, title string) (n workflow.Number, ok bool) {
	ok = c.town.await(ctx, func() bool {
		n = c.town.titles[title]
		return n != 0
	})
	return n, ok
}

func (c *crowd) channel(name string) string { return c.town.channels[name] }

// breath is how long a person waits before they press again.
func (c *crowd) breath(ctx context.Context) {
	pause := c.pause
	if pause == 0 {
		pause = 50 * time.Millisecond
	}
	select {
	case <-time.After(pause):
	case <-ctx.Done():
	}
}
