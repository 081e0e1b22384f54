package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"drumbeat/bot/sandbox"
	"drumbeat/store/mongodb"
	"drumbeat/workflow"
)

// fleet is a number of replicas on one store and one workspace, and the door
// that hands the workspace's requests to one that lives.
type fleet struct {
	t        testing.TB
	town     *campaignTown
	door     *httptest.Server // nil: Socket Mode
	env      []string
	spec     replicaSpec
	replicas []*replica // by place; a dead one stays until another takes its place
	leaving  []*replica // told to stop, when another had come
	store    workflow.Store
	data     string          // the folder of the file
	ways     *http.Transport // from the door to the replicas
	cut      atomic.Int64    // requests that a replica which was stopping cut off

	mu       sync.Mutex
	next     int
	started  int
	ended    bool
	running  map[*replica]bool
	calendar time.Duration
}

// replica is one process.
type replica struct {
	f      *fleet
	name   string
	cmd    *exec.Cmd
	orders *orders
	log    *logLines
	said   *logLines
	listen string
	gone   chan struct{} // closed when the process has ended

	mu   sync.Mutex
	down bool // nothing is sent there any more
}

// fleetOptions is what a campaign chooses.
type fleetOptions struct {
	Replicas int
	Socket   bool   // by Socket Mode; else by signed HTTP
	MongoURI string // unset: one file
	Town     func(*sandbox.Config)
	Spec     replicaSpec
}

func (o fleetOptions) town() func(*sandbox.Config) {
	if o.Town == nil {
		return func(*sandbox.Config) {}
	}
	return o.Town
}

// fewAreAsked leaves one person in each group of who decides, so that a change is
// told to few: for campaigns that are about many changes.
func fewAreAsked(cfg *sandbox.Config) {
	for i, g := range cfg.Groups {
		if g.Handle == "business-owners" || g.Handle == "operations" {
			cfg.Groups[i].Users = g.Users[:1]
		}
	}
}

// manyAsk is fewAreAsked with so many people who ask.
func manyAsk(people int) func(*sandbox.Config) {
	return func(cfg *sandbox.Config) {
		fewAreAsked(cfg)
		for i := requesters; i < people; i++ {
			employ(cfg, requester(i))
		}
	}
}

// The waits of campaigns: as in production in proportion, and so short that a
// test can sit them out. A request that Slack takes four seconds to do must not
// outlive the wait before the look.
var campaignSpec = replicaSpec{Lease: 2 * time.Second, Call: time.Second, Ambiguity: 1500 * time.Millisecond}

// campaignBegins is the Friday morning on which the calendar of a campaign begins.
var campaignBegins = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

// newFleet starts a workspace and its bots.
func newFleet(t testing.TB, o fleetOptions) *fleet {
	t.Helper()
	f := &fleet{t: t, spec: o.Spec, ways: &http.Transport{MaxIdleConnsPerHost: mostAtOnce}, running: map[*replica]bool{}}
	t.Cleanup(f.end)
	t.Cleanup(f.ways.CloseIdleConnections)
	f.spec.Idle = replicaIdle
	if f.spec.Lease == 0 {
		f.spec.Lease, f.spec.Call, f.spec.Ambiguity = campaignSpec.Lease, campaignSpec.Call, campaignSpec.Ambiguity
		if o.MongoURI != "" { // a server that does one thing at a time on a busy machine: a claim must outlive its own writes, and who only looks must leave it time
			f.spec.Lease, f.spec.Idle = 5*campaignSpec.Lease, 5*replicaIdle
		}
	}
	app := ""
	if !o.Socket {
		f.door = httptest.NewServer(f)
		t.Cleanup(f.door.Close)
		app = f.door.URL
	}
	f.town = newCampaignTown(t, app, o.Spec.Unhurried, o.town())
	f.town.lifetime = f.spec.Ambiguity
	f.calendar = time.Until(f.town.server.Clock().Now())
	cfg := f.town.server.Config().Apps[0]
	f.env = []string{
		"PATH=" + os.Getenv("PATH"), "TMPDIR=" + t.TempDir(), Prefix + "_SLACK_API_URL=" + f.town.base + "/api/", Prefix + "_SLACK_BOT_TOKEN=" + cfg.BotToken,
		Prefix + "_LISTEN=127.0.0.1:0", "GOMAXPROCS=2",
	}
	if o.Socket {
		f.env = append(f.env, Prefix+"_SLACK_APP_TOKEN="+cfg.AppToken)
	} else {
		f.env = append(f.env, Prefix+"_SLACK_SIGNING_SECRET="+cfg.SigningSecret)
	}
	f.openStore(o.MongoURI)
	for range max(1, o.Replicas) {
		f.replicas = append(f.replicas, f.start(f.spec))
	}
	for _, r := range f.replicas {
		r.ready()
	}
	return f
}

