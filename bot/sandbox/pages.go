package sandbox

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Pages of lists. A cursor is opaque: it says where in the list to go on.

const (
	maxPage      = 999   // conversations: an integer under 1,000
	maxUsersPage = 1_000 // users.list says no number; more is unwise anyhow
)

// limitWords are the methods with an error of their own for a bad limit.
var limitWords = []string{"conversations.list", "conversations.members", "users.conversations"}

// badLimit is what a method says to a limit that is no number from 1 to most.
func (c *call) badLimit(most int) error {
	if slices.Contains(limitWords, c.name) {
		return refusal("invalid_limit").because(fmt.Sprintf("limit must be between 1 and %d", most))
	}
	return badArgument(fmt.Sprintf("must be less than %d", most+1), "/limit")
}

// pageOf reads limit and cursor and cuts a list. An unreadable cursor is
// invalid_cursor.
func pageOf[T any](c *call, all []T, defLimit, most int) ([]T, object, error) {
	limit, ok := c.args.number("limit", defLimit)
	if !ok || limit < 0 || limit > most {
		return nil, nil, c.badLimit(most)
	}
	if limit == 0 {
		limit = defLimit
	}
	from := 0
	if cur := c.args.text("cursor"); cur != "" {
		if from, ok = readCursor(c.name, cur); !ok || from > len(all) {
			return nil, nil, refusal("invalid_cursor").because("the cursor is none that " + c.name + " gave")
		}
	}
	to := min(len(all), from+limit)
	meta := object{"next_cursor": ""}
	if to < len(all) {
		meta["next_cursor"] = makeCursor(c.name, to)
	}
	return all[from:to], meta, nil
}

func makeCursor(method string, at int) string {
	return base64.StdEncoding.EncodeToString([]byte(method + ":" + strconv.Itoa(at)))
}

func readCursor(method, cursor string) (int, bool) {
	raw, err := base64.StdEncoding.DecodeString(cursor)
	if err != nil {
		return 0, false
	}
	name, at, ok := strings.Cut(string(raw), ":")
	n, err := strconv.Atoi(at)
	return n, ok && err == nil && name == method && n >= 0
}
