package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
)

// Asking is a question as somebody of the front line sends it.
type Asking struct {
	Window    workflow.WindowID
	FrontLine string
	Release   workflow.Number // 0: about no one release
	Text      string
	By        workflow.PersonID
	Request   string
}

// Asked is what a question, or its answer, did.
type Asked struct {
	Question workflow.Question
	Names    map[workflow.PersonID]string
	Zone     string
	Copy     bool // it was made by this very request, of which this is a copy
}

// AskQuestion keeps a question and has its release's point of contact asked; the
// release managers, where there is none. Anybody who can read the briefing can ask.
func (d *Desk) AskQuestion(ctx context.Context, c Asking) (Asked, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return Asked{}, err
	}
	if _, ok := b.policy.FrontLineTeam(c.FrontLine); !ok {
		return Asked{}, workflow.Refuse(workflow.CodeNotFound, "This front-line team is not in the policy any more.")
	}
	if err := checkText(workflow.FieldQuestion, c.Text, "Write down what you want to know."); err != nil {
		return Asked{}, err
	}
	q := workflow.Question{ID: workflow.CallKey(c.Request), FrontLine: c.FrontLine, Release: c.Release, By: c.By, At: b.now, Text: strings.TrimSpace(c.Text)}
	if c.Release != 0 {
		r, err := d.store.Releases.Get(ctx, c.Release)
		if err != nil {
			return Asked{}, d.notFound(err, c.Release)
		}
		q.To = r.Request.Contact
	}
	w, copied, err := d.changeWindow(ctx, b, c.Window, c.Request, func(w *workflow.Window) bool { _, had := w.Question(q.ID); return had }, func(w *workflow.Window) error {
		if len(w.Questions) >= workflow.MostQuestions {
			return workflow.Refuse(workflow.CodeBlocked, "%d questions have been asked about this window; no more can be kept. Ask the point of contact.", workflow.MostQuestions)
		}
		q.RemindAt, q.DueBy = answerTarget(b, w.Slot)
		w.Questions = append(w.Questions, q)
		return nil
	})
	if err != nil {
		return Asked{}, err
	}
	if had, ok := w.Question(q.ID); ok {
		q = had
	}
	if !copied {
		d.addNotices(ctx, w.ID, append(d.boardsOf(b, w.ID), questionNotices(b, w.ID, q)...))
	}
	return Asked{Question: q, Names: d.names(ctx, q.To), Zone: b.policy.Zone, Copy: copied}, nil
}

func checkText(f workflow.Field, s, missing string) error {
	switch n := len([]rune(strings.TrimSpace(s))); {
	case n == 0:
		return atField(f, "%s", missing)
	case n > maxWords:
		return atField(f, "This has %d characters; at most %d fit. Please shorten it.", n, maxWords)
	}
	return nil
}

// answerTarget is when a question asked now is reminded of, and when it goes to the
// release managers: in working time, and of any hours from two hours before the
// window opens until two hours after it closes.
func answerTarget(b bench, slot workflow.Slot) (remind, due time.Time) {
	within := b.policy.AnswerWithin
	if within <= 0 {
		return time.Time{}, time.Time{}
	}
	if !b.now.Before(slot.Opens.Add(-aroundWindow)) && b.now.Before(slot.Closes.Add(aroundWindow)) {
		return b.now.Add(within / 2), b.now.Add(within)
	}
	after := func(d time.Duration) time.Time {
		return calendar.WorkingAfter(b.policy.Hours, b.policy.Zone, b.now, d)
	}
	return after(within / 2), after(within)
}

const aroundWindow = 2 * time.Hour

