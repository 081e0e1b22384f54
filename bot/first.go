package bot

import (
	"context"
	"errors"
	"time"
)

// A request that changed nothing leaves no trace but what the person is told: a
// refusal, a release they wanted to see. Once Slack has its acknowledgement
// nothing more is asked of us, and a process that dies then takes the sentence
// with it; who clicked sees nothing at all. So it is told first and acknowledged
// then. A process that dies between the two leaves Slack without an answer, which
// Slack says. What changed something is acknowledged first: the store has it, and
// the messages that show it are owed by the same write.

// tellWithin is how long after a request's arrival its acknowledgement waits for
// what is told first: 1.6 s of Slack's three. Whoever tells more slowly is
// acknowledged, and goes on telling.
func (b *Bot) tellWithin() time.Duration { return b.deadline * 4 / 5 }

// tellAtLeast is how long it waits where the desk took nearly all of that: 0.4 s;
// and answerWithin is where every waiting ends: the desk's time and that of a form.
func (b *Bot) tellAtLeast() time.Duration  { return b.deadline / 5 }
func (b *Bot) answerWithin() time.Duration { return b.deadline + b.openWithin() }

var errNotTold = errors.New("the process has no time to tell it")

// tellFirst runs tell, which may be nil, and waits for it within its bounds;
// elapsed is how long ago the request came. It holds no place among the requests
// being answered, only one among the follow-ups. An error says that the person
// was not told and will not be.
func (b *Bot) tellFirst(tell func(context.Context) error, elapsed time.Duration) error {
	if tell == nil {
		return nil
	}
	told := make(chan error, 1)
	taken := b.follow.do(func(ctx context.Context) {
		err := errNotTold // of one that panics
		defer func() { told <- err }()
		err = tell(ctx)
	})
	if !taken {
		return errNotTold
	}
	within := max(b.tellWithin()-elapsed, min(b.tellAtLeast(), b.answerWithin()-elapsed))
	late := time.NewTimer(max(0, within))
	defer late.Stop()
	select {
	case err := <-told:
		return err
	case <-late.C:
		return nil
	}
}
