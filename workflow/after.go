package workflow

// Dependency is a release that has to be live before another one starts.
type Dependency struct {
	Number Number
	Title  string
	State  State
	Live   bool     // it went live, and was not taken back
	Window WindowID // that it rides with; empty: none, or none yet
	Known  bool     // false: there is no release with this number
}

// WentLive tells whether a release is in production: it was reported live and
// not taken back since.
func (r *Release) WentLive() bool {
	if r.LiveAt.IsZero() {
		return false
	}
	for i := len(r.History) - 1; i >= 0; i-- {
		switch r.History[i].Action {
		case ActLive:
			return true
		case ActRollBack, ActResubmit:
			return false
		}
	}
	return false
}
