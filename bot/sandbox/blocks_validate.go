package sandbox

// blocksValidate is Slack's own checker as a method.
func blocksValidate(call *call) (object, error) {
	for _, name := range []string{"blocks", "view", "message"} {
		if !call.args.has(name) {
			continue
		}
		v, ok := call.args.value(name)
		if !ok {
			return nil, badArgument("must be valid JSON", "/"+name)
		}
		if v != nil && len(mustJSON(v)) > limitValidate {
			return nil, badArgument("must be less than 100001 characters", "/"+name)
		}
		c := validateOne(name, v)
		if len(c.problems) == 0 {
			return object{}, nil
		}
		return nil, &apiError{code: "invalid_" + name, errs: c.problems, what: c.problems[0].Message, pointer: c.problems[0].Pointer}
	}
	return nil, badArgument("one of blocks, view and message is needed", "")
}

func validateOne(name string, v any) *checker {
	o, isObject := v.(object)
	surface := onMessage
	if name == "view" {
		surface = str(o, "type")
	}
	c := newChecker(surface)
	switch s, known := viewShapes[surface]; {
	case name == "blocks":
		c.checkBlocks("", v)
	case !isObject:
		c.wrongType("", "an object")
	case name == "view" && !known:
		c.fail("/type", "failed_constraint", object{"type": "enum", "expected": []string{onModal, onHome}}, "unsupported type: %s", surface)
	case name == "view":
		s.check(c, "", v)
	default:
		if blocks, given := o["blocks"]; given {
			c.checkBlocks("/blocks", blocks)
		}
	}
	return c
}

// Problem is one thing that Slack would refuse in a payload.
type Problem struct {
	Message string // Slack's words
	Pointer string // JSON pointer to the place, from the root of what was checked
}

// CheckMessage checks the JSON of a message (an object with text and blocks) as
// chat.postMessage would. No problems: Slack takes it.
func CheckMessage(raw []byte) []Problem { return checkRaw("message", raw) }

// CheckBlocks checks a JSON array of blocks as chat.postMessage would.
func CheckBlocks(raw []byte) []Problem { return checkRaw("blocks", raw) }

// CheckView checks the JSON of a modal or Home tab as views.open and
// views.publish would.
func CheckView(raw []byte) []Problem {
	out := checkRaw("view", raw)
	if len(raw) > limitViewBytes {
		out = append(out, Problem{Message: "the view is over 250 KB"})
	}
	return out
}

func checkRaw(name string, raw []byte) []Problem {
	v, err := decodeAny(raw)
	if err != nil {
		return []Problem{{Message: "not JSON: " + err.Error()}}
	}
	var out []Problem
	for _, p := range validateOne(name, v).problems {
		out = append(out, Problem{Message: p.Message, Pointer: p.Pointer})
	}
	return out
}
