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

// Copied tells whether the last release with which it was done was done by this
// very request before. So of copies that come at once to several processes, and
// share the releases out among them, one tells what came of it; and one that finds
// some left over, since the first died on its way, tells it.
func (f *PackageDone) Copied() bool {
	for i := len(f.Results) - 1; i >= 0; i-- {
		if f.Results[i].Done {
			return f.Results[i].Copy
		}
	}
	return false
}
