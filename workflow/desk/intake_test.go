package desk_test

import (
	"strings"
	"testing"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
)

// risky has a risk above the limit of the gates.
func risky(q *workflow.Request) { q.Risk = []string{"money", "no-switch", "data"} }

// intakeIs saves a policy with other intake gates, and does what follows.
func (w *town) intakeIs(gates ...workflow.IntakeGate) desk.Tended {
	w.t.Helper()
	p, err := w.store.Policies.Current(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	p.Intake, p.Why = gates, "the quiet months"
	w.savePolicy(p)
	return w.tend()
}

// TestANewPolicyLetsThrough: what waits goes on by rule once the policy asks nothing
// of it any more, and the history says what it waited for and by which version.
func TestANewPolicyLetsThrough(t *testing.T) {
	w := newTown(t)
	waits, other := w.submits(risky), w.submits(risky, func(q *workflow.Request) { q.Type, q.EffortHours, q.Evidence = workflow.Major, 80, "tried" })
	if waits.State != workflow.Submitted || other.State != workflow.Submitted {
		t.Fatalf("they are %s and %s", waits.State, other.State)
	}
	if done := w.intakeIs(workflow.IntakeGate{Kind: workflow.IntakeRisk, Limit: 8}); done.LetThrough != 1 {
		t.Errorf("done: %+v", done)
	}
	r := w.relay(waits.Number)
	e := r.History[1]
	if r.State != workflow.InApproval || e.Action != workflow.ActTriage || e.By != workflow.System || e.Policy != 2 || len(e.Overrode) > 0 ||
		e.Reason != "Version 2 of the settings (the quiet months) lets it through; it waited because of: risk." {
		t.Errorf("it is %s: %+v", r.State, e)
	}
	if told := w.owed(workflow.NoticeOutcome); len(told) != 1 {
		t.Errorf("the requester is told %v", told)
	}
	if r := w.relay(other.Number); r.State != workflow.Submitted {
		t.Errorf("what a release manager looks at is %s", r.State)
	}
	if done := w.tend(); done.LetThrough != 0 {
		t.Errorf("once more: %+v", done)
	}
}

// TestANewPolicyHasOtherReasons: what still waits says why by the policy in force.
func TestANewPolicyHasOtherReasons(t *testing.T) {
	w := newTown(t)
	r := w.submits(risky)
	w.intakeIs(workflow.IntakeGate{Kind: workflow.IntakeRisk, Limit: 5})
	if now := w.relay(r.Number); now.State != workflow.Submitted || len(now.Misfits) != 1 || !strings.Contains(now.Misfits[0].Reason, "up to 5") || len(now.History) != len(r.History) {
		t.Errorf("got %s, %+v", now.State, now.Misfits)
	}
}

// TestAConflictIsAMisfit: what has something in its way in the window asked for waits
// for a release manager, with that as the reason; accepted it stays accepted, and as
// soon as possible asks for no window.
func TestAConflictIsAMisfit(t *testing.T) {
	w := newTown(t)
	p, err := w.store.Policies.Current(w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	p.Systems = append(p.Systems, workflow.Platform{Key: "office", Name: "Office", Heartbeat: "regular"}) // one heartbeat for two systems
	w.savePolicy(p)
	in := func(q *workflow.Request) { q.Window = tuesday }
	if r := w.submits(in); r.State != workflow.InApproval {
		t.Fatalf("the first is %s: %+v", r.State, r.Misfits)
	}
	if r := w.submits(); r.State != workflow.InApproval {
		t.Errorf("as soon as possible is %s: %+v", r.State, r.Misfits)
	}
	r := w.submits(in)
	if r.State != workflow.Submitted || len(r.Misfits) != 1 || r.Misfits[0].Rule != "intake:conflict" || !strings.Contains(r.Misfits[0].Reason, "same system") {
		t.Fatalf("it is %s: %+v", r.State, r.Misfits)
	}
	form, err := w.desk.Form(w.ctx, "INES", w.form(in), 0)
	if err != nil {
		t.Fatal(err)
	}
	said := ""
	for _, f := range form.Findings {
		said += f.Reason + " "
	}
	if !strings.Contains(said, "same system") || !strings.Contains(said, "a release manager looks at it first") {
		t.Errorf("the form says: %s", said)
	}
	w.does(r.Number, "ROSA", workflow.ActTriage)
	q := w.relay(r.Number).Request
	q.What = "Two steps less"
	if r = w.does(r.Number, "INES", workflow.ActEdit, func(c *desk.Command) { c.Form = &q }); r.State != workflow.InApproval {
		t.Errorf("accepted and edited it is %s: %+v", r.State, r.Misfits)
	}
}

// TestWhatStoodInTheWayIsGone: what waits because of another release goes on by rule
// once that one has gone, also where nobody touches it, and is not looked at each
// minute.
func TestWhatStoodInTheWayIsGone(t *testing.T) {
	w := newTown(t)
	p, err := w.store.Policies.Current(w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	p.Systems = append(p.Systems, workflow.Platform{Key: "office", Name: "Office", Heartbeat: "regular"})
	w.savePolicy(p)
	in := func(q *workflow.Request) { q.Window = tuesday }
	first, r := w.submits(in), w.submits(in)
	if r.State != workflow.Submitted || len(r.Misfits) != 1 {
		t.Fatalf("it is %s: %+v", r.State, r.Misfits)
	}
	if done := w.tend(); done.LetThrough != 0 {
		t.Errorf("while it is in the way: %+v", done)
	}
	w.does(first.Number, "INES", workflow.ActWithdraw, func(c *desk.Command) { c.Reason = "not needed" })
	w.relay(first.Number)
	if done := w.tend(); done.LetThrough != 0 {
		t.Errorf("in the same minute: %+v", done)
	}
	w.now = w.now.Add(10 * time.Minute)
	if done := w.tend(); done.LetThrough != 1 {
		t.Errorf("ten minutes later: %+v", done)
	}
	if r = w.relay(r.Number); r.State != workflow.InApproval || r.Last().Reason != "Nothing stands in the way of its window any more; it waited because of: conflict." {
		t.Errorf("it is %s: %+v", r.State, r.Last())
	}
}

// TestPreAuthorised: a standard change within its pre-authorised template needs no
// approval although its type does; one that goes beyond it does.
func TestPreAuthorised(t *testing.T) {
	w := newTown(t)
	w.patches(func(p *workflow.Policy) {
		p.Templates[0].PreAuthorised = true
		for i := range p.Types {
			if p.Types[i].Type == workflow.Standard {
				p.Types[i].Approvals = []workflow.ApprovalRule{{Role: "business", Quorum: 1}}
			}
		}
	})
	patch := func(q *workflow.Request) {
		*q = workflow.Request{Title: "Patches", System: "platform", Team: "Run", What: "w", Why: "y", Type: workflow.Standard, EffortHours: 1, Impact: workflow.ImpactNone, Template: "patch"}
	}
	r := w.submits(patch)
	f, err := w.desk.Release(w.ctx, r.Number)
	if err != nil || r.State != workflow.Scheduled || f.NoApproval != "pre-authorised by the template Patches" {
		t.Errorf("it is %s, %q, %v", r.State, f.NoApproval, err)
	}
	for name, beyond := range map[string]func(*workflow.Request){
		"more work": func(q *workflow.Request) { q.EffortHours = 2 },
		"a risk":    func(q *workflow.Request) { q.Risk = []string{"data"} },
		"noticed": func(q *workflow.Request) {
			q.Impact, q.Briefing = workflow.ImpactNoticeable, workflow.Briefing{Notice: "n", Say: "s", IfTheyCall: "i"}
		},
		"no template": func(q *workflow.Request) { q.Template = "" },
	} {
		if r := w.submits(patch, beyond); r.State != workflow.InApproval {
			t.Errorf("%s: it is %s", name, r.State)
		}
	}
}

// TestThePreviewNamesWhoIsLetThrough: and who would wait for more, before anything is
// saved.
func TestThePreviewNamesWhoIsLetThrough(t *testing.T) {
	w := newTown(t)
	r := w.submits(risky)
	back := w.submits()
	w.does(back.Number, "ROSA", workflow.ActAskChanges)
	p, err := w.store.Policies.Current(w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	p.Intake = []workflow.IntakeGate{{Kind: workflow.IntakeRisk, Limit: 8}, {Kind: workflow.IntakeTemplate}}
	hits, err := w.desk.PolicyImpact(w.ctx, &p)
	if err != nil || len(hits.Through) != 0 || len(hits.Misfits) != 2 || !strings.HasPrefix(hits.Misfits[0].Why, "Sent again, it waits for a release manager") ||
		!strings.HasPrefix(hits.Misfits[1].Why, "It waits for this too") {
		t.Errorf("got %+v, %v", hits, err)
	}
	p.Intake = p.Intake[:1]
	hits, err = w.desk.PolicyImpact(w.ctx, &p)
	if err != nil || len(hits.Through) != 1 || hits.Through[0].Release != r.Number || hits.Through[0].Why != "It waited because of: risk." {
		t.Errorf("got %+v, %v", hits, err)
	}
}

// TestChannelsAreLookedAt: a channel that Drumbeat is not in is refused at its field;
// one that stood there before stops nothing else.
func TestChannelsAreLookedAt(t *testing.T) {
	w := newTown(t)
	w.dir.shut = []workflow.Channel{"#nowhere", "#help-desk"}
	w.desk = desk.New(desk.Options{Store: w.store, Directory: w.dir, Now: func() time.Time { return w.now }})
	edit := desk.SettingsEdit{Part: "general", Why: "because", Values: map[string][]string{"release_channel": {"nowhere"}}}
	_, err := w.desk.SettingsPreview(w.ctx, "ROSA", edit)
	if e, ok := refusal(err); !ok || !strings.HasPrefix(e.Fields["release_channel"], "Drumbeat is not in #nowhere, or there is no such channel.") {
		t.Errorf("preview: %v", err)
	}
	if _, err := w.desk.SaveSettings(w.ctx, "ROSA", "r1", edit, false); workflow.CodeOf(err) != workflow.CodeInvalid {
		t.Errorf("save: %v", err)
	}
	edit.Values["release_channel"] = []string{"elsewhere"}
	if _, err := w.desk.SaveSettings(w.ctx, "ROSA", "r2", edit, false); err != nil {
		t.Errorf("a good one: %v", err)
	}
	_, err = w.desk.SettingsPreview(w.ctx, "ROSA", desk.SettingsEdit{Part: "front-line", Why: "because", Values: map[string][]string{"name": {"Shops"}, "channel": {"nowhere"}}})
	if e, ok := refusal(err); !ok || e.Fields["channel"] == "" {
		t.Errorf("a team's: %v", err)
	}
}
