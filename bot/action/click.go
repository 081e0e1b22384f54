package action

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"drumbeat/workflow"
)

// Ids of buttons that are no action on a release. The buttons of the actions
// themselves are named by [ReleaseID].
const (
	More        = "release.more"    // the menu of further actions; the chosen option says which
	Show        = "release.show"    // the card, privately
	Details     = "release.details" // everything, in a modal
	Why         = "release.why"     // what stands between it and going live
	Read        = "briefing.read"   // "I have read this"
	RetryNotice = "notice.retry"    // send a dead notice again
	AskFor      = "menu.request"    // open the request form; System, Window and Item, a change type, may fill it in
	Mine        = "menu.mine"       // the person's own releases
	List        = "menu.list"       // all open releases; Before pages
	Help        = "menu.help"       // what can be typed
	Queue       = "menu.queue"      // the queue; Command says which part of it
	Bulk        = "queue.bulk"      // choose several requests of a page; Command says which page
	Calendar    = "menu.calendar"   // the calendar; Span, Day and System say what of it
	Windows     = "window.list"     // the windows around now; System says of which system
	Freezes     = "freeze.list"     // the freezes
	ShowWindow  = "window.show"     // one window with its package; Page pages
	Again       = "menu.command"    // run the command that was probably meant; Command says which
	Emergency   = "menu.emergency"  // open the form for an emergency
	Away        = "menu.away"       // open the form for an absence
	Back        = "away.end"        // an absence ends; Notice is its id
)

const releasePrefix = "release."

// ReleaseID is the id of the button that starts an action on a release:
// "release.approve".
func ReleaseID(a workflow.Action) string { return releasePrefix + string(a) }

// Nth makes an id unique where several buttons of one kind share a row. Reading
// takes the number off again.
func Nth(id string, n int) string {
	if n == 0 {
		return id
	}
	return id + "#" + strconv.Itoa(n)
}

// clickable are the actions that a person starts with a click. Submitting has
// a form of its own; escalating and rolling forward are done by rule.
var clickable = map[workflow.Action]bool{
	workflow.ActTriage: true, workflow.ActAskChanges: true, workflow.ActResubmit: true, workflow.ActEdit: true,
	workflow.ActApprove: true, workflow.ActReject: true, workflow.ActWithdrawRejection: true, workflow.ActTake: true,
	workflow.ActMove: true, workflow.ActStart: true, workflow.ActPostpone: true, workflow.ActLive: true,
	workflow.ActRollBack: true, workflow.ActWithdraw: true, workflow.ActClose: true, workflow.ActSignOff: true,
	workflow.ActEndorse: true, workflow.ActReorder: true, workflow.ActMerge: true,
	workflow.ActNudge: true, workflow.ActReview: true,
	workflow.ActKnownIssue: true, workflow.ActKnownOver: true, workflow.ActCorrect: true, workflow.ActIgnoreCalls: true,
	workflow.ActHandOver: true, workflow.ActAcceptHandover: true, workflow.ActReturnHandover: true, workflow.ActFollowUp: true,
}

// Clickable tells whether a person starts this action with a click.
func Clickable(a workflow.Action) bool { return clickable[a] }

// NeedsReason tells whether a click on this action opens a modal that asks for
// a reason before anything happens.
func NeedsReason(a workflow.Action) bool {
	switch a {
	case workflow.ActReject, workflow.ActAskChanges, workflow.ActWithdraw, workflow.ActRollBack, workflow.ActPostpone, workflow.ActIgnoreCalls:
		return true
	}
	return false
}

