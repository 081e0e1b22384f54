package render

// intakeWords: what schedules ask for, what goes through by rule, templates, and how
// the form classifies.
type intakeWords struct {
	bySchedule     string
	byScheduleRule string
	inTheName      string
	asked          string

	notAsked      string
	notAskedWhen  string
	notAskedHow   string
	notAskedNext  string
	openSchedule  string
	openTemplate  string
	through       string
	noApproval    string
	labelApproval string
}

var enIntake = intakeWords{
	bySchedule:     "asked by schedule {1}",
	byScheduleRule: "asked by schedule {1}, {2}",
	inTheName:      "in the name of {1}",
	asked:          "The schedule {1} asked for it, in the name of {2}.",

	notAsked:      "{1} could not be asked for",
	notAskedWhen:  "It was due {1} ({2}).",
	notAskedHow:   "Once that is mended it is asked for within a minute.",
	notAskedNext:  "Once that is mended it is asked for within a minute; else its next turn is {1}.",
	openSchedule:  "Open the schedule",
	openTemplate:  "Open the template",
	through:       "Let through by rule. {1}",
	noApproval:    "not needed: {1}",
	labelApproval: "Approval",
}
