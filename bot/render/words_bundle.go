package render

// bundleWords: what is put together to go live in one window.
type bundleWords struct {
	title   string
	submit  string
	effect  string
	endorse string
	choose  input
	name    input
	none    string
	each    string
	button  string
	verb    string

	moves string
	whole string
	alone string
	wait  string

	with  string
	head  string
	apart string

	put      string
	takenOut string
	leave    string
	mateLeft string
	didPut   string
	didTake  string
	didWhole string
}

var enBundle = bundleWords{
	title:   "Bundle",
	submit:  "Save",
	effect:  "What is in one bundle goes live in one window, the latest that any of it asks for, and is moved together.",
	endorse: "You endorse it by this, too.",
	choose:  input{"Bundle", "", "Choose one"},
	name:    input{"Or a new one", "A name that says what it is about.", "Autumn fixes"},
	none:    "No bundle",
	each:    "{1} ({2})",
	button:  "Bundle…",
	verb:    "Bundle…",

	moves: "What moves",
	whole: "The whole bundle: {1}",
	alone: "Only {1}, out of the bundle",
	wait:  "It is in bundle {1}.",

	with:  "bundle {1} with {2}",
	head:  "Bundle {1}: {2}",
	apart: "not in one window yet",

	put:      "{1} put it into bundle {2}.",
	takenOut: "{1} took it out of bundle {2}.",
	leave:    "{1} took it out of bundle {2}, which goes live without it.",
	mateLeft: "{1} is not in this bundle any more. {2}",
	didPut:   "You put {1} into bundle {2}.",
	didWhole: "The rest of its bundle goes with it: {1}.",
	didTake:  "You took {1} out of its bundle.",
}
