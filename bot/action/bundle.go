package action

import (
	"strings"

	"drumbeat/workflow"
)

const (
	// Discard is the button that forgets the request that a person began; Item is the
	// moment of it, written by [MomentForm].
	Discard = "draft.discard"
	// MomentForm writes an instant in UTC, to the millisecond.
	MomentForm = "2006-01-02T15:04:05.000Z"

	// Bundle is the button that asks into which bundle a request goes.
	Bundle = "queue.bundle"
	// BundleModal asks for that.
	BundleModal = "modal.bundle"
)

// Values of the choices about a bundle; another is the number of a release whose
// bundle it is.
const (
	BundleNone  = "none"  // in no bundle
	BundleWhole = "whole" // the whole bundle goes
	BundleAlone = "alone" // one release goes, out of its bundle
)

// Into is the bundle that somebody chose for a request.
type Into struct {
	None bool            // no bundle
	As   workflow.Number // that of this release; 0: none was chosen
	Name string          // that of this name
}

// ReadBundle reads which bundle was chosen or named. The error is a
// [*workflow.Error] of CodeInvalid with a sentence at the field.
func ReadBundle(values Values) (Into, error) {
	chosen, _ := element(values, workflow.FieldBundle)
	named, _ := element(values, workflow.FieldBundleName)
	in := Into{Name: strings.TrimSpace(named.Value)}
	switch v := chosen.SelectedOption.Value; v {
	case "":
	case BundleNone:
		in.None = true
	default:
		n, ok := number[workflow.Number](v)
		if !ok {
			return in, wrong(workflow.FieldBundle, "Choose a bundle from the list.")
		}
		in.As = n
	}
	if in.Name != "" {
		in.As, in.None = 0, false // who typed a name meant it
	}
	if in == (Into{}) {
		return in, wrong(workflow.FieldBundleName, "Choose a bundle above, or name a new one here.")
	}
	return in, nil
}

// ReadAlone reads whether only one release goes and leaves its bundle.
func ReadAlone(values Values) bool {
	a, _ := element(values, workflow.FieldBundle)
	return a.SelectedOption.Value == BundleAlone
}
