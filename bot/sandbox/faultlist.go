package sandbox

import (
	"maps"
	"slices"
	"strings"
)

// This file says what a fault can be chosen from.

// What a kind of fault happens to.
const (
	ofRequests   = "requests"   // of apps: Web API methods, response URLs, uploads
	ofDeliveries = "deliveries" // to apps: commands, interactions, events
)

// faultKinds are the kinds in the order a person reads them.
var faultKinds = []FaultKind{
	{Kind: Fault429, Of: ofRequests, Title: "Too many requests", What: "Nothing happens; the app is answered 429 and told to wait.", Takes: "retry_after"},
	{Kind: Fault500, Of: ofRequests, Title: "Server error", What: "Nothing happens; the app is answered 500."},
	{Kind: FaultTimeoutBefore, Of: ofRequests, Title: "No answer, nothing done", What: "The request is lost: it has no effect and the app waits in vain.", Takes: "delay_ms"},
	{Kind: FaultTimeoutAfter, Of: ofRequests, Title: "No answer, but done", What: "The request has its effect, and the app waits in vain for the answer.", Takes: "delay_ms"},
	{Kind: FaultResetBefore, Of: ofRequests, Title: "Connection breaks, nothing done", What: "The connection breaks before the request has any effect."},
	{Kind: FaultResetAfter, Of: ofRequests, Title: "Connection breaks, but done", What: "The request has its effect, then the connection breaks before the answer."},
	{Kind: FaultSlow, Of: ofRequests, Title: "Slow answer", What: "The request has its effect at once; the answer comes later.", Takes: "delay_ms"},
	{Kind: FaultLate, Of: ofRequests, Title: "Late effect", What: "The effect comes later, even when the app has stopped waiting, and then the answer.", Takes: "delay_ms"},
	{Kind: FaultTwice, Of: ofDeliveries, Title: "Delivered twice", What: "What is sent to the app comes a second time, as when an acknowledgement was lost."},
}

// socketKinds are what POST /control/socket can do.
var socketKinds = []SocketKind{
	{Do: "drop", Title: "Break the socket", What: "The connection breaks without a word; the app has to notice and come again."},
	{Do: "warning", Title: "Warn of an end", What: "The app is told that its socket will close soon."},
	{Do: "disconnect", Title: "Ask to come again", What: "The app is asked to reconnect and the socket closes, as happens every few hours."},
	{Do: "link_disabled", Title: "Switch Socket Mode off", What: "The app is told that Socket Mode is off, its sockets close, and it gets no new ones."},
	{Do: "link_enabled", Title: "Switch Socket Mode on", What: "The app may connect again."},
	{Do: "redeliver", Title: "Send the last thing again", What: "The app gets the last command, click or event once more."},
}

// responseURLMethod and uploadMethod name, in faults and in the traffic log,
// what apps send to places that are no Web API method.
const (
	responseURLMethod = "response_url"
	uploadMethod      = "upload"
)

// interactionNames are the interactions that are sent to apps.
var interactionNames = []string{"block_actions", "block_suggestion", "message_action", "shortcut", "view_closed", "view_submission"}

func faultKind(kind string) *FaultKind {
	if i := slices.IndexFunc(faultKinds, func(k FaultKind) bool { return k.Kind == kind }); i >= 0 {
		return &faultKinds[i]
	}
	return nil
}

func faultKindNames() []string {
	var out []string
	for _, k := range faultKinds {
		out = append(out, k.Kind)
	}
	return out
}

func (s *Server) appNames() []string {
	var out []string
	for _, a := range s.apps {
		out = append(out, a.cfg.Name)
	}
	return out
}

// faultMethods are the requests of apps that a fault can be asked for.
func (s *Server) faultMethods() []string {
	return append(slices.Sorted(maps.Keys(methods)), responseURLMethod, uploadMethod)
}

// faultDeliveries are what the installed apps can be sent, by the names that
// the traffic log uses.
func (s *Server) faultDeliveries() []string {
	names := map[string]bool{}
	for _, name := range interactionNames {
		names[name] = true
	}
	for _, a := range s.apps {
		for _, c := range a.cfg.Commands {
			names[c.Command] = true
		}
		for _, e := range a.cfg.Events {
			kind, _, _ := strings.Cut(e, ".") // message.im is delivered as message
			names[kind] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}
