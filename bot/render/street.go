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
func Streets(fs []workflow.StreetFacts, only bool) Message {
	places := 0
	for _, f := range fs {
		places += len(f.Places)
	}
	if places == 0 {
		said := l(en.streetNone)
		if only && len(fs) == 1 {
			said = fill(en.streetNoneOf, typed(fs[0].System.Name, nameMax))
		}
		return build(said, []slack.Block{rich(said)})
	}
	if only {
		return oneStreet(&fs[0])
	}
	return fitting(min(len(fs), systemsShown), func(most int) Message {
		blocks := []slack.Block{slack.NewHeaderBlock(words1(en.streetHead, maxHeader))}
		for i := range fs[:most] {
			blocks = append(blocks, streetOf(&fs[i], places <= placesInFull)...)
		}
		if more := len(fs) - most; more > 0 {
			blocks = append(blocks, note(fill(en.andOthers, more)))
		}
		return build(streetSummary(fs), blocks)
	})
}

// streetSummary is what a screen reader says: who has what now.
func streetSummary(fs []workflow.StreetFacts) line {
	var held []line
	for i := range fs {
		for _, p := range fs[i].Places {
			if p.Holder != nil && len(held) < 3 {
				held = append(held, l(typed(p.Name, nameMax), ": ", heldBy(p.Holder)))
			}
		}
	}
	return join(": ", l(en.streetHead), join("; ", held...))
}

// oneStreet shows the environments of one system, with more of who comes next.
func oneStreet(f *workflow.StreetFacts) Message {
	return fitting(min(len(f.Places), placesOfOne), func(most int) Message {
		blocks := []slack.Block{slack.NewHeaderBlock(plainText(l(typed(f.System.Name, nameMax)), maxHeader))}
		for i := range f.Places[:most] {
			blocks = append(blocks, placeOf(f, &f.Places[i], comingOfOne)...)
		}
		if more := len(f.Places) - most; more > 0 {
			blocks = append(blocks, note(fill(en.andOthers, more)))
		}
		return build(streetSummary([]workflow.StreetFacts{*f}), blocks)
	})
}

// streetOf shows the environments of one system among others: in full each
// with its buttons, else a line each.
func streetOf(f *workflow.StreetFacts, full bool) []slack.Block {
	name := bold(l(typed(f.System.Name, nameMax)))
	if full {
		blocks := []slack.Block{divider(), rich(name)}
		for i := range f.Places {
			blocks = append(blocks, placeOf(f, &f.Places[i], comingShown)...)
		}
		return blocks
	}
	lines := []line{name}
	for i := range f.Places[:min(len(f.Places), comingOfOne)] {
		p := &f.Places[i]
		lines = append(lines, join("  ", bold(l(typed(p.Name, nameMax))), join(", ", whoHas(p), after(p, 1))))
	}
	if more := len(f.Places) - comingOfOne; more > 0 {
		lines = append(lines, fill(en.andOthers, more))
	}
	return []slack.Block{rich(lines...), slack.NewActionBlock("",
		button(action.Click{ID: action.EnvBook, Environment: street(f)}, en.streetBook),
		button(action.Click{ID: action.EnvShow, Environment: street(f)}, en.streetShow))}
}

// placeOf shows one environment with its buttons.
func placeOf(f *workflow.StreetFacts, p *workflow.PlaceFacts, most int) []slack.Block {
	lines := []line{join("  ", bold(l(typed(p.Name, nameMax))), whoHas(p)), purpose(p.Holder), after(p, most)}
	if p.Role != "" {
		lines = append(lines, capital(fill(en.streetSigns, typed(p.Role, nameMax))))
	}
	return []slack.Block{rich(lines...), slack.NewActionBlock("", placeButtons(f, p)...)}
}

func street(f *workflow.StreetFacts) workflow.EnvironmentID {
	return workflow.MakeEnvironmentID(f.System.Key, "")
}

// whoHas says whether an environment is free, and if not who has it.
func whoHas(p *workflow.PlaceFacts) line {
	switch {
	case p.Holder != nil:
		return heldBy(p.Holder)
	case !p.Since.IsZero():
		return fill(en.streetFreeSince, on(p.Since, ""))
	}
	return l(en.streetFree)
}

func heldBy(b *workflow.BookingFacts) line {
	return fill(en.streetHeld, typed(b.Name(b.By), nameMax), on(b.Until(), b.Zone))
}

// purpose says what a booking is for.
func purpose(b *workflow.BookingFacts) line {
	if b == nil {
		return nil
	}
	var what line
	if b.Release != 0 {
		what = fill(en.streetFor, l(b.Release, " ", typed(b.Title, nameMax)))
	}
	return join(" · ", what, l(typed(b.Why, titleMax)))
}

