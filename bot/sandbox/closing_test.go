package sandbox_test

import (
	"context"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"drumbeat/bot/sandbox"
)

// sandboxAtWork lists the goroutines that run code of the server.
func sandboxAtWork() string {
	buf := make([]byte, 4<<20)
	var out []string
	for one := range strings.SplitSeq(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
		if strings.Contains(one, "sandbox.(*Server)") || strings.Contains(one, "sandbox.(*live)") {
			out = append(out, one)
		}
	}
	return strings.Join(out, "\n\n")
}

// TestCloseLeavesNothing: after Close no goroutine runs code of the sandbox,
// although there were sockets, pages, a command without an answer, an event, a
// planned message, a request that hangs and one that lingers.
func TestCloseLeavesNothing(t *testing.T) {
	w := run(t, config(), waits(nil))
	c := w.wire()
	w.page("ada")
	w.plan("later", start.Add(time.Hour))
	<-w.types("an event")
	c.read()
	ctx, cancel := context.WithCancel(w.ctx())
	defer cancel()
	w.srv.KeepSaved(ctx, t.TempDir()+"/w.json", time.Hour)
	w.ask(sandbox.Fault{Method: "auth.test", Kind: sandbox.FaultTimeoutAfter}, sandbox.Fault{Method: "team.info", Kind: sandbox.FaultLate})
	ended := make(chan struct{}, 3)
	for _, path := range []string{"auth.test", "team.info"} {
		go func() {
			resp, err := http.Post(w.http.URL+"/api/"+path, "application/x-www-form-urlencoded", strings.NewReader("token="+w.app().BotToken))
			if err == nil {
				_ = resp.Body.Close()
			}
			ended <- struct{}{}
		}()
	}
	go func() {
		<-w.types("/lamp on")
		ended <- struct{}{}
	}()
	for e := c.read(); e.Type != "slash_commands"; {
		e = c.read()
	}
	hurt := func() bool {
		n := 0
		for _, f := range w.active().Faults {
			n += f.Matched
		}
		return n == 2
	}
	if err := w.srv.WaitFor(w.ctx(), hurt); err != nil {
		t.Fatal(err)
	}
	w.srv.Close()
	for range 3 {
		<-ended
	}
	w.http.Close()
	for deadline := w.ctx(); sandboxAtWork() != ""; runtime.Gosched() { // the last of them are on their way out
		if deadline.Err() != nil {
			t.Fatalf("still at work:\n%s", sandboxAtWork())
		}
	}
}
