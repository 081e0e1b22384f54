package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/slack-go/slack"

	"drumbeat/bot"
	"drumbeat/bot/workspace"
	"drumbeat/workflow"
	"drumbeat/workflow/audit"
)

// exportWish is what of the store goes into a pack.
type exportWish struct {
	numbers  []workflow.Number // none: all
	from, to string            // days, as typed; empty: no bound
	names    bool              // ask Slack for people's names
}

// exportCommand writes a pack into a folder that does not exist yet, which is
// the last of the words; the others name releases.
func exportCommand(ctx context.Context, words []string, wish exportWish, out io.Writer) error {
	if len(words) == 0 {
		return errors.New("name a folder for the evidence; it must not exist yet")
	}
	dir := words[len(words)-1]
	var err error
	if wish.numbers, err = readNumbers(words[:len(words)-1]); err != nil {
		return err
	}
	if _, err := os.Lstat(dir); err == nil {
		return fmt.Errorf("%s exists already: evidence is never written over; name a new folder", dir)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	store, err := openForAudit(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = store.close(context.WithoutCancel(ctx)) }()
	x, err := newExport(ctx, store.Store, wish)
	if err != nil {
		return err
	}
	if wish.names {
		if x.name, err = slackNames(); err != nil {
			return err
		}
	}
	line, err := x.write(ctx, dir)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, line)
	return err
}

// export collects what a pack says beside its releases.
type export struct {
	auditor
	wish     exportWish
	zone     *time.Location
	from, to time.Time // [from, to); zero: no bound
	name     func(ctx context.Context, p workflow.PersonID) (string, error)
	madeAt   time.Time

	policies map[int]bool
	windows  map[workflow.WindowID]bool
	people   map[workflow.PersonID]string
	absent   []audit.Flaw
	count    auditCount
}

func newExport(ctx context.Context, store workflow.Store, wish exportWish) (*export, error) {
	x := &export{
		auditor: auditor{store: store, everything: true}, wish: wish, zone: time.UTC, madeAt: time.Now().UTC().Truncate(time.Millisecond),
		name:     func(context.Context, workflow.PersonID) (string, error) { return "", nil },
		policies: map[int]bool{}, windows: map[workflow.WindowID]bool{}, people: map[workflow.PersonID]string{},
	}
	p, err := store.Policies.Current(ctx)
	if err != nil && workflow.CodeOf(err) != workflow.CodeNotFound {
		return nil, err
	}
	if zone, err := time.LoadLocation(p.Zone); err == nil {
		x.zone = zone
	}
	if x.from, err = x.day("-from", wish.from, 0); err != nil {
		return nil, err
	}
	if x.to, err = x.day("-to", wish.to, 1); err != nil {
		return nil, err
	}
	if !x.to.IsZero() && !x.from.Before(x.to) {
		return nil, errors.New("-from is later than -to: nothing lies between")
	}
	return x, nil
}

// day reads a day in the organisation's zone, and goes a number of days on.
func (x *export) day(flag, typed string, on int) (time.Time, error) {
	if typed == "" {
		return time.Time{}, nil
	}
	at, err := time.ParseInLocation(time.DateOnly, typed, x.zone)
	if err != nil {
		return time.Time{}, fmt.Errorf("%s: %q is no date; write 2026-11-30", flag, typed)
	}
	return at.AddDate(0, 0, on), nil
}

// among tells whether something happened to a release in the time asked for.
func (x *export) among(r *workflow.Release) bool {
	return slices.ContainsFunc(r.History, func(e workflow.Entry) bool {
		return !e.At.Before(x.from) && (x.to.IsZero() || e.At.Before(x.to))
	})
}

// write makes the pack and says in a line what is in it.
func (x *export) write(ctx context.Context, dir string) (line string, err error) {
	p, err := newPack(dir)
	if err != nil {
		return "", err
	}
	defer p.discard() // nothing is left of half a pack
	w, err := newPackWriter(p, x)
	if err != nil {
		return "", err
	}
	_, err = x.each(ctx, x.wish.numbers, func(f audited) error { return x.add(ctx, w, f) })
	if err == nil {
		err = x.rest(ctx, w)
	}
	if err == nil {
		err = w.finish()
	}
	if err == nil {
		err = p.finish(x.madeAt)
	}
	if err != nil {
		return "", fmt.Errorf("no evidence was written: %w", forOperator(err))
	}
	verdict := "Everything is whole."
	if x.count.Flaws > 0 {
		verdict = amount(x.count.Flaws, "thing is", "things are") + " wrong, and marked in it."
	}
	return fmt.Sprintf("Wrote the evidence of %s with %s and %s, and %s, to %s. %s", amount(x.count.Releases, "release", "releases"),
		amount(x.count.Entries, "history entry", "history entries"), amount(x.count.Notices, "notice", "notices"),
		amount(len(x.policies), "policy version", "policy versions"), dir, verdict), nil
}

