package calendar

import (
	"sync"
	"time"
)

const (
	day       = 24 * time.Hour
	daySecs   = 24 * 60 * 60
	dayMins   = 24 * 60
	stampForm = "15:04"
)

// zones keeps the locations that were loaded: reading one from the time zone
// database costs more than a year of slots. It grows to the number of zones
// there are, since names that do not exist are not kept.
var zones sync.Map

// zone gives the location of an IANA name. The empty name and "Local" are no
// zones: what they mean depends on the machine.
func zone(name string) (*time.Location, bool) {
	if name == "" || name == "Local" {
		return nil, false
	}
	if l, ok := zones.Load(name); ok {
		return l.(*time.Location), true
	}
	l, err := time.LoadLocation(name)
	if err != nil {
		return nil, false
	}
	zones.Store(name, l)
	return l, true
}

// zoneOr gives the location of an IANA name, UTC for a name that is none.
func zoneOr(name string) *time.Location {
	if l, ok := zone(name); ok {
		return l
	}
	return time.UTC
}

// Local gives an instant as the wall clock of an IANA zone shows it; in UTC where
// there is no such zone.
func Local(t time.Time, name string) time.Time { return t.In(zoneOr(name)) }

// wall is a reading of a wall clock, without a zone: seconds since 1970 as if
// the clock ran on UTC.
type wall int64

// wallOf gives what the clock in loc shows at an instant.
func wallOf(t time.Time, loc *time.Location) wall {
	_, offset := t.In(loc).Zone()
	return wall(t.Unix() + int64(offset))
}

// day gives the number of the local day, counted from 1 January 1970.
func (w wall) day() int {
	d := int(w / daySecs)
	if w%daySecs < 0 {
		d--
	}
	return d
}

// wallAt is the reading at so many minutes after midnight of a local day. The
// minutes may reach into the next day.
func wallAt(day, minutes int) wall { return wall(day)*daySecs + wall(minutes)*60 }

// instant gives the first instant at which the clock in loc shows w. Where the
// clock jumps over w, that is the instant of the jump, and exists is false.
//
// It walks the stretches of constant offset around w. In each, the instant that
// would show w lies after the stretch (go on), inside it (found), or before it:
// then the stretch before ended earlier on the wall clock than w, and this one
// began later, so w is in the gap between them.
func instant(w wall, loc *time.Location) (at time.Time, exists bool) {
	t := time.Unix(int64(w)-daySecs, 0).In(loc) // no zone is a day away from UTC
	for {
		_, offset := t.Zone()
		end := stretchEnd(t)
		at = time.Unix(int64(w)-int64(offset), 0).UTC()
		switch {
		case at.Before(t):
			return t.UTC(), false
		case end.IsZero() || at.Before(end):
			return at, true
		}
		t = end
	}
}

// stretchEnd gives an instant after t up to which the offset of its zone is
// constant; zero: for ever. Not every end is a change of the offset.
func stretchEnd(t time.Time) time.Time {
	_, end := t.ZoneBounds()
	if !end.IsZero() && !end.After(t) {
		// Beyond the changes listed in the time zone database, ZoneBounds ends
		// every year after 365 days. On the day that a leap year has more, that
		// end has passed; no rule changes a clock on it.
		return t.Truncate(day).Add(day)
	}
	return end
}
