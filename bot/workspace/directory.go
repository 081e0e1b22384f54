package workspace

import (
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/slack-go/slack"

	"drumbeat/workflow"
)

// How old answers get before Slack is asked again, and how many are kept.
const (
	peopleAge  = 10 * time.Minute
	membersAge = peopleAge - time.Minute // shorter: whoever has aged is learned again with everybody else
	groupsAge  = 3 * time.Minute
	channelAge = 10 * time.Minute
	directAge  = 24 * time.Hour // the conversation with a person never gets another id

	mostPeople = 20_000
)

// Options is what a directory works with.
type Options struct {
	API *slack.Client    // with a client-side time-out
	Now func() time.Time //
	Log *slog.Logger     // nil: nothing is logged
}

// Directory answers questions about the workspace from Slack's Web API and from
// what it learned before. It implements [workflow.Directory], keeps only caches,
// starts nothing in the background and is safe for concurrent use.
type Directory struct {
	api *slack.Client
	now func() time.Time
	log *slog.Logger

	people   *shelf[workflow.Person]
	members  *shelf[members]
	groups   *shelf[groups]
	channels *shelf[channels]
	direct   *shelf[string]
}

var _ workflow.Directory = (*Directory)(nil)

// New builds a directory; it does no I/O.
func New(o Options) *Directory {
	log := o.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Directory{
		api: o.API, now: o.Now, log: log,
		people:   newShelf[workflow.Person](o.Now, peopleAge, mostPeople),
		members:  newShelf[members](o.Now, membersAge, 2),
		groups:   newShelf[groups](o.Now, groupsAge, 1),
		channels: newShelf[channels](o.Now, channelAge, 1),
		direct:   newShelf[string](o.Now, directAge, mostPeople),
	}
}

// the is the key of a shelf that holds one thing.
const the = "the"

// slackSays gives the error word of a refusal by Slack, "" for other errors.
func slackSays(err error) string {
	var e slack.SlackErrorResponse
	if errors.As(err, &e) {
		return e.Err
	}
	return ""
}

// unknown builds a CodeNotFound that keeps Slack's own words for the log.
func unknown(err error, format string, args ...any) error {
	return &workflow.Error{Code: workflow.CodeNotFound, Message: fmt.Sprintf(format, args...), Err: err}
}
