package bot

import (
	"slices"
	"strings"
	"testing"
)

// TestTheHintOfTheCommandIsTrue: what Slack shows while somebody types the command
// names the words that there are, each of them and no other.
func TestTheHintOfTheCommandIsTrue(t *testing.T) {
	for _, c := range Commands {
		var named []string
		for part := range strings.SplitSeq(strings.Trim(c.UsageHint, "[]"), "|") {
			word, _, _ := strings.Cut(strings.TrimSpace(part), " ")
			if !slices.Contains(words, word) {
				t.Errorf("the hint names %q, which is no word", word)
			}
			named = append(named, word)
		}
		for _, word := range words {
			if word != "menu" && !slices.Contains(named, word) { // the menu comes by itself
				t.Errorf("the hint lacks %q", word)
			}
		}
	}
}
