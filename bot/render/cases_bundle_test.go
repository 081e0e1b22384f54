package render_test

import (
	"fmt"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow"
)

// mates are so many others of a bundle, all in one window.
func (w world) mates(n int, slot *workflow.Slot) []workflow.Mate {
	var out []workflow.Mate
	for i := range n {
		out = append(out, workflow.Mate{Number: workflow.Number(1051 + i), Title: w.say("title", "New prices"), State: workflow.InApproval, Slot: slot})
	}
	return out
}

// inBundle is a release with so many others in its bundle.
func (w world) inBundle(s workflow.State, mates int) workflow.ReleaseFacts {
	f := w.in(s)
	name := w.say("bundle", "Autumn fixes")
	f.Release.Endorsement = &workflow.Endorsement{By: noor, At: f.Now, Revision: 3, Bundle: name}
	f.Mates = w.mates(mates, f.Slot)
	f.Findings = append(f.Findings, workflow.Finding{Rule: "bundle", Title: "bundle", Pass: true, Weight: workflow.Warn, Reason: w.say("reason", "Rides with bundle Autumn fixes: REL-1051.")})
	return f
}

func (w world) bundles() []example {
	var out []example
	message := func(name, state string, m render.Message) { out = append(out, example{"message", name, state, m}) }
	say := func(name, state string, m render.Message) { out = append(out, example{"response", name, state, m}) }
	open := func(name, state string, v any) { out = append(out, example{"modal", name, state, v}) }

	two, many := w.inBundle(workflow.Scheduled, 2), w.inBundle(workflow.InApproval, 49)
	message("card", "in_bundle", render.Card(w.locale, two))
	message("card", "in_big_bundle", render.Card(w.locale, many))
	apart := w.inBundle(workflow.InApproval, 1)
	apart.Findings = []workflow.Finding{{Rule: "bundle", Title: "bundle", Weight: workflow.Warn, Unknown: true, Who: []workflow.PersonID{noor},
		Reason: w.say("reason", "Bundle Autumn fixes cannot ride together. REL-1051 rides with Maintenance, REL-1042 with Web heartbeat: no window serves both.")}}
	message("card", "bundle_apart", render.Card(w.locale, apart))
	open("move", "bundle", render.MoveForm(w.locale, two, w.form(w.request()).Windows, "", action.Modal{}))
	open("reason", "postpone_bundle", render.ReasonForm(w.locale, workflow.ActPostpone, many, action.Modal{}))

	stray := w.misfit(workflow.MisfitEndorse, "The coordinator of Sales endorses it first.", noor)
	open("bundle", "first", render.BundleForm(w.locale, stray, nil, action.Modal{}))
	there := map[string][]workflow.Mate{w.say("bundle", "Autumn fixes"): w.mates(2, two.Slot), w.say("bundle", "Prices"): {{Number: 1060}}}
	open("bundle", "another", render.BundleForm(w.locale, stray, there, action.Modal{}))
	open("bundle", "in_one", render.BundleForm(w.locale, two, there, action.Modal{}))
	for i := range 120 {
		there[fmt.Sprintf("%s %03d", w.say("bundle", "Another bundle"), i)] = []workflow.Mate{{Number: workflow.Number(2000 + i), Slot: two.Slot}}
	}
	open("bundle", "many", render.BundleForm(w.locale, two, there, action.Modal{}))

	entry := func(a workflow.Action, about, reason string) workflow.Entry {
		return workflow.Entry{Seq: two.Release.Last().Seq + 1, At: two.Now, Action: a, By: eva, From: workflow.Scheduled, To: workflow.Scheduled, About: about, Reason: reason}
	}
	leaves := entry(workflow.ActLeave, w.say("bundle", "Autumn fixes"), w.say("reason", "The supplier is late."))
	message("event", "leaves_bundle", render.Event(w.locale, two, leaves))
	message("event", "mate_leaves", render.BundleEvent(w.locale, two, leaves))
	rejected := entry(workflow.ActReject, "", w.say("reason", "Too risky."))
	rejected.To = workflow.Rejected
	message("event", "mate_rejected", render.BundleEvent(w.locale, w.in(workflow.Rejected), rejected))
	endorsed := two
	endorsed.Release = two.Release.Clone()
	endorsed.Release.History = append(endorsed.Release.History, entry(workflow.ActEndorse, w.say("bundle", "Prices"), ""))
	later := entry(workflow.ActEndorse, w.say("bundle", "Autumn fixes"), "")
	later.Seq++
	message("event", "put_into_bundle", render.Event(w.locale, endorsed, later))
	say("done", "bundle", render.Done(w.locale, endorsed, later, false))
	later.About = ""
	message("event", "taken_out_of_bundle", render.Event(w.locale, endorsed, later))
	say("done", "out_of_bundle", render.Done(w.locale, endorsed, later, false))

	moved := entry(workflow.ActMove, workflow.AboutBundle("Autumn fixes"), w.say("reason", "The supplier is late."))
	moved.Window = two.Slot.ID
	say("done", "whole_bundle", render.Done(w.locale, two, moved, false))

	unsigned := w.in(workflow.Scheduled)
	unsigned.Stages = []workflow.StageFacts{{Environment: workflow.Environment{Key: "acceptance", Name: w.say("environment", "Acceptance"), SignOff: "quality"}, Role: w.say("role", "quality"), Can: []workflow.PersonID{lena, omar}}}
	unsigned.Actions = append([]workflow.Action{workflow.ActSignOff, workflow.ActNudge}, unsigned.Actions...)
	message("remind", "sign_off", render.RemindApprover(w.locale, []workflow.ReleaseFacts{unsigned, w.in(workflow.InApproval)}, lena, workflow.Entry{}))
	message("overdue", "sign_off", render.SignOffOverdue(w.locale, unsigned, eva))

	other := w.inBundle(workflow.Scheduled, 0)
	other.Release.Number = 1051
	page := w.queue(w.line(w.misfit("intake:risk", "The risk is 8 of 10."), 0, workflow.ActTriage), w.line(two, 0), w.line(w.in(workflow.Returned), 0), w.line(other, 0))
	page.View = workflow.QueueView{}
	for i := range page.Lines {
		page.Lines[i].MayBundle = i != 2
		page.Lines[i].Mates = nil
	}
	page.Bundles = map[string][]workflow.Mate{w.say("bundle", "Autumn fixes"): append([]workflow.Mate{{Number: 1042, Slot: two.Slot}}, w.mates(2, two.Slot)...)}
	say("queue", "bundle", render.Queue(w.locale, page, render.Message{}))
	page.Bundles[w.say("bundle", "Autumn fixes")] = append(w.mates(30, two.Slot), workflow.Mate{Number: 1042})
	say("queue", "bundle_apart", render.Queue(w.locale, page, render.Message{}))
	return out
}
