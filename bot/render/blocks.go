package render

import (
	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// Message is a message as Slack takes it. Text is a whole sentence: the
// notification, and what a screen reader says. It is escaped already; it must
// be sent without link_names and with parse "none".
type Message struct {
	Text   string        `json:"text"`
	Blocks []slack.Block `json:"blocks"`
}

// Slack's limits, in characters (code points) or items.
const (
	maxBlocks     = 50
	maxViewBlocks = 100
	maxSection    = 3000
	maxHeader     = 150
	maxButton     = 75
	maxOption     = 75

	maxButtonValue = 2000
	maxValue       = 150 // of an option
	maxTitle       = 24  // of a view, its submit and its close
	maxOverflow    = 5
	maxOptions     = 100
	maxChoices     = 10 // checkboxes
	maxLabel       = 2000
	maxHint        = 2000
	maxInput       = 3000
	maxConfirm     = 300
	mostButtons    = 4 // our own: more than that is a menu
)

// rich is a paragraph: lines under one another. Lines without content are left
// out; without any there is no paragraph.
func rich(lines ...line) slack.Block {
	elements := join("\n", lines...).elements()
	if len(elements) == 0 {
		return nil
	}
	return slack.NewRichTextBlock("", slack.NewRichTextSection(elements...))
}

// bullets is a list of lines.
func bullets(lines []line) slack.RichTextElement {
	var items []slack.RichTextElement
	for _, in := range lines {
		items = append(items, slack.NewRichTextSection(in.elements()...))
	}
	return slack.NewRichTextList(slack.RTEListBullet, 0, items...)
}

// row is a fact: its label and its value; a value without content gives no row.
func row(label string, value line) line {
	if value.empty() {
		return nil
	}
	return l(bold(l(label)), "  ", value)
}

func divider() slack.Block { return slack.NewDividerBlock() }

// note is small grey text.
func note(in line) slack.Block {
	return slack.NewContextBlock("", plainText(in, maxSection))
}

// plainText is a line where Slack takes no rich text. Emoji names in it stay as
// they were typed; our own emoji are characters there.
func plainText(in line, most int) *slack.TextBlockObject {
	s := clip(in.plain(), most)
	if s == "" {
		s = "–"
	}
	return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
}

func words1(s string, most int) *slack.TextBlockObject { return plainText(l(s), most) }

// button starts a click. Its label names what happens; the release is named to
// screen readers, for whom the buttons of a message are a list.
func button(c action.Click, label string) *slack.ButtonBlockElement {
	b := slack.NewButtonBlockElement(c.ID, c.Value(), words1(label, maxButton))
	if c.Release != 0 {
		b.AccessibilityLabel = clip(label+" "+c.Release.String(), maxButton)
	}
	return b
}

// verb says what a button does; a start that only a release manager's override
// makes possible says that something stands in the way.
func verb(w *words, f *workflow.ReleaseFacts, a workflow.Action) string {
	if a == workflow.ActStart && f.Anyway {
		return w.startAnyway
	}
	return w.verbs[a]
}

// option is a choice in a menu, a select or a list of boxes.
//
//go:noinline
func option(value string, label line) *slack.OptionBlockObject {
	return slack.NewOptionBlockObject(value, plainText(label, maxOption), nil)
}

// likely are the actions that bring a release on; the first button of a message
// is primary when it is one of them.
var likely = map[workflow.Action]bool{
	workflow.ActTriage: true, workflow.ActApprove: true, workflow.ActTake: true, workflow.ActStart: true,
	workflow.ActLive: true, workflow.ActResubmit: true,
}

func click(f *workflow.ReleaseFacts, a workflow.Action) action.Click {
	return action.Click{ID: action.ReleaseID(a), Release: f.Release.Number, Revision: f.Release.Revision}
}

func look(f *workflow.ReleaseFacts, id string) action.Click {
	return action.Click{ID: id, Release: f.Release.Number, Revision: f.Release.Revision}
}

// actions is the row of buttons for what can be done to a release: the likely
// ones as buttons, the rest and the looks behind a menu. Nil: nothing at all.
func actions(w *words, f *workflow.ReleaseFacts, can []workflow.Action, looks ...string) slack.Block {
	var known []workflow.Action
	for _, a := range can {
		if action.Clickable(a) {
			known = append(known, a)
		}
	}
	direct := len(known)
	if rest := maxOverflow - min(len(looks), 2); direct > mostButtons-1 {
		direct = mostButtons - 1
		if len(known)-direct > rest {
			direct = mostButtons
		}
	}
	var elements []slack.BlockElement
	for i, a := range known[:direct] {
		b := button(click(f, a), verb(w, f, a))
		if i == 0 && likely[a] && (a != workflow.ActStart || !f.Anyway) {
			b.Style = slack.StylePrimary
		}
		if a == workflow.ActClose {
			if !f.MustSayWhy() { // else it is asked why, in a modal
				b.Confirm = confirm(w, w.closeTitle, fill(w.closeText, f.Release.Number), w.verbs[a])
			}
		}
		elements = append(elements, b)
	}
	if more := menu(w, f, known[direct:], looks); more != nil {
		elements = append(elements, more)
	}
	if len(elements) == 0 {
		return nil
	}
	return slack.NewActionBlock("", elements...)
}

// menu is what is behind the three dots; a single look is a button.
func menu(w *words, f *workflow.ReleaseFacts, rest []workflow.Action, looks []string) slack.BlockElement {
	for len(looks) > 1 && len(looks)+len(rest) > maxOverflow {
		looks = looks[:len(looks)-1] // what can be done comes before what can also be typed, or is among the details
	}
	if len(rest) == 0 && len(looks) == 2 && looks[1] == action.SaveTemplate {
		looks = looks[:1] // a menu is not worth it: the details have it too
	}
	var options []*slack.OptionBlockObject
	for _, id := range looks {
		options = append(options, option(look(f, id).Option(), l(w.looks[id])))
	}
	for _, a := range rest {
		options = append(options, option(click(f, a).Option(), l(w.verbs[a])))
	}
	switch {
	case len(options) == 0:
		return nil
	case len(options) == 1 && len(looks) == 1:
		return button(look(f, looks[0]), w.looks[looks[0]])
	}
	return slack.NewOverflowBlockElement(action.More, options[:min(len(options), maxOverflow)]...)
}

func confirm(w *words, title string, text line, yes string) *slack.ConfirmationBlockObject {
	return slack.NewConfirmationBlockObject(words1(title, 100), plainText(text, maxConfirm), words1(yes, 30), words1(w.cancel, 30))
}

// build keeps a message within Slack's number of blocks, whatever its parts
// were: what does not fit is said to be left out.
func build(w *words, text line, blocks []slack.Block) Message {
	m := Message{Text: text.spoken(), Blocks: fold(w, blocks, maxBlocks)}
	if m.Text == "" {
		m.Text = w.unnamed
	}
	if len(m.Blocks) == 0 {
		m.Blocks = []slack.Block{rich(l(w.unnamed))}
	}
	return m
}

func fold(w *words, blocks []slack.Block, most int) []slack.Block {
	out := []slack.Block{}
	for _, b := range blocks {
		if b != nil {
			out = append(out, b)
		}
	}
	if len(out) > most {
		out = append(out[:most-1:most-1], note(l(w.leftOut)))
	}
	return out
}
