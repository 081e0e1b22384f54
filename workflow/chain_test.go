package workflow_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"drumbeat/workflow"
)

// sealed is an entry and a request with something in every field.
func sealed() (workflow.Entry, workflow.Request) {
	q := workflow.Request{
		Title: "Faster checkout", System: "shop", Team: "Basket", What: "One step less\nfor returning customers", Why: "12 % leave", Type: workflow.Normal,
		EffortHours: 8, Risk: []string{"money", "data"}, Window: "web:2026-11-24T05:00Z", Downtime: true, Impact: workflow.ImpactNoticeable,
		Briefing: workflow.Briefing{Notice: "the step is gone", Say: "saved address", DontPromise: "old orders", IfTheyCall: "Tom"},
		Evidence: "tested", Rollback: "switch off", Links: "https://example.com/T-1", Contact: "U0TOM", Implementer: "U0NOOR", Source: "https://example.com/p1",
	}
	e := workflow.Entry{
		Seq: 2, At: time.Date(2026, 11, 23, 10, 12, 0, 123_456_789, time.FixedZone("", 3600)), By: "U0EVA", Action: workflow.ActEdit,
		From: workflow.InApproval, To: workflow.Submitted, Revision: 2, Reason: "≠ é 日本", Window: "web:2026-11-24T05:00Z",
		Changed: []workflow.Field{workflow.FieldWhat, workflow.FieldWhy}, Roles: []string{"business", ""}, Request: "view:V1", Policy: 3,
		Content: q.Digest(), Prev: "v1:00",
	}
	return e, q
}

// TestTheEncodingStaysAsItIs: hashes that were stored once have to come out the
// same for ever. docs/audit.md shows how they are made.
func TestTheEncodingStaysAsItIs(t *testing.T) {
	e, q := sealed()
	for what, c := range map[string]struct{ got, want string }{
		"request":       {q.Digest(), "v1:e6a00da3a725d3bc5e922405889ac08a6a7eb270ddcc6dc0a3cc57dddcb0ee05"},
		"entry":         {e.Sum(1042), "v1:553014c052aa6f3a88806101814d7950e22b02f78a76fa7baa2d33b1508ed3ec"},
		"empty request": {workflow.Request{}.Digest(), "v1:a21df22afcca84207a65a45489fafe7e02b2bf393ce26420369bdba96a7bf6d4"},
		"empty entry":   {workflow.Entry{}.Sum(0), "v1:95109b6df529958642e5ec838e4172533b9ac1ae2f97b8943df7618ceb241864"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %s, want %s", what, c.got, c.want)
		}
	}
	rough := e
	rough.At = e.At.UTC().Truncate(time.Millisecond)
	if rough.Sum(1042) != e.Sum(1042) {
		t.Error("the hash depends on what stores cut off a time")
	}
	bare := workflow.Entry{Changed: []workflow.Field{}, Roles: []string{}}
	if bare.Sum(1) != (workflow.Entry{}).Sum(1) {
		t.Error("the hash tells a list that is empty from none; stores do not")
	}
	if a, b := (workflow.Entry{Reason: "a\xff\xfeb"}), (workflow.Entry{Reason: "a\ufffd\ufffdb"}); a.Sum(1) != b.Sum(1) {
		t.Error("bytes that are no text have another hash than what a store makes of them")
	}
}

// TestEveryFieldIsSealed: a field that is added tomorrow and forgotten in the
// encoding fails here.
func TestEveryFieldIsSealed(t *testing.T) {
	e, q := sealed()
	eachField(reflect.ValueOf(&e).Elem(), func(name string) {
		if changed := e; name != "Hash" {
			if was, _ := sealed(); changed.Sum(1042) == was.Sum(1042) {
				t.Errorf("Entry.%s is not sealed", name)
			}
		}
	})
	eachField(reflect.ValueOf(&q).Elem(), func(name string) {
		if _, was := sealed(); q.Digest() == was.Digest() {
			t.Errorf("Request.%s is not sealed", name)
		}
	})
	if e.Sum(1042) == e.Sum(1043) {
		t.Error("the number of the release is not sealed")
	}
}

