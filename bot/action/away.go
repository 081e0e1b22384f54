package action

import (
	"time"

	"drumbeat/workflow"
)

// Absent is what stands in the form for an absence. Days are midnights in UTC.
type Absent struct {
	Person     workflow.PersonID // empty: who sends the form
	From, Back time.Time
	Substitute workflow.PersonID
}

// ReadAway reads the form for an absence. The error is a [*workflow.Error] of
// CodeInvalid with a sentence at the field.
func ReadAway(values Values) (Absent, error) {
	var out Absent
	bad := map[workflow.Field]string{}
	if a, ok := element(values, workflow.FieldPerson); ok {
		out.Person = workflow.PersonID(a.SelectedUser)
	}
	if a, ok := element(values, workflow.FieldSubstitute); ok {
		out.Substitute = workflow.PersonID(a.SelectedUser)
	}
	for f, to := range map[workflow.Field]*time.Time{workflow.FieldFrom: &out.From, workflow.FieldBack: &out.Back} {
		a, _ := element(values, f)
		day, err := time.Parse(time.DateOnly, a.SelectedDate)
		if err != nil {
			bad[f] = "Choose a day."
			continue
		}
		*to = day
	}
	if len(bad) > 0 {
		return out, &workflow.Error{Code: workflow.CodeInvalid, Message: "Some fields need another look.", Fields: bad}
	}
	return out, nil
}
