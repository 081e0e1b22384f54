package deliver

import (
	"context"
	"fmt"
	"slices"
	"time"

	"drumbeat/workflow"
)

// troubleGap is how long the release managers are not told again that the same
// conversation refuses for the same reason; what died is on their Home tab.
const troubleGap = time.Hour

// die records that a notice cannot be delivered, and tells the release managers.
// They are told first: should this process end in between, the notice is tried
// once more and dies again. again: it died of this before, and was only tried
// because what it shows had changed.
func (p *pass) die(ctx context.Context, s *sending, problem string, again bool) bool {
	d := p.d
	asked := s.notice.Delivery.Asked != "" && s.notice.Kind != workflow.NoticeTrouble // somebody waits to hear of this one
	if !again && (asked || p.worthTelling(ctx, &s.notice, problem)) {
		if err := d.tellManagers(ctx, &s.notice, s.notice.Delivery.Version+1); err != nil {
			p.result.Failed++
			d.log.Warn("release managers not told, trying again", "id", s.notice.ID, "error", err)
			return p.refuse(ctx, s, backOff(s.notice.ID, s.notice.Delivery.Attempts), "") // no problem is kept: it has not died of it yet
		}
		p.noteTold(problem)
	}
	now := d.o.Now()
	n, ok := p.back(ctx, s, problem, func(v *workflow.Delivery) { v.Status, v.DoneAt, v.NextTry = workflow.NoticeDead, now, now })
	d.free(&n)
	if !ok {
		return true
	}
	p.result.Dead++
	d.stats.dead.Inc()
	d.log.Error("notice cannot be delivered", "id", n.ID, "kind", n.Kind, "problem", problem, "attempt", n.Delivery.Attempts)
	return true
}

// worthTelling tells whether the release managers hear of this: not of their
// own messages, and not of every message that one closed channel refuses.
func (p *pass) worthTelling(ctx context.Context, n *workflow.Notice, problem string) bool {
	d := p.d
	if n.Kind == workflow.NoticeTrouble {
		return false
	}
	d.mu.Lock()
	at, ok := d.troubled[p.lane+" "+problem]
	d.mu.Unlock()
	if ok {
		now := d.o.Now()
		return now.Sub(at) >= troubleGap || now.Before(at)
	}
	if !p.toldByOthers(ctx, n, problem) {
		return true
	}
	p.noteTold(problem) // who told may be gone: where it lasts, this process says so in an hour
	return false
}

// mostDead bounds the dead notices among which is looked for one of the same
// conversation.
const mostDead = 200

// toldByOthers tells whether the release managers heard of this conversation
// from another process, or from this one before it was started again: then a
// notice died there of the same problem, lately.
func (p *pass) toldByOthers(ctx context.Context, n *workflow.Notice, problem string) bool {
	dead, err := p.d.o.Notices.Dead(ctx, mostDead)
	if err != nil {
		return false // told twice is better than not at all
	}
	since := p.d.o.Now().Add(-troubleGap)
	return slices.ContainsFunc(dead, func(o workflow.Notice) bool {
		return o.ID != n.ID && o.Kind != workflow.NoticeTrouble && laneOf(&o) == p.lane && o.Delivery.Problem == problem && o.Delivery.DoneAt.After(since)
	})
}

// noteTold remembers that the release managers heard of this conversation.
func (p *pass) noteTold(problem string) {
	d := p.d
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.troubled) >= mostHeld {
		clear(d.troubled)
	}
	d.troubled[p.lane+" "+problem] = d.o.Now()
}

// tellManagers owes each release manager a notice about a dead one. version
// makes one that dies again after it was sent again another trouble.
func (d *Deliverer) tellManagers(ctx context.Context, n *workflow.Notice, version int64) error {
	managers, err := d.managers(ctx)
	if err != nil {
		return err
	}
	if len(managers) == 0 {
		d.log.Error("there is no release manager who could be told of a notice that cannot be delivered", "id", n.ID)
		return nil
	}
	var out []workflow.Notice
	for _, m := range managers {
		out = append(out, workflow.Notice{
			ID: workflow.TroubleID(fmt.Sprintf("%s@%d", n.ID, version), m), Kind: workflow.NoticeTrouble,
			Person: m, Due: d.o.Now(), Release: n.Release, Window: n.Window, About: n.ID,
		})
	}
	if err := d.o.Notices.Add(ctx, out); err != nil {
		return err
	}
	d.Wake()
	return nil
}

// managers resolves the role of release managers: people and groups, else the
// workspace's admins where the policy says so.
func (d *Deliverer) managers(ctx context.Context) ([]workflow.PersonID, error) {
	policy, err := d.o.Desk.Policy(ctx)
	if err != nil {
		return nil, err
	}
	role := policy.Role(policy.ManagerRole)
	people := slices.Clone(role.People)
	for _, g := range role.Groups {
		members, err := d.o.Directory.Group(ctx, g)
		if err != nil && workflow.CodeOf(err) != workflow.CodeNotFound {
			return nil, err
		}
		people = append(people, members...)
	}
	out, err := d.active(ctx, people)
	if err != nil || len(out) > 0 || !role.Admins {
		return out, err
	}
	admins, err := d.o.Directory.Admins(ctx)
	if err != nil {
		return nil, err
	}
	return d.active(ctx, admins)
}

// active leaves out deactivated people, bots and repetitions.
func (d *Deliverer) active(ctx context.Context, people []workflow.PersonID) ([]workflow.PersonID, error) {
	var out []workflow.PersonID
	for _, id := range people {
		if slices.Contains(out, id) {
			continue
		}
		person, err := d.o.Directory.Person(ctx, id)
		switch {
		case workflow.CodeOf(err) == workflow.CodeNotFound:
		case err != nil:
			return nil, err
		case !person.Deactivated && !person.Bot:
			out = append(out, id)
		}
	}
	return out, nil
}
