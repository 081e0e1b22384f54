package sandbox_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"drumbeat/bot/sandbox"
)

// page listens as a person's page does.
type page struct {
	w     *world
	lines *bufio.Scanner
}

func (w *world) page(as string) *page {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.ctx(), http.MethodGet, w.http.URL+"/client/events?as="+as, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = resp.Body.Close() })
	if got := resp.Header.Get("Content-Type"); resp.StatusCode != http.StatusOK || got != "text/event-stream" {
		w.t.Fatalf("got %d %s", resp.StatusCode, got)
	}
	p := &page{w: w, lines: bufio.NewScanner(resp.Body)}
	p.lines.Scan() // the greeting: from here on nothing is missed
	return p
}

// next is the next event that is about more than traffic.
func (p *page) next() sandbox.Event {
	p.w.t.Helper()
	for p.lines.Scan() {
		data, ok := strings.CutPrefix(p.lines.Text(), "data: ")
		if !ok {
			continue
		}
		var e sandbox.Event
		if err := json.Unmarshal([]byte(data), &e); err != nil {
			p.w.t.Fatal(err)
		}
		if e.Type != sandbox.EventTraffic {
			return e
		}
	}
	p.w.t.Fatalf("the stream ended: %v", p.lines.Err())
	return sandbox.Event{}
}

func (p *page) wants(kind, text string) sandbox.Event {
	p.w.t.Helper()
	e := p.next()
	if e.Type != kind || text != "" && (e.Message == nil || e.Message.Text != text) {
		p.w.t.Fatalf("got %s %+v, want %s %q", e.Type, e.Message, kind, text)
	}
	return e
}

