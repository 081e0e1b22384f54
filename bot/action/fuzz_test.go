package action

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drumbeat/workflow"
)

// refusedOrOurs fails unless err is nil or a refusal with a sentence.
func refusedOrOurs(t *testing.T, err error) {
	t.Helper()
	var e *workflow.Error
	if err != nil && (!errors.As(err, &e) || e.Code != workflow.CodeInvalid || e.Message == "") {
		t.Errorf("got %v, want nothing or CodeInvalid with a sentence", err)
	}
}

// FuzzParse reads any id and value: a refusal, or a click that writes the same
// again.
func FuzzParse(f *testing.F) {
	f.Add("release.approve", "n=12&r=3")
	f.Add("release.more", "a=release.withdraw&n=1")
	f.Add("release.show#2", "n=1")
	f.Add("briefing.read", "f=help-desk&w=web%3A2026-11-24T05%3A00Z")
	f.Add("notice.retry", "i=card%3AREL-12")
	f.Add("menu.list", "b=3")
	f.Fuzz(func(t *testing.T, id, value string) {
		c, err := Parse(id, value)
		refusedOrOurs(t, err)
		if err != nil {
			return
		}
		again, err := Parse(c.ID, c.Value())
		if diff := cmp.Diff(c, again); diff != "" || err != nil {
			t.Errorf("read again: %v (-first +again):\n%s", err, diff)
		}
	})
}

// FuzzParseModal reads any metadata: a refusal, or a modal that writes the same
// again.
func FuzzParseModal(f *testing.F) {
	f.Add(FormModal, `{"v":1,"m":"new","h":{"team":"x"}}`)
	f.Add(FormModal, `{"v":1,"n":12,"r":3,"e":7,"m":"edit","t":true,"s":"https://x","h":{"risk":["a"],"downtime":true}}`)
	f.Add(ReasonModal, `{"v":1,"n":12,"a":"reject"}`)
	f.Add(MoveModal, `{"v":1,"n":12,"a":"move","c":"C1"}`)
	f.Add(DetailsModal, `{"v":1,"n":12}`)
	f.Fuzz(func(t *testing.T, callback, metadata string) {
		m, err := ParseModal(callback, metadata)
		refusedOrOurs(t, err)
		if err != nil {
			return
		}
		written, ok := m.Metadata()
		if !ok {
			return // escapes written out at length; the form then shows the field
		}
		again, err := ParseModal(callback, written)
		if len(m.Hidden.Risk) == 0 {
			m.Hidden.Risk = nil
		}
		if diff := cmp.Diff(m, again); diff != "" || err != nil {
			t.Errorf("read again: %v (-first +again):\n%s", err, diff)
		}
	})
}

// FuzzReadForm reads any view state.
func FuzzReadForm(f *testing.F) {
	f.Add([]byte(`{"title":{"form.title":{"type":"plain_text_input","value":"x"}},"risk":{"a":{"selected_options":[{"value":"money"}]}}}`))
	f.Add([]byte(`{"effort":{"a":{"selected_option":{"value":"8"}},"b":{}},"window":{"a":{"selected_option":null}},"system":{}}`))
	f.Add([]byte(`{"reason":{"a":{"value":null}},"contact":{"a":{"selected_user":"U1"}}}`))
	f.Fuzz(func(t *testing.T, state []byte) {
		var values Values
		if json.Unmarshal(state, &values) != nil {
			return
		}
		_, err := ReadForm(values, Modal{Mode: New})
		refusedOrOurs(t, err)
		_, _, _, err = ReadMove(values)
		refusedOrOurs(t, err)
		ReadReason(values)
	})
}
