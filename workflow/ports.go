package workflow

import (
	"context"
	"time"
)

// Store is everything that is kept. Every port is safe for concurrent use by
// any number of processes, keeps times to the millisecond in UTC, and gives
// nothing but [*Error] back: CodeNotSaved where the store did not answer and
// nothing was stored, CodeUnknown where a write may have been stored. A port
// that answers nil to a write has it on stable storage (majority of a replica
// set; synced to disk).
type Store struct {
	Releases Releases
	Windows  Windows
	Notices  Notices
	Policies Policies
	Streets  Streets
	Drafts   Drafts
	Queue    Queue
	Health   Health
}

// Health answers whether the store can be written to, and what time it is there.
type Health interface {
	// Ping returns nil when the store answers and takes writes.
	Ping(ctx context.Context) error
	// Clock returns what the clock of the store's server shows, in UTC: the one
	// clock that processes on several hosts have in common, by which they agree on
	// what is due and when a claim ends. It may step back where the server's does,
	// or where another server takes over. Zero: this store has no clock but that
	// of the host it is on. CodeNotSaved where the store does not answer.
	Clock(ctx context.Context) (time.Time, error)
}

// Releases keeps release requests.
type Releases interface {
	// Create assigns the next free number, calls build with it, and stores the
	// result at version 1. build may be called again with another number when
	// two are created at once; it must be pure. When a release with the same
	// Origin exists, that one is returned with an error of CodeExists.
	Create(ctx context.Context, build func(Number) Release) (Release, error)
	// Get returns the release; CodeNotFound.
	Get(ctx context.Context, n Number) (Release, error)
	// Replace stores r at version r.Version+1 if the stored version still is
	// r.Version, else CodeConflict (CodeNotFound when there is none).
	Replace(ctx context.Context, r Release) error
	// List returns releases by filter, newest number first, at most f.Limit
	// (default 100) with a number below f.Before (0: from the top).
	List(ctx context.Context, f ReleaseFilter) ([]Release, error)
	// Versions returns the versions of releases by number, newest number first, without
	// those that do not exist; of nil, those of every release that is not final. Who
	// remembers what it has read need not read that again.
	Versions(ctx context.Context, numbers []Number) ([]ReleaseVersion, error)
	// Lived gives every release to which something may have happened in [from, to) to
	// visit, each once, in no order: those created before to that were changed at or
	// after from or are still open. It reads one at a time and only what a count needs:
	// Number, State, of the request System, Team, Type and Impact, Asks, Place,
	// CreatedAt, UpdatedAt, and the History without its seals and reasons. It ends
	// with visit's error where that gives one.
	Lived(ctx context.Context, from, to time.Time, visit func(*Release) error) error
	// Owing returns releases that owe notices, the longest unchanged first.
	Owing(ctx context.Context, limit int) ([]Release, error)
}

// ReleaseVersion names what a release was at one moment.
type ReleaseVersion struct {
	Number  Number
	Version int64
}

// ReleaseFilter selects releases; the fields set must all hold.
type ReleaseFilter struct {
	States    []State  // any of these
	Open      bool     // not final
	Requester PersonID //
	Waiting   PersonID // waits for a decision of this person (Release.Waiting)
	Window    WindowID // Release.Window
	Numbers   []Number // any of these
	Origin    string   // created by this request; there is at most one
	System    string   // key of the system
	Merged    Number   // merged into this release
	Needs     Number   // asked for to go live after this release (Request.DependsOn)
	Before    Number   // page: numbers below this
	Limit     int      //
}

// Windows keeps windows that somebody holds a place in or has read about.
type Windows interface {
	// Get returns the window; CodeNotFound when nothing was stored for it yet.
	Get(ctx context.Context, id WindowID) (Window, error)
	// Put inserts w when w.Version is 0 and replaces the version loaded
	// otherwise; the stored version is one higher. CodeConflict when another
	// write came first.
	Put(ctx context.Context, w Window) error
	// Span returns the stored windows that open in [from, to), by opening.
	Span(ctx context.Context, from, to time.Time) ([]Window, error)
}

