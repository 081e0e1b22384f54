package people_test

import (
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
	"sync/atomic"
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

// bolt is the app at work in a workspace, as one process or several.
type bolt struct {
	*process // the first
	t        *testing.T
	server   *sandbox.Server
	w        *people.Workspace
	node     string
	env      []string
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
			"app_mentions:read", "channels:history", "channels:read", "chat:write", "commands", "files:read", "files:write", "groups:read", "im:history", "im:write", "pins:write", "reactions:read",
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
// reach the app. after is the sandbox's waiting; nil: real. The app has longer than
// Slack's three seconds, for a busy machine, and not so long that it looks like the
// minute after which an event is tried again.
func startBolt(t *testing.T, socketMode bool, after func(time.Duration) <-chan time.Time) *bolt {
	t.Helper()
	node := needNode(t)
	noteFiles(t)
	front, target := frontDoor(t)
	config := toolshed(socketMode, front+"/slack/events")
	server, err := sandbox.New(config, sandbox.Options{Now: time.Now, After: after, Patience: 50 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	app := config.Apps[0]
	b := &bolt{t: t, server: server, w: people.Inside(t, server.Handler()), node: node}
	b.w.Patience = boltPatience
	b.env = append(os.Environ(), "SLACK_API_URL="+b.w.URL()+"/api/", "SLACK_BOT_TOKEN="+app.BotToken, "SLACK_APP_TOKEN="+app.AppToken, "SLACK_SIGNING_SECRET="+app.SigningSecret)
	port := ""
	b.process, port = b.start()
	target.Store(&url.URL{Scheme: "http", Host: "127.0.0.1:" + port})
	return b
}

// start starts a process of the app and returns when Slack can reach it, over
// HTTP at the port.
func (b *bolt) start() (p *process, port string) {
	b.t.Helper()
	p = startProcess(b.t, b.node, b.env)
	return p, p.awaitSays(boltReady)[1]
}

// end stops the first process and fails if the app did anything that Slack refuses.
func (b *bolt) end() {
	b.t.Helper()
	b.stop()
	b.w.NoViolations()
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
