package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
	"drumbeat/workflow/settings"
)

// PolicyChange is one change of the policy by a person.
type PolicyChange struct {
	By      workflow.PersonID
	Why     string                       // kept with the version
	Request string                       // id of the request; its copy has no second effect
	Base    int                          // the version it was made from; 0: whichever is in force
	Own     bool                         // it concerns nobody but By (an absence): no release manager is needed
	Apply   func(*workflow.Policy) error // makes the change; may be called again with a newer version
}

// PolicySaved is what a change of the policy did.
type PolicySaved struct {
	Policy workflow.Policy
	Copy   bool // it was done by this very request, of which this is a copy; nothing changed now
}

// mostPolicyRequests bounds the ids of requests that a version remembers.
const mostPolicyRequests = 30

// ChangePolicy stores the next version of the policy: the newest one with a
// change. Every error is a [*workflow.Error] with a sentence for the person:
//
//   - CodeDenied: By is no release manager, and who is;
//   - CodeInvalid: there is no reason why, Apply refused, the policy would have
//     a problem that it did not have, or names a channel that Drumbeat is not in;
//   - CodeConflict: another version than Base is in force, and who saved it;
//   - CodeNotSaved, CodeUnknown: the store did not answer.
func (d *Desk) ChangePolicy(ctx context.Context, c PolicyChange) (PolicySaved, error) {
	b, err := d.bench(ctx)
	if err != nil {
		return PolicySaved{}, err
	}
	if managers := b.members[b.policy.ManagerRole]; !c.Own && !slices.Contains(managers, c.By) {
		return PolicySaved{}, workflow.Refuse(workflow.CodeDenied, "Only a release manager can change the settings: %s.", d.list(ctx, managers))
	}
	if err := checkWhy(c.Why); err != nil {
		return PolicySaved{}, err
	}
	var doubt error // of a version that may have been stored; it is looked for by the request's id
	for range tries {
		p, err := d.store.Policies.Current(ctx)
		switch {
		case err != nil && doubt != nil:
			return PolicySaved{}, doubt
		case err != nil:
			return PolicySaved{}, err
		case c.Request != "" && slices.Contains(p.Requests, c.Request):
			d.remember(p)
			return PolicySaved{Policy: p, Copy: doubt == nil}, nil
		case c.Base != 0 && p.Version != c.Base:
			return PolicySaved{}, d.overtaken(ctx, p)
		}
		before, err := d.store.Policies.Get(ctx, p.Version) // Apply may change what the two share
		if err != nil {
			return PolicySaved{}, err
		}
		if err := c.Apply(&p); err != nil {
			return PolicySaved{}, err
		}
		if wrong := settings.NewProblems(&before, &p); len(wrong) > 0 {
			return PolicySaved{}, workflow.Refuse(workflow.CodeInvalid, "%s", wrong[0].Sentence)
		}
		if err := d.channelsOf(ctx, &before, &p); err != nil {
			return PolicySaved{}, err
		}
		p.SavedBy, p.Why = c.By, strings.TrimSpace(c.Why)
		if c.Request != "" {
			p.Requests = append(p.Requests, c.Request)
			p.Requests = p.Requests[max(0, len(p.Requests)-mostPolicyRequests):]
		}
		saved, err := d.SavePolicy(ctx, p)
		switch code := workflow.CodeOf(err); {
		case err == nil:
			d.wake()
			return PolicySaved{Policy: saved}, nil
		case code == workflow.CodeUnknown && c.Request != "":
			doubt = err
		case code == workflow.CodeConflict:
		case doubt != nil:
			return PolicySaved{}, doubt
		default:
			return PolicySaved{}, err
		}
	}
	if doubt != nil {
		return PolicySaved{}, doubt
	}
	return PolicySaved{}, workflow.Refuse(workflow.CodeConflict, "Several people changed the settings at the same moment. Nothing of yours was saved; try once more.")
}

func checkWhy(why string) error {
	n := len([]rune(strings.TrimSpace(why)))
	s := ""
	switch {
	case n == 0:
		s = "Say why: it is kept with the version of the settings."
	case n > policy.MaxText:
		s = fmt.Sprintf("The reason has %d characters; at most %d fit. Please shorten it.", n, policy.MaxText)
	default:
		return nil
	}
	return &workflow.Error{Code: workflow.CodeInvalid, Message: s, Fields: map[workflow.Field]string{workflow.FieldReason: s}}
}

// overtaken says who saved the version that came first.
func (d *Desk) overtaken(ctx context.Context, p workflow.Policy) error {
	who := d.Name(ctx, p.SavedBy)
	if who == "" {
		who = "Somebody"
	}
	return workflow.Refuse(workflow.CodeConflict, "%s saved version %d of the settings meanwhile (%s). Nothing of yours was saved yet; look at it and save again.", who, p.Version, clip(p.Why, 200))
}

func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
