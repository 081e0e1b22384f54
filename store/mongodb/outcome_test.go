package mongodb

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"drumbeat/workflow"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
)

// TestOutcomes replaces version 1 of a release on a replica set that answers
// in all the ways there are. What is told must be what the majority has. Where
// only the end of the time ends it, that may come while another try is under way,
// and then nobody knows.
func TestOutcomes(t *testing.T) {
	nothing := func(*primary) {}
	lag := func(reads int) func(*primary) { return func(p *primary) { p.lag = reads } }
	for _, c := range []struct {
		name    string
		answers []answer
		rest    answer
		want    workflow.Code
		version int64 // stored in the end
		writes  int   // that reached the primary; 0: any number
		endless bool  // only the end of the time ends it
	}{
		{"plain", nil, nil, "", 2, 1, false},
		{"not primary once, retried by the driver", []answer{refuse(10107, "RetryableWriteError")}, nil, "", 2, 2, false},
		{"not primary once, without a label", []answer{refuse(10107)}, nil, "", 2, 2, false},
		{"not primary for ever", nil, refuse(10107, "RetryableWriteError"), workflow.CodeNotSaved, 1, 0, true},
		{"interrupted once before its effect", []answer{refuse(11601)}, nil, "", 2, 2, false},
		{"out of time for ever", nil, refuse(50), workflow.CodeUnknown, 1, 0, true},
		{"first interrupted, then not primary for ever", []answer{refuse(11600, "RetryableWriteError")}, refuse(10107, "RetryableWriteError"), workflow.CodeUnknown, 1, 0, true},
		{"first applied but not replicated, then not primary for ever", []answer{labelled(unreplicated(lag(-1)))}, refuse(10107, "RetryableWriteError"), workflow.CodeUnknown, 2, 0, true},
		{"not primary once, then out of time for ever", []answer{refuse(10107)}, refuse(50), workflow.CodeUnknown, 1, 0, true},
		{"unauthorised", []answer{refuse(13)}, nil, workflow.CodeInternal, 1, 1, false},
		{"applied, the concern not met, replicated since", []answer{unreplicated(nothing)}, nil, "", 2, 1, false},
		{"applied, the majority lags for a while", []answer{unreplicated(lag(2))}, nil, "", 2, 0, false},
		{"applied, the majority lags for ever", []answer{unreplicated(lag(-1))}, nil, workflow.CodeUnknown, 2, 0, true},
		{"applied and overwritten", []answer{unreplicated(byAnother(3))}, nil, workflow.CodeUnknown, 3, 1, false},
		{"undone, another write took the version", []answer{unreplicated(byAnother(2))}, nil, workflow.CodeConflict, 2, 1, false},
		{"not primary, then another write came first", []answer{func(p *primary, _ bson.Raw) bson.D { byAnother(3)(p); return refuse(10107)(p, nil) }}, nil, workflow.CodeConflict, 3, 1, false},
		{"another write came first", []answer{func(p *primary, d bson.Raw) bson.D { byAnother(2)(p); return p.apply(d) }}, nil, workflow.CodeConflict, 2, 1, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := newPrimary(t)
			byAnother(1)(p)
			p.settled, p.answers, p.rest = p.stored, c.answers, c.rest
			within := unhurried
			if c.endless {
				within = time.Second
			}
			s := connect(t, p.uri(), Options{Timeout: within, Settle: within})
			s.patience = within
			_, _ = s.Ports().Releases.Get(t.Context(), 1) // so that connecting takes none of the time
			err := s.Ports().Releases.Replace(t.Context(), workflow.Release{Number: 1, Version: 1, Origin: "view:V1", State: workflow.Live, Revision: 1})
			if got := workflow.CodeOf(err); got != c.want && (!c.endless || got != workflow.CodeUnknown) {
				t.Errorf("got code %q (%v), want %q", got, err, c.want)
			}
			p.mu.Lock()
			defer p.mu.Unlock()
			if got := p.stored.Lookup("version").AsInt64(); got != c.version {
				t.Errorf("stored version: got %d, want %d", got, c.version)
			}
			if c.writes != 0 && len(p.txns) != c.writes {
				t.Errorf("writes at the primary: got %d, want %d", len(p.txns), c.writes)
			}
		})
	}
}