// Click is what a button or a menu option is about.
type Click struct {
	ID       string            // one of this package's ids, or [ReleaseID] of Action
	Action   workflow.Action   // for release actions
	Release  workflow.Number   // 0: about no release
	Revision int               // the revision the message showed; 0: not given
	Window   workflow.WindowID // briefings
	Front    string            // briefings: key of the front-line team
	Notice   string            // RetryNotice: id of the notice; Back: of the absence
	Before   workflow.Number   // List, Mine: the page below this number
	Command  string            // Again: the command that was meant; Queue, and what is clicked in it: the part of the queue

	Environment workflow.EnvironmentID // bookings; "web:" is the whole street of a system
	Booking     string                 // bookings: id of one
	Span        workflow.CalendarSpan  // Calendar: how much of it; empty: a week
	Day         string                 // Calendar: "2026-11-24", a day in it; empty: today
	System      string                 // Calendar: key of the one system looked at; empty: all
	Package     workflow.Action        // what is done to all releases of Window
	Page        int                    // the page of what is long, from 1; 0: the first

	Part    string // settings: key of the part
	Item    string // settings: key of the thing in it
	From    int    // settings: how many things come before the page
	Version int    // settings: the version to bring back
}

// Value writes what the click is about, for a button's value.
func (c Click) Value() string {
	v := url.Values{}
	set := func(key, s string) {
		if s != "" {
			v.Set(key, s)
		}
	}
	number := func(key string, n int) {
		if n > 0 {
			v.Set(key, strconv.Itoa(n))
		}
	}
	number("n", int(c.Release))
	number("r", c.Revision)
	number("b", int(c.Before))
	set("w", string(c.Window))
	set("f", c.Front)
	set("i", c.Notice)
	set("c", c.Command)
	set("e", string(c.Environment))
	set("k", c.Booking)
	set("v", string(c.Span))
	set("d", c.Day)
	set("y", c.System)
	number("p", c.Page)
	set("g", c.Part)
	set("t", c.Item)
	number("o", c.From)
	number("z", c.Version)
	return v.Encode()
}

// Option writes the click as the value of a menu option, which has no id of
// its own.
func (c Click) Option() string {
	v := c.Value()
	if v != "" {
		v = "&" + v
	}
	return "a=" + url.QueryEscape(c.ID) + v
}

// FromBlock reads the click out of a block action: of a menu the chosen
// option, of a button its value.
func FromBlock(b slack.BlockAction) (Click, error) {
	value := b.Value
	if b.SelectedOption.Value != "" {
		value = b.SelectedOption.Value
	}
	return Parse(b.ActionID, value)
}

// longest bounds a value; Slack allows 2,000 characters in a button.
const longest = 2000

// Parse reads an action id and the value beside it. The error is a
// [*workflow.Error] of CodeInvalid.
func Parse(id, value string) (Click, error) {
	if len(id) > 255 || len(value) > longest || !utf8.ValidString(id) || !utf8.ValidString(value) {
		return Click{}, strange()
	}
	v, err := url.ParseQuery(value)
	if err != nil {
		return Click{}, strange()
	}
	if base, n, several := strings.Cut(id, "#"); several {
		if _, ok := number[int](n); !ok {
			return Click{}, strange()
		}
		id = base
	}
	if id == More {
		id = v.Get("a")
	} else if v.Has("a") {
		return Click{}, strange()
	}
	c := Click{ID: id}
	for key, values := range v {
		if len(values) != 1 || !c.read(key, values[0]) {
			return Click{}, strange()
		}
	}
	if err := c.check(); err != nil {
		return Click{}, err
	}
	return c, nil
}

// read takes one key of a value; false where this package did not write it.
func (c *Click) read(key, s string) bool {
	ok := true
	switch key {
	case "a":
	case "n":
		c.Release, ok = number[workflow.Number](s)
	case "r":
		c.Revision, ok = number[int](s)
	case "b":
		c.Before, ok = number[workflow.Number](s)
	case "w":
		c.Window, ok = window(s)
	case "f":
		c.Front = s
	case "i":
		c.Notice = s
	case "c":
		c.Command = s
	case "e":
		c.Environment, ok = environment(s)
	case "k":
		c.Booking = s
	case "v":
		c.Span = workflow.CalendarSpan(s)
		ok = slices.Contains(workflow.CalendarSpans, c.Span)
	case "d":
		_, err := time.Parse(time.DateOnly, s)
		c.Day, ok = s, err == nil
	case "y":
		c.System = s
	case "p":
		c.Page, ok = number[int](s)
	case "g":
		c.Part = s
	case "t":
		c.Item = s
	case "o":
		c.From, ok = number[int](s)
	case "z":
		c.Version, ok = number[int](s)
	default:
		return false
	}
	return ok && s != ""
}

