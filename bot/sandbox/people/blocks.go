package people

import "encoding/json"

// Block Kit as far as a reader needs it. What is not named here is shown as a
// note by render.go.

type textObject struct {
	Type     string `json:"type"`
	Text     string `json:"text"`
	Verbatim bool   `json:"verbatim,omitempty"`
}

type option struct {
	Text        *textObject `json:"text"`
	Description *textObject `json:"description,omitempty"`
	Value       string      `json:"value"`
	URL         string      `json:"url,omitempty"`
}

type optionGroup struct {
	Label   *textObject `json:"label"`
	Options []option    `json:"options"`
}

type block struct {
	Type     string       `json:"type"`
	BlockID  string       `json:"block_id"`
	Text     *blockText   `json:"text"`
	Fields   []textObject `json:"fields"`
	Elements []element    `json:"elements"`

	Accessory *element    `json:"accessory"`
	Label     *textObject `json:"label"`
	Hint      *textObject `json:"hint"`
	Element   *element    `json:"element"`
	Optional  bool        `json:"optional"`
	Dispatch  bool        `json:"dispatch_action"`
	AltText   string      `json:"alt_text"`
	Rows      [][]cell    `json:"rows"`
	framed
}

// blockText is a text object, or in a markdown block a plain string.
type blockText struct{ textObject }

// element is an interactive element, an image or text of a context block, or a
// part of rich text.
type element struct {
	Type     string `json:"type"`
	ActionID string `json:"action_id"`
	// Text is a text object, or a string in rich text and context blocks.
	Text        *blockText    `json:"text"`
	Verbatim    bool          `json:"verbatim,omitempty"`
	Value       string        `json:"value"`
	URL         string        `json:"url"`
	AltText     string        `json:"alt_text"`
	Placeholder *textObject   `json:"placeholder"`
	Options     []option      `json:"options"`
	Groups      []optionGroup `json:"option_groups"`
	Confirm     *confirm      `json:"confirm"`
	Positive    *element      `json:"positive_button"`
	Negative    *element      `json:"negative_button"`
	Multiline   bool          `json:"multiline"`
	Trigger     *struct {
		On []string `json:"trigger_actions_on"`
	} `json:"dispatch_action_config"`

	Elements  []element `json:"elements"`
	Style     any       `json:"style"` // a word for buttons and lists, an object for rich text
	Indent    int       `json:"indent"`
	Offset    int       `json:"offset"`
	UserID    string    `json:"user_id"`
	GroupID   string    `json:"usergroup_id"`
	ChannelID string    `json:"channel_id"`
	Range     string    `json:"range"`
	Name      string    `json:"name"`
	Timestamp int64     `json:"timestamp"`
	Format    string    `json:"format"`
	Fallback  string    `json:"fallback"`
}

type confirm struct {
	Title *textObject `json:"title"`
	Text  *textObject `json:"text"`
	Yes   *textObject `json:"confirm"`
	No    *textObject `json:"deny"`
}

// cell is a cell of a table: raw text, a number, rich text or a button.
type cell struct {
	Type     string      `json:"type"`
	Text     string      `json:"text"`
	Number   json.Number `json:"value"`
	Elements []element   `json:"elements"`
	Element  *element    `json:"element"` // a button in a data table
}

// choices are all options of an element, those in groups too.
func (e *element) choices() []option {
	out := e.Options
	for _, g := range e.Groups {
		out = append(out[:len(out):len(out)], g.Options...)
	}
	return out
}

// interactive are the elements of a block that one can click or fill in.
func (b *block) interactive() []*element {
	var out []*element
	switch b.Type {
	case "input":
		if b.Element != nil {
			out = append(out, b.Element)
		}
	case "section":
		if b.Accessory != nil && b.Accessory.ActionID != "" {
			out = append(out, b.Accessory)
		}
	case "actions", "context_actions":
		for i := range b.Elements {
			out = append(out, &b.Elements[i])
		}
	case "card":
		for i := range b.Actions {
			out = append(out, &b.Actions[i])
		}
	case "data_table":
		for _, row := range b.Rows {
			for i := range row {
				if row[i].Element != nil {
					out = append(out, row[i].Element)
				}
			}
		}
	}
	return out
}

// UnmarshalJSON accepts a text object and a bare string, which stands for
// literal text.
func (t *blockText) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] == '"' {
		t.Type = "raw"
		return json.Unmarshal(raw, &t.Text)
	}
	return json.Unmarshal(raw, &t.textObject)
}

// decodeBlocks reads blocks as far as it knows them. The sandbox has checked
// them; what it still cannot read is shown as one note.
func decodeBlocks(raw json.RawMessage) []block {
	if len(raw) == 0 {
		return nil
	}
	out, err := flatten(raw)
	if err != nil {
		return []block{{Type: "unreadable"}}
	}
	return out
}
