package desk

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

// Options is what a desk works with.
type Options struct {
	Store     workflow.Store
	Directory workflow.Directory
	Now       func() time.Time
	Log       *slog.Logger
	Wake      func() // called when notices are owed; may be nil; must not block
}

// Desk runs the use cases. It keeps nothing but caches and is safe for
// concurrent use; any number of desks may work on one store.
type Desk struct {
	store workflow.Store
	dir   workflow.Directory
	now   func() time.Time
	log   *slog.Logger
	wake  func()

	mu       sync.Mutex
	policy   *workflow.Policy // cache; may be lost
	policyAt time.Time
	sweptAt  time.Time
	asked    map[string]bool // notices by which this process asked for sign-offs, as of its last round; may be lost
	watch    watch
	apart    apart
	turns    map[string]string        // of each schedule, the origin of the newest turn that is done with; may be lost
	judges   map[int]*workflow.Policy // earlier versions of the policy, as far as they say times; may be lost
	judged   judged                   // what waits in the queue and was judged by the policy in force; may be lost
}

// policyAge is how long a policy is judged by before the store is asked again.
const policyAge = 5 * time.Second

// tries is how often a lost race is run again before the person is told.
const tries = 8

// New builds a desk; it does no I/O.
func New(o Options) *Desk {
	d := &Desk{store: o.Store, dir: o.Directory, now: o.Now, log: o.Log, wake: o.Wake}
	if d.log == nil {
		d.log = slog.New(slog.DiscardHandler)
	}
	if d.wake == nil {
		d.wake = func() {}
	}
	return d
}

// Command is one thing done to one release.
type Command struct {
	Action    workflow.Action
	Release   workflow.Number
	Seen      int // the revision that was looked at; 0: not given
	SeenEntry int // edits: the last history entry when the form was opened; 0: not given
	By        workflow.PersonID
	Request   string            // id of the request; its copy has no second effect
	Reason    string            //
	Window    workflow.WindowID // move: where to
	About     string            // sign off: key of the environment
	Form      *workflow.Request // edit, resubmit: the new content
	Anyway    bool              // start, move: a release manager overrides what may be overridden, for Reason
	Known     []string          // start anyway: the rules that were seen in the way; another one refuses it; nil: any
	Other     workflow.Number   // merge: the release it goes on in; reorder: the one it is put ahead of, 0: the end of the queue
	Top       bool              // reorder: to the top of the queue
	Bundle    string            // endorse: the name of the bundle; empty: none
	Task      *workflow.Task    // hand over, follow up: a task, by its Key, as it is to be
	Items     []string          // return a handover: keys of the items that are not good enough; review: what is to be done, in words
	Alone     bool              // move, postpone: out of its bundle, which stays where it is

	Say      string             // known issue: what to say about it
	Until    time.Time          // known issue: when it is taken off again
	Briefing *workflow.Briefing // correct: the new text

	overrode []string // rules of the gates that do not pass and are overridden by this

	solo  bool // by rule: without its bundle, for which no window has room
	apart bool // nobody else of its bundle is taken along by this command: they have commands of their own

	still func(bench, *workflow.Release) bool // by rule: whether it is still due; asked of what is loaded, at every try
}

// Outcome is what a command did.
type Outcome struct {
	Release  workflow.Release
	Entry    workflow.Entry // the history entry it made, or made when it came first
	Repeated bool           // it was done already; nothing changed now
	Copy     bool           // it was done by this very request, of which this is a copy
}

// Policy returns the policy in force, at most a few seconds old.
func (d *Desk) Policy(ctx context.Context) (workflow.Policy, error) {
	p, err := d.currentPolicy(ctx)
	if err != nil {
		return workflow.Policy{}, err
	}
	return *p, nil
}

// currentPolicy gives the cached policy; it must not be changed. A store that
// does not answer leaves the one known before in force.
func (d *Desk) currentPolicy(ctx context.Context) (*workflow.Policy, error) {
	now := d.now()
	d.mu.Lock()
	cached, at := d.policy, d.policyAt
	d.mu.Unlock()
	if age := now.Sub(at); cached != nil && age >= 0 && age < policyAge {
		return cached, nil
	}
	p, err := d.store.Policies.Current(ctx)
	if err != nil {
		if cached != nil && workflow.CodeOf(err) != workflow.CodeNotFound {
			d.log.Warn("policy not read, judging by the last known", "policy_version", cached.Version, "error", err)
			return cached, nil
		}
		if workflow.CodeOf(err) == workflow.CodeNotFound { // the first start stores the default a moment after it answers
			return nil, &workflow.Error{Code: workflow.CodeNotSaved, Err: err,
				Message: "Not saved: Drumbeat has only just been started and has no policy yet. Nothing has changed. Try again in a minute."}
		}
		return nil, err
	}
	d.mu.Lock()
	d.policy, d.policyAt = &p, now
	d.mu.Unlock()
	return &p, nil
}

