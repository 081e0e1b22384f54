package settings

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
)

// bind is a field of a form with the way back into the policy.
type bind struct {
	workflow.SettingField
	set func(value []string) error
}

func (b bind) reason() bind { b.Reason = true; return b }

func (b bind) hint(s string) bind { b.Hint = s; return b }

func (b bind) optional() bind { b.Optional = true; return b }

func first(value []string) string {
	if len(value) == 0 {
		return ""
	}
	return strings.TrimSpace(value[0])
}

// lengths of what is typed, in characters.
const (
	mostLine = 200
	mostText = 3000
)

func tooLong(s string, most int) error {
	if n := utf8.RuneCountInString(s); n > most {
		return fmt.Errorf("This has %d characters; at most %d fit. Please shorten it.", n, most) //nolint:staticcheck // a sentence for a person
	}
	return nil
}

func value(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

func line(key, label string, to *string) bind {
	return bind{workflow.SettingField{Key: key, Label: label, Kind: workflow.SettingLine, Value: value(*to)}, func(v []string) error {
		*to = first(v)
		return tooLong(*to, mostLine)
	}}
}

func text(key, label string, to *string) bind {
	return bind{workflow.SettingField{Key: key, Label: label, Kind: workflow.SettingText, Optional: true, Value: value(*to)}, func(v []string) error {
		*to = first(v)
		return tooLong(*to, mostText)
	}}
}

// number takes a whole number; where none is typed it is 0.
func number(key, label string, to *int) bind {
	was := ""
	if *to != 0 {
		was = strconv.Itoa(*to)
	}
	return bind{workflow.SettingField{Key: key, Label: label, Kind: workflow.SettingNumber, Optional: true, Value: value(was)}, func(v []string) error {
		*to = 0
		if first(v) == "" {
			return nil
		}
		n, err := strconv.Atoi(first(v))
		if err != nil || n < 0 || n > 1_000_000 {
			return sentence("Write a whole number, 0 or more.")
		}
		*to = n
		return nil
	}}
}

// span takes a duration as people write it.
func span(key, label string, to *time.Duration) bind {
	was := ""
	if *to != 0 {
		was = spanText(*to)
	}
	return bind{workflow.SettingField{Key: key, Label: label, Kind: workflow.SettingLine, Value: value(was)}, func(v []string) error {
		*to = 0
		if first(v) == "" {
			return nil
		}
		d, err := readSpan(first(v))
		*to = d
		return err
	}}
}

// spans takes several durations, separated by commas.
func spans(key, label string, to *[]time.Duration) bind {
	var was []string
	for _, d := range *to {
		was = append(was, spanText(d))
	}
	return bind{workflow.SettingField{Key: key, Label: label, Kind: workflow.SettingLine, Optional: true, Value: value(strings.Join(was, ", "))}, func(v []string) error {
		*to = nil
		for _, s := range split(first(v), ",") {
			d, err := readSpan(s)
			if err != nil {
				return err
			}
			*to = append(*to, d)
		}
		slices.SortStableFunc(*to, func(a, b time.Duration) int { return int(b - a) })
		return nil
	}}
}

// spanText writes a duration as the document does: "24h", "1h30m".
func spanText(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// longText says a duration to who reads a list: "2 days", "90 min".
func longText(d time.Duration) string {
	say := func(n time.Duration, unit string) string {
		if n == 1 {
			return "1 " + unit
		}
		return fmt.Sprintf("%d %ss", n, unit)
	}
	switch {
	case d >= 48*time.Hour && d%(24*time.Hour) == 0:
		return say(d/(24*time.Hour), "day")
	case d >= time.Hour && d%time.Hour == 0:
		return say(d/time.Hour, "hour")
	case d%time.Minute == 0:
		return fmt.Sprintf("%d min", d/time.Minute)
	}
	return spanText(d)
}

// ruleText says when a cron expression comes, in words.
func ruleText(cron, zone string) string {
	return calendar.Rule(workflow.Schedule{Cron: cron, Zone: zone})
}

// readSpan reads "24h", "90 min", "2 days".
func readSpan(s string) (time.Duration, error) {
	short := strings.NewReplacer(" ", "", "minutes", "m", "minute", "m", "mins", "m", "min", "m", "hours", "h", "hour", "h", "hrs", "h", "days", "d", "day", "d").Replace(strings.ToLower(s))
	if days, rest, ok := strings.Cut(short, "d"); ok {
		n, err := strconv.Atoi(days)
		if err != nil || n < 0 || n > 3650 {
			return 0, spanSentence(s)
		}
		more := time.Duration(0)
		if rest != "" {
			if more, err = time.ParseDuration(rest); err != nil || more < 0 {
				return 0, spanSentence(s)
			}
		}
		return time.Duration(n)*24*time.Hour + more, nil
	}
	d, err := time.ParseDuration(short)
	if err != nil || d < 0 {
		return 0, spanSentence(s)
	}
	return d, nil
}

func spanSentence(s string) error {
	return sentence(fmt.Sprintf("“%s” is no duration. Write it as in 24h, 90m or 2 days.", clip(s)))
}

// told is an error that is a sentence for a person.
type told string

func (t told) Error() string { return string(t) }

func sentence(s string) error { return told(s) }

// clockOf takes a time of day as minutes after midnight.
func clockOf(key, label string, to *int) bind {
	return bind{workflow.SettingField{Key: key, Label: label, Kind: workflow.SettingLine, Value: value(fmt.Sprintf("%02d:%02d", *to/60, *to%60))}, func(v []string) error {
		hour, minute, ok := strings.Cut(first(v), ":")
		h, err1 := strconv.Atoi(hour)
		m, err2 := strconv.Atoi(minute)
		if !ok || err1 != nil || err2 != nil || h < 0 || m < 0 || m > 59 || h*60+m > 24*60 {
			return sentence("Write a time of day, as in 09:00.")
		}
		*to = h*60 + m
		return nil
	}}
}

func person(key, label string, to *workflow.PersonID) bind {
	return bind{workflow.SettingField{Key: key, Label: label, Kind: workflow.SettingPerson, Value: value(string(*to))}, func(v []string) error {
		*to = workflow.PersonID(first(v))
		return nil
	}}
}

func people(key, label string, to *[]workflow.PersonID) bind {
	return bind{workflow.SettingField{Key: key, Label: label, Kind: workflow.SettingPeople, Optional: true, Value: strs(*to)}, func(v []string) error {
		*to = as[workflow.PersonID](v)
		return nil
	}}
}

func strs[T ~string](in []T) []string {
	var out []string
	for _, v := range in {
		out = append(out, string(v))
	}
	return out
}

func as[T ~string](in []string) []T {
	var out []T
	for _, v := range in {
		if v != "" && !slices.Contains(out, T(v)) {
			out = append(out, T(v))
		}
	}
	return out
}

// none is the option that chooses nothing.
const none = "-"

// one takes one of the options; with a label for none it may stay empty.
func one[T ~string](key, label string, to *T, options []workflow.SettingOption, noneLabel string) bind {
	v := value(string(*to))
	if noneLabel != "" {
		options = append([]workflow.SettingOption{{Value: none, Label: noneLabel}}, options...)
		if v == nil {
			v = []string{none}
		}
	}
	return bind{workflow.SettingField{Key: key, Label: label, Kind: workflow.SettingOne, Options: options, Value: v}, func(v []string) error {
		chosen := first(v)
		if chosen == none {
			chosen = ""
		}
		*to = T(chosen)
		return nil
	}}
}

// many takes any of the options.
func many[T ~string](key, label string, to *[]T, options []workflow.SettingOption) bind {
	return bind{workflow.SettingField{Key: key, Label: label, Kind: workflow.SettingMany, Optional: true, Options: options, Value: strs(*to)}, func(v []string) error {
		*to = as[T](v)
		return nil
	}}
}

// box is one thing to tick.
type box struct {
	key, label string
	to         *bool
}

// boxes are ticked or not.
func boxes(key, label string, all ...box) bind {
	f := workflow.SettingField{Key: key, Label: label, Kind: workflow.SettingBoxes, Optional: true}
	for _, b := range all {
		f.Options = append(f.Options, workflow.SettingOption{Value: b.key, Label: b.label})
		if *b.to {
			f.Value = append(f.Value, b.key)
		}
	}
	return bind{f, func(v []string) error {
		for _, b := range all {
			*b.to = slices.Contains(v, b.key)
		}
		return nil
	}}
}

// lines takes things written one a line, each by its own writing.
func lines[T any](key, label string, to *[]T, write func(T) string, read func(string) (T, error)) bind {
	var was []string
	for _, v := range *to {
		was = append(was, write(v))
	}
	return bind{workflow.SettingField{Key: key, Label: label, Kind: workflow.SettingText, Optional: true, Value: value(strings.Join(was, "\n"))}, func(v []string) error {
		var out []T
		for n, s := range split(first(v), "\n") {
			one, err := read(s)
			if err != nil {
				return sentence(fmt.Sprintf("Line %d: %v", n+1, err))
			}
			out = append(out, one)
		}
		*to = out
		return nil
	}}
}

func split(s, by string) []string {
	var out []string
	for part := range strings.SplitSeq(s, by) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// choices of the policy's own things.

// language takes one of those that Drumbeat speaks; none is English, and stays none
// where English is chosen.
func language(key, label string, to *workflow.Locale) bind {
	shown := cmp.Or(*to, workflow.English)
	b := one(key, label, &shown, localeOptions(), "")
	take := b.set
	b.set = func(v []string) error {
		if err := take(v); err != nil || cmp.Or(*to, workflow.English) == shown {
			return err
		}
		*to = shown
		return nil
	}
	return b
}

func localeOptions() []workflow.SettingOption {
	return optionsOf(workflow.Locales, func(l workflow.Locale) (string, string) { return string(l), l.Own() })
}

func roleOptions(p *workflow.Policy) []workflow.SettingOption {
	return optionsOf(p.Roles, func(r workflow.Role) (string, string) { return r.Key, r.Name })
}

func systemOptions(p *workflow.Policy) []workflow.SettingOption {
	return optionsOf(p.Systems, func(s workflow.Platform) (string, string) { return s.Key, s.Name })
}

func heartbeatOptions(p *workflow.Policy) []workflow.SettingOption {
	return optionsOf(p.Heartbeats, func(h workflow.Heartbeat) (string, string) { return h.Key, h.Name })
}

func typeOptions() []workflow.SettingOption {
	return optionsOf(workflow.ChangeTypes, func(t workflow.ChangeType) (string, string) { return string(t), string(t) })
}

func optionsOf[T any](list []T, f func(T) (value, label string)) []workflow.SettingOption {
	var out []workflow.SettingOption
	for _, v := range list {
		value, label := f(v)
		out = append(out, workflow.SettingOption{Value: value, Label: label})
	}
	return out
}
