package app

import (
	"fmt"
	"strconv"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"drumbeat/workflow"
	"drumbeat/workflow/audit"
)

// notWhole begins the verdict on what was changed behind Drumbeat's back.
const notWhole = "✗ Not whole."

// mark is a verdict: a word or two that stand out, what they mean, and what else
// belongs to it.
func mark(class, verdict string, means g.Node, more ...g.Node) g.Node {
	return h.Div(h.Class("mark "+class), h.Role("note"), h.P(h.Strong(text(verdict)), means), g.Group(more))
}

// thing is a section with a heading that can be led to.
func thing(id string, heading g.Group, parts ...g.Node) g.Node {
	return h.Section(h.Class("thing"), anchor(id), h.Aria("labelledby", legible(id+"-title")),
		h.H3(anchor(id+"-title"), heading), g.Group(parts), h.P(h.Class("top"), h.A(h.Href("#top"), text("Back to the top"))), newline)
}

// fact is a line of a list of facts.
func fact(term string, says ...g.Node) g.Node {
	return g.Group{newline, h.Dt(text(term)), h.Dd(says...)}
}

// releaseSection is everything about one release.
func (w *pageWriter) releaseSection(e *audit.Evidence) g.Node {
	heading := g.Group{text(e.Release + " "), typed(e.Request.Title), text(" "), h.Span(h.Class("state"), text(plainWords(e.State)))}
	return thing(e.Release, heading,
		w.verdictOn(e),
		w.releaseFacts(e),
		h.H4(text("What is asked for")), w.requestFacts(e.Request),
		h.H4(text("Revisions")), w.revisionTable(e),
		h.H4(text("Decisions")), w.decisions(e),
		h.H4(text("History")), w.history(e),
		h.H4(text("What was told")), w.noticeTable(e.Notices),
	)
}

func (w *pageWriter) verdictOn(e *audit.Evidence) g.Node {
	if len(e.Flaws) > 0 {
		return mark("broken", notWhole, g.Group{text(" Checked on "), w.when(w.x.madeAt), text("; this is wrong:")},
			h.Ul(each(e.Flaws, func(f audit.Flaw) g.Node {
				return h.Li(g.If(f.Entry != 0, text(fmt.Sprintf("Entry %d: ", f.Entry))), typed(f.Text))
			})))
	}
	return mark("whole", "✓ Whole.", g.Group{
		text(" Checked on "), w.when(w.x.madeAt),
		text(fmt.Sprintf(": each of the %d entries says what it was sealed with and was written after the one before it; ", e.Head.Entries)),
		text("state, text, approvals, people, moments and window follow from them; "),
		text("the outbox has a notice of every entry that people are told of, and of none that is not there."),
	}, h.P(text("Head of the chain: "), code(e.Head.Hash)))
}

// releaseFacts say what a release is, who had a hand in it, and when.
func (w *pageWriter) releaseFacts(e *audit.Evidence) g.Node {
	return h.Dl(
		fact("Asked for by", w.who(e.Requester), text(", "), w.when(e.Moments.Submitted)),
		fact("System", typed(e.Request.System)),
		ifTyped("Team", e.Request.Team),
		fact("Change type", text(e.Request.Type)),
		fact("Revision", digits(e.Revision)),
		g.Iff(e.Place != nil, func() g.Node {
			p := e.Place
			return fact("Window", link(windowAnchor(p.Window), string(p.Window)), text(", "), w.when(p.Opens), text(" to "), w.when(p.Closes))
		}),
		g.If(!e.Moments.Started.IsZero(), fact("Started", w.when(e.Moments.Started))),
		g.If(!e.Moments.Live.IsZero(), fact("Live", w.when(e.Moments.Live))),
		g.If(!e.Moments.Ended.IsZero(), fact("Ended", w.when(e.Moments.Ended))),
		g.If(len(e.Editors) > 0, fact("Edited by", listed(", ", e.Editors, w.who))),
		w.ifSomebody("Taken by", e.TakenBy),
		fact("Policy", listed(", ", e.Policies, policyLink)),
	)
}

