package workflow

import (
	"fmt"
	"strings"
	"time"
)

// NoticeKind says what a notice is about, and so who renders it.
type NoticeKind string

// Boards are messages that show a state: there is one per thing and audience,
// rendered from fresh state at delivery and edited in place.
const (
	NoticeCard      NoticeKind = "card"      // a release, in the release channel
	NoticeAsk       NoticeKind = "ask"       // a decision asked of one person, direct message
	NoticeSignOff   NoticeKind = "sign_off"  // a sign-off asked of one person, direct message
	NoticeEndorse   NoticeKind = "endorse"   // a request waits to be endorsed, direct message to its department's coordinator
	NoticeRequester NoticeKind = "requester" // where a release stands, direct message to who asked for it
	NoticeWindow    NoticeKind = "window"    // a window and its package, in the release channel
	NoticeBriefing  NoticeKind = "briefing"  // a window in customer words, in a front-line channel
)

// Posts are said once.
const (
	NoticeEvent          NoticeKind = "event"           // one history entry, in the card's thread
	NoticeOutcome        NoticeKind = "outcome"         // one history entry, in the thread of the requester's board
	NoticeWindowReminder NoticeKind = "window_reminder" // in the window board's thread
	NoticeBriefingChange NoticeKind = "briefing_change" // one history entry in customer words, in the briefing's thread
	NoticeRemindApprover NoticeKind = "remind_approver" // direct message: what still waits for you
	NoticePage           NoticeKind = "page"            // direct message: an emergency nobody took yet, once more
	NoticeBooking        NoticeKind = "booking"         // direct message: a booking of an environment begins, can begin, ends or was ended
	NoticeBundle         NoticeKind = "bundle"          // one history entry of another release of the bundle, in the card's thread
	NoticeTrouble        NoticeKind = "trouble"         // direct message to a release manager: something could not be delivered
)

// Board tells whether notices of this kind are edited in place.
func (k NoticeKind) Board() bool {
	switch k {
	case NoticeCard, NoticeAsk, NoticeEndorse, NoticeSignOff, NoticeRequester, NoticeWindow, NoticeBriefing,
		NoticeCalls, NoticeUnknownCalls, NoticeQuestion,
		NoticeTasks, NoticeAccept, NoticeCheckIn, NoticeRate:
		return true
	}
	return false
}

// NoticeStatus is where a notice is on its way.
//
//	due ──claim──► claimed ──answer──► sent (a board whose Want rose meanwhile: due)
//	 ▲               │ definite refusal: due at NextTry, or dead
//	 │               └ no answer, or the claim's deadline passed: unknown
//	 └──not found── unknown ──found in the channel──► sent
type NoticeStatus string

// The statuses.
const (
	NoticeDue     NoticeStatus = "due"     // to be sent at NextTry
	NoticeClaimed NoticeStatus = "claimed" // somebody is sending it until ClaimedUntil
	NoticeUnknown NoticeStatus = "unknown" // may have been sent; looked for at NextTry before it is sent again
	NoticeSent    NoticeStatus = "sent"    //
	NoticeMoot    NoticeStatus = "moot"    // overtaken by events before it was sent; kept as a record
	NoticeDead    NoticeStatus = "dead"    // cannot be delivered; a release manager is told and may retry it
)

// Notice is one thing to tell one audience at one moment. Its id follows from
// what it is about, so creating it again is no second notice.
type Notice struct {
	ID      string
	Kind    NoticeKind
	Channel Channel   // where, for channels
	Person  PersonID  // to whom, for direct messages (then Channel is empty)
	Thread  string    // id of the board in whose thread it belongs; empty: top level
	Due     time.Time // from this instant
	Urgent  bool      // before others that are due
	Refresh bool      // only brings an existing board up to date; adding it where there is none does nothing
	Release Number    // what it is about,
	Window  WindowID  // or this
	Entry   int       // sequence number of the history entry it tells
	Lead    string    // which reminder of a window: "48h", "24h", "cut-off", "1h", "open", "closing"; of a chart, which delivery of the click owed it
	About   string    // the id of another notice (trouble), or a booking ([BookingKey])
	Expires time.Time // told later than this it is moot; zero: never
	Front   string    // key of the front-line team (briefings)

	Delivery Delivery
}

