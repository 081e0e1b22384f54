package mongodb

import (
	"time"

	"drumbeat/workflow"
)

// What a release gathers on its way: why it waits in the queue, who endorsed it,
// where it passed, who was reminded.

type findingDoc struct {
	Rule     string    `bson:"rule"`
	Title    string    `bson:"title,omitempty"`
	Pass     bool      `bson:"pass,omitempty"`
	Weight   string    `bson:"weight,omitempty"`
	Reason   string    `bson:"reason,omitempty"`
	Who      []string  `bson:"who,omitempty"`
	At       time.Time `bson:"at,omitempty"`
	Earliest time.Time `bson:"earliest,omitempty"`
	Unknown  bool      `bson:"unknown,omitempty"`

	Alternatives []alternativeDoc `bson:"alternatives,omitempty"`
}

type alternativeDoc struct {
	Window string    `bson:"window,omitempty"`
	Opens  time.Time `bson:"opens,omitempty"`
	Closes time.Time `bson:"closes,omitempty"`
	Zone   string    `bson:"zone,omitempty"`
	After  int       `bson:"after,omitempty"`
}

type endorsementDoc struct {
	By       string    `bson:"by"`
	At       time.Time `bson:"at,omitempty"`
	Revision int       `bson:"revision"`
	Bundle   string    `bson:"bundle,omitempty"`
}

type signOffDoc struct {
	Environment string    `bson:"environment"`
	By          string    `bson:"by"`
	At          time.Time `bson:"at,omitempty"`
	Revision    int       `bson:"revision"`
	Evidence    string    `bson:"evidence,omitempty"`
	Void        string    `bson:"void,omitempty"`
}

type nudgeDoc struct {
	Person string    `bson:"person"`
	At     time.Time `bson:"at,omitempty"`
	By     string    `bson:"by,omitempty"`
}

func fromFinding(f workflow.Finding) findingDoc {
	return findingDoc{f.Rule, f.Title, f.Pass, string(f.Weight), f.Reason, plain(f.Who), cut(f.At), cut(f.Earliest), f.Unknown,
		convert(f.Alternatives, fromAlternative)}
}

func (d findingDoc) toDomain() workflow.Finding {
	return workflow.Finding{Rule: d.Rule, Title: d.Title, Pass: d.Pass, Weight: workflow.Weight(d.Weight), Reason: d.Reason,
		Who: named[workflow.PersonID](d.Who), At: cut(d.At), Earliest: cut(d.Earliest), Unknown: d.Unknown,
		Alternatives: convert(d.Alternatives, alternativeDoc.toDomain)}
}

func fromAlternative(a workflow.Alternative) alternativeDoc {
	return alternativeDoc{string(a.Window), cut(a.Opens), cut(a.Closes), a.Zone, int(a.After)}
}

func (d alternativeDoc) toDomain() workflow.Alternative {
	return workflow.Alternative{Window: workflow.WindowID(d.Window), Opens: cut(d.Opens), Closes: cut(d.Closes), Zone: d.Zone, After: workflow.Number(d.After)}
}

func fromEndorsement(e workflow.Endorsement) endorsementDoc {
	return endorsementDoc{string(e.By), cut(e.At), e.Revision, e.Bundle}
}

func (d endorsementDoc) toDomain() workflow.Endorsement {
	return workflow.Endorsement{By: workflow.PersonID(d.By), At: cut(d.At), Revision: d.Revision, Bundle: d.Bundle}
}

func fromSignOff(s workflow.SignOff) signOffDoc {
	return signOffDoc{s.Environment, string(s.By), cut(s.At), s.Revision, s.Evidence, s.Void}
}

func (d signOffDoc) toDomain() workflow.SignOff {
	return workflow.SignOff{Environment: d.Environment, By: workflow.PersonID(d.By), At: cut(d.At), Revision: d.Revision, Evidence: d.Evidence, Void: d.Void}
}

func fromNudge(n workflow.Nudge) nudgeDoc { return nudgeDoc{string(n.Person), cut(n.At), string(n.By)} }

func (d nudgeDoc) toDomain() workflow.Nudge {
	return workflow.Nudge{Person: workflow.PersonID(d.Person), At: cut(d.At), By: workflow.PersonID(d.By)}
}
