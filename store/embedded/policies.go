package embedded

import (
	"context"
	"database/sql"
	"fmt"

	"drumbeat/workflow"
)

type policies struct{ s *Store }

const currentQuery = "SELECT version, doc FROM policies ORDER BY version DESC LIMIT 1"

func (p policies) Current(ctx context.Context) (workflow.Policy, error) {
	return p.read(ctx, "get policy", currentQuery)
}

func (p policies) Get(ctx context.Context, version int) (workflow.Policy, error) {
	return p.read(ctx, "get policy", "SELECT version, doc FROM policies WHERE version = ?", version)
}

func (p policies) read(ctx context.Context, name, query string, args ...any) (workflow.Policy, error) {
	var (
		found  bool
		policy workflow.Policy
	)
	err := p.s.query(ctx, name, query, args, func(rows *sql.Rows) error {
		var (
			version int
			text    sql.RawBytes
		)
		if err := rows.Scan(&version, &text); err != nil {
			return err
		}
		d, err := decode[workflow.PolicyDocument](text)
		if err == nil {
			policy, err = d.Policy()
		}
		found, policy.Version = true, version
		return named(fmt.Sprintf("version %d of the policy", version), err)
	})
	if err == nil && !found {
		err = missing("such version of the policy")
	}
	return policy, err
}

func (p policies) Save(ctx context.Context, policy workflow.Policy) (workflow.Policy, error) {
	const name = "save policy"
	policy.Version++
	d := policy.Document()
	doc, err := encode(d)
	if err != nil {
		return workflow.Policy{}, damaged(name, err)
	}
	err = p.s.writer.write(ctx, name, func(w *writer) error {
		var newest int
		if err := w.row("SELECT coalesce(max(version), 0) FROM policies", nil, &newest); err != nil {
			return err
		}
		if newest != policy.Version-1 {
			return lost("the policy")
		}
		return w.exec("INSERT INTO policies (version, doc) VALUES (?, ?)", policy.Version, doc)
	})
	if err != nil {
		return workflow.Policy{}, err
	}
	return d.Policy()
}
