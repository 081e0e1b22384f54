package app

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"drumbeat/bot/action"
	"drumbeat/bot/sandbox"
	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

// runner is one request in a race.
type runner struct {
	raceMove
	by      workflow.PersonID
	release workflow.Number
	window  workflow.WindowID
	id      string // at the desk
	sink    string // where its private answers go
	request *delivered
	answer  string
}

// twin is a copy, byte for byte.
func (f *runner) twin() *runner {
	c := *f
	return &c
}

// unique gives a word that was not given before.
func (r *races) unique(prefix string) string {
	r.next++
	return fmt.Sprintf("%s%d", prefix, r.next)
}

// presses makes the request by which somebody does something: a click, or the
// form with its reason.
func (r *races) presses(rel workflow.Release, m raceMove, window workflow.WindowID) *runner {
	r.t.Helper()
	f := &runner{raceMove: m, by: r.ids[m.who], release: rel.Number, window: window}
	f.sink = "/sink/" + r.unique("")
	row, _ := workflow.Find(workflow.FromStates(m.act)[0], m.act)
	payload := map[string]any{
		"api_app_id": r.app.ID, "team": map[string]any{"id": r.server.Config().Team.ID}, "user": map[string]any{"id": f.by}, "trigger_id": r.unique("1.2."),
	}
	if row.Reason {
		r.formOf(f, rel, payload)
	} else {
		ts := strconv.Itoa(1764000000+r.next) + ".000100"
		id := action.ReleaseID(m.act)
		payload["type"], payload["response_url"], payload["channel"] = "block_actions", r.base+f.sink, map[string]any{"id": "C0RELEASES"}
		payload["container"] = map[string]any{"type": "message", "message_ts": ts, "channel_id": "C0RELEASES"}
		payload["message"] = map[string]any{"ts": ts, "text": "The card."}
		payload["actions"] = []any{map[string]any{"type": "button", "block_id": "b", "action_id": id, "action_ts": ts,
			"value": action.Click{ID: id, Release: rel.Number, Revision: rel.Revision}.Value()}}
		f.id = "click:" + ts + ":" + ts + ":" + string(f.by)
	}
	raw, err := json.Marshal(payload)
	if err != nil {
		r.t.Fatal(err)
	}
	body := url.Values{"payload": {string(raw)}}.Encode()
	at := r.wall().Unix()
	f.request = &delivered{path: "/slack/interactions", body: []byte(body), header: http.Header{
		"Content-Type": {"application/x-www-form-urlencoded"}, "X-Slack-Request-Timestamp": {strconv.FormatInt(at, 10)},
		"X-Slack-Signature": {sandbox.Sign(r.app.SigningSecret, at, []byte(body))},
	}}
	return f
}

// formOf is a form that somebody has open, and sends.
func (r *races) formOf(f *runner, rel workflow.Release, payload map[string]any) {
	r.t.Helper()
	modal := action.Modal{Release: rel.Number, Revision: rel.Revision, Entry: rel.Last().Seq, Action: f.act}
	metadata, fits := modal.Metadata()
	if !fits {
		r.t.Fatal("the metadata does not fit")
	}
	view := r.unique("V0RACE")
	callback, inputs := action.ReasonModal, []any{map[string]any{"type": "input", "block_id": "reason"}}
	values := map[string]any{"reason": map[string]any{"r": map[string]any{"type": "plain_text_input", "value": "For a race."}}}
	if f.act == workflow.ActMove {
		callback, inputs = action.MoveModal, append([]any{map[string]any{"type": "input", "block_id": "window"}}, inputs...)
		values["window"] = map[string]any{"w": map[string]any{"type": "static_select", "selected_option": map[string]any{"value": string(f.window)}}}
	}
	payload["type"], payload["view"] = "view_submission", map[string]any{
		"id": view, "type": "modal", "hash": "1.h", "callback_id": callback, "private_metadata": metadata, "blocks": inputs, "state": map[string]any{"values": values},
	}
	f.id = "view:" + view
}

// listen keeps what is said privately.
func (r *races) listen(rw http.ResponseWriter, req *http.Request) {
	raw, _ := io.ReadAll(req.Body)
	var m struct {
		Text string `json:"text"`
	}
	_ = json.Unmarshal(raw, &m)
	r.mu.Lock()
	r.said[req.URL.Path] = append(r.said[req.URL.Path], m.Text)
	r.mu.Unlock()
}

// told is what somebody was told about a request: privately after a click, at the
// field of a form; nothing is the answer of a form that closes.
func (r *races) toldOf(f *runner) []string {
	if strings.HasPrefix(f.id, "click:") {
		r.mu.Lock()
		defer r.mu.Unlock()
		return slices.Clone(r.said[f.sink])
	}
	_, body, _ := strings.Cut(f.answer, " ")
	if body == "" {
		return nil
	}
	var a struct {
		Errors map[string]string `json:"errors"`
	}
	_ = json.Unmarshal([]byte(body), &a)
	var out []string
	for _, e := range a.Errors {
		out = append(out, e)
	}
	return out
}

const didBefore = "You did that before; nothing changed now."

