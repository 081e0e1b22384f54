package bot_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"drumbeat/bot"
)

// BenchmarkHelp is one signed /release help, from the bytes to the answer:
// verify, decode, route, render, log. BenchmarkFloor is the least that any
// handler has to do: read the body, check the same signature, say something.
func BenchmarkHelp(b *testing.B) {
	w := newTown(b, func(o *bot.Options, _ *town) { o.Log = slog.New(slog.DiscardHandler) })
	benchCommand(b, w, w.http)
}

func BenchmarkFloor(b *testing.B) {
	w := newTown(b)
	benchCommand(b, w, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			rw.WriteHeader(http.StatusBadRequest)
			return
		}
		mac := hmac.New(sha256.New, []byte(secret))
		_, _ = io.WriteString(mac, "v0:"+r.Header.Get("X-Slack-Request-Timestamp")+":")
		mac.Write(body)
		if !hmac.Equal([]byte("v0="+hex.EncodeToString(mac.Sum(nil))), []byte(r.Header.Get("X-Slack-Signature"))) {
			rw.WriteHeader(http.StatusUnauthorized)
			return
		}
		rw.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(rw, `{"response_type":"ephemeral","text":"help"}`)
	}))
}

// discard takes an answer and keeps its status.
type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(p []byte) (int, error) { return len(p), nil }
func (d *discard) WriteHeader(status int)      { d.status = status }

func benchCommand(b *testing.B, w *town, h http.Handler) {
	const marker = "TRIGGER"
	form, _ := url.ParseQuery(w.commandBody(ines, "help"))
	form.Set("trigger_id", marker)
	before, after, _ := strings.Cut(form.Encode(), marker)
	stamp := strconv.FormatInt(monday.Unix(), 10)
	bodies := make([][]byte, b.N) // each with its own trigger, so that none is a copy
	sums := make([]string, b.N)
	for i := range bodies {
		bodies[i] = []byte(before + strconv.Itoa(i) + ".1" + after)
		mac := hmac.New(sha256.New, []byte(secret))
		_, _ = io.WriteString(mac, "v0:"+stamp+":")
		mac.Write(bodies[i])
		sums[i] = "v0=" + hex.EncodeToString(mac.Sum(nil))
	}
	req := httptest.NewRequest(http.MethodPost, "/slack/commands", nil)
	rec := &discard{header: http.Header{}}
	b.ReportAllocs()
	b.ResetTimer()
	for i := range bodies {
		clear(rec.header)
		rec.status = 0
		req.Header = http.Header{"X-Slack-Request-Timestamp": {stamp}, "X-Slack-Signature": {sums[i]}, "Content-Type": {"application/x-www-form-urlencoded"}}
		req.Body, req.ContentLength = io.NopCloser(bytes.NewReader(bodies[i])), int64(len(bodies[i]))
		h.ServeHTTP(rec, req)
		if rec.status > 299 {
			b.Fatalf("status %d", rec.status)
		}
	}
}