// openStore gives the replicas a store, and the campaign a look into it.
func (f *fleet) openStore(uri string) {
	f.t.Helper()
	f.lookInto(f.newStore(uri))
}

// newStore gives the replicas that are started from now on a store that nobody has
// used; no URI: a file.
func (f *fleet) newStore(uri string) Config {
	cfg := Config{MongoDBURI: Secret(uri)}
	if uri == "" {
		cfg.DataDir = f.t.TempDir()
		f.data = cfg.DataDir
		f.env = append(f.env, Prefix+"_DATA_DIR="+cfg.DataDir)
	} else {
		f.env = append(f.env, Prefix+"_MONGODB_URI="+uri)
	}
	return cfg
}

// lookInto opens a store for the campaign itself.
func (f *fleet) lookInto(cfg Config) {
	f.t.Helper()
	s, err := openStore(f.t.Context(), cfg, mongodb.Options{})
	if err != nil {
		f.t.Fatal(err)
	}
	f.store = s.Store
	f.t.Cleanup(func() { _ = s.close(context.Background()) })
}

// start starts a process; ready waits for it.
func (f *fleet) start(spec replicaSpec) *replica {
	f.t.Helper()
	r, err := f.launch(spec)
	if err != nil {
		f.t.Fatal(err)
	}
	return r
}

// launch starts a process; comes waits for it.
func (f *fleet) launch(spec replicaSpec) (*replica, error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ended {
		return nil, errors.New("the campaign is over")
	}
	f.started++
	spec.Name, spec.Calendar = fmt.Sprintf("replica-%d", f.started), f.calendar
	if *campaignProfile != "" {
		spec.Profile = filepath.Join(*campaignProfile, strings.NewReplacer("/", "_", " ", "_").Replace(f.t.Name())+"-"+spec.Name+".cpu")
	}
	raw, err := json.Marshal(spec)
	if err != nil {
		return nil, err
	}
	r := &replica{f: f, name: spec.Name, cmd: exec.Command(exe), log: newLogLines(), said: newLogLines(), gone: make(chan struct{})}
	r.cmd.Env = append(append([]string{}, f.env...), campaignChild+"="+string(raw))
	r.cmd.Stderr, r.cmd.Stdout = r.log, r.said
	in, err := r.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	r.orders = &orders{WriteCloser: in}
	if err := r.cmd.Start(); err != nil {
		return nil, err
	}
	f.running[r] = true
	go func() {
		_ = r.cmd.Wait()
		f.mu.Lock()
		delete(f.running, r)
		f.mu.Unlock()
		close(r.gone)
	}()
	return r, nil
}

// end kills what is still running.
func (f *fleet) end() {
	f.mu.Lock()
	f.ended = true
	running := slices.Collect(maps.Keys(f.running))
	f.mu.Unlock()
	for _, r := range running {
		if *campaignProfile != "" {
			r.order("profiled")
		}
		r.kill()
	}
}

// ready waits until a replica listens, has a policy, and can be reached.
func (r *replica) ready() {
	r.f.t.Helper()
	if err := r.comes(); err != nil {
		r.f.t.Fatal(err)
	}
}

