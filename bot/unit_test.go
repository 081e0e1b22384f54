package bot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"drumbeat/workflow"

	"github.com/VictoriaMetrics/metrics"
	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
	"pgregory.net/rapid"
)

func TestNearest(t *testing.T) {
	for typed, want := range map[string]string{
		"lst": "list", "lsit": "list", "hlep": "help", "mien": "mine", "requets": "request", "shwo": "show", "wyh": "why", "menue": "menu",
		"frobnicate": "", "": "", "x": "", "list": "list", "запрос": "", strings.Repeat("list", 1000): "",
	} {
		if got, _ := nearest(typed, words); got != want {
			t.Errorf("nearest(%.20q) = %q, want %q", typed, got, want)
		}
	}
}

func TestSlips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.StringN(0, 8, -1).Draw(t, "a")
		b := rapid.StringN(0, 8, -1).Draw(t, "b")
		ab, ba := slips([]rune(a), []rune(b)), slips([]rune(b), []rune(a))
		if ab != ba {
			t.Errorf("slips differ by direction: %d and %d", ab, ba)
		}
		if (ab == 0) != (string([]rune(a)) == string([]rune(b))) {
			t.Errorf("%q and %q are %d slips apart", a, b, ab)
		}
		if longer := max(len([]rune(a)), len([]rune(b))); ab > longer {
			t.Errorf("%d slips over %d letters", ab, longer)
		}
	})
}

