package sandbox_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drumbeat/bot/sandbox"
)

const (
	tier2   = 20
	tier3   = 50
	tier4   = 100
	special = 300
)

// methodRows are Slack's own facts about each method (https://docs.slack.dev/
// reference/methods): tier, bodies, scopes of a bot. A method of the sandbox
// without a row fails, and a row without a method too.
var methodRows = map[string]sandbox.MethodFacts{
	"api.test":                     {PerMinute: tier4, Open: true},
	"auth.test":                    {PerMinute: special, Both: true},
	"apps.connections.open":        {PerMinute: tier3, AppToken: true, Scopes: scopes("connections:write")},
	"blocks.validate":              {PerMinute: tier4},
	"bookmarks.add":                {PerMinute: tier2, Scopes: scopes("bookmarks:write")},
	"bookmarks.edit":               {PerMinute: tier2, Scopes: scopes("bookmarks:write")},
	"bookmarks.list":               {PerMinute: tier3, Scopes: scopes("bookmarks:read")},
	"bookmarks.remove":             {PerMinute: tier2, Scopes: scopes("bookmarks:write")},
	"bots.info":                    {PerMinute: tier3, FormOnly: true, Scopes: scopes("users:read")},
	"chat.delete":                  {PerMinute: tier3, Scopes: scopes("chat:write")},
	"chat.deleteScheduledMessage":  {PerMinute: tier3, Scopes: scopes("chat:write")},
	"chat.getPermalink":            {PerMinute: special, FormOnly: true},
	"chat.meMessage":               {PerMinute: tier3, Scopes: scopes("chat:write")},
	"chat.postEphemeral":           {PerMinute: tier4, Scopes: scopes("chat:write")},
	"chat.postMessage":             {PerMinute: special, Scopes: scopes("chat:write")},
	"chat.scheduleMessage":         {PerMinute: tier3, Scopes: scopes("chat:write")},
	"chat.scheduledMessages.list":  {PerMinute: tier3},
	"chat.update":                  {PerMinute: tier3, Scopes: scopes("chat:write")},
	"conversations.archive":        {PerMinute: tier2, Scopes: manage},
	"conversations.close":          {PerMinute: tier2, Scopes: manage},
	"conversations.create":         {PerMinute: tier2, Scopes: manage},
	"conversations.history":        {PerMinute: tier3, Scopes: history},
	"conversations.info":           {PerMinute: tier3, FormOnly: true, Scopes: read},
	"conversations.invite":         {PerMinute: tier3, Scopes: manage},
	"conversations.join":           {PerMinute: tier3, Scopes: scopes("channels:join")},
	"conversations.kick":           {PerMinute: tier3, Scopes: manage},
	"conversations.leave":          {PerMinute: tier3, Scopes: manage},
	"conversations.list":           {PerMinute: tier2, FormOnly: true, Scopes: read},
	"conversations.mark":           {PerMinute: tier3, Scopes: manage},
	"conversations.members":        {PerMinute: tier4, FormOnly: true, Scopes: read},
	"conversations.open":           {PerMinute: tier3, Scopes: manage},
	"conversations.rename":         {PerMinute: tier2, Scopes: manage},
	"conversations.replies":        {PerMinute: tier3, FormOnly: true, Scopes: history},
	"conversations.setPurpose":     {PerMinute: tier2, Scopes: manage},
	"conversations.setTopic":       {PerMinute: tier2, Scopes: manage},
	"conversations.unarchive":      {PerMinute: tier2, Scopes: manage},
	"emoji.list":                   {PerMinute: tier2, FormOnly: true, Scopes: scopes("emoji:read")},
	"files.completeUploadExternal": {PerMinute: tier4, Scopes: scopes("files:write")},
	"files.delete":                 {PerMinute: tier3, Scopes: scopes("files:write")},
	"files.getUploadURLExternal":   {PerMinute: tier4, FormOnly: true, Scopes: scopes("files:write")},
	"files.info":                   {PerMinute: tier4, FormOnly: true, Scopes: scopes("files:read")},
	"files.list":                   {PerMinute: tier3, FormOnly: true, Scopes: scopes("files:read")},
	"pins.add":                     {PerMinute: tier2, Scopes: scopes("pins:write")},
	"pins.list":                    {PerMinute: tier2, FormOnly: true, Scopes: scopes("pins:read")},
	"pins.remove":                  {PerMinute: tier2, Scopes: scopes("pins:write")},
	"reactions.add":                {PerMinute: tier3, Scopes: scopes("reactions:write")},
	"reactions.get":                {PerMinute: tier3, FormOnly: true, Scopes: scopes("reactions:read")},
	"reactions.list":               {PerMinute: tier2, FormOnly: true, Scopes: scopes("reactions:read")},
	"reactions.remove":             {PerMinute: tier2, Scopes: scopes("reactions:write")},
	"team.info":                    {PerMinute: tier3, Scopes: scopes("team:read")},
	"usergroups.create":            {PerMinute: tier2, Scopes: scopes("usergroups:write")},
	"usergroups.disable":           {PerMinute: tier2, Scopes: scopes("usergroups:write")},
	"usergroups.enable":            {PerMinute: tier2, Scopes: scopes("usergroups:write")},
	"usergroups.list":              {PerMinute: tier2, FormOnly: true, Scopes: scopes("usergroups:read")},
	"usergroups.update":            {PerMinute: tier2, Scopes: scopes("usergroups:write")},
	"usergroups.users.list":        {PerMinute: tier2, FormOnly: true, Scopes: scopes("usergroups:read")},
	"usergroups.users.update":      {PerMinute: tier2, Scopes: scopes("usergroups:write")},
	"users.conversations":          {PerMinute: tier3, FormOnly: true, Scopes: read},
	"users.getPresence":            {PerMinute: tier3, FormOnly: true, Scopes: scopes("users:read")},
	"users.info":                   {PerMinute: tier4, FormOnly: true, Scopes: scopes("users:read")},
	"users.list":                   {PerMinute: tier2, FormOnly: true, Scopes: scopes("users:read")},
	"users.lookupByEmail":          {PerMinute: tier3, FormOnly: true, Scopes: scopes("users:read.email")},
	"users.profile.get":            {PerMinute: tier4, FormOnly: true, Scopes: scopes("users.profile:read")},
	"users.setPresence":            {PerMinute: tier2, Scopes: scopes("users:write")},
	"views.open":                   {PerMinute: tier4},
	"views.publish":                {PerMinute: tier4},
	"views.push":                   {PerMinute: tier4},
	"views.update":                 {PerMinute: tier4},
}

