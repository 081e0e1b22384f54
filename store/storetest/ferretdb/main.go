// Ferretdb runs a database server that Drumbeat's authors did not write and
// that speaks MongoDB's wire protocol, so that the MongoDB store can be tested
// on a machine that has Go and nothing else.
//
// It is FerretDB v1 with its SQLite backend, in a module of its own: its
// dependencies are no part of Drumbeat. It listens on a loopback address, keeps
// its files in one folder, prints one line "ready mongodb://…" when clients can
// connect, and ends on SIGINT or SIGTERM.
//
//	go run . -listen 127.0.0.1:27018 -dir /tmp/data
//
// What it is not: its conditional updates are not atomic among concurrent
// clients and its queries scan. Tests therefore talk to it through the fault
// proxy, which hands it one command at a time. Building with the tag
// ferretdb_no_postgresql leaves out the backend that is not used here.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "ferretdb:", err)
		os.Exit(1)
	}
}

// run serves until ctx ends. The address must be a loopback one: the server
// asks nobody for a password.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("ferretdb", flag.ContinueOnError)
	flags.SetOutput(stderr)
	listen := flags.String("listen", "127.0.0.1:0", "loopback `address` to listen on; port 0 takes a free one")
	dir := flags.String("dir", "", "`folder` for the data; empty: a temporary one, removed at the end")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if err := checkLoopback(*listen); err != nil {
		return err
	}
	folder, remove, err := dataFolder(*dir)
	if err != nil {
		return err
	}
	defer remove()

	db, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: *listen},
		Logger:    slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: slog.LevelError})),
		Handler:   "sqlite",
		SQLiteURL: "file:" + filepath.ToSlash(folder) + "/",
	})
	if err != nil {
		return fmt.Errorf("start the server: %w", err)
	}
	done := make(chan error, 1)
	go func() { done <- db.Run(ctx) }()
	fmt.Fprintln(stdout, "ready", db.MongoDBURI())
	return <-done
}

func checkLoopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("-listen: %w", err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("-listen: %s is not a loopback address; the server has no passwords", address)
	}
	return nil
}

// dataFolder makes dir, or a temporary folder that remove deletes.
func dataFolder(dir string) (folder string, remove func(), err error) {
	if dir != "" {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return "", nil, fmt.Errorf("-dir: %w", err)
		}
		folder, err = filepath.Abs(dir)
		return folder, func() {}, err
	}
	folder, err = os.MkdirTemp("", "ferretdb-")
	if err != nil {
		return "", nil, fmt.Errorf("temporary folder: %w", err)
	}
	return folder, func() { os.RemoveAll(folder) }, nil
}
