package mongodb

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"go.mongodb.org/mongo-driver/v2/event"
	"go.mongodb.org/mongo-driver/v2/mongo"
)

// A dispatch counts what the driver did with the command of one call. The
// driver repeats commands, and tells its caller the last error only.
type dispatch struct {
	sent   atomic.Int32 // tries handed to a connection; 0: no server can have seen it
	doubts atomic.Int32 // tries after which the command may have had its effect
}

type dispatchKey struct{}

// counted gives a context under which the command monitor counts.
func counted(ctx context.Context) (context.Context, *dispatch) {
	d := &dispatch{}
	return context.WithValue(ctx, dispatchKey{}, d), d
}

// counting finds the dispatch of a context; one that nobody looks at if it has none.
func counting(ctx context.Context) *dispatch {
	if d, ok := ctx.Value(dispatchKey{}).(*dispatch); ok {
		return d
	}
	return &dispatch{}
}

func commandMonitor(observe func(command, outcome string, took time.Duration)) *event.CommandMonitor {
	if observe == nil {
		observe = func(string, string, time.Duration) {}
	}
	return &event.CommandMonitor{
		Started: func(ctx context.Context, _ *event.CommandStartedEvent) {
			counting(ctx).sent.Add(1)
		},
		Succeeded: func(ctx context.Context, e *event.CommandSucceededEvent) {
			if _, err := e.Reply.LookupErr("writeConcernError"); err == nil {
				counting(ctx).doubts.Add(1)
			}
			observe(e.CommandName, "ok", e.Duration)
		},
		Failed: func(ctx context.Context, e *event.CommandFailedEvent) {
			if verdictOn(e.Failure) == unclear {
				counting(ctx).doubts.Add(1)
			}
			outcome := "refused"
			if mongo.IsNetworkError(e.Failure) || mongo.IsTimeout(e.Failure) {
				outcome = "no_answer"
			}
			observe(e.CommandName, outcome, e.Duration)
		},
	}
}

// A watch logs when a server that takes writes is found and lost.
type watch struct {
	log       *slog.Logger
	reachable atomic.Bool
	over      atomic.Bool // the store is closed: that it is not connected is no news
}

func (w *watch) monitor() *event.ServerMonitor {
	return &event.ServerMonitor{TopologyDescriptionChanged: w.changed}
}

func (w *watch) changed(e *event.TopologyDescriptionChangedEvent) {
	now := takesWrites(e.NewDescription)
	if w.over.Load() || w.reachable.Swap(now) == now {
		return
	}
	if now {
		w.log.Info("mongodb reachable")
	} else {
		w.log.Warn("mongodb not reachable")
	}
}

func takesWrites(t event.TopologyDescription) bool {
	for _, s := range t.Servers {
		switch s.Kind {
		case "RSPrimary", "Standalone", "Mongos", "LoadBalancer":
			return true
		}
	}
	return false
}
