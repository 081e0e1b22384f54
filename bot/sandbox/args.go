package sandbox

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// args are the arguments of a Web API call, from a form or from JSON.
type args struct {
	form     url.Values
	json     object
	warnings []string // about the request itself, in Slack's words
}

// readArgs reads the arguments of a request. JSON sent to a method that takes
// forms only is not read, as in Slack, so its arguments are missing.
func readArgs(r *http.Request, formOnly bool) (args, error) {
	a := args{form: url.Values{}}
	for k, v := range r.URL.Query() {
		if k != "token" { // apps made since 2021 can't put it there
			a.form[k] = v
		}
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return a, a.checkNames()
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return a, refusal("request_timeout").because("the body ended before its announced length")
	}
	if len(body) > maxBody {
		return a, refusal("invalid_arguments").because("the body is over 1 MB")
	}
	header := r.Header.Get("Content-Type")
	if header == "" {
		if len(body) == 0 {
			return a, nil
		}
		return a, refusal("missing_post_type")
	}
	kind, params, err := mime.ParseMediaType(header)
	if err != nil {
		return a, refusal("invalid_post_type")
	}
	if cs := params["charset"]; cs != "" && !strings.EqualFold(cs, "utf-8") && !strings.EqualFold(cs, "iso-8859-1") {
		return a, refusal("invalid_charset")
	}
	switch kind {
	case "application/x-www-form-urlencoded":
		if params["charset"] != "" {
			a.warnings = append(a.warnings, "superfluous_charset")
		}
		err = a.addForm(body)
	case "multipart/form-data":
		err = a.addMultipart(r, body)
	case "application/json":
		if params["charset"] == "" {
			a.warnings = append(a.warnings, "missing_charset")
		}
		if !formOnly {
			err = a.addJSON(body)
		}
	case "text/plain":
	default:
		return a, refusal("invalid_post_type").because("the Content-Type is " + kind)
	}
	if err != nil {
		return a, err
	}
	return a, a.checkNames()
}

// argName is what Slack takes for the name of an argument.
var argName = regexp.MustCompile(`^[A-Za-z0-9_]{1,64}$`)

// checkNames refuses arguments that no method could have.
func (a *args) checkNames() error {
	check := func(name string) error {
		switch {
		case strings.HasSuffix(name, "[]"):
			return refusal("invalid_array_arg").because(name + ": a list is sent as one string with commas")
		case !argName.MatchString(name):
			return refusal("invalid_arg_name").because("an argument's name has letters, digits and _ only")
		}
		return nil
	}
	for name := range a.form {
		if err := check(name); err != nil {
			return err
		}
	}
	for name := range a.json {
		if err := check(name); err != nil {
			return err
		}
	}
	return nil
}

func (a *args) addForm(body []byte) error {
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return refusal("invalid_form_data")
	}
	for k, v := range values {
		a.form[k] = v
	}
	return nil
}

func (a *args) addMultipart(r *http.Request, body []byte) error {
	r.Body = io.NopCloser(bytes.NewReader(body))
	if err := r.ParseMultipartForm(maxBody); err != nil {
		return refusal("invalid_form_data")
	}
	for k, v := range r.MultipartForm.Value {
		a.form[k] = v
	}
	return nil
}

func (a *args) addJSON(body []byte) error {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil
	}
	v, err := decodeAny(body)
	if err != nil {
		return refusal("invalid_json")
	}
	o, ok := v.(object)
	if !ok {
		return refusal("json_not_object")
	}
	a.json = o
	return nil
}

// has reports whether an argument was given at all, even if empty.
func (a args) has(name string) bool {
	if v, ok := a.json[name]; ok {
		return v != nil
	}
	return a.form.Has(name)
}

// text is an argument as a string; numbers and booleans of JSON as written.
func (a args) text(name string) string {
	switch v := a.json[name].(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return a.form.Get(name)
}

// list is an argument of several values: comma separated, or a JSON array.
func (a args) list(name string) []string {
	var out []string
	if list, ok := a.json[name].([]any); ok {
		for _, e := range list {
			if s, ok := e.(string); ok && s != "" {
				out = append(out, s)
			}
		}
		return out
	}
	for s := range strings.SplitSeq(a.text(name), ",") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// flag is a boolean argument; Slack takes 1, true and t.
func (a args) flag(name string) bool {
	switch strings.ToLower(a.text(name)) {
	case "1", "true", "t", "on":
		return true
	}
	return false
}

// number is an integer argument, or def when it is absent.
func (a args) number(name string, def int) (int, bool) {
	t := a.text(name)
	if t == "" {
		return def, true
	}
	n, err := strconv.Atoi(t)
	return n, err == nil
}

// value is an argument that is JSON itself: a member of a JSON body, or a
// string that holds JSON. ok is false when the string is not JSON.
func (a args) value(name string) (v any, ok bool) {
	if v, found := a.json[name]; found {
		if s, isText := v.(string); isText {
			return parseValue(s)
		}
		return v, true
	}
	if !a.form.Has(name) {
		return nil, true
	}
	return parseValue(a.form.Get(name))
}

func parseValue(s string) (any, bool) {
	if strings.TrimSpace(s) == "" {
		return nil, true
	}
	v, err := decodeAny([]byte(s))
	return v, err == nil
}

// forLog is the arguments as JSON without the token.
func (a args) forLog() json.RawMessage {
	out := object{}
	for k := range a.form {
		if v, ok := a.value(k); ok && v != nil {
			out[k] = v
		} else {
			out[k] = a.form.Get(k)
		}
	}
	for k, v := range a.json {
		out[k] = v
	}
	delete(out, "token")
	return mustJSON(out)
}
