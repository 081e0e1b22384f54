package sandbox

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"drumbeat/bot/sandbox/blockkit"
)

// Blocks refer to what is outside of them: a picture to a file of the
// workspace, a video to a domain that the app declared, a file input to a
// scope. Shapes say nothing of that, so it is looked at here, in blocks whose
// shapes are right.

// references is what is wrong with the things that an app's blocks refer to. An
// error is a scope that the app does not have.
func (st *state) references(a *app, at string, v any) ([]blockkit.Problem, error) {
	r := referring{st: st, app: a}
	r.look(at, v)
	return r.problems, r.err
}

type referring struct {
	st       *state
	app      *app
	problems []blockkit.Problem
	err      error
}

func (r *referring) look(at string, v any) {
	switch v := v.(type) {
	case []any:
		for i, e := range v {
			r.look(at+"/"+strconv.Itoa(i), e)
		}
	case object:
		r.object(at, v)
		for _, key := range []string{
			"accessory", "actions", "attachments", "blocks", "child_blocks", "element", "elements", "hero_image", "icon", "slack_file",
		} {
			switch e := v[key].(type) {
			case object, []any:
				r.look(at+"/"+key, e)
			}
		}
	}
}

func (r *referring) object(at string, o object) {
	if ref, ok := o["slack_file"].(object); ok && !r.st.pictureFor(r.app, ref) {
		r.fail(at+"/slack_file", "invalid slack file")
	}
	switch o["type"] {
	case "video":
		r.scope("links.embed:write")
		if !r.app.mayEmbed(str(o, "video_url")) {
			r.fail(at+"/video_url", "must be in one of the app's unfurl domains")
		}
	case "file_input":
		r.scope("files:read")
	}
}

func (r *referring) fail(at, message string) {
	if len(r.problems) < blockkit.MaxProblems {
		r.problems = append(r.problems, blockkit.Problem{Message: message, Pointer: at, Code: "failed_constraint"})
	}
}

// scope asks for a scope: block-kit/blocks/video-block wants links.embed:write
// of an app that shows a video, block-kit/block-elements/file-input-element
// files:read of one that asks for files. The error is not documented; here it
// is missing_scope.
func (r *referring) scope(name string) {
	if r.err == nil {
		r.err = needScope([]string{name}, r.app.cfg.Scopes)
	}
}

// mayEmbed reports whether an address is in one of the app's unfurl domains or
// below it.
func (a *app) mayEmbed(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	host := strings.ToLower(u.Hostname())
	return slices.ContainsFunc(a.cfg.UnfurlDomains, func(domain string) bool {
		domain = strings.ToLower(domain)
		return host == domain || strings.HasSuffix(host, "."+domain)
	})
}

// maxUnfurlDomains is Slack's limit (reference/app-manifest, unfurl_domains).
const maxUnfurlDomains = 5

var domainPattern = regexp.MustCompile(`^[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)+$`)

// checkDomains refuses what is no domain in an app's configuration.
func checkDomains(path string, domains []string, k *check) {
	k.need(len(domains) <= maxUnfurlDomains, path, "at most %d", maxUnfurlDomains)
	for i, d := range domains {
		k.need(domainPattern.MatchString(d), path+"["+strconv.Itoa(i)+"]", "%q must be a domain such as example.com, without https://", d)
	}
}
