package render

import (
	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// mostAnswered is how many answered questions a briefing shows: the newest.
const mostAnswered = 5

// questions are what was asked about a window: what was answered, the newest last,
// and how many wait. The fewer releases the briefing has room for, the fewer and the
// shorter they are.
func (b briefing) questions(most int) []slack.Block {
	fl, shown, words := b.w.fl, max(1, mostAnswered*most/mostBriefed), max(80, wordsMax*most/mostBriefed)
	if len(b.Questions) == 0 {
		return nil
	}
	var answered []line
	open := 0
	for _, q := range b.Questions {
		if q.Open() {
			open++
			continue
		}
		asked := bold(l(paragraph(q.Text, words)))
		if q.Release != 0 {
			asked = fill(fl.askedAbout, q.Release, asked)
		}
		answered = append(answered, join("\n", asked, fill(fl.answeredBy, paragraph(q.Answer, words), naming(b.Name).name(q.AnsweredBy))))
	}
	head := bold(plural(b.w, len(b.Questions), fl.questionsOne, fl.questionsMany))
	if open > 0 {
		head = join(" · ", head, plural(b.w, open, fl.questionsOpen, fl.questionsWait))
	}
	lines := []line{head}
	if more := len(answered) - shown; more > 0 {
		lines, answered = append(lines, fill(fl.earlierAnswers, more)), answered[more:]
	}
	blocks := []slack.Block{divider(), rich(lines...)}
	if len(answered) > 0 {
		blocks = append(blocks, slack.NewRichTextBlock("", bullets(answered)))
	}
	return blocks
}

// QuestionForm asks what somebody of the front line wants to know.
func QuestionForm(loc workflow.Locale, f workflow.CallFormFacts, m action.Modal) slack.ModalViewRequest {
	w := wordsOf(loc)
	view := modal(w, action.QuestionModal, w.fl.questionTitle, w.fl.questionSubmit, m)
	view.Blocks.BlockSet = []slack.Block{releaseInput(w, f, w.fl.wholeWindow), frontText(w, workflow.FieldQuestion, "", 1000, true)}
	return view
}

// subject is what a question is about: a release, or a window.
func (q asked) subject() line {
	if q.Release != nil {
		return about(q.w, q.Release, "").ref()
	}
	s := q.Window.Slot
	return join(" ", l(typed(s.Name, nameMax)), window(q.w, s))
}

type asked struct {
	*workflow.QuestionFacts
	w *words
}

func (q asked) name(p workflow.PersonID) span { return naming(q.Name).name(p) }

func (q asked) on(w workflow.Question, answered bool) span {
	at := w.At
	if answered {
		at = w.AnsweredAt
	}
	return on(q.w, at, q.Window.Zone)
}

// lines are the question, who asked it, and what it was answered.
func (q asked) lines() []line {
	fl := q.w.fl
	out := []line{fill(fl.questionAsked, paragraph(q.Question.Text, maxSection/2)), fill(fl.questionBy, q.name(q.Question.By), q.on(q.Question, false))}
	switch {
	case !q.Question.Open():
		out = append(out, fill(fl.questionDone, q.name(q.Question.AnsweredBy), q.on(q.Question, true), paragraph(q.Question.Answer, maxSection/2)))
	case !q.Question.DueBy.IsZero():
		out = append(out, fill(fl.questionBefore, on(q.w, q.Question.DueBy, q.Window.Zone)))
	}
	return out
}

func (q asked) buttons() slack.Block {
	if !q.Question.Open() {
		return nil
	}
	c := action.Click{ID: action.Answer, Window: q.Window.Slot.ID, Item: q.Question.ID}
	return slack.NewActionBlock("", button(c, q.w.fl.answer).WithStyle(slack.StylePrimary))
}

// Question asks one person a question of the front line.
func Question(loc workflow.Locale, f workflow.QuestionFacts) Message {
	q := asked{&f, wordsOf(loc)}
	head := fill(q.w.fl.questionHead, typed(f.Front.Name, nameMax), q.subject())
	lines := append([]line{l(emoji("question"), " ", bold(head))}, q.lines()...)
	return build(q.w, join(": ", head, l(paragraph(f.Question.Text, wordsMax))), []slack.Block{rich(lines...), q.buttons()})
}

// RemindAnswer reminds one person of a question that waits for their answer.
func RemindAnswer(loc workflow.Locale, f workflow.QuestionFacts) Message {
	q := asked{&f, wordsOf(loc)}
	head := fill(q.w.fl.questionRemind, typed(f.Front.Name, nameMax))
	lines := append([]line{l(emoji("question"), " ", bold(head)), q.subject()}, q.lines()...)
	return build(q.w, join(": ", head, l(paragraph(f.Question.Text, wordsMax))), []slack.Block{rich(lines...), q.buttons()})
}

// Answered tells who asked what the answer is.
func Answered(loc workflow.Locale, f workflow.QuestionFacts) Message {
	q := asked{&f, wordsOf(loc)}
	head := fill(q.w.fl.answeredHead, q.name(f.Question.AnsweredBy), q.subject())
	lines := []line{l(emoji("speech_balloon"), " ", bold(head)), fill(q.w.fl.questionAsked, paragraph(f.Question.Text, maxSection/2)), bold(l(paragraph(f.Question.Answer, maxSection/2)))}
	return build(q.w, join(": ", head, l(paragraph(f.Question.Answer, wordsMax))), []slack.Block{rich(lines...)})
}

// QuestionSaid says a question, or its answer, in the thread of the briefing. lead is
// the notice's.
func QuestionSaid(loc workflow.Locale, f workflow.QuestionFacts, lead string) Message {
	q := asked{&f, wordsOf(loc)}
	asks := fill(q.w.fl.questionSaid, q.name(f.Question.By), q.subject(), paragraph(f.Question.Text, maxSection/2))
	if lead != workflow.LeadAnswered {
		return build(q.w, asks, []slack.Block{rich(l(emoji("question"), " ", asks))})
	}
	said := fill(q.w.fl.answerSaid, q.name(f.Question.AnsweredBy), paragraph(f.Question.Answer, maxSection/2))
	return build(q.w, said, []slack.Block{rich(asks, l(emoji("speech_balloon"), " ", bold(said)))})
}

// AnswerForm asks for the answer.
func AnswerForm(loc workflow.Locale, f workflow.QuestionFacts, m action.Modal) slack.ModalViewRequest {
	q := asked{&f, wordsOf(loc)}
	view := modal(q.w, action.AnswerModal, q.w.fl.answerTitle, q.w.fl.answerSubmit, m)
	view.Blocks.BlockSet = []slack.Block{rich(append([]line{bold(q.subject())}, q.lines()...)...), frontText(q.w, workflow.FieldAnswer, "", 1000, true)}
	return view
}

// QuestionNoted answers who asked a question.
func QuestionNoted(loc workflow.Locale, q workflow.Question, name func(workflow.PersonID) string, zone string) Message {
	w := wordsOf(loc)
	to := l(w.fl.questionManager)
	if q.To != "" {
		to = l(naming(name).name(q.To))
	}
	said := fill(w.fl.questionNoted, to)
	if !q.DueBy.IsZero() {
		said = join(" ", said, fill(w.fl.questionBefore, on(w, q.DueBy, zone)))
	}
	return build(w, said, []slack.Block{rich(said)})
}

// AnswerNoted answers who answered one.
func AnswerNoted(loc workflow.Locale, q workflow.Question, name func(workflow.PersonID) string) Message {
	w := wordsOf(loc)
	said := fill(w.fl.answerNoted, naming(name).name(q.By))
	return build(w, said, []slack.Block{rich(said)})
}
