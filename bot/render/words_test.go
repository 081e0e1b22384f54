package render

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// mayBeEmpty are the words that need not be there: hints, placeholders.
var mayBeEmpty = regexp.MustCompile(`\.(hint|placeholder)$`)

// saying walks through the words of a locale: each sentence by where it stands.
func saying(w *words) map[string]string {
	out := map[string]string{}
	var walk func(path string, v reflect.Value)
	walk = func(path string, v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer:
			walk(path, v.Elem())
		case reflect.Struct:
			for i := range v.NumField() {
				walk(path+"."+v.Type().Field(i).Name, v.Field(i))
			}
		case reflect.Map:
			out[path+" has"] = "entries"
			if v.Len() == 0 {
				out[path+" has"] = ""
			}
			for _, k := range v.MapKeys() {
				walk(fmt.Sprintf("%s[%v]", path, k), v.MapIndex(k))
			}
		case reflect.Slice, reflect.Array:
			out[path+" has"] = "entries"
			if v.Len() == 0 {
				out[path+" has"] = ""
			}
			for i := range v.Len() {
				walk(fmt.Sprintf("%s[%d]", path, i), v.Index(i))
			}
		case reflect.String:
			if v.Type() == reflect.TypeFor[string]() { // not a state, not a locale
				out[path] = v.String()
			}
		}
	}
	walk("", reflect.ValueOf(*w))
	return out
}

// TestWordsComplete finds every word of a locale that is missing.
func TestWordsComplete(t *testing.T) {
	english := saying(&en)
	for path, said := range english {
		if said == "" && !mayBeEmpty.MatchString(path) {
			t.Errorf("%s is missing", path)
		}
	}
	for _, loc := range workflow.Locales[1:] {
		other := saying(wordsOf(loc))
		for path, said := range english {
			if in, there := other[path]; !there || (in == "") != (said == "") {
				t.Errorf("%s: %s says %q, in English %q", loc, path, in, said)
			}
		}
		for path := range other {
			if _, there := english[path]; !there {
				t.Errorf("%s: %s is not among the English words", loc, path)
			}
		}
	}
}

// TestWordsUseTheSameValues finds a sentence that says other values, or bolds
// other things, than the English one.
func TestWordsUseTheSameValues(t *testing.T) {
	marks := func(s string) string {
		found := placeholder.FindAllString(s, -1)
		slices.Sort(found)
		return fmt.Sprint(slices.Compact(found), " and ", strings.Count(s, "*"), " stars")
	}
	// A language with one form for all numbers says the number where English says
	// "1" or "one".
	counts := regexp.MustCompile(`(^|\s)(1|[Oo]ne|A)(\s|$)|^A decision|\[[0-9]+\]$`)
	english := saying(&en)
	for _, loc := range workflow.Locales[1:] {
		for path, said := range saying(wordsOf(loc)) {
			e := english[path]
			if a, b := marks(e), marks(said); a != b {
				if counts.MatchString(e) && marks(strings.ReplaceAll(said, "{1}", "")) == a {
					continue
				}
				t.Errorf("%s: %s says %q, in English %q", loc, path, said, e)
			}
		}
	}
}

// inCommon are the texts that a language has in common with English.
var inCommon = map[workflow.Locale][]string{
	workflow.Dutch: {
		"(ref {1})", "1 freeze", "1 open release", "1 release", "Downtime", "Freeze: {1}", "Impact", "Incident", "Key accounts", "Links",
		"Live", "Open releases", "Releases", "Week", "contact {1}", "extra: {1}", "{1} freezes", "{1} live", "{1} min",
		"{1} open releases", "{1} releases", "{1} · {2} · cut-off {3}", "{1} · {2} · open",
	},
	workflow.Indonesian: {
		"(ref {1})", "Apr", "Downtime", "Edit {1}", "Edit", "Feb", "Freeze: {1}", "Jan", "Jul", "Jun", "Live", "Mar", "Normal", "Nov",
		"Rollback", "Sep", "normal", "{1} live", "{1} · {2} · cut-off {3}",
	},
}

// TestWordsAreTranslated finds a text that is the same as in English. Marks and
// numbers alone, and what is typed, are.
func TestWordsAreTranslated(t *testing.T) {
	neither := regexp.MustCompile(`^(\{\d\}|\P{L})*$|^/release[a-z0-9 -]*( REL-12)?( \[thu\])?$|^(REL|INC)-|^15:04$|^Drumbeat$`)
	english := saying(&en)
	for _, loc := range workflow.Locales[1:] {
		for path, said := range saying(wordsOf(loc)) {
			if said == english[path] && !strings.HasSuffix(path, " has") && !neither.MatchString(said) && !slices.Contains(inCommon[loc], said) {
				t.Errorf("%s: %s is not translated: %q", loc, path, said)
			}
		}
	}
}

// TestWordsForEverything holds the words against what there is to name: a state
// or an action without a word would show nothing.
func TestWordsForEverything(t *testing.T) {
	for _, s := range workflow.States {
		if en.states[s] == "" || stateEmoji[s] == "" || glyph[stateEmoji[s]] == "" {
			t.Errorf("state %s has no name, emoji or character", s)
		}
	}
	for _, c := range workflow.ChangeTypes {
		if en.types[c] == "" || en.typeNames[c] == "" || en.typeNotes[c] == "" {
			t.Errorf("change type %s has no words", c)
		}
	}
	for _, row := range workflow.Life {
		a := row.Action
		if action.Clickable(a) && en.verbs[a] == "" {
			t.Errorf("action %s has no button", a)
		}
		if action.NeedsReason(a) && en.reasons[a].effect == "" {
			t.Errorf("action %s has no reason modal", a)
		}
		if action.Clickable(a) && en.did[a] == "" {
			t.Errorf("action %s has no answer", a)
		}
		switch a {
		case workflow.ActEdit, workflow.ActApprove: // sentences of their own
		default:
			if en.events[a] == "" {
				t.Errorf("action %s has no event", a)
			}
		}
	}
}

var placeholder = regexp.MustCompile(`\{(\d)\}`)

// TestFill shows what a sentence makes of its marks and values.
func TestFill(t *testing.T) {
	got := fill("*Bold {1}* and {2}: {1}", "<@U1> *x* {2}", 7).elements()
	want := "bold:Bold <@U1> *x* {2}|plain: and 7: <@U1> *x* {2}|"
	if s := flat(got); s != want {
		t.Errorf("fill gave %q, want %q", s, want)
	}
}

// TestSentencesUseTheirValues finds numbers in a sentence that skip one: a
// sentence that says {2} without {1} forgot a value or is numbered wrongly,
// unless it is known to need only the later one.
func TestSentencesUseTheirValues(t *testing.T) {
	known := map[string]bool{"Moved from {2} to {3}.": true,
		// Where nobody was told of the window before, only the one after is named.
		"Moved to {3}.": true, "{1} moved it to {3}.": true, "{1} postponed it to {3}.": true, "{1} moved it to {3} in spite of {4}.": true}
	for path, said := range saying(&en) {
		used := map[string]bool{}
		for _, m := range placeholder.FindAllStringSubmatch(said, -1) {
			used[m[1]] = true
		}
		for i := 1; i <= len(used); i++ {
			if !used[fmt.Sprint(i)] && !known[said] {
				t.Errorf("%s: %q does not use {%d}", path, said, i)
			}
		}
	}
}
