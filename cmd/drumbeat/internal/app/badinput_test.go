package app

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"drumbeat/bot/sandbox"
	"drumbeat/workflow"
)

// TestForgedRequestsChangeNothing sends the bot what Slack never would.
func TestForgedRequestsChangeNothing(t *testing.T) {
	s := newStage(t, byHTTP)
	app := s.town.sandbox.Config().Apps[0].ID
	form := url.Values{"command": {"/release"}, "text": {"list"}, "user_id": {s.As("ines").ID()}, "trigger_id": {"1.2.x"}, "api_app_id": {app}, "team_id": {s.town.sandbox.Config().Team.ID}}
	ines := form.Encode()
	now := func() time.Time { return s.town.wall() }
	tests := []struct {
		name, path, body, secret string
		at                       time.Time
		status                   int
		says                     string
	}{
		{"a signature of somebody else", "/slack/commands", ines, "another secret", now(), 401, "signature"},
		{"a signature of six minutes ago", "/slack/commands", ines, "", now().Add(-6 * time.Minute), 401, "signed too long ago"},
		{"a signature of the future", "/slack/commands", ines, "", now().Add(6 * time.Minute), 401, "too far ahead"},
		{"more than 1 MB", "/slack/interactions", "payload=" + strings.Repeat("x", 1<<20), "", now(), 413, "1 MB"},
		{"no JSON", "/slack/interactions", "payload=%7Bgarbage", "", now(), 400, "not a request of Slack's"},
		{"null", "/slack/interactions", "payload=null", "", now(), 400, "not a request of Slack's"},
		{"JSON that is no event", "/slack/events", "[1,2,", "", now(), 400, "not a request of Slack's"},
		{"no payload", "/slack/interactions", "load=1", "", now(), 400, "one payload"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			status, said := s.forge(tt.path, tt.body, tt.secret, tt.at)
			if status != tt.status || !strings.Contains(said, tt.says) {
				t.Errorf("got %d %q, want %d and %q", status, said, tt.status, tt.says)
			}
		})
	}
	s.rest()
	s.NothingElse(t)
	if status, said := s.forge("/slack/commands", ines, "", now()); status != 200 || !strings.Contains(said, "No release is open") {
		t.Errorf("a good request after them: got %d %q", status, said)
	}
}

// forge posts bytes to the bot, signed with a secret (empty: the right one) at a
// moment.
func (s *stage) forge(path, body, secret string, at time.Time) (status int, said string) {
	s.t.Helper()
	if secret == "" {
		secret = s.town.sandbox.Config().Apps[0].SigningSecret
	}
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.URL()+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("X-Slack-Request-Timestamp", strconv.FormatInt(at.Unix(), 10))
	req.Header.Set("X-Slack-Signature", sandbox.Sign(secret, at.Unix(), []byte(body)))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return resp.StatusCode, string(raw)
}

// TestStrangeButtons clicks buttons that the bot never made.
func TestStrangeButtons(t *testing.T) {
	inBothWays(t, "strange-buttons", func(s *stage) {
		ines := s.As("ines")
		button := func(id, value, label string) *slack.ButtonBlockElement {
			return slack.NewButtonBlockElement(id, value, slack.NewTextBlockObject(slack.PlainTextType, label, false, false))
		}
		s.before(func() {
			_, _, err := s.town.api.PostMessageContext(s.t.Context(), "#releases", slack.MsgOptionText("From another age.", false), slack.MsgOptionBlocks(
				slack.NewActionBlock("strange",
					button("release.explode", "n=1", "Explode"), button("release.approve", "n=999&r=1", "Approve what is not there"),
					button("release.approve#x", "n=one", "Approve nonsense"), button("anything", strings.Repeat("x", 1900), "Long"))))
			if err != nil {
				s.t.Fatal(err)
			}
		})
		for _, label := range []string{"Explode", "Approve what is not there", "Approve nonsense", "Long"} {
			s.act("Ines clicks "+label, func() { ines.ClicksIn("#releases", label) })
		}
		s.act("Ines looks for what is not there", func() { ines.Types("#releases", "/release show REL-999") })
		s.act("Ines mistypes", func() { ines.Types("#releases", "/release reqest") })
	})
}

// hostile is what must appear as it was typed, and do nothing.
const hostile = "<!channel> *bold* & <script> <@U123> `x`"

