package workspace

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
	"pgregory.net/rapid"

	"drumbeat/bot/sandbox"
	"drumbeat/workflow"
)

// town is a workspace in a sandbox that can be cut off.
type town struct {
	t    *testing.T
	box  *sandbox.Server
	http *httptest.Server
	dir  *Directory

	mu    sync.Mutex
	now   time.Time
	away  bool
	calls map[string]int
}

func newTown(t *testing.T, change ...func(*sandbox.Config)) *town {
	t.Helper()
	cfg := sandbox.Config{
		Team: sandbox.Team{Name: "Town", Domain: "town"},
		People: []sandbox.Person{
			{ID: "U00000ADA", Name: "ada", RealName: "Ada Moreau", TZ: "Europe/Paris", Locale: "fr-FR", Admin: true},
			{ID: "U0000BRAM", Name: "bram", RealName: "Bram de Wit", TZ: "Europe/Amsterdam", Locale: "nl-NL"},
			{ID: "U0000GONE", Name: "gone", RealName: "Gone Away", Deleted: true, Admin: true},
		},
		Groups: []sandbox.Group{
			{ID: "S0QUALITY", Handle: "quality", Name: "Quality", Users: []string{"bram", "ada"}},
			{ID: "S00000OLD", Handle: "old", Name: "Old", Users: []string{"ada"}, Disabled: true},
		},
		Channels: []sandbox.ChannelConfig{
			{ID: "CRELEASES", Name: "releases", Members: []string{"ada", "drumbeat"}},
			{ID: "C0PRIVATE", Name: "inner", Private: true, Members: []string{"ada", "drumbeat"}},
			{ID: "C0WITHOUT", Name: "without", Private: true, Members: []string{"ada"}},
			{ID: "C00000OLD", Name: "old", Members: []string{"ada", "drumbeat"}, Archived: true},
		},
		Apps:         []sandbox.AppConfig{{Name: "Drumbeat", BotName: "drumbeat", BotUserID: "U000DRUM0", BotToken: "xoxb-town", Scopes: sandbox.AllScopes()}},
		NoRateLimits: true,
	}
	for _, c := range change {
		c(&cfg)
	}
	w := &town{t: t, now: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC), calls: map[string]int{}}
	var err error
	if w.box, err = sandbox.New(cfg, sandbox.Options{Now: w.Now}); err != nil {
		t.Fatal(err)
	}
	w.http = httptest.NewServer(http.HandlerFunc(w.serve))
	t.Cleanup(func() { w.box.Close(); w.http.Close() })
	w.dir = New(Options{API: slack.New("xoxb-town", slack.OptionAPIURL(w.http.URL+"/api/")), Now: w.Now})
	for _, p := range []*time.Duration{&w.dir.people.patience, &w.dir.members.patience, &w.dir.groups.patience, &w.dir.channels.patience, &w.dir.direct.patience} {
		*p = time.Minute // a slow machine is no Slack that hangs
	}
	return w
}

func (w *town) serve(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	away := w.away
	w.calls[strings.TrimPrefix(r.URL.Path, "/api/")]++
	w.mu.Unlock()
	if away {
		panic(http.ErrAbortHandler)
	}
	w.box.Handler().ServeHTTP(rw, r)
}

