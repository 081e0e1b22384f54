package desk

import (
	"context"
	"slices"
	"strings"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

// stepSignOff records that the release passed an environment of its street.
func stepSignOff(ctx context.Context, d *Desk, b bench, before, r *workflow.Release, cmd Command) error {
	stages := policy.SignOffs(b.policy, b.members, before)
	i := slices.IndexFunc(stages, func(s workflow.StageFacts) bool { return s.Key == cmd.About })
	if i < 0 {
		return atField(workflow.FieldEnvironment, "%s needs no sign-off there. Choose another environment.", r.Number)
	}
	switch s := stages[i]; {
	case s.Given != nil:
		return workflow.Refuse(workflow.CodeStale, "%s signed off %s already.", d.who(ctx, cmd.By, s.Given.By), s.Name)
	case !slices.Contains(s.Can, cmd.By):
		return workflow.Refuse(workflow.CodeDenied, "You may not sign off %s of %s: %s can.", s.Name, r.Number, d.list(ctx, s.Can))
	}
	r.SignOffs = append(r.SignOffs, workflow.SignOff{Environment: cmd.About, By: cmd.By, At: b.now, Revision: r.Revision, Evidence: strings.TrimSpace(cmd.Reason)})
	record(r, b, cmd, before.State, workflow.Entry{About: cmd.About})
	return nil
}

// oweSignOffs asks those who sign off, once nothing else has to be decided, and
// brings what they were told up to date: when it is signed off, or needs to be no
// more, their buttons go.
func oweSignOffs(b bench, before, r *workflow.Release) []workflow.Notice {
	var out []workflow.Notice
	for _, s := range policy.SignOffs(b.policy, b.members, r) {
		people := slices.Clone(s.Can[:min(len(s.Can), mostAsked)])
		if s.Given != nil && !slices.Contains(people, s.Given.By) {
			people = append(people, s.Given.By)
		}
		for _, person := range people {
			n := signOffAsk(b, r, r.Revision, person)
			n.Refresh = r.State != workflow.Scheduled || s.Given != nil
			out = append(out, n)
		}
	}
	if before.Revision != r.Revision || before.Request.Type != r.Request.Type || before.Request.System != r.Request.System {
		for _, s := range policy.SignOffs(b.policy, b.members, before) {
			for _, person := range s.Can[:min(len(s.Can), mostAsked)] {
				n := signOffAsk(b, r, before.Revision, person)
				n.Refresh = true
				out = append(out, n)
			}
		}
	}
	return merge(nil, out)
}

func signOffAsk(b bench, r *workflow.Release, revision int, person workflow.PersonID) workflow.Notice {
	return workflow.Notice{ID: workflow.SignOffAskID(r.Number, revision, person), Kind: workflow.NoticeSignOff, Person: person, Release: r.Number, Due: b.now}
}

// askSignOffs asks who has to sign off a release now and was not when it was
// scheduled: the policy, or who holds a role, has changed since. What was asked
// by this process in the round before is not asked for again; asking twice is asking
// once.
func (t *round) askSignOffs(ctx context.Context, r *workflow.Release) error {
	if r.State != workflow.Scheduled || !t.b.policy.Type(r.Request.Type).NeedSignOff || len(r.Owes) > 0 {
		return nil
	}
	t.d.mu.Lock()
	asked := t.d.asked
	t.d.mu.Unlock()
	var asks []workflow.Notice
	for _, n := range oweSignOffs(t.b, r, r) {
		switch {
		case n.Refresh:
		case asked[n.ID]:
			t.asked[n.ID] = true
		default:
			asks = append(asks, n)
		}
	}
	if len(asks) == 0 {
		return nil
	}
	if err := t.d.store.Notices.Add(ctx, asks); err != nil {
		return err
	}
	for _, n := range asks {
		t.asked[n.ID] = true
	}
	t.d.wake()
	return nil
}
