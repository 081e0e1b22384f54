package blockkit

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

type object = map[string]any

// checker walks a payload against the shapes of blocks_*.go and collects what
// is wrong. It also counts what is limited across a whole payload.
type checker struct {
	surface   Surface
	problems  []Problem
	blockIDs  map[string]bool
	focused   bool
	markdown  int
	tables    int
	tableText int
	inputs    bool
}

func newChecker(surface Surface) *checker {
	return &checker{surface: surface, blockIDs: map[string]bool{}}
}

// rule checks one value at a JSON pointer.
type rule func(c *checker, at string, v any)

// shape is the rule of an object: its properties, and what must hold between
// them. A property that is not listed is an invalid additional property.
type shape struct {
	fields map[string]rule
	need   []string
	more   func(c *checker, at string, o object)
}

func (c *checker) fail(at, code string, constraint object, format string, args ...any) {
	if len(c.problems) < MaxProblems {
		c.problems = append(c.problems, Problem{Message: fmt.Sprintf(format, args...), Pointer: at, Code: code, Constraint: constraint})
	}
}

func (c *checker) wrongType(at, want string) {
	c.fail(at, "failed_constraint", object{"type": "type", "expected": want}, "must provide %s", want)
}

func (c *checker) missing(at, name string) {
	c.fail(at, "missing_field", object{"type": "required", "field": name}, "missing required field: %s", name)
}

// check is the rule of an object of this shape.
func (s shape) check(c *checker, at string, v any) {
	o, ok := v.(object)
	if !ok {
		c.wrongType(at, "an object")
		return
	}
	for _, name := range s.need {
		if _, given := o[name]; !given {
			c.missing(at, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(o)) {
		r, known := s.fields[name]
		if !known {
			c.fail(at, "additional_property", object{"type": "additional_property", "field": name}, "invalid additional property: %s", name)
			continue
		}
		r(c, at+"/"+escapePointer(name), o[name])
	}
	if s.more != nil {
		s.more(c, at, o)
	}
}

func escapePointer(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}

// anyOf picks the shape by the type property.
func anyOf(shapes map[string]shape) rule {
	return func(c *checker, at string, v any) {
		o, ok := v.(object)
		if !ok {
			c.wrongType(at, "an object")
			return
		}
		kind, ok := o["type"].(string)
		if !ok {
			c.missing(at, "type")
			return
		}
		s, known := shapes[kind]
		if !known {
			c.fail(at+"/type", "failed_constraint", object{"type": "enum", "expected": slices.Sorted(maps.Keys(shapes))}, "unsupported type: %s", kind)
			return
		}
		s.check(c, at, o)
	}
}

// text is a string of min to max code points.
func text(minLen, maxLen int) rule {
	return func(c *checker, at string, v any) {
		s, ok := v.(string)
		if !ok {
			c.wrongType(at, "a string")
			return
		}
		c.length(at, s, minLen, maxLen)
	}
}

func (c *checker) length(at, s string, minLen, maxLen int) {
	switch n := utf8.RuneCountInString(s); {
	case n < minLen:
		c.fail(at, "failed_constraint", object{"type": "min_length", "expected": minLen}, "must be more than %d characters", minLen-1)
	case n > maxLen:
		c.fail(at, "failed_constraint", object{"type": "max_length", "expected": maxLen}, "must be less than %d characters", maxLen+1)
	}
}

// number is an integer from lo to hi.
func number(lo, hi int64) rule {
	return func(c *checker, at string, v any) {
		n, ok := v.(json.Number)
		if !ok {
			c.wrongType(at, "an integer")
			return
		}
		i, err := strconv.ParseInt(n.String(), 10, 64)
		switch {
		case err != nil:
			c.wrongType(at, "an integer")
		case i < lo:
			c.fail(at, "failed_constraint", object{"type": "min", "expected": lo}, "must be greater than %d", lo-1)
		case i > hi:
			c.fail(at, "failed_constraint", object{"type": "max", "expected": hi}, "must be less than %d", hi+1)
		}
	}
}

func flag(c *checker, at string, v any) {
	if _, ok := v.(bool); !ok {
		c.wrongType(at, "a boolean")
	}
}

func decimal(c *checker, at string, v any) {
	if _, ok := v.(json.Number); !ok {
		c.wrongType(at, "a number")
	}
}

// one is a string out of a few.
func one(of ...string) rule {
	return func(c *checker, at string, v any) {
		s, ok := v.(string)
		if !ok || !slices.Contains(of, s) {
			c.fail(at, "failed_constraint", object{"type": "enum", "expected": of}, "must be one of: %s", strings.Join(of, ", "))
		}
	}
}

// list is an array of minItems to maxItems things that each follow a rule.
func list(minItems, maxItems int, each rule) rule {
	return func(c *checker, at string, v any) {
		items, ok := v.([]any)
		if !ok {
			c.wrongType(at, "an array")
			return
		}
		switch n := len(items); {
		case n < minItems:
			c.fail(at, "failed_constraint", object{"type": "min_items", "expected": minItems}, "no fewer than %d items allowed", minItems)
		case n > maxItems:
			c.fail(at, "failed_constraint", object{"type": "max_items", "expected": maxItems}, "no more than %d items allowed", maxItems)
			return
		}
		for i, item := range items {
			each(c, at+"/"+strconv.Itoa(i), item)
		}
	}
}

// with puts shared properties and an object's own together.
func with(parts ...map[string]rule) map[string]rule {
	out := map[string]rule{"type": anything}
	for _, p := range parts {
		maps.Copy(out, p)
	}
	return out
}

func anything(*checker, string, any) {}