// eachField changes one field at a time, those of nested structs too, and
// restores it.
func eachField(v reflect.Value, changed func(name string)) {
	for i := range v.NumField() {
		f, name := v.Field(i), v.Type().Field(i).Name
		was := reflect.ValueOf(f.Interface())
		switch f.Kind() {
		case reflect.String:
			f.SetString(f.String() + " ")
		case reflect.Int:
			f.SetInt(f.Int() + 1)
		case reflect.Bool:
			f.SetBool(!f.Bool())
		case reflect.Slice:
			f.Set(reflect.Append(f, reflect.Zero(f.Type().Elem()))) // an empty one more
		case reflect.Struct:
			if at, ok := f.Interface().(time.Time); ok {
				f.Set(reflect.ValueOf(at.Add(time.Millisecond)))
				break
			}
			eachField(f, func(inner string) { changed(name + "." + inner) })
			continue
		default:
			panic("no other value for " + name)
		}
		changed(name)
		f.Set(was)
	}
}

// TestFieldsDoNotRunIntoEachOther: what people type can move nothing from one
// field to the next.
func TestFieldsDoNotRunIntoEachOther(t *testing.T) {
	seen := map[string]int{}
	for i, q := range []workflow.Request{
		{Title: "a", System: "b"}, {Title: "ab"}, {Title: "a\nsystem 1:b"}, {System: "b\ntitle 1:a"}, {Title: "a\nsystem 1:b\n"},
		{Risk: []string{"a", "b"}}, {Risk: []string{"a\nrisk 1:b"}}, {Risk: []string{"a,b"}}, {Risk: []string{"b", "a"}}, {Risk: []string{"", "a", "b"}},
		{What: "a"}, {Why: "a"},
	} {
		if j, taken := seen[q.Digest()]; taken {
			t.Errorf("%d and %d have one digest", j, i)
		}
		seen[q.Digest()] = i
	}
}

func TestAppendSealsIntoTheChain(t *testing.T) {
	_, q := sealed()
	r := workflow.Release{Number: 7, Request: q}
	r.Append(workflow.Entry{Action: workflow.ActSubmit})
	r.Append(workflow.Entry{Action: workflow.ActTriage, Prev: "made up", Hash: "made up", Seq: 9, Content: "made up"})
	for i, e := range r.History {
		prev := ""
		if i > 0 {
			prev = r.History[i-1].Hash
		}
		if e.Seq != i+1 || e.Prev != prev || e.Content != q.Digest() || e.Hash != e.Sum(7) {
			t.Errorf("entry %d is not sealed: %+v", i+1, e)
		}
	}
}

// TestTheExampleOfTheDocumentationIsTrue: whoever writes a checker of their own
// begins with it.
func TestTheExampleOfTheDocumentationIsTrue(t *testing.T) {
	raw, err := os.ReadFile("../docs/audit.md")
	if err != nil {
		t.Fatal(err)
	}
	r := workflow.Release{Number: 1, Request: workflow.Request{Title: "Renew the certificates", System: "shop", Type: workflow.Standard, EffortHours: 1}}
	r.Append(workflow.Entry{At: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), By: "U012AB3CD", Action: workflow.ActSubmit, To: workflow.Submitted, Revision: 1, Request: "view:V1", Policy: 1})
	_, example, _ := strings.Cut(string(raw), "```\ndrumbeat entry v1\n")
	example, after, _ := strings.Cut("drumbeat entry v1\n"+example, "```")
	sum := sha256.Sum256([]byte(example))
	want := r.Last().Hash
	if got := "v1:" + hex.EncodeToString(sum[:]); got != want || !strings.Contains(after, "```\n"+want+"\n```") {
		t.Errorf("the bytes of the example have the hash %s and the text shows another or the code makes %s", got, want)
	}
}
