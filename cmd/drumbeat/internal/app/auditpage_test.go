package app

import (
	"encoding/xml"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"drumbeat/store/embedded"
	"drumbeat/workflow"
	"drumbeat/workflow/audit"
)

// typedByMallory is written so that anything of it which reaches the page
// unescaped makes an element that must not be there.
const typedByMallory = `</title></style><script>alert(1)</script><img src=x onerror=alert(1)>"'onmouseover=x javascript:x {{.}} &lt;b&gt; <!-- ` + "\u202e\u0000\u0001\ufffe\xff\nnext"

// mallorys fills every text of a value with it.
func mallorys(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(typedByMallory)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(1)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		mallorys(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		mallorys(v.Index(0))
		mallorys(v.Index(1))
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(demoOpens))
			return
		}
		for i := range v.NumField() {
			mallorys(v.Field(i))
		}
	}
}

// TestNothingTypedIsLiveOnThePage: the page is well-formed, and has only the
// elements and attributes that the code gives it, whatever is in the store.
func TestNothingTypedIsLiveOnThePage(t *testing.T) {
	store, err := embedded.Open(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	x, err := newExport(t.Context(), store.Ports(), exportWish{})
	if err != nil {
		t.Fatal(err)
	}
	x.people[typedByMallory], x.absent, x.count.Flaws = typedByMallory, []audit.Flaw{{Text: typedByMallory}}, 1
	p, err := newPack(t.TempDir() + "/pack")
	if err != nil {
		t.Fatal(err)
	}
	defer p.discard()
	w, err := newPackWriter(p, x)
	if err != nil {
		t.Fatal(err)
	}
	var e audit.Evidence
	mallorys(reflect.ValueOf(&e).Elem())
	whole := e
	whole.Flaws = nil
	var v audit.Window
	mallorys(reflect.ValueOf(&v).Elem())
	policy := workflow.Policy{Version: 1, Why: typedByMallory, SavedBy: typedByMallory}
	for _, step := range []func() error{
		func() error { return w.release(&e) }, func() error { return w.release(&whole) }, func() error { return w.window(&v) },
		func() error { return w.policy(policy) }, w.finish, func() error { return p.finish(x.madeAt) },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	page := read(t, p.dir+"/"+pageFile)
	holdElements(t, page)
	if !strings.Contains(page, "&lt;img src=x") {
		t.Error("what was typed is not shown as text")
	}
}

// TestWhatNoPageMayHaveIsShownAsThat: what XML excludes is replaced by the sign
// for it, and nothing else is.
func TestWhatNoPageMayHaveIsShownAsThat(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "plain\ttext\r\n": "plain\ttext\r\n", "ümläut \u202e \u0085 \ufffd 🚀": "ümläut \u202e \u0085 \ufffd 🚀",
		"a\x00b": "a\ufffdb", "\x1b[31m": "\ufffd[31m", "\ufffe\uffff": "\ufffd\ufffd", "\xff\xc3(": "\ufffd\ufffd(", "\xed\xa0\x80": "\ufffd\ufffd\ufffd",
	} {
		if got := legible(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

// holdElements reads the page as strictly as XML.
func holdElements(t *testing.T, page string) {
	t.Helper()
	may := map[string]bool{}
	for _, name := range strings.Fields("html head meta title style body a header h1 h2 h3 h4 dl dt dd div p strong ul ol li code nav table caption thead tbody tr th td main section span bdi time br") {
		may[name] = true
	}
	attributes := map[string]bool{}
	for _, name := range strings.Fields("lang charset name content http-equiv class href id aria-label aria-labelledby role tabindex scope datetime title") {
		attributes[name] = true
	}
	dec := xml.NewDecoder(strings.NewReader(strings.ReplaceAll(page, "<!DOCTYPE html>", "")))
	dec.Entity = xml.HTMLEntity
	for {
		token, err := dec.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatalf("the page is not well-formed: %v", err)
		}
		el, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if !may[el.Name.Local] {
			t.Errorf("the page has an element <%s>", el.Name.Local)
		}
		for _, a := range el.Attr {
			if !attributes[a.Name.Local] {
				t.Errorf("<%s> has an attribute %s=%q", el.Name.Local, a.Name.Local, a.Value)
			}
			if a.Name.Local == "href" && !strings.HasPrefix(a.Value, "#") {
				t.Errorf("a link leads to %q", a.Value)
			}
		}
	}
}
