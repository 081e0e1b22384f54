package sandbox_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"drumbeat/bot/sandbox"
	"drumbeat/bot/sandbox/blockkit"
)

// methodLimit is a limit that a method enforces, not the shape of a payload.
type methodLimit struct {
	name string
	most int
	code string // the answer at one more
	call func(w *world, n int) string
}

// methodLimits are the limits of limits.go that methods enforce; the table of
// blockkit's own tests has the rest, and fails for a constant in neither.
func methodLimits() []methodLimit {
	return []methodLimit{
		{"text of an ephemeral message", blockkit.MaxMessageText, "msg_too_long", func(w *world, n int) string {
			return w.code("chat.postEphemeral", map[string]string{"channel": "general", "user": w.id("ada"), "text": clefs(n)})
		}},
		{"text of an update", blockkit.MaxUpdateText, "msg_too_long", func(w *world, n int) string {
			ts, _ := w.call("chat.postMessage", map[string]string{"channel": w.id("general"), "text": "x"})["ts"].(string)
			return w.code("chat.update", map[string]string{"channel": w.id("general"), "ts": ts, "text": clefs(n)})
		}},
		{"markdown_text", blockkit.MaxMarkdownText, "msg_blocks_too_long", func(w *world, n int) string {
			return w.code("chat.postMessage", map[string]string{"channel": "general", "markdown_text": clefs(n)})
		}},
		{"what blocks say together", blockkit.MaxMessageBlocksText, "msg_blocks_too_long", func(w *world, n int) string {
			return w.code("chat.postMessage", map[string]string{"channel": "general", "blocks": "[" + sections(n) + "]"})
		}},
		{"what blocks of an update say together", blockkit.MaxMessageBlocksText, "msg_too_long", func(w *world, n int) string {
			ts, _ := w.call("chat.postMessage", map[string]string{"channel": w.id("general"), "text": "x"})["ts"].(string)
			return w.code("chat.update", map[string]string{"channel": w.id("general"), "ts": ts, "blocks": "[" + sections(n) + "]"})
		}},
		{"what blocks of an ephemeral message say together", blockkit.MaxMessageBlocksText, "msg_too_long", func(w *world, n int) string {
			return w.code("chat.postEphemeral", map[string]string{"channel": "general", "user": w.id("ada"), "blocks": "[" + sections(n) + "]"})
		}},
		{"what blocks with a header say together", blockkit.MaxMessageBlocksText, "msg_blocks_too_long", func(w *world, n int) string {
			header := `{"type":"header","text":{"type":"plain_text","text":"x"}}`
			return w.code("chat.postMessage", map[string]string{"channel": "general", "blocks": "[" + header + "," + sections(n-1-blockkit.HeaderWeight) + "]"})
		}},
		{"what blocks say as they travel", blockkit.MaxMessageBlocksText, "msg_blocks_too_long", func(w *world, n int) string {
			return w.code("chat.postMessage", map[string]string{"channel": "general", "blocks": "[" + plainSection("<&amp;>") + "," + sections(n-len("&lt;&amp;&gt;")) + "]"})
		}},
		{"metadata", blockkit.MaxMetadataBytes, "metadata_too_large", func(w *world, n int) string {
			empty := `{"event_payload":{"x":""},"event_type":"e"}`
			full := strings.Replace(empty, `""`, `"`+strings.Repeat("x", n-len(empty))+`"`, 1)
			return w.code("chat.postMessage", map[string]string{"channel": "general", "text": "x", "metadata": full})
		}},
		{"attachments", blockkit.MaxAttachments, "too_many_attachments", func(w *world, n int) string {
			list := strings.Repeat(`,{"text":"x"}`, n)[1:]
			return w.code("chat.postMessage", map[string]string{"channel": "general", "attachments": "[" + list + "]"})
		}},
		{"argument of blocks.validate", blockkit.MaxValidate, "invalid_arguments", func(w *world, n int) string {
			empty := `[` + plainSection("𝄞") + `]`
			return w.code("blocks.validate", map[string]string{"blocks": empty + strings.Repeat(" ", n-len([]rune(empty)))})
		}},
		{"part of a JSON body of blocks.validate", blockkit.MaxValidate, "invalid_arguments", func(w *world, n int) string {
			empty := `{"text":""}`
			return w.codeOfJSON("blocks.validate", `{"message":{"text":"`+clefs(n-len(empty))+`"}}`)
		}},
		{"bytes of a view", blockkit.MaxViewBytes, "view_too_large", func(w *world, n int) string {
			return w.code("views.publish", map[string]string{"user_id": w.id("ada"), "view": homeOf(w.t, n)})
		}},
		{"views in a stack", blockkit.MaxViewStack, "push_limit_reached", (*world).stackOf},
	}
}

// TestMethodLimits: what methods limit is taken at n and refused at n+1, with
// Slack's code.
func TestMethodLimits(t *testing.T) {
	for _, l := range methodLimits() {
		t.Run(l.name, func(t *testing.T) {
			if got := l.call(run(t, config()), l.most); got != "" {
				t.Errorf("at %d: got %s, want it taken", l.most, got)
			}
			if got := l.call(run(t, config()), l.most+1); got != l.code {
				t.Errorf("at %d: got %q, want %s", l.most+1, got, l.code)
			}
		})
	}
}

