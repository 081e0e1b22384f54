package render_test

import (
	"drumbeat/bot/render"
	"drumbeat/workflow"
)

// drafts is the Home tab of who began a request.
func (w world) drafts() []example {
	f := workflow.HomeFacts{Now: w.facts().Now, Person: ines, Zone: "Europe/Amsterdam", Draft: &workflow.Draft{Person: ines, Form: w.request(), SavedAt: at("2026-11-22 17:05")}}
	begun := example{"home", "draft", "begun", render.Home(w.locale, f)}
	f.Draft = &workflow.Draft{Person: ines, Form: workflow.Request{What: "x"}, SavedAt: at("2026-11-22 17:05")}
	return []example{begun, {"home", "draft", "untitled", render.Home(w.locale, f)}}
}
