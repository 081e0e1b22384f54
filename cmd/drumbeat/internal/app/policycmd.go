package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"drumbeat/store/mongodb"
	"drumbeat/workflow"
	"drumbeat/workflow/calendar"
)

// runPolicy reads, checks and changes the policy as a file.
func runPolicy(ctx context.Context, args []string, out, errs io.Writer) error {
	fs := flags("policy", errs)
	why := fs.String("why", "", "apply: why the policy changes; kept with the version")
	by := fs.String("by", "", "apply: Slack user id of who changes it; kept with the version")
	fs.Usage = func() {
		_, _ = fmt.Fprintln(errs, "drumbeat policy [-why TEXT -by USER] export|check|apply [FILE]\n\n"+
			"  export FILE   write the policy in force (FILE: - or nothing for the screen)\n"+
			"  check FILE    say what is wrong with a file\n"+
			"  apply FILE    check it and put it in force as the next version")
		fs.PrintDefaults()
	}
	if err := fs.Parse(args); err != nil {
		return err
	}
	verb, file := fs.Arg(0), fs.Arg(1)
	switch verb {
	case "check":
		_, err := readPolicy(file)
		if err == nil {
			_, err = fmt.Fprintln(out, "The policy is fine.")
		}
		return err
	case "export", "apply":
	default:
		fs.Usage()
		return errUsage
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
	if verb == "export" {
		return exportPolicy(ctx, store.Store, file, out)
	}
	return applyPolicy(ctx, store.Store, file, *by, *why, out)
}

func exportPolicy(ctx context.Context, store workflow.Store, file string, out io.Writer) error {
	p, err := store.Policies.Current(ctx)
	if err != nil {
		return err
	}
	var text bytes.Buffer
	if err := writePolicy(&text, p); err != nil {
		return err
	}
	if file == "" || file == "-" {
		_, err = out.Write(text.Bytes())
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

func applyPolicy(ctx context.Context, store workflow.Store, file, by, why string, out io.Writer) error {
	if by == "" || why == "" {
		return errors.New("-by and -why say who changes the policy and why: both are kept with the version")
	}
	p, err := readPolicy(file)
	if err != nil {
		return err
	}
	current, err := store.Policies.Current(ctx)
	if err != nil && workflow.CodeOf(err) != workflow.CodeNotFound {
		return err
	}
	if p.Version != current.Version {
		return fmt.Errorf("the file is made from version %d, version %d is in force: export it again and repeat the change", p.Version, current.Version)
	}
	p.SavedBy, p.Why, p.SavedAt = workflow.PersonID(by), why, time.Now()
	saved, err := store.Policies.Save(ctx, p)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "Version %d is in force. Running bots follow within seconds.\n", saved.Version)
	return err
}

// readPolicy reads a policy file strictly and checks it. Its errors name the
// line or the field.
func readPolicy(file string) (workflow.Policy, error) {
	if file == "" {
		return workflow.Policy{}, errors.New("name the file of the policy")
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		return workflow.Policy{}, err
	}
	p, err := decodePolicy(raw)
	if err != nil {
		return workflow.Policy{}, fmt.Errorf("%s: %w", file, err)
	}
	return p, nil
}

func decodePolicy(raw []byte) (workflow.Policy, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	var f workflow.PolicyDocument
	if err := dec.Decode(&f); err != nil {
		return workflow.Policy{}, fmt.Errorf("line %d: %w", lineAt(raw, dec.InputOffset(), err), err)
	}
	if dec.More() {
		return workflow.Policy{}, fmt.Errorf("line %d: there is more after the end of the policy", lineAt(raw, dec.InputOffset(), nil))
	}
	p, err := f.Policy()
	if err != nil {
		return workflow.Policy{}, err
	}
	return p, checkPolicy(&p)
}

// lineAt gives the line of an offset, or of where a JSON error says it is.
func lineAt(raw []byte, offset int64, err error) int {
	var syntax *json.SyntaxError
	var typ *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.As(err, &typ):
		offset = typ.Offset
	}
	return 1 + bytes.Count(raw[:min(int(offset), len(raw))], []byte{'\n'})
}

// checkPolicy finds what would not work: names that nothing has, windows that
// never come, rules that no type has.
func checkPolicy(p *workflow.Policy) error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if _, err := time.LoadLocation(p.Zone); err != nil || p.Zone == "" {
		bad("zone: %q is no IANA time zone", p.Zone)
	}
	if p.ReleaseChannel == "" {
		bad("release_channel: is missing")
	}
	if p.Hours.To <= p.Hours.From {
		bad("working_hours.to: is no time of day after from")
	}
	role := func(field, key string) {
		if p.Role(key).Name == key && len(p.Role(key).Groups)+len(p.Role(key).People) == 0 && !p.Role(key).Admins {
			bad("%s: there is no role %q with people, groups or admins", field, key)
		}
	}
	role("manager_role", p.ManagerRole)
	role("on_call_role", p.OnCallRole)
	for i, h := range p.Heartbeats {
		if err := calendar.Check(h); err != nil {
			bad("heartbeats[%d] (%s): %w", i, h.Key, err)
		}
	}
	for i, s := range p.Systems {
		if _, ok := p.Heartbeat(s.Heartbeat); !ok {
			bad("systems[%d] (%s): there is no heartbeat %q", i, s.Key, s.Heartbeat)
		}
	}
	for _, t := range workflow.ChangeTypes {
		if p.Type(t).Type == t && !hasType(p, t) {
			bad("types: %s is missing", t)
		}
	}
	for i, t := range p.Types {
		for j, a := range t.Approvals {
			role(fmt.Sprintf("types[%d].approvals[%d]", i, j), a.Role)
			if a.Quorum < 1 {
				bad("types[%d].approvals[%d]: quorum must be 1 or more", i, j)
			}
		}
	}
	return errors.Join(errs...)
}

func hasType(p *workflow.Policy, t workflow.ChangeType) bool {
	for _, r := range p.Types {
		if r.Type == t {
			return true
		}
	}
	return false
}
