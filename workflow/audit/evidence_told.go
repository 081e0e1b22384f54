package audit

import (
	"strconv"
	"strings"
	"time"

	"drumbeat/workflow"
)

// Notice is one thing that was to be told, and what came of it.
type Notice struct {
	ID      string                `json:"id"`
	Kind    workflow.NoticeKind   `json:"kind"`
	Person  workflow.PersonID     `json:"person,omitempty"`  // to whom, by direct message,
	Channel workflow.Channel      `json:"channel,omitempty"` // or where
	Thread  string                `json:"thread,omitempty"`  // in the thread of this notice
	Release workflow.Number       `json:"release,omitempty"`
	Window  workflow.WindowID     `json:"window,omitempty"`
	Entry   int                   `json:"entry,omitempty"`
	About   string                `json:"about,omitempty"` // another notice
	Due     time.Time             `json:"due"`
	Status  workflow.NoticeStatus `json:"status"`
	Reason  string                `json:"reason,omitempty"`   // why it is moot or dead, or the last refusal
	ToldAt  time.Time             `json:"told_at,omitzero"`   // when the message was posted, by Slack's clock
	Late    string                `json:"late,omitempty"`     // how much later than due, where that is worth a word
	Updated time.Time             `json:"updated,omitzero"`   // when the message was last brought up to date, or the notice was settled
	Message *Message              `json:"message,omitempty"`  // where it stands in Slack
	Tries   int                   `json:"attempts,omitempty"` // of the delivery that is under way
}

// Message is where a message stands in Slack: the conversation and the
// timestamp, which is its id there.
type Message struct {
	Channel workflow.Channel `json:"channel"`
	TS      string           `json:"ts"`
}

// NoticeOf makes the evidence of a notice.
func NoticeOf(n workflow.Notice) Notice {
	d := n.Delivery
	v := Notice{
		ID: n.ID, Kind: n.Kind, Person: n.Person, Channel: n.Channel, Thread: n.Thread, Release: n.Release, Window: n.Window, Entry: n.Entry,
		About: n.About, Due: n.Due, Status: d.Status, Reason: d.Problem, Updated: d.DoneAt, Tries: d.Attempts,
	}
	if d.Message.TS == "" {
		return v
	}
	v.Message = &Message{d.Message.Channel, d.Message.TS}
	v.ToldAt = d.DoneAt
	if at, ok := posted(d.Message.TS); ok {
		v.ToldAt = at
	}
	if late := v.ToldAt.Sub(n.Due); late > workflow.Late {
		v.Late = late.Round(time.Minute).String()
	}
	return v
}

// posted reads the moment from Slack's timestamp id, "1763888400.000100".
func posted(ts string) (time.Time, bool) {
	sec, _, _ := strings.Cut(ts, ".")
	n, err := strconv.ParseInt(sec, 10, 64)
	if err != nil || n <= 0 {
		return time.Time{}, false
	}
	return time.Unix(n, 0).UTC(), true
}

// Window is a window of the releases in a pack: who held a place, who said that
// they have read its briefing, and what was told about it.
type Window struct {
	ID       workflow.WindowID `json:"id"`
	Opens    time.Time         `json:"opens,omitzero"`
	Closes   time.Time         `json:"closes,omitzero"`
	Zone     string            `json:"zone,omitempty"`
	Places   []PlaceTaken      `json:"places,omitempty"`
	Receipts []Receipt         `json:"receipts,omitempty"`

	Calls       []Call      `json:"calls,omitempty"`
	CallsBefore []CallCount `json:"calls_before,omitempty"` // that are no longer kept word for word
	Questions   []Question  `json:"questions,omitempty"`

	Notices []Notice `json:"notices,omitempty"`
}

// PlaceTaken is a release in a window.
type PlaceTaken struct {
	Release workflow.Number `json:"release"`
	At      time.Time       `json:"at"`
	Points  int             `json:"points,omitempty"`
}

// Receipt is "I have read this".
type Receipt struct {
	FrontLine string            `json:"front_line"`
	Person    workflow.PersonID `json:"person"`
	At        time.Time         `json:"at"`
}

// WindowOf makes the evidence of a window; w may be nil where nobody held a
// place in it or read its briefing.
func WindowOf(id workflow.WindowID, w *workflow.Window, told []workflow.Notice) Window {
	v := Window{ID: id}
	if w != nil {
		v.Opens, v.Closes, v.Zone = w.Opens, w.Closes, w.Zone
		for _, p := range w.Places {
			v.Places = append(v.Places, PlaceTaken(p))
		}
		for _, r := range w.Receipts {
			v.Receipts = append(v.Receipts, Receipt(r))
		}
	}
	v.front(w)
	for _, n := range told {
		v.Notices = append(v.Notices, NoticeOf(n))
	}
	return v
}
