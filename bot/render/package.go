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
func Package(loc workflow.Locale, f workflow.WindowFacts, page int) Message {
	w := wordsOf(loc)
	return fitting(packagePage, func(most int) Message { return packageOf(w, f, page, most) })
}

func packageOf(w *words, f workflow.WindowFacts, page, most int) Message {
	p := pack{&f, w}
	head := p.heading()
	pages := max(1, (len(f.Releases)+packagePage-1)/packagePage)
	page = min(max(1, page), pages)
	blocks := []slack.Block{rich(l(emoji(p.emoji()), " ", bold(head)), p.summary(), shifted(w, f.Slot)), divider()}
	here := f
	here.Releases = f.Releases[(page-1)*packagePage : min(len(f.Releases), page*packagePage)]
	blocks = append(blocks, pack{&here, w}.lines(most)...)
	if front := p.front(); !front.empty() {
		blocks = append(blocks, note(front))
	}
	return build(w, join(". ", head, p.summary()), append(blocks, p.together(), p.pages(page, pages)))
}

// pages are the ways to the pages before and after.
func (p pack) pages(page, pages int) slack.Block {
	var buttons []slack.BlockElement
	add := func(to int, label string) {
		c := action.Click{ID: action.Nth(action.ShowWindow, len(buttons)), Window: p.Slot.ID, Page: to}
		buttons = append(buttons, button(c, label))
	}
	if page > 1 {
		add(page-1, p.w.cal.previous)
	}
	if page < pages {
		add(page+1, fill(p.w.nextPage, page+1, pages).plain())
	}
	if len(buttons) == 0 {
		return nil
	}
	return slack.NewActionBlock("", buttons...)
}
