package render

import "drumbeat/workflow"

// queueWords: the queue, what is done in it, and what a request is put together from.
type queueWords struct {
	queueHead    string
	queueOne     string
	queueTriage  string
	queueOneWait string
	queueLate    string
	queueEndorse string
	queueNone    map[workflow.Lane]string
	queueEmpty   string
	queueLanes   map[workflow.Lane]string
	queueAll     string
	queueWhose   string
	queueMine    string
	queueEvery   string
	queueBehind  string
	queueAhead   string
	queueSeveral string
	queueBack    string
	queueBy      string
	queueWaits   string
	queueWaited  string
	queueOver    string
	queueDue     string

	queueOverAlways string
	queueDueAlways  string

	queueHours   string
	queueMinutes string
	queueReturn  string
	queueBundle  string
	queueNext    string
	queuePaused  string

	moreFields     string
	chooseAccounts string
	chooseTemplate string
	noTemplate     string
	preAuthorised  string
	draftOffered   string
	draftShown     string
	draftContinue  string
	draftAnew      string
	draftUntitled  string
	draftDiscard   string
	draftSure      string
	draftSureText  string

	waitsCoordinator string
	acceptedAlthough string
	inBundle         string
	mergedInto       string
	mergedHere       string
	endorsedBy       string

	asksEndorse  string
	endorsed     string
	endorseMoot  string
	endorseTitle string

	reorderChoose string
	reorderTop    string
	reorderEnd    string
	reorderAhead  string
	mergeInput    input
	spotInput     input
	chooseInput   input
	doInput       input
	bundleInput   input
	bulkReason    input
	bulkTitle     string
	bulkSubmit    string
	bulkEffect    string
	bulkDone      string
	bulkEach      string
	bulkActions   map[workflow.Action]string
}

var enQueue = queueWords{
	queueHead:    "{1} requests on their way",
	queueOne:     "1 request on its way",
	queueTriage:  "{1} wait for a release manager",
	queueOneWait: "1 waits for a release manager",
	queueLate:    "{1}, {2} late",
	queueEndorse: "{1} for a coordinator",
	queueNone: map[workflow.Lane]string{
		workflow.LaneEndorse: "Nothing waits for a coordinator.", workflow.LaneTriage: "Nothing waits for a release manager.",
		workflow.LaneReturned: "Nothing is back with its requester.", workflow.LaneDecide: "Nothing waits for approvals.", workflow.LaneReady: "Nothing is scheduled.",
	},
	queueEmpty: "Nothing is on its way.",
	queueLanes: map[workflow.Lane]string{
		workflow.LaneEndorse: "Waits for a coordinator", workflow.LaneTriage: "Waits for a release manager", workflow.LaneReturned: "Back with its requester",
		workflow.LaneDecide: "In approval", workflow.LaneReady: "Scheduled",
	},
	queueAll:     "All that is on its way",
	queueWhose:   "Whose",
	queueMine:    "Mine",
	queueEvery:   "Everybody's, all systems",
	queueBehind:  "Next",
	queueAhead:   "Previous",
	queueSeveral: "Several at once",
	queueBack:    "Back to the queue",
	queueBy:      "wanted by {1}",
	queueWaits:   "has waited {1}",
	queueWaited:  "has waited {1} of working time",
	queueOver:    "late by {1} of working time, since {2}",
	queueDue:     "{1} of working time left, until {2}",

	queueOverAlways: "late by {1}, around the clock, since {2}",
	queueDueAlways:  "{1} left, around the clock, until {2}",

	queueHours:   "{1} h",
	queueMinutes: "{1} min",
	queueReturn:  "returned: {1}",
	queueBundle:  "bundle {1}",
	queueNext:    "Asked for by itself next: {1}",
	queuePaused:  "{1} (paused)",

	moreFields:     "More fields",
	chooseAccounts: "Choose key accounts",
	chooseTemplate: "Choose a template",
	noTemplate:     "An empty form",
	preAuthorised:  "pre-authorised",
	draftOffered:   "You began a request {1} and did not send it: {2}",
	draftShown:     "This is the request that you began {1}.",
	draftContinue:  "Continue it",
	draftAnew:      "Start anew",
	draftUntitled:  "without a title yet",
	draftDiscard:   "Discard",
	draftSure:      "Discard it?",
	draftSureText:  "What you typed is gone then.",

	waitsCoordinator: "*Submitted.* Waits for its coordinator: {1}.",
	acceptedAlthough: "Although: {1}",
	inBundle:         "Bundle: {1}.",
	mergedInto:       "It goes on in {1}.",
	mergedHere:       "Merged into it: {1}",
	endorsedBy:       "endorsed by {1}",

	asksEndorse:  "{1} asks you to endorse {2}",
	endorsed:     "{1} endorsed it, {2}.",
	endorseMoot:  "It does not wait for you any more.",
	endorseTitle: "For {1}. Once you endorse it, it enters the queue.",

	reorderChoose: "Choose a place",
	reorderTop:    "At the top of the queue",
	reorderEnd:    "At the end of the queue",
	reorderAhead:  "Ahead of {1}",
	mergeInput:    input{"Goes on in", "The number of the other release. Both show where to find the other.", "REL-12"},
	spotInput:     input{"Where in the queue", "", ""},
	chooseInput:   input{"Which", "", ""},
	doInput:       input{"What", "", ""},
	bundleInput:   input{"Bundle", "Only for Endorse. A name under which they go live together, where that fits.", "Autumn fixes"},
	bulkReason:    input{"Reason", "Needed to ask for changes: each requester reads it.", ""},
	bulkTitle:     "Several at once",
	bulkSubmit:    "Do it",
	bulkEffect:    "Each is done by itself, and you are told what became of each.",
	bulkDone:      "{1} of {2} done.",
	bulkEach:      "{1}: {2}",
	bulkActions: map[workflow.Action]string{
		workflow.ActTriage: "Accept", workflow.ActAskChanges: "Ask for changes", workflow.ActEndorse: "Endorse",
	},
}