func TestPlainText(t *testing.T) {
	called := func(id string) string { return map[string]string{"U0TOM": "Tom"}[id] }
	for in, want := range map[string]string{
		"plain":                              "plain",
		"a &lt;b&gt; &amp;amp; c":            "a <b> &amp; c",
		"<https://x.example/a|the ticket>":   "the ticket (https://x.example/a)",
		"<https://x.example/a>":              "https://x.example/a",
		"<http://x.example|x.example>":       "http://x.example",
		"<mailto:a@x.example|a@x.example>":   "a@x.example",
		"<@U0INES|ines> and <@U0EVA>":        "@ines and @U0EVA",
		"<#C0WEB|web> <#C0OTHER>":            "#web #C0OTHER",
		"<!here> <!channel|channel>":         "@here @channel",
		"<!subteam^S0OPS|@operations>":       "@operations",
		"<!subteam^S0OPS>":                   "@group",
		"<!date^1795500000^{date}|24 Nov>":   "24 Nov",
		"half <open":                         "half <open",
		"<@U0TOM> and <@U0TOM|tom.k>":        "@Tom and @Tom",
		"*bold*, _soft_ ~gone~ `code` (*b*)": "bold, soft gone code (b)",
		"2 * 3 * 4 and snake_case_name":      "2 * 3 * 4 and snake_case_name",
		"&lt;!channel&gt; stays as it is":    "<!channel> stays as it is",
		"line one\nline <https://x.example>": "line one\nline https://x.example",
	} {
		if got := plainText(in, called); got != want {
			t.Errorf("plainText(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestPrefill(t *testing.T) {
	long := strings.Repeat("ü", 500)
	for in, want := range map[string]workflow.Request{
		"":                        {},
		"  Faster checkout ":      {Title: "Faster checkout"},
		"Faster checkout\nDetail": {Title: "Faster checkout", What: "Faster checkout\nDetail"},
		long:                      {Title: strings.Repeat("ü", 119) + "…", What: long},
	} {
		if diff := cmp.Diff(want, prefill(in)); diff != "" {
			t.Errorf("prefill(%.20q) (-want +got):\n%s", in, diff)
		}
	}
	if got := prefill(strings.Repeat("x", 10_000)); len([]rune(got.What)) != 3000 {
		t.Errorf("what has %d characters, want 3000", len([]rune(got.What)))
	}
}

func TestLookalikes(t *testing.T) {
	for n, want := range map[workflow.Number][]workflow.Number{
		7: nil, 12: {2, 1, 21}, 100: {10}, 999: {99},
	} {
		if diff := cmp.Diff(want, lookalikes(n)); diff != "" {
			t.Errorf("lookalikes(%d) (-want +got):\n%s", n, diff)
		}
	}
}

func TestAtFields(t *testing.T) {
	const title, reason, say = workflow.FieldTitle, workflow.FieldReason, workflow.FieldSay
	cases := []struct {
		name   string
		fields map[workflow.Field]string
		inputs []string
		want   map[string]string
	}{
		{"at its field", map[workflow.Field]string{title: "A."}, []string{"title", "say"}, map[string]string{"title": "A."}},
		{"at none that is shown", map[workflow.Field]string{say: "B."}, []string{"type", "title"}, map[string]string{"type": "B."}},
		{"both", map[workflow.Field]string{title: "A.", say: "B."}, []string{"title"}, map[string]string{"title": "A. B."}},
		{"without a field", nil, []string{"title", "say"}, map[string]string{"title": "Whole."}},
		{"without a field, with a reason", nil, []string{"window", "reason"}, map[string]string{"reason": "Whole."}},
		{"several hidden", map[workflow.Field]string{say: "B.", reason: "C."}, []string{"title"}, map[string]string{"title": "C. B."}},
	}
	for _, c := range cases {
		if diff := cmp.Diff(c.want, atFields(workflow.English, &workflow.Error{Fields: c.fields}, "Whole.", c.inputs)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// TestRepliesOnce: of many copies at once one is answered, and all get that answer.
func TestRepliesOnce(t *testing.T) {
	var c replies
	var made atomic.Int32
	var wg sync.WaitGroup
	begin := make(chan struct{})
	for range 64 {
		wg.Go(func() {
			<-begin
			r, _, ok := c.do(t.Context(), "k", func() reply {
				made.Add(1)
				return reply{body: []byte("answer"), after: []func(context.Context){nil}}
			})
			if !ok || string(r.body) != "answer" {
				t.Errorf("got %q, %t", r.body, ok)
			}
		})
	}
	close(begin)
	wg.Wait()
	if made.Load() != 1 {
		t.Errorf("answered %d times", made.Load())
	}
	if r, copied, _ := c.do(t.Context(), "k", nil); !copied || len(r.after) != 0 {
		t.Errorf("a copy gets the follow-ups too: %d", len(r.after))
	}
}

func TestRepliesBounded(t *testing.T) {
	var c replies
	body := bytes.Repeat([]byte("x"), 10_000)
	for i := range 3 * maxReplies {
		c.do(t.Context(), fmt.Sprint(i), func() reply { return reply{body: body} })
	}
	if c.size > maxReplyMemory || c.order.Len() > maxReplies || len(c.byKey) != c.order.Len() {
		t.Errorf("%d bytes in %d answers, %d by key", c.size, c.order.Len(), len(c.byKey))
	}
	for i := range 3 * maxReplies {
		c.do(t.Context(), fmt.Sprint("small", i), func() reply { return reply{} })
	}
	if c.order.Len() != maxReplies {
		t.Errorf("%d answers kept, want %d", c.order.Len(), maxReplies)
	}
}

// TestRepliesForgetsNothingSaid: what was not answered is tried again.
func TestRepliesForgetsNothingSaid(t *testing.T) {
	var c replies
	for range 2 {
		if _, copied, _ := c.do(t.Context(), "k", func() reply { return reply{unanswered: true} }); copied {
			t.Error("a request that got no answer counts as answered")
		}
	}
	if c.size != 0 || len(c.byKey) != 0 {
		t.Errorf("%d bytes, %d keys left", c.size, len(c.byKey))
	}
}

func TestRepliesGiveUp(t *testing.T) {
	var c replies
	started, end := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() { c.do(t.Context(), "k", func() reply { close(started); <-end; return reply{} }) })
	<-started
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, ok := c.do(ctx, "k", nil); ok {
		t.Error("a copy has an answer that the first does not have yet")
	}
	close(end)
	wg.Wait()
}

func TestCrew(t *testing.T) {
	var log bytes.Buffer
	c := newCrew(2, time.Minute, slog.New(slog.NewTextHandler(&log, nil)))
	end, ran := make(chan struct{}), make(chan int, 10)
	c.do(func(context.Context) { <-end; ran <- 1 })
	c.do(func(context.Context) { <-end; panic("out of cheese") })
	if !c.full() {
		t.Error("not full with two of two")
	}
	c.do(func(context.Context) { ran <- 3 }) // dropped
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.close(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("close does not wait: %v", err)
	}
	close(end)
	if err := c.close(t.Context()); err != nil {
		t.Error(err)
	}
	c.do(func(context.Context) { ran <- 4 }) // closed
	if len(ran) != 1 || <-ran != 1 {
		t.Error("what ran is not what was taken on")
	}
	for _, want := range []string{"too many are running", "out of cheese", "closing"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log does not tell %q:\n%s", want, &log)
		}
	}
}

// TestBusy: who comes when everybody is being served is refused quickly, with
// nothing done, and told so where that costs nothing.
func TestBusy(t *testing.T) {
	set := metrics.NewSet()
	b := New(Options{Now: func() time.Time { return time.Unix(0, 0) }, Metrics: set})
	for range maxAtOnce {
		if !b.admit() {
			t.Fatal("no place among the first")
		}
	}
	r := b.handle(t.Context(), request{kind: kindCommand, name: CommandRelease, copy: "1"})
	if !strings.Contains(string(r.body), "too much to do") {
		t.Errorf("a command: got %s", r.body)
	}
	r = b.handle(t.Context(), request{kind: kindSubmission, copy: "2", view: &view{id: "V", inputs: []string{"title"}}})
	if !strings.Contains(string(r.body), `"errors":{"title":"Not saved`) {
		t.Errorf("a submission: got %s", r.body)
	}
	for _, k := range []kind{kindClick, kindEvent, kindShortcut} {
		if r := b.handle(t.Context(), request{kind: k, copy: string(k)}); !r.unanswered {
			t.Errorf("a %s: want none, so that Slack shows trouble or sends it again", k)
		}
	}
	var out bytes.Buffer
	set.WritePrometheus(&out)
	for _, want := range []string{`drumbeat_slack_requests_total{kind="command",outcome="busy"} 1`, `drumbeat_slack_request_duration_seconds_count{kind="command"} 1`} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("not counted: %s\n%s", want, &out)
		}
	}
}

func TestBackoff(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 1_000_000).Draw(t, "failures")
		d := backoff(n, firstBackoff, mostBackoff)
		if d <= 0 || d > mostBackoff || n > 6 && d < mostBackoff/2 {
			t.Errorf("after %d failures: %v", n, d)
		}
	})
}

