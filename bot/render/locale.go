package render

import "drumbeat/workflow"

// wordsOf gives the words of a locale; English stands in for one that is not
// known.
func wordsOf(workflow.Locale) *words { return &en }
