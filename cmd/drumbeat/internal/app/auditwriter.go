package app

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"time"

	"drumbeat/workflow"
	"drumbeat/workflow/audit"
)

// The files of a pack, beside its manifest and the policies.
const (
	evidenceFile = "evidence.json"
	entriesFile  = "entries.csv"
	noticesFile  = "notices.csv"
	pageFile     = "index.html"
)

// packWriter writes the files of a pack release by release, so that a pack of
// any size needs memory for one. The lists of evidence.json come in a fixed
// order: releases, windows, policies.
type packWriter struct {
	x        *export
	pack     *pack
	evidence *packFile
	list     string // the list of evidence.json that is being written
	entries  *table
	notices  *table
	page     *pageWriter
}

func newPackWriter(p *pack, x *export) (*packWriter, error) {
	w := &packWriter{x: x, pack: p}
	var err error
	if w.evidence, err = p.create(evidenceFile); err != nil {
		return nil, err
	}
	entries, err := p.create(entriesFile)
	if err != nil {
		return nil, err
	}
	if w.entries, err = newTable(entries, entryColumns...); err != nil {
		return nil, err
	}
	notices, err := p.create(noticesFile)
	if err != nil {
		return nil, err
	}
	if w.notices, err = newTable(notices, noticeColumns...); err != nil {
		return nil, err
	}
	if w.page, err = newPageWriter(p, x); err != nil {
		return nil, err
	}
	head := struct {
		Schema  string    `json:"schema"`
		MadeAt  time.Time `json:"made_at"`
		MadeBy  string    `json:"made_by"`
		Zone    string    `json:"zone"`
		From    time.Time `json:"from,omitzero"`
		To      time.Time `json:"to,omitzero"` // exclusive
		Numbers []string  `json:"only,omitempty"`
		Seal    string    `json:"seal"`
	}{audit.Schema, x.madeAt, "drumbeat " + version(), x.zone.String(), x.from, x.to, nil, workflow.SealVersion}
	for _, n := range x.wish.numbers {
		head.Numbers = append(head.Numbers, n.String())
	}
	raw, err := json.Marshal(head)
	if err != nil {
		return nil, err
	}
	_, err = w.evidence.Write(raw[:len(raw)-1]) // the object goes on
	return w, err
}

// item adds a value to a list of evidence.json, one a line.
func (w *packWriter) item(list string, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	before := ",\n"
	if w.list != list {
		before = w.closed() + fmt.Sprintf(",\n%q:[\n", list)
		w.list = list
	}
	_, err = w.evidence.WriteString(before + string(raw))
	return err
}

// closed ends the list that is being written.
func (w *packWriter) closed() string {
	if w.list == "" {
		return ""
	}
	return "\n]"
}

func (w *packWriter) release(e *audit.Evidence) error {
	if err := w.item("releases", e); err != nil {
		return err
	}
	for _, h := range e.History {
		if err := entryRow(w.entries, e, h, nameOf(w.x.people, h.By)); err != nil {
			return err
		}
	}
	for _, n := range e.Notices {
		if err := noticeRow(w.notices, n, nameOf(w.x.people, n.Person)); err != nil {
			return err
		}
	}
	return w.page.release(e)
}

func (w *packWriter) window(v *audit.Window) error {
	if err := w.item("windows", v); err != nil {
		return err
	}
	for _, n := range v.Notices {
		if err := noticeRow(w.notices, n, nameOf(w.x.people, n.Person)); err != nil {
			return err
		}
	}
	return w.page.window(v)
}

// storedPolicy is a version of the policy as the pack has it: who made it in
// evidence.json, what it says also in a file of its own.
type storedPolicy struct {
	Version int                     `json:"version"`
	SavedAt time.Time               `json:"saved_at"`
	SavedBy workflow.PersonID       `json:"saved_by,omitempty"`
	Why     string                  `json:"why,omitempty"`
	File    string                  `json:"file"`
	Policy  workflow.PolicyDocument `json:"policy"`
}

func (w *packWriter) policy(p workflow.Policy) error {
	v := storedPolicy{p.Version, p.SavedAt, p.SavedBy, p.Why, fmt.Sprintf("policies/policy-%d.json", p.Version), fileOf(p)}
	f, err := w.pack.create(v.File)
	if err != nil {
		return err
	}
	if err := writePolicy(f, p); err != nil {
		return err
	}
	if err := w.page.policy(v); err != nil {
		return err
	}
	return w.item("policies", v)
}

// finish ends the files.
func (w *packWriter) finish() error {
	tail, err := json.Marshal(struct {
		Absent []audit.Flaw                 `json:"absent,omitempty"`
		People map[workflow.PersonID]string `json:"people,omitempty"`
		Count  auditCount                   `json:"count"`
	}{w.x.absent, knownNames(w.x.people), w.x.count})
	if err != nil {
		return err
	}
	if _, err := w.evidence.WriteString(w.closed() + ",\n" + string(tail[1:]) + "\n"); err != nil {
		return err
	}
	if err := w.entries.flush(); err != nil {
		return err
	}
	if err := w.notices.flush(); err != nil {
		return err
	}
	return w.page.finish()
}

func knownNames(people map[workflow.PersonID]string) map[workflow.PersonID]string {
	out := maps.Clone(people)
	maps.DeleteFunc(out, func(_ workflow.PersonID, name string) bool { return name == "" })
	return out
}

// readHeads reads what a pack knows of histories, from its folder or from its
// evidence.json. A pack that was changed since is refused.
func readHeads(path string) (*audit.Heads, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	dir := path
	if info.IsDir() {
		path = filepath.Join(path, evidenceFile)
	} else {
		dir = filepath.Dir(path)
	}
	if _, err := os.Stat(filepath.Join(dir, manifestFile)); err == nil || info.IsDir() {
		if err := checkManifest(dir); err != nil {
			return nil, fmt.Errorf("%s cannot be held against the store: %w", dir, err)
		}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	heads, err := decodeHeads(f)
	if err != nil {
		return nil, fmt.Errorf("%s is no evidence that can be read: %w", path, err)
	}
	return heads, nil
}
