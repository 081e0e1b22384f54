package render

import (
	"time"

	"github.com/slack-go/slack"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// mostAbsences is how many absences the form lists.
const mostAbsences = 8

// AwayForm asks from when to when somebody is away and who decides instead, and
// lists what was said before, each with a button that ends it.
func AwayForm(loc workflow.Locale, f workflow.AwayFacts, m action.Modal) slack.ModalViewRequest {
	w := wordsOf(loc)
	say := w.deciding
	view := modal(w, action.AwayModal, say.awayTitle, say.awaySubmit, m)
	blocks := []slack.Block{rich(l(say.awayIntro))}
	shown := 0
	list := func(absences []workflow.Absence, named bool) {
		for _, a := range absences {
			if shown == mostAbsences {
				return
			}
			said := absence(w, &f, a)
			if named {
				said = fill(say.awayOther, naming(f.Name).name(a.Person), said)
			}
			b := button(action.Click{ID: action.Back, Notice: workflow.StandInID(a)}, say.awayEnd)
			b.ActionID = action.Nth(action.Back, shown)
			blocks = append(blocks, rich(said), slack.NewActionBlock("", b))
			shown++
		}
	}
	list(f.Absences, false)
	list(f.Others, true)
	if more := len(f.Absences) + len(f.Others) - shown; more > 0 {
		blocks = append(blocks, note(fill(w.andOthers, more)))
	}
	if shown > 0 {
		blocks = append(blocks, divider())
	}
	today, _ := inZone(f.Now, f.Zone)
	if f.Manager {
		blocks = append(blocks, personInput(w, workflow.FieldPerson, f.Person, false))
	}
	blocks = append(blocks, dayInput(w, workflow.FieldFrom, today), dayInput(w, workflow.FieldBack, today.AddDate(0, 0, 1)),
		personInput(w, workflow.FieldSubstitute, "", true))
	view.Blocks.BlockSet = fold(w, blocks, maxViewBlocks)
	return view
}

func absence(w *words, f *workflow.AwayFacts, a workflow.Absence) line {
	who := l(w.deciding.awayNobody)
	if a.Substitute != "" {
		who = fill(w.deciding.awayInstead, naming(f.Name).name(a.Substitute))
	}
	if a.From.After(f.Now) {
		return fill(w.deciding.awayLater, on(w, a.From, f.Zone), on(w, a.To, f.Zone), who)
	}
	return fill(w.deciding.awayNow, on(w, a.To, f.Zone), who)
}

func dayInput(w *words, f workflow.Field, initial time.Time) slack.Block {
	say := w.deciding.awayInputs[f]
	in := slack.NewDatePickerBlockElement(action.FieldID(f, ""))
	in.InitialDate = initial.Format(time.DateOnly)
	return slack.NewInputBlock(string(f), words1(say.label, maxLabel), nil, in)
}

func personInput(w *words, f workflow.Field, initial workflow.PersonID, optional bool) slack.Block {
	say := w.deciding.awayInputs[f]
	in := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, words1(w.choosePerson, 150), action.FieldID(f, ""))
	in.InitialUser = string(initial)
	block := slack.NewInputBlock(string(f), words1(say.label, maxLabel), nil, in)
	if say.hint != "" {
		block.Hint = words1(say.hint, maxHint)
	}
	block.Optional = optional
	return block
}

// AwayNoted answers who said that somebody is away.
func AwayNoted(loc workflow.Locale, a workflow.Absence, by workflow.PersonID, name func(workflow.PersonID) string, zone string) Message {
	w := wordsOf(loc)
	say := w.deciding
	said := fill(say.awayNoted, on(w, a.From, zone), on(w, a.To, zone))
	if a.Person != by {
		said = fill(say.awayNotedFor, on(w, a.From, zone), on(w, a.To, zone), naming(name).name(a.Person))
	}
	then := l(say.awayThenNone)
	if a.Substitute != "" {
		then = fill(say.awayThen, naming(name).name(a.Substitute))
	}
	return build(w, said, []slack.Block{rich(said, then)})
}

// BackNoted answers who ended an absence.
func BackNoted(loc workflow.Locale, person, by workflow.PersonID, name func(workflow.PersonID) string) Message {
	w := wordsOf(loc)
	said := l(w.deciding.backNoted)
	if person != by {
		said = fill(w.deciding.backNotedFor, naming(name).name(person))
	}
	return build(w, said, []slack.Block{rich(said)})
}

// StandIn tells a substitute whom they decide for, and how long.
func StandIn(loc workflow.Locale, a workflow.Absence, name, zone string) Message {
	w := wordsOf(loc)
	said := fill(w.deciding.standIn, typed(name, nameMax), on(w, a.From, zone), on(w, a.To, zone))
	return build(w, said, []slack.Block{rich(bold(said), fill(w.deciding.standInThen, typed(name, nameMax)))})
}
