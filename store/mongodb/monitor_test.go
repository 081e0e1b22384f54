package mongodb

import (
	"bytes"
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"drumbeat/store/storetest/faultproxy"
	"drumbeat/workflow"
)

// lines collects what is logged.
type lines struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(b)
}

func (l *lines) messages() (all []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for line := range strings.Lines(l.buf.String()) {
		if _, message, ok := strings.Cut(line, "msg="); ok {
			all = append(all, strings.Trim(strings.TrimSpace(message), `"`))
		}
	}
	return all
}

// TestReachabilityIsLogged checks that the log tells once that the server is
// there, gone and back, and nothing when the store is closed.
func TestReachabilityIsLogged(t *testing.T) {
	p := newPrimary(t)
	proxy, err := faultproxy.Listen(p.addr, faultproxy.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(proxy.Close)
	var log lines
	s, err := Connect("mongodb://"+proxy.Addr()+"/?directConnection=true", Options{
		Log: slog.New(slog.NewTextHandler(&log, nil)), Select: 700 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), unhurried)
	defer cancel()
	ping := func(want workflow.Code) { // each ping waits for a server by itself
		t.Helper()
		for {
			err := s.Ports().Health.Ping(ctx)
			if workflow.CodeOf(err) == want {
				return
			}
			if ctx.Err() != nil {
				t.Fatalf("ping: got %v, want code %q", err, want)
			}
		}
	}
	ping("")
	proxy.Down()
	ping(workflow.CodeNotSaved)
	if err := proxy.Up(); err != nil {
		t.Fatal(err)
	}
	ping("")
	if err := s.Close(ctx); err != nil {
		t.Fatal(err)
	}
	if got, want := log.messages(), []string{"mongodb reachable", "mongodb not reachable", "mongodb reachable"}; !slices.Equal(got, want) {
		t.Errorf("logged %q, want %q", got, want)
	}
}

// BenchmarkOwnCost is what a write costs besides the server's work: encoding,
// the driver, the loopback, and a server of a few lines that stores one document.
func BenchmarkOwnCost(b *testing.B) {
	p := newPrimary(b)
	s := connect(b, p.uri(), Options{})
	r, err := s.Ports().Releases.Create(b.Context(), build("view:V1"))
	if err != nil {
		b.Fatal(err)
	}
	b.Run("get", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := s.Ports().Releases.Get(b.Context(), r.Number); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("replace", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := s.Ports().Releases.Replace(b.Context(), r); err != nil {
				b.Fatal(err)
			}
			r.Version++
		}
	})
}
