package sandbox

import (
	"errors"
	"fmt"
	"net/http"
	"time"
)

// What Slack counts of the events it sends to one app of one workspace, in real
// time (https://docs.slack.dev/apis/events-api and
// https://docs.slack.dev/apis/web-api/rate-limits):
//
//   - more than 30,000 in an hour are not sent; the app gets app_rate_limited,
//     once for each minute in which that happens;
//   - when over 95 % of the tries within an hour fail, the subscriptions are
//     switched off until somebody switches them on again, unless there were
//     fewer than 1,000 events.
//
// A try counts as failed only when the app was there to fail it: a sandbox that
// is started before its app must not switch the app off for that.
const (
	eventsPerHour    = 30_000
	eventsToDisable  = 1_000
	failuresPercent  = 95
	eventWindow      = 60 // minutes
	eventRateLimited = "app_rate_limited"
)

// eventCounts are the last sixty minutes, each in the place of its number
// modulo sixty.
type eventCounts [eventWindow]struct {
	minute                int64 // since 1970; tells this hour's from older ones
	events, tries, failed int
}

func (c *eventCounts) add(now time.Time, events, tries, failed int) {
	minute := now.Unix() / 60
	at := &c[minute%eventWindow]
	if at.minute != minute {
		at.minute, at.events, at.tries, at.failed = minute, 0, 0, 0
	}
	at.events += events
	at.tries += tries
	at.failed += failed
}

func (c *eventCounts) total(now time.Time) (events, tries, failed int) {
	oldest := now.Unix()/60 - eventWindow
	for _, at := range c {
		if at.minute > oldest {
			events, tries, failed = events+at.events, tries+at.tries, failed+at.failed
		}
	}
	return events, tries, failed
}

// admit decides whether an event is sent, and counts it. The result is its turn,
// nil when it is not sent.
func (s *Server) admit(d delivery) *turn {
	a, now := d.app, s.opts.Now()
	minute := now.Unix() / 60
	s.mu.Lock()
	limited, tell := false, false
	off := a.eventsOff
	full := a.events >= maxWaitingEvents
	if !off && !full && !s.cfg.NoRateLimits && d.name != eventRateLimited {
		events, _, _ := a.counts.total(now)
		limited = events >= eventsPerHour
		tell = limited && a.limitedMinute != minute
		if tell {
			a.limitedMinute = minute
		}
	}
	var place *turn
	if !off && !full && !limited {
		place = a.queue()
		a.events++
		a.counts.add(now, 1, 0, 0)
	}
	s.mu.Unlock()
	if full {
		s.log.Warn("event dropped: too many are waiting", "app", a.cfg.ID, "event", d.name)
	}
	if tell {
		s.deliverEvent(delivery{app: a, kind: envelopeEvent, name: eventRateLimited, payload: object{
			"token": verificationToken, "type": eventRateLimited, "team_id": s.cfg.Team.ID, "minute_rate_limited": minute * 60, "api_app_id": a.cfg.ID,
		}})
	}
	return place
}

// countTry counts a try and switches the subscriptions off when too many fail.
func (s *Server) countTry(d delivery, got reply, err error) {
	failed := 0
	if err != nil {
		if !s.there(d.app, got, err) {
			return
		}
		failed = 1
	}
	now := s.opts.Now()
	s.mu.Lock()
	d.app.counts.add(now, 0, 1, failed)
	events, tries, bad := d.app.counts.total(now)
	off := !d.app.eventsOff && failed == 1 && events >= eventsToDisable && bad*100 > tries*failuresPercent
	if off {
		d.app.eventsOff = true
	}
	s.mu.Unlock()
	if off {
		s.violate(d.app, "events", "event_subscriptions_disabled",
			fmt.Sprintf("%d of %d tries within an hour failed, so Slack sends no events any more; POST /control/subscriptions switches them on again", bad, tries), "")
		s.publish(Event{Type: EventApps}, everybody)
	}
}

// Subscribe switches the events of an app on again after too many of them
// failed, or off as somebody may in Slack's settings ("" means all apps).
func (s *Server) Subscribe(app string, on bool) {
	s.mu.Lock()
	for _, a := range s.apps {
		if app == "" || s.findApp(app) == a {
			a.eventsOff, a.counts = !on, eventCounts{}
		}
	}
	s.mu.Unlock()
	s.publish(Event{Type: EventApps}, everybody)
}

// SubscriptionRequest is the body of POST /control/subscriptions.
type SubscriptionRequest struct {
	App string `json:"app,omitempty"` // empty: every app
	On  *bool  `json:"on"`
}

func (s *Server) controlSubscriptions(_ *http.Request, in SubscriptionRequest) (ActionAnswer, error) {
	if err := s.knownApp(in.App); err != nil {
		return ActionAnswer{}, err
	}
	if in.On == nil {
		return ActionAnswer{}, errors.New("say on: true or false")
	}
	s.Subscribe(in.App, *in.On)
	return ActionAnswer{OK: true}, nil
}
