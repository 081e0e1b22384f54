package render

import "drumbeat/workflow"

// afterWords: what comes after a go-live: check-ins, handover, follow-ups of a
// review, how satisfied people are.
type afterWords struct {
	labelAftercare string
	labelHandover  string
	labelFollowUps string
	labelWatch     string
	labelClosing   string
	labelService   string

	watchedUntil string
	said         map[workflow.Verdict]string
	unanswered   string
	asked        string

	progress     string
	next         string
	noOwner      string
	overdueSome  string
	complete     string
	completeFor  string
	accepted     string
	sentBack     string
	sentBackList string
	allDone      string

	nextHandover  string
	nextFollowUps string

	taskDone     string
	taskDoneNo   string
	taskDue      string
	taskOverdue  string
	taskOptional string

	eventBegan   string
	eventDone    string
	eventOpen    string
	eventOwner   string
	eventDue     string
	eventNoDue   string
	eventText    string
	eventReturn  string
	eventCheckIn map[workflow.Verdict]string
	eventRate    string
	watchOver    string

	yours         map[workflow.Action]string
	yoursDone     map[workflow.Action]string
	yoursGone     string
	yoursBack     string
	returnedBy    string
	acceptAsk     string
	acceptHow     string
	acceptReopen  string
	acceptedYou   string
	acceptedOther string
	returnedYou   string
	returnedOther string

	checkAsk     string
	checkStable  string
	checkWatch   string
	checkYouSaid map[workflow.Verdict]string
	checkOther   map[workflow.Verdict]string
	checkSilent  string
	checkMoot    string

	rateAsk    string
	rateHow    string
	rateYou    string
	rateWhy    string
	rateTitle  string
	rateSend   string
	rateFigure input
	rateWords  input
	rateNames  [workflow.MostStars]string

	chaseOne     string
	chaseMany    string
	chaseAccept  string
	chaseOverdue string
	chaseToday   string
	lateHead     string

	tasksTitle  map[workflow.Action]string
	tasksIntro  map[workflow.Action]string
	tasksSaved  string
	tasksChange string
	taskTitle   string
	taskSave    string
	taskInputs  map[workflow.Field]input
	taskYes     string
	returnTitle string
	returnSend  string
	returnItems input
	returnWhy   input

	listMine   string
	listAll    string
	listNone   string
	listNoneBy string
	listOpen   string

	closing      map[string]string
	closingOpen  string
	closingDone  string
	closingUntil string
}
