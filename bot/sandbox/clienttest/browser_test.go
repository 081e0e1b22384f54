// Package clienttest tries the sandbox's page in a real browser: one Chromium,
// a tab for each test. Without Chromium the tests are left out with a sentence,
// but not where DRUMBEAT_TEST_BROWSER=1 says that there must be one. Where
// DRUMBEAT_TEST_SCREENSHOTS names a folder, pictures of the page are put there
// for people to look at: in light, in dark, and as narrow as a telephone.
package clienttest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// page is one tab.
type page struct {
	t   *testing.T
	ctx context.Context
	mu  sync.Mutex
	bad []string // what the console complained about
}

// browser starts Chromium once for all tests; stop ends it. The context is nil
// where there is no Chromium.
var (
	browser = sync.OnceValues(startBrowser)
	stop    = func() {}
)

func TestMain(m *testing.M) {
	code := m.Run()
	stop()
	os.Exit(code)
}

func startBrowser() (context.Context, error) {
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if found, err := exec.LookPath(name); err == nil && path == "" {
			path = found
		}
	}
	if path == "" {
		return nil, nil
	}
	options := append([]chromedp.ExecAllocatorOption{}, chromedp.DefaultExecAllocatorOptions[:]...)
	options = append(options, chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.WindowSize(1300, 900),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-sync", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Env("LANGUAGE=en_US")) // the order of the parts of a date field
	ctx, end := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, endTab := chromedp.NewContext(ctx)
	stop = func() {
		endTab()
		end()
	}
	return ctx, chromedp.Do(ctx, chromedp.Navigate("about:blank"))
}

// browse opens an address in a tab of its own.
func browse(t *testing.T, url string) *page {
	t.Helper()
	running, err := browser()
	if err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	if running == nil {
		if os.Getenv("DRUMBEAT_TEST_BROWSER") == "1" {
			t.Fatal("DRUMBEAT_TEST_BROWSER is 1, but there is no Chromium on the path")
		}
		t.Skip("there is no Chromium on the path: the page was not tried in a browser")
	}
	ctx, cancel := chromedp.NewContext(running)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil { // opens the tab, for as long as its context lives
		t.Fatal(err)
	}
	ctx, cancel = context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(cancel)
	p := &page{t: t, ctx: ctx}
	go func() {
		for m, err := range chromedp.Console(ctx) {
			if err != nil {
				return
			}
			p.mu.Lock()
			p.bad = append(p.bad, string(m.Type)+": "+m.Text)
			p.mu.Unlock()
		}
	}()
	p.do("open "+url, chromedp.Navigate(url))
	return p
}

// do carries out an action, for twenty seconds at most.
func (p *page) do(what string, a chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 20*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, a); err != nil {
		p.t.Fatalf("%s: %v\nthe page shows:\n%s", what, err, p.text())
	}
}

func (p *page) sees(css string) {
	p.t.Helper()
	p.do("see "+css, chromedp.WaitVisible(chromedp.CSS(css)))
}

func (p *page) click(css string) {
	p.t.Helper()
	p.do("click "+css, chromedp.Click(chromedp.CSS(css)))
}

// types presses keys in the element that the selector finds.
func (p *page) types(css, text string) {
	p.t.Helper()
	p.do("type into "+css, chromedp.SendKeys(chromedp.CSS(css), text))
}

// keys presses keys wherever the focus is.
func (p *page) keys(keys string, options ...chromedp.KeyOption) {
	p.t.Helper()
	p.do(fmt.Sprintf("press %q", keys), chromedp.KeyEvent(keys, options...))
}

// js evaluates an expression, a promise too, to a string.
func (p *page) js(expression string) string {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 20*time.Second)
	defer cancel()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[string](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return got
}

func (p *page) text() string {
	p.t.Helper()
	return p.js("document.body.innerText")
}

// until waits for an expression to be true.
func (p *page) until(expression string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 20*time.Second)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](expression)); err != nil {
		p.t.Fatalf("waited for %s: %v\nthe page shows:\n%s", expression, err, p.text())
	}
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
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.bad) > 0 {
		p.t.Errorf("the console complains:\n%s", strings.Join(p.bad, "\n"))
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
	p.do("size the window", chromedp.EmulateViewport(width, height))
	p.do("be "+scheme, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		media := map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}}}
		return t.Call(ctx, "Emulation.setEmulatedMedia", media, nil)
	}))
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
	picture, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
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
