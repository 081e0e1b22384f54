package sandbox

// readScopes are asked for by methods about any kind of conversation; the
// method then asks for the one that fits. So are the other lists.
var (
	readScopes    = []string{"channels:read", "groups:read", "im:read", "mpim:read"}
	historyScopes = []string{"channels:history", "groups:history", "im:history", "mpim:history"}
	manageScopes  = []string{"channels:manage", "groups:write", "im:write", "mpim:write"}
)

// methods is the Web API: tier, body, scopes, and what it does.
var methods = map[string]method{
	"api.test":  {perMinute: tier4, open: true, call: apiTest},
	"auth.test": {perMinute: special, anyToken: true, call: authTest},

	"apps.connections.open": {perMinute: tier3, scopes: []string{"connections:write"}, appToken: true, call: connectionsOpen},

	"chat.postMessage":            {perMinute: special, scopes: []string{"chat:write"}, call: chatPostMessage},
	"chat.meMessage":              {perMinute: tier3, scopes: []string{"chat:write"}, call: chatMeMessage},
	"chat.update":                 {perMinute: tier3, scopes: []string{"chat:write"}, call: chatUpdate},
	"chat.delete":                 {perMinute: tier3, scopes: []string{"chat:write"}, call: chatDelete},
	"chat.postEphemeral":          {perMinute: tier4, scopes: []string{"chat:write"}, call: chatPostEphemeral},
	"chat.scheduleMessage":        {perMinute: tier3, scopes: []string{"chat:write"}, call: chatScheduleMessage},
	"chat.scheduledMessages.list": {perMinute: tier3, call: chatScheduledMessagesList},
	"chat.deleteScheduledMessage": {perMinute: tier3, scopes: []string{"chat:write"}, call: chatDeleteScheduledMessage},
	"chat.getPermalink":           {perMinute: special, formOnly: true, call: chatGetPermalink},

	"views.open":    {perMinute: tier4, call: viewsOpen},
	"views.push":    {perMinute: tier4, call: viewsPush},
	"views.update":  {perMinute: tier4, call: viewsUpdate},
	"views.publish": {perMinute: tier4, call: viewsPublish},

	"blocks.validate": {perMinute: tier4, call: blocksValidate},

	"users.info":          {perMinute: tier4, formOnly: true, scopes: []string{"users:read"}, call: usersInfo},
	"users.list":          {perMinute: tier2, formOnly: true, scopes: []string{"users:read"}, call: usersList},
	"users.lookupByEmail": {perMinute: tier3, formOnly: true, scopes: []string{"users:read.email"}, call: usersLookupByEmail},
	"users.conversations": {perMinute: tier3, formOnly: true, scopes: readScopes, call: usersConversations},
	"users.profile.get":   {perMinute: tier4, formOnly: true, scopes: []string{"users.profile:read"}, call: usersProfileGet},
	"users.getPresence":   {perMinute: tier3, formOnly: true, scopes: []string{"users:read"}, call: usersGetPresence},
	"users.setPresence":   {perMinute: tier2, scopes: []string{"users:write"}, call: usersSetPresence},
	"emoji.list":          {perMinute: tier2, formOnly: true, scopes: []string{"emoji:read"}, call: emojiList},

	"usergroups.list":       {perMinute: tier2, formOnly: true, scopes: []string{"usergroups:read"}, call: usergroupsList},
	"usergroups.users.list": {perMinute: tier2, formOnly: true, scopes: []string{"usergroups:read"}, call: usergroupsUsersList},

	"usergroups.create":       {perMinute: tier2, scopes: []string{"usergroups:write"}, call: usergroupsCreate},
	"usergroups.update":       {perMinute: tier2, scopes: []string{"usergroups:write"}, call: usergroupsUpdate},
	"usergroups.enable":       {perMinute: tier2, scopes: []string{"usergroups:write"}, call: usergroupsEnable},
	"usergroups.disable":      {perMinute: tier2, scopes: []string{"usergroups:write"}, call: usergroupsDisable},
	"usergroups.users.update": {perMinute: tier2, scopes: []string{"usergroups:write"}, call: usergroupsUsersUpdate},

	"conversations.list":    {perMinute: tier2, formOnly: true, scopes: readScopes, call: conversationsList},
	"conversations.info":    {perMinute: tier3, formOnly: true, scopes: readScopes, call: conversationsInfo},
	"conversations.members": {perMinute: tier4, formOnly: true, scopes: readScopes, call: conversationsMembers},
	"conversations.open":    {perMinute: tier3, scopes: manageScopes, call: conversationsOpen},
	"conversations.join":    {perMinute: tier3, scopes: []string{"channels:join"}, call: conversationsJoin},
	"conversations.history": {perMinute: tier3, scopes: historyScopes, call: conversationsHistory},
	"conversations.replies": {perMinute: tier3, formOnly: true, scopes: historyScopes, call: conversationsReplies},

	"conversations.create":     {perMinute: tier2, scopes: manageScopes, call: conversationsCreate},
	"conversations.rename":     {perMinute: tier2, scopes: manageScopes, call: conversationsRename},
	"conversations.archive":    {perMinute: tier2, scopes: manageScopes, call: conversationsArchive},
	"conversations.unarchive":  {perMinute: tier2, scopes: manageScopes, call: conversationsUnarchive},
	"conversations.setTopic":   {perMinute: tier2, scopes: manageScopes, call: conversationsSetTopic},
	"conversations.setPurpose": {perMinute: tier2, scopes: manageScopes, call: conversationsSetPurpose},
	"conversations.invite":     {perMinute: tier3, scopes: manageScopes, call: conversationsInvite},
	"conversations.kick":       {perMinute: tier3, scopes: manageScopes, call: conversationsKick},
	"conversations.leave":      {perMinute: tier3, scopes: manageScopes, call: conversationsLeave},
	"conversations.close":      {perMinute: tier2, scopes: manageScopes, call: conversationsClose},
	"conversations.mark":       {perMinute: tier3, scopes: manageScopes, call: conversationsMark},

	"reactions.get":    {perMinute: tier3, formOnly: true, scopes: []string{"reactions:read"}, call: reactionsGet},
	"reactions.list":   {perMinute: tier2, formOnly: true, scopes: []string{"reactions:read"}, call: reactionsList},
	"reactions.add":    {perMinute: tier3, scopes: []string{"reactions:write"}, call: reactionsAdd},
	"reactions.remove": {perMinute: tier2, scopes: []string{"reactions:write"}, call: reactionsRemove},

	"pins.add":         {perMinute: tier2, scopes: []string{"pins:write"}, call: pinsAdd},
	"pins.remove":      {perMinute: tier2, scopes: []string{"pins:write"}, call: pinsRemove},
	"pins.list":        {perMinute: tier2, formOnly: true, scopes: []string{"pins:read"}, call: pinsList},
	"bookmarks.add":    {perMinute: tier2, scopes: []string{"bookmarks:write"}, call: bookmarksAdd},
	"bookmarks.edit":   {perMinute: tier2, scopes: []string{"bookmarks:write"}, call: bookmarksEdit},
	"bookmarks.remove": {perMinute: tier2, scopes: []string{"bookmarks:write"}, call: bookmarksRemove},
	"bookmarks.list":   {perMinute: tier3, scopes: []string{"bookmarks:read"}, call: bookmarksList},

	"files.getUploadURLExternal":   {perMinute: tier4, formOnly: true, scopes: []string{"files:write"}, call: filesGetUploadURL},
	"files.completeUploadExternal": {perMinute: tier4, scopes: []string{"files:write"}, call: filesCompleteUpload},
	"files.info":                   {perMinute: tier4, formOnly: true, scopes: []string{"files:read"}, call: filesInfo},
	"files.list":                   {perMinute: tier3, formOnly: true, scopes: []string{"files:read"}, call: filesList},
	"files.delete":                 {perMinute: tier3, scopes: []string{"files:write"}, call: filesDelete},

	"team.info": {perMinute: tier3, scopes: []string{"team:read"}, call: teamInfo},
	"bots.info": {perMinute: tier3, formOnly: true, scopes: []string{"users:read"}, call: botsInfo},
}
