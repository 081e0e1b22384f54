package render

import (
	"slices"

	"github.com/slack-go/slack"

	"drumbeat/workflow"
)

// lines are the requests of the page in the order of the queue, but that what is
// in one bundle stands together, at the place of its first on the page. Each keeps
// the number of its own place.
func (q queue) lines() []slack.Block {
	var out []slack.Block
	shown := map[int]bool{}
	for i := range q.Lines {
		if shown[i] {
			continue
		}
		name := q.Lines[i].Release.Bundle()
		all := q.Bundles[name]
		if name == "" || len(all) < 2 {
			out = append(out, q.line(i, false))
			continue
		}
		out = append(out, rich(q.groupHead(name, all)))
		for j := i; j < len(q.Lines); j++ {
			if q.Lines[j].Release.Bundle() == name {
				shown[j] = true
				out = append(out, q.line(j, true))
			}
		}
	}
	return out
}

// groupHead is "Bundle Autumn fixes: REL-4, REL-7 and REL-31 · Tue 24 Nov 06:00".
func (q queue) groupHead(name string, all []workflow.Mate) line {
	said := fill(q.w.bundled.head, typed(name, nameMax), mateNumbers(q.w, all))
	one := all[0].Slot
	apart := slices.ContainsFunc(all, func(m workflow.Mate) bool { return one == nil || m.Slot == nil || m.Slot.ID != one.ID })
	if apart {
		return join(" · ", bold(said), l(emoji("warning"), " ", q.w.bundled.apart))
	}
	return join(" · ", bold(said), window(q.w, *one))
}
