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

	riskScore      string
	riskAnswer     string
	follow         string
	offerUrgent    string
	makeUrgent     string
	decidesBecause string

	templateTitle    string
	templateSave     string
	templateReplace  string
	templateFrom     string
	templateEffect   string
	templateThere    string
	templateName     string
	templateNameHint string
	templatePre      string
	templateSaved    string
	anySystem        string
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

	riskScore:      "Risk {1} of {2}: {3}",
	riskAnswer:     "{1} (+{2})",
	follow:         "Make it {1}",
	offerUrgent:    "Does it mend a critical incident? As an emergency it needs no window, and who is on call is paged at once. What you typed stays.",
	makeUrgent:     "Make it an emergency",
	decidesBecause: "Nobody has to approve it: {1}.",

	templateTitle:    "Save as template",
	templateSave:     "Save",
	templateReplace:  "Replace",
	templateFrom:     "*{1}* {2}",
	templateEffect:   "Requests can start from it. Its window, day, tickets and evidence are left out.",
	templateThere:    "There is a template {1} already. Replacing it changes:",
	templateName:     "Name",
	templateNameHint: "By this name the form offers it. The name of an existing template replaces that one; you see what changes first.",
	templatePre:      "Pre-authorised: a standard change made from it needs none",
	templateSaved:    "{1} is a template now. The form offers it under “Start from”.",
	anySystem:        "Any system",
}
