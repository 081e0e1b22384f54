package render

import (
	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// packagePage is how many releases one page of a package shows.
const packagePage = 25

// Package is one window with its package as a private answer, page by page,
// from 1.
func Package(f workflow.WindowFacts, page int) Message {
	return fitting(packagePage, func(most int) Message { return packageOf(f, page, most) })
}

func packageOf(f workflow.WindowFacts, page, most int) Message {
	w := pack{&f}
	head := w.heading()
	pages := max(1, (len(f.Releases)+packagePage-1)/packagePage)
	page = min(max(1, page), pages)
	blocks := []slack.Block{rich(l(emoji(w.emoji()), " ", bold(head)), w.summary(), shifted(f.Slot)), divider()}
	here := f
	here.Releases = f.Releases[(page-1)*packagePage : min(len(f.Releases), page*packagePage)]
	blocks = append(blocks, pack{&here}.lines(most)...)
	if front := w.front(); !front.empty() {
		blocks = append(blocks, note(front))
	}
	return build(join(". ", head, w.summary()), append(blocks, w.together(), w.pages(page, pages)))
}

// pages are the ways to the pages before and after.
func (w pack) pages(page, pages int) slack.Block {
	var buttons []slack.BlockElement
	add := func(to int, label string) {
		c := action.Click{ID: action.Nth(action.ShowWindow, len(buttons)), Window: w.Slot.ID, Page: to}
		buttons = append(buttons, button(c, label))
	}
	if page > 1 {
		add(page-1, en.cal.previous)
	}
	if page < pages {
		add(page+1, fill(en.nextPage, page+1, pages).plain())
	}
	if len(buttons) == 0 {
		return nil
	}
	return slack.NewActionBlock("", buttons...)
}
