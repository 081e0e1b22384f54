package render_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/policy"
)

// sized is a message, modal or tab with facts that it is made of, to be multiplied
// by sizes.
type sized struct {
	name   string
	facts  reflect.Value
	render func(reflect.Value) any
}

// of makes a row of the table of sizes.
func of[F any](name string, facts F, render func(F) any) sized {
	return sized{name, reflect.ValueOf(facts), func(v reflect.Value) any { return render(v.Interface().(F)) }}
}

// path leads to a list in facts: names of fields, "[]" for the first element.
type path []string

func (p path) String() string { return strings.ReplaceAll(strings.Join(p, "."), ".[]", "[]") }

// lists finds every list in facts that has something in it, or could.
func lists(v reflect.Value, at path, found *[]path) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			lists(v.Elem(), at, found)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			lists(v.Field(i), append(slices.Clone(at), v.Type().Field(i).Name), found)
		}
	case reflect.Slice:
		if kind := v.Type().Elem(); kind.Kind() == reflect.String && kind != reflect.TypeFor[string]() && kind != reflect.TypeFor[workflow.PersonID]() {
			return // of actions, fields, types: there are as many as there are
		}
		*found = append(*found, at)
		if v.Len() > 0 {
			lists(v.Index(0), append(slices.Clone(at), "[]"), found)
		}
	}
}

// deep copies a value so deeply that changing the copy changes nothing else.
func deep(v reflect.Value) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			p := reflect.New(v.Type().Elem())
			p.Elem().Set(deep(v.Elem()))
			out.Set(p)
		}
	case reflect.Struct:
		if v.Type() != reflect.TypeFor[time.Time]() {
			for i := range v.NumField() {
				out.Field(i).Set(deep(v.Field(i)))
			}
		}
	case reflect.Slice:
		if !v.IsNil() {
			out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
			for i := range v.Len() {
				out.Index(i).Set(deep(v.Index(i)))
			}
		}
	case reflect.Map:
		if !v.IsNil() {
			out.Set(reflect.MakeMap(v.Type()))
			for _, k := range v.MapKeys() {
				out.SetMapIndex(k, v.MapIndex(k))
			}
		}
	}
	return out
}

// grown gives facts in which the list at a path has n elements, each with a name
// of its own.
func grown(facts reflect.Value, at path, n int) reflect.Value {
	out := deep(facts)
	v := out
	for _, step := range at {
		if v.Kind() == reflect.Pointer {
			v = v.Elem()
		}
		if step == "[]" {
			v = v.Index(0)
		} else {
			v = v.FieldByName(step)
		}
	}
	list := reflect.MakeSlice(v.Type(), n, n)
	for i := range n {
		if v.Len() > 0 {
			list.Index(i).Set(deep(v.Index(i % v.Len())))
		}
		mark(list.Index(i), i, true)
	}
	v.Set(list)
	introduce(out, n)
	return out
}

// marked are the fields by which people know one of many.
var marked = []string{"Name", "Title", "Reason", "Text", "Why", "Sentence", "Label", "Summary", "Problem", "Bundle", "Who", "About"}

func token(i int) string { return fmt.Sprintf("n%05d", i) }

// mark gives one of many a name, a number and a key of its own.
func mark(v reflect.Value, i int, top bool) {
	switch {
	case v.Kind() == reflect.Pointer && !v.IsNil():
		mark(v.Elem(), i, top)
	case v.Type() == reflect.TypeFor[workflow.PersonID]():
		v.SetString("U0" + strings.ToUpper(token(i)))
	case v.Type() == reflect.TypeFor[workflow.Number]():
		v.SetInt(int64(700_000 + i))
	case top && v.Type() == reflect.TypeFor[string]():
		v.SetString(token(i))
	case v.Kind() == reflect.Struct && v.Type() != reflect.TypeFor[time.Time]():
		for f := range v.NumField() {
			field, name := v.Field(f), v.Type().Field(f).Name
			switch {
			case slices.Contains(marked, name) && field.Kind() == reflect.String && field.Type() == reflect.TypeFor[string]():
				if field.String() != "" || name == "Name" || name == "Title" || name == "Reason" {
					field.SetString(token(i))
				}
			case name == "Key" || name == "Value" && field.Kind() == reflect.String || name == "ID" && field.Kind() == reflect.String:
				field.SetString(token(i))
			case name == "Number" || name == "Release" && field.Kind() == reflect.Int || name == "Person" || name == "By":
				mark(field, i, false)
			case slices.Contains([]string{"Release", "Request", "ReleaseFacts", "Slot", "Schedule", "Booking", "Environment", "Policy", "System"}, name) && field.Kind() == reflect.Struct:
				mark(field, i, false)
			}
		}
	}
}