// questionNotices tells who has to know of a question: now the point of contact and
// the briefing's thread, later, unless it is answered by then, the point of contact
// once more and the release managers.
func questionNotices(b bench, w workflow.WindowID, q workflow.Question) []workflow.Notice {
	about := workflow.Notice{Window: w, Release: q.Release, About: q.ID, Front: q.FrontLine, Due: q.At}
	with := func(n workflow.Notice, more workflow.Notice) workflow.Notice {
		n.ID, n.Kind, n.Person, n.Lead = more.ID, more.Kind, more.Person, more.Lead
		n.Channel, n.Thread, n.Urgent = more.Channel, more.Thread, more.Urgent
		if !more.Due.IsZero() {
			n.Due = more.Due
		}
		return n
	}
	managers := b.members[b.policy.ManagerRole]
	managers = managers[:min(mostAsked, len(managers))]
	var out []workflow.Notice
	if team, ok := b.policy.FrontLineTeam(q.FrontLine); ok {
		out = append(out, with(about, workflow.Notice{ID: workflow.QuestionSaidID(w, q.FrontLine, q.ID, workflow.LeadAsked), Kind: workflow.NoticeQuestionSaid,
			Channel: team.Channel, Thread: workflow.BriefingID(w, q.FrontLine), Lead: workflow.LeadAsked}))
	}
	board := func(p workflow.PersonID, due time.Time) {
		out = append(out, with(about, workflow.Notice{ID: workflow.QuestionID(w, q.ID, p), Kind: workflow.NoticeQuestion, Person: p, Due: due, Urgent: true}))
	}
	first := q.To
	if first == "" {
		for _, p := range managers {
			board(p, q.At)
		}
		return out
	}
	board(first, q.At)
	if !q.RemindAt.IsZero() {
		out = append(out, with(about, workflow.Notice{ID: workflow.RemindAnswerID(w, q.ID, first), Kind: workflow.NoticeRemindAnswer, Person: first, Due: q.RemindAt}))
		for _, p := range managers {
			if p != first {
				board(p, q.DueBy)
			}
		}
	}
	return out
}

// Answering is an answer as somebody sends it.
type Answering struct {
	Window   workflow.WindowID
	Question string
	Text     string
	By       workflow.PersonID
	Request  string
}

// AnswerQuestion answers a question of the front line: its point of contact, whoever
// else works on the release, or a release manager. The first answer counts.
// CodeDenied, CodeNotFound, CodeStale where somebody answered already.
func (d *Desk) AnswerQuestion(ctx context.Context, c Answering) (Asked, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return Asked{}, err
	}
	if err := checkText(workflow.FieldAnswer, c.Text, "Write the answer as the front line can say it to a customer."); err != nil {
		return Asked{}, err
	}
	if _, err := d.mayAnswer(ctx, b, c.Window, c.Question, c.By); err != nil {
		return Asked{}, err
	}
	w, copied, err := d.changeWindow(ctx, b, c.Window, c.Request, nil, func(w *workflow.Window) error {
		i := slices.IndexFunc(w.Questions, func(q workflow.Question) bool { return q.ID == c.Question })
		if i < 0 {
			return errNoQuestion
		}
		if q := &w.Questions[i]; !q.Open() {
			return d.answeredAlready(ctx, c.By, q)
		}
		w.Questions[i].Answer, w.Questions[i].AnsweredBy, w.Questions[i].AnsweredAt = strings.TrimSpace(c.Text), c.By, b.now
		return nil
	})
	if err != nil {
		return Asked{}, err
	}
	q, ok := w.Question(c.Question)
	if !ok {
		return Asked{}, errNoQuestion
	}
	if !copied {
		d.addNotices(ctx, w.ID, append(d.boardsOf(b, w.ID), answerNotices(b, w.ID, q)...))
	}
	return Asked{Question: q, Names: d.names(ctx, q.By), Zone: b.policy.Zone, Copy: copied}, nil
}

var errNoQuestion = workflow.Refuse(workflow.CodeNotFound, "This question is not kept any more.")

func (d *Desk) answeredAlready(ctx context.Context, by workflow.PersonID, q *workflow.Question) error {
	answer := []rune(q.Answer)
	if len(answer) > 200 {
		answer = append(answer[:199], '…')
	}
	return workflow.Refuse(workflow.CodeStale, "%s answered it already: “%s” Nothing of yours was sent; copy it if you want to keep it.", d.who(ctx, by, q.AnsweredBy), string(answer))
}

// mayAnswer tells whether a person may answer a question, and gives it.
func (d *Desk) mayAnswer(ctx context.Context, b bench, id workflow.WindowID, question string, by workflow.PersonID) (workflow.Question, error) {
	w, err := d.store.Windows.Get(ctx, id)
	if workflow.CodeOf(err) == workflow.CodeNotFound {
		return workflow.Question{}, errNoQuestion
	}
	if err != nil {
		return workflow.Question{}, err
	}
	q, ok := w.Question(question)
	if !ok {
		return q, errNoQuestion
	}
	can := append([]workflow.PersonID{q.To}, b.members[b.policy.ManagerRole]...)
	if q.Release != 0 {
		r, err := d.store.Releases.Get(ctx, q.Release)
		if err != nil {
			return q, d.notFound(err, q.Release)
		}
		can = append(can, r.Request.Contact, r.Request.Implementer, r.Requester)
	}
	if !slices.Contains(can, by) || by == "" {
		return q, workflow.Refuse(workflow.CodeDenied, "The point of contact, whoever works on the release, and the release managers can answer this question.")
	}
	return q, nil
}