// TestLive: each page gets what its person may see, in order.
func TestLive(t *testing.T) {
	w := run(t, config())
	api := w.slack()
	ada, dan := w.page("ada"), w.page("dan")
	_, ts, err := api.PostMessage(w.id("workshop"), slack.MsgOptionText("in the workshop", false))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := api.PostEphemeral(w.id("general"), w.id("ada"), slack.MsgOptionText("for ada", false)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := api.PostMessage(w.id("ada"), slack.MsgOptionText("dear ada", false)); err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := api.UpdateMessage(w.id("workshop"), ts, slack.MsgOptionText("changed", false)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := api.DeleteMessage(w.id("workshop"), ts); err != nil {
		t.Fatal(err)
	}
	ada.wants(sandbox.EventMessage, "in the workshop")
	ada.wants(sandbox.EventEphemeral, "for ada")
	ada.wants(sandbox.EventMessage, "dear ada")
	dan.wants(sandbox.EventMessage, "in the workshop") // public: dan could read it
	for _, p := range []*page{ada, dan} {
		p.wants(sandbox.EventMessageChanged, "changed")
		p.wants(sandbox.EventMessageDeleted, "")
	}
	w.srv.Clock().Pause(true)
	if e := dan.wants(sandbox.EventClock, ""); e.Clock == nil || !e.Clock.Paused {
		t.Errorf("clock: got %+v", e.Clock)
	}
	w.srv.Reset()
	dan.wants(sandbox.EventClock, "")
	dan.wants(sandbox.EventReset, "")
	if got := w.messages("ada", "workshop"); len(got) != 0 {
		t.Errorf("after a reset: got %+v", got)
	}
}

// TestSlowPage: a page that does not keep up is told to load again, and the
// workspace does not wait for it.
func TestSlowPage(t *testing.T) {
	w := run(t, config())
	p := w.page("ada")
	form := values(map[string]string{"token": w.app().BotToken, "channel": w.id("general"), "text": strings.Repeat("x", 30_000)})
	for range 500 {
		resp, err := http.PostForm(w.http.URL+"/api/chat.postMessage", form)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
	}
	for {
		if e := p.next(); e.Type == sandbox.EventReset {
			return
		}
	}
}

func TestUnread(t *testing.T) {
	w := run(t, config())
	api := w.slack()
	channel := func(as, name string) sandbox.Channel {
		t.Helper()
		for _, c := range w.state(as).Channels {
			if c.ID == w.id(name) {
				return c
			}
		}
		t.Fatalf("%s does not see %s", as, name)
		return sandbox.Channel{}
	}
	want := func(as string, count int, mention bool) {
		t.Helper()
		if got := channel(as, "general"); got.Unread != count || got.Mention != mention {
			t.Errorf("%s: got %d %v, want %d %v", as, got.Unread, got.Mention, count, mention)
		}
	}
	parent, _, err := postText(api, w.id("general"), "hello <!subteam^"+w.cfg.Groups[0].ID+">")
	if err != nil {
		t.Fatal(err)
	}
	want("ada", 1, false)
	want("citra", 1, true)
	var read sandbox.MessagesAnswer
	w.get("/client/messages?as=ada&channel=general", &read)
	want("ada", 0, false)
	var sent sandbox.SendAnswer
	w.post("/client/send", sandbox.SendRequest{As: "ada", Channel: "general", Text: "I am in", ThreadTS: parent}, &sent)
	if _, _, err := api.PostMessage(w.id("general"), slack.MsgOptionText("reply", false), slack.MsgOptionTS(parent)); err != nil {
		t.Fatal(err)
	}
	want("ada", 1, true)   // she is in the thread
	want("bram", 1, false) // he only has the parent
	w.get("/client/messages?as=ada&channel=general&thread_ts="+parent, &read)
	want("ada", 0, false)
	if _, _, err := api.PostMessage(w.id("general"), slack.MsgOptionText("@here is in a block", false), slack.MsgOptionBlocks(
		slack.NewSectionBlock(slack.NewTextBlockObject("mrkdwn", "wake up @here", false, false), nil, nil))); err != nil {
		t.Fatal(err)
	}
	want("bram", 2, true) // Slack makes bare @here in mrkdwn live, unless verbatim
}

// TestCalls: what notifies somebody, and what only looks as if it did.
func TestCalls(t *testing.T) {
	w := run(t, config())
	ada := w.id("ada")
	rich := func(element string) string {
		return `[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[` + element + `]}]}]`
	}
	tests := []struct {
		name, text, blocks string
		want               []string
	}{
		{"text", "<@" + ada + "> and <!channel|all> and <@" + ada + ">", "", []string{"<@" + ada + ">", "<!channel>"}},
		{"escaped", "&lt;!channel&gt;", "", nil},
		{"mrkdwn", "x", section("<!subteam^S0HELPERS0>"), []string{"<!subteam^S0HELPERS0>"}},
		{"bare in mrkdwn", "x", section("(@everyone)"), []string{"<!everyone>"}},
		{"bare and verbatim", "x", `[{"type":"section","text":{"type":"mrkdwn","verbatim":true,"text":"@everyone"}}]`, nil},
		{"plain text", "x", `[{"type":"section","text":{"type":"plain_text","text":"<!channel> @here"}}]`, nil},
		{"rich text user", "x", rich(`{"type":"user","user_id":"` + ada + `"}`), []string{"<@" + ada + ">"}},
		{"rich text words", "x", rich(`{"type":"text","text":"<!channel> @here"}`), nil},
		{"rich text broadcast", "x", rich(`{"type":"broadcast","range":"here"}`), []string{"<!here>"}},
	}
	for _, tt := range tests {
		form := map[string]string{"channel": "general", "text": tt.text}
		if tt.blocks != "" {
			form["blocks"] = tt.blocks
		}
		w.call("chat.postMessage", form)
		list := w.messages("bram", "general")
		if diff := cmp.Diff(tt.want, list[len(list)-1].Calls); diff != "" {
			t.Errorf("%s (-want +got)\n%s", tt.name, diff)
		}
	}
	w.clean()
}

// TestWhoSeesWhat: private channels and direct messages stay with their members.
func TestWhoSeesWhat(t *testing.T) {
	w := run(t, config())
	see := func(as string) []string {
		out := []string{}
		for _, c := range w.state(as).Channels {
			out = append(out, c.Kind+" "+c.Name)
		}
		return out
	}
	if diff := cmp.Diff([]string{"channel general", "channel workshop", "private back-room", "app Lamp"}, see("ada")); diff != "" {
		t.Errorf("ada (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{"channel general", "channel workshop", "app Lamp"}, see("dan")); diff != "" {
		t.Errorf("dan (-want +got)\n%s", diff)
	}
	var refused sandbox.ErrorAnswer
	for _, path := range []string{"/client/messages?as=dan&channel=back-room", "/client/messages?as=nobody&channel=general", "/client/state?as=lamp", "/client/home?as=dan&app=none"} {
		if status := w.get(path, &refused); status != http.StatusBadRequest || refused.Error == "" {
			t.Errorf("%s: got %d %+v", path, status, refused)
		}
	}
	for _, in := range []sandbox.SendRequest{
		{As: "dan", Channel: "back-room", Text: "x"}, {As: "dan", Channel: "workshop", Text: "x"}, {As: "dan", Channel: "general", Text: " "}, {As: "lamp", Channel: "general", Text: "x"},
	} {
		if status := w.post("/client/send", in, &refused); status != http.StatusBadRequest || refused.Error == "" {
			t.Errorf("%+v: got %d %+v", in, status, refused)
		}
	}
}

// TestTypedText: what people type is escaped, and names become mentions.
func TestTypedText(t *testing.T) {
	w := run(t, config())
	tests := []struct{ typed, want string }{
		{"a < b & c > d", "a &lt; b &amp; c &gt; d"},
		{"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
		{"@ada see #workshop, @helpers and @here.", "<@" + w.id("ada") + "> see <#" + w.id("workshop") + "|workshop>, <!subteam^" + w.cfg.Groups[0].ID + "> and <!here>."},
		{"mail me@ada.example", "mail <mailto:me@ada.example|me@ada.example>"},
		{"<@" + w.id("dan") + "> stays", "<@" + w.id("dan") + "> stays"},
		{"<@nobody> does not", "&lt;@nobody&gt; does not"},
		{"#back-room is private", "#back-room is private"},
	}
	for _, tt := range tests {
		var sent sandbox.SendAnswer
		w.post("/client/send", sandbox.SendRequest{As: "bram", Channel: "general", Text: tt.typed}, &sent)
		list := w.messages("bram", "general")
		if got := list[len(list)-1].Text; got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.typed, got, tt.want)
		}
	}
}

// TestControlPeople changes people, channels and groups under a running app.
func TestControlPeople(t *testing.T) {
	w := run(t, config())
	api := w.slack()
	var ok sandbox.ActionAnswer
	w.post("/control/people", sandbox.PersonRequest{Person: sandbox.Person{Name: "dan", Deleted: true}}, &ok)
	if u, err := api.GetUserInfo(w.id("dan")); err != nil || !u.Deleted || u.RealName != "Dan Okafor" {
		t.Errorf("deactivated: got %+v %v", u, err)
	}
	w.post("/control/people", sandbox.PersonRequest{Person: sandbox.Person{Name: "eva", RealName: "Eva Novak", TZ: "Europe/Prague"}}, &ok)
	if got := w.state("eva"); got.Me.RealName != "Eva Novak" {
		t.Errorf("added: got %+v", got.Me)
	}
	yes := true
	w.post("/control/channels", sandbox.ChannelChange{Name: "general", Archived: &yes, Add: []string{"eva"}}, &ok)
	_, _, err := api.PostMessage(w.id("general"), slack.MsgOptionText("x", false))
	failsWith(t, err, "is_archived")
	w.post("/control/channels", sandbox.ChannelChange{Name: "workshop", Remove: []string{"lamp"}}, &ok)
	_, err = api.GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: w.id("workshop")})
	failsWith(t, err, "not_in_channel")
	w.post("/control/groups", sandbox.GroupChange{Handle: "helpers", Users: &[]string{"ada"}}, &ok)
	if got, err := api.GetUserGroupMembers(w.cfg.Groups[0].ID); err != nil || !cmp.Equal(got, []string{w.id("ada")}) {
		t.Errorf("group: got %v %v", got, err)
	}
	w.post("/control/groups", sandbox.GroupChange{Handle: "helpers", Disabled: &yes}, &ok)
	if got, err := api.GetUserGroups(); err != nil || len(got) != 0 {
		t.Errorf("disabled: got %v %v", got, err)
	}
	var refused sandbox.ErrorAnswer
	if status := w.post("/control/channels", sandbox.ChannelChange{Name: "general", Add: []string{"nobody"}}, &refused); status != http.StatusBadRequest {
		t.Errorf("nobody: got %d", status)
	}
}

// TestTrafficHidesSecrets: the log has the requests, and no token in them.
func TestTrafficHidesSecrets(t *testing.T) {
	w := run(t, config())
	w.call("chat.postMessage", map[string]string{"channel": "general", "text": "my token is " + w.app().BotToken})
	var got sandbox.TrafficAnswer
	w.get("/control/traffic?since=0", &got)
	raw, err := json.Marshal(got)
	if err != nil || len(got.Items) == 0 || strings.Contains(string(raw), w.app().BotToken) || !strings.Contains(string(raw), "my token is [secret]") {
		t.Errorf("got %s %v", raw, err)
	}
}

func TestPage(t *testing.T) {
	w := run(t, config())
	resp, err := http.Get(w.http.URL + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if got := resp.Header.Get("Content-Type"); resp.StatusCode != http.StatusOK || !strings.HasPrefix(got, "text/html") || resp.Header.Get("Content-Security-Policy") == "" {
		t.Errorf("got %d %v", resp.StatusCode, resp.Header)
	}
}
