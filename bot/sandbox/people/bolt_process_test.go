package people_test

import (
	"bytes"
	"context"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// process is one process of the app.
type process struct {
	t     *testing.T
	cmd   *exec.Cmd
	said  *transcript
	ended chan struct{} // closed when the process is gone
	err   error         // how it went, once it is
}

func startProcess(t *testing.T, node string, env []string) *process {
	t.Helper()
	p := &process{t: t, cmd: exec.Command(node, "app.js"), said: &transcript{news: make(chan struct{}, 1)}, ended: make(chan struct{})}
	p.cmd.Dir, p.cmd.Env = boltFolder, env
	p.cmd.Stdout, p.cmd.Stderr = p.said, p.said
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.ended)
		p.err = p.cmd.Wait()
	}()
	t.Cleanup(p.kill)
	return p
}

// awaitSays waits until the app's output matches.
func (p *process) awaitSays(pattern *regexp.Regexp) []string {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), boltPatience)
	defer cancel()
	for {
		if found := pattern.FindStringSubmatch(p.said.String()); found != nil {
			return found
		}
		select {
		case <-p.said.news:
		case <-p.ended:
			p.t.Fatalf("the app ended (%v) before it said %s:\n%s", p.err, pattern, p.said)
		case <-ctx.Done():
			p.t.Fatalf("the app did not say %s:\n%s", pattern, p.said)
		}
	}
}

// stop asks the app to end, as a deployment does, and fails if it did not end
// well or complained.
func (p *process) stop() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatalf("the app is gone: %v\n%s", err, p.said)
	}
	ctx, cancel := context.WithTimeout(p.t.Context(), boltPatience)
	defer cancel()
	select {
	case <-p.ended:
	case <-ctx.Done():
		p.t.Fatalf("the app did not end:\n%s", p.said)
	}
	if p.err != nil || !strings.Contains(p.said.String(), "\nstopped\n") {
		p.t.Errorf("the app ended with %v:\n%s", p.err, p.said)
	}
	for line := range strings.Lines(p.said.String()) {
		// That a connection broke is said by the SDK and is no fault of the app.
		if strings.HasPrefix(line, "failed ") || strings.Contains(line, "[ERROR]") && !strings.Contains(line, "WebSocket error") {
			p.t.Errorf("the app complained, %s:\n%s", line, p.said)
		}
	}
}

// kill ends the process in any case.
func (p *process) kill() {
	if p.t.Failed() {
		p.t.Logf("the app said:\n%s", p.said)
	}
	_ = p.cmd.Process.Kill() // it may be gone
	<-p.ended
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
