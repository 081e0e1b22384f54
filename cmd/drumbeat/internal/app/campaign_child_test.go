package app

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"runtime/pprof"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"drumbeat/bot"
	"drumbeat/bot/deliver"
	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// A replica of a campaign is the test binary run again as a process of its own:
// "serve" with a calendar that its parent moves, waits that a test can sit out,
// and a place at which it can be told to die. Its parent speaks to it through
// its standard input, a line for each order, and ends it by closing that; it
// says on its standard output what it has taken in.

// replicaSpec is how a replica differs from the bot that "serve" runs. It comes
// as JSON in the environment.
type replicaSpec struct {
	Name      string
	Calendar  time.Duration // how far the calendar is ahead of this machine
	Skew      time.Duration // how far this host's clock is ahead of the others'
	Lease     time.Duration
	Call      time.Duration
	Ambiguity time.Duration
	Idle      time.Duration // how long it rests when it has nothing to do
	NoLook    bool          // the proof that a campaign can fail
	NoDedup   bool          // the proof that a campaign can fail

	Unhurried  bool         // what people wait for may take its time
	Earlier    bool         // it is of a version that knows a field less
	Heartbeats int          // how many the policy has; 0: the town's own
	Points     []crashPoint // where it dies
	Profile    string       // the file that its CPU profile goes to
}

// crashPoint is where a replica dies: the first time it comes to a named point
// with something that is described by all of these words.
type crashPoint struct {
	ID    int
	Name  string
	About []string
}

func (p crashPoint) covers(about string) bool {
	for _, word := range p.About {
		if !strings.Contains(about, word) {
			return false
		}
	}
	return true
}

// The crash points of a replica, besides those of package deliver. Between any
// two effects there is one.
const (
	pointBefore       = ".before" // of a write: the store has not been asked yet
	pointStored       = ".stored" // the store has it, nobody knows
	pointAcknowledged = "acknowledged"
	pointSeen         = "seen" // delivery has read in the outbox that it is due
)

// diesAt is what a replica says last of all, with the id of the point.
const diesAt = "dies at"

const campaignChild = "DRUMBEAT_TEST_REPLICA"

// beTheReplica runs until it is told to stop, or dies where it was told to.
func beTheReplica() int {
	var spec replicaSpec
	if err := json.Unmarshal([]byte(os.Getenv(campaignChild)), &spec); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitUsage
	}
	cfg, err := ReadConfig()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitUsage
	}
	r := &replicaProcess{spec: spec}
	r.calendar.Store(int64(spec.Calendar))
	r.skew.Store(int64(spec.Skew))
	r.arm(spec.Points)
	if spec.Profile != "" {
		if err := profileTo(spec.Profile); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return exitUsage
		}
	}
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer cancel()
	go r.obey(cancel)
	life := newLifecycle(logger(os.Stderr, cfg.LogLevel.Level))
	if spec.Unhurried {
		life.within = slowMachine
	}
	if err = startServe(ctx, life, cfg, r.tuning()); err == nil {
		err = life.wait(ctx)
	}
	life.log.Info("stopping")
	if stopErr := life.stop(); err == nil {
		err = stopErr
	}
	life.log.Info("stopped")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitFailed
	}
	return exitOK
}

type replicaProcess struct {
	spec           replicaSpec
	calendar, skew atomic.Int64
	stand          atomic.Value // a string: the point at which it stands still

	engine atomic.Pointer[engine]
	titles sync.Map // of releases, by number

	mu     sync.Mutex
	points []crashPoint
}

// obey takes orders: "calendar N" and "skew N" in nanoseconds, "die" with a list
// of crash points as JSON, "plan", "settle", "profiled", "stop", each behind its number, and says when it is
// done; of "settle", whether there was something to do. When there can be no more,
// the parent is gone.
func (r *replicaProcess) obey(stop func()) {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		number, order, _ := strings.Cut(lines.Text(), " ")
		order, rest, _ := strings.Cut(order, " ")
		did := false
		n, _ := strconv.ParseInt(rest, 10, 64)
		switch order {
		case "calendar":
			r.calendar.Store(n)
		case "skew":
			r.skew.Store(n)
		case "die":
			var points []crashPoint
			_ = json.Unmarshal([]byte(rest), &points)
			r.arm(points)
		case "plan":
			go r.plan()
		case "stand":
			r.stand.Store(rest)
		case "settle":
			for range mostRounds {
				if !r.plan() {
					break
				}
				did = true
			}
		case "profiled":
			pprof.StopCPUProfile()
		case "stop":
			stop()
		}
		if did {
			fmt.Println("found " + number + ".")
		}
		fmt.Println("done " + number + ".")
	}
	os.Exit(exitFailed)
}

