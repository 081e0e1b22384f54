package report

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the tests need no time zone database on the machine

	"github.com/google/go-cmp/cmp"

	"drumbeat/workflow"
)

// officeOf is the policy of the month by hand, whatever version is asked for.
func officeOf(int) *workflow.Policy {
	days := []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	within := func(t workflow.ChangeType, decide time.Duration) workflow.TypeRule {
		return workflow.TypeRule{Type: t, DecideWithin: decide, TriageWithin: 8 * time.Hour}
	}
	return &workflow.Policy{
		Zone: "UTC", Hours: workflow.WorkingHours{Days: days, From: 9 * 60, To: 17 * 60},
		Systems: []workflow.Platform{{Key: "shop"}, {Key: "pay", Always: true, DecideWithin: 4 * time.Hour}},
		Types: []workflow.TypeRule{within(workflow.Standard, 0), within(workflow.Normal, 8*time.Hour), within(workflow.Major, 16*time.Hour),
			{Type: workflow.Emergency, DecideWithin: 30 * time.Minute}},
	}
}

// onDay reads "3 Nov 06:05:00".
func onDay(t *testing.T, day, month, clock string) time.Time {
	t.Helper()
	at, err := time.Parse("2 Jan 15:04:05 2006", day+" "+month+" "+clock+" 2026")
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// monthByHand reads the releases of the file, and what it expects of them.
func monthByHand(t *testing.T) (releases []workflow.Release, expected []string) {
	t.Helper()
	file, err := os.Open("testdata/month.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	what := false
	for lines := bufio.NewScanner(file); lines.Scan(); {
		line := lines.Text()
		words := strings.Fields(line)
		switch {
		case strings.HasPrefix(line, "What November"):
			what = true
		case len(words) == 0:
		case what:
			expected = append(expected, line)
		case strings.HasPrefix(line, "REL-"):
			n, err := workflow.ParseNumber(words[0])
			if err != nil {
				t.Fatal(err)
			}
			r := workflow.Release{Number: n, Request: workflow.Request{Type: workflow.ChangeType(words[1]), System: strings.Trim(words[2], ",")}}
			if len(words) > 3 {
				opens, closes := onDay(t, words[4], words[5], words[6]+":00"), onDay(t, words[4], words[5], words[8]+":00")
				r.Place = &workflow.Place{Window: workflow.MakeWindowID("web", opens), Opens: opens, Closes: closes}
			}
			releases = append(releases, r)
		case len(releases) > 0:
			r := &releases[len(releases)-1]
			e := workflow.Entry{At: onDay(t, words[0], words[1], words[2]), By: workflow.PersonID(words[3]), Action: workflow.Action(words[4]), From: r.State, To: workflow.State(words[5]), Roles: words[6:], Policy: 1}
			if e.Action == workflow.ActRate {
				e.About, e.Roles = words[6], nil
			}
			if e.Action == workflow.ActRollBack {
				e.Window = r.Window()
			}
			r.State = e.To
			r.Append(e)
		}
	}
	return releases, expected
}

var november = []time.Time{time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)}

func count(releases []workflow.Release, edges ...time.Time) *Tally {
	tally := New(Question{Edges: edges, Now: time.Date(2026, 12, 2, 0, 0, 0, 0, time.UTC), Policy: officeOf})
	for i := range releases {
		tally.Add(&releases[i])
	}
	return tally
}

// said writes figures the way the file does.
func said(f *workflow.Figures) []string {
	var out []string
	say := func(format string, a ...any) { out = append(out, fmt.Sprintf(format, a...)) }
	short := func(d time.Duration) string {
		s := strings.TrimSuffix(d.String(), "0s")
		if strings.HasSuffix(s, "h0m") {
			s = strings.TrimSuffix(s, "0m")
		}
		if s == "" {
			return "0s"
		}
		return s
	}
	rank := func(s workflow.Sample, percent int) string {
		d, _ := s.Rank(percent)
		return short(d)
	}
	for _, n := range []struct {
		name string
		n    int
	}{{"asked", f.Asked}, {"live", f.Live}, {"in_window", f.InWindow}, {"outside", f.Outside}, {"emergency", f.Emergency}, {"attempts", f.Attempts}, {"failed", f.Failed},
		{"rolled_back", f.RolledBack}, {"forward", f.Forward}, {"rejected", f.Rejected}, {"withdrawn", f.Withdrawn}} {
		say("%s %d", n.name, n.n)
	}
	say("cycle_50 %s", rank(f.Cycle, 50))
	say("cycle_90 %s", rank(f.Cycle, 90))
	say("cycle_total %s", short(f.Cycle.Total))
	for i, name := range []string{"triage", "returned", "decide", "window", "deploy"} {
		say("%s_total %s", name, short(f.Parts[i].Total))
	}
	say("restore_50 %s", rank(f.Restore, 50))
	say("triage_kept %d", f.Triage.Kept)
	say("triage_missed %d", f.Triage.Missed)
	say("decision_kept %d", f.Decision.Kept)
	say("decision_missed %d", f.Decision.Missed)
	for _, role := range []string{"business", "operations", "quality", "on-call"} {
		say("%s %d %s", role, f.Decide[role].Count, rank(f.Decide[role], 50))
	}
	say("let %d", f.Let)
	say("sent %d", f.Sent)
	say("no operations %d", f.No["operations"])
	say("asks LENA %d", f.Asks["LENA"])
	say("stamps EVA %d of %d", f.Stamps["EVA"].Quick, f.Stamps["EVA"].Of)
	say("ratings %s", strings.Trim(fmt.Sprint(f.Ratings), "[]"))
	return out
}

// TestAMonthByHand compares with what the file says, and why it does.
func TestAMonthByHand(t *testing.T) {
	releases, expected := monthByHand(t)
	tally := count(releases, november...)
	got := said(&tally.Spans()[0])
	if len(got) != len(expected) {
		t.Fatalf("%d figures, the file has %d", len(got), len(expected))
	}
	for i, want := range expected {
		if g := got[i]; !strings.HasPrefix(want+" ", g+" ") {
			t.Errorf("got %q, want %q", g, want)
		}
	}
}

// TestWhoIsAskedAbout: figures of one system, team or type leave the others out.
func TestWhoIsAskedAbout(t *testing.T) {
	releases, _ := monthByHand(t)
	for _, c := range []struct {
		q    Question
		want int
	}{{Question{System: "shop"}, 3}, {Question{System: "pay"}, 1}, {Question{Type: workflow.Major}, 1}, {Question{Team: "none"}, 0}, {Question{System: "shop", Type: workflow.Standard}, 1}} {
		c.q.Edges, c.q.Policy = november, officeOf
		tally := New(c.q)
		for i := range releases {
			tally.Add(&releases[i])
		}
		if got := tally.Spans()[0].Live; got != c.want {
			t.Errorf("%+v: got %d live, want %d", c.q, got, c.want)
		}
	}
}

var asFigures = cmp.Comparer(func(a, b workflow.Sample) bool { return a.Equal(b) })