// Delivery is the state of a notice on its way; package deliver owns it.
type Delivery struct {
	Version      int64 // of the stored notice
	Status       NoticeStatus
	Want         int64 // a board: raised at every change of what it shows
	Have         int64 // a board: the Want that the message shows
	NextTry      time.Time
	ClaimedBy    string
	ClaimedUntil time.Time
	Attempts     int
	Message      MessageRef // where it stands in Slack
	Shown        string     // hash of what the message shows
	Problem      string     // the last refusal, in Slack's words
	DoneAt       time.Time
	Asked        string // id of the request that had it sent again last; a copy of that request has no second effect
}

// MessageRef is where a message stands: the conversation and its timestamp id.
type MessageRef struct {
	Channel Channel
	TS      string
}

// Ids of notices. Sequence numbers are padded so that ids of one thread sort in
// order of the events.

// CardID names the board of a release in the release channel.
func CardID(n Number) string { return fmt.Sprintf("card:%s", n) }

// AskID names the board by which one person is asked for one revision.
func AskID(n Number, revision int, p PersonID) string {
	return fmt.Sprintf("ask:%s:r%d:%s", n, revision, p)
}

// SignOffAskID names the board by which one person is asked to sign off one revision.
func SignOffAskID(n Number, revision int, p PersonID) string {
	return fmt.Sprintf("signoff:%s:r%d:%s", n, revision, p)
}

// EndorseID names the board by which a coordinator is asked to endorse a request.
func EndorseID(n Number, p PersonID) string { return fmt.Sprintf("endorse:%s:%s", n, p) }

// RequesterID names the board for who asked for a release.
func RequesterID(n Number, p PersonID) string { return fmt.Sprintf("requester:%s:%s", n, p) }

// EventID names the thread line of one history entry.
func EventID(n Number, seq int) string { return fmt.Sprintf("event:%s:%05d", n, seq) }

// BundleID names what the thread of a release's card is told of one history entry
// of another in its bundle.
func BundleID(n, other Number, seq int) string {
	return fmt.Sprintf("bundle:%s:%s:%05d", n, other, seq)
}

// OutcomeID names what the requester is told about one history entry.
func OutcomeID(n Number, seq int, p PersonID) string {
	return fmt.Sprintf("outcome:%s:%05d:%s", n, seq, p)
}

// WindowBoardID names the board of a window in the release channel.
func WindowBoardID(w WindowID) string { return fmt.Sprintf("window:%s", w) }

// WindowReminderID names one reminder of a window.
func WindowReminderID(w WindowID, lead string) string {
	return fmt.Sprintf("window:%s:reminder-%s", w, lead)
}

// BriefingID names the briefing of a window for one front-line team.
func BriefingID(w WindowID, frontLine string) string {
	return fmt.Sprintf("briefing:%s:%s", w, frontLine)
}

// BriefingChangeID names what a briefing's thread is told about one history entry.
func BriefingChangeID(w WindowID, frontLine string, n Number, seq int) string {
	return fmt.Sprintf("briefing:%s:%s:%s:%05d", w, frontLine, n, seq)
}

// RemindID names what one approver is reminded of at one instant.
func RemindID(p PersonID, at time.Time) string {
	return fmt.Sprintf("remind:%s:%s", p, at.UTC().Format("2006-01-02T15:04Z"))
}

// PageID names the nth page of one revision of an emergency.
func PageID(n Number, revision, page int, p PersonID) string {
	return fmt.Sprintf("page:%s:r%d:%04d:%s", n, revision, page, p)
}

// Leads of the notices about a booking.
const (
	BookingBegins = "begins" // it is its turn
	BookingEarly  = "early"  // the environment is free before it begins
	BookingEnds   = "ends"   // it ends soon
	BookingTaken  = "taken"  // somebody else gave it back
)

