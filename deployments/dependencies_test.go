package deployments_test

import (
	"flag"
	"fmt"
	"go/build"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write docs/dependencies.md instead of comparing with it")

// reasons says why each module is there. One that nobody has given a reason
// for fails the test.
var reasons = map[string]string{
	"github.com/VictoriaMetrics/metrics":   "metrics in Prometheus' text format",
	"github.com/coder/websocket":           "Socket Mode",
	"github.com/kelseyhightower/envconfig": "reads the environment",
	"github.com/robfig/cron/v3":            "parses cron expressions",
	"github.com/slack-go/slack":            "Slack's Web API and Block Kit types",
	"go.mongodb.org/mongo-driver/v2":       "the store of production",
	"golang.org/x/image":                   "the letters in the picture of the metrics",
	"golang.org/x/sync":                    "one look-up at a time per key",
	"maragu.dev/gomponents":                "the elements of the evidence page",
	"modernc.org/sqlite":                   "the embedded store, without cgo",
	"github.com/chromedp/chromedp":         "tests: a browser",
	"github.com/google/go-cmp":             "tests: differences",
	"pgregory.net/rapid":                   "tests: properties",
	"github.com/chromedp/cdproto":          "of chromedp, tests",
	"github.com/go-json-experiment/json":   "of chromedp, tests",
	"github.com/dustin/go-humanize":        "of sqlite", //nolint:misspell // its name
	"github.com/google/uuid":               "of sqlite",
	"github.com/mattn/go-isatty":           "of sqlite",
	"github.com/ncruces/go-strftime":       "of sqlite",
	"github.com/remyoudompheng/bigfft":     "of sqlite",
	"modernc.org/libc":                     "of sqlite",
	"modernc.org/mathutil":                 "of sqlite",
	"modernc.org/memory":                   "of sqlite",
	"golang.org/x/sys":                     "of sqlite",
	"github.com/gorilla/websocket":         "of slack-go",
	"github.com/klauspost/compress":        "of mongo-driver",
	"github.com/xdg-go/pbkdf2":             "of mongo-driver",
	"github.com/xdg-go/scram":              "of mongo-driver",
	"github.com/xdg-go/stringprep":         "of mongo-driver",
	"github.com/youmark/pkcs8":             "of mongo-driver",
	"golang.org/x/crypto":                  "of mongo-driver",
	"golang.org/x/text":                    "of mongo-driver",
	"github.com/valyala/fastrand":          "of metrics",
	"github.com/valyala/histogram":         "of metrics",
}

// licences that may be in an Apache-2.0 program without a condition beyond
// naming whom it is from, each by a sentence that it has and those before it
// have not. MPL-2.0 asks for more of who ships its files: it may be in tests.
var licences = []struct{ name, sentence string }{
	{"BSD-3-Clause", "Neither the name"},
	{"Apache-2.0", "Apache License"},
	{"MIT", "Permission is hereby granted, free of charge"},
	{"ISC", "Permission to use, copy, modify, and"},
	{"BSD-2-Clause", "Redistribution and use in source and binary forms"},
	{forTests, "Mozilla Public License Version 2.0"},
}

const forTests = "MPL-2.0"

type module struct {
	path, version string
	indirect      bool
}

var required = regexp.MustCompile(`(?m)^\s+([^\s/]+\.[^\s]+) (v[^\s]+)( // indirect)?$`)

// modules reads the main module's requirements: what it is built from.
func modules(t *testing.T) []module {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	var out []module
	for _, m := range required.FindAllStringSubmatch(string(raw), -1) {
		out = append(out, module{m[1], m[2], m[3] != ""})
	}
	if len(out) < 10 {
		t.Fatalf("only %d modules were found in go.mod", len(out))
	}
	return out
}

// licenceOf reads a module's licence where its source is; ok is false where it
// is not on this machine.
func licenceOf(m module) (name string, ok bool) {
	cache := os.Getenv("GOMODCACHE")
	if cache == "" {
		cache = filepath.Join(filepath.SplitList(build.Default.GOPATH)[0], "pkg", "mod")
	}
	dir := filepath.Join(cache, filepath.FromSlash(regexp.MustCompile("[A-Z]").ReplaceAllStringFunc(m.path, func(c string) string { return "!" + strings.ToLower(c) }))+"@"+m.version)
	for _, file := range []string{"LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE", "COPYING"} {
		raw, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			continue
		}
		for _, l := range licences {
			if strings.Contains(strings.Join(strings.Fields(string(raw)), " "), l.sentence) {
				return l.name, true
			}
		}
		return "unknown", true
	}
	return "", false
}

// TestDependencies holds docs/dependencies.md against go.mod and against the
// licences in the modules themselves: a module without a reason, or under a
// licence that is not among the ones above, fails.
func TestDependencies(t *testing.T) {
	path := filepath.Join("..", "docs", "dependencies.md")
	old, err := os.ReadFile(path)
	if err != nil && !*update {
		t.Fatal(err)
	}
	var direct, indirect strings.Builder
	for _, m := range modules(t) {
		licence, here := licenceOf(m)
		if !here { // as it is written: the machine that wrote it had the source
			if row := regexp.MustCompile(`\| ` + regexp.QuoteMeta(m.path) + ` \| ` + regexp.QuoteMeta(m.version) + ` \| ([^ ]+) \|`).FindStringSubmatch(string(old)); row != nil {
				licence = row[1]
			}
		}
		allowed := false
		for _, l := range licences {
			allowed = allowed || l.name == licence && (licence != forTests || strings.HasPrefix(reasons[m.path], "tests: "))
		}
		if !allowed {
			t.Errorf("%s: its licence is %q, which is not among the ones that were agreed on", m.path, licence)
		}
		if reasons[m.path] == "" {
			t.Errorf("%s: nobody has said why it is there", m.path)
		}
		to := &direct
		if m.indirect {
			to = &indirect
		}
		_, _ = fmt.Fprintf(to, "| %s | %s | %s | %s |\n", m.path, m.version, licence, reasons[m.path])
	}
	const head = "| module | version | licence | why |\n|---|---|---|---|\n"
	want := "# Dependencies\n\nThe main module's, as `go.mod` has them; a test writes this page (`go test ./deployments -update`) and fails where a module has no reason or a licence that was not agreed on.\n" +
		"`store/storetest/ferretdb`, a server for tests, is a module of its own that the main module never sees.\n\n## Ours\n\n" + head + direct.String() + "\n## Theirs\n\n" + head + indirect.String()
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, string(old)); diff != "" {
		t.Errorf("docs/dependencies.md is not what go.mod says; go test ./deployments -update (-want +got)\n%s", diff)
	}
}
