package bot

// What the app has to be in Slack for the bot to work: the manifests are held
// against these by a test.

// The slash command and the callback ids of the shortcuts.
const (
	CommandRelease         = "/release"
	ShortcutRequest        = "request_release"              // global
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
	UsageHint:   "[request | show REL-12 | list | mine | why REL-12 | help]",
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
	{Name: "Request a release", CallbackID: ShortcutRequestMessage, Description: "Ask for a release, with a link to this message", Type: "message"},
}

// Grant is a scope or an event with the reason why the bot needs it.
type Grant struct {
	Name   string
	Reason string
}

// BotScopes lists the scopes of the bot token.
var BotScopes = []Grant{
	{"commands", "the slash command and the shortcuts"},
	{"chat:write", "cards, briefings, reminders and direct messages"},
	{"im:write", "opening the direct message with an approver or a requester"},
	{"users:read", "names, time zones and who is an admin"},
	{"usergroups:read", "who holds a role that is a user group"},
	{"channels:read", "finding a public channel by the name in the policy"},
	{"groups:read", "finding a private channel by the name in the policy"},
	{"channels:history", "looking for a message whose sending got no answer, before it is sent again"},
	{"groups:history", "the same in private channels"},
	{"im:history", "the same in direct messages"},
}

// AppScopes lists the scopes of the app-level token; only Socket Mode needs one.
var AppScopes = []Grant{{"connections:write", "opening the socket"}}

// Events lists the events the app subscribes to.
var Events = []Grant{{eventHomeOpened, "showing the Home tab as it is at that moment"}}
