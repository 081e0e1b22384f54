package workflow

import (
	"fmt"
	"strconv"
	"strings"
)

// Number is the number of a release request, counted from 1.
type Number int

// String is how people write it: "REL-1042".
func (n Number) String() string { return "REL-" + strconv.Itoa(int(n)) }

// ParseNumber reads what people type for a release: "REL-12", "rel 12", "#12"
// or "12". The error is an [Error] with CodeInvalid and a sentence for the person.
func ParseNumber(s string) (Number, error) {
	t := strings.ToUpper(strings.TrimSpace(s))
	t = strings.TrimPrefix(t, "REL")
	t = strings.TrimLeft(t, "-# ")
	n, err := strconv.Atoi(t)
	if err != nil || n < 1 || n > 1<<31-1 || t[0] == '+' {
		return 0, &Error{Code: CodeInvalid, Message: fmt.Sprintf("%q is not the number of a release. Numbers look like REL-12.", clip(s, 40))}
	}
	return Number(n), nil
}

// clip shortens s to at most n runes for use in a sentence.
func clip(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}
