package people

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"drumbeat/bot/sandbox"
)

// reader renders what one person sees. now is in that person's zone.
type reader struct {
	state sandbox.State
	now   time.Time
}

func (p *Person) reader() reader {
	p.w.t.Helper()
	s := p.w.state(p.id)
	return reader{state: s, now: moment(s.Now).In(p.zone)}
}

func (r reader) user(id string) string {
	for _, u := range r.state.Users {
		if u.ID == id {
			return u.Name
		}
	}
	return id
}

// shown is the name above a person's messages.
func (r reader) shown(id string) string {
	for _, u := range r.state.Users {
		if u.ID == id {
			return orElse(u.RealName, u.Name)
		}
	}
	return id
}

func (r reader) channel(id, label string) string {
	for _, c := range r.state.Channels {
		if c.ID == id {
			return c.Name
		}
	}
	return orElse(label, "private-channel")
}

func (r reader) group(id, label string) string {
	for _, g := range r.state.Groups {
		if g.ID == id {
			return g.Handle
		}
	}
	return orElse(strings.TrimPrefix(label, "@"), id)
}

// mrkdwn renders message text: marks are gone, mentions are names, dates are read.
func (r reader) mrkdwn(text string, verbatim bool) string {
	return r.nodes(parse(text, verbatim))
}

