// Package faultproxy stands between a MongoDB client and a server and makes
// things go wrong on purpose, so that tests can ask what a store does when an
// answer is lost, late or a refusal.
//
// A [Proxy] accepts connections on a loopback port and opens one to the server
// for each. It reads the wire protocol just deeply enough to know the name of
// every command and which reply belongs to it, and changes nothing unless a
// [Rule] says so. A rule picks commands by name and number and has one [Fault]:
// the same command can fail before its effect, where nothing was stored, or
// after it, where everything was and the client cannot know.
//
// With [Options].Serialise it also hands the server one writing command at a
// time, over all connections. That is for servers whose conditional updates
// are not atomic; a test through it says nothing about such a server's own
// concurrency.
//
// Compressed messages pass unread: clients that use the proxy must not ask for
// compression.
package faultproxy
