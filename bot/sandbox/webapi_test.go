package sandbox_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"drumbeat/bot/sandbox"
)

func section(text string) string {
	return `[{"type":"section","text":{"type":"mrkdwn","text":` + quote(text) + `}}]`
}

func quote(s string) string {
	raw, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string always marshals
	}
	return string(raw)
}

// TestRefusals is one call for each reason to refuse that a release bot can
// meet, with Slack's code.
func TestRefusals(t *testing.T) {
	cfg := config()
	cfg.People = append(cfg.People, sandbox.Person{Name: "gone", RealName: "Gone Person", Deleted: true})
	cfg.Channels = append(cfg.Channels,
		sandbox.ChannelConfig{Name: "elsewhere", Members: []string{"ada"}},
		sandbox.ChannelConfig{Name: "attic", Archived: true, Members: []string{"ada", "lamp"}})
	cfg.Apps[0].Scopes = without(cfg.Apps[0].Scopes, "chat:write.public", "reactions:write", "chat:write.customize")
	w := run(t, cfg)
	general, back := w.id("general"), w.id("back-room")
	own := w.call("chat.postMessage", map[string]string{"channel": general, "text": "mine"})["ts"].(string)
	var theirs sandbox.SendAnswer
	w.post("/client/send", sandbox.SendRequest{As: "ada", Channel: "general", Text: "hers"}, &theirs)

	long := strings.Repeat("x", 4001)
	tests := []struct {
		name, method, want string
		form               map[string]string
	}{
		{"no token", "auth.test", "not_authed", map[string]string{"token": ""}},
		{"wrong token", "auth.test", "invalid_auth", map[string]string{"token": "xoxb-other"}},
		{"app token for chat", "chat.postMessage", "not_allowed_token_type", map[string]string{"token": w.app().AppToken, "channel": general, "text": "x"}},
		{"unknown method", "chat.shout", "unknown_method", map[string]string{}},
		{"no scope", "reactions.add", "missing_scope", map[string]string{"channel": general, "timestamp": own, "name": "eyes"}},
		{"no scope for a name", "chat.postMessage", "missing_scope", map[string]string{"channel": general, "text": "x", "username": "Other"}},
		{"no channel", "chat.postMessage", "channel_not_found", map[string]string{"text": "x"}},
		{"unknown channel", "chat.postMessage", "channel_not_found", map[string]string{"channel": "C0NOWHERE", "text": "x"}},
		{"private and not in it", "chat.postMessage", "channel_not_found", map[string]string{"channel": back, "text": "x"}},
		{"public and not in it", "chat.postMessage", "not_in_channel", map[string]string{"channel": w.id("elsewhere"), "text": "x"}},
		{"archived", "chat.postMessage", "is_archived", map[string]string{"channel": w.id("attic"), "text": "x"}},
		{"deactivated", "chat.postMessage", "channel_not_found", map[string]string{"channel": w.id("gone"), "text": "x"}},
		{"nothing to say", "chat.postMessage", "no_text", map[string]string{"channel": general}},
		{"blocks not JSON", "chat.postMessage", "invalid_blocks_format", map[string]string{"channel": general, "blocks": "["}},
		{"blocks not a list", "chat.postMessage", "invalid_blocks_format", map[string]string{"channel": general, "blocks": "{}"}},
		{"bad block", "chat.postMessage", "invalid_blocks", map[string]string{"channel": general, "blocks": `[{"type":"sections"}]`}},
		{"metadata without type", "chat.postMessage", "invalid_metadata_format", map[string]string{"channel": general, "text": "x", "metadata": `{"event_payload":{}}`}},
		{"metadata too large", "chat.postMessage", "metadata_too_large", map[string]string{"channel": general, "text": "x", "metadata": `{"event_type":"t","event_payload":{"a":` + quote(strings.Repeat("x", 9000)) + `}}`}},
		{"markdown and text", "chat.postMessage", "markdown_text_conflict", map[string]string{"channel": general, "text": "x", "markdown_text": "y"}},
		{"update of another's", "chat.update", "cant_update_message", map[string]string{"channel": general, "ts": theirs.TS, "text": "x"}},
		{"update of nothing", "chat.update", "message_not_found", map[string]string{"channel": general, "ts": "1.000001", "text": "x"}},
		{"update by user id", "chat.update", "channel_not_found", map[string]string{"channel": w.id("ada"), "ts": own, "text": "x"}},
		{"update too long", "chat.update", "msg_too_long", map[string]string{"channel": general, "ts": own, "text": long}},
		{"update without anything", "chat.update", "no_text", map[string]string{"channel": general, "ts": own}},
		{"update to nothing", "chat.update", "no_text", map[string]string{"channel": general, "ts": own, "text": "", "blocks": "[]"}},
		{"delete another's", "chat.delete", "cant_delete_message", map[string]string{"channel": general, "ts": theirs.TS}},
		{"whisper to an absent", "chat.postEphemeral", "user_not_in_channel", map[string]string{"channel": w.id("workshop"), "user": w.id("dan"), "text": "x"}},
		{"permalink of nothing", "chat.getPermalink", "message_not_found", map[string]string{"channel": general, "message_ts": "1.000001"}},
		{"unknown user", "users.info", "user_not_found", map[string]string{"user": "U0NOBODY00"}},
		{"unknown group", "usergroups.users.list", "no_such_subteam", map[string]string{"usergroup": "S0NOBODY00"}},
		{"private members", "conversations.members", "channel_not_found", map[string]string{"channel": back}},
		{"bad cursor", "conversations.list", "invalid_cursor", map[string]string{"cursor": "zzz"}},
		{"bad limit", "conversations.list", "invalid_limit", map[string]string{"limit": "1000"}},
		{"bad kind", "conversations.list", "invalid_types", map[string]string{"types": "rooms"}},
		{"history outside", "conversations.history", "not_in_channel", map[string]string{"channel": w.id("elsewhere")}},
		{"history bad oldest", "conversations.history", "invalid_ts_oldest", map[string]string{"channel": general, "oldest": "yesterday"}},
		{"no thread", "conversations.replies", "thread_not_found", map[string]string{"channel": general, "ts": "1.000001"}},
		{"open nobody", "conversations.open", "users_list_not_supplied", map[string]string{}},
		{"open deactivated", "conversations.open", "user_disabled", map[string]string{"users": w.id("gone")}},
		{"open with too many", "conversations.open", "too_many_users", map[string]string{"users": "a,b,c,d,e,f,g,h,i"}},
		{"join archived", "conversations.join", "is_archived", map[string]string{"channel": w.id("attic")}},
		{"join private", "conversations.join", "channel_not_found", map[string]string{"channel": back}},
		{"team", "team.info", "team_not_found", map[string]string{"team": "T0OTHER000"}},
		{"view missing", "views.open", "invalid_arguments", map[string]string{"trigger_id": "1.2.x"}},
		{"trigger unknown", "views.open", "invalid_trigger_id", map[string]string{"trigger_id": "1.2.x", "view": `{"type":"modal","title":{"type":"plain_text","text":"T"},"blocks":[]}`}},
		{"home as modal", "views.open", "invalid_arguments", map[string]string{"trigger_id": "1.2.x", "view": `{"type":"home","blocks":[]}`}},
		{"update both ids", "views.update", "invalid_arguments", map[string]string{"view_id": "V1", "external_id": "x", "view": `{"type":"home","blocks":[]}`}},
		{"update no view", "views.update", "not_found", map[string]string{"view_id": "V1", "view": `{"type":"home","blocks":[]}`}},
		{"publish to nobody", "views.publish", "invalid_arguments", map[string]string{"user_id": "U0NOBODY00", "view": `{"type":"home","blocks":[]}`}},
		{"publish null blocks", "views.publish", "invalid_arguments", map[string]string{"user_id": w.id("ada"), "view": `{"type":"home","blocks":null}`}},
		{"validate", "blocks.validate", "invalid_blocks", map[string]string{"blocks": `[{"type":"section"}]`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := len(w.srv.Violations())
			got := w.call(tt.method, tt.form)
			if got["ok"] != false || got["error"] != tt.want {
				t.Errorf("got %v, want error %s", got, tt.want)
			}
			after := w.srv.Violations()
			if len(after) != before+1 || after[before].Code != tt.want || after[before].Method != tt.method || after[before].What == "" {
				t.Errorf("violations after: got %+v, want one more with code %s", after[before:], tt.want)
			}
		})
	}
}

