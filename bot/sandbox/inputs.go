package sandbox

import (
	"encoding/json"
	"fmt"
	"net/mail"
	"net/url"
	"strconv"
	"unicode/utf8"

	"drumbeat/bot/sandbox/blockkit"
)

// What Slack's own client checks before it sends a modal to its app.

// inputErrors are the fields of a view that are not filled in as they must be,
// with the sentence for the person, by block_id.
func inputErrors(v *view) map[string]string {
	out := map[string]string{}
	for _, e := range elementsOf(v.blocks) {
		if !e.input {
			continue
		}
		raw := v.values[e.blockID][e.actionID]
		if emptyValue(e.kind, raw) {
			if optional, _ := e.block["optional"].(bool); !optional {
				out[e.blockID] = "Please complete this required field."
			}
			continue
		}
		if bad := e.inputError(raw); bad != "" {
			out[e.blockID] = bad
		}
	}
	return out
}

func (e element) inputError(raw json.RawMessage) string {
	o, err := decodeObject(raw)
	if err != nil {
		return "That is not a value for this field."
	}
	s, _ := o[holders[e.kind].key].(string)
	switch e.kind {
	case "plain_text_input":
		return e.lengthError(s)
	case "email_text_input":
		if a, err := mail.ParseAddress(s); err != nil || a.Address != s {
			return "Please enter a valid email address."
		}
	case "url_text_input":
		if u, err := url.Parse(s); err != nil || u.Scheme == "" || u.Host == "" {
			return "Please enter a valid URL."
		}
	case "number_input":
		return e.numberError(s)
	}
	return e.tooMany(o)
}

func (e element) lengthError(s string) string {
	n := utf8.RuneCountInString(s)
	if least, ok := integer(e.def["min_length"]); ok && n < least {
		return fmt.Sprintf("Please enter at least %d characters.", least)
	}
	most, ok := integer(e.def["max_length"])
	if !ok {
		most = blockkit.MaxInitialValue
	}
	if n > most {
		return fmt.Sprintf("Please enter at most %d characters.", most)
	}
	return ""
}

func (e element) numberError(s string) string {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || !blockkit.IsNumber(s) {
		return "Please enter a number."
	}
	if e.def["is_decimal_allowed"] == false && !blockkit.IsWhole(s) {
		return "Please enter a whole number."
	}
	if lo, err := strconv.ParseFloat(str(e.def, "min_value"), 64); err == nil && f < lo {
		return "Please enter a number of at least " + str(e.def, "min_value") + "."
	}
	if hi, err := strconv.ParseFloat(str(e.def, "max_value"), 64); err == nil && f > hi {
		return "Please enter a number of at most " + str(e.def, "max_value") + "."
	}
	return ""
}

func integer(v any) (int, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	i, err := strconv.Atoi(n.String())
	return i, err == nil
}

// checkSuggestions checks the options an app answers an external select with.
func checkSuggestions(body object) error {
	return invalidBlocks("invalid_payload", blockkit.CheckOptions("", body))
}
