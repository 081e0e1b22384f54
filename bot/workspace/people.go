package workspace

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"drumbeat/workflow"
)

// members is what the list of members told: the admins, and whether everybody
// was on the pages read.
type members struct {
	admins   []workflow.PersonID
	complete bool
}

const (
	memberPage  = 1000
	firstPages  = 2   // read for a question about one person
	allPages    = 200 // read for the admins
	firstMember = "first pages"
)

// Person returns somebody. CodeNotFound for an id that Slack does not know, or
// does not show to the bot.
func (d *Directory) Person(ctx context.Context, id workflow.PersonID) (workflow.Person, error) {
	if id == "" || id == workflow.System {
		return workflow.Person{}, unknown(nil, "Nobody in this workspace has the id %q.", string(id))
	}
	return d.people.get(ctx, string(id), func(ctx context.Context) (workflow.Person, error) {
		d.learnMembers(ctx)
		if p, ok := d.learned(id); ok {
			return p, nil
		}
		u, err := d.api.GetUserInfoContext(ctx, string(id))
		switch slackSays(err) {
		case "user_not_found", "user_not_visible", "users_not_found":
			return workflow.Person{}, unknown(err, "Nobody in this workspace has the id %q.", string(id))
		}
		if err != nil {
			return workflow.Person{}, fmt.Errorf("users.info: %w", err)
		}
		return person(u), nil
	})
}

// learned gives a person that the list of members told of just now.
func (d *Directory) learned(id workflow.PersonID) (workflow.Person, bool) {
	d.people.mu.Lock()
	defer d.people.mu.Unlock()
	a, ok := d.people.kept[string(id)]
	return a.value, ok && a.none == nil && a.retry.IsZero() && d.people.young(a, d.now())
}

// learnMembers reads the first pages of the members, so that one request
// answers the questions about everybody that a click asks one by one. A failure
// costs nothing: the question is then asked for the one person.
func (d *Directory) learnMembers(ctx context.Context) {
	_, err := d.members.get(ctx, firstMember, func(ctx context.Context) (members, error) {
		return d.readMembers(ctx, firstPages)
	})
	if err != nil {
		d.log.Debug("members not listed, asking one by one", "error", err)
	}
}

// Admins returns the workspace's admins and owners who are active, sorted by id.
func (d *Directory) Admins(ctx context.Context) ([]workflow.PersonID, error) {
	m, err := d.members.get(ctx, the, func(ctx context.Context) (members, error) {
		return d.readMembers(ctx, allPages)
	})
	if err != nil {
		return nil, err
	}
	return slices.Clone(m.admins), nil
}

func (d *Directory) readMembers(ctx context.Context, pages int) (members, error) {
	var m members
	list := d.api.GetUsersPaginated(slack.GetUsersOptionLimit(memberPage))
	for range pages {
		next, err := list.Next(ctx)
		if list.Done(err) {
			m.complete = true
			break
		}
		if err != nil {
			return members{}, fmt.Errorf("users.list: %w", err)
		}
		list = next
		for i := range list.Users {
			p := person(&list.Users[i])
			d.people.put(string(p.ID), p)
			if p.Admin && !p.Deactivated && !p.Bot {
				m.admins = append(m.admins, p.ID)
			}
		}
		if list.Cursor == "" {
			m.complete = true
			break
		}
	}
	slices.Sort(m.admins)
	return m, nil
}

// person reads Slack's user. A name that is empty or of spaces only falls back
// to the next: display name, real name, handle, id.
func person(u *slack.User) workflow.Person {
	name := u.ID
	for _, n := range []string{u.Profile.DisplayName, u.Profile.RealName, u.RealName, u.Name} {
		if n = strings.TrimSpace(n); n != "" {
			name = n
			break
		}
	}
	return workflow.Person{
		ID: workflow.PersonID(u.ID), Name: name, Zone: u.TZ, Locale: localeOf(u.Locale),
		Admin: u.IsAdmin || u.IsOwner || u.IsPrimaryOwner, Deactivated: u.Deleted,
		Bot: u.IsBot || u.ID == "USLACKBOT",
	}
}

// Forget makes Drumbeat ask about a person again, for when Slack says that
// something about them changed.
func (d *Directory) Forget(id workflow.PersonID) { d.people.expire(string(id)) }
