package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Bounds of configuration files.
const (
	maxConfigFile  = 4 << 20
	maxConfigDepth = 64
	maxProblems    = 20
)

// ReadConfig reads a workspace from JSON, refusing unknown fields, and completes
// and checks it as New does. The error has one line for each problem, with the
// line, the column and the field. An app's manifest must be given in full;
// LoadConfig also finds it by its file name.
func ReadConfig(r io.Reader) (Config, error) {
	raw, err := readBounded(r, maxConfigFile)
	if err != nil {
		return Config{}, fmt.Errorf("read sandbox configuration: %w", err)
	}
	return parseConfig(raw, "")
}

// LoadConfig reads a workspace from a file as ReadConfig does. The file names of
// manifests in it are relative to its folder.
func LoadConfig(name string) (Config, error) {
	f, err := os.Open(name)
	if err != nil {
		return Config{}, err
	}
	raw, err := readBounded(f, maxConfigFile)
	if err = errors.Join(err, f.Close()); err != nil {
		return Config{}, fmt.Errorf("%s: %w", name, err)
	}
	cfg, err := parseConfig(raw, filepath.Dir(name))
	if err != nil {
		return Config{}, fmt.Errorf("%s:\n%w", name, err)
	}
	return cfg, nil
}

func readBounded(r io.Reader, most int) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(r, int64(most)+1))
	if err == nil && len(raw) > most {
		err = fmt.Errorf("the file is over %d MB", most>>20)
	}
	return raw, err
}

// parseConfig reads a configuration; folder is where manifests are, "" for
// nowhere.
func parseConfig(raw []byte, folder string) (Config, error) {
	read := newStrictReader(raw)
	read.document(reflect.TypeFor[Config]())
	if err := read.failed(); err != nil {
		return Config{}, err
	}
	var cfg Config
	if err := json.Unmarshal(raw, &cfg); err != nil { // a number that does not fit
		return Config{}, read.explain(err)
	}
	check := newCheck()
	cfg.readManifests(folder, check)
	cfg.complete(check)
	for _, p := range check.problems {
		read.problem(p.path, p.what)
	}
	if err := read.failed(); err != nil {
		return Config{}, err
	}
	return cfg, nil
}

// strictReader walks a JSON document beside the Go type that it is for. It
// finds what encoding/json passes over (unknown fields, fields given twice) and
// remembers where every value stands.
type strictReader struct {
	raw      []byte
	dec      *json.Decoder
	places   map[string]int64 // path -> offset of the value
	problems []string
	broken   bool // the document is no JSON, or too deep: reading ended
}

func newStrictReader(raw []byte) *strictReader {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	return &strictReader{raw: raw, dec: dec, places: map[string]int64{}}
}

// document reads the whole of it.
func (r *strictReader) document(t reflect.Type) {
	var whole json.RawMessage
	if err := json.Unmarshal(r.raw, &whole); err != nil {
		r.fail(err)
		return
	}
	r.value("", t, 0)
}

// next is the offset of the value or key that is read next.
func (r *strictReader) next() int64 {
	at := r.dec.InputOffset()
	for at < int64(len(r.raw)) && strings.IndexByte(" \t\r\n,:", r.raw[at]) >= 0 {
		at++
	}
	return at
}

func (r *strictReader) fail(err error) {
	r.broken = true
	r.problems = append(r.problems, r.explain(err).Error())
}

// explain gives an error of encoding/json its place.
func (r *strictReader) explain(err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax) && strings.Contains(err.Error(), "unexpected end"):
		return fmt.Errorf("%s: not JSON: the file ends too early", r.lineOf(int64(len(r.raw))))
	case errors.As(err, &syntax):
		return fmt.Errorf("%s: not JSON: %w", r.lineOf(syntax.Offset-1), err)
	case errors.As(err, &kind):
		return fmt.Errorf("%s: %s does not fit: %s", r.lineOf(kind.Offset-1), kind.Field, kind.Value)
	}
	return err
}

// value reads one value. t is nil where anything may stand.
func (r *strictReader) value(path string, t reflect.Type, depth int) {
	at := r.next()
	r.places[path] = at
	tok, err := r.dec.Token()
	switch {
	case err != nil:
		r.fail(err)
		return
	case depth > maxConfigDepth:
		r.broken = true
		r.report(at, path, "nested too deeply")
		return
	}
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if want := misfit(t, tok); want != "" {
		r.report(at, path, fmt.Sprintf("want %s, got %s", want, described(tok)))
		t = nil
	}
	switch tok {
	case json.Delim('{'):
		r.members(path, t, depth)
	case json.Delim('['):
		r.elements(path, t, depth)
	}
}

// fieldsOf are the JSON fields of a struct, embedded ones included.
func fieldsOf(t reflect.Type) map[string]reflect.Type {
	out := map[string]reflect.Type{}
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if !f.Anonymous && f.IsExported() && name != "" && name != "-" {
			out[name] = f.Type
		}
	}
	return out
}

