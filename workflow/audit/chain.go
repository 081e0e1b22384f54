package audit

import (
	"fmt"
	"slices"
	"strings"

	"drumbeat/workflow"
)

// chain checks a history by its hashes. path is the history as it was written,
// as far as that can be known: the entries that the newest one builds upon, in
// their order.
func chain(r *workflow.Release) (path []workflow.Entry, flaws []Flaw) {
	c := &checker{r: r, sound: make([]bool, len(r.History)), on: make([]bool, len(r.History))}
	switch {
	case len(r.History) == 0:
		c.flaw(0, Missing, "Its history is empty; every release has at least the entry of its birth.")
		return nil, c.flaws
	case !slices.ContainsFunc(r.History, func(e workflow.Entry) bool { return e.Hash != "" }):
		c.flaw(0, Unsealed, "Its history has no hashes: it was written before histories were sealed, or they were removed. Nothing shows that it is unaltered.")
		return r.History, c.flaws
	}
	for i := range r.History {
		c.sound[i] = c.check(i)
	}
	for i := c.newest(); i >= 0; i = c.before(i) {
		c.on[i] = true
		c.path = append(c.path, i)
	}
	slices.Reverse(c.path)
	c.strangers()
	c.order()
	for _, i := range c.path {
		path = append(path, r.History[i])
	}
	return path, c.flaws
}

type checker struct {
	r     *workflow.Release
	sound []bool // by position: the entry says what it was sealed with
	on    []bool // by position: the entry is on the path
	path  []int  // positions
	flaws []Flaw
}

func (c *checker) flaw(entry int, kind Kind, format string, args ...any) {
	c.flaws = append(c.flaws, Flaw{c.r.Number, entry, kind, fmt.Sprintf(format, args...)})
}

// seq is how an entry is called: by its own number, or where that cannot be
// trusted by its place.
func (c *checker) seq(i int) int {
	if c.sound[i] {
		return c.r.History[i].Seq
	}
	return i + 1
}

// check holds one entry against its own hash.
func (c *checker) check(i int) bool {
	e := &c.r.History[i]
	switch version, _, ok := strings.Cut(e.Hash, ":"); {
	case e.Hash == "":
		c.flaw(i+1, Unsealed, "It has no hash: it was put in without one, or the hash was removed.")
		return false
	case !ok || version != workflow.SealVersion:
		c.flaw(i+1, Unsealed, "Its hash is of a kind that this Drumbeat does not know; use the version that wrote it.")
		return false
	case e.Sum(c.r.Number) != e.Hash:
		c.flaw(i+1, Changed, "It was changed: it does not say any more what it was sealed with.")
		return false
	}
	return true
}

// newest gives the position of the entry that was written last.
func (c *checker) newest() int {
	last := len(c.r.History) - 1
	for i := range c.r.History {
		if c.sound[i] && c.seq(i) > c.seq(last) {
			last = i
		}
	}
	return last
}

// before finds the entry after which entry i was written, -1 for the first. An
// entry is known by its hash; where none has that hash, by its number.
func (c *checker) before(i int) int {
	e, seq := &c.r.History[i], c.seq(i)
	if c.sound[i] {
		if e.Prev == "" && seq == 1 {
			return -1
		}
		if e.Prev != "" {
			if j := c.find(func(j int) bool { return c.r.History[j].Hash == e.Prev }); j >= 0 {
				return j
			}
		}
	}
	j := c.find(func(j int) bool { return c.seq(j) == seq-1 })
	switch {
	case seq <= 1:
		return -1
	case j < 0:
		return c.gap(i, seq)
	case c.sound[i] && c.sound[j]:
		if newest := len(c.path) == 1; newest {
			c.flaw(seq-1, Changed, "Entry %d was not written after it: one of the two was changed and sealed anew, or put in.", seq)
		} else {
			c.flaw(seq-1, Changed, "It was changed and sealed anew: entry %d was written after another one.", seq)
		}
	}
	return j
}

// gap says which entries are missing before entry i, and goes on below them.
func (c *checker) gap(i, seq int) int {
	below := -1
	for j := range c.r.History {
		if !c.on[j] && j != i && c.seq(j) < seq && (below < 0 || c.seq(j) > c.seq(below)) {
			below = j
		}
	}
	from := 1
	if below >= 0 {
		from = c.seq(below) + 1
	}
	for s := from; s < seq; s++ {
		c.flaw(s, Missing, "It is missing: entry %d was written after it.", seq)
	}
	return below
}

// find gives the position of an entry that is not on the path yet, the sound
// ones first.
func (c *checker) find(is func(j int) bool) int {
	found := -1
	for j := range c.r.History {
		if !c.on[j] && is(j) && (found < 0 || c.sound[j] && !c.sound[found]) {
			found = j
		}
	}
	return found
}

// strangers names the entries that nothing builds upon.
func (c *checker) strangers() {
	for i, e := range c.r.History {
		if c.on[i] || !c.sound[i] { // what is not sound was named already
			continue
		}
		twin := slices.ContainsFunc(c.path, func(j int) bool { return c.r.History[j].Hash == e.Hash })
		switch next := i + 1; {
		case twin:
			c.flaw(e.Seq, Inserted, "It is there twice.")
		case next < len(c.r.History):
			c.flaw(e.Seq, Inserted, "It was put in: what comes after it (%q by %s) was not written after it.", c.r.History[next].Action, c.r.History[next].By)
		default:
			c.flaw(e.Seq, Inserted, "It was put in beside another entry %d, or that one beside it: two were written after the same one.", e.Seq)
		}
	}
}

// order names the entries of the path that do not stand where they were written.
func (c *checker) order() {
	stand := slices.Sorted(slices.Values(c.path))
	for k, i := range stand {
		if should := c.path[k]; should != i {
			c.flaw(c.seq(i), Misplaced, "It stands in place %d, where entry %d was written.", k+1, c.seq(should))
		}
	}
}
