package sandbox

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// What apps answer comes from outside. Whatever it is, the sandbox takes it or
// records a violation; it never breaks.

func answering(f *testing.F) (*Server, *app) {
	f.Helper()
	cfg := Default()
	cfg.NoRateLimits = true
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	s, err := New(cfg, Options{Now: func() time.Time { return now }})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(s.Close)
	return s, s.apps[0]
}

func seeds(f *testing.F, more ...string) {
	for _, seed := range append(more, ``, `{}`, `[]`, `null`, `"x"`, `1`, `{"text":"x"}`, `{"blocks":[1]}`, `{"attachments":{}}`, "\xff", `{"a":`, strings.Repeat("[", 20_000)) {
		f.Add(seed)
	}
}

// FuzzSubmissionAnswers: acknowledgements of view_submission.
func FuzzSubmissionAnswers(f *testing.F) {
	good := `{"type":"modal","title":{"type":"plain_text","text":"T"},"submit":{"type":"plain_text","text":"S"},"blocks":[{"type":"input","block_id":"b","label":{"type":"plain_text","text":"L"},"element":{"type":"plain_text_input","action_id":"a"}}]}`
	seeds(f, `{"response_action":"clear"}`, `{"response_action":"errors","errors":{"b":"no"}}`, `{"response_action":"errors","errors":{"x":"no"}}`, `{"response_action":"errors","errors":{"b":1}}`,
		`{"response_action":"update","view":`+good+`}`, `{"response_action":"push","view":`+good+`}`, `{"response_action":"push","view":[]}`, `{"response_action":"push"}`, `{"response_action":7}`)
	s, a := answering(f)
	person := s.st.users[0].ID
	def, err := decodeObject([]byte(good))
	if err != nil {
		f.Fatal(err)
	}
	logged := func() int64 {
		s.traffic.mu.Lock()
		defer s.traffic.mu.Unlock()
		return s.traffic.n
	}
	f.Fuzz(func(t *testing.T, body string) {
		var v *view
		s.with(func() {
			s.clearStack(person)
			v = s.newView(a, person, "", def)
			s.push(v)
		})
		var got reply
		got.read("application/json", []byte(body))
		before := logged()
		out := s.submitted(a, v, got)
		s.with(func() {
			open := len(s.st.stacks[person])
			wrong := logged() > before
			switch {
			case wrong && (out.OK || out.Error == "" || !s.open(v)):
				t.Errorf("%q: a wrong answer must keep the view and say so: %+v", body, out)
			case !wrong && (!out.OK || out.Result == ""):
				t.Errorf("%q: got %+v", body, out)
			case open != map[string]int{ResultErrors: 1, ResultUpdated: 1, ResultPushed: 2}[out.Result] && !wrong:
				t.Errorf("%q: %d views are open after %s", body, open, out.Result)
			}
		})
	})
}

// FuzzSocketMessages: whatever comes over a socket, a proper acknowledgement
// still counts.
func FuzzSocketMessages(f *testing.F) {
	seeds(f, `{"envelope_id":"x"}`, `{"envelope_id":7}`, `{"envelope_id":"x","payload":7}`, `ping`, `{"type":"ping"}`, `{"envelope_id":"waiting","payload":{"text":"x"}}`)
	s, a := answering(f)
	f.Fuzz(func(t *testing.T, body string) {
		w := &unacked{got: make(chan json.RawMessage, 1)}
		s.with(func() { a.pending["waiting"] = w })
		s.takeAck(a, []byte(body))
		s.takeAck(a, []byte(`{"envelope_id":"waiting"}`))
		select {
		case <-w.got:
		default:
			t.Errorf("%q took the acknowledgement away", body)
		}
	})
}

// FuzzFrames: the watcher of frames tells the same, however the bytes are cut.
func FuzzFrames(f *testing.F) {
	f.Add([]byte{0x81, 0x80, 1, 2, 3, 4, 0x01, 0x81, 1, 2, 3, 4, 9, 0x89, 0x00, 0x80, 0x80, 1, 2, 3, 4}, uint8(1))
	f.Add([]byte{0x82, 0xfe, 0, 2, 1, 2, 3, 4, 9, 9, 0x81, 0xff, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4, 9}, uint8(3))
	f.Fuzz(func(t *testing.T, wire []byte, cut uint8) {
		var whole, parts frames
		whole.see(wire)
		for rest := wire; len(rest) > 0; {
			n := min(len(rest), int(cut%7)+1)
			parts.see(rest[:n])
			rest = rest[n:]
		}
		if len(whole.messages) != len(parts.messages) || whole.skip != parts.skip || !bytes.Equal(whole.header, parts.header) {
			t.Errorf("got %v and %v", whole.messages, parts.messages)
		}
		for range len(whole.messages) {
			if whole.nextIsFragmented() != parts.nextIsFragmented() {
				t.Error("they tell different things")
			}
		}
	})
}

