package render

import (
	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// Trouble tells a release manager that a notice could not be delivered, why,
// and what mends it. dead is that notice.
func Trouble(dead workflow.Notice) Message {
	said := undelivered(dead)
	return build(said, []slack.Block{
		rich(l(emoji("warning"), " ", bold(said)), l(remedy(dead.Delivery.Problem)), fill(en.slackSays, typed(dead.Delivery.Problem, reasonMax))),
		slack.NewActionBlock("", button(action.Click{ID: action.RetryNotice, Notice: dead.ID}, en.sendAgain)),
	})
}

// undelivered says what could not be delivered to whom.
func undelivered(n workflow.Notice) line {
	what := l(en.notices[n.Kind])
	if n.Release != 0 {
		what = fill(en.noticeOf, what, n.Release)
	}
	switch {
	case n.Person != "":
		return fill(en.undeliveredTo, what, mention(n.Person, string(n.Person)))
	case n.Channel != "":
		return fill(en.undeliveredIn, what, channel(n))
	}
	return fill(en.undelivered, what)
}

// channel names the conversation: a policy's name as it is, an id as a link.
func channel(n workflow.Notice) span {
	id := n.Channel
	if n.Delivery.Message.Channel != "" {
		id = n.Delivery.Message.Channel
	}
	return span{channel: id}
}

// remedy says what a person can do about a refusal of Slack's.
func remedy(problem string) string {
	if s, ok := en.remedies[problem]; ok {
		return s
	}
	return en.remedy
}
