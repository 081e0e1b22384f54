package action

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"unicode/utf8"

	"drumbeat/workflow"
)

// PackageModal asks for the reason of doing something to a whole package, and
// where to where it moves.
const PackageModal = "modal.package"

const packagePrefix = "package."

// packageActions are what can be done to a whole package.
var packageActions = map[workflow.Action]bool{workflow.ActStart: true, workflow.ActPostpone: true, workflow.ActMove: true}

// PackageID is the id of the button that does something to all releases of a
// window: "package.start".
func PackageID(a workflow.Action) string { return packagePrefix + string(a) }

// PackageAction gives what a button does to a whole package, if it does.
func PackageAction(id string) (workflow.Action, bool) {
	rest, ok := strings.CutPrefix(id, packagePrefix)
	a := workflow.Action(rest)
	return a, ok && packageActions[a]
}

// Package is what the modal carries: what is done to which releases, those that
// it showed.
type Package struct {
	Action   workflow.Action   `json:"a"`
	Window   workflow.WindowID `json:"w"`
	Releases []workflow.Number `json:"n"`
	Channel  workflow.Channel  `json:"c,omitempty"` // where it was opened, if in a conversation
}

// Metadata writes p as private metadata.
func (p Package) Metadata() string {
	raw, err := json.Marshal(p)
	if err != nil {
		return "" // cannot happen: there is nothing in it that JSON cannot hold
	}
	return string(raw)
}

// ParsePackage reads the private metadata of a package modal. The error is a
// [*workflow.Error] of CodeInvalid.
func ParsePackage(metadata string) (Package, error) {
	var p Package
	if utf8.RuneCountInString(metadata) > MaxMetadata || !utf8.ValidString(metadata) {
		return p, oldModal()
	}
	dec := json.NewDecoder(bytes.NewReader([]byte(metadata)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&p); err != nil || !packageActions[p.Action] || p.Action == workflow.ActStart || len(p.Releases) == 0 {
		return Package{}, oldModal()
	}
	if _, err := dec.Token(); err != io.EOF {
		return Package{}, oldModal()
	}
	if _, ok := window(string(p.Window)); !ok {
		return Package{}, oldModal()
	}
	for _, n := range p.Releases {
		if n < 1 {
			return Package{}, oldModal()
		}
	}
	return p, nil
}
