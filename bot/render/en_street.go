package render

// streetWords: environments, their bookings and sign-offs.
type streetWords struct {
	streetHead      string
	streetNone      string
	streetNoneOf    string
	streetFree      string
	streetFreeSince string
	streetHeld      string
	streetFor       string
	streetNext      string
	streetMore      string
	streetSigns     string
	streetBook      string
	streetBookOne   string
	streetExtend    string
	streetBack      string
	streetBackOf    string
	streetAll       string
	streetShow      string

	bookTitle     string
	bookSend      string
	bookWhere     string
	bookChoose    string
	bookFrom      string
	bookTo        string
	bookZone      string
	bookRelease   string
	bookNoRelease string
	bookHint      string
	bookWhy       string
	bookWhyHint   string
	extendTitle   string
	extendSend    string
	extendHead    string
	extendUntil   string
	backTitle     string
	backSend      string
	backHead      string
	backWhy       string
	backHint      string

	signTitle string
	signSend  string
	signHead  string
	signWhere string
	signWhat  string
	signHint  string
	signAsks  string
	signFor   string
	signFrom  string
	signYou   string
	signOther string
	signNot   string
	signDone  string
	signToDo  string

	signOverdue, signOverdueThen string

	signEvent  string
	signLabel  string
	signGiven  string
	signOpen   string
	signLacks  string
	signWaits  string
	signDetail string

	booked     string
	bookedFrom string
	gaveBack   string
	gaveUp     string
	gaveBackOf string
	thenNext   string
	nobodyNext string
	bookBegins string
	bookEarly  string
	bookEnds   string
	bookTaken  string
}

var enStreetWords = streetWords{
	streetHead:      "Environments",
	streetNone:      "The policy names no environments yet. A release manager adds them: /release settings.",
	streetNoneOf:    "{1} has no environments in the policy. A release manager adds them: /release settings.",
	streetFree:      "free",
	streetFreeSince: "free since {1}",
	streetHeld:      "{1} has it until {2}",
	streetFor:       "for {1}",
	streetNext:      "then {1} {2}",
	streetMore:      "and {1} more after that",
	streetSigns:     "{1} signs off here",
	streetBook:      "Book…",
	streetBookOne:   "Book {1}…",
	streetExtend:    "Extend…",
	streetBack:      "Give back",
	streetBackOf:    "Give up {1}",
	streetAll:       "All environments",
	streetShow:      "Bookings",

	bookTitle:     "Book an environment",
	bookSend:      "Book",
	bookWhere:     "Environment",
	bookChoose:    "Choose an environment",
	bookFrom:      "From",
	bookTo:        "Until",
	bookZone:      "In your own time zone.",
	bookRelease:   "For which release",
	bookNoRelease: "None of mine: I say below what for",
	bookHint:      "It is given back by itself when the release ends.",
	bookWhy:       "What for",
	bookWhyHint:   "Shown to whoever wants the environment too.",
	extendTitle:   "Keep it until",
	extendSend:    "Save",
	extendHead:    "{1} of {2} is yours until {3}.",
	extendUntil:   "Until",
	backTitle:     "Give it back",
	backSend:      "Give back",
	backHead:      "{1} has {2} of {3} until {4}. They are told that you ended it, and why.",
	backWhy:       "Why",
	backHint:      "Told to who booked it.",

	signTitle: "Sign off",
	signSend:  "Sign off",
	signHead:  "You say that revision {1} passed. It stays in its history, and a change of what is released voids it.",
	signWhere: "Environment",
	signWhat:  "What was tried, and where is the result?",
	signHint:  "For whoever asks later: test run, link, who took part.",
	signAsks:  "{1} waits for your sign-off on {2}",
	signFor:   "For {1} ({2})",
	signFrom:  "goes live {1}",
	signYou:   "You signed off {1}, {2}.",
	signOther: "{1} signed off {2}, {3}.",
	signNot:   "No sign-off is asked of you any more.",
	signToDo:  "to sign off on {1}",

	signOverdue:     "{1} is not signed off, and the list of its window is fixed.",
	signOverdueThen: "It goes live {1}, and cannot start without that. Remind them, or move it.",

	signDone:   "You signed off {1} for {2}.",
	signEvent:  "{1} signed off {2}, revision {3}: {4}",
	signLabel:  "Accepted",
	signGiven:  "{1} by {2}, {3}",
	signOpen:   "{1}: not signed off yet; {2} can",
	signLacks:  "{1}: nobody can sign it off: {2}",
	signWaits:  "{1} sign-off ({2})",
	signDetail: "{1} by {2}, {3}: {4}",

	booked:     "You have {1} of {2} until {3}{4}.",
	bookedFrom: "You have {1} of {2} from {3} until {4}{5}.",
	gaveBack:   "You gave back {1} of {2}.",
	gaveUp:     "You gave up {1} of {2} from {3}.",
	gaveBackOf: "You gave back {1} of {2} for {3}; they are told.",
	thenNext:   "{1} has it from {2}.",
	nobodyNext: "Nobody has booked it after that.",
	bookBegins: "It is your turn: {1} of {2} is yours until {3}{4}.",
	bookEarly:  "{1} of {2} is free already. Your booking begins {3}{4}.",
	bookEnds:   "Your booking of {1} of {2} ends {3}{4}.",
	bookTaken:  "{1} gave back your booking of {2} of {3}, which ran until {4}.",
}
