package app

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"drumbeat/bot/deliver"
	"drumbeat/bot/sandbox"
	"drumbeat/bot/sandbox/people"
	"drumbeat/workflow"
)

// childMode makes the test binary be the program: "serve" with short waits.
const childMode = "DRUMBEAT_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childMode) != "" {
		os.Exit(beTheBot())
	}
	if os.Getenv(campaignChild) != "" {
		os.Exit(beTheReplica())
	}
	debug.SetGCPercent(400) // of the tests alone: towns come and go, and next to nothing stays
	os.Exit(m.Run())
}

// beTheBot runs "serve" as main does, with waits a test can sit out, until it
// is killed.
func beTheBot() int {
	cfg, err := ReadConfig()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitUsage
	}
	ctx := context.Background()
	life := newLifecycle(logger(os.Stderr, cfg.LogLevel.Level))
	err = startServe(ctx, life, cfg, tuning{bot: unhurriedBot, deliver: func(d *deliver.Options) {
		d.CallTimeout, d.Lease, d.AmbiguityWait, d.Unpaced = 2*time.Second, 3*time.Second, 2*time.Second, true
	}})
	if err == nil {
		err = life.wait(ctx)
	}
	fmt.Fprintln(os.Stderr, err)
	return exitFailed
}

// localSlack is a workspace without any bot, and what a bot needs to reach it.
type localSlack struct {
	*people.Workspace
	server *sandbox.Server
	env    []string
}

func newLocalSlack(t testing.TB, change ...func(*sandbox.Config)) *localSlack {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	base := "http://" + ln.Addr().String()
	cfg := townConfig()
	cfg.NoRateLimits = true
	for _, c := range change {
		c(&cfg)
	}
	server, err := sandbox.New(cfg, sandbox.Options{Now: time.Now, Patience: patience, BaseURL: base})
	if err != nil {
		t.Fatal(err)
	}
	web := &http.Server{Handler: server.Handler(), ReadHeaderTimeout: patience}
	go func() { _ = web.Serve(ln) }()
	t.Cleanup(func() { server.Close(); _ = web.Close() })
	app := server.Config().Apps[0]
	w := people.In(t, base, nil)
	w.TheRestDoesNotMatter() // its bot runs by itself: what it says or edits when the test has looked is right too
	return &localSlack{Workspace: w, server: server, env: []string{
		Prefix + "_SLACK_API_URL=" + base + "/api/", Prefix + "_SLACK_BOT_TOKEN=" + app.BotToken, Prefix + "_SLACK_APP_TOKEN=" + app.AppToken,
		Prefix + "_LISTEN=127.0.0.1:0",
	}}
}

// bot is a running child process.
type botProcess struct {
	t      testing.TB
	cmd    *exec.Cmd
	listen string
	log    *logLines
}

// startBot starts a child and waits until it listens.
func (w *localSlack) startBot(t testing.TB, env ...string) *botProcess {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return w.start(t, exec.Command(exe), append(env, childMode+"=1")...)
}

func (w *localSlack) start(t testing.TB, cmd *exec.Cmd, env ...string) *botProcess {
	t.Helper()
	b := &botProcess{t: t, cmd: cmd, log: newLogLines()}
	b.cmd.Env = append(append([]string{"PATH=" + os.Getenv("PATH"), "TMPDIR=" + t.TempDir()}, w.env...), env...)
	b.cmd.Stderr = b.log
	if err := b.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.kill)
	b.listen = b.waitFor("started")["listen"].(string)
	return b
}

// kill is kill -9.
func (b *botProcess) kill() {
	_ = b.cmd.Process.Signal(syscall.SIGKILL)
	_, _ = b.cmd.Process.Wait()
}

func (b *botProcess) waitFor(msg string) map[string]any {
	b.t.Helper()
	line, ok := b.log.await(b.t.Context(), msg)
	if !ok {
		b.t.Fatalf("the bot never said %q. It said:\n%s", msg, b.log.all())
	}
	return line
}

func (b *botProcess) get(path string) (int, string) {
	b.t.Helper()
	return get(b.t, "http://"+b.listen+path)
}

func get(t testing.TB, url string) (int, string) {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(raw)
}

// logLines keeps a log of JSON lines and wakes who waits for one.
type logLines struct {
	mu   sync.Mutex
	raw  bytes.Buffer
	news chan struct{}
}

func newLogLines() *logLines { return &logLines{news: make(chan struct{})} }

func (l *logLines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	close(l.news)
	l.news = make(chan struct{})
	return l.raw.Write(p)
}

func (l *logLines) all() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.raw.String()
}

