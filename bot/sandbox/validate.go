package sandbox

import (
	"fmt"
	"unicode/utf8"

	"drumbeat/bot/sandbox/blockkit"
)

// blocksValidate is Slack's own checker as a method. It takes exactly one of
// blocks, view and message, and names what is wrong as objects in errors.
func blocksValidate(call *call) (object, error) {
	name := ""
	for _, n := range []string{"blocks", "message", "view"} {
		if !call.args.has(n) {
			continue
		}
		if name != "" {
			return nil, badArgument("provide exactly one of blocks, view and message", "/"+n)
		}
		name = n
	}
	if name == "" {
		return nil, badArgument("provide exactly one of blocks, view and message", "")
	}
	if n := call.args.length(name); n > blockkit.MaxValidate {
		return nil, badArgument(fmt.Sprintf("must be less than %d characters", blockkit.MaxValidate+1), "/"+name)
	}
	v, ok := call.args.value(name)
	if !ok {
		return nil, badArgument("must be valid JSON", "/"+name)
	}
	problems := validateOne(name, v)
	if len(problems) == 0 {
		return object{}, nil
	}
	what := blockkit.Telling(problems)
	return nil, &apiError{code: "invalid_" + name, errs: problems, what: what.Message, pointer: what.Pointer}
}

func validateOne(name string, v any) []blockkit.Problem {
	switch name {
	case "blocks":
		return blockkit.CheckBlocks(blockkit.Message, "", v)
	case "view":
		return blockkit.CheckView("", v, blockkit.Modal, blockkit.Home)
	}
	return blockkit.CheckMessage("", v)
}

// length is the length of an argument in code points: as it was sent, or, when
// it is a part of a JSON body, as JSON.
func (a args) length(name string) int {
	v, found := a.json[name]
	if !found {
		return utf8.RuneCountInString(a.form.Get(name))
	}
	if s, isText := v.(string); isText {
		return utf8.RuneCountInString(s)
	}
	return utf8.RuneCount(mustJSON(v))
}
