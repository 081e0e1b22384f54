package sandbox_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"drumbeat/bot/sandbox"
)

// TestSlackGo drives everything that slack-go's client can ask of the sandbox,
// so that each answer is one it decodes.
func TestSlackGo(t *testing.T) {
	cfg := config()
	cfg.Apps[0].Events = nil // the views' part reads what the app gets
	w := run(t, cfg)
	w.srv.Clock().Pause(true)
	for name, part := range map[string]func(*testing.T, *world){
		"messages": driveMessages, "channels": driveChannels, "people": drivePeople, "groups": driveGroups, "files": driveFiles, "views": driveViews,
	} {
		t.Run(name, func(t *testing.T) { part(t, w) })
	}
	w.clean()
}

// must fails the test on an error and gives the value.
func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func wants(t *testing.T, what string, got, want any) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func driveMessages(t *testing.T, w *world) {
	api, ctx, general := w.slack(), w.ctx(), w.id("general")
	channel, ts, err := api.PostMessageContext(ctx, general, slack.MsgOptionText("parent", false), slack.MsgOptionMetadata(slack.SlackMetadata{EventType: "a", EventPayload: map[string]any{"b": "c"}}))
	if err != nil {
		t.Fatal(err)
	}
	_, _, m, err := api.PostMessageWithResponseContext(ctx, general, slack.MsgOptionBlocks(slack.NewSectionBlock(plainText("reply"), nil, nil)), slack.MsgOptionTS(ts), slack.MsgOptionText("reply", true))
	if err != nil || m.ThreadTimestamp != ts || m.BotProfile == nil || m.BotProfile.AppID != w.app().ID {
		t.Fatalf("reply: got %+v %v", m, err)
	}
	_, _, text, err := api.UpdateMessageContext(ctx, channel, ts, slack.MsgOptionText("parent, edited", false))
	wants(t, "update", fmt.Sprint(text, err), "parent, edited<nil>")
	if _, err := api.PostEphemeralContext(ctx, general, w.id("ada"), slack.MsgOptionText("psst", false)); err != nil {
		t.Error(err)
	}
	link := must[string](t)(api.GetPermalinkContext(ctx, &slack.PermalinkParameters{Channel: channel, Ts: ts}))
	wants(t, "permalink", strings.HasSuffix(link, strings.ReplaceAll(ts, ".", "")), true)
	ref := slack.NewRefToMessage(channel, ts)
	if err := api.AddReactionContext(ctx, "eyes", ref); err != nil {
		t.Error(err)
	}
	item := must[slack.ReactedItem](t)(api.GetReactionsContext(ctx, ref, slack.NewGetReactionsParameters()))
	wants(t, "reactions.get", fmt.Sprint(item.Type, item.Channel, len(item.Reactions), item.Reactions[0].Name), "message"+channel+"1eyes")
	items, _, err := api.ListReactionsContext(ctx, slack.NewListReactionsParameters())
	wants(t, "reactions.list", fmt.Sprint(len(items), err), "1 <nil>")
	if err := api.RemoveReactionContext(ctx, "eyes", ref); err != nil {
		t.Error(err)
	}
	res := must[*slack.GetConversationHistoryResponse](t)(api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{ChannelID: channel, Latest: ts, Inclusive: true, Limit: 1, IncludeAllMetadata: true}))
	wants(t, "history", fmt.Sprint(res.Messages[0].Text, res.Messages[0].ReplyCount, res.Messages[0].Metadata.EventPayload["b"], res.Messages[0].Edited.User == w.app().BotUserID), "parent, edited1ctrue")
	replies, more, _, err := api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{ChannelID: channel, Timestamp: ts, Limit: 10})
	wants(t, "replies", fmt.Sprint(len(replies), more, err), "2 false <nil>")
	if _, _, _, err := api.SendMessageContext(ctx, general, slack.MsgOptionMeMessage(), slack.MsgOptionText("waves", false)); err != nil {
		t.Error(err)
	}
	_, id, err := api.ScheduleMessageContext(ctx, general, unix(start.Add(time.Hour)), slack.MsgOptionText("later", false))
	if err != nil {
		t.Fatal(err)
	}
	plans, _, err := api.GetScheduledMessagesContext(ctx, &slack.GetScheduledMessagesParameters{Channel: general})
	wants(t, "planned", fmt.Sprint(len(plans), err), "1 <nil>")
	wants(t, "taken back", must[bool](t)(api.DeleteScheduledMessageContext(ctx, &slack.DeleteScheduledMessageParameters{Channel: general, ScheduledMessageID: id})), true)
	if _, _, err := api.DeleteMessageContext(ctx, channel, ts); err != nil {
		t.Error(err)
	}
}