func without(list []string, gone ...string) []string {
	var out []string
	for _, s := range list {
		keep := true
		for _, g := range gone {
			keep = keep && s != g
		}
		if keep {
			out = append(out, s)
		}
	}
	return out
}

// TestMissingScopeNamesIt shows needed and provided, as slack-go reads them.
func TestMissingScopeNamesIt(t *testing.T) {
	cfg := config()
	cfg.Apps[0].Scopes = []string{"commands", "users:read"}
	w := run(t, cfg)
	_, _, err := w.slack().PostMessage(w.id("general"), slack.MsgOptionText("x", false))
	var refused slack.SlackErrorResponse
	if !errors.As(err, &refused) || refused.Err != "missing_scope" || refused.Needed != "chat:write" || refused.Provided != "commands,users:read" {
		t.Errorf("got %+v", err)
	}
}

// TestBlockErrorsAsSlackGoReadsThem holds the error envelope to slack-go.
func TestBlockErrorsAsSlackGoReadsThem(t *testing.T) {
	w := run(t, config())
	_, _, err := w.slack().PostMessage(w.id("general"), slack.MsgOptionBlocks(slack.NewHeaderBlock(plainText(strings.Repeat("x", 151)))))
	var refused slack.SlackErrorResponse
	if !errors.As(err, &refused) {
		t.Fatalf("got %v", err)
	}
	want := []string{"[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]"}
	if diff := cmp.Diff(want, refused.ResponseMetadata.Messages); diff != "" || refused.Err != "invalid_blocks" || len(refused.Errors) != 1 {
		t.Errorf("got %+v (-want +got)\n%s", refused, diff)
	}
}