// Notices is the outbox.
type Notices interface {
	// Add stores notices by id with status due, NextTry = Due, Want = 1. A post
	// whose id exists is left as it is, whatever its status. A board whose id
	// exists gets Want+1 and, unless it is claimed or unknown, status due with
	// NextTry = Due (so that a moot or dead one is tried again). A notice with
	// Refresh set only raises an existing board; Refresh itself is not stored.
	// Adding is safe to repeat, alone or in part.
	Add(ctx context.Context, notices []Notice) error
	// Get returns the notice; CodeNotFound.
	Get(ctx context.Context, id string) (Notice, error)
	// Due returns up to limit notices to act on at now: status due or unknown
	// with NextTry ≤ now, or claimed with ClaimedUntil ≤ now; urgent ones
	// first, then by Due, then by id.
	Due(ctx context.Context, now time.Time, limit int) ([]Notice, error)
	// Next returns the earliest instant at which Due will have something; zero: never.
	Next(ctx context.Context) (time.Time, error)
	// Replace stores n (its Delivery) at Delivery.Version+1 if the stored
	// version still is n.Delivery.Version, else CodeConflict.
	Replace(ctx context.Context, n Notice) error
	// Dead returns the notices that could not be delivered, newest first.
	Dead(ctx context.Context, limit int) ([]Notice, error)
	// Range returns the notices with from <= id < to, by id, at most limit. Ids
	// compare byte by byte; since they begin with what they are about, a range of
	// ids is what was said about one thing ([AboutRelease], [AboutWindow]). The
	// next page begins at the last id with "\x00" added.
	Range(ctx context.Context, from, to string, limit int) ([]Notice, error)
}

// Streets keeps the environments that somebody has booked.
type Streets interface {
	// Get returns the street of an environment; CodeNotFound when nothing was
	// stored for it yet.
	Get(ctx context.Context, id EnvironmentID) (Street, error)
	// Put inserts s when s.Version is 0 and replaces the version loaded
	// otherwise; the stored version is one higher. CodeConflict when another
	// write came first.
	Put(ctx context.Context, s Street) error
	// All returns every stored street, by id. There are as many as environments.
	All(ctx context.Context) ([]Street, error)
}

// Drafts keeps request forms that were not sent, one per person.
type Drafts interface {
	// Get returns a person's draft; CodeNotFound.
	Get(ctx context.Context, person PersonID) (Draft, error)
	// Put stores d unless a draft of the person saved later is there already:
	// then nothing is stored, and that is no error.
	Put(ctx context.Context, d Draft) error
	// Delete removes a person's draft if it was saved at or before an instant, and
	// remembers that instant: no draft saved at or before it is stored any more, so
	// that one on its way does not come back after it was sent or given up. There
	// being none is no error; a later draft stays.
	Delete(ctx context.Context, person PersonID, until time.Time) error
}

// Queue reads the requests that are in the queue (Release.Lane), in its order.
type Queue interface {
	// Page returns releases by filter in the order of the queue, at most f.Limit
	// (default 100): those behind f.After, or the last ones ahead of f.Ahead.
	Page(ctx context.Context, f QueueFilter) ([]Release, error)
	// Count counts the releases of a filter, whatever its limit and page.
	Count(ctx context.Context, f QueueFilter) (int, error)
}

// QueueFilter selects requests in the queue; the fields set must all hold.
type QueueFilter struct {
	Lane       Lane       // empty: all of them
	System     string     // key of the system
	Teams      []string   // any of these, as TeamKey writes them
	Requester  PersonID   //
	Type       ChangeType //
	Bundle     string     // the bundle that a coordinator put it into
	Bundled    bool       // in any bundle
	SentBefore time.Time  // Release.QueuedAt before this
	After      *Spot      // page: those behind this place
	Ahead      *Spot      // page: those ahead of this place
	Limit      int        //
}

// Policies keeps every version of the policy.
type Policies interface {
	// Current returns the newest version; CodeNotFound before the first.
	Current(ctx context.Context) (Policy, error)
	// Get returns one version; CodeNotFound.
	Get(ctx context.Context, version int) (Policy, error)
	// Save stores p as version p.Version+1 if the newest still is p.Version,
	// else CodeConflict; it returns the stored policy.
	Save(ctx context.Context, p Policy) (Policy, error)
}

// Directory knows the workspace: people, groups and channels. Implementations
// cache; answers may be minutes old, and are given from the cache when the
// workspace does not answer.
type Directory interface {
	// Person returns somebody; CodeNotFound.
	Person(ctx context.Context, id PersonID) (Person, error)
	// Group returns the members of a user group by id or "@handle"; CodeNotFound
	// also for a disabled one.
	Group(ctx context.Context, group string) ([]PersonID, error)
	// CanPost tells whether the bot is in a channel, by id or "#name", and can post
	// there: false too where there is no such channel that it sees, or it is archived.
	CanPost(ctx context.Context, c Channel) (bool, error)
	// Admins returns the workspace's admins and owners.
	Admins(ctx context.Context) ([]PersonID, error)
}
