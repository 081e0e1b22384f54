package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"drumbeat/store/mongodb"
	"drumbeat/workflow"
	"drumbeat/workflow/settings"
)

// policyFlags are what `drumbeat policy` takes besides its verb and the file.
type policyFlags struct {
	by, why       string
	first, move   bool
	years, months int
}

// declare says which flags there are, and what the command does.
func (o *policyFlags) declare(fs *flag.FlagSet, errs io.Writer) {
	fs.StringVar(&o.why, "why", "", "apply: why the policy changes; kept with the version")
	fs.StringVar(&o.by, "by", "", "apply: Slack user id of who changes it; kept with the version")
	fs.BoolVar(&o.first, "default", false, "export: the policy that a new store begins with, instead of the one in force; needs no store")
	fs.BoolVar(&o.move, "move", false, "apply: have the bots move the releases that cannot stay in their window")
	fs.IntVar(&o.years, "years", 3, "check: how many years of windows are looked at, 1 to 20")
	fs.IntVar(&o.months, "months", 3, "replay: how many months are looked back, 1 to 60")
	fs.Usage = func() {
		_, _ = fmt.Fprintln(errs, "drumbeat policy export|check|apply|replay [FILE] [flags]\n\n"+
			"  export [FILE]  write the policy in force (without FILE, or -: to the screen)\n"+
			"  check FILE     say what is wrong with a file, by line and field, and what to look at again in the years to come\n"+
			"  apply FILE     say what it changes and hits; with -by and -why put it in force as the next version\n"+
			"  replay FILE    say what the last months would have looked like under it")
		fs.PrintDefaults()
	}
}

// runPolicy reads, checks and changes the policy as a file.
func runPolicy(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("policy", errs)
	var o policyFlags
	o.declare(fs, errs)
	words, err := parseAnywhere(fs, args)
	if err != nil {
		return err
	}
	if len(words) == 0 || len(words) > 2 || !slices.Contains([]string{"export", "check", "apply", "replay"}, words[0]) ||
		o.years < 1 || o.years > 20 || o.months < 1 || o.months > 60 {
		fs.Usage()
		return errUsage
	}
	verb, file := words[0], ""
	if len(words) == 2 {
		file = words[1]
	}
	var p workflow.Policy
	switch verb {
	case "export":
		if o.first {
			return exportPolicy(firstPolicy(), file, out)
		}
	case "check":
		return checkFile(file, o.years, out)
	case "apply", "replay":
		if p, err = readPolicy(file, out); err != nil {
			return err
		}
	}
	cfg, err := readStoreConfig()
	if err != nil {
		return configError{err}
	}
	store, err := openStore(ctx, cfg, mongodb.Options{})
	if err != nil {
		return err
	}
	defer func() { _ = store.close(context.WithoutCancel(ctx)) }()
	switch verb {
	case "export":
		if p, err = store.Policies.Current(ctx); err != nil {
			return err
		}
		return exportPolicy(p, file, out)
	case "apply":
		return applyPolicy(ctx, store.Store, p, o, out)
	}
	return replayPolicy(ctx, store.Store, p, o.months, out)
}

// parseAnywhere reads flags before, between and after the words of a command.
func parseAnywhere(fs *flag.FlagSet, args []string) (words []string, err error) {
	for {
		if err := fs.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, err
			}
			return nil, errUsage
		}
		if fs.NArg() == 0 {
			return words, nil
		}
		words, args = append(words, fs.Arg(0)), fs.Args()[1:]
	}
}

func exportPolicy(p workflow.Policy, file string, out io.Writer) error {
	var text bytes.Buffer
	if err := writePolicy(&text, p); err != nil {
		return err
	}
	if file == "" || file == "-" {
		_, err := out.Write(text.Bytes())
		return err
	}
	return os.WriteFile(file, text.Bytes(), 0o644)
}

// writePolicy writes a policy as the file that people edit.
func writePolicy(w io.Writer, p workflow.Policy) error {
	raw, err := json.MarshalIndent(fileOf(p), "", "  ")
	if err != nil {
		return err
	}
	_, err = w.Write(append(raw, '\n'))
	return err
}

// fileOf gives the document that people edit: without who saved the version and
// why, which are the next one's to say.
func fileOf(p workflow.Policy) workflow.PolicyDocument {
	f := p.Document()
	f.SavedAt, f.SavedBy, f.Reason, f.Requests, f.MoveBefore = time.Time{}, "", "", nil, time.Time{}
	return f
}

// readPolicy reads a policy file strictly and checks it. Its error names lines
// and fields; warnings are written to out.
func readPolicy(file string, out io.Writer) (workflow.Policy, error) {
	raw, err := readFile(file)
	if err != nil {
		return workflow.Policy{}, err
	}
	p, problems := settings.Read(raw)
	if len(problems) > 0 {
		_, err = fmt.Fprintln(out, problemText(file, problems))
	}
	if wrong := settings.Wrong(problems); len(wrong) > 0 {
		return workflow.Policy{}, fmt.Errorf("%s has %s to mend", file, counted(len(wrong), "problem"))
	}
	return p, err
}

func readFile(file string) ([]byte, error) {
	if file == "" {
		return nil, errors.New("name the file of the policy")
	}
	return os.ReadFile(file)
}

// checkFile says everything that is wrong with a file, and what may be.
func checkFile(file string, years int, out io.Writer) error {
	raw, err := readFile(file)
	if err != nil {
		return err
	}
	p, problems := settings.Read(raw)
	wrong := settings.Wrong(problems)
	if len(wrong) == 0 {
		now := time.Now().UTC()
		problems = settings.Placed(raw, append(problems, settings.Lint(&p, now, now.AddDate(years, 0, 0))...))
	}
	if len(problems) > 0 {
		_, err = fmt.Fprintln(out, problemText(file, problems))
	}
	if turns := occurrences(&p, years); err == nil && len(wrong) == 0 && len(turns) > 0 {
		_, err = fmt.Fprintf(out, "Asked for by schedule\n%s\n", indent(turns))
	}
	switch {
	case err != nil:
	case len(wrong) > 0:
		return fmt.Errorf("%s has %s to mend", file, counted(len(wrong), "problem"))
	case len(problems) > 0:
		_, err = fmt.Fprintf(out, "The policy can be put in force. %s to look at.\n", counted(len(problems), "remark"))
	default:
		_, err = fmt.Fprintf(out, "The policy is fine, for the next %s too.\n", counted(years, "year"))
	}
	return err
}

// occurrences says when the schedules of a policy ask, in the years to come.
func occurrences(p *workflow.Policy, years int) []string {
	now := time.Now().UTC()
	return settings.Occurrences(p, now, now.AddDate(years, 0, 0))
}

// problemText writes problems as compilers do, one a line.
func problemText(file string, problems []workflow.PolicyProblem) string {
	lines := make([]string, len(problems))
	for i, p := range problems {
		where := fmt.Sprintf("%s:%d: ", file, p.Line)
		if p.Warning {
			where += "remark: "
		}
		if p.Field != "" {
			where += p.Field + ": "
		}
		lines[i] = where + p.Sentence
	}
	return strings.Join(lines, "\n")
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
