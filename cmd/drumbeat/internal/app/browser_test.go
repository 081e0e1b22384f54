package app

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// tab is the demo's page in a real browser, as its newcomer uses it.
type tab struct {
	t   *testing.T
	ctx context.Context
}

// openTab opens an address in headless Chromium. Without one the test is left
// out, or fails where DRUMBEAT_TEST_BROWSER says that there must be one.
func openTab(t *testing.T, address string) *tab {
	t.Helper()
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if found, err := exec.LookPath(name); err == nil && path == "" {
			path = found
		}
	}
	if path == "" {
		if os.Getenv("DRUMBEAT_TEST_BROWSER") == "1" {
			t.Fatal("DRUMBEAT_TEST_BROWSER is 1, but there is no Chromium on the path")
		}
		t.Skip("there is no Chromium on the path: the story was not told in a browser")
	}
	options := append([]chromedp.ExecAllocatorOption{}, chromedp.DefaultExecAllocatorOptions[:]...)
	options = append(options, chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.WindowSize(1400, 1000),
		chromedp.UserDataDir(t.TempDir()), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true))
	ctx, end := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(end)
	ctx, endTab := chromedp.NewContext(ctx)
	t.Cleanup(endTab)
	p := &tab{t: t, ctx: ctx}
	if err := chromedp.Do(ctx, chromedp.Navigate(address)); err != nil {
		t.Fatalf("open %s: %v", address, err)
	}
	return p
}

func (p *tab) do(what string, a chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 20*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, a); err != nil {
		p.t.Fatalf("%s: %v\nthe page shows:\n%s", what, err, p.js("document.body.innerText"))
	}
}

func (p *tab) click(css string) {
	p.t.Helper()
	p.do("click "+css, chromedp.Click(chromedp.CSS(css)))
}

func (p *tab) types(css, text string) {
	p.t.Helper()
	p.do("type into "+css, chromedp.SendKeys(chromedp.CSS(css), text))
}

func (p *tab) sees(css string) {
	p.t.Helper()
	p.do("see "+css, chromedp.WaitVisible(chromedp.CSS(css)))
}

func (p *tab) js(expression string) string {
	p.t.Helper()
	got, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](expression))
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return got
}

// until waits for an expression to be true.
func (p *tab) until(expression string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 20*time.Second)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](expression)); err != nil {
		p.t.Fatalf("waited for %s: %v\nthe page shows:\n%s", expression, err, p.js("document.body.innerText"))
	}
}

// becomes switches to another person.
func (p *tab) becomes(handle string) {
	p.t.Helper()
	id := ("U0" + strings.ToUpper(handle) + "00000000")[:10]
	p.click(".person[data-user=" + id + "]")
	p.until(`document.querySelector(".person[data-user=` + id + `]").getAttribute("aria-pressed") === "true"`)
}

// clicksAt clicks a button in the message that contains the words, once it is
// there.
func (p *tab) clicksAt(words, button string) {
	p.t.Helper()
	find := fmt.Sprintf(`[...document.querySelectorAll("article")].find(a => a.innerText.includes(%q) && a.querySelector('[data-action-id="%s"]'))`, words, button)
	p.until("!!" + find)
	p.click(fmt.Sprintf(`article[data-ts="%s"] [data-action-id="%s"]`, p.js(find+".dataset.ts"), button))
}

// TestDemoInABrowser is what a newcomer does first: ask as one person, approve
// as two others, and read what the help desk was told.
func TestDemoInABrowser(t *testing.T) {
	life := newLifecycle(testLog(t))
	t.Cleanup(func() {
		if err := life.stop(); err != nil {
			t.Errorf("stop the demo: %v", err)
		}
	})
	var said bytes.Buffer
	if err := startDemo(t.Context(), life, "127.0.0.1:0", t.TempDir(), &said); err != nil {
		t.Fatal(err)
	}
	_, address, found := strings.Cut(strings.TrimSpace(said.String()), ": ")
	if !found {
		t.Fatalf("the demo says no address: %q", said.String())
	}
	p := openTab(t, address+"#as=ines&channel=releases")

	const title = "Warm welcome for new customers"
	p.sees("[data-composer=channel]")
	p.types("[data-composer=channel]", "/release request "+title+kb.Enter)
	p.sees("dialog.modal [data-block-id=what]")
	field := func(id string) string { return "dialog [data-block-id=" + id + "] :is(input, textarea)" }
	for _, f := range [][2]string{
		{"team", "Team Basket"}, {"what", "New customers get a page of their own after the first order."}, {"why", "One in three never comes back."},
		{"notice", "There is a new page after the first order."}, {"say", "It is our way of saying welcome."}, {"if_they_call", "Tom, until 18:00."},
		{"rollback", "Switch it off in the shop's settings."},
	} {
		p.types(field(f[0]), f[1])
	}
	p.click("[data-modal=submit]")
	p.until(`!document.querySelector("dialog.modal").open`)
	for _, approver := range []string{"eva", "omar"} {
		p.becomes(approver)
		p.click("#sidebar [data-app]")
		p.click("[data-tab=messages]")
		p.clicksAt(title, "release.approve")
		p.until(`[...document.querySelectorAll("article")].some(a => a.innerText.includes("` + title + `") && a.innerText.includes("You approved this"))`)
	}
	p.becomes("joris")
	p.click("#sidebar [data-name=help-desk]")
	p.clicksAt(title, "briefing.read")
	p.until(`[...document.querySelectorAll("article")].some(a => a.innerText.includes("It is our way of saying welcome.") && /Read by.*Joris/.test(a.innerText))`)
	before := p.js(`document.querySelector(".clock-time").textContent`)
	p.click("[data-clock=next]")
	p.until(`document.querySelector(".clock-time").textContent !== "` + before + `"`)
}
