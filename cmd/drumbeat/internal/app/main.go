package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	_ "time/tzdata" // the container has no time zones of its own
)

// Exit codes: 0 done, 1 it failed, 2 it was called or configured wrongly.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

// command is one thing the program does.
type command struct {
	name  string
	args  string
	short string
	run   func(ctx context.Context, args []string, out, errs io.Writer) error
}

func commands() []command {
	return []command{
		{"demo", "[-listen 127.0.0.1:8080] [-data DIR]", "try it: the bot and a local Slack workspace in your browser", runDemo},
		{"serve", "", "run the bot for a real Slack workspace", runServe},
		{"sandbox", "[-listen ADDR] [-config FILE] [-data FILE] [-print-config]", "run the local Slack workspace alone, for any Slack app", runSandbox},
		{"policy", "export|check|apply|replay FILE", "read, check, change and try out the policy as a file", runPolicy},
		{"audit", "verify|export [-against PACK] [-from DATE -to DATE -names] [REL-n ...] [DIR]", "check that the histories are whole, and write evidence", runAudit},
		{"healthcheck", "", "ask the bot on this machine whether it is alive; for containers", runHealthcheck},
		{"version", "", "say which version this is", runVersion},
	}
}

// errUsage is a command line that cannot be run; the usage was printed already.
var errUsage = errors.New("usage")

// configError is an environment or a file that cannot be used.
type configError struct{ error }

func (e configError) Unwrap() error { return e.error }

// Main runs the program with its arguments and returns its exit code.
func Main(args []string, out, errs io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if len(args) == 0 {
		usage(errs)
		return exitUsage
	}
	if args[0] == "-h" || args[0] == "--help" || args[0] == "help" {
		usage(out)
		return exitOK
	}
	for _, c := range commands() {
		if c.name != args[0] {
			continue
		}
		err := c.run(ctx, args[1:], out, errs)
		var bad configError
		switch {
		case err == nil, errors.Is(err, flag.ErrHelp):
			return exitOK
		case errors.Is(err, errUsage):
			return exitUsage
		case errors.As(err, &bad):
			_, _ = fmt.Fprintf(errs, "drumbeat %s cannot start:\n%v\n\nAll settings: drumbeat serve -h\n", c.name, err)
			return exitUsage
		}
		_, _ = fmt.Fprintf(errs, "drumbeat %s: %v\n", c.name, err)
		return exitFailed
	}
	_, _ = fmt.Fprintf(errs, "drumbeat: there is no command %q\n\n", args[0])
	usage(errs)
	return exitUsage
}

func usage(w io.Writer) {
	_, _ = fmt.Fprintln(w, "Drumbeat coordinates releases in Slack.\n\nUsage: drumbeat COMMAND")
	for _, c := range commands() {
		_, _ = fmt.Fprintf(w, "\n  %-12s %s\n", c.name, c.short)
		if c.args != "" {
			_, _ = fmt.Fprintf(w, "  %-12s drumbeat %s %s\n", "", c.name, c.args)
		}
	}
	_, _ = fmt.Fprintln(w, "\nNew here? Run: drumbeat demo")
}

// flags gives the flag set of a command; its usage names the command's line.
func flags(name string, errs io.Writer) *flag.FlagSet {
	fs := flag.NewFlagSet("drumbeat "+name, flag.ContinueOnError)
	fs.SetOutput(errs)
	return fs
}

// parse reads flags and refuses arguments that no flag takes.
func parse(fs *flag.FlagSet, args []string) error {
	if err := fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return errUsage
	}
	if fs.NArg() > 0 {
		_, _ = fmt.Fprintf(fs.Output(), "%s: %q is one word too many\n", fs.Name(), fs.Arg(0))
		return errUsage
	}
	return nil
}

func runVersion(_ context.Context, args []string, out, errs io.Writer) error {
	if err := parse(flags("version", errs), args); err != nil {
		return err
	}
	_, err := fmt.Fprintln(out, "drumbeat", version())
	return err
}

// version is what the Go toolchain stamped into the binary.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	v := info.Main.Version
	if v == "" {
		v = "(devel)"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			v += " " + s.Value[:12]
		}
	}
	return v + " " + info.GoVersion
}
