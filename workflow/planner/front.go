package planner

import "drumbeat/workflow"

// known yields the moment from which a known issue is shown no more: what shows it
// is brought up to date.
func (s *Snapshot) known(r *workflow.Release, yield func(moment)) {
	if r.Known == nil {
		return
	}
	m := moment{at: r.Known.Until, until: r.Known.Until.Add(past), what: "known issue of " + r.Number.String() + " ends"}
	s.refresh(m, r, yield)
	id := r.Window()
	if id == "" {
		return
	}
	for _, f := range s.Policy.FrontLine {
		m.notice = &workflow.Notice{ID: workflow.BriefingID(id, f.Key), Kind: workflow.NoticeBriefing, Channel: f.Channel, Due: m.at, Window: id, Front: f.Key, Refresh: true}
		yield(m)
	}
}