// TestHostileTextIsOnlyText types markup into every field of the form.
func TestHostileTextIsOnlyText(t *testing.T) {
	s := newStage(t, bySocket)
	ines, eva, tom, hana := s.As("ines"), s.As("eva"), s.As("tom"), s.As("hana")
	form := s.asks(ines, hostile)
	fillCheckout(form)
	fields := []string{"Title", "Team or supplier", "What changes", "Why", "Customers notice", "Say", "Do not promise", "If they call",
		"Test evidence and sign-off", "Rollback plan", "Links"}
	for i, f := range fields {
		form.Fill(f, strconv.Itoa(i)+" "+hostile)
	}
	form.Sends()
	s.rest()
	eva.ClicksIn("@drumbeat", "All details")
	s.rest()
	details := eva.SeesModal("REL-1")
	eva.ClicksIn("@drumbeat", "Approve")
	s.As("omar").ClicksIn("@drumbeat", "Approve")
	s.rest()
	s.passTo(thursday)
	tom.ClicksIn("#releases", "Start")
	s.rest()
	tom.ClicksIn("#releases", "Roll back")
	says(tom, "Roll back", "What happened?", "99 "+hostile)
	s.rest()
	story := s.Transcript() + details.Text()
	for i, f := range append(fields, "reason") {
		if f == "reason" {
			i = 99
		}
		if typed := strconv.Itoa(i) + " " + hostile; !strings.Contains(story, typed) {
			t.Errorf("%s is nowhere as it was typed: %q", f, typed)
		}
	}
	for _, where := range []string{"#releases", "#help-desk", "@drumbeat"} {
		for _, m := range hana.Messages(where) {
			s.noLiveMarkup(where, m.Raw())
		}
	}
	for _, m := range eva.Messages("@drumbeat") {
		s.noLiveMarkup("@drumbeat of Eva", m.Raw())
	}
	if bad := s.town.sandbox.Violations(); len(bad) > 0 {
		t.Errorf("Slack would have refused: %+v", bad)
	}
}

// noLiveMarkup fails where something typed could notify or format.
func (s *stage) noLiveMarkup(where string, m sandbox.Message) {
	s.t.Helper()
	var blocks any
	if len(m.Blocks) > 0 {
		if err := json.Unmarshal(m.Blocks, &blocks); err != nil {
			s.t.Fatal(err)
		}
	}
	if strings.Contains(m.Text, "<!") || strings.Contains(m.Text, "<@U123") || strings.Contains(m.Text, "<script") {
		s.t.Errorf("%s: live markup in the text %q", where, m.Text)
	}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if text, ok := v["text"].(string); ok && v["type"] == "mrkdwn" && strings.ContainsAny(strings.ReplaceAll(text, "<!date", ""), "<>`") && strings.Contains(text, "bold") {
				s.t.Errorf("%s: live markup in %q", where, text)
			}
			if v["type"] == "broadcast" || v["user_id"] == "U123" {
				s.t.Errorf("%s: what was typed notifies: %v", where, v)
			}
			for _, child := range v {
				walk(child)
			}
		case []any:
			for _, child := range v {
				walk(child)
			}
		}
	}
	walk(blocks)
}

// TestOverlongTitle types 10,000 characters where 120 fit.
func TestOverlongTitle(t *testing.T) {
	s := newStage(t, bySocket)
	ines := s.As("ines")
	long := strings.Repeat("Faster checkout ", 625)
	ines.Types("#releases", "/release request "+long)
	s.rest()
	form := ines.SeesModal("Request a release")
	if title := form.Field("Title"); len([]rune(title)) > 120 || !strings.HasPrefix(title, "Faster checkout") {
		t.Errorf("the title is %q", title)
	}
	if what := form.Field("What changes"); len([]rune(what)) < 2900 {
		t.Errorf("what did not fit the title is not kept: %d characters", len(what))
	}
	_, err := s.town.desk.Submit(t.Context(), workflow.PersonID(ines.ID()), "long", workflow.Request{Title: long, System: "shop", Type: workflow.Normal})
	if e, ok := err.(*workflow.Error); !ok || !strings.Contains(e.Fields[workflow.FieldTitle], "120") {
		t.Errorf("a forged form with it: %v", err)
	}
}

