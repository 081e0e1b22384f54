package render

import "encoding/json"

// mostSaid is how much the blocks of a message may say together before Slack
// refuses it with msg_blocks_too_long. Slack publishes no number; apps have
// measured 13,200 characters.
const mostSaid = 13_200

// fitting makes a message of many parts with as many of them as Slack takes: a
// message that is refused tells nobody anything. Parts of usual length all fit.
func fitting(most int, with func(most int) Message) Message {
	for {
		m := with(most)
		if most == 1 || said(m) <= mostSaid {
			return m
		}
		most /= 2
	}
}

// said counts what the blocks of a message say, as it travels.
func said(m Message) int {
	raw, err := json.Marshal(m.Blocks)
	if err != nil {
		return 0 // nothing of ours does not encode; sending it would say so
	}
	if len(raw) <= mostSaid { // with all that is no text
		return 0
	}
	var blocks any
	if json.Unmarshal(raw, &blocks) != nil {
		return 0
	}
	return textIn(blocks)
}

func textIn(v any) int {
	n := 0
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			n += textIn(e)
		}
	case map[string]any:
		for key, e := range v {
			if s, ok := e.(string); ok && key == "text" {
				for _, r := range s {
					n += sent(r)
				}
				continue
			}
			n += textIn(e)
		}
	}
	return n
}
