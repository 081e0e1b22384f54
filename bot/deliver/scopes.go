package deliver

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// promises are the scopes that delivery uses, and what is weaker without each.
var promises = []struct{ scope, without string }{
	{"chat:write", "Nothing can be posted at all."},
	{"im:write", "Nobody can be sent a direct message: approvers are not asked, requesters hear nothing."},
	{"channels:history", "After a time-out a message in a public channel may be posted twice."},
	{"groups:history", "After a time-out a message in a private channel may be posted twice."},
	{"im:history", "After a time-out a direct message may be sent twice."},
}

// CheckScopes asks Slack which scopes the bot's token has and returns a
// sentence for each promise of delivery that is weaker for want of one, and
// logs it. None where Slack does not say. It also proves that the token is
// accepted: the error is Slack's.
func (d *Deliverer) CheckScopes(ctx context.Context) ([]string, error) {
	ctx, cancel := d.bounded(ctx)
	defer cancel()
	who, err := d.o.API.AuthTestContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("auth.test: %w", err)
	}
	given := strings.FieldsFunc(who.Header.Get("X-OAuth-Scopes"), func(r rune) bool { return r == ',' || r == ' ' })
	if len(given) == 0 {
		return nil, nil
	}
	var weaker []string
	for _, p := range promises {
		if !slices.Contains(given, p.scope) {
			weaker = append(weaker, fmt.Sprintf("The scope %s is missing. %s Add it to the app and install it again.", p.scope, p.without))
			d.log.Warn("a scope is missing", "scope", p.scope, "without_it", p.without)
		}
	}
	return weaker, nil
}
