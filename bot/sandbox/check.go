package sandbox

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The surfaces that blocks stand on.
const (
	onMessage = "message"
	onModal   = "modal"
	onHome    = "home"
)

// problem is one thing that is wrong with a payload.
type problem struct {
	Message    string `json:"message"`
	Pointer    string `json:"pointer"`
	Code       string `json:"code"`
	Constraint object `json:"constraint,omitempty"`
}

// maxProblems ends a check of something that is wrong all over.
const maxProblems = 20

// checker walks a payload against the shapes of blocks_*.go and collects what
// is wrong. It also counts what is limited across a whole payload.
type checker struct {
	surface   string
	problems  []problem
	blockIDs  map[string]bool
	focused   bool
	markdown  int
	tables    int
	tableText int
	inputs    bool
}

func newChecker(surface string) *checker {
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
	if len(c.problems) < maxProblems {
		c.problems = append(c.problems, problem{Message: fmt.Sprintf(format, args...), Pointer: at, Code: code, Constraint: constraint})
	}
}

func (c *checker) wrongType(at, want string) {
	c.fail(at, "failed_constraint", object{"type": "type", "expected": want}, "must provide %s", want)
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
			c.fail(at, "missing_field", object{"type": "required", "field": name}, "missing required field: %s", name)
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
			c.fail(at, "missing_field", object{"type": "required", "field": "type"}, "missing required field: type")
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

// messages are the problems as Slack words them in response_metadata.
func (c *checker) messages() []string {
	out := make([]string, 0, len(c.problems))
	for _, p := range c.problems {
		out = append(out, "[ERROR] "+p.Message+" [json-pointer:"+p.Pointer+"]")
	}
	return out
}

// messageBlocks checks the blocks of a message and gives them their ids.
func (st *state) messageBlocks(v any) (json.RawMessage, error) {
	if _, ok := v.([]any); !ok {
		return nil, refusal("invalid_blocks_format").because("blocks is not an array")
	}
	c := newChecker(onMessage)
	c.checkBlocks("/blocks", v)
	if err := c.invalidBlocks("invalid_blocks"); err != nil {
		return nil, err
	}
	return mustJSON(st.finish(v)), nil
}

// invalidBlocks is the problems as the error of chat methods.
func (c *checker) invalidBlocks(code string) error {
	if len(c.problems) == 0 {
		return nil
	}
	errs := make([]string, 0, len(c.problems))
	for _, p := range c.problems {
		errs = append(errs, p.Message+" [json-pointer:"+p.Pointer+"]")
	}
	return &apiError{code: code, errs: errs, messages: c.messages(), what: errs[0], pointer: c.problems[0].Pointer}
}

// legacyAttachments checks attachments: how many, and the blocks in them.
func (st *state) legacyAttachments(v []any) (json.RawMessage, error) {
	if len(v) > limitAttachments {
		return nil, refusal("too_many_attachments")
	}
	for i, a := range v {
		o, ok := a.(object)
		if !ok {
			return nil, refusal("invalid_attachments").because("an attachment is not an object")
		}
		if blocks, given := o["blocks"]; given {
			c := newChecker(onMessage)
			c.checkBlocks(fmt.Sprintf("/attachments/%d/blocks", i), blocks)
			if err := c.invalidBlocks("invalid_attachments"); err != nil {
				return nil, err
			}
			o["blocks"] = st.finish(blocks)
		}
	}
	return mustJSON(v), nil
}

// viewDefinition checks a view that must be of one of the kinds, and gives its
// blocks their ids.
func (st *state) viewDefinition(v any, kinds ...string) (object, error) {
	def, ok := v.(object)
	if !ok {
		return nil, badArgument("must provide an object", "/view")
	}
	kind := str(def, "type")
	c := newChecker(kind)
	switch {
	case kind == "":
		c.fail("/view", "missing_field", object{"type": "required", "field": "type"}, "missing required field: type")
	case !slices.Contains(kinds, kind):
		c.fail("/view/type", "failed_constraint", object{"type": "enum", "expected": kinds}, "unsupported type: %s", kind)
	default:
		viewShapes[kind].check(c, "/view", def)
	}
	if len(c.problems) > 0 {
		return nil, &apiError{code: "invalid_arguments", messages: c.messages(), what: c.problems[0].Message, pointer: c.problems[0].Pointer}
	}
	out := maps.Clone(def)
	out["blocks"] = st.finish(def["blocks"])
	return out, nil
}
