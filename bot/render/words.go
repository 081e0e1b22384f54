package render

import (
	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// words are all the words of one locale. In a sentence {1} is the first value,
// *…* is bold. A test fails where one is missing.
type words struct {
	locale workflow.Locale

	*common
	*status
	*boards
	*posts
	*private
	*answers
	*forms
	*homeTab
	*windowWords
	*streetWords
	*queueWords
	*conflictWords

	cal      *calendarWords
	deciding *decidingWords
	*settingsWords
	pkg     *packageWords
	in      *intakeWords
	bundled *bundleWords
	met     *metricsWords
	fl      *frontWords
	after   *afterWords
}

// common: what every message uses: dates, lists of people, names of states and actions.
type common struct {
	days         [7]string
	months       [12]string
	clock        string // of the day, as package time lays it out
	minutes      string
	hours        string
	hoursMinutes string
	days2        string
	daysHours    string

	or       string
	and      string
	you      string
	otherOne string
	others   string
	nobody   string

	product        string
	emergency      string
	unnamed        string
	leftOut        string
	andOthers      string
	andMore        string
	titleAndNumber string
	late           string
	reason         string

	states  map[workflow.State]string
	types   map[workflow.ChangeType]string
	impacts map[workflow.Impact]string
	verbs   map[workflow.Action]string
	looks   map[string]string
	fields  map[workflow.Field]string
}

// status: where a release stands, and its facts.
type status struct {
	submitted         string
	returnedNext      string
	returned          string
	inApproval        string
	taken             string
	notTaken          string
	scheduled         string
	scheduledNoWindow string
	cleared           string
	deploying         string
	live              string
	rolledBack        string
	rejected          string
	withdrawn         string
	closed            string
	closedLive        string
	closedBack        string

	stillNeeded     string
	severalNeeded   string
	stillNeededMany string
	neededRole      string
	neededMany      string
	roleGiven       string
	roleNotGiven    string
	roleOpen        string
	stuckRole       string
	before          string
	overdue         string

	labelWindow      string
	labelRisk        string
	labelRollback    string
	labelFront       string
	labelBroken      string
	labelNotice      string
	labelSay         string
	labelDontPromise string
	labelIfTheyCall  string
	labelOutage      string
	labelAskWhom     string
	labelWhat        string
	labelWhy         string
	labelImpact      string
	labelEvidence    string
	labelKind        string
	labelPeople      string
	labelGoes        string
	labelNext        string
	labelLinks       string
	labelSource      string
	labelApprovals   string
	labelEffort      string
	labelRevision    string
	labelHistory     string

	askedBy       string
	contactIs     string
	bothAre       string
	implementerIs string
	noWindow      string
	noWindowShort string
	places        string
	notHeld       string
	downtime      string
	rollsTo       string
	movedHere     string
	movedFrom     string
	rolledFrom    string
	shifted       string
	risk          string
	riskNone      string

	earlierOne      string
	earlier         string
	noImpact        string
	briefingMissing string
	briefingReady   string
	briefingLate    string
	briefingUnread  string
	briefingWritten string
	briefingRead    string
	readOf          string
	readCount       string
}

// boards: the messages that are edited in place.
type boards struct {
	asksYou          string
	asksYouUrgently  string
	roleYou          string
	roleOne          string
	roleSeveral      string
	forRoles         string
	decideBefore     string
	decideOverdue    string
	asSoonAsApproved string
	askedAgain       string
	askedBefore      string
	youApproved      string
	youRejected      string
	youReturned      string
	notAskedAnyMore  string
	roleDecided      string

	nextSubmitted  string
	nextReturned   string
	nextApproval   string
	nextDeploying  string
	nextReport     string
	nextLive       string
	nextRejected   string
	nextRolledBack string
	nextBriefed    string
	nextStart      string

	windowAhead    string
	windowFixed    string
	windowOpen     string
	windowDecided  string
	windowClosed   string
	windowEmpty    string
	windowNothing  string
	windowWasEmpty string
	placesFree     string
	placesNone     string
	countsOver     []count
	counts         []count
	frontRead      string
	frontFrom      string
	ready          string
	waitsTriage    string
	waits          string
	waitsRole      string
	elseMoves      string
	canStart       string
	notStarted     string

	briefHeading       map[workflow.State]string
	briefEmergency     map[workflow.State]string
	briefEmergencyNote map[workflow.State]string
	briefEmpty         string
	briefNothing       string
	briefBack          string
	briefCalledOff     string
	onlyQuietOne       string
	onlyQuietMany      string
	noticedOne         string
	noticedMany        string
	quietOne           string
	quietMany          string
	outage             string
	nothingWritten     string
	notNoticeable      string
	readBy             string
	iHaveRead          string
	frontUndecided     string
	frontDeploying     string
	frontLive          string
	frontBack          string
	frontRepairBack    string
	frontNotRepaired   string
	sayRepaired        string
	frontNot           string
}

// posts: what is said once.
type posts struct {
	events             map[workflow.Action]string
	eventsTo           map[workflow.Action]string // of moves from a window of which nothing was told
	eventPreauthorised string
	eventToAccept      string
	eventApproved      string
	eventApprovedFor   string
	eventLastUrgent    string
	outcomeScheduled   string
	eventLast          string
	eventEdited        string
	eventEditedWhat    string
	eventRevision      string
	eventAskAgain      string
	eventClosed        string

	remindCutOff      string
	remindCutOffEmpty string
	remindOpen        string
	startsThen        string
	starts            string
	nobodyStarts      string
	remindLead        string
	remindOpened      string
	closesOpen        string
	closesDone        string
	notReported       string
	unreported        map[workflow.State]string

	changeStart  string
	changeLive   string
	changeBack   string
	changeHere   string
	changeAway   string
	changeOff    string
	changeUnsure string
	changeText   string
	changeOn     string

	waitsForYouOne  string
	waitsForYouMany string
	page            string

	slackSays     string
	sendAgain     string
	undelivered   string
	undeliveredIn string
	undeliveredTo string
	noticeOf      string
	notices       map[workflow.NoticeKind]string
	remedy        string
	remedies      map[string]string
}

// private: answers that one person sees.
type private struct {
	menu         string
	askFor       string
	mine         string
	list         string
	help         string
	older        string
	helpSentence string
	commands     []command
	helpMore     string

	lists         map[ListKind]listWords
	briefApproval string

	already      string
	doneApproved string
	did          map[workflow.Action]string
	then         map[workflow.Action]string
	frontTold    string
	placeIs      string
	readNoted    string
	readBefore   string
	readSoFar    string

	sendingAgain string
	ourFault     string
	ref          string
	noCommand    string
	noRelease    string
	didYouMean   string
	showOne      string

	findingAt map[string]string
}

// forms: the modals.
type forms struct {
	cancel        string
	closeModal    string
	closeTitle    string
	closeText     string
	formNew       string
	formEdit      map[action.Mode]string
	submits       map[action.Mode]string
	editNote      map[action.Mode]string
	emergencyNote string
	decides       string
	decidesNobody string

	chooseSystem    string
	chooseType      string
	chooseEffort    string
	chooseImpact    string
	chooseRisk      string
	chooseWindow    string
	choosePerson    string
	nothingToChoose string
	downtimeYes     string
	riskOption      string
	soonest         string
	windowKept      string
	optionFree      string
	optionFull      string
	workDay         string
	workDays        string
	workHour        string
	workHours       string
	zoneHint        string
	noOtherWindow   string

	typeNames       map[workflow.ChangeType]string
	typeNotes       map[workflow.ChangeType]string
	inputs          map[workflow.Field]input
	inputsEmergency map[workflow.Field]input
	reasons         map[workflow.Action]reasonWords
}

// homeTab: the Home tab.
type homeTab struct {
	homeHead     string
	homeWaiting  part
	homeQueue    string
	homeSignOff  string
	homeLive     part
	homeMine     part
	homeWindows  part
	homeDeadOne  string
	homeDeadMany string
}

// count counts releases in any of some states.
type count struct {
	one, many string
	states    []workflow.State
}

// command is a line of the help.
type command struct{ typed, does string }

// listWords head a list of releases.
type listWords struct{ none, one, many, newest string }

// part is a part of the Home tab: its heading, and what it says when empty.
type part struct{ title, none string }

// input is a field of a form; hint and placeholder may be empty.
type input struct{ label, hint, placeholder string }

// reasonWords are the words of a modal that asks for a reason; effect says what
// the action will do.
type reasonWords struct{ title, submit, label, hint, effect string }
