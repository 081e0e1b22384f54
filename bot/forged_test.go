package bot_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// How often each class of forged request is sent, and by which seed they vary:
//
//	go test ./bot -run TestForged -v -campaign.length 1000 -campaign.seed 42
var (
	forgedEach = flag.Int("campaign.length", 20, "how often each class of forged requests is sent")
	forgedSeed = flag.Uint64("campaign.seed", 0, "the seed by which forged requests vary; 0: a new one each time")
)

// forgery is one class of requests that Slack never sends, or that somebody
// sends who may not.
type forgery struct {
	name   string
	make   func(f *forger) *http.Request
	status []int  // what it is answered with
	says   string // what the person is told, where the status is 200
	beside string // what an acceptance of its kind is: its cost bounds the refusal's
}

// forger makes requests that differ from one another.
type forger struct {
	*town
	rnd     *rand.Rand
	release workflow.Release
}

// What a refusal is measured against.
const (
	likeCommand = "a command" // the cheapest request there is that is answered
	likeClick   = "a click"   // one that is stored, and told privately
	likeForm    = "a form"
	likeLong    = "a long request" // near 1 MB, signed and answered
)

// forgeries lists the classes.
func forgeries() []forgery {
	var out []forgery
	out = append(out, unsignedOnes()...)
	out = append(out, malformedOnes()...)
	out = append(out, foreignOnes()...)
	return append(out, forgedIDs()...)
}

// TestForged sends every class of forged and malformed requests, many of each:
// nothing is written, nothing is asked of Slack, nothing is left running, and
// the next honest request is answered.
func TestForged(t *testing.T) {
	seed := *forgedSeed
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("seed %d, %d of each class", seed, *forgedEach)
	w := quiet(t)
	r := w.release("Faster checkout")
	writes := w.countWrites()
	f := &forger{town: w, rnd: rand.New(rand.NewPCG(seed, 10)), release: w.load(r.Number)}
	w.command(ines, "help") // what is made once is made
	w.rest()
	goroutines := runtime.NumGoroutine()
	classes := forgeries()
	for _, c := range classes {
		for range *forgedEach {
			w.forget()
			c.send(t, f)
		}
	}
	if n := writes.Load(); n != 0 {
		t.Errorf("%d writes", n)
	}
	approve := action.ReleaseID(workflow.ActApprove)
	w.click(eva, approve, action.Click{ID: approve, Release: r.Number, Revision: 1}.Value())
	if n := len(w.load(r.Number).Approvals); n != 1 {
		t.Errorf("the honest click after them: %d approvals", n)
	}
	w.settle()
	w.slack.CloseClientConnections()
	for end := time.After(patience); runtime.NumGoroutine() > goroutines; {
		select {
		case <-end:
			t.Fatalf("%d goroutines are left of %d before", runtime.NumGoroutine(), goroutines)
		default:
			runtime.Gosched()
		}
	}
	t.Logf("%d classes, %d requests: 0 writes", len(classes), len(classes)**forgedEach)
	if len(classes) < 30 {
		t.Errorf("only %d classes", len(classes))
	}
}

