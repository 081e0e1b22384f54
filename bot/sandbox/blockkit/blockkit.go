package blockkit

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// Surface is a place that blocks stand on.
type Surface string

// The three surfaces. Modal and Home are the types of a view, too.
const (
	Message Surface = "message"
	Modal   Surface = "modal"
	Home    Surface = "home"
)

// Problem is one thing that Slack would refuse in a payload. Its JSON is the
// one of blocks.validate.
type Problem struct {
	Message    string         `json:"message"` // Slack's words
	Pointer    string         `json:"pointer"` // JSON pointer (RFC 6901) to the place
	Code       string         `json:"code"`    // missing_field, additional_property or failed_constraint
	Constraint map[string]any `json:"constraint,omitempty"`
}

// String is the problem as chat methods word it in errors.
func (p Problem) String() string { return p.Message + " [json-pointer:" + p.Pointer + "]" }

// MaxProblems is how many problems are named of something that is wrong all
// over. Slack publishes no number.
const MaxProblems = 20

// CheckBlocks checks an array of blocks for a surface. Pointers start at at,
// which is "" when the array is the whole document.
func CheckBlocks(on Surface, at string, v any) []Problem {
	c := newChecker(on)
	c.checkBlocks(at, v)
	return c.problems
}

// CheckMessage checks a message, an object with blocks and text, as
// chat.postMessage would.
func CheckMessage(at string, v any) []Problem {
	c := newChecker(Message)
	o, ok := v.(object)
	if !ok {
		c.wrongType(at, "an object")
		return c.problems
	}
	if blocks, given := o["blocks"]; given {
		c.checkBlocks(at+"/blocks", blocks)
	}
	return c.problems
}

// CheckView checks a view that must be of one of the kinds: Modal, Home.
func CheckView(at string, v any, kinds ...Surface) []Problem {
	o, ok := v.(object)
	kind := Surface(str(o, "type"))
	c := newChecker(kind)
	switch s, known := viewShapes[kind]; {
	case !ok:
		c.wrongType(at, "an object")
	case kind == "":
		c.missing(at, "type")
	case !known || !among(kinds, kind):
		c.fail(at+"/type", "failed_constraint", object{"type": "enum", "expected": kinds}, "unsupported type: %s", kind)
	default:
		s.check(c, at, o)
	}
	return c.problems
}

// CheckOptions checks what an app answers when an external select asks for its
// options: an object with either options or option_groups.
func CheckOptions(at string, v any) []Problem {
	c := newChecker(Message)
	o, ok := v.(object)
	if !ok {
		c.wrongType(at, "an object")
		return c.problems
	}
	options, groups := o["options"], o["option_groups"]
	switch {
	case options != nil && groups == nil:
		list(0, MaxOptions, selectOption)(c, at+"/options", options)
	case groups != nil && options == nil:
		list(0, MaxGroups, optionGroup.check)(c, at+"/option_groups", groups)
	default:
		c.fail(at, "failed_constraint", nil, "must provide exactly one of: options, option_groups")
	}
	return c.problems
}

// Decode reads one JSON value the way the checks want it: numbers as written,
// nothing after the value.
func Decode(raw []byte) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the JSON value")
	}
	return v, nil
}

func among(kinds []Surface, kind Surface) bool {
	for _, k := range kinds {
		if k == kind {
			return true
		}
	}
	return false
}

// str reads a string member, "" when absent or of another type.
func str(o object, key string) string {
	s, _ := o[key].(string)
	return s
}

// objects reads an array of objects, skipping what is none.
func objects(v any) []object {
	list, _ := v.([]any)
	out := make([]object, 0, len(list))
	for _, e := range list {
		if o, ok := e.(object); ok {
			out = append(out, o)
		}
	}
	return out
}
