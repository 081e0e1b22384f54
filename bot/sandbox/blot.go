package sandbox

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// What must not stand in the traffic log, which people look at together, copy
// and send around: the apps' tokens and signing secrets, anything that looks
// like a token of Slack's, and the part of a URL or trigger that makes it work
// (response URLs, upload URLs, tickets of sockets).

// slackToken is what Slack's own tokens look like: somebody may have given a
// sandbox a real one by mistake.
var slackToken = regexp.MustCompile(`xox[a-z](?:\.[a-z]+)?-[A-Za-z0-9-]{8,}|xapp-[A-Za-z0-9-]{8,}`)

// secretsOf are the secrets of a configuration as they may stand in JSON, the
// longest first, so that one which begins like another is blotted out whole.
func secretsOf(cfg Config) [][]byte {
	var out [][]byte
	for _, a := range cfg.Apps {
		for _, s := range []string{a.BotToken, a.AppToken, a.SigningSecret} {
			if s == "" {
				continue
			}
			out = append(out, []byte(s))
			if escaped := strings.Trim(string(mustJSON(s)), `"`); escaped != s {
				out = append(out, []byte(escaped))
			}
		}
	}
	slices.SortStableFunc(out, func(a, b []byte) int { return cmp.Compare(len(b), len(a)) })
	return out
}

// blot gives a body without its secrets; raw itself stays as it is.
func blot(raw []byte, secrets [][]byte) []byte {
	if slices.ContainsFunc(secrets, func(s []byte) bool { return bytes.Contains(raw, s) }) {
		var pairs []string
		for _, s := range secrets {
			pairs = append(pairs, string(s), "[secret]")
		}
		raw = []byte(strings.NewReplacer(pairs...).Replace(string(raw))) // in one go: a secret may be part of the word secret
	}
	if bytes.Contains(raw, []byte("xox")) || bytes.Contains(raw, []byte("xapp-")) {
		raw = slackToken.ReplaceAll(raw, []byte("[secret]"))
	}
	return shortenKeys(raw)
}

// keyLength is the length of what secret makes, keyShown what stays of it, so
// that two of them can still be told apart.
const (
	keyLength = 32
	keyShown  = 6
)

// shortenKeys cuts every run of exactly 32 hex digits to its first six.
func shortenKeys(raw []byte) []byte {
	var out []byte
	kept := 0
	for i := 0; i < len(raw); {
		if !isHex(raw[i]) {
			i++
			continue
		}
		end := i
		for end < len(raw) && isHex(raw[end]) {
			end++
		}
		if end-i == keyLength {
			out = append(append(out, raw[kept:i+keyShown]...), "…"...)
			kept = end
		}
		i = end
	}
	if kept == 0 {
		return raw
	}
	return append(out, raw[kept:]...)
}

func isHex(c byte) bool { return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' }
