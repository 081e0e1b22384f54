package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/slack-go/slack"
)

// How often Slack is asked who the bot is.
const (
	askWell  = 5 * time.Minute        // all is well: has the token been revoked meanwhile?
	askFirst = 500 * time.Millisecond // Slack did not answer; doubled each time
	askMost  = 5 * time.Second        // up to this
	askVain  = 30 * time.Second       // Slack says no: somebody has to mend something first
	askSaid  = 120                    // of the same answer, each so many'th is logged again
)

// identify asks Slack who the bot is, so that requests for anybody else are
// refused. What Slack says of the token and the scopes is kept by the transport.
// known tells that Slack named the workspace, also where it did not name the app:
// then requests are taken, and checked for the secret and the workspace alone.
func (e *engine) identify(ctx context.Context) (known bool, err error) {
	who, err := e.api.AuthTestContext(ctx)
	if err != nil {
		return false, fmt.Errorf("auth.test: %w", err)
	}
	self, err := e.api.GetBotInfoContext(ctx, slack.GetBotInfoParameters{Bot: who.BotID})
	if err != nil {
		e.bot.Identify(who.TeamID, "")
		return true, fmt.Errorf("bots.info: %w", err)
	}
	e.bot.Identify(who.TeamID, self.AppID)
	e.log.Info("slack says who the bot is", "team", who.TeamID, "app", self.AppID, "bot_user", who.UserID)
	return true, nil
}

// keepIdentified asks Slack who the bot is until Slack says so, and then every
// few minutes whether that still holds: a token can be revoked, and mended, while
// nothing is to be sent; and signed requests come in without a word going out, so
// that a host's clock that goes wrong meanwhile, by which all of them are refused,
// is noticed by the answer. It does not wait for the store: until the workspace is
// known, nobody is answered.
func (e *engine) keepIdentified(ctx context.Context) error {
	met, named, failures, last := false, false, 0, ""
	for {
		known, err := met, error(nil)
		if named {
			_, err = e.api.AuthTestContext(ctx)
		} else {
			known, err = e.identify(ctx)
			named = err == nil
		}
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			failures++
			e.notIdentified(err, failures, last == err.Error())
			last = err.Error()
		} else {
			failures, last = 0, ""
		}
		if known && !met {
			met = true
			e.connected(ctx)
		}
		t := time.NewTimer(askAgain(err, failures))
		select {
		case <-ctx.Done():
			t.Stop()
			return nil
		case <-t.C:
		}
	}
}

// connected says, when there is a policy too, that whoever reads it may click.
func (e *engine) connected(ctx context.Context) {
	select {
	case <-e.begun:
		e.log.Info("connected to the workspace")
	case <-ctx.Done():
	}
}

// notIdentified says why Slack could not be asked; the same again is no news.
func (e *engine) notIdentified(err error, failures int, again bool) {
	level := slog.LevelWarn
	if again && failures%askSaid != 0 {
		level = slog.LevelDebug
	}
	e.log.Log(context.Background(), level, "slack did not say who the bot is, trying again", "failures", failures, "error", err)
}

// askAgain is how long to wait before Slack is asked again: as long as Slack
// wants, briefly while it does not answer, and longer where it says no, because
// that does not pass by itself. Replicas that started together drift apart.
func askAgain(err error, failures int) time.Duration {
	var limited *slack.RateLimitedError
	var refused slack.SlackErrorResponse
	d := min(askFirst<<min(max(failures-1, 0), 10), askMost)
	switch {
	case err == nil:
		d = askWell
	case errors.As(err, &limited):
		return max(limited.RetryAfter, time.Second)
	case errors.As(err, &refused):
		d = askVain
	}
	return d - rand.N(d/4)
}