func (w *town) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *town) advance(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func (w *town) cut(away bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.away = away
}

func (w *town) asked(method string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.calls[method]
}

func (w *town) control(path, body string) {
	w.t.Helper()
	resp, err := http.Post(w.http.URL+path, "application/json", strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		w.t.Fatalf("%s answered %s", path, resp.Status)
	}
}

func TestPerson(t *testing.T) {
	w := newTown(t)
	tests := map[workflow.PersonID]workflow.Person{
		"U00000ADA": {ID: "U00000ADA", Name: "Ada Moreau", Zone: "Europe/Paris", Admin: true},
		"U0000BRAM": {ID: "U0000BRAM", Name: "Bram de Wit", Zone: "Europe/Amsterdam", Locale: workflow.Dutch},
		"U0000GONE": {ID: "U0000GONE", Name: "Gone Away", Admin: true, Deactivated: true},
		"U000DRUM0": {ID: "U000DRUM0", Name: "Drumbeat", Bot: true},
	}
	for id, want := range tests {
		got, err := w.dir.Person(t.Context(), id)
		if err != nil {
			t.Errorf("%s: %v", id, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", id, diff)
		}
	}
	for _, id := range []workflow.PersonID{"U0NOBODY0", "", workflow.System} {
		if _, err := w.dir.Person(t.Context(), id); workflow.CodeOf(err) != workflow.CodeNotFound {
			t.Errorf("%q: error %v, want not_found", id, err)
		}
	}
}

func TestPersonsName(t *testing.T) {
	tests := []struct {
		user slack.User
		want string
	}{
		{slack.User{ID: "U1", Name: "handle", RealName: "Real", Profile: slack.UserProfile{DisplayName: "Shown", RealName: "Profile"}}, "Shown"},
		{slack.User{ID: "U1", Name: "handle", RealName: "Real", Profile: slack.UserProfile{DisplayName: " ", RealName: "Profile"}}, "Profile"},
		{slack.User{ID: "U1", Name: "handle", RealName: "Real"}, "Real"},
		{slack.User{ID: "U1", Name: "handle"}, "handle"},
		{slack.User{ID: "U1"}, "U1"},
	}
	for _, tt := range tests {
		if got := person(&tt.user).Name; got != tt.want {
			t.Errorf("%+v: name %q, want %q", tt.user, got, tt.want)
		}
	}
	if !person(&slack.User{ID: "USLACKBOT"}).Bot {
		t.Error("Slackbot is no bot")
	}
}

// A click that asks about many people costs one request, and none while young.
func TestManyPeopleAreOneRequest(t *testing.T) {
	w := newTown(t, func(c *sandbox.Config) {
		for i := range 300 {
			c.People = append(c.People, sandbox.Person{ID: fmt.Sprintf("U1%07d", i), Name: fmt.Sprintf("p%d", i), RealName: "P"})
		}
	})
	look := func() {
		t.Helper()
		for i := range 300 {
			if _, err := w.dir.Person(t.Context(), workflow.PersonID(fmt.Sprintf("U1%07d", i))); err != nil {
				t.Fatal(err)
			}
		}
	}
	look()
	look()
	if got := w.asked("users.list") + w.asked("users.info"); got != 1 {
		t.Errorf("asked %d times, want once", got)
	}
	w.advance(peopleAge)
	look()
	if got := w.asked("users.list") + w.asked("users.info"); got != 2 {
		t.Errorf("asked %d times after they aged, want twice", got)
	}
}

// While Slack is away what was known serves, and Slack is asked now and then.
func TestStaleAnswersServe(t *testing.T) {
	w := newTown(t)
	ask := map[string]func() error{
		"person":  func() error { _, err := w.dir.Person(t.Context(), "U00000ADA"); return err },
		"group":   func() error { _, err := w.dir.Group(t.Context(), "@quality"); return err },
		"admins":  func() error { _, err := w.dir.Admins(t.Context()); return err },
		"channel": func() error { _, err := w.dir.ChannelID(t.Context(), "#releases"); return err },
		"direct":  func() error { _, err := w.dir.DirectMessage(t.Context(), "U00000ADA"); return err },
	}
	for name, f := range ask {
		if err := f(); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	w.cut(true)
	w.advance(48 * time.Hour)
	for name, f := range ask {
		if err := f(); err != nil {
			t.Errorf("%s with Slack away: %v", name, err)
		}
	}
	before := w.asked("usergroups.list")
	for range 20 {
		_ = ask["group"]()
	}
	if got := w.asked("usergroups.list"); got != before {
		t.Errorf("asked %d times more within the pause", got-before)
	}
	if _, err := w.dir.Person(t.Context(), "U0NEVER00"); err == nil || workflow.CodeOf(err) == workflow.CodeNotFound {
		t.Errorf("somebody unknown while Slack is away: %v, want another error than not_found", err)
	}
	w.cut(false)
	w.advance(pause)
	w.control("/control/groups", `{"handle":"quality","users":["ada"]}`)
	got, err := w.dir.Group(t.Context(), "@quality")
	if err != nil || len(got) != 1 {
		t.Errorf("after Slack came back: %v, %v; want one member", got, err)
	}
}

func TestGroup(t *testing.T) {
	w := newTown(t)
	for _, name := range []string{"S0QUALITY", "@quality", "quality", "@Quality"} {
		got, err := w.dir.Group(t.Context(), name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff([]workflow.PersonID{"U0000BRAM", "U00000ADA"}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	for _, name := range []string{"@old", "S00000OLD", "@nothing", ""} {
		if _, err := w.dir.Group(t.Context(), name); workflow.CodeOf(err) != workflow.CodeNotFound {
			t.Errorf("%q: %v, want not_found", name, err)
		}
	}
	if got := w.asked("usergroups.list"); got != 1 {
		t.Errorf("asked %d times, want once", got)
	}
}

func TestGroupsOnAFreePlan(t *testing.T) {
	w := newTown(t, func(c *sandbox.Config) { c.FreePlan, c.Groups = true, nil })
	if _, err := w.dir.Group(t.Context(), "@quality"); workflow.CodeOf(err) != workflow.CodeNotFound {
		t.Errorf("%v, want not_found", err)
	}
}

// A scope that is missing must not look like an empty group: then admins would
// hold the role.
func TestGroupsWithoutScope(t *testing.T) {
	w := newTown(t, func(c *sandbox.Config) { c.Apps[0].Scopes = []string{"users:read"} })
	if _, err := w.dir.Group(t.Context(), "@quality"); err == nil || workflow.CodeOf(err) == workflow.CodeNotFound {
		t.Errorf("%v, want an error that is not not_found", err)
	}
}

func TestAdmins(t *testing.T) {
	w := newTown(t)
	got, err := w.dir.Admins(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]workflow.PersonID{"U00000ADA"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestChannelID(t *testing.T) {
	w := newTown(t)
	for name, want := range map[workflow.Channel]string{
		"#releases": "CRELEASES", "releases": "CRELEASES", "#Releases": "CRELEASES", "#inner": "C0PRIVATE", "C0ANYTHING": "C0ANYTHING", "D0ANYTHING": "D0ANYTHING",
	} {
		got, err := w.dir.ChannelID(t.Context(), name)
		if err != nil || got != want {
			t.Errorf("%s: %q, %v; want %s", name, got, err, want)
		}
	}
	for _, name := range []workflow.Channel{"#without", "#old", "#nowhere", ""} {
		if _, err := w.dir.ChannelID(t.Context(), name); workflow.CodeOf(err) != workflow.CodeNotFound {
			t.Errorf("%q: %v, want not_found", name, err)
		}
	}
	if got := w.asked("conversations.list"); got != 1 {
		t.Errorf("asked %d times, want once", got)
	}
	w.advance(channelFresh)
	w.control("/control/channels", `{"name":"new-one","add":["ada","drumbeat"]}`)
	if got, err := w.dir.ChannelID(t.Context(), "#new-one"); err != nil || got == "" {
		t.Errorf("a channel made since: %q, %v", got, err)
	}
}

// TestInvitedJustNow: a channel that the bot was not in a moment ago, and now is.
func TestInvitedJustNow(t *testing.T) {
	w := newTown(t)
	w.control("/control/channels", `{"name":"help-desk","add":["ada"]}`)
	for _, want := range []bool{false, true} {
		if got, err := w.dir.CanPost(t.Context(), "#help-desk"); err != nil || got != want {
			t.Errorf("it can post is %v, %v; want %v", got, err, want)
		}
		w.control("/control/channels", `{"name":"help-desk","add":["drumbeat"]}`)
	}
	if got := w.asked("conversations.list"); got != 1 {
		t.Errorf("asked for all channels %d times, want once", got)
	}
}

func TestChannelsWithoutThePrivateScope(t *testing.T) {
	w := newTown(t, func(c *sandbox.Config) { c.Apps[0].Scopes = []string{"channels:read"} })
	if got, err := w.dir.ChannelID(t.Context(), "#releases"); err != nil || got != "CRELEASES" {
		t.Errorf("%q, %v; want CRELEASES", got, err)
	}
}

func TestDirectMessage(t *testing.T) {
	w := newTown(t)
	first, err := w.dir.DirectMessage(t.Context(), "U00000ADA")
	if err != nil || !strings.HasPrefix(first, "D") {
		t.Fatalf("%q, %v; want a conversation", first, err)
	}
	if again, err := w.dir.DirectMessage(t.Context(), "U00000ADA"); err != nil || again != first {
		t.Errorf("%q, %v; want %s", again, err, first)
	}
	if got := w.asked("conversations.open"); got != 1 {
		t.Errorf("asked %d times, want once", got)
	}
	for _, p := range []workflow.PersonID{"U0000GONE", "U0NOBODY0"} {
		_, err := w.dir.DirectMessage(t.Context(), p)
		if workflow.CodeOf(err) != workflow.CodeNotFound || slackSays(err) == "" {
			t.Errorf("%s: %v, want not_found with Slack's word", p, err)
		}
	}
}

// Forget makes a change visible before the answer ages.
func TestForget(t *testing.T) {
	w := newTown(t)
	if _, err := w.dir.Person(t.Context(), "U0000BRAM"); err != nil {
		t.Fatal(err)
	}
	w.control("/control/people", `{"id":"U0000BRAM","deleted":true}`)
	w.dir.Forget("U0000BRAM")
	if p, err := w.dir.Person(t.Context(), "U0000BRAM"); err != nil || !p.Deactivated {
		t.Errorf("%+v, %v; want deactivated", p, err)
	}
}

// However many ask for the same at once, Slack is asked once, and each leaves
// when its own time is up.
func TestOneFlight(t *testing.T) {
	now := func() time.Time { return time.Unix(1, 0) }
	s := newShelf[int](now, time.Hour, 10)
	began, finish := make(chan struct{}), make(chan struct{})
	asked := 0
	ask := func(context.Context) (int, error) {
		if asked++; asked > 1 {
			return 0, errors.New("asked twice")
		}
		close(began)
		<-finish
		return 7, nil
	}
	hurried, cancel := context.WithCancel(t.Context())
	left := make(chan error)
	go func() { _, err := s.get(hurried, "k", ask); left <- err }()
	<-began
	cancel()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("who is in a hurry gets %v", err)
	}
	results := make(chan int)
	for range 5 {
		go func() { v, _ := s.get(t.Context(), "k", ask); results <- v }()
	}
	close(finish)
	for range 5 {
		if v := <-results; v != 7 {
			t.Errorf("got %d, want 7", v)
		}
	}
	if asked != 1 {
		t.Errorf("asked %d times, want once", asked)
	}
}

// While Slack hangs, who has an old answer is held up once, not for every
// question.
func TestAHangingSlackHoldsUpOnce(t *testing.T) {
	now := time.Unix(1, 0)
	s := newShelf[int](func() time.Time { return now }, time.Hour, 100)
	for i := range 50 {
		s.put(fmt.Sprint(i), i)
	}
	now = now.Add(2 * time.Hour)
	asked := make(chan struct{}, 100)
	hang := func(ctx context.Context) (int, error) {
		asked <- struct{}{}
		<-t.Context().Done()
		return 0, ctx.Err()
	}
	for i := range 50 {
		if v, err := s.get(t.Context(), fmt.Sprint(i), hang); v != i || err != nil {
			t.Fatalf("%d: got %d, %v", i, v, err)
		}
	}
	if len(asked) != 1 {
		t.Errorf("waited for %d questions, want 1", len(asked))
	}
}

func TestAPanicIsAnError(t *testing.T) {
	s := newShelf[int](func() time.Time { return time.Unix(1, 0) }, time.Hour, 10)
	if _, err := s.get(t.Context(), "k", func(context.Context) (int, error) { panic("odd") }); err == nil {
		t.Error("no error")
	}
}

// A shelf never holds more than its bound, and what was kept last is there.
func TestShelfIsBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.IntRange(1, 40).Draw(t, "most")
		now := time.Unix(1, 0)
		s := newShelf[int](func() time.Time { return now }, time.Hour, most)
		for i, k := range rapid.SliceOfN(rapid.IntRange(0, 100), 1, 200).Draw(t, "keys") {
			now = now.Add(time.Second)
			s.put(fmt.Sprint(k), i)
			if len(s.kept) > most {
				t.Fatalf("%d kept, at most %d", len(s.kept), most)
			}
			if got := s.kept[fmt.Sprint(k)].value; got != i {
				t.Fatalf("kept %d, want %d", got, i)
			}
		}
	})
}
