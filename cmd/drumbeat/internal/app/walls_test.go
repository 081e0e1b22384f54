package app

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// wall says what a room may import besides the standard library, and what of
// the standard library it may not.
type wall struct {
	may   []string // import paths; one that ends in /... stands for all below it
	never []string // of the standard library
	why   string
}

const (
	noIO   = "the domain is a calculator: no I/O, no clock, no Slack, no database"
	inward = "arrows point inward"
)

// walls is the house's plan: every package of the module has a row.
var walls = map[string]wall{
	"workflow":          {nil, []string{"os", "net", "net/http", "database/sql", "log", "log/slog", "os/exec"}, noIO},
	"workflow/policy":   {[]string{"drumbeat/workflow"}, []string{"os", "net", "net/http", "database/sql", "log/slog", "context"}, noIO},
	"workflow/calendar": {[]string{"drumbeat/workflow", "github.com/robfig/cron/v3"}, []string{"os", "net", "net/http", "database/sql", "log/slog", "context"}, noIO},
	"workflow/report":   {[]string{"drumbeat/workflow", "drumbeat/workflow/calendar"}, []string{"os", "net", "net/http", "database/sql", "log/slog", "context"}, noIO},
	"workflow/settings": {[]string{"drumbeat/workflow", "drumbeat/workflow/policy", "drumbeat/workflow/calendar"}, []string{"os", "net", "net/http", "database/sql", "log/slog", "context"}, noIO},
	"workflow/audit":    {[]string{"drumbeat/workflow"}, []string{"os", "net", "net/http", "database/sql", "log/slog", "context"}, noIO},
	"workflow/desk":     {[]string{"drumbeat/workflow", "drumbeat/workflow/policy", "drumbeat/workflow/calendar", "drumbeat/workflow/report", "drumbeat/workflow/settings"}, []string{"os", "net", "net/http", "database/sql"}, "use cases know the ports alone"},
	"workflow/planner":  {[]string{"drumbeat/workflow/..."}, []string{"os", "net", "net/http", "database/sql"}, "use cases know the ports alone"},

	"bot/action":    {[]string{"drumbeat/workflow", "github.com/slack-go/slack"}, []string{"context", "os", "net", "net/http", "log/slog"}, "ids are pure"},
	"bot/chart":     {[]string{"golang.org/x/image/..."}, []string{"context", "os", "net", "net/http", "log/slog"}, "a picture is a function of what it shows"},
	"bot/render":    {[]string{"drumbeat/workflow", "drumbeat/bot/action", "drumbeat/bot/chart", "github.com/slack-go/slack", "golang.org/x/text/..."}, []string{"context", "os", "net", "net/http", "log/slog"}, "rendering is a function of a view struct"},
	"bot":           {slackSide("github.com/coder/websocket"), []string{"database/sql"}, "the store is behind workflow's ports, the sandbox behind Slack's interfaces"},
	"bot/deliver":   {slackSide(), []string{"database/sql"}, "the store is behind workflow's ports"},
	"bot/workspace": {slackSide("golang.org/x/sync/...", "golang.org/x/text/language"), []string{"database/sql"}, "the store is behind workflow's ports"},
	"bot/web":       {slackSide(), []string{"database/sql"}, "the store is behind workflow's ports"},

	"bot/sandbox":          {[]string{"drumbeat/bot/sandbox/blockkit", "github.com/coder/websocket"}, []string{"database/sql"}, "it is a Slack; it knows no Drumbeat"},
	"bot/sandbox/blockkit": {nil, []string{"context", "os", "net", "net/http", "database/sql", "log", "log/slog"}, "checking blocks is a calculation: no I/O, no server"},
	"bot/sandbox/people":   {[]string{"drumbeat/bot/sandbox"}, nil, "people see a Slack; they know no Drumbeat"},
	"bot/sandbox/tab":      {[]string{"github.com/chromedp/chromedp"}, []string{"testing", "net/http", "database/sql"}, "it drives a browser, whatever the page"},

	"store/embedded":             {[]string{"drumbeat/workflow", "modernc.org/sqlite", "modernc.org/sqlite/..."}, nil, "a store knows workflow and its driver"},
	"store/mongodb":              {[]string{"drumbeat/workflow", "go.mongodb.org/mongo-driver/v2/..."}, nil, "a store knows workflow and its driver"},
	"store/storetest":            {[]string{"drumbeat/workflow", "github.com/google/go-cmp/...", "pgregory.net/rapid"}, nil, "the contract speaks of the ports alone"},
	"store/storetest/faultproxy": {nil, nil, "it speaks a wire protocol, nothing of ours"},

	"cmd/drumbeat":              {[]string{"drumbeat/cmd/drumbeat/internal/app"}, nil, "main is thin"},
	"cmd/drumbeat/internal/app": {[]string{"drumbeat/...", "github.com/...", "go.mongodb.org/...", "maragu.dev/gomponents/..."}, nil, ""},
	"deployments":               {nil, nil, "files to install by, and their test"},
}

