package bot

import (
	"encoding/json"
	"errors"
	"testing"
)

// FuzzEnvelope reads any frame of a socket: what comes out is a request of
// somebody, or a refusal.
func FuzzEnvelope(f *testing.F) {
	for _, s := range []string{
		`{"type":"hello","num_connections":1,"connection_info":{"app_id":"A0"}}`,
		`{"type":"disconnect","reason":"warning"}`,
		`{"envelope_id":"e","type":"slash_commands","payload":{"command":"/release","user_id":"U1","text":"help"},"accepts_response_payload":true}`,
		`{"envelope_id":"e","type":"interactive","payload":{"type":"block_actions","user":{"id":"U1"},"actions":[{"action_id":"a","action_ts":"1"}],"container":{"message_ts":"1"}}}`,
		`{"envelope_id":"e","type":"interactive","payload":{"type":"view_submission","user":{"id":"U1"},"view":{"id":"V1","blocks":[{"type":"input","block_id":"x"}],"state":{"values":{"x":{"y":{"rich_text_value":{"type":"rich_text","elements":[{"type":"z"}]}}}}}}}}`,
		`{"envelope_id":"e","type":"events_api","payload":{"type":"event_callback","event_id":"E","event":{"type":"app_home_opened","user":"U1"}}}`,
		`null`, `{}`, `{"envelope_id":"e","type":"interactive","payload":null}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var e envelope
		if json.Unmarshal(raw, &e) != nil {
			return
		}
		r, err := e.request()
		switch {
		case err != nil && !errors.Is(err, errMalformed):
			t.Errorf("refused as something else: %v", err)
		case err == nil && r.kind == "":
			t.Errorf("a request of no kind: %s", raw)
		case err == nil && r.kind != kindEvent && !isID(string(r.by)):
			t.Errorf("a request of nobody: %s", raw)
		case err == nil && (r.kind == kindClick || r.kind == kindSubmission) && r.id == "":
			t.Errorf("a request without a name at the desk: %s", raw)
		}
	})
}
