package deliver

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"drumbeat/workflow"
)

// answer is what became of one call to Slack.
type answer int

const (
	accepted answer = iota
	limited         // told to come back later; nothing happened
	refused         // nothing happened; worth trying again a number of times
	away            // nothing happened: Slack is out of reach; worth trying for ever
	hopeless        // nothing happened, and will not until somebody mends it
	locked          // our token is not accepted: nothing at all can be delivered
	barred          // our token may not do this: nothing of the kind can be delivered
	missing         // the message to edit is not there
	silent          // nobody knows whether it happened
)

// noRetryAfter is how long to wait where Slack limits without saying how long.
const noRetryAfter = 30 * time.Second

// Slack's words, by what they mean for a message. What is in no list is refused
// and given up after a number of tries.
var (
	saysLater    = []string{"ratelimited", "rate_limited", "message_limit_exceeded"}
	saysAway     = []string{"service_unavailable", "request_timeout"}
	saysLocked   = []string{"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "org_login_required", "ekm_access_denied", "accesslimited", "team_added_to_org"}
	saysBarred   = []string{"missing_scope", "not_allowed_token_type"}
	saysMaybe    = []string{"fatal_error", "internal_error"} // some of it may have happened, Slack says of these
	saysHopeless = []string{
		"channel_not_found", "is_archived", "is_inactive", "not_in_channel", "no_permission", "access_denied",
		"restricted_action", "restricted_action_read_only_channel", "restricted_action_thread_only_channel", "restricted_action_non_threadable_channel", "restricted_action_thread_locked",
		"posting_to_channel_denied", "channel_is_limited_access", "method_not_supported_for_channel_type", "messages_tab_disabled", "app_access_restricted", "send_on_behalf_not_allowed",
		"user_not_found", "users_not_found", "user_not_visible", "user_disabled", "cannot_dm_bot", "invalid_user_combination", "cant_update_message", "edit_window_closed", "block_mismatch",
		"invalid_blocks", "invalid_blocks_format", "msg_too_long", "msg_blocks_too_long", "no_text", "too_many_attachments", "invalid_arguments",
		"invalid_metadata_format", "invalid_metadata_schema", "metadata_too_large", "metadata_must_be_sent_from_app",
		"unknown_method", "team_access_not_granted", "enterprise_is_restricted",
	}
)

// read says what an error of slack-go means, how long Slack asks to wait, and
// the problem in Slack's words.
func read(err error) (a answer, after time.Duration, problem string) {
	if err == nil {
		return accepted, 0, ""
	}
	var limit *slack.RateLimitedError
	var status slack.StatusCodeError
	var says slack.SlackErrorResponse
	switch {
	case errors.As(err, &limit):
		return limited, max(limit.RetryAfter, time.Second), "ratelimited"
	case errors.As(err, &says):
		return word(says.Err)
	case errors.As(err, &status):
		return byStatus(status.Code)
	case workflow.CodeOf(err) == workflow.CodeNotFound:
		return hopeless, 0, "channel_not_found"
	case notSent(err):
		return away, 0, "slack_unreachable"
	}
	return silent, 0, "no_answer"
}

func word(says string) (answer, time.Duration, string) {
	switch {
	case slices.Contains(saysLater, says):
		return limited, noRetryAfter, says
	case slices.Contains(saysAway, says):
		return away, 0, says
	case slices.Contains(saysLocked, says):
		return locked, 0, says
	case slices.Contains(saysBarred, says):
		return barred, 0, says
	case slices.Contains(saysMaybe, says):
		return silent, 0, says
	case slices.Contains(saysHopeless, says):
		return hopeless, 0, says
	case says == "message_not_found":
		return missing, 0, says
	}
	return refused, 0, says
}

func byStatus(code int) (answer, time.Duration, string) {
	problem := "http_" + http.StatusText(code)
	switch {
	case code == http.StatusTooManyRequests:
		return limited, noRetryAfter, "ratelimited"
	case code >= 500:
		return silent, 0, problem
	}
	return refused, 0, problem
}

// notSent recognises the failures that happen before a request left: no address,
// no connection, no encryption that can be trusted.
func notSent(err error) bool {
	var dns *net.DNSError
	var op *net.OpError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	var cert *tls.CertificateVerificationError
	switch {
	case errors.As(err, &dns), errors.As(err, &record), errors.As(err, &cert):
		return true
	case errors.As(err, &alert): // a server that refuses the handshake; later ones end a connection in use
		return strings.Contains(err.Error(), "handshake")
	}
	return errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect")
}

// errNotFound says that the conversation was not found out, so nothing was sent.
var errNotFound = errors.New("conversation not found out")

// errClaimEnded says that nothing was sent because the time to send was over.
var errClaimEnded = errors.New("the claim has ended")

// storeAway tells whether an error says that the store, or the directory behind
// Slack, did not answer: nothing is wrong with the notice.
func storeAway(err error) bool {
	switch workflow.CodeOf(err) {
	case workflow.CodeNotSaved, workflow.CodeUnknown:
		return true
	}
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
