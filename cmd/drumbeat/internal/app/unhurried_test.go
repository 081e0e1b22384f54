package app

import (
	"log/slog"
	"time"

	"drumbeat/bot"
)

// Slack gives an app three seconds. Those are tested with clocks that are moved
// by hand; everywhere else a test must not fail because the machine has other
// things to do, such as compiling the next package. So the time of networks is
// stretched for all who wait for one another in a test: real time for the
// workspace's triggers, its waiting for an answer, and the bot's own bounds.

// stretched is how much longer than in Slack everything may take in a test.
const stretched = 20

// patience is how long a test waits before it gives up: a guard against waiting
// for ever, not a promise.
const patience = time.Minute

// unhurried stretches the time of a town.
func unhurried(o *townOptions) {
	began := time.Now()
	o.real = func() time.Time { return began.Add(time.Since(began) / stretched) }
	o.after = unhurriedAfter
	o.bot = unhurriedBot
}

// unhurriedAfter is real waiting, but for the seconds that an app has to answer,
// and to read from its socket. The pings must come as often as they do in Slack.
func unhurriedAfter(d time.Duration) <-chan time.Time {
	if d == 2*time.Second || d == 3*time.Second {
		d *= stretched
	}
	return time.After(d)
}

func unhurriedBot(o *bot.Options) { o.Deadline = patience }

// unhurriedLife is a lifecycle whose stop may take its time.
func unhurriedLife(log *slog.Logger) *lifecycle {
	life := newLifecycle(log)
	life.within = patience
	return life
}