// answerNotices tells that a question was answered: the briefing's thread, who
// asked, and everybody who had it before them.
func answerNotices(b bench, w workflow.WindowID, q workflow.Question) []workflow.Notice {
	var out []workflow.Notice
	for _, n := range questionNotices(b, w, q) {
		if n.Kind == workflow.NoticeQuestion {
			n.Refresh, n.Due = true, b.now
			out = append(out, n)
		}
	}
	about := workflow.Notice{Window: w, Release: q.Release, About: q.ID, Front: q.FrontLine, Due: q.AnsweredAt}
	if team, ok := b.policy.FrontLineTeam(q.FrontLine); ok {
		n := about
		n.ID, n.Kind, n.Channel, n.Thread, n.Lead = workflow.QuestionSaidID(w, q.FrontLine, q.ID, workflow.LeadAnswered), workflow.NoticeQuestionSaid, team.Channel, workflow.BriefingID(w, q.FrontLine), workflow.LeadAnswered
		out = append(out, n)
	}
	if q.By != q.AnsweredBy {
		n := about
		n.ID, n.Kind, n.Person, n.Urgent = workflow.AnsweredID(w, q.ID, q.By), workflow.NoticeAnswered, q.By, true
		out = append(out, n)
	}
	return out
}

// Question gives one question with what it is about. CodeNotFound.
func (d *Desk) Question(ctx context.Context, id workflow.WindowID, question string) (workflow.QuestionFacts, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return workflow.QuestionFacts{}, err
	}
	w, err := d.windowFacts(ctx, b, id)
	if err != nil {
		return workflow.QuestionFacts{}, err
	}
	f := workflow.QuestionFacts{Window: w}
	i := slices.IndexFunc(w.Questions, func(q workflow.Question) bool { return q.ID == question })
	if i < 0 {
		return f, errNoQuestion
	}
	f.Question = w.Questions[i]
	f.Front, _ = b.policy.FrontLineTeam(f.Question.FrontLine)
	for j := range w.Releases {
		if w.Releases[j].Release.Number == f.Question.Release {
			f.Release = &w.Releases[j]
		}
	}
	if f.Release == nil && f.Question.Release != 0 {
		r, err := d.release(ctx, b, f.Question.Release)
		if err != nil {
			return f, err
		}
		f.Release = &r
	}
	f.Names = d.names(ctx, f.Question.By, f.Question.To, f.Question.AnsweredBy)
	return f, nil
}

// QuestionFor gives a question to somebody who is about to answer it, refused
// where they may not, or where it was answered.
func (d *Desk) QuestionFor(ctx context.Context, id workflow.WindowID, question string, by workflow.PersonID) (workflow.QuestionFacts, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return workflow.QuestionFacts{}, err
	}
	q, err := d.mayAnswer(ctx, b, id, question, by)
	if err != nil {
		return workflow.QuestionFacts{}, err
	}
	if !q.Open() {
		return workflow.QuestionFacts{}, d.answeredAlready(ctx, by, &q)
	}
	return d.Question(ctx, id, question)
}

// askers lists who asked and answered the questions that are shown.
func askers(questions []workflow.Question) []workflow.PersonID {
	var out []workflow.PersonID
	for _, q := range questions[max(0, len(questions)-20):] {
		out = append(out, q.By, q.To, q.AnsweredBy)
	}
	return out
}

// frontAgain makes up for what a process that died between storing and telling
// left behind: what is young in a window is told again, which does nothing where it
// was told.
func (t *round) frontAgain(ctx context.Context, w workflow.Window) {
	d, b := t.d, t.b
	young := func(at time.Time) bool {
		age := b.now.Sub(at)
		return age > time.Minute && age < 3*sweepEvery
	}
	seen := map[workflow.Number]bool{}
	for _, c := range slices.Backward(w.Calls) {
		if !young(c.At) {
			break
		}
		if !seen[c.Release] {
			seen[c.Release] = true
			d.heard(ctx, b, &w, c)
		}
	}
	for _, q := range w.Questions {
		switch {
		case q.Open() && young(q.At):
			d.addNotices(ctx, w.ID, append(d.boardsOf(b, w.ID), questionNotices(b, w.ID, q)...))
		case !q.Open() && young(q.AnsweredAt):
			d.addNotices(ctx, w.ID, append(d.boardsOf(b, w.ID), answerNotices(b, w.ID, q)...))
		}
	}
}