// TestWindowClosesWhileTyping sends a form whose window has passed its cut-off
// since it was opened: nothing that was typed is lost.
func TestWindowClosesWhileTyping(t *testing.T) {
	s := newStage(t, bySocket)
	form := s.asks(s.As("ines"), "Faster checkout")
	fillCheckout(form)
	for _, at := range []struct {
		moment time.Time
		want   string
	}{{thursday.Add(-13 * time.Hour), "The cut-off of this window has passed"}, {thursday.Add(2 * time.Hour), "This window has closed"}} {
		s.passTo(at.moment)
		form.Submit()
		if got := form.Errors(); len(got) != 1 || !strings.Contains(got["When"], at.want) {
			t.Errorf("errors %v, want one at When: %s", got, at.want)
		}
		if form.Field("Say") == "" || form.Field("Title") != "Faster checkout" {
			t.Errorf("what was typed is gone:\n%s", form.Text())
		}
	}
	form.Choose("When", "As soon as possible")
	form.Sends() // days after its command, whose response URL takes nothing any more
	s.rest()
	if told := s.As("ines").Told(); len(told) != 1 || !strings.Contains(told[0].Text(), "REL-1") {
		t.Errorf("ines is told %v", told)
	}
	if r := s.release(1); r.Place == nil || !r.Place.Opens.After(thursday) {
		t.Errorf("no later window: %+v", r.Place)
	}
}

func (s *stage) release(n workflow.Number) workflow.Release {
	s.t.Helper()
	r, err := s.town.store.Releases.Get(s.t.Context(), n)
	if err != nil {
		s.t.Fatal(err)
	}
	return r
}

// TestNobodyCanApprove asks for a release that an empty group would have to
// approve: it is said before it is sent, and nobody who could mend it is left
// out.
func TestNobodyCanApprove(t *testing.T) {
	inBothWays(t, "nobody-can-approve", func(s *stage) {
		s.control("groups", sandbox.GroupChange{Handle: "operations", Users: &[]string{}})
		p, err := s.town.desk.Policy(s.t.Context())
		if err != nil {
			s.t.Fatal(err)
		}
		for i := range p.Roles {
			p.Roles[i].Admins = p.Roles[i].Key == p.ManagerRole
		}
		if _, err := s.town.desk.SavePolicy(s.t.Context(), p); err != nil {
			s.t.Fatal(err)
		}
		form := s.asks(s.As("ines"), "Faster checkout for returning customers")
		fillCheckout(form)
		form.Submit()
		s.rest()
		s.shows("Ines sends the form", form.Text())
	})
}

// control posts to the sandbox's control interface.
func (s *stage) control(what string, body any) {
	s.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.URL()+"/control/"+what, bytes.NewReader(raw))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if said, _ := io.ReadAll(resp.Body); resp.StatusCode != http.StatusOK {
		s.t.Fatalf("control %s: %s %s", what, resp.Status, said)
	}
}

// TestStoreBusyDuringAClick holds the store's file while people click: they are
// told that nothing was saved, and that is the truth.
func TestStoreBusyDuringAClick(t *testing.T) {
	var dir string
	s := newStage(t, byHTTP, func(o *townOptions) { dir = o.data })
	s.asked()
	s.New()
	eva, ines := s.As("eva"), s.As("ines")
	form := s.asks(ines, "Another one")
	fillFields(form)
	free := holdStore(t, dir)
	eva.ClicksIn("@drumbeat", "Approve")
	s.answered()
	if got := s.New(); !strings.Contains(got, "Not saved") || !strings.Contains(got, "(ref ") {
		t.Errorf("Eva is told:\n%s", got)
	}
	form.Submit()
	if got := form.Text(); !strings.Contains(got, "Not saved") || !strings.Contains(got, "Your saved address is used.") {
		t.Errorf("Ines sees:\n%s", got)
	}
	free()
	if r := s.release(1); len(r.Approvals) != 0 {
		t.Errorf("something was saved after all: %+v", r.Approvals)
	}
	form.Sends()
	eva.ClicksIn("@drumbeat", "Approve")
	s.rest()
	if r := s.release(1); len(r.Approvals) != 1 {
		t.Errorf("after it came back: %+v", r.Approvals)
	}
	if got := s.release(2).Request.Title; got != "Another one" {
		t.Errorf("sent again after it came back: %q", got)
	}
	if _, err := s.town.store.Releases.Get(t.Context(), 3); workflow.CodeOf(err) != workflow.CodeNotFound {
		t.Errorf("there is a third release: %v", err)
	}
}

// holdStore takes the write lock of the file in dir, as another program could,
// until it is freed.
func holdStore(t *testing.T, dir string) (free func()) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "drumbeat.db"))
	if err != nil {
		t.Fatal(err)
	}
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	return func() {
		if _, err := conn.ExecContext(context.WithoutCancel(t.Context()), "ROLLBACK"); err != nil {
			t.Fatal(err)
		}
		_ = conn.Close()
		_ = db.Close()
	}
}