func driveChannels(t *testing.T, w *world) {
	api, ctx := w.slack(), w.ctx()
	made := must[*slack.Channel](t)(api.CreateConversationContext(ctx, slack.CreateConversationParams{ChannelName: "harbour"}))
	id := made.ID
	wants(t, "created", fmt.Sprint(made.Name, made.IsMember, made.Creator == w.app().BotUserID), "harbourtrue true")
	must[*slack.Channel](t)(api.InviteUsersToConversationContext(ctx, id, w.id("ada"), w.id("bram")))
	if err := api.KickUserFromConversationContext(ctx, id, w.id("bram")); err != nil {
		t.Error(err)
	}
	wants(t, "topic", must[*slack.Channel](t)(api.SetTopicOfConversationContext(ctx, id, "Tides & ships")).Topic.Value, "Tides &amp; ships")
	wants(t, "purpose", must[*slack.Channel](t)(api.SetPurposeOfConversationContext(ctx, id, "Ships")).Purpose.Value, "Ships")
	wants(t, "renamed", must[*slack.Channel](t)(api.RenameConversationContext(ctx, id, "port")).PreviousNames, "[harbour]")
	info := must[*slack.Channel](t)(api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: id, IncludeNumMembers: true}))
	wants(t, "info", fmt.Sprint(info.Name, info.NumMembers, info.Topic.Creator == w.app().BotUserID), "port2 true")
	var subtypes []string
	for _, m := range w.messages("ada", id) {
		subtypes = append(subtypes, m.Subtype)
	}
	wants(t, "notices", subtypes, "[channel_join channel_join channel_join channel_leave channel_topic channel_purpose channel_name]")
	for _, step := range []error{api.ArchiveConversationContext(ctx, id), api.UnArchiveConversationContext(ctx, id), api.MarkConversationContext(ctx, id, "1.000001")} {
		if step != nil {
			t.Error(step)
		}
	}
	wants(t, "left", must[bool](t)(api.LeaveConversationContext(ctx, id)), false)
	again, _, warnings, err := api.JoinConversationContext(ctx, id)
	if err != nil || !again.IsMember || len(warnings) != 0 {
		t.Errorf("join: got %+v %v %v", again, warnings, err)
	}
	im, _, _, err := api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{w.id("dan")}, ReturnIM: true})
	if err != nil || im.User != w.id("dan") {
		t.Fatalf("open: %+v %v", im, err)
	}
	_, closed, err := api.CloseConversationContext(ctx, im.ID)
	wants(t, "closed", fmt.Sprint(closed, err), "false <nil>")
	_, closed, err = api.CloseConversationContext(ctx, im.ID)
	wants(t, "closed twice", fmt.Sprint(closed, err), "true <nil>")
	list, _, err := api.GetConversationsContext(ctx, &slack.GetConversationsParameters{Types: []string{"public_channel", "im"}, ExcludeArchived: true, Limit: 999})
	wants(t, "listed", fmt.Sprint(slices.ContainsFunc(list, func(c slack.Channel) bool { return c.ID == im.ID && c.IsIM }), err), "true <nil>")
	own, _, err := api.GetConversationsForUserContext(ctx, &slack.GetConversationsForUserParameters{UserID: w.id("ada")})
	wants(t, "of ada", fmt.Sprint(slices.ContainsFunc(own, func(c slack.Channel) bool { return c.ID == id }), err), "true <nil>")
	members, _, err := api.GetUsersInConversationContext(ctx, &slack.GetUsersInConversationParameters{ChannelID: id})
	wants(t, "members", fmt.Sprint(len(members), err), "2 <nil>")
}

func drivePeople(t *testing.T, w *world) {
	api, ctx := w.slack(), w.ctx()
	wants(t, "auth.test", must[*slack.AuthTestResponse](t)(api.AuthTestContext(ctx)).BotID, w.app().BotID)
	wants(t, "users.info", must[*slack.User](t)(api.GetUserInfoContext(ctx, w.id("ada"))).TZ, "Europe/Paris")
	wants(t, "two at once", len(*must[*[]slack.User](t)(api.GetUsersInfoContext(ctx, w.id("ada"), w.id("bram")))), 2)
	wants(t, "users.list", len(must[[]slack.User](t)(api.GetUsersContext(ctx, slack.GetUsersOptionLimit(2)))), 5)
	wants(t, "by email", must[*slack.User](t)(api.GetUserByEmailContext(ctx, "dan@lighthouse.example")).Name, "dan")
	wants(t, "profile", must[*slack.UserProfile](t)(api.GetUserProfileContext(ctx, &slack.GetUserProfileParameters{UserID: w.id("ada")})).Title, "Product owner")
	wants(t, "presence", must[*slack.UserPresence](t)(api.GetUserPresenceContext(ctx, w.id("ada"))).Presence, "away")
	page := w.page("ada")
	wants(t, "presence with a page", must[*slack.UserPresence](t)(api.GetUserPresenceContext(ctx, w.id("ada"))).Presence, "active")
	_ = page // its end is the test's
	if err := api.SetUserPresenceContext(ctx, "away"); err != nil {
		t.Error(err)
	}
	wants(t, "emoji", len(must[map[string]string](t)(api.GetEmojiContext(ctx))), 0)
	wants(t, "team", must[*slack.TeamInfo](t)(api.GetTeamInfoContext(ctx)).Name, "Lighthouse")
	wants(t, "bot", must[*slack.Bot](t)(api.GetBotInfoContext(ctx, slack.GetBotInfoParameters{Bot: w.app().BotID})).AppID, w.app().ID)
}