func TestLatest(t *testing.T) {
	var l latest
	first := l.note("V1")
	if !l.is("V1", first) {
		t.Error("the only change is not the newest")
	}
	second := l.note("V1")
	if l.is("V1", first) || !l.is("V1", second) {
		t.Error("the older change counts as the newest")
	}
	for i := range 3 * maxRecent {
		l.note(fmt.Sprint(i))
	}
	if len(l.known) > maxRecent || len(l.order) != len(l.known) {
		t.Errorf("%d views in %d places", len(l.known), len(l.order))
	}
}

// TestPublishedSignature is the example in Slack's documentation.
func TestPublishedSignature(t *testing.T) {
	body := "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
	h := map[string][]string{"X-Slack-Request-Timestamp": {"1531420618"}, "X-Slack-Signature": {"v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"}}
	s, err := claimed(h, time.Unix(1531420618, 0))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.covers([]byte("8f742231b10e8888abcd99yyyzzz85a5"), []byte(body)); err != nil {
		t.Error(err)
	}
	if err := s.covers([]byte("8f742231b10e8888abcd99yyyzzz85a6"), []byte(body)); !errors.Is(err, errSignature) {
		t.Errorf("another secret: %v", err)
	}
	if _, err := claimed(h, time.Unix(1531420618+301, 0)); !errors.Is(err, errStale) {
		t.Errorf("late: %v", err)
	}
}

// TestIdle waits for what is under way, again and again, and takes more on.
func TestIdle(t *testing.T) {
	b := New(Options{Now: func() time.Time { return time.Unix(0, 0) }})
	for range 3 {
		if err := b.Idle(t.Context()); err != nil {
			t.Fatalf("with nothing under way: %v", err)
		}
		end := make(chan struct{})
		b.follow.do(func(context.Context) { <-end })
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := b.Idle(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("with a follow-up running: %v", err)
		}
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				if err := b.Idle(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		close(end)
		wg.Wait()
	}
}

// A form that does not come up: who asked for it reads what is true, also where
// Slack's answer was lost and the form may have come up after all.
func TestWhatIsSaidOfAFormThatDidNotComeUp(t *testing.T) {
	tests := map[string]struct {
		err  error
		want string
	}{
		"asked to wait":    {&slack.RateLimitedError{RetryAfter: 20 * time.Second}, "Try again in 20 seconds."},
		"asked for less":   {&slack.RateLimitedError{}, "Try again in a second."},
		"refused":          {slack.SlackErrorResponse{Err: "fatal_error"}, "did not open the form. Nothing has changed. Try once more."},
		"too late":         {slack.SlackErrorResponse{Err: "expired_trigger_id"}, "Slack waits three seconds"},
		"an error of ours": {slack.StatusCodeError{Code: 404}, "did not open the form"},
		"broken off":       {io.ErrUnexpectedEOF, "did not say whether"},
		"timed out":        {context.DeadlineExceeded, "did not say whether"},
		"broken":           {slack.StatusCodeError{Code: 502}, "did not say whether"},
	}
	for name, tt := range tests {
		if got := modalTrouble(fmt.Errorf("views.open: %w", tt.err)); !strings.Contains(got, tt.want) {
			t.Errorf("%s: %q, want %q in it", name, got, tt.want)
		}
	}
}
