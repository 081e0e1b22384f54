package app

import (
	"bytes"
	"io"
	"os"
	"path/filepath"

	g "maragu.dev/gomponents"

	"drumbeat/workflow"
	"drumbeat/workflow/audit"
)

// pageWriter writes the page that people read: one file, nothing loaded from
// anywhere, no script. The table of contents comes first and is known last, so
// the sections wait in a file beside it.
//
// Its elements are values of Go, not a template: a template finds methods by
// their names as it runs, so the linker has to keep every method of every type in
// the program, which makes it a fifth bigger.
type pageWriter struct {
	x        *export
	pack     *pack
	body     *os.File
	one      bytes.Buffer // the section that is being written
	chapters []pageChapter
	toc      []tocLine
	windows  []workflow.WindowID
}

// pageChapter is a heading over sections, which follow those of the chapter before
// it in the file where they wait.
type pageChapter struct {
	title string
	size  int64 // of its sections, in bytes
}

// tocLine is one release in the table of contents.
type tocLine struct {
	release string
	title   string
	state   workflow.State
	flaws   int
}

func newPageWriter(p *pack, x *export) (*pageWriter, error) {
	body, err := os.OpenFile(filepath.Join(p.temp, "."+pageFile), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	return &pageWriter{x: x, pack: p, body: body}, err
}

func (w *pageWriter) release(e *audit.Evidence) error {
	w.toc = append(w.toc, tocLine{e.Release, e.Request.Title, e.State, len(e.Flaws)})
	return w.section("Releases", w.releaseSection(e))
}

func (w *pageWriter) window(v *audit.Window) error {
	w.windows = append(w.windows, v.ID)
	return w.section("Windows", w.windowSection(v))
}

func (w *pageWriter) policy(v storedPolicy) error {
	return w.section("Policies", w.policySection(v))
}

// section writes a section of a chapter, which is the one before's or a new one.
func (w *pageWriter) section(title string, section g.Node) error {
	if n := len(w.chapters); n == 0 || w.chapters[n-1].title != title {
		w.chapters = append(w.chapters, pageChapter{title: title})
	}
	w.one.Reset()
	if err := section.Render(&w.one); err != nil {
		return err
	}
	n, err := w.one.WriteTo(w.body)
	w.chapters[len(w.chapters)-1].size += n
	return err
}

// finish puts the page together.
func (w *pageWriter) finish() error {
	page, err := w.pack.create(pageFile)
	if err != nil {
		return err
	}
	if _, err := w.body.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if err := w.document().Render(page); err != nil {
		return err
	}
	if err := w.body.Close(); err != nil {
		return err
	}
	return os.Remove(w.body.Name())
}

// sections are those of one chapter, as they wait in the file; the chapters'
// are taken from it in turn.
func (w *pageWriter) sections(of pageChapter) g.Node {
	return g.NodeFunc(func(page io.Writer) error {
		_, err := io.CopyN(page, w.body, of.size)
		return err
	})
}
