package people_test

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"
)

// everyValue is what an app is sent when every element is filled in.
func everyValue() map[string]map[string]any {
	value := func(kind, key string, v any) map[string]any {
		return map[string]any{"v": map[string]any{"type": kind, key: v}}
	}
	opt := func(text, v string) any {
		return map[string]any{"text": map[string]any{"type": "plain_text", "text": text, "emoji": true}, "value": v}
	}
	rich := map[string]any{"type": "rich_text", "elements": []any{map[string]any{"type": "rich_text_section", "elements": []any{map[string]any{"type": "text", "text": "word"}}}}}
	return map[string]map[string]any{
		"text": value("plain_text_input", "value", "short"), "long": value("plain_text_input", "value", "a longer one"), "mail": value("email_text_input", "value", "ada@example.org"),
		"url": value("url_text_input", "value", "https://example.org"), "number": value("number_input", "value", "2.5"), "rich": value("rich_text_input", "rich_text_value", rich),
		"one": value("static_select", "selected_option", opt("Beta", "b")), "grouped": value("static_select", "selected_option", opt("Alpha", "a")),
		"many": value("multi_static_select", "selected_options", []any{opt("Alpha", "a"), opt("Beta", "b")}), "asked": value("external_select", "selected_option", opt("South", "s")),
		"user": value("users_select", "selected_user", "U0OMAR0000"), "users": value("multi_users_select", "selected_users", []any{"U0OMAR0000", "U0NOOR0000"}),
		"place": value("conversations_select", "selected_conversation", "C0GENERAL0"), "channel": value("channels_select", "selected_channel", "C0QUIET000"),
		"channels": value("multi_channels_select", "selected_channels", []any{"C0GENERAL0"}), "radio": value("radio_buttons", "selected_option", opt("Beta", "b")),
		"ticks": value("checkboxes", "selected_options", []any{opt("Alpha", "a"), opt("Beta", "b")}), "date": value("datepicker", "selected_date", "2026-11-25"),
		"time": value("timepicker", "selected_time", "06:30"), "moment": value("datetimepicker", "selected_date_time", float64(start.Add(24*time.Hour).Unix())),
		"none": value("plain_text_input", "value", nil), "kept": value("static_select", "selected_option", opt("Beta", "b")),
	}
}

// checkEvery compares what the app was sent, whether or not the texts of
// options say that emoji are on.
func checkEvery(t *testing.T, app *poll) {
	t.Helper()
	select {
	case got := <-app.every:
		ignoreEmoji := cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == `["emoji"]` }, cmp.Ignore())
		if diff := cmp.Diff(everyValue(), got, ignoreEmoji); diff != "" {
			t.Errorf("the app was sent (-want +got):\n%s", diff)
		}
	default:
		t.Error("the app was sent nothing")
	}
}

func TestEveryElement(t *testing.T) {
	w, _, app := openWith(t)
	ines := w.As("ines")
	ines.Types("#general", "/poll every")
	form := ines.SeesModal("Everything")
	for field, text := range map[string]string{"Text": "short", "Long": "a longer one", "Mail": "ada@example.org", "Address": "https://example.org", "Number": "2.5", "Rich": "word"} {
		form.Fill(field, text)
	}
	form.Write("Rich", `{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"word"}]}]}`)
	form.Choose("One", "Beta")
	form.Choose("Grouped", "Alpha")
	form.Choose("Many", "Alpha", "Beta")
	form.Choose("Asked", "South")
	form.PickUser("User", "omar")
	form.PickUser("Users", "omar", "noor")
	form.PickChannel("Place", "#general")
	form.PickChannel("Channel", "#quiet")
	form.PickChannel("Channels", "#general")
	form.Choose("Radio", "Beta")
	form.Check("Ticks", "Alpha", "Beta")
	form.PickDate("Date", "2026-11-25")
	form.PickTime("Time", "06:30")
	form.PickDateTime("Moment", start.Add(24*time.Hour))
	form.Fill("None", "x")
	form.Empty("None")
	form.Sends()
	checkEvery(t, app)
}

func TestPageFillsEveryElement(t *testing.T) {
	w, _, app := openWith(t)
	p := browse(t, w.URL()+"/#as=ines&channel=general")
	p.sees(composer)
	p.types(composer, "/poll every"+kb.Enter)
	p.sees("dialog.modal [data-block-id=text]")
	in := func(id string) string {
		return "dialog [data-block-id=" + id + "] :is(input, textarea, [role=textbox])"
	}
	for id, text := range map[string]string{"text": "short", "long": "a longer one", "mail": "ada@example.org", "url": "https://example.org", "number": "2.5", "rich": "word"} {
		p.types(in(id), text)
	}
	for _, choice := range [][2]string{{"one", "be"}, {"grouped", "first al"}, {"many", "alpha"}, {"many", "beta"}, {"user", "omar"}, {"users", "oma"}, {"users", "noor"}, {"place", "gen"}, {"channel", "qui"}, {"channels", "gen"}} {
		p.types(in(choice[0]), choice[1]+kb.Enter)
	}
	p.types(in("asked"), "s")
	p.sees("dialog [data-block-id=asked] .option[data-value=s]")
	p.click("dialog [data-block-id=asked] .option[data-value=s]")
	p.click("dialog [data-block-id=radio] .choices label:nth-child(2)")
	p.click("dialog [data-block-id=ticks] .choices label:nth-child(1)")
	p.click("dialog [data-block-id=ticks] .choices label:nth-child(2)")
	for id, value := range map[string]string{"date": "2026-11-25", "time": "06:30", "moment": "2026-11-25T07:00"} { // Ines is in Amsterdam
		p.js(`(e => { e.value = "` + value + `"; e.dispatchEvent(new Event("change", {bubbles: true})); return "" })(document.querySelector("` + in(id) + `"))`)
	}
	p.clean()
	p.click("[data-modal=submit]")
	p.until("!document.querySelector('dialog.modal').open")
	checkEvery(t, app)
}
