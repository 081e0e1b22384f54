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
	campaignFull    = flag.Bool("campaign.full", os.Getenv("DRUMBEAT_CAMPAIGN_FULL") == "1", "run the campaigns at their full counts; takes hours")
	campaignSeed    = flag.Uint64("campaign.seed", 0, "the seed of the campaigns; 0: a new one each time. A campaign that fails prints its own")
	campaignLength  = flag.Int("campaign.length", 0, "how many rounds a campaign has; 0: its own count")
	campaignPeople  = flag.Int("campaign.people", 64, "how many people ask for releases at once in a full campaign of kills")
	campaignProfile = flag.String("campaign.profile", "", "a directory for the CPU profiles of the bots of a campaign; that of the crowd and the local Slack is -cpuprofile")
	campaignFaults  = flag.String("campaign.faults", "", "only faults whose name contains this")
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
//
// From the seed follows who is killed or stood still and after how many messages,
// what each person chooses, and which fault every attempt at every single thing
// meets. The scheduler of the machine decides what is under way at the same time:
// which replica gets a request or a claim, which release which number. So a seed
// brings the same war again, not the same second of it. Where the second counts,
// one process with one worker is played again exactly: TestAStormComesAgain in
// package deliver (-storm.seed), and the properties of rapid (-rapid.seed).
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