// TestPromisesOutliveTheURI checks what a URI cannot turn off: writes wait for
// the majority, reads go to the primary, and the driver's retry of a write
// carries the number of the first try.
func TestPromisesOutliveTheURI(t *testing.T) {
	t.Parallel()
	p := newPrimary(t)
	p.answers = []answer{refuse(10107, "RetryableWriteError")}
	s := connect(t, p.uri()+"&w=1&retryWrites=false&readPreference=secondary", Options{})
	r, err := s.Ports().Releases.Create(t.Context(), func(n workflow.Number) workflow.Release {
		return workflow.Release{Origin: "view:V1", State: workflow.Submitted, Revision: 1}
	})
	if err != nil || r.Number != 1 {
		t.Fatalf("got %v, %v, want REL-1", r.Number, err)
	}
	if len(p.txns) != 2 || p.txns[0] == 0 || p.txns[0] != p.txns[1] {
		t.Errorf("transaction numbers: got %v, want the same one twice", p.txns)
	}
	if p.concern != "majority" {
		t.Errorf("write concern: got %q, want majority", p.concern)
	}
}

// TestNobodyThere checks every port against an address where nothing listens
// and one that never says a word: each call says that nothing changed, and does so by
// itself after the two seconds that Connect looks for a server. The bound has room
// for a slow machine, and is below the thirty seconds of a driver left to itself.
func TestNobodyThere(t *testing.T) {
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { silent.Close() })
	const closed = "127.0.0.1:1" // nobody can take it meanwhile, as they could a port that was free a moment ago
	for name, addr := range map[string]string{"refused": closed, "silent": silent.Addr().String()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := Connect("mongodb://"+addr, Options{})
			if err != nil {
				t.Fatalf("connect to a server that is away: %v", err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			var calls sync.WaitGroup
			for call, f := range everyCall(s.Ports()) {
				calls.Go(func() {
					err := f(ctx)
					if got := workflow.CodeOf(err); got != workflow.CodeNotSaved {
						t.Errorf("%s: got code %q (%v), want not_saved", call, got, err)
					}
					if ctx.Err() != nil {
						t.Errorf("%s did not end by itself", call)
					}
					var e *workflow.Error
					if errors.As(err, &e) && e.Message != saidNotSaved {
						t.Errorf("%s: a person is told %q", call, e.Message)
					}
				})
			}
			calls.Wait()
			end, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			_ = s.Close(end) // connections that were never made need not end well
		})
	}
}

// everyCall is one call of every method of every port.
func everyCall(s workflow.Store) map[string]func(context.Context) error {
	n := workflow.Notice{ID: "card:REL-1", Kind: workflow.NoticeCard}
	return map[string]func(context.Context) error{
		"create": func(ctx context.Context) error {
			_, err := s.Releases.Create(ctx, func(workflow.Number) workflow.Release { return workflow.Release{} })
			return err
		},
		"get": func(ctx context.Context) error { _, err := s.Releases.Get(ctx, 1); return err },
		"replace": func(ctx context.Context) error {
			return s.Releases.Replace(ctx, workflow.Release{Number: 1, Version: 1})
		},
		"list":           func(ctx context.Context) error { _, err := s.Releases.List(ctx, workflow.ReleaseFilter{}); return err },
		"versions":       func(ctx context.Context) error { _, err := s.Releases.Versions(ctx, nil); return err },
		"owing":          func(ctx context.Context) error { _, err := s.Releases.Owing(ctx, 5); return err },
		"get window":     func(ctx context.Context) error { _, err := s.Windows.Get(ctx, "web"); return err },
		"insert window":  func(ctx context.Context) error { return s.Windows.Put(ctx, workflow.Window{}) },
		"replace window": func(ctx context.Context) error { return s.Windows.Put(ctx, workflow.Window{Version: 1}) },
		"span":           func(ctx context.Context) error { _, err := s.Windows.Span(ctx, time.Time{}, time.Time{}); return err },
		"add":            func(ctx context.Context) error { return s.Notices.Add(ctx, []workflow.Notice{n}) },
		"get notice":     func(ctx context.Context) error { _, err := s.Notices.Get(ctx, "x"); return err },
		"due":            func(ctx context.Context) error { _, err := s.Notices.Due(ctx, time.Time{}, 5); return err },
		"next":           func(ctx context.Context) error { _, err := s.Notices.Next(ctx); return err },
		"replace notice": func(ctx context.Context) error { return s.Notices.Replace(ctx, n) },
		"dead":           func(ctx context.Context) error { _, err := s.Notices.Dead(ctx, 5); return err },
		"range":          func(ctx context.Context) error { _, err := s.Notices.Range(ctx, "a", "b", 5); return err },
		"current policy": func(ctx context.Context) error { _, err := s.Policies.Current(ctx); return err },
		"get policy":     func(ctx context.Context) error { _, err := s.Policies.Get(ctx, 1); return err },
		"save policy":    func(ctx context.Context) error { _, err := s.Policies.Save(ctx, workflow.Policy{}); return err },
		"ping":           s.Health.Ping,
		"clock":          func(ctx context.Context) error { _, err := s.Health.Clock(ctx); return err },
	}
}