func slackSide(more ...string) []string {
	return append([]string{"drumbeat/workflow/...", "drumbeat/bot/render", "drumbeat/bot/action", "drumbeat/bot/chart", "drumbeat/bot/workspace", "github.com/slack-go/slack", "github.com/slack-go/slack/...", "github.com/VictoriaMetrics/metrics"}, more...)
}

// TestWalls reads the imports of every file that is not a test.
func TestWalls(t *testing.T) {
	seen := map[string]bool{}
	eachFile(t, func(room, path string, file *ast.File) {
		w, planned := walls[room]
		if !planned {
			t.Errorf("%s: the room %s is not in the plan of the house", path, room)
			return
		}
		seen[room] = true
		for _, spec := range file.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if standard(name) {
				if among(w.never, name) {
					t.Errorf("%s imports %s: %s", path, name, w.why)
				}
			} else if !among(w.may, name) {
				t.Errorf("%s imports %s: %s (%s)", path, name, w.why, inward)
			}
		}
	})
	for room := range walls {
		if !seen[room] && room != "deployments" {
			t.Errorf("the plan has a room %s that is not built", room)
		}
	}
}

// TestPackagesTeachTheirIdea: every package has one comment, of more than a line.
func TestPackagesTeachTheirIdea(t *testing.T) {
	doc := map[string]string{}
	eachFile(t, func(room, path string, file *ast.File) {
		if file.Doc == nil {
			return
		}
		if doc[room] != "" {
			t.Errorf("%s: %s has a package comment already", path, room)
		}
		doc[room] = file.Doc.Text()
	})
	for room := range walls {
		if room != "deployments" && len(doc[room]) < 120 {
			t.Errorf("%s: its package comment does not teach its idea: %q", room, doc[room])
		}
	}
}

// TestOneClock: the wall clock is read in this package alone, and nothing sleeps.
func TestOneClock(t *testing.T) {
	eachFile(t, func(room, path string, file *ast.File) {
		ast.Inspect(file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			pkg, ok := sel.X.(*ast.Ident)
			if !ok || pkg.Name != "time" || pkg.Obj != nil {
				return true
			}
			switch name := sel.Sel.Name; {
			case name == "Sleep":
				t.Errorf("%s sleeps; wait for a signal or a context", path)
			case (name == "Now" || name == "Since" || name == "Until") && room != "cmd/drumbeat/internal/app":
				t.Errorf("%s reads the wall clock; now is an argument or a field", path)
			}
			return true
		})
	})
}

// eachFile parses every file of the module that is not a test.
func eachFile(t *testing.T, visit func(room, path string, file *ast.File)) {
	t.Helper()
	root, err := filepath.Abs("../../../..")
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && (name == "testdata" || name == "ferretdb" || (strings.HasPrefix(name, ".") && path != root)) {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(fset, path, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		visit(filepath.ToSlash(filepath.Dir(rel)), filepath.ToSlash(rel), file)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// standard tells an import of the standard library: its first element has no dot.
func standard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".") && first != "drumbeat"
}

func among(list []string, path string) bool {
	for _, l := range list {
		if l == path {
			return true
		}
		if prefix, ok := strings.CutSuffix(l, "..."); ok && (strings.HasPrefix(path, prefix) || path+"/" == prefix) {
			return true
		}
	}
	return false
}
