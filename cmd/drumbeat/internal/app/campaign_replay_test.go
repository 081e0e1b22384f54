package app

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"drumbeat/bot/action"
	"drumbeat/workflow"
	"drumbeat/workflow/audit"
)

// TestCampaignReplay tells the same life of a release twice: once as it is, and
// once with every request coming five times at once at two replicas, then again
// after ten seconds, after four minutes, over another connection, at a replica
// that never saw it and after a restart. Both must come to the same in the store
// and in Slack, and every copy must get the answer of the first.
func TestCampaignReplay(t *testing.T) {
	for _, transport := range []string{byHTTP, bySocket} {
		t.Run(transport, func(t *testing.T) {
			t.Parallel()
			s := seed(t)
			ids := rounds(50, 1000)
			plain := newReplay(t, transport, s, false)
			copied := newReplay(t, transport, s, true)
			lives := 0
			for ; copied.ids < ids; lives++ {
				plain.life(lives)
				copied.life(lives)
			}
			plain.covers(t)
			copied.judge(plain)
			for _, w := range append(plain.wrongs, copied.wrongs...) {
				t.Error(w)
			}
			t.Logf("%d requests and %d copies of them: %d lives of a release, seed %d", copied.ids, copied.copied.Load(), lives, s)
		})
	}
}

// TestCampaignReplayCanFail has the same campaign see that copies count, where
// the store forgets which requests it has had.
func TestCampaignReplayCanFail(t *testing.T) {
	p := newReplay(t, byHTTP, seed(t), true, func(w *copyTown) { w.forgets = true })
	p.thorough = true
	p.lifeAsked(0, storyBegins)
	doubled := slices.ContainsFunc(p.wrongs, func(w string) bool {
		return strings.Contains(w, "after a restart") && strings.Contains(w, "more writes in the store")
	})
	if !doubled {
		t.Errorf("a store that forgets was not noticed: %q", p.wrongs)
	}
}

// replay is a town in which lives of releases are told, deed by deed.
type replay struct {
	*copyTown
	copies bool
	ids    int
	deeds  []deedResult
	wrongs []string

	thorough bool // every copy after every deed
}

// wrong notes something that is not as it should be.
func (p *replay) wrong(format string, args ...any) {
	p.wrongs = append(p.wrongs, fmt.Sprintf(format, args...))
}

// deedResult is what a deed came to.
type deedResult struct {
	name  string
	looks bool
	turns bool // a private page that is turned in place, besides the answer
	calls map[string]int
}

// privately counts what was said to who acted alone: where a form was opened, or
// in the channel, whichever the replica knows.
func (d deedResult) privately() int { return d.calls["response_url"] + d.calls["chat.postEphemeral"] }

func newReplay(t *testing.T, transport string, seed uint64, copies bool, change ...func(*copyTown)) *replay {
	random := rand.New(rand.NewPCG(seed, 0))
	p := &replay{copyTown: newCopyTown(t, transport, 2, random, append([]func(*copyTown){withOffice, withHandover}, change...)...), copies: copies, thorough: *campaignFull}
	p.tape.hammer = copies
	p.Tolerates("not_in_channel") // where the briefing cannot go at first
	if copies {
		p.Tolerates("exchanged_trigger_id", "hash_conflict") // one modal for one click
	}
	return p
}

// deed lets somebody do one thing that changes something. Its copies must say
// and do nothing more, wherever and whenever they come.
func (p *replay) deed(name string, do func()) { p.t.Helper(); p.did(name, do, nil) }

// turnsPage lets somebody do one thing from a private page, which then shows what is
// so now.
func (p *replay) turnsPage(name string, do func()) {
	p.t.Helper()
	p.did(name, do, nil)
	p.deeds[len(p.deeds)-1].turns = true
}

// look lets somebody look at something: what a copy at a process that does not
// know the first asks for is shown again, to the same person alone.
func (p *replay) look(name string, do func()) {
	p.t.Helper()
	p.did(name, do, []string{"response_url", "views.publish", "views.update"})
}

func (p *replay) did(name string, do func(), may []string) {
	p.t.Helper()
	since := p.lastTraffic()
	do()
	p.rest()
	p.acknowledged(p.tape.peek())
	took, uneven := p.tape.reset()
	calls := p.calls(since)
	p.deeds = append(p.deeds, deedResult{name: name, looks: may != nil, calls: calls})
	p.ids += len(took)
	if p.copies {
		p.repeat(name, took, may)
		_, more := p.tape.reset()
		uneven = append(uneven, more...)
	}
	for _, u := range uneven {
		p.wrong("%s: %s", name, u)
	}
	if len(took) == 0 {
		p.wrong("%s: nothing came to the bot", name)
	}
}