// after says who comes next.
func after(p *workflow.PlaceFacts, most int) line {
	var out []line
	for i := range p.Coming[:min(len(p.Coming), most)] {
		b := &p.Coming[i]
		what := line(nil)
		if b.Release != 0 {
			what = fill(en.streetFor, b.Release)
		}
		out = append(out, join(" ", fill(en.streetNext, typed(b.Name(b.By), nameMax), between(b.From, b.Until(), b.Zone)), what))
	}
	if more := len(p.Coming) - most; more > 0 {
		out = append(out, fill(en.streetMore, more))
	}
	return join("\n", out...)
}

// between is a span of time: the end of one that ends the same day is a time.
func between(from, to time.Time, zone string) line {
	end := on(to, zone)
	if to.Sub(from) < 12*time.Hour {
		end = clock(to, zone)
	}
	return l(on(from, zone), "–", end)
}

// placeButtons are what the reader can do with an environment: book it, keep on
// or give back what is theirs, and a release manager anybody's.
func placeButtons(f *workflow.StreetFacts, p *workflow.PlaceFacts) []slack.BlockElement {
	out := []slack.BlockElement{button(action.Click{ID: action.EnvBook, Environment: p.ID}, fill(en.streetBookOne, typed(p.Name, 40)).plain())}
	if b := p.Holder; b != nil && (b.Mine || f.Manager) {
		out = append(out, bookingButtons(b)...)
	}
	own := 0
	for i := range p.Coming {
		if b := &p.Coming[i]; (b.Mine || f.Manager) && own < ownBackShown && len(out) < mostButtons {
			own++
			c := action.Click{ID: action.Nth(action.EnvBack, own), Environment: b.Place, Booking: b.ID}
			out = append(out, button(c, fill(en.streetBackOf, onDay(b.From, b.Zone)).plain()))
		}
	}
	return out
}

func onDay(t time.Time, zone string) line { return l(on(t, zone)) }

func bookingButtons(b *workflow.BookingFacts) []slack.BlockElement {
	return []slack.BlockElement{
		button(action.Click{ID: action.EnvExtend, Environment: b.Place, Booking: b.ID}, en.streetExtend),
		button(action.Click{ID: action.EnvBack, Environment: b.Place, Booking: b.ID}, en.streetBack),
	}
}

// BookForm books an environment.
func BookForm(f workflow.BookFacts, m action.Modal) slack.ModalViewRequest {
	view := modal(action.BookModal, en.bookTitle, en.bookSend, m)
	where := slack.NewOptionsGroupSelectBlockElement(slack.OptTypeStatic, words1(en.bookChoose, 150), action.FieldID(workflow.FieldEnvironment, ""))
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
	none := option(action.NoRelease, l(en.bookNoRelease))
	choices, chosen := []*slack.OptionBlockObject{none}, (*slack.OptionBlockObject)(nil)
	for _, r := range f.Mine[:min(len(f.Mine), releasesShown)] {
		o := option(releaseValue(r.Number), l(r.Number, " ", typed(r.Request.Title, titleMax)))
		choices = append(choices, o)
		if r.Number == f.Release {
			chosen = o
		}
	}
	release := slack.NewInputBlock(string(workflow.FieldRelease), words1(en.bookRelease, maxLabel), words1(en.bookHint, maxHint),
		selectOf(action.FieldID(workflow.FieldRelease, ""), en.bookRelease, choices, chosen)).WithOptional(true)
	why := &slack.PlainTextInputBlockElement{Type: slack.METPlainTextInput, ActionID: action.FieldID(workflow.FieldReason, ""), MaxLength: maxInput}
	view.Blocks.BlockSet = []slack.Block{
		slack.NewInputBlock(string(workflow.FieldEnvironment), words1(en.bookWhere, maxLabel), nil, where),
		slack.NewInputBlock(string(workflow.FieldFrom), words1(en.bookFrom, maxLabel), words1(en.bookZone, maxHint), action.MomentPicker(workflow.FieldFrom, f.From)),
		slack.NewInputBlock(string(workflow.FieldTo), words1(en.bookTo, maxLabel), nil, action.MomentPicker(workflow.FieldTo, f.To)),
		release,
		slack.NewInputBlock(string(workflow.FieldReason), words1(en.bookWhy, maxLabel), words1(en.bookWhyHint, maxHint), why).WithOptional(true),
	}
	return view
}

func releaseValue(n workflow.Number) string { return l(int(n)).plain() }

// ExtendForm asks until when a booking is kept.
func ExtendForm(f workflow.BookingFacts, m action.Modal) slack.ModalViewRequest {
	view := modal(action.ExtendModal, en.extendTitle, en.extendSend, m)
	to := f.To
	if to.Before(f.Now) {
		to = f.Now.Truncate(time.Minute)
	}
	view.Blocks.BlockSet = []slack.Block{
		rich(fill(en.extendHead, typed(f.Environment, nameMax), typed(f.System, nameMax), on(f.To, f.Zone)), comes(&f)),
		slack.NewInputBlock(string(workflow.FieldTo), words1(en.extendUntil, maxLabel), words1(en.bookZone, maxHint), action.MomentPicker(workflow.FieldTo, to)),
	}
	return view
}
