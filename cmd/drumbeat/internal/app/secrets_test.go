package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"drumbeat/bot/sandbox"
	"drumbeat/workflow"
)

// issued finds what Slack gives out as keys: tickets of sockets, response URLs,
// triggers.
var issued = []struct {
	what string
	in   *regexp.Regexp
}{
	{"the ticket of a socket", regexp.MustCompile(`ticket=([^&"\\ ]{6,})`)},
	{"a response URL", regexp.MustCompile(`/response/([^?"&%\\ ]{6,})`)},
	{"a response URL", regexp.MustCompile(`%2Fresponse%2F([^%"& ]{6,})`)},
	{"a trigger", regexp.MustCompile(`"trigger_id":"([^"]{6,})"`)},
	{"a trigger", regexp.MustCompile(`trigger_id=([^& ]{6,})`)},
}

// secrets lists everything that must show nowhere, by value.
func (p *tap) secrets(app sandbox.AppConfig) map[string]string {
	out := map[string]string{app.BotToken: "the bot token", app.SigningSecret: "the signing secret"}
	if app.AppToken != "" {
		out[app.AppToken] = "the app-level token"
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, raw := range p.toBot {
		plain := strings.ReplaceAll(raw, `\u0026`, "&")
		if form, err := url.ParseQuery(raw); err == nil && form.Get("payload") != "" {
			plain += form.Get("payload")
		}
		for _, i := range issued {
			for _, found := range i.in.FindAllStringSubmatch(plain, -1) {
				out[found[1]] = i.what
			}
		}
	}
	return out
}

// TestNoSecretIsWritten tells a whole story, with trouble in it, and looks for
// every secret in everything that the bot wrote meanwhile: its log at its most
// talkative, its figures, its files, its answers, and what it said in Slack.
func TestNoSecretIsWritten(t *testing.T) {
	for _, transport := range []string{bySocket, byHTTP} {
		t.Run(transport, func(t *testing.T) {
			t.Parallel()
			w, p := tappedSlack(t, transport)
			app := w.server.Config().Apps[0]
			dir, home := t.TempDir(), t.TempDir()
			b := w.startBot(t, Prefix+"_DATA_DIR="+filepath.Join(dir, "data"), "HOME="+home)
			p.reaches(b.listen)
			b.waitFor("connected to the workspace")
			if transport == bySocket {
				w.connected(t)
			}
			w.tellsOfTrouble(t, transport)
			secrets := p.secrets(app)
			kinds := map[string]int{}
			for _, what := range secrets {
				kinds[what]++
			}
			if kinds["a response URL"] < 5 || kinds["a trigger"] < 5 || transport == bySocket && kinds["the ticket of a socket"] < 2 {
				t.Fatalf("too few secrets were given out to look for: %v", kinds)
			}
			places := 0
			look := func(where, text string) {
				places++
				for s, what := range secrets {
					if strings.Contains(text, s) {
						at := strings.Index(text, s)
						t.Errorf("%s shows %s: …%s…", where, what, text[max(0, at-80):min(len(text), at+len(s)+20)])
					}
				}
			}
			for _, path := range []string{"/healthz", "/readyz", "/metrics", "/nothing"} {
				_, text := b.get(path)
				look(path, text)
			}
			b.kill()
			look("the log", b.log.all())
			for _, root := range []string{dir, home} {
				eachWritten(t, root, look)
			}
			p.eachSaid(look)
			look("the workspace", w.Transcript())
			t.Logf("%d secrets (%v) in none of %d places", len(secrets), kinds, places)
		})
	}
}

// tellsOfTrouble is a story in which much goes wrong that a log tells of.
func (w *localSlack) tellsOfTrouble(t *testing.T, transport string) {
	ines, eva, omar := w.As("ines"), w.As("eva"), w.As("omar")
	ask := func(title string) {
		ines.Types("#releases", "/release request "+title)
		form := ines.AwaitModal("Request a release")
		fillFields(form)
		form.Sends()
	}
	ask("Faster checkout")
	eva.Await("@drumbeat", "Faster checkout")
	w.Eventually("its card", func() bool { return told(t, w.Workspace)[workflow.CardID(1)] == 1 })
	eva.ClicksIn("@drumbeat", "Approve")
	ines.Types("#releases", "/release list")
	ines.Types("#releases", "/release why 1")
	ines.Types("#releases", "/release show 99")
	ines.Types("#releases", "/release nonsense")
	ines.Home()
	ines.ClicksIn("#releases", "Approve") // which she may not
	for _, kind := range []string{sandbox.Fault429, sandbox.Fault500, sandbox.FaultResetBefore, sandbox.FaultResetAfter} {
		w.GoesWrong(sandbox.Fault{Method: "chat.postMessage", Kind: kind, Count: 1, RetryAfter: 1}, sandbox.Fault{Method: "response_url", Kind: kind, Count: 1, RetryAfter: 1})
		ask("Release with " + kind)
		ines.ClicksIn("#releases", "Approve")
	}
	w.AllIsWell()
	if transport == bySocket {
		w.server.Sockets("", "drop")
		w.connected(t)
	}
	omar.Await("@drumbeat", "Release with "+sandbox.FaultResetAfter)
	omar.ClicksIn("@drumbeat", "Reject")
	says(omar, "Reject", "Why not?", "No.")
	ines.Await("@drumbeat", "rejected")
}

// eachWritten reads every file below a folder.
func eachWritten(t *testing.T, root string, look func(where, text string)) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		look(filepath.Base(path), string(raw))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// eachSaid shows everything that the bot sent, without what it has to send as a
// key: its token in each call, the trigger with which a modal is opened, and the
// response URL that is posted to.
func (p *tap) eachSaid(look func(where, text string)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.fromBot {
		body := s.body
		var fields map[string]any
		if form, err := url.ParseQuery(body); err == nil && form.Get("token") != "" {
			form.Del("token")
			body = fmt.Sprint(form)
		} else if json.Unmarshal([]byte(body), &fields) == nil && strings.HasPrefix(s.where, "/api/views.") {
			delete(fields, "trigger_id")
			raw, _ := json.Marshal(fields)
			body = string(raw)
		}
		where := s.where
		if strings.HasPrefix(where, "/response/") {
			where = "a private answer"
		}
		look(where, body)
	}
}

// TestStartErrorsKeepSecrets starts the bot with values that are wrong in every
// way: what it says names the variable and never shows the value.
func TestStartErrorsKeepSecrets(t *testing.T) {
	const hidden = "hunter2hunter2"
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte("xoxp-"+hidden), 0o600); err != nil {
		t.Fatal(err)
	}
	good := map[string]string{"SLACK_BOT_TOKEN": "xoxb-" + hidden, "SLACK_APP_TOKEN": "xapp-" + hidden, "DATA_DIR": t.TempDir(), "LISTEN": "127.0.0.1:0"}
	for name, set := range map[string]map[string]string{
		"a user token":                         {"SLACK_BOT_TOKEN": "xoxp-" + hidden},
		"a token from a file":                  {"SLACK_BOT_TOKEN": "", "SLACK_BOT_TOKEN_FILE": file},
		"a token and a file":                   {"SLACK_BOT_TOKEN_FILE": file},
		"a file that is not there":             {"SLACK_BOT_TOKEN": "", "SLACK_BOT_TOKEN_FILE": file + ".gone"},
		"a strange app token":                  {"SLACK_APP_TOKEN": "xoxb-" + hidden},
		"two transports":                       {"SLACK_SIGNING_SECRET": hidden},
		"another database":                     {"MONGODB_URI": "postgres://u:" + hidden + "@db/x"},
		"a database's address that is broken":  {"MONGODB_URI": "mongodb://u:" + hidden + "@db:port/x"},
		"a database's password not escaped":    {"MONGODB_URI": "mongodb://u:" + hidden + "/%zz@db/x"},
		"a database with a strange option":     {"MONGODB_URI": "mongodb://u:" + hidden + "@db/x?w=-7&retryWrites=maybe"},
		"a database without a host":            {"MONGODB_URI": "mongodb://u:" + hidden + "@/x"},
		"a database by a name that is none":    {"MONGODB_URI": "mongodb+srv://u:" + hidden + "@nowhere.invalid:1/x"},
		"a password in the API's address":      {"SLACK_API_URL": "http://u:" + hidden + "@127.0.0.1:1/api"},
		"a password in the API's good address": {"SLACK_API_URL": "http://u:" + hidden + "@127.0.0.1:1/api/"},
		"an API's address that is none":        {"SLACK_API_URL": "http://u:" + hidden + "@%zz/api/"},
		"a secret for a level":                 {"LOG_LEVEL": hidden},
		"a secret for an address":              {"LISTEN": hidden, "BASE_URL": hidden},
	} {
		t.Run(name, func(t *testing.T) {
			for _, v := range variables() {
				for _, name := range []string{v, v + "_FILE"} {
					t.Setenv(name, "") // put back at the end
					if err := os.Unsetenv(name); err != nil {
						t.Fatal(err)
					}
				}
			}
			for _, from := range []map[string]string{good, set} {
				for k, v := range from {
					if err := os.Setenv(Prefix+"_"+k, v); err != nil {
						t.Fatal(err)
					}
					if v == "" {
						_ = os.Unsetenv(Prefix + "_" + k)
					}
				}
			}
			ctx, over := context.WithCancel(t.Context())
			over() // where nothing is found wrong, it stops at once
			var errs bytes.Buffer
			err := runServe(ctx, nil, nil, &errs)
			said := errs.String() + fmt.Sprint(err)
			var bad configError
			if !errors.As(err, &bad) || !strings.Contains(said, Prefix+"_") {
				t.Errorf("it starts, or names no variable:\n%s", said)
			}
			if strings.Contains(said, hidden) && name != "a secret for an address" { // where somebody puts a secret into what is none, it is shown
				t.Errorf("it shows the secret:\n%s", said)
			}
		})
	}
}

