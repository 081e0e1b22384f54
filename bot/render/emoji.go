package render

import "drumbeat/workflow"

// stateEmoji is the one emoji of each state, the same everywhere.
var stateEmoji = map[workflow.State]string{
	workflow.Submitted: "memo", workflow.Returned: "leftwards_arrow_with_hook", workflow.InApproval: "hourglass_flowing_sand",
	workflow.Scheduled: "calendar", workflow.Deploying: "rocket", workflow.Live: "large_green_circle", workflow.RolledBack: "rewind",
	workflow.Rejected: "no_entry", workflow.Withdrawn: "white_circle", workflow.Closed: "white_circle",
}

// glyph is an emoji as a character, where Slack takes no emoji element.
var glyph = map[string]string{
	"memo": "\U0001F4DD", "leftwards_arrow_with_hook": "\u21A9\uFE0F", "hourglass_flowing_sand": "\u23F3", "calendar": "\U0001F4C6",
	"rocket": "\U0001F680", "large_green_circle": "\U0001F7E2", "rewind": "\u23EA", "no_entry": "\u26D4", "white_circle": "\u26AA",
	"warning": "\u26A0\uFE0F", "x": "\u274C", "white_check_mark": "\u2705", "loudspeaker": "\U0001F4E2", "rotating_light": "\U0001F6A8",
	"telephone_receiver": "\U0001F4DE", "question": "\u2753", "speech_balloon": "\U0001F4AC",
	"snowflake": "\u2744\uFE0F", "pushpin": "\U0001F4CC", "white_large_square": "\u2B1C",
}
