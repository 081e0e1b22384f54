package render

import (
	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// Trouble tells a release manager that a notice could not be delivered, why,
// and what mends it. dead is that notice.
func Trouble(loc workflow.Locale, dead workflow.Notice) Message {
	w := wordsOf(loc)
	said := undelivered(w, dead)
	return build(w, said, []slack.Block{
		rich(l(emoji("warning"), " ", bold(said)), l(remedy(w, dead.Delivery.Problem)), fill(w.slackSays, typed(dead.Delivery.Problem, reasonMax))),
		slack.NewActionBlock("", button(action.Click{ID: action.RetryNotice, Notice: dead.ID}, w.sendAgain)),
	})
}

// undelivered says what could not be delivered to whom.
func undelivered(w *words, n workflow.Notice) line {
	what := l(w.notices[n.Kind])
	if n.Release != 0 {
		what = fill(w.noticeOf, what, n.Release)
	}
	switch {
	case n.Person != "":
		return fill(w.undeliveredTo, what, mention(n.Person, string(n.Person)))
	case n.Channel != "":
		return fill(w.undeliveredIn, what, channel(n))
	}
	return fill(w.undelivered, what)
}

// channel names the conversation: a policy's name as it is, an id as a link.
func channel(n workflow.Notice) span {
	id := n.Channel
	if n.Delivery.Message.Channel != "" {
		id = n.Delivery.Message.Channel
	}
	return span{to: &mentioned{channel: id}}
}

// remedy says what a person can do about a refusal of Slack's.
func remedy(w *words, problem string) string {
	if s, ok := w.remedies[problem]; ok {
		return s
	}
	return w.remedy
}
