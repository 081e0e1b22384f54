package bot

import (
	"drumbeat/workflow"

	"github.com/slack-go/slack"
)

// kind says what sort of request Slack sent.
type kind string

const (
	kindCommand    kind = "command"
	kindShortcut   kind = "shortcut" // global or on a message
	kindClick      kind = "click"    // a button or a choice, in a message or a view
	kindSubmission kind = "submission"
	kindClosed     kind = "closed"
	kindEvent      kind = "event"
	kindUnknown    kind = "unknown" // refused before it was understood
)

// request is what both transports make of what Slack sent: who did what where.
// Texts in it were typed by people and are no more than that.
type request struct {
	kind kind
	id   string // names the request at the desk: its copy has no second effect
	copy string // names this very delivery and its copies; empty: the transport names it
	most int    // bytes of an answer that its acknowledgement carries; 0: any number, below 0: none
	name string // command, callback id, action id or type of the event

	by         workflow.PersonID
	locale     workflow.Locale // the person's, in which they are answered
	team       string          // the workspace it comes from; empty where Slack does not say
	userTeam   string          // the person's own workspace; empty where Slack does not say
	enterprise bool            // the workspace is part of an Enterprise organisation
	domain     string          // of the workspace, for links to messages
	app        string          // empty where Slack does not say

	trigger     string // the right to open one modal within three seconds
	responseURL string // the right to answer privately; empty for views and global shortcuts
	channel     string
	text        string          // typed after the command
	about       workflow.Number // the release it is about, once that is known; for the log

	action  slack.BlockAction // of a click
	message message           // of a click or a shortcut on a message
	view    *view             // of a submission, a closed modal or a click in a view
	home    bool              // an app_home_opened of the Home tab
}

// message is the message that a click or a shortcut is about.
type message struct {
	ts        string
	thread    string
	text      string
	ephemeral bool // only one person sees it
}

// view is the modal or Home tab that a request comes from.
type view struct {
	id       string
	hash     string
	kind     string // modal or home
	callback string
	app      string // whose view it is; empty where Slack does not say
	metadata string
	values   map[string]map[string]slack.BlockAction
	inputs   []string // block ids of its input blocks, in order
}
