package sandbox

import (
	"slices"
	"strings"
)

// app is an installed app while the server runs. cfg never changes; the rest
// is guarded by Server.mu.
type app struct {
	cfg     AppConfig
	away    bool // its bot said so, users.setPresence
	conns   []*conn
	turn    int                 // whose turn it is among conns
	pending map[string]*unacked // by envelope id
	tickets map[string]ticket   // of apps.connections.open
	last    *sent               // the last thing sent, for redelivery on demand
	issued  fifo[bool]          // envelope ids of late
	linkOff bool                // Socket Mode is switched off for now
	host    string              // scheme and host the app last reached us by
	turns   chan struct{}       // closed when the last event so far has gone out
	events  int                 // events under way or waiting for another try

	retrying      int         // of those, how many wait
	hurry         gate        // opened when they shall not wait any longer
	counts        eventCounts // of the last hour
	eventsOff     bool        // no events are sent: too many failed, or somebody switched them off
	limitedMinute int64       // the last minute that app_rate_limited was sent for
	urlState      string      // of the events URL: urlUnverified, urlVerified, or why not
	verifying     *verification
}

func newApp(cfg AppConfig) *app {
	return &app{cfg: cfg, urlState: urlUnverified, pending: map[string]*unacked{}, tickets: map[string]ticket{}, issued: newFIFO[bool](keepEnvelopes)}
}

// connected reports whether something sent now could arrive.
func (a *app) connected() bool {
	if a.cfg.SocketMode {
		return len(a.conns) > 0
	}
	u := a.cfg.RequestURLs
	return u.Commands != "" || u.Interactions != "" || u.Events != ""
}

func (a *app) may(scope string) bool { return slices.Contains(a.cfg.Scopes, scope) }

// profile is the bot_profile of messages.
func (a *app) profile(team string) object {
	return object{"id": a.cfg.BotID, "app_id": a.cfg.ID, "name": a.cfg.Name, "deleted": false, "updated": 0, "team_id": team, "user_id": a.cfg.BotUserID,
		"icons": object{}}
}

// findApp finds by id, name, bot name or bot user.
func (s *Server) findApp(key string) *app {
	key = strings.TrimPrefix(key, "@")
	for _, a := range s.apps {
		if key == a.cfg.ID || key == a.cfg.Name || key == a.cfg.BotName || key == a.cfg.BotUserID {
			return a
		}
	}
	return nil
}
