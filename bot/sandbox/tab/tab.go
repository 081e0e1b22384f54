// Package tab drives one tab of a real browser as a person would: it waits until
// what it wants is there and stands still, presses, and looks whether the press
// arrived. Tests of the page use it; nothing else does.
//
// It knows elements by their selector alone, and looks them up in the page at
// every step. A page that draws itself anew between two steps is therefore no
// trouble: what was wanted is found again in its successor. Pointers to nodes
// that are kept outside the page (chromedp's own queries) grow stale instead
// ("Could not find node with given id") and, in chromedp v0.22.1, race with the
// goroutine that follows the page's changes.
//
// Every step waits for up to Patience, so that a machine that is busy with
// other things makes tests slow and never red.
package tab

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"sync"
	"time"

	"github.com/chromedp/chromedp"
)

// Patience is how long a step waits for the page, in real time.
const Patience = time.Minute

// ErrNoBrowser says that there is no Chromium on the path.
var ErrNoBrowser = errors.New("there is no Chromium on the path (chromium, chromium-browser, google-chrome or chrome): install one to try the page in a browser")

// running is the one Chromium of this process; stop ends it.
var (
	running = sync.OnceValues(start)
	stop    = func() {}
)

func start() (context.Context, error) {
	if os.Getenv("DRUMBEAT_TEST_BROWSER") == "0" {
		return nil, fmt.Errorf("%w; or it shall not be used: DRUMBEAT_TEST_BROWSER=0", ErrNoBrowser)
	}
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if found, err := exec.LookPath(name); err == nil && path == "" {
			path = found
		}
	}
	if path == "" {
		return nil, ErrNoBrowser
	}
	options := append([]chromedp.ExecAllocatorOption{}, chromedp.DefaultExecAllocatorOptions[:]...)
	options = append(options, chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.WindowSize(1300, 900),
		chromedp.WSURLReadTimeout(Patience),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-sync", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Env("LANGUAGE=en_US")) // the order of the parts of a date field
	ctx, end := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, endTab := chromedp.NewContext(ctx)
	stop = func() {
		endTab()
		end()
	}
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		return nil, fmt.Errorf("start Chromium: %w", err)
	}
	return ctx, nil
}

// Stop ends the browser, if there is one. A test binary calls it last.
func Stop() { stop() }

// Page is one tab. It is used by one goroutine at a time.
type Page struct {
	ctx context.Context
	end context.CancelFunc

	mu         sync.Mutex
	complaints []string // what the console said
}

// Open starts the browser, if this is the first tab, and opens an address in a
// tab of its own. The error is ErrNoBrowser where there is none.
func Open(url string) (*Page, error) {
	browser, err := running()
	if err != nil {
		return nil, err
	}
	ctx, end := chromedp.NewContext(browser)
	p := &Page{ctx: ctx, end: end}
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil { // opens the tab, for as long as its context lives
		end()
		return nil, fmt.Errorf("open a tab: %w", err)
	}
	go p.listen()
	if err := p.do("open "+url, chromedp.Navigate(url)); err != nil {
		end()
		return nil, err
	}
	return p, nil
}

// Close closes the tab.
func (p *Page) Close() { p.end() }

// listen notes what the console says, for as long as the tab lives.
func (p *Page) listen() {
	for m, err := range chromedp.Console(p.ctx) {
		if err != nil {
			return
		}
		p.mu.Lock()
		p.complaints = append(p.complaints, string(m.Type)+": "+m.Text)
		p.mu.Unlock()
	}
}

// Complaints are what the console said since the last ForgetComplaints.
func (p *Page) Complaints() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.complaints)
}

// ForgetComplaints is for stories in which the browser itself complains, of a
// connection that is refused for example.
func (p *Page) ForgetComplaints() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.complaints = nil
}

// Reload loads the page anew.
func (p *Page) Reload() error { return p.do("reload the page", chromedp.Reload()) }

// drawn is a promise that the page has drawn itself, having heard of what
// changed around it. A tab that is not drawn at all promises it after a second.
const drawn = `Promise.race([
	new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done("drawn")))),
	new Promise((done) => setTimeout(() => done("not drawn"), 1000))])`

// Look shows the page in a window of that size, in CSS pixels, in a colour
// scheme: light or dark. The page has heard of it and drawn itself after that.
func (p *Page) Look(scheme string, width, height int64) error {
	if err := p.do("size the window", chromedp.EmulateViewport(width, height)); err != nil {
		return err
	}
	if err := p.do("be "+scheme, call("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}}}, nil)); err != nil {
		return err
	}
	_, err := p.Eval(drawn)
	return err
}

// Picture is what the window shows, as a PNG.
func (p *Page) Picture() ([]byte, error) {
	ctx, cancel := context.WithTimeout(p.ctx, Patience)
	defer cancel()
	picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		return nil, fmt.Errorf("take a picture: %w", err)
	}
	return picture, nil
}

// do carries out an action of the browser's.
func (p *Page) do(what string, a chromedp.Action[chromedp.Void]) error {
	ctx, cancel := context.WithTimeout(p.ctx, Patience)
	defer cancel()
	if err := chromedp.Do(ctx, a); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// call is a command of the DevTools protocol by its name.
func call(method string, params, result any) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		return t.Call(ctx, method, params, result)
	})
}
