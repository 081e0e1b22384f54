package bot

import "unicode/utf8"

// nearest gives the word that was probably meant: the one with the fewest
// slips of the finger, if they are few for the length of what was typed.
func nearest(typed string, words []string) (string, bool) {
	const longest = 24
	if utf8.RuneCountInString(typed) > longest {
		return "", false
	}
	best, least := "", 3
	for _, w := range words {
		n := slips([]rune(typed), []rune(w))
		if n < least && n <= (len(w)+1)/2 && n < utf8.RuneCountInString(typed) {
			best, least = w, n
		}
	}
	return best, best != ""
}

// slips counts the letters that were left out, added, mistaken or swapped with
// their neighbour between a and b.
func slips(a, b []rune) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			n := min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				n = min(n, rows[i-2][j-2]+1)
			}
			rows[i][j] = n
		}
	}
	return rows[len(a)][len(b)]
}
