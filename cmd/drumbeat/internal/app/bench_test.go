package app

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"drumbeat/bot/sandbox"
	"drumbeat/workflow"
)

// The benchmarks send signed requests over one loopback connection and wait for
// the acknowledgement, on the embedded store. BenchmarkFloor is the same
// connection and body to a handler that does nothing but check the signature.
// Client and server run in one process, so the allocations are those of both.

// poster sends signed bodies to one address.
type poster struct {
	b      *testing.B
	url    string
	secret string
	now    func() time.Time
}

func (p poster) post(body string) {
	at := p.now().Unix()
	req, err := http.NewRequestWithContext(p.b.Context(), http.MethodPost, p.url, strings.NewReader(body))
	if err != nil {
		p.b.Fatal(err)
	}
	req.Header["Content-Type"] = []string{"application/x-www-form-urlencoded"}
	req.Header["X-Slack-Request-Timestamp"] = []string{strconv.FormatInt(at, 10)}
	req.Header["X-Slack-Signature"] = []string{sandbox.Sign(p.secret, at, []byte(body))}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		p.b.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		p.b.Fatalf("answered %s", resp.Status)
	}
}

func (s *stage) poster(b *testing.B, path string) poster {
	return poster{b, s.URL() + path, s.town.sandbox.Config().Apps[0].SigningSecret, s.town.wall}
}

// quiet keeps the log out of what is measured.
func quiet(o *townOptions) { o.log = discard() }

// home is whose requests the bot of a stage takes: its workspace and app.
type home struct{ team, app string }

func (s *stage) home() home {
	c := s.town.sandbox.Config()
	return home{c.Team.ID, c.Apps[0].ID}
}

func commandBody(h home, by, text string, i int) string {
	return url.Values{"team_id": {h.team}, "api_app_id": {h.app}, "command": {"/release"}, "text": {text}, "user_id": {by}, "trigger_id": {fmt.Sprintf("%d.1.x", i)}, "response_url": {"http://127.0.0.1/none"}}.Encode()
}

// BenchmarkFloor is the least that any bot has to do for a slash command.
func BenchmarkFloor(b *testing.B) {
	const secret = "floor"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		mac := hmac.New(sha256.New, []byte(secret))
		_, _ = io.WriteString(mac, "v0:"+r.Header.Get("X-Slack-Request-Timestamp")+":")
		mac.Write(body)
		if !hmac.Equal([]byte("v0="+hex.EncodeToString(mac.Sum(nil))), []byte(r.Header.Get("X-Slack-Signature"))) {
			w.WriteHeader(http.StatusUnauthorized)
		}
	}))
	defer server.Close()
	p := poster{b, server.URL, secret, time.Now}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		p.post(commandBody(home{"T0BASKET", "A0DRUMBEAT"}, "U0INES0000", "show REL-1", i))
	}
}

// BenchmarkShow is /release show REL-1.
func BenchmarkShow(b *testing.B) {
	s := newStage(b, byHTTP, quiet)
	s.asked()
	p, ines, home := s.poster(b, "/slack/commands"), s.As("ines").ID(), s.home()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		p.post(commandBody(home, ines, "show REL-1", i))
	}
}

// BenchmarkApprove is a click on Approve, stored and acknowledged; each of a
// release of its own.
func BenchmarkApprove(b *testing.B) {
	s := newStage(b, byHTTP, quiet)
	ines, eva := workflow.PersonID(s.As("ines").ID()), s.As("eva").ID()
	p, home := s.poster(b, "/slack/interactions"), s.home()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		request := checkoutRequest(s, "Faster checkout")
		request.Window = ""
		out, err := s.town.desk.Submit(b.Context(), ines, fmt.Sprint("bench", i), request)
		if err != nil {
			b.Fatal(err)
		}
		body := clickBody(home, eva, "release.approve", fmt.Sprintf("n=%d&r=1", out.Release.Number), i)
		b.StartTimer()
		p.post(body)
		b.StopTimer()
		ctx, cancel := s.bound()
		if err := s.town.bot.Idle(ctx); err != nil {
			b.Fatal(err)
		}
		cancel()
		b.StartTimer()
	}
	if r := s.release(1); len(r.Approvals) != 1 {
		b.Fatalf("the click did not count: %+v", r.Approvals)
	}
}

func clickBody(h home, by, id, value string, i int) string {
	raw, err := json.Marshal(map[string]any{
		"type": "block_actions", "api_app_id": h.app, "team": map[string]any{"id": h.team}, "user": map[string]any{"id": by, "team_id": h.team}, "trigger_id": fmt.Sprintf("%d.1.x", i),
		"container": map[string]any{"type": "message", "message_ts": "1795424400.000100", "channel_id": "C0RELEASES"},
		"channel":   map[string]any{"id": "C0RELEASES"}, "response_url": "https://hooks.slack.com.invalid/none",
		"actions": []any{map[string]any{"action_id": id, "block_id": "b", "type": "button", "value": value, "action_ts": fmt.Sprintf("1795424400.%06d", i)}},
	})
	if err != nil {
		panic(err)
	}
	return url.Values{"payload": {string(raw)}}.Encode()
}

// BenchmarkStart starts the stripped program on a store that exists, until
// /readyz says that it is ready; and says how much memory it holds then.
func BenchmarkStart(b *testing.B) {
	exe := filepath.Join(b.TempDir(), "drumbeat")
	build := exec.CommandContext(b.Context(), "go", "build", "-trimpath", "-ldflags=-s -w", "-o", exe, "drumbeat/cmd/drumbeat")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	w := newLocalSlack(b)
	env := []string{Prefix + "_DATA_DIR=" + filepath.Join(b.TempDir(), "data")}
	for i, v := range w.env {
		if strings.HasPrefix(v, Prefix+"_SLACK_APP_TOKEN=") {
			w.env[i] = Prefix + "_SLACK_SIGNING_SECRET=" + w.server.Config().Apps[0].SigningSecret
		}
	}
	w.start(b, exec.Command(exe, "serve"), env...).kill() // makes the store
	var all, own int
	b.ResetTimer()
	for b.Loop() {
		p := w.start(b, exec.Command(exe, "serve"), env...)
		for {
			if status, _ := p.get("/readyz"); status == http.StatusOK {
				break
			}
		}
		b.StopTimer()
		all, own = memoryOf(b, p.cmd.Process.Pid)
		p.kill()
		b.StartTimer()
	}
	b.ReportMetric(float64(all)/(1<<10), "MiB-resident")
	b.ReportMetric(float64(own)/(1<<10), "MiB-own")
	info, err := os.Stat(exe)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(info.Size())/(1<<20), "MiB-binary")
}

// memoryOf is what a process holds in memory, in KiB: all of it, with the pages
// of its file that were read, and what is its own alone.
func memoryOf(b *testing.B, pid int) (all, own int) {
	b.Helper()
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Skip("the memory of a process is read from /proc, which is not here")
	}
	for line := range strings.Lines(string(raw)) {
		fields := strings.Fields(line)
		if len(fields) < 2 || (fields[0] != "VmRSS:" && fields[0] != "RssAnon:") {
			continue
		}
		n, err := strconv.Atoi(fields[1])
		if err != nil {
			b.Fatal(err)
		}
		if fields[0] == "VmRSS:" {
			all = n
		} else {
			own = n
		}
	}
	return all, own
}
