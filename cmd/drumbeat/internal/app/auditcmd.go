package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"time"

	"drumbeat/store/mongodb"
	"drumbeat/workflow"
)

const auditHelp = `drumbeat audit verify [REL-n ...] [-against PACK]
drumbeat audit export [REL-n ...] [-from DATE] [-to DATE] [-names] DIR

  verify   check every release, or those named: that its history is whole and in
           order, that it is what its history says, and that people were told
  export   write an evidence pack into a new folder: JSON, CSV, a page to read

The store is the one that drumbeat serve uses (DRUMBEAT_MONGODB_URI or
DRUMBEAT_DATA_DIR); the bot may be running. Exit code 0: everything is whole;
1: something is wrong, or it could not be found out. See docs/audit.md.
`

// runAudit verifies the store, or exports evidence from it.
func runAudit(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("audit", errs)
	against := fs.String("against", "", "verify: an evidence pack from before, its folder or its evidence.json")
	from := fs.String("from", "", "export: only releases to which something happened on this `DATE` or later, as 2026-11-30")
	to := fs.String("to", "", "export: … on this `DATE` or earlier")
	names := fs.Bool("names", false, "export: ask Slack for people's names (needs "+Prefix+"_SLACK_BOT_TOKEN)")
	fs.Usage = func() {
		_, _ = fmt.Fprint(errs, auditHelp, "\n")
		fs.PrintDefaults()
	}
	words, err := mixed(fs, args)
	if err != nil {
		return err
	}
	if len(words) == 0 {
		fs.Usage()
		return errUsage
	}
	switch verb, words := words[0], words[1:]; verb {
	case "verify":
		return verifyCommand(ctx, words, *against, out)
	case "export":
		return exportCommand(ctx, words, exportWish{from: *from, to: *to, names: *names}, out)
	}
	fs.Usage()
	return errUsage
}

// mixed reads flags before, between and after words.
func mixed(fs *flag.FlagSet, args []string) (words []string, err error) {
	for len(args) > 0 {
		if err := fs.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, err
			}
			return nil, errUsage
		}
		if fs.NArg() == 0 {
			break
		}
		words, args = append(words, fs.Arg(0)), fs.Args()[1:]
	}
	return words, nil
}

// readNumbers reads the releases that a command line names.
func readNumbers(words []string) ([]workflow.Number, error) {
	var out []workflow.Number
	for _, w := range words {
		n, err := workflow.ParseNumber(w)
		if err != nil {
			var e *workflow.Error
			if errors.As(err, &e) {
				return nil, errors.New(e.Message)
			}
			return nil, err
		}
		out = append(out, n)
	}
	return out, nil
}

// openForAudit opens the store that the environment names. Nobody waits for a
// click here, so that it is given more time than the bot gives it.
func openForAudit(ctx context.Context) (openedStore, error) {
	cfg, err := readStoreConfig()
	if err != nil {
		return openedStore{}, configError{err}
	}
	return openStore(ctx, cfg, mongodb.Options{Timeout: time.Minute, Select: 10 * time.Second})
}

func verifyCommand(ctx context.Context, words []string, against string, out io.Writer) error {
	numbers, err := readNumbers(words)
	if err != nil {
		return err
	}
	a := auditor{}
	if against != "" {
		if a.heads, err = readHeads(against); err != nil {
			return err
		}
	}
	store, err := openForAudit(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = store.close(context.WithoutCancel(ctx)) }()
	a.store = store.Store
	return verify(ctx, a, numbers, out)
}

// verify writes a line for everything that is wrong, and one that sums up. Its
// error says that something is, or that it could not be found out.
func verify(ctx context.Context, a auditor, numbers []workflow.Number, out io.Writer) error {
	began := time.Now()
	count, err := a.each(ctx, numbers, func(f audited) error {
		for _, flaw := range f.Flaws {
			if _, err := fmt.Fprintln(out, flaw); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("not everything was checked: %w", forOperator(err))
	}
	verdict := "everything is whole."
	if count.Flaws > 0 {
		verdict = amount(count.Flaws, "thing is", "things are") + " wrong."
	}
	_, err = fmt.Fprintf(out, "Checked %s with %s and %s in %s: %s\n", amount(count.Releases, "release", "releases"),
		amount(count.Entries, "history entry", "history entries"), amount(count.Notices, "notice", "notices"),
		time.Since(began).Round(time.Millisecond), verdict)
	if err == nil && count.Flaws > 0 {
		err = errors.New("the audit found something wrong")
	}
	return err
}

// amount counts in words, "1 release" or "2 releases".
func amount(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// forOperator gives an error as whoever runs the store has to know it; the
// sentence for the person who clicked is no use to them.
func forOperator(err error) error {
	var e *workflow.Error
	if errors.As(err, &e) && e.Err != nil {
		return fmt.Errorf("the store could not be read: %w", e.Err)
	}
	return err
}
