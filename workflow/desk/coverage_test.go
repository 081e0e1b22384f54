package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// covered is a scheduled release whose type asks for so many per cent of the front
// line, at the opening of its window.
func (w *town) covered(percent int, blocks bool) workflow.Number {
	w.t.Helper()
	n := w.scheduled().Number
	w.changePolicy(func(p *workflow.Policy) {
		for i := range p.Types {
			p.Types[i].CoveragePercent, p.Types[i].CoverageBlocks = percent, blocks
		}
	})
	w.now = w.window(tuesday).Opens.Add(time.Minute)
	return n
}

func (w *town) coverageOf(n workflow.Number) workflow.Finding {
	w.t.Helper()
	f, err := w.desk.Release(w.ctx, n)
	if err != nil {
		w.t.Fatal(err)
	}
	i := slices.IndexFunc(f.Findings, func(f workflow.Finding) bool { return f.Rule == "coverage" })
	if i < 0 {
		return workflow.Finding{Rule: "none", Pass: true}
	}
	return f.Findings[i]
}

// TestCoverageIsAGate: it keeps a release from starting until enough of each team
// have read the briefing, or a release manager starts it anyway.
func TestCoverageIsAGate(t *testing.T) {
	w := newTown(t)
	n := w.covered(50, true)
	e := w.refused(workflow.CodeBlocked, n, "TOM", workflow.ActStart)
	if !strings.Contains(e.Message, "help desk 0 of 2") || !strings.Contains(e.Message, "ROSA can start it anyway") {
		t.Error(e.Message)
	}
	if f := w.coverageOf(n); f.Pass || f.Weight == workflow.Warn || !slices.Contains(f.Who, "JORIS") {
		t.Errorf("%+v", f)
	}
	for team, person := range map[string]workflow.PersonID{"help-desk": "HANA", "call-centre": "AYU"} {
		if _, err := w.desk.Read(w.ctx, tuesday, team, person, w.request()); err != nil {
			t.Fatal(err)
		}
	}
	if f := w.coverageOf(n); !f.Pass {
		t.Errorf("half of each team have read it: %+v", f)
	}
	w.does(n, "TOM", workflow.ActStart)
}

// TestCoverageIsOverridden by a release manager, with a reason that the history keeps.
func TestCoverageIsOverridden(t *testing.T) {
	w := newTown(t)
	n := w.covered(100, true)
	r := w.does(n, "ROSA", workflow.ActStart, func(c *desk.Command) { c.Anyway = true })
	if got := r.Last().Overrode; !slices.Equal(got, []string{"coverage"}) {
		t.Errorf("overrode %v", got)
	}
}

// TestCoverageMayOnlyWarn, or not be asked for at all.
func TestCoverageMayOnlyWarn(t *testing.T) {
	w := newTown(t)
	n := w.covered(100, false)
	if f := w.coverageOf(n); f.Pass || f.Weight != workflow.Warn {
		t.Errorf("%+v", f)
	}
	w.does(n, "TOM", workflow.ActStart)
	other := newTown(t)
	if f := other.coverageOf(other.covered(0, true)); f.Rule != "none" {
		t.Errorf("nobody asks for it: %+v", f)
	}
}

// TestCoverageBeforeTheBriefing says what will be asked, and is in nobody's way.
func TestCoverageBeforeTheBriefing(t *testing.T) {
	w := newTown(t)
	n := w.covered(80, true)
	w.now = monday.Add(-48 * time.Hour)
	if f := w.coverageOf(n); !f.Pass || !strings.Contains(f.Reason, "80 %") {
		t.Errorf("%+v", f)
	}
}