// send sends one request of a class and looks at its answer.
func (c forgery) send(t *testing.T, f *forger) {
	rec := httptest.NewRecorder()
	f.http.ServeHTTP(rec, c.make(f))
	f.rest()
	ok := false
	for _, s := range c.status {
		ok = ok || rec.Code == s
	}
	if !ok {
		t.Errorf("%s: status %d, want %v: %.200s", c.name, rec.Code, c.status, rec.Body)
	}
	said := rec.Body.String() + mustText(f.sent("response/click"))
	if rec.Code == http.StatusOK && !strings.Contains(said, c.says) {
		t.Errorf("%s: told %.300s, want %q", c.name, said, c.says)
	}
	if strings.Contains(said, "on our side") {
		t.Errorf("%s: a defect of ours: %.300s", c.name, said)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, call := range f.calls {
		if call.method != "response/click" && (c.says == "" || call.method != "views.open") { // where there is no response URL, a modal says it
			t.Errorf("%s: the bot called %s", c.name, call.method)
		}
	}
}

// rest waits until everything that follows answers has happened.
func (w *town) rest() {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := w.bot.Idle(ctx); err != nil {
		w.t.Fatal(err)
	}
}

// request makes one to a path with a body and headers.
func request(path, body string, h http.Header) *http.Request {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header = h
	return r
}

// signed makes a request as Slack signs it.
func (f *forger) signed(path, body string) *http.Request {
	return request(path, body, sign(body, monday))
}

func (f *forger) payload(raw string) *http.Request {
	return f.signed("/slack/interactions", "payload="+url.QueryEscape(raw))
}

// approves is a click that would approve, were it honest.
func (f *forger) approves() map[string]any {
	id := action.ReleaseID(workflow.ActApprove)
	return f.clickPayload(eva, id, action.Click{ID: id, Release: f.release.Number, Revision: f.release.Revision}.Value())
}

func (f *forger) approving() string { return interaction(f.approves()) }

// but changes a payload before it is signed.
func (f *forger) but(p map[string]any, change func(map[string]any)) *http.Request {
	change(p)
	return f.signed("/slack/interactions", interaction(p))
}

// hex gives so many random hexadecimal digits.
func (f *forger) hex(n int) string {
	var b strings.Builder
	for range n {
		b.WriteByte("0123456789abcdef"[f.rnd.IntN(16)])
	}
	return b.String()
}

// junk gives random bytes of all kinds.
func (f *forger) junk(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(f.rnd.IntN(256))
	}
	return string(b)
}

const (
	stampHeader     = "X-Slack-Request-Timestamp"
	signatureHeader = "X-Slack-Signature"
)

// unsignedOnes is what is not signed, or not by Slack, or not now.
func unsignedOnes() []forgery {
	var out []forgery
	add := func(name string, change func(f *forger, h http.Header)) {
		out = append(out, forgery{name: name, status: []int{401}, beside: likeCommand, make: func(f *forger) *http.Request {
			body := f.approving()
			h := sign(body, monday)
			change(f, h)
			return request("/slack/interactions", body, h)
		}})
	}
	now := monday.Unix()
	add("unsigned", func(_ *forger, h http.Header) { h.Del(stampHeader); h.Del(signatureHeader) })
	add("no signature", func(_ *forger, h http.Header) { h.Del(signatureHeader) })
	add("no timestamp", func(_ *forger, h http.Header) { h.Del(stampHeader) })
	add("empty signature", func(_ *forger, h http.Header) { h.Set(signatureHeader, "") })
	add("another version", func(f *forger, h http.Header) {
		h.Set(signatureHeader, fmt.Sprintf("v%d=", 1+f.rnd.IntN(9))+h.Get(signatureHeader)[3:])
	})
	add("a signature cut short", func(f *forger, h http.Header) {
		h.Set(signatureHeader, h.Get(signatureHeader)[:f.rnd.IntN(67)])
	})
	add("a signature with more behind", func(f *forger, h http.Header) {
		h.Set(signatureHeader, h.Get(signatureHeader)+f.hex(1+f.rnd.IntN(500)))
	})
	add("no hexadecimal", func(_ *forger, h http.Header) { h.Set(signatureHeader, "v0="+strings.Repeat("z", 64)) })
	add("a random signature", func(f *forger, h http.Header) { h.Set(signatureHeader, "v0="+f.hex(64)) })
	add("one digit wrong", func(f *forger, h http.Header) {
		s := []byte(h.Get(signatureHeader))
		i := 3 + f.rnd.IntN(64)
		s[i] = "0123456789abcdef"[(strings.IndexByte("0123456789abcdef", s[i])+1+f.rnd.IntN(15))%16]
		h.Set(signatureHeader, string(s))
	})
	add("stale", func(f *forger, h http.Header) { resign(h, f.approving(), now-301-int64(f.rnd.IntN(1e6))) })
	add("from the future", func(f *forger, h http.Header) { resign(h, f.approving(), now+301+int64(f.rnd.IntN(1e6))) })
	add("a timestamp moved", func(f *forger, h http.Header) {
		h.Set(stampHeader, strconv.FormatInt(now+1+int64(f.rnd.IntN(200)), 10))
	})
	add("a timestamp that is no number", func(f *forger, h http.Header) {
		h.Set(stampHeader, []string{"", " ", "now", "1e9", "0x10", "-5", "+1", strings.Repeat("9", 40), "99999999999999", "1763888000.5", f.junk(8)}[f.rnd.IntN(11)])
	})
	add("two signatures", func(f *forger, h http.Header) { h.Add(signatureHeader, "v0="+f.hex(64)) })
	add("two timestamps", func(f *forger, h http.Header) { h.Add(stampHeader, strconv.FormatInt(now-int64(f.rnd.IntN(9)), 10)) })
	add("the signature of another secret", func(f *forger, h http.Header) {
		other := sign(f.hex(20), monday)
		h.Set(signatureHeader, other.Get(signatureHeader))
	})
	bodies := func(name string, change func(f *forger, body string) string) {
		out = append(out, forgery{name: name, status: []int{401}, beside: likeCommand, make: func(f *forger) *http.Request {
			body := f.approving()
			return request("/slack/interactions", change(f, body), sign(body, monday))
		}})
	}
	bodies("a body with more behind", func(f *forger, body string) string { return body + "&x=" + f.hex(8) })
	bodies("a body with a byte changed", func(f *forger, body string) string {
		raw := []byte(body)
		raw[f.rnd.IntN(len(raw))] ^= byte(1 + f.rnd.IntN(255))
		return string(raw)
	})
	bodies("a body cut short", func(f *forger, body string) string { return body[:f.rnd.IntN(len(body))] })
	return out
}

