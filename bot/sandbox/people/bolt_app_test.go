package people_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"drumbeat/bot/sandbox"
	"drumbeat/bot/sandbox/people"
)

// An app on Slack's own SDK, ../testdata/bolt, as a process beside the sandbox.

const boltFolder = "../testdata/bolt"

// boltPatience is how long a slow machine may take to load the SDK, or to end it.
const boltPatience = time.Minute

var boltReady = regexp.MustCompile(`(?m)^ready ?(\d*)$`)

// bolt is the app at work in a workspace.
type bolt struct {
	t      *testing.T
	cmd    *exec.Cmd
	said   *transcript
	ended  chan struct{} // closed when the process is gone
	err    error         // how it went, once it is
	server *sandbox.Server
	w      *people.Workspace
}

// boltNode is the oldest major version of Node.js that the SDK runs on.
const boltNode = 20

// needNode is the path of node. Without it, or without the app's modules, the
// test is left out, but not where DRUMBEAT_TEST_BOLT says that both must be there.
func needNode(t *testing.T) string {
	t.Helper()
	leaveOut := t.Skipf
	if os.Getenv("DRUMBEAT_TEST_BOLT") != "" {
		leaveOut = t.Fatalf
	}
	node, err := exec.LookPath("node")
	if err != nil {
		leaveOut("there is no node on the path: an app on Slack's own SDK was not tried")
	}
	if _, err := os.Stat(filepath.Join(boltFolder, "node_modules", "@slack", "bolt")); errors.Is(err, fs.ErrNotExist) {
		leaveOut("%s has no node_modules (npm ci there brings them): an app on Slack's own SDK was not tried", boltFolder)
	}
	version, err := exec.Command(node, "--version").Output()
	if err != nil {
		t.Fatalf("%s --version: %v", node, err)
	}
	var major int
	if _, err := fmt.Sscanf(string(version), "v%d.", &major); err != nil || major < boltNode {
		leaveOut("%s is %q and Slack's SDK needs %d or newer: an app on it was not tried", node, version, boltNode)
	}
	return node
}

// toolshed is the workspace that the app is made for.
func toolshed(socketMode bool, front string) sandbox.Config {
	app := sandbox.AppConfig{
		Name: "Toolshed", BotName: "toolshed", BotToken: "xoxb-toolshed", SigningSecret: "toolshed-signing-secret", HomeTab: true,
		Scopes: []string{
			"app_mentions:read", "channels:history", "channels:read", "chat:write", "commands", "files:write", "groups:read", "im:history", "im:write", "reactions:read",
			"reactions:write", "users:read",
		},
		Commands: []sandbox.CommandConfig{{Command: "/borrow", Description: "Borrow a tool", UsageHint: "[reason]"}},
		Shortcuts: []sandbox.ShortcutConfig{
			{Type: "global", Name: "Borrow a tool", CallbackID: "borrow_tool", Description: "Ask for a tool"},
			{Type: "message", Name: "Report damage", CallbackID: "report_damage", Description: "Tell what is broken"},
		},
		Events: []string{"app_home_opened", "app_mention", "member_joined_channel", "message.channels", "message.im", "reaction_added"},
	}
	if socketMode {
		app.SocketMode, app.AppToken = true, "xapp-toolshed"
	} else {
		app.RequestURLs = sandbox.RequestURLs{Commands: front, Interactions: front, Events: front}
	}
	return sandbox.Config{
		Team: sandbox.Team{Name: "Lighthouse"},
		People: []sandbox.Person{
			{Name: "ada", RealName: "Ada Moreau", TZ: "Europe/Paris"},
			{Name: "bram", RealName: "Bram de Wit", TZ: "Europe/Amsterdam"},
			{Name: "citra", RealName: "Citra Lestari", TZ: "Asia/Jakarta"},
		},
		Channels: []sandbox.ChannelConfig{
			{Name: "general", Members: []string{"ada", "bram", "citra", "toolshed"}},
			{Name: "workshop", Members: []string{"ada", "bram", "toolshed"}},
			{Name: "garden", Members: []string{"citra"}},
			{Name: "kitchen", Members: []string{"ada"}},
			{Name: "roof", Private: true, Members: []string{"ada", "toolshed"}},
		},
		Apps: []sandbox.AppConfig{app},
	}
}

