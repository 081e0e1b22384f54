package blockkit

// Views: modals and Home tabs.

var viewFields = rules{
	"blocks":           func(c *checker, at string, v any) { c.checkBlocks(at, v) },
	"private_metadata": text(0, MaxPrivateMetadata),
	"callback_id":      text(0, MaxCallbackID),
	"external_id":      text(0, MaxExternalID),
}

var viewShapes = map[Surface]shape{
	Modal: {
		fields: with(viewFields, rules{
			"title": plain(MaxViewTitle), "submit": plain(MaxViewSubmit), "close": plain(MaxViewClose), "clear_on_close": flag, "notify_on_close": flag,
		}),
		need: []string{"title", "blocks"},
		more: func(c *checker, _ string, o object) {
			if c.input != "" && o["submit"] == nil { // Slack points into the block, at a member that is not there
				c.fail(c.input+"/input", object{"type": "required", "field": "submit"}, "must define `submit` to use an `input` block in modals")
			}
		},
	},
	Home: {fields: with(viewFields), need: []string{"blocks"}},
}

// CheckView checks a view that must be of one of the kinds: Modal, Home. A view
// that is one of them and wrong inside has, as in Slack, a first problem that
// says so of the whole; Telling skips it.
func CheckView(at string, v any, kinds ...Surface) []Problem {
	o, ok := v.(object)
	kind := Surface(str(o, "type"))
	c := newChecker(kind)
	t, given := o["type"]
	_, isText := t.(string)
	switch {
	case !ok:
		c.wrongType(at, "an object")
	case !given:
		for _, name := range []string{"title", "blocks", "type"} {
			if _, given := o[name]; !given {
				c.missing(at, name)
			}
		}
	case !isText:
		c.wrongType(at+"/type", "a string")
	case !among(kinds, kind):
		c.fail(at+"/type", object{"type": "enum", "expected": kinds}, "unsupported type: %s", kind)
	default:
		c.union(at, func() { viewShapes[kind].check(c, at, o) })
	}
	return c.problems
}

func among(kinds []Surface, kind Surface) bool {
	for _, k := range kinds {
		if k == kind {
			return viewShapes[kind].fields != nil
		}
	}
	return false
}