// TestSecretsAreSecretsByType: what is configured as a secret travels as one; a
// field of a plain string that is named like a secret is a leak to come, and so
// is a verb that prints whole structures.
func TestSecretsAreSecretsByType(t *testing.T) {
	names := regexp.MustCompile(`(?i)(token|secret|password|mongodb_?uri)$`)
	err := filepath.WalkDir(filepath.Join("..", "..", "..", ".."), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		slashed := filepath.ToSlash(path)
		if d.IsDir() && (d.Name() == "testdata" || d.Name() == "ferretdb" || strings.HasSuffix(slashed, "bot/sandbox") || d.Name() == "node_modules" || d.Name() == ".git") {
			return filepath.SkipDir // the sandbox shows its tokens: they open nothing
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Field:
				kind, plain := n.Type.(*ast.Ident)
				for _, name := range n.Names {
					if plain && kind.Name == "string" && names.MatchString(name.Name) {
						t.Errorf("%s: %s is a plain string: make it a Secret", slashed, name.Name)
					}
				}
			case *ast.BasicLit:
				if n.Kind == token.STRING && (strings.Contains(n.Value, "%#v") || strings.Contains(n.Value, "%+v")) && !strings.Contains(slashed, "storetest") {
					t.Errorf("%s: %s prints whatever is inside", slashed, n.Value)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
