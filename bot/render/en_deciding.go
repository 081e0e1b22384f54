package render

import "drumbeat/workflow"

// decidingWords: who decides for whom and until when, reminders, absence, review.
type decidingWords struct {
	personFor     string
	awayUntil     string
	hoursLeftOne  string
	hoursLeft     string
	minutesLeft   string
	hoursOverOne  string
	hoursOver     string
	hoursGivenOne string
	hoursGiven    string
	emergencyLeft string
	alwaysLeft    string
	alwaysOver    string

	askedFor        string
	askedEscalated  string
	backAgain       string
	approvedFor     string
	eventAway       string
	eventAwayNobody string
	doneFor         string
	eventBack       string
	eventAsked      string
	eventAskedMany  string
	againRejection  string
	againBack       string
	again           string
	overdue         string
	overdueNobody   string

	reminds          string
	reminded         string
	remindedBy       string
	remindedNow      string
	remindedThen     string
	remindedNot      string
	willBeReminded   string
	labelReminded    string
	labelReview      string
	notStarted       string
	notStartedStart  string
	notStartedAsk    string
	reviewAsk        string
	reviewDue        string
	reviewOverdue    string
	reviewHeld       string
	nextReview       string
	reviewTitle      string
	reviewSubmit     string
	reviewIntro      string
	reviewInputs     map[workflow.Field]input
	reviewHeading    map[workflow.Field]string
	reviewBeforeBack string

	awayButton   string
	awayTitle    string
	awaySubmit   string
	awayIntro    string
	awayNow      string
	awayLater    string
	awayOther    string
	awayNobody   string
	awayEnd      string
	awayInputs   map[workflow.Field]input
	awayNoted    string
	awayNotedFor string
	awayThen     string
	awayThenNone string
	awayInstead  string
	backNoted    string
	backNotedFor string
	standIn      string
	standInThen  string

	emergencyButton string
}

var enDeciding = decidingWords{
	personFor:     "{1} for {2}",
	awayUntil:     "{1} (away until {2})",
	hoursLeftOne:  "in 1 working hour",
	hoursLeft:     "in {1} working hours",
	minutesLeft:   "in {1} min",
	hoursOverOne:  "for 1 working hour",
	hoursOver:     "for {1} working hours",
	hoursGivenOne: "1 working hour",
	hoursGiven:    "{1} working hours",
	emergencyLeft: "in {1}",
	alwaysLeft:    "in {1}, around the clock",
	alwaysOver:    "for {1}, around the clock",

	askedFor:        "In the place of {1}, who is away until {2}",
	askedEscalated:  "Nobody has decided for {1} in time: you are asked too",
	backAgain:       "{1} is back and decides again.",
	approvedFor:     "{1} for {2}",
	eventAway:       "{1} is away. {2} decides instead.",
	eventAwayNobody: "{1} is away. Nobody decides instead any more.",
	doneFor:         "In the place of {1}.",
	eventBack:       "{1} is back and is asked again.",
	eventAsked:      "The decision is overdue. {1} is asked too.",
	eventAskedMany:  "The decision is overdue. {1} are asked too.",
	againRejection:  "{1} took the rejection back: {2} waits for your decision again.",
	againBack:       "You are back: {1} waits for your decision.",
	again:           "{1} waits for your decision again.",
	overdue:         "The decision on {1} is overdue, and nobody is left to be asked.",
	overdueNobody:   "Decide who decides: name a substitute in the settings, or talk to them.",

	reminds:         "{1} asks you to decide",
	reminded:        "{1} reminded {2}",
	remindedBy:      "{1} ({2})",
	remindedNow:     "{1} now",
	remindedThen:    "{1} at {2}, in their working hours",
	remindedNot:     "{1} was reminded {2}; again from {3}",
	willBeReminded:  "{1} will be reminded {2}",
	labelReminded:   "Reminded",
	labelReview:     "Review",
	notStarted:      "{1} was approved {2} and has not been started.",
	notStartedStart: "You can start it. If it is not needed any more, withdraw it.",
	notStartedAsk:   "{1} can start it.",
	reviewAsk:       "Hold the review of {1}",
	reviewDue:       "due before {1}",
	reviewOverdue:   "overdue since {1}",
	reviewHeld:      "held by {1}, {2}",
	nextReview:      "hold the review. When it has been watched for long enough it closes by itself.",
	reviewTitle:     "Review",
	reviewSubmit:    "Keep the review",
	reviewIntro:     "It stays in the history, for everybody who reads it. It is closed after that.",
	reviewInputs: map[workflow.Field]input{
		workflow.FieldHappened: {"What happened", "What customers noticed, from when to when.", ""},
		workflow.FieldCause:    {"The cause", "Why it could happen, not who did it.", ""},
		workflow.FieldActions:  {"What is done about it", "Who does what until when, so that it does not happen again.", ""},
	},
	reviewHeading: map[workflow.Field]string{
		workflow.FieldHappened: "What happened", workflow.FieldCause: "The cause", workflow.FieldActions: "What is done about it",
	},
	reviewBeforeBack: "What happened, what the cause was, what is done about it: three sentences are enough.",

	awayButton: "I am away…",
	awayTitle:  "Away",
	awaySubmit: "Save",
	awayIntro:  "While you are away, what would be asked of you is asked of your substitute, who decides in your place. You can still decide yourself.",
	awayNow:    "*Away* until {1}. {2}",
	awayLater:  "*Away* from {1} until {2}. {3}",
	awayOther:  "{1}: {2}",
	awayNobody: "No substitute of your own: where nobody else of a role can decide, its substitutes are asked.",
	awayEnd:    "Not away",
	awayInputs: map[workflow.Field]input{
		workflow.FieldPerson:     {"Who is away", "", ""},
		workflow.FieldFrom:       {"First day away", "", ""},
		workflow.FieldBack:       {"First day back", "", ""},
		workflow.FieldSubstitute: {"Who decides instead", "Empty: the substitutes of your roles.", ""},
	},
	awayNoted:    "Noted: you are away from {1} until {2}.",
	awayNotedFor: "Noted: {3} is away from {1} until {2}.",
	awayThen:     "{1} decides instead. What waits already is passed on within a minute.",
	awayInstead:  "{1} decides instead.",
	awayThenNone: "Where nobody else can decide, the substitutes of the role are asked.",
	backNoted:    "Noted: you are not away. What waits is asked of you again within a minute.",
	backNotedFor: "Noted: {1} is not away. What waits is asked of them again within a minute.",
	standIn:      "You decide for {1} from {2} until {3}.",
	standInThen:  "What would be asked of {1} is asked of you. Nothing is to be done now.",

	emergencyButton: "Report an emergency",
}
