package settings

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"drumbeat/workflow"
)

func checklists() part {
	return part{
		SettingsPart: workflow.SettingsPart{Key: "checklists", Name: "Handover checklists", About: "What has to be done before a release passes to who runs the system. Which system has which: in Systems; which changes need it: in Change types."},
		list:         "checklists",
		items: func(p *workflow.Policy) []workflow.SettingsItem {
			return itemsOf(p.Checklists, func(c workflow.Checklist) (string, string, string) {
				used := 0
				for _, s := range p.Systems {
					if s.Checklist == c.Key {
						used++
					}
				}
				return c.Key, c.Name, count(len(c.Items), "item", "items") + " · used by " + count(used, "system", "systems")
			})
		},
		form: func(p *workflow.Policy, i int) []bind {
			c := &p.Checklists[i]
			return []bind{line("name", "Name", &c.Name), checklistItems(p, &c.Items)}
		},
		add: func(p *workflow.Policy, name string, taken []string) {
			p.Checklists = append(p.Checklists, workflow.Checklist{Key: keyFor(name, taken)})
		},
		del: func(p *workflow.Policy, i int) { p.Checklists = slices.Delete(p.Checklists, i, i+1) },
	}
}

// ownerNames are the owners of items that are no role, as people write them.
var ownerNames = map[string]string{
	workflow.OwnerRequester: "requester", workflow.OwnerImplementer: "implementer", workflow.OwnerContact: "point of contact",
}

const optionalWord = "optional"

// checklistItems takes the items, "Documentation is up to date, implementer, 24h" a
// line. An item keeps its key for as long as it keeps its text.
func checklistItems(p *workflow.Policy, to *[]workflow.ChecklistItem) bind {
	was := slices.Clone(*to)
	write := func(i workflow.ChecklistItem) string {
		owner := ownerNames[i.Owner]
		if owner == "" {
			owner = p.Role(i.Owner).Name
		}
		s := i.Text + ", " + owner
		if i.Within > 0 {
			s += ", " + spanText(i.Within)
		}
		if i.Optional {
			s += ", " + optionalWord
		}
		return s
	}
	b := lines("items", "Items", to, write, func(s string) (workflow.ChecklistItem, error) { return readItem(p, was, s) })
	b.Hint = "One a line: what, who does it, within how much working time after go-live. “Documentation is up to date, implementer, 24h”. Who: requester, implementer, point of contact or a role. With “, optional” nothing waits for it."
	set := b.set
	b.set = func(v []string) error {
		if err := set(v); err != nil {
			return err
		}
		taken := keysOf(was, func(i workflow.ChecklistItem) string { return i.Key })
		for i, item := range *to {
			if item.Key == "" {
				(*to)[i].Key = keyFor(item.Text, taken)
				taken = append(taken, (*to)[i].Key)
			}
		}
		return nil
	}
	return b
}

// readItem reads one line of a checklist, from its end: what is done may have
// commas.
func readItem(p *workflow.Policy, was []workflow.ChecklistItem, s string) (workflow.ChecklistItem, error) {
	var item workflow.ChecklistItem
	rest, last := cutLast(s)
	if strings.EqualFold(last, optionalWord) {
		item.Optional = true
		rest, last = cutLast(rest)
	}
	if d, err := readSpan(last); err == nil {
		item.Within = d
		rest, last = cutLast(rest)
	}
	if rest == "" {
		return item, sentence("write what is to be done, who does it and within how much time, as in “Documentation is up to date, implementer, 24h”.")
	}
	for owner, name := range ownerNames {
		if strings.EqualFold(last, name) || strings.EqualFold(last, owner) {
			item.Owner = owner
		}
	}
	if item.Owner == "" {
		key, ok := roleNamed(p, last)
		if !ok {
			return item, sentence(fmt.Sprintf("there is no role “%s”; write requester, implementer, point of contact or the name of a role.", clip(last)))
		}
		item.Owner = key
	}
	item.Text = rest
	for _, before := range was {
		if before.Text == item.Text {
			item.Key = before.Key
		}
	}
	return item, nil
}

// cutLast cuts what stands behind the last comma.
func cutLast(s string) (rest, last string) {
	i := strings.LastIndexByte(s, ',')
	if i < 0 {
		return "", strings.TrimSpace(s)
	}
	return strings.TrimSpace(s[:i]), strings.TrimSpace(s[i+1:])
}

