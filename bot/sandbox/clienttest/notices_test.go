package clienttest

import "testing"

// Who comes and goes is a calm line without a face; several who come one after
// the other share one, which opens to tell each.
func TestComingsAndGoings(t *testing.T) {
	b := newBench(t)
	b.act("create", object{"as": "ada", "name": "pier"})
	id := ""
	for _, ch := range b.state("ada").Channels {
		if ch.Name == "pier" {
			id = ch.ID
		}
	}
	b.act("invite", object{"as": "ada", "channel": id, "users": []string{"bram", "dan", "lamp"}})
	b.act("leave", object{"as": "bram", "channel": id})
	b.says("ada", id, "Welcome", "")
	b.act("topic", object{"as": "ada", "channel": id, "topic": "Ships"})
	b.act("join", object{"as": "bram", "channel": id})
	p := b.visit("ada", "pier")
	p.shows("#main .messages", "set the channel topic: Ships")
	p.until(`document.querySelectorAll("#main .notice-line").length === 3 && document.querySelectorAll("#main .notice-line .avatar").length === 0`)
	p.until(`document.querySelector("#main .notice-line summary").innerText === "Ada Moreau, Bram de Wit and 2 others joined, Bram de Wit left"`)
	p.until(`!document.querySelector("#main .notice-line details").open`)
	p.shot("notices")
	p.until(`document.querySelector("#main .notice-line:last-of-type").innerText.startsWith("Bram de Wit has joined the channel")`)
	p.click("#main .notice-line summary")
	p.shows("#main .notice-line details", "added by you")
	p.until(`document.querySelectorAll("#main .notice-line details p").length === 5`)
	p.shot("notices-open")
	p.clean()
}

// A question that leads to harm starts at the answer that does none.
func TestFocusOfConfirm(t *testing.T) {
	for _, tt := range []struct{ name, style, want string }{{"danger", "danger", "deny"}, {"primary", "primary", "confirm"}, {"none", "", "confirm"}} {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench(t)
			confirm := object{"title": plain("Sure?"), "text": plain("It is done then."), "confirm": plain("Do"), "deny": plain("Don't")}
			if tt.style != "" {
				confirm["style"] = tt.style
			}
			p := b.post(object{"type": "actions", "elements": []object{{"type": "button", "action_id": "a", "text": plain("Go"), "confirm": confirm}}})
			p.click(`[data-action-id=a]`)
			p.until(`document.activeElement.dataset.answer === "` + tt.want + `"`)
			p.click("[data-answer=deny]")
			p.gone("dialog.ask")
			p.clean()
		})
	}
}
