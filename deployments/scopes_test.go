package deployments_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drumbeat/bot"
)

// scopesOf says which scopes of the bot token each call of the client needs, as
// the reference of the Web API's methods has it (https://docs.slack.dev/reference/methods).
var scopesOf = map[string][]string{
	"AuthTestContext":                nil,
	"GetPermalinkContext":            nil,
	"OpenViewContext":                nil,
	"PushViewContext":                nil,
	"UpdateViewContext":              nil,
	"PublishViewContext":             nil,
	"StartSocketModeContext":         nil, // the app-level token's connections:write
	"GetBotInfoContext":              {"users:read"},
	"GetUserInfoContext":             {"users:read"},
	"GetUsersPaginated":              {"users:read"},
	"GetUserGroupsContext":           {"usergroups:read"},
	"GetConversationsContext":        {"channels:read", "groups:read"},
	"GetConversationInfoContext":     {"channels:read", "groups:read"}, // of channels only
	"OpenConversationContext":        {"im:write"},
	"PostMessageWithResponseContext": {"chat:write"},
	"PostEphemeralContext":           {"chat:write"},
	"UpdateMessageContext":           {"chat:write"},
	"DeleteMessageContext":           {"chat:write"},
	"UploadFileContext":              {"files:write"},
	"GetConversationHistoryContext":  {"channels:history", "groups:history", "im:history"},
	"GetConversationRepliesContext":  {"channels:history", "groups:history", "im:history"},
}

// TestScopesAreTheLeast finds every call of Slack's Web API in the code: the
// manifests ask for what these calls need and for nothing else.
func TestScopesAreTheLeast(t *testing.T) {
	called := map[string]bool{}
	for _, room := range []string{"bot", "bot/deliver", "bot/workspace", "bot/web", "cmd/drumbeat/internal/app"} {
		calls(t, filepath.Join("..", filepath.FromSlash(room)), called)
	}
	need := map[string]bool{"commands": true} // the slash command and the shortcuts need no call
	for name := range called {
		scopes, known := scopesOf[name]
		if !known {
			t.Errorf("nobody has said which scopes %s needs", name)
		}
		for _, s := range scopes {
			need[s] = true
		}
	}
	for name := range scopesOf {
		if !called[name] {
			t.Errorf("%s is not called any more", name)
		}
	}
	var want []string
	for s := range need {
		want = append(want, s)
	}
	got := names(bot.BotScopes)
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("scopes (-needed +asked for)\n%s", diff)
	}
}

// calls collects the methods that are called on a client of Slack's in a folder.
func calls(t *testing.T, dir string, into map[string]bool) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && path != dir {
			if d != nil && d.IsDir() {
				return filepath.SkipDir
			}
			return err
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			method, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			of := ""
			switch x := method.X.(type) {
			case *ast.Ident:
				of = x.Name
			case *ast.SelectorExpr:
				of = x.Sel.Name
			}
			if strings.EqualFold(of, "api") {
				into[method.Sel.Name] = true
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