// requestFacts are the form as it was filled in.
func (w *pageWriter) requestFacts(q audit.Content) g.Node {
	downtime := "no"
	if q.Downtime {
		downtime = "yes"
	}
	return h.Dl(
		ifText("What changes", q.What),
		ifText("Why", q.Why),
		g.If(q.EffortHours != 0, fact("Effort", digits(q.EffortHours), text(" h"))),
		g.If(len(q.Risk) > 0, fact("Risk", typed(plainWords(q.Risk...)))),
		ifTyped("Window asked for", q.Window),
		fact("Downtime", text(downtime)),
		g.If(q.Impact != "", fact("Impact", text(q.Impact))),
		ifText("Customers notice", q.Notice),
		ifText("Say", q.Say),
		ifText("Do not promise", q.DontPromise),
		ifText("If they call", q.IfTheyCall),
		ifText("Test evidence", q.Evidence),
		ifText("Rollback", q.Rollback),
		ifText("Links", q.Links),
		w.ifSomebody("Point of contact", workflow.PersonID(q.Contact)),
		w.ifSomebody("Implementer", workflow.PersonID(q.Implementer)),
		ifTyped("Asked from", q.Source),
	)
}

// The fields of a form that may be left open make no fact then.

func ifTyped(term, s string) g.Node { return g.If(s != "", fact(term, typed(s))) }

func ifText(term, s string) g.Node { return g.If(s != "", fact(term, paragraphs(s))) }

func (w *pageWriter) ifSomebody(term string, p workflow.PersonID) g.Node {
	return g.If(p != "", fact(term, w.who(p)))
}

// decisions are what was asked of people, and what they said.
func (w *pageWriter) decisions(e *audit.Evidence) g.Node {
	var out g.Group
	if len(e.Approvals) > 0 {
		out = append(out, w.approvalTable(e.Approvals))
	}
	if r := e.Rejection; r != nil {
		out = append(out, h.P(text("Rejected by "), w.who(r.By), text(", "), w.when(r.At), text(": "), typed(r.Reason)))
	}
	if len(e.Asks) > 0 {
		out = append(out, w.askTable(e.Asks))
	}
	if len(out) == 0 {
		return h.P(text("No decision was asked of anybody."))
	}
	return out
}

// history lists the entries, each with what is wrong with it.
func (w *pageWriter) history(e *audit.Evidence) g.Node {
	flaws := map[int][]audit.Flaw{} // by entry
	for _, f := range e.Flaws {
		flaws[f.Entry] = append(flaws[f.Entry], f)
	}
	return h.Ol(h.Class("line"), each(e.History, func(one audit.Entry) g.Node {
		wrong := flaws[one.Seq]
		return h.Li(g.If(len(wrong) > 0, h.Class("bad")), newline,
			h.P(
				h.Strong(digits(one.Seq), text(". "+plainWords(one.Action))), text(" by "), w.who(one.By), text(" "),
				h.Span(h.Class("soft"), text("· "), w.when(one.At)),
			),
			h.P(h.Class("soft"), entryDetails(one)),
			g.If(one.Reason != "", paragraphs(one.Reason)),
			each(wrong, func(f audit.Flaw) g.Node {
				return h.P(h.Class("mark broken"), h.Strong(text("✗")), text(" "), typed(f.Text))
			}),
		)
	}))
}

// entryDetails are the small print under an entry.
func entryDetails(e audit.Entry) g.Node {
	var out g.Group
	if e.From != e.To {
		if e.From != "" {
			out = append(out, text(plainWords(e.From)+" → "))
		}
		out = append(out, text(plainWords(e.To)+" · "))
	}
	out = append(out, text("revision "+strconv.Itoa(e.Revision)))
	if e.Policy != 0 {
		out = append(out, text(" · policy version "+strconv.Itoa(e.Policy)))
	}
	if e.Window != "" {
		out = append(out, text(" · window "), typed(string(e.Window)))
	}
	if len(e.Changed) > 0 {
		out = append(out, text(" · changed "+plainWords(e.Changed...)))
	}
	if len(e.Roles) > 0 {
		out = append(out, text(" · for "), typed(plainWords(e.Roles...)))
	}
	if e.Hash != "" {
		out = append(out, text(" · "), digest(e.Hash))
	}
	return out
}
