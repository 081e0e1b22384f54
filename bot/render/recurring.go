package render

import (
	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// ruleIntakeConflict is the intake gate that is about the window asked for.
const ruleIntakeConflict = "intake:" + string(workflow.IntakeConflict)

// NotAsked tells a release manager that a schedule came due and that its change
// could not be asked for, why, and where that is mended.
func NotAsked(loc workflow.Locale, f workflow.RecurringFacts) Message {
	w := wordsOf(loc)
	s := f.Schedule
	head := fill(w.in.notAsked, typed(s.Name, nameMax))
	how := l(w.in.notAskedHow)
	if !f.Next.IsZero() {
		how = fill(w.in.notAskedNext, on(w, f.Next, s.Zone))
	}
	var why []line
	for _, p := range f.Problems {
		why = append(why, l(typed(w.say(p), reasonMax)))
	}
	blocks := []slack.Block{rich(l(emoji("warning"), " ", bold(head)), fill(w.in.notAskedWhen, on(w, f.Turn, s.Zone), typed(f.Rule, nameMax)))}
	if len(why) > 0 {
		blocks = append(blocks, slack.NewRichTextBlock("", bullets(few(w, why, mostFindings))))
	}
	row := []slack.BlockElement{button(action.Click{ID: action.SettingsItem, Part: "schedules", Item: s.Key}, w.in.openSchedule)}
	if s.Template != "" {
		b := button(action.Click{ID: action.SettingsItem, Part: "templates", Item: s.Template}, w.in.openTemplate)
		b.ActionID = action.Nth(action.SettingsItem, 1)
		row = append(row, b)
	}
	return build(w, head, append(blocks, rich(how), slack.NewActionBlock("", row...)))
}

// askedFor says who asked for it: a person, or a schedule in the name of one.
func (c card) askedFor() line {
	who := c.names().name(c.r.Requester)
	s := c.Schedule
	switch {
	case s == nil:
		return fill(c.w.askedBy, who)
	case s.Rule == "":
		return join(" · ", fill(c.w.in.bySchedule, typed(s.Name, nameMax)), fill(c.w.in.inTheName, who))
	}
	return join(" · ", fill(c.w.in.byScheduleRule, typed(s.Name, nameMax), typed(s.Rule, nameMax)), fill(c.w.in.inTheName, who))
}

// bySchedule names the schedule in a line of the queue.
func (c card) bySchedule() line {
	if c.Schedule == nil {
		return nil
	}
	if c.Schedule.Rule == "" {
		return fill(c.w.in.bySchedule, typed(c.Schedule.Name, nameMax))
	}
	return fill(c.w.in.byScheduleRule, typed(c.Schedule.Name, nameMax), typed(c.Schedule.Rule, nameMax))
}

// bornBySchedule is the first entry of what a schedule asked for.
func (c card) bornBySchedule(e workflow.Entry) line {
	said := fill(c.w.in.asked, typed(e.About, nameMax), c.names().name(e.For))
	return join(" ", said, l(sentenceEnd(paragraph(e.Reason, reasonMax))))
}

// needless says why it needs no approval, while that matters.
func (c card) needless() line {
	if c.NoApproval == "" || !c.open() || c.r.State == workflow.Submitted || c.r.State == workflow.Returned {
		return nil
	}
	return fill(c.w.in.noApproval, typed(c.w.say(c.NoApproval), nameMax*2))
}
