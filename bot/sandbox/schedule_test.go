package sandbox_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"drumbeat/bot/sandbox"
)

func unix(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }

// plan plans a message and gives its id.
func (w *world) plan(text string, at time.Time, options ...slack.MsgOption) string {
	w.t.Helper()
	_, id, err := w.slack().ScheduleMessage(w.id("general"), unix(at), append(options, slack.MsgOptionText(text, false))...)
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

// texts are what stands in #general, with the moments it was posted at.
func (w *world) texts() []string {
	var out []string
	for _, m := range w.messages("ada", "general") {
		whole, _, _ := strings.Cut(m.TS, ".")
		seconds, err := strconv.ParseInt(whole, 10, 64)
		if err != nil {
			w.t.Fatal(err)
		}
		out = append(out, m.Text+" "+time.Unix(seconds, 0).UTC().Format("15:04:05"))
	}
	return out
}

// TestPlannedMessages: a jump of the clock posts what was planned, each message
// at its own moment and in their order, and not a second too early.
func TestPlannedMessages(t *testing.T) {
	w := run(t, config())
	w.srv.Clock().Pause(true)
	w.plan("third", start.Add(3*time.Hour))
	w.plan("first", start.Add(time.Hour))
	w.plan("second", start.Add(2*time.Hour))
	w.plan("also first", start.Add(time.Hour))
	steps := []struct {
		to   time.Duration
		want []string
	}{
		{time.Hour - time.Second, nil},
		{time.Hour, []string{"first 10:00:00", "also first 10:00:00"}},
		{24 * time.Hour, []string{"first 10:00:00", "also first 10:00:00", "second 11:00:00", "third 12:00:00"}},
	}
	for _, step := range steps {
		if err := w.srv.Clock().Set(start.Add(step.to)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(step.want, w.texts()); diff != "" {
			t.Errorf("after %v (-want +got)\n%s", step.to, diff)
		}
	}
	w.clean()
}

// TestPlannedWhileTheClockRuns: nobody has to move the clock.
func TestPlannedWhileTheClockRuns(t *testing.T) {
	waits := make(chan time.Duration, 100)
	due := make(chan time.Time)
	w := run(t, config(), func(o *sandbox.Options) {
		o.After = func(d time.Duration) <-chan time.Time {
			waits <- d
			return due
		}
	})
	w.plan("soon", start.Add(30*time.Second))
	if got := <-waits; got != 30*time.Second {
		t.Errorf("waits %v, want 30s", got)
	}
	page := w.page("ada")
	w.base.turn(30 * time.Second)
	due <- w.base.Now()
	page.wants(sandbox.EventMessage, "soon")
	w.clean()
}

// TestClockBarKnowsPlans: planned messages are next things, and the clock goes
// there.
func TestClockBarKnowsPlans(t *testing.T) {
	w := run(t, config())
	w.plan("tea", start.Add(time.Hour))
	var clock sandbox.ClockAnswer
	w.get("/control/clock", &clock)
	want := []sandbox.NextThing{{At: float64(start.Add(time.Hour).Unix()), What: "Planned message of Lamp to general"}}
	if diff := cmp.Diff(want, clock.Next); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	w.post("/control/clock", sandbox.ClockRequest{Next: true}, &clock)
	if diff := cmp.Diff([]string{"tea 10:00:00"}, w.texts()); diff != "" || len(clock.Next) != 0 {
		t.Errorf("next things %v (-want +got)\n%s", clock.Next, diff)
	}
}

// TestNextThingsInOrder: the earlier one is the first, if only by a moment.
func TestNextThingsInOrder(t *testing.T) {
	for _, later := range []time.Duration{-500 * time.Millisecond, 500 * time.Millisecond} {
		w := run(t, config(), func(o *sandbox.Options) {
			o.NextEvent = func(time.Time) (time.Time, string, bool) { return start.Add(time.Hour + later), "lamp", true }
		})
		w.plan("tea", start.Add(time.Hour))
		var clock sandbox.ClockAnswer
		w.get("/control/clock", &clock)
		if len(clock.Next) != 2 || clock.Next[0].At > clock.Next[1].At {
			t.Errorf("%v: got %+v", later, clock.Next)
		}
	}
}

// TestPlanningRefusals are the limits of planning, at n and n+1.
func TestPlanningRefusals(t *testing.T) {
	w := run(t, config())
	w.srv.Clock().Pause(true)
	edge := start.Add(120 * 24 * time.Hour)
	tests := []struct {
		name, at, want string
	}{
		{"missing", "", "invalid_arguments"}, {"words", "tomorrow", "invalid_time"}, {"fraction", "1.5", "invalid_time"}, {"negative", "-1", "invalid_time"},
		{"now", unix(start), "time_in_past"}, {"a second later", unix(start.Add(time.Second)), ""},
		{"120 days", unix(edge), ""}, {"120 days and a second", unix(edge.Add(time.Second)), "time_too_far"},
	}
	for _, tt := range tests {
		got := w.call("chat.scheduleMessage", map[string]string{"channel": "general", "text": "x", "post_at": tt.at})
		if code, _ := got["error"].(string); code != tt.want {
			t.Errorf("%s: got %v, want %q", tt.name, got, tt.want)
		}
	}
	day := start.Add(24 * time.Hour)
	for n := range 30 {
		w.plan("n", day.Add(time.Duration(n*9)*time.Second)) // 0 to 261 s
	}
	for offset, want := range map[time.Duration]any{-39 * time.Second: nil, 299 * time.Second: "restricted_too_many", 150 * time.Second: "restricted_too_many", -400 * time.Second: nil} {
		got := w.call("chat.scheduleMessage", map[string]string{"channel": "general", "text": "x", "post_at": unix(day.Add(offset))})
		if got["error"] != want {
			t.Errorf("the 31st at %v: got %v, want %v", offset, got["error"], want)
		}
	}
	if got := w.call("chat.scheduleMessage", map[string]string{"channel": "workshop", "text": "x", "post_at": unix(day)}); got["ok"] != true {
		t.Errorf("another channel: got %v", got)
	}
}

// TestPlansAreListedAndDeleted: by their own app, until a minute before.
func TestPlansAreListedAndDeleted(t *testing.T) {
	cfg := config()
	cfg.Apps = append(cfg.Apps, sandbox.AppConfig{Name: "Other", BotName: "other", BotToken: "xoxb-other", Scopes: []string{"chat:write"}})
	cfg.Channels[0].Members = append(cfg.Channels[0].Members, "other")
	w := run(t, cfg)
	w.srv.Clock().Pause(true)
	api := w.slack()
	soon, later := w.plan("soon", start.Add(60*time.Second)), w.plan("later", start.Add(61*time.Second))
	list, next, err := api.GetScheduledMessages(&slack.GetScheduledMessagesParameters{Channel: w.id("general"), Limit: 1})
	if err != nil || len(list) != 1 || list[0].ID != soon || list[0].PostAt != int(start.Add(time.Minute).Unix()) || list[0].Text != "soon" || next == "" {
		t.Fatalf("got %+v %q %v", list, next, err)
	}
	if list, next, err = api.GetScheduledMessages(&slack.GetScheduledMessagesParameters{Cursor: next, Limit: 1}); err != nil || len(list) != 1 || list[0].ID != later || next != "" {
		t.Fatalf("got %+v %q %v", list, next, err)
	}
	if got := w.call("chat.scheduledMessages.list", map[string]string{"token": "xoxb-other"}); len(got["scheduled_messages"].([]any)) != 0 {
		t.Errorf("another app sees %v", got)
	}
	remove := func(id, channel string) error {
		_, err := api.DeleteScheduledMessage(&slack.DeleteScheduledMessageParameters{Channel: channel, ScheduledMessageID: id})
		return err
	}
	failsWith(t, remove(soon, w.id("general")), "invalid_scheduled_message_id")
	failsWith(t, remove(later, w.id("workshop")), "invalid_scheduled_message_id")
	failsWith(t, remove(later, "C0NOWHERE0"), "channel_not_found")
	if err := remove(later, w.id("general")); err != nil {
		t.Error(err)
	}
	failsWith(t, remove(later, w.id("general")), "invalid_scheduled_message_id")
	if err := w.srv.Clock().Advance(time.Hour); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"soon 09:01:00"}, w.texts()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestPlansThatNeverCome: with metadata Slack takes a message and never posts
// it, and an archived channel takes none.
func TestPlansThatNeverCome(t *testing.T) {
	w := run(t, config())
	w.srv.Clock().Pause(true)
	w.plan("x", start.Add(time.Hour), slack.MsgOptionMetadata(slack.SlackMetadata{EventType: "e", EventPayload: map[string]any{"a": 1}}))
	if v := w.srv.Violations(); len(v) != 1 || v[0].Code != "metadata_never_posts" || v[0].Method != "chat.scheduleMessage" {
		t.Errorf("violations: got %+v", v)
	}
	w.plan("y", start.Add(time.Hour))
	archived := true
	var answer sandbox.ActionAnswer
	w.post("/control/channels", sandbox.ChannelChange{Name: "general", Archived: &archived}, &answer)
	if err := w.srv.Clock().Advance(2 * time.Hour); err != nil {
		t.Fatal(err)
	}
	if got := w.texts(); got != nil {
		t.Errorf("got %v, want nothing posted", got)
	}
	items := w.srv.Traffic(0)
	if last := items[len(items)-1]; last.Error != "is_archived" || last.Violation != nil {
		t.Errorf("traffic: got %+v", last)
	}
}
