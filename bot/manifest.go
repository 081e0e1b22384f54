package bot

// What the app has to be in Slack for the bot to work: the manifests are held
// against these by a test.

// The slash command and the callback ids of the shortcuts.
const (
	CommandRelease         = "/release"
	ShortcutRequest        = "request_release"              // global
	ShortcutCustomers      = "customers_call"               // global
	ShortcutRequestMessage = "request_release_from_message" // on a message
)

// Command is a slash command of the app.
type Command struct {
	Name        string
	Description string
	UsageHint   string
}

// Commands lists the slash commands of the app. Names in their text arrive
// unescaped, as people see them.
var Commands = []Command{{
	Name:        CommandRelease,
	Description: "Ask for a release, see where it stands and what is coming",
	UsageHint:   "[request | queue | show REL-12 | why REL-12 | calendar | window | freeze | env | list | mine | again REL-12 | emergency | customers | handover | away | metrics | settings | help]",
}}

// Shortcut is an entry of the lightning or of a message's menu.
type Shortcut struct {
	Name        string
	CallbackID  string
	Description string
	Type        string // global or message
}

// Shortcuts lists the shortcuts of the app.
var Shortcuts = []Shortcut{
	{Name: "Request a release", CallbackID: ShortcutRequest, Description: "Open the form that asks for a release", Type: "global"},
	{Name: "Customers call", CallbackID: ShortcutCustomers, Description: "Report what customers call about, and find out which release it may be", Type: "global"},
	{Name: "Request a release", CallbackID: ShortcutRequestMessage, Description: "Ask for a release, with a link to this message", Type: "message"},
}

// Grant is a scope or an event with the reason why the bot needs it.
type Grant struct {
	Name    string
	Reason  string
	Without string // what goes wrong without the scope
	Needed  bool   // without it the bot does not work; else a promise is weaker
}

// BotScopes lists the scopes of the bot token.
var BotScopes = []Grant{
	{"commands", "the slash command and the shortcuts", "nobody can ask for anything by /release", true},
	{"chat:write", "cards, briefings, reminders and direct messages", "nothing can be posted at all", true},
	{"im:write", "opening the direct message with an approver or a requester", "nobody can be sent a direct message: approvers are not asked, requesters hear nothing", true},
	{"users:read", "names, time zones and who is an admin", "nobody is known, so nobody may do anything", true},
	{"usergroups:read", "who holds a role that is a user group", "nobody holds a role that is a user group, so nobody can approve", true},
	{"channels:read", "finding a public channel by the name in the policy", "public channels that the policy names are not found, and nothing is posted there", true},
	{"groups:read", "finding a private channel by the name in the policy", "private channels that the policy names are not found; give their ids there", false},
	{"channels:history", "looking for a message whose sending got no answer, before it is sent again", "after a time-out a message in a public channel may be posted twice", false},
	{"groups:history", "the same in private channels", "after a time-out a message in a private channel may be posted twice", false},
	{"files:write", "the picture of the metrics", "the metrics and the digest come without their picture", false},
	{"im:history", "the same in direct messages", "after a time-out a direct message may be sent twice", false},
}

// AppScopes lists the scopes of the app-level token; only Socket Mode needs one.
var AppScopes = []Grant{{Name: "connections:write", Reason: "opening the socket", Without: "no request comes in", Needed: true}}

// Events lists the events the app subscribes to.
var Events = []Grant{{Name: eventHomeOpened, Reason: "showing the Home tab as it is at that moment"}}
