package bot

import (
	"context"
	"math/rand/v2"
	"time"
)

// wait comes back after d, or with the context's error.
func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// backoff is how long to wait after the nth failure in a row: doubling, at most
// most, and somewhere between half of that and all of it, so that replicas that
// failed together do not come back together.
func backoff(failures int, first, most time.Duration) time.Duration {
	d := first
	for range min(failures-1, 30) {
		if d = 2 * d; d >= most {
			d = most
			break
		}
	}
	return d/2 + rand.N(d/2+1)
}
