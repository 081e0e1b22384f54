package mongodb

import (
	"context"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// TestTheServersClock checks that the store's time is the one the server tells,
// to the millisecond, and that there is none where the server tells none.
func TestTheServersClock(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 24, 6, 0, 0, int(123*time.Millisecond), time.UTC)
	for _, c := range []struct {
		name  string
		clock any
		want  time.Time
	}{
		{"tells", bson.NewDateTimeFromTime(at), at},
		{"tells nothing", nil, time.Time{}},
	} {
		p := newPrimary(t)
		p.clock = c.clock
		s, err := Connect(p.uri(), Options{Timeout: time.Minute, Select: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Ports().Health.Clock(t.Context())
		if err != nil || !got.Equal(c.want) || got.Location() != time.UTC {
			t.Errorf("a server that %s: got %s, %v; want %s", c.name, got, err, c.want)
		}
		_ = s.Close(context.Background())
	}
}
