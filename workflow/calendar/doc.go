// Package calendar is Drumbeat's arithmetic of time: when the windows of a
// heartbeat open, when a list is fixed, and when people may be reminded.
//
// A heartbeat says its times on a wall clock ("06:00 on Tuesdays in
// Amsterdam"), and a wall clock is not a line: once a year an hour of it does
// not exist, and once a year an hour comes twice. So the calendar never steps
// from instant to instant. It lists the local days and times that the rule
// names, and turns each into the one instant at which the wall clock first
// shows that time or has jumped over it:
//
//	a time in a gap             → the first valid minute after the gap, and
//	                              [workflow.Slot.Shifted] names the time that was missed
//	a time that comes twice     → the first of the two, once
//	two times at one instant    → one slot
//
// That makes the slots a property of the rule alone: asking for a span in one
// piece or in a hundred gives the same ones. A window lasts its duration in
// elapsed time, whatever the wall clock does meanwhile.
//
// The same arithmetic serves freezes: [Periods] gives each as [from, to), two
// occurrences that overlap or touch as one. A heartbeat's exceptions, the windows
// it skips and the extra ones, are known by the instant of their opening.
//
// Cron expressions have five fields (or are "@daily" and the like) and mean
// what cron means: a day fits when it fits day-of-month and day-of-week, and
// when both are restricted it needs to fit only one of them. "TUE#2" is the
// second Tuesday of the month, which plain cron cannot say. The parser of
// robfig/cron reads the fields; which instants follow from them is decided
// here. The turns of a schedule, at which something is asked for, are counted as
// openings are.
//
// Nothing in this package reads a clock. Zones come from the time zone database
// of the machine or of the binary.
package calendar