func TestFrames(t *testing.T) {
	mask := []byte{1, 2, 3, 4}
	frame := func(head byte, payload int) []byte {
		out := []byte{head}
		switch {
		case payload < 126:
			out = append(out, 0x80|byte(payload))
		case payload < 1<<16:
			out = append(out, 0x80|126, byte(payload>>8), byte(payload))
		default:
			out = append(out, 0x80|127, 0, 0, 0, 0, 0, byte(payload>>16), byte(payload>>8), byte(payload))
		}
		return append(append(out, mask...), make([]byte, payload)...)
	}
	const text, more, last, ping = 0x81, 0x00, 0x80, 0x89
	tests := []struct {
		name string
		wire [][]byte
		want []bool
	}{
		{"one frame each, of every length", [][]byte{frame(text, 0), frame(text, 125), frame(text, 126), frame(text, 1<<16-1), frame(text, 1<<16)}, []bool{false, false, false, false, false}},
		{"two frames", [][]byte{frame(0x01, 5), frame(last, 5), frame(text, 1)}, []bool{true, false}},
		{"three frames with a ping among them", [][]byte{frame(0x01, 5), frame(ping, 4), frame(more, 200), frame(last, 0)}, []bool{true}},
		{"not at an end", [][]byte{frame(text, 1), frame(0x01, 5)}, []bool{false}},
	}
	for _, tt := range tests {
		var f frames
		f.see(bytes.Join(tt.wire, nil))
		if len(f.messages) != len(tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, f.messages, tt.want)
			continue
		}
		for n, want := range tt.want {
			if got := f.nextIsFragmented(); got != want {
				t.Errorf("%s: message %d: got %v", tt.name, n, got)
			}
		}
	}
}

// FuzzResponseURL: bodies of every kind sent to a response URL.
func FuzzResponseURL(f *testing.F) {
	seeds(f, `{"text":"x","replace_original":true}`, `{"delete_original":true}`, `{"replace_original":"true","text":"x"}`, `{"response_type":7,"text":"x"}`, `{"text":"x","thread_ts":7,"replace_original":false,"response_type":"in_channel"}`,
		`payload=%7B%22text%22%3A%22x%22%7D`, `payload=`, `%zz`, `{"text":{"a":1}}`, `{"blocks":"[]"}`, `{"metadata":{}}`)
	s, a := answering(f)
	f.Fuzz(func(t *testing.T, body string) {
		for _, kind := range []string{"application/json", "application/x-www-form-urlencoded", ""} {
			var at string
			s.with(func() {
				ch := s.st.channels[0]
				m := s.post(ch, &message{user: a.cfg.BotUserID, app: a, text: "original"})
				at = s.newResponseURL(origin{app: a, user: s.st.users[0], channel: ch, message: m}, "actions")
			})
			r := httptest.NewRequest(http.MethodPost, at, strings.NewReader(body))
			if kind != "" {
				r.Header.Set("Content-Type", kind)
			}
			rec := httptest.NewRecorder()
			s.Handler().ServeHTTP(rec, r)
			o, err := decodeObject(rec.Body.Bytes())
			if ok, _ := o["ok"].(bool); err != nil || ok != (rec.Code == http.StatusOK) || !ok && (rec.Code != http.StatusBadRequest || str(o, "error") == "") {
				t.Errorf("%s %q: got %d %s", kind, body, rec.Code, rec.Body)
			}
		}
	})
}

// FuzzOptionsAnswers: acknowledgements of block_suggestion.
func FuzzOptionsAnswers(f *testing.F) {
	seeds(f, `{"options":[{"text":{"type":"plain_text","text":"A"},"value":"a"}]}`, `{"options":[]}`, `{"option_groups":[{"label":{"type":"plain_text","text":"G"},"options":[]}]}`, `{"options":7}`, `{"options":[],"option_groups":[]}`)
	f.Fuzz(func(t *testing.T, body string) {
		o, err := decodeObject([]byte(body))
		if err != nil {
			return
		}
		if checkSuggestions(o) == nil && o["options"] == nil && o["option_groups"] == nil {
			t.Errorf("%q: taken without options", body)
		}
	})
}