// repeat sends what came once more, at later moments and to other processes.
func (p *replay) repeat(name string, took []*delivered, may []string) {
	p.t.Helper()
	once := func(bots ...int) func(*delivered, string) {
		return func(d *delivered, when string) {
			for _, bot := range bots {
				p.again(d, bot, when)
			}
		}
	}
	p.nothingMore(name, "soon after", nil, once(0, 1), took)
	p.waits(10 * time.Second)
	if p.turn(0) {
		p.nothingMore(name, "after ten seconds", nil, once(0), took)
	}
	p.waits(4*time.Minute - 10*time.Second)
	if p.turn(1) {
		p.nothingMore(name, "after four minutes", nil, once(1), took)
	}
	if !p.http && p.turn(2) {
		p.cut(0)
		p.nothingMore(name, "over another connection", nil, once(0), took)
	}
	if p.thorough || !p.turn(1) {
		p.restart(0)
		p.rest() // a new planner looks at everything once
		p.nothingMore(name, "after a restart", may, once(0, 0), took)
	}
}

// turn spreads the later moments over the deeds where the campaign is brief: of
// three deeds each has some of them.
func (p *replay) turn(n int) bool { return p.thorough || len(p.deeds)%3 == n }

// nothingMore sends copies and demands that nothing happens by them, but for the
// calls that may.
func (p *replay) nothingMore(name, when string, may []string, send func(*delivered, string), took []*delivered) {
	p.t.Helper()
	writes, since := p.writes.Load(), p.lastTraffic()
	for _, d := range took {
		send(d, when)
	}
	p.rest()
	if n := p.writes.Load() - writes; n > 0 {
		p.wrong("%s, %s: %d more writes in the store", name, when, n)
	}
	calls := p.calls(since)
	maps.DeleteFunc(calls, func(method string, _ int) bool { return slices.Contains(may, method) })
	if len(calls) > 0 {
		p.wrong("%s, %s: more in Slack: %v", name, when, calls)
	}
}

// judge holds what came of a life with copies against what came of one without.
func (p *replay) judge(plain *replay) {
	p.t.Helper()
	for i, d := range p.deeds {
		want := plain.deeds[i]
		for _, method := range []string{"chat.postMessage", "views.open", "views.push"} {
			if d.calls[method] != want.calls[method] {
				p.wrong("%s: %d times %s with copies, %d without", d.name, d.calls[method], method, want.calls[method])
			}
		}
		most := 1
		if d.looks {
			most = len(p.bots) // each shows it
		}
		if d.turns {
			most++
		}
		if d.privately() > most {
			p.wrong("%s: %d private answers with copies, %d without", d.name, d.privately(), want.privately())
		}
	}
	if got, want := p.kept(), plain.kept(); !slices.Equal(got, want) {
		for i := range max(len(got), len(want)) {
			g, w := "nothing", "nothing"
			if i < len(got) {
				g = got[i]
			}
			if i < len(want) {
				w = want[i]
			}
			if g != w {
				p.wrong("the store keeps\n  %s\nwithout copies\n  %s", g, w)
			}
		}
	}
	got, want := told(p.t, p.Workspace), told(p.t, plain.Workspace)
	if g, w := withoutRequests(got), withoutRequests(want); !maps.Equal(g, w) {
		p.wrong("told with copies %v\nwithout %v", g, w)
	}
	for id, n := range got {
		if n != 1 {
			p.wrong("%s was told %d times", id, n)
		}
	}
}

// fromRequest is what follows in the id of a notice from the id of a request: a
// booking, a question, the click for a picture.
var fromRequest = regexp.MustCompile(`/[0-9a-f]{16}:|(^question:.*Z|:question):[0-9a-z]{8,}:|^(chart:\w+):.*`)

// withoutRequests counts notices without the ids of requests in theirs.
func withoutRequests(told map[string]int) map[string]int {
	out := map[string]int{}
	for id, n := range told {
		out[fromRequest.ReplaceAllString(id, "$1$2:")] += n
	}
	return out
}

// kept is what the store keeps, without what differs from run to run: the ids of
// requests and of messages.
func (p *replay) kept() []string {
	p.t.Helper()
	var out []string
	releases, err := p.bots[0].store.Releases.List(p.t.Context(), workflow.ReleaseFilter{Limit: 10_000})
	if err != nil {
		p.t.Fatal(err)
	}
	for _, r := range releases {
		for _, flaw := range audit.Check(&r) {
			p.wrong("the history of %s is not whole: %+v", r.Number, flaw)
		}
		r.Version, r.Origin = 0, ""
		for i := range r.History {
			r.History[i].Request, r.History[i].Prev, r.History[i].Hash = "", "", ""
		}
		out = append(out, compact(r))
	}
	windows, err := p.bots[0].store.Windows.Span(p.t.Context(), storyBegins.AddDate(0, -1, 0), storyBegins.AddDate(10, 0, 0))
	if err != nil {
		p.t.Fatal(err)
	}
	for _, w := range windows {
		w.Version, w.Requests, w.Shown = 0, nil, "" // the last names a version
		for i := range w.Places {                   // who finds a reservation there moves it on by a millisecond
			w.Places[i].At = w.Places[i].At.Truncate(time.Second)
		}
		for i := range w.Calls {
			w.Calls[i].ID = ""
		}
		for i := range w.Questions {
			w.Questions[i].ID = ""
		}
		out = append(out, compact(w))
	}
	return append(out, p.keptBeside()...)
}

