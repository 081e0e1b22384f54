package app

import (
	"encoding/csv"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"drumbeat/bot/deliver"
	"drumbeat/store/embedded"
	"drumbeat/workflow"
	"drumbeat/workflow/audit"
)

// toldTown is the demo's two weeks of releases, in a store that commands find by
// the environment. The town stays up, as a bot that is running.
func toldTown(t *testing.T) (*town, string) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	life := newLifecycle(testLog(t))
	t.Cleanup(func() {
		if err := life.stop(); err != nil {
			t.Errorf("stop the town: %v", err)
		}
	})
	dir := t.TempDir()
	w, err := buildTown(t.Context(), life, townOptions{
		listener: ln, data: dir, begins: demoBegins, real: time.Now, log: life.log, unpaced: true, frozen: true,
		deliver: func(d *deliver.Options) { d.Workers = 1 },
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.tellStory(t.Context(), demoOpens); err != nil {
		t.Fatal(err)
	}
	for _, name := range variables() {
		t.Setenv(name, "")
		if err := os.Unsetenv(name); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv(Prefix+"_DATA_DIR", dir)
	return w, dir
}

// runs the program as a person does, and gives what it printed.
func runs(t *testing.T, want int, args ...string) (out, errs string) {
	t.Helper()
	var o, e strings.Builder
	if got := Main(args, &o, &e); got != want {
		t.Fatalf("drumbeat %s: exit code %d, want %d\n%s%s", strings.Join(args, " "), got, want, o.String(), e.String())
	}
	return o.String(), e.String()
}

func wantSaid(t *testing.T, text string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(text, w) {
			t.Errorf("got\n%.3000s\nwant it to say %q", text, w)
		}
	}
}

// TestAudit verifies the store of a bot that is running, exports it, changes it
// behind the bot's back in many ways, and has each of them found.
func TestAudit(t *testing.T) {
	w, data := toldTown(t)
	out, _ := runs(t, exitOK, "audit", "verify")
	wantSaid(t, out, "Checked 8 releases", "everything is whole.")
	out, _ = runs(t, exitOK, "audit", "verify", "REL-2", "rel 3", "3")
	wantSaid(t, out, "Checked 2 releases")
	out, _ = runs(t, exitFailed, "audit", "verify", "REL-99")
	wantSaid(t, out, "REL-99: There is no such release.")

	packs := t.TempDir()
	before := filepath.Join(packs, "before")
	out, _ = runs(t, exitOK, "audit", "export", before)
	wantSaid(t, out, "Wrote the evidence of 8 releases", "Everything is whole.", before)
	t.Run("pack", func(t *testing.T) { holdPack(t, w, before) })
	_, errs := runs(t, exitFailed, "audit", "export", before)
	wantSaid(t, errs, "exists already")
	t.Run("selection", func(t *testing.T) { exportsSome(t, packs) })
	t.Run("names", func(t *testing.T) { exportsNames(t, w, packs) })

	out, _ = runs(t, exitOK, "audit", "verify", "-against", before)
	wantSaid(t, out, "everything is whole.")
	out, _ = runs(t, exitOK, "audit", "verify", "REL-4", "-against", filepath.Join(before, evidenceFile))
	wantSaid(t, out, "Checked 1 release ")
	tamper(t, w, data, before, packs)
}

// tamper changes the store as somebody with access to it would, and puts each
// change back.
func tamper(t *testing.T, w *town, data, pack, packs string) {
	store, err := embedded.Open(t.Context(), filepath.Join(data, storeFile))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	for _, c := range []struct {
		name    string
		n       workflow.Number
		change  func(r *workflow.Release)
		against bool // found only by the earlier pack
		want    []string
	}{
		{"another reason", 2, func(r *workflow.Release) { at(r, workflow.ActReject).Reason = "It was raining." }, false, []string{"REL-2, entry 3: It was changed"}},
		{"another title", 1, func(r *workflow.Release) { r.Request.Title = "Something small" }, false, []string{"REL-1: What it asks for"}},
		{"an approval made up", 7, func(r *workflow.Release) {
			r.Approvals = append(r.Approvals, workflow.Approval{By: "U0MALLORY", At: w.clock.Now(), Revision: r.Revision, Roles: []string{"operations"}})
		}, false, []string{"REL-7: It has an approval of U0MALLORY"}},
		{"a history cut off", 3, func(r *workflow.Release) {
			r.History = r.History[:len(r.History)-1]
			r.State, r.LiveAt, r.EndedAt = r.Last().To, time.Time{}, time.Time{}
		}, false, []string{"REL-3, entry", "It was cut off the end: the outbox has its notice event:REL-3:"}},
		{"an entry put in at the end", 5, func(r *workflow.Release) {
			r.Append(workflow.Entry{Action: workflow.ActMove, At: w.clock.Now(), By: "U0MALLORY", From: r.State, To: r.State, Revision: r.Revision,
				Window: r.Place.Window, Policy: r.PolicyVersion, Reason: "forged"})
		}, false, []string{"REL-5, entry", "Nobody was told of it"}},
		{"the last entry written anew", 4, func(r *workflow.Release) {
			e := &r.History[len(r.History)-1]
			e.Request = "another"
			e.Hash = e.Sum(r.Number)
		}, true, []string{"REL-4, entry", "It is not the entry that the pack of"}},
		{"no hashes", 6, func(r *workflow.Release) {
			for i := range r.History {
				r.History[i].Hash = ""
			}
		}, false, []string{"REL-6: Its history has no hashes"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			was := swap(t, store.Ports(), c.n, c.change)
			defer func() {
				swap(t, store.Ports(), c.n, func(r *workflow.Release) { v := r.Version; *r = was; r.Version = v })
			}()
			if c.against {
				runs(t, exitOK, "audit", "verify")
			} else {
				out, errs := runs(t, exitFailed, "audit", "verify")
				wantSaid(t, out, c.want...)
				wantSaid(t, errs, "drumbeat audit: the audit found something wrong")
			}
			out, _ := runs(t, exitFailed, "audit", "verify", "-against", pack)
			wantSaid(t, out, c.want...)
			if c.name == "another reason" {
				out, _ := runs(t, exitOK, "audit", "export", filepath.Join(packs, "tampered"))
				wantSaid(t, out, "2 things are wrong, and marked in it.")
				wantSaid(t, read(t, filepath.Join(packs, "tampered", pageFile)), "Not whole", "It was changed: it does not say any more")
			}
		})
	}
	out, _ := runs(t, exitOK, "audit", "verify", "-against", pack)
	wantSaid(t, out, "everything is whole.")
}

// at gives the first entry of an action.
func at(r *workflow.Release, a workflow.Action) *workflow.Entry {
	i := slices.IndexFunc(r.History, func(e workflow.Entry) bool { return e.Action == a })
	return &r.History[i]
}

// swap changes a stored release behind everybody's back, and gives it as it was.
func swap(t *testing.T, store workflow.Store, n workflow.Number, change func(*workflow.Release)) workflow.Release {
	t.Helper()
	was, err := store.Releases.Get(t.Context(), n)
	if err != nil {
		t.Fatal(err)
	}
	is := was.Clone()
	change(&is)
	if err := store.Releases.Replace(t.Context(), is); err != nil {
		t.Fatal(err)
	}
	return was
}

func read(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// holdPack looks at everything that a pack has to have.
func holdPack(t *testing.T, w *town, dir string) {
	if err := checkManifest(dir); err != nil {
		t.Error(err)
	}
	var got struct {
		Schema   string
		Releases []audit.Evidence
		Windows  []audit.Window
		Policies []storedPolicy
		Count    auditCount
	}
	if err := json.Unmarshal([]byte(read(t, filepath.Join(dir, evidenceFile))), &got); err != nil {
		t.Fatal(err)
	}
	if got.Schema != audit.Schema || len(got.Releases) != 8 || len(got.Windows) < 3 || len(got.Policies) != 1 || got.Count.Flaws != 0 {
		t.Errorf("schema %q with %d releases, %d windows, %d policies, %+v", got.Schema, len(got.Releases), len(got.Windows), len(got.Policies), got.Count)
	}
	for i, e := range got.Releases {
		r, err := w.store.Releases.Get(t.Context(), workflow.Number(i+1))
		if err != nil || e.Number != r.Number || e.Head.Hash != r.Last().Hash || len(e.History) != len(r.History) || len(e.Notices) < len(r.History) {
			t.Errorf("release %d of the pack: %+v, %v", i+1, e.Head, err)
		}
	}
	briefed := slices.ContainsFunc(got.Windows, func(v audit.Window) bool { return len(v.Receipts) > 0 && len(v.Notices) > 1 })
	if !briefed {
		t.Error("no window of the pack says who read its briefing")
	}
	if p := read(t, filepath.Join(dir, "policies", "policy-1.json")); !strings.Contains(p, `"web"`) {
		t.Errorf("the policy is\n%s", p)
	}
	for file, least := range map[string]int{entriesFile: got.Count.Entries, noticesFile: got.Count.Notices} {
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(read(t, filepath.Join(dir, file)), byteOrderMark))).ReadAll()
		if err != nil || len(rows) != least+1 {
			t.Errorf("%s has %d rows, want %d and a heading: %v", file, len(rows), least, err)
		}
	}
	page := read(t, filepath.Join(dir, pageFile))
	wantSaid(t, page, `<section class="thing" id="REL-8"`, "✓ Whole.", "Faster checkout for returning customers", "The legal text is not agreed yet.", "Read by")
	for _, forbidden := range []string{"<script", "http://", "src=", "xoxb-", "xapp-", "<no value>", "%!"} {
		if strings.Contains(page, forbidden) {
			t.Errorf("the page has %q", forbidden)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 6 {
		t.Errorf("the pack has %v, %v; want 5 files and the policies", entries, err)
	}
}

// exportsSome exports by release and by date.
func exportsSome(t *testing.T, packs string) {
	out, _ := runs(t, exitOK, "audit", "export", "REL-2", "REL-5", filepath.Join(packs, "two"))
	wantSaid(t, out, "the evidence of 2 releases")
	out, _ = runs(t, exitOK, "audit", "export", "-from", "2026-11-16", "-to", "2026-11-18", filepath.Join(packs, "week"))
	wantSaid(t, out, "the evidence of 1 release ")
	wantSaid(t, read(t, filepath.Join(packs, "week", pageFile)), "16 November 2026", "18 November 2026", "Invoices in the new layout")
	out, _ = runs(t, exitOK, "audit", "export", filepath.Join(packs, "none"), "-to", "2020-01-01")
	wantSaid(t, out, "0 releases")
	for args, want := range map[string]string{
		"-from|yesterday|" + packs + "/x":                 "write 2026-11-30",
		"-from|2026-12-01|-to|2026-11-30|" + packs + "/x": "nothing lies between",
		"REL-x|" + packs + "/x":                           "is not the number of a release",
		"":                                                "name a folder",
		packs + "/no/such/folder":                         "no such file",
		"-names|" + packs + "/x":                          "DRUMBEAT_SLACK_BOT_TOKEN",
	} {
		words := slices.DeleteFunc(strings.Split(args, "|"), func(s string) bool { return s == "" })
		_, errs := runs(t, exitFailed, append([]string{"audit", "export"}, words...)...)
		wantSaid(t, errs, want)
	}
	left, err := filepath.Glob(filepath.Join(packs, ".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// exportsNames asks the workspace who people are, those among them who were told
// of a window's trouble and of nothing else.
func exportsNames(t *testing.T, w *town, packs string) {
	releases, err := w.store.Releases.List(t.Context(), workflow.ReleaseFilter{})
	if err != nil {
		t.Fatal(err)
	}
	held := slices.IndexFunc(releases, func(r workflow.Release) bool { return r.Place != nil })
	window, users := releases[held].Place.Window, w.sandbox.Config().People
	told := users[len(users)-1]
	board := workflow.WindowBoardID(window)
	if err := w.store.Notices.Add(t.Context(), []workflow.Notice{{
		ID: workflow.TroubleID(board+"@2", workflow.PersonID(told.ID)), Kind: workflow.NoticeTrouble, Person: workflow.PersonID(told.ID),
		Window: window, About: board, Due: time.Now().AddDate(100, 0, 0),
	}}); err != nil {
		t.Fatal(err)
	}
	t.Setenv(Prefix+"_SLACK_BOT_TOKEN", w.sandbox.Config().Apps[0].BotToken)
	t.Setenv(Prefix+"_SLACK_API_URL", w.base+"/api/")
	dir := filepath.Join(packs, "names")
	runs(t, exitOK, "audit", "export", "-names", dir)
	wantSaid(t, read(t, filepath.Join(dir, pageFile)), `<bdi>Ines</bdi> <span class="id">U0INES0000</span>`)
	wantSaid(t, read(t, filepath.Join(dir, entriesFile)), ",U0EVA00000,Eva,approve,")
	evidence := read(t, filepath.Join(dir, evidenceFile))
	wantSaid(t, evidence[strings.LastIndex(evidence, `"people":`):], `"`+told.ID+`":"`)
}

func TestAuditIsCalledWrongly(t *testing.T) {
	for _, args := range [][]string{{"audit"}, {"audit", "burn"}, {"audit", "verify", "-deep"}} {
		if _, errs := runs(t, exitUsage, args...); !strings.Contains(errs, "audit verify") && !strings.Contains(errs, "-against") {
			t.Errorf("%v: got %q, want the usage", args, errs)
		}
	}
	t.Setenv(Prefix+"_DATA_DIR", filepath.Join(t.TempDir(), "none"))
	_, errs := runs(t, exitUsage, "audit", "verify")
	wantSaid(t, errs, "there is no store")
	_, errs = runs(t, exitFailed, "audit", "verify", "-against", "/no/such/pack")
	wantSaid(t, errs, "no such file")
	out, _ := runs(t, exitOK, "-h")
	wantSaid(t, out, "audit")
}

// TestAPackThatWasChangedIsRefused: what is held against the store must be what
// was exported.
func TestAPackThatWasChangedIsRefused(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pack")
	store, err := embedded.Open(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	x, err := newExport(t.Context(), store.Ports(), exportWish{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := x.write(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	if h, err := readHeads(dir); err != nil || len(h.Releases) != 0 {
		t.Fatalf("an empty pack: %+v, %v", h, err)
	}
	path := filepath.Join(dir, evidenceFile)
	if err := os.WriteFile(path, []byte(strings.Replace(read(t, path), `"UTC"`, `"CET"`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{dir, path} {
		if _, err := readHeads(p); err == nil || !strings.Contains(err.Error(), "was changed after it was written") {
			t.Errorf("%s: got %v", p, err)
		}
	}
}

// TestCellsAreNoFormulas: nothing that people type runs in a spreadsheet.
func TestCellsAreNoFormulas(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "plain": "plain", "1": "1", "a=1": "a=1", "'": "'",
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@SUM(1)": "'@SUM(1)", "\t=1": "'\t=1", "\r=1": "'\r=1", "\n1": "'\n1", "  =1": "'  =1",
		"\u200b=1": "'\u200b=1", "\ufeff=1": "'\ufeff=1", "\u202e=1": "'\u202e=1", "＝1": "'＝1", "=HYPERLINK(\"x\")": "'=HYPERLINK(\"x\")",
	} {
		if got := plainCell(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func FuzzDecodeHeads(f *testing.F) {
	f.Add(`{"schema":"drumbeat-evidence/1","made_at":"2026-11-23T09:00:00Z","releases":[{"number":1,"history":[{"hash":"v1:0"}]}]}`)
	f.Add(`{"releases":[{"number":-1}],"schema":1}`)
	f.Fuzz(func(t *testing.T, raw string) {
		h, err := decodeHeads(strings.NewReader(raw))
		if err == nil && (h == nil || h.MadeAt.IsZero()) {
			t.Error("something without a moment passes for a pack")
		}
	})
}
