package deliver

import (
	"context"

	"drumbeat/bot/render"
	"drumbeat/workflow"
)

// calls writes what customers say: of a release, or of they do not know what.
func (c *composer) calls(ctx context.Context, loc workflow.Locale, n *workflow.Notice) (content, error) {
	if n.Kind == workflow.NoticeUnknownCalls {
		f, err := c.desk.UnknownCalls(ctx, n.Window)
		if err != nil {
			return content{}, err
		}
		if f.Count.Reports == 0 && !stands(n) {
			return content{moot: "the cause of the calls was found"}, nil
		}
		return content{message: render.UnknownCalls(loc, f)}, nil
	}
	f, err := c.desk.Release(ctx, n.Release)
	if err != nil {
		return content{}, err
	}
	var e workflow.Entry
	if n.Entry != 0 {
		var ok bool
		if e, ok = entry(&f.Release, n.Entry); !ok {
			return content{moot: mootNoEntry}, nil
		}
		if _, answered := f.Release.AnswerToCalls(n.Entry); answered && !stands(n) {
			return content{moot: "somebody decided already what is done about the calls"}, nil
		}
	}
	return content{message: render.Calls(loc, f, e, n.Person)}, nil
}

// question writes what concerns a question of the front line.
func (c *composer) question(ctx context.Context, loc workflow.Locale, n *workflow.Notice) (content, error) {
	f, err := c.desk.Question(ctx, n.Window, n.About)
	if err != nil {
		return content{}, err
	}
	switch n.Kind {
	case workflow.NoticeQuestion:
		if !f.Question.Open() && !stands(n) {
			return content{moot: "it was answered"}, nil
		}
		return content{message: render.Question(loc, f)}, nil
	case workflow.NoticeRemindAnswer:
		if !f.Question.Open() {
			return content{moot: "it was answered"}, nil
		}
		return content{message: render.RemindAnswer(loc, f)}, nil
	case workflow.NoticeAnswered:
		return content{message: render.Answered(loc, f)}, nil
	}
	return content{message: render.QuestionSaid(loc, f, n.Lead)}, nil
}