// keptBeside is what the store keeps of bookings and of the policy.
func (p *replay) keptBeside() []string {
	p.t.Helper()
	var out []string
	streets, err := p.bots[0].store.Streets.All(p.t.Context())
	if err != nil {
		p.t.Fatal(err)
	}
	for _, s := range streets {
		s.Version, s.Requests = 0, nil
		for i := range s.Bookings {
			s.Bookings[i].ID = ""
		}
		out = append(out, compact(s))
	}
	now, err := p.bots[0].store.Policies.Current(p.t.Context())
	if err != nil {
		p.t.Fatal(err)
	}
	now.Requests = nil
	return append(out, compact(now))
}

// covers fails for every conversation of the bot that no deed has had.
func (p *replay) covers(t *testing.T) {
	t.Helper()
	had, there := p.log.succeeded(), conversations(t)
	for name, why := range leftOut {
		if !slices.Contains(there, name) {
			t.Errorf("the campaign leaves out %q, which the bot does not have: %s", name, why)
		}
	}
	for _, name := range there {
		why, left := leftOut[name]
		switch did := slices.Contains(had, name); {
		case !did && !left:
			t.Errorf("no deed of the campaign has the bot's conversation %q", name)
		case did && left:
			t.Errorf("the campaign has %q, and says that it has not: %s", name, why)
		}
	}
}

// leftOut says why the campaign has no deed of a conversation.
var leftOut = map[string]string{
	"menu.command": "goes by the name of the command it runs",

	"menu.queue":     "turns a private page",
	"menu.calendar":  "turns a private page",
	"menu.handovers": "turns a private page",
	"window.list":    "turns a private page",
	"window.show":    "shows a private page",
	"env.show":       "turns a private page",
	"freeze.list":    "opens what the command opens, which is a deed",
	"settings.open":  "opens what the command opens, which is a deed",
	"menu.away":      "opens what the command opens, which is a deed",
	"menu.emergency": "opens what the command opens, which is a deed",

	"modal.settings.menu": "nothing is sent in it",
	"modal.settings.list": "nothing is sent in it",
}

// conversations reads from the bot's routes the names of everything that it
// answers: whoever adds one has to add a deed.
func conversations(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../../../../bot/action/*.go")
	if err != nil {
		t.Fatal(err)
	}
	ids := constants(t, append(files, "../../../../workflow/life.go", "../../../../bot/manifest.go", "../../../../bot/decode.go")...)
	out := []string{ids["eventHomeOpened"], ids["ShortcutRequest"], ids["ShortcutRequestMessage"]}
	for _, act := range []workflow.Action{workflow.ActStart, workflow.ActMove, workflow.ActPostpone} {
		out = append(out, action.PackageID(act))
	}
	file, err := parser.ParseFile(token.NewFileSet(), "../../../../bot/route.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	tables := 0
	for _, decl := range file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && (f.Name.Name == "submission" || f.Name.Name == "command") {
			tables++
			out = append(out, cases(f, ids)...)
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 || !slices.Contains([]string{"clicks", "actions", "commands"}, spec.Names[0].Name) {
			return true
		}
		tables++
		for _, e := range spec.Values[0].(*ast.CompositeLit).Elts {
			switch key := e.(*ast.KeyValueExpr).Key.(type) {
			case *ast.BasicLit:
				out = append(out, ids["CommandRelease"]+" "+strings.Trim(key.Value, `"`))
			case *ast.SelectorExpr:
				name := ids[key.Sel.Name]
				if spec.Names[0].Name == "actions" {
					name = "release." + name
				}
				out = append(out, name)
			}
		}
		return false
	})
	if tables != 5 || slices.Contains(out, "") || slices.Contains(out, "release.") {
		t.Fatalf("the bot's routes are not where they were: %d tables, %q", tables, out)
	}
	return out
}

// cases lists what the switches of a function know: modals and words of commands.
func cases(f *ast.FuncDecl, ids map[string]string) []string {
	var out []string
	ast.Inspect(f, func(n ast.Node) bool {
		c, ok := n.(*ast.CaseClause)
		if !ok {
			return true
		}
		for _, e := range c.List {
			switch e := e.(type) {
			case *ast.BasicLit:
				out = append(out, ids["CommandRelease"]+" "+strings.Trim(e.Value, `"`))
			case *ast.SelectorExpr:
				out = append(out, ids[e.Sel.Name])
			}
		}
		return true
	})
	return out
}

// constants reads the string constants of some files.
func constants(t *testing.T, files ...string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, path := range files {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Names) == len(spec.Values) {
				for i, v := range spec.Values {
					if lit, ok := v.(*ast.BasicLit); ok && lit.Kind == token.STRING {
						out[spec.Names[i].Name] = strings.Trim(lit.Value, `"`)
					}
				}
			}
			return true
		})
	}
	return out
}
