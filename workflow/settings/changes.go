package settings

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"drumbeat/workflow"
)

// Changes says in words what differs between two versions of the policy, a
// sentence per thing, in the document's order: "Heartbeat Web: capacity 5 → 3".
// Who saved a version and why is not compared. name gives people's names; nil:
// their ids are given.
func Changes(before, after *workflow.Policy, name func(workflow.PersonID) string) []string {
	d := differ{name: name, zone: after.Zone}
	if name == nil {
		d.name = func(id workflow.PersonID) string { return string(id) }
	}
	a, b := reflect.ValueOf(before.Document()), reflect.ValueOf(after.Document())
	for i := range a.NumField() {
		field := nameOf(a.Type().Field(i))
		if ofTheVersion[field] {
			continue
		}
		label := words(field)
		switch {
		case a.Field(i).Kind() == reflect.Slice && !scalar(a.Field(i).Type().Elem()):
			d.list(field, a.Field(i), b.Field(i))
		case a.Field(i).Kind() == reflect.Struct && !whole(a.Field(i).Type()):
			d.members(upper(label), "", a.Field(i), b.Field(i))
		default:
			if more := d.value(a.Field(i), b.Field(i)); more != "" {
				d.out = append(d.out, upper(label)+": "+more)
			}
		}
	}
	return d.out
}

// ofTheVersion are the members that say where a version comes from.
var ofTheVersion = map[string]bool{
	"version": true, "saved_at": true, "saved_by": true, "saved_why": true, "saved_by_requests": true, "move_places_before": true,
}

// singular is what one thing of a list is called.
var singular = map[string]string{
	"front_line": "Front line", "roles": "Role", "systems": "System", "heartbeats": "Heartbeat", "types": "Change type", "risk_questions": "Risk question",
	"freezes": "Freeze", "key_accounts": "Key account", "departments": "Department", "intake": "Intake gate", "templates": "Template",
	"schedules": "Schedule", "absences": "Absence of", "checklists": "Checklist",
}

type differ struct {
	name func(workflow.PersonID) string
	zone string
	out  []string
}

// list compares the things of a list, matched by what each is known by.
func (d *differ) list(list string, a, b reflect.Value) {
	was, is := byIdentity(a), byIdentity(b)
	for _, id := range union(a, b) {
		before, had := was[id]
		after, has := is[id]
		switch {
		case !had:
			d.out = append(d.out, d.subject(list, after)+": added")
		case !has:
			d.out = append(d.out, d.subject(list, before)+": removed")
		default:
			d.members(d.subject(list, after), "", before, after)
		}
	}
	if slices.Equal(sorted(a), sorted(b)) && !slices.Equal(identities(a), identities(b)) {
		d.out = append(d.out, upper(words(list))+": in another order")
	}
}

// subject names one thing as people know it.
func (d *differ) subject(list string, v reflect.Value) string {
	called := identity(v)
	for _, field := range []string{"Name", "Text"} {
		if f := v.FieldByName(field); f.IsValid() && f.String() != "" {
			called = f.String()
			break
		}
	}
	if v.FieldByName("Person").IsValid() {
		called = d.name(workflow.PersonID(v.FieldByName("Person").String()))
	}
	return singular[list] + " " + clip(called)
}

// members compares two objects member by member.
func (d *differ) members(subject, under string, a, b reflect.Value) {
	var all []string
	for i := range a.NumField() {
		label := strings.TrimSpace(under + " " + words(nameOf(a.Type().Field(i))))
		x, y := a.Field(i), b.Field(i)
		switch {
		case x.Kind() == reflect.Struct && !whole(x.Type()):
			d.members(subject, label, x, y)
		case x.Kind() == reflect.Slice && !scalar(x.Type().Elem()):
			if more := d.parts(x, y); more != "" {
				all = append(all, label+" "+more)
			}
		default:
			if more := d.value(x, y); more != "" {
				all = append(all, label+" "+more)
			}
		}
	}
	if len(all) > 0 {
		d.out = append(d.out, subject+": "+strings.Join(all, ", "))
	}
}

