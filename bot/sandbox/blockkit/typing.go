package blockkit

import (
	"strconv"
	"unicode/utf8"
)

// Elements into which a person types or puts files.

var dispatching = with(actionID, holding, rules{"focus_on_load": focus, "dispatch_action_config": dispatchConfig.check})

var typing = map[string]shape{
	"plain_text_input": {
		fields: with(dispatching, rules{
			"initial_value": text(0, MaxInitialValue), "multiline": flag,
			"min_length": number(MinInputMinLength, MaxInputMinLength), "max_length": number(MinInputMaxLength, MaxInputMaxLength),
		}),
		more: checkLengths,
	},
	"email_text_input": {fields: with(dispatching, rules{"initial_value": text(0, MaxInitialValue)})},
	"url_text_input":   {fields: with(dispatching, rules{"initial_value": text(0, MaxInitialValue)})},
	"number_input": {
		fields: with(dispatching, rules{"is_decimal_allowed": flag, "initial_value": numeric, "min_value": numeric, "max_value": numeric}),
		need:   []string{"is_decimal_allowed"}, more: checkNumbers,
	},
	"file_input": {fields: with(actionID, rules{"filetypes": list(MinElements, unlimited, word), "max_files": number(MinFiles, MaxFiles)})},
}

var richInput = map[string]shape{
	"rich_text_input": {
		fields: with(dispatching, rules{
			"initial_value": anyOf(map[string]shape{"rich_text": richText}),
			"min_lines":     number(MinRichMinLines, MaxRichMinLines), "max_lines": number(MinRichMaxLines, MaxRichMaxLines),
		}),
		need: []string{"action_id"},
	},
}

func checkLengths(c *checker, at string, o object) {
	shortest, hasMin := integer(o["min_length"])
	longest, hasMax := integer(o["max_length"])
	if hasMin && hasMax && shortest > longest {
		c.fail(at+"/min_length", object{"type": "max", "expected": longest}, "min_length must not be greater than max_length")
	}
	if n := utf8.RuneCountInString(str(o, "initial_value")); hasMax && n > longest {
		c.fail(at+"/initial_value", object{"type": "max_length", "expected": longest}, "must be less than %d characters", longest+1)
	}
}

func checkNumbers(c *checker, at string, o object) {
	whole := o["is_decimal_allowed"] == false
	values := map[string]float64{}
	for _, name := range []string{"min_value", "initial_value", "max_value"} {
		s := str(o, name)
		if s == "" || !IsNumber(s) {
			continue
		}
		if whole && !IsWhole(s) {
			c.fail(at+"/"+name, object{"type": "pattern", "expected": integerPattern.String()}, "must be a whole number")
		}
		if f, err := strconv.ParseFloat(s, 64); err == nil {
			values[name] = f
		}
	}
	lo, hasMin := values["min_value"]
	hi, hasMax := values["max_value"]
	if hasMin && hasMax && lo > hi {
		c.fail(at+"/min_value", object{"type": "max"}, "min_value must not be greater than max_value")
	}
	if first, given := values["initial_value"]; given && (hasMin && first < lo || hasMax && first > hi) {
		c.fail(at+"/initial_value", object{"type": "range"}, "initial_value must be between min_value and max_value")
	}
}
