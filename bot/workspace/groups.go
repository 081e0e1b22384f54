package workspace

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"drumbeat/workflow"
)

// groups is every enabled user group, by id and by lower-case handle.
type groups map[string][]workflow.PersonID

// Group returns the members of a user group by id ("S012AB3CD") or handle
// ("@quality", with or without the sign, in any case). CodeNotFound for one that
// is not there or is disabled, and for every group where the workspace's plan
// has none.
func (d *Directory) Group(ctx context.Context, group string) ([]workflow.PersonID, error) {
	all, err := d.groups.get(ctx, the, d.readGroups)
	if err != nil {
		return nil, err
	}
	people, ok := all[group]
	if !ok {
		people, ok = all[handle(group)]
	}
	if !ok {
		return nil, unknown(nil, "There is no user group %s in this workspace.", group)
	}
	return slices.Clone(people), nil
}

func (d *Directory) readGroups(ctx context.Context) (groups, error) {
	list, err := d.api.GetUserGroupsContext(ctx, slack.GetUserGroupsOptionIncludeUsers(true))
	if slackSays(err) == "plan_upgrade_required" {
		return groups{}, nil // a free workspace has no groups; roles are then given to people
	}
	if err != nil {
		return nil, fmt.Errorf("usergroups.list: %w", err)
	}
	all := make(groups, 2*len(list))
	for _, g := range list {
		if g.DateDelete != 0 {
			continue
		}
		people := make([]workflow.PersonID, len(g.Users))
		for i, u := range g.Users {
			people[i] = workflow.PersonID(u)
		}
		all[g.ID] = people
		all[handle(g.Handle)] = people
	}
	return all, nil
}

func handle(s string) string { return "@" + strings.ToLower(strings.TrimPrefix(s, "@")) }
