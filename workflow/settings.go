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
	return len(i.Moves)+len(i.Approvals)+len(i.Misfits)+len(i.Briefings)+len(i.Bookings)+len(i.Schedules) == 0
}