// startBolt starts a workspace and the app in it, and returns when Slack can
// reach the app. after is the sandbox's waiting; nil: real.
func startBolt(t *testing.T, socketMode bool, after func(time.Duration) <-chan time.Time) *bolt {
	t.Helper()
	node := needNode(t)
	noteFiles(t)
	front, target := frontDoor(t)
	config := toolshed(socketMode, front+"/slack/events")
	server, err := sandbox.New(config, sandbox.Options{Now: time.Now, After: after})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	b := &bolt{t: t, server: server, w: people.Inside(t, server.Handler()), said: &transcript{news: make(chan struct{}, 1)}, ended: make(chan struct{})}
	b.w.Patience = boltPatience
	app := config.Apps[0]
	b.cmd = exec.Command(node, "app.js")
	b.cmd.Dir = boltFolder
	b.cmd.Env = append(os.Environ(), "NO_PROXY=127.0.0.1", "SLACK_API_URL="+b.w.URL()+"/api/", "SLACK_BOT_TOKEN="+app.BotToken)
	if socketMode {
		b.cmd.Env = append(b.cmd.Env, "SLACK_APP_TOKEN="+app.AppToken)
	} else {
		b.cmd.Env = append(b.cmd.Env, "SLACK_SIGNING_SECRET="+app.SigningSecret)
	}
	b.cmd.Stdout, b.cmd.Stderr = b.said, b.said
	if err := b.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(b.ended)
		b.err = b.cmd.Wait()
	}()
	t.Cleanup(b.kill)
	port := b.awaitSays(boltReady)[1]
	target.Store(&url.URL{Scheme: "http", Host: "127.0.0.1:" + port})
	return b
}

// noteFiles opens the app's files, so that the go command knows that the test
// depends on them and does not give an older result.
func noteFiles(t *testing.T) {
	t.Helper()
	for _, pattern := range []string{"*.js", "*.json"} {
		files, err := filepath.Glob(filepath.Join(boltFolder, pattern))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s has no %s: %v", boltFolder, pattern, err)
		}
		for _, file := range files {
			if _, err := os.ReadFile(file); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// frontDoor is the address that the workspace's configuration names before the
// app has its port.
func frontDoor(t *testing.T) (string, *atomic.Pointer[url.URL]) {
	var target atomic.Pointer[url.URL]
	door := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target.Load()) }})
	t.Cleanup(door.Close)
	target.Store(&url.URL{Scheme: "http", Host: "127.0.0.1:1"})
	return door.URL, &target
}

// awaitSays waits until the app's output matches.
func (b *bolt) awaitSays(pattern *regexp.Regexp) []string {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), boltPatience)
	defer cancel()
	for {
		if found := pattern.FindStringSubmatch(b.said.String()); found != nil {
			return found
		}
		select {
		case <-b.said.news:
		case <-b.ended:
			b.t.Fatalf("the app ended (%v) before it said %s:\n%s", b.err, pattern, b.said)
		case <-ctx.Done():
			b.t.Fatalf("the app did not say %s:\n%s", pattern, b.said)
		}
	}
}

// connections is how often the app has asked for a connection.
func (b *bolt) connections() int {
	n := 0
	for _, item := range b.server.Traffic(0) {
		if item.Method == "apps.connections.open" {
			n++
		}
	}
	return n
}

func (b *bolt) connected() bool {
	done, cancel := context.WithCancel(b.t.Context())
	cancel()
	return b.server.WaitConnected(done, "Toolshed") == nil
}

// wait waits for something in the sandbox itself.
func (b *bolt) wait(what string, cond func() bool) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), boltPatience)
	defer cancel()
	if err := b.server.WaitFor(ctx, cond); err != nil {
		b.t.Fatalf("waited for %s: %v\n%s", what, err, b.said)
	}
}

// stop asks the app to end, as a deployment does, and fails if it did not end
// well, complained, or did anything that Slack refuses.
func (b *bolt) stop() {
	b.t.Helper()
	if err := b.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		b.t.Fatalf("the app is gone: %v\n%s", err, b.said)
	}
	ctx, cancel := context.WithTimeout(b.t.Context(), boltPatience)
	defer cancel()
	select {
	case <-b.ended:
	case <-ctx.Done():
		b.t.Fatalf("the app did not end:\n%s", b.said)
	}
	if b.err != nil || !strings.Contains(b.said.String(), "\nstopped\n") {
		b.t.Errorf("the app ended with %v:\n%s", b.err, b.said)
	}
	for line := range strings.Lines(b.said.String()) {
		// That a connection broke is said by the SDK and is no fault of the app.
		if strings.HasPrefix(line, "failed ") || strings.Contains(line, "[ERROR]") && !strings.Contains(line, "WebSocket error") {
			b.t.Errorf("the app complained, %s:\n%s", line, b.said)
		}
	}
	b.w.NoViolations()
}

// kill ends the process in any case.
func (b *bolt) kill() {
	if b.t.Failed() {
		b.t.Logf("the app said:\n%s", b.said)
	}
	_ = b.cmd.Process.Kill() // it may be gone
	<-b.ended
}

// transcript is what a process says, with a signal for more.
type transcript struct {
	mu   sync.Mutex
	text bytes.Buffer
	news chan struct{}
}

func (s *transcript) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, err := s.text.Write(p)
	select {
	case s.news <- struct{}{}:
	default:
	}
	return n, err
}

func (s *transcript) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}
