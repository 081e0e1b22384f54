package sandbox

import (
	"fmt"

	"drumbeat/bot/sandbox/blockkit"
)

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
		if v != nil && len(mustJSON(v)) > blockkit.MaxValidate {
			return nil, badArgument(fmt.Sprintf("must be less than %d characters", blockkit.MaxValidate+1), "/"+name)
		}
		problems := validateOne(name, v)
		if len(problems) == 0 {
			return object{}, nil
		}
		return nil, &apiError{code: "invalid_" + name, errs: problems, what: problems[0].Message, pointer: problems[0].Pointer}
	}
	return nil, badArgument("one of blocks, view and message is needed", "")
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