// check holds an id against what it has to be about.
func (c *Click) check() error {
	switch c.ID {
	case Show, Details, Why, Bundle, SaveTemplate:
		if c.Release == 0 {
			return strange()
		}
	case Read, CustomersCall, Question:
		if c.Window == "" || c.Front == "" {
			return strange()
		}
	case RetryNotice, Back:
		if c.Notice == "" {
			return strange()
		}
	case Again:
		if c.Command == "" {
			return strange()
		}
	case EnvExtend, EnvBack:
		if _, key := c.Environment.Split(); key == "" || c.Booking == "" {
			return strange()
		}
	case EnvShow, EnvBook:
	case Metrics, Chart:
		if _, err := ParseMetrics(c.Command); err != nil {
			return err
		}
	case Queue, Bulk:
		if _, err := ParseView(c.Command); err != nil {
			return err
		}
	case ShowWindow:
		if c.Window == "" {
			return strange()
		}
	case SettingsPart, SettingsItem, SettingsAdd:
		if c.Part == "" {
			return strange()
		}
	case SettingsBring:
		if c.Version == 0 {
			return strange()
		}
	case Discard:
		if _, err := time.Parse(MomentForm, c.Item); err != nil {
			return strange()
		}
	case Answer:
		if c.Window == "" || c.Item == "" {
			return strange()
		}
	case CallCause:
		if _, ok := c.Window.Book(); !ok || c.Item == "" || c.Release == 0 {
			return strange()
		}
	case Customers:
	case Settings, SettingsRemove, SettingsBack, SettingsVersions:
	case Task:
		if c.Release == 0 || c.Item == "" || c.Part != string(workflow.ActHandOver) && c.Part != string(workflow.ActFollowUp) {
			return strange()
		}
	case CheckIn, Rate, RateWords:
		if c.Release == 0 || c.Item == "" {
			return strange()
		}
	case Handovers:
	case Windows, Freezes, AskFor, Mine, List, Help, Calendar, Emergency, Away:
	default:
		if a, ok := PackageAction(c.ID); ok && c.Window != "" {
			c.Package = a
			return nil
		}
		a := workflow.Action(strings.TrimPrefix(c.ID, releasePrefix))
		if !strings.HasPrefix(c.ID, releasePrefix) || !clickable[a] || c.Release == 0 {
			return strange()
		}
		c.Action = a
	}
	return nil
}

// number reads a counter as this package writes it: decimal, from 1, no sign,
// no leading zero.
func number[T ~int](s string) (T, bool) {
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil || n < 1 || s[0] == '+' || s[0] == '0' {
		return 0, false
	}
	return T(n), true
}

// window reads the id of a window: an occurrence of a heartbeat, an emergency, or
// the book of a day's calls.
func window(s string) (workflow.WindowID, bool) {
	id := workflow.WindowID(s)
	if n, ok := id.Emergency(); ok {
		return id, workflow.EmergencyWindow(n) == id
	}
	if day, ok := id.Book(); ok {
		return id, workflow.CallsBook(day) == id
	}
	key, opens, ok := id.Split()
	return id, ok && key != "" && workflow.MakeWindowID(key, opens) == id
}

func strange() error {
	return workflow.Refuse(workflow.CodeInvalid, "This button is not one of ours, or from a version that is gone. Open the release again: /release list.")
}
