package render

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"drumbeat/workflow"
)

// speaking are the folders in which sentences are made that people read.
var speaking = []string{"workflow", "workflow/policy", "workflow/calendar", "workflow/desk", "bot", "bot/action", "bot/workspace"}

// notSaid are the files whose sentences are for who runs Drumbeat, or for release
// managers at the settings, which speak English.
var notSaid = regexp.MustCompile(`^(workflow/calendar/(check|exceptions|freeze|lint|rule)|bot/(standing|http|manifest|slackclock|socket|transport))\.go$`)

// inside are sentences that nobody is told.
var inside = regexp.MustCompile(`^(A (booking|submission) needs an id|Nothing was sent to (resubmit|edit|correct))\.$`)

// pieces are ends of sentences that are told with their beginnings.
var pieces = regexp.MustCompile(`^([,:;] |%s; it waited|%s is %s\.$)`)

// formatOf reads a string expression as a format: what is not written out is %s.
func formatOf(e ast.Expr) (string, bool) {
	switch x := e.(type) {
	case *ast.BasicLit:
		if x.Kind == token.STRING {
			s, err := strconv.Unquote(x.Value)
			return s, err == nil
		}
	case *ast.BinaryExpr:
		a, here := formatOf(x.X)
		b, there := formatOf(x.Y)
		if x.Op != token.ADD || !here && !there {
			return "", false
		}
		for said, ok := range map[*string]bool{&a: here, &b: there} {
			if !ok {
				*said = "%s"
			}
		}
		return a + b, true
	case *ast.CallExpr:
		if s, ok := x.Fun.(*ast.SelectorExpr); ok && s.Sel.Name == "Sprintf" {
			return formatOf(x.Args[0])
		}
	}
	return "", false
}

// notTold are calls whose strings nobody reads: logs, layouts, patterns, causes.
var notTold = []string{"Errorf", "Warn", "Info", "Debug", "Error", "Format", "Parse", "LogAttrs", "MustCompile", "Split", "Cut", "TrimPrefix", "TrimSuffix", "HasSuffix", "HasPrefix"}

// sentencesIn finds the sentences of a file, as formats.
func sentencesIn(t *testing.T, path string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	ast.Inspect(file, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if s, ok := call.Fun.(*ast.SelectorExpr); ok && slices.Contains(notTold, s.Sel.Name) {
				return false
			}
		}
		e, ok := n.(ast.Expr)
		if !ok {
			return true
		}
		s, ok := formatOf(e)
		if s = strings.TrimSpace(s); strings.Contains(s, " ") && (strings.HasSuffix(s, ".") || strings.HasSuffix(s, "?")) {
			out = append(out, s)
		}
		return !ok
	})
	return out
}

