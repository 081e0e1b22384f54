package render_test

import (
	"encoding/json"
	"testing"

	"drumbeat/bot/action"
	"drumbeat/bot/render"
	"drumbeat/workflow"
)

// BenchmarkCard renders and encodes a card, as every change of a release does.
func BenchmarkCard(b *testing.B) {
	f := plainWorld().facts()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := json.Marshal(render.Card(workflow.English, f)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRequestForm renders and encodes the request form, which stands
// between a click and Slack's three seconds.
func BenchmarkRequestForm(b *testing.B) {
	f := plainWorld().form(plainWorld().request())
	b.ReportAllocs()
	for b.Loop() {
		if _, err := json.Marshal(render.RequestForm(workflow.English, f, action.Modal{Mode: action.New})); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkHelp renders and encodes the answer to /release help.
func BenchmarkHelp(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := json.Marshal(render.Help(workflow.English)); err != nil {
			b.Fatal(err)
		}
	}
}
