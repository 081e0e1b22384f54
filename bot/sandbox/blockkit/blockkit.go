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

// Telling is the problem to name where there is room for one: the first that
// says why, not only that a shape does not fit.
func Telling(problems []Problem) Problem {
	for _, p := range problems {
		if p.Message != noSchema {
			return p
		}
	}
	return Problem{}
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
	exactlyOne("options", "option_groups")(c, at, o)
	if options, given := o["options"]; given {
		list(0, MaxSelectOptions, selectOption)(c, at+"/options", options)
	}
	if groups, given := o["option_groups"]; given {
		list(0, MaxSelectGroups, optionGroup.check)(c, at+"/option_groups", groups)
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
