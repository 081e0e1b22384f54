// Command drumbeat coordinates releases in Slack.
//
// It reads what it was asked to do, reads the configuration, and hands both to
// package app.
package main

import (
	"os"

	"drumbeat/cmd/drumbeat/internal/app"
)

func main() {
	os.Exit(app.Main(os.Args[1:], os.Stdout, os.Stderr))
}
