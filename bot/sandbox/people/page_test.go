package people_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"

	"drumbeat/bot/sandbox/tab"
)

// The page in a real browser. Without Chromium these tests are left out, but
// not where DRUMBEAT_TEST_BROWSER=1 says that there must be one.

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

// browse opens a tab of its own.
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

func (p *page) sees(css string)         { p.t.Helper(); p.must(p.tab.See(css)) }
func (p *page) click(css string)        { p.t.Helper(); p.must(p.tab.Click(css)) }
func (p *page) key(key string)          { p.t.Helper(); p.must(p.tab.Keys(key)) }
func (p *page) types(css, text string)  { p.t.Helper(); p.must(p.tab.Type(css, text)) }
func (p *page) until(expression string) { p.t.Helper(); p.must(p.tab.Until(expression)) }

// js evaluates an expression, a promise too, to a string.
func (p *page) js(expression string) string {
	p.t.Helper()
	got, err := p.tab.Eval(expression)
	p.must(err)
	return got
}

// clean fails on complaints in the console, and on what a screen reader could
// not name.
func (p *page) clean() {
	p.t.Helper()
	unnamed := p.js(`[...document.querySelectorAll('button,input,textarea,[role=listbox],dialog[open]')].filter(e => e.checkVisibility()).filter(e =>
		!(e.getAttribute('aria-label') || e.labels?.length || e.getAttribute('aria-labelledby') || e.textContent.trim() || e.title)).map(e => e.outerHTML.slice(0, 120)).join('\n')`)
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

const composer = "[data-composer=channel]"

func TestPageTellsTheStory(t *testing.T) {
	w, _ := open(t)
	p := browse(t, w.URL()+"/#as=ines&channel=general")
	p.sees(composer)
	p.types(composer, "/po")
	p.sees(".suggest .option")
	p.key(kb.Tab)
	p.types(composer, "Lunch?"+kb.Enter)
	p.sees("dialog.modal [data-block-id=q]")
	if got := p.js(`document.activeElement.dataset.blockId`); got != "q" {
		t.Errorf("the focus is on %q, want the first field", got)
	}
	p.click("[data-modal=submit]")
	p.sees("[data-error-for=kind]")
	if got := p.js(`document.activeElement.dataset.blockId`); got != "kind" {
		t.Errorf("the focus is on %q, want the first field with an error", got)
	}
	p.types("dialog [data-block-id=kind] input", "lo"+kb.Enter)
	p.sees("dialog [data-block-id=more]")
	if got := p.js(`document.querySelector('dialog [data-block-id=q] input').value`); got != "Lunch?" {
		t.Errorf("after an update of the view the question is %q", got)
	}
	p.types("dialog [data-block-id=more] textarea", "Because.")
	p.click("dialog [data-block-id=days] .choices label")
	p.types("dialog [data-block-id=who] input", "oma"+kb.Enter)
	p.clean()
	p.click("[data-modal=submit]")
	p.sees("article [data-action-id=vote]")
	p.until("!document.querySelector('dialog.modal').open")

	p.click(`.person[data-user=U0OMAR0000]`)
	p.until(`document.querySelector('.identity').innerText.includes('Omar Haddad')`)
	p.click("article [data-action-id=vote]")
	p.sees("article.ephemeral")
	p.until(`!document.querySelector('[data-action-id=vote]')`)
	p.click("[data-open-thread]")
	p.until(`document.querySelector('#thread').innerText.includes('voted yes')`)
	p.types("[data-composer=thread]", "thanks"+kb.Enter)
	p.until(`document.querySelector('#thread').innerText.includes('thanks')`)
	p.click("[data-thread=close]")
	p.click(`#sidebar [data-app]`)
	p.until(`document.querySelector('.home').innerText.includes('Opened 1 times by @Omar Haddad')`)
	p.clean()
	w.NoViolations()
	if got := w.Channel("general"); !strings.Contains(got, "|     thanks") || !strings.Contains(got, "A vote came in") {
		t.Errorf("the channel shows:\n%s", got)
	}
}

// What people type is shown as typed, and is never markup of the page.
func TestPageShowsHostileTextAsTyped(t *testing.T) {
	w, _ := open(t)
	hostile := `<img src=x onerror="window.hurt=1"> &lt;b&gt; <!channel|x> javascript:alert(1) "'` + "`"
	w.As("omar").Types("#general", hostile)
	p := browse(t, w.URL()+"/#as=ines&channel=general")
	p.sees("article .text")
	if got := p.js(`document.querySelector('article .text').textContent`); got != strings.ReplaceAll(hostile, "<!channel|x>", "@channel") {
		t.Errorf("shown as %s\nwant %s", got, hostile)
	}
	if got := p.js(`String(document.querySelectorAll('article img, article .text a, article .text script').length) + window.hurt`); got != "0undefined" {
		t.Errorf("the text became markup: %s", got)
	}
	p.types(composer, "/nope keeps what was typed"+kb.Enter)
	p.sees(".composer-error")
	if got := p.js(`document.querySelector('.composer-error').textContent + '|' + document.querySelector('` + composer + `').value`); got != "/nope is not a valid command|/nope keeps what was typed" {
		t.Errorf("after a refusal: %s", got)
	}
	p.clean()
}

// The page and this package read markup and dates alike.
func TestPageReadsAlike(t *testing.T) {
	w, _ := open(t)
	p := browse(t, w.URL()+"/")
	for file, call := range map[string]string{
		"mrkdwn.json": `import('/js/mrkdwn.js').then(m => JSON.stringify(vectors.map(v => m.parse(v.in, v.verbatim))))`,
		"dates.json":  `import('/js/dates.js').then(m => JSON.stringify(vectors.map(v => m.formatDate(v.unix, v.format, v.tz, v.now))))`,
	} {
		raw, err := os.ReadFile("testdata/" + file)
		if err != nil {
			t.Fatal(err)
		}
		var vectors []map[string]any
		if err := json.Unmarshal(raw, &vectors); err != nil {
			t.Fatal(err)
		}
		var want []any
		for _, v := range vectors {
			want = append(want, orOther(v["tree"], v["want"]))
		}
		var got []any
		if err := json.Unmarshal([]byte(p.js("(vectors => "+call+")("+string(raw)+")")), &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, plainTree(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", file, diff)
		}
	}
}

func orOther(a, b any) any {
	if a != nil {
		return a
	}
	return b
}

// plainTree leaves out what is empty, as the table does.
func plainTree(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = plainTree(v[i])
		}
		return v
	case map[string]any:
		for k, one := range v {
			if list, ok := one.([]any); one == "" || ok && len(list) == 0 {
				delete(v, k)
				continue
			}
			v[k] = plainTree(one)
		}
	}
	return v
}