// TestEverySentenceIsSaid finds a sentence of the domain that the other languages
// have no words for.
func TestEverySentenceIsSaid(t *testing.T) {
	known := map[string]bool{}
	for _, f := range formats() {
		known[f.sentence.en] = true
	}
	found := 0
	for _, dir := range speaking {
		files, err := filepath.Glob(filepath.Join("../..", dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", dir, err)
		}
		for _, path := range files {
			name := dir + "/" + filepath.Base(path)
			if strings.HasSuffix(name, "_test.go") || notSaid.MatchString(name) {
				continue
			}
			for _, s := range sentencesIn(t, path) {
				found++
				if !known[s] && !inside.MatchString(s) && !pieces.MatchString(s) {
					t.Errorf("%s says %q, and no table in said_*.go has it", name, s)
				}
			}
		}
	}
	if found < 250 {
		t.Errorf("only %d sentences were found: does the test still know one when it sees it?", found)
	}
}

// sample is a value for a verb of a format; where a translation wants a value
// that is known too, one that is.
func sample(f *format, loc workflow.Locale, i int) (english, said string) {
	if strings.Contains(f.sentence.in(loc), "{"+strconv.Itoa(i+1)+"!}") {
		return "major", wordsOf(loc).say("major")
	}
	if f.verbs[i] == 'd' {
		v := strconv.Itoa(7 + i)
		return v, v
	}
	v := "Value" + strconv.Itoa(i)
	return v, v
}

// TestSentencesAreKnownAgain makes every sentence and says it in every language:
// it is known, with each of its values.
func TestSentencesAreKnownAgain(t *testing.T) {
	for _, loc := range workflow.Locales[1:] {
		fs := formats()
		for i := range fs {
			f := &fs[i]
			english, want := f.pieces[0], f.sentence.in(loc)
			for v := range f.verbs {
				value, said := sample(f, loc, v)
				english += value + f.pieces[v+1]
				want = regexp.MustCompile(`\{`+strconv.Itoa(v+1)+`[!~&]?\}`).ReplaceAllLiteralString(want, said)
			}
			if strings.ContainsAny(want, "{}") || want == "" {
				t.Errorf("%s: %q becomes %q", loc, f.sentence.en, f.sentence.in(loc))
			} else if got := Say(loc, english); got != want {
				t.Errorf("%s: %q is said as %q, want %q", loc, english, got, want)
			}
		}
	}
}

func TestSay(t *testing.T) {
	for _, c := range [][2]string{
		{"You may not approve REL-12: you asked for it.", "Je mag REL-12 niet goedkeuren: je hebt het aangevraagd."},
		{"You may not ask for changes to REL-12: you hold none of the roles that decide on it.", "Je mag REL-12 niet laten aanpassen: je hebt geen van de rollen die erover beslissen."},
		{"You may not postpone REL-12: its requester, its implementer or a release manager can.", "Je mag REL-12 niet uitstellen: dat kan de aanvrager, de uitvoerder of een releasemanager."},
		{"Nothing goes live here during “Sale”. Every order counts.", "Tijdens “Sale” gaat hier niets live. Every order counts."},
		{"REL-1042 cannot start now: nothing goes live here during “Sale”. Rosa can start it anyway, with a reason.",
			"REL-1042 kan nu niet starten: tijdens “Sale” gaat hier niets live. Rosa kan het toch starten, met een reden."},
		{"REL-3 and REL-5 change the same system in this window. Agree who goes first.", "REL-3 en REL-5 wijzigen hetzelfde systeem in dit venster. Spreek af wie eerst gaat."},
		{"Only a release manager can change the settings: Rosa or Tom or Jerry.", "Alleen een releasemanager kan de instellingen wijzigen: Rosa or Tom of Jerry."},
		{"More than 2 days of work is a major change. You chose normal, which is lighter.", "Meer dan 2 dagen werk is een wijziging van type groot. Je koos normaal, en dat is lichter."},
		{"quality approval", "goedkeuring quality"},
		{"Bundle Autumn cannot ride together. REL-51 rides with Maintenance, REL-42 with Web: no window serves both.",
			"Bundel Autumn kan niet samen gaan. REL-51 gaat mee met Maintenance, REL-42 met Web: geen venster dient beide."},
		{"REL-7 starts after Acme Inc. Shop.", "REL-7 starts after Acme Inc. Shop."},
		{"Customers like this or that, and changes too.", "Customers like this or that, and changes too."},
		{"", ""},
	} {
		if got := Say(workflow.Dutch, c[0]); got != c[1] {
			t.Errorf("%q\nis said as %q\nwant       %q", c[0], got, c[1])
		}
		if got := Say(workflow.English, c[0]); got != c[0] {
			t.Errorf("English %q became %q", c[0], got)
		}
	}
}

// endless takes the longest to look for.
var endless = []string{
	"You may not " + strings.Repeat("ask for changes to : ", 90) + ".", strings.Repeat("A. ", 600), strings.Repeat("a or b and c, ", 130) + "d.",
	strings.Repeat("Nothing goes live here during “", 60) + "”.", strings.Repeat(" is . ", 300), "%s %d {1} {1!}.", strings.Repeat("x", 5000),
	strings.Repeat("is a b c. ", 190),
}

// TestSayEnds types what nothing of is known; that takes a while and no longer.
func TestSayEnds(t *testing.T) {
	for _, s := range endless {
		for _, loc := range workflow.Locales[1:] {
			if out := Say(loc, s); len(out) > 4*len(s) {
				t.Errorf("%.40q became %d bytes", s, len(out))
			}
		}
	}
}

func BenchmarkSay(b *testing.B) {
	for b.Loop() {
		Say(workflow.Dutch, "REL-1042 cannot start now: nothing goes live here during “Sale”. Rosa can start it anyway, with a reason.")
	}
}

func BenchmarkSayEnds(b *testing.B) {
	for i, s := range endless {
		b.Run(strconv.Itoa(i), func(b *testing.B) {
			for b.Loop() {
				Say(workflow.Dutch, s)
			}
		})
	}
}
