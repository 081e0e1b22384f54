package sandbox_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drumbeat/bot/sandbox"
)

// says writes as a person and gives the message's timestamp.
func (w *world) says(in sandbox.SendRequest) string {
	w.t.Helper()
	var out sandbox.SendAnswer
	if status := w.post("/client/send", in, &out); status != http.StatusOK || !out.OK {
		w.t.Fatalf("send answered %d %+v", status, out)
	}
	return out.TS
}

func TestMessagesWindow(t *testing.T) {
	w := run(t, config())
	general := w.id("general")
	var ts []string
	for i := range 10 {
		ts = append(ts, w.says(sandbox.SendRequest{As: "ada", Channel: general, Text: strconv.Itoa(i)}))
	}
	for _, c := range []struct {
		query        string
		at           int // appended as a timestamp; -1: none
		want         string
		older, newer bool
	}{
		{"limit=3", -1, "789", true, false},
		{"limit=9", -1, "123456789", true, false},
		{"limit=10", -1, "0123456789", false, false},
		{"limit=11", -1, "0123456789", false, false},
		{"limit=3&before=", 5, "234", true, true},
		{"limit=3&before=", 2, "01", false, true},
		{"limit=3&before=", 0, "", false, true},
		{"limit=3&from=", 4, "456", true, true},
		{"limit=3&from=", 0, "012", false, true},
		{"limit=3&from=", 7, "789", true, false},
		{"limit=3&from=9999999999", -1, "", true, false},
		{"limit=4&around=", 5, "3456", true, true},
		{"limit=4&around=", 0, "0123", false, true},
		{"limit=4&around=", 9, "789", true, false},
		{"limit=0", -1, "0123456789", false, false},
		{"limit=1001", -1, "0123456789", false, false},
	} {
		query := c.query
		if c.at >= 0 {
			query += ts[c.at]
		}
		var got sandbox.MessagesAnswer
		w.get("/client/messages?peek=1&as=ada&channel="+general+"&"+query, &got)
		var shown strings.Builder
		for _, m := range got.Messages {
			shown.WriteString(m.Text)
		}
		if shown.String() != c.want || got.HasMore != c.older || got.HasNewer != c.newer {
			t.Errorf("%s: %q older %v newer %v, want %q %v %v", c.query, shown.String(), got.HasMore, got.HasNewer, c.want, c.older, c.newer)
		}
	}
}

// unread is what one conversation has unread for a person.
func (w *world) unread(as, channel string) int {
	w.t.Helper()
	for _, c := range w.state(as).Channels {
		if c.ID == channel {
			return c.Unread
		}
	}
	w.t.Fatalf("%s does not see %s", as, channel)
	return 0
}

func TestFollowedThreads(t *testing.T) {
	w := run(t, config())
	general := w.id("general")
	threads := func(as string) []sandbox.ThreadInfo {
		var out sandbox.ThreadsAnswer
		w.get("/client/threads?as="+as, &out)
		return out.Threads
	}
	first := w.says(sandbox.SendRequest{As: "ada", Channel: general, Text: "first"})
	second := w.says(sandbox.SendRequest{As: "bram", Channel: general, Text: "second"})
	for _, text := range []string{"one", "two", "three"} {
		w.says(sandbox.SendRequest{As: "bram", Channel: general, Text: text, ThreadTS: first})
	}
	w.says(sandbox.SendRequest{As: "bram", Channel: general, Text: "see @citra", ThreadTS: second})
	want := map[string]string{"ada": "first 3 [two three]", "bram": "second 0 [see <@" + w.id("citra") + ">], first 0 [two three]", "citra": "second 1 [see <@" + w.id("citra") + ">]"}
	for as, want := range want {
		var got []string
		for _, th := range threads(as) {
			var latest []string
			for _, m := range th.Latest {
				latest = append(latest, m.Text)
			}
			got = append(got, th.Parent.Text+" "+strconv.Itoa(th.Unread)+" ["+strings.Join(latest, " ")+"]")
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s follows %q, want %q", as, got, want)
		}
	}
	var read sandbox.MessagesAnswer
	w.get("/client/messages?as=ada&channel="+general+"&thread_ts="+first, &read)
	if got := threads("ada")[0].Unread; got != 0 {
		t.Errorf("after reading the thread %d replies are unread", got)
	}
	if status := w.get("/client/threads?as=nobody", &sandbox.ErrorAnswer{}); status != http.StatusBadRequest {
		t.Errorf("threads of nobody: %d", status)
	}
}

