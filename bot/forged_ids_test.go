package bot_test

import (
	"net/http"
	"strconv"
	"strings"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// foreignOnes is what is of another workspace or for another app.
func foreignOnes() []forgery {
	var out []forgery
	const members, app = "Only members of the workspace", "another app's address"
	add := func(name, says string, change func(f *forger, p map[string]any)) {
		out = append(out, forgery{name: name, says: says, status: []int{200}, beside: likeClick, make: func(f *forger) *http.Request {
			return f.but(f.approves(), func(p map[string]any) { change(f, p) })
		}})
	}
	user := func(p map[string]any) map[string]any { return p["user"].(map[string]any) }
	add("another workspace", members, func(f *forger, p map[string]any) { p["team"] = map[string]any{"id": "T" + strings.ToUpper(f.hex(8))} })
	add("a person of another workspace", members, func(f *forger, p map[string]any) { user(p)["team_id"] = "T" + strings.ToUpper(f.hex(8)) })
	add("no workspace", members, func(_ *forger, p map[string]any) { delete(p, "team"); delete(user(p), "team_id") })
	add("a workspace of another organisation", members, func(f *forger, p map[string]any) {
		p["team"], p["enterprise"] = nil, map[string]any{"id": "E" + strings.ToUpper(f.hex(8))}
		user(p)["team_id"] = "T" + strings.ToUpper(f.hex(8))
	})
	add("another app", app, func(f *forger, p map[string]any) { p["api_app_id"] = "A" + strings.ToUpper(f.hex(8)) })
	add("no app", app, func(_ *forger, p map[string]any) { delete(p, "api_app_id") })
	out = append(out, forgery{name: "a view of another app", says: app, status: []int{200}, beside: likeForm, make: func(f *forger) *http.Request {
		p := f.submission(eva, action.ReasonModal, f.reason(workflow.ActReject))
		p["view"].(map[string]any)["app_id"] = "A" + strings.ToUpper(f.hex(8))
		return f.but(p, func(map[string]any) {})
	}}, forgery{name: "a command of another workspace or app", says: "", status: []int{200}, beside: likeCommand, make: func(f *forger) *http.Request {
		body := f.commandBody(ines, "request Forged")
		return f.signed("/slack/commands", []string{strings.ReplaceAll(body, teamID, "T0OTHER"), strings.ReplaceAll(body, appID, "A0OTHER"), strings.ReplaceAll(body, "team_id", "no_id")}[f.rnd.IntN(3)])
	}})
	return out
}

// reason is the metadata of a reason modal for the release.
func (f *forger) reason(a workflow.Action) string {
	raw, _ := action.Modal{Release: f.release.Number, Revision: f.release.Revision, Action: a}.Metadata()
	return raw
}

// submission sends a modal off with a reason and a title in it.
func (f *forger) submission(by workflow.PersonID, callback, metadata string) map[string]any {
	input := func(field workflow.Field, typed string) map[string]any {
		return map[string]any{"type": "input", "block_id": string(field), "element": map[string]any{"type": "plain_text_input", "action_id": "any", "initial_value": typed}}
	}
	p := f.base("view_submission", by)
	blocks := []any{input(workflow.FieldReason, "Because."), input(workflow.FieldTitle, "Another title")}
	p["view"] = filled("V"+strings.ToUpper(f.hex(10)), map[string]any{"callback_id": callback, "private_metadata": metadata, "blocks": blocks}, nil)
	return p
}

// forgedIDs is what carries ids, values and metadata that Drumbeat did not
// write, or wrote for somebody else.
func forgedIDs() []forgery {
	const strange, gone, form = "not one of ours", "does not know this", "not one of ours"
	var out []forgery
	click := func(name, says string, make func(f *forger) (id, value string)) {
		out = append(out, forgery{name: name, says: says, status: []int{200}, beside: likeClick, make: func(f *forger) *http.Request {
			id, value := make(f)
			return f.but(f.clickPayload(eva, id, value), func(map[string]any) {})
		}})
	}
	submit := func(name, says string, by workflow.PersonID, make func(f *forger) (callback, metadata string)) {
		out = append(out, forgery{name: name, says: says, status: []int{200}, beside: likeForm, make: func(f *forger) *http.Request {
			callback, metadata := make(f)
			return f.but(f.submission(by, callback, metadata), func(map[string]any) {})
		}})
	}
	click("an action that nobody knows", strange, func(f *forger) (string, string) { return "release." + f.hex(8), "n=1&r=1" })
	click("an action that is done by rule", strange, func(f *forger) (string, string) {
		return []string{"release.submit", "release.escalate", "release.roll_forward"}[f.rnd.IntN(3)], "n=1&r=1"
	})
	click("a value that is none", strange, func(f *forger) (string, string) {
		return "release.approve", []string{"", "n=0", "n=-1", "n=1&n=2", "n=1&by=U0ROSA", "n=1e3", "n=%zz", "n=99999999999999999999", "n=1;r=1", "n=1&r=+1", "n=1&x=", "a=release.reject&n=1", strings.Repeat("n", 3000)}[f.rnd.IntN(13)]
	})
	click("a value of bytes at random", strange, func(f *forger) (string, string) { return "release.approve", f.junk(1 + f.rnd.IntN(500)) })
	click("another release, which is not there", "There is no REL-", func(f *forger) (string, string) {
		return "release.approve", "n=" + strconv.Itoa(2+f.rnd.IntN(1<<30)) + "&r=1"
	})
	click("another revision", "at revision 1 now", func(f *forger) (string, string) {
		return "release.approve", "n=1&r=" + strconv.Itoa(2+f.rnd.IntN(1000))
	})
	click("a briefing of nobody", "", func(f *forger) (string, string) {
		return action.Read, []string{"f=" + f.hex(4) + "&w=regular%3A2026-11-24T06%3A00Z", "f=help-desk&w=" + f.hex(6) + "%3A2026-11-24T06%3A00Z", "f=help-desk&w=regular%3A1999-01-01T00%3A00Z", "f=help-desk&w=emergency%3AREL-" + strconv.Itoa(2+f.rnd.IntN(1e6))}[f.rnd.IntN(4)]
	})
	click("a notice sent again by who may not", "Only a release manager", func(f *forger) (string, string) { return action.RetryNotice, "i=" + f.hex(20) })
	click("a command hidden in a button", "", func(f *forger) (string, string) {
		return action.Again, "c=" + []string{"menu.command", "approve+1", "show+" + f.hex(5), "%00"}[f.rnd.IntN(4)]
	})
	click("somebody else's rights in the value", "may not", func(*forger) (string, string) {
		id := action.ReleaseID(workflow.ActTriage)
		return id, "n=1&r=1"
	})
	out[len(out)-1].says = "REL-1" // who asks for what is not theirs is told where it stands
	submit("a modal that nobody knows", "", eva, func(f *forger) (string, string) { return "modal." + f.hex(6), f.reason(workflow.ActReject) })
	submit("metadata that is none", form, eva, func(f *forger) (string, string) {
		return []string{action.ReasonModal, action.FormModal, action.MoveModal}[f.rnd.IntN(3)], []string{"", "null", "[]", "{}", "1", f.junk(40), `{"v":1}`, `{"v":2,"n":1,"a":"reject"}`, `{"v":1,"n":1,"a":"reject"} x`}[f.rnd.IntN(9)]
	})
	submit("metadata of 100 KB", form, eva, func(f *forger) (string, string) {
		return action.ReasonModal, `{"v":1,"n":1,"a":"reject","s":"` + strings.Repeat("x", 100_000+f.rnd.IntN(1000)) + `"}`
	})
	out[len(out)-1].beside = likeLong
	submit("metadata that names a person", form, lena, func(f *forger) (string, string) {
		return action.ReasonModal, strings.TrimSuffix(f.reason(workflow.ActReject), "}") + `,"` + []string{"by", "user", "actor", "requester", "role"}[f.rnd.IntN(5)] + `":"U0ROSA"}`
	})
	submit("metadata of another's modal", "may not", lena, func(f *forger) (string, string) {
		return action.ReasonModal, f.reason([]workflow.Action{workflow.ActReject, workflow.ActAskChanges, workflow.ActWithdraw}[f.rnd.IntN(3)])
	})
	submit("metadata of another release", "There is no REL-", eva, func(f *forger) (string, string) {
		raw, _ := action.Modal{Release: workflow.Number(2 + f.rnd.IntN(1e6)), Revision: 1, Action: workflow.ActReject}.Metadata()
		return action.ReasonModal, raw
	})
	submit("metadata of another revision", "has changed since", eva, func(f *forger) (string, string) {
		raw, _ := action.Modal{Release: 1, Revision: 2 + f.rnd.IntN(1e6), Action: workflow.ActReject}.Metadata()
		return action.ReasonModal, raw
	})
	submit("metadata for an action that asks nothing", form, eva, func(*forger) (string, string) {
		return action.ReasonModal, `{"v":1,"n":1,"r":1,"a":"approve"}`
	})
	submit("metadata of a form for another's release", "may not", lena, func(f *forger) (string, string) {
		raw, _ := action.Modal{Release: 1, Revision: 1, Mode: action.Edit}.Metadata()
		return action.FormModal, raw
	})
	out = append(out, forgery{name: "a shortcut that nobody knows", says: gone, status: []int{200}, beside: likeClick, make: func(f *forger) *http.Request {
		p := f.base("shortcut", ines)
		p["callback_id"], p["response_url"] = f.hex(12), f.slack.URL+"/response/click"
		return f.but(p, func(map[string]any) {})
	}}, forgery{name: "a command that nobody knows", says: "listens to /release", status: []int{200}, beside: likeCommand, make: func(f *forger) *http.Request {
		return f.signed("/slack/commands", strings.ReplaceAll(f.commandBody(ines, "help"), "%2Frelease", "%2F"+f.hex(6)))
	}}, forgery{name: "keys that come twice", says: "may not", status: []int{200}, beside: likeClick, make: func(f *forger) *http.Request {
		raw := mustText(f.approves())
		return f.payload(strings.TrimSuffix(raw, "}") + `,"user":{"id":"U0LENA","team_id":"` + teamID + `"}}`)
	}}, forgery{name: "an answer to be posted elsewhere", says: "", status: []int{503}, beside: likeClick, make: func(f *forger) *http.Request {
		p := f.clickPayload(eva, "release.nothing", "n=1")
		p["response_url"] = []string{"https://evil.example/x", "http://169.254.169.254/latest/", "file:///etc/passwd", "https://hooks.slack.com/services/T1/B1/x", "http://127.0.0.1:1/", f.junk(20)}[f.rnd.IntN(6)]
		return f.but(p, func(map[string]any) {})
	}})
	return out
}
