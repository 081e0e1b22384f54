package desk

import (
	"slices"
	"time"

	"drumbeat/workflow"
)

// owe lists the notices that a change of a release causes. They are part of
// the same write as the change; Relay hands them to the outbox.
//
// Boards (card, asks, requester, window, briefing) are brought up to date, so
// they are named whenever something they may show has changed: rendering the
// same again costs nothing. Posts tell one history entry each.
func owe(b bench, before workflow.Release, r *workflow.Release, entries []workflow.Entry) []workflow.Notice {
	p := b.policy
	o := &owed{p: p, r: r, managers: b.members[p.ManagerRole], now: b.now, urgent: r.Request.Type == workflow.Emergency}
	if len(entries) == 1 && entries[0].Action == workflow.ActRate {
		o.refresh(rateAsk(r, entries[0].By)) // a closed release tells nobody else
		return o.out
	}
	o.board(workflow.Notice{ID: workflow.CardID(r.Number), Kind: workflow.NoticeCard, Channel: p.ReleaseChannel})
	o.board(workflow.Notice{ID: workflow.RequesterID(r.Number, r.Requester), Kind: workflow.NoticeRequester, Person: r.Requester})
	o.asks(&before)
	o.windows(&before)
	for _, e := range entries {
		o.event(e)
		if tellsRequester(r, e) {
			o.post(workflow.Notice{ID: workflow.OutcomeID(r.Number, e.Seq, r.Requester), Kind: workflow.NoticeOutcome, Person: r.Requester,
				Thread: workflow.RequesterID(r.Number, r.Requester), Entry: e.Seq})
		}
		o.briefingChange(&before, e)
		o.deciding(&before, e)
		o.alert(e)
	}
	o.callBoards(&before)
	return o.out
}

type owed struct {
	p        *workflow.Policy
	r        *workflow.Release
	managers []workflow.PersonID // the release managers
	now      time.Time
	urgent   bool
	out      []workflow.Notice
}

func (o *owed) post(n workflow.Notice) {
	n.Release, n.Due, n.Urgent = o.r.Number, o.now, o.urgent
	o.out = append(o.out, n)
}

// board is a post that is edited in place.
func (o *owed) board(n workflow.Notice) { o.post(n) }

// refresh brings a board up to date if there is one.
func (o *owed) refresh(n workflow.Notice) {
	n.Refresh = true
	o.post(n)
}

// asks asks who is newly asked and brings the messages of all others up to
// date: once it is decided or edited, their buttons go.
func (o *owed) asks(before *workflow.Release) {
	done := map[string]bool{}
	for _, a := range o.r.Asks {
		n := workflow.Notice{ID: workflow.AskID(o.r.Number, a.Revision, a.Person), Kind: workflow.NoticeAsk, Person: a.Person}
		if done[n.ID] {
			continue
		}
		done[n.ID] = true
		if slices.ContainsFunc(before.Asks, func(b workflow.Ask) bool { return b.Person == a.Person && b.Revision == a.Revision }) {
			o.refresh(n)
		} else {
			o.board(n)
		}
	}
}

// windows brings the boards and briefings of the windows concerned up to date.
// The planner posts them when their time has come; an emergency's briefing
// goes out at once.
func (o *owed) windows(before *workflow.Release) {
	ids := []workflow.WindowID{o.r.Window()}
	// A window that a release was rolled back in keeps saying so when the release
	// is sent again for another one.
	if was := before.Window(); before.Number != 0 && was != ids[0] && before.State != workflow.RolledBack {
		ids = append(ids, was)
	}
	for _, id := range ids {
		if id == "" {
			continue
		}
		_, emergency := id.Emergency()
		if !emergency {
			o.refresh(workflow.Notice{ID: workflow.WindowBoardID(id), Kind: workflow.NoticeWindow, Channel: o.p.ReleaseChannel, Window: id})
		}
		for _, f := range o.p.FrontLine {
			n := workflow.Notice{ID: workflow.BriefingID(id, f.Key), Kind: workflow.NoticeBriefing, Channel: f.Channel, Window: id, Front: f.Key}
			if emergency {
				o.board(n)
			} else {
				o.refresh(n)
			}
		}
	}
}

// event tells the card's thread.
func (o *owed) event(e workflow.Entry) {
	if !e.Told() {
		return
	}
	o.post(workflow.Notice{ID: workflow.EventID(o.r.Number, e.Seq), Kind: workflow.NoticeEvent, Channel: o.p.ReleaseChannel,
		Thread: workflow.CardID(o.r.Number), Entry: e.Seq})
}

