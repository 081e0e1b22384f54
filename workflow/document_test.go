package workflow_test

import (
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drumbeat/workflow"
)

// TestPolicyDocument holds the form of the policy still: the golden file has
// every field, and a name that was written once cannot be lost by renaming one.
// Adding a field is the one change to make to it.
func TestPolicyDocument(t *testing.T) {
	var full workflow.PolicyDocument
	occupy(reflect.ValueOf(&full).Elem())
	full.WorkingHours.Days, full.WorkingHours.From, full.WorkingHours.To = []string{"Mon"}, "09:00", "24:00"
	got, err := json.MarshalIndent(full, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	const file = "testdata/policy.json"
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile(file, append(got, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)+"\n"); diff != "" {
		t.Errorf("the document with every field (-want +got):\n%s", diff)
	}
	var read workflow.PolicyDocument
	if err := json.Unmarshal(want, &read); err != nil {
		t.Fatal(err)
	}
	p, err := read.Policy()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(full, p.Document(), cmp.Exporter(func(reflect.Type) bool { return true })); diff != "" {
		t.Errorf("read and written again (-want +got):\n%s", diff)
	}
}

// occupy gives every field a value that is not its zero one.
func occupy(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("text")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		occupy(v.Index(0))
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)))
			return
		}
		for i := range v.NumField() {
			occupy(v.Field(i))
		}
	}
}
