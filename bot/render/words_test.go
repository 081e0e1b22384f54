package render

import (
	"fmt"
	"reflect"
	"regexp"
	"testing"

	"drumbeat/bot/action"
	"drumbeat/workflow"
)

// mayBeEmpty are the words that need not be there: hints, placeholders.
var mayBeEmpty = regexp.MustCompile(`\.(hint|placeholder)$`)

// TestWordsComplete finds every word of the locale that is missing.
func TestWordsComplete(t *testing.T) {
	var walk func(path string, v reflect.Value)
	walk = func(path string, v reflect.Value) {
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				walk(path+"."+v.Type().Field(i).Name, v.Field(i))
			}
		case reflect.Map:
			if v.Len() == 0 {
				t.Errorf("%s is empty", path)
			}
			for _, k := range v.MapKeys() {
				walk(path+"["+k.String()+"]", v.MapIndex(k))
			}
		case reflect.Slice, reflect.Array:
			if v.Len() == 0 {
				t.Errorf("%s is empty", path)
			}
			for i := range v.Len() {
				walk(fmt.Sprintf("%s[%d]", path, i), v.Index(i))
			}
		case reflect.String:
			if v.String() == "" && !mayBeEmpty.MatchString(path) {
				t.Errorf("%s is missing", path)
			}
		}
	}
	walk("en", reflect.ValueOf(en))
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
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				walk(v.Field(i))
			}
		case reflect.Map:
			for _, k := range v.MapKeys() {
				walk(v.MapIndex(k))
			}
		case reflect.Slice, reflect.Array:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.String:
			used := map[string]bool{}
			for _, m := range placeholder.FindAllStringSubmatch(v.String(), -1) {
				used[m[1]] = true
			}
			for i := 1; i <= len(used); i++ {
				if !used[fmt.Sprint(i)] && !known[v.String()] {
					t.Errorf("%q does not use {%d}", v.String(), i)
				}
			}
		}
	}
	walk(reflect.ValueOf(en))
}
