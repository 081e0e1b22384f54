package app

import (
	"flag"
	"os"
	"testing"
	"time"
)

// The flags of the campaigns:
//
//	go test ./cmd/drumbeat/internal/app -run Campaign -campaign.full -campaign.seed 42
var (
	campaignFull   = flag.Bool("campaign.full", os.Getenv("DRUMBEAT_CAMPAIGN_FULL") == "1", "run the campaigns at their full counts; takes hours")
	campaignSeed   = flag.Uint64("campaign.seed", 0, "the seed of the campaigns; 0: a new one each time. A campaign that fails prints its own")
	campaignLength = flag.Int("campaign.length", 0, "how many rounds a campaign has; 0: its own count")
	campaignFaults = flag.String("campaign.faults", "", "only faults whose name contains this")
)

// rounds is how often a campaign does its thing: briefly in CI, at the full
// count by hand, or as often as the flag says.
func rounds(brief, full int) int {
	switch {
	case *campaignLength > 0:
		return *campaignLength
	case *campaignFull:
		return full
	}
	return brief
}

// seed gives the seed of a campaign, and has it printed when the campaign fails.
func seed(t testing.TB) uint64 {
	t.Helper()
	s := *campaignSeed
	if s == 0 {
		s = uint64(time.Now().UnixNano())
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("again: go test ./cmd/drumbeat/internal/app -run '^%s$' -campaign.seed %d", t.Name(), s)
		}
	})
	return s
}
