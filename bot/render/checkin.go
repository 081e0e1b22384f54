package render

import (
	"slices"
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// CheckIn asks one person how a release does, some time after its go-live. It is
// edited in place: it says what was answered, or that nobody did.
func CheckIn(loc workflow.Locale, f workflow.ReleaseFacts, lead time.Duration, person workflow.PersonID) Message {
	w := wordsOf(loc)
	c := about(w, &f, person)
	i := slices.IndexFunc(f.CheckIns, func(in workflow.CheckIn) bool { return in.Lead == lead })
	if i < 0 || f.Release.State != workflow.Live {
		head := l(emoji(stateEmoji[c.r.State]), " ", bold(c.ref()))
		said := l(w.after.checkMoot)
		if i >= 0 && f.CheckIns[i].Verdict != "" {
			said = c.checkSaid(f.CheckIns[i])
		}
		said = join(" ", said, c.status())
		return build(w, join(": ", c.ref(), said), []slack.Block{rich(head, said), actions(w, &f, nil, action.Details)})
	}
	in := f.CheckIns[i]
	head := fill(w.after.checkAsk, c.ref(), long(w, lead))
	lines := []line{l(emoji(stateEmoji[workflow.Live]), " ", bold(head))}
	silent := in.Verdict == "" && !f.Now.Before(in.At.Add(workflow.CheckInWait))
	switch {
	case in.Verdict != "":
		lines = append(lines, c.checkSaid(in))
	case silent:
		lines = append(lines, l(w.after.checkSilent))
	}
	lines = append(lines, row(w.after.labelWatch, c.watch()))
	text := head
	if in.Verdict != "" {
		text = join(": ", c.ref(), c.checkSaid(in))
	}
	return build(w, text, []slack.Block{rich(lines...), c.checkButtons(in)})
}

func (c card) checkSaid(in workflow.CheckIn) line {
	if in.By == c.viewer {
		return fill(c.w.after.checkYouSaid[in.Verdict], c.on(in.Said))
	}
	return fill(c.w.after.checkOther[in.Verdict], c.names().name(in.By), c.on(in.Said))
}

// checkButtons are the answers that are still worth giving, and the way back.
func (c card) checkButtons(in workflow.CheckIn) slack.Block {
	say := func(v workflow.Verdict, label string, n int) *slack.ButtonBlockElement {
		b := button(action.Click{ID: action.CheckIn, Release: c.r.Number, Item: workflow.CheckInAbout(in.Lead, v)}, label)
		b.ActionID = action.Nth(action.CheckIn, n)
		return b
	}
	var out []slack.BlockElement
	if in.Verdict != workflow.Stable {
		out = append(out, say(workflow.Stable, c.w.after.checkStable, 0).WithStyle(slack.StylePrimary))
	}
	if in.Verdict == "" {
		out = append(out, say(workflow.Watching, c.w.after.checkWatch, 1))
	}
	if slices.Contains(c.Actions, workflow.ActRollBack) {
		out = append(out, button(click(c.ReleaseFacts, workflow.ActRollBack), c.w.verbs[workflow.ActRollBack]))
	}
	out = append(out, button(look(c.ReleaseFacts, action.Details), c.w.looks[action.Details]))
	return slack.NewActionBlock("", out...)
}

// Rate asks one person how satisfied they are with a release, once. It is edited in
// place: it says what they answered.
func Rate(loc workflow.Locale, f workflow.ReleaseFacts, person workflow.PersonID) Message {
	w := wordsOf(loc)
	c := about(w, &f, person)
	all := f.Release.Ratings()
	if i := slices.IndexFunc(all, func(g workflow.Rating) bool { return g.By == person }); i >= 0 {
		said := fill(w.after.rateYou, all[i].Stars)
		lines := []line{l(bold(c.ref())), said}
		if all[i].Words != "" {
			lines = append(lines, l(paragraph(all[i].Words, reasonMax)))
		}
		why := button(action.Click{ID: action.RateWords, Release: c.r.Number, Item: workflow.RatingAbout(all[i].Stars)}, w.after.rateWhy)
		return build(w, join(": ", c.ref(), said), []slack.Block{rich(lines...), slack.NewActionBlock("", why)})
	}
	head := fill(w.after.rateAsk, c.ref())
	var figures []slack.BlockElement
	for n := 1; n <= workflow.MostStars; n++ {
		b := button(action.Click{ID: action.Rate, Release: c.r.Number, Item: workflow.RatingAbout(n)}, strconv.Itoa(n))
		b.ActionID = action.Nth(action.Rate, n)
		b.AccessibilityLabel = clip(w.after.rateNames[n-1]+" "+c.r.Number.String(), maxButton)
		figures = append(figures, b)
	}
	return build(w, head, []slack.Block{rich(bold(head), l(w.after.rateHow)), slack.NewActionBlock("", figures...)})
}

// RateForm asks why, and takes another figure.
func RateForm(loc workflow.Locale, f workflow.ReleaseFacts, m action.Modal) slack.ModalViewRequest {
	w := wordsOf(loc)
	c := about(w, &f, "").now()
	view := modal(w, action.RateModal, w.after.rateTitle, w.after.rateSend, m)
	var options []*slack.OptionBlockObject
	var chosen *slack.OptionBlockObject
	for n := 1; n <= workflow.MostStars; n++ {
		options = append(options, option(workflow.RatingAbout(n), l(w.after.rateNames[n-1])))
		if m.Task == workflow.RatingAbout(n) {
			chosen = options[n-1]
		}
	}
	say := w.after.rateFigure
	why := reasonInput(w.after.rateWords.label, w.after.rateWords.hint).(*slack.InputBlock)
	why.Optional = true
	view.Blocks.BlockSet = []slack.Block{rich(c.title()),
		slack.NewInputBlock(string(workflow.FieldStars), words1(say.label, maxLabel), nil, selectOf(w, action.FieldID(workflow.FieldStars, ""), say.placeholder, options, chosen)), why}
	return view
}
