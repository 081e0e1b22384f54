package blockkit

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

type object = map[string]any

// checker walks a payload against shapes and collects what is wrong. It also
// counts what is limited across a whole payload.
type checker struct {
	surface   Surface
	problems  []Problem
	blockIDs  map[string]bool
	inInput   bool // the element at hand is the one of an input block
	focused   bool
	markdown  int
	tables    int
	tableText int
	input     string // pointer of the first input block
}

func newChecker(on Surface) *checker { return &checker{surface: on, blockIDs: map[string]bool{}} }

// rule checks one value at a JSON pointer.
type rule func(c *checker, at string, v any)

// rules are the properties of an object.
type rules map[string]rule

// shape is the rule of an object: its properties, which of them it needs, and
// what must hold between them. A property that is not listed is an invalid
// additional property; null is a value of the wrong type.
type shape struct {
	fields rules
	need   []string
	more   func(c *checker, at string, o object) // always
	relate func(c *checker, at string, o object) // when every property is right in itself
}

// fail adds a problem, unless there are plenty already. Its constraint is the
// one that blocks.validate names.
func (c *checker) fail(at string, constraint object, format string, args ...any) {
	c.add(Problem{Message: fmt.Sprintf(format, args...), Pointer: at, Code: "failed_constraint", Constraint: constraint})
}

func (c *checker) add(p Problem) {
	if len(c.problems) < MaxProblems {
		c.problems = append(c.problems, p)
	}
}

func (c *checker) missing(at, name string) {
	c.add(Problem{Message: "missing required field: " + name, Pointer: at, Code: "missing_field", Constraint: object{"type": "required", "field": name}})
}

func (c *checker) additional(at, name string) {
	c.add(Problem{Message: "invalid additional property: " + name, Pointer: at, Code: "additional_property", Constraint: object{"type": "additional_property", "field": name}})
}

func (c *checker) wrongType(at, want string) {
	c.fail(at, object{"type": "type", "expected": want}, "must provide %s", want)
}

// noSchema is what Slack says of a value that may be of several shapes, before
// it says why the likeliest does not fit.
const noSchema = "failed to match all allowed schemas"

// union runs the check of a value that may be of several shapes.
func (c *checker) union(at string, check func()) {
	before := len(c.problems)
	check()
	if len(c.problems) == before {
		return
	}
	c.problems = slices.Insert(c.problems, before, Problem{Message: noSchema, Pointer: at, Code: "failed_constraint", Constraint: object{"type": "all_of"}})
	c.problems = c.problems[:min(len(c.problems), MaxProblems)]
}

// check is the rule of an object of this shape.
func (s shape) check(c *checker, at string, v any) {
	o, ok := v.(object)
	if !ok {
		c.wrongType(at, "an object")
		return
	}
	before := len(c.problems)
	for _, name := range s.need {
		if _, given := o[name]; !given {
			c.missing(at, name)
		}
	}
	var room [16]string // on the stack: most objects have fewer members
	names := room[:0]
	for name := range o {
		names = append(names, name)
	}
	slices.Sort(names) // problems in one order, always
	for _, name := range names {
		if r, known := s.fields[name]; known {
			r(c, at+"/"+escapePointer(name), o[name])
		} else {
			c.additional(at, name)
		}
	}
	if s.more != nil {
		s.more(c, at, o)
	}
	if s.relate != nil && len(c.problems) == before && before < MaxProblems {
		s.relate(c, at, o)
	}
}

// escapePointer writes a name as RFC 6901 wants it inside a pointer.
func escapePointer(name string) string {
	if !strings.ContainsAny(name, "~/") {
		return name
	}
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}

// anyOf picks the shape by the type property.
func anyOf(shapes map[string]shape) rule {
	kinds := slices.Sorted(maps.Keys(shapes))
	return func(c *checker, at string, v any) {
		o, ok := v.(object)
		if !ok {
			c.wrongType(at, "an object")
			return
		}
		t, given := o["type"]
		if !given {
			c.missing(at, "type")
			return
		}
		kind, ok := t.(string)
		if !ok {
			c.wrongType(at+"/type", "a string")
			return
		}
		s, known := shapes[kind]
		if !known {
			c.fail(at+"/type", object{"type": "enum", "expected": kinds}, "unsupported type: %s", kind)
			return
		}
		s.check(c, at, o)
	}
}

// unlimited stands for a list or a text that Slack gives no maximum. What bounds
// them is the size of the whole request.
const unlimited = -1

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
			c.fail(at, object{"type": "min_items", "expected": minItems}, "must provide at least %d items", minItems)
		case maxItems != unlimited && n > maxItems:
			c.fail(at, object{"type": "max_items", "expected": maxItems}, "no more than %d items allowed", maxItems)
			return
		}
		for i, item := range items {
			if len(c.problems) >= MaxProblems {
				return
			}
			each(c, at+"/"+strconv.Itoa(i), item)
		}
	}
}

// with puts shared properties and an object's own together, and the type that
// picked the shape.
func with(parts ...rules) rules {
	out := rules{"type": anything}
	for _, p := range parts {
		maps.Copy(out, p)
	}
	return out
}

func anything(*checker, string, any) {}
