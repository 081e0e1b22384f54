package app

import (
	"bytes"
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"drumbeat/bot/sandbox"
)

// TestPrintConfigIsAStart: what -print-config prints can be given back as it is.
func TestPrintConfigIsAStart(t *testing.T) {
	var first, second, errs bytes.Buffer
	if err := runSandbox(context.Background(), []string{"-print-config"}, &first, &errs); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "workspace.json")
	if err := os.WriteFile(file, first.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := runSandbox(context.Background(), []string{"-config", file, "-print-config"}, &second, &errs); err != nil {
		t.Fatal(err)
	}
	if first.String() != second.String() || !strings.Contains(first.String(), `"xoxb-sandbox-lamp"`) {
		t.Errorf("printed first\n%s\nand then\n%s", first.String(), second.String())
	}
}

// TestSandboxConfigErrors: a wrong file is the caller's mistake, with its place.
func TestSandboxConfigErrors(t *testing.T) {
	file := filepath.Join(t.TempDir(), "workspace.json")
	if err := os.WriteFile(file, []byte("{\n \"people\": [{\"name\": \"Ada\"}]}"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if code := Main([]string{"sandbox", "-config", file}, &out, &errs); code != exitUsage || !strings.Contains(errs.String(), "line 2, column 22: people[0].name") {
		t.Errorf("got %d %s", code, errs.String())
	}
}

// TestOnlyThisMachine: a listener that others can reach is told from one that
// they cannot.
func TestOnlyThisMachine(t *testing.T) {
	for addr, want := range map[string]bool{"127.0.0.1:0": true, "127.8.9.1:0": true, "[::1]:80": true, "0.0.0.0:0": false, "192.168.1.7:80": false, "[::]:80": false} {
		tcp, err := net.ResolveTCPAddr("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		if got := onlyThisMachine(tcp); got != want {
			t.Errorf("%s: got %v", addr, got)
		}
	}
}

// TestAccessIsPrinted: each app's way in, under the names that the bot reads.
func TestAccessIsPrinted(t *testing.T) {
	var out bytes.Buffer
	printAccess(&out, sandbox.Default(), "http://127.0.0.1:8080")
	want := `DRUMBEAT_SLACK_API_URL=http://127.0.0.1:8080/api/
DRUMBEAT_SLACK_BOT_TOKEN=xoxb-sandbox-lamp
DRUMBEAT_SLACK_APP_TOKEN=xapp-sandbox-lamp
DRUMBEAT_SLACK_SIGNING_SECRET=sandbox-lamp-signing-secret
# open http://127.0.0.1:8080/ to act as anybody in it
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}
