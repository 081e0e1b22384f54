package render

import "drumbeat/workflow"

// frontWords: what the front line reports and asks, and what it is answered.
type frontWords struct {
	customersCall  string
	question       string
	labelCalls     string
	labelUnsure    string
	callsOne       string
	callsMany      string
	callsRecent    string
	callsRecentAll string
	hinderedOne    string
	hinderedMany   string
	stuckOne       string
	stuckMany      string
	callsLast      string
	said           string
	labelKnown     string
	knownUntil     string
	labelSayKnown  string

	callsTitle    string
	callsSubmit   string
	customersHint string
	lookUp        string
	notSure       string
	notSureSystem string
	harms         map[workflow.Harm]string
	howMany       [3]string
	inputs        map[workflow.Field]input

	noted        string
	notedUnsure  string
	notedNothing string

	suspectsHead    string
	suspectsNone    string
	suspectsElse    string
	suspectAt       string
	suspectNow      string
	suspectBack     string
	suspectSystem   string
	suspectWords    string
	suspectIs       string
	unknownHead     string
	unknownFound    string
	unknownAllFound string
	unknownMay      string
	unknownIn       string

	quietHead   string
	alertHead   string
	alertWhy    string
	alertDecide string
	alertNewer  string
	allWords    string

	eventCalls    string
	eventKnown    string
	eventSay      string
	eventCorrect  string
	rewrite       string
	rewriteNew    string
	rewriteGone   string
	changeKnown   string
	changeOver    string
	changeCorrect string
	knownTitle    string
	knownSubmit   string
	knownIntro    string
	correctTitle  string
	correctSubmit string
	correctIntro  string

	questionTitle   string
	questionSubmit  string
	wholeWindow     string
	answerTitle     string
	answerSubmit    string
	answer          string
	questionsOne    string
	questionsMany   string
	questionsOpen   string
	questionsWait   string
	askedAbout      string
	answeredBy      string
	questionHead    string
	questionAsked   string
	questionBy      string
	questionDone    string
	questionRemind  string
	questionSaid    string
	answerSaid      string
	answeredHead    string
	questionNoted   string
	questionBefore  string
	questionManager string
	answerNoted     string
	earlierAnswers  string
}