// A page that is left alone follows what happens, and the clock.
func TestPageIsLive(t *testing.T) {
	w, _ := open(t)
	p := browse(t, w.URL()+"/#as=noor&channel=quiet")
	p.sees(composer)
	p.until(`document.querySelector('.clock-time').textContent.includes('13:00')`) // 06:00 UTC in Jakarta
	w.Advance(25 * time.Hour)
	p.until(`document.querySelector('.clock-time').textContent === 'Wed 25 Nov 2026, 14:00'`)
	w.As("noor").Types("@omar", "hello")
	p.sees(`#sidebar [data-name="Omar Haddad"], #sidebar [data-name=omar]`)
	w.As("omar").Types("@noor", "look at this, @noor")
	p.sees(`#sidebar .row.unread .count.mention`)
	p.clean()
}

// Dates that are read relative to today follow the clock.
func TestPageRereadsDates(t *testing.T) {
	w, _ := open(t)
	w.TheRestDoesNotMatter() // the page is looked at
	ines := w.As("ines")
	ines.Types("#general", "/poll Tea?")
	form := ines.SeesModal("New poll")
	form.Choose("Kind", "Short")
	form.Sends()
	p := browse(t, w.URL()+"/#as=ines&channel=general")
	p.until(`document.querySelector('article')?.innerText.includes('Until today 17:00')`)
	w.Advance(24 * time.Hour)
	p.until(`document.querySelector('article').innerText.includes('Until yesterday 17:00')`)
	p.until(`document.querySelector('.day').innerText.startsWith('Yesterday')`)
	p.clean()
}

// The page builds nodes and never markup, and loads nothing from elsewhere.
func TestPageMakesNoMarkup(t *testing.T) {
	files, err := filepath.Glob("../client/js/*.js")
	if err != nil || len(files) == 0 {
		t.Fatal("no scripts", err)
	}
	never := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser|\beval\(|new Function|srcdoc|javascript:`)
	away := regexp.MustCompile(`(fetch|EventSource|import)\(?['"\s]*(https?:)?//`)
	for _, file := range append(files, "../client/index.html") {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(raw), "\n") {
			if never.MatchString(line) || away.MatchString(line) || strings.Contains(file, ".html") && strings.Contains(line, `src="http`) {
				t.Errorf("%s:%d: %s", file, i+1, line)
			}
		}
	}
}
