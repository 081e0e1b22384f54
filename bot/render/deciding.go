package render

import (
	"slices"
	"time"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// whyAsked says why it is this person who is asked, where they do not hold the
// role: they stand in for somebody, or nobody else decided in time.
func (c card) whyAsked(person workflow.PersonID) line {
	a, ok := c.stood("", person)
	switch {
	case !ok:
		return nil
	case a.For != "":
		absence, away := c.away(a.For)
		if !away {
			return fill(c.w.deciding.personFor, capital(l(c.w.you)), c.names().name(a.For))
		}
		return fill(c.w.deciding.askedFor, c.names().name(a.For), c.on(absence.To))
	}
	name := c.Roles[a.Role]
	if name == "" {
		name = a.Role
	}
	return fill(c.w.deciding.askedEscalated, typed(name, nameMax))
}

// escalated says who else is asked, and why.
func (c card) escalated(e workflow.Entry) line {
	reason := sentenceEnd(c.because(e))
	var people []workflow.PersonID
	for _, a := range c.r.Asks {
		newly := a.Escalated && e.For == "" || a.For != "" && a.For == e.For
		if newly && a.Revision == e.Revision && a.At.Equal(e.At) && !slices.Contains(people, a.Person) {
			people = append(people, a.Person)
		}
	}
	switch {
	case e.About == workflow.AboutBack:
		return fill(c.w.deciding.eventBack, c.names().name(e.For))
	case e.About == workflow.AboutAway && len(people) == 0:
		return fill(c.w.deciding.eventAwayNobody, c.names().name(e.For))
	case e.About == workflow.AboutAway:
		return fill(c.w.deciding.eventAway, c.names().name(e.For), c.names().all(c.w, people))
	case !reason.empty():
		return reason
	case len(people) > 0:
		sentence := c.w.deciding.eventAsked
		if len(people) > 1 {
			sentence = c.w.deciding.eventAskedMany
		}
		return fill(sentence, c.names().all(c.w, people))
	}
	return l(c.w.events[e.Action])
}

// nudged says who an entry had reminded, and when.
func (c card) nudged(e workflow.Entry) line {
	var out []line
	for _, n := range e.Nudged() {
		if n.At.Sub(e.At) < time.Minute {
			out = append(out, l(c.names().name(n.Person)))
		} else {
			out = append(out, fill(c.w.deciding.remindedThen, c.names().name(n.Person), c.on(n.At)))
		}
		if len(out) == mostLines {
			break
		}
	}
	return series(c.w, out, c.w.and)
}

// reminders says who was reminded of the decision that is open, and when: "Lena
// Mon 13:00 and Mon 17:00".
func (c card) reminders() line {
	people := c.r.Waiting()
	if c.r.State == workflow.Scheduled {
		people = c.signers()
	}
	var out []line
	for _, person := range people {
		var when []line
		nudges := c.r.NudgesOf(person)
		for _, n := range nudges[max(0, len(nudges)-mostNames):] {
			when = append(when, l(c.on(n.At)))
		}
		if len(when) > 0 && len(out) < mostReminded {
			out = append(out, l(c.names().name(person), " ", series(c.w, when, c.w.and)))
		}
	}
	return join("; ", out...)
}

// AskAgain asks somebody once more to decide, who has a message about this
// revision already, and says why: e is the entry that brought it about.
func AskAgain(loc workflow.Locale, f workflow.ReleaseFacts, e workflow.Entry, person workflow.PersonID) Message {
	w := wordsOf(loc)
	c := about(w, &f, person).now()
	head := fill(w.deciding.again, c.ref())
	switch {
	case e.Action == workflow.ActWithdrawRejection:
		head = fill(w.deciding.againRejection, c.names().name(e.By), c.ref())
	case e.About == workflow.AboutBack && e.For == person:
		head = fill(w.deciding.againBack, c.ref())
	}
	blocks := []slack.Block{rich(l(emoji(stateEmoji[workflow.InApproval]), " ", bold(head)), c.forWhat(person)), rich(c.toJudge()...)}
	return build(w, join(" ", head, c.forWhat(person)), append(blocks, actions(w, &f, deciding(&f), action.Details)))
}

// Overdue tells a release manager that a decision is overdue and that nobody is
// left who could be asked.
func Overdue(loc workflow.Locale, f workflow.ReleaseFacts, person workflow.PersonID) Message {
	w := wordsOf(loc)
	c := about(w, &f, person)
	head := fill(w.deciding.overdue, c.ref())
	lines := []line{l(emoji("warning"), " ", bold(head)), c.needed(), l(w.deciding.overdueNobody)}
	return build(w, head, []slack.Block{rich(lines...), actions(w, &f, some(f.Actions, workflow.ActNudge), action.Show)})
}

// NotStarted tells one person that an emergency is approved and was not started.
func NotStarted(loc workflow.Locale, f workflow.ReleaseFacts, person workflow.PersonID) Message {
	w := wordsOf(loc)
	c := about(w, &f, person)
	head := fill(w.deciding.notStarted, c.ref(), c.on(c.r.ScheduledAt))
	next := l(w.deciding.notStartedStart)
	can := some(f.Actions, workflow.ActStart)
	if person != c.q.Implementer {
		next, can = fill(w.deciding.notStartedAsk, c.names().name(c.q.Implementer)), nil
	}
	if person == c.r.Requester {
		can = append(can, some(f.Actions, workflow.ActWithdraw)...)
	}
	return build(w, head, []slack.Block{rich(l(emoji("rotating_light"), " ", bold(head)), next), actions(w, &f, can, action.Show)})
}

// Review asks one person for the review of what went live or was rolled back.
func Review(loc workflow.Locale, f workflow.ReleaseFacts, person workflow.PersonID) Message {
	w := wordsOf(loc)
	c := about(w, &f, person)
	head := fill(w.deciding.reviewAsk, c.ref())
	lines := []line{l(emoji(stateEmoji[c.r.State]), " ", bold(head)), capital(c.review()), l(w.deciding.reviewBeforeBack)}
	return build(w, join(", ", head, c.review()), []slack.Block{rich(lines...), actions(w, &f, some(f.Actions, workflow.ActReview), action.Details)})
}

// ReviewForm asks what a review found.
func ReviewForm(loc workflow.Locale, f workflow.ReleaseFacts, m action.Modal) slack.ModalViewRequest {
	w := wordsOf(loc)
	c := about(w, &f, "")
	m.Action, m.Release, m.Revision, m.Entry = workflow.ActReview, f.Release.Number, f.Release.Revision, f.Release.Last().Seq
	view := modal(w, action.ReviewModal, w.deciding.reviewTitle, w.deciding.reviewSubmit, m)
	blocks := []slack.Block{rich(bold(c.ref()), c.status(), l(w.deciding.reviewIntro))}
	for i, field := range action.ReviewFields {
		say := w.deciding.reviewInputs[field]
		in := &slack.PlainTextInputBlockElement{Type: slack.METPlainTextInput, ActionID: action.FieldID(field, ""), Multiline: true, MaxLength: action.MaxReview, FocusOnLoad: i == 0}
		blocks = append(blocks, slack.NewInputBlock(string(field), words1(say.label, maxLabel), words1(say.hint, maxHint), in))
	}
	view.Blocks.BlockSet = blocks
	return view
}

// ReviewHeadings are the headings under which the parts of a review are kept.
func ReviewHeadings(loc workflow.Locale) map[workflow.Field]string {
	w := wordsOf(loc)
	return w.deciding.reviewHeading
}

// NotReminded says privately that nobody could be reminded: when each was, and
// when each can be again.
func NotReminded(loc workflow.Locale, n workflow.Number, lately []workflow.Finding, name func(workflow.PersonID) string, zone string) Message {
	w := wordsOf(loc)
	var lines []line
	more := 0
	for _, f := range lately {
		for _, p := range f.Who {
			if len(lines) == mostFindings {
				more++
				continue
			}
			if f.Pass {
				lines = append(lines, fill(w.deciding.willBeReminded, naming(name).name(p), on(w, f.At, zone)))
				continue
			}
			lines = append(lines, fill(w.deciding.remindedNot, naming(name).name(p), on(w, f.At, zone), on(w, f.Earliest, zone)))
		}
	}
	if more > 0 {
		lines = append(lines, fill(w.andOthers, more))
	}
	head := join(": ", l(n), join("; ", lines...))
	return build(w, head, []slack.Block{rich(l(head, "."))})
}
