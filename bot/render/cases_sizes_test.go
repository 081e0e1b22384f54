package render_test

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow"
)

// longWorld is where everything that people type has 200 characters.
func longWorld() world {
	return world{say: func(_, usual string) string {
		return (usual + " " + strings.Repeat("and so on ", 20))[:200]
	}}
}

// with gives facts in which a list has n elements.
func with[F any](facts F, n int, at ...string) F {
	return grown(reflect.ValueOf(facts), at, n).Interface().(F)
}

// crowded are messages and modals with many, and too many, of what is in them.
func (w world) crowded() []example {
	if !w.plain {
		return nil
	}
	var out []example
	message := func(name, state string, m render.Message) { out = append(out, example{"message", name, state, m}) }
	response := func(name, state string, m render.Message) {
		out = append(out, example{"response", name, state, m})
	}
	modal := func(name, state string, v any) { out = append(out, example{"modal", name, state, v}) }

	deciding := with(with(w.laden(), 40, "Standing", "Rules"), 60, "Findings")
	message("card", "many", render.Card(w.locale, deciding))
	message("card", "long_names", render.Card(w.locale, longWorld().laden()))
	message("requester", "many", render.Requester(w.locale, deciding))
	message("ask", "many", render.Ask(w.locale, deciding, lena, 3))
	message("ask", "long_names", render.Ask(w.locale, longWorld().laden(), lena, 3))
	modal("details", "many", render.Details(w.locale, with(with(deciding, 40, "Stages"), 40, "Coverage")))
	misfit := with(w.misfit("intake:risk", "The risk is 8 of 10.", eva), 12, "Release", "Misfits")
	message("card", "misfits_12", render.Card(w.locale, misfit))
	var lines []workflow.QueueLine
	for i := range 10 {
		f := misfit
		f.Release.Number = workflow.Number(90001 + i)
		lines = append(lines, w.line(f, time.Hour, workflow.ActTriage, workflow.ActAskChanges))
	}
	page := w.queue(lines...)
	page.Total, page.Triage, page.More = 50, 50, true
	response("queue", "misfits_12", render.Queue(w.locale, page, render.Message{}))
	modal("bulk", "misfits_12", render.BulkForm(w.locale, page, action.Modal{}))
	var results []render.BulkResult
	for i := range lines {
		results = append(results, render.BulkResult{Release: lines[i].ReleaseFacts, Done: i%2 == 0, Said: fmt.Sprintf("Somebody else accepted it, %d.", i)})
	}
	response("bulk", "done_10", render.BulkDone(w.locale, results))
	message("window", "ahead_60", render.WindowBoard(w.locale, w.window(workflow.PhaseAhead, w.crowd(60, w.facts)...)))
	modal("request", "systems_150", render.RequestForm(w.locale, with(with(w.form(w.request()), 150, "Systems"), 25, "Accounts"), action.Modal{Mode: action.New}))
	modal("sign_off", "many", render.SignOffForm(w.locale, with(w.fuller(w.in(workflow.Scheduled)), 40, "Stages"), lena, action.Modal{}))
	response("refused", "many", render.Refused(w.locale, &workflow.Error{Code: workflow.CodeBlocked, Message: "REL-1042 cannot start now.", Findings: with(misfit, 40, "Release", "Misfits").Release.Misfits}, ""))
	return out
}
