package workflow_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drumbeat/workflow"
)

// everyone lists the relations in the order of the document's columns.
var everyone = []workflow.Who{
	workflow.ByRequester, workflow.ByApprover, workflow.ByManager, workflow.ByImplementer,
	workflow.ByContact, workflow.ByRejecter, workflow.ByOnCall, workflow.ByAcceptor, workflow.ByCoordinator,
	workflow.ByOwner, workflow.ByRunOwner, workflow.ByBusiness, workflow.BySystem,
}

// TestPermissionsDocument writes the table of who may do what in which state,
// every cell of it, from the table by which the code runs.
func TestPermissionsDocument(t *testing.T) {
	path := filepath.Join("..", "docs", "permissions.md")
	want := drawPermissions()
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("%s differs from the table in life.go; go test ./workflow -update, and look at every cell that changed (-want +got)\n%s", path, diff)
	}
}

func drawPermissions() string {
	var b strings.Builder
	cells, allowed := 0, 0
	for _, s := range workflow.States {
		fmt.Fprintf(&b, "\n## %s\n\n| action |", words(string(s)))
		for _, w := range everyone {
			fmt.Fprintf(&b, " %s |", w)
		}
		b.WriteString("\n|---|" + strings.Repeat("---|", len(everyone)) + "\n")
		for _, life := range workflow.Life {
			row, exists := workflow.Find(s, life.Action)
			fmt.Fprintf(&b, "| %s |", words(string(life.Action)))
			for _, w := range everyone {
				cells++
				if exists && slices.Contains(row.By, w) {
					allowed++
					b.WriteString(" yes |")
				} else {
					b.WriteString(" – |")
				}
			}
			b.WriteString("\n")
		}
	}
	return fmt.Sprintf(permissionsHead, cells, allowed) + b.String() + permissionsTail
}

const permissionsHead = `# Who may do what

Drawn by a test from the one table by which the code runs (` + "`workflow.Life`" + `): %d cells, of which %d are allowed. What is not allowed has no effect, and who tried is told why, privately.

Authority comes from the user id that Slack signed and from the policy at that moment, never from what a button or a modal carries. Members of another workspace may do
nothing. A person may stand in several columns; one that says yes is enough. Besides the table:

- *approver* holds a role that decides on this release; the requester and whoever edited the revision never do. Nobody approves a revision twice.
- *coordinator*: of the department that the release's team belongs to.
- *on-call list*: as *approver*, barred people take nothing.
- *who signs off* holds the role of an environment that production waits for; the requester, whoever edited the revision and the implementer never do.
- *owner* has an item of the release's handover, or something that its review found has to be done; *run owner* holds the role that runs the system, but for the
  requester and the implementer (release managers, where that is nobody); *business owner* approved the release for the business.
- *take* exists for emergencies alone; *move* and *postpone* exist for everything but emergencies.
- A release is *submitted* by anybody of the workspace, who is its requester from then on.
- *start* needs every go-live gate besides, *approve*, *reject*, *ask changes*, *sign off* and *triage* the revision that was looked at.
- Everybody of the workspace may read (show, list, why, details) and say that they have read a briefing; only a release manager may have a notice sent again.
`

const permissionsTail = `
The same table is clicked through by ` + "`TestTable`" + ` (` + "`go test ./bot -run TestTable -v`" + `): every action as eight people, in ten states, of two kinds of release, this workspace and another; each by a signed click, by a modal that was never opened, and at the desk itself.
`

// TestEveryCellIsDecided: a state, an action or a relation that somebody adds to
// the code and not to the table would be a cell that nobody decided.
func TestEveryCellIsDecided(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "life.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	declared := map[string][]string{}
	for _, d := range file.Decls {
		decl, ok := d.(*ast.GenDecl)
		if !ok || decl.Tok != token.CONST {
			continue
		}
		for _, s := range decl.Specs {
			spec := s.(*ast.ValueSpec)
			kind, ok := spec.Type.(*ast.Ident)
			if !ok {
				continue
			}
			value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			declared[kind.Name] = append(declared[kind.Name], value)
		}
	}
	actions, relations := map[string]bool{}, map[string]bool{}
	for _, row := range workflow.Life {
		actions[string(row.Action)] = true
		for _, w := range row.By {
			relations[string(w)] = true
		}
	}
	for _, c := range []struct {
		kind  string
		known func(string) bool
	}{
		{"State", func(s string) bool { return slices.Contains(workflow.States, workflow.State(s)) }},
		{"Action", func(s string) bool { return actions[s] }},
		{"Who", func(s string) bool { return relations[s] && slices.Contains(everyone, workflow.Who(s)) }},
	} {
		if len(declared[c.kind]) < 8 {
			t.Fatalf("only %d constants of %s were found", len(declared[c.kind]), c.kind)
		}
		for _, value := range declared[c.kind] {
			if !c.known(value) {
				t.Errorf("%s %q is in no row: nobody decided who may", c.kind, value)
			}
		}
	}
}
