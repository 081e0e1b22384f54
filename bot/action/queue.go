package action

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"drumbeat/workflow"
)

// Callback ids of the modals of the queue.
const (
	ReorderModal = "modal.reorder" // asks where in the queue, and why
	MergeModal   = "modal.merge"   // asks into which release a duplicate goes, and why
	BulkModal    = "modal.bulk"    // asks what to do with several requests of a page
)

// Values of the choices in the modals of the queue.
const (
	SpotTop = "top" // the top of the queue; else the number of the request to go ahead of
	SpotEnd = "end"
)

// ViewValue writes which part of the queue is looked at, short enough for the
// value of an option.
func ViewValue(v workflow.QueueView) string {
	out := url.Values{}
	set := func(key, s string) {
		if s != "" {
			out.Set(key, s)
		}
	}
	set("l", string(v.Lane))
	set("s", v.System)
	set("d", v.Department)
	if v.Mine {
		out.Set("m", "1")
	}
	spot := func(key string, s *workflow.Spot) {
		if s != nil {
			out.Set(key, strconv.FormatInt(s.Order, 36)+"."+strconv.Itoa(int(s.Number)))
		}
	}
	spot("a", v.After)
	spot("b", v.Ahead)
	if v.From > 1 {
		out.Set("f", strconv.Itoa(v.From))
	}
	if len(out) == 0 {
		return "w=1" // the whole: the value of an option may not be empty
	}
	return out.Encode()
}

// ParseView reads what [ViewValue] wrote. The error is a [*workflow.Error] of
// CodeInvalid.
func ParseView(s string) (workflow.QueueView, error) {
	var v workflow.QueueView
	in, err := url.ParseQuery(s)
	if err != nil || len(s) > longest {
		return v, strange()
	}
	for key, values := range in {
		ok := len(values) == 1
		switch key {
		case "l":
			v.Lane = workflow.Lane(values[0])
			ok = ok && slices.Contains(workflow.Lanes, v.Lane)
		case "w":
		case "s":
			v.System = values[0]
		case "d":
			v.Department = values[0]
		case "m":
			v.Mine = true
		case "a":
			v.After = spot(values[0])
			ok = ok && v.After != nil
		case "b":
			v.Ahead = spot(values[0])
			ok = ok && v.Ahead != nil
		case "f":
			v.From, ok = number[int](values[0])
		default:
			ok = false
		}
		if !ok {
			return workflow.QueueView{}, strange()
		}
	}
	return v, nil
}

func spot(s string) *workflow.Spot {
	order, n, ok := strings.Cut(s, ".")
	o, err := strconv.ParseInt(order, 36, 64)
	num, isNumber := number[workflow.Number](n)
	if !ok || err != nil || !isNumber {
		return nil
	}
	return &workflow.Spot{Order: o, Number: num}
}

// ReadReorder reads where a request is to go: to the top, ahead of another, or
// (top false, ahead 0) to the end. The error is a [*workflow.Error] of CodeInvalid
// with a sentence at the field.
func ReadReorder(values Values) (top bool, ahead workflow.Number, reason string, err error) {
	a, _ := element(values, workflow.FieldSpot)
	reason = ReadReason(values)
	switch chosen := a.SelectedOption.Value; chosen {
	case SpotTop:
		return true, 0, reason, nil
	case SpotEnd:
		return false, 0, reason, nil
	default:
		n, ok := number[workflow.Number](chosen)
		if !ok {
			return false, 0, reason, wrong(workflow.FieldSpot, "Choose where it goes from the list.")
		}
		return false, n, reason, nil
	}
}

// ReadMerge reads the release that a duplicate goes on in, as a person writes a
// number, and the reason.
func ReadMerge(values Values) (into workflow.Number, reason string, err error) {
	a, _ := element(values, workflow.FieldMerge)
	into, err = workflow.ParseNumber(a.Value)
	if err != nil {
		return 0, "", wrong(workflow.FieldMerge, "Give the number of the release that goes on, REL-12 for example.")
	}
	return into, ReadReason(values), nil
}

// Several is what is to be done with several requests.
type Several struct {
	Action   workflow.Action
	Releases []Seen
	Reason   string
	Bundle   string
}

// Seen is a release as it was looked at.
type Seen struct {
	Release  workflow.Number
	Revision int
}

// Value writes it as the value of an option.
func (s Seen) Value() string {
	return strconv.Itoa(int(s.Release)) + "." + strconv.Itoa(s.Revision)
}

// Number writes the release alone.
func (s Seen) Number() string { return strconv.Itoa(int(s.Release)) }

// bulkActions are what can be done with several requests at once.
var bulkActions = []workflow.Action{workflow.ActTriage, workflow.ActAskChanges, workflow.ActEndorse}

// ReadSeveral reads the modal that does something with several requests. The error
// is a [*workflow.Error] of CodeInvalid with a sentence at the field.
func ReadSeveral(values Values) (Several, error) {
	act, _ := element(values, workflow.FieldType)
	chosen, _ := element(values, workflow.FieldChoose)
	bundle, _ := element(values, workflow.FieldBundle)
	b := Several{Action: workflow.Action(act.SelectedOption.Value), Reason: ReadReason(values), Bundle: strings.TrimSpace(bundle.Value)}
	if !slices.Contains(bulkActions, b.Action) {
		return b, wrong(workflow.FieldType, "Choose what to do with them.")
	}
	for _, v := range options(chosen) {
		n, revision, _ := strings.Cut(v, ".")
		r, ok := number[workflow.Number](n)
		rev, fine := number[int](revision)
		if !ok || !fine {
			return b, wrong(workflow.FieldChoose, "Choose the requests from the list.")
		}
		b.Releases = append(b.Releases, Seen{r, rev})
	}
	if len(b.Releases) == 0 {
		return b, wrong(workflow.FieldChoose, "Tick at least one request.")
	}
	if b.Action == workflow.ActAskChanges && b.Reason == "" {
		return b, wrong(workflow.FieldReason, "Say what has to change: each requester reads it.")
	}
	return b, nil
}

func wrong(f workflow.Field, s string) error {
	return &workflow.Error{Code: workflow.CodeInvalid, Message: s, Fields: map[workflow.Field]string{f: s}}
}
