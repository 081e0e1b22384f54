package app

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"drumbeat/bot/deliver"
	"drumbeat/workflow"
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
	NoLook    bool // the proof that a campaign can fail
	NoDedup   bool // the proof that a campaign can fail
	Point     crashPoint
}

// crashPoint is where a replica dies: the nth time it comes to a named point
// with something whose name contains a text.
type crashPoint struct {
	Name  string
	About string
	Nth   int
}

// The crash points of a replica, besides those of package deliver. Between any
// two effects there is one.
const (
	pointBefore       = ".before" // of a write: the store has not been asked yet
	pointStored       = ".stored" // the store has it, nobody knows
	pointAcknowledged = "acknowledged"
)

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
	r.arm(spec.Point)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go r.obey(cancel)
	life := newLifecycle(logger(os.Stderr, cfg.LogLevel.Level))
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

	mu    sync.Mutex
	point crashPoint
}

// obey takes orders: "calendar N" and "skew N" in nanoseconds, "die" with a crash
// point as JSON, "stop". When there can be no more, the parent is gone.
func (r *replicaProcess) obey(stop func()) {
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		order, rest, _ := strings.Cut(lines.Text(), " ")
		n, _ := strconv.ParseInt(rest, 10, 64)
		switch order {
		case "calendar":
			r.calendar.Store(n)
		case "skew":
			r.skew.Store(n)
		case "die":
			var p crashPoint
			_ = json.Unmarshal([]byte(rest), &p)
			r.arm(p)
		case "stop":
			stop()
		}
		fmt.Println("done", lines.Text())
	}
	os.Exit(exitFailed)
}

func (r *replicaProcess) arm(p crashPoint) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.point = p
}

// at is called at every point; it does not come back where the replica is to die.
func (r *replicaProcess) at(point, about string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.point.Name != point || !strings.Contains(about, r.point.About) {
		return
	}
	if r.point.Nth--; r.point.Nth > 0 {
		return
	}
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {} // until the signal comes
}

func (r *replicaProcess) host() time.Time { return time.Now().Add(time.Duration(r.skew.Load())) }

func (r *replicaProcess) tuning() tuning {
	first := campaignPolicy()
	return tuning{
		firstPolicy: &first,
		times:       times{now: func() time.Time { return r.host().Add(time.Duration(r.calendar.Load())) }, wall: r.host},
		deliver: func(d *deliver.Options) {
			d.Lease, d.CallTimeout, d.AmbiguityWait = r.spec.Lease, r.spec.Call, r.spec.Ambiguity
			d.Unpaced, d.NoLook, d.At, d.Instance = true, r.spec.NoLook, r.at, r.spec.Name
		},
		store: func(s workflow.Store) workflow.Store { return mortalStore(s, r) },
		http: func(h http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
				h.ServeHTTP(w, q)
				_ = http.NewResponseController(w).Flush()
				r.at(pointAcknowledged, q.URL.Path)
			})
		},
	}
}

// mortalStore is a store whose writes are crash points.
func mortalStore(s workflow.Store, r *replicaProcess) workflow.Store {
	s.Releases = mortalReleases{s.Releases, r}
	s.Windows = mortalWindows{s.Windows, r}
	s.Notices = mortalNotices{s.Notices, r}
	s.Policies = mortalPolicies{s.Policies, r}
	return s
}

// around runs a write between its two points.
func (r *replicaProcess) around(op, about string, write func() error) error {
	r.at(op+pointBefore, about)
	err := write()
	r.at(op+pointStored, about)
	return err
}

type mortalReleases struct {
	workflow.Releases
	r *replicaProcess
}

// Create is the points "create".
func (m mortalReleases) Create(ctx context.Context, build func(workflow.Number) workflow.Release) (out workflow.Release, err error) {
	if m.r.spec.NoDedup {
		inner := build
		build = func(n workflow.Number) workflow.Release {
			r := inner(n)
			r.Origin += "#" + n.String()
			return r
		}
	}
	err = m.r.around("create", "", func() error { out, err = m.Releases.Create(ctx, build); return err })
	return out, err
}

// Replace is the points "replace", about the newest action.
func (m mortalReleases) Replace(ctx context.Context, rel workflow.Release) error {
	return m.r.around("replace", string(rel.Last().Action), func() error { return m.Releases.Replace(ctx, rel) })
}

type mortalWindows struct {
	workflow.Windows
	r *replicaProcess
}

// Put is the points "reserve": places in windows, taken, left and swept.
func (m mortalWindows) Put(ctx context.Context, w workflow.Window) error {
	return m.r.around("reserve", string(w.ID), func() error { return m.Windows.Put(ctx, w) })
}

type mortalNotices struct {
	workflow.Notices
	r *replicaProcess
}

// Add is the points "plan": what a release owes or a clock brings is handed over.
func (m mortalNotices) Add(ctx context.Context, notices []workflow.Notice) error {
	about := make([]string, 0, len(notices))
	for _, n := range notices {
		about = append(about, n.ID)
	}
	return m.r.around("plan", strings.Join(about, " "), func() error { return m.Notices.Add(ctx, notices) })
}

// Replace is the points "notice".
func (m mortalNotices) Replace(ctx context.Context, n workflow.Notice) error {
	return m.r.around("notice", n.ID+" "+string(n.Delivery.Status), func() error { return m.Notices.Replace(ctx, n) })
}

type mortalPolicies struct {
	workflow.Policies
	r *replicaProcess
}

// Save is the points "policy".
func (m mortalPolicies) Save(ctx context.Context, p workflow.Policy) (out workflow.Policy, err error) {
	err = m.r.around("policy", "", func() error { out, err = m.Policies.Save(ctx, p); return err })
	return out, err
}