// await waits for a line with this message.
func (l *logLines) await(ctx context.Context, msg string) (map[string]any, bool) {
	ctx, cancel := context.WithTimeout(ctx, 5*patience) // a process may have to start beside many others
	defer cancel()
	for {
		l.mu.Lock()
		text, news := l.raw.String(), l.news
		l.mu.Unlock()
		for lines := bufio.NewScanner(strings.NewReader(text)); lines.Scan(); {
			var line map[string]any
			if json.Unmarshal(lines.Bytes(), &line) == nil && line["msg"] == msg {
				return line, true
			}
		}
		select {
		case <-news:
		case <-ctx.Done():
			return nil, false
		}
	}
}

// TestServeWithoutTokens is the first thing many will see.
func TestServeWithoutTokens(t *testing.T) {
	for _, name := range variables() {
		t.Setenv(name, "") // restored at the end
		if err := os.Unsetenv(name); err != nil {
			t.Fatal(err)
		}
	}
	var out, errs bytes.Buffer
	if code := Main([]string{"serve"}, &out, &errs); code != exitUsage {
		t.Errorf("exit code %d, want %d", code, exitUsage)
	}
	for _, want := range []string{"DRUMBEAT_SLACK_BOT_TOKEN is not set", "xoxb-", "drumbeat demo", "DRUMBEAT_SLACK_SIGNING_SECRET", "drumbeat serve -h"} {
		if !strings.Contains(errs.String(), want) {
			t.Errorf("does not say %q:\n%s", want, errs.String())
		}
	}
}

// TestMongoDBAway starts the bot on a MongoDB that is not there: it says so,
// lives, is not ready, tells people, and goes on trying.
func TestMongoDBAway(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := ln.Addr().String()
	_ = ln.Close()
	w := newLocalSlack(t)
	b := w.startBot(t, Prefix+"_MONGODB_URI=mongodb://user:very-secret@"+nobody+"/?authSource=admin")
	if line := b.waitFor("not ready yet, trying again"); line["part"] != "store" {
		t.Errorf("what is not ready: %v", line)
	}
	if status, said := b.get("/healthz"); status != http.StatusOK {
		t.Errorf("/healthz: %d %s", status, said)
	}
	if status, said := b.get("/readyz"); status != http.StatusServiceUnavailable || !strings.Contains(said, "store: not ready") {
		t.Errorf("/readyz: %d %s", status, said)
	}
	w.connected(t)
	ines := w.As("ines")
	ines.Types("#releases", "/release list")
	if told := ines.Last("#releases").Text(); !strings.Contains(told, "our database did not answer") || !strings.Contains(told, "(ref ") {
		t.Errorf("Ines is told:\n%s", told)
	}
	if strings.Contains(b.log.all(), "very-secret") {
		t.Error("the log shows the database's password")
	}
}

func (w *localSlack) connected(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := w.server.WaitConnected(ctx, "drumbeat"); err != nil {
		t.Fatal(err)
	}
}

// TestKilledAfterAClick kills the bot the moment a click was acknowledged, while
// its messages are owed or on their way, and starts it again: the click is
// stored, and every message comes once.
func TestKilledAfterAClick(t *testing.T) {
	t.Parallel()
	w, dir := newLocalSlack(t), t.TempDir()
	env := Prefix + "_DATA_DIR=" + filepath.Join(dir, "data")
	b := w.startBot(t, env)
	b.waitFor("connected to the workspace") // the first policy is stored by then
	w.connected(t)
	ines := w.As("ines")
	const rounds = 4
	for i := range rounds {
		ines.Types("#releases", fmt.Sprintf("/release request Release number %d", i+1))
		form := ines.SeesModal("Request a release")
		fillFields(form)
		before := len(told(t, w.Workspace))
		unanswered := sandbox.Fault{Method: "chat.postMessage", Kind: sandbox.FaultTimeoutAfter}
		if err := w.server.Inject(unanswered); err != nil {
			t.Fatal(err)
		}
		form.Sends()
		if i%2 == 1 { // between what Slack posted and its answer; else right after the click
			w.Eventually("a first message", func() bool { return len(told(t, w.Workspace)) > before })
		}
		b.kill()
		w.server.ClearFaults()
		b = w.startBot(t, env)
		w.connected(t)
	}
	want := map[string]int{}
	for n := range workflow.Number(rounds) {
		r := n + 1
		want[workflow.CardID(r)], want[workflow.EventID(r, 1)], want[workflow.RequesterID(r, workflow.PersonID(ines.ID()))] = 1, 1, 1
		for _, name := range []string{"eva", "mark", "omar", "piet"} {
			want[workflow.AskID(r, 1, workflow.PersonID(w.As(name).ID()))] = 1
		}
	}
	w.Eventually("every message of every release", func() bool { return len(told(t, w.Workspace)) >= len(want) })
	if got := told(t, w.Workspace); !maps.Equal(got, want) {
		t.Errorf("told %v\nwant %v", got, want)
	}
}
