package app

import (
	"time"

	"drumbeat/bot/sandbox/people"
	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

// withHandover has emergencies of the shop handed over to operations.
func withHandover(w *copyTown) {
	for i, t := range w.policy.Types {
		w.policy.Types[i].NeedHandover = t.Type == workflow.Emergency
	}
	w.policy.Checklists = []workflow.Checklist{{Key: "shop", Name: "Handover of the shop", Items: []workflow.ChecklistItem{
		{Key: "documentation", Text: "Documentation is up to date", Owner: workflow.OwnerImplementer, Within: 16 * time.Hour},
	}}}
	for i, s := range w.policy.Systems {
		if s.Key == "shop" {
			w.policy.Systems[i].Checklist, w.policy.Systems[i].Runner = "shop", policy.RoleOperations
		}
	}
}

// lifeHandover is what comes after the emergency's go-live: how it does, its
// handover, sent back once, and what its review asked for.
func (p *replay) lifeHandover() {
	p.t.Helper()
	tom, omar, rosa := p.As("tom"), p.As("omar"), p.As("rosa")
	p.passTo(p.clock.Now().Add(61 * time.Minute))
	p.deed("Tom says how it does", func() { tom.ClicksIn("@drumbeat", "Stable") })
	p.ticks(tom, "Handover", "Handover", "Documentation is up to date ·")
	p.reasoned(omar, "@drumbeat", "Send handover back", "Send back", "Why", func(form *people.Modal) {
		form.Choose("What is not good enough?", "Documentation is up to date")
	})
	p.look("Tom asks which handovers are open", func() { tom.Types("#releases", "/release handover") })
	p.ticks(tom, "Open", "Handover", "Documentation is up to date ·")
	p.deed("Omar accepts the handover", func() { omar.ClicksIn("@drumbeat", "Accept handover") })
	p.ticks(rosa, "release.follow_up", "After the review", "Tom has it emptied every night ·")
}

// ticks has somebody say in a list of what is to be done that one thing is.
func (p *replay) ticks(who *people.Person, button, title, task string) {
	p.t.Helper()
	p.deed(who.Name()+" opens what is to be done", func() { who.ClicksIn("#releases", button) })
	list := who.SeesModal(title)
	p.deed(who.Name()+" opens "+task, func() { list.ClickBeside(task, "Change") })
	form := who.AwaitModal("Change")
	form.Check("Is it done?", "Yes, it is done")
	form.Fill("By what can that be seen?", "wiki.example/checkout, page 3")
	p.deed(who.Name()+" says that it is done", form.Sends)
	who.SeesModal(title).CloseAll()
}

// lifeRated is the emergency long after: it closed by itself, and who asked for it
// says how satisfied they are.
func (p *replay) lifeRated() {
	p.t.Helper()
	tom := p.As("tom")
	p.deed("Tom says how satisfied he is", func() { tom.ClicksIn("@drumbeat", "4") })
	p.reasoned(tom, "@drumbeat", "Say why…", "How satisfied?", "Why", nil)
}