// answered holds what everybody was told against what the store says happened.
func (r *races) answered(race string, before, after *workflow.Release, field []*runner) {
	r.t.Helper()
	made := map[string]workflow.Entry{}
	for _, e := range after.History[len(before.History):] {
		if e.Request == "" {
			continue
		}
		if _, twice := made[e.Request]; twice {
			r.wrong("%s: one request is twice in the history of %s", race, after.Number)
		}
		made[e.Request] = e
	}
	excuses := r.excuses(before, after)
	seen := map[string]bool{}
	for _, f := range field {
		if !strings.HasPrefix(f.answer, "200 ") {
			r.wrong("%s: %s of %s was answered %s", race, f.act, f.who, f.answer)
		}
		if seen[f.id] && strings.HasPrefix(f.id, "click:") {
			continue // what was said for all its copies has been looked at
		}
		seen[f.id] = true
		r.outcome(race, f, field, after, made, excuses)
	}
	for id, e := range made {
		if !seen[id] {
			r.wrong("%s: %s of %s came of no request", race, e.Action, e.By)
		}
	}
}

// outcome judges one request: it had an effect and was told so once, or it was
// told, exactly, who was faster.
func (r *races) outcome(race string, f *runner, field []*runner, after *workflow.Release, made map[string]workflow.Entry, excuses map[string]bool) {
	r.t.Helper()
	told := r.toldOf(f)
	click := strings.HasPrefix(f.id, "click:")
	if _, effect := made[f.id]; effect {
		r.effects++
		if click && len(told) > 1 && r.answeredTwice(told, excuses) || !click && len(told) > 0 && r.tornApart(f, field) {
			return
		}
		if click && (len(told) != 1 || strings.Contains(told[0], didBefore)) || !click && len(told) > 0 {
			r.wrong("%s: %s of %s had its effect and was told %q", race, f.act, f.who, told)
		}
		return
	}
	if len(told) == 0 && !click && pressedBefore(after, f) {
		r.repeats++ // the form closes
		return
	}
	if len(told) == 0 {
		r.wrong("%s: %s of %s had no effect, and nobody said so", race, f.act, f.who)
	}
	if click && len(told) > len(r.bots) {
		r.wrong("%s: %s of %s was told %d times %q", race, f.act, f.who, len(told), told)
	}
	for _, said := range told {
		switch {
		case strings.HasPrefix(said, didBefore):
			r.repeats++
		case excuses[said] || strings.HasPrefix(said, "You may not "+policy.Verb(f.act)):
			r.losers++
		default:
			r.wrong("%s: %s of %s was told %q, which is not who was faster: %q", race, f.act, f.who, said, keys(excuses))
		}
	}
}

// answeredTwice tells that the copies of a click were judged by two replicas in
// the same moment: one found somebody else's deed in the way, the other not.
func (r *races) answeredTwice(told []string, excuses map[string]bool) bool {
	done := slices.DeleteFunc(slices.Clone(told), func(s string) bool { return excuses[s] })
	if len(r.bots) == 1 || len(done) != 1 || strings.Contains(done[0], didBefore) || len(told) > len(r.bots) {
		return false
	}
	r.torn++
	return true
}

func keys(m map[string]bool) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// excuses are the sentences by which a race can be lost: where the release was at
// some moment of it, and who brought it there.
func (r *races) excuses(before, after *workflow.Release) map[string]bool {
	out := map[string]bool{}
	at := *before
	for i := len(before.History); i <= len(after.History); i++ {
		at.History = after.History[:i]
		at.State = at.History[i-1].To
		f := policy.May(&r.policy, nil, &at, workflow.ActSubmit, "") // a step that exists in no state says where it is
		said := f.Reason
		if at.State != workflow.Submitted && at.State != workflow.InApproval {
			for j := i - 1; j >= 0; j-- {
				if e := at.History[j]; e.From != e.To && e.By != workflow.System {
					said += " " + r.names[e.By] + " did that."
					break
				}
			}
		}
		out[said] = true
	}
	if by := after.TakenBy; by != "" {
		out[fmt.Sprintf("%s is on %s already.", r.names[by], after.Number)] = true
	}
	return out
}

// shownIn reads everything that stands in the channels: how often each notice is
// told, and what the message says that tells it.
func shownIn(t testing.TB, server *sandbox.Server) (told map[string]int, says map[string]string) {
	t.Helper()
	raw, err := json.Marshal(server.Snapshot())
	if err != nil {
		t.Fatal(err)
	}
	var snap struct {
		Channels []struct {
			Messages []struct {
				Text     string          `json:"text"`
				Metadata json.RawMessage `json:"metadata"`
				Deleted  bool            `json:"deleted"`
			} `json:"messages"`
		} `json:"channels"`
	}
	if err := json.Unmarshal(raw, &snap); err != nil {
		t.Fatal(err)
	}
	told, says = map[string]int{}, map[string]string{}
	for _, ch := range snap.Channels {
		for _, m := range ch.Messages {
			if id := noticeIn(m.Metadata); id != "" && !m.Deleted {
				told[id]++
				says[id] = m.Text
			}
		}
	}
	return told, says
}