func TestBodies(t *testing.T) {
	w := run(t, config())
	bot := "Bearer " + w.app().BotToken
	tests := []struct {
		name, method, kind, auth, body, want string
	}{
		{"JSON", "chat.postMessage", "application/json; charset=utf-8", bot, `{"channel":"` + w.id("general") + `","text":"hi"}`, ""},
		{"JSON blocks as text", "chat.postMessage", "application/json", bot, `{"channel":"general","blocks":` + quote(section("x")) + `}`, ""},
		{"token in JSON", "chat.postMessage", "application/json", "", `{"token":"` + w.app().BotToken + `","channel":"general","text":"hi"}`, "not_authed"},
		{"JSON for a form method", "users.info", "application/json", bot, `{"user":"` + w.id("ada") + `"}`, "invalid_arguments"},
		{"broken JSON", "chat.postMessage", "application/json", bot, `{"channel":`, "invalid_json"},
		{"JSON array", "chat.postMessage", "application/json", bot, `[]`, "json_not_object"},
		{"no content type", "chat.postMessage", "", bot, `channel=x`, "missing_post_type"},
		{"odd content type", "chat.postMessage", "application/xml", bot, `<a/>`, "invalid_post_type"},
		{"odd charset", "chat.postMessage", "application/json; charset=utf-16", bot, `{}`, "invalid_charset"},
		{"broken form", "chat.postMessage", "application/x-www-form-urlencoded", bot, `a=%zz`, "invalid_form_data"},
		{"over 1 MB", "chat.postMessage", "application/json", bot, `{"text":"` + strings.Repeat("x", 1<<20) + `"}`, "invalid_arguments"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			req, err := http.NewRequest(http.MethodPost, w.http.URL+"/api/"+tt.method, strings.NewReader(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", tt.kind)
			if tt.auth != "" {
				req.Header.Set("Authorization", tt.auth)
			}
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			var got struct {
				OK    bool
				Error string
			}
			w.read(resp, tt.method, &got)
			if got.Error != tt.want || got.OK != (tt.want == "") || resp.StatusCode != http.StatusOK {
				t.Errorf("got %d %+v, want error %q", resp.StatusCode, got, tt.want)
			}
		})
	}
}

func TestThreads(t *testing.T) {
	w := run(t, config())
	api := w.slack()
	parent, _, err := postText(api, w.id("general"), "parent")
	if err != nil {
		t.Fatal(err)
	}
	_, reply, err := api.PostMessage(w.id("general"), slack.MsgOptionText("reply", false), slack.MsgOptionTS(parent))
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{reply, "1.000001", "rubbish"} {
		_, _, m, err := api.PostMessageWithResponseContext(w.ctx(), w.id("general"), slack.MsgOptionText("lost", false), slack.MsgOptionTS(bad))
		if err != nil || m.ThreadTimestamp != "" {
			t.Errorf("thread_ts %s: got %+v %v, want an unthreaded message", bad, m, err)
		}
	}
	list := w.messages("ada", "general")
	if len(list) != 4 || list[0].ReplyCount != 1 || list[0].LatestReply != reply {
		t.Errorf("channel: got %+v", list)
	}
	replies, more, _, err := api.GetConversationReplies(&slack.GetConversationRepliesParameters{ChannelID: w.id("general"), Timestamp: parent})
	if err != nil || more || len(replies) != 2 || replies[1].Text != "reply" || replies[1].ParentUserId != w.app().BotUserID {
		t.Errorf("replies: got %+v %v", replies, err)
	}
	if _, _, err := api.DeleteMessage(w.id("general"), parent); err != nil {
		t.Error(err)
	}
	if list = w.messages("ada", "general"); !list[0].Deleted || list[0].Text == "parent" {
		t.Errorf("deleted parent: got %+v", list[0])
	}
	w.clean()
}

func postText(api *slack.Client, channel, text string) (ts, id string, err error) {
	id, ts, err = api.PostMessage(channel, slack.MsgOptionText(text, false))
	return ts, id, err
}

// TestMetadata: kept by an update that does not mention it, removed by {}, and
// shown whole only when asked for.
func TestMetadata(t *testing.T) {
	w := run(t, config())
	api := w.slack()
	meta := slack.SlackMetadata{EventType: "notice", EventPayload: map[string]any{"id": "n-1"}}
	channel, ts, err := api.PostMessage(w.id("general"), slack.MsgOptionText("one", false), slack.MsgOptionMetadata(meta))
	if err != nil {
		t.Fatal(err)
	}
	read := func(all bool) slack.Message {
		t.Helper()
		res, err := api.GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: channel, Latest: ts, Inclusive: true, Limit: 1, IncludeAllMetadata: all})
		if err != nil || len(res.Messages) != 1 {
			t.Fatalf("history: %v %+v", err, res)
		}
		return res.Messages[0]
	}
	if got := read(false).Metadata; got.EventType != "notice" || got.EventPayload != nil {
		t.Errorf("without include_all_metadata: got %+v", got)
	}
	if _, _, _, err := api.UpdateMessage(channel, ts, slack.MsgOptionText("two", false)); err != nil {
		t.Fatal(err)
	}
	if got := read(true); got.Text != "two" || got.Metadata.EventPayload["id"] != "n-1" || got.Edited == nil {
		t.Errorf("after an update: got %+v", got)
	}
	w.call("chat.update", map[string]string{"channel": channel, "ts": ts, "text": "three", "metadata": "{}"})
	if got := read(true); got.Metadata.EventType != "" {
		t.Errorf("after {}: got %+v", got.Metadata)
	}
	w.clean()
}

