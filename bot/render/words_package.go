package render

import "drumbeat/workflow"

// windowWords: windows in the request form and page by page.
type windowWords struct {
	ridesMaintenance string
	nextPage         string
}

var enWindows = windowWords{
	ridesMaintenance: "Small standard changes to this system ride with its regular maintenance.",
	nextPage:         "Page {1} of {2}",
}

// packageWords: a package as one thing to start, postpone and move.
type packageWords struct {
	verbs     map[workflow.Action]string // of the buttons
	forms     map[workflow.Action]reasonWords
	sure      string
	sureText  string
	yes       string
	moveTo    string
	done      map[workflow.Action]string
	nothing   map[workflow.Action]string
	notDone   string
	nowIn     string
	nowNone   string
	start     string
	after     string
	noTarget  string
	windows   string
	noWindows string
	change    string
	addWindow string
}

var enPackage = packageWords{
	verbs: map[workflow.Action]string{workflow.ActStart: "Start all ({1})", workflow.ActPostpone: "Postpone all", workflow.ActMove: "Move all to…"},
	forms: map[workflow.Action]reasonWords{
		workflow.ActPostpone: {"Postpone all", "Postpone all", "Why?", "Each requester is told, and it stays in the history.", "Each moves to the next window with room. Approvals are kept."},
		workflow.ActMove:     {"Move all", "Move all", "Why?", "Each requester is told, and it stays in the history.", "Each moves to the window you choose, as long as there is room. Approvals are kept."},
	},
	sure:     "Start all of them?",
	sureText: "Every release that is ready starts now, what others start after first: {1}. Those that are not stay as they are, and you read why.",
	yes:      "Start all",
	moveTo:   "Move them to",
	done: map[workflow.Action]string{
		workflow.ActStart: "You started {1} of {2} in {3}.", workflow.ActPostpone: "You postponed {1} of {2} from {3}.", workflow.ActMove: "You moved {1} of {2} from {3}.",
	},
	nothing: map[workflow.Action]string{
		workflow.ActStart: "Nothing was started in {1}.", workflow.ActPostpone: "Nothing was postponed from {1}.", workflow.ActMove: "Nothing was moved from {1}.",
	},
	notDone: "not: {1}",
	nowIn:   "now {1}",
	nowNone: "no window has room",
	start:   "started",
	after:   "starts after {1}",
	windows: "Windows", noWindows: "No heartbeat has a window in the next 60 days.", change: "Change", addWindow: "Add an extra window",
	noTarget: "There is no other window with a free place. A release manager can add one: /release window.",
}