// comes is ready with an error.
func (r *replica) comes() error {
	waits := []string{"started", "connected to the workspace"}
	if r.f.door == nil {
		waits = append(waits, "slack socket open")
	}
	ctx, cancel := context.WithCancel(r.f.t.Context())
	defer cancel()
	go func() {
		select {
		case <-r.gone:
			cancel()
		case <-ctx.Done():
		}
	}()
	for _, msg := range waits {
		line, ok := r.log.await(ctx, msg)
		if !ok {
			return fmt.Errorf("%s never said %q. It said:\n%s\n%s", r.name, msg, r.said.all(), r.log.all())
		}
		if listen, ok := line["listen"].(string); ok {
			r.listen = listen
		}
	}
	return nil
}

// kill is kill -9; it returns when the process is gone.
func (r *replica) kill() {
	r.out()
	_ = r.cmd.Process.Signal(syscall.SIGKILL)
	<-r.gone
}

// process finds a running process by its name: also one that tells what is due
// before anybody asks it for anything. nil: there is none any more.
func (f *fleet) process(name string) *replica {
	f.mu.Lock()
	defer f.mu.Unlock()
	for r := range f.running {
		if r.name == name {
			return r
		}
	}
	return nil
}

// out has the door send nothing there any more.
func (r *replica) out() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.down = true
}

// isOut tells whether somebody has killed it, or told it to stop.
func (r *replica) isOut() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.down
}

func (r *replica) alive() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	select {
	case <-r.gone:
		return false
	default:
		return !r.down
	}
}

// order tells a replica something, and waits until it has taken it in. It tells
// whether the replica found something to do, where that is asked for.
func (r *replica) order(words string) (did bool) {
	r.f.t.Helper()
	number := r.orders.number.Add(1)
	if _, err := fmt.Fprintf(r.orders, "%d %s\n", number, words); err != nil {
		return false // it has died
	}
	r.said.awaitText(r.gone, fmt.Sprintf("done %d.", number))
	return strings.Contains(r.said.all(), fmt.Sprintf("found %d.", number))
}

// orders is the standard input of a replica.
type orders struct {
	io.WriteCloser
	number atomic.Int64
}

// dieAt arms crash points, and no others.
func (r *replica) dieAt(points ...crashPoint) {
	raw, _ := json.Marshal(points)
	r.order("die " + string(raw))
}

// awaitText waits until a text was written, or over is closed.
func (l *logLines) awaitText(over <-chan struct{}, text string) bool {
	for {
		l.mu.Lock()
		all, news := l.raw.String(), l.news
		l.mu.Unlock()
		if strings.Contains(all, text) {
			return true
		}
		select {
		case <-news:
		case <-over:
			return false
		}
	}
}

// ServeHTTP is the door, as a balancer is one: the next replica gets the request,
// and the one after that where it was not taken on. One that dies over it leaves
// the workspace without an answer.
func (f *fleet) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // nobody waits any more
	}
	for _, one := range f.inTurn() {
		answer, err := f.pass(one, r, body)
		var dial *net.OpError
		switch {
		case err != nil && f.leaves(one):
			f.cut.Add(1) // it was told that it stops, and asked all the same
			continue
		case errors.As(err, &dial) && dial.Op == "dial":
			continue // it is gone, or on its way out
		case err != nil:
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		said, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		if answer.StatusCode == http.StatusServiceUnavailable {
			continue
		}
		maps.Copy(w.Header(), answer.Header)
		w.WriteHeader(answer.StatusCode)
		_, _ = w.Write(said)
		return
	}
	w.WriteHeader(http.StatusServiceUnavailable)
}

// leaves tells whether a replica was told to stop.
func (f *fleet) leaves(one *replica) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Contains(f.leaving, one)
}

// inTurn gives the replicas that may take a request, the next one first.
func (f *fleet) inTurn() []*replica {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.next++
	var out []*replica
	for i := range f.replicas {
		if one := f.replicas[(f.next+i)%len(f.replicas)]; one.alive() && one.listen != "" {
			out = append(out, one)
		}
	}
	for _, one := range f.leaving { // a balancer learns of it late
		if one.alive() {
			out = slices.Insert(out, 0, one)
		}
	}
	return out
}

