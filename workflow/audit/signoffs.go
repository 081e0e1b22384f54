package audit

import "drumbeat/workflow"

// signOffs compares each sign-off with the entry that tells of it; they are in
// the order in which they were given.
func (c *claimer) signOffs(path []workflow.Entry) {
	var entries []workflow.Entry
	for _, e := range path {
		if e.Action == workflow.ActSignOff {
			entries = append(entries, e)
		}
	}
	for i, s := range c.r.SignOffs {
		if i >= len(c.d.SignOffs) {
			c.flaw(0, Claim, "It has a sign-off of %s by %s of %s; no entry tells of it.", s.Environment, person(s.By), moment(s.At))
			continue
		}
		c.signOff(s, c.d.SignOffs[i], entries[i].Seq)
	}
	for i := len(c.r.SignOffs); i < len(c.d.SignOffs); i++ {
		s := c.d.SignOffs[i]
		c.flaw(entries[i].Seq, Claim, "It tells of a sign-off of %s by %s, which the release does not have.", s.Environment, person(s.By))
	}
}

func (c *claimer) signOff(a, b workflow.SignOff, entry int) {
	switch {
	case a.Environment != b.Environment, a.By != b.By, !same(a.At, b.At), a.Revision != b.Revision:
		c.flaw(entry, Claim, "It tells of a sign-off of %s by %s for revision %d; the release has one of %s by %s of %s for revision %d there.",
			b.Environment, person(b.By), b.Revision, a.Environment, person(a.By), moment(a.At), a.Revision)
	case a.Evidence != b.Evidence:
		c.flaw(entry, Claim, "It tells of a sign-off with other evidence than the release has.")
	case a.Void != b.Void:
		c.flaw(entry, Claim, "It tells of a sign-off that %s; the release says that it %s.", stands(b.Void), stands(a.Void))
	}
}
