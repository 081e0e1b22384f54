package app

import (
	"slices"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// asks has somebody ask for another release.
func (y *year) asks() error {
	by, q := y.form()
	_, err := y.desk.Submit(y.ctx, by, y.request(), q)
	if refused(err) && q.Window != "" {
		q.Window = ""
		_, err = y.desk.Submit(y.ctx, by, y.request(), q)
	}
	if refused(err) {
		return nil // they ask again another day
	}
	return err
}

// yearDeed is what somebody does about a release, and when anybody looks again.
type yearDeed struct {
	by      workflow.PersonID
	act     workflow.Action
	reason  string
	about   string
	bundle  string
	other   workflow.Number
	wait    time.Duration
	precise bool // at that moment, working hours or not
}

func (y *year) meeting(n workflow.Number) func() error { return func() error { return y.meet(n) } }

// meet is the next thing that somebody does about a release.
func (y *year) meet(n workflow.Number) error {
	r := *y.yearbook.releases[n-1]
	if r.State.Final() {
		return nil
	}
	d := y.next(&r)
	if d.act != "" {
		did, err := y.does(&r, d)
		if err != nil {
			return err
		}
		if !did {
			d.wait = max(d.wait, 20*time.Hour)
		}
	}
	if r = *y.yearbook.releases[n-1]; !r.State.Final() {
		y.plan(y.again(&r, d), y.meeting(n))
	}
	return nil
}

// does runs a deed by its use case.
func (y *year) does(r *workflow.Release, d yearDeed) (bool, error) {
	cmd := desk.Command{Action: d.act, Release: r.Number, By: d.by, Request: y.request(), About: d.about, Reason: d.reason, Bundle: d.bundle, Other: d.other}
	if d.act == workflow.ActResubmit {
		form := r.Request
		form.What = clipped(form.What + " " + d.reason)
		form.Window = ""
		cmd.Form, cmd.Reason = &form, ""
	}
	if _, err := y.desk.Do(y.ctx, cmd); refused(err) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	if d.act == workflow.ActStart {
		return true, y.briefingRead(r.Window())
	}
	return true, nil
}

// again is when somebody looks at a release once more.
func (y *year) again(r *workflow.Release, d yearDeed) time.Time {
	at := y.now.Add(max(d.wait, time.Minute))
	if d.precise || r.Request.Type == workflow.Emergency && !r.State.Final() && r.State != workflow.Live {
		return at
	}
	if r.State == workflow.Scheduled && r.Place != nil && signedOff(r) {
		if at = r.Place.Opens.Add(time.Duration(1+y.roll(30)) * time.Minute); at.After(y.now) {
			return at
		}
		return y.now.Add(time.Hour) // it rolls forward tonight
	}
	return y.atWork(at)
}

// signedOff tells whether nobody has to say any more that it passed acceptance.
func signedOff(r *workflow.Release) bool {
	_, signed := r.SignedOff("acceptance")
	return signed || r.Request.Type != workflow.Major
}

// next is what is done next about a release, by its state.
func (y *year) next(r *workflow.Release) yearDeed {
	dice := y.roll(100)
	switch r.State {
	case workflow.Submitted:
		return y.triaged(r, dice)
	case workflow.Returned:
		if dice < 15 || y.retold[r.Number] > 2 {
			return yearDeed{by: r.Requester, act: workflow.ActWithdraw, reason: one(y, yearWithdrawals)}
		}
		y.retold[r.Number]++
		return yearDeed{by: r.Requester, act: workflow.ActResubmit, reason: one(y, yearAnswers), wait: y.hours(4, 40)}
	case workflow.InApproval:
		return y.decided(r, dice)
	case workflow.Scheduled:
		return y.started(r)
	case workflow.Deploying:
		if dice < 5 {
			return yearDeed{by: r.Request.Implementer, act: workflow.ActRollBack, reason: one(y, yearRollBacks), wait: y.hours(2, 30)}
		}
		return yearDeed{by: r.Request.Implementer, act: workflow.ActLive, wait: 30 * time.Hour}
	case workflow.RolledBack:
		return y.rolledBack(r, dice)
	case workflow.Live:
		if !r.ReviewBy.IsZero() && r.Review == "" && dice < 70 {
			return yearDeed{by: r.Requester, act: workflow.ActReview, reason: one(y, yearReviews), wait: y.hours(20, 40)}
		}
	}
	return yearDeed{wait: 30 * time.Hour}
}

// triaged is what a coordinator or a release manager does with a request in the
// queue.
func (y *year) triaged(r *workflow.Release, dice int) yearDeed {
	d := yearDeed{by: y.ids[one(y, []string{"rosa", "rosa", "greta"})], wait: y.hours(4, 60)}
	endorse := r.Lane() == workflow.LaneEndorse
	if endorse {
		d.by = y.coordinator(r.Request.Team)
	}
	switch {
	case dice < 8:
		d.act, d.reason = workflow.ActAskChanges, one(y, yearDoubts)
	case dice < 11 && !endorse:
		d.act, d.reason = workflow.ActReject, one(y, yearRejections)
	case dice < 45: // tomorrow
	case endorse:
		d.act = workflow.ActEndorse
		if dice > 80 && r.Request.Type != workflow.Standard {
			d.bundle = yearSystem(r.Request.System).name + ", " + y.now.Format("January")
		}
	default:
		d.act = workflow.ActTriage
	}
	return d
}

// decided is what those do who are asked to decide.
func (y *year) decided(r *workflow.Release, dice int) yearDeed {
	waiting := r.Waiting()
	if r.Request.Type == workflow.Emergency && len(waiting) > 0 {
		if r.TakenBy == "" {
			return yearDeed{by: waiting[0], act: workflow.ActTake, wait: 4 * time.Minute, precise: true}
		}
		return yearDeed{by: r.TakenBy, act: workflow.ActApprove, wait: 3 * time.Minute, precise: true}
	}
	switch {
	case len(waiting) == 0 || dice < 20:
		return yearDeed{wait: y.hours(6, 30)} // not today
	case dice < 22:
		return yearDeed{by: one(y, waiting), act: workflow.ActReject, reason: one(y, yearRejections)}
	case dice < 25:
		return yearDeed{by: one(y, waiting), act: workflow.ActAskChanges, reason: one(y, yearDoubts), wait: y.hours(4, 40)}
	case dice < 28:
		return yearDeed{by: r.Requester, act: workflow.ActNudge, wait: y.hours(4, 20)}
	}
	return yearDeed{by: one(y, waiting), act: workflow.ActApprove, wait: y.hours(1, 20)}
}

// started is what is done until a release goes live.
func (y *year) started(r *workflow.Release) yearDeed {
	emergency := r.Request.Type == workflow.Emergency
	switch {
	case y.inVain(r):
		return yearDeed{by: r.Requester, act: workflow.ActWithdraw, reason: "What it was to follow does not come. It is asked for anew together with the next one."}
	case !signedOff(r):
		return yearDeed{by: y.ids[one(y, []string{"lena", "mira"})], act: workflow.ActSignOff, about: "acceptance", reason: one(y, yearEvidence)}
	case !emergency && (r.Place == nil || y.now.Before(r.Place.Opens)):
		return yearDeed{wait: 12 * time.Hour}
	}
	return yearDeed{by: r.Request.Implementer, act: workflow.ActStart, wait: time.Duration(20+y.roll(50)) * time.Minute, precise: true}
}

// inVain tells whether a release waits for another that will never go live.
func (y *year) inVain(r *workflow.Release) bool {
	for _, n := range r.Request.DependsOn {
		if needed := y.yearbook.releases[n-1]; needed.State.Final() && needed.State != workflow.Closed || needed.State == workflow.Closed && needed.LiveAt.IsZero() {
			return true
		}
	}
	return false
}

// rolledBack is what is done with a release that was taken back.
func (y *year) rolledBack(r *workflow.Release, dice int) yearDeed {
	switch {
	case !r.ReviewBy.IsZero() && r.Review == "":
		return yearDeed{by: r.Requester, act: workflow.ActReview, reason: one(y, yearReviews), wait: y.hours(1, 20)}
	case dice < 50:
		return yearDeed{by: r.Requester, act: workflow.ActResubmit, reason: one(y, yearAnswers), wait: y.hours(4, 30)}
	}
	return yearDeed{by: y.ids["rosa"], act: workflow.ActClose, reason: "Reviewed; it is asked for anew when the cause is gone."}
}

// coordinator is who endorses what a team asks for.
func (y *year) coordinator(team string) workflow.PersonID {
	return y.member(max(0, slices.Index(yearTeams, team))/8*16 + 2)
}

// briefingRead has most of the front line read what is told of a window.
func (y *year) briefingRead(id workflow.WindowID) error {
	if y.read[id] {
		return nil
	}
	y.read[id] = true
	for _, reader := range []struct{ name, team string }{{"hana", "help-desk"}, {"joris", "help-desk"}, {"ayu", "call-centre"}, {"budi", "call-centre"}} {
		if y.roll(5) == 0 {
			continue
		}
		if _, err := y.desk.Read(y.ctx, id, reader.team, y.ids[reader.name], y.request()); err != nil && !refused(err) {
			return err
		}
	}
	return nil
}
