package render

import (
	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// WindowList is the private list of the windows around now. Those that have not
// opened yet can be changed by release managers, in the form of part.
func WindowList(loc workflow.Locale, f workflow.WindowListFacts, part string) Message {
	w := wordsOf(loc)
	head := l(w.pkg.windows)
	if f.System.Key != "" {
		head = join(" · ", head, l(typed(f.System.Name, nameMax)))
	}
	blocks := []slack.Block{rich(bold(l(emoji("calendar"), " ", head)))}
	if len(f.Windows) == 0 {
		blocks = append(blocks, rich(l(w.pkg.noWindows)))
	}
	a := almanac{CalendarFacts: &workflow.CalendarFacts{Now: f.Now}, w: w}
	for i := range f.Windows {
		win := &f.Windows[i]
		said := join("\n", l(zonedWindow(w, win.Slot), "  ", typed(win.Slot.Name, nameMax)), join(" · ", a.room(win), a.phase(win), a.marks(win), l(typed(w.say(win.Skipped), reasonMax))))
		section := slack.NewSectionBlock(plainText(said, maxSection), nil, nil)
		var b *slack.ButtonBlockElement
		switch {
		case f.Manager && f.Now.Before(win.Slot.Opens):
			b = button(action.Click{ID: action.SettingsItem, Part: part, Item: string(win.Slot.ID)}, w.pkg.change)
		case win.Taken > 0:
			b = button(action.Click{ID: action.ShowWindow, Window: win.Slot.ID}, w.looks[action.Show])
		}
		if b != nil {
			b.ActionID = action.Nth(b.ActionID, i)
			b.AccessibilityLabel = clip(b.Text.Text+" "+wallWindow(w, win.Slot), maxButton)
			section.Accessory = slack.NewAccessory(b)
		}
		blocks = append(blocks, section)
	}
	var row []slack.BlockElement
	if f.Manager {
		row = append(row, button(action.Click{ID: action.SettingsAdd, Part: part}, w.pkg.addWindow).WithStyle(slack.StylePrimary))
	}
	row = append(row, button(action.Click{ID: action.Calendar, System: f.System.Key}, w.cal.calendar))
	if choose := windowSystems(w, f); choose != nil {
		row = append(row, choose)
	}
	return build(w, head, append(blocks, slack.NewActionBlock("", row...)))
}

// windowSystems is the choice of a system; there is none where there is one.
func windowSystems(w *words, f workflow.WindowListFacts) slack.BlockElement {
	if len(f.Systems) < 2 {
		return nil
	}
	all := option(allSystems, l(w.cal.calendarAll))
	options, chosen := []*slack.OptionBlockObject{all}, all
	for _, s := range f.Systems {
		if value := (action.Click{System: s.Key}).Value(); len(value) <= maxValue && len(options) < mostOptions {
			o := option(value, l(typed(s.Name, labelMax(len(f.Systems)))))
			options = append(options, o)
			if s.Key == f.System.Key {
				chosen = o
			}
		}
	}
	return selectOf(w, action.Windows, w.cal.someSystem, options, chosen)
}

// allSystems is the value of the choice of no system; an option has to have one.
const allSystems = "p=1"
