package workflow

// PolicyProblem is something in a policy that would not work, or that is worth
// a second look.
type PolicyProblem struct {
	Field    string // where in the document, as a file names it: "heartbeats[0].cron"; empty: the whole
	Line     int    // in the file it was read from, from 1; 0: it was read from none
	Sentence string // what is wrong, and what to do
	Warning  bool   // the policy can be put in force all the same
}

// PolicyImpact is what another version of the policy hits at the moment it
// would be put in force. Nothing has happened yet.
type PolicyImpact struct {
	Moves     []PolicyHit // releases that cannot stay in their window
	Approvals []PolicyHit // releases whose approvals no longer count, or that need further ones
	Voided    int         // approvals that no longer count, of all releases together
	Misfits   []PolicyHit // requests that the rules would have a release manager look at, or that no field of theirs fits any more
	Through   []PolicyHit // requests that wait for a release manager and that are let through by rule then
	Briefings []PolicyHit // windows in Moves that the front line was briefed about already
	Bookings  []PolicyHit // of environments that are gone
	Schedules []PolicyHit // recurring requests that cannot be made any more
}

// PolicyHit is one thing that another version of the policy hits.
type PolicyHit struct {
	Release Number   // 0: none
	Title   string   // of the release, or the name of what is hit
	Window  WindowID // the window it is in; empty: none
	Slot    *Slot    // that window, as it was known when the place was taken
	To      *Slot    // moves: the first window that it could take instead; nil: none has room
	Why     string   // one sentence
}

// Empty tells whether nothing is hit.
func (i PolicyImpact) Empty() bool {
	return len(i.Moves)+len(i.Approvals)+len(i.Misfits)+len(i.Briefings)+len(i.Bookings)+len(i.Schedules)+len(i.Through) == 0
}

// SettingKind says how a field of the settings is filled in.
type SettingKind string

// The kinds.
const (
	SettingLine   SettingKind = "line"   // one line of text
	SettingText   SettingKind = "text"   // several lines
	SettingNumber SettingKind = "number" // a whole number, 0 or more
	SettingPerson SettingKind = "person" // one of the workspace
	SettingPeople SettingKind = "people" // several
	SettingOne    SettingKind = "one"    // one of the options
	SettingMany   SettingKind = "many"   // any of the options
	SettingMoment SettingKind = "moment" // an instant, to the minute; its value is seconds since 1970
	SettingBoxes  SettingKind = "boxes"  // any of a few options, all of them in sight
)

// SettingField is one field of a settings form. Key is the name of the policy's
// field within the thing that is edited, as the document has it.
type SettingField struct {
	Key      string
	Label    string
	Hint     string
	Kind     SettingKind
	Optional bool
	Options  []SettingOption
	Reason   bool     // what is typed as the reason of the change is its value, too: it is no field of its own
	Value    []string // what stands there: a text, ids of people, values of options
}

// SettingOption is one thing to choose.
type SettingOption struct {
	Value string
	Label string
}

// SettingsPart is one part of the settings, as the menu shows it.
type SettingsPart struct {
	Key     string
	Name    string // "Roles"
	About   string // one sentence: what it is for
	Summary string // what stands there now, in a few words
	Single  bool   // one form, no list
	Fixed   bool   // nothing can be added or removed
	Shown   bool   // it is changed elsewhere; About says where
}

// SettingsItem is one thing of a part: a role, a heartbeat.
type SettingsItem struct {
	Key     string
	Name    string
	Summary string
}

// SettingsFacts are the settings as a menu of their parts.
type SettingsFacts struct {
	Policy  Policy // the version in force
	Parts   []SettingsPart
	Manager bool // the reader may change them
	Names   map[PersonID]string
	Zone    string
}

// SettingsListFacts is one part with a page of its things.
type SettingsListFacts struct {
	Part    SettingsPart
	Items   []SettingsItem // this page
	From    int            // how many come before this page
	Total   int
	Manager bool
	Saved   string // what was saved just now; empty: nothing was
}

// SettingsFormFacts is the form of one thing, or what saving it would do.
type SettingsFormFacts struct {
	Part    SettingsPart
	Item    SettingsItem // Key is empty for a new one
	Fields  []SettingField
	Why     string
	Shown   bool          // Why is shown to the people concerned, besides being kept
	Remove  bool          // it is about taking the thing out
	Bring   int           // it is about bringing this version back; 0: it is not
	Base    int           // the version it was made from
	Notice  string        // something to know first: who saved meanwhile
	Changes []string      // what saving changes, in words; with Impact
	Impact  *PolicyImpact // what saving hits; nil: not asked yet
	Zone    string
}

// SettingsVersion is one version of the settings, and what it changed.
type SettingsVersion struct {
	Policy  Policy
	Who     string
	Changes []string
	Current bool
}