// TestUpdateKeepsWhatIsNotGiven: an update without blocks leaves them.
func TestUpdateKeepsWhatIsNotGiven(t *testing.T) {
	w := run(t, config())
	posted := w.call("chat.postMessage", map[string]string{"channel": "general", "text": "a", "blocks": section("b")})
	where := map[string]string{"channel": posted["channel"].(string), "ts": posted["ts"].(string)}
	update := func(more map[string]string) sandbox.Message {
		for k, v := range where {
			more[k] = v
		}
		w.call("chat.update", more)
		return w.messages("ada", "general")[0]
	}
	if got := update(map[string]string{"text": "c"}); got.Text != "c" || got.Blocks == nil {
		t.Errorf("text alone: got %+v", got)
	}
	if got := update(map[string]string{"text": "d", "blocks": "[]"}); got.Text != "d" || got.Blocks != nil {
		t.Errorf("blocks []: got %+v", got)
	}
	w.clean()
}

func TestPeople(t *testing.T) {
	w := run(t, config())
	api := w.slack()
	u, err := api.GetUserInfo(w.id("citra"))
	if err != nil || u.TZ != "Asia/Jakarta" || u.TZOffset != 7*3600 || u.RealName != "Citra Lestari" || u.Profile.Title != "Quality" || u.IsBot {
		t.Errorf("users.info: got %+v %v", u, err)
	}
	groups, err := api.GetUserGroups(slack.GetUserGroupsOptionIncludeUsers(true))
	if err != nil || len(groups) != 1 || groups[0].Handle != "helpers" {
		t.Fatalf("usergroups.list: got %+v %v", groups, err)
	}
	members, err := api.GetUserGroupMembers(groups[0].ID)
	if diff := cmp.Diff([]string{w.id("citra"), w.id("dan")}, members); diff != "" || err != nil {
		t.Errorf("usergroups.users.list: %v (-want +got)\n%s", err, diff)
	}
	auth, err := api.AuthTest()
	if err != nil || auth.UserID != w.app().BotUserID || auth.TeamID != w.cfg.Team.ID || auth.BotID != w.app().BotID {
		t.Errorf("auth.test: got %+v %v", auth, err)
	}
	if got, err := api.GetUserByEmail("ada@lighthouse.example"); err != nil || got.ID != w.id("ada") {
		t.Errorf("users.lookupByEmail: got %+v %v", got, err)
	}
	if bot, err := api.GetBotInfo(slack.GetBotInfoParameters{Bot: w.app().BotID}); err != nil || bot.UserID != w.app().BotUserID {
		t.Errorf("bots.info: got %+v %v", bot, err)
	}
	if team, err := api.GetTeamInfo(); err != nil || team.Domain != "lighthouse" {
		t.Errorf("team.info: got %+v %v", team, err)
	}
	w.clean()
}

