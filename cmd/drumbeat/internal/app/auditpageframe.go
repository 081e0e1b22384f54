package app

import (
	_ "embed"
	"fmt"
	"time"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"drumbeat/workflow"
	"drumbeat/workflow/audit"
)

//go:embed auditpage.css
var pageStyle string

// pageRules come first in the head: the page says itself that it loads nothing
// and runs nothing. They are written as XML is, which HTML allows: the library's
// own elements without a content have no end.
const pageRules = `<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<meta name="referrer" content="no-referrer"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
`

// document is the page around the sections.
func (w *pageWriter) document() g.Node {
	return g.Group{
		g.Raw("<!DOCTYPE html>\n"),
		h.HTML(h.Lang("en"),
			h.Head(g.Raw(pageRules), h.TitleEl(text("Evidence of releases, "+w.clock(w.x.madeAt))), h.StyleEl(g.Raw(pageStyle))),
			h.Body(
				h.A(h.Class("skip"), h.Href("#releases"), text("Skip to the releases")),
				w.pageHeader(),
				w.contents(),
				h.Main(h.ID("releases"), each(w.chapters, func(c pageChapter) g.Node {
					return h.Section(h.H2(text(c.title)), w.sections(c))
				})),
			),
		),
		newline,
	}
}

// pageHeader says what the pack is, and whether all of it is whole.
func (w *pageWriter) pageHeader() g.Node {
	count := w.x.count
	return h.Header(h.ID("top"),
		h.H1(text("Evidence of releases")),
		h.Dl(
			fact("Made", w.when(w.x.madeAt), text(", by "), typed("drumbeat "+version())),
			g.If(!w.x.from.IsZero(), fact("From", text(w.x.from.Format(dayForm)))),
			g.If(!w.x.to.IsZero(), fact("To", text(lastDay(w.x.to).Format(dayForm)+", that day included"))),
			fact("Contains", text(fmt.Sprintf("%d releases, %d history entries, %d notices", count.Releases, count.Entries, count.Notices))),
			fact("Times", text("in "+w.x.zone.String()+"; the machine-readable files have them in UTC")),
		),
		w.verdictOnAll(),
		h.P(
			text("The same in full is in "), code("evidence.json"), text(", for spreadsheets in "), code("entries.csv"), text(" and "), code("notices.csv"),
			text(". "), code("sha256sum -c MANIFEST"), text(" tells whether a file of this folder was changed; keep the folder where nobody who runs the service can change it, and "),
			code("drumbeat audit verify -against"), text(" it later."),
		),
	)
}

const dayForm = "2 January 2006"

// lastDay is the last one before an end.
func lastDay(to time.Time) time.Time { return to.AddDate(0, 0, -1) }

// verdictOnAll is the verdict on everything that was audited, with what is wrong
// with no release of the pack.
func (w *pageWriter) verdictOnAll() g.Node {
	n, absent := w.x.count.Flaws, w.x.absent
	if n == 0 {
		return mark("whole", "✓ Everything is whole.", g.Group{
			text(" What was checked is said at each release; what no such check can find, in Drumbeat’s "), code("docs/audit.md"), text("."),
		})
	}
	says := " One thing is"
	if n != 1 {
		says = fmt.Sprintf(" %d things are", n)
	}
	says += " wrong, each marked at its release"
	if len(absent) == 0 {
		return mark("broken", notWhole, text(says+"."))
	}
	return mark("broken", notWhole, text(says+"; these are of none that is there."),
		h.Ul(each(absent, func(f audit.Flaw) g.Node { return h.Li(text(f.String())) })))
}

// contents lists the releases and the windows of the page.
func (w *pageWriter) contents() g.Node {
	return h.Nav(h.Aria("label", "Contents"),
		h.H2(text("Contents")),
		w.releaseList(),
		g.If(len(w.windows) > 0, h.P(text("Windows: "), listed(" · ", w.windows, func(id workflow.WindowID) g.Node {
			return link(windowAnchor(id), string(id))
		}))),
	)
}

func (w *pageWriter) releaseList() g.Node {
	if len(w.toc) == 0 {
		return h.P(text("No release is in this pack."))
	}
	return grid("Releases", "Releases", []string{"Release", "Title", "State", "Audit"}, each(w.toc, func(l tocLine) g.Node {
		verdict := text("✓ whole")
		if l.flaws > 0 {
			verdict = h.Strong(text(fmt.Sprintf("✗ %d wrong", l.flaws)))
		}
		return row(link(l.release, l.release), typed(l.title), text(plainWords(l.state)), verdict)
	}))
}
