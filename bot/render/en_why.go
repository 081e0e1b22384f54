package render

import "drumbeat/workflow"

// answers: why something can or cannot go live.
type answers struct {
	whySupposed    map[workflow.ChangeType]string
	whySupposedNow string
	whyYes         string
	whyNow         string
	whyNotNow      string
	whyNotYet      string
	whyNo          string
	whyNoWindow    string
	whyEarliest    string
	whyUntil       string
	whyNobodyKnows string
	whyNoneOn      string
	whyNoneAt      string
	whyNoneFrom    string
	whyWaits       string
	whyWaitsSome   string
	whyNeeds       string
	whyAsked       string
	whyReminded    string
	whyRemind      string
	whyMove        string
	whyEdit        string
	whyMore        string
}

var enAnswers = answers{
	whySupposed: map[workflow.ChangeType]string{
		workflow.Standard: "A standard change to {1}", workflow.Normal: "A normal change to {1}",
		workflow.Major: "A major change to {1}", workflow.Emergency: "An emergency on {1}",
	},
	whySupposedNow: "{1} can go live at any time, in no window, once it is approved.",
	whyYes:         "{1} can go live {2}.",
	whyNow:         "{1} can start now.",
	whyNotNow:      "{1} cannot start yet. As an emergency it needs no window.",
	whyNotYet:      "{1} can go live {2} once these pass.",
	whyNo:          "{1} cannot go live {2}.",
	whyNoWindow:    "{1} has no window yet.",
	whyEarliest:    "Earliest: {1}",
	whyUntil:       "Nor in any other window until {1}.",
	whyNobodyKnows: "Nobody can say when it can.",
	whyNoneOn:      "No window of {1} opens on {2}; this is about the next one.",
	whyNoneAt:      "{1} has no window at {2}; this is about the next one.",
	whyNoneFrom:    "No window of {1} opens from {2} to {3}; this is about the next one.",
	whyWaits:       "Waits for {1}",
	whyWaitsSome:   "{1} of {2} given, waits for {3}",
	whyNeeds:       "Needed from {1}",
	whyAsked:       "asked {1}",
	whyReminded:    "asked {1}, reminded {2}",
	whyRemind:      "Remind {1}",
	whyMove:        "Move to {1}",
	whyEdit:        "Ask for {1}",
	whyMore:        "and {1} more",
}
