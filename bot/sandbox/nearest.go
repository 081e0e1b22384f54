package sandbox

import (
	"fmt"
	"slices"
	"strings"
)

// unknownName refuses a name that is none of the known ones, and names the one
// that was probably meant.
func unknownName(what, got string, known []string) error {
	if near := nearest(got, known); near != "" {
		return fmt.Errorf("%s %q is not known; did you mean %q?", what, got, near)
	}
	if len(known) > 0 && len(known) <= 12 {
		return fmt.Errorf("%s %q is not known; it is one of %s", what, got, strings.Join(known, ", "))
	}
	return fmt.Errorf("%s %q is not known", what, got)
}

// nearest is the known name that needs the fewest letters changed, added, left
// out or swapped with their neighbour, or "" when none is near: more than a
// third of the letters would have to change.
func nearest(got string, known []string) string {
	if len(got) > 100 {
		return ""
	}
	best, fewest := "", len(got)/3+2
	for _, k := range known {
		if d := distance(strings.ToLower(got), strings.ToLower(k)); d < fewest {
			best, fewest = k, d
		}
	}
	return best
}

// distance counts the edits from a to b (optimal string alignment).
func distance(a, b string) int {
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := last[j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			row[j] = slices.Min([]int{change, last[j] + 1, row[j-1] + 1})
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
