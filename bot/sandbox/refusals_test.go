package sandbox_test

import (
	"fmt"
	"strings"
	"testing"

	"drumbeat/bot/sandbox"
)

// refusalWorld has one of everything that a method may refuse.
func refusalWorld(t *testing.T) *world {
	cfg := config()
	cfg.People = append(cfg.People, sandbox.Person{Name: "gone", RealName: "Gone Person", Deleted: true})
	cfg.Channels = append(cfg.Channels,
		sandbox.ChannelConfig{Name: "elsewhere", Members: []string{"ada"}},
		sandbox.ChannelConfig{Name: "alone", Members: []string{"lamp"}},
		sandbox.ChannelConfig{Name: "attic", Archived: true, Members: []string{"ada", "lamp"}})
	cfg.Apps = append(cfg.Apps, sandbox.AppConfig{Name: "Other", BotName: "other", BotToken: "xoxb-other", Scopes: []string{"files:write", "chat:write", "chat:write.public"}})
	return run(t, cfg)
}

// TestManageRefusals: every reason of the methods that manage channels, groups,
// people, files and reactions to say no, with Slack's code.
func TestManageRefusals(t *testing.T) {
	w := refusalWorld(t)
	general, attic, elsewhere, workshop, alone, back := w.id("general"), w.id("attic"), w.id("elsewhere"), w.id("workshop"), w.id("alone"), w.id("back-room")
	ada, gone, group := w.id("ada"), w.id("gone"), w.cfg.Groups[0].ID
	im := w.call("conversations.open", map[string]string{"users": ada})["channel"].(map[string]any)["id"].(string)
	ts := w.call("chat.postMessage", map[string]string{"channel": general, "text": "x"})["ts"].(string)
	theirs := w.call("files.getUploadURLExternal", map[string]string{"token": "xoxb-other", "filename": "a", "length": "1"})["file_id"].(string)
	seen := w.uploaded("ada", "seen.txt", []byte("x"))
	w.post("/client/send", sandbox.SendRequest{As: "ada", Channel: general, Files: []string{seen}}, &sandbox.SendAnswer{})
	tests := []struct{ method, want, form string }{
		{"conversations.create", "invalid_name_required", "name="},
		{"conversations.create", "invalid_name_specials", "name=Upper"},
		{"conversations.create", "invalid_name_specials", "name=two words"},
		{"conversations.create", "invalid_name_punctuation", "name=--_"},
		{"conversations.create", "invalid_name_maxlength", "name=" + strings.Repeat("n", 81)},
		{"conversations.create", "", "name=" + strings.Repeat("n", 80)},
		{"conversations.create", "name_taken", "name=general"},
		{"conversations.create", "name_taken", "name=back-room"},
		{"conversations.rename", "channel_not_found", "channel=" + back + "&name=x"},
		{"conversations.rename", "not_in_channel", "channel=" + elsewhere + "&name=x"},
		{"conversations.rename", "is_archived", "channel=" + attic + "&name=x"},
		{"conversations.rename", "not_authorized", "channel=" + workshop + "&name=x"},
		{"conversations.rename", "name_taken", "channel=" + workshop + "&name=general"},
		{"conversations.rename", "method_not_supported_for_channel_type", "channel=" + im + "&name=x"},
		{"conversations.archive", "already_archived", "channel=" + attic},
		{"conversations.archive", "cant_archive_general", "channel=" + general},
		{"conversations.archive", "not_in_channel", "channel=" + elsewhere},
		{"conversations.archive", "channel_not_found", "channel=C0NOWHERE0"},
		{"conversations.archive", "invalid_arguments", ""},
		{"conversations.archive", "method_not_supported_for_channel_type", "channel=" + im},
		{"conversations.unarchive", "not_archived", "channel=" + workshop},
		{"conversations.setTopic", "too_long", "channel=" + workshop + "&topic=" + strings.Repeat("t", 251)},
		{"conversations.setTopic", "", "channel=" + workshop + "&topic=" + strings.Repeat("t", 250)},
		{"conversations.setTopic", "invalid_arguments", "channel=" + workshop},
		{"conversations.setTopic", "not_in_channel", "channel=" + elsewhere + "&topic=x"},
		{"conversations.setPurpose", "too_long", "channel=" + workshop + "&purpose=" + strings.Repeat("t", 251)},
		{"conversations.setPurpose", "is_archived", "channel=" + attic + "&purpose=x"},
		{"conversations.invite", "no_user", "channel=" + workshop},
		{"conversations.invite", "user_not_found", "channel=" + workshop + "&users=U0NOBODY00"},
		{"conversations.invite", "cant_invite", "channel=" + workshop + "&users=" + gone},
		{"conversations.invite", "cant_invite_self", "channel=" + workshop + "&users=" + w.app().BotUserID},
		{"conversations.invite", "already_in_channel", "channel=" + workshop + "&users=" + ada},
		{"conversations.invite", "not_in_channel", "channel=" + elsewhere + "&users=" + ada},
		{"conversations.invite", "is_archived", "channel=" + attic + "&users=" + ada},
		{"conversations.invite", "invalid_arguments", "channel=" + workshop + "&users=" + strings.Repeat("U,", 1001)},
		{"conversations.invite", "user_not_found", "channel=" + workshop + "&users=U0NOBODY00," + w.id("dan")},
		{"conversations.invite", "", "channel=" + workshop + "&force=true&users=U0NOBODY00," + w.id("dan")},
		{"conversations.kick", "user_not_found", "channel=" + workshop + "&user=U0NOBODY00"},
		{"conversations.kick", "cant_kick_self", "channel=" + workshop + "&user=" + w.app().BotUserID},
		{"conversations.kick", "cant_kick_from_general", "channel=" + general + "&user=" + ada},
		{"conversations.kick", "not_in_channel", "channel=" + workshop + "&user=" + w.id("citra")},
		{"conversations.kick", "not_supported", "channel=" + attic + "&user=" + ada},
		{"conversations.leave", "cant_leave_general", "channel=" + general},
		{"conversations.leave", "is_archived", "channel=" + attic},
		{"conversations.leave", "last_member", "channel=" + alone},
		{"conversations.leave", "method_not_supported_for_channel_type", "channel=" + im},
		{"conversations.close", "method_not_supported_for_channel_type", "channel=" + general},
		{"conversations.close", "channel_not_found", "channel=D0NOWHERE0"},
		{"conversations.mark", "invalid_timestamp", "channel=" + general + "&ts=soon"},
		{"conversations.mark", "not_in_channel", "channel=" + elsewhere + "&ts=1.000001"},
		{"conversations.mark", "channel_not_found", "channel=" + back + "&ts=1.000001"},
		{"usergroups.create", "missing_subteam_name", "handle=x"},
		{"usergroups.create", "bad_handle", "name=X&handle=Not OK"},
		{"usergroups.create", "bad_handle", "name=X&handle=" + strings.Repeat("h", 22)},
		{"usergroups.create", "forbidden_handle", "name=X&handle=here"},
		{"usergroups.create", "handle_already_exists", "name=X&handle=helpers"},
		{"usergroups.create", "handle_already_exists", "name=X&handle=ada"},
		{"usergroups.create", "name_already_exists", "name=Helpers&handle=other2"},
		{"usergroups.create", "name_too_long", "name=" + strings.Repeat("n", 141)},
		{"usergroups.create", "description_too_long", "name=X&description=" + strings.Repeat("n", 141)},
		{"usergroups.create", "invalid_channel_provided", "name=X&channels=" + back},
		{"usergroups.create", "", "name=" + strings.Repeat("n", 140) + "&handle=" + strings.Repeat("h", 21) + "&channels=" + general},
		{"usergroups.update", "no_such_subteam", "usergroup=S0NOBODY00&name=x"},
		{"usergroups.update", "invalid_arguments", "name=x"},
		{"usergroups.enable", "no_such_subteam", "usergroup=S0NOBODY00"},
		{"usergroups.disable", "no_such_subteam", "usergroup=S0NOBODY00"},
		{"usergroups.users.update", "no_users_provided", "usergroup=" + group},
		{"usergroups.users.update", "invalid_users", "usergroup=" + group + "&users=" + gone},
		{"users.profile.get", "user_not_found", "user=U0NOBODY00"},
		{"users.getPresence", "user_not_found", "user=U0NOBODY00"},
		{"users.setPresence", "invalid_presence", "presence=busy"},
		{"users.info", "too_many_users", "users=" + strings.Repeat("U,", 31)},
		{"users.lookupByEmail", "users_not_found", "email=nobody@lighthouse.example"},
		{"users.lookupByEmail", "invalid_arguments", ""},
		{"users.list", "invalid_cursor", "cursor=zzz"},
		{"users.list", "invalid_arguments", "limit=1001"},
		{"conversations.members", "invalid_limit", "channel=" + general + "&limit=1000"},
		{"users.conversations", "invalid_limit", "limit=-1"},
		{"conversations.history", "invalid_arguments", "channel=" + general + "&limit=1000"},
		{"conversations.history", "invalid_cursor", "channel=" + general + "&cursor=zzz"},
		{"conversations.history", "invalid_ts_latest", "channel=" + general + "&latest=x"},
		{"reactions.get", "no_item_specified", "channel=" + general},
		{"reactions.get", "bad_timestamp", "channel=" + general + "&timestamp=x"},
		{"reactions.get", "message_not_found", "channel=" + general + "&timestamp=1.000001"},
		{"reactions.get", "channel_not_found", "channel=" + back + "&timestamp=1.000001"},
		{"reactions.list", "user_not_found", "user=U0NOBODY00"},
		{"reactions.add", "invalid_name", "channel=" + general + "&timestamp=" + ts + "&name=:eyes:"},
		{"reactions.add", "is_archived", "channel=" + attic + "&timestamp=" + ts + "&name=eyes"},
		{"reactions.remove", "no_reaction", "channel=" + general + "&timestamp=" + ts + "&name=eyes"},
		{"files.info", "file_not_found", "file=F0NOWHERE0"},
		{"files.info", "file_not_found", "file=" + theirs},
		{"files.info", "invalid_arguments", ""},
		{"files.list", "user_not_found", "user=U0NOBODY00"},
		{"files.list", "unknown_type", "types=poems"},
		{"files.list", "channel_not_found", "channel=" + back},
		{"files.delete", "cant_delete_file", "file=" + seen},
		{"files.delete", "file_not_found", "file=" + theirs},
		{"files.getUploadURLExternal", "unknown_snippet_type", "filename=a&length=1&snippet_type=poem"},
		{"files.getUploadURLExternal", "snippet_too_large", "filename=a&length=1048577&snippet_type=text"},
		{"files.getUploadURLExternal", "", "filename=a&length=1048576&snippet_type=text"},
		{"chat.meMessage", "no_text", "channel=" + general},
		{"chat.meMessage", "msg_too_long", "channel=" + general + "&text=" + strings.Repeat("x", 40_001)},
		{"chat.meMessage", "is_archived", "channel=" + attic + "&text=x"},
		{"chat.postEphemeral", "invalid_arguments", "channel=" + general + "&text=x"},
		{"chat.scheduledMessages.list", "invalid_channel", "channel=" + back},
		{"chat.scheduledMessages.list", "invalid_cursor", "cursor=zzz"},
		{"pins.list", "channel_not_found", "channel=" + back},
		{"pins.remove", "no_pin", "channel=" + general + "&timestamp=" + ts},
		{"pins.remove", "restricted_action", "channel=" + attic + "&timestamp=" + ts},
		{"bookmarks.list", "channel_not_found", "channel_id=" + back},
		{"bookmarks.edit", "not_found", "channel_id=" + general + "&bookmark_id=Bk1"},
		{"bookmarks.add", "permission_denied", "channel_id=" + elsewhere + "&title=x&type=link&link=https://x"},
		{"api.test", "my_error", "error=my_error"},
	}
	for i, tt := range tests {
		t.Run(fmt.Sprint(i, " ", tt.method, " ", tt.want), func(t *testing.T) {
			form := map[string]string{}
			for pair := range strings.SplitSeq(tt.form, "&") {
				if name, value, ok := strings.Cut(pair, "="); ok {
					form[name] = value
				}
			}
			got := w.call(tt.method, form)
			code, _ := got["error"].(string)
			if code != tt.want {
				t.Errorf("%.200s: got %v, want %q", tt.form, got, tt.want)
			}
		})
	}
	if got := w.call("conversations.leave", map[string]string{"channel": elsewhere}); got["not_in_channel"] != true {
		t.Errorf("leaving where it is not: got %v", got)
	}
}

// TestDisabledWorkspaces: without user groups, every method about them says so.
func TestDisabledWorkspaces(t *testing.T) {
	cfg := config()
	cfg.FreePlan = true
	w := run(t, cfg)
	for _, method := range []string{"usergroups.create", "usergroups.update", "usergroups.enable", "usergroups.disable", "usergroups.list", "usergroups.users.list", "usergroups.users.update"} {
		if got := w.call(method, map[string]string{"usergroup": "S1", "name": "x", "users": "U1"})["error"]; got != "plan_upgrade_required" {
			t.Errorf("%s: got %v", method, got)
		}
	}
}
