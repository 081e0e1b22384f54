package sandbox

// knownScopes are the bot scopes that decide something here.
var knownScopes = []string{
	"app_mentions:read", "bookmarks:read", "bookmarks:write", "channels:history", "channels:join", "channels:manage", "channels:read",
	"chat:write", "chat:write.customize", "chat:write.public", "commands", "emoji:read", "files:read", "files:write",
	"groups:history", "groups:read", "groups:write", "im:history", "im:read", "im:write", "links.embed:write",
	"metadata.message:read", "mpim:history", "mpim:read", "mpim:write", "pins:read", "pins:write",
	"reactions:read", "reactions:write", "team:read", "usergroups:read", "usergroups:write", "users.profile:read", "users:read", "users:read.email", "users:write",
}
