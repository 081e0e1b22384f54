package desk

import (
	"context"
	"slices"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

// homeTasks lists what a person has to do besides deciding, the most pressing
// kind first: to report what went live, to start what may start, to change what was
// returned, to hold a review, to sign off, to endorse.
func (d *Desk) homeTasks(ctx context.Context, b bench, person workflow.PersonID) ([]workflow.HomeTask, error) {
	t := &tasks{d: d, b: b, person: person}
	for _, look := range []func(context.Context) error{t.report, t.start, t.returned, t.review, t.signOff, t.endorse} {
		if err := look(ctx); err != nil {
			return nil, err
		}
	}
	for i := range t.out[:min(len(t.out), workflow.HomeShown)] {
		t.out[i].ReleaseFacts = d.facts(b, t.out[i].Release, nil)
		d.nameAll(ctx, &t.out[i].ReleaseFacts)
	}
	return t.out, nil
}

// tasks is one look for what a person has to do.
type tasks struct {
	d      *Desk
	b      bench
	person workflow.PersonID
	out    []workflow.HomeTask
}

// add takes the releases of a list that are this person's to do something about.
func (t *tasks) add(ctx context.Context, action workflow.Action, filter workflow.ReleaseFilter, theirs func(*workflow.Release) bool) error {
	filter.Limit = mostShown
	found, err := t.d.store.Releases.List(ctx, filter)
	for i := range found {
		if theirs(&found[i]) {
			t.out = append(t.out, workflow.HomeTask{Action: action, ReleaseFacts: workflow.ReleaseFacts{Release: found[i]}})
		}
	}
	return err
}

func (t *tasks) implements(r *workflow.Release) bool { return r.Request.Implementer == t.person }

func (t *tasks) report(ctx context.Context) error {
	return t.add(ctx, workflow.ActLive, workflow.ReleaseFilter{States: []workflow.State{workflow.Deploying}}, t.implements)
}

// start looks at emergencies, which need no window, and in the windows that are open.
func (t *tasks) start(ctx context.Context) error {
	urgent, err := t.d.store.Queue.Page(ctx, workflow.QueueFilter{Type: workflow.Emergency, Limit: homeListed})
	if err != nil {
		return err
	}
	windows, err := t.d.store.Windows.Span(ctx, t.b.now.Add(-longestWindow(t.b.policy)), t.b.now.Add(time.Minute))
	if err != nil {
		return err
	}
	var numbers []workflow.Number
	for _, r := range urgent {
		numbers = append(numbers, r.Number)
	}
	for _, w := range windows {
		if w.PhaseAt(t.b.now) != workflow.PhaseOpen {
			continue
		}
		for _, p := range w.Places {
			numbers = append(numbers, p.Release)
		}
	}
	if len(numbers) == 0 {
		return nil
	}
	return t.add(ctx, workflow.ActStart, workflow.ReleaseFilter{Numbers: numbers, States: []workflow.State{workflow.Scheduled}}, t.implements)
}

func (t *tasks) returned(ctx context.Context) error {
	return t.add(ctx, workflow.ActResubmit, workflow.ReleaseFilter{States: []workflow.State{workflow.Returned}, Requester: t.person}, func(*workflow.Release) bool { return true })
}

func (t *tasks) review(ctx context.Context) error {
	return t.add(ctx, workflow.ActReview, workflow.ReleaseFilter{States: []workflow.State{workflow.RolledBack, workflow.Live}}, func(r *workflow.Release) bool {
		return policy.ReviewDue(r) && (r.Requester == t.person || r.Request.Implementer == t.person || r.Request.Contact == t.person)
	})
}

func (t *tasks) signOff(ctx context.Context) error {
	if !t.acceptor() {
		return nil
	}
	return t.add(ctx, workflow.ActSignOff, workflow.ReleaseFilter{States: []workflow.State{workflow.InApproval, workflow.Scheduled}}, func(r *workflow.Release) bool {
		missing := policy.MissingSignOffs(policy.SignOffs(t.b.policy, t.b.members, r))
		return slices.ContainsFunc(missing, func(s workflow.StageFacts) bool { return slices.Contains(s.Can, t.person) })
	})
}

func (t *tasks) endorse(ctx context.Context) error {
	teams := t.coordinates()
	if len(teams) == 0 {
		return nil
	}
	found, err := t.d.store.Queue.Page(ctx, workflow.QueueFilter{Lane: workflow.LaneEndorse, Teams: teams, Limit: homeListed})
	for _, r := range found {
		t.out = append(t.out, workflow.HomeTask{Action: workflow.ActEndorse, ReleaseFacts: workflow.ReleaseFacts{Release: r}})
	}
	return err
}

// acceptor tells whether the person signs off any environment at all.
func (t *tasks) acceptor() bool {
	return slices.ContainsFunc(t.b.policy.Systems, func(s workflow.Platform) bool {
		return slices.ContainsFunc(s.SignsOff(), func(e workflow.Environment) bool { return t.b.members.Has(e.SignOff, t.person) })
	})
}

// coordinates lists the teams for whose department the person endorses.
func (t *tasks) coordinates() []string {
	var teams []string
	for _, dept := range t.b.policy.Departments {
		if dept.Coordinator == "" || !t.b.members.Has(dept.Coordinator, t.person) {
			continue
		}
		for _, team := range dept.Teams {
			teams = append(teams, workflow.TeamKey(team))
		}
	}
	return teams
}
