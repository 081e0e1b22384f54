package settings

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"drumbeat/workflow"
)

// Read reads the policy in a document, strictly, and checks it. Problems name
// line and field, all of them at once; while there is one that is no warning the
// policy must not be put in force. The document is JSON.
func Read(raw []byte) (workflow.Policy, []workflow.PolicyProblem) {
	r := reader{raw: raw, dec: json.NewDecoder(bytes.NewReader(raw)), lines: map[string]int{}}
	if err := r.value("", reflect.TypeFor[workflow.PolicyDocument]()); err != nil {
		return workflow.Policy{}, append(r.problems, r.broken(err))
	}
	if _, err := r.dec.Token(); !errors.Is(err, io.EOF) {
		r.say("", r.dec.InputOffset(), "There is more after the end of the policy.")
	}
	if len(r.problems) > 0 {
		return workflow.Policy{}, r.problems
	}
	var d workflow.PolicyDocument
	if err := json.Unmarshal(raw, &d); err != nil {
		return workflow.Policy{}, []workflow.PolicyProblem{r.broken(err)}
	}
	p, err := d.Policy()
	if err != nil {
		field, sentence, _ := strings.Cut(err.Error(), ": ")
		return workflow.Policy{}, r.placed([]workflow.PolicyProblem{{Field: field, Sentence: sentence}})
	}
	return p, r.placed(Check(&p))
}

// Placed gives problems the lines of a document they are about; of a document
// that cannot be read they keep what they have.
func Placed(raw []byte, problems []workflow.PolicyProblem) []workflow.PolicyProblem {
	r := reader{raw: raw, dec: json.NewDecoder(bytes.NewReader(raw)), lines: map[string]int{}}
	_ = r.value("", reflect.TypeFor[workflow.PolicyDocument]())
	return r.placed(problems)
}

// reader walks through a document beside the type that it has to have, and
// remembers on which line everything stands.
type reader struct {
	raw      []byte
	dec      *json.Decoder
	lines    map[string]int
	problems []workflow.PolicyProblem
}

// value reads one value of a type; the error is one of the syntax, which ends
// the reading.
func (r *reader) value(path string, t reflect.Type) error {
	start := r.next()
	r.lines[path] = r.line(start)
	if !whole(t) && start < int64(len(r.raw)) {
		switch begins := r.raw[start]; {
		case t.Kind() == reflect.Struct && begins == '{':
			return r.object(path, t)
		case t.Kind() == reflect.Slice && begins == '[':
			return r.list(path, t)
		}
	}
	var one json.RawMessage
	if err := r.dec.Decode(&one); err != nil {
		return err
	}
	if err := json.Unmarshal(one, reflect.New(t).Interface()); err != nil {
		r.say(path, start, expected(t, one, err))
	}
	return nil
}

func (r *reader) object(path string, t reflect.Type) error {
	if _, err := r.dec.Token(); err != nil {
		return err
	}
	seen := map[string]bool{}
	for r.dec.More() {
		start := r.next()
		token, err := r.dec.Token()
		if err != nil {
			return err
		}
		key, _ := token.(string)
		field := dotted(path, key)
		member, known := memberOf(t, key)
		switch {
		case !known:
			r.say(field, start, unknownKey(t, key))
			err = r.dec.Decode(&json.RawMessage{})
		case seen[key]:
			r.say(field, start, fmt.Sprintf("%q is there twice. Keep one of them.", key))
			err = r.dec.Decode(&json.RawMessage{})
		default:
			err = r.value(field, member)
		}
		if err != nil {
			return err
		}
		seen[key] = true
	}
	_, err := r.dec.Token()
	return err
}

func (r *reader) list(path string, t reflect.Type) error {
	if _, err := r.dec.Token(); err != nil {
		return err
	}
	for i := 0; r.dec.More(); i++ {
		if err := r.value(indexed(path, i), t.Elem()); err != nil {
			return err
		}
	}
	_, err := r.dec.Token()
	return err
}

