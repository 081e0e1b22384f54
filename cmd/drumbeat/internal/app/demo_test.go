package app

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drumbeat/bot/sandbox"
	"drumbeat/bot/sandbox/people"
)

// inDemo runs the demo on a folder, lets somebody visit it once its bot is
// there, and ends it as a signal would.
func inDemo(t *testing.T, dir string, visit func(*people.Workspace)) {
	t.Helper()
	life := unhurriedLife(testLog(t))
	var said bytes.Buffer
	err := startDemo(t.Context(), life, demoOf{listen: "127.0.0.1:0", data: dir}, &said, unhurried)
	if err == nil {
		_, base, _ := strings.Cut(strings.TrimSpace(said.String()), ": ")
		w := people.In(t, strings.TrimSuffix(base, "/"), nil)
		w.Patience = time.Minute
		w.Eventually("the bot comes", func() bool { return connected(t, w.URL()) })
		w.TheRestDoesNotMatter()
		visit(w)
		w.Ends()
	}
	if stopped := life.stop(); err != nil || stopped != nil {
		t.Fatalf("the demo: %v, its end: %v", err, stopped)
	}
}

func connected(t *testing.T, base string) bool {
	t.Helper()
	resp, err := http.Get(base + "/client/state?as=ines")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var state sandbox.State
	if err := json.NewDecoder(resp.Body).Decode(&state); err != nil {
		t.Fatal(err)
	}
	return len(state.Apps) == 1 && state.Apps[0].Connected
}

// everyTS is when each message was posted, by person and conversation.
func everyTS(w *people.Workspace) map[string][]string {
	out := map[string][]string{}
	for _, who := range []string{"rosa", "eva", "omar", "ines", "tom", "hana", "ayu"} {
		p := w.As(who)
		for _, where := range []string{"#general", "#releases", "#help-desk", "#call-centre", "@drumbeat"} {
			if where == "#help-desk" && who != "hana" || where == "#call-centre" && who != "ayu" {
				continue
			}
			for _, m := range p.Messages(where) {
				out[who+" "+where] = append(out[who+" "+where], m.TS())
				for _, r := range m.Thread() {
					out[who+" "+where] = append(out[who+" "+where], r.TS())
				}
			}
		}
	}
	return out
}

// TestDemoGoesOn: a demo that was kept has its messages the next day, nothing is
// posted twice, and what stands on its cards is still true: a click on one of
// before is answered.
func TestDemoGoesOn(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo") // not there yet
	var before map[string][]string
	var stopped time.Time
	inDemo(t, dir, func(w *people.Workspace) {
		w.As("ines").Types("#general", "See you tomorrow")
		w.Advance(time.Second) // and with it all that is due
		before, stopped = everyTS(w), w.Now()
		if len(before["rosa #releases"]) < 5 || len(before["eva @drumbeat"]) == 0 {
			t.Fatalf("the story was not told: %v", before)
		}
	})
	inDemo(t, dir, func(w *people.Workspace) {
		w.Advance(time.Second)
		if diff := cmp.Diff(before, everyTS(w)); diff != "" {
			t.Errorf("the messages of before and those of now (-before +now)\n%s", diff)
		}
		if now := w.Now(); now.Before(stopped) || now.After(stopped.Add(10*time.Minute)) {
			t.Errorf("the clock stopped at %s and goes on at %s", stopped, now)
		}
		omar := w.As("omar")
		omar.ClicksIn("@drumbeat", "Approve")
		omar.Sees("@drumbeat", "You approved this")
	})
}

// TestDemoOnWhatItCannotUse: a folder that holds half a demo, or something else,
// is refused in words and left as it is.
func TestDemoOnWhatItCannotUse(t *testing.T) {
	for name, tt := range map[string]struct {
		files map[string]string
		want  string
	}{
		"something else":           {map[string]string{"letter.txt": "x"}, "holds no whole demo"},
		"a store alone":            {map[string]string{storeFile: "x"}, "holds no whole demo"},
		"a workspace alone":        {map[string]string{workspaceFile: `{"version":1}`}, "holds no whole demo"},
		"a workspace that is none": {map[string]string{workspaceFile: "{", storeFile: "x"}, "the file was not touched"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for file, text := range tt.files {
				if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			ctx, cancel := context.WithCancel(t.Context())
			cancel() // were it to start, it would end
			var out, errs bytes.Buffer
			err := runDemo(ctx, []string{"-listen", "127.0.0.1:0", "-data", dir}, &out, &errs)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
			for file, text := range tt.files {
				if got, err := os.ReadFile(filepath.Join(dir, file)); err != nil || string(got) != text {
					t.Errorf("%s became %q (%v)", file, got, err)
				}
			}
		})
	}
}