// tellsRequester picks the outcomes that whoever asked should hear of and did
// not do themselves.
func tellsRequester(r *workflow.Release, e workflow.Entry) bool {
	if e.By == r.Requester {
		return false
	}
	switch e.Action {
	case workflow.ActApprove:
		return e.To == workflow.Scheduled
	case workflow.ActEscalate:
		return e.To != e.From || e.About == workflow.AboutSignOff || e.About == workflow.AboutTasks
	case workflow.ActTriage:
		return e.By != workflow.System || (e.To == workflow.Scheduled && e.Seq <= 2) || e.Reason != ""
	case workflow.ActReject, workflow.ActAskChanges, workflow.ActWithdrawRejection, workflow.ActMove, workflow.ActRollForward,
		workflow.ActPostpone, workflow.ActStart, workflow.ActLive, workflow.ActRollBack, workflow.ActWithdraw, workflow.ActEdit, workflow.ActTake,
		workflow.ActReorder, workflow.ActMerge, workflow.ActAcceptHandover, workflow.ActReturnHandover:
		return true
	}
	return false
}

// briefingChange tells the front line, in the briefing's thread, what changed
// after it was briefed. Delivery drops it where no briefing went out before.
func (o *owed) briefingChange(before *workflow.Release, e workflow.Entry) {
	if !tellsFrontLine(o.r, e) {
		return
	}
	ids := []workflow.WindowID{o.r.Window()}
	if was := before.Window(); before.Number != 0 && was != ids[0] {
		ids = append(ids, was)
	}
	for _, id := range ids {
		for _, f := range o.p.FrontLine {
			if id == "" {
				continue
			}
			o.post(workflow.Notice{ID: workflow.BriefingChangeID(id, f.Key, o.r.Number, e.Seq), Kind: workflow.NoticeBriefingChange, Channel: f.Channel,
				Thread: workflow.BriefingID(id, f.Key), Window: id, Front: f.Key, Entry: e.Seq})
		}
	}
}

// tellsFrontLine picks the entries that change what customers hear.
func tellsFrontLine(r *workflow.Release, e workflow.Entry) bool {
	switch e.Action {
	case workflow.ActKnownIssue, workflow.ActKnownOver:
		return true
	case workflow.ActCorrect:
		return len(e.Rewrites()) > 0
	}
	if r.Request.Impact == workflow.ImpactNone && r.Request.Briefing.Empty() {
		return false
	}
	if r.Request.Type == workflow.Emergency && e.Action == workflow.ActSubmit {
		return false // the briefing itself says it
	}
	briefed := func(s workflow.State) bool {
		return s == workflow.Scheduled || s == workflow.Deploying || s == workflow.Live
	}
	switch e.Action {
	case workflow.ActStart, workflow.ActLive, workflow.ActRollBack:
		return true
	case workflow.ActEdit:
		return briefed(e.From) && slices.ContainsFunc(e.Changed, func(f workflow.Field) bool { return saidToCustomers[f] })
	case workflow.ActEscalate:
		return e.To != e.From && r.Request.Type != workflow.Emergency
	case workflow.ActApprove, workflow.ActTriage:
		return e.To == workflow.Scheduled && r.Request.Type != workflow.Emergency
	case workflow.ActAskChanges, workflow.ActReject, workflow.ActWithdraw, workflow.ActMerge, workflow.ActMove, workflow.ActPostpone, workflow.ActRollForward:
		return briefed(e.From)
	}
	return false
}

// saidToCustomers are the fields that a briefing shows.
var saidToCustomers = map[workflow.Field]bool{
	workflow.FieldTitle: true, workflow.FieldWindow: true, workflow.FieldImpact: true, workflow.FieldDowntime: true, workflow.FieldNotice: true,
	workflow.FieldSay: true, workflow.FieldDontPromise: true, workflow.FieldIfTheyCall: true,
}

// merge adds notices to those still owed. Of two for the same board one is
// enough; it brings the board into being if either does.
func merge(old, more []workflow.Notice) []workflow.Notice {
	out := slices.Clone(old)
	for _, n := range more {
		i := slices.IndexFunc(out, func(o workflow.Notice) bool { return o.ID == n.ID })
		switch {
		case i < 0:
			out = append(out, n)
		case !n.Refresh:
			out[i].Refresh = false
		}
	}
	return out
}
