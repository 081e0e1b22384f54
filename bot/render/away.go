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
func AwayForm(f workflow.AwayFacts, m action.Modal) slack.ModalViewRequest {
	w := en.deciding
	view := modal(action.AwayModal, w.awayTitle, w.awaySubmit, m)
	blocks := []slack.Block{rich(l(w.awayIntro))}
	shown := 0
	list := func(absences []workflow.Absence, named bool) {
		for _, a := range absences {
			if shown == mostAbsences {
				return
			}
			said := absence(&f, a)
			if named {
				said = fill(w.awayOther, naming(f.Name).name(a.Person), said)
			}
			b := button(action.Click{ID: action.Back, Notice: workflow.StandInID(a)}, w.awayEnd)
			b.ActionID = action.Nth(action.Back, shown)
			blocks = append(blocks, rich(said), slack.NewActionBlock("", b))
			shown++
		}
	}
	list(f.Absences, false)
	list(f.Others, true)
	if more := len(f.Absences) + len(f.Others) - shown; more > 0 {
		blocks = append(blocks, note(fill(en.andOthers, more)))
	}
	if shown > 0 {
		blocks = append(blocks, divider())
	}
	today, _ := inZone(f.Now, f.Zone)
	if f.Manager {
		blocks = append(blocks, personInput(workflow.FieldPerson, f.Person, false))
	}
	blocks = append(blocks, dayInput(workflow.FieldFrom, today), dayInput(workflow.FieldBack, today.AddDate(0, 0, 1)),
		personInput(workflow.FieldSubstitute, "", true))
	view.Blocks.BlockSet = fold(blocks, maxViewBlocks)
	return view
}

func absence(f *workflow.AwayFacts, a workflow.Absence) line {
	who := l(en.deciding.awayNobody)
	if a.Substitute != "" {
		who = fill(en.deciding.awayInstead, naming(f.Name).name(a.Substitute))
	}
	if a.From.After(f.Now) {
		return fill(en.deciding.awayLater, on(a.From, f.Zone), on(a.To, f.Zone), who)
	}
	return fill(en.deciding.awayNow, on(a.To, f.Zone), who)
}

func dayInput(f workflow.Field, initial time.Time) slack.Block {
	w := en.deciding.awayInputs[f]
	in := slack.NewDatePickerBlockElement(action.FieldID(f, ""))
	in.InitialDate = initial.Format(time.DateOnly)
	return slack.NewInputBlock(string(f), words1(w.label, maxLabel), nil, in)
}

func personInput(f workflow.Field, initial workflow.PersonID, optional bool) slack.Block {
	w := en.deciding.awayInputs[f]
	in := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, words1(en.choosePerson, 150), action.FieldID(f, ""))
	in.InitialUser = string(initial)
	block := slack.NewInputBlock(string(f), words1(w.label, maxLabel), nil, in)
	if w.hint != "" {
		block.Hint = words1(w.hint, maxHint)
	}
	block.Optional = optional
	return block
}

// AwayNoted answers who said that somebody is away.
func AwayNoted(a workflow.Absence, by workflow.PersonID, name func(workflow.PersonID) string, zone string) Message {
	w := en.deciding
	said := fill(w.awayNoted, on(a.From, zone), on(a.To, zone))
	if a.Person != by {
		said = fill(w.awayNotedFor, on(a.From, zone), on(a.To, zone), naming(name).name(a.Person))
	}
	then := l(w.awayThenNone)
	if a.Substitute != "" {
		then = fill(w.awayThen, naming(name).name(a.Substitute))
	}
	return build(said, []slack.Block{rich(said, then)})
}

// BackNoted answers who ended an absence.
func BackNoted(person, by workflow.PersonID, name func(workflow.PersonID) string) Message {
	said := l(en.deciding.backNoted)
	if person != by {
		said = fill(en.deciding.backNotedFor, naming(name).name(person))
	}
	return build(said, []slack.Block{rich(said)})
}

// StandIn tells a substitute whom they decide for, and how long.
func StandIn(a workflow.Absence, name, zone string) Message {
	said := fill(en.deciding.standIn, typed(name, nameMax), on(a.From, zone), on(a.To, zone))
	return build(said, []slack.Block{rich(bold(said), fill(en.deciding.standInThen, typed(name, nameMax)))})
}
