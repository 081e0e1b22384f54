package workflow

import "fmt"

// Notices about what the front line asks and reports.
const (
	NoticeCalls        NoticeKind = "calls"         // board, direct message: customers call about a release; with an entry, that they do so more than its type allows
	NoticeUnknownCalls NoticeKind = "unknown_calls" // board, direct message to a release manager: customers call and nobody knows why
	NoticeQuestion     NoticeKind = "question"      // board, direct message: a question of the front line waits for an answer
	NoticeRemindAnswer NoticeKind = "remind_answer" // direct message: it still does
	NoticeAnswered     NoticeKind = "answered"      // direct message to who asked
	NoticeQuestionSaid NoticeKind = "question_said" // a question or its answer, in the briefing's thread
)

// CallsID names the board that shows one person what customers say of a release
// in a window.
func CallsID(n Number, w WindowID, p PersonID) string { return fmt.Sprintf("calls:%s:%s:%s", n, w, p) }

// CallAlertID names the board by which one person is told that customers call
// about a release more than its type allows: seq is the history entry that says so.
func CallAlertID(n Number, seq int, p PersonID) string {
	return fmt.Sprintf("calls:%s:%05d:%s", n, seq, p)
}

// UnknownCallsID names the board by which one release manager is told of the calls
// of a day that nobody knows the reason of; step is how many there are, see [CallStep].
func UnknownCallsID(book WindowID, step int, p PersonID) string {
	return fmt.Sprintf("unknown_%s:%d:%s", book, step, p)
}

// QuestionID names the board by which one person is asked a question of the front line.
func QuestionID(w WindowID, question string, p PersonID) string {
	return fmt.Sprintf("question:%s:%s:%s", w, question, p)
}

// RemindAnswerID names the reminder of a question.
func RemindAnswerID(w WindowID, question string, p PersonID) string {
	return fmt.Sprintf("question:%s:%s:remind:%s", w, question, p)
}

// AnsweredID names what who asked is told of the answer.
func AnsweredID(w WindowID, question string, p PersonID) string {
	return fmt.Sprintf("question:%s:%s:answered:%s", w, question, p)
}

// What a briefing's thread says of a question: Lead of [NoticeQuestionSaid].
const (
	LeadAsked    = "asked"
	LeadAnswered = "answered"
)

// QuestionSaidID names what a briefing's thread says of a question.
func QuestionSaidID(w WindowID, frontLine, question, lead string) string {
	return fmt.Sprintf("briefing:%s:%s:question:%s:%s", w, frontLine, question, lead)
}
