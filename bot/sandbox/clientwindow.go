package sandbox

import (
	"net/http"
	"strconv"
)

// Which part of a conversation a page asked for. A page keeps a few hundred
// messages of a conversation that may hold twenty thousand; it names the part
// either by its end (before, or nothing for the newest), by its start (from), or
// by a message that must be in the middle of it (around).

const (
	defaultMessages = 200
	maxMessages     = 1000
)

// window is a part of a list of messages.
type window struct {
	messages     []*message
	older, newer bool // whether there is more on either side
}

// windowOf cuts the part that a request asks for out of all, oldest first.
func windowOf(all []*message, r *http.Request) window {
	limit, err := strconv.Atoi(r.FormValue("limit"))
	if err != nil || limit <= 0 || limit > maxMessages {
		limit = defaultMessages
	}
	start := max(0, len(all)-limit)
	switch {
	case r.FormValue("from") != "":
		start = indexAt(all, r.FormValue("from"))
	case r.FormValue("around") != "":
		start = max(0, indexAt(all, r.FormValue("around"))-limit/2)
	case r.FormValue("before") != "":
		end := indexAt(all, r.FormValue("before"))
		return slice(all, max(0, end-limit), end)
	}
	return slice(all, start, min(len(all), start+limit))
}

func slice(all []*message, start, end int) window {
	return window{messages: all[start:end], older: start > 0, newer: end < len(all)}
}

// indexAt is the index of the first message at or after ts.
func indexAt(all []*message, ts string) int {
	i := len(all)
	for i > 0 && all[i-1].ts >= ts {
		i--
	}
	return i
}
