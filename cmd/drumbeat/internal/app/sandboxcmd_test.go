package app

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"drumbeat/bot/sandbox"
	"drumbeat/bot/sandbox/people"
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

// TestSandboxKeepsItsWorkspace: what was said in one run is there in the next,
// and a file that is no workspace ends the start and stays as it was.
func TestSandboxKeepsItsWorkspace(t *testing.T) {
	file := filepath.Join(t.TempDir(), "workspace.json")
	run := func(visit func(base string)) (printed string) {
		ctx, stop := context.WithCancel(context.Background())
		defer stop()
		r, w := io.Pipe()
		ended := make(chan error, 1)
		var errs bytes.Buffer
		go func() {
			err := runSandbox(ctx, []string{"-listen", "127.0.0.1:0", "-data", file}, w, &errs)
			ended <- errors.Join(err, w.Close())
		}()
		var all strings.Builder
		lines := bufio.NewScanner(r)
		for lines.Scan() {
			all.WriteString(lines.Text() + "\n")
			if url, ok := strings.CutPrefix(lines.Text(), "# open "); ok {
				base, _, _ := strings.Cut(url, "/ ")
				visit(base)
				stop()
			}
		}
		if err := <-ended; err != nil {
			t.Fatalf("%v %s", err, errs.String())
		}
		return all.String()
	}
	run(func(base string) {
		w := people.In(t, base, nil)
		w.As("ada").Types("#general", "kept")
		w.Ends()
	})
	run(func(base string) {
		w := people.In(t, base, nil)
		if got := w.As("bram").Last("#general").Text(); got != "kept" {
			t.Errorf("the second run shows %q", got)
		}
		w.Ends()
	})
	broken := []byte("{")
	if err := os.WriteFile(file, broken, 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if code := Main([]string{"sandbox", "-listen", "127.0.0.1:0", "-data", file}, &out, &errs); code != exitUsage || !strings.Contains(errs.String(), "the file was not touched: move it away") {
		t.Errorf("got %d %s", code, errs.String())
	}
	if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, broken) {
		t.Errorf("the broken file became %q (%v)", got, err)
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
