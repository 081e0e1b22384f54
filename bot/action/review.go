package action

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"drumbeat/workflow"
)

// MaxReview is how much can be typed in one field of a review, in characters:
// the three of them are kept together as one reason.
const MaxReview = 950

// ReviewFields are the fields of a review, in their order.
var ReviewFields = []workflow.Field{workflow.FieldHappened, workflow.FieldCause, workflow.FieldActions}

// ReadReview reads what a review found, as one text with a paragraph per field
// under its heading. The error is a [*workflow.Error] of CodeInvalid with a
// sentence at the field.
func ReadReview(values Values, headings map[workflow.Field]string) (string, error) {
	var parts []string
	bad := map[workflow.Field]string{}
	for _, f := range ReviewFields {
		a, _ := element(values, f)
		typed := strings.TrimSpace(a.Value)
		n := utf8.RuneCountInString(typed)
		switch {
		case n == 0:
			bad[f] = "Say it in a sentence or two; “nothing” is an answer too."
		case n > MaxReview:
			bad[f] = fmt.Sprintf("This has %d characters; at most %d fit. Please shorten it.", n, MaxReview)
		}
		parts = append(parts, headings[f]+": "+typed)
	}
	if len(bad) > 0 {
		return "", &workflow.Error{Code: workflow.CodeInvalid, Message: "Some fields need another look.", Fields: bad}
	}
	return strings.Join(parts, "\n"), nil
}