// pass hands a request to a replica.
func (f *fleet) pass(one *replica, r *http.Request, body []byte) (*http.Response, error) {
	q, err := http.NewRequestWithContext(r.Context(), r.Method, "http://"+one.listen+r.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	q.Header = r.Header.Clone()
	return f.ways.RoundTrip(q)
}

// replace puts a new process in a place and waits until it is ready.
func (f *fleet) replace(place int, spec replicaSpec) *replica {
	f.t.Helper()
	r := f.start(spec)
	r.ready()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.replicas[place] = r
	return r
}

// calendarTo moves the calendar of everybody to an instant.
func (f *fleet) calendarTo(at time.Time) {
	f.t.Helper()
	f.mu.Lock()
	f.calendar = time.Until(at)
	running := slices.Collect(maps.Keys(f.running))
	f.mu.Unlock()
	if err := f.town.server.Clock().Set(at); err != nil {
		f.t.Fatal(err)
	}
	for _, r := range running {
		r.order(fmt.Sprintf("calendar %d", time.Until(at)))
	}
	f.oneDoes("plan")
}

// oneDoes orders a replica that lives.
func (f *fleet) oneDoes(order string) {
	if alive := f.inTurn(); len(alive) > 0 {
		alive[0].order(order)
	}
}

// now is the calendar's.
func (f *fleet) now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return time.Now().Add(f.calendar)
}

// rest waits until nothing is owed, nothing is due, nobody knows of an attempt
// without an outcome, and no replica's planner finds anything to do. It gives up
// where nothing has moved for so long, or where it goes on and on: a machine that is
// slow is not at fault, and what a thousand kills have left takes a while.
func (f *fleet) rest(patience time.Duration) {
	f.t.Helper()
	most := 4 * patience
	if *campaignFull || *campaignLength > 0 {
		most *= 5
	}
	began, moved, last := time.Now(), time.Now(), ""
	look := time.NewTicker(100 * time.Millisecond)
	defer look.Stop()
	f.settled()
	for quiet := 0; quiet < 3 || !f.settled(); {
		if quiet == 3 {
			quiet = 0 // what a planner found is told first
		}
		<-look.C
		owing := f.owing()
		switch {
		case owing == "":
			quiet++
			continue
		case owing != last:
			moved, last = time.Now(), owing
		}
		quiet = 0
		if time.Since(moved) > patience || time.Since(began) > most {
			f.t.Fatalf("not at rest after %v, and nothing has moved for %v: %s\n%s", time.Since(began), time.Since(moved), owing, f.tails())
		}
	}
}

// settled has the planner of every replica do what is due, as it does each minute,
// and tells whether none of them found anything.
func (f *fleet) settled() bool {
	nothing := true
	for _, r := range f.inTurn() {
		if r.order("settle") {
			nothing = false
		}
	}
	return nothing
}

// owing says what is still to be done at this moment; empty: nothing.
func (f *fleet) owing() string {
	ctx := f.t.Context()
	releases, err := f.store.Releases.Owing(ctx, 10)
	if err != nil {
		return err.Error()
	}
	due, err := f.store.Notices.Due(ctx, f.now().Add(time.Minute), 10)
	if err != nil {
		return err.Error()
	}
	var out []string
	for _, r := range releases {
		out = append(out, fmt.Sprintf("%s owes %d", r.Number, len(r.Owes)))
	}
	for _, n := range due {
		out = append(out, fmt.Sprintf("%s is %s (%s, %d tries, next %s)", n.ID, n.Delivery.Status, n.Delivery.Problem, n.Delivery.Attempts, n.Delivery.NextTry.Format("15:04:05")))
	}
	return strings.Join(out, "; ")
}

// tails is the end of what the living replicas wrote.
func (f *fleet) tails() string {
	var b strings.Builder
	for _, r := range f.replicas {
		all := r.log.all()
		fmt.Fprintf(&b, "%s:\n%s\n", r.name, all[max(0, len(all)-4000):])
	}
	return b.String()
}
