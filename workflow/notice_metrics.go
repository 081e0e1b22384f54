package workflow

import (
	"fmt"
	"time"
)

// Posts with figures.
const (
	NoticeChart  NoticeKind = "chart"  // direct message: the metrics that somebody asked for, with their picture; About says which
	NoticeDigest NoticeKind = "digest" // to a channel or a person: what the operations meeting looks at, with a picture
)

// ChartFor is how long a picture that was asked for is worth sending.
const ChartFor = time.Hour

// ChartID names the picture that one request asked for.
func ChartID(p PersonID, request string) string { return fmt.Sprintf("chart:%s:%s", p, request) }
