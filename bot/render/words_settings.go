package render

// settingsWords: the policy, where it is looked at and changed.
type settingsWords struct {
	settings            string
	settingsHead        string
	settingsReadOnly    string
	settingsVersion     string
	settingsOpen        string
	settingsEdit        string
	settingsAdd         string
	settingsNone        string
	settingsNew         string
	settingsRemove      string
	settingsRemoveHead  string
	settingsBring       string
	settingsBringHead   string
	settingsVersions    string
	settingsVersionsHow string
	settingsCurrent     string
	settingsNoChange    string
	settingsFirst       string
	settingsSave        string
	settingsWhy         string
	settingsWhyHint     string

	settingsShownWhy, settingsShownWhyHint string
	settingsCheck                          string
	settingsCheckHead                      string
	settingsChanges                        string
	settingsNothing                        string
	settingsMove                           string
	settingsMoveYes                        string
	settingsMoveNo                         string
	settingsBack                           string
	settingsSaved                          string
	settingsSavedMoves                     string
	settingsEarlier                        string
	settingsLater                          string
	settingsPage                           string
	settingsTo                             string
	settingsNoRoom                         string
	settingsChoose                         string
	settingsHits                           map[string]listWords
}

var enSettings = settingsWords{
	settings:            "Settings",
	settingsHead:        "How releases are judged, and by whom",
	settingsReadOnly:    "Release managers can change this; you can look at it.",
	settingsVersion:     "Version {1}, saved by {2} {3}: {4}",
	settingsOpen:        "Open",
	settingsEdit:        "Edit",
	settingsAdd:         "Add",
	settingsNone:        "Nothing is here yet.",
	settingsNew:         "New",
	settingsRemove:      "Remove…",
	settingsRemoveHead:  "Remove *{1}*?",
	settingsBring:       "Bring back",
	settingsBringHead:   "Bring *version {1}* back? It becomes the next version.",
	settingsVersions:    "Versions",
	settingsVersionsHow: "Each change is a version that is kept. An old one that is brought back becomes the next.",
	settingsCurrent:     "in force",
	settingsNoChange:    "nothing else changed",
	settingsFirst:       "the first that is kept",
	settingsSave:        "Save",
	settingsWhy:         "Why this change",
	settingsWhyHint:     "Kept with the version.",

	settingsShownWhy:     "Why",
	settingsShownWhyHint: "Shown to whoever it stops, and kept with the version.",

	settingsCheck:      "Before you save",
	settingsCheckHead:  "Not saved yet. Saving hits what is under way:",
	settingsChanges:    "Changes",
	settingsNothing:    "Nothing that is under way is hit.",
	settingsMove:       "What cannot stay in its window",
	settingsMoveYes:    "Move it to the next window with room, and tell its people",
	settingsMoveNo:     "Leave it where it is",
	settingsBack:       "Back to the fields",
	settingsSaved:      "Saved as version {1}.",
	settingsSavedMoves: "Saved as version {1}. What cannot stay in its window is being moved.",
	settingsEarlier:    "Previous",
	settingsLater:      "Next",
	settingsPage:       "{1} to {2} of {3}",
	settingsTo:         "free next: {1}",
	settingsNoRoom:     "no window has room",
	settingsChoose:     "Choose",
	settingsHits: map[string]listWords{
		"moves":     {none: "-", newest: "-", one: "1 release cannot stay in its window", many: "{1} releases cannot stay in their window"},
		"approvals": {none: "-", newest: "-", one: "1 release with other approvals", many: "{1} releases with other approvals"},
		"voided":    {none: "-", newest: "-", one: "1 approval given no longer counts", many: "{1} approvals given no longer count"},
		"misfits":   {none: "-", newest: "-", one: "1 request that is held or no longer fits", many: "{1} requests that are held or no longer fit"},
		"through":   {none: "-", newest: "-", one: "1 request that waits is let through", many: "{1} requests that wait are let through"},
		"briefings": {none: "-", newest: "-", one: "1 briefing already sent", many: "{1} briefings already sent"},
		"bookings":  {none: "-", newest: "-", one: "1 booking", many: "{1} bookings"},
		"schedules": {none: "-", newest: "-", one: "1 recurring request", many: "{1} recurring requests"},
	},
}
