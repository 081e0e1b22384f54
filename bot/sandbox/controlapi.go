package sandbox

import "encoding/json"

// This file is the control interface under /control/: the clock, the traffic
// log, faults, sockets, and changes to people and channels. Errors are as in
// the client interface.

// ClockInfo is the state of the workspace's clock.
type ClockInfo struct {
	Now    float64 `json:"now"`
	Rate   float64 `json:"rate"` // sandbox seconds per real second
	Paused bool    `json:"paused"`
}

// ClockAnswer answers GET and POST /control/clock.
type ClockAnswer struct {
	OK bool `json:"ok"`
	ClockInfo
	Next []NextThing `json:"next"` // empty when the embedding program does not tell
}

// NextThing is something that the app says will happen.
type NextThing struct {
	At   float64 `json:"at"`
	What string  `json:"what"`
}

// ClockRequest is the body of POST /control/clock. Exactly one field is set.
type ClockRequest struct {
	Advance string   `json:"advance,omitempty"` // Go duration, plus d for days: 1h30m, 2d
	To      string   `json:"to,omitempty"`      // RFC 3339
	Pause   *bool    `json:"pause,omitempty"`
	Rate    *float64 `json:"rate,omitempty"`
	Next    bool     `json:"next,omitempty"` // to the next thing that happens
}

// TrafficItem is one request between the sandbox and an app. Secrets are
// blotted out and long bodies cut.
type TrafficItem struct {
	N         int64           `json:"n"` // rises by one
	At        float64         `json:"at"`
	Dir       string          `json:"dir"` // to_app or from_app
	App       string          `json:"app,omitempty"`
	Method    string          `json:"method"` // chat.postMessage, slash_commands, view_submission, response_url ...
	Status    int             `json:"status"` // HTTP status; 0 when there was no answer
	TookMS    float64         `json:"took_ms"`
	User      string          `json:"user,omitempty"` // who acted, for to_app
	Request   json.RawMessage `json:"request,omitempty"`
	Response  json.RawMessage `json:"response,omitempty"`
	Error     string          `json:"error,omitempty"` // the error code of the answer
	Fault     string          `json:"fault,omitempty"` // the fault that was injected
	Violation *Violation      `json:"violation,omitempty"`
}

// Violation is something an app did that Slack refuses.
type Violation struct {
	N       int64  `json:"n"`                 // of the traffic item
	App     string `json:"app"`               // app id; empty when no app could be told
	Method  string `json:"method"`            // the method, or what was answered: ack of view_submission ...
	Code    string `json:"code"`              // Slack's error code
	What    string `json:"what"`              // a sentence
	Pointer string `json:"pointer,omitempty"` // JSON pointer to the place
}

// TrafficAnswer answers GET /control/traffic?since=N&limit=M with the items after
// N, the first M of them; without limit all.
type TrafficAnswer struct {
	OK    bool          `json:"ok"`
	Items []TrafficItem `json:"items"`
}

// The kinds of Fault.
const (
	Fault429           = "429"
	Fault500           = "500"
	FaultTimeoutBefore = "timeout_before" // no effect, no answer
	FaultTimeoutAfter  = "timeout_after"  // the effect, but no answer
	FaultResetBefore   = "reset_before"   // the connection breaks before the effect
	FaultResetAfter    = "reset_after"    // the connection breaks after the effect
	FaultSlow          = "slow"           // answered after DelayMS
	FaultLate          = "late"           // the effect comes after DelayMS, even when the caller has gone, and then the answer
	FaultTwice         = "twice"          // of what is sent to apps: a second copy comes along
)