// TestPages reads every list in pages of one and gets what one page gives.
func TestPages(t *testing.T) {
	w := run(t, config())
	api := w.slack()
	var names []string
	cursor := ""
	for {
		list, next, err := api.GetConversations(&slack.GetConversationsParameters{Limit: 1, Cursor: cursor, Types: []string{"public_channel", "private_channel"}})
		if err != nil || len(list) > 1 {
			t.Fatalf("got %+v %v", list, err)
		}
		for _, c := range list {
			names = append(names, c.Name)
		}
		if cursor = next; cursor == "" {
			break
		}
	}
	if diff := cmp.Diff([]string{"general", "workshop"}, names); diff != "" {
		t.Errorf("conversations.list, without the private one the bot is not in (-want +got)\n%s", diff)
	}
	members, next, err := api.GetUsersInConversation(&slack.GetUsersInConversationParameters{ChannelID: w.id("general"), Limit: 2})
	if err != nil || len(members) != 2 || next == "" {
		t.Errorf("conversations.members: got %v %q %v", members, next, err)
	}
	im, _, already, err := api.OpenConversation(&slack.OpenConversationParameters{Users: []string{w.id("ada")}, ReturnIM: true})
	if err != nil || !already || im.User != w.id("ada") || !strings.HasPrefix(im.ID, "D") {
		t.Errorf("conversations.open: got %+v %v %v", im, already, err)
	}
	w.clean()
}

func TestReactionsAndFiles(t *testing.T) {
	w := run(t, config())
	api := w.slack()
	ts, channel, err := postText(api, w.id("general"), "look")
	if err != nil {
		t.Fatal(err)
	}
	ref := slack.NewRefToMessage(channel, ts)
	if err := api.AddReaction("eyes", ref); err != nil {
		t.Error(err)
	}
	var answer sandbox.ActionAnswer
	w.post("/client/reaction", sandbox.ReactionRequest{As: "dan", Channel: channel, TS: ts, Name: "eyes"}, &answer)
	want := []sandbox.Reaction{{Name: "eyes", Users: []string{w.app().BotUserID, w.id("dan")}, Count: 2}}
	if diff := cmp.Diff(want, w.messages("ada", channel)[0].Reactions); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if err := api.RemoveReaction("eyes", ref); err != nil {
		t.Error(err)
	}
	content := "not really a picture"
	f, err := api.UploadFile(slack.UploadFileParameters{Filename: "plot.png", FileSize: len(content), Reader: strings.NewReader(content), Title: "Plot", AltTxt: "A plot", Channel: channel, InitialComment: "See"})
	if err != nil {
		t.Fatal(err)
	}
	list := w.messages("ada", channel)
	var files []struct{ ID, Title, URLPrivate string }
	last := list[len(list)-1]
	if err := json.Unmarshal(last.Files, &files); err != nil || last.Text != "See" || files[0].ID != f.ID || files[0].Title != "Plot" {
		t.Errorf("shared: got %+v %v", last, err)
	}
	w.clean()
}