// add puts one release into the pack.
func (x *export) add(ctx context.Context, w *packWriter, f audited) error {
	if f.Release == nil {
		x.absent = append(x.absent, f.Flaws...)
		x.count.Flaws += len(f.Flaws)
		return nil
	}
	if !x.among(f.Release) {
		return nil
	}
	e := audit.Of(f.Release, f.Told, f.Flaws)
	for _, v := range e.Policies {
		x.policies[v] = true
	}
	for _, id := range e.Windows {
		x.windows[id] = true
	}
	x.count.Releases++
	x.count.Entries += len(e.History)
	x.count.Notices += len(e.Notices)
	x.count.Flaws += len(e.Flaws)
	if err := x.meet(ctx, peopleOf(&e)...); err != nil {
		return err
	}
	return w.release(&e)
}

// meet learns the names of people.
func (x *export) meet(ctx context.Context, people ...workflow.PersonID) error {
	for _, p := range people {
		if _, known := x.people[p]; known || p == "" || p == workflow.System {
			continue
		}
		name, err := x.name(ctx, p)
		if err != nil {
			return fmt.Errorf("asking Slack for the name of %s: %w", p, err)
		}
		x.people[p] = name
	}
	return nil
}

func peopleOf(e *audit.Evidence) []workflow.PersonID {
	out := []workflow.PersonID{e.Requester, e.TakenBy, workflow.PersonID(e.Request.Contact), workflow.PersonID(e.Request.Implementer)}
	for _, h := range e.History {
		out = append(out, h.By)
	}
	for _, a := range e.Asks {
		out = append(out, a.Person)
	}
	for _, n := range e.Notices {
		out = append(out, n.Person)
	}
	return out
}

// rest adds the windows and policies that the releases refer to.
func (x *export) rest(ctx context.Context, w *packWriter) error {
	for _, id := range slices.Sorted(maps.Keys(x.windows)) {
		stored, err := x.store.Windows.Get(ctx, id)
		window := &stored
		if workflow.CodeOf(err) == workflow.CodeNotFound {
			window = nil
		} else if err != nil {
			return err
		}
		told, err := x.notices(ctx, workflow.AboutWindow(id)...)
		if err != nil {
			return err
		}
		v := audit.WindowOf(id, window, told)
		x.count.Notices += len(v.Notices)
		for _, p := range v.People() {
			if err := x.meet(ctx, p); err != nil {
				return err
			}
		}
		if err := w.window(&v); err != nil {
			return err
		}
	}
	for _, v := range slices.Sorted(maps.Keys(x.policies)) {
		p, err := x.store.Policies.Get(ctx, v)
		if workflow.CodeOf(err) == workflow.CodeNotFound { // which the audit said
			delete(x.policies, v)
			continue
		}
		if err != nil {
			return err
		}
		if err := x.meet(ctx, p.SavedBy); err != nil {
			return err
		}
		if err := w.policy(p); err != nil {
			return err
		}
	}
	return nil
}

// slackNames asks the workspace that the environment's token belongs to.
func slackNames() (func(ctx context.Context, p workflow.PersonID) (string, error), error) {
	cfg, err := readEnvironment()
	if err != nil {
		return nil, configError{err}
	}
	if cfg.SlackBotToken == "" {
		return nil, errors.New("-names needs " + Prefix + "_SLACK_BOT_TOKEN, as drumbeat serve has it; without -names the evidence has Slack's user ids alone")
	}
	api := slack.New(string(cfg.SlackBotToken), slack.OptionHTTPClient(bot.NewHTTPClient(slackTimeout)), slack.OptionAPIURL(cfg.SlackAPIURL))
	dir := workspace.New(workspace.Options{API: api, Now: time.Now, Log: discard()})
	return func(ctx context.Context, p workflow.PersonID) (string, error) {
		person, err := dir.Person(ctx, p)
		if workflow.CodeOf(err) == workflow.CodeNotFound {
			return "", nil
		}
		return person.Name, err
	}, nil
}