// resign puts a stamp on headers that is well signed, for another moment.
func resign(h http.Header, body string, at int64) {
	for k, v := range sign(body, time.Unix(at, 0)) {
		h[k] = v
	}
}

// malformedOnes is what is no request, though signed.
func malformedOnes() []forgery {
	var out []forgery
	add := func(name string, make func(f *forger) *http.Request, status ...int) {
		if len(status) == 0 {
			status = []int{400}
		}
		out = append(out, forgery{name: name, make: make, status: status, beside: likeCommand})
	}
	long := func(name string, make func(f *forger) *http.Request, status ...int) {
		out = append(out, forgery{name: name, make: make, status: status, beside: likeLong})
	}
	add("another method", func(f *forger) *http.Request {
		r := f.signed("/slack/interactions", f.approving())
		r.Method = []string{"GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "POSTT"}[f.rnd.IntN(8)]
		return r
	}, 405)
	add("another path", func(f *forger) *http.Request {
		return f.signed([]string{"/slack/", "/slack/interactions/", "/slack/other", "/slack", "/Slack/Interactions", "/slack/commands/" + f.hex(8)}[f.rnd.IntN(6)], f.approving())
	}, 404)
	add("over 1 MB, announced", func(f *forger) *http.Request {
		return f.signed("/slack/interactions", strings.Repeat("a", 1<<20+1+f.rnd.IntN(1<<16)))
	}, 413)
	long("over 1 MB, in chunks", func(f *forger) *http.Request {
		r := f.signed("/slack/interactions", strings.Repeat("a", 1<<20+1+f.rnd.IntN(1<<16)))
		r.ContentLength = -1
		return r
	}, 413)
	add("less than announced", func(f *forger) *http.Request {
		body := f.approving()
		r := request("/slack/interactions", body[:f.rnd.IntN(len(body))], sign(body, monday))
		r.ContentLength = int64(len(body))
		return r
	})
	add("packed", func(f *forger) *http.Request {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, _ = z.Write([]byte(f.approving()))
		_ = z.Close()
		r := f.signed("/slack/interactions", b.String())
		r.Header.Set("Content-Encoding", "gzip")
		return r
	})
	add("a form of several parts", func(f *forger) *http.Request {
		return f.signed("/slack/interactions", "--x\r\nContent-Disposition: form-data; name=\"payload\"\r\n\r\n{}\r\n--x--\r\n")
	})
	add("no form", func(f *forger) *http.Request { return f.signed("/slack/interactions", "payload=%"+f.hex(1)+"z") })
	add("no payload", func(f *forger) *http.Request { return f.signed("/slack/interactions", f.hex(4)+"=1") })
	add("two payloads", func(f *forger) *http.Request { return f.signed("/slack/interactions", f.approving()+"&"+f.approving()) })
	add("null, and what else is no object", func(f *forger) *http.Request {
		return f.payload([]string{"null", "[]", "[{}]", "1", "true", `""`, "", " ", "{}", "[null]"}[f.rnd.IntN(10)])
	})
	add("JSON cut short", func(f *forger) *http.Request {
		raw := mustText(f.approves())
		return f.payload(raw[:f.rnd.IntN(len(raw)-1)])
	})
	add("bytes at random", func(f *forger) *http.Request { return f.payload(f.junk(1 + f.rnd.IntN(300))) })
	long("JSON nested deep", func(f *forger) *http.Request {
		n := 20_000 + f.rnd.IntN(50_000)
		return f.payload(`{"type":"block_actions","user":{"id":"U0EVA"},"view":` + strings.Repeat(`{"a":`, n))
	}, 400)
	add("numbers that do not fit", func(f *forger) *http.Request {
		return f.payload([]string{`{"type":1e999}`, `{"type":"block_actions","user":{"id":99999999999999999999}}`, `{"type":"block_actions","user":{"id":"U0EVA"},"actions":[{"action_ts":1e999999}]}`,
			`{"actions":9` + strings.Repeat("9", 5000) + `}`}[f.rnd.IntN(4)])
	})
	add("ids that are none", func(f *forger) *http.Request {
		p := f.approves()
		bad := []string{"", "U", "<@U0EVA>", "U0EVA\x00", "U0EVA ", "u0eva", "U0\u202eAVE", "\xff\xfe", strings.Repeat("U", 33), "../U0EVA", "U0EVA|x"}[f.rnd.IntN(11)]
		return f.but(p, func(p map[string]any) { p["user"].(map[string]any)["id"] = bad })
	})
	add("a click on nothing", func(f *forger) *http.Request {
		return f.but(f.approves(), func(p map[string]any) {
			p["actions"] = []any{[]any{}, nil, []any{map[string]any{}}, []any{map[string]any{"action_id": "release.approve\x00", "action_ts": "1"}}, "x"}[f.rnd.IntN(5)]
		})
	})
	add("a click nowhere", func(f *forger) *http.Request {
		return f.but(f.approves(), func(p map[string]any) { delete(p, "container") })
	})
	add("a submission of nothing", func(f *forger) *http.Request { return f.but(f.base("view_submission", eva), func(map[string]any) {}) })
	add("a type that nobody knows", func(f *forger) *http.Request {
		return f.but(f.approves(), func(p map[string]any) { p["type"] = f.hex(6) })
	})
	add("nobody", func(f *forger) *http.Request {
		return f.but(f.approves(), func(p map[string]any) { delete(p, "user") })
	})
	add("a command of nobody, or without a name", func(f *forger) *http.Request {
		return f.signed("/slack/commands", []string{"command=%2Frelease", "user_id=U0EVA", "", "user_id=U0EVA&command=%2Fre%00lease", "user_id=%3C%21channel%3E&command=%2Frelease"}[f.rnd.IntN(5)])
	})
	add("an event that is none", func(f *forger) *http.Request {
		return f.signed("/slack/events", []string{"null", "[]", "{}", `{"type":"event_callback"}`, `{"type":"event_callback","event_id":"E1","event":{"type":"app_home_opened"}}`,
			`{"type":"event_callback","event":{"type":"app_home_opened","user":"U0EVA"}}`, `{"type":"url_verification"}`, f.junk(50)}[f.rnd.IntN(8)])
	})
	return out
}