// SavePolicy stores p as the next version; p.Version must be the newest.
func (d *Desk) SavePolicy(ctx context.Context, p workflow.Policy) (workflow.Policy, error) {
	p.SavedAt = d.now()
	saved, err := d.store.Policies.Save(ctx, p)
	if err != nil {
		return workflow.Policy{}, err
	}
	d.remember(saved)
	return saved, nil
}

// remember puts a policy that was read or stored just now in the cache.
func (d *Desk) remember(p workflow.Policy) {
	d.mu.Lock()
	d.policy, d.policyAt = &p, d.now()
	d.mu.Unlock()
}

// bench is what every judgement needs: the policy in force and who holds its
// roles at this moment.
type bench struct {
	policy  *workflow.Policy
	members workflow.Members
	gone    map[workflow.PersonID]bool // of those who may be asked in the place of others: who cannot be
	now     time.Time
}

// presence is who can be asked at this moment.
func (b bench) presence() policy.Presence {
	return policy.Presence{Policy: b.policy, Gone: b.gone, Now: b.now}
}

func (d *Desk) bench(ctx context.Context) (bench, error) {
	p, err := d.currentPolicy(ctx)
	if err != nil {
		return bench{}, err
	}
	members := make(workflow.Members, len(p.Roles))
	for _, role := range p.Roles {
		if members[role.Key], err = d.holders(ctx, role); err != nil {
			return bench{}, err
		}
	}
	gone, err := d.goneOf(ctx, p)
	if err != nil {
		return bench{}, err
	}
	return bench{policy: p, members: members, gone: gone, now: d.now().UTC()}, nil
}

// goneOf tells of everybody who may be asked without holding a role (substitutes,
// steps of escalation) who is not in the workspace any more.
func (d *Desk) goneOf(ctx context.Context, p *workflow.Policy) (map[workflow.PersonID]bool, error) {
	var people []workflow.PersonID
	for _, role := range p.Roles {
		people = append(people, role.Substitutes...)
		for _, step := range role.Chain {
			people = append(people, step.People...)
		}
	}
	for _, a := range p.Absences {
		people = append(people, a.Substitute)
	}
	people = slices.DeleteFunc(people, func(id workflow.PersonID) bool { return id == "" })
	if len(people) == 0 {
		return nil, nil
	}
	there, err := d.active(ctx, people)
	if err != nil {
		return nil, err
	}
	gone := map[workflow.PersonID]bool{}
	for _, id := range people {
		gone[id] = !slices.Contains(there, id)
	}
	return gone, nil
}

// holders resolves a role to people: each once, in the policy's order, without
// deactivated people and bots.
func (d *Desk) holders(ctx context.Context, role workflow.Role) ([]workflow.PersonID, error) {
	people := slices.Clone(role.People)
	for _, group := range role.Groups {
		members, err := d.dir.Group(ctx, group)
		if err != nil && workflow.CodeOf(err) != workflow.CodeNotFound {
			return nil, directoryAway(err)
		}
		people = append(people, members...)
	}
	out, err := d.active(ctx, people)
	if err != nil || len(out) > 0 || !role.Admins {
		return out, err
	}
	admins, err := d.dir.Admins(ctx)
	if err != nil {
		return nil, directoryAway(err)
	}
	return d.active(ctx, admins)
}

func (d *Desk) active(ctx context.Context, people []workflow.PersonID) ([]workflow.PersonID, error) {
	var out []workflow.PersonID
	for _, id := range people {
		if slices.Contains(out, id) {
			continue
		}
		person, err := d.dir.Person(ctx, id)
		switch {
		case workflow.CodeOf(err) == workflow.CodeNotFound:
			continue
		case err != nil:
			return nil, directoryAway(err)
		case !person.Deactivated && !person.Bot:
			out = append(out, id)
		}
	}
	return out, nil
}

func directoryAway(err error) error {
	return &workflow.Error{Code: workflow.CodeNotSaved, Message: "Not saved: Slack did not tell us who holds which role. Nothing has changed. Try again in a minute.", Err: err}
}

// Name gives a person's display name; empty where it is not known.
func (d *Desk) Name(ctx context.Context, person workflow.PersonID) string {
	return d.names(ctx, person)[person]
}

// names looks up display names; who is not known is left out.
func (d *Desk) names(ctx context.Context, people ...workflow.PersonID) map[workflow.PersonID]string {
	out := make(map[workflow.PersonID]string, len(people))
	for _, id := range people {
		if _, done := out[id]; done || id == "" || id == workflow.System {
			continue
		}
		if p, err := d.dir.Person(ctx, id); err == nil {
			out[id] = p.Name
		}
	}
	return out
}

// asError gives the [*workflow.Error] in err's chain, if there is one.
func asError(err error) (*workflow.Error, bool) {
	var e *workflow.Error
	ok := errors.As(err, &e)
	return e, ok
}
