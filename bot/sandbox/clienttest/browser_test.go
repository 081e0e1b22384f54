// Package clienttest tries the sandbox's page in a real browser: one Chromium,
// a tab for each test. Without Chromium the tests are left out with a sentence,
// but not where DRUMBEAT_TEST_BROWSER=1 says that there must be one. Where
// DRUMBEAT_TEST_SCREENSHOTS names a folder, pictures of the page are put there
// for people to look at: in light, in dark, and as narrow as a telephone.
package clienttest

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"drumbeat/bot/sandbox/tab"
)

// page is one tab, whose test fails when a step does.
type page struct {
	t   *testing.T
	tab *tab.Page
}

func TestMain(m *testing.M) {
	code := m.Run()
	tab.Stop()
	os.Exit(code)
}

// browse opens an address in a tab of its own.
func browse(t *testing.T, url string) *page {
	t.Helper()
	opened, err := tab.Open(url)
	if errors.Is(err, tab.ErrNoBrowser) && os.Getenv("DRUMBEAT_TEST_BROWSER") != "1" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(opened.Close)
	return &page{t: t, tab: opened}
}

// must fails the test when a step did not work, and says what the page showed.
func (p *page) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatalf("%v\nthe page shows:\n%s", err, p.tab.Text())
	}
}

func (p *page) sees(css string)  { p.t.Helper(); p.must(p.tab.See(css)) }
func (p *page) click(css string) { p.t.Helper(); p.must(p.tab.Click(css)) }
func (p *page) reload()          { p.t.Helper(); p.must(p.tab.Reload()) }

// types presses keys in the element that the selector finds.
func (p *page) types(css, text string) { p.t.Helper(); p.must(p.tab.Type(css, text)) }

// uploads chooses files in a file field.
func (p *page) uploads(css string, paths []string) { p.t.Helper(); p.must(p.tab.Upload(css, paths)) }

// keys presses keys wherever the focus is.
func (p *page) keys(keys string, options ...chromedp.KeyOption) {
	p.t.Helper()
	p.must(p.tab.Keys(keys, options...))
}

// until waits for an expression to be true.
func (p *page) until(expression string) { p.t.Helper(); p.must(p.tab.Until(expression)) }

// js evaluates an expression, a promise too, to a string.
func (p *page) js(expression string) string {
	p.t.Helper()
	got, err := p.tab.Eval(expression)
	p.must(err)
	return got
}

// clean fails on complaints in the console, on ids that are there twice, and on
// what a screen reader could not name.
func (p *page) clean() {
	p.t.Helper()
	unnamed := p.js(`[...document.querySelectorAll('button,input,textarea,[role=listbox],[role=textbox],dialog[open]')].filter(e => e.checkVisibility()).filter(e =>
		!(e.getAttribute('aria-label') || e.labels?.length || e.getAttribute('aria-labelledby') || e.textContent.trim() || e.title)).map(e => e.outerHTML.slice(0, 160)).join('\n')`)
	if unnamed != "" {
		p.t.Errorf("nothing names these:\n%s", unnamed)
	}
	twice := p.js(`[...document.querySelectorAll('[id]')].map(e => e.id).filter((id, i, all) => all.indexOf(id) !== i).join(' ')`)
	if twice != "" {
		p.t.Errorf("ids are there twice: %s", twice)
	}
	if bad := p.tab.Complaints(); len(bad) > 0 {
		p.t.Errorf("the console complains:\n%s", strings.Join(bad, "\n"))
	}
}

// looks are the ways in which pictures are taken.
var looks = []struct {
	name, scheme  string
	width, height int64
}{
	{"light", "light", 1300, 900}, {"dark", "dark", 1300, 900}, {"narrow", "light", 390, 844},
}

// look shows the page in a window of that size, light or dark.
func (p *page) look(scheme string, width, height int64) {
	p.t.Helper()
	p.must(p.tab.Look(scheme, width, height))
}

// shot takes a picture in every look, where somebody wants pictures.
func (p *page) shot(name string) {
	p.t.Helper()
	folder := os.Getenv("DRUMBEAT_TEST_SCREENSHOTS")
	if folder == "" {
		return
	}
	for _, l := range looks {
		p.look(l.scheme, l.width, l.height)
		p.capture(folder, name+"-"+l.name)
	}
	p.look("light", looks[0].width, looks[0].height)
}

// long takes pictures of all that a scrolling part of the page holds.
func (p *page) long(name, part string) {
	p.t.Helper()
	folder := os.Getenv("DRUMBEAT_TEST_SCREENSHOTS")
	if folder == "" {
		return
	}
	for _, l := range looks {
		p.look(l.scheme, l.width, l.height)
		height := p.js(`(e => { e.scrollTop = 0; return String(Math.ceil(e.scrollHeight - e.clientHeight)) })(document.querySelector('` + part + `'))`)
		more, err := strconv.ParseInt(height, 10, 64)
		if err != nil {
			p.t.Fatal(err)
		}
		p.look(l.scheme, l.width, l.height+more)
		p.capture(folder, name+"-"+l.name)
	}
	p.look("light", looks[0].width, looks[0].height)
}

func (p *page) capture(folder, name string) {
	p.t.Helper()
	picture, err := p.tab.Picture()
	if err == nil {
		err = os.MkdirAll(folder, 0o750)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o600)
	}
	if err != nil {
		p.t.Fatalf("picture %s: %v", name, err)
	}
}