// introduce makes the people of a list known by name.
func introduce(v reflect.Value, n int) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			introduce(v.Elem(), n)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Name == "Names" && v.Field(i).Type() == reflect.TypeFor[map[workflow.PersonID]string]() && !v.Field(i).IsNil() {
				for k := range n {
					v.Field(i).SetMapIndex(reflect.ValueOf(workflow.PersonID("U0"+strings.ToUpper(token(k)))), reflect.ValueOf(token(k)))
				}
			} else if v.Type() != reflect.TypeFor[time.Time]() {
				introduce(v.Field(i), n)
			}
		}
	case reflect.Slice:
		if v.Len() > 0 && v.Type().Elem().Kind() == reflect.Struct {
			introduce(v.Index(0), n)
		}
	}
}

// bounds are the lists that never get longer than this, since who makes the facts
// takes no more.
var bounds = map[string]int{
	"request form Form.DependsOn": policy.MaxDependencies,
	"request form Windows":        12, "move form Windows": 12, "package form ahead Windows": 12, "package form open Windows": 12,
	"reorder form Releases": 90, "list Releases": 15, "home Windows": 6, "queue Lines": 10, "bulk form Lines": 10, "bulk done Results": 10, "bulk refused Results": 10,
	"queue Lines[].ReleaseFacts.Release.Misfits": 12, "bulk form Lines[].ReleaseFacts.Release.Misfits": 12,
	"streets of one Streets": 1, "settings menu Parts": 20, "settings list Items": 30, "settings form Fields": 20, "settings check Fields": 20,
	"settings form Fields[].Value": 1, "settings check Fields[].Value": 1, "settings versions Versions": 10,
}

// partly are the lists of which a message shows those that matter there: windows
// with room, one page with the way to the next, a history's end with how much was
// before. A line of a box is cut like a text.
var partly = regexp.MustCompile(`^(move|request|package) form .*Windows$|^package \w+ Releases$|^details( live)? Release.History$|^bulk form .*Misfits$`)

// tooMany is more than fits anywhere: options, blocks, characters.
const tooMany = 150

// cut is how a message says that it does not show all.
var cut = regexp.MustCompile(`(and|or|en|of|dan|atau) (nog )?\d+( (more|others?|anderen?|lagi|lainnya))?`)

var tokens = regexp.MustCompile(`n0\d{4}`)

// TestSizes multiplies every message and modal by the sizes of everything in it:
// none and too many of each list in its facts, one list at a time. It stays
// within Slack's limits, and where not all are shown it says how many there are. The
// languages take turns.
func TestSizes(t *testing.T) {
	for i := range plainWorld().sizes() {
		s := plainIn(workflow.Locales[i%len(workflow.Locales)]).sizes()[i]
		var paths []path
		lists(s.facts, nil, &paths)
		for _, p := range paths {
			most := tooMany
			if b, bounded := bounds[s.name+" "+p.String()]; bounded {
				most = b
			}
			for _, n := range []int{0, most} {
				s.holds(t, p, n)
			}
		}
	}
}

func (s sized) holds(t *testing.T, p path, n int) {
	where := fmt.Sprintf("%s with %d of %s", s.name, n, p)
	defer func() {
		if v := recover(); v != nil {
			t.Errorf("%s panics: %v", where, v)
		}
	}()
	raw, err := json.Marshal(s.render(grown(s.facts, p, n)))
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range check(parse(t, raw), len(raw)) {
		t.Errorf("%s: %s", where, problem)
	}
	seen := map[string]bool{}
	for _, found := range tokens.FindAllString(string(raw), -1) {
		seen[found] = true
	}
	missing := n - len(seen)
	if len(seen) == 0 || missing == 0 || partly.MatchString(s.name+" "+p.String()) {
		return // it says nothing of them one by one, or shows all
	}
	if !cut.Match(raw) {
		t.Errorf("%s shows %d and does not say that there are %d more", where, len(seen), missing)
	}
}
