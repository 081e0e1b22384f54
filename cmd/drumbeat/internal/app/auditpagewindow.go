package app

import (
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"drumbeat/workflow/audit"
)

// windowSection says who held a place in a window, who has read its briefing,
// and what was told about it.
func (w *pageWriter) windowSection(v *audit.Window) g.Node {
	receipts := h.P(text("Nobody has said so."))
	if len(v.Receipts) > 0 {
		receipts = h.Ul(each(v.Receipts, func(r audit.Receipt) g.Node {
			return h.Li(w.who(r.Person), text(", "+r.FrontLine+", "), w.when(r.At))
		}))
	}
	return thing(windowAnchor(v.ID), g.Group{typed(string(v.ID))},
		g.If(!v.Opens.IsZero(), h.P(w.when(v.Opens), text(" to "), w.when(v.Closes), text(" (heartbeat in "+v.Zone+")"))),
		g.If(len(v.Places) > 0, h.P(text("Places: "), listed(", ", v.Places, func(p audit.PlaceTaken) g.Node {
			return g.Group{text(p.Release.String() + " since "), w.when(p.At)}
		}))),
		h.H4(text("Read by")), receipts,
		w.frontSection(v),
		h.H4(text("What was told")), w.noticeTable(v.Notices),
	)
}

// frontSection says what the front line reported and asked about a window.
func (w *pageWriter) frontSection(v *audit.Window) g.Node {
	return g.Group{
		g.If(len(v.Calls) > 0, g.Group{h.H4(text("Customers called")), h.Ul(each(v.Calls, func(c audit.Call) g.Node {
			return h.Li(w.when(c.At), text(", "), w.who(c.By), g.If(c.Release != 0, text(", "+c.Release.String())),
				text(": "), digits(c.Customers), text(" "+string(c.Harm)), g.If(c.Words != "", g.Group{text(". "), typed(c.Words)}))
		}))}),
		g.If(len(v.CallsBefore) > 0, h.P(text("Before those: "), listed(", ", v.CallsBefore, func(c audit.CallCount) g.Node {
			return g.Group{digits(c.Customers), text(" in "), digits(c.Reports), text(" reports about "), text(c.Release.String())}
		}))),
		g.If(len(v.Questions) > 0, g.Group{h.H4(text("Questions")), h.Ul(each(v.Questions, func(q audit.Question) g.Node {
			return h.Li(w.when(q.At), text(", "), w.who(q.By), g.If(q.Release != 0, text(", "+q.Release.String())), text(": "), typed(q.Text),
				g.If(q.Answer != "", g.Group{lineBreak, w.when(q.AnsweredAt), text(", "), w.who(q.AnsweredBy), text(": "), typed(q.Answer)}))
		}))}),
	}
}

// policySection says who saved a version of the policy, when and why; what it
// says is in a file of its own.
func (w *pageWriter) policySection(v storedPolicy) g.Node {
	heading := g.Group{text("Policy version "), digits(v.Version)}
	return thing(policyAnchor(v.Version), heading, h.P(
		text("Saved "), w.when(v.SavedAt),
		g.If(v.SavedBy != "", g.Group{text(" by "), w.who(v.SavedBy)}),
		g.If(v.Why != "", g.Group{text(": "), typed(v.Why)}),
		text(". The whole of it is in "), code(v.File), text("."),
	))
}
