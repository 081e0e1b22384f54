package workflow

import "time"

// Question is what the front line asks about a release, or about the whole of a
// window, and what it was answered. It is kept with the window whose briefing it
// was asked from.
type Question struct {
	ID         string // CallKey of the request that brought it
	FrontLine  string // key of the team in whose channel it was asked
	Release    Number // 0: about no one release
	By         PersonID
	At         time.Time
	Text       string
	To         PersonID  // the point of contact who was asked; empty: the release managers
	RemindAt   time.Time // when To is reminded of it
	DueBy      time.Time // when it goes to the release managers; zero: there is no target
	Answer     string    // empty: it waits for one
	AnsweredBy PersonID
	AnsweredAt time.Time
}

// Open tells whether it waits for an answer.
func (q *Question) Open() bool { return q.AnsweredAt.IsZero() }

// Question finds a question by id.
func (w *Window) Question(id string) (Question, bool) {
	for _, q := range w.Questions {
		if q.ID == id {
			return q, true
		}
	}
	return Question{}, false
}

// MostQuestions bounds the questions of one window.
const MostQuestions = 200
