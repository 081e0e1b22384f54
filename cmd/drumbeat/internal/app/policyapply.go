package app

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/desk"
	"drumbeat/workflow/settings"
)

// applyPolicy says what a policy changes and hits, and puts it in force where it
// is said who does that and why.
func applyPolicy(ctx context.Context, store workflow.Store, p workflow.Policy, o policyFlags, out io.Writer) error {
	current, err := store.Policies.Current(ctx)
	if err != nil && workflow.CodeOf(err) != workflow.CodeNotFound {
		return err
	}
	if p.Version != current.Version {
		return fmt.Errorf("the file is made from version %d, version %d is in force: export it again and repeat the change", p.Version, current.Version)
	}
	changed := settings.Changes(&current, &p, nil)
	if current.Version != 0 && len(changed) == 0 {
		_, err := fmt.Fprintf(out, "The file says what version %d says: nothing to change.\n", current.Version)
		return err
	}
	d := desk.New(desk.Options{Store: store, Now: time.Now})
	hits, err := d.PolicyImpact(ctx, &p)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(out, "It changes\n%s\n\n%s", indent(changed), hitText(hits)); err != nil {
		return err
	}
	if strings.TrimSpace(o.by) == "" || strings.TrimSpace(o.why) == "" {
		_, err := fmt.Fprintf(out, "\nNothing is in force yet. To put it in force: -by USER -why TEXT, which are kept with the version%s.\n", moveHint(hits))
		return err
	}
	p.SavedBy, p.Why, p.SavedAt = workflow.PersonID(o.by), strings.TrimSpace(o.why), time.Now()
	p.Requests, p.MoveBefore = current.Requests, current.MoveBefore
	if o.move {
		p.MoveBefore = p.SavedAt
	}
	saved, err := store.Policies.Save(ctx, p)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "\nVersion %d is in force. Running bots follow within seconds%s.\n", saved.Version, map[bool]string{true: ", and move what cannot stay within minutes"}[o.move])
	return err
}

func moveHint(hits workflow.PolicyImpact) string {
	if len(hits.Moves) == 0 {
		return ""
	}
	return "; with -move the bots move what cannot stay"
}

// mostHits is how many things of a kind are listed; the others are counted.
const mostHits = 20

// hitText says what a policy hits.
func hitText(i workflow.PolicyImpact) string {
	if i.Empty() {
		return "It hits nothing that is under way.\n"
	}
	var b strings.Builder
	b.WriteString("It hits\n")
	for _, part := range []struct {
		one, many string
		hits      []workflow.PolicyHit
	}{
		{"release that cannot stay in its window", "releases that cannot stay in their window", i.Moves},
		{"release with other approvals", "releases with other approvals", i.Approvals},
		{"request that is held or no longer fits", "requests that are held or no longer fit", i.Misfits},
		{"request that waits and is let through", "requests that wait and are let through", i.Through},
		{"window that the front line was briefed about", "windows that the front line was briefed about", i.Briefings},
		{"booking", "bookings", i.Bookings},
		{"recurring request", "recurring requests", i.Schedules},
	} {
		if len(part.hits) == 0 {
			continue
		}
		what := part.many
		if len(part.hits) == 1 {
			what = part.one
		}
		fmt.Fprintf(&b, "  %d %s\n", len(part.hits), what)
		for _, h := range part.hits[:min(len(part.hits), mostHits)] {
			b.WriteString("    " + hitLine(h) + "\n")
		}
		if more := len(part.hits) - mostHits; more > 0 {
			fmt.Fprintf(&b, "    and %d more\n", more)
		}
	}
	return b.String()
}

func hitLine(h workflow.PolicyHit) string {
	parts := []string{}
	if h.Release != 0 {
		parts = append(parts, h.Release.String())
	}
	parts = append(parts, oneLine(h.Title))
	if h.Slot != nil {
		parts = append(parts, slotText(*h.Slot))
	}
	line := strings.Join(parts, "  ") + ": " + h.Why
	if h.To != nil {
		line += " Free next: " + slotText(*h.To) + "."
	}
	return line
}

func slotText(s workflow.Slot) string {
	loc, err := time.LoadLocation(s.Zone)
	if err != nil {
		loc = time.UTC
	}
	return s.Opens.In(loc).Format("Mon 2 Jan 2006 15:04")
}

// oneLine keeps what people typed from breaking a terminal.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || (r >= 0x80 && r < 0xa0) {
			return ' '
		}
		return r
	}, s)
}

func indent(lines []string) string {
	lines = slices.Clone(lines)
	for i, line := range lines {
		lines[i] = "  " + oneLine(line)
	}
	return strings.Join(lines, "\n")
}
