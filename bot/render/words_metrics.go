package render

import "drumbeat/workflow"

// metricsWords: the figures of what went live, of the digest and of its picture.
type metricsWords struct {
	title   string
	spans   map[workflow.MetricsSpan]string
	month   string
	against string
	between string
	nothing string
	was     string
	of      string
	percent string
	points  string

	live       string
	liveOne    string
	inWindow   string
	outside    string
	urgent     string
	failures   string
	failed     string
	cycle      string
	cycleIs    string
	mean       string
	parts      [workflow.CycleParts]string
	decide     string
	decideIs   string
	targets    string
	looks      string
	decisions  string
	restore    string
	forward    string
	briefings  string
	briefed    string
	voices     string
	perRelease string
	rating     string
	ratingIs   string
	asked      string
	askedOne   string
	rejected   string
	withdrawn  string

	choose     string
	everything string
	chart      string
	chartOn    string
	chartTitle string
	chartAlt   string
	days       string
	noSuch     string

	digest      string
	comes       string
	comesEach   string
	overdue     string
	overdueEach string
	late        map[workflow.Lateness]string
	notable     string
	stamped     string
	unfailing   string
	allLet      string

	chartLive    string
	chartWindow  string
	chartOutside string
	chartUrgent  string
	button       string
	counting     string
}

var enMetrics = metricsWords{
	title: "Metrics",
	spans: map[workflow.MetricsSpan]string{
		workflow.MetricsWeek: "last 7 days", workflow.MetricsMonth: "last 4 weeks", workflow.MetricsQuarter: "last 13 weeks", workflow.MetricsYear: "last 52 weeks",
	},
	month:   "{1} {2}",
	against: "{1} to {2}, against {3} to {4}",
	between: "{1} to {2}",
	nothing: "Nothing was asked for and nothing went live in this time.",
	was:     "{1} (was {2})",
	of:      "{1} of {2}",
	percent: "{1} %",
	points:  "{1}.{2}",

	live:       "{1} went live",
	liveOne:    "1 went live",
	inWindow:   "{1} in the window",
	outside:    "{1} after it had closed",
	urgent:     "{1} as an emergency",
	failures:   "Change failure rate",
	failed:     "{1} of {2} deployments rolled back",
	cycle:      "Asked to live",
	cycleIs:    "half within {1}, nine of ten within {2}",
	mean:       "on average {1}",
	parts:      [workflow.CycleParts]string{"a look {1}", "with the requester {1}", "decisions {1}", "its window {1}", "deployment {1}"},
	decide:     "Time to decide",
	decideIs:   "{1} {2}",
	targets:    "Targets kept",
	looks:      "looks {1}",
	decisions:  "decisions {1}",
	restore:    "Time to restore",
	forward:    "Rolled forward",
	briefings:  "Briefings read in time",
	briefed:    "{1} of {2} people",
	voices:     "Customers' reports",
	perRelease: "{1} per release",
	rating:     "Satisfaction",
	ratingIs:   "{1} of 5, {2} answers",
	asked:      "{1} asked for",
	askedOne:   "1 asked for",
	rejected:   "{1} rejected",
	withdrawn:  "{1} withdrawn",

	choose:     "Time",
	everything: "All systems",
	chart:      "Send me the chart",
	chartOn:    "The chart comes by direct message.",
	chartTitle: "Metrics, {1}",
	chartAlt:   "Chart of what went live and how long it took. {1}",
	days:       "Asked to live, days (the middle of all)",
	noSuch:     "{1} is the name of no system. No team of that name asked for anything in this time; write it as its requests do.",

	digest:      "Digest for the operations meeting",
	comes:       "Coming windows",
	comesEach:   "{1} {2}: {3}",
	overdue:     "Overdue: {1}",
	overdueEach: "{1} {2}: {3} since {4}",
	late: map[workflow.Lateness]string{
		workflow.LateLook: "waits for a release manager", workflow.LateDecision: "waits for a decision", workflow.LateReview: "its review is overdue",
	},
	notable:   "Worth a look",
	stamped:   "{1} approved {2} times, each within seconds of being asked.",
	unfailing: "{2} decisions for {1}, and never a no. Is that approval needed?",
	allLet:    "Release managers looked at {1} requests and let all of them through. Is that look needed?",

	chartLive:    "Went live",
	chartWindow:  "in the window",
	chartOutside: "after it had closed",
	chartUrgent:  "emergencies",
	button:       "Metrics",
	counting:     "Counting that takes a moment. The answer comes here.",
}
