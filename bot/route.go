package bot

import (
	"context"
	"strings"
	"unicode"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// conversation answers one kind of request.
type conversation func(b *Bot, ctx context.Context, r *request, c action.Click) (answer, error)

// route finds the conversation of a request. Everything that Slack can send has
// one; what nobody knows (any more) is told so.
func (b *Bot) route(ctx context.Context, r *request) (answer, error) {
	switch r.kind {
	case kindCommand:
		if r.name != CommandRelease {
			return answer{}, workflow.Refuse(workflow.CodeInvalid, "Drumbeat listens to %s, not to this command.", CommandRelease)
		}
		return b.command(ctx, r, r.text)
	case kindShortcut:
		return b.shortcut(ctx, r)
	case kindClick:
		return b.click(ctx, r)
	case kindSubmission:
		return b.submission(ctx, r)
	case kindClosed:
		return b.formClosed(r), nil
	case kindEvent:
		if r.home {
			return b.homeOpened(r), nil
		}
	}
	return answer{outcome: "ignored"}, nil
}

// clicks has the conversation of every button; the actions on a release are in
// actions.
var clicks = map[string]conversation{
	action.Show:         (*Bot).show,
	action.Details:      (*Bot).details,
	action.Why:          (*Bot).why,
	action.AskFor:       (*Bot).askFor,
	action.Mine:         (*Bot).mine,
	action.List:         (*Bot).list,
	action.Help:         (*Bot).help,
	action.Queue:        (*Bot).queueTurned,
	action.Metrics:      (*Bot).metrics,
	action.Chart:        (*Bot).sendChart,
	action.Bulk:         (*Bot).askSeveral,
	action.Discard:      (*Bot).discard,
	action.Bundle:       (*Bot).askBundle,
	action.SaveTemplate: (*Bot).askTemplate,
	action.Again:        (*Bot).again,
	action.Read:         (*Bot).read,
	action.RetryNotice:  (*Bot).retryNotice,
	action.EnvShow:      (*Bot).showStreets,
	action.EnvBook:      (*Bot).askBooking,
	action.EnvExtend:    (*Bot).askExtend,
	action.EnvBack:      (*Bot).giveBack,
	action.Calendar:     (*Bot).calendar,
	action.Windows:      (*Bot).windows,
	action.Freezes:      (*Bot).freezes,
	action.ShowWindow:   (*Bot).showWindow,
	action.Emergency:    (*Bot).askUrgently,
	action.Away:         (*Bot).askAway,
	action.Back:         (*Bot).endAbsence,
	action.Task:         (*Bot).askTask,
	action.CheckIn:      (*Bot).checkIn,
	action.Rate:         (*Bot).rate,
	action.RateWords:    (*Bot).askRate,
	action.Handovers:    (*Bot).handovers,

	action.CustomersCall: (*Bot).askCalls,
	action.Customers:     (*Bot).askCustomers,
	action.CallCause:     (*Bot).callCause,
	action.Question:      (*Bot).askQuestion,
	action.Answer:        (*Bot).askAnswer,

	action.Settings:         (*Bot).settings,
	action.SettingsPart:     (*Bot).settingsPart,
	action.SettingsItem:     (*Bot).settingsForm,
	action.SettingsAdd:      (*Bot).settingsForm,
	action.SettingsBring:    (*Bot).settingsForm,
	action.SettingsRemove:   (*Bot).settingsTurn,
	action.SettingsBack:     (*Bot).settingsTurn,
	action.SettingsVersions: (*Bot).settingsVersions,
}

// actions has the conversation of every action that starts with a click.
var actions = map[workflow.Action]conversation{
	workflow.ActTriage:            (*Bot).run,
	workflow.ActApprove:           (*Bot).run,
	workflow.ActTake:              (*Bot).run,
	workflow.ActWithdrawRejection: (*Bot).run,
	workflow.ActReject:            (*Bot).askReason,
	workflow.ActAskChanges:        (*Bot).askReason,
	workflow.ActStart:             (*Bot).start,
	workflow.ActLive:              (*Bot).run,
	workflow.ActClose:             (*Bot).close,
	workflow.ActNudge:             (*Bot).nudge,
	workflow.ActReview:            (*Bot).askReview,
	workflow.ActHandOver:          (*Bot).showTasks,
	workflow.ActFollowUp:          (*Bot).showTasks,
	workflow.ActAcceptHandover:    (*Bot).run,
	workflow.ActReturnHandover:    (*Bot).askReturn,
	workflow.ActPostpone:          (*Bot).askReason,
	workflow.ActRollBack:          (*Bot).askReason,
	workflow.ActWithdraw:          (*Bot).askReason,
	workflow.ActMove:              (*Bot).askMove,
	workflow.ActSignOff:           (*Bot).askSignOff,
	workflow.ActEdit:              (*Bot).editForm,
	workflow.ActResubmit:          (*Bot).editForm,
	workflow.ActEndorse:           (*Bot).run,
	workflow.ActReorder:           (*Bot).askPlace,
	workflow.ActMerge:             (*Bot).askMerge,
	workflow.ActKnownIssue:        (*Bot).askKnown,
	workflow.ActKnownOver:         (*Bot).run,
	workflow.ActCorrect:           (*Bot).askCorrection,
	workflow.ActIgnoreCalls:       (*Bot).askReason,
}

func (b *Bot) click(ctx context.Context, r *request) (answer, error) {
	if f, ok := action.FormField(r.name); ok {
		return b.adapt(r, f)
	}
	c, err := action.FromBlock(r.action)
	if err != nil {
		return answer{}, err
	}
	talk := clicks[c.ID]
	if c.Action != "" {
		talk = actions[c.Action]
	}
	if c.Package != "" {
		talk = (*Bot).together
	}
	if talk == nil {
		return answer{}, workflow.Refuse(workflow.CodeInvalid, "Drumbeat does not know this button any more. Open the release again: /release list.")
	}
	r.name = c.ID // of a menu, what was chosen
	r.about = c.Release
	return talk(b, ctx, r, c)
}

func (b *Bot) submission(ctx context.Context, r *request) (answer, error) {
	switch r.view.callback {
	case action.SettingsFormModal:
		return b.submitSettings(ctx, r)
	case action.SettingsMenuModal, action.SettingsListModal:
		return answer{outcome: "ignored"}, nil
	case action.PackageModal:
		return b.submitPackage(ctx, r)
	case action.TemplateModal:
		return b.submitTemplate(ctx, r)
	}
	m, err := action.ParseModal(r.view.callback, r.view.metadata)
	if err != nil {
		return answer{}, err
	}
	r.about = m.Release
	switch r.view.callback {
	case action.FormModal:
		return b.submitForm(ctx, r, m)
	case action.ReasonModal:
		return b.submitReason(ctx, r, m)
	case action.AnywayModal:
		return b.submitAnyway(ctx, r, m)
	case action.MoveModal:
		return b.submitMove(ctx, r, m)
	case action.SignOffModal:
		return b.submitSignOff(ctx, r, m)
	case action.BookModal, action.ExtendModal, action.BackModal:
		return b.submitBooking(ctx, r, m)
	case action.ReorderModal:
		return b.submitPlace(ctx, r, m)
	case action.MergeModal:
		return b.submitMerge(ctx, r, m)
	case action.BundleModal:
		return b.submitBundle(ctx, r, m)
	case action.BulkModal:
		return b.submitSeveral(ctx, r, m)
	case action.ReviewModal:
		return b.submitReview(ctx, r, m)
	case action.AwayModal:
		return b.submitAway(ctx, r, m)
	case action.CallsModal:
		return b.submitCalls(ctx, r, m)
	case action.CustomersModal:
		return b.submitCustomers(ctx, r, m)
	case action.QuestionModal:
		return b.submitQuestion(ctx, r, m)
	case action.AnswerModal:
		return b.submitAnswer(ctx, r, m)
	case action.KnownModal:
		return b.submitKnown(ctx, r, m)
	case action.CorrectModal:
		return b.submitCorrection(ctx, r, m)
	case action.TaskModal:
		return b.submitTask(ctx, r, m)
	case action.ReturnModal:
		return b.submitReturn(ctx, r, m)
	case action.RateModal:
		return b.submitRate(ctx, r, m)
	}
	return answer{outcome: "ignored"}, nil // nothing is submitted in what only shows
}

// commands has the words after /release that stand alone.
var commands = map[string]conversation{
	"freeze": (*Bot).freezes,
	"list":   (*Bot).list,
	"mine":   (*Bot).mine,
	"help":   (*Bot).help,
	"menu":   (*Bot).menu,
	"away":   (*Bot).askAway,

	"handover": (*Bot).handovers,

	"settings": (*Bot).settings,
}

// words lists the commands that a slip of the finger may have meant.
var words = []string{"request", "again", "queue", "show", "why", "env", "list", "mine", "calendar", "window", "freeze", "away", "handover", "metrics", "emergency", "customers", "settings", "help", "menu"}

// synonyms are what people type for a command before they know it.
var synonyms = map[string]string{
	"new": "request", "ask": "request", "create": "request", "ls": "list", "all": "list", "open": "list",
	"windows": "window", "freezes": "freeze", "frozen": "freeze", "cal": "calendar", "agenda": "calendar",
	"metric": "metrics", "report": "metrics", "figures": "metrics", "stats": "metrics", "statistics": "metrics", "kpi": "metrics", "dora": "metrics",
	"calls": "customers", "call": "customers", "complaint": "customers", "complaints": "customers", "customer": "customers",
	"handovers": "handover", "checklist": "handover", "absent": "away", "holiday": "away", "incident": "emergency",
	"policy": "settings", "config": "settings", "setting": "settings", "setup": "settings",
	"my": "mine", "me": "mine", "status": "show", "view": "show", "environment": "env", "environments": "env", "envs": "env", "book": "env", "booking": "env", "bookings": "env", "?": "help", "-h": "help", "--help": "help",
}

// command answers what was typed after /release: a word, a number, or nothing.
func (b *Bot) command(ctx context.Context, r *request, text string) (answer, error) {
	word, rest := split(text)
	if word == "" {
		return b.menu(ctx, r, action.Click{})
	}
	if s, ok := synonyms[word]; ok {
		word = s
	}
	r.name = CommandRelease + " " + word
	switch word {
	case "request":
		return b.request(ctx, r, rest)
	case "queue":
		return b.queue(ctx, r, rest)
	case "emergency":
		return b.emergency(ctx, r, rest)
	case "customers":
		return b.customers(ctx, r, rest)
	case "window":
		return b.windowsOf(ctx, r, rest)
	case "calendar":
		return b.calendarOf(ctx, r, rest)
	case "metrics":
		return b.metricsOf(ctx, r, rest)
	case "again":
		return b.askAgain(ctx, r, rest)
	case "show":
		return b.lookAt(ctx, r, rest)
	case "why":
		return b.askWhy(ctx, r, rest)
	case "env":
		return b.streetsOf(ctx, r, rest)
	}
	if talk := commands[word]; talk != nil {
		return talk(b, ctx, r, action.Click{})
	}
	r.name = CommandRelease // what was typed is not for the log
	if n, err := workflow.ParseNumber(text); err == nil {
		return b.show(ctx, r, action.Click{Release: n})
	}
	return unknownWord(r, text, word, rest), nil
}

// split takes the first word of what was typed, in small letters.
func split(text string) (word, rest string) {
	word = strings.TrimSpace(text)
	if i := strings.IndexFunc(word, unicode.IsSpace); i >= 0 {
		word, rest = word[:i], strings.TrimSpace(word[i:])
	}
	return strings.ToLower(word), rest
}
