package sandbox_test

import (
	"bufio"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"drumbeat/bot/sandbox"
)

func handbook(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile("../../docs/sandbox.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// TestEveryRouteIsDocumented: the headings of docs/sandbox.md are the routes
// under /client/ and /control/, no more and no fewer.
func TestEveryRouteIsDocumented(t *testing.T) {
	var written []string
	for _, m := range regexp.MustCompile("(?m)^### `([A-Z]+ /[^`]*)`$").FindAllStringSubmatch(handbook(t), -1) {
		written = append(written, m[1])
	}
	slices.Sort(written)
	if diff := cmp.Diff(routes(t), written); diff != "" {
		t.Errorf("a route needs a heading in docs/sandbox.md with a sentence and an example (-routes +headings)\n%s", diff)
	}
}

// routes reads the patterns that the package registers.
func routes(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 2 {
				return true
			}
			if sel, ok := call.Fun.(*ast.SelectorExpr); !ok || sel.Sel.Name != "HandleFunc" {
				return true
			}
			lit, ok := call.Args[0].(*ast.BasicLit)
			if !ok {
				t.Errorf("%s registers a pattern that is not written out, so it can't be held against the document", name)
				return true
			}
			pattern, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(pattern, "/client/") || strings.Contains(pattern, "/control/") {
				out = append(out, pattern)
			}
			return true
		})
	}
	slices.Sort(out)
	return out
}

// TestDocumentedConfiguration: the workspace in the document is one.
func TestDocumentedConfiguration(t *testing.T) {
	_, rest, found := strings.Cut(handbook(t), "```json config\n")
	file, _, closed := strings.Cut(rest, "```")
	if !found || !closed {
		t.Fatal("docs/sandbox.md has no configuration any more")
	}
	cfg, err := sandbox.ReadConfig(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	w := run(t, cfg)
	if got := w.messages("bram", "general"); len(got) != 1 || got[0].ReplyCount != 1 {
		t.Errorf("got %+v", got)
	}
	if a := cfg.Apps[0]; a.Name != "Tea Bot" || a.RequestURLs.Events != "http://127.0.0.1:3000/slack/events" || a.Commands[0].URL != "http://127.0.0.1:3000/slack/commands" {
		t.Errorf("got %+v", a)
	}
}

// TestDocumentedExamples runs the examples of docs/sandbox.md in their order.
func TestDocumentedExamples(t *testing.T) {
	cfg := quiet()
	cfg.Clock.Paused = true
	w := run(t, cfg)
	if _, err := w.slack().AuthTest(); err != nil {
		t.Fatal(err)
	}
	w.listen(func(c *socketmode.Client, e socketmode.Event) { lampAnswers(t, w, c, e) })
	ran := 0
	known := map[string]string{}
	var req *http.Request
	inside := false
	lines := bufio.NewScanner(strings.NewReader(handbook(t)))
	for lines.Scan() {
		line := lines.Text()
		switch {
		case line == "```example":
			inside = true
		case line == "```":
			inside = false
		case !inside:
		case line[0] >= '0' && line[0] <= '9':
			ran++
			w.example(req, line, known)
		default:
			req = w.exampleRequest(line, known)
		}
	}
	if ran < 40 {
		t.Errorf("only %d examples were found", ran)
	}
	w.clean()
}

var variable = regexp.MustCompile(`\$[a-z]+`)

// exampleRequest reads METHOD PATH BODY.
func (w *world) exampleRequest(line string, known map[string]string) *http.Request {
	w.t.Helper()
	line = variable.ReplaceAllStringFunc(line, func(name string) string {
		if known[name] == "" {
			w.t.Fatalf("%s: no example before it gave %s", line, name)
		}
		return known[name]
	})
	method, rest, _ := strings.Cut(line, " ")
	path, body, _ := strings.Cut(rest, " ")
	req, err := http.NewRequest(method, w.http.URL+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	return req
}

// example sends a request and holds the answer against STATUS PATTERN.
func (w *world) example(req *http.Request, line string, known map[string]string) {
	w.t.Helper()
	what := req.Method + " " + req.URL.Path
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	var got, want any
	status := w.read(resp, what, &got)
	code, pattern, _ := strings.Cut(line, " ")
	if err := json.Unmarshal([]byte(pattern), &want); err != nil {
		w.t.Fatalf("%s: the documented answer is no JSON: %v", what, err)
	}
	if strconv.Itoa(status) != code || !fits(got, want, known) {
		w.t.Errorf("%s answers %d %v, the document says %s", what, status, got, line)
	}
}

// fits holds an answer against a documented one: fields that it does not show
// may be there, … is anything, $name is anything once and then the same.
func fits(got, want any, known map[string]string) bool {
	switch want := want.(type) {
	case string:
		if want == "…" {
			return got != nil
		}
		text, _ := got.(string)
		if strings.HasPrefix(want, "$") {
			if _, again := known[want]; !again {
				known[want] = text
			}
			want = known[want]
		}
		return text == want && text != ""
	case []any:
		list, ok := got.([]any)
		if !ok || len(list) < len(want) || len(want) == 0 && len(list) > 0 {
			return false
		}
		for i := range want {
			if !fits(list[i], want[i], known) {
				return false
			}
		}
		return true
	case map[string]any:
		o, ok := got.(map[string]any)
		for k, v := range want {
			ok = ok && fits(o[k], v, known)
		}
		return ok
	}
	return got == want
}

// lampAnswers is the app of the examples: a command and a shortcut open a form.
func lampAnswers(t *testing.T, w *world, c *socketmode.Client, e socketmode.Event) {
	if e.Request == nil || e.Request.EnvelopeID == "" {
		return
	}
	var trigger string
	var answer any
	switch in := e.Data.(type) {
	case slack.SlashCommand:
		trigger = in.TriggerID
	case slack.InteractionCallback:
		switch in.Type {
		case slack.InteractionTypeShortcut:
			trigger = in.TriggerID
		case slack.InteractionTypeBlockSuggestion:
			answer = slack.OptionsResponse{Options: []*slack.OptionBlockObject{slack.NewOptionBlockObject("hall", plainText("Hall"), nil)}}
		}
	}
	if trigger != "" {
		if _, err := w.slack().OpenView(trigger, lampForm()); err != nil {
			t.Errorf("open the form: %v", err)
		}
	}
	if err := c.Ack(*e.Request, answer); err != nil {
		t.Errorf("acknowledge: %v", err)
	}
}

func lampForm() slack.ModalViewRequest {
	button := slack.NewButtonBlockElement("test", "test", plainText("Test"))
	least := 0
	place := &slack.SelectBlockElement{Type: slack.OptTypeExternal, ActionID: "place", Placeholder: plainText("Where"), MinQueryLength: &least}
	where := slack.NewInputBlock("place", plainText("Place"), nil, place)
	where.Optional = true
	return slack.ModalViewRequest{
		Type: slack.VTModal, Title: plainText("New lamp"), Submit: plainText("Save"),
		Blocks: slack.Blocks{BlockSet: []slack.Block{
			slack.NewInputBlock("name", plainText("Name"), nil, slack.NewPlainTextInputBlockElement(nil, "name")),
			where, slack.NewActionBlock("buttons", button),
		}},
	}
}
