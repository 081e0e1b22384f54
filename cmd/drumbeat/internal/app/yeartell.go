package app

import (
	"context"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"time"

	"drumbeat/bot/deliver"
	"drumbeat/workflow"
)

// yearShown is how far back the workspace of a year has messages; what is open
// for longer has its card at the beginning.
const yearShown = 14 * 24 * time.Hour

// yearFresh is how long what happened, and what has ended, is still looked at.
const yearFresh = 4 * 24 * time.Hour

// liveAYear lets the year before the demo opens pass, tells what of it is still
// in the channels, and loads what came of it into the store of the town. It says
// what it is at.
func (t *town) liveAYear(ctx context.Context, requests int, long time.Duration, until time.Time, say io.Writer) error {
	defer debug.SetGCPercent(debug.SetGCPercent(300)) // for some seconds there is a lot to be thrown away
	y := newYear(ctx, t, until, long)
	y.month = func(m time.Time) { _, _ = fmt.Fprintf(say, " %s", m.Format("Jan")) }
	_, _ = fmt.Fprintf(say, "A year of releases is lived through:")
	y.ask(requests)
	y.scenes()
	steps := []struct {
		to   time.Time
		step time.Duration
	}{{until.Add(-yearPlanned), 24 * time.Hour}, {until.Add(-yearTold), time.Hour}}
	for _, s := range steps {
		if err := y.pass(s.to, s.step); err != nil {
			return err
		}
	}
	_, _ = fmt.Fprintf(say, ", and told.\n")
	defer t.clock.Pause(t.clock.Info().Paused)
	t.clock.Pause(true)
	if err := t.tellYear(y, until.Add(-yearTold)); err != nil {
		return err
	}
	if err := y.pass(until, time.Hour); err != nil {
		return err
	}
	if err := t.clock.Set(until); err != nil {
		return err
	}
	defer debug.FreeOSMemory() // what the year was in is not needed any more
	return t.load(ctx, y.yearbook.contents())
}

// tellYear tells what is still in the channels of what happened up to a moment,
// each at its own time, and has what happens from then on told as it happens.
func (t *town) tellYear(y *year, until time.Time) error {
	store := y.yearbook.ports(t.store)
	d, err := deliver.New(deliver.Options{Notices: store.Notices, API: t.api, Directory: t.directory, Desk: y.desk, Instance: "year",
		Now: t.clock.Now, Real: t.wall, Unpaced: true, Log: t.log})
	if err != nil {
		return err
	}
	from := t.clock.Now()
	var moments []time.Time
	for _, n := range y.yearbook.notices {
		if at, shown := y.shown(n, until); shown {
			n.Due = later(at, from)
			n.Delivery.NextTry = n.Due
			moments = append(moments, n.Due)
			continue
		}
		n.Delivery.Status, n.Delivery.Have, n.Delivery.DoneAt, n.Delivery.Attempts = workflow.NoticeSent, n.Delivery.Want, n.Due, 1
		delete(y.yearbook.due, n.ID)
	}
	slices.SortStableFunc(moments, time.Time.Compare)
	at := func(moment time.Time) error {
		if err := t.clock.Set(later(moment, t.clock.Now())); err != nil {
			return err
		}
		for range mostRounds {
			r, err := d.RunOnce(y.ctx, moment)
			if err != nil || r.Progress() == 0 {
				return err
			}
		}
		return fmt.Errorf("not everything is told at %s", moment)
	}
	for _, moment := range slices.CompactFunc(moments, time.Time.Equal) {
		if err := at(moment); err != nil {
			return err
		}
	}
	y.tell = func() error { return at(y.now) }
	return nil
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// shown tells whether a notice of before a moment is still in a channel, and
// since when: what is open, what ended a short while ago and what the front line
// was told.
func (y *year) shown(n *workflow.Notice, until time.Time) (since time.Time, shown bool) {
	recent := until.Sub(n.Due) < yearShown
	switch n.Kind {
	case workflow.NoticeCard, workflow.NoticeRequester:
		r := y.yearbook.releases[n.Release-1]
		return n.Due, !r.State.Final() || until.Sub(r.UpdatedAt) < yearFresh
	case workflow.NoticeAsk, workflow.NoticeEndorse, workflow.NoticeSignOff:
		return n.Due, y.stillAsked(n)
	case workflow.NoticeEvent, workflow.NoticeOutcome:
		return n.Due, until.Sub(n.Due) < yearFresh && y.hasBoard(n.Thread, until)
	case workflow.NoticeWindow, workflow.NoticeBriefing:
		return n.Due, recent
	}
	return n.Due, n.Due.After(until)
}

// stillAsked tells whether a person is asked for something and has not answered.
func (y *year) stillAsked(n *workflow.Notice) bool {
	r := y.yearbook.releases[n.Release-1]
	switch n.Kind {
	case workflow.NoticeAsk:
		return slices.Contains(r.Waiting(), n.Person) && n.ID == workflow.AskID(r.Number, r.Revision, n.Person)
	case workflow.NoticeEndorse:
		return r.Lane() == workflow.LaneEndorse
	}
	return r.State == workflow.InApproval || r.State == workflow.Scheduled && !signedOff(r)
}

// hasBoard tells whether the message in whose thread something is told is there.
func (y *year) hasBoard(id string, until time.Time) bool {
	board, ok := y.yearbook.notices[id]
	if !ok {
		return false
	}
	_, shown := y.shown(board, until)
	return shown
}