// handedOver are the fields of a system about the time after go-live.
func handedOver(p *workflow.Policy, s *workflow.Platform) []bind {
	lists := optionsOf(p.Checklists, func(c workflow.Checklist) (string, string) { return c.Key, c.Name })
	return []bind{
		one("checklist", "Handed over by", &s.Checklist, lists, "no checklist"),
		one("run_owner", "Run by, who accept the handover", &s.Runner, roleOptions(p), "nobody has to accept it"),
		line("sla_class", "SLA class", &s.Service).optional().hint("As in “gold, 24/7”. It stands on the handover."),
		lines("watch", "What to watch after a go-live", &s.Watch, func(s string) string { return s }, func(s string) (string, error) { return s, nil }).hint("One a line: dashboards, places where customers speak."),
	}
}

// watched are the fields of a change type about the time after go-live.
func watched(t *workflow.TypeRule) []bind {
	asked := spans("check_ins", "Asked how it does after", &t.CheckIns).hint("As in 1h, 24h: the point of contact is asked so long after go-live. Empty: never.")
	set := asked.set
	asked.set = func(v []string) error {
		err := set(v)
		slices.Sort(t.CheckIns)
		return err
	}
	return []bind{span("aftercare", "Watched after go-live for", &t.Aftercare).optional().hint("As in 48h. Empty: as the organisation has it."), asked}
}

func (c *checker) checklists() {
	c.keys("checklists", keysOf(c.p.Checklists, func(l workflow.Checklist) string { return l.Key }))
	for i, l := range c.p.Checklists {
		at := indexed("checklists", i)
		c.name(at+".name", l.Name)
		if len(l.Items) == 0 {
			c.bad(at+".items", "The checklist is empty: name what has to be done.")
		}
		if len(l.Items) > mostItems {
			c.bad(at+".items", "The checklist has %d items; at most %d fit. Put some of them together.", len(l.Items), mostItems)
		}
		c.keys(at+".items", keysOf(l.Items, func(x workflow.ChecklistItem) string { return x.Key }))
		for j, x := range l.Items {
			item := indexed(at+".items", j)
			c.name(item+".text", x.Text)
			if !slices.Contains(workflow.Owners, x.Owner) {
				c.known(item+".owner", x.Owner)
			}
		}
	}
}

const (
	mostItems    = 50
	mostWatched  = 10
	mostCheckIns = 5
	longestAfter = 366 * 24 * time.Hour
)

// handedOver checks what of a system is about the time after go-live.
func (c *checker) handedOver(at string, s workflow.Platform) {
	if _, ok := c.p.Checklist(s.Checklist); !ok && s.Checklist != "" {
		c.bad(at+".checklist", "There is no checklist %q.%s", clip(s.Checklist), meant(s.Checklist, keysOf(c.p.Checklists, func(l workflow.Checklist) string { return l.Key })))
	}
	if s.Runner != "" {
		c.holder(at+".run_owner", s.Runner)
	}
	if err := tooLong(s.Service, mostLine); err != nil {
		c.bad(at+".sla_class", "%s", err.Error())
	}
	if len(s.Watch) > mostWatched {
		c.bad(at+".watch", "There are %d lines; at most %d fit.", len(s.Watch), mostWatched)
	}
	for j, w := range s.Watch {
		c.name(indexed(at+".watch", j), w)
	}
}

// watched checks what of a change type is about the time after go-live.
func (c *checker) watched(at string, t workflow.TypeRule) {
	for j, lead := range t.CheckIns {
		switch {
		case lead <= 0 || lead > longestAfter:
			c.bad(indexed(at+".check_ins", j), "How it does is asked some time after go-live: write \"1h\" or so.")
		case lead > c.p.AftercareFor(t.Type):
			c.warn(indexed(at+".check_ins", j), "It is not watched for so long, so this is never asked.")
		}
	}
	if len(t.CheckIns) > mostCheckIns {
		c.bad(at+".check_ins", "How it does is asked %d times; ask at most %d times.", len(t.CheckIns), mostCheckIns)
	}
	if t.Aftercare > longestAfter {
		c.bad(at+".aftercare", "A release is watched for a year at most.")
	}
	if t.NeedHandover && !slices.ContainsFunc(c.p.Systems, func(s workflow.Platform) bool { return s.Checklist != "" }) {
		c.warn(at+".need_handover", "No system has a checklist, so nothing is handed over.")
	}
}
