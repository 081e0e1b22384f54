package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"time"

	"drumbeat/bot/sandbox"
)

// runSandbox runs the local Slack alone, for any Slack app, and prints how an
// app reaches it.
func runSandbox(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("sandbox", errs)
	listen := fs.String("listen", "127.0.0.1:8080", "address to listen on")
	file := fs.String("config", "", "workspace as a JSON file; default: a small one with one app")
	printConfig := fs.Bool("print-config", false, "print the workspace as a JSON file, to start your own from, and end")
	data := fs.String("data", "", "file that keeps the workspace: loaded at the start, saved every half minute and at the end; default: nothing is kept")
	hosts := fs.String("host", "", "names, separated by commas, that browsers may know the sandbox by besides localhost and addresses")
	if err := parse(fs, args); err != nil {
		return err
	}
	cfg, err := sandboxConfig(*file)
	if err != nil {
		return configError{err}
	}
	if *printConfig {
		raw, err := json.MarshalIndent(cfg, "", "  ")
		if err != nil {
			return fmt.Errorf("print the configuration: %w", err)
		}
		_, err = fmt.Fprintf(out, "%s\n", raw)
		return err
	}
	ln, err := net.Listen("tcp", *listen)
	if err != nil {
		return err
	}
	if !onlyThisMachine(ln.Addr()) {
		_, _ = fmt.Fprintf(errs, "warning: %s can be reached from other machines, and whoever reaches the sandbox acts as anybody in it; listen on 127.0.0.1 to keep it to this one\n", ln.Addr())
	}
	base := "http://" + reachable(ln.Addr())
	s, err := sandbox.New(cfg, sandbox.Options{Now: time.Now, Logger: logger(errs, slog.LevelInfo), BaseURL: base, Hosts: strings.FieldsFunc(*hosts, isComma)})
	if err != nil {
		return errors.Join(configError{err}, ln.Close())
	}
	life := newLifecycle(discard())
	life.onStop("workspace", func(context.Context) error { s.Close(); return nil })
	if err := keepWorkspace(ctx, life, s, *data); err != nil {
		return errors.Join(configError{err}, ln.Close(), life.stop())
	}
	serveHTTP(life, "sandbox", ln, s.Handler(), sandboxBounds)
	printAccess(out, s.Config(), base)
	return errors.Join(life.wait(ctx), life.stop())
}

// saveEvery is how much of a workspace a power cut may cost.
const saveEvery = 30 * time.Second

// keepWorkspace loads the workspace from a file and saves it there from now on.
// A file that cannot be used is an error, and is left as it is.
func keepWorkspace(ctx context.Context, life *lifecycle, s *sandbox.Server, file string) error {
	if file == "" {
		return nil
	}
	if _, err := s.Load(file); err != nil {
		return err
	}
	if err := s.Save(file); err != nil {
		return err // better now than after a day's work
	}
	s.KeepSaved(ctx, file, saveEvery)
	life.onStop("saved workspace", func(context.Context) error { return s.Save(file) })
	return nil
}

// sandboxConfig is the workspace of a file, or the small one that is built in.
func sandboxConfig(file string) (sandbox.Config, error) {
	if file == "" {
		return sandbox.Default(), nil
	}
	return sandbox.LoadConfig(file)
}

// printAccess prints how each app reaches the sandbox.
func printAccess(out io.Writer, cfg sandbox.Config, base string) {
	for i, a := range cfg.Apps {
		if i > 0 {
			_, _ = fmt.Fprintf(out, "# %s\n", a.Name)
		}
		_, _ = fmt.Fprintf(out, "%s_SLACK_API_URL=%s/api/\n%s_SLACK_BOT_TOKEN=%s\n%s_SLACK_APP_TOKEN=%s\n%s_SLACK_SIGNING_SECRET=%s\n",
			Prefix, base, Prefix, a.BotToken, Prefix, a.AppToken, Prefix, a.SigningSecret)
	}
	_, _ = fmt.Fprintf(out, "# open %s/ to act as anybody in it\n", base)
}

func isComma(r rune) bool { return r == ',' || r == ' ' }

// onlyThisMachine reports whether a listener takes connections of this machine
// alone.
func onlyThisMachine(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// reachable gives the address a browser on this machine uses for a listener.
func reachable(a net.Addr) string {
	host, port, err := net.SplitHostPort(a.String())
	if err != nil {
		return a.String()
	}
	if ip := net.ParseIP(host); host == "" || (ip != nil && ip.IsUnspecified()) {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}

// logger writes structured lines.
func logger(w io.Writer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level}))
}
