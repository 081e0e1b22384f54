package clienttest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// axeScript looks for hindrances: https://github.com/dequelabs/axe-core, which
// npm ci brings into testdata/axe. It is put into the page by the browser's
// debugger, so the page's own rule about scripts stays as it is.
var axeScript = filepath.Join("testdata", "axe", "node_modules", "axe-core", "axe.min.js")

// needAxe is the script. Without it the test is left out, but not where
// DRUMBEAT_TEST_AXE says that it must be there.
func needAxe(t *testing.T) string {
	t.Helper()
	script, err := os.ReadFile(axeScript)
	if err == nil {
		return string(script)
	}
	if os.Getenv("DRUMBEAT_TEST_AXE") != "" {
		t.Fatalf("DRUMBEAT_TEST_AXE is set, and axe is not there: %v", err)
	}
	t.Skipf("%s is not there (npm ci in testdata/axe brings it): the page was not searched for hindrances", axeScript)
	return ""
}

// unhindered fails with all that axe finds on the page as it stands, in each
// look: its rules of WCAG 2 and those of good practice.
func (p *page) unhindered(script string) {
	p.t.Helper()
	p.js(script + `;"there"`)
	for _, l := range looks {
		p.look(l.scheme, l.width, l.height)
		raw := p.js(`axe.run(document, { resultTypes: ["violations"] }).then(r => JSON.stringify({
			passed: r.passes.length,
			found: r.violations.map(v => v.id + ": " + v.help + "\n" + v.nodes.map(n => "    " + n.html.slice(0, 200) + "\n    " + n.failureSummary.replaceAll("\n", " ")).join("\n")),
		}))`)
		var out struct {
			Passed int      `json:"passed"`
			Found  []string `json:"found"`
		}
		if err := json.Unmarshal([]byte(raw), &out); err != nil {
			p.t.Fatalf("%s: axe answers %q: %v", l.name, raw, err)
		}
		if out.Passed < 10 {
			p.t.Errorf("%s: axe tried only %d rules", l.name, out.Passed)
		}
		if len(out.Found) > 0 {
			p.t.Errorf("%s:\n%s", l.name, strings.Join(out.Found, "\n"))
		}
	}
	p.look("light", looks[0].width, looks[0].height)
}

// TestAxeFindsHindrances: the search fails where there is something to find.
func TestAxeFindsHindrances(t *testing.T) {
	script := needAxe(t)
	p := newBench(t).visit("ada", "general")
	p.js(script + `; document.querySelector("#main").append(document.createElement("input")); "there"`)
	if got := p.js(`axe.run().then(r => r.violations.map(v => v.id).join())`); got != "label" {
		t.Errorf("of a field without a name axe says %q", got)
	}
}

// TestNothingHinders searches every pane, menu, window and block.
func TestNothingHinders(t *testing.T) {
	script := needAxe(t)
	for _, scene := range axeScenes {
		t.Run(scene.name, func(t *testing.T) {
			b := newBench(t)
			p := scene.show(b)
			p.unhindered(script)
			p.clean()
		})
	}
}
