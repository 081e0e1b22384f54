package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// Standing is how the bot stands with Slack, learned from every answer: whether
// the bot's token is accepted, and what it may do.
//
// It mends itself: a token that was revoked, or a scope that was missing, is
// found to be well again by the first call that Slack takes.
type Standing struct {
	log *slog.Logger

	mu      sync.Mutex
	asked   bool              // Slack has answered something
	locked  string            // Slack's word for why the token is not accepted; empty: it is
	scopes  []string          // what Slack says the token may do; nil: not said
	refused map[string]string // methods that were refused for want of a scope, with the scope
}

// tokenAdvice says what mends a refusal of the bot's token, in Slack's words
// (docs.slack.dev/reference/methods, "Errors" of any method).
var tokenAdvice = map[string]string{
	"invalid_auth":           "it is not a token of Slack's: set DRUMBEAT_SLACK_BOT_TOKEN to the Bot User OAuth Token that the app's page “OAuth & Permissions” shows; it starts with xoxb-",
	"not_authed":             "no token arrived: set DRUMBEAT_SLACK_BOT_TOKEN to the Bot User OAuth Token that the app's page “OAuth & Permissions” shows; it starts with xoxb-",
	"account_inactive":       "the app was removed, or its bot user deactivated: install the app again and set DRUMBEAT_SLACK_BOT_TOKEN to the new token",
	"token_revoked":          "it was revoked: install the app again under “OAuth & Permissions” and set DRUMBEAT_SLACK_BOT_TOKEN to the new token",
	"token_expired":          "it has expired: switch token rotation off in the app's settings, install the app again and set DRUMBEAT_SLACK_BOT_TOKEN to the new token",
	"not_allowed_token_type": "it is not a bot token: set DRUMBEAT_SLACK_BOT_TOKEN to the Bot User OAuth Token; it starts with xoxb-",
	"org_login_required":     "the workspace is being moved to an organisation; Slack lets apps in again when that is done",
	"team_added_to_org":      "the workspace is being moved to an organisation; Slack lets apps in again when that is done",
	"ekm_access_denied":      "the workspace's administrators have suspended access to its messages (Enterprise Key Management); ask them",
	"access_denied":          "the workspace's administrators do not let the app in; ask them",
	"accesslimited":          "Slack limits access to this workspace; ask its administrators",
}

// lockedOut are the words that mean the token itself; the rest of tokenAdvice
// may concern one conversation alone.
func lockedOut(word string) bool {
	return tokenAdvice[word] != "" && word != "access_denied"
}

// methodSocket is called with the app-level token: what Slack says of that is
// told by the socket.
const methodSocket = "apps.connections.open"

// learn notes what an answer says about the token.
func (s *Standing) learn(method string, said said, h http.Header) {
	if method == methodSocket {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = true
	if lockedOut(said.Error) {
		if s.locked != said.Error {
			s.log.Error("slack does not accept the bot's token; nothing can be delivered until it does", "problem", said.Error, "mend", tokenAdvice[said.Error])
		}
		s.locked = said.Error
		return
	}
	if s.locked != "" {
		s.log.Info("slack accepts the bot's token again")
		s.locked = ""
	}
	if given := strings.FieldsFunc(h.Get("X-OAuth-Scopes"), func(r rune) bool { return r == ',' || r == ' ' }); len(given) > 0 && !slices.Equal(given, s.scopes) {
		s.scopes = given
		s.logMissing()
	}
	if said.Error == "missing_scope" {
		if _, known := s.refused[method]; !known {
			if s.refused == nil {
				s.refused = map[string]string{}
			}
			s.refused[method] = said.Needed
			s.log.Error("slack refuses a method for want of a scope", "method", method, "scope", said.Needed, "mend", whereToAdd)
		}
		return
	}
	delete(s.refused, method)
}

const whereToAdd = "add it on the app's page “OAuth & Permissions” under Bot Token Scopes, and install the app again"

// logMissing says, once for what Slack said, which scopes are missing.
func (s *Standing) logMissing() {
	for _, g := range BotScopes {
		if slices.Contains(s.scopes, g.Name) {
			continue
		}
		level := slog.LevelWarn
		if g.Needed {
			level = slog.LevelError
		}
		s.log.Log(context.Background(), level, "a scope is missing", "scope", g.Name, "without_it", g.Without, "mend", whereToAdd)
	}
}

var errNotAsked = errors.New("slack has not answered yet whether it accepts the bot's token")

// Ready says why the bot cannot keep its promises with the token it has, and
// what mends that; nil when it can. A Slack that does not answer is no reason:
// what comes in is stored all the same.
func (s *Standing) Ready() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.locked != "" {
		return fmt.Errorf("slack does not accept the bot's token (%s): %s", s.locked, tokenAdvice[s.locked])
	}
	if !s.asked {
		return errNotAsked
	}
	var missing []string
	for _, g := range BotScopes {
		if g.Needed && s.scopes != nil && !slices.Contains(s.scopes, g.Name) {
			missing = append(missing, fmt.Sprintf("the scope %s is missing: %s", g.Name, g.Without))
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return fmt.Errorf("%s. To mend it: %s", strings.Join(missing, "; "), whereToAdd)
}

// Weaker says, a sentence each, which promises are weaker for want of a scope.
func (s *Standing) Weaker() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for _, g := range BotScopes {
		if !g.Needed && s.scopes != nil && !slices.Contains(s.scopes, g.Name) {
			out = append(out, fmt.Sprintf("The scope %s is missing: %s. To mend it: %s.", g.Name, g.Without, whereToAdd))
		}
	}
	for _, method := range slices.Sorted(maps.Keys(s.refused)) {
		out = append(out, fmt.Sprintf("Slack refuses %s for want of the scope %s. To mend it: %s.", method, s.refused[method], whereToAdd))
	}
	return out
}

// accepted is 1 while the token is accepted, as far as is known.
func (s *Standing) accepted() float64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.locked != "" || !s.asked {
		return 0
	}
	return 1
}

// lacking counts the scopes that are missing.
func (s *Standing) lacking() float64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, g := range BotScopes {
		if s.scopes != nil && !slices.Contains(s.scopes, g.Name) {
			n++
		}
	}
	return float64(n)
}