func scopes(list ...string) []string { return list }

var (
	read    = scopes("channels:read", "groups:read", "im:read", "mpim:read")
	history = scopes("channels:history", "groups:history", "im:history", "mpim:history")
	manage  = scopes("channels:manage", "groups:write", "im:write", "mpim:write")
)

// TestMethodFacts holds the table of methods against Slack's facts.
func TestMethodFacts(t *testing.T) {
	if diff := cmp.Diff(methodRows, sandbox.Methods()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	known := sandbox.AllScopes()
	for name, m := range methodRows {
		for _, scope := range m.Scopes {
			if !m.AppToken && !slices.Contains(known, scope) {
				t.Errorf("%s asks for %s, which the default app does not have", name, scope)
			}
		}
	}
}

// TestTokens: every method with no token, a wrong one, one of the wrong kind,
// and one without the scope.
func TestTokens(t *testing.T) {
	cfg := config()
	cfg.Apps[0].Scopes = []string{"commands"}
	cfg.Apps[0].AppScopes = []string{"authorizations:read"}
	w := run(t, cfg)
	for name, m := range methodRows {
		t.Run(name, func(t *testing.T) {
			right, other := w.app().BotToken, w.app().AppToken
			if m.AppToken {
				right, other = other, right
			}
			tests := map[string]string{"": "not_authed", "xoxb-wrong": "invalid_auth", "xoxp-person": "invalid_auth", other: "not_allowed_token_type"}
			if m.Both {
				delete(tests, other)
			}
			if m.Open {
				tests = map[string]string{"": "", "xoxb-wrong": "", right: ""}
			}
			if len(m.Scopes) > 0 {
				tests[right] = "missing_scope"
			}
			for token, want := range tests {
				got := w.bearer(name, token)
				code, _ := got["error"].(string)
				if code != want {
					t.Errorf("token %q: got %v, want %q", token, got, want)
				}
				if want == "missing_scope" && (got["needed"] != strings.Join(m.Scopes, ",") || got["provided"] == "") {
					t.Errorf("needed and provided: got %v, want %v", got, m.Scopes)
				}
			}
			if len(m.Scopes) == 0 && !m.AppToken {
				got := w.bearer(name, right)
				if code, _ := got["error"].(string); strings.Contains(code, "auth") || code == "missing_scope" {
					t.Errorf("the right token: got %v", got)
				}
			}
		})
	}
}

// bearer calls a method without arguments and the token in the header.
func (w *world) bearer(method, token string) map[string]any {
	w.t.Helper()
	req, err := http.NewRequest(http.MethodPost, w.http.URL+"/api/"+method, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	var out map[string]any
	w.read(resp, method, &out)
	return out
}
