package sandbox_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drumbeat/bot/sandbox"
)

// TestAJumpStopsAtWhatHappensOnTheWay: a day's jump over two moments that the
// embedding program knows of is three moves, in their order.
func TestAJumpStopsAtWhatHappensOnTheWay(t *testing.T) {
	start := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	moments := []time.Time{start.Add(time.Hour), start.Add(3 * time.Hour), start.Add(48 * time.Hour)}
	s, err := sandbox.New(sandbox.Default(), sandbox.Options{Now: func() time.Time { return start }, NextEvent: func(now time.Time) (time.Time, string, bool) {
		for _, m := range moments {
			if m.After(now) {
				return m, "something", true
			}
		}
		return time.Time{}, "", false
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	s.Clock().Pause(true)
	var stops []time.Time
	t.Cleanup(s.Clock().OnMove(func(now time.Time) { stops = append(stops, now) }))
	post := func(body string) int {
		rec := httptest.NewRecorder()
		req := httptest.NewRequest(http.MethodPost, "http://127.0.0.1/control/clock", strings.NewReader(body))
		req.Header.Set("Content-Type", "application/json")
		s.Handler().ServeHTTP(rec, req)
		return rec.Code
	}
	if code := post(`{"advance":"1d"}`); code != http.StatusOK {
		t.Fatalf("a jump of a day answers %d", code)
	}
	if diff := cmp.Diff([]time.Time{moments[0], moments[1], start.Add(24 * time.Hour)}, stops); diff != "" {
		t.Errorf("where the clock stopped (-want +got)\n%s", diff)
	}
	if code := post(`{"to":"2026-11-23T10:00:00Z"}`); code == http.StatusOK {
		t.Error("the clock went back")
	}
}