// parts compares the small things inside one: approvals, environments, skips.
func (d *differ) parts(a, b reflect.Value) string {
	show := func(v reflect.Value) string {
		var said []string
		for i := range v.NumField() {
			if s := d.text(v.Field(i)); s != "" && s != "no" {
				said = append(said, s)
			}
		}
		return strings.Join(said, " ")
	}
	return added(mapSlice(a, show), mapSlice(b, show))
}

// value says how a plain value or a list of such changed; nothing where it did not.
func (d *differ) value(a, b reflect.Value) string {
	if a.Kind() == reflect.Slice {
		return added(mapSlice(a, d.text), mapSlice(b, d.text))
	}
	was, is := d.text(a), d.text(b)
	if was == is {
		return ""
	}
	if was == "" {
		was = "none"
	}
	if is == "" {
		is = "none"
	}
	return clip(was) + " → " + clip(is)
}

// text writes a plain value as people do.
func (d *differ) text(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case time.Time:
		if x.IsZero() {
			return ""
		}
		return x.In(location(d.zone)).Format("2 Jan 2006 15:04")
	case workflow.PersonID:
		return d.name(x)
	case json.Marshaler:
		raw, err := x.MarshalJSON()
		if s, quoted := strconv.Unquote(string(raw)); err == nil && quoted == nil {
			return s
		}
	}
	switch v.Kind() {
	case reflect.Bool:
		if v.Bool() {
			return "yes"
		}
		return "no"
	case reflect.Slice:
		return strings.Join(mapSlice(v, d.text), " ")
	}
	return strings.TrimSpace(fmt.Sprint(v.Interface()))
}

// added says what came and what went.
func added(was, is []string) string {
	var out []string
	for _, s := range is {
		if !slices.Contains(was, s) {
			out = append(out, "+ "+clip(s))
		}
	}
	for _, s := range was {
		if !slices.Contains(is, s) {
			out = append(out, "− "+clip(s))
		}
	}
	if len(out) == 0 && !slices.Equal(was, is) {
		return "in another order"
	}
	return strings.Join(out, " ")
}

// identity is what one thing of a list is known by.
func identity(v reflect.Value) string {
	id := ""
	for _, field := range []string{"Key", "Type", "Kind", "Person"} {
		if f := v.FieldByName(field); f.IsValid() && f.Kind() == reflect.String {
			id = f.String()
			break
		}
	}
	switch { // gates and absences are known by more than one thing
	case v.FieldByName("Kind").IsValid():
		id += " " + fmt.Sprint(v.FieldByName("Types").Interface(), v.FieldByName("Systems").Interface())
	case v.FieldByName("Person").IsValid():
		id += " " + fmt.Sprint(v.FieldByName("From").Interface())
	}
	return strings.TrimRight(strings.ReplaceAll(id, "[]", ""), " ")
}

func identities(list reflect.Value) []string { return mapSlice(list, identity) }

func sorted(list reflect.Value) []string {
	out := identities(list)
	slices.Sort(out)
	return out
}

func byIdentity(list reflect.Value) map[string]reflect.Value {
	out := map[string]reflect.Value{}
	for i := range list.Len() {
		out[identity(list.Index(i))] = list.Index(i)
	}
	return out
}

func union(a, b reflect.Value) []string {
	out := identities(a)
	for _, id := range identities(b) {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

func mapSlice(v reflect.Value, f func(reflect.Value) string) []string {
	out := make([]string, v.Len())
	for i := range out {
		out[i] = f(v.Index(i))
	}
	return out
}

func scalar(t reflect.Type) bool { return t.Kind() != reflect.Struct || whole(t) }

// words writes a name of the document as people do.
func words(name string) string { return strings.ReplaceAll(name, "_", " ") }
