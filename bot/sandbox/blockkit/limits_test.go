package blockkit_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"drumbeat/bot/sandbox/blockkit"
)

// limit is one place where a constant of limits.go is enforced.
type limit struct {
	name    string // of the constant
	pointer string // of the breach
	check   func(testing.TB, string) []blockkit.Problem
	payload func(n int) string
}

// TestLimits: at each of its places every limit is taken at n and refused
// beyond, there and for nothing else: a maximum at n+1, a minimum at n-1.
func TestLimits(t *testing.T) {
	numbers := constants(t)
	for _, l := range limits() {
		n, known := numbers[l.name]
		if !known {
			t.Errorf("%s is no constant of limits.go", l.name)
			continue
		}
		beyond := n + 1
		if strings.HasPrefix(l.name, "Min") {
			beyond = n - 1
		}
		t.Run(l.name+l.pointer, func(t *testing.T) {
			if got := l.check(t, l.payload(n)); len(got) != 0 {
				t.Errorf("at %d: got %v, want it taken", n, got)
			}
			got := reasons(l.check(t, l.payload(beyond)))
			if len(got) != 1 || got[0].Pointer != l.pointer {
				t.Errorf("at %d: got %v, want one problem at %q", beyond, got, l.pointer)
			}
		})
	}
}

// TestEveryLimitHasARow: no constant of limits.go is without a row, here or in
// the table of the limits that the methods enforce.
func TestEveryLimitHasARow(t *testing.T) {
	rows := methodRows(t)
	for _, l := range limits() {
		rows[l.name] = true
	}
	for name := range constants(t) {
		if !rows[name] {
			t.Errorf("%s has no row in limits() nor in the sandbox's methodLimits", name)
		}
	}
}

// constants reads limits.go.
func constants(t *testing.T) map[string]int {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "limits.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	for _, d := range f.Decls {
		for _, spec := range d.(*ast.GenDecl).Specs {
			v := spec.(*ast.ValueSpec)
			if len(v.Names) != 1 || len(v.Values) != 1 {
				t.Fatalf("limits.go: %v: a constant has a number of its own", v.Names)
			}
			lit, ok := v.Values[0].(*ast.BasicLit)
			if !ok {
				t.Fatalf("limits.go: %s is no plain number", v.Names[0].Name)
			}
			n, err := strconv.ParseInt(lit.Value, 0, 64)
			if err != nil {
				t.Fatal(err)
			}
			out[v.Names[0].Name] = int(n)
		}
	}
	if len(out) < 100 {
		t.Fatalf("limits.go: only %d constants", len(out))
	}
	return out
}

// methodRows are the constants that the sandbox's methodLimits speaks of.
func methodRows(t *testing.T) map[string]bool {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "../methodlimits_test.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Name.Name != "methodLimits" {
			continue
		}
		ast.Inspect(fn.Body, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if pkg, ok := sel.X.(*ast.Ident); ok && pkg.Name == "blockkit" {
					out[sel.Sel.Name] = true
				}
			}
			return true
		})
	}
	if len(out) == 0 {
		t.Fatal("the sandbox has no methodLimits")
	}
	return out
}
