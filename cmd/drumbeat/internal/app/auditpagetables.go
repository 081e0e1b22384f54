package app

import (
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"drumbeat/workflow"
	"drumbeat/workflow/audit"
)

// grid is a table with headed columns, which scrolls by itself where the screen
// is narrow. Its name is for who cannot see it; the caption may be empty.
func grid(name, caption string, columns []string, rows g.Node) g.Node {
	return h.Div(h.Class("scroll"), h.Role("region"), h.Aria("label", legible(name+", a table")), h.TabIndex("0"), h.Table(
		g.If(caption != "", h.Caption(text(caption))),
		h.THead(h.Tr(each(columns, func(c string) g.Node { return h.Th(h.Scope("col"), text(c)) }))),
		h.TBody(rows),
	))
}

// row is a row of a grid: what it is about, and the other cells.
func row(about g.Node, cells ...g.Node) g.Node {
	return h.Tr(newline, h.Th(h.Scope("row"), about), each(cells, func(c g.Node) g.Node { return h.Td(c) }))
}

func (w *pageWriter) revisionTable(e *audit.Evidence) g.Node {
	return grid("Revisions of "+e.Release, "", []string{"Revision", "By", "When", "Changed", "Digest of the text"},
		each(e.Revisions, func(v audit.Revision) g.Node {
			return row(
				g.Group{digits(v.Revision), g.If(v.Current, text(" (above)"))},
				w.who(v.By), w.when(v.At), text(plainWords(v.Changed...)), digest(v.Content),
			)
		}))
}

func (w *pageWriter) approvalTable(list []audit.Approval) g.Node {
	return grid("Approvals", "Approvals", []string{"By", "When", "Revision", "For", "Policy", "Counts"}, each(list, func(a audit.Approval) g.Node {
		counts := text("yes")
		if a.Void != "" {
			counts = g.Group{text("no: "), typed(a.Void)}
		}
		return row(w.who(a.By), w.when(a.At), digits(a.Revision), typed(plainWords(a.Roles...)), g.If(a.Policy != 0, policyLink(a.Policy)), counts)
	}))
}

func (w *pageWriter) askTable(list []audit.Ask) g.Node {
	return grid("Who was asked", "Who was asked to decide", []string{"Person", "For", "When", "Revision", "As"}, each(list, func(a audit.Ask) g.Node {
		as := "holder of the role"
		if a.Escalated {
			as = "substitute, after silence"
		}
		return row(w.who(a.Person), typed(a.Role), w.when(a.At), digits(a.Revision), text(as))
	}))
}

// noticeTable lists what was to be told, and what came of it.
func (w *pageWriter) noticeTable(list []audit.Notice) g.Node {
	if len(list) == 0 {
		return h.P(text("Nothing."))
	}
	return grid("Notices", "", []string{"What", "To", "Due", "Told", "Status", "Message"}, each(list, w.noticeRow))
}

// lineBreak has an end, as in XML.
var lineBreak = g.Raw("<br/>")

func (w *pageWriter) noticeRow(n audit.Notice) g.Node {
	what := g.Group{text(kindWords(n.Kind))}
	if n.Entry != 0 {
		what = append(what, text(" (entry "), digits(n.Entry), text(")"))
	}
	to := typed(string(n.Channel))
	if n.Person != "" {
		to = w.who(n.Person)
	}
	told := g.Group{w.when(n.ToldAt)}
	if n.Late != "" {
		told = append(told, lineBreak, h.Strong(text(n.Late+" late")))
	}
	status := g.Group{text(string(n.Status))}
	if n.Status != workflow.NoticeSent && n.Reason != "" {
		status = append(status, text(": "), typed(n.Reason))
	}
	message := text("–")
	if n.Message != nil {
		message = h.Span(h.Class("id"), typed(string(n.Message.Channel)), text(" "+n.Message.TS))
	}
	return row(append(what, lineBreak, h.Span(h.Class("id"), text(n.ID))), to, w.when(n.Due), told, status, message)
}

// kindWords says what a notice is to its readers.
func kindWords(k workflow.NoticeKind) string {
	if words, ok := map[workflow.NoticeKind]string{
		workflow.NoticeAsk:            "question to an approver",
		workflow.NoticeSignOff:        "question to who signs off",
		workflow.NoticeEndorse:        "question to a coordinator",
		workflow.NoticeBundle:         "line in the thread of a card about another of its bundle",
		workflow.NoticeRequester:      "where it stands, to who asked for it",
		workflow.NoticeWindow:         "the window and its releases",
		workflow.NoticeEvent:          "line under the card",
		workflow.NoticeOutcome:        "outcome, to who asked for it",
		workflow.NoticeWindowReminder: "reminder of the window",
		workflow.NoticeBriefingChange: "change under the briefing",
		workflow.NoticeRemindApprover: "reminder to an approver",
		workflow.NoticePage:           "page, once more",
		workflow.NoticeBooking:        "booking of an environment, to who has it",
		workflow.NoticeRecurring:      "what a schedule could not ask for, to a release manager",
		workflow.NoticeTrouble:        "what could not be delivered, to a release manager",
	}[k]; ok {
		return words
	}
	return string(k) // card, briefing, and what is yet to come
}