func TestVerdicts(t *testing.T) {
	calls := func(sent, doubts int32) *dispatch {
		d := &dispatch{}
		d.sent.Store(sent)
		d.doubts.Store(doubts)
		return d
	}
	taken := mongo.WriteException{WriteErrors: mongo.WriteErrors{{Code: 11000}}}
	for _, c := range []struct {
		name  string
		err   error
		calls *dispatch
		want  verdict
	}{
		{"never sent", context.DeadlineExceeded, calls(0, 0), neverSent},
		{"cut off", context.Canceled, calls(1, 1), unclear},
		{"no answer", mongo.CommandError{Labels: []string{"NetworkError"}}, calls(1, 1), unclear},
		{"key taken", taken, calls(1, 0), duplicate},
		{"key taken, from an update", mongo.CommandError{Code: 11000}, calls(1, 0), duplicate},
		{"text alone says nothing", mongo.CommandError{Code: 2, Message: "E11000 duplicate key"}, calls(1, 0), refused},
		{"document refused", mongo.WriteException{WriteErrors: mongo.WriteErrors{{Code: 121}}}, calls(1, 0), refused},
		{"concern not met", mongo.WriteException{WriteConcernError: &mongo.WriteConcernError{Code: 64}}, calls(1, 1), unclear},
		{"not primary", mongo.CommandError{Code: 10107}, calls(3, 0), notNow},
		{"not primary, after a try without an answer", mongo.CommandError{Code: 10107}, calls(2, 1), unclear},
		{"shutting down", mongo.CommandError{Code: 91}, calls(1, 1), unclear},
		{"shutting down, nothing written", mongo.CommandError{Code: 91, Labels: []string{"NoWritesPerformed"}}, calls(1, 0), notNow},
		{"unauthorised", mongo.CommandError{Code: 13}, calls(1, 0), refused},
	} {
		if got := judge(c.err, c.calls); got != c.want {
			t.Errorf("%s: got verdict %d, want %d", c.name, got, c.want)
		}
	}
}

func TestBadURIs(t *testing.T) {
	for _, uri := range []string{
		"", "localhost:27017", "http://localhost", "mongodb://", "mongodb://user:hunter2secret@",
		"mongodb://user:hunter2secret@host:port", "mongodb://user:hunter2%zzsecret@host", "mongodb://user:hunter2secret@host/?w=majority&tls=perhaps",
	} {
		_, err := Connect(uri, Options{})
		if err == nil {
			t.Errorf("%q was accepted", uri)
			continue
		}
		if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: the error tells the password: %v", uri, err)
		}
		if !strings.Contains(err.Error(), "MongoDB URI") {
			t.Errorf("%q: the error does not say what is wrong: %v", uri, err)
		}
	}
}

func TestDatabaseOfURI(t *testing.T) {
	for uri, want := range map[string]string{
		"mongodb://localhost":                            "drumbeat",
		"mongodb://localhost/":                           "drumbeat",
		"mongodb://localhost/?replicaSet=rs":             "drumbeat",
		"mongodb://u:p@a:1,b:2/releases?authSource=a/dm": "releases",
		"mongodb+srv://host.example/rel%65ases":          "releases",
	} {
		if got := databaseOf(uri); got != want {
			t.Errorf("%s: got %q, want %q", uri, got, want)
		}
	}
}

// TestTooBig checks that a document that no server takes is refused before it
// is sent, and said so.
func TestTooBig(t *testing.T) {
	p := newPrimary(t)
	s := connect(t, p.uri(), Options{})
	r := workflow.Release{Number: 1, Version: 1, Request: workflow.Request{What: strings.Repeat("x", 17<<20)}}
	if err := s.Ports().Releases.Replace(t.Context(), r); workflow.CodeOf(err) != workflow.CodeInternal {
		t.Errorf("got %v, want internal", err)
	}
	if len(p.txns) != 0 {
		t.Error("it was sent")
	}
}

// TestObserve checks that commands are reported by name and outcome.
func TestObserve(t *testing.T) {
	p := newPrimary(t)
	p.answers = []answer{refuse(13)}
	var mu sync.Mutex
	var got []string
	s := connect(t, p.uri(), Options{Observe: func(command, outcome string, took time.Duration) {
		mu.Lock()
		defer mu.Unlock()
		if took < 0 {
			t.Errorf("%s took %v", command, took)
		}
		got = append(got, command+" "+outcome)
	}})
	err := s.Ports().Windows.Put(t.Context(), workflow.Window{})
	if workflow.CodeOf(err) != workflow.CodeInternal {
		t.Errorf("put: %v", err)
	}
	if err := s.Ports().Windows.Put(t.Context(), workflow.Window{}); err != nil {
		t.Errorf("put again: %v", err)
	}
	mu.Lock()
	defer mu.Unlock()
	if want := []string{"insert refused", "insert ok"}; !slices.Equal(got, want) {
		t.Errorf("observed %q, want %q", got, want)
	}
}