// Fault makes requests of apps go wrong, or with FaultTwice what is sent to them.
type Fault struct {
	Method     string  `json:"method"` // such as chat.postMessage, response_url, upload; for FaultTwice as in the traffic log: /command, block_actions, message; * for all
	Kind       string  `json:"kind"`
	App        string  `json:"app,omitempty"`         // name or id; empty: every app
	Count      int     `json:"count,omitempty"`       // how many times; 0: until cleared
	Rate       float64 `json:"rate,omitempty"`        // 0..1 of the requests that match; 0: all
	RetryAfter int     `json:"retry_after,omitempty"` // seconds, for 429; 0: 1
	DelayMS    int     `json:"delay_ms,omitempty"`    // for slow, late and the time-outs; 0: 1 s, or until the caller gives up for time-outs
}

// FaultsRequest is the body of POST /control/faults; it adds. The answer is
// FaultsAnswer. DELETE /control/faults clears all, DELETE /control/faults/ID one.
type FaultsRequest struct {
	Faults []Fault `json:"faults"`
}

// ActiveFault is a fault that was asked for. App is an id here.
type ActiveFault struct {
	ID string `json:"id"`
	Fault
	Left    *int `json:"left,omitempty"` // how many times it still happens; nil: until cleared
	Matched int  `json:"matched"`        // how many times it happened
}

// FaultsAnswer answers GET, POST and DELETE of /control/faults: what goes wrong
// now, what did lately, and what can be chosen.
type FaultsAnswer struct {
	OK         bool          `json:"ok"`
	Added      []string      `json:"added,omitempty"` // ids, for POST
	Faults     []ActiveFault `json:"faults"`
	Spent      []ActiveFault `json:"spent"`      // used up, the last twenty
	Kinds      []FaultKind   `json:"kinds"`      // for Fault.Kind
	Methods    []string      `json:"methods"`    // for Fault.Method of kinds of requests
	Deliveries []string      `json:"deliveries"` // for Fault.Method of kinds of deliveries
	Sockets    []SocketKind  `json:"sockets"`    // for SocketRequest.Do
}

// FaultKind explains a kind of fault.
type FaultKind struct {
	Kind  string `json:"kind"`
	Of    string `json:"of"`              // requests (from apps) or deliveries (to apps)
	Title string `json:"title"`           // a few words
	What  string `json:"what"`            // a sentence
	Takes string `json:"takes,omitempty"` // the number that belongs to it: retry_after or delay_ms
}

// SocketKind explains something that can happen to sockets.
type SocketKind struct {
	Do    string `json:"do"`
	Title string `json:"title"`
	What  string `json:"what"`
}

// SocketRequest is the body of POST /control/socket.
type SocketRequest struct {
	App   string `json:"app,omitempty"`   // name or id; empty: every app
	Do    string `json:"do"`              // disconnect, warning, drop, link_disabled, link_enabled, redeliver
	Count int    `json:"count,omitempty"` // for redeliver: how many copies; 0: 1
}

// SocketAnswer answers POST /control/socket.
type SocketAnswer struct {
	OK      bool `json:"ok"`
	Sockets int  `json:"sockets"` // how many sockets it happened to; 0 for redeliver
}

// PersonRequest is the body of POST /control/people: changes the person with
// that id or name, or adds one. What is empty stays, but deleted always says
// whether the person is deactivated from now on.
type PersonRequest struct {
	Person
}

// ChannelChange is the body of POST /control/channels: changes the channel with
// that id or name, or adds one. Members are names or ids of people and apps.
type ChannelChange struct {
	ID       string   `json:"id,omitempty"`
	Name     string   `json:"name,omitempty"`
	Private  bool     `json:"private,omitempty"`
	Topic    *string  `json:"topic,omitempty"`
	Archived *bool    `json:"archived,omitempty"`
	Add      []string `json:"add,omitempty"`
	Remove   []string `json:"remove,omitempty"`
}

// GroupChange is the body of POST /control/groups. Users, when present, are the
// new members.
type GroupChange struct {
	ID       string    `json:"id,omitempty"`
	Handle   string    `json:"handle,omitempty"`
	Name     string    `json:"name,omitempty"`
	Users    *[]string `json:"users,omitempty"`
	Disabled *bool     `json:"disabled,omitempty"`
}