// BookingKey names a booking in a notice: "web:acceptance/3f2a…".
func BookingKey(e EnvironmentID, booking string) string { return string(e) + "/" + booking }

// SplitBookingKey gives the environment and the id of a booking.
func SplitBookingKey(key string) (e EnvironmentID, booking string) {
	i := strings.LastIndexByte(key, '/')
	return EnvironmentID(key[:max(0, i)]), key[i+1:]
}

// BookingNoticeID names what the holder of a booking is told about it; at is the
// moment it is about, so that a booking that is extended ends anew.
func BookingNoticeID(key, lead string, at time.Time) string {
	return fmt.Sprintf("booking:%s:%s:%s", key, lead, at.UTC().Format("2006-01-02T15:04:05Z"))
}

// TroubleID names what one release manager is told about a notice that is dead.
func TroubleID(notice string, p PersonID) string { return fmt.Sprintf("trouble:%s:%s", notice, p) }

// IDs is a range of ids of notices: First <= id < End.
type IDs struct{ First, End string }

// beginning is the range of the ids that begin with a prefix, which ends in ":".
func beginning(prefix string) IDs {
	return IDs{prefix, strings.TrimSuffix(prefix, ":") + ";"} // ";" comes right after ":"
}

func exactly(id string) IDs { return IDs{id, id + "\x00"} }

// EventIDs has the thread lines of a release's history.
func EventIDs(n Number) IDs { return beginning(fmt.Sprintf("event:%s:", n)) }

// AskIDs has the boards by which people were asked to decide on a release.
func AskIDs(n Number) IDs { return beginning(fmt.Sprintf("ask:%s:", n)) }

// aboutOne are the beginnings of the ids of what is about one release and not told
// of one entry.
var aboutOne = []string{"accept", "aftercare", "ask_again", "bundle", "calls", "check_in", "endorse", "overdue", "page", "rate", "requester", "review", "signoff", "start", "tasks"}

// AboutRelease has everything that was to be told about one release alone, and
// what release managers were told where that could not be delivered. What the
// front line was told of it is about its windows; a reminder to decide is about
// everything that waits for a person.
func AboutRelease(n Number) []IDs {
	out := []IDs{AskIDs(n), exactly(CardID(n)), EventIDs(n)}
	for _, about := range append([]string{"outcome"}, aboutOne...) {
		out = append(out, beginning(fmt.Sprintf("%s:%s:", about, n)))
	}
	card := TroubleID(CardID(n)+"@", "")
	out = append(out, beginning(TroubleID(fmt.Sprintf("ask:%s", n), "")), IDs{strings.TrimSuffix(card, ":"), strings.TrimSuffix(card, "@:") + "A"})
	for _, about := range append([]string{"event", "outcome"}, aboutOne...) {
		out = append(out, beginning(TroubleID(fmt.Sprintf("%s:%s", about, n), "")))
	}
	return out
}

// AboutWindow has everything that was to be told about one window: its board
// with the reminders, its briefings with their changes, the questions asked from
// them, and what could not be delivered of these.
func AboutWindow(w WindowID) []IDs {
	briefing, board, question := fmt.Sprintf("briefing:%s:", w), WindowBoardID(w), fmt.Sprintf("question:%s:", w)
	return []IDs{
		beginning(briefing), beginning("trouble:" + briefing), {"trouble:" + board + ":", "trouble:" + board + "A"}, // ":" a reminder, "@" the board
		exactly(board), beginning(board + ":"),
		beginning(question), beginning("trouble:" + question),
	}
}

// RemindIDs has the reminders to one person from one instant to another; a zero
// until is for ever.
func RemindIDs(p PersonID, from, until time.Time) IDs {
	if until.IsZero() {
		return IDs{RemindID(p, from), fmt.Sprintf("remind:%s;", p)}
	}
	return IDs{RemindID(p, from), RemindID(p, until)}
}
