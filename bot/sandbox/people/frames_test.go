package people_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestFramesAreRead: blocks around other blocks, tables, charts and tasks read
// as lines, and what stands in them can be clicked.
func TestFramesAreRead(t *testing.T) {
	w, _, app := openWith(t)
	rich := func(s string) object {
		return object{"type": "rich_text", "elements": []object{{"type": "rich_text_section", "elements": []object{{"type": "text", "text": s}}}}}
	}
	card := func(title string) object {
		return object{"type": "card", "title": mrk(title), "body": mrk("*words*"), "actions": []object{{"type": "button", "action_id": "take", "text": plain("Take " + title), "value": title}}}
	}
	text := func(s string) object { return object{"type": "raw_text", "text": s} }
	app.call("chat.postMessage", object{"channel": "C0GENERAL0", "text": "frames", "blocks": []object{
		card("One"), {"type": "carousel", "elements": []object{card("Two"), card("Three")}},
		{"type": "container", "title": plain("Frame"), "child_blocks": []object{{"type": "section", "text": mrk("inside"), "accessory": object{"type": "datepicker", "action_id": "day"}}}},
		{"type": "data_table", "caption": "Who", "rows": [][]object{{text("Name"), text("Count")}, {text("Ada"), {"type": "raw_number", "value": 3}}}},
		{"type": "data_visualization", "title": "By kind", "chart": object{"type": "pie", "segments": []object{{"label": "Small", "value": 12}}}},
		{"type": "data_visualization", "title": "By day", "chart": object{"type": "bar", "axis_config": object{"categories": []string{"Mon"}}, "series": []object{{"name": "Asked", "data": []object{{"label": "Mon", "value": 2.5}}}}}},
		{"type": "plan", "title": "Plan", "tasks": []object{{"type": "task_card", "task_id": "1", "title": "Build", "status": "complete", "details": rich("done well")}}},
		{"type": "context_actions", "elements": []object{{"type": "feedback_buttons", "action_id": "fb", "positive_button": object{"text": plain("Good"), "value": "good"}, "negative_button": object{"text": plain("Bad"), "value": "bad"}}}},
	}})
	ines := w.As("ines")
	m := ines.Last("#general")
	want := []string{"One", "words", "[Take One]", "Two", "words", "[Take Two]", "Three", "words", "[Take Three]", "Frame", "inside", "[datepicker]", "Who", "Name | Count", "Ada | 3",
		"By kind", "Small: 12", "By day", "Asked: Mon 2.5", "Plan", "Build (complete)", "  done well", "[Good] [Bad]"}
	if diff := cmp.Diff(want, strings.Split(m.Text(), "\n")); diff != "" {
		t.Errorf("the message reads (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"Take One", "Take Two", "Take Three", "Good", "Bad"}, m.Buttons()); diff != "" {
		t.Errorf("the buttons (-want +got):\n%s", diff)
	}
	ines.Clicks(m, "Take Three")
	ines.Clicks(m, "Bad")
	ines.Fields(m).PickDate("day", "2026-11-25")
	w.NoViolations()
	w.TheRestDoesNotMatter() // the app answers each press with a private word
}
