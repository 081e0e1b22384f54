package app

import (
	"log/slog"
	"time"

	"drumbeat/bot"
)

// Slack gives an app three seconds. Those are tested with clocks that are moved
// by hand; everywhere else a test must not fail because the machine has other
// things to do, such as compiling the next package. So the workspace gives its app
// longer, and the bot gives itself longer.

// patience is how long a test waits before it gives up: a guard against waiting
// for ever, not a promise.
const patience = time.Minute

// unhurried gives everybody in a town their time.
func unhurried(o *townOptions) { o.patience, o.bot = patience, unhurriedBot }

func unhurriedBot(o *bot.Options) { o.Deadline = patience }

// unhurriedLife is a lifecycle whose stop may take its time.
func unhurriedLife(log *slog.Logger) *lifecycle {
	life := newLifecycle(log)
	life.within = patience
	return life
}
