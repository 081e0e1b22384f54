package render

// conflictWords: what stands in the way, ways round it, and overriding it.
type conflictWords struct {
	instead        string
	afterRelease   string
	startAnyway    string
	anyway         reasonWords
	anywayBox      string
	anywayLabel    string
	startedDespite string // a sentence of the thread
	movedDespite   string
	movedToDespite string
	liveDespite    string            // of the card's second line
	findingWho     map[string]string // by rule: what the people named can do
	overrode       map[string]string // by rule
	against        map[string]string // by rule, in a list of windows
	softFreeze     string
}

var enConflicts = conflictWords{
	instead:      "instead {1}",
	afterRelease: "after {1}",
	startAnyway:  "Start anyway…",
	anyway: reasonWords{"Start anyway", "Start anyway", "Why now?", "It is told in the thread, and stays in the history with what stood in the way.",
		"You start it in spite of this."},
	anywayBox:      "Move it there all the same",
	anywayLabel:    "If something stands in the way",
	startedDespite: "{1} started in spite of {2}.",
	movedDespite:   "{1} moved it from {2} to {3} in spite of {4}.",
	movedToDespite: "{1} moved it to {3} in spite of {4}.",
	liveDespite:    "*Going live* since {1}, started by {2} in spite of {3}.",
	findingWho: map[string]string{
		"freeze": "{1} can override it", "blackout": "{1} can override it", "dependency": "ask {1}", "environment": "ask {1}",
	},
	overrode: map[string]string{
		"freeze": "a freeze", "blackout": "a key account that must not be disturbed", "dependency": "{1}, which was to go first",
		"system": "another change of the system", "environment": "a booked environment", "implementer": "another go-live of its implementer",
		"approver": "another window of its approver", "absence": "an absence", "coverage": "a briefing that too few have read",
	},
	against:    map[string]string{"freeze": "frozen", "blackout": "key account: do not disturb", "capacity": "too few risk points left"},
	softFreeze: "soft freeze",
}