func TestWaitingAndUnread(t *testing.T) {
	w := run(t, config())
	general := w.id("general")
	w.says(sandbox.SendRequest{As: "ada", Channel: general, Text: "plain"})
	called := w.says(sandbox.SendRequest{As: "ada", Channel: general, Text: "for @bram"})
	var got sandbox.WaitingAnswer
	w.get("/client/waiting", &got)
	if diff := cmp.Diff(map[string]int{w.id("bram"): 2}, got.Waiting); diff != "" {
		t.Errorf("waiting (-want +got):\n%s", diff)
	}
	var read sandbox.MessagesAnswer
	w.get("/client/messages?as=bram&channel="+general, &read)
	if n := w.unread("bram", general); n != 0 {
		t.Errorf("%d unread after reading", n)
	}
	if status := w.post("/client/unread", sandbox.UnreadRequest{As: "bram", Channel: general, TS: called}, &sandbox.ActionAnswer{}); status != http.StatusOK {
		t.Errorf("unread: %d", status)
	}
	if n := w.unread("bram", general); n != 1 {
		t.Errorf("%d unread from the second on, want 1", n)
	}
	if status := w.post("/client/unread", sandbox.UnreadRequest{As: "bram", Channel: general, TS: read.Messages[0].TS}, &sandbox.ActionAnswer{}); status != http.StatusOK {
		t.Errorf("unread: %d", status)
	}
	if n := w.unread("bram", general); n != 2 {
		t.Errorf("%d unread from the first on, want 2", n)
	}
}

func TestReplyAlsoInChannel(t *testing.T) {
	w := run(t, config())
	general := w.id("general")
	parent := w.says(sandbox.SendRequest{As: "ada", Channel: general, Text: "parent"})
	w.says(sandbox.SendRequest{As: "bram", Channel: general, Text: "quiet", ThreadTS: parent})
	w.says(sandbox.SendRequest{As: "bram", Channel: general, Text: "aloud", ThreadTS: parent, Broadcast: true})
	w.says(sandbox.SendRequest{As: "bram", Channel: general, Text: "no thread", Broadcast: true})
	var got []string
	for _, m := range w.messages("ada", general) {
		got = append(got, m.Text+"/"+m.Subtype)
	}
	if diff := cmp.Diff([]string{"parent/", "aloud/thread_broadcast", "no thread/"}, got); diff != "" {
		t.Errorf("the channel (-want +got):\n%s", diff)
	}
}

