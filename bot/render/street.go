package render

import (
	"time"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// How much of the streets one message shows. Up to so many environments each has
// its buttons; of more the systems have one.
const (
	placesInFull  = 6
	systemsShown  = 20
	comingShown   = 3
	comingOfOne   = 10
	placesOfOne   = 20
	ownBackShown  = 2
	releasesShown = 50
)

// Streets answers who has which environment now, until when, and who comes next.
// only: it was asked for one system.
func Streets(loc workflow.Locale, fs []workflow.StreetFacts, only bool) Message {
	w := wordsOf(loc)
	places := 0
	for _, f := range fs {
		places += len(f.Places)
	}
	if places == 0 {
		said := l(w.streetNone)
		if only && len(fs) == 1 {
			said = fill(w.streetNoneOf, typed(fs[0].System.Name, nameMax))
		}
		return build(w, said, []slack.Block{rich(said)})
	}
	if only {
		return oneStreet(w, &fs[0])
	}
	return fitting(min(len(fs), systemsShown), func(most int) Message {
		blocks := []slack.Block{slack.NewHeaderBlock(words1(w.streetHead, maxHeader))}
		for i := range fs[:most] {
			blocks = append(blocks, streetOf(w, &fs[i], places <= placesInFull)...)
		}
		if more := len(fs) - most; more > 0 {
			blocks = append(blocks, note(fill(w.andOthers, more)))
		}
		return build(w, streetSummary(w, fs), blocks)
	})
}

// streetSummary is what a screen reader says: who has what now.
func streetSummary(w *words, fs []workflow.StreetFacts) line {
	var held []line
	for i := range fs {
		for _, p := range fs[i].Places {
			if p.Holder != nil && len(held) < 3 {
				held = append(held, l(typed(p.Name, nameMax), ": ", heldBy(w, p.Holder)))
			}
		}
	}
	return join(": ", l(w.streetHead), join("; ", held...))
}

// oneStreet shows the environments of one system, with more of who comes next.
func oneStreet(w *words, f *workflow.StreetFacts) Message {
	return fitting(min(len(f.Places), placesOfOne), func(most int) Message {
		blocks := []slack.Block{slack.NewHeaderBlock(plainText(l(typed(f.System.Name, nameMax)), maxHeader))}
		for i := range f.Places[:most] {
			blocks = append(blocks, placeOf(w, f, &f.Places[i], comingOfOne)...)
		}
		if more := len(f.Places) - most; more > 0 {
			blocks = append(blocks, note(fill(w.andOthers, more)))
		}
		return build(w, streetSummary(w, []workflow.StreetFacts{*f}), blocks)
	})
}

// streetOf shows the environments of one system among others: in full each
// with its buttons, else a line each.
func streetOf(w *words, f *workflow.StreetFacts, full bool) []slack.Block {
	name := bold(l(typed(f.System.Name, nameMax)))
	if full {
		blocks := []slack.Block{divider(), rich(name)}
		for i := range f.Places {
			blocks = append(blocks, placeOf(w, f, &f.Places[i], comingShown)...)
		}
		return blocks
	}
	lines := []line{name}
	for i := range f.Places[:min(len(f.Places), comingOfOne)] {
		p := &f.Places[i]
		lines = append(lines, join("  ", bold(l(typed(p.Name, nameMax))), join(", ", whoHas(w, p), after(w, p, 1))))
	}
	if more := len(f.Places) - comingOfOne; more > 0 {
		lines = append(lines, fill(w.andOthers, more))
	}
	return []slack.Block{rich(lines...), slack.NewActionBlock("",
		button(action.Click{ID: action.EnvBook, Environment: street(f)}, w.streetBook),
		button(action.Click{ID: action.EnvShow, Environment: street(f)}, w.streetShow))}
}

// placeOf shows one environment with its buttons.
func placeOf(w *words, f *workflow.StreetFacts, p *workflow.PlaceFacts, most int) []slack.Block {
	lines := []line{join("  ", bold(l(typed(p.Name, nameMax))), whoHas(w, p)), purpose(w, p.Holder), after(w, p, most)}
	if p.Role != "" {
		lines = append(lines, capital(fill(w.streetSigns, typed(p.Role, nameMax))))
	}
	return []slack.Block{rich(lines...), slack.NewActionBlock("", placeButtons(w, f, p)...)}
}

func street(f *workflow.StreetFacts) workflow.EnvironmentID {
	return workflow.MakeEnvironmentID(f.System.Key, "")
}

// whoHas says whether an environment is free, and if not who has it.
func whoHas(w *words, p *workflow.PlaceFacts) line {
	switch {
	case p.Holder != nil:
		return heldBy(w, p.Holder)
	case !p.Since.IsZero():
		return fill(w.streetFreeSince, on(w, p.Since, ""))
	}
	return l(w.streetFree)
}

func heldBy(w *words, b *workflow.BookingFacts) line {
	return fill(w.streetHeld, typed(b.Name(b.By), nameMax), on(w, b.Until(), b.Zone))
}

// purpose says what a booking is for.
func purpose(w *words, b *workflow.BookingFacts) line {
	if b == nil {
		return nil
	}
	var what line
	if b.Release != 0 {
		what = fill(w.streetFor, l(b.Release, " ", typed(b.Title, nameMax)))
	}
	return join(" · ", what, l(typed(b.Why, titleMax)))
}

// after says who comes next.
func after(w *words, p *workflow.PlaceFacts, most int) line {
	var out []line
	for i := range p.Coming[:min(len(p.Coming), most)] {
		b := &p.Coming[i]
		what := line(nil)
		if b.Release != 0 {
			what = fill(w.streetFor, b.Release)
		}
		out = append(out, join(" ", fill(w.streetNext, typed(b.Name(b.By), nameMax), between(w, b.From, b.Until(), b.Zone)), what))
	}
	if more := len(p.Coming) - most; more > 0 {
		out = append(out, fill(w.streetMore, more))
	}
	return join("\n", out...)
}

// between is a span of time: the end of one that ends the same day is a time.
func between(w *words, from, to time.Time, zone string) line {
	end := on(w, to, zone)
	if to.Sub(from) < 12*time.Hour {
		end = clock(w, to, zone)
	}
	return l(on(w, from, zone), "–", end)
}

// placeButtons are what the reader can do with an environment: book it, keep on
// or give back what is theirs, and a release manager anybody's.
func placeButtons(w *words, f *workflow.StreetFacts, p *workflow.PlaceFacts) []slack.BlockElement {
	out := []slack.BlockElement{button(action.Click{ID: action.EnvBook, Environment: p.ID}, fill(w.streetBookOne, typed(p.Name, 40)).plain())}
	if b := p.Holder; b != nil && (b.Mine || f.Manager) {
		out = append(out, bookingButtons(w, b)...)
	}
	own := 0
	for i := range p.Coming {
		if b := &p.Coming[i]; (b.Mine || f.Manager) && own < ownBackShown && len(out) < mostButtons {
			own++
			c := action.Click{ID: action.Nth(action.EnvBack, own), Environment: b.Place, Booking: b.ID}
			out = append(out, button(c, fill(w.streetBackOf, onDay(w, b.From, b.Zone)).plain()))
		}
	}
	return out
}

func onDay(w *words, t time.Time, zone string) line { return l(on(w, t, zone)) }

func bookingButtons(w *words, b *workflow.BookingFacts) []slack.BlockElement {
	return []slack.BlockElement{
		button(action.Click{ID: action.EnvExtend, Environment: b.Place, Booking: b.ID}, w.streetExtend),
		button(action.Click{ID: action.EnvBack, Environment: b.Place, Booking: b.ID}, w.streetBack),
	}
}

// BookForm books an environment.
func BookForm(loc workflow.Locale, f workflow.BookFacts, m action.Modal) slack.ModalViewRequest {
	w := wordsOf(loc)
	view := modal(w, action.BookModal, w.bookTitle, w.bookSend, m)
	where := slack.NewOptionsGroupSelectBlockElement(slack.OptTypeStatic, words1(w.bookChoose, 150), action.FieldID(workflow.FieldEnvironment, ""))
	for i := range f.Streets[:min(len(f.Streets), maxOptions)] {
		s := &f.Streets[i]
		var options []*slack.OptionBlockObject
		for _, p := range s.Places[:min(len(s.Places), maxOptions)] {
			if len(p.ID) > maxValue {
				continue
			}
			o := option(string(p.ID), l(typed(s.System.Name, 40), ": ", typed(p.Name, 30)))
			options = append(options, o)
			if p.ID == f.Chosen {
				where.InitialOption = o
			}
		}
		if len(options) > 0 {
			where.OptionGroups = append(where.OptionGroups, slack.NewOptionGroupBlockElement(words1(oneLine(s.System.Name), maxOption), options...))
		}
	}
	none := option(action.NoRelease, l(w.bookNoRelease))
	choices, chosen := []*slack.OptionBlockObject{none}, (*slack.OptionBlockObject)(nil)
	for _, r := range f.Mine[:min(len(f.Mine), releasesShown)] {
		o := option(releaseValue(r.Number), l(r.Number, " ", typed(r.Request.Title, titleMax)))
		choices = append(choices, o)
		if r.Number == f.Release {
			chosen = o
		}
	}
	release := slack.NewInputBlock(string(workflow.FieldRelease), words1(w.bookRelease, maxLabel), words1(w.bookHint, maxHint),
		selectOf(w, action.FieldID(workflow.FieldRelease, ""), w.bookRelease, choices, chosen)).WithOptional(true)
	why := &slack.PlainTextInputBlockElement{Type: slack.METPlainTextInput, ActionID: action.FieldID(workflow.FieldReason, ""), MaxLength: maxInput}
	view.Blocks.BlockSet = []slack.Block{
		slack.NewInputBlock(string(workflow.FieldEnvironment), words1(w.bookWhere, maxLabel), nil, where),
		slack.NewInputBlock(string(workflow.FieldFrom), words1(w.bookFrom, maxLabel), words1(w.bookZone, maxHint), action.MomentPicker(workflow.FieldFrom, f.From)),
		slack.NewInputBlock(string(workflow.FieldTo), words1(w.bookTo, maxLabel), nil, action.MomentPicker(workflow.FieldTo, f.To)),
		release,
		slack.NewInputBlock(string(workflow.FieldReason), words1(w.bookWhy, maxLabel), words1(w.bookWhyHint, maxHint), why).WithOptional(true),
	}
	return view
}

func releaseValue(n workflow.Number) string { return l(int(n)).plain() }

// ExtendForm asks until when a booking is kept.
func ExtendForm(loc workflow.Locale, f workflow.BookingFacts, m action.Modal) slack.ModalViewRequest {
	w := wordsOf(loc)
	view := modal(w, action.ExtendModal, w.extendTitle, w.extendSend, m)
	to := f.To
	if to.Before(f.Now) {
		to = f.Now.Truncate(time.Minute)
	}
	view.Blocks.BlockSet = []slack.Block{
		rich(fill(w.extendHead, typed(f.Environment, nameMax), typed(f.System, nameMax), on(w, f.To, f.Zone)), comes(w, &f)),
		slack.NewInputBlock(string(workflow.FieldTo), words1(w.extendUntil, maxLabel), words1(w.bookZone, maxHint), action.MomentPicker(workflow.FieldTo, to)),
	}
	return view
}
