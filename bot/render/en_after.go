package render

import "drumbeat/workflow"

var enAfter = afterWords{
	labelAftercare: "Aftercare", labelHandover: "Handover", labelFollowUps: "After the review", labelWatch: "Watch", labelClosing: "Before it is closed",
	labelService: "SLA class",

	watchedUntil: "until {1}",
	said:         map[workflow.Verdict]string{workflow.Stable: "stable, says {1}, {2}", workflow.Watching: "something is looked at, says {1}, {2}"},
	unanswered:   "no answer to the check-in of {1}",
	asked:        "{1} was asked {2}, no answer yet",

	progress:     "{1} of {2} done",
	next:         "next: {1}",
	noOwner:      "nobody yet",
	overdueSome:  "*{1} overdue*",
	complete:     "complete",
	completeFor:  "complete, {1} can accept it",
	accepted:     "accepted by {1}, {2}",
	sentBack:     "sent back by {1}: {2}",
	sentBackList: "{1} sent it back {2}: {3}",
	allDone:      "all done",

	nextHandover:  "its handover. It closes by itself once that is accepted and it has been watched for long enough.",
	nextFollowUps: "what its review asked for. It closes by itself once that is done and it has been watched for long enough.",

	taskDone:     "{1} · {2}, {3}",
	taskDoneNo:   "{1} · done",
	taskDue:      "by {1}",
	taskOverdue:  "overdue since {1}",
	taskOptional: "not needed to close",

	eventBegan:  "The handover begins: {1} things to do.",
	eventDone:   "{1}: “{2}” is done. {3}",
	eventOpen:   "{1}: “{2}” is open again.",
	eventOwner:  "{1} gave “{2}” to {3}.",
	eventDue:    "{1}: “{2}” is due {3}.",
	eventNoDue:  "{1}: “{2}” has no date any more.",
	eventText:   "{1} changed what shows that “{2}” is done. {3}",
	eventReturn: "{1} sent the handover back. Open again: {2}.",
	eventCheckIn: map[workflow.Verdict]string{
		workflow.Stable: "{1}, {2} after go-live: stable.", workflow.Watching: "{1}, {2} after go-live: something is looked at.",
	},
	eventRate: "{1} gave it {2} of 5.",
	watchOver: "Aftercare is over.",

	yours: map[workflow.Action]string{
		workflow.ActHandOver: "{1} is live. Of its handover this is yours:", workflow.ActFollowUp: "From the review of {1} this is yours:",
	},
	yoursDone: map[workflow.Action]string{
		workflow.ActHandOver: "Your part of the handover of {1} is done.", workflow.ActFollowUp: "What was yours from the review of {1} is done.",
	},
	yoursBack:     "{1} sent it back: {2}",
	returnedBy:    "{1} sent the handover back, {2}.",
	yoursGone:     "Nothing is left for you to do for {1}.",
	acceptAsk:     "{1} is handed over to {2}",
	acceptHow:     "Everything on the checklist is done. If it is good enough to run it, accept it; else send back what is not.",
	acceptReopen:  "It is open again. You are asked once more when it is complete.",
	acceptedYou:   "You accepted the handover, {1}.",
	acceptedOther: "{1} accepted the handover, {2}.",
	returnedYou:   "You sent it back, {1}: {2}",
	returnedOther: "{1} sent it back, {2}: {3}",

	checkAsk:    "{1} has been live for {2}. How is it doing?",
	checkStable: "Stable",
	checkWatch:  "Watching something",
	checkYouSaid: map[workflow.Verdict]string{
		workflow.Stable: "You said that it is stable, {1}.", workflow.Watching: "You said that something is looked at, {1}. Say so when it is stable.",
	},
	checkOther: map[workflow.Verdict]string{
		workflow.Stable: "{1} said that it is stable, {2}.", workflow.Watching: "{1} said that something is looked at, {2}.",
	},
	checkSilent: "Nobody answered this check-in.",
	checkMoot:   "This is not asked any more.",

	rateAsk:    "{1} is closed. How satisfied are you with it?",
	rateHow:    "1 is not at all, 5 is very. You are asked once.",
	rateYou:    "You gave {1} of 5. Thank you.",
	rateWhy:    "Say why…",
	rateTitle:  "How satisfied?",
	rateSend:   "Send",
	rateFigure: input{"How satisfied are you with it?", "", "Choose"},
	rateWords:  input{"Why", "A sentence, if you like. It is in the history of the release.", ""},
	rateNames:  [workflow.MostStars]string{"1: not at all", "2", "3: so-so", "4", "5: very"},

	chaseOne:     "One thing is due for you after a go-live",
	chaseMany:    "{1} things are due for you after go-lives",
	chaseAccept:  "the handover waits for you to accept it since {1}",
	chaseOverdue: "overdue since {1}",
	chaseToday:   "due today",
	lateHead:     "What {1} needs after go-live is long overdue",

	tasksTitle:  map[workflow.Action]string{workflow.ActHandOver: "Handover", workflow.ActFollowUp: "After the review"},
	tasksIntro:  map[workflow.Action]string{workflow.ActHandOver: "It is closed once this is done and accepted.", workflow.ActFollowUp: "It is closed once this is done."},
	tasksSaved:  "Saved.",
	tasksChange: "Change",
	taskTitle:   "Change",
	taskSave:    "Save",
	taskInputs: map[workflow.Field]input{
		workflow.FieldDone:     {"Is it done?", "", ""},
		workflow.FieldEvidence: {"By what can that be seen?", "A link or a sentence: where the document is, who was there.", ""},
		workflow.FieldOwner:    {"Who does it", "", ""},
		workflow.FieldDue:      {"By", "They are reminded on the morning of that day, and after it. Empty: no date.", ""},
	},
	taskYes:     "Yes, it is done",
	returnTitle: "Send back",
	returnSend:  "Send back",
	returnItems: input{"What is not good enough?", "These are open again, and whoever does them is told.", "Choose"},
	returnWhy:   input{"Why", "What is missing, so that it is good enough next time.", ""},

	listMine:   "*Open handovers that you have to do with: {1}*",
	listAll:    "*Open handovers: {1}*",
	listNone:   "No handover is open.",
	listNoneBy: "You have to do with no open handover.",
	listOpen:   "Open",

	closing: map[string]string{
		"aftercare": "aftercare", "check-in": "an answer to the check-in", "review": "the review", "follow-ups": "what the review asked for",
		"handover": "the handover", "acceptance": "that the handover is accepted",
	},
	closingOpen:  "Still open: {1}.",
	closingDone:  "Nothing stands in the way of closing it.",
	closingUntil: "{1} (until {2})",
}
