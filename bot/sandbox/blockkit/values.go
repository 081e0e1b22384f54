package blockkit

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strconv"
	"time"
	"unicode/utf8"
)

// Rules of single values: texts, numbers, dates, addresses.

var (
	datePattern    = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
	timePattern    = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)
	slackFileID    = regexp.MustCompile(`^F[A-Z0-9]{8,}$`)
	decimalPattern = regexp.MustCompile(`^-?\d+(\.\d+)?$`)
	integerPattern = regexp.MustCompile(`^-?\d+$`)
	colourPattern  = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)
	unicodePattern = regexp.MustCompile(`^[0-9a-f]+(-[0-9a-f]+)*$`)
)

// IsDate reports whether s is a day of the calendar as YYYY-MM-DD.
func IsDate(s string) bool {
	_, err := time.Parse("2006-01-02", s)
	return err == nil && datePattern.MatchString(s)
}

// IsTime reports whether s is a time of day as HH:mm, 00:00 to 23:59.
func IsTime(s string) bool { return timePattern.MatchString(s) }

// IsNumber reports whether s is a number as number inputs write it.
func IsNumber(s string) bool { return decimalPattern.MatchString(s) }

// IsWhole reports whether s is such a number without decimals.
func IsWhole(s string) bool { return integerPattern.MatchString(s) }

// text is a string of minLen to maxLen code points.
func text(minLen, maxLen int) rule {
	return func(c *checker, at string, v any) {
		if s, ok := v.(string); ok {
			c.length(at, s, minLen, maxLen)
		} else {
			c.wrongType(at, "a string")
		}
	}
}

// word is a string that says something.
var word = text(MinString, unlimited)

func (c *checker) length(at, s string, minLen, maxLen int) bool {
	switch n := utf8.RuneCountInString(s); {
	case n < minLen:
		c.fail(at, object{"type": "min_length", "expected": minLen}, "must be more than %d characters", minLen-1)
		return false
	case maxLen != unlimited && n > maxLen:
		c.fail(at, object{"type": "max_length", "expected": maxLen}, "must be less than %d characters", maxLen+1)
		return false
	}
	return true
}

// number is an integer from lo to hi; hi unlimited means any above.
func number(lo, hi int64) rule {
	return func(c *checker, at string, v any) {
		n, ok := v.(json.Number)
		if !ok {
			c.wrongType(at, "a number")
			return
		}
		i, err := strconv.ParseInt(n.String(), 10, 64)
		switch {
		case err != nil:
			c.wrongType(at, "an integer")
		case i < lo:
			c.fail(at, object{"type": "min", "expected": lo}, "must be greater than %d", lo)
		case hi != unlimited && i > hi:
			c.fail(at, object{"type": "max", "expected": hi}, "must be less than %d", hi)
		}
	}
}

func flag(c *checker, at string, v any) {
	if _, ok := v.(bool); !ok {
		c.fail(at, object{"type": "type", "expected": "boolean"}, "must be a boolean")
	}
}

func decimal(c *checker, at string, v any) {
	n, ok := v.(json.Number)
	if ok {
		_, err := n.Float64()
		ok = err == nil
	}
	if !ok {
		c.wrongType(at, "a number")
	}
}

// one is a string out of a few.
func one(of ...string) rule {
	return func(c *checker, at string, v any) {
		s, ok := v.(string)
		if !ok {
			c.wrongType(at, "a string")
			return
		}
		for _, known := range of {
			if s == known {
				return
			}
		}
		c.fail(at, object{"type": "enum", "expected": of}, "must be a valid enum value")
	}
}

// pattern is a string of a form.
func pattern(re *regexp.Regexp) rule {
	return func(c *checker, at string, v any) {
		s, ok := v.(string)
		if !ok {
			c.wrongType(at, "a string")
			return
		}
		if !re.MatchString(s) {
			c.fail(at, object{"type": "pattern", "expected": re.String()}, "input must match regex pattern: %s", re.String())
		}
	}
}

// address is an absolute address with one of the schemes, all when there are
// none. Slack knows more forms than these, and answers for them in ways that
// are not published; an address without a scheme it refuses.
func address(maxLen int, schemes ...string) rule {
	return func(c *checker, at string, v any) {
		s, ok := v.(string)
		if !ok {
			c.wrongType(at, "a string")
			return
		}
		if c.length(at, s, MinString, maxLen) && !isAddress(s, schemes) {
			c.fail(at, object{"type": "format", "expected": "uri"}, "input must be a valid: uri")
		}
	}
}

// IsAddress tells whether Slack takes a text for the address of a link.
func IsAddress(s string) bool { return isAddress(s, nil) }

func isAddress(s string, schemes []string) bool {
	for _, r := range s {
		if r <= ' ' || r == '<' || r == '>' {
			return false
		}
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme == "" || u.Host == "" && u.Opaque == "" && u.Path == "" {
		return false
	}
	if (u.Scheme == "http" || u.Scheme == "https") && u.Host == "" {
		return false
	}
	for _, known := range schemes {
		if u.Scheme == known {
			return true
		}
	}
	return len(schemes) == 0
}

// link is an http or https address.
func link(maxLen int) rule { return address(maxLen, "http", "https") }

// secure is an https address.
func secure(maxLen int) rule { return address(maxLen, "https") }

// target is what a click may open: mailto: and the like too.
func target(maxLen int) rule { return address(maxLen) }

func date(c *checker, at string, v any) {
	if s, ok := v.(string); !ok || !IsDate(s) {
		c.fail(at, object{"type": "pattern", "expected": "YYYY-MM-DD"}, "must be a date in the format YYYY-MM-DD")
	}
}

// zoneName is the name of a time zone of the IANA database.
func zoneName(c *checker, at string, v any) {
	s, ok := v.(string)
	if ok && s != "" && s != "Local" {
		if _, err := time.LoadLocation(s); err == nil {
			return
		}
	}
	c.fail(at, object{"type": "format", "expected": "IANA time zone"}, "must be an IANA time zone")
}

// numeric is a number written as a string, or the empty string.
func numeric(c *checker, at string, v any) {
	if s, ok := v.(string); !ok || s != "" && !IsNumber(s) {
		c.fail(at, object{"type": "pattern", "expected": decimalPattern.String()}, "must be a number written as a string")
	}
}

// positive is a number above zero.
func positive(c *checker, at string, v any) {
	n, ok := v.(json.Number)
	if !ok {
		c.wrongType(at, "a number")
		return
	}
	if f, err := n.Float64(); err != nil || f <= 0 {
		c.fail(at, object{"type": "exclusive_min", "expected": 0}, "must be greater than 0")
	}
}

// integer reads a number without decimals.
func integer(v any) (int, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	i, err := strconv.Atoi(n.String())
	return i, err == nil
}