func TestChannelsByPeople(t *testing.T) {
	w := run(t, config())
	create := func(name string, private bool) (sandbox.OpenAnswer, int) {
		var out sandbox.OpenAnswer
		return out, w.post("/client/create", sandbox.CreateRequest{As: "ada", Name: name, Private: private}, &out)
	}
	long := strings.Repeat("a", 80)
	for name, want := range map[string]int{long: 200, long + "a": 400, "Up": 400, "": 400, "general": 400, "#plans": 200} {
		if _, status := create(name, false); status != want {
			t.Errorf("create %q: %d, want %d", name, status, want)
		}
	}
	var made sandbox.OpenAnswer
	w.post("/client/create", sandbox.CreateRequest{As: "ada", Name: "secret", Private: true}, &made)
	topic := func(as, text string) int {
		return w.post("/client/topic", sandbox.TopicRequest{As: as, Channel: made.Channel, Topic: text}, &sandbox.ActionAnswer{})
	}
	for _, c := range []struct {
		as, text string
		want     int
	}{{"ada", strings.Repeat("é", 250), 200}, {"ada", strings.Repeat("é", 251), 400}, {"bram", "mine", 400}, {"ada", "Only us", 200}} {
		if got := topic(c.as, c.text); got != c.want {
			t.Errorf("topic of %d by %s: %d, want %d", len(c.text), c.as, got, c.want)
		}
	}
	invite := func(as string, users ...string) int {
		return w.post("/client/invite", sandbox.InviteRequest{As: as, Channel: made.Channel, Users: users}, &sandbox.ActionAnswer{})
	}
	if got := invite("ada", "bram", "nobody"); got != http.StatusBadRequest {
		t.Errorf("invite nobody: %d", got)
	}
	for _, c := range w.state("bram").Channels {
		if c.ID == made.Channel {
			t.Error("bram sees the private channel before he is in it")
		}
	}
	if got := invite("ada", "bram"); got != http.StatusOK {
		t.Errorf("invite bram: %d", got)
	}
	var shown []string
	for _, m := range w.messages("bram", made.Channel) {
		if !strings.Contains(m.Text, "éé") {
			shown = append(shown, m.Subtype+" "+m.Text+" "+m.Inviter)
		}
	}
	ada, bram := w.id("ada"), w.id("bram")
	want := []string{
		"group_join <@" + ada + "> has joined the group ", "group_topic <@" + ada + "> set the channel topic: Only us ", "group_join <@" + bram + "> has joined the group " + ada,
	}
	if diff := cmp.Diff(want, shown); diff != "" {
		t.Errorf("the channel shows (-want +got)\n%s", diff)
	}
	if got := topic("bram", "mine"); got != http.StatusOK {
		t.Errorf("a member sets the topic: %d", got)
	}
}

func TestDirectMessagesOfSeveral(t *testing.T) {
	cfg := config()
	for i := range 9 {
		cfg.People = append(cfg.People, sandbox.Person{Name: "p" + strconv.Itoa(i), RealName: "P " + strconv.Itoa(i)})
	}
	w := run(t, cfg)
	open := func(users ...string) (string, int) {
		var out sandbox.OpenAnswer
		status := w.post("/client/open", sandbox.OpenRequest{As: "ada", Users: users}, &out)
		return out.Channel, status
	}
	eight := []string{"p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7"}
	id, status := open(eight...)
	if status != http.StatusOK {
		t.Fatalf("eight others: %d", status)
	}
	if again, _ := open(eight...); again != id {
		t.Errorf("the same circle has two conversations: %s, %s", id, again)
	}
	if _, status := open(append(eight, "p8")...); status != http.StatusBadRequest {
		t.Errorf("nine others: %d", status)
	}
	if _, status := open(); status != http.StatusBadRequest {
		t.Errorf("nobody: %d", status)
	}
	if _, status := open("p0", "nobody"); status != http.StatusBadRequest {
		t.Errorf("somebody unknown: %d", status)
	}
	for _, c := range w.state("p3").Channels {
		if c.ID == id && !c.Several {
			t.Errorf("not marked as of several: %+v", c)
		}
	}
	if status := w.post("/client/invite", sandbox.InviteRequest{As: "ada", Channel: id, Users: []string{"p8"}}, &sandbox.ActionAnswer{}); status != http.StatusBadRequest {
		t.Errorf("adding to direct messages: %d", status)
	}
}

func TestTrafficLimit(t *testing.T) {
	w := run(t, config())
	for range 3 {
		w.call("auth.test", map[string]string{})
	}
	for query, want := range map[string]int{"": 3, "&limit=0": 0, "&limit=2": 2, "&limit=3": 3, "&limit=4": 3, "&limit=-1": 3, "&limit=x": 3} {
		var out sandbox.TrafficAnswer
		w.get("/control/traffic?since=0"+query, &out)
		if len(out.Items) != want || want > 0 && out.Items[0].N != 1 {
			t.Errorf("%q gives %d items, want %d from the first on", query, len(out.Items), want)
		}
	}
}