func driveGroups(t *testing.T, w *world) {
	api, ctx := w.slack(), w.ctx()
	made := must[slack.UserGroup](t)(api.CreateUserGroupContext(ctx, slack.UserGroup{Name: "Painters", Handle: "painters", Description: "Who paint"}))
	wants(t, "members", must[slack.UserGroup](t)(api.UpdateUserGroupMembersContext(ctx, made.ID, w.id("ada")+","+w.id("bram"))).Users, fmt.Sprint([]string{w.id("ada"), w.id("bram")}))
	wants(t, "renamed", must[slack.UserGroup](t)(api.UpdateUserGroupContext(ctx, made.ID, slack.UpdateUserGroupsOptionName("The painters"))).Name, "The painters")
	wants(t, "disabled", must[slack.UserGroup](t)(api.DisableUserGroupContext(ctx, made.ID)).DateDelete.Time().IsZero(), false)
	list := must[[]slack.UserGroup](t)(api.GetUserGroupsContext(ctx, slack.GetUserGroupsOptionIncludeUsers(true)))
	wants(t, "listed while disabled", len(list), 1)
	list = must[[]slack.UserGroup](t)(api.GetUserGroupsContext(ctx, slack.GetUserGroupsOptionIncludeDisabled(true), slack.GetUserGroupsOptionIncludeCount(true)))
	wants(t, "with disabled ones", fmt.Sprint(len(list), list[1].UserCount, list[1].Description), "2 2Who paint")
	must[slack.UserGroup](t)(api.EnableUserGroupContext(ctx, made.ID))
	wants(t, "users", len(must[[]string](t)(api.GetUserGroupMembersContext(ctx, made.ID))), 2)
}

func driveFiles(t *testing.T, w *world) {
	api, ctx := w.slack(), w.ctx()
	data := picture(t, 500, 20)
	sum := must[*slack.FileSummary](t)(api.UploadFileContext(ctx, slack.UploadFileParameters{Filename: "wide.png", FileSize: len(data), Reader: bytes.NewReader(data), Channel: w.id("workshop"), InitialComment: "Look", AltTxt: "A line"}))
	f, _, _, err := api.GetFileInfoContext(ctx, sum.ID, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	wants(t, "files.info", fmt.Sprint(f.Mimetype, f.OriginalW, f.Thumb360W, f.Thumb360H, f.Thumb480W, f.Thumb720, f.Channels, len(f.Shares.Public[w.id("workshop")])), fmt.Sprint("image/png", 500, 360, 14, 480, "", []string{w.id("workshop")}, 1))
	var got bytes.Buffer
	if err := api.GetFileContext(ctx, f.URLPrivateDownload, &got); err != nil || !bytes.Equal(got.Bytes(), data) {
		t.Errorf("download: %d bytes %v", got.Len(), err)
	}
	list, paging, err := api.GetFilesContext(ctx, slack.GetFilesParameters{Channel: w.id("workshop"), Types: "images", Count: 10, Page: 1, TimestampFrom: slack.DEFAULT_FILES_TS_FROM, TimestampTo: slack.DEFAULT_FILES_TS_TO})
	if err != nil || len(list) != 1 || paging.Total != 1 {
		t.Errorf("files.list: %+v %+v %v", list, paging, err)
	}
	if err := api.DeleteFileContext(ctx, sum.ID); err != nil {
		t.Error(err)
	}
}

func driveViews(t *testing.T, w *world) {
	api, ctx, p := w.slack(), w.ctx(), w.probe()
	v := must[*slack.ViewResponse](t)(api.OpenViewContext(ctx, p.trigger(), modal("One", titleInput(), slack.NewActionBlock("row", slack.NewButtonBlockElement("more", "", plainText("More"))))))
	v = must[*slack.ViewResponse](t)(api.UpdateViewContext(ctx, modal("Two", titleInput(), slack.NewActionBlock("row", slack.NewButtonBlockElement("more", "", plainText("More")))), "", v.Hash, v.ID))
	var answer sandbox.ActionAnswer
	w.post("/client/action", sandbox.ActionRequest{As: "ada", ViewID: v.ID, BlockID: "row", ActionID: "more"}, &answer)
	pushed := must[*slack.ViewResponse](t)(api.PushViewContext(ctx, next[slack.InteractionCallback](p).TriggerID, modal("Three", titleInput())))
	wants(t, "pushed", pushed.PreviousViewID, v.ID)
	home := slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: []slack.Block{slack.NewDividerBlock()}}}
	published := must[*slack.ViewResponse](t)(api.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: w.id("bram"), View: home}))
	wants(t, "published", published.Type, "home")
	raw := must[json.RawMessage](t)(json.Marshal(home))
	wants(t, "blocks.validate", w.call("blocks.validate", map[string]string{"view": string(raw)})["ok"], true)
}
