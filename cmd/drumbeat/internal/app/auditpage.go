package app

import (
	_ "embed"
	"html/template"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/audit"
)

//go:embed auditpage.html
var pageTemplate string

// pageWriter writes the page that people read: one file, nothing loaded from
// anywhere, no script. The table of contents comes first and is known last, so
// the sections wait in a file beside it.
type pageWriter struct {
	x       *export
	pack    *pack
	forms   *template.Template
	body    *os.File
	toc     []tocLine
	windows []workflow.WindowID
	chapter string
}

// tocLine is one release in the table of contents.
type tocLine struct {
	Release string
	Title   string
	State   workflow.State
	Flaws   int
}

func newPageWriter(p *pack, x *export) (*pageWriter, error) {
	w := &pageWriter{x: x, pack: p}
	var err error
	w.forms, err = template.New("").Funcs(template.FuncMap{
		"when": w.when, "who": w.who, "words": plainWords, "kind": kindWords, "short": shortHash, "anchor": anchor, "paragraphs": paragraphs,
	}).Parse(pageTemplate)
	if err != nil {
		return nil, err
	}
	w.body, err = os.OpenFile(filepath.Join(p.temp, "."+pageFile), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	return w, err
}

// section writes a section, after the heading of its chapter where it is the first.
func (w *pageWriter) section(chapter, form string, data any) error {
	if w.chapter != chapter {
		if err := w.forms.ExecuteTemplate(w.body, "chapter", struct {
			Before bool
			Title  string
		}{w.chapter != "", chapter}); err != nil {
			return err
		}
		w.chapter = chapter
	}
	return w.forms.ExecuteTemplate(w.body, form, data)
}

func (w *pageWriter) release(e *audit.Evidence) error {
	w.toc = append(w.toc, tocLine{e.Release, e.Request.Title, e.State, len(e.Flaws)})
	return w.section("Releases", "release", struct {
		*audit.Evidence
		MadeAt time.Time
		Of     map[int][]audit.Flaw // by entry
	}{e, w.x.madeAt, byEntry(e.Flaws)})
}

func byEntry(flaws []audit.Flaw) map[int][]audit.Flaw {
	out := map[int][]audit.Flaw{}
	for _, f := range flaws {
		out[f.Entry] = append(out[f.Entry], f)
	}
	return out
}

func (w *pageWriter) window(v *audit.Window) error {
	w.windows = append(w.windows, v.ID)
	return w.section("Windows", "window", v)
}

func (w *pageWriter) policy(v storedPolicy) error { return w.section("Policies", "policy", v) }

// finish puts the page together.
func (w *pageWriter) finish() error {
	page, err := w.pack.create(pageFile)
	if err != nil {
		return err
	}
	if err := w.forms.ExecuteTemplate(page, "top", struct {
		X       *export
		Made    time.Time
		By      string
		From    time.Time
		To      time.Time
		Count   auditCount
		Absent  []audit.Flaw
		TOC     []tocLine
		Windows []workflow.WindowID
	}{w.x, w.x.madeAt, version(), w.x.from, lastDay(w.x.to), w.x.count, w.x.absent, w.toc, w.windows}); err != nil {
		return err
	}
	if _, err := w.body.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if _, err := io.Copy(page, w.body); err != nil {
		return err
	}
	if err := w.body.Close(); err != nil {
		return err
	}
	if err := os.Remove(w.body.Name()); err != nil {
		return err
	}
	return w.forms.ExecuteTemplate(page, "bottom", w.chapter != "")
}

func lastDay(to time.Time) time.Time {
	if to.IsZero() {
		return to
	}
	return to.AddDate(0, 0, -1)
}

// clockTime is a moment for people and for machines.
type clockTime struct{ Shown, UTC string }

func (w *pageWriter) when(t time.Time) clockTime {
	if t.IsZero() {
		return clockTime{Shown: "–"}
	}
	return clockTime{t.In(w.x.zone).Format("Mon 2 Jan 2006 15:04:05 MST"), t.UTC().Format(time.RFC3339Nano)}
}

// somebody is a person as the page names them.
type somebody struct{ Name, ID string }

func (w *pageWriter) who(p any) somebody {
	var id workflow.PersonID
	switch p := p.(type) {
	case workflow.PersonID:
		id = p
	case string:
		id = workflow.PersonID(p)
	}
	switch name := nameOf(w.x.people, id); {
	case id == "":
		return somebody{Name: "nobody"}
	case id == workflow.System:
		return somebody{Name: name}
	case name != "":
		return somebody{name, string(id)}
	}
	return somebody{Name: string(id)}
}

// plainWords shows a name from the code, or several, as words.
func plainWords(s any) string {
	var list []string
	switch s := s.(type) {
	case workflow.State:
		list = []string{string(s)}
	case workflow.Action:
		list = []string{string(s)}
	case []workflow.Field:
		for _, f := range s {
			list = append(list, string(f))
		}
	case []string:
		list = s
	}
	return strings.ReplaceAll(strings.Join(list, ", "), "_", " ")
}

// shortHash is enough of a hash to tell it from others by eye.
func shortHash(h string) string {
	version, sum, ok := strings.Cut(h, ":")
	if !ok || len(sum) < 12 {
		return h
	}
	return version + ":" + sum[:12]
}

// anchor is where something stands in the page; an id of a window has a colon.
func anchor(id any) string {
	w, _ := id.(workflow.WindowID)
	return "window-" + strings.ReplaceAll(string(w), ":", "-")
}

// paragraphs are the lines of a text.
func paragraphs(s string) []string { return strings.Split(s, "\n") }

// kindWords says what a notice is to its readers.
func kindWords(k workflow.NoticeKind) string {
	if words, ok := map[workflow.NoticeKind]string{
		workflow.NoticeAsk:            "question to an approver",
		workflow.NoticeRequester:      "where it stands, to who asked for it",
		workflow.NoticeWindow:         "the window and its releases",
		workflow.NoticeEvent:          "line under the card",
		workflow.NoticeOutcome:        "outcome, to who asked for it",
		workflow.NoticeWindowReminder: "reminder of the window",
		workflow.NoticeBriefingChange: "change under the briefing",
		workflow.NoticeRemindApprover: "reminder to an approver",
		workflow.NoticePage:           "page, once more",
		workflow.NoticeTrouble:        "what could not be delivered, to a release manager",
	}[k]; ok {
		return words
	}
	return string(k) // card, briefing, and what is yet to come
}
