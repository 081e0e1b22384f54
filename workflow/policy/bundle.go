package policy

import (
	"fmt"
	"slices"
	"strings"

	"drumbeat/workflow"
)

// RuleBundle is the rule of the findings about going live together.
const RuleBundle = "bundle"

// Apart finds the releases that cannot ride in one window with the others: those
// whose system, or type, rides with another heartbeat than most of them do. None:
// there are windows that serve them all.
func Apart(p *workflow.Policy, releases []*workflow.Release) []workflow.Finding {
	count := map[string]int{}
	most := ""
	for _, r := range releases {
		key := ridesWith(p, r)
		count[key]++
		if most == "" || count[key] > count[most] {
			most = key
		}
	}
	var out []workflow.Finding
	for _, r := range releases {
		if key := ridesWith(p, r); key != most {
			out = append(out, workflow.Finding{Rule: RuleBundle, Title: "bundle", Weight: workflow.Warn, Unknown: true,
				Reason: fmt.Sprintf("%s rides with %s, %s with %s: no window serves both.", r.Number, heartbeatName(p, key), others(releases, p, most), heartbeatName(p, most))})
		}
	}
	return out
}

// ridesWith is the heartbeat that a release rides with; empty where no heartbeat
// serves its system.
func ridesWith(p *workflow.Policy, r *workflow.Release) string {
	s, _ := p.System(r.Request.System)
	return s.Rides(r.Request.Type)
}

func heartbeatName(p *workflow.Policy, key string) string {
	switch h, ok := p.Heartbeat(key); {
	case !ok:
		return "no heartbeat"
	case h.Name != "":
		return h.Name
	}
	return key
}

// others names those that ride with a heartbeat.
func others(releases []*workflow.Release, p *workflow.Policy, key string) string {
	var numbers []workflow.Number
	for _, r := range releases {
		if ridesWith(p, r) == key {
			numbers = append(numbers, r.Number)
		}
	}
	return Numbers(numbers)
}

// mostNamed is how many releases a sentence names.
const mostNamed = 6

// Numbers names releases in a sentence: "REL-4, REL-7 and 3 others".
func Numbers(numbers []workflow.Number) string {
	numbers = slices.Clone(numbers)
	slices.Sort(numbers)
	var names []string
	for _, n := range numbers[:min(len(numbers), mostNamed)] {
		names = append(names, n.String())
	}
	if rest := len(numbers) - mostNamed; rest == 1 {
		names = append(names, numbers[mostNamed].String())
	} else if rest > 1 {
		names = append(names, fmt.Sprintf("%d others", rest))
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}

// bundled is the gate of the bundle: whether all of it goes live in one window. It
// never blocks: what was put together for convenience does not keep a release from
// going live.
func bundled(c Case) []workflow.Finding {
	name := c.Release.Bundle()
	if name == "" || len(c.Mates) == 0 {
		return nil
	}
	f := workflow.Finding{Rule: RuleBundle, Title: "bundle", Weight: workflow.Warn, Pass: true}
	all := []*workflow.Release{c.Release}
	var with, elsewhere []workflow.Number
	for i := range c.Mates {
		m := &c.Mates[i]
		if !m.Rides() {
			continue
		}
		all = append(all, m)
		if m.Place != nil && c.Release.Place != nil && m.Place.Window == c.Release.Place.Window {
			with = append(with, m.Number)
		} else {
			elsewhere = append(elsewhere, m.Number)
		}
	}
	switch apart := Apart(c.Policy, all); {
	case len(all) == 1:
		return nil
	case len(apart) > 0:
		f = apart[0]
		f.Reason = fmt.Sprintf("Bundle %s cannot ride together. %s", name, f.Reason)
		f.Who = Coordinators(c.Policy, c.Members, c.Release)
	case len(elsewhere) > 0:
		f.Pass = false
		f.Reason = fmt.Sprintf("Of bundle %s, %s not in this window.", name, plainIs(elsewhere))
		f.Who = c.Members[c.Policy.ManagerRole]
	default:
		f.Reason = fmt.Sprintf("Rides with bundle %s: %s.", name, Numbers(with))
	}
	return []workflow.Finding{f}
}

func plainIs(numbers []workflow.Number) string {
	if len(numbers) == 1 {
		return numbers[0].String() + " is"
	}
	return Numbers(numbers) + " are"
}