func (r reader) nodes(nodes []node) string {
	var b strings.Builder
	for _, n := range nodes {
		alone := n.Kind == "quote" || n.Kind == "pre"
		if alone && b.Len() > 0 && !strings.HasSuffix(b.String(), "\n") {
			b.WriteByte('\n')
		}
		b.WriteString(r.node(n))
		if alone {
			b.WriteByte('\n')
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func (r reader) node(n node) string {
	switch n.Kind {
	case "text", "code":
		return n.Text
	case "br":
		return "\n"
	case "quote":
		return indent("> ", r.nodes(n.Children))
	case "pre":
		return indent("  ", n.Text)
	case "link":
		return link(r.nodes(n.Children), n.URL)
	case "user":
		return "@" + r.user(n.ID)
	case "channel":
		return "#" + r.channel(n.ID, n.Label)
	case "group":
		return "@" + r.group(n.ID, n.Label)
	case "broadcast":
		return "@" + n.Range
	case "date":
		return formatDate(n.Unix, n.Format, r.now)
	case "emoji":
		return ":" + n.Name + ":"
	}
	return r.nodes(n.Children)
}

func link(label, url string) string {
	if label == url || label == "" || schemeMark.ReplaceAllString(url, "") == label {
		return orElse(label, url)
	}
	return label + " (" + url + ")"
}

func indent(with, text string) string {
	return with + strings.ReplaceAll(text, "\n", "\n"+with)
}

// text renders a text object.
func (r reader) text(t *textObject) string {
	if t == nil {
		return ""
	}
	if t.Type == "mrkdwn" {
		return r.mrkdwn(t.Text, t.Verbatim)
	}
	return t.Text
}

func (r reader) raw(raw json.RawMessage) string {
	var t textObject
	if len(raw) == 0 || json.Unmarshal(raw, &t) != nil {
		return ""
	}
	return r.text(&t)
}

// blocks renders blocks to lines; form holds what was filled in, errors what
// was refused, by block_id.
func (r reader) blocks(blocks []block, form values, errors map[string]string) []string {
	var out []string
	for i := range blocks {
		b := &blocks[i]
		out = append(out, strings.Split(r.block(b, form), "\n")...)
		if e := errors[b.BlockID]; e != "" {
			out = append(out, "  ! "+e)
		}
	}
	return out
}

func (r reader) block(b *block, form values) string {
	var text *textObject
	if b.Text != nil {
		text = &b.Text.textObject
	}
	switch b.Type {
	case "section":
		var lines []string
		if b.Text != nil {
			lines = append(lines, r.text(text))
		}
		for i := range b.Fields {
			lines = append(lines, r.text(&b.Fields[i]))
		}
		if b.Accessory != nil {
			lines = append(lines, r.element(b, b.Accessory, form))
		}
		return strings.Join(lines, "\n")
	case "header", "markdown", "alert":
		return r.text(text)
	case "divider":
		return "---"
	case "context":
		return r.elements(b, form, "  ")
	case "actions", "context_actions":
		return r.elements(b, form, " ")
	case "input":
		if b.Element != nil {
			return r.input(b, form)
		}
	case "image", "video":
		return "(picture: " + b.AltText + ")"
	case "rich_text":
		return r.rich(b.Elements)
	case "table":
		return r.table(b)
	}
	if said, known := r.frame(b, form); known {
		return said
	}
	return "(" + b.Type + " cannot be shown)"
}

func (r reader) elements(b *block, form values, between string) string {
	var parts []string
	for i := range b.Elements {
		parts = append(parts, r.element(b, &b.Elements[i], form))
	}
	return strings.Join(parts, between)
}

// label is what an element is called on the screen.
func (r reader) label(e *element) string {
	if e.Text != nil {
		return r.text(&e.Text.textObject)
	}
	return r.text(e.Placeholder)
}

func (r reader) element(b *block, e *element, form values) string {
	switch e.Type {
	case "mrkdwn", "plain_text": // in a context block
		if e.Text == nil {
			return ""
		}
		return r.text(&textObject{Type: e.Type, Text: e.Text.Text, Verbatim: e.Verbatim})
	case "image":
		return "(picture: " + e.AltText + ")"
	case "button", "workflow_button", "icon_button":
		return "[" + r.label(e) + "]"
	case "feedback_buttons":
		return "[" + r.label(e.Positive) + "] [" + r.label(e.Negative) + "]"
	case "overflow":
		var names []string
		for _, o := range e.Options {
			names = append(names, r.text(o.Text))
		}
		return "[... " + strings.Join(names, " | ") + "]"
	case "checkboxes", "radio_buttons":
		return r.ticks(e, form.of(b, e))
	}
	if v := r.value(form.of(b, e)); v != "" {
		return "[" + v + "]"
	}
	return "[" + orElse(r.label(e), e.Type) + "]"
}

// input renders "Label: value".
func (r reader) input(b *block, form values) string {
	label := r.text(b.Label)
	if b.Optional {
		label += " (optional)"
	}
	out := label + ": " + orElse(r.value(form.of(b, b.Element)), "…")
	if b.Element.Type == "checkboxes" || b.Element.Type == "radio_buttons" {
		out = label + ": " + r.ticks(b.Element, form.of(b, b.Element))
	}
	if b.Hint != nil {
		out += "\n  " + r.text(b.Hint)
	}
	return out
}

func (r reader) ticks(e *element, have map[string]any) string {
	marks := [2]string{"[ ] ", "[x] "}
	if e.Type == "radio_buttons" {
		marks = [2]string{"( ) ", "(x) "}
	}
	chosen := map[string]bool{}
	for _, o := range optionsIn(have) {
		chosen[o.Value] = true
	}
	var parts []string
	for _, o := range e.Options {
		mark := marks[0]
		if chosen[o.Value] {
			mark = marks[1]
		}
		parts = append(parts, mark+r.text(o.Text))
	}
	return strings.Join(parts, "  ")
}

func (r reader) table(b *block) string {
	var rows []string
	for _, row := range b.Rows {
		var cells []string
		for _, c := range row {
			switch {
			case c.Type == "rich_text":
				cells = append(cells, r.rich(c.Elements))
			case c.Element != nil:
				cells = append(cells, r.element(b, c.Element, nil))
			default:
				cells = append(cells, orElse(c.Text, c.Number.String()))
			}
		}
		rows = append(rows, strings.Join(cells, " | "))
	}
	return strings.Join(rows, "\n")
}

// rich renders the parts of a rich text.
func (r reader) rich(parts []element) string {
	var lines []string
	for _, part := range parts {
		switch part.Type {
		case "rich_text_list":
			for i, item := range part.Elements {
				mark := "• "
				if part.Style == "ordered" {
					mark = fmt.Sprintf("%d. ", part.Offset+i+1)
				}
				lines = append(lines, strings.Repeat("  ", part.Indent)+mark+r.richLine(item.Elements))
			}
		case "rich_text_quote":
			lines = append(lines, indent("> ", r.richLine(part.Elements)))
		case "rich_text_preformatted":
			lines = append(lines, indent("  ", r.richLine(part.Elements)))
		default:
			lines = append(lines, strings.TrimSuffix(r.richLine(part.Elements), "\n"))
		}
	}
	return strings.Join(lines, "\n")
}

func (r reader) richLine(elements []element) string {
	var b strings.Builder
	for _, e := range elements {
		text := ""
		if e.Text != nil {
			text = e.Text.Text
		}
		switch e.Type {
		case "text":
			b.WriteString(text)
		case "link":
			b.WriteString(link(orElse(text, e.URL), e.URL))
		case "user":
			b.WriteString("@" + r.user(e.UserID))
		case "usergroup":
			b.WriteString("@" + r.group(e.GroupID, ""))
		case "channel":
			b.WriteString("#" + r.channel(e.ChannelID, ""))
		case "broadcast":
			b.WriteString("@" + e.Range)
		case "emoji":
			b.WriteString(":" + e.Name + ":")
		case "date":
			b.WriteString(formatDate(e.Timestamp, orElse(e.Format, "{date}"), r.now))
		default:
			b.WriteString("(" + e.Type + ")")
		}
	}
	return b.String()
}