var enFront = frontWords{
	customersCall:  "Customers call about this",
	question:       "Question",
	labelCalls:     "Customers call",
	labelUnsure:    "Customers call, and nobody is sure about what",
	callsOne:       "1 so far",
	callsMany:      "{1} so far",
	callsRecent:    "{1} in the last {2}",
	callsRecentAll: "{1} in {2}",
	hinderedOne:    "1 cannot do something",
	hinderedMany:   "{1} cannot do something",
	stuckOne:       "1 cannot do anything",
	stuckMany:      "{1} cannot do anything",
	callsLast:      "last {1}",
	said:           "“{1}” {2}, {3}",
	labelKnown:     "Known issue",
	knownUntil:     "(until {1})",
	labelSayKnown:  "Say about it",

	callsTitle:    "Customers call",
	callsSubmit:   "Send",
	customersHint: "Drumbeat looks up what went live lately and may explain it.",
	lookUp:        "Look it up",
	notSure:       "I am not sure",
	notSureSystem: "I do not know",
	harms: map[workflow.Harm]string{
		workflow.HarmAnnoyed: "They are annoyed", workflow.HarmHindered: "They cannot do something", workflow.HarmStuck: "They cannot do anything",
	},
	howMany: [3]string{"This one", "A few (counts as 3)", "Many (counts as 10)"},
	inputs: map[workflow.Field]input{
		workflow.FieldRelease:   {"Which change", "", "Choose one"},
		workflow.FieldSystem:    {"Which system", "", "Choose a system"},
		workflow.FieldHarm:      {"How bad is it for them", "", ""},
		workflow.FieldCustomers: {"How many customers", "", ""},
		workflow.FieldExactly:   {"Or exactly how many", "", ""},
		workflow.FieldWords:     {"In their words", "No names or other personal data.", "I cannot choose my address any more."},
		workflow.FieldReason:    {"What goes wrong", "In customer words: the front line reads it on the phone.", "The saved address is not shown to some customers."},
		workflow.FieldSay:       {"Say", "What to tell a customer who calls about it.", "We know about it and are mending it."},
		workflow.FieldUntil:     {"Until", "It is shown to the front line until then, or until somebody reports it solved.", ""},
		workflow.FieldQuestion:  {"Your question", "", "Does it work with gift cards too?"},
		workflow.FieldAnswer:    {"Answer", "As the front line can say it to a customer. It becomes part of the briefing.", ""},
	},

	noted:        "Noted: customers call about {1}.",
	notedUnsure:  "Noted: customers call, and it is not clear about which change.",
	notedNothing: "Nothing was written that could be said to them. {1} knows more.",

	suspectsHead:    "Kept. It may be one of these:",
	suspectsNone:    "Kept. Nothing that went live lately explains it. The release managers are told.",
	suspectsElse:    "None of these? Close this: the release managers are told in a few minutes.",
	suspectAt:       "went live {1}",
	suspectNow:      "going live since {1}",
	suspectBack:     "was rolled back {1}",
	suspectSystem:   "the same system",
	suspectWords:    "in common: {1}",
	suspectIs:       "It is this",
	unknownHead:     "Customers call, and nobody knows why",
	unknownFound:    "For {1} of today's reports the cause was found.",
	unknownAllFound: "The cause of today's reports was found.",
	unknownMay:      "It may be:",
	unknownIn:       "{1}, {2}",

	quietHead:   "Customers call about {1}",
	alertHead:   "Many customers call about {1}",
	alertWhy:    "{1}. That is more than a {2} change may bring.",
	alertDecide: "Decide what is done. The first decision counts for everybody who was told.",
	alertNewer:  "It has become more since: see the newer message.",
	allWords:    "What they say",

	eventCalls:    "Many customers call about it: {1}. The point of contact and the release managers were told.",
	eventKnown:    "{1} reported a known issue until {2}: {3}",
	eventSay:      "Say: {1}",
	eventCorrect:  "{1} corrected what the front line says.",
	rewrite:       "was “{1}”, is “{2}”",
	rewriteNew:    "is new: “{1}”",
	rewriteGone:   "is gone: “{1}”",
	changeKnown:   "Known issue until {1}: {2}",
	changeOver:    "The known issue is solved.",
	changeCorrect: "Corrected. Please read it again.",
	knownTitle:    "Known issue",
	knownSubmit:   "Tell the front line",
	knownIntro:    "The front line sees it at once, at the top of this change in its briefing.",
	correctTitle:  "Correct the briefing",
	correctSubmit: "Correct",
	correctIntro:  "The front line sees what was and what is. Nobody has to approve it again.",

	questionTitle:   "Question",
	questionSubmit:  "Ask",
	wholeWindow:     "All of it",
	answerTitle:     "Answer",
	answerSubmit:    "Answer",
	answer:          "Answer",
	questionsOne:    "1 question",
	questionsMany:   "{1} questions",
	questionsOpen:   "1 waits for an answer",
	questionsWait:   "{1} wait for an answer",
	askedAbout:      "{1}: {2}",
	answeredBy:      "{1} ({2})",
	questionHead:    "The {1} asks about {2}",
	questionAsked:   "“{1}”",
	questionBy:      "Asked by {1} {2}",
	questionDone:    "{1} answered {2}: “{3}”",
	questionRemind:  "A question of the {1} still waits for your answer",
	questionSaid:    "{1} asks about {2}: “{3}”",
	answerSaid:      "{1} answers: “{2}”",
	answeredHead:    "{1} answered your question about {2}",
	questionNoted:   "Your question went to {1}. The answer comes to you and into the briefing's thread.",
	questionBefore:  "Expected before {1}.",
	questionManager: "the release managers",
	answerNoted:     "Your answer went to {1} and into the briefing.",
	earlierAnswers:  "{1} earlier answers are in the thread.",
}
