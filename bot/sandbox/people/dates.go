package people

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// Dates as the browser page shows them (client/js/dates.js).

var dateToken = regexp.MustCompile(`\{([a-z_]+)\}`)

// formatDate fills the tokens of a date's format for a reader whose zone is
// that of now.
func formatDate(unix int64, format string, now time.Time) string {
	at := time.Unix(unix, 0).In(now.Location())
	year := ""
	if d := at.Sub(now); d > 183*24*time.Hour || d < -183*24*time.Hour {
		year = " 2006"
	}
	layouts := map[string]string{
		"date_num": "2006-01-02", "date_slash": "02/01/2006", "date": "2 January" + year, "date_short": "2 Jan" + year,
		"date_long": "Monday 2 January" + year, "date_long_full": "Monday 2 January 2006", "time": "15:04", "time_secs": "15:04:05",
	}
	return dateToken.ReplaceAllStringFunc(format, func(whole string) string {
		token := whole[1 : len(whole)-1]
		switch token {
		case "ago":
			return ago(at, now)
		case "day_divider_pretty":
			return orElse(nearDay(at, now), at.Format(layouts["date_long"]))
		}
		plain, pretty := strings.CutSuffix(token, "_pretty")
		layout, known := layouts[plain]
		if !known {
			return whole
		}
		if near := nearDay(at, now); pretty && near != "" {
			return near
		}
		return at.Format(layout)
	})
}

func nearDay(at, now time.Time) string {
	day := func(t time.Time) int64 {
		y, m, d := t.Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400
	}
	return map[int64]string{-1: "yesterday", 0: "today", 1: "tomorrow"}[day(at)-day(now)]
}

// ago says how long before or after now something is, in its largest whole unit.
func ago(at, now time.Time) string {
	seconds := now.Unix() - at.Unix()
	size := max(seconds, -seconds)
	n, unit := size/86400, "day"
	switch {
	case size < 60 && seconds < 0:
		return "in a moment"
	case size < 60:
		return "a moment ago"
	case size < 3600:
		n, unit = size/60, "minute"
	case size < 86400:
		n, unit = size/3600, "hour"
	}
	if n != 1 {
		unit += "s"
	}
	if seconds < 0 {
		return fmt.Sprintf("in %d %s", n, unit)
	}
	return fmt.Sprintf("%d %s ago", n, unit)
}
