package action

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"unicode/utf8"

	"drumbeat/workflow"
)

// SaveTemplate is the id of the button that saves a release as a template.
const SaveTemplate = "release.template"

// TemplateModal asks for the name and the system of a template, or whether to
// replace the one there is.
const TemplateModal = "modal.template"

// Values of the form: for any system, and the box "pre-authorised".
const (
	AnySystem     = "-"
	PreAuthorised = "yes"
)

// Template is what the modal carries.
type Template struct {
	Release  workflow.Number  `json:"n"`
	Replaces string           `json:"k,omitempty"` // key of the template that it shows to be replaced
	Base     int              `json:"b,omitempty"` // the version of the settings in which it does
	Channel  workflow.Channel `json:"c,omitempty"` // where it was opened, if in a conversation
}

// Metadata writes t as private metadata.
func (t Template) Metadata() string {
	raw, err := json.Marshal(t)
	if err != nil {
		return "" // cannot happen: there is nothing in it that JSON cannot hold
	}
	return string(raw)
}

// ParseTemplate reads the private metadata of a template modal. The error is a
// [*workflow.Error] of CodeInvalid.
func ParseTemplate(metadata string) (Template, error) {
	var t Template
	if utf8.RuneCountInString(metadata) > MaxMetadata || !utf8.ValidString(metadata) {
		return t, oldModal()
	}
	dec := json.NewDecoder(bytes.NewReader([]byte(metadata)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&t); err != nil || t.Release < 1 || t.Base < 0 || (t.Replaces != "" && t.Base == 0) {
		return Template{}, oldModal()
	}
	if _, err := dec.Token(); err != io.EOF {
		return Template{}, oldModal()
	}
	return t, nil
}

// ReadTemplate reads what was filled in: the name, the key of the system (empty: any),
// whether it is pre-authorised, and why.
func ReadTemplate(values Values) (name, system string, pre bool, why string) {
	a, _ := element(values, workflow.FieldName)
	s, _ := element(values, workflow.FieldSystem)
	box, _ := element(values, workflow.FieldPre)
	if system = s.SelectedOption.Value; system == AnySystem {
		system = ""
	}
	return a.Value, system, slices.Contains(options(box), PreAuthorised), ReadReason(values)
}
