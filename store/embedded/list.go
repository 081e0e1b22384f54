package embedded

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"drumbeat/workflow"
)

// usualLimit is how many releases a list has where nothing else was asked for.
const usualLimit = 100

func (p releases) List(ctx context.Context, f workflow.ReleaseFilter) ([]workflow.Release, error) {
	query, args, none := listQuery(f)
	if none {
		return nil, ctxError(ctx, "list releases")
	}
	return p.read(ctx, "list releases", query, args...)
}

// ctxError is the answer of a read that needs no looking up.
func ctxError(ctx context.Context, name string) error {
	if err := ctx.Err(); err != nil {
		return unread(name, err)
	}
	return nil
}

// listQuery builds the statement of a filter, so that one index leads to the
// rows in order of their numbers and the limit ends the walk: numbers, the origin,
// who is waited for, the window, the requester, what was merged into one release,
// what depends on one, and the system are each narrow enough to walk; a
// filter by states alone takes a walk for each state and merges them, so that the
// few that are going live are not looked for among all that wait. none tells that the
// filter contradicts itself.
func listQuery(f workflow.ReleaseFilter) (query string, args []any, none bool) {
	states := slices.Compact(slices.Sorted(slices.Values(f.States)))
	if f.Open {
		states = slices.DeleteFunc(states, workflow.State.Final)
	}
	if len(f.States) > 0 && len(states) == 0 {
		return "", nil, true
	}
	open := f.Open || (len(states) > 0 && !slices.ContainsFunc(states, workflow.State.Final))
	limit := f.Limit
	if limit <= 0 {
		limit = usualLimit
	}
	alone := f.Numbers == nil && f.Origin == "" && f.Waiting == "" && f.Window == "" && f.Requester == "" && f.System == "" && f.Merged == 0 && f.Needs == 0
	if alone && len(states) > 0 {
		query, args = mergeStates(states, f.Before, limit)
		return query, args, false
	}

	var where []string
	add := func(condition string, arg ...any) { where, args = append(where, condition), append(args, arg...) }
	from := "releases"
	switch {
	case f.Numbers != nil:
		numbers, _ := json.Marshal(f.Numbers) // a list of integers has a text
		add("number IN (SELECT value FROM json_each(?))", string(numbers))
	case f.Waiting != "":
		from = "waiting CROSS JOIN releases USING (number)"
	}
	if f.Waiting != "" && f.Numbers != nil {
		add("EXISTS (SELECT 1 FROM waiting w WHERE w.person = ? AND w.number = releases.number)", string(f.Waiting))
	} else if f.Waiting != "" {
		add("waiting.person = ?", string(f.Waiting))
	}
	if f.Origin != "" {
		add("origin = ? AND origin <> ''", f.Origin)
	}
	if f.Window != "" {
		add("window = ? AND window <> ''", string(f.Window))
	}
	if f.Requester != "" {
		add("requester = ?", string(f.Requester))
	}
	if f.Needs != 0 {
		add("number IN (SELECT number FROM needs WHERE needed = ?)", int(f.Needs))
	}
	if f.Merged != 0 {
		add("merged = ? AND merged <> 0", int(f.Merged))
	}
	if f.System != "" {
		// The plus keeps the planner to what is narrower than a system, where there is such.
		narrow := f.Numbers != nil || f.Waiting != "" || f.Origin != "" || f.Window != "" || f.Merged != 0 || f.Needs != 0 || f.Requester != ""
		add(map[bool]string{true: "+system = ?", false: "system = ?"}[narrow], f.System)
	}
	if open {
		add("open = 1")
	}
	if len(states) > 0 {
		// The plus keeps the planner from the index by state: the rows are few already.
		add("+state IN ("+marks(len(states))+")", texts(states)...)
	}
	if f.Before > 0 {
		add("number < ?", int(f.Before))
	}
	query = "SELECT " + releaseColumns + " FROM " + from
	if len(where) > 0 {
		query += " WHERE " + strings.Join(where, " AND ")
	}
	return query + " ORDER BY number DESC LIMIT +?", append(args, limit), false
}

// mergeStates walks the index of each state up to the limit, and takes the
// newest of what was found.
func mergeStates(states []workflow.State, before workflow.Number, limit int) (string, []any) {
	var (
		walks []string
		args  []any
	)
	for _, s := range states {
		walk := "SELECT number FROM releases WHERE state = ?"
		args = append(args, string(s))
		if before > 0 {
			walk += " AND number < ?"
			args = append(args, int(before))
		}
		walks = append(walks, "SELECT number FROM ("+walk+" ORDER BY number DESC LIMIT +?)")
		args = append(args, limit)
	}
	query := "SELECT " + releaseColumns + " FROM releases WHERE number IN (" + strings.Join(walks, " UNION ALL ") + ") ORDER BY number DESC LIMIT +?"
	return query, append(args, limit)
}

func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

func texts[S ~string](in []S) []any {
	out := make([]any, len(in))
	for i, v := range in {
		out[i] = string(v)
	}
	return out
}
