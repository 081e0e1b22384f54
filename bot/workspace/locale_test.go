package workspace

import (
	"testing"

	"drumbeat/workflow"
)

func TestLocaleOf(t *testing.T) {
	for tag, want := range map[string]workflow.Locale{
		"en-US": workflow.English, "en-GB": workflow.English, "nl-NL": workflow.Dutch, "nl-BE": workflow.Dutch, "nl": workflow.Dutch,
		"id-ID": workflow.Indonesian, "in-ID": workflow.Indonesian, "id_ID": workflow.Indonesian,
		"": "", "fr-FR": "", "ja-JP": "", "af-ZA": "", "ms-MY": "", "de-DE": "", "x-private": "", "no such thing": "", "und": "",
	} {
		if got := localeOf(tag); got != want {
			t.Errorf("%q is spoken to in %q, want %q", tag, got, want)
		}
	}
}
