package calendar

import (
	"fmt"
	"strings"
	"time"

	"drumbeat/workflow"
)

// Clock changes in these years are tried when a heartbeat is checked. The time
// zone database does not know of others than these repeat.
const (
	checkFrom = 2020
	checkTo   = 2050
)

// Check refuses a heartbeat that has no windows, that cannot be read, or whose
// windows would overlap each other, on a night on which the clock jumps
// included. The error is a [*workflow.Error] with [workflow.CodeInvalid] and a
// sentence that says what to change.
func Check(h workflow.Heartbeat) error {
	switch {
	case h.Key == "" || strings.ContainsAny(h.Key, ": \t\n") || h.Key == "emergency":
		return invalid(h, "%q cannot be the key of a heartbeat. Use a short word without spaces and colons, and not emergency.", clip(h.Key))
	case h.Duration < time.Minute:
		return invalid(h, "a window lasts at least one minute.")
	case h.Capacity < 0:
		return invalid(h, "the capacity cannot be below 0. Write 0 for no limit.")
	case h.Points < 0:
		return invalid(h, "the risk points cannot be below 0. Write 0 for no limit.")
	case h.CutOff < 0:
		return invalid(h, "the cut-off is a time before the opening and cannot be below 0.")
	}
	for _, lead := range h.Leads {
		if lead <= 0 {
			return invalid(h, "a reminder comes before the opening; %s is not before it.", lead)
		}
	}
	r, err := ruleOf(h)
	if err != nil {
		return err
	}
	if distance := r.distance(); distance < h.Duration {
		return invalid(h, "its windows overlap: one opens %s after another and each lasts %s. Shorten them or open fewer.", words(distance), words(h.Duration))
	}
	if err := checkJumps(h, r); err != nil {
		return err
	}
	return checkExtras(h)
}

// distance gives the least time between two openings on the wall clock. All
// sequences of weekdays, month lengths and leap years come within 28 years.
func (r rule) distance() time.Duration {
	least := -1
	for i := 1; i < len(r.times); i++ {
		least = lower(least, r.times[i]-r.times[i-1])
	}
	opening, closing := r.times[0], r.times[len(r.times)-1]
	before := -1
	first := int(time.Date(checkFrom, 1, 1, 0, 0, 0, 0, time.UTC).Unix() / daySecs)
	for d := first; d < first+29*366; d++ {
		if !r.fits(time.Unix(int64(d)*daySecs, 0).UTC()) {
			continue
		}
		if before >= 0 {
			least = lower(least, (d-before)*dayMins+opening-closing)
		}
		before = d
	}
	return time.Duration(least) * time.Minute
}

func lower(least, value int) int {
	if least < 0 || value < least {
		return value
	}
	return least
}

// checkJumps refuses windows that overlap only because the clock jumps forward
// between or over their openings. (When it goes back, they come apart.)
func checkJumps(h workflow.Heartbeat, r rule) error {
	h.Skips, h.Extras = nil, nil // the rule alone
	end := time.Date(checkTo, 1, 1, 0, 0, 0, 0, time.UTC)
	at := time.Date(checkFrom, 1, 1, 0, 0, 0, 0, time.UTC).In(r.loc)
	for {
		_, before := at.Zone()
		jump := stretchEnd(at)
		if jump.IsZero() || jump.After(end) {
			return nil
		}
		at = jump
		_, after := at.Zone()
		gap := time.Duration(after-before) * time.Second
		if gap <= 0 {
			continue
		}
		slots, err := Slots(h, jump.Add(-h.Duration), jump.Add(h.Duration+gap))
		if err != nil {
			return err
		}
		for i := 1; i < len(slots); i++ {
			if distance := slots[i].Opens.Sub(slots[i-1].Opens); distance < h.Duration {
				return invalid(h, "its windows overlap when the clock jumps on %s: one then opens %s after another and each lasts %s. Shorten them or move them away from the jump.",
					jump.In(r.loc).Format("2 January 2006"), words(distance), words(h.Duration))
			}
		}
	}
}

// words writes a duration as people do: "2 h 30 min".
func words(d time.Duration) string {
	hours, minutes := int(d.Hours()), int(d.Minutes())%60
	switch {
	case hours == 0:
		return fmt.Sprintf("%d min", minutes)
	case minutes == 0:
		return fmt.Sprintf("%d h", hours)
	}
	return fmt.Sprintf("%d h %d min", hours, minutes)
}