// profileTo profiles the process into a file until it is told that it is profiled.
func profileTo(name string) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	return pprof.StartCPUProfile(file)
}

func (r *replicaProcess) arm(points []crashPoint) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.points = points
}

// plan is the planner's wake-up, which else comes once a minute. It tells whether
// there was anything to do: an emergency that nobody takes pages one person at a
// time.
func (r *replicaProcess) plan() bool {
	e := r.engine.Load()
	if e == nil {
		return false
	}
	res, err := e.planner.RunOnce(context.Background(), e.now())
	e.relay.Wake()
	e.deliverer.Wake()
	return err == nil && (res.Added+res.Relayed+res.Shown > 0 || res.Tended != desk.Tended{})
}

// at is called at every point; it does not come back where the replica is to die.
func (r *replicaProcess) at(point string, about func() string) {
	r.standStill(point)
	r.mu.Lock()
	points := r.points
	r.mu.Unlock()
	described := ""
	for _, p := range points {
		if p.Name != point {
			continue
		}
		if described == "" {
			described = about() + " "
		}
		if p.covers(described) {
			r.mu.Lock() // for ever: it dies at one point
			fmt.Println(diesAt, p.ID)
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {} // until the signal comes
		}
	}
}

// entitled describes a notice: its id, and the title of the release it is about.
func (r *replicaProcess) entitled(id string) string {
	e := r.engine.Load()
	number := numberIn(id)
	if e == nil || number == 0 {
		return id
	}
	title, known := r.titles.Load(number)
	if !known {
		rel, err := e.store.Releases.Get(context.Background(), number)
		if err != nil {
			return id
		}
		title = rel.Request.Title
		r.titles.Store(number, title)
	}
	return id + " " + title.(string)
}

// numberIn finds the release in the id of a notice; 0: none.
func numberIn(id string) workflow.Number {
	for part := range strings.SplitSeq(id, ":") {
		if n, err := workflow.ParseNumber(part); err == nil && strings.HasPrefix(part, "REL-") {
			return n
		}
	}
	return 0
}

func (r *replicaProcess) host() time.Time { return time.Now().Add(time.Duration(r.skew.Load())) }

func (r *replicaProcess) tuning() tuning {
	first := campaignPolicy(r.spec.Heartbeats)
	return tuning{
		engine: func(e *engine) {
			e.relay.every = r.spec.Idle
			r.engine.Store(e)
		},
		firstPolicy: &first,
		times:       times{now: func() time.Time { return r.host().Add(time.Duration(r.calendar.Load())) }, wall: r.host},
		deliver: func(d *deliver.Options) {
			d.Lease, d.CallTimeout, d.AmbiguityWait = r.spec.Lease, r.spec.Call, r.spec.Ambiguity
			d.Real = time.Now // by time gone by, which no setting of a clock changes; moving a time.Time would move that too
			d.Unpaced, d.NoLook, d.At, d.Instance = true, r.spec.NoLook, func(point, id string) { r.at(point, func() string { return r.entitled(id) }) }, r.spec.Name
			d.Wait = func(ctx context.Context, wait time.Duration) error {
				if pause(ctx, min(wait, r.spec.Idle)) {
					return nil
				}
				return ctx.Err()
			}
		},
		slack: (&wire{name: r.spec.Name, limits: map[string]*asked{}}).around,
		bot: func(b *bot.Options) {
			if r.spec.Unhurried {
				unhurriedBot(b)
			}
		},
		store: func(s workflow.Store) workflow.Store { return mortalStore(s, r) },
		http: func(h http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
				body, err := io.ReadAll(q.Body)
				if err != nil {
					return // who asked is gone
				}
				q.Body = io.NopCloser(bytes.NewReader(body))
				h.ServeHTTP(w, q)
				_ = http.NewResponseController(w).Flush()
				r.at(pointAcknowledged, func() string {
					said, _ := url.QueryUnescape(string(body))
					return q.URL.Path + " " + said
				})
			})
		},
	}
}

// replicaIdle is how long a replica rests, unless its spec says otherwise: as much
// shorter than in production as a claim is.
const replicaIdle = 300 * time.Millisecond

