package workflow

// PackageResult is what became of one release of a package of which all were to
// be started, postponed or moved.
type PackageResult struct {
	Number Number
	Title  string
	Done   bool
	Copy   bool   // it was done by this very request, of which this is a copy
	Slot   *Slot  // postponed or moved: the window it has now; nil: none has room
	Why    string // what kept it from being done: a sentence
}

// PackageDone is what became of a whole package, release by release in the order
// in which it was tried.
type PackageDone struct {
	Action  Action
	Slot    Slot
	Results []PackageResult
	Zone    string
}

// Copied tells whether all that was to be done was done by this very request
// before.
func (f *PackageDone) Copied() bool {
	for _, r := range f.Results {
		if !r.Copy {
			return false
		}
	}
	return len(f.Results) > 0
}
