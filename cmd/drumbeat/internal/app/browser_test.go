package app

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"drumbeat/bot/sandbox/tab"
)

// newcomer is somebody at the demo's page in a real browser.
type newcomer struct {
	t   *testing.T
	tab *tab.Page
}

// openTab opens an address in headless Chromium. Without one the test is left
// out, or fails where DRUMBEAT_TEST_BROWSER=1 says that there must be one.
func openTab(t *testing.T, address string) *newcomer {
	t.Helper()
	t.Cleanup(tab.Stop)
	opened, err := tab.Open(address)
	if errors.Is(err, tab.ErrNoBrowser) && os.Getenv("DRUMBEAT_TEST_BROWSER") != "1" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(opened.Close)
	return &newcomer{t: t, tab: opened}
}

// must fails the test when a step did not work, and says what the page showed.
func (p *newcomer) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatalf("%v\nthe page shows:\n%s", err, p.tab.Text())
	}
}

func (p *newcomer) click(css string)        { p.t.Helper(); p.must(p.tab.Click(css)) }
func (p *newcomer) types(css, text string)  { p.t.Helper(); p.must(p.tab.Type(css, text)) }
func (p *newcomer) sees(css string)         { p.t.Helper(); p.must(p.tab.See(css)) }
func (p *newcomer) until(expression string) { p.t.Helper(); p.must(p.tab.Until(expression)) }

func (p *newcomer) js(expression string) string {
	p.t.Helper()
	got, err := p.tab.Eval(expression)
	p.must(err)
	return got
}

// becomes switches to another person.
func (p *newcomer) becomes(handle string) {
	p.t.Helper()
	id := ("U0" + strings.ToUpper(handle) + "00000000")[:10]
	p.click(".person[data-user=" + id + "]")
	p.until(`document.querySelector(".person[data-user=` + id + `]").getAttribute("aria-pressed") === "true"`)
}

// clicksAt clicks a button in the message that contains the words, once it is
// there.
func (p *newcomer) clicksAt(words, button string) {
	p.t.Helper()
	find := fmt.Sprintf(`[...document.querySelectorAll("article")].find(a => a.innerText.includes(%q) && a.querySelector('[data-action-id="%s"]'))`, words, button)
	p.until("!!" + find)
	p.click(fmt.Sprintf(`article[data-ts="%s"] [data-action-id="%s"]`, p.js(find+".dataset.ts"), button))
}

// TestDemoInABrowser is what a newcomer does first: ask as one person, approve
// as two others, and read what the help desk was told.
func TestDemoInABrowser(t *testing.T) {
	life, dir := unhurriedLife(testLog(t)), t.TempDir() // which goes after the demo has ended
	t.Cleanup(func() {
		if err := life.stop(); err != nil {
			t.Errorf("stop the demo: %v", err)
		}
	})
	var said bytes.Buffer
	if err := startDemo(t.Context(), life, demoOf{listen: "127.0.0.1:0", data: dir}, &said, unhurried); err != nil {
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