func (r *strictReader) members(path string, t reflect.Type, depth int) {
	var fields map[string]reflect.Type
	if t == reflect.TypeFor[ManifestSource]() {
		t = reflect.TypeFor[manifest]()
	}
	if t != nil && t.Kind() == reflect.Struct {
		fields = fieldsOf(t)
	}
	seen := map[string]bool{}
	for !r.broken && r.dec.More() {
		at := r.next()
		key, err := r.dec.Token()
		if err != nil {
			r.fail(err)
			return
		}
		name, _ := key.(string)
		inner := name
		if path != "" {
			inner = path + "." + name
		}
		of, known := fields[name]
		switch {
		case fields != nil && !known:
			r.report(at, inner, unknownField(name, fields))
		case seen[name]:
			r.report(at, inner, "given twice")
		}
		seen[name] = true
		if t != nil && t.Kind() == reflect.Map {
			of = t.Elem()
		}
		r.value(inner, of, depth+1)
	}
	r.end()
}

func (r *strictReader) elements(path string, t reflect.Type, depth int) {
	var of reflect.Type
	if t != nil && t.Kind() == reflect.Slice && !isRaw(t) {
		of = t.Elem()
	}
	for i := 0; !r.broken && r.dec.More(); i++ {
		r.value(path+"["+strconv.Itoa(i)+"]", of, depth+1)
	}
	r.end()
}

// end reads the closing brace or bracket.
func (r *strictReader) end() {
	if r.broken {
		return
	}
	if _, err := r.dec.Token(); err != nil {
		r.fail(err)
	}
}

func isRaw(t reflect.Type) bool {
	return t == reflect.TypeFor[json.RawMessage]() || t == reflect.TypeFor[ManifestSource]()
}

// misfit says what should stand where a token of another kind stands, "" when
// it fits. null is as good as leaving the field out.
func misfit(t reflect.Type, tok json.Token) string {
	if t == nil || tok == nil || t == reflect.TypeFor[json.RawMessage]() {
		return ""
	}
	var fits bool
	var want string
	switch {
	case t == reflect.TypeFor[ManifestSource]():
		_, name := tok.(string)
		fits, want = name || tok == json.Delim('{'), "an object or a file name"
	case t.Kind() == reflect.Struct || t.Kind() == reflect.Map:
		fits, want = tok == json.Delim('{'), "an object"
	case t.Kind() == reflect.Slice:
		fits, want = tok == json.Delim('['), "a list"
	case t.Kind() == reflect.String:
		_, fits = tok.(string)
		want = "a text"
	case t.Kind() == reflect.Bool:
		_, fits = tok.(bool)
		want = "true or false"
	case t.Kind() == reflect.Interface:
		fits = true
	default:
		_, fits = tok.(json.Number)
		want = "a number"
	}
	if fits {
		return ""
	}
	return want
}

func described(tok json.Token) string {
	switch tok := tok.(type) {
	case json.Delim:
		if tok == '{' {
			return "an object"
		}
		return "a list"
	case string:
		return "a text"
	case bool:
		return strconv.FormatBool(tok)
	case json.Number:
		return "the number " + tok.String()
	}
	return "null"
}

func unknownField(name string, fields map[string]reflect.Type) string {
	var known []string
	for k := range fields {
		known = append(known, k)
	}
	slices.Sort(known)
	if near := nearest(name, known); near != "" {
		return fmt.Sprintf("unknown field; did you mean %q?", near)
	}
	return "unknown field; known are " + strings.Join(known, ", ")
}

// problem reports something about the value at a path; where the path itself is
// not in the document, the nearest one around it is named.
func (r *strictReader) problem(path, what string) {
	at, found := r.places[path]
	for around := path; !found && around != ""; {
		around = around[:max(0, strings.LastIndexAny(around, ".["))]
		at, found = r.places[around]
	}
	r.report(at, path, what)
}

func (r *strictReader) report(at int64, path, what string) {
	if path != "" {
		what = path + ": " + what
	}
	r.problems = append(r.problems, r.lineOf(at)+": "+what)
}

// lineOf is a place for people: both count from 1, columns in characters.
func (r *strictReader) lineOf(offset int64) string {
	before := r.raw[:min(max(0, offset), int64(len(r.raw)))]
	start := bytes.LastIndexByte(before, '\n') + 1
	return fmt.Sprintf("line %d, column %d", bytes.Count(before, []byte("\n"))+1, utf8.RuneCount(before[start:])+1)
}

func (r *strictReader) failed() error { return joinProblems(r.problems) }

// joinProblems is one error of several lines, nil for none.
func joinProblems(lines []string) error {
	if len(lines) == 0 {
		return nil
	}
	if n := len(lines) - maxProblems; n > 0 {
		lines = append(slices.Clone(lines[:maxProblems]), fmt.Sprintf("and %d more", n))
	}
	return errors.New(strings.Join(lines, "\n"))
}