// TestLongTextIsCut: chat.postMessage takes any text and keeps 40,000 characters.
func TestLongTextIsCut(t *testing.T) {
	w := run(t, config())
	for _, n := range []int{blockkit.MaxMessageText, blockkit.MaxMessageText + 1} {
		if got := w.code("chat.postMessage", map[string]string{"channel": "general", "text": clefs(n)}); got != "" {
			t.Fatalf("at %d: got %s", n, got)
		}
	}
	for _, m := range w.messages("ada", "general") {
		if got := len([]rune(m.Text)); got != blockkit.MaxMessageText {
			t.Errorf("got a text of %d characters, want %d", got, blockkit.MaxMessageText)
		}
	}
}

// code calls a method and gives its error, "" when it is ok.
func (w *world) code(method string, form map[string]string) string {
	w.t.Helper()
	got := w.call(method, form)
	code, _ := got["error"].(string)
	if ok, _ := got["ok"].(bool); ok != (code == "") {
		w.t.Fatalf("%s: got %v", method, got)
	}
	return code
}

func (w *world) codeOfJSON(method, body string) string {
	w.t.Helper()
	req, err := http.NewRequest(http.MethodPost, w.http.URL+"/api/"+method, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+w.app().BotToken)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	var got struct{ Error string }
	w.read(resp, method, &got)
	return got.Error
}

// clefs is n characters of four bytes each.
func clefs(n int) string { return strings.Repeat("𝄞", n) }

func plainSection(text string) string {
	return `{"type":"section","text":{"type":"plain_text","text":"` + text + `"}}`
}

// sections are sections that say n characters together.
func sections(n int) string {
	var out []string
	for n > 0 {
		size := min(n, blockkit.MaxSectionText)
		out = append(out, plainSection(clefs(size)))
		n -= size
	}
	return strings.Join(out, ",")
}

// homeOf is a Home tab of n bytes of JSON.
func homeOf(t *testing.T, n int) string {
	t.Helper()
	home := func(last int) string {
		var out []string
		for range 80 {
			out = append(out, plainSection(strings.Repeat("x", 3000)))
		}
		for last > 0 {
			size := min(last, 3000)
			out = append(out, plainSection(strings.Repeat("x", size)))
			last -= size
		}
		return `{"blocks":[` + strings.Join(out, ",") + `],"type":"home"}`
	}
	last := 0
	for len(home(last)) < n {
		last += max(1, (n-len(home(last)))/2)
	}
	if got := len(home(last)); got != n {
		t.Fatalf("made a view of %d bytes, want %d", got, n)
	}
	return home(last)
}

// stackOf opens a modal and pushes others on it until there are n.
func (w *world) stackOf(n int) string {
	p, api := w.probe(), w.slack()
	view := modal("One", titleInput(), slack.NewActionBlock("row", slack.NewButtonBlockElement("more", "x", plainText("More"))))
	if _, err := api.OpenView(p.trigger(), view); err != nil {
		return err.Error()
	}
	for range n - 1 {
		views := w.state("ada").Views
		var clicked sandbox.ActionAnswer
		w.post("/client/action", sandbox.ActionRequest{As: "ada", ViewID: views[len(views)-1].ID, BlockID: "row", ActionID: "more"}, &clicked)
		if _, err := api.PushView(next[slack.InteractionCallback](p).TriggerID, view); err != nil {
			var refused slack.SlackErrorResponse
			errors.As(err, &refused)
			return refused.Err
		}
	}
	return ""
}

// TestBombs: what is deep, long or broken is answered at once, as an error.
func TestBombs(t *testing.T) {
	w := run(t, config())
	deep := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	nested := func(n int) string {
		return strings.Repeat(`[{"type":"container","title":{"type":"plain_text","text":"x"},"child_blocks":`, n) + `[]` + strings.Repeat(`}]`, n)
	}
	mega := strings.Repeat("x", 1<<20-100)
	for name, blocks := range map[string]string{
		"9,999 arrays": deep(9_999), "10,000 arrays": deep(10_000), "100,000 arrays": deep(100_000), "5,000 containers": nested(5_000),
		"a text of 1 MB": `[` + plainSection(mega) + `]`, "100,000 dividers": `[` + strings.Repeat(`{},`, 100_000) + `{}]`,
		"unclosed": `[{"type":"section"`, "two values": `[] []`, "a number": `1`, "a huge number": `[{"type":"header","text":1e999999999}]`,
	} {
		for _, method := range []string{"chat.postMessage", "chat.postEphemeral", "blocks.validate"} {
			form := map[string]string{"channel": "general", "user": w.id("ada"), "blocks": blocks}
			if code := w.code(method, form); code == "" {
				t.Errorf("%s: %s took it", name, method)
			}
		}
	}
	for name, body := range map[string]string{
		"10,000 arrays": `{"blocks":` + deep(10_000) + `}`, "over 1 MB": `{"blocks":"` + mega + mega + `"}`, "no object": deep(5),
	} {
		if code := w.codeOfJSON("chat.postMessage", body); code == "" {
			t.Errorf("%s: a body was taken", name)
		}
	}
	var long []string
	raw, _ := json.Marshal(w.call("chat.postMessage", map[string]string{"channel": "general", "blocks": `[` + strings.Repeat(`{},`, 49) + `{}]`})["errors"])
	if err := json.Unmarshal(raw, &long); err != nil || len(long) != blockkit.MaxProblems {
		t.Errorf("got %d problems (%v), want the first %d", len(long), err, blockkit.MaxProblems)
	}
}