// next gives the offset at which the next token begins.
func (r *reader) next() int64 {
	at := r.dec.InputOffset()
	for at < int64(len(r.raw)) && strings.IndexByte(" \t\r\n,:", r.raw[at]) >= 0 {
		at++
	}
	return at
}

func (r *reader) line(offset int64) int {
	return 1 + bytes.Count(r.raw[:min(int(offset), len(r.raw))], []byte{'\n'})
}

func (r *reader) say(field string, offset int64, sentence string) {
	r.problems = append(r.problems, workflow.PolicyProblem{Field: field, Line: r.line(offset), Sentence: sentence})
}

// broken says where the document is no JSON any more.
func (r *reader) broken(err error) workflow.PolicyProblem {
	at := r.dec.InputOffset()
	sentence := "This is no JSON: " + strings.TrimPrefix(err.Error(), "json: ") + "."
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		at = max(at, syntax.Offset-1)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		at, sentence = int64(len(r.raw)), "The file ends in the middle of the policy."
	}
	return workflow.PolicyProblem{Line: r.line(at), Sentence: sentence}
}

// placed gives each problem the line of its field, or of the nearest one around
// it that stands in the document, and puts them in the document's order.
func (r *reader) placed(problems []workflow.PolicyProblem) []workflow.PolicyProblem {
	for i, p := range problems {
		for field := p.Field; ; {
			if line, ok := r.lines[field]; ok {
				problems[i].Line = line
				break
			}
			cut := strings.LastIndexAny(field, ".[")
			if cut < 0 {
				problems[i].Line = 1
				break
			}
			field = field[:cut]
		}
	}
	slices.SortStableFunc(problems, func(a, b workflow.PolicyProblem) int { return cmp.Compare(a.Line, b.Line) })
	return problems
}

// whole tells whether a type reads its value by itself.
func whole(t reflect.Type) bool {
	return t == reflect.TypeFor[time.Time]() || reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]())
}

// memberOf finds the member of a document's object by its name there.
func memberOf(t reflect.Type, key string) (reflect.Type, bool) {
	for i := range t.NumField() {
		if nameOf(t.Field(i)) == key {
			return t.Field(i).Type, true
		}
	}
	return nil, false
}

func nameOf(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

// unknownKey says which names there are where one is none of them.
func unknownKey(t reflect.Type, key string) string {
	var names []string
	for i := range t.NumField() {
		names = append(names, nameOf(t.Field(i)))
	}
	if near := nearest(key, names); near != "" {
		return fmt.Sprintf("There is no %q here. Did you mean %q?", clip(key), near)
	}
	return fmt.Sprintf("There is no %q here. There are: %s.", clip(key), strings.Join(names, ", "))
}

// expected says what a value should have been.
func expected(t reflect.Type, got json.RawMessage, err error) string {
	var wrong *json.UnmarshalTypeError
	if !errors.As(err, &wrong) {
		if t == reflect.TypeFor[time.Time]() {
			return fmt.Sprintf("%s is no moment. Write one as in \"2026-12-24T08:00:00Z\".", clip(string(got)))
		}
		return upper(strings.TrimPrefix(err.Error(), "json: ")) + "."
	}
	kinds := map[reflect.Kind]string{
		reflect.String: `a text in quotes`, reflect.Bool: "true or false", reflect.Int: "a whole number", reflect.Int64: "a whole number",
		reflect.Slice: "a list in [ ]", reflect.Struct: "an object in { }",
	}
	return fmt.Sprintf("%s is not what belongs here: write %s.", clip(string(got)), cmp.Or(kinds[t.Kind()], "a "+t.Kind().String()))
}

func dotted(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func indexed(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// clip shortens what was typed for use in a sentence.
func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return s
}

func upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// nearest gives the name that a slip of the finger may have meant; empty: none
// is near.
func nearest(typed string, names []string) string {
	best, least := "", 1+len(typed)/3
	for _, name := range names {
		if d := distance(strings.ToLower(typed), name); d <= least && (best == "" || d < least) {
			best, least = name, d
		}
	}
	return best
}

// distance counts the letters to change, add or take away.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