// mortalStore is a store whose writes are crash points.
func mortalStore(s workflow.Store, r *replicaProcess) workflow.Store {
	s.Releases = mortalReleases{s.Releases, r}
	s.Windows = mortalWindows{s.Windows, r}
	s.Notices = mortalNotices{s.Notices, r}
	s.Streets = mortalStreets{s.Streets, r}
	s.Policies = mortalPolicies{s.Policies, r}
	return s
}

// around runs a write between its two points.
func (r *replicaProcess) around(op string, about func() string, write func() error) error {
	r.at(op+pointBefore, about)
	err := write()
	r.at(op+pointStored, about)
	return err
}

type mortalReleases struct {
	workflow.Releases
	r *replicaProcess
}

// Create is the points "create", about the title.
func (m mortalReleases) Create(ctx context.Context, build func(workflow.Number) workflow.Release) (out workflow.Release, err error) {
	about := func() string { return build(1).Request.Title }
	if m.r.spec.NoDedup {
		inner := build
		build = func(n workflow.Number) workflow.Release {
			r := inner(n)
			r.Origin += "#" + n.String()
			return r
		}
	}
	err = m.r.around("create", about, func() error { out, err = m.Releases.Create(ctx, build); return err })
	return out, err
}

// Replace is the points "replace", about the newest action and the title; where
// a release is only told that what it owed was handed over, "relay".
func (m mortalReleases) Replace(ctx context.Context, rel workflow.Release) error {
	op := "replace"
	if len(rel.Owes) == 0 {
		op = "relay"
	}
	about := func() string { return string(rel.Last().Action) + " " + rel.Request.Title }
	if m.r.spec.Earlier {
		rel = rel.Clone()
		for i := range rel.Asks {
			rel.Asks[i].Settled = false
		}
	}
	return m.r.around(op, about, func() error { return m.Releases.Replace(ctx, rel) })
}

type mortalWindows struct {
	workflow.Windows
	r *replicaProcess
}

// Put is the points "reserve": places in windows, taken, left and swept.
func (m mortalWindows) Put(ctx context.Context, w workflow.Window) error {
	return m.r.around("reserve", func() string { return reservations(w) }, func() error { return m.Windows.Put(ctx, w) })
}

// reservations describes a window: its id and the releases that have a place.
func reservations(w workflow.Window) string {
	about := string(w.ID)
	for _, p := range w.Places {
		about += " " + p.Release.String()
	}
	return about
}

type mortalStreets struct {
	workflow.Streets
	r *replicaProcess
}

// Put is the points "book": bookings of environments, made, changed and swept.
func (m mortalStreets) Put(ctx context.Context, s workflow.Street) error {
	return m.r.around("book", func() string { return string(s.ID) }, func() error { return m.Streets.Put(ctx, s) })
}

type mortalNotices struct {
	workflow.Notices
	r *replicaProcess
}

// Add is the points "plan": what a release owes or a clock brings is handed over.
func (m mortalNotices) Add(ctx context.Context, notices []workflow.Notice) error {
	return m.r.around("plan", func() string { return m.r.listed(notices) }, func() error { return m.Notices.Add(ctx, notices) })
}

// Due is the point "seen".
func (m mortalNotices) Due(ctx context.Context, now time.Time, limit int) ([]workflow.Notice, error) {
	due, err := m.Notices.Due(ctx, now, limit)
	m.r.at(pointSeen, func() string { return m.r.listed(due) })
	return due, err
}

func (r *replicaProcess) listed(notices []workflow.Notice) string {
	about := make([]string, 0, len(notices))
	for _, n := range notices {
		about = append(about, r.entitled(n.ID))
	}
	return strings.Join(about, " ")
}

// Replace is the points "notice".
func (m mortalNotices) Replace(ctx context.Context, n workflow.Notice) error {
	return m.r.around("notice", func() string { return m.r.entitled(n.ID) + " " + string(n.Delivery.Status) }, func() error { return m.Notices.Replace(ctx, n) })
}

type mortalPolicies struct {
	workflow.Policies
	r *replicaProcess
}

// Save is the points "policy".
func (m mortalPolicies) Save(ctx context.Context, p workflow.Policy) (out workflow.Policy, err error) {
	err = m.r.around("policy", func() string { return p.Why }, func() error { out, err = m.Policies.Save(ctx, p); return err })
	return out, err
}
