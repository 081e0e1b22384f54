package app

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drumbeat/bot/deliver"
	"drumbeat/bot/sandbox/people"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// The two ways in which Slack reaches the bot. A story reads the same by both.
const (
	bySocket = "socket"
	byHTTP   = "http"
)

// storyBegins is the Monday morning on which the stories begin.
var storyBegins = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// stage is a town with its people, in which a test tells a story. Nothing in it
// happens by itself: the clock stands, and what is due is done when an act asks
// for it.
type stage struct {
	*people.Workspace
	t      testing.TB
	town   *town
	script strings.Builder // the story so far: each act and what came of it
}

// stageOption changes how a town is built.
type stageOption func(*townOptions)

// newStage builds a town that is reached by a transport, and takes it down at
// the end of the test.
func newStage(t testing.TB, transport string, options ...stageOption) *stage {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	o := townOptions{
		listener: ln, data: t.TempDir(), begins: storyBegins.Add(-time.Minute), real: time.Now, log: testLog(t), unpaced: true,
		http: transport == byHTTP, frozen: true, deliver: func(d *deliver.Options) { d.Workers = 1 },
	}
	unhurried(&o)
	for _, set := range options {
		set(&o)
	}
	life := unhurriedLife(o.log)
	life.within = time.Minute // however slow the machine is
	t.Cleanup(func() {
		if err := life.stop(); err != nil {
			t.Errorf("stop the town: %v", err)
		}
	})
	town, err := buildTown(t.Context(), life, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := town.clock.Set(storyBegins); err != nil { // to the millisecond, however long the building took
		t.Fatal(err)
	}
	life.onStop("follow-ups", town.bot.Close)
	if town.socket != nil {
		life.run("socket", town.socket.Run)
	}
	s := &stage{Workspace: people.In(t, town.base, nil), t: t, town: town}
	s.TheRestDoesNotMatter() // a story that tells everything says so with ends
	s.Settles(s.answered)
	ctx, cancel := s.bound()
	defer cancel()
	if err := town.sandbox.WaitConnected(ctx, "drumbeat"); err != nil {
		t.Fatalf("the bot did not come: %v", err)
	}
	return s
}

// testLog writes what goes wrong into the test's own log.
func testLog(t testing.TB) *slog.Logger {
	return slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
}

// bound is a context for one wait on the machine, never on the clock.
func (s *stage) bound() (context.Context, context.CancelFunc) {
	return context.WithTimeout(s.t.Context(), patience)
}

// rest waits until everything that an act set off has happened, and does what
// has become due.
func (s *stage) rest() {
	s.t.Helper()
	ctx, cancel := s.bound()
	defer cancel()
	s.answered()
	if err := s.town.settle(ctx); err != nil {
		s.t.Fatalf("do what is due: %v", err)
	}
}

// answered waits until the bot has said what it has to say to who acted. Every
// act ends with it, so that none overtakes what follows the one before.
func (s *stage) answered() {
	s.t.Helper()
	ctx, cancel := s.bound()
	defer cancel()
	if err := s.town.sandbox.WaitIdle(ctx); err != nil {
		s.t.Fatalf("wait for the workspace: %v", err)
	}
	if err := s.town.bot.Idle(ctx); err != nil {
		s.t.Fatalf("wait for the bot: %v", err)
	}
}

// act is one act of the story: a sentence, what is done, and, in the script,
// everything that anybody in the workspace sees change by it.
func (s *stage) act(what string, do func()) {
	s.t.Helper()
	do()
	s.rest()
	s.tell(what)
}

// before does what another story shows already, and leaves it out of this one's
// script.
func (s *stage) before(do func()) {
	s.t.Helper()
	do()
	s.rest()
	s.New()
}

// tell writes a sentence into the script, with what is new in the workspace.
func (s *stage) tell(what string) {
	s.t.Helper()
	fmt.Fprintf(&s.script, "== %s: %s\n%s\n", s.townTime(), what, s.New())
}

// shows writes what a person sees on a screen of their own, such as a modal.
func (s *stage) shows(what, text string) {
	fmt.Fprintf(&s.script, "== %s: %s\n%s\n\n", s.townTime(), what, indented(text))
}

func (s *stage) townTime() string {
	zone, err := time.LoadLocation(townZone)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.Now().In(zone).Format("Mon 2 Jan 15:04")
}

func indented(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n  ")
}

// clockTo moves the clock to a moment through everything that happens on the
// way, each at its own time.
func (s *stage) clockTo(to time.Time) {
	s.t.Helper()
	s.passTo(to)
	s.tell("the clock has moved here")
}

func (s *stage) passTo(to time.Time) {
	s.t.Helper()
	ctx, cancel := s.bound()
	defer cancel()
	if err := s.town.passTo(ctx, to); err != nil {
		s.t.Fatalf("move the clock: %v", err)
	}
}

// ends holds the story against its golden text, and against what must be true
// at the end of every story.
func (s *stage) ends(name string) {
	s.t.Helper()
	s.NothingElse(s.t)
	if bad := s.town.sandbox.Violations(); len(bad) > 0 {
		s.t.Errorf("Slack would have refused: %+v", bad)
	}
	s.wantWhole()
	golden(s.t, "story."+name+".txt", s.script.String())
}

// wantWhole audits everything that is stored.
func (s *stage) wantWhole() {
	s.t.Helper()
	var found strings.Builder
	if err := verify(s.t.Context(), auditor{store: s.town.store}, nil, &found); err != nil {
		s.t.Errorf("audit: %v\n%s", err, found.String())
	}
}

// golden compares a text with the one on file.
func golden(t testing.TB, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; write it with: go test -run %s -update", err, t.Name())
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// inBothWays tells a story once by each transport; both must read alike.
func inBothWays(t *testing.T, name string, tell func(s *stage)) {
	for _, transport := range []string{bySocket, byHTTP} {
		t.Run(transport, func(t *testing.T) {
			if *update && transport == byHTTP {
				*update = false // the second way has to read like the first
				defer func() { *update = true }()
			}
			s := newStage(t, transport)
			tell(s)
			s.ends(name)
		})
	}
}
