package bot

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// maxSkew is how far a request's timestamp may be from our clock, either way.
// Ours is this host's and no other: see [SlackClock].
const maxSkew = 300 * time.Second

var (
	errUnsigned  = errors.New("request is not signed")
	errStale     = errors.New("request is signed too long ago or too far ahead")
	errSignature = errors.New("signature does not fit")
)

// signature is what a request claims about itself, before its body is read.
type signature struct {
	stamp   string // as it was sent: the signature covers these bytes
	seconds int64  // stamp, since 1970
	sum     [sha256.Size]byte
}

// claimed reads the signature headers and judges the timestamp: what is
// unsigned or stale is refused before anything is read.
func claimed(h http.Header, now time.Time) (signature, error) {
	var s signature
	s.stamp = h.Get("X-Slack-Request-Timestamp")
	sum := h.Get("X-Slack-Signature")
	if len(h.Values("X-Slack-Signature")) != 1 || len(h.Values("X-Slack-Request-Timestamp")) != 1 {
		return s, errUnsigned
	}
	const prefix = "v0="
	if len(sum) != len(prefix)+2*sha256.Size || sum[:len(prefix)] != prefix {
		return s, errUnsigned
	}
	if _, err := hex.Decode(s.sum[:], []byte(sum[len(prefix):])); err != nil {
		return s, errUnsigned
	}
	if len(s.stamp) > 15 {
		return s, errUnsigned
	}
	seconds, err := strconv.ParseInt(s.stamp, 10, 64)
	if err != nil {
		return s, errUnsigned
	}
	s.seconds = seconds
	skew := now.Unix() - seconds
	if limit := int64(maxSkew / time.Second); skew > limit || skew < -limit {
		return s, fmt.Errorf("%w: by %d s", errStale, skew)
	}
	return s, nil
}

// covers tells, in constant time, whether the signature is the one of body.
func (s signature) covers(secret, body []byte) error {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("v0:"))
	mac.Write([]byte(s.stamp))
	mac.Write([]byte(":"))
	mac.Write(body)
	var want [sha256.Size]byte
	if !hmac.Equal(mac.Sum(want[:0]), s.sum[:]) {
		return errSignature
	}
	return nil
}
