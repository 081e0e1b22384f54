package embedded

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"drumbeat/store/storetest"
	"drumbeat/workflow"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the golden files")

// TestDocuments holds the stored shape still. Each golden file has every field
// of a document; it must come out of reading and writing as it went in, so a name
// that was stored once cannot be lost by renaming a field or a tag. Adding a field
// is the one change to make to them.
func TestDocuments(t *testing.T) {
	golden[releaseDoc](t, "release")
	golden[noticeDoc](t, "notice")
	golden[windowDoc](t, "window")
	golden[streetDoc](t, "street")
}

func golden[D any](t *testing.T, name string) {
	t.Run(name, func(t *testing.T) {
		file := filepath.Join("testdata", name+".json")
		var full D
		occupy(reflect.ValueOf(&full).Elem())
		want := pretty(t, full)
		if *update {
			if err := os.WriteFile(file, want, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		stored, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(stored), string(want)); diff != "" {
			t.Errorf("what is stored of a document with every field (-want +got):\n%s", diff)
		}
		back, err := decode[D](stored)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(full, back, cmp.Exporter(func(reflect.Type) bool { return true })); diff != "" {
			t.Errorf("what is read of it (-want +got):\n%s", diff)
		}
	})
}

func pretty(t *testing.T, doc any) []byte {
	t.Helper()
	text, err := encode(doc)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, []byte(text), "", "\t"); err != nil {
		t.Fatal(err)
	}
	return append(out.Bytes(), '\n')
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
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		occupy(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		occupy(v.Index(0))
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(noon.Add(123 * time.Millisecond)))
			return
		}
		for i := range v.NumField() {
			occupy(v.Field(i))
		}
	default:
		panic("no value for a " + v.Type().String())
	}
}

// TestTwins checks that every domain value survives its document.
func TestTwins(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := storetest.Releases().Draw(t, "release")
		same(t, r, through(t, fromRelease(r)).toDomain(r.Number, r.Version, r.Origin))
		n := storetest.Notices().Draw(t, "notice")
		same(t, n, through(t, fromNotice(n)).toDomain())
		w := storetest.Windows().Draw(t, "window")
		same(t, w, through(t, fromWindow(w)).toDomain(w.ID, w.Version))
		s := storetest.Streets().Draw(t, "street")
		same(t, s, through(t, fromStreet(s)).toDomain(s.ID, s.Version))
		p := storetest.Policies().Draw(t, "policy")
		back, err := through(t, p.Document()).Policy()
		if err != nil {
			t.Fatal(err)
		}
		same(t, p, back)
	})
}

func through[D any](t *rapid.T, doc D) D {
	text, err := encode(doc)
	if err != nil {
		t.Fatal(err)
	}
	back, err := decode[D]([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return back
}

func same(t *rapid.T, want, got any) {
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
}

// TestDocumentsOfOtherVersions reads documents with less in them, and with more.
func TestDocumentsOfOtherVersions(t *testing.T) {
	d, err := decode[releaseDoc]([]byte(`{"state":"live","request":{"title":"T","colour":"red"},"created_at":"2026-11-23T12:00:00+01:00","moons":[1,2]}`))
	if err != nil {
		t.Fatal(err)
	}
	got := d.toDomain(3, 4, "view:V1")
	want := workflow.Release{Number: 3, Version: 4, Origin: "view:V1", State: workflow.Live, Request: workflow.Request{Title: "T"}, CreatedAt: noon.Add(-time.Hour)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// FuzzDocuments reads anything as each of the documents: nothing panics, and
// what can be read can be written, and is read as the same again.
func FuzzDocuments(f *testing.F) {
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) == 0 {
		f.Fatal(files, err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte(`{"history":[null],"owes":[{"delivery":{"want":9223372036854775807}}],"place":{},"decide_by":"0000-01-01T00:00:00Z"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		again(t, text, func(d releaseDoc) releaseDoc { return fromRelease(d.toDomain(1, 1, "")) })
		again(t, text, func(d noticeDoc) noticeDoc { return fromNotice(d.toDomain()) })
		again(t, text, func(d windowDoc) windowDoc { return fromWindow(d.toDomain("", 1)) })
		again(t, text, func(d workflow.PolicyDocument) workflow.PolicyDocument {
			p, err := d.Policy()
			if err != nil {
				return d
			}
			return p.Document()
		})
	})
}

func again[D any](t *testing.T, text []byte, there func(D) D) {
	d, err := decode[D](text)
	if err != nil {
		return
	}
	first, err := encode(there(d))
	if err != nil {
		t.Fatalf("read from %q and not to be written: %v", text, err)
	}
	d, err = decode[D]([]byte(first))
	if err != nil {
		t.Fatalf("%q was written and cannot be read: %v", first, err)
	}
	second, err := encode(there(d))
	if err != nil || first != second {
		t.Errorf("not the same again: %q, then %q, %v", first, second, err)
	}
}

// TestAWrongDocumentWasReadAsARelease: what is no release, or one of a version
// with other states, is an error that names it, and never a release without a
// state.
func TestAWrongDocumentWasReadAsARelease(t *testing.T) {
	s, err := Open(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	store := s.Ports()
	if _, err := store.Releases.Create(t.Context(), func(n workflow.Number) workflow.Release {
		return workflow.Release{Number: n, Origin: "view:V1", State: workflow.Live, Revision: 1}
	}); err != nil {
		t.Fatal(err)
	}
	for _, doc := range []string{`{}`, `null`, `[]`, `{"state":"paused","revision":1}`, `{"state":"live"}`, `{"state":3,"revision":1}`, `{"state":"live","revision":"1"}`, `{"state":"live","revision":1,"history":{}}`, `garbage`} {
		if err := s.writer.write(t.Context(), "damage", func(w *writer) error { return w.exec("UPDATE releases SET doc = ?", doc) }); err != nil {
			t.Fatal(err)
		}
		for name, read := range map[string]func() (workflow.Release, error){
			"get": func() (workflow.Release, error) { return store.Releases.Get(t.Context(), 1) },
			"list": func() (workflow.Release, error) {
				_, err := store.Releases.List(t.Context(), workflow.ReleaseFilter{})
				return workflow.Release{}, err
			},
			"create again": func() (workflow.Release, error) {
				return store.Releases.Create(t.Context(), func(workflow.Number) workflow.Release { return workflow.Release{Origin: "view:V1"} })
			},
		} {
			if _, err := read(); workflow.CodeOf(err) != workflow.CodeInternal || !strings.Contains(err.Error(), "REL-1") {
				t.Errorf("%s of %s: %v; want an error that names REL-1", name, doc, err)
			}
		}
	}
}
