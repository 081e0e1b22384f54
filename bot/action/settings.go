package action

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"drumbeat/workflow"
)

// Ids of the buttons in the settings.
const (
	Settings         = "settings.open"     // the menu of the parts
	SettingsPart     = "settings.part"     // one part: its things, from the one after From
	SettingsItem     = "settings.item"     // the form of one thing
	SettingsAdd      = "settings.add"      // the form of a new thing
	SettingsRemove   = "settings.remove"   // in a form: take the thing out
	SettingsBack     = "settings.back"     // from what saving would do to the fields
	SettingsVersions = "settings.versions" // the last versions
	SettingsBring    = "settings.bring"    // bring an old version back
)

// Callback ids of the modals of the settings.
const (
	SettingsMenuModal = "modal.settings.menu" // shows the parts
	SettingsListModal = "modal.settings.list" // shows the things of a part, or the versions
	SettingsFormModal = "modal.settings"      // changes one thing
)

// FieldMove is the choice whether what cannot stay in its window is moved.
const FieldMove workflow.Field = "move"

// MoveYes and MoveNo are the values of that choice.
const (
	MoveYes = "move"
	MoveNo  = "leave"
)

// SettingID is the action id of a settings field. Its block is named by the key
// of the field, by which errors are shown there.
func SettingID(key string) string { return "setting." + key }

// SettingsModal is what the settings' modals carry beside what is typed in them.
type SettingsModal struct {
	Part   string              `json:"p,omitempty"`
	Item   string              `json:"i,omitempty"`
	Base   int                 `json:"b,omitempty"` // the version it was made from
	Remove bool                `json:"r,omitempty"`
	Bring  int                 `json:"g,omitempty"` // the version to bring back
	Check  bool                `json:"c,omitempty"` // what saving would do is shown: sending it saves
	Values map[string][]string `json:"v,omitempty"` // what stands in fields that are not shown
	Why    string              `json:"w,omitempty"` // likewise
	Under  string              `json:"u,omitempty"` // id of the view below, to be brought up to date
	From   int                 `json:"o,omitempty"` // the page that it shows
}

// Metadata writes m as private metadata. ok is false where it does not fit
// Slack's limit: then the fields have to be shown.
func (m SettingsModal) Metadata() (metadata string, ok bool) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(m); err != nil {
		return "", false // cannot happen: there is nothing in it that JSON cannot hold
	}
	metadata = string(bytes.TrimSpace(b.Bytes()))
	return metadata, utf8.RuneCountInString(metadata) <= MaxMetadata
}

// ParseSettings reads the private metadata of a modal of the settings. The error
// is a [*workflow.Error] of CodeInvalid.
func ParseSettings(metadata string) (SettingsModal, error) {
	if utf8.RuneCountInString(metadata) > MaxMetadata || !utf8.ValidString(metadata) {
		return SettingsModal{}, oldModal()
	}
	dec := json.NewDecoder(strings.NewReader(metadata))
	dec.DisallowUnknownFields()
	var m SettingsModal
	if err := dec.Decode(&m); err != nil || m.Base < 0 || m.Bring < 0 || m.From < 0 {
		return SettingsModal{}, oldModal()
	}
	if _, err := dec.Token(); err != io.EOF {
		return SettingsModal{}, oldModal()
	}
	return m, nil
}

// ReadSettings reads a settings form: of the fields that were shown what stands
// in them, of the others what the modal carried; why; and whether what cannot
// stay is moved.
func ReadSettings(values Values, m SettingsModal) (fields map[string][]string, why string, move bool) {
	fields = map[string][]string{}
	for key, v := range m.Values {
		fields[key] = v
	}
	why = m.Why
	for block := range values {
		a, _ := element(values, workflow.Field(block))
		switch workflow.Field(block) {
		case workflow.FieldReason:
			why = ReadReason(values)
		case FieldMove:
			move = a.SelectedOption.Value == MoveYes
		default:
			fields[block] = standing(a)
		}
	}
	return fields, why, move
}

// standing is what stands in an element, whatever its kind.
func standing(a slack.BlockAction) []string {
	switch {
	case a.Value != "":
		return []string{a.Value}
	case a.SelectedOption.Value != "":
		return []string{a.SelectedOption.Value}
	case a.SelectedUser != "":
		return []string{a.SelectedUser}
	case a.SelectedDateTime > 0:
		return []string{strconv.FormatInt(a.SelectedDateTime, 10)}
	case len(a.SelectedUsers) > 0:
		return a.SelectedUsers[:min(len(a.SelectedUsers), mostOptions)]
	}
	return options(a)
}
